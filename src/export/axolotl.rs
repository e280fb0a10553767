//! Rows for Axolotl's `chat_template` datasets, with `message_field_training: train`.
//!
//! Axolotl drops nulls out of arguments that are objects and keeps them in arguments that are text.

use super::chat::{self, Mark, Style};
use super::profile::{Arguments, Exported, Masks, Profile, Refusal};
use super::row::{Cell, Column, Form, column};
use super::talk::Talk;

/// Chat rows with a training flag on every message.
pub struct Axolotl;

const COLUMNS: [Column; 2] = [column("messages", Form::Json), column("tools", Form::Text)];

const STYLE: Style =
    Style { arguments: Arguments::Text, mark: Mark::Flag("train"), null_content: false, named_results: true };

impl Profile for Axolotl {
    fn name(&self) -> &'static str {
        "axolotl"
    }

    fn description(&self) -> &'static str {
        "Axolotl: `type: chat_template`, `message_field_training: train`"
    }

    fn keeps(&self) -> &'static str {
        "all messages, exact arguments as text, parallel calls, results, input schemas, masks exactly"
    }

    fn loses(&self) -> &'static str {
        "output schemas, bindings, facts, states, verdict reasons"
    }

    fn masks(&self) -> Masks {
        Masks::Marked("`train` false")
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn rows(&self, talk: &Talk<'_>) -> Result<Exported, Refusal> {
        let messages = chat::messages(talk, 0..talk.messages().len(), STYLE);
        Ok(Exported::one(vec![Cell::Json(messages), Cell::Text(chat::tools(talk))]))
    }
}
