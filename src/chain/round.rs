//! Rounds: what the user asks for one after the other, and the calls that serve each request.

use std::collections::BTreeSet;

use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::atlas::Atlas;
use super::plan::{Plan, PlannedInput, PlannedStep, Source};
use super::role::Role;
use super::shape::turns_of;
use crate::model::Segment;

/// One request of the user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// The steps that she wants.
    pub goals: Vec<usize>,
    /// All steps that serve it, by turn.
    pub turns: Vec<Vec<usize>>,
    /// She takes something back that she asked for before.
    pub changes_mind: bool,
}

impl Plan {
    /// Steps that the user wants: those that change something, and those whose result nothing else uses.
    pub fn goals(&self, atlas: &Atlas) -> Vec<usize> {
        let reads = |step: usize| atlas.tools[self.steps[step].tool].read_only;
        (0..self.steps.len()).filter(|step| !reads(*step) || self.is_question(atlas, *step)).collect()
    }

    /// Reading steps that list things of which a later step uses one: what a user looks at before she decides.
    pub fn looks(&self, atlas: &Atlas) -> Vec<usize> {
        let lists = |edge: u32| atlas.edges[edge as usize].from.path.segments().contains(&Segment::Each);
        let looks = |step: &usize| atlas.tools[self.steps[*step].tool].read_only && self.edges_out(*step).any(lists);
        (0..self.steps.len()).filter(looks).collect()
    }

    /// Inputs of a step that it cannot do without and that the user says.
    pub fn needed_words<'p>(&'p self, atlas: &'p Atlas, step: usize) -> impl Iterator<Item = &'p PlannedInput> {
        let node = &atlas.tools[self.steps[step].tool];
        self.steps[step].inputs.iter().filter(move |planned| {
            let input = &node.inputs[planned.input];
            let plain = input.leaf.path.segments().len() == 1 && input.leaf.default.is_none();
            input.leaf.required && plain && planned.source == Source::Literal && input.role != Role::Flag
        })
    }

    /// The plan as one request.
    pub fn in_one_round(&self, atlas: &Atlas) -> (Self, Vec<Round>) {
        self.in_rounds(atlas, &[self.goals(atlas)])
    }

    /// The plan as several requests: the user comes back with more, looks before she decides, or changes her mind.
    pub fn in_talk(&self, atlas: &Atlas, rng: &mut ChaCha8Rng) -> (Self, Vec<Round>) {
        let mut goals = self.goals(atlas);
        let mut split: Vec<Vec<usize>> = Vec::new();
        // The first thing that is looked at, so that what it needs itself does not come between.
        let alone = |step: &usize| {
            let before = self.ancestors([*step]);
            before.len() <= 2 && !before.iter().any(|other| other != step && goals.contains(other))
        };
        let look = self.looks(atlas).into_iter().find(alone);
        if let Some(look) = look.filter(|look| !goals.contains(look) && rng.random_bool(0.6)) {
            split.push(vec![look]);
        }
        while goals.len() > 1 && split.len() < 2 && (split.is_empty() || rng.random_bool(0.5)) {
            let rest = goals.split_off(rng.random_range(1..goals.len()));
            split.push(std::mem::replace(&mut goals, rest));
        }
        split.push(goals);
        let regretted = rng.random_bool(0.5).then(|| self.regrettable(atlas, rng)).flatten();
        match regretted.filter(|_| split.len() < 3) {
            None => self.in_rounds(atlas, &split),
            Some(step) => {
                let mut plan = self.clone();
                plan.steps.push(step);
                split.push(vec![plan.steps.len() - 1]);
                let (plan, mut rounds) = plan.in_rounds(atlas, &split);
                if let Some(last) = rounds.last_mut() {
                    last.changes_mind = true;
                }
                (plan, rounds)
            }
        }
    }

    /// An update that could as well have been another one: the same call with other words, where nothing but what the
    /// user says is open.
    fn regrettable(&self, atlas: &Atlas, rng: &mut ChaCha8Rng) -> Option<PlannedStep> {
        let once_more = |step: &PlannedStep| {
            let node = &atlas.tools[step.tool];
            let stamped = node.inputs.iter().any(|input| input.is_stamp());
            let said: Vec<&PlannedInput> = step.inputs.iter().filter(|input| input.source == Source::Literal).collect();
            let bound = step.inputs.iter().all(|input| match input.source {
                Source::Edge { .. } | Source::Default => true,
                Source::Literal => !matches!(node.inputs[input.input].role, Role::Flag | Role::Body | Role::Path),
            });
            let about = step.inputs.iter().any(|input| matches!(input.source, Source::Edge { .. }));
            let open = node.updates && !stamped && said.len() == 1 && bound && about;
            open.then(|| step.clone())
        };
        self.steps.iter().filter_map(once_more).collect::<Vec<_>>().choose(rng).cloned()
    }

    /// The same plan with its steps in the order of rounds and turns; `split` names the goals of each round.
    pub fn in_rounds(&self, atlas: &Atlas, split: &[Vec<usize>]) -> (Self, Vec<Round>) {
        let mut order: Vec<usize> = Vec::new();
        let mut rounds = Vec::new();
        for goals in split {
            let needed = self.ancestors(goals.iter().copied());
            let members: Vec<usize> = needed.into_iter().filter(|step| !order.contains(step)).collect();
            let sub = Self { steps: members.iter().map(|step| self.within(*step, &members)).collect() };
            let first = order.len();
            let mut next = first;
            let mut turns = Vec::new();
            for turn in turns_of(&sub, atlas) {
                order.extend(turn.iter().map(|at| members[*at]));
                turns.push((next..next + turn.len()).collect());
                next += turn.len();
            }
            rounds.push(Round { goals: goals.clone(), turns, changes_mind: false });
        }
        let place = |old: usize| order.iter().position(|step| *step == old).unwrap_or(old);
        let steps = order.iter().map(|old| self.steps[*old].clone().moved(&place)).collect();
        for round in &mut rounds {
            round.goals.iter_mut().for_each(|goal| *goal = place(*goal));
            round.goals.sort_unstable();
        }
        (Self { steps }, rounds)
    }

    /// A step whose sources among the members count in their order, and the others are there already.
    fn within(&self, step: usize, members: &[usize]) -> PlannedStep {
        let mut step = self.steps[step].clone();
        step.inputs.retain_mut(|input| match &mut input.source {
            Source::Edge { step, .. } => match members.iter().position(|member| member == step) {
                Some(at) => {
                    *step = at;
                    true
                }
                None => false,
            },
            Source::Literal | Source::Default => true,
        });
        step
    }

    /// Steps with all that they draw on, in the plan's order.
    pub fn ancestors(&self, steps: impl IntoIterator<Item = usize>) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut waiting: Vec<usize> = steps.into_iter().collect();
        while let Some(step) = waiting.pop() {
            if found.insert(step) {
                waiting.extend(self.steps[step].needs());
            }
        }
        found
    }
}
