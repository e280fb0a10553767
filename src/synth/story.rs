//! The story behind a row: the executed steps as the writer sees them.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::model::{Binding, Bound, Choice, Path, Seed, Step, Tool};
use crate::wording::Clock;

/// One executed step with what is known of its tool and result.
#[derive(Clone, Copy, Debug)]
pub struct Told<'s> {
    pub tool: &'s Tool,
    pub read_only: bool,
    pub step: &'s Step,
    /// The result as a value, where it has one.
    pub view: Option<&'s Value>,
}

/// An executed chain to be told as a request and an answer.
#[derive(Clone, Debug)]
pub struct Story<'s> {
    pub clock: Clock,
    pub seed: Seed,
    pub steps: Vec<Told<'s>>,
    /// What the user wants, request by request.
    pub rounds: Vec<Wanted>,
    pub scene: Scene<'s>,
    /// The user types in a hurry.
    pub slips: bool,
}

/// One request of the user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The steps that she speaks of, in order.
    pub goals: Vec<usize>,
    /// She takes something back that she asked for before.
    pub changes_mind: bool,
}

/// How the assistant meets the requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scene<'s> {
    /// It does what it is asked to.
    #[default]
    Served,
    /// The user leaves out what a call needs, and is asked for it.
    Asked,
    /// No tool in view can do it; what the tools in view are for.
    NoTool { offers: &'s [String] },
    /// The last goal is forbidden.
    Forbidden,
}

/// A literal that the query must contain.
#[derive(Clone, Copy, Debug)]
pub struct Literal<'s> {
    pub step: usize,
    /// The parameter's or field's name, which tells what a number counts.
    pub name: &'s str,
    pub value: &'s Value,
}

impl<'s> Story<'s> {
    /// Whether a later step draws on this one.
    pub fn is_used(&self, step: usize) -> bool {
        self.steps.iter().any(|told| told.step.bindings.iter().any(|bound| draws_on(&bound.binding, step)))
    }

    /// All goals of all rounds.
    pub fn goals(&self) -> impl Iterator<Item = usize> + '_ {
        self.rounds.iter().flat_map(|round| &round.goals).copied()
    }

    /// Everything that the user must say: her literals, and the names by which she picks items, as far as they are not
    /// `numbered`.
    pub fn literals(&self, numbered: &BTreeSet<(usize, Path)>) -> Vec<Literal<'s>> {
        let mut found = Vec::new();
        for (step, told) in self.steps.iter().enumerate() {
            for bound in &told.step.bindings {
                if let Binding::Output { step, path, .. } = &bound.binding
                    && path.item().is_some_and(|item| numbered.contains(&(*step, item)))
                {
                    continue;
                }
                collect(step, bound.path.last_field().unwrap_or_default(), &bound.binding, &mut found);
            }
        }
        found
    }

    /// The bindings of a step's argument, by the parameter's last name or its whole path.
    pub fn bindings(&self, step: usize, name: &str) -> impl Iterator<Item = &'s Bound> + use<'s, '_> {
        let name = name.to_owned();
        self.steps[step].step.bindings.iter().filter(move |bound| {
            bound.path.last_field() == Some(name.as_str()) || bound.path.generalised().to_string() == name
        })
    }
}

fn draws_on(binding: &Binding, step: usize) -> bool {
    match binding {
        Binding::Output { step: producer, .. } => *producer == step,
        Binding::Derived { of, .. } => of.iter().any(|binding| draws_on(binding, step)),
        Binding::User { .. } | Binding::Default { .. } => false,
    }
}

fn collect<'s>(step: usize, name: &'s str, binding: &'s Binding, found: &mut Vec<Literal<'s>>) {
    match binding {
        Binding::User { value } => found.push(Literal { step, name, value }),
        Binding::Output { choice: Choice::Where { field, value }, .. } => {
            found.push(Literal { step, name: field.last_field().unwrap_or_default(), value });
        }
        Binding::Derived { of, .. } => of.iter().for_each(|binding| collect(step, name, binding, found)),
        Binding::Output { .. } | Binding::Default { .. } => {}
    }
}
