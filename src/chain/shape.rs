//! The form of a chain and the order of its turns.

use super::atlas::Atlas;
use super::plan::Plan;
use crate::model::Shape;

/// The shape of a plan's dependencies.
pub fn shape_of(plan: &Plan) -> Shape {
    let needs: Vec<Vec<usize>> = plan
        .steps
        .iter()
        .map(|step| {
            let mut needs: Vec<usize> = step.needs().collect();
            needs.sort_unstable();
            needs.dedup();
            needs
        })
        .collect();
    if needs.len() <= 1 {
        return Shape::Single;
    }
    let fan_in = needs.iter().any(|needs| needs.len() > 1);
    let used = |step: usize| needs.iter().filter(|needs| needs.contains(&step)).count();
    let fan_out = (0..needs.len()).any(|step| used(step) > 1);
    match (fan_out, fan_in) {
        (true, true) => Shape::Diamond,
        (true, false) => Shape::FanOut,
        (false, true) => Shape::FanIn,
        (false, false) if needs.iter().filter(|needs| needs.is_empty()).count() > 1 => Shape::Parallel,
        (false, false) => Shape::Sequence,
    }
}

/// Groups steps into turns: a step runs in the first turn in which all it needs is there. Calls that
/// change something keep their order among the calls to the same server, unless they are the same
/// tool called several times.
pub fn turns_of(plan: &Plan, atlas: &Atlas) -> Vec<Vec<usize>> {
    let mut levels: Vec<usize> = Vec::with_capacity(plan.steps.len());
    for (at, step) in plan.steps.iter().enumerate() {
        let node = &atlas.tools[step.tool];
        let mut level = step.needs().map(|need| levels[need] + 1).max().unwrap_or(0);
        for (earlier, other) in plan.steps[..at].iter().enumerate() {
            let other_node = &atlas.tools[other.tool];
            if other_node.tool.server != node.tool.server {
                continue;
            }
            match (other_node.read_only, node.read_only) {
                (true, true) => {}
                (true, false) => level = level.max(levels[earlier] + 1),
                (false, _) if other.tool == step.tool => level = level.max(levels[earlier]),
                (false, _) => level = level.max(levels[earlier] + 1),
            }
        }
        levels.push(level);
    }
    let turns = levels.iter().max().map_or(0, |last| last + 1);
    (0..turns).map(|turn| (0..levels.len()).filter(|step| levels[*step] == turn).collect()).collect()
}
