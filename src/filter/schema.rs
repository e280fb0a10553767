//! Schema: calls name tools in view, arguments fit the input schema, results fit the declared one.

use std::collections::BTreeMap;

use jsonschema::Validator;
use serde_json::Value;

use super::case::{Case, Rule, finding};
use crate::model::{Action, Finding, Message, Tool, ToolRef};

/// The rule, with validators compiled once for all rows that have the same tools.
pub struct Schema {
    validators: BTreeMap<ToolRef, (Tool, Compiled)>,
}

struct Compiled {
    input: Option<Validator>,
    output: Option<Validator>,
}

impl Compiled {
    fn of(tool: &Tool) -> Self {
        Self {
            input: jsonschema::validator_for(&tool.input_schema).ok(),
            output: tool.output_schema.as_ref().and_then(|schema| jsonschema::validator_for(schema).ok()),
        }
    }
}

impl Schema {
    /// Compiles the tools' schemas. One that is no schema is not held against any call.
    pub fn new<'t>(tools: impl IntoIterator<Item = &'t Tool>) -> Self {
        let known = |tool: &Tool| (tool.reference(), (tool.clone(), Compiled::of(tool)));
        Self { validators: tools.into_iter().map(known).collect() }
    }
}

impl Rule for Schema {
    fn judge(&self, case: &Case<'_>, report: &mut dyn FnMut(usize, Finding)) {
        check_calls(case, report);
        for (turn, _, step) in case.steps() {
            let Some(shown) = case.trajectory.tools.iter().find(|view| view.tool.reference() == step.tool) else {
                report(turn, finding("schema.tool_not_in_view", Action::Drop, step.tool.to_string()));
                continue;
            };
            // Under drift a row has a tool of its own under a name that others have, too.
            let own;
            let compiled = match self.validators.get(&step.tool) {
                Some((tool, compiled)) if *tool == *shown.tool => compiled,
                _ => {
                    own = Compiled::of(&shown.tool);
                    &own
                }
            };
            if let Some(error) = first_error(compiled.input.as_ref(), &step.arguments) {
                report(turn, finding("schema.arguments_invalid", Action::Drop, format!("{}: {error}", step.tool)));
            }
            let result = step.outcome.structured.as_ref().filter(|_| step.outcome.is_ok());
            if let Some(error) = result.and_then(|result| first_error(compiled.output.as_ref(), result)) {
                report(turn, finding("schema.result_invalid", Action::Mask, format!("{}: {error}", step.tool)));
            }
        }
    }
}

fn first_error(validator: Option<&Validator>, value: &Value) -> Option<String> {
    let validator = validator?;
    if validator.is_valid(value) {
        return None;
    }
    validator.iter_errors(value).next().map(|error| format!("at {:?}: {error}", error.instance_path().to_string()))
}

/// The calls in the messages are those that were executed, and every call has its one result.
fn check_calls(case: &Case<'_>, report: &mut dyn FnMut(usize, Finding)) {
    for (turn, judged) in case.trajectory.turns.iter().enumerate() {
        let Some(Message::Assistant { calls, .. }) = case.trajectory.messages.get(judged.message) else {
            report(turn, finding("schema.no_assistant_message", Action::Drop, format!("message {}", judged.message)));
            continue;
        };
        for call in calls {
            let executed = case.trajectory.steps.get(call.step);
            if executed.is_none_or(|step| step.arguments != call.arguments) {
                report(
                    turn,
                    finding("schema.call_not_executed", Action::Drop, format!("{} {}", call.name, call.arguments)),
                );
            }
            let view = case.trajectory.tools.iter().find(|view| view.exposed == call.name);
            if executed.zip(view).is_some_and(|(step, view)| view.tool.reference() != step.tool) {
                report(turn, finding("schema.other_tool_executed", Action::Drop, call.name.clone()));
            } else if view.is_none() {
                report(turn, finding("schema.tool_not_in_view", Action::Drop, call.name.clone()));
            }
            let results = case.trajectory.messages[judged.message..]
                .iter()
                .filter(|message| matches!(message, Message::Tool { call_id, .. } if *call_id == call.id))
                .count();
            let shown = case.trajectory.messages.iter().find_map(|message| match message {
                Message::Tool { call_id, text } if *call_id == call.id => Some(text),
                _ => None,
            });
            if executed.zip(shown).is_some_and(|(step, shown)| step.outcome.text() != *shown) {
                report(turn, finding("schema.result_differs", Action::Drop, call.id.clone()));
            }
            if results != 1 {
                report(turn, finding("schema.call_without_result", Action::Drop, format!("{} has {results}", call.id)));
            }
        }
    }
}
