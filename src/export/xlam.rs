//! Rows in the layout of xLAM-60k: one query, the tools, the calls that answer it at once.

use serde_json::{Map, Value, json};

use super::profile::{Exported, Masks, Profile, Refusal};
use super::row::{Cell, Column, Form, column};
use super::talk::{Talk, calls};
use crate::model::{Message, ToolInView};

/// xLAM's columns.
pub struct XLam;

const COLUMNS: [Column; 4] = [
    column("id", Form::Number),
    column("query", Form::Text),
    column("answers", Form::Text),
    column("tools", Form::Text),
];

impl Profile for XLam {
    fn name(&self) -> &'static str {
        "xlam"
    }

    fn description(&self) -> &'static str {
        "the layout of xLAM-60k: query, tools, answers, for one turn of calls"
    }

    fn keeps(&self) -> &'static str {
        "the request, the calls of a single turn with exact arguments, parallel calls, the properties of input schemas"
    }

    fn loses(&self) -> &'static str {
        "everything behind the calls; rows that call in more than one turn, or not at all, are refused"
    }

    fn masks(&self) -> Masks {
        Masks::Refused
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn rows(&self, talk: &Talk<'_>) -> Result<Exported, Refusal> {
        talk.check_unmasked()?;
        let users = talk.messages().iter().filter(|message| matches!(message, Message::User { .. })).count();
        let mut calling = talk.messages().iter().map(calls).filter(|calls| !calls.is_empty());
        let (Some(called), None, 1) = (calling.next(), calling.next(), users) else {
            return Err(Refusal::new("xlam.not_one_turn", "the layout holds one request and one turn of calls"));
        };
        let answer = |call: &crate::model::ToolCall| json!({"name": call.name, "arguments": call.arguments});
        let answers: Vec<Value> = called.iter().map(answer).collect();
        let tools: Vec<Value> = talk.tools().iter().map(declared).collect();
        let texts =
            [talk.trajectory.query().to_owned(), Value::from(answers).to_string(), Value::from(tools).to_string()];
        let index = i64::try_from(talk.trajectory.index).unwrap_or(i64::MAX);
        Ok(Exported::one([Cell::Number(index)].into_iter().chain(texts.map(Cell::Text)).collect()))
    }
}

/// A tool with its parameters laid flat: each by name with its schema and whether it is required.
fn declared(tool: &ToolInView) -> Value {
    let schema = &tool.tool.input_schema;
    let required = schema.get("required").and_then(Value::as_array);
    let mut parameters = Map::new();
    for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let mut property = property.clone();
        let needed = required.is_some_and(|required| required.iter().any(|known| known == name));
        if let Some(object) = property.as_object_mut() {
            object.insert("required".to_owned(), Value::from(needed));
        }
        parameters.insert(name.clone(), property);
    }
    json!({"name": tool.exposed, "description": tool.tool.description, "parameters": parameters})
}
