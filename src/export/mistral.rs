//! Rows for Mistral's fine-tuning, as `mistral-common` validates them.
//!
//! Call ids are nine letters and digits, arguments are text, and `weight` 0 masks an assistant message.

use std::collections::BTreeMap;

use serde::Serialize;

use super::chat::{self, Call};
use super::number::json;
use super::profile::{Arguments, Exported, Masks, Profile, Refusal};
use super::row::{Cell, Column, Form, column};
use super::talk::{Talk, calls};
use crate::model::{Digest, Message};

/// Chat rows of Mistral.
pub struct Mistral;

const COLUMNS: [Column; 2] = [column("messages", Form::Json), column("tools", Form::Json)];

/// What its validators take as a call id.
const ID_LENGTH: usize = 9;

#[derive(Serialize)]
#[serde(rename_all = "lowercase", tag = "role")]
enum Said<'t> {
    System {
        content: &'t str,
    },
    User {
        content: &'t str,
    },
    Assistant {
        content: &'t str,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        tool_calls: Vec<Call<'t>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        weight: Option<u8>,
    },
    Tool {
        tool_call_id: String,
        name: &'t str,
        content: &'t str,
    },
}

impl Profile for Mistral {
    fn name(&self) -> &'static str {
        "mistral"
    }

    fn description(&self) -> &'static str {
        "Mistral fine-tuning: chat rows with call ids of nine signs"
    }

    fn keeps(&self) -> &'static str {
        "all messages, exact arguments as text, parallel calls, results with tool names, input schemas, masks as weight 0"
    }

    fn loses(&self) -> &'static str {
        "call ids that have another form are replaced; V3 tokenizers refuse text beside calls, V7 and later take it"
    }

    fn masks(&self) -> Masks {
        Masks::Marked("`weight` 0")
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn rows(&self, talk: &Talk<'_>) -> Result<Exported, Refusal> {
        let renamed = renamed(talk);
        let messages = talk.messages().iter().enumerate();
        let said: Vec<Said<'_>> = messages.map(|(at, message)| said(talk, at, message, &renamed)).collect();
        let row = Exported::one(vec![Cell::Json(json(&said)), Cell::Json(chat::tools(talk))]);
        Ok(row.rewritten((!renamed.is_empty()).then_some("mistral.call_ids_replaced")))
    }

    fn arguments(&self) -> Arguments {
        Arguments::Text
    }
}

fn said<'t>(talk: &Talk<'t>, at: usize, message: &'t Message, renamed: &BTreeMap<&str, String>) -> Said<'t> {
    let named = |id: &str| renamed.get(id).map_or_else(|| id.to_owned(), Clone::clone);
    match message {
        Message::System { text } => Said::System { content: text },
        Message::User { text } => Said::User { content: text },
        Message::Assistant { text, calls } => Said::Assistant {
            content: text.as_deref().unwrap_or_default(),
            tool_calls: calls.iter().map(|call| Call::of(call, Arguments::Text).renamed(named(&call.id))).collect(),
            weight: talk.has_masked().then(|| u8::from(talk.is_trained(at))),
        },
        Message::Tool { call_id, text } => {
            Said::Tool { tool_call_id: named(call_id), name: talk.tool_called(call_id), content: text }
        }
    }
}

/// A new id for every call whose id the validators refuse, made from the old one.
fn renamed<'t>(talk: &Talk<'t>) -> BTreeMap<&'t str, String> {
    let refused = |id: &&str| id.len() != ID_LENGTH || !id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let ids = talk.messages().iter().flat_map(calls).map(|call| call.id.as_str());
    ids.filter(refused).map(|id| (id, Digest::of_bytes(id.as_bytes()).short(ID_LENGTH))).collect()
}
