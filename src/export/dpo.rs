//! Preference pairs for TRL's `DPOTrainer`: at one turn, what was done, and a sibling that was executed and found worse.

use serde_json::{Value, json};

use super::chat::{self, Call};
use super::number::json as safe;
use super::profile::{Arguments, Exported, Masks, Profile, Refusal};
use super::row::{Cell, Column, Form, Row, column};
use super::talk::Talk;
use super::trl;
use crate::model::Branch;
use crate::store::Decoded;

/// Conversational preference rows.
pub struct Dpo;

const COLUMNS: [Column; 5] = [
    column("prompt", Form::Json),
    column("chosen", Form::Json),
    column("rejected", Form::Json),
    column("tools", Form::Text),
    column("reason", Form::Text),
];

impl Profile for Dpo {
    fn name(&self) -> &'static str {
        "dpo"
    }

    fn description(&self) -> &'static str {
        "TRL DPO: prompt, chosen, rejected for every branch of a trained turn"
    }

    fn keeps(&self) -> &'static str {
        "the turn that was taken and each executed worse one, with everything before them, and why it is worse"
    }

    fn loses(&self) -> &'static str {
        "everything behind the turn; rows without branches are refused"
    }

    fn masks(&self) -> Masks {
        Masks::None
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
        let mut rows = Vec::new();
        for branch in &talk.trajectory.branches {
            let Some(turn) = talk.trajectory.turns.get(branch.turn) else { continue };
            if !talk.is_trained(turn.message) {
                continue;
            }
            let prompt = chat::messages(talk, 0..turn.message, trl::STYLE);
            let chosen = chat::messages(talk, turn.message..turn.message + 1, trl::STYLE);
            let rejected = safe(&[rejected(branch)]);
            let json = [prompt, chosen, rejected].map(Cell::Json);
            let texts = [tools.clone(), branch.reason.clone()].map(Cell::Text);
            rows.push(Row(json.into_iter().chain(texts).collect()));
        }
        match rows.is_empty() {
            true => Err(Refusal::new("dpo.no_branch", "no worse way to go on was executed")),
            false => Ok(Exported { rows, rewrites: Vec::new() }),
        }
    }
}

/// The assistant message that was not sent.
pub(super) fn rejected(branch: &Branch) -> Value {
    let calls: Vec<Call<'_>> = branch.calls.iter().map(|call| Call::of(call, Arguments::Object)).collect();
    json!({"role": "assistant", "content": "", "tool_calls": calls})
}
