//! Failure modes: why an attempt failed, by rules that look at what was done beside the reference.
//!
//! The reference names failures and never decides whether an attempt passes. The first rule that holds is taken:
//!
//! 1. *infrastructure*: the runner broke, or a call failed below its tool (transport, sandbox, time-out, protocol) without
//!    a fault planned on it, and the same tool never answered afterwards.
//! 2. *ran out*: a limit of the task ended the episode, or a budget of a check was exceeded.
//! 3. *gave up*: the agent's program broke down; or calls were made and the answer declines, or there is no answer at all.
//!    *Refusal*: no call was made and the answer declines.
//! 4. *side effect*: a forbidden call was made, or all that is wanted of the states holds and something else has changed.
//! 5. *misread query*: calls were made, none of them to a tool of the reference.
//! 6. *wrong tool*: a tool of the reference was not called and one beside the reference was; *gave up* if none was.
//! 7. *wrong argument*: a call of the reference has no call of its own that worked with its arguments; *gave up* if it was
//!    made, failed, and nothing else was done with its tool.
//! 8. *wrong order*: calls come in another order than the reference says they depend on each other, or a milestone does.
//! 9. Every call of the reference was made. *Side effect* if the states are wrong (something was done beside it);
//!    otherwise *wrong answer*.
//!
//! Without a reference rules 5 to 8 do not apply, and states that are wrong are a *wrong argument*.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::{Boundary, FailureKind, Path, Step};
use crate::score::check::{Broken, Check, StateCheck};
use crate::score::claim::{folded, places, same};
use crate::score::episode::{Ended, Episode};
use crate::score::matcher::{equal, is_empty, same_date};
use crate::score::task::{ReferenceCall, Task};

/// Why an attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureMode {
    MisreadQuery,
    Refusal,
    WrongTool,
    WrongArgument,
    WrongOrder,
    GaveUp,
    RanOut,
    /// Not the agent's: such an episode neither passes nor fails.
    Infrastructure,
    WrongAnswer,
    SideEffect,
}

/// Whether the lab or a server broke so that the agent could not go on.
pub fn is_infrastructure(episode: &Episode) -> bool {
    let broke = |step: &Step| {
        let failure = step.outcome.failure.as_ref().filter(|_| step.fault.is_none());
        failure.is_some_and(|failure| match failure.boundary {
            Boundary::Tool => false,
            Boundary::Transport | Boundary::Sandbox => true,
            Boundary::Server => {
                matches!(failure.kind, FailureKind::Timeout | FailureKind::Closed | FailureKind::Protocol)
            }
        })
    };
    let steps = &episode.trajectory.steps;
    let overcome =
        |at: usize, step: &Step| steps[at + 1..].iter().any(|later| later.tool == step.tool && !broke(later));
    episode.ended == Ended::Infrastructure
        || steps.iter().enumerate().any(|(at, step)| broke(step) && !overcome(at, step))
}

/// Why an episode failed that did fail.
pub fn failure_mode(task: &Task, episode: &Episode) -> FailureMode {
    let broken = |wanted: Broken| {
        task.checks.iter().any(|check| match check {
            Check::Trajectory(check) if check.decides => {
                check.broken(episode).is_some_and(|(broken, _)| broken == wanted)
            }
            _ => false,
        })
    };
    let steps = &episode.trajectory.steps;
    if is_infrastructure(episode) {
        return FailureMode::Infrastructure;
    }
    if episode.ended.is_limit() || broken(Broken::Budget) {
        return FailureMode::RanOut;
    }
    if episode.ended == Ended::Crashed {
        return FailureMode::GaveUp;
    }
    let silent = episode.answer.trim().is_empty();
    if !task.declines && (silent || is_refusal(&episode.answer)) {
        return if steps.is_empty() && !silent { FailureMode::Refusal } else { FailureMode::GaveUp };
    }
    let (wanted, alone) = states(task, episode);
    if broken(Broken::Forbidden) || (wanted && !alone) {
        return FailureMode::SideEffect;
    }
    let by_reference = (!task.reference.is_empty()).then(|| beside_reference(&task.reference, steps)).flatten();
    if let Some(mode) = by_reference {
        return mode;
    }
    if broken(Broken::Order) {
        return FailureMode::WrongOrder;
    }
    match (wanted, task.reference.is_empty()) {
        (false, true) if steps.is_empty() => FailureMode::GaveUp,
        (false, true) => FailureMode::WrongArgument,
        (false, false) => FailureMode::SideEffect,
        (true, _) if broken(Broken::Missing) => FailureMode::WrongTool,
        (true, _) => FailureMode::WrongAnswer,
    }
}

/// Whether what is wanted of the states holds, and whether nothing else has changed, by the checks that decide.
fn states(task: &Task, episode: &Episode) -> (bool, bool) {
    let states: Vec<&StateCheck> = state_checks(task);
    let deciding = task.checks.iter().filter(|check| task.basis.counts(check));
    let deciding: Vec<&StateCheck> = deciding.filter_map(Check::as_state).collect();
    let wanted = deciding.iter().all(|check| check.wanted(episode).passed != Some(false));
    (wanted, deciding.iter().all(|check| check.guard(&states, episode).passed != Some(false)))
}

pub(crate) fn state_checks(task: &Task) -> Vec<&StateCheck> {
    task.checks.iter().filter_map(Check::as_state).collect()
}

/// Rules 5 to 8.
fn beside_reference(reference: &[ReferenceCall], steps: &[Step]) -> Option<FailureMode> {
    let named: BTreeSet<_> = reference.iter().map(ReferenceCall::reference).collect();
    let called: BTreeSet<_> = steps.iter().map(|step| step.tool.clone()).collect();
    if called.is_empty() {
        return Some(FailureMode::GaveUp);
    }
    if named.is_disjoint(&called) {
        return Some(FailureMode::MisreadQuery);
    }
    if !named.is_subset(&called) {
        let beside = !called.is_subset(&named);
        return Some(if beside { FailureMode::WrongTool } else { FailureMode::GaveUp });
    }
    // Each call of the reference takes the first call that worked, fits and is not taken.
    let mut taken = BTreeSet::new();
    let mut places = Vec::new();
    for call in reference {
        let of = |at: usize, ok: bool| steps[at].tool == call.reference() && steps[at].outcome.is_ok() == ok;
        let fits = |at: usize| same_call(&call.arguments, &steps[at].arguments);
        let free = |at: &usize| !taken.contains(at);
        let Some(at) = (0..steps.len()).filter(free).find(|at| of(*at, true) && fits(*at)) else {
            let failed = (0..steps.len()).any(|at| of(at, false) && fits(at));
            let otherwise = (0..steps.len()).filter(free).any(|at| of(at, true));
            return Some(if failed && !otherwise { FailureMode::GaveUp } else { FailureMode::WrongArgument });
        };
        taken.insert(at);
        places.push(at);
    }
    let early = |(at, call): (usize, &ReferenceCall)| {
        call.after.iter().any(|before| places.get(*before).is_some_and(|before| places[at] < *before))
    };
    reference.iter().enumerate().any(early).then_some(FailureMode::WrongOrder)
}

/// Whether a call has the arguments of one of the reference. What it says beside them is free, and prose may differ.
fn same_call(reference: &Value, arguments: &Value) -> bool {
    /// A text of so many words is prose.
    const PROSE: usize = 6;
    Path::leaves(reference).into_iter().filter(|(_, value)| !is_empty(value)).all(|(path, expected)| {
        path.get(arguments).is_some_and(|said| match (expected, said) {
            (Value::String(expected), Value::String(said)) => {
                let prose = |text: &str| text.split_whitespace().count() >= PROSE;
                same(expected, said) || same_date(expected, said) || (prose(expected) && prose(said))
            }
            _ => equal(expected, said),
        })
    })
}

/// Phrases by which an answer declines.
const DECLINES: [&str; 21] = [
    "i can't", "i cannot", "i can not", "i'm unable", "i am unable", "i was unable", "i wasn't able", "i'm not able",
    "i am not able", "i was not able", "i couldn't", "i could not", "i won't be able", "i don't have access",
    "i do not have access", "i don't have the ability", "i don't have a tool", "there is no tool",
    "not possible for me", "beyond my capabilities", "unable to help",
];

/// Whether an answer declines.
pub fn is_refusal(answer: &str) -> bool {
    let answer = folded(answer);
    DECLINES.iter().any(|phrase| places(&answer, phrase).next().is_some())
}
