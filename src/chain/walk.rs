//! The plain random walk that the sampler is measured against: from a tool that needs nothing along one edge after the other,
//! every choice as good as any other, with no memory.

use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::atlas::Atlas;
use super::plan::{Plan, PlannedInput, PlannedStep, Source};
use super::role::Role;
use super::wish::Wish;

/// How often what need not be given is given.
const OPTIONAL: f64 = 0.3;
/// Edges that are tried from a tool before the walk ends there.
const TURNS: usize = 8;

/// Walks so far as a wish wants; shorter where it gets stuck.
pub(super) fn walk(atlas: &Atlas, wish: &Wish, rng: &mut ChaCha8Rng) -> Option<Plan> {
    let length = rng.random_range(wish.calls.clone());
    let starts: Vec<usize> = (0..atlas.tools.len()).filter(|tool| !atlas.tools[*tool].forbidden).collect();
    let mut plan = Plan::default();
    let first = (0..TURNS).find_map(|_| {
        let tool = starts.choose(rng).copied()?;
        Some(PlannedStep { tool, inputs: inputs(atlas, &plan, tool, None, rng)? })
    })?;
    plan.steps.push(first);
    while plan.steps.len() < length {
        let last = plan.steps.len() - 1;
        let next = (0..TURNS).find_map(|_| {
            let demand = atlas.tools[plan.steps[last].tool].demands.choose(rng)?;
            let again = atlas.tools[demand.tool].forbidden || plan.steps.iter().any(|step| step.tool == demand.tool);
            let given = PlannedInput { input: demand.input, source: Source::Edge { edge: demand.edge, step: last } };
            let inputs = inputs(atlas, &plan, demand.tool, Some(given), rng).filter(|_| !again)?;
            Some(PlannedStep { tool: demand.tool, inputs })
        });
        let Some(next) = next else { break };
        plan.steps.push(next);
    }
    Some(plan)
}

/// What a call is made with: what it was reached by, what the user can say, what a step on the way has.
fn inputs(
    atlas: &Atlas,
    plan: &Plan,
    tool: usize,
    given: Option<PlannedInput>,
    rng: &mut ChaCha8Rng,
) -> Option<Vec<PlannedInput>> {
    let mut inputs = Vec::new();
    for (at, input) in atlas.tools[tool].inputs.iter().enumerate() {
        if let Some(given) = given.as_ref().filter(|given| given.input == at) {
            inputs.push(given.clone());
            continue;
        }
        let optional = !input.leaf.required;
        if optional && !(input.role.sayable() && rng.random_bool(OPTIONAL)) {
            continue;
        }
        let on_the_way = || {
            let there = |step: &PlannedStep| input.supplies.iter().find(|supply| supply.tool == step.tool);
            let steps = plan.steps.iter().enumerate();
            steps.rev().find_map(|(step, planned)| Some(Source::Edge { edge: there(planned)?.edge, step }))
        };
        let source = match input.role {
            _ if input.leaf.constant.is_some() => Some(Source::Default),
            Role::Flag | Role::Paging => Some(Source::Literal),
            role if role.sayable() => Some(Source::Literal),
            _ if input.leaf.default.is_some() => Some(Source::Default),
            _ => on_the_way(),
        };
        inputs.push(PlannedInput { input: at, source: source? });
    }
    Some(inputs)
}
