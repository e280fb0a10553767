//! Plans: which tools, in which order, fed from where, before any value is known.
//!
//! A plan starts from a goal and asks the graph where each needed value can come from; the
//! producers' needs are planned the same way. It is then widened with tools that can use what is
//! already there. Of several candidate plans the one that adds most to the corpus is taken.

use rand_chacha::ChaCha8Rng;

use super::atlas::Atlas;
use super::coverage::Coverage;
use super::planner::Planner;
use super::shape::shape_of;
use super::walk::walk;
use super::wish::{Sampler, Wish};

/// Where a planned input comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// The output of an earlier step along an edge.
    Edge { edge: u32, step: usize },
    /// Something the user says.
    Literal,
    /// The schema's default or only value.
    Default,
}

/// An input that the plan fills.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedInput {
    /// Index into the tool's inputs.
    pub input: usize,
    pub source: Source,
}

/// A call to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedStep {
    /// Index into the atlas.
    pub tool: usize,
    pub inputs: Vec<PlannedInput>,
}

impl PlannedStep {
    /// The same step after others have got other places.
    #[must_use]
    pub fn moved(mut self, place: &impl Fn(usize) -> usize) -> Self {
        for input in &mut self.inputs {
            if let Source::Edge { step, .. } = &mut input.source {
                *step = place(*step);
            }
        }
        self
    }

    /// The steps this one draws on.
    pub fn needs(&self) -> impl Iterator<Item = usize> {
        self.inputs.iter().filter_map(|input| match input.source {
            Source::Edge { step, .. } => Some(step),
            Source::Literal | Source::Default => None,
        })
    }
}

/// A chain before execution; steps are in an order in which they can run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    pub steps: Vec<PlannedStep>,
}

/// How many plans compete.
const CANDIDATES: usize = 4;
/// How many are made for them at most, where the wish is seldom met.
const MAX_MADE: usize = 40;

/// Samples a plan that meets a wish and adds to what is covered; `None` where none was found.
pub fn sample_plan(atlas: &Atlas, coverage: &Coverage, wish: &Wish, rng: &mut ChaCha8Rng) -> Option<Plan> {
    let walks = wish.sampler == Sampler::Walk;
    (0..MAX_MADE)
        .filter_map(|_| match walks {
            true => walk(atlas, wish, rng),
            false => Planner::new(atlas, coverage, wish, rng).sample(),
        })
        .filter(|plan| wish.is_met(plan, atlas))
        .take(if walks { 1 } else { CANDIDATES })
        .map(|plan| (novelty(atlas, coverage, &plan), plan))
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, plan)| plan)
}

/// How much a plan adds: rare tools, edges, shapes and lengths weigh more.
fn novelty(atlas: &Atlas, coverage: &Coverage, plan: &Plan) -> f64 {
    let rare = |count: u64| 1.0 / (1.0 + count as f64);
    let steps = plan.steps.len().max(1) as f64;
    let tools: f64 = plan.steps.iter().map(|step| rare(coverage.tool(step.tool as u32))).sum();
    let edges: f64 = plan
        .steps
        .iter()
        .flat_map(|step| &step.inputs)
        .map(|input| match input.source {
            Source::Edge { edge, .. } => rare(coverage.edge(edge)) * coverage.trust(edge),
            Source::Literal | Source::Default => 0.0,
        })
        .sum();
    let likely: f64 = plan.steps.iter().map(|step| coverage.success(step.tool as u32)).product();
    let mix = rare(coverage.mix(&plan.servers(atlas)));
    let balance = 0.5 * mix + rare(coverage.shape(shape_of(plan))) + rare(coverage.length(plan.steps.len()));
    let natural = if plan.is_natural(atlas) { 1.0 } else { 0.2 };
    likely * natural * ((tools + 2.0 * edges) / steps + 4.0 * balance + 0.05)
}

impl Plan {
    /// A step whose result nothing uses and that changes nothing: the user wants to know it.
    pub fn is_question(&self, atlas: &Atlas, step: usize) -> bool {
        atlas.tools[self.steps[step].tool].read_only && !self.is_used(step)
    }

    /// The servers that take part, each by the first of its tools, sorted.
    pub fn servers(&self, atlas: &Atlas) -> Vec<u32> {
        let first = |step: &PlannedStep| atlas.homes[step.tool];
        let mut servers: Vec<u32> = self.steps.iter().map(first).collect();
        servers.sort_unstable();
        servers.dedup();
        servers
    }

    /// The edges along which later steps draw on a step.
    pub fn edges_out(&self, step: usize) -> impl Iterator<Item = u32> {
        self.steps.iter().flat_map(|other| &other.inputs).filter_map(move |input| match input.source {
            Source::Edge { edge, step: producer } if producer == step => Some(edge),
            _ => None,
        })
    }

    fn is_used(&self, step: usize) -> bool {
        self.steps.iter().any(|other| other.needs().any(|need| need == step))
    }

    /// Few open questions: nobody asks five unrelated things at once.
    fn is_natural(&self, atlas: &Atlas) -> bool {
        let questions = (0..self.steps.len()).filter(|step| self.is_question(atlas, *step)).count();
        questions <= 2 + self.steps.len() / 8
    }
}
