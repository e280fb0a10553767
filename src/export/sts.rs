//! Session traces: one file a trajectory, as the trace viewer of the Hugging Face Hub shows them.
//!
//! A first line names the session, each further line is a message (Session Trace Simple Format).

use std::fmt::Write;

use serde_json::{Value, json};

use super::chat;
use super::number::json as safe;
use super::openai;
use super::profile::{Arguments, Exported, Masks, Profile, Refusal};
use super::row::{Cell, Column, Form, Row, column};
use super::talk::Talk;

/// Session traces.
pub struct Sts;

const COLUMNS: [Column; 1] = [column("lines", Form::Json)];

impl Profile for Sts {
    fn name(&self) -> &'static str {
        "sts"
    }

    fn description(&self) -> &'static str {
        "session traces of the Hugging Face Hub: a file a trajectory, for the trace viewer"
    }

    fn keeps(&self) -> &'static str {
        "all messages, calls with ids and exact arguments, results; kind, seed and verdicts in the first line"
    }

    fn loses(&self) -> &'static str {
        "tools; it is for reading, not for training"
    }

    fn masks(&self) -> Masks {
        Masks::None
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn rows(&self, talk: &Talk<'_>) -> Result<Exported, Refusal> {
        let lines: Vec<Value> = lines(talk);
        Ok(Exported { rows: vec![Row(vec![Cell::Json(safe(&lines))])], rewrites: Vec::new() })
    }

    fn file(&self, talk: &Talk<'_>) -> Option<(String, String)> {
        let mut text = String::new();
        for line in lines(talk) {
            let _ = writeln!(text, "{line}");
        }
        Some((format!("{}.jsonl", talk.trajectory.id), text))
    }

    fn arguments(&self) -> Arguments {
        Arguments::Text
    }
}

fn lines(talk: &Talk<'_>) -> Vec<Value> {
    let row = talk.trajectory;
    let name: String = row.query().chars().take(80).collect();
    let verdicts: Vec<_> = row.turns.iter().map(|turn| turn.verdict.action).collect();
    let head = json!({
        "type": "session", "harness": "mcplab", "id": row.id, "name": name, "kind": row.kind.name(), "seed": row.episode.seed.0,
        "timestamp": row.episode.now, "verdicts": verdicts,
    });
    let messages = chat::messages(talk, 0..talk.messages().len(), openai::STYLE);
    let messages: Vec<Value> = serde_json::from_str(&messages).unwrap_or_default();
    let message = |message: Value| json!({"type": "message", "message": message});
    [head].into_iter().chain(messages.into_iter().map(message)).collect()
}
