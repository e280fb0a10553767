//! Everything that is known of a trajectory, for `mcplab import` and for readers who want more than messages.

use super::number::json;
use super::profile::{Exported, Masks, Profile, Refusal};
use super::row::{Cell, Column, Form, column};
use super::talk::Talk;
use crate::store::Decoded;

/// The canonical trajectory.
pub struct Mcplab;

const COLUMNS: [Column; 2] = [column("id", Form::Text), column("trajectory", Form::JsonText)];

impl Profile for Mcplab {
    fn name(&self) -> &'static str {
        "mcplab"
    }

    fn description(&self) -> &'static str {
        "the whole trajectory, which `mcplab import` reads back as it was"
    }

    fn keeps(&self) -> &'static str {
        "everything"
    }

    fn loses(&self) -> &'static str {
        "nothing"
    }

    fn masks(&self) -> Masks {
        Masks::Marked("verdicts")
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn wants(&self) -> Decoded {
        Decoded::Whole
    }

    fn rows(&self, talk: &Talk<'_>) -> Result<Exported, Refusal> {
        let row = talk.trajectory;
        Ok(Exported::one(vec![Cell::Text(row.id.to_string()), Cell::Json(json(row))]))
    }
}
