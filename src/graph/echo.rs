//! Echoes: outputs that only repeat what the tool was given. `get_order(order_id)` answers with the order's id, but
//! whoever calls it had that id already, so it is no source of it.

use super::meaning::Meaning;
use crate::inventory::Leaf;

/// 0 where the output is new; up to 1 where the tool needs an input of the same meaning to give it.
pub(super) fn echo<'a>(output: &Meaning, leaf: &Leaf, inputs: impl Iterator<Item = (&'a Meaning, &'a Leaf)>) -> f32 {
    let same = |input: &Meaning| input.full == output.full || (input.name == output.name && !output.name.is_empty());
    let strength = |input: &Leaf| {
        let strength = if input.required { 1.0 } else { 0.5 };
        // A single value asked of a list is a filter, and the other items carry other values.
        if leaf.repeated() && !input.repeated() { strength / 2.0 } else { strength }
    };
    inputs.filter(|(meaning, _)| same(meaning)).map(|(_, input)| strength(input)).fold(0.0, f32::max)
}
