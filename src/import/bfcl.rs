//! BFCL multi-turn: gold conversations that were executed, and result files of models.

mod executed;
mod result;

use serde_json::Value;

use crate::import::conversation::Conversation;
use crate::import::spot::Spot;
use crate::import::unreadable::Unreadable;

/// Reads one line of either kind.
pub fn read(record: &Value) -> Result<Conversation, Unreadable> {
    let row = Spot::root(record);
    row.object("an object with `result` or `calls`")?;
    if row.get("calls").is_some() { executed::read(&row) } else { result::read(&row) }
}

/// Whether a result is a failure as BFCL's tools tell it: they return an object of an error alone, or raise.
fn fails(result: &str) -> bool {
    let alone = |value: Value| value.as_object().is_some_and(|map| map.len() == 1 && map.contains_key("error"));
    result.starts_with("Error during execution:") || serde_json::from_str(result).is_ok_and(alone)
}

#[cfg(test)]
mod tests;
