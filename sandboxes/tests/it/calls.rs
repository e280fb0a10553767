//! What a well-behaved guest is worth: calls, digests, determinism, counts.

use mcplab_sandbox::{Cache, CallError, Config, Guest, Limits, Size, StartError};

use crate::counter::{self, CONFIG, counts, engine_of, guest, start};

#[test]
fn a_call_changes_the_state_and_a_read_does_not() {
    let mut instance = start();
    let [before, ..] = counts(&instance.state().unwrap());
    assert_eq!(counts(&instance.call("add", "{}").unwrap()), [before + 1, 0, 0]);
    assert_eq!(instance.revision().unwrap(), 1);
    assert_eq!(counts(&instance.call("get", "{}").unwrap()), [before + 1, 0, 0]);
    assert_eq!(instance.revision().unwrap(), 1);
}

#[test]
fn a_refused_call_leaves_the_instance_alive() {
    let mut instance = start();
    assert_eq!(instance.call("refuse", "{}"), Err(CallError::Guest("no such tool".to_owned())));
    assert!(instance.fault().is_none());
    assert!(instance.call("add", "{}").is_ok());
    assert_eq!(instance.usage().calls, 2);
}

#[test]
fn a_refused_start_is_the_guests_own_error() {
    let long = "x".repeat(200);
    let config = Config { server: &long, ..CONFIG };
    let refused = guest().start(&config, Limits::default()).unwrap_err();
    assert_eq!(refused, StartError::Guest { server: long, message: "no such tool".to_owned() });
}

#[test]
fn the_configuration_reaches_the_guest_as_json() {
    // The counter starts at the length of what it was given.
    let length = |size| {
        let mut instance = guest().start(&Config { size, ..CONFIG }, Limits::default()).unwrap();
        counts(&instance.state().unwrap())[0] as usize
    };
    let plain = r#"{"now":"2026-03-02T09:00:00+01:00","seed":"7","server":"counter"}"#.len();
    assert_eq!(length(None), plain);
    assert_eq!(length(Some(Size::Large)), plain + r#","size":"large""#.len());
    assert_eq!(length(Some(Size::Small)), plain + r#","size":"small""#.len());
}

#[test]
fn describe_needs_no_start() {
    assert_eq!(guest().describe().unwrap(), r#"[{"name":"counter"}]"#);
}

#[test]
fn texts_of_any_length_go_in() {
    let mut instance = start();
    for length in [0, 1, 4095, 65536, 3 << 20] {
        assert!(instance.call("get", &"x".repeat(length)).is_ok(), "{length} bytes");
    }
    assert!(instance.call("äöü", "{\"ключ\":1}").is_ok());
}

#[test]
fn digests_follow_the_state() {
    let (mut one, mut other) = (start(), start());
    let fresh = one.digest().unwrap();
    assert_eq!(other.digest().unwrap(), fresh);

    one.call("add", "{}").unwrap();
    assert_ne!(one.digest().unwrap(), fresh);
    other.call("get", "{}").unwrap();
    assert_eq!(other.digest().unwrap(), fresh);
    other.call("add", "{}").unwrap();
    assert_eq!(one.digest().unwrap(), other.digest().unwrap());
    assert_eq!(one.digest().unwrap(), mcplab_sandbox::Digest::of(&one.state().unwrap()));
}

#[test]
fn a_digest_asked_again_reads_no_state() {
    let mut instance = start();
    let mut spent = || {
        let before = instance.usage().fuel;
        instance.digest().unwrap();
        instance.usage().fuel - before
    };
    let (first, second) = (spent(), spent());
    assert!(second * 10 < first, "{first} units of fuel, then {second}");
}

#[test]
fn equal_histories_spend_equal_fuel_and_give_equal_bytes() {
    let history = || {
        let mut instance = start();
        let calls = ["add", "get", "far", "hide", "refuse", "add"];
        let results = calls.map(|tool| instance.call(tool, r#"{"n":1}"#));
        (results, instance.state().unwrap(), instance.digest().unwrap(), instance.usage())
    };
    let first = history();
    assert!(first.3.fuel > 0);
    let other = std::thread::scope(|scope| scope.spawn(history).join().unwrap());
    assert_eq!(first, history());
    assert_eq!(first, other);
}

#[test]
fn two_thousand_starts_leave_nothing_behind() {
    // Memory is counted for a whole process, so this test has one of its own.
    const ALONE: &str = "MCPLAB_SANDBOX_TEST_ALONE";
    if std::env::var_os(ALONE).is_none() {
        let test = "calls::two_thousand_starts_leave_nothing_behind";
        let mut process = std::process::Command::new(std::env::current_exe().unwrap());
        let output = process.args(["--exact", test]).env(ALONE, "1").output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && said.contains("1 passed"), "{said}");
        return;
    }
    let engine = engine_of(4);
    let guest = Guest::load(&engine, &counter::wasm(), &Cache::off()).unwrap();
    let cycle = |times: u32| {
        for _ in 0..times {
            let mut instance = guest.start(&CONFIG, Limits::default()).unwrap();
            instance.call("far", "{}").unwrap();
            instance.fork().unwrap().call("add", "{}").unwrap();
        }
        (engine.live_instances(), resident_kib())
    };
    let (_, before) = cycle(200);
    let (live, after) = cycle(2_000);
    assert_eq!(live, 0);
    // One page for each cycle would be 8 MiB.
    assert!(after < before + 1_024, "{before} KiB, then {after} KiB");
}

/// Resident memory of this process; 0 where the platform does not tell.
fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
