//! What a plan is wanted for: how long, of which shape, and with what in it.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::atlas::Atlas;
use super::plan::Plan;
use super::shape::shape_of;
use crate::model::Shape;

/// A wish that plans are chosen by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    pub calls: RangeInclusive<usize>,
    pub shape: Option<Shape>,
    /// What must be in it.
    pub with: Option<Ingredient>,
    /// Only plans that call one of these tools, by index; all where it is empty.
    pub one_of: Vec<usize>,
    pub sampler: Sampler,
}

/// How chains are sampled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sampler {
    /// Toward what the corpus lacks and what works.
    #[default]
    Coverage,
    /// Along the edges at random, with no memory: what the other is measured against.
    Walk,
}

/// Something that a plan must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ingredient {
    /// Two things that the user wants, or one that she would look at first.
    Talk,
    /// A literal that a call cannot do without.
    NeededWord,
    /// A change that the user wants.
    Change,
}

impl Default for Wish {
    fn default() -> Self {
        Self { calls: 1..=Self::USUAL, shape: None, with: None, one_of: Vec::new(), sampler: Sampler::default() }
    }
}

impl Wish {
    /// The longest chain of an ordinary row.
    pub const USUAL: usize = 8;
    /// The longest chain of all.
    pub const LONGEST: usize = 15;

    /// Chains of so many calls.
    pub fn of_calls(calls: RangeInclusive<usize>) -> Self {
        Self { calls, ..Self::default() }
    }

    #[must_use]
    pub fn with(mut self, ingredient: Ingredient) -> Self {
        self.with = Some(ingredient);
        self
    }

    /// Of this shape, if one is given.
    #[must_use]
    pub fn shaped_as(mut self, shape: Option<Shape>) -> Self {
        self.shape = shape;
        self
    }

    /// Whether a plan is as wished.
    pub fn is_met(&self, plan: &Plan, atlas: &Atlas) -> bool {
        self.calls.contains(&plan.steps.len())
            && self.shape.is_none_or(|shape| shape_of(plan) == shape)
            && self.with.is_none_or(|ingredient| ingredient.is_in(plan, atlas))
            && (self.one_of.is_empty() || plan.steps.iter().any(|step| self.one_of.contains(&step.tool)))
    }
}

impl Ingredient {
    fn is_in(self, plan: &Plan, atlas: &Atlas) -> bool {
        let goals = plan.goals(atlas);
        match self {
            Self::Talk => goals.len() > 1 || !plan.looks(atlas).is_empty(),
            Self::NeededWord => goals.iter().any(|goal| plan.needed_words(atlas, *goal).next().is_some()),
            Self::Change => goals.iter().any(|goal| !atlas.tools[plan.steps[*goal].tool].read_only),
        }
    }
}
