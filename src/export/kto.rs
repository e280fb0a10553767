//! Unpaired preferences for TRL's `KTOTrainer`: turns with a label of good or bad.

use super::chat;
use super::dpo::rejected;
use super::number::json;
use super::profile::{Exported, Masks, Profile, Refusal};
use super::row::{Cell, Column, Form, Row, column};
use super::talk::Talk;
use super::trl;
use crate::store::Decoded;

/// Turns with a label.
pub struct Kto;

const COLUMNS: [Column; 4] = [
    column("prompt", Form::Json),
    column("completion", Form::Json),
    column("label", Form::Flag),
    column("tools", Form::Text),
];

impl Profile for Kto {
    fn name(&self) -> &'static str {
        "kto"
    }

    fn description(&self) -> &'static str {
        "TRL KTO: prompt, completion, label; trained turns are good, masked turns and branches bad"
    }

    fn keeps(&self) -> &'static str {
        "every assistant turn with what came before it, and its verdict as the label"
    }

    fn loses(&self) -> &'static str {
        "what belongs together: each turn is a row of its own"
    }

    fn masks(&self) -> Masks {
        Masks::Marked("`label` false")
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn wants_parquet(&self) -> bool {
        true
    }

    fn wants(&self) -> Decoded {
        Decoded::WithoutSteps
    }

    fn rows(&self, talk: &Talk<'_>) -> Result<Exported, Refusal> {
        let tools = chat::tools(talk);
        let row = |prompt: String, completion: String, label: bool| {
            Row(vec![Cell::Json(prompt), Cell::Json(completion), Cell::Flag(label), Cell::Text(tools.clone())])
        };
        let mut rows = Vec::new();
        for (at, turn) in talk.trajectory.turns.iter().enumerate() {
            let place = turn.message;
            let prompt = chat::messages(talk, 0..place, trl::STYLE);
            let completion = chat::messages(talk, place..place + 1, trl::STYLE);
            for branch in talk.trajectory.branches.iter().filter(|branch| branch.turn == at) {
                rows.push(row(prompt.clone(), json(&[rejected(branch)]), false));
            }
            rows.push(row(prompt, completion, talk.is_trained(place)));
        }
        Ok(Exported { rows, rewrites: Vec::new() })
    }
}
