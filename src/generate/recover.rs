//! Recovery: a good row once more, with a call that goes wrong on purpose and an assistant that gets over it.
//!
//! The row before it on the same stage is its twin: the same user, request, tools and world, without the fault. Both stay in the
//! run, and the struck one names the other.

use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::assemble;
use super::attempt::{Tried, finish, id};
use super::lab::Lab;
use super::stage::Stage;
use super::trouble::{Trouble, trouble};
use super::verify::play_anew;
use crate::chain::{Coverage, Covered};
use crate::model::{Contribution, Fact, Kind, Message, Seed, Step, Trajectory, Turn};

/// The label that names a row's twin.
const TWIN: &str = "twin";
/// The label that names the fault.
const FAULT: &str = "fault";

/// Makes the row of an index out of its twin.
pub(super) async fn recover(lab: &Lab, memory: &Coverage, stage: &mut Stage, index: u64, seed: Seed) -> Tried {
    let failed = |reason| Tried::failed(true, reason, Covered::default());
    let Some(twin) = stage.twin.clone() else { return failed("recover.no_twin") };
    let mut rng = seed.derive("recover", 0).rng();
    let Some(trouble) = trouble(lab, memory, &twin, &mut rng) else { return failed("recover.nothing_to_strike") };
    let mut row = struck(&twin, &trouble, &mut rng);
    let views = match play_anew(stage, &mut row.servers, &mut row.steps).await {
        Ok(views) => views,
        Err(_) => return failed("recover.other_result"),
    };
    // What is stated is stated of what came back now.
    let stated = |fact: &Fact| views[fact.step].as_ref().and_then(|view| fact.path.get(view)) == Some(&fact.value);
    if !row.facts.iter().all(stated) {
        return failed("recover.other_result");
    }
    show_results(&mut row);
    row.index = index;
    row.id = id(&row.episode, index);
    row.kind = Kind::Recovery;
    row.labels.insert(TWIN.to_owned(), twin.id.to_string());
    row.labels.insert(FAULT.to_owned(), trouble.fault.name().to_owned());
    finish(lab, stage, row, Covered { lost: true, fault: Some(trouble.fault.name().to_owned()), ..Covered::default() })
        .await
}

/// The twin with a fault, and with the turns that make it good right behind it. New steps stand last until they are
/// brought into the order of calls.
fn struck(twin: &Trajectory, trouble: &Trouble, rng: &mut ChaCha8Rng) -> Trajectory {
    let mut row = twin.clone();
    row.branches.clear();
    let turn = row.turns.iter().position(|turn| turn.steps.contains(&trouble.step)).unwrap_or_default();
    let mut retry = row.steps[trouble.step].clone();
    row.steps[trouble.step].fault = Some(trouble.fault.clone());
    let mut added: Vec<Step> = Vec::new();
    if let Some(reread) = trouble.reread {
        added.push(row.steps[reread].clone());
        let again = row.steps.len();
        retry.renumber(&|step| if step == reread { again } else { step });
    }
    let retried = row.steps.len() + added.len();
    added.push(retry);
    // Whoever draws on the struck call draws on its repetition.
    let again = |step: usize| if step == trouble.step { retried } else { step };
    row.steps.iter_mut().for_each(|step| step.renumber(&again));
    row.facts.iter_mut().filter(|fact| fact.step == trouble.step).for_each(|fact| fact.step = retried);
    let mut at = row.turns[turn].message + 1 + row.turns[turn].steps.len();
    let first = row.steps.len();
    row.steps.extend(added);
    for (number, step) in (first..row.steps.len()).enumerate() {
        let call = assemble::call(&row.steps[step], step, &row.tools, rng);
        let text = (number == 0 && rng.random_bool(0.5)).then(|| excuse(trouble, rng));
        let result = Message::Tool { call_id: call.id.clone(), text: String::new() };
        row.messages.splice(at..at, [Message::Assistant { text, calls: vec![call] }, result]);
        row.turns[turn + 1 + number..].iter_mut().for_each(|later| later.message += 2);
        let mut recovering = Turn::of(at, vec![step]);
        recovering.contribution = Some(Contribution::Recovery);
        row.turns.insert(turn + 1 + number, recovering);
        at += 2;
    }
    in_order(&mut row);
    row
}

/// Numbers steps in the order of their turns.
fn in_order(row: &mut Trajectory) {
    let order: Vec<usize> = row.turns.iter().flat_map(|turn| &turn.steps).copied().collect();
    let place = |old: usize| order.iter().position(|step| *step == old).unwrap_or(old);
    row.steps = order.iter().map(|old| row.steps[*old].clone()).collect();
    row.renumber(&place);
}

/// Writes what was called and what came back into the conversation.
fn show_results(row: &mut Trajectory) {
    let mut step_of = std::collections::BTreeMap::new();
    for message in &mut row.messages {
        match message {
            Message::Assistant { calls, .. } => {
                calls.iter_mut().for_each(|call| call.arguments.clone_from(&row.steps[call.step].arguments));
                step_of.extend(calls.iter().map(|call| (call.id.clone(), call.step)));
            }
            Message::Tool { call_id, text } => {
                if let Some(step) = step_of.get(call_id) {
                    *text = row.steps[*step].outcome.text();
                }
            }
            Message::System { .. } | Message::User { .. } => {}
        }
    }
}

/// What the assistant says beside the call that makes it good.
fn excuse(trouble: &Trouble, rng: &mut ChaCha8Rng) -> String {
    use crate::model::Fault;
    let texts: &[&str] = match &trouble.fault {
        Fault::Timeout { .. } => &["That timed out; I'll try again.", "No answer came, so I ask once more."],
        Fault::RateLimit { .. } => &["I was too fast; trying again.", "The rate limit was hit. I'll repeat the call."],
        Fault::ListChanged { .. } => {
            &["The tool list was reloaded; calling it again.", "The tool is back, so I repeat the call."]
        }
        Fault::PartialResult { .. } => {
            &["That was only a part of the list; I'll get all of it.", "The list is not complete yet, so I ask again."]
        }
        Fault::MalformedPayload { .. } => {
            &["The result broke off, so I ask again.", "That answer was cut short; I'll fetch it once more."]
        }
        Fault::NotFound { .. } => {
            &["It was not found under this id; I'll look it up again.", "Let me look that up anew."]
        }
        Fault::Conflict { .. } | Fault::StaleVersion { .. } => &[
            "It has changed in the meantime; I'll read it again first.",
            "Let me load the current state and repeat this.",
        ],
    };
    texts.choose(rng).copied().unwrap_or_default().to_owned()
}
