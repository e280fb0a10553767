//! Rows for ms-swift: roles `tool_call` and `tool_response`, tools as JSON text, `loss` on what the assistant says.

use serde::Serialize;

use super::chat;
use super::hermes::called;
use super::number::json;
use super::profile::{Exported, Masks, Profile, Refusal};
use super::row::{Cell, Column, Form, column};
use super::talk::Talk;
use crate::model::Message;

/// Chat rows of ms-swift's agent format.
pub struct MsSwift;

const COLUMNS: [Column; 2] = [column("messages", Form::Json), column("tools", Form::Text)];

#[derive(Serialize)]
struct Said<'t> {
    role: &'static str,
    content: std::borrow::Cow<'t, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    loss: Option<bool>,
}

impl Profile for MsSwift {
    fn name(&self) -> &'static str {
        "ms-swift"
    }

    fn description(&self) -> &'static str {
        "ms-swift agent rows: `tool_call` and `tool_response` messages, tools as text"
    }

    fn keeps(&self) -> &'static str {
        "all texts, calls with exact arguments, parallel calls as calls in a row, results, input schemas, masks exactly"
    }

    fn loses(&self) -> &'static str {
        "call ids (results stand in the order of their calls); its loader misreads some decimals in schemas (0.3)"
    }

    fn masks(&self) -> Masks {
        Masks::Marked("`loss` false")
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn rows(&self, talk: &Talk<'_>) -> Result<Exported, Refusal> {
        let mut said: Vec<Said<'_>> = Vec::new();
        for (at, message) in talk.messages().iter().enumerate() {
            let plain = |role, text| Said { role, content: std::borrow::Cow::Borrowed(text), loss: None };
            match message {
                Message::System { text } => said.push(plain("system", text)),
                Message::User { text } => said.push(plain("user", text)),
                Message::Tool { text, .. } => said.push(plain("tool_response", text)),
                Message::Assistant { text, calls } => {
                    let loss = Some(talk.is_trained(at));
                    // The messages of a turn are joined as they are.
                    let end = if calls.is_empty() { "" } else { "\n" };
                    let spoken = |text: &str| Said { role: "assistant", content: format!("{text}{end}").into(), loss };
                    said.extend(text.as_deref().map(spoken));
                    let call = |call| Said { role: "tool_call", content: called(call).into(), loss };
                    said.extend(calls.iter().map(call));
                }
            }
        }
        Ok(Exported::one(vec![Cell::Json(json(&said)), Cell::Text(chat::tools(talk))]))
    }
}
