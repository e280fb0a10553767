//! Rows for verl's SFT: Parquet through pandas, with nothing but texts in the messages.
//!
//! Structs would be filled up with nulls and JSON in strings crashes its template, so tool calls are written out as Hermes
//! text. verl trains every assistant message.

use super::hermes;
use super::profile::{Exported, Masks, Profile, Refusal};
use super::row::{Cell, Column, Form, ROLE_CONTENT, column};
use super::talk::Talk;

/// Plain chat rows.
pub struct Verl;

const COLUMNS: [Column; 1] = [column("messages", Form::Chat(ROLE_CONTENT))];

impl Profile for Verl {
    fn name(&self) -> &'static str {
        "verl"
    }

    fn description(&self) -> &'static str {
        "verl SFT: `data.messages_key=messages`, best as Parquet"
    }

    fn keeps(&self) -> &'static str {
        "all texts, calls with exact arguments as Hermes text, parallel calls, results, input schemas in the system message"
    }

    fn loses(&self) -> &'static str {
        "call ids, the columns of tools; every assistant message is trained"
    }

    fn masks(&self) -> Masks {
        Masks::Refused
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn rows(&self, talk: &Talk<'_>) -> Result<Exported, Refusal> {
        talk.check_unmasked()?;
        Ok(Exported::one(vec![Cell::Chat(hermes::chat(&hermes::said(talk)?))]))
    }
}
