//! Grounding: every argument leaf has a source, and the source really has that value.
//!
//! Where a step says where its values come from, each claim is held against what was said and what came back. Where it
//! says nothing, as in trajectories of others, the source is looked for.

use jiff::civil::{Date, DateTime};
use serde_json::Value;

use super::case::{Case, Rule, finding};
use crate::model::{Action, Binding, Bound, Choice, Fact, Finding, Path, Segment, Step};
use crate::wording::{Clock, Meaning, Mentions, meaning};

/// The rule.
pub struct Grounding;

impl Rule for Grounding {
    fn judge(&self, case: &Case<'_>, report: &mut dyn FnMut(usize, Finding)) {
        for (turn, judged) in case.trajectory.turns.iter().enumerate() {
            let clock = case.clock.unwrap_or(Clock { now: DateTime::default() });
            let said = Mentions::read(&case.said_before(judged.message), &clock);
            let at = At { case, turn, said: &said };
            for step in judged.steps.iter().filter_map(|step| case.trajectory.steps.get(*step)) {
                at.check(step, report);
            }
        }
        let last = case.trajectory.turns.len().saturating_sub(1);
        for fact in case.trajectory.facts.iter().filter(|fact| !holds(case, fact)) {
            let evidence = format!("step {} {}: {}", fact.step, fact.path, fact.value);
            report(last, finding("grounding.fact_not_in_result", Action::Drop, evidence));
        }
    }
}

fn holds(case: &Case<'_>, fact: &Fact) -> bool {
    let view = case.views.get(fact.step).and_then(Option::as_deref);
    view.and_then(|view| fact.path.get(view)) == Some(&fact.value)
}

/// What is known when a turn is made.
struct At<'a> {
    case: &'a Case<'a>,
    turn: usize,
    /// What was said so far.
    said: &'a Mentions,
}

impl At<'_> {
    fn check(&self, step: &Step, report: &mut dyn FnMut(usize, Finding)) {
        for (path, value) in Path::leaves(&step.arguments) {
            if path == Path::root() {
                continue;
            }
            let objection = match step.bindings.iter().find(|bound| bound.path == path) {
                Some(bound) => self.objection(bound, value),
                None if step.bindings.is_empty() => self.unsourced(&path, value),
                None => Some("grounding.no_binding"),
            };
            if let Some(reason) = objection {
                report(self.turn, finding(reason, Action::Drop, format!("{} {path} = {value}", step.tool)));
            }
        }
    }

    /// Why a binding does not hold; `None` if it does.
    fn objection(&self, bound: &Bound, value: &Value) -> Option<&'static str> {
        let name = bound.path.last_field().unwrap_or_default();
        match &bound.binding {
            Binding::User { value: literal } if literal != value => Some("grounding.literal_differs"),
            Binding::User { .. } => self.unsaid(value, name),
            Binding::Default { value: default } => (default != value).then_some("grounding.default_differs"),
            Binding::Derived { value: derived, .. } => (derived != value).then_some("grounding.derived_differs"),
            Binding::Output { step, path, choice } => self.undrawn(*step, path, choice, value),
        }
    }

    /// Why the user cannot have said a value.
    fn unsaid(&self, value: &Value, name: &str) -> Option<&'static str> {
        // Where nobody knows when it was said, "tomorrow" may be any day.
        let undated = self.case.clock.is_none()
            && matches!(meaning(value, name), Meaning::Date(_) | Meaning::Time(_) | Meaning::DateTime(_));
        if undated || self.said.has(value, name) {
            return None;
        }
        Some(if nearly_said(self.said, value, name) {
            "grounding.off_by_one"
        } else if self.earlier(value) {
            "grounding.said_by_result"
        } else {
            "grounding.not_said"
        })
    }

    /// Why a value cannot have been drawn from there.
    fn undrawn(&self, step: usize, path: &Path, choice: &Choice, value: &Value) -> Option<&'static str> {
        if self.case.turn_of(step).is_none_or(|producer| producer >= self.turn) {
            return Some("grounding.source_not_before");
        }
        let view = self.case.views.get(step).and_then(Option::as_deref);
        if view.and_then(|view| path.get(view)) != Some(value) {
            return Some(if self.earlier(value) { "grounding.other_source" } else { "grounding.value_not_in_source" });
        }
        if self.is_stale(step, path, value) {
            return Some("grounding.stale_value");
        }
        match choice {
            Choice::Where { value: name, .. } if !self.said.has(name, "") => Some("grounding.choice_not_said"),
            choice => view.is_some_and(|view| !picks(choice, path, view)).then_some("grounding.other_item"),
        }
    }

    /// Why a value of a step that names no sources can have none.
    fn unsourced(&self, path: &Path, value: &Value) -> Option<&'static str> {
        let name = path.last_field().unwrap_or_default();
        let plain = !matches!(meaning(value, name), Meaning::Text(_) | Meaning::Date(_) | Meaning::DateTime(_));
        // A small number, a flag or a word of a list is chosen, not found.
        if plain || self.earlier(value) { None } else { self.unsaid(value, name) }
    }

    /// Whether an earlier result has the value.
    fn earlier(&self, value: &Value) -> bool {
        let before = self.case.trajectory.turns[..self.turn].iter().flat_map(|turn| &turn.steps);
        let mut views = before.filter_map(|step| self.case.views.get(*step)?.as_deref());
        views.any(|view| Path::leaves(view).iter().any(|(_, leaf)| *leaf == value))
    }

    /// Whether the same call was made again since and told another value.
    fn is_stale(&self, step: usize, path: &Path, value: &Value) -> bool {
        let steps = &self.case.trajectory.steps;
        let again = |later: &&usize| {
            let same = |a: &Step, b: &Step| a.tool == b.tool && a.arguments == b.arguments;
            **later > step && same(&steps[**later], &steps[step])
        };
        let before = self.case.trajectory.turns[..self.turn].iter().flat_map(|turn| &turn.steps);
        let mut views = before.filter(again).filter_map(|later| self.case.views.get(*later)?.as_deref());
        views.any(|view| path.get(view).is_some_and(|now| now != value))
    }
}

/// Whether a choice leads to the item that the path goes through, and to no other.
fn picks(choice: &Choice, path: &Path, view: &Value) -> bool {
    let Some(at) = path.segments().iter().position(|segment| matches!(segment, Segment::Index(_))) else {
        return matches!(choice, Choice::Only);
    };
    let Segment::Index(index) = path.segments()[at] else { return false };
    // Of a list inside the item the first is meant, for nothing says otherwise.
    if path.segments()[at + 1..].iter().any(|segment| matches!(segment, Segment::Index(1..))) {
        return false;
    }
    let list = Path::from(path.segments()[..at].to_vec());
    let Some(items) = list.get(view).and_then(Value::as_array) else { return false };
    match choice {
        Choice::Only => items.len() == 1,
        Choice::Ordinal { index: chosen } => *chosen == index,
        Choice::Where { field, value } => {
            let mut fitting = (0..items.len()).filter(|item| field.get(&items[*item]) == Some(value));
            fitting.next() == Some(index) && fitting.next().is_none()
        }
    }
}

/// Whether the neighbour of a number or of a day was said.
fn nearly_said(said: &Mentions, value: &Value, name: &str) -> bool {
    let beside = |date: Date| [date.tomorrow(), date.yesterday()].into_iter().flatten();
    match meaning(value, name) {
        Meaning::Number(number) => said.numbers().any(|known| (known - number).abs() <= 1.0),
        Meaning::Minutes(minutes) => said.numbers().any(|known| (known - minutes as f64).abs() <= 1.0),
        Meaning::Date(date) => said.dates().any(|known| beside(date).any(|near| near == known)),
        Meaning::DateTime(moment) => {
            let day = moment.date();
            said.dates().any(|known| known == day || beside(day).any(|near| near == known))
        }
        _ => false,
    }
}
