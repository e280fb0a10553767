//! A component's WASI: made up, and the same in every run.

use mcplab_sandbox::{Config, Fault, Instance, LimitHit, Limits};
use serde_json::{Value, json};

use super::{WASI, config, fault, given, load, start};

const SECOND: u64 = 1_000_000_000;

fn component() -> Instance {
    start(WASI, "component")
}

fn number(instance: &mut Instance, tool: &str, arguments: Value) -> u64 {
    given(instance, tool, &arguments).as_u64().unwrap()
}

/// What is said when `tool` ends its component.
fn end(tool: &str, arguments: &Value) -> String {
    match fault(&mut component(), tool, arguments) {
        Fault::Trap { export: "call-tool", trap } => trap,
        other => panic!("{other}"),
    }
}

#[test]
fn time_passes_with_calls_and_sleep_only() {
    let mut instance = component();
    assert_eq!(number(&mut instance, "elapsed", json!({})), SECOND);
    assert_eq!(number(&mut instance, "wall", json!({})), 1_772_438_402);
    let clock = std::time::Instant::now();
    assert_eq!(number(&mut instance, "sleep", json!({"length": 3_600 * SECOND})), 3_603 * SECOND);
    assert_eq!(number(&mut instance, "wall", json!({})), 1_772_442_004);
    assert_eq!(number(&mut instance, "race", json!({"one": 9 * SECOND, "other": 4 * SECOND})), 1);
    assert_eq!(number(&mut instance, "elapsed", json!({})), 3_610 * SECOND);
    assert!(clock.elapsed().as_secs() < 60);
}

#[test]
fn the_seed_decides_random_bytes() {
    let drawn = |seed| {
        let config = Config { seed, ..config("component") };
        let mut instance = load(WASI).unwrap().start(&config, Limits::default()).unwrap();
        let first = number(&mut instance, "draw", json!({}));
        let mut fork = instance.fork().unwrap();
        let rest = |instance: &mut Instance| {
            let bytes = number(instance, "draw-bytes", json!({"length": 100_000}));
            [bytes, number(instance, "draw-seed", json!({})), number(instance, "draw", json!({}))]
        };
        let rest = (rest(&mut instance), rest(&mut fork));
        assert_eq!(rest.0, rest.1);
        assert_ne!(rest.0[2], first);
        (first, rest.0)
    };
    assert_eq!(drawn(7), drawn(7));
    assert_ne!(drawn(7), drawn(8));
}

#[test]
fn twins_are_equal() {
    let run = || {
        let mut instance = component();
        let calls = ["elapsed", "draw", "wall", "draw-seed", "look-around", "complain"];
        let results = calls.map(|tool| instance.call(tool, "{}"));
        (results, instance.usage())
    };
    assert_eq!(run(), run());
}

#[test]
fn there_is_nothing_around() {
    assert_eq!(given(&mut component(), "look-around", &json!({})), json!(1));
}

#[test]
fn what_is_not_given_is_named() {
    assert_eq!(
        end("connect", &json!({})),
        "the component called wasi:sockets/tcp.tcp-socket.new, which the sandbox does not give"
    );
    assert_eq!(end("dial", &json!({})), "the component called acme:phone/line.dial, which the sandbox does not give");
    assert_eq!(end("ring", &json!({})), "the component called ring, which the sandbox does not give");
}

#[test]
fn other_ends_are_told_too() {
    assert_eq!(end("end", &json!({})), "the component ended itself");
    assert!(end("wait-for-nothing", &json!({})).contains("would take for ever"));
    assert_eq!(
        end("draw-bytes", &json!({"length": 2_000_000})),
        "the component asked for 2000000 random bytes at once, allowed are 1048576"
    );
    let said = end("complain", &json!({}));
    assert!(said.contains("unreachable") && said.ends_with("; it wrote \"the disk is full\""), "{said}");
}

#[test]
fn calls_to_the_host_are_counted() {
    let limits = Limits { host_calls: 1_000, ..Limits::default() };
    let mut instance = load(WASI).unwrap().start(&config("component"), limits).unwrap();
    for _ in 0..1_100 {
        number(&mut instance, "elapsed", json!({}));
    }
    let fault = fault(&mut instance, "flood", &json!({}));
    assert_eq!(fault, Fault::Limit(LimitHit::HostCalls { limit: 1_000 }));
}
