//! A component that keeps the contract: calls, state, and forks that repeat what was called.

use mcplab_sandbox::{CallError, Digest, Fault, Forks, Guest, Instance, Limits, LoadError, StartError};

use super::{SERVER, altered, config, described, json, load, start};

fn counter() -> Instance {
    start(SERVER, "counter")
}

fn guest_that_does(code: &str) -> Guest {
    load(&altered(SERVER, "(;CALL;)", code)).unwrap()
}

fn add(instance: &mut Instance, by: u32) -> i64 {
    let result = instance.call("add", &format!(r#"{{"by":{by}}}"#)).unwrap();
    json(&result)["structuredContent"]["counter"].as_i64().unwrap()
}

fn count(instance: &mut Instance) -> i64 {
    json(&instance.state().unwrap())["counter"].as_i64().unwrap()
}

#[test]
fn it_describes_itself() {
    let server = described(&load(SERVER).unwrap());
    assert_eq!((&server["name"], &server["tools"][1]["name"]), (&json("\"counter\""), &json("\"get\"")));
}

#[test]
fn calls_change_the_state() {
    let mut instance = counter();
    assert_eq!((count(&mut instance), instance.revision()), (0, Ok(0)));
    assert_eq!((add(&mut instance, 5), add(&mut instance, 2)), (5, 7));
    assert_eq!(instance.call("get", "{}").unwrap(), r#"{"structuredContent":{"counter":7}}"#);
    assert_eq!((instance.state().unwrap().as_str(), instance.revision()), (r#"{"counter":7}"#, Ok(2)));
    assert_eq!(instance.digest().unwrap(), Digest::of(r#"{"counter":7}"#));
    let usage = instance.usage();
    assert_eq!((usage.calls, usage.memory_bytes), (3, 2 << 16));
    assert!(usage.fuel > 0);
}

#[test]
fn refusals_are_the_guests_own() {
    let mut instance = counter();
    assert_eq!(instance.call("none", "{}"), Err(CallError::Guest("no such tool".to_owned())));
    assert!(instance.fault().is_none());
    assert_eq!(add(&mut instance, 1), 1);
    let picky = altered(SERVER, "(i32.const 0x7b))", "(i32.const 0x7c))");
    let refused = load(&picky).unwrap().start(&config("counter"), Limits::default()).unwrap_err();
    let message = "the configuration is no object".to_owned();
    assert_eq!(refused, StartError::Guest { server: "counter".to_owned(), message });
}

#[test]
fn texts_of_any_length_go_in() {
    let mut instance = counter();
    for length in [0, 1, 65_536, 3 << 20] {
        assert!(instance.call("get", &"x".repeat(length)).is_ok(), "{length} bytes");
    }
}

#[test]
fn parent_and_children_go_separate_ways() {
    let mut parent = counter();
    assert_eq!(load(SERVER).unwrap().forks(), Forks::ByReplay);
    add(&mut parent, 5);
    let (mut one, mut other) = (parent.fork().unwrap(), parent.fork().unwrap());
    assert_eq!(one.digest().unwrap(), parent.digest().unwrap());
    assert_eq!((add(&mut one, 1), add(&mut other, 2), add(&mut parent, 3)), (6, 7, 8));
    let mut grandchild = one.fork().unwrap();
    drop(one);
    assert_eq!((add(&mut grandchild, 10), count(&mut other), count(&mut parent)), (16, 7, 8));
    assert_eq!(grandchild.revision(), Ok(3));
}

#[test]
fn a_fork_is_charged_for_its_own_calls_only() {
    let mut parent = counter();
    add(&mut parent, 5);
    let mut child = parent.fork().unwrap();
    assert_eq!((child.usage().fuel, child.usage().calls), (0, 0));
    let before = parent.usage().fuel;
    add(&mut parent, 1);
    add(&mut child, 1);
    assert_eq!(child.usage().fuel, parent.usage().fuel - before);
}

#[test]
fn states_come_back() {
    let mut instance = counter();
    add(&mut instance, 5);
    let snapshot = instance.snapshot().unwrap();
    add(&mut instance, 1);
    instance.rollback().unwrap();
    assert_eq!(count(&mut instance), 5);
    let mut other = counter();
    assert_eq!(other.restore(&snapshot), Err(StartError::ForeignSnapshot));
    let mut fork = snapshot.fork().unwrap();
    assert_eq!(add(&mut fork, 1), 6);
    fork.restore(&snapshot).unwrap();
    assert_eq!(count(&mut fork), 5);
}

#[test]
fn a_trap_discards_and_a_rollback_revives() {
    let guest = guest_that_does("(if (i32.gt_u (i32.load (i32.const 2056)) (i32.const 6)) (then unreachable))");
    let mut instance = guest.start(&config("counter"), Limits::default()).unwrap();
    add(&mut instance, 5);
    let mut sibling = instance.fork().unwrap();
    let snapshot = instance.snapshot().unwrap();
    add(&mut instance, 5);
    let fault = super::fault(&mut instance, "get", &json("{}"));
    let Fault::Trap { export: "call-tool", trap } = &fault else { panic!("{fault}") };
    assert!(trap.contains("unreachable"), "{trap}");
    let gone = Fault::Discarded(Box::new(fault.clone()));
    assert_eq!(instance.state(), Err(gone.clone()));
    assert_eq!(instance.fork().unwrap_err(), StartError::Fault(gone));
    assert_eq!((instance.usage().memory_bytes, add(&mut sibling, 1)), (0, 6));
    instance.rollback().unwrap();
    assert_eq!(count(&mut instance), 5);
    add(&mut instance, 5);
    super::fault(&mut instance, "get", &json("{}"));
    instance.restore(&snapshot).unwrap();
    assert_eq!(add(&mut instance, 1), 6);
}

#[test]
fn equal_histories_give_equal_bytes_and_spend_equal_fuel() {
    let history = || {
        let mut instance = counter();
        let calls = ["add", "get", "none", "add"];
        let results = calls.map(|tool| instance.call(tool, r#"{"by":3}"#));
        (results, instance.state(), instance.digest(), instance.memory_digest(), instance.usage())
    };
    let first = history();
    assert_eq!(first, history());
    assert_eq!(first, std::thread::scope(|scope| scope.spawn(history).join().unwrap()));
}

#[test]
fn what_does_not_fit_the_contract_is_named() {
    let text =
        altered(SERVER, r#"(func (export "revision") (result u64)"#, r#"(func (export "revision") (result s64)"#);
    let text =
        altered(&text, r#"(func (export "state") (result string)"#, r#"(func (export "status") (result string)"#);
    let LoadError::Exports(problems) = load(&text).unwrap_err() else { panic!("it was loaded") };
    assert_eq!(
        problems,
        [
            r#""revision" must be func() -> u64, it is func() -> s64"#,
            r#""state" must be func() -> string, it is missing"#,
        ]
    );
}
