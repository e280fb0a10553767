//! Equal histories give equal bytes: in instances, forks, threads, engines, and after a way back.

use std::sync::OnceLock;

use mcplab_sandbox::{
    Cache, CallError, Config, Digest, EngineConfig, Forking, Guest, Instance, Limits, Origin, Processor,
};

use crate::built;

const CONFIG: Config<'static> = Config { server: "hostile", seed: 7, now: "2026-03-02T09:00:00+01:00", size: None };

/// All that could differ between two runs, with writes, refusals and a good deal of litter in between.
const CALLS: [(&str, &str); 18] = [
    ("add", r#"{"amount":5}"#),
    ("nan_bits", "{}"),
    ("float_mix", r#"{"rounds":300}"#),
    ("hash_order", "{}"),
    ("address_of_heap", "{}"),
    ("uninitialised", r#"{"bytes":5000}"#),
    ("touch", r#"{"bytes":700000}"#),
    ("uninitialised", r#"{"bytes":60000}"#),
    ("fly", "{}"),
    ("vector_mix", r#"{"rounds":200}"#),
    ("add", r#"{"amount":-1}"#),
    ("relaxed_mix", r#"{"rounds":200}"#),
    ("recurse", r#"{"depth":1000}"#),
    ("recurse_frames", r#"{"depth":100}"#),
    ("hash_order", "{}"),
    ("long_error", r#"{"bytes":30000}"#),
    ("address_of_heap", "{}"),
    ("add", "{}"),
];

/// What there is to see of one call.
#[derive(Clone, Debug, PartialEq)]
struct Seen {
    tool: &'static str,
    outcome: Result<String, CallError>,
    fuel: u64,
    memory_bytes: usize,
    memory: Digest,
}

fn see(instance: &mut Instance, calls: &[(&'static str, &str)]) -> Vec<Seen> {
    let see = |(tool, arguments): &(&'static str, &str)| {
        let before = instance.usage().fuel;
        let outcome = instance.call(tool, arguments);
        let usage = instance.usage();
        let (fuel, memory_bytes) = (usage.fuel - before, usage.memory_bytes);
        Seen { tool, outcome, fuel, memory_bytes, memory: instance.memory_digest().unwrap() }
    };
    calls.iter().map(see).collect()
}

fn start(guest: &Guest) -> Instance {
    guest.start(&CONFIG, Limits::default()).unwrap()
}

/// What a whole run shows, and the digest at its end.
type Run = (Vec<Seen>, Digest);

fn run(guest: &Guest) -> Run {
    let mut instance = start(guest);
    let seen = see(&mut instance, &CALLS);
    (seen, instance.digest().unwrap())
}

/// The guest in both ways of forking with what a run of it shows, if it can be built.
fn guests() -> Option<&'static ([Guest; 2], Run)> {
    static GUESTS: OnceLock<Option<([Guest; 2], Run)>> = OnceLock::new();
    let made = GUESTS.get_or_init(|| {
        let guests = built::in_both_ways(built::hostile()?);
        let first = run(&guests[0]);
        Some((guests, first))
    });
    made.as_ref()
}

#[test]
fn the_same_engine_runs_twice_alike() {
    let Some(([guest, _], first)) = guests() else { return };
    for _ in 0..3 {
        assert_eq!(run(guest), *first);
    }
    // Nothing of this would be of worth if the calls failed or did nothing.
    let refused = first.0.iter().filter(|seen| seen.outcome.is_err()).map(|seen| seen.tool);
    assert_eq!(refused.collect::<Vec<_>>(), ["fly", "long_error"]);
    assert!(first.0.iter().all(|seen| seen.fuel > 1_000));
    assert!(first.0.last().map(|seen| seen.memory_bytes) > first.0.first().map(|seen| seen.memory_bytes));
}

#[test]
fn the_two_ways_of_forking_are_alike() {
    let Some(([_, copied], first)) = guests() else { return };
    assert_eq!(run(copied), *first);
}

#[test]
fn a_fork_is_like_its_parent_wherever_it_is_made() {
    let Some((guests, (seen, digest))) = guests() else { return };
    for guest in guests {
        for cut in 0..=CALLS.len() {
            let mut parent = start(guest);
            assert_eq!(see(&mut parent, &CALLS[..cut]), seen[..cut]);
            let mut child = parent.fork().unwrap();
            let mut grandchild = child.fork().unwrap();
            for instance in [&mut child, &mut parent, &mut grandchild] {
                assert_eq!(see(instance, &CALLS[cut..]), seen[cut..], "cut after {cut}");
                assert_eq!(instance.digest().unwrap(), *digest);
            }
        }
    }
}

#[test]
fn a_way_back_leads_to_the_same_again() {
    let Some((guests, (seen, digest))) = guests() else { return };
    for guest in guests {
        let mut instance = start(guest);
        for cut in 0..CALLS.len() {
            instance.snapshot().unwrap();
            for _ in 0..2 {
                assert_eq!(see(&mut instance, &CALLS[cut..]), seen[cut..], "cut after {cut}");
                assert_eq!(instance.digest().unwrap(), *digest);
                instance.rollback().unwrap();
            }
            see(&mut instance, &CALLS[cut..=cut]);
        }
        assert_eq!(instance.digest().unwrap(), *digest);
    }
}

#[test]
fn a_way_back_from_a_fault_leads_to_the_same_again() {
    let Some((guests, (seen, digest))) = guests() else { return };
    let (early, late) = CALLS.split_at(8);
    for guest in guests {
        let limits = Limits { fuel_per_call: 20_000_000, ..Limits::default() };
        let mut instance = guest.start(&CONFIG, limits).unwrap();
        let mut faults = Vec::new();
        for _ in 0..2 {
            assert_eq!(see(&mut instance, early), seen[..8]);
            for attack in ["spin", "panic", "corrupt_allocator", "recurse", "allocate_until_refused"] {
                instance.snapshot().unwrap();
                let before = instance.usage().fuel;
                faults.push((instance.call(attack, "{}"), instance.usage().fuel - before));
                instance.rollback().unwrap();
            }
            assert_eq!(see(&mut instance, late), seen[8..]);
            assert_eq!(instance.digest().unwrap(), *digest);
            instance = guest.start(&CONFIG, limits).unwrap();
        }
        assert_eq!(faults[..5], faults[5..], "faults cost the same and say the same");
    }
}

#[test]
fn threads_run_alike_side_by_side() {
    let Some((guests, first)) = guests() else { return };
    for guest in guests {
        std::thread::scope(|scope| {
            let runs: Vec<_> = (0..4).map(|_| scope.spawn(|| run(guest))).collect();
            for run in runs {
                assert_eq!(run.join().unwrap(), *first);
            }
        });
    }
}

#[test]
fn an_instance_that_changes_threads_is_like_one_that_stays() {
    let Some(([guest, _], (seen, digest))) = guests() else { return };
    let mut instance = start(guest);
    for cut in 0..CALLS.len() {
        let (back, one) = std::thread::scope(|scope| {
            let there = scope.spawn(move || {
                let one = see(&mut instance, &CALLS[cut..=cut]);
                (instance, one)
            });
            there.join().unwrap()
        });
        instance = back;
        assert_eq!(one, seen[cut..=cut]);
    }
    assert_eq!(instance.digest().unwrap(), *digest);
}

#[test]
fn the_least_machine_computes_what_this_one_does() {
    let Some((_, first)) = guests() else { return };
    let Some(wasm) = built::hostile() else { return };
    let config = EngineConfig { instances: 10, processor: Processor::Baseline, ..EngineConfig::default() };
    let engine = mcplab_sandbox::Engine::new(config).unwrap();
    let guest = Guest::load(&engine, wasm, &Cache::off()).unwrap();
    assert_eq!(run(&guest), *first);
}

#[test]
fn code_from_the_cache_does_what_new_code_does() {
    let Some((_, first)) = guests() else { return };
    let Some(wasm) = built::hostile() else { return };
    let directory = tempfile::tempdir().unwrap();
    let cache = Cache::at(directory.path().join("cache"));
    for kept in [false, true] {
        // Another engine each time, as another process has.
        let guest = Guest::load(&built::engine(Forking::best()), wasm, &cache).unwrap();
        assert_eq!(matches!(guest.origin(), Origin::Cached), kept, "{:?}", guest.origin());
        assert_eq!(run(&guest), *first);
    }
    // Code for one kind of machine is not taken for code for the other.
    let config = EngineConfig { processor: Processor::Baseline, ..EngineConfig::default() };
    let other = mcplab_sandbox::Engine::new(config).unwrap();
    assert!(matches!(Guest::load(&other, wasm, &cache).unwrap().origin(), Origin::Compiled));
}
