//! One small task, attempts at it, and what becomes of them.

use serde_json::{Value, json};

use super::*;
use crate::model::{Boundary, FailureKind, Fault, Outcome, Step, ToolRef, Trajectory};
use crate::score::episode::Ended;

/// "Cancel Anna's order and tell me the refund."
fn task() -> Task {
    serde_json::from_value(json!({
        "id": "shop-1", "category": "stateful", "prompt": "Cancel Anna's order and tell me the refund.",
        "servers": [{"name": "shop"}], "now": "2026-12-30T09:00:00+01:00", "basis": "both",
        "checks": [
            {"kind": "state", "name": "cancelled", "server": "shop", "nothing_else": true, "expect": [
                {"predicate": "equals", "at": "orders[].status", "where": {"id": "o2"}, "value": "cancelled"}]},
            {"kind": "output", "name": "refund", "claim": {"type": "money", "amount": 12.5, "currency": "€"}},
            {"kind": "trajectory", "name": "gentle", "forbidden": [{"tool": "shop.wipe", "even_failed": true}], "most_calls": 5},
            {"kind": "judge", "name": "tone", "question": "polite?"}
        ],
        "reference": [
            {"server": "shop", "tool": "find_orders", "arguments": {"customer": "Anna"}},
            {"server": "shop", "tool": "cancel_order", "arguments": {"id": "o2"}, "after": [0]}
        ]
    }))
    .unwrap()
}

fn start() -> Value {
    json!({"orders": [{"id": "o1", "status": "open"}, {"id": "o2", "status": "open"}]})
}

fn call(tool: &str, arguments: Value) -> Step {
    Step {
        tool: ToolRef::new("shop", tool),
        arguments,
        outcome: Outcome::default(),
        bindings: Vec::new(),
        state: None,
        fault: None,
    }
}

/// Plays calls: `cancel_order` and `wipe` do what they say.
fn play(steps: Vec<Step>, answer: &str) -> Episode {
    let mut end = start();
    for step in steps.iter().filter(|step| step.outcome.is_ok()) {
        let orders = end["orders"].as_array_mut().unwrap();
        match step.tool.tool.as_str() {
            "cancel_order" => orders
                .iter_mut()
                .filter(|order| order["id"] == step.arguments["id"])
                .for_each(|order| order["status"] = json!("cancelled")),
            "wipe" => orders.clear(),
            _ => {}
        }
    }
    Episode {
        trajectory: Trajectory { steps, ..Episode::default().trajectory },
        start: [("shop".to_owned(), start().into())].into(),
        end: [("shop".to_owned(), end.into())].into(),
        answer: answer.to_owned(),
        now: "2026-12-30T09:00:00+01:00".to_owned(),
        ..Episode::default()
    }
}

fn find() -> Step {
    call("find_orders", json!({"customer": "anna"}))
}

fn cancel(id: &str) -> Step {
    call("cancel_order", json!({"id": id}))
}

const DONE: &str = "Anna's order is cancelled, and €12.50 come back.";

#[test]
fn an_attempt_passes_by_its_outcome_whatever_its_way() {
    for steps in
        [vec![find(), cancel("o2")], vec![cancel("o2")], vec![call("list", json!({})), find(), find(), cancel("o2")]]
    {
        let scored = score(&task(), &play(steps, DONE));
        assert_eq!((scored.passed, scored.failure), (Some(true), None), "{scored:?}");
        let names: Vec<&str> = scored.checks.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["cancelled", "refund", "gentle", "tone"]);
        assert_eq!(scored.checks[3].1.passed, None);
    }
}

fn check_failure(episode: &Episode, expected: FailureMode) {
    let scored = score(&task(), episode);
    assert_eq!(scored.failure, Some(expected), "{scored:?}");
    let counts = expected != FailureMode::Infrastructure;
    assert_eq!(scored.passed, counts.then_some(false));
}

#[test]
fn failures_are_named_by_their_cause() {
    use FailureMode as Mode;
    check_failure(&play(vec![], "I'm sorry, but I can’t do that."), Mode::Refusal);
    check_failure(&play(vec![], ""), Mode::GaveUp);
    check_failure(&play(vec![find()], "I could not find her order."), Mode::GaveUp);
    check_failure(&play(vec![find()], DONE), Mode::GaveUp);
    check_failure(&play(vec![], DONE), Mode::GaveUp);
    check_failure(&play(vec![call("list_products", json!({}))], "There are 3 products."), Mode::MisreadQuery);
    check_failure(&play(vec![find(), call("delete_order", json!({"id": "o2"}))], DONE), Mode::WrongTool);
    check_failure(&play(vec![find(), cancel("o1")], DONE), Mode::WrongArgument);
    check_failure(&play(vec![cancel("o2"), find()], "It is done."), Mode::WrongOrder);
    check_failure(&play(vec![find(), cancel("o2")], "You get €21.50 back."), Mode::WrongAnswer);
    check_failure(&play(vec![find(), cancel("o2"), cancel("o1")], DONE), Mode::SideEffect);
    check_failure(&play(vec![find(), cancel("o2"), call("wipe", json!({}))], DONE), Mode::SideEffect);
    let long = (0..6).map(|_| find()).collect();
    check_failure(&play(long, DONE), Mode::RanOut);
    check_failure(&Episode { ended: Ended::OutOfTurns, ..play(vec![find()], "") }, Mode::RanOut);
}

#[test]
fn breakdowns_are_not_the_agents_unless_they_were_overcome_or_planned() {
    let lost = || Step { outcome: Outcome::failed(Boundary::Transport, FailureKind::Closed, "gone"), ..cancel("o2") };
    check_failure(&play(vec![find(), lost()], DONE), FailureMode::Infrastructure);
    check_failure(&Episode { ended: Ended::Infrastructure, ..play(vec![], "") }, FailureMode::Infrastructure);
    assert_eq!(score(&task(), &play(vec![find(), lost(), cancel("o2")], DONE)).passed, Some(true));
    check_failure(&play(vec![find(), lost(), cancel("o1")], DONE), FailureMode::WrongArgument);
    let planned = Step { fault: Some(Fault::Timeout { message: String::new() }), ..lost() };
    assert_ne!(score(&task(), &play(vec![find(), planned], DONE)).failure, Some(FailureMode::Infrastructure));
    let invalid = Step { outcome: Outcome::failed(Boundary::Server, FailureKind::Invalid, "no"), ..cancel("o2") };
    assert_eq!(score(&task(), &play(vec![find(), invalid], DONE)).passed, Some(false));
}

#[test]
fn what_is_not_evaluated_neither_passes_nor_fails() {
    let mut episode = play(vec![find(), cancel("o2")], DONE);
    episode.end.clear();
    let scored = score(&task(), &episode);
    assert_eq!((scored.passed, scored.failure), (None, None));
    episode.answer = "You get nothing back, and that is final.".to_owned();
    assert_eq!(score(&task(), &episode).passed, Some(false));
    let mut by_output = task();
    by_output.basis = crate::score::task::Basis::Output;
    episode.answer = DONE.to_owned();
    assert_eq!(score(&by_output, &episode).passed, Some(true));
    by_output.basis = crate::score::task::Basis::Judge;
    assert_eq!(score(&by_output, &episode).passed, None);
}

#[test]
fn the_same_episode_always_has_the_same_score() {
    let episode = play(vec![find(), cancel("o1")], DONE);
    let text = serde_json::to_string(&score(&task(), &episode)).unwrap();
    let again: Episode = serde_json::from_str(&serde_json::to_string(&episode).unwrap()).unwrap();
    assert_eq!(serde_json::to_string(&score(&task(), &again)).unwrap(), text);
    assert_eq!(serde_json::from_str::<Score>(&text).unwrap(), score(&task(), &episode));
}
