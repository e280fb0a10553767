//! What a change of the tools does to calls that were made before it: those of a row, or of a task's reference.

use std::collections::BTreeMap;

use jsonschema::Validator;
use serde_json::Value;

use crate::drift::call::Call;
use crate::drift::map::MigrationMap;
use crate::drift::target::find;
use crate::model::{Tool, ToolRef};

/// What becomes of calls that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Struck {
    /// All mean what they meant.
    Not,
    /// Some have to be made otherwise, and the map says how: why the first.
    Mended(String),
    /// For some the map has no answer, or one that the new tools refuse: why the first of these.
    Broken(String),
}

/// Both sides of a change and the map between them.
pub struct Impact<'i> {
    old: Side<'i>,
    new: Side<'i>,
    map: &'i MigrationMap,
}

struct Side<'i> {
    tools: &'i [Tool],
    /// Of the tools that were asked for so far; none where a schema is no schema.
    validators: BTreeMap<ToolRef, Option<Validator>>,
}

impl<'i> Side<'i> {
    fn new(tools: &'i [Tool]) -> Self {
        Self { tools, validators: BTreeMap::new() }
    }

    /// Why a call is not taken.
    fn refusal(&mut self, call: &Call) -> Option<String> {
        let Some(tool) = find(self.tools, &call.tool) else { return Some(format!("{} is not there", call.tool)) };
        let compile = || jsonschema::validator_for(&tool.input_schema).ok();
        let validator = self.validators.entry(call.tool.clone()).or_insert_with(compile).as_ref()?;
        let error = validator.iter_errors(&call.arguments).next()?;
        Some(format!("{} refuses the call: {error}", call.tool))
    }
}

impl<'i> Impact<'i> {
    pub fn new(old: &'i [Tool], new: &'i [Tool], map: &'i MigrationMap) -> Self {
        Self { old: Side::new(old), new: Side::new(new), map }
    }

    /// What becomes of calls. Results are not looked at.
    pub fn of<'c>(&mut self, calls: impl IntoIterator<Item = (&'c ToolRef, &'c Value)>) -> Struck {
        let mut whole = Struck::Not;
        for (tool, arguments) in calls {
            match (self.of_call(&Call::new(tool.clone(), arguments.clone())), &whole) {
                (Struck::Broken(why), _) => return Struck::Broken(why),
                (Struck::Mended(why), Struck::Not) => whole = Struck::Mended(why),
                _ => {}
            }
        }
        whole
    }

    fn of_call(&mut self, call: &Call) -> Struck {
        // A call that went wrong before the change goes wrong after it.
        if self.old.refusal(call).is_some() {
            return Struck::Not;
        }
        let calls = match self.map.call_to_new(call) {
            Ok(calls) => calls,
            Err(unmappable) => return Struck::Broken(unmappable.to_string()),
        };
        if let Some(why) = calls.iter().find_map(|call| self.new.refusal(call)) {
            return Struck::Broken(why);
        }
        match calls.as_slice() {
            [now] if now == call => Struck::Not,
            [now] if now.tool == call.tool => Struck::Mended(format!("{} takes other arguments now", call.tool)),
            _ => {
                let names: Vec<String> = calls.iter().map(|call| call.tool.to_string()).collect();
                Struck::Mended(format!("{} is called {} now", call.tool, names.join(", ")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::drift::{Operator, RenameParameter, sample};

    #[test]
    fn calls_are_mended_by_the_map_or_refused_by_the_new_tools() {
        let old = sample::inventory();
        let tool = ToolRef::new("calendar", "get_event");
        let rename = RenameParameter {
            tool: Some(tool.clone()),
            parameter: Some("event_id".into()),
            to: Some("event_ref".into()),
        };
        let drifted = Operator::RenameParameter(rename).apply_settled(&old).unwrap();
        let mut new = drifted.inventory;
        let arguments = json!({"event_id": "7"});
        let struck =
            |new: &[Tool], map: &MigrationMap, arguments: &Value| Impact::new(&old, new, map).of([(&tool, arguments)]);
        assert_eq!(struck(&old, &MigrationMap::default(), &arguments), Struck::Not);
        assert!(matches!(struck(&new, &drifted.map, &arguments), Struck::Mended(_)));
        assert!(matches!(struck(&new, &MigrationMap::default(), &arguments), Struck::Broken(_)));
        let place = new.iter().position(|other| other.reference() == tool).unwrap();
        new[place].input_schema["required"] = json!(["event_ref", "reason"]);
        assert!(matches!(struck(&new, &drifted.map, &arguments), Struck::Broken(why) if why.contains("reason")));
        assert_eq!(struck(&new, &drifted.map, &json!({})), Struck::Not, "it was refused before");
    }
}
