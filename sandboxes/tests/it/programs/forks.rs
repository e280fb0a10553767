//! Programs are forked by repeating their calls: nobody sees a difference to a copy.

use mcplab_sandbox::{CallError, Digest, Instance};
use serde_json::json;

use super::{CONFIG, Limits, ask, guests, limits, recall, remember, roll, start};

const CALLS: [(&str, &str); 9] = [
    ("remember", r#"{"key":"a","value":"1"}"#),
    ("roll", "{}"),
    ("fly", "{}"),
    ("recall", r#"{"key":"b"}"#),
    ("nap", r#"{"milliseconds":"1500"}"#),
    ("roll", "{}"),
    ("note", r#"{"line":"first"}"#),
    ("list", "{}"),
    ("roll", "{}"),
];

type Seen = (Vec<Result<String, CallError>>, u64, String, Digest, Digest);

fn see(instance: &mut Instance, calls: &[(&str, &str)]) -> Seen {
    let outcomes = calls.iter().map(|(tool, arguments)| instance.call(tool, arguments)).collect();
    let revision = instance.revision().unwrap();
    let state = instance.state().unwrap();
    (outcomes, revision, state, instance.digest().unwrap(), instance.memory_digest().unwrap())
}

#[test]
fn equal_histories_give_equal_bytes() {
    for guest in guests().into_iter().flatten() {
        let first = see(&mut start(guest), &CALLS);
        assert_eq!(see(&mut start(guest), &CALLS), first);
        let other = std::thread::scope(|scope| scope.spawn(|| see(&mut start(guest), &CALLS)).join().unwrap());
        assert_eq!(other, first);
        assert_ne!(see(&mut start(guest), &CALLS[1..]).3, first.3);
    }
}

#[test]
fn a_fork_goes_on_like_its_parent_wherever_it_is_made() {
    for guest in guests().into_iter().flatten() {
        let (outcomes, .., memory) = see(&mut start(guest), &CALLS);
        for cut in 0..=CALLS.len() {
            let mut parent = start(guest);
            see(&mut parent, &CALLS[..cut]);
            let mut child = parent.fork().unwrap();
            let mut grandchild = child.fork().unwrap();
            for instance in [&mut child, &mut parent, &mut grandchild] {
                let seen = see(instance, &CALLS[cut..]);
                assert_eq!((seen.0.as_slice(), seen.4), (&outcomes[cut..], memory), "cut after {cut}");
            }
        }
    }
}

#[test]
fn forks_are_separate_and_their_parent_goes_on() {
    let Some([guest, _]) = guests() else { return };
    let mut parent = start(guest);
    remember(&mut parent, "a", "parent");
    let mut child = parent.fork().unwrap();
    remember(&mut parent, "a", "parent again");
    let mut unused = child.fork().unwrap();
    remember(&mut child, "a", "child");
    let mut grandchild = child.fork().unwrap();
    remember(&mut grandchild, "a", "grandchild");
    let all = [&mut parent, &mut child, &mut grandchild, &mut unused].map(|keeper| recall(keeper, "a"));
    assert_eq!(all, ["parent again", "child", "grandchild", "parent"]);
}

#[test]
fn a_fork_outlives_those_that_it_came_from() {
    let Some([guest, _]) = guests() else { return };
    let mut keeper = start(guest);
    for link in 0..30 {
        remember(&mut keeper, &format!("{link:02}"), "kept");
        // It has repeated nothing before the one that it came from is gone.
        keeper = keeper.fork().unwrap();
    }
    let keys = ask(&mut keeper, "list", &json!({}))["structuredContent"]["keys"].take();
    assert_eq!(keys.as_array().map(Vec::len), Some(30));
    // A request for the introduction, thirty that were repeated, one for the list.
    assert_eq!(roll(&mut keeper)["up"], json!(32));
}

#[test]
fn a_fork_costs_nothing_before_it_is_used_and_is_charged_for_its_own_calls() {
    let Some([guest, _]) = guests() else { return };
    let limits = Limits { fuel_per_call: 2_000_000_000, ..limits() };
    let mut parent = guest.start(&CONFIG, limits).unwrap();
    let long = "x".repeat(1_000_000);
    remember(&mut parent, "long", &long);
    let mut child = parent.fork().unwrap();
    let unused = child.usage();
    assert_eq!((unused.fuel, unused.memory_bytes, unused.calls), (0, 0, 0));
    let before = parent.usage().fuel;
    assert!(before > 0);
    assert!(recall(&mut parent, "long") == recall(&mut child, "long"));
    assert_eq!(child.usage().fuel, parent.usage().fuel - before);
    assert_eq!((child.usage().calls, child.usage().memory_bytes), (1, parent.usage().memory_bytes));
}

#[test]
fn a_way_back_repeats_what_came_before() {
    for guest in guests().into_iter().flatten() {
        let (outcomes, .., memory) = see(&mut start(guest), &CALLS);
        let mut keeper = start(guest);
        for cut in [0, 3, 6] {
            see(&mut keeper, &CALLS[cut..cut + 3]);
            let snapshot = keeper.snapshot().unwrap();
            remember(&mut keeper, "b", "undone");
            keeper.rollback().unwrap();
            let mut other = start(guest);
            other.restore(&snapshot).unwrap();
            assert_eq!(see(&mut other, &CALLS[cut + 3..]).0, outcomes[cut + 3..]);
            assert_eq!(other.memory_digest().unwrap(), memory);
        }
        assert_eq!(keeper.memory_digest().unwrap(), memory);
        assert_eq!(keeper.usage().calls, 12);
    }
}
