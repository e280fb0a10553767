//! The chat row of OpenAI fine-tuning, which most trainers read too.
//!
//! Arguments are JSON text inside JSON, as the interface sends them, so that nulls and key order
//! survive every reader. An assistant message is trained on unless its `weight` is 0; the weights
//! are written only in rows with a masked turn, and then on every assistant message.

use super::chat::{self, Mark, Style};
use super::profile::{Arguments, Exported, Masks, Profile, Refusal, lines};
use super::row::{Cell, Column, Form, column};
use super::talk::Talk;
use crate::model::Trajectory;

/// The OpenAI fine-tuning format.
pub struct OpenAi;

const COLUMNS: [Column; 3] =
    [column("messages", Form::Json), column("tools", Form::Json), column("parallel_tool_calls", Form::Flag)];

/// The messages as the interface sends them.
pub(super) const STYLE: Style =
    Style { arguments: Arguments::Text, mark: Mark::Weight, null_content: true, named_results: false };

impl OpenAi {
    /// The one row of a trajectory, as a line without its end.
    pub fn line(trajectory: &Trajectory) -> Result<String, Refusal> {
        Ok(lines(&Self, trajectory)?.concat())
    }
}

impl Profile for OpenAi {
    fn name(&self) -> &'static str {
        "openai"
    }

    fn description(&self) -> &'static str {
        "chat rows of OpenAI fine-tuning: messages, tools, parallel_tool_calls"
    }

    fn keeps(&self) -> &'static str {
        "all messages, tool calls with their ids and exact arguments, parallel calls, tool results as the model saw \
         them, input schemas, masked turns as weight 0"
    }

    fn loses(&self) -> &'static str {
        "output schemas, bindings, facts, states, verdict reasons; TRL ignores weight, so masked turns are trained there"
    }

    fn masks(&self) -> Masks {
        Masks::Marked("`weight` 0")
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn rows(&self, talk: &Talk<'_>) -> Result<Exported, Refusal> {
        let messages = chat::messages(talk, 0..talk.messages().len(), STYLE);
        // What the model was allowed to do, not what it did in this row.
        Ok(Exported::one(vec![Cell::Json(messages), Cell::Json(chat::tools(talk)), Cell::Flag(true)]))
    }

    fn arguments(&self) -> Arguments {
        Arguments::Text
    }
}
