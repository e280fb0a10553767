//! Grounding: every argument leaf has a source, and the source really has that value.

use super::case::{Case, Rule, finding};
use crate::model::{Action, Binding, Bound, Choice, Fact, Finding, Path, Step};
use crate::wording::{Clock, Mentions};
use serde_json::Value;

/// The rule.
pub struct Grounding;

impl Rule for Grounding {
    fn judge(&self, case: &Case<'_>, report: &mut dyn FnMut(usize, Finding)) {
        let clock = Clock::parse(&case.trajectory.episode.now).ok();
        for (turn, judged) in case.trajectory.turns.iter().enumerate() {
            let said = clock.as_ref().map(|clock| Mentions::read(&case.said_before(judged.message), clock));
            for step in judged.steps.iter().filter_map(|at| case.trajectory.steps.get(*at)) {
                check_step(case, turn, step, said.as_ref(), report);
            }
        }
        let last = case.trajectory.turns.len().saturating_sub(1);
        for fact in &case.trajectory.facts {
            if !holds(case, fact) {
                let evidence = format!("step {} {}: {}", fact.step, fact.path, fact.value);
                report(last, finding("grounding.fact_not_in_result", Action::Drop, evidence));
            }
        }
    }
}

fn check_step(
    case: &Case<'_>,
    turn: usize,
    step: &Step,
    said: Option<&Mentions>,
    report: &mut dyn FnMut(usize, Finding),
) {
    for (path, value) in Path::leaves(&step.arguments) {
        if path == Path::root() {
            continue;
        }
        let place = format!("{} {path} = {value}", step.tool);
        let Some(bound) = step.bindings.iter().find(|bound| bound.path == path) else {
            report(turn, finding("grounding.no_binding", Action::Drop, place));
            continue;
        };
        if let Some(reason) = objection(case, turn, bound, value, said) {
            report(turn, finding(reason, Action::Drop, place));
        }
    }
}

/// Why a binding does not hold; `None` if it does.
fn objection(
    case: &Case<'_>,
    turn: usize,
    bound: &Bound,
    value: &Value,
    said: Option<&Mentions>,
) -> Option<&'static str> {
    let name = bound.path.last_field().unwrap_or_default();
    match &bound.binding {
        Binding::User { value: literal } => {
            if literal != value {
                return Some("grounding.literal_differs");
            }
            said.is_some_and(|said| !said.has(value, name)).then_some("grounding.not_said")
        }
        Binding::Default { value: default } => (default != value).then_some("grounding.default_differs"),
        Binding::Derived { value: derived, .. } => (derived != value).then_some("grounding.derived_differs"),
        Binding::Output { step, path, choice } => {
            if case.turn_of(*step).is_none_or(|producer| producer >= turn) {
                return Some("grounding.source_not_before");
            }
            let view = case.views.get(*step).and_then(Option::as_deref);
            if view.and_then(|view| path.get(view)) != Some(value) {
                return Some("grounding.value_not_in_source");
            }
            match choice {
                Choice::Where { value: name, .. } if said.is_some_and(|said| !said.has(name, "")) => {
                    Some("grounding.choice_not_said")
                }
                _ => None,
            }
        }
    }
}

fn holds(case: &Case<'_>, fact: &Fact) -> bool {
    let view = case.views.get(fact.step).and_then(Option::as_deref);
    view.and_then(|view| fact.path.get(view)) == Some(&fact.value)
}
