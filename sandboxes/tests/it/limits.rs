//! Each limit, hit on purpose: a typed error with its figures, an instance that is gone, siblings that live.

use std::time::{Duration, Instant};

use mcplab_sandbox::{Cache, CallError, Fault, Grant, Guest, LimitHit, Limits, StartError};

use crate::counter::{CONFIG, altered, engine, engine_of, guest, guest_that_does, load, wasm};

const LOOP: &str = "(loop $forever (br $forever))";

/// Calls a tool of `guest` under `limits`: the limit it hits must be `hit`, and only that instance is gone.
fn check(guest: &Guest, limits: Limits, hit: LimitHit) {
    let mut sibling = guest.start(&CONFIG, limits).unwrap();
    let mut instance = guest.start(&CONFIG, limits).unwrap();
    let fault = Fault::Limit(hit);
    assert_eq!(instance.call("add", "{}"), Err(CallError::Fault(fault.clone())));

    let gone = Fault::Discarded(Box::new(fault.clone()));
    assert_eq!(instance.fault(), Some(&fault));
    assert_eq!(instance.call("add", "{}"), Err(CallError::Fault(gone.clone())));
    assert_eq!(instance.state(), Err(gone.clone()));
    assert_eq!(instance.digest(), Err(gone.clone()));
    assert_eq!(instance.fork().unwrap_err(), StartError::Fault(gone));
    assert_eq!(instance.usage().memory_bytes, 0);
    assert!(instance.usage().fuel > 0);

    assert_eq!(sibling.revision().unwrap(), 0);
}

#[test]
fn endless_work_runs_out_of_fuel() {
    let limits = Limits { fuel_per_call: 100_000, ..Limits::default() };
    check(&guest_that_does(LOOP), limits, LimitHit::Fuel { limit: 100_000 });
}

#[test]
fn endless_work_with_endless_fuel_runs_out_of_time() {
    let limit = Duration::from_millis(40);
    let limits = Limits { fuel_per_call: u64::MAX, call_time: limit, ..Limits::default() };
    let clock = Instant::now();
    check(&guest_that_does(LOOP), limits, LimitHit::Time { limit });
    assert!(clock.elapsed() >= limit);
}

#[test]
fn a_memory_bomb_hits_the_memory_limit() {
    let bomb = "(loop $more (drop (memory.grow (i32.const 1))) (br $more))";
    let limits = Limits { memory_bytes: 1 << 20, ..Limits::default() };
    check(&guest_that_does(bomb), limits, LimitHit::Memory { asked: (1 << 20) + (64 << 10), limit: 1 << 20 });
}

#[test]
fn no_instance_outgrows_the_engines_slots() {
    let bomb = "(drop (memory.grow (i32.const 60000)))";
    let limits = Limits { memory_bytes: usize::MAX, ..Limits::default() };
    let asked = 60_002 * (64 << 10);
    check(&guest_that_does(bomb), limits, LimitHit::Memory { asked, limit: 64 << 20 });
}

#[test]
fn arguments_too_long_for_the_memory_hit_its_limit() {
    let limits = Limits { memory_bytes: 1 << 20, ..Limits::default() };
    let mut instance = guest().start(&CONFIG, limits).unwrap();
    let error = instance.call("add", &"x".repeat(2 << 20)).unwrap_err();
    assert!(matches!(error, CallError::Fault(Fault::Limit(LimitHit::Memory { .. }))), "{error}");
}

#[test]
fn deep_recursion_hits_the_stack_limit() {
    let deep = load(
        &altered("(;CALL;)", "(call $deep)")
            .replace("(func $changed", "(func $deep (call $deep) (call $changed))\n  (func $changed"),
    );
    check(&deep.unwrap(), Limits::default(), LimitHit::Stack { limit: 512 << 10 });
}

#[test]
fn long_results_hit_the_result_limit() {
    let limits = Limits { result_bytes: 50, ..Limits::default() };
    check(&guest(), limits, LimitHit::Result { bytes: 59, limit: 50 });
}

#[test]
fn a_large_table_hits_the_table_limit() {
    let limits = Limits { table_elements: 3, ..Limits::default() };
    let error = guest().start(&CONFIG, limits).unwrap_err();
    let hit = LimitHit::Table { asked: 4, limit: 3 };
    assert_eq!(error, StartError::Fault(Fault::Limit(hit)));
}

#[test]
fn the_first_memory_counts_too() {
    let limits = Limits { memory_bytes: 100_000, ..Limits::default() };
    let error = guest().start(&CONFIG, limits).unwrap_err();
    let hit = LimitHit::Memory { asked: 128 << 10, limit: 100_000 };
    assert_eq!(error, StartError::Fault(Fault::Limit(hit)));
}

#[test]
fn fuel_is_refilled_for_each_call() {
    let limits = Limits { fuel_per_call: 1_000, ..Limits::default() };
    let mut instance = guest().start(&CONFIG, limits).unwrap();
    for _ in 0..100 {
        instance.call("add", "{}").unwrap();
    }
    assert!(instance.usage().fuel > 10_000);
}

#[test]
fn a_full_pool_says_so_and_recovers() {
    let engine = engine_of(2);
    let guest = Guest::load(&engine, &wasm(), &Cache::off()).unwrap();
    let start = || guest.start(&CONFIG, Limits::default());
    let mut first = start().unwrap();
    let second = start().unwrap();
    let full = StartError::PoolFull { instances: 2 };
    assert_eq!(start().unwrap_err(), full);
    assert_eq!(first.fork().unwrap_err(), full);
    assert_eq!(guest.describe().unwrap_err(), full);
    assert!(first.call("add", "{}").is_ok());
    assert_eq!(engine.live_instances(), 2);
    drop(second);
    assert!(first.fork().is_ok());
}

#[test]
fn a_fault_frees_the_slot_at_once() {
    let engine = engine_of(1);
    let text = altered("(;CALL;)", "unreachable");
    let guest = Guest::load(&engine, &wat::parse_str(text).unwrap(), &Cache::off()).unwrap();
    let mut first = guest.start(&CONFIG, Limits::default()).unwrap();
    assert!(first.call("add", "{}").is_err());
    assert_eq!(engine.live_instances(), 0);
    assert!(guest.start(&CONFIG, Limits::default()).is_ok());
}

#[test]
fn errors_are_readable() {
    let limits = Limits { result_bytes: 50, ..Limits::default() };
    let mut instance = guest().start(&CONFIG, limits).unwrap();
    let first = instance.call("add", "{}").unwrap_err().to_string();
    assert_eq!(first, "result limit: the guest answered 59 bytes, allowed are 50");
    let second = instance.call("add", "{}").unwrap_err().to_string();
    assert_eq!(second, format!("the instance was discarded earlier: {first}"));
    assert_eq!(engine().config().memory_bytes, 64 << 20);
}

#[test]
fn work_of_the_host_counts_against_the_time_and_the_profile() {
    // Random bytes cost the guest next to nothing and the host a lot.
    let text = altered(
        "(memory (export",
        r#"(import "wasi_snapshot_preview1" "random_get"
        (func $random (param i32 i32) (result i32))) (memory (export"#,
    )
    .replace("(;CALL;)", "(loop $more (drop (call $random (i32.const 65536) (i32.const 60000))) (br $more))");
    let wasm = wat::parse_str(text).unwrap();
    let fault = |grant: &Grant, limits: Limits| {
        let guest = Guest::load_granted(engine(), &wasm, &Cache::off(), grant).unwrap();
        guest.start(&CONFIG, limits).unwrap().call("add", "{}").unwrap_err()
    };
    let time = std::time::Duration::from_millis(30);
    let limits = Limits { call_time: time, host_calls: u64::MAX, fuel_per_call: u64::MAX, ..Limits::default() };
    let endless = "description = 'x'\nrandom = true\n[limits]\nhost_calls_per_call = 1000000000000";
    let endless = Grant::from_toml("endless", endless, std::path::Path::new(".")).unwrap();
    assert_eq!(fault(&endless, limits), CallError::Fault(LimitHit::Time { limit: time }.into()));

    let few = "description = 'x'\nrandom = true\n[limits]\nhost_calls_per_call = 3";
    let few = Grant::from_toml("few", few, std::path::Path::new(".")).unwrap();
    let hit = LimitHit::HostCalls { limit: 3 };
    assert_eq!(fault(&few, Limits::default()), CallError::Fault(hit.into()));
}
