//! Forks: equal at first, separate ever after, whatever the other side does.

use mcplab_sandbox::{CallError, Instance, StartError};

use crate::counter::{counts, start};

fn after(instance: &mut Instance, tools: &[&str]) -> [u32; 3] {
    for tool in tools {
        instance.call(tool, "{}").unwrap();
    }
    counts(&instance.state().unwrap())
}

#[test]
fn parent_and_child_go_separate_ways() {
    let mut parent = start();
    let [n, ..] = after(&mut parent, &["add", "hide", "far"]);
    let mut child = parent.fork().unwrap();
    assert_eq!(child.digest().unwrap(), parent.digest().unwrap());
    assert_eq!(child.revision().unwrap(), 3);

    assert_eq!(after(&mut child, &["add", "far"]), [n + 1, 2, 1]);
    assert_eq!(after(&mut parent, &["hide"]), [n, 1, 2]);
    let mut grandchild = child.fork().unwrap();
    drop(child);
    assert_eq!(after(&mut grandchild, &["hide", "far"]), [n + 1, 3, 2]);
    assert_eq!(after(&mut parent, &["get"]), [n, 1, 2]);
}

#[test]
fn a_fork_continues_like_a_straight_run() {
    let calls = ["add", "far", "hide", "add", "far", "hide"];
    let mut straight = start();
    after(&mut straight, &calls);
    for cut in 0..=calls.len() {
        let mut parent = start();
        after(&mut parent, &calls[..cut]);
        let mut child = parent.fork().unwrap().fork().unwrap();
        after(&mut child, &calls[cut..]);
        assert_eq!(child.state().unwrap(), straight.state().unwrap(), "cut after {cut}");
        assert_eq!(child.digest().unwrap(), straight.digest().unwrap());
    }
}

#[test]
fn forks_spend_the_fuel_that_the_parent_would() {
    let mut parent = start();
    parent.call("far", "{}").unwrap();
    let mut child = parent.fork().unwrap();
    assert_eq!(child.usage().fuel, 0);
    assert_eq!(child.usage().calls, 0);
    assert_eq!(child.usage().memory_bytes, parent.usage().memory_bytes);
    let before = parent.usage().fuel;
    parent.call("add", r#"{"n":1}"#).unwrap();
    child.call("add", r#"{"n":1}"#).unwrap();
    assert_eq!(child.usage().fuel, parent.usage().fuel - before);
}

#[test]
fn a_snapshot_outlives_its_instance_and_forks_many_times() {
    let mut parent = start();
    let [n, ..] = after(&mut parent, &["add"]);
    let snapshot = parent.snapshot().unwrap();
    let digest = parent.digest().unwrap();
    after(&mut parent, &["add", "hide"]);
    drop(parent);
    let forks = std::thread::scope(|scope| {
        let make = || (0..50).map(|_| snapshot.fork().unwrap()).collect::<Vec<_>>();
        let other = scope.spawn(make);
        let mut forks = make();
        forks.extend(other.join().unwrap());
        forks
    });
    for mut fork in forks {
        assert_eq!(fork.digest().unwrap(), digest);
        assert_eq!(after(&mut fork, &["hide"]), [n, 0, 1]);
    }
    // The counter changes two pages: its own, and the one with its texts. The heap starts a third.
    assert!(snapshot.bytes() <= 5 * 4096, "{} bytes", snapshot.bytes());
}

#[test]
fn a_slot_shows_nothing_of_its_last_tenant() {
    let fresh = start().state().unwrap();
    for _ in 0..300 {
        let mut instance = start();
        assert_eq!(instance.state().unwrap(), fresh);
        let mut fork = instance.fork().unwrap();
        after(&mut fork, &["far", "hide", "add"]);
    }
}

#[test]
fn a_discarded_fork_leaves_its_parent_alone() {
    let guest = crate::counter::guest_that_does(
        "(if (i32.gt_u (i32.load (i32.const 2056)) (i32.const 70)) (then unreachable))",
    );
    let mut parent = guest.start(&crate::counter::CONFIG, Default::default()).unwrap();
    let mut child = parent.fork().unwrap();
    while child.call("add", "{}").is_ok() {}
    assert!(matches!(child.call("get", "{}"), Err(CallError::Fault(_))));
    assert!(matches!(child.fork(), Err(StartError::Fault(_))));
    assert!(parent.call("get", "{}").is_ok());
    assert!(parent.fork().unwrap().call("get", "{}").is_ok());
}
