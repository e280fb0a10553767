//! Tools that came in addition, and the order of all.

use super::{Search, likeness};
use crate::drift::operator::Operator;
use crate::drift::operators::crowd::{Distractors, NearDuplicates, Reorder};
use crate::drift::target::find;
use crate::model::{Tool, ToolRef};

/// A tool that is less like another is no copy of it.
const LIKE: f64 = 0.6;

pub(super) fn search(search: &mut Search<'_>) {
    let mut copies: Vec<(ToolRef, Vec<Tool>)> = Vec::new();
    let mut foreign = Vec::new();
    for new in search.added() {
        let like = |tool: &&Tool| likeness::of_tools(tool, &new).max(if same(tool, &new) { LIKE } else { 0.0 });
        let best = search.now.iter().max_by(|one, other| like(one).total_cmp(&like(other)));
        match best.filter(|best| like(best) >= LIKE).map(Tool::reference) {
            None => foreign.push(new),
            Some(of) => match copies.iter_mut().find(|(other, _)| *other == of) {
                Some((_, copies)) => copies.push(new),
                None => copies.push((of, vec![new])),
            },
        }
    }
    for (of, copies) in copies {
        let count = Some(copies.len());
        search.found(Operator::NearDuplicates(NearDuplicates { tool: Some(of), count, copies: Some(copies) }));
    }
    if !foreign.is_empty() {
        let count = Some(foreign.len());
        search.found(Operator::Distractors(Distractors { count, tools: Some(foreign) }));
    }
    reordered(search);
}

/// Whether two tools take and give the same, and take something.
fn same(one: &Tool, other: &Tool) -> bool {
    let takes = !crate::drift::schema::names(&one.input_schema).is_empty();
    !likeness::contradict(&one.name, &other.name)
        && takes
        && one.input_schema == other.input_schema
        && one.output_schema == other.output_schema
        && one.server == other.server
}

/// Only the order of tools that both sides have counts.
fn reordered(search: &mut Search<'_>) {
    let both = |tools: &[Tool], others: &[Tool]| -> Vec<ToolRef> {
        tools.iter().map(Tool::reference).filter(|tool| find(others, tool).is_some()).collect()
    };
    let stayed: Vec<Tool> =
        search.now.iter().filter(|tool| find(search.old, &tool.reference()).is_some()).cloned().collect();
    if both(&stayed, search.new) != both(search.new, &stayed) {
        let order = search.new.iter().map(Tool::reference).collect();
        search.found(Operator::Reorder(Reorder { order: Some(order) }));
    }
}
