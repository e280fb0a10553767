//! Each limit, hit by a component on purpose.

use std::time::Duration;

use mcplab_sandbox::{CallError, Fault, Guest, LimitHit, Limits, StartError};
use serde_json::json;

use super::{FUNCTIONS, SERVER, VALUES, altered, config, fault, load};

const LOOP: &str = "(loop $forever (br $forever))";

fn guest_that_does(code: &str) -> Guest {
    load(&altered(SERVER, "(;CALL;)", code)).unwrap()
}

/// Calls a tool of `guest` under `limits`: the limit it hits must be `hit`, and only that instance is gone.
fn check(guest: &Guest, limits: Limits, hit: LimitHit) {
    let mut sibling = guest.start(&config("counter"), limits).unwrap();
    let mut instance = guest.start(&config("counter"), limits).unwrap();
    let fault = Fault::Limit(hit);
    assert_eq!(instance.call("add", "{}"), Err(CallError::Fault(fault.clone())));
    assert_eq!(instance.revision(), Err(Fault::Discarded(Box::new(fault))));
    assert!(instance.usage().fuel > 0);
    assert_eq!(sibling.revision(), Ok(0));
}

#[test]
fn endless_work_runs_out_of_fuel_or_time() {
    let limits = Limits { fuel_per_call: 100_000, ..Limits::default() };
    check(&guest_that_does(LOOP), limits, LimitHit::Fuel { limit: 100_000 });
    let limit = Duration::from_millis(40);
    let limits = Limits { fuel_per_call: u64::MAX, call_time: limit, ..Limits::default() };
    check(&guest_that_does(LOOP), limits, LimitHit::Time { limit });
}

#[test]
fn a_memory_bomb_hits_the_memory_limit() {
    let bomb = guest_that_does("(loop $more (drop (memory.grow (i32.const 1))) (br $more))");
    let limits = Limits { memory_bytes: 1 << 20, ..Limits::default() };
    check(&bomb, limits, LimitHit::Memory { asked: (1 << 20) + (64 << 10), limit: 1 << 20 });
    let limits = Limits { memory_bytes: 100_000, ..Limits::default() };
    let error = bomb.start(&config("counter"), limits).unwrap_err();
    assert_eq!(error, StartError::Fault(Fault::Limit(LimitHit::Memory { asked: 128 << 10, limit: 100_000 })));
}

#[test]
fn memories_of_one_component_count_together() {
    let text = altered(
        SERVER,
        "(core instance $guest (instantiate $guest))",
        "(core instance $guest (instantiate $guest)) (core module $more (memory 3)) (core instance (instantiate $more))",
    );
    let guest = load(&text).unwrap();
    let instance = guest.start(&config("counter"), Limits::default()).unwrap();
    assert_eq!(instance.usage().memory_bytes, 5 << 16);
    let limits = Limits { memory_bytes: 4 << 16, ..Limits::default() };
    let error = guest.start(&config("counter"), limits).unwrap_err();
    assert_eq!(error, StartError::Fault(Fault::Limit(LimitHit::Memory { asked: 5 << 16, limit: 4 << 16 })));
}

#[test]
fn a_large_table_hits_the_table_limit() {
    let text = altered(SERVER, "(memory (export \"memory\") 2)", "(memory (export \"memory\") 2) (table 4 funcref)");
    let limits = Limits { table_elements: 3, ..Limits::default() };
    let error = load(&text).unwrap().start(&config("counter"), limits).unwrap_err();
    assert_eq!(error, StartError::Fault(Fault::Limit(LimitHit::Table { asked: 4, limit: 3 })));
}

#[test]
fn deep_recursion_hits_the_stack_limit() {
    let text = altered(SERVER, "(;CALL;)", "(call $deep)");
    let text = altered(&text, "(func $refuse", "(func $deep (call $deep) (call $deep))\n    (func $refuse");
    check(&load(&text).unwrap(), Limits::default(), LimitHit::Stack { limit: 512 << 10 });
}

#[test]
fn long_results_hit_the_result_limit() {
    let limits = Limits { result_bytes: 20, ..Limits::default() };
    check(&load(SERVER).unwrap(), limits, LimitHit::Result { bytes: 35, limit: 20 });
    let guest = load(FUNCTIONS).unwrap();
    let limits = Limits { result_bytes: 1_000, memory_bytes: 8 << 20, ..Limits::default() };
    let hit = |tool, arguments| {
        let mut instance = guest.start(&config("math"), limits).unwrap();
        match fault(&mut instance, tool, &arguments) {
            Fault::Limit(LimitHit::Result { bytes, limit: 1_000 }) => bytes,
            other => panic!("{other}"),
        }
    };
    let bytes = hit("example_math_ops_0_1_0_echo", json!({"text": "x".repeat(1_000)}));
    assert!((2_000..2_200).contains(&bytes), "{bytes}");
    // So much that it never becomes a text.
    assert_eq!(hit("example_math_ops_0_1_0_range", json!({"length": 100_000})), 1 << 20);
}

#[test]
fn fuel_is_refilled_for_each_call() {
    let limits = Limits { fuel_per_call: 5_000, ..Limits::default() };
    let mut instance = load(SERVER).unwrap().start(&config("counter"), limits).unwrap();
    for _ in 0..100 {
        instance.call("add", "{}").unwrap();
    }
    assert!(instance.usage().fuel > 5_000);
}

#[test]
fn a_full_engine_says_so_and_recovers() {
    let engine = crate::counter::engine_of(1);
    let wasm = wat::parse_str(VALUES).unwrap();
    let guest = Guest::load(&engine, &wasm, &mcplab_sandbox::Cache::off()).unwrap();
    let first = guest.start(&config("values"), Limits::default()).unwrap();
    let full = StartError::PoolFull { instances: 1 };
    assert_eq!(guest.start(&config("values"), Limits::default()).unwrap_err(), full);
    drop(first);
    assert!(guest.start(&config("values"), Limits::default()).is_ok());
    assert_eq!(engine.live_instances(), 0);
}
