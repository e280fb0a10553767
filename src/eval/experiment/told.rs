//! An attempt as a trial: what it says of the agent under drift.

use super::super::drifting::Seen;
use super::super::run::Attempted;
use crate::drift::experiment::{Drift, Trial};
use crate::model::{Failure, FailureKind, Step};
use crate::score::is_refusal;

/// The trial that an attempt was. `drift` is none where no tool had drifted.
pub fn told(agent: &str, drift: Option<&Drift>, seed: u64, attempted: &Attempted, solvable: bool) -> Trial {
    let steps = match &attempted.seen {
        Some(seen) => &seen.steps,
        None => &attempted.episode.trajectory.steps,
    };
    let seen = attempted.seen.as_ref();
    let touched = seen.is_some_and(|seen| {
        let touched = &seen.tools.spread.touched;
        attempted.task.reference.iter().any(|call| touched.contains(&call.reference()))
    });
    let in_the_middle = seen.is_some_and(|seen| seen.since.is_some_and(|since| since > 0));
    let passed = attempted.score.passed;
    let count = |of: &dyn Fn(usize) -> bool| u32::try_from((0..steps.len()).filter(|at| of(*at)).count()).unwrap_or(0);
    Trial {
        agent: agent.to_owned(),
        operator: drift.map(|drift| drift.operator.clone()),
        severity: drift.map_or(0.0, |drift| drift.severity),
        seed,
        task: attempted.task.id.clone(),
        passed,
        solvable,
        declined: is_refusal(&attempted.episode.answer),
        calls: u32::try_from(steps.len()).unwrap_or(u32::MAX),
        wasted_calls: count(&|at| is_wasted(steps, at)),
        stale_calls: count(&|at| seen.is_some_and(|seen| is_stale(seen, at))),
        calls_to_adapt: seen.filter(|_| in_the_middle).and_then(calls_to_adapt),
        recovered: passed.filter(|_| in_the_middle && touched && solvable),
        touched,
        failure: attempted.score.failure,
    }
}

/// Whether a call failed, or was made before with the same result.
fn is_wasted(steps: &[Step], at: usize) -> bool {
    let step = &steps[at];
    let again = |earlier: &Step| {
        earlier.tool == step.tool && earlier.arguments == step.arguments && earlier.outcome == step.outcome
    };
    !step.outcome.is_ok() || steps[..at].iter().any(again)
}

/// Whether a call fails now and would have been in order before: by the name of its tool, or by its arguments.
fn is_stale(seen: &Seen, at: usize) -> bool {
    let step = &seen.steps[at];
    if seen.since.is_none_or(|since| at < since) {
        return false;
    }
    let Some(Failure { kind, .. }) = &step.outcome.failure else { return false };
    match kind {
        FailureKind::UnknownTool => seen.base.named(&step.tool.tool).is_some(),
        FailureKind::Invalid => {
            let old = seen.tools.front.original(&step.tool);
            let old = seen.base.tools.iter().find(|shown| Some(shown.tool.reference()) == old);
            old.is_some_and(|old| {
                let schema = &old.tool.input_schema;
                jsonschema::validator_for(schema).is_ok_and(|schema| schema.is_valid(&step.arguments))
            })
        }
        _ => false,
    }
}

/// Calls from the change to the first that works with a tool that has changed, it included.
fn calls_to_adapt(seen: &Seen) -> Option<u32> {
    let since = seen.since?;
    let changed = |step: &Step| {
        let original = seen.tools.front.original(&step.tool);
        original.is_none_or(|original| seen.tools.spread.touched.contains(&original))
    };
    let place = seen.steps[since..].iter().position(|step| step.outcome.is_ok() && changed(step))?;
    u32::try_from(place + 1).ok()
}
