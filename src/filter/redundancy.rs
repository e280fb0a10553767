//! Redundancy: a call that repeats an earlier one, or whose result nothing and nobody uses.

use serde_json::Value;

use super::case::{Case, Rule, finding};
use crate::model::{Action, Binding, Finding, Path, Step, Trajectory};

/// The rule.
pub struct Redundancy;

impl Rule for Redundancy {
    fn judge(&self, case: &Case<'_>, report: &mut dyn FnMut(usize, Finding)) {
        for (turn, at, step) in case.steps() {
            if let Some(earlier) = repeated(case.trajectory, at) {
                let evidence = format!("{} again as in step {earlier}", step.tool);
                report(turn, finding("redundancy.repeated_call", Action::Mask, evidence));
            }
            let spoilt = is_made_good(case.trajectory, at);
            if is_reading(case.trajectory, step) && step.outcome.is_ok() && !spoilt && !is_used(case, at, step) {
                report(turn, finding("redundancy.unused_result", Action::Mask, step.tool.to_string()));
            }
        }
    }
}

/// An earlier step with the same call, with nothing changed on that server in between.
fn repeated(trajectory: &Trajectory, at: usize) -> Option<usize> {
    let step = &trajectory.steps[at];
    let earlier = trajectory.steps[..at]
        .iter()
        .rposition(|other| other.tool == step.tool && other.arguments == step.arguments)?;
    // What failed or came back spoilt is rightly asked for again, and so is what a later failure put in doubt.
    let doubted = trajectory.steps[earlier + 1..at]
        .iter()
        .any(|between| between.tool.server == step.tool.server && between.outcome.failure.is_some());
    if trajectory.steps[earlier].outcome != step.outcome || doubted {
        return None;
    }
    let changed = trajectory.steps[earlier..at].iter().any(|between| {
        between.tool.server == step.tool.server && !is_reading(trajectory, between) && between.outcome.is_ok()
    });
    (!changed).then_some(earlier)
}

/// Whether the same call gave another result later, with nothing changed in between: the first one was spoilt.
fn is_made_good(trajectory: &Trajectory, at: usize) -> bool {
    let step = &trajectory.steps[at];
    let later = trajectory.steps[at + 1..].iter();
    let mut unchanged =
        later.take_while(|other| other.tool.server != step.tool.server || is_reading(trajectory, other));
    unchanged.any(|other| other.tool == step.tool && other.arguments == step.arguments && other.outcome != step.outcome)
}

/// Only a tool that says it reads is held to its result being used.
fn is_reading(trajectory: &Trajectory, step: &Step) -> bool {
    trajectory
        .tools
        .iter()
        .find(|view| view.tool.reference() == step.tool)
        .is_some_and(|view| view.tool.annotations.read_only == Some(true))
}

/// Whether a later call draws on the result, or the answer states something of it.
fn is_used(case: &Case<'_>, at: usize, step: &Step) -> bool {
    let drawn = |binding: &Binding| matches!(binding, Binding::Output { step, .. } if *step == at);
    let later = case.trajectory.steps.iter().flat_map(|step| &step.bindings).any(|bound| drawn(&bound.binding));
    let stated = case.trajectory.facts.iter().any(|fact| fact.step == at);
    later || stated || answered(case, at, step)
}

/// An answer may also say that there is nothing, or give a prose result in its own words.
fn answered(case: &Case<'_>, at: usize, step: &Step) -> bool {
    let prose = step.outcome.structured.is_none();
    let empty = case.views.get(at).and_then(Option::as_deref).is_none_or(|view| is_empty(view, step));
    (prose || empty) && !case.answer().is_empty()
}

/// Whether a result says that there is nothing: empty lists and zeros, and beside them only flags and what the call said itself.
fn is_empty(view: &Value, step: &Step) -> bool {
    let said: Vec<&Value> = Path::leaves(&step.arguments).into_iter().map(|(_, value)| value).collect();
    Path::leaves(view).iter().all(|(_, value)| match value {
        Value::Array(items) => items.is_empty(),
        Value::Number(number) if number.as_f64() == Some(0.0) => true,
        Value::Null | Value::Bool(_) => true,
        other => said.contains(other),
    })
}
