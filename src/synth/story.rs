//! The story behind a row: the executed steps as the writer sees them.

use serde_json::Value;

use crate::model::{Binding, Bound, Choice, Seed, Step, Tool};
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

    /// Steps that the user asked for: those that change something, those whose result nothing else
    /// uses, and those that failed.
    pub fn goals(&self) -> Vec<usize> {
        (0..self.steps.len()).filter(|at| !self.steps[*at].read_only || !self.is_used(*at)).collect()
    }

    /// Everything that the user must say: her literals, and the names by which she picks items.
    pub fn literals(&self) -> Vec<Literal<'s>> {
        let mut found = Vec::new();
        for (step, told) in self.steps.iter().enumerate() {
            for bound in &told.step.bindings {
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
