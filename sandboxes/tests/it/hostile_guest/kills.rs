//! Ten thousand instances killed one after the other: the process is as large afterwards as it was before.

use std::fs;
use std::process::Command;

use mcplab_sandbox::{Cache, CallError, Fault, Forking, Guest, LimitHit, Limits};

use super::{CONFIG, add};
use crate::built;

/// A tool, its arguments, and whether a fault is one that may come of it.
type Attack = (&'static str, &'static str, fn(&Fault) -> bool);

/// What kills in little time.
const ATTACKS: [Attack; 18] = [
    ("spin", "{}", is_fuel),
    ("spin_memory", r#"{"bytes":1024}"#, is_fuel),
    ("allocate_until_refused", "{}", is_memory),
    ("allocate_vec", "{}", |fault| is_memory(fault) || is_fuel(fault)),
    ("touch", r#"{"bytes":1000000000}"#, is_memory),
    ("recurse", "{}", |fault| matches!(fault, Fault::Limit(LimitHit::Stack { .. }))),
    ("recurse_frames", "{}", |fault| is_trap(fault) || is_fuel(fault)),
    ("long_result", r#"{"bytes":1001}"#, is_result),
    ("long_error", r#"{"bytes":90000}"#, is_result),
    ("panic", "{}", is_trap),
    ("unreachable", "{}", is_trap),
    ("divide_by_zero", "{}", is_trap),
    ("out_of_bounds", "{}", is_trap),
    ("out_of_bounds_write", r#"{"beyond":70000}"#, is_trap),
    ("indirect_call_null", "{}", is_trap),
    ("indirect_call_wrong_type", "{}", is_trap),
    ("bad_utf8_result", "{}", |fault| matches!(fault, Fault::Contract { .. })),
    ("wild_result", "{}", |fault| matches!(fault, Fault::Contract { .. })),
];

fn is_fuel(fault: &Fault) -> bool {
    matches!(fault, Fault::Limit(LimitHit::Fuel { limit: 200_000 }))
}

fn is_memory(fault: &Fault) -> bool {
    matches!(fault, Fault::Limit(LimitHit::Memory { .. }))
}

fn is_result(fault: &Fault) -> bool {
    matches!(fault, Fault::Limit(LimitHit::Result { limit: 1_000, .. }))
}

fn is_trap(fault: &Fault) -> bool {
    matches!(fault, Fault::Trap { export: "call-tool", .. })
}

/// What a process holds, as Linux counts it; zeros elsewhere.
#[derive(Debug)]
struct Held {
    resident_kib: u64,
    anonymous_kib: u64,
    maps: usize,
    files: usize,
}

impl Held {
    fn now() -> Self {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let kib = |name| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
        };
        Self {
            resident_kib: kib("VmRSS:"),
            anonymous_kib: kib("RssAnon:"),
            maps: fs::read_to_string("/proc/self/maps").unwrap_or_default().lines().count(),
            files: fs::read_dir("/proc/self/fd").map_or(0, Iterator::count),
        }
    }
}

#[test]
fn ten_thousand_kills_by_mapping_leave_nothing_behind() {
    check("ten_thousand_kills_by_mapping_leave_nothing_behind", Forking::Mapped);
}

#[test]
fn ten_thousand_kills_by_copying_leave_nothing_behind() {
    check("ten_thousand_kills_by_copying_leave_nothing_behind", Forking::Copied);
}

fn check(test: &str, forking: Forking) {
    // Memory is counted for a whole process, so each of these tests has one of its own.
    const ALONE: &str = "MCPLAB_SANDBOX_TEST_ALONE";
    if std::env::var_os(ALONE).is_none() {
        let mut process = Command::new(std::env::current_exe().unwrap());
        let test = format!("{}::{test}", module_path!().split_once("::").unwrap().1);
        let output = process.args(["--exact", &test, "--nocapture"]).env(ALONE, "1").output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.contains("1 passed"), "{said}");
        return;
    }
    let Some(wasm) = built::hostile() else { return };
    let engine = built::engine(forking);
    let directory = tempfile::tempdir().unwrap();
    let cache = Cache::at(directory.path().join("cache"));
    let mut series = 7;
    // Each time with the guest loaded and dropped: what it keeps for later instances comes and goes by chance.
    let mut held = |times| {
        let guest = Guest::load(&engine, wasm, &cache).unwrap();
        kill(&guest, &mut series, times);
        assert_eq!(engine.live_instances(), 0);
        drop(guest);
        Held::now()
    };
    held(300);
    let (before, after) = (held(1_000), held(10_000));
    let flat = |before: u64, after: u64| after <= before + 2_048;
    assert!(flat(before.resident_kib, after.resident_kib), "{before:?}, then {after:?}");
    assert!(flat(before.anonymous_kib, after.anonymous_kib), "{before:?}, then {after:?}");
    assert!(after.maps <= before.maps + 8, "{before:?}, then {after:?}");
    assert_eq!(after.files, before.files);
}

/// Forks so many times from one parent and has each fork kill itself; some are revived between.
fn kill(guest: &Guest, series: &mut u64, times: u32) {
    let limits = Limits { memory_bytes: 4 << 20, fuel_per_call: 200_000, result_bytes: 1_000, ..Limits::default() };
    let mut parent = guest.start(&CONFIG, limits).unwrap();
    add(&mut parent, 1);
    let mut sibling = parent.fork().unwrap();
    let untouched = sibling.memory_digest().unwrap();
    parent.snapshot().unwrap();
    for _ in 0..times {
        let number = next(series);
        if number.is_multiple_of(2) {
            // The next fork is made of the parent itself, and not of what was set aside for the last one.
            parent.call("get", "{}").unwrap();
        }
        let mut victim = parent.fork().unwrap();
        add(&mut victim, number % 1_000);
        if number.is_multiple_of(4) {
            victim.call("touch", r#"{"bytes":70000}"#).unwrap();
        }
        let mut twin = if number.is_multiple_of(3) { Some(victim.fork().unwrap()) } else { None };
        let (tool, arguments, is_expected) = ATTACKS[(number >> 32) as usize % ATTACKS.len()];
        match victim.call(tool, arguments) {
            Err(CallError::Fault(fault)) if is_expected(&fault) => {}
            other => panic!("{tool} {arguments}: {other:?}"),
        }
        if number.is_multiple_of(5) {
            victim.rollback().unwrap();
            assert_eq!(add(&mut victim, 1), 2);
        }
        if let Some(twin) = &mut twin {
            assert_eq!(add(twin, 1), number % 1_000 + 2);
        }
    }
    assert_eq!(sibling.memory_digest().unwrap(), untouched);
    assert_eq!((add(&mut parent, 1), add(&mut sibling, 2)), (2, 3));
}

/// Pseudo-random numbers, the same in each run.
fn next(series: &mut u64) -> u64 {
    *series = series.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *series ^ (*series >> 29)
}
