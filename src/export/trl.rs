//! Rows for TRL's `SFTTrainer`: prompt and completion.
//!
//! TRL ignores marks on messages. It trains completions alone, and with `assistant_only_loss` nothing in them but what the
//! assistant says; so a row is cut into one for each stretch of trained turns, with everything before it as the prompt.

use super::chat::{self, Mark, Style};
use super::profile::{Arguments, Exported, Masks, Profile, Refusal};
use super::row::{Cell, Column, Form, Row, column};
use super::talk::Talk;

/// Conversational prompt-completion rows.
pub struct Trl;

const COLUMNS: [Column; 3] =
    [column("prompt", Form::Json), column("completion", Form::Json), column("tools", Form::Text)];

/// Messages as TRL hands them to a chat template: arguments are objects, because many templates encode text twice.
pub(super) const STYLE: Style =
    Style { arguments: Arguments::Object, mark: Mark::Unmarked, null_content: false, named_results: true };

impl Profile for Trl {
    fn name(&self) -> &'static str {
        "trl"
    }

    fn description(&self) -> &'static str {
        "TRL SFT: conversational prompt and completion with tools; set `assistant_only_loss=True` and a `max_length` that fits"
    }

    fn keeps(&self) -> &'static str {
        "all messages, exact arguments as objects, parallel calls, results with tool names, input schemas, masks exactly"
    }

    fn loses(&self) -> &'static str {
        "a row with masked turns becomes one row for each stretch of trained turns"
    }

    fn masks(&self) -> Masks {
        Masks::Split
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn wants_parquet(&self) -> bool {
        true
    }

    fn rows(&self, talk: &Talk<'_>) -> Result<Exported, Refusal> {
        let tools = chat::tools(talk);
        let row = |run: std::ops::Range<usize>| {
            let prompt = chat::messages(talk, 0..run.start, STYLE);
            Row(vec![Cell::Json(prompt), Cell::Json(chat::messages(talk, run, STYLE)), Cell::Text(tools.clone())])
        };
        let rows: Vec<Row> = talk.trained_runs().into_iter().map(row).collect();
        let rewrites = if talk.has_masked() { vec!["trl.cut_at_masked_turns"] } else { Vec::new() };
        Ok(Exported { rows, rewrites })
    }
}
