//! Rows in the layout of Toucan-1.5M: nine columns of text, with JSON inside.
//!
//! Its messages are of the older interface: a call is an assistant message of its own with `function_call`, a result is a
//! message of the role `function`, so parallel calls stand one after the other and their results behind them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::chat;
use super::profile::{Exported, Masks, Profile, Refusal};
use super::row::{Cell, Column, Form, column};
use super::talk::{Talk, calls};
use crate::model::Message;

/// Toucan's columns.
pub struct Toucan;

const COLUMNS: [Column; 9] = [
    column("uuid", Form::Text),
    column("subset_name", Form::Text),
    column("messages", Form::Text),
    column("question", Form::Text),
    column("available_tools", Form::Text),
    column("target_tools", Form::Text),
    column("question_quality_assessment", Form::Text),
    column("response_quality_assessment", Form::Text),
    column("metadata", Form::Text),
];

impl Profile for Toucan {
    fn name(&self) -> &'static str {
        "toucan"
    }

    fn description(&self) -> &'static str {
        "the nine text columns of Toucan-1.5M"
    }

    fn keeps(&self) -> &'static str {
        "all messages, exact arguments as text, results with tool names, input schemas, the kind as subset, verdicts and \
         contributions as the assessment of the response"
    }

    fn loses(&self) -> &'static str {
        "call ids; parallel calls stand one after the other; there are no masks"
    }

    fn masks(&self) -> Masks {
        Masks::Refused
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn rows(&self, talk: &Talk<'_>) -> Result<Exported, Refusal> {
        talk.check_unmasked()?;
        let row = talk.trajectory;
        let messages: Vec<Value> = talk.messages().iter().flat_map(|message| said(talk, message)).collect();
        let parallel = talk.messages().iter().any(|message| calls(message).len() > 1);
        let called: BTreeSet<&str> = talk.messages().iter().flat_map(calls).map(|call| call.name.as_str()).collect();
        let turns: Vec<Value> = row
            .turns
            .iter()
            .map(|turn| json!({"verdict": turn.verdict.action, "contribution": turn.contribution}))
            .collect();
        let metadata = json!({
            "seed": row.episode.seed.0, "now": row.episode.now, "index": row.index, "shape": row.shape.name(), "writer": row.writer,
            "servers": row.servers.iter().map(|server| &server.name).collect::<Vec<_>>(),
        });
        let cells = [
            row.id.to_string(),
            row.kind.name().replace('_', "-"),
            Value::from(messages).to_string(),
            row.query().to_owned(),
            chat::tools(talk),
            called.into_iter().collect::<Vec<_>>().join(", "),
            "{}".to_owned(),
            json!({ "turns": turns }).to_string(),
            metadata.to_string(),
        ];
        let rewrite = parallel.then_some("toucan.parallel_calls_in_line");
        Ok(Exported::one(cells.map(Cell::Text).to_vec()).rewritten(rewrite))
    }
}

fn said(talk: &Talk<'_>, message: &Message) -> Vec<Value> {
    match message {
        Message::System { text } => vec![json!({"role": "system", "content": text})],
        Message::User { text } => vec![json!({"role": "user", "content": text})],
        Message::Tool { call_id, text } => {
            vec![json!({"role": "function", "name": talk.tool_called(call_id), "content": text})]
        }
        Message::Assistant { text, calls } if calls.is_empty() => vec![json!({"role": "assistant", "content": text})],
        Message::Assistant { text, calls } => {
            let called = calls.iter().enumerate().map(|(at, call)| {
                let text = text.as_deref().filter(|_| at == 0).unwrap_or_default();
                let arguments = call.arguments.to_string();
                json!({"role": "assistant", "content": text, "function_call": {"name": call.name, "arguments": arguments}})
            });
            called.collect()
        }
    }
}
