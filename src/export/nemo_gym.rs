//! Rows for NeMo Gym: parameters of the Responses interface, and what the verifier needs beside them.

use serde_json::{Value, json};

use super::number::json as safe;
use super::profile::{Exported, Masks, Profile, Refusal};
use super::row::{Cell, Column, Form, column};
use super::talk::Talk;
use super::truth::ground_truth;
use crate::model::Message;
use crate::store::Decoded;

/// Requests of the Responses interface.
pub struct NemoGym;

const COLUMNS: [Column; 4] = [
    column("id", Form::Text),
    column("responses_create_params", Form::Json),
    column("verifier_metadata", Form::Json),
    column("question", Form::Text),
];

impl Profile for NemoGym {
    fn name(&self) -> &'static str {
        "nemo-gym"
    }

    fn description(&self) -> &'static str {
        "NeMo Gym: responses_create_params, and facts, calls and states for the verifier"
    }

    fn keeps(&self) -> &'static str {
        "the request, input schemas; facts, reference calls, seed and states as JSON text in the verifier's metadata"
    }

    fn loses(&self) -> &'static str {
        "what the assistant did; rows in which the user speaks again are refused"
    }

    fn masks(&self) -> Masks {
        Masks::None
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn wants(&self) -> Decoded {
        Decoded::WithoutSteps
    }

    fn rows(&self, talk: &Talk<'_>) -> Result<Exported, Refusal> {
        let input = talk.only_request()?.iter().filter_map(|message| match message {
            Message::System { text } => Some(json!({"role": "system", "content": text})),
            Message::User { text } => Some(json!({"role": "user", "content": text})),
            Message::Assistant { .. } | Message::Tool { .. } => None,
        });
        let input: Vec<Value> = input.collect();
        let tool = |tool: &crate::model::ToolInView| {
            json!({
                "type": "function", "name": tool.exposed, "description": tool.tool.description,
                "parameters": tool.tool.input_schema, "strict": false,
            })
        };
        let tools: Vec<Value> = talk.tools().iter().map(tool).collect();
        let params = json!({"input": input, "tools": tools, "parallel_tool_calls": true});
        Ok(Exported::one(vec![
            Cell::Text(talk.trajectory.id.to_string()),
            Cell::Json(safe(&params)),
            Cell::Json(safe(&json!({"ground_truth": ground_truth(talk).to_string()}))),
            Cell::Text(talk.trajectory.query().to_owned()),
        ]))
    }
}
