//! Seeded defects: known mistakes planted into good trajectories, to see whether the filter finds them.
//!
//! After mutation testing of programs (DeMillo, Lipton, Sayward 1978): a filter is as good as the defects that it finds and
//! the good rows that it leaves alone.

mod arguments;
mod turns;
mod words;

use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use serde_json::Value;

use crate::model::{Binding, Message, Outcome, Path, Trajectory};

/// A kind of mistake.
pub struct Defect {
    pub name: &'static str,
    /// The rule that should object.
    pub rule: &'static str,
    plant: Plant,
}

/// Plants a defect into a row, with another row to take things from; `None` where the row has no place for it.
type Plant = fn(&mut Trajectory, &Trajectory, &mut ChaCha8Rng) -> Option<()>;

const fn kind(name: &'static str, rule: &'static str, plant: Plant) -> Defect {
    Defect { name, rule, plant }
}

impl Defect {
    pub const ALL: &[Self] = &[
        kind("made-up argument", "grounding", arguments::made_up),
        kind("argument of another step", "grounding", arguments::of_another_step),
        kind("another item of the list", "grounding", arguments::another_item),
        kind("two arguments swapped", "grounding", arguments::swapped),
        kind("number off by one", "grounding", arguments::off_by_one),
        kind("date off by a day", "grounding", arguments::off_by_a_day),
        kind("text that nobody said", "grounding", arguments::unsaid_text),
        kind("required argument missing", "schema", arguments::missing),
        kind("argument that nobody asked for", "grounding", arguments::extra),
        kind("argument of a wrong type", "schema", arguments::wrong_type),
        kind("value that is not allowed", "schema", arguments::not_allowed),
        kind("tool that is not there", "schema", turns::unknown_tool),
        kind("another tool than was executed", "schema", turns::other_tool),
        kind("result changed afterwards", "schema", turns::changed_result),
        kind("result lost", "schema", turns::lost_result),
        kind("turns in wrong order", "order", turns::wrong_order),
        kind("result before its call", "order", turns::early_result),
        kind("call repeated", "redundancy", turns::repeated),
        kind("call that serves nothing", "redundancy", turns::useless),
        kind("error that nobody handles", "execution", turns::unhandled_error),
        kind("error in a success", "execution", turns::soft_error),
        kind("no answer", "execution", words::no_answer),
        kind("answer of another row", "answer", words::answer_of_another),
        kind("wrong number in the answer", "answer", words::wrong_number),
        kind("wrong name in the answer", "answer", words::wrong_name),
        kind("answer broken off", "answer", words::broken_off),
        kind("deed that was not done", "answer", words::undone_deed),
        kind("request without what is needed", "grounding", words::unsaid),
        kind("request that names a tool", "request", words::names_tool),
        kind("request that knows a result", "request", words::knows_result),
        kind("answer in another language", "language", words::other_language),
        kind("broken encoding", "language", words::broken_encoding),
        kind("slot that nobody filled", "language", words::unfilled_slot),
        kind("key in a result", "secrets", words::key),
        kind("card number in the request", "secrets", words::card),
        kind("orders in a result", "injection", words::orders),
    ];

    /// Whether a reader sees it in the conversation; the others show only where a row is held against its records.
    pub fn is_on_sight(&self) -> bool {
        ON_SIGHT.contains(&self.name)
    }

    /// The row with the defect in it; `None` where it has no place for one.
    pub fn plant(&self, row: &Trajectory, other: &Trajectory, rng: &mut ChaCha8Rng) -> Option<Trajectory> {
        let mut row = row.clone();
        (self.plant)(&mut row, other, rng)?;
        Some(row)
    }
}

const ON_SIGHT: &[&str] = &[
    "made-up argument", "another item of the list", "two arguments swapped", "number off by one", "date off by a day",
    "text that nobody said", "call repeated", "call that serves nothing", "error that nobody handles",
    "answer of another row", "wrong number in the answer", "wrong name in the answer", "answer broken off",
    "deed that was not done", "request without what is needed",
];

/// An argument leaf: its step, its place among the bindings, and where its value is from.
#[derive(Clone)]
struct Leaf {
    step: usize,
    bound: usize,
    path: Path,
}

/// All argument leaves whose source is as wanted.
fn leaves(row: &Trajectory, wanted: impl Fn(&Binding) -> bool) -> Vec<Leaf> {
    let steps = row.steps.iter().enumerate();
    steps
        .flat_map(|(step, called)| {
            let bindings = called.bindings.iter().enumerate();
            bindings.map(move |(bound, of)| (Leaf { step, bound, path: of.path.clone() }, &of.binding))
        })
        .filter(|(_, binding)| wanted(binding))
        .map(|(leaf, _)| leaf)
        .collect()
}

fn one<T>(mut of: Vec<T>, rng: &mut ChaCha8Rng) -> Option<T> {
    let at = (0..of.len()).collect::<Vec<_>>().choose(rng).copied()?;
    Some(of.swap_remove(at))
}

/// Gives a step other arguments, in what was executed and in what is shown.
fn call_with(row: &mut Trajectory, step: usize, change: impl Fn(&mut Value)) {
    change(&mut row.steps[step].arguments);
    for message in &mut row.messages {
        if let Message::Assistant { calls, .. } = message {
            calls.iter_mut().filter(|call| call.step == step).for_each(|call| change(&mut call.arguments));
        }
    }
}

fn set(row: &mut Trajectory, leaf: &Leaf, value: &Value) {
    call_with(row, leaf.step, |arguments| leaf.path.set(arguments, value.clone()));
}

/// The same with the claim that the user said so.
fn set_said(row: &mut Trajectory, leaf: &Leaf, value: &Value) {
    set(row, leaf, value);
    row.steps[leaf.step].bindings[leaf.bound].binding = Binding::User { value: value.clone() };
}

/// Gives a step another outcome, in what came back and in what is shown.
fn answer_with(row: &mut Trajectory, step: usize, outcome: Outcome) {
    let text = outcome.text();
    row.steps[step].outcome = outcome;
    let ids: Vec<String> = calls(row).filter(|call| call.step == step).map(|call| call.id.clone()).collect();
    for message in &mut row.messages {
        if let Message::Tool { call_id, text: shown } = message
            && ids.contains(call_id)
        {
            shown.clone_from(&text);
        }
    }
}

fn calls(row: &Trajectory) -> impl Iterator<Item = &crate::model::ToolCall> {
    row.messages.iter().flat_map(|message| match message {
        Message::Assistant { calls, .. } => calls.as_slice(),
        _ => &[],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_seen_on_sight_is_a_kind_of_defect() {
        for name in ON_SIGHT {
            assert!(Defect::ALL.iter().any(|defect| defect.name == *name), "{name}");
        }
    }
}
