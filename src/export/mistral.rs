//! Rows for Mistral's fine-tuning, as `mistral-common` validates them.
//!
//! Call ids are nine letters and digits, arguments are text, and `weight` 0 masks an assistant message.

use super::chat::{self, Mark, Renamed, Style};
use super::profile::{Arguments, Exported, Masks, Profile, Refusal};
use super::row::{Cell, Column, Form, column};
use super::talk::{Talk, calls};
use crate::model::Digest;

/// Chat rows of Mistral.
pub struct Mistral;

const COLUMNS: [Column; 2] = [column("messages", Form::Json), column("tools", Form::Json)];

/// What its validators take as a call id.
const ID_LENGTH: usize = 9;

const STYLE: Style = Style { arguments: Arguments::Text, mark: Mark::Weight, null_content: false, named_results: true };

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
        let messages = chat::messages_renamed(talk, 0..talk.messages().len(), STYLE, &renamed);
        let row = Exported::one(vec![Cell::Json(messages), Cell::Json(chat::tools(talk))]);
        Ok(row.rewritten((!renamed.is_empty()).then_some("mistral.call_ids_replaced")))
    }

    fn arguments(&self) -> Arguments {
        Arguments::Text
    }
}

/// A new id for every call whose id the validators refuse, made from the old one.
fn renamed<'t>(talk: &Talk<'t>) -> Renamed<'t> {
    let refused = |id: &&str| id.len() != ID_LENGTH || !id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let ids = talk.messages().iter().flat_map(calls).map(|call| call.id.as_str());
    ids.filter(refused).map(|id| (id, Digest::of_bytes(id.as_bytes()).short(ID_LENGTH))).collect()
}
