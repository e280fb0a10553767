//! Where an argument can come from that the user did not say: the tools that lead to it in the dependency graph, ranked by
//! what the clause says of them.

use super::clause::Clause;
use super::fit::fit;
use super::toolbox::Toolbox;
use super::words::{akin, of_name};
use crate::chain::Supply;
use crate::model::{Path, Segment};

/// A tool that gives a value, and the place in its result.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Supplier {
    pub tool: usize,
    pub path: Path,
    pub worth: f32,
}

/// What a word counts that the clause and the place of a value have in common.
const NAMED: f32 = 0.5;
/// What it counts against a tool that something must be found for it first.
const FURTHER: f32 = 0.6;
/// What it counts against a tool that it changes something.
const CHANGES: f32 = 3.0;

/// The tools that can give an input its value, best first; `left` are the literals that are still free.
pub(super) fn suppliers(
    toolbox: &Toolbox,
    clause: &Clause,
    (tool, input): (usize, usize),
    left: &[usize],
    offset: &str,
) -> Vec<Supplier> {
    let node = toolbox.node(tool);
    let supplies = &node.inputs[input].supplies;
    let mut found: Vec<Supplier> = supplies
        .iter()
        .filter(|supply| supply.tool != tool)
        .map(|supply| Supplier {
            tool: supply.tool,
            path: supply.path.clone(),
            worth: worth(toolbox, clause, supply, left, offset),
        })
        .collect();
    found.sort_by(|a, b| b.worth.total_cmp(&a.worth).then_with(|| (a.tool, &a.path).cmp(&(b.tool, &b.path))));
    let mut seen: Vec<usize> = Vec::new();
    found.retain(|supplier| {
        let new = !seen.contains(&supplier.tool);
        seen.push(supplier.tool);
        new && supplier.worth > -1.0
    });
    found
}

fn worth(toolbox: &Toolbox, clause: &Clause, supply: &Supply, left: &[usize], offset: &str) -> f32 {
    let node = toolbox.node(supply.tool);
    let fit = fit(toolbox, supply.tool, clause, left, offset);
    let mut worth = supply.confidence as f32 * 0.6;
    let mut words: Vec<String> = supply.path.fields().flat_map(of_name).chain(node.entity.iter().cloned()).collect();
    words.sort();
    words.dedup();
    let said = words.iter().filter(|word| clause.stems.iter().any(|stem| akin(stem, word))).count();
    worth += NAMED * said.min(3) as f32;
    worth += 0.7 * fit.worth.min(1.6);
    let lacking = node.inputs.iter().enumerate().filter(|(at, input)| {
        input.leaf.required && !fit.has(*at) && input.leaf.default.is_none() && input.leaf.constant.is_none()
    });
    for (_, input) in lacking {
        worth -= if input.supplies.is_empty() { CHANGES } else { FURTHER };
    }
    // Things with names are found in lists.
    let listed = supply.path.segments().contains(&Segment::Each);
    if listed && (!fit.left.is_empty() || left.is_empty()) {
        worth += 0.2;
    }
    if !node.read_only {
        worth -= CHANGES;
    }
    worth
}
