//! Tools that came in addition, and the order of all.

use super::{Search, inputs, likeness, outputs};
use crate::drift::operator::Operator;
use crate::drift::operators::crowd::{Distractors, NearDuplicates, Reorder};
use crate::drift::target::find;
use crate::drift::wording;
use crate::model::{Tool, ToolRef};

/// A tool that is less like another is no copy of it.
const LIKE: f64 = 0.6;

pub(super) fn search(search: &mut Search<'_>) {
    let mut copies: Vec<(ToolRef, Vec<Tool>)> = Vec::new();
    let mut foreign = Vec::new();
    for new in search.added() {
        let sure = |tool: &Tool| same(tool, &new) || new.description == wording::paraphrase(&tool.description);
        let like = |tool: &&Tool| likeness::of_tools(tool, &new).max(if sure(tool) { LIKE } else { 0.0 });
        let near =
            search.now.iter().filter(|tool| tool.server == new.server && likeness::within(&tool.name, &new.name));
        let best = near.max_by(|one, other| like(one).total_cmp(&like(other)));
        match best.filter(|best| like(best) >= LIKE).cloned() {
            Some(of) if of.input_schema == new.input_schema && of.output_schema == new.output_schema => {
                match copies.iter_mut().find(|(other, _)| *other == of.reference()) {
                    Some((_, copies)) => copies.push(new),
                    None => copies.push((of.reference(), vec![new])),
                }
            }
            Some(of) if copied_and_changed(search, &of, &new) => {}
            _ => foreign.push(new),
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

/// A copy of a tool, and what happened to it since; nothing where that does not come to the new tool.
fn copied_and_changed(search: &mut Search<'_>, of: &Tool, new: &Tool) -> bool {
    let (input_schema, output_schema) = (of.input_schema.clone(), of.output_schema.clone());
    let copies = Some(vec![Tool { input_schema, output_schema, ..new.clone() }]);
    let copy = NearDuplicates { tool: Some(of.reference()), count: Some(1), copies };
    search.attempt(|search| {
        search.found(Operator::NearDuplicates(copy));
        outputs::search(search, &new.reference());
        inputs::search(search, &new.reference());
        find(&search.now, &new.reference()) == Some(new)
    })
}

/// Whether two tools take and give the same, and take something, and what they say does not speak against it.
fn same(one: &Tool, other: &Tool) -> bool {
    let takes = !crate::drift::schema::names(&one.input_schema).is_empty();
    let silent = one.description.is_empty() || other.description.is_empty();
    takes
        && (silent || likeness::of_texts(&one.description, &other.description) >= 0.3)
        && one.input_schema == other.input_schema
        && one.output_schema == other.output_schema
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
