//! Rows for slime's SFT: chat messages with `step_loss_mask` on those of the assistant.

use super::chat::{self, Mark, Style};
use super::profile::{Arguments, Exported, Masks, Profile, Refusal};
use super::row::{Cell, Column, Form, column};
use super::talk::Talk;

/// Chat rows with a loss mask for each step.
pub struct Slime;

const COLUMNS: [Column; 2] = [column("messages", Form::Json), column("tools", Form::Json)];

const STYLE: Style =
    Style { arguments: Arguments::Object, mark: Mark::Bit("step_loss_mask"), null_content: false, named_results: true };

impl Profile for Slime {
    fn name(&self) -> &'static str {
        "slime"
    }

    fn description(&self) -> &'static str {
        "slime SFT: `--input-key messages --tool-key tools`"
    }

    fn keeps(&self) -> &'static str {
        "all messages, exact arguments as objects, parallel calls, results, input schemas, masks exactly"
    }

    fn loses(&self) -> &'static str {
        "output schemas, bindings, facts, states, verdict reasons; it renders messages one by one, so with templates that join the results of parallel calls those stand apart"
    }

    fn masks(&self) -> Masks {
        Masks::Marked("`step_loss_mask` 0")
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn wants_parquet(&self) -> bool {
        true
    }

    fn rows(&self, talk: &Talk<'_>) -> Result<Exported, Refusal> {
        let messages = chat::messages(talk, 0..talk.messages().len(), STYLE);
        Ok(Exported::one(vec![Cell::Json(messages), Cell::Json(chat::tools(talk))]))
    }
}
