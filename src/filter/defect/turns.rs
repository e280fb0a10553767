//! Mistakes in calls, results and their order.

use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use super::{answer_with, calls, one};
use crate::model::{
    Binding, Boundary, Content, FailureKind, Message, Outcome, Step, ToolCall, ToolInView, Trajectory, Turn,
};

pub fn unknown_tool(row: &mut Trajectory, _: &Trajectory, rng: &mut ChaCha8Rng) -> Option<()> {
    let id = one(calls(row).map(|call| call.id.clone()).collect(), rng)?;
    call(row, &id)?.name.push_str("_v2");
    Some(())
}

pub fn other_tool(row: &mut Trajectory, _: &Trajectory, rng: &mut ChaCha8Rng) -> Option<()> {
    let (id, name) = one(calls(row).map(|call| (call.id.clone(), call.name.clone())).collect(), rng)?;
    let other =
        one(row.tools.iter().map(|view| view.exposed.clone()).filter(|exposed| *exposed != name).collect(), rng)?;
    call(row, &id)?.name = other;
    Some(())
}

fn call<'r>(row: &'r mut Trajectory, id: &str) -> Option<&'r mut ToolCall> {
    row.messages.iter_mut().find_map(|message| match message {
        Message::Assistant { calls, .. } => calls.iter_mut().find(|call| call.id == id),
        _ => None,
    })
}

/// Where the results stand among the messages.
fn results(row: &Trajectory) -> Vec<usize> {
    (0..row.messages.len()).filter(|at| matches!(row.messages[*at], Message::Tool { .. })).collect()
}

pub fn changed_result(row: &mut Trajectory, _: &Trajectory, rng: &mut ChaCha8Rng) -> Option<()> {
    let at = one(results(row), rng)?;
    let Message::Tool { text, .. } = &mut row.messages[at] else { return None };
    let digit = text.rfind(|c: char| c.is_ascii_digit())?;
    let other = if text[digit..].starts_with('7') { "3" } else { "7" };
    text.replace_range(digit..=digit, other);
    Some(())
}

pub fn lost_result(row: &mut Trajectory, _: &Trajectory, rng: &mut ChaCha8Rng) -> Option<()> {
    let at = one(results(row), rng)?;
    row.messages.remove(at);
    row.turns.iter_mut().filter(|turn| turn.message > at).for_each(|turn| turn.message -= 1);
    Some(())
}

/// The messages of a turn: its calls and their results.
fn span(row: &Trajectory, turn: usize) -> std::ops::Range<usize> {
    let end = row.turns.get(turn + 1).map_or(row.messages.len(), |next| next.message);
    row.turns[turn].message..end
}

pub fn wrong_order(row: &mut Trajectory, _: &Trajectory, rng: &mut ChaCha8Rng) -> Option<()> {
    let calls = |at: usize| !row.turns[at].steps.is_empty();
    let pairs = (1..row.turns.len()).filter(|at| calls(*at - 1) && calls(*at)).collect();
    let second = one(pairs, rng)?;
    let (a, b) = (span(row, second - 1), span(row, second));
    row.messages[a.start..b.end].rotate_left(a.len());
    row.turns.swap(second - 1, second);
    row.turns[second - 1].message = a.start;
    row.turns[second].message = a.start + b.len();
    Some(())
}

pub fn early_result(row: &mut Trajectory, _: &Trajectory, rng: &mut ChaCha8Rng) -> Option<()> {
    let turn = one((0..row.turns.len()).filter(|at| row.turns[*at].steps.len() == 1).collect(), rng)?;
    let at = row.turns[turn].message;
    row.messages.swap(at, at + 1);
    Some(())
}

/// Puts a call with its result before a turn.
fn insert(row: &mut Trajectory, turn: usize, step: Step, name: String) {
    let place = row.turns[turn].message;
    let at = row.turns[turn].steps.first().copied().unwrap_or(row.steps.len());
    row.renumber(&|step| step + usize::from(step >= at));
    row.turns[turn..].iter_mut().for_each(|turn| turn.message += 2);
    row.turns.insert(turn, Turn::of(place, vec![at]));
    let id = "plantedid".to_owned();
    let result = Message::Tool { call_id: id.clone(), text: step.outcome.text() };
    let call = ToolCall { id, name, arguments: step.arguments.clone(), step: at };
    row.messages.splice(place..place, [Message::Assistant { text: None, calls: vec![call] }, result]);
    row.steps.insert(at, step);
}

fn reads(row: &Trajectory, step: &Step) -> bool {
    let view = row.tools.iter().find(|view| view.tool.reference() == step.tool);
    step.outcome.is_ok() && view.is_some_and(|view| view.tool.annotations.read_only == Some(true))
}

pub fn repeated(row: &mut Trajectory, _: &Trajectory, rng: &mut ChaCha8Rng) -> Option<()> {
    let all = (0..row.turns.len()).filter(|turn| row.turns[*turn].steps.len() == 1).filter(|turn| {
        let step = &row.steps[row.turns[*turn].steps[0]];
        reads(row, step) && *turn + 1 < row.turns.len()
    });
    let turn = one(all.collect(), rng)?;
    let at = row.turns[turn].steps[0];
    let name = calls(row).find(|call| call.step == at)?.name.clone();
    let step = row.steps[at].clone();
    insert(row, turn + 1, step, name);
    Some(())
}

/// A look at something that has nothing to do with the request, taken from another row.
pub fn useless(row: &mut Trajectory, other: &Trajectory, rng: &mut ChaCha8Rng) -> Option<()> {
    let unsaid = |step: &&Step| {
        let free = step.bindings.iter().all(|bound| matches!(bound.binding, Binding::Default { .. }));
        let news = row.steps.iter().all(|own| own.tool != step.tool);
        free && news && step.outcome.structured.as_ref().is_some_and(|result| result.to_string().len() > 60)
    };
    let step = one(other.steps.iter().filter(unsaid).filter(|step| reads(other, step)).collect(), rng)?.clone();
    let view = other.tools.iter().find(|view| view.tool.reference() == step.tool)?;
    let exposed = row.tools.iter().find(|own| own.tool.reference() == step.tool).map(|own| own.exposed.clone());
    let name = exposed.unwrap_or_else(|| {
        let exposed = format!("{}_{}", step.tool.server, step.tool.tool);
        row.tools.push(ToolInView { exposed: exposed.clone(), tool: view.tool.clone() });
        exposed
    });
    let turn = one((0..row.turns.len()).collect(), rng)?;
    insert(row, turn, step, name);
    Some(())
}

pub fn unhandled_error(row: &mut Trajectory, _: &Trajectory, rng: &mut ChaCha8Rng) -> Option<()> {
    let last = (0..row.steps.len()).filter(|at| {
        let later = &row.steps[*at + 1..];
        row.steps[*at].outcome.is_ok() && later.iter().all(|later| later.tool != row.steps[*at].tool)
    });
    let step = one(last.collect(), rng)?;
    let outcome = Outcome::failed(Boundary::Tool, FailureKind::Other, "The backend refused the request with code 52.");
    answer_with(row, step, outcome);
    Some(())
}

pub fn soft_error(row: &mut Trajectory, _: &Trajectory, rng: &mut ChaCha8Rng) -> Option<()> {
    let step = one((0..row.steps.len()).collect(), rng)?;
    let result: Value = json!({"success": false, "error": "The backend refused the request."});
    let content = vec![Content::Text { text: result.to_string() }];
    answer_with(row, step, Outcome { content, ..Outcome::default() });
    Some(())
}
