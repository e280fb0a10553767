//! What of a row the choosing looks at: its request, the skeleton of its calls, what it is about, how hard and how good it is.

use std::collections::BTreeSet;

use serde_json::Value;

use super::curriculum::Difficulty;
use super::deita::Worth;
use super::split;
use super::words::{set, skeleton_shingles};
use crate::model::{Action, Binding, Contribution, Kind, Message, Shape, Step, Trajectory};
use crate::wording::frame;

/// A row without its texts and results.
#[derive(Clone, Debug)]
pub struct Features {
    pub index: u64,
    pub query: String,
    pub frame: String,
    /// The calls with the names of their arguments, in order: `contacts.search(query)`.
    pub skeleton: Vec<String>,
    /// The tools called, as `server.tool`, each once.
    pub tools: BTreeSet<String>,
    pub servers: BTreeSet<String>,
    /// What the user names: people, things, addresses.
    pub entities: BTreeSet<String>,
    pub kind: Kind,
    pub shape: Shape,
    pub difficulty: Difficulty,
    pub worth: Worth,
}

/// The request with its names, figures and days swapped for slots.
pub fn frame_of(row: &Trajectory) -> String {
    let said: Vec<&str> = said(row).filter_map(Value::as_str).collect();
    frame(row.query(), &said)
}

fn said(row: &Trajectory) -> impl Iterator<Item = &Value> {
    row.steps.iter().flat_map(Step::said)
}

impl Features {
    pub fn of(row: &Trajectory) -> Self {
        let difficulty = difficulty(row);
        Self {
            index: row.index,
            query: row.query().to_owned(),
            frame: frame_of(row),
            skeleton: row.steps.iter().map(skeleton).collect(),
            tools: row.steps.iter().map(|step| step.tool.to_string()).collect(),
            servers: row.steps.iter().map(|step| step.tool.server.clone()).collect(),
            entities: said(row).filter_map(entity).collect(),
            kind: row.kind,
            shape: row.shape,
            worth: Worth { complexity: complexity(&difficulty), quality: quality(row) },
            difficulty,
        }
    }

    /// The skeleton as a set of hashes, for distances.
    pub fn shingles(&self) -> Vec<u64> {
        set(skeleton_shingles(&self.skeleton))
    }

    /// What must not stand on both sides of a split.
    pub fn keys(&self) -> split::Row {
        split::Row::default()
            .with(split::Kind::Tool, self.tools.iter().cloned())
            .with(split::Kind::Server, self.servers.iter().cloned())
            .with(split::Kind::Entity, self.entities.iter().cloned())
            .with(split::Kind::Frame, [self.frame.clone()])
    }
}

fn skeleton(step: &Step) -> String {
    let names: Vec<&str> = step.arguments.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    format!("{}({})", step.tool, names.join(","))
}

/// Names and addresses are about one thing; a word or a number is about many.
fn entity(value: &Value) -> Option<String> {
    let text = value.as_str()?.trim();
    let telling = text.chars().count() > 3
        && text.chars().any(|sign| sign.is_uppercase() || sign.is_ascii_digit() || sign == '@');
    telling.then(|| text.to_lowercase())
}

fn difficulty(row: &Trajectory) -> Difficulty {
    let needs = |step: &Step| {
        let sources = step.bindings.iter().filter_map(|bound| match &bound.binding {
            Binding::Output { step, .. } => Some(*step),
            _ => None,
        });
        sources.collect::<Vec<_>>()
    };
    let length = |message: &Message| match message {
        Message::System { text } | Message::User { text } | Message::Tool { text, .. } => text.len(),
        Message::Assistant { text, .. } => text.as_deref().map_or(0, str::len),
    };
    Difficulty {
        calls: row.steps.len() as u32,
        depth: Difficulty::depth(&row.steps.iter().map(needs).collect::<Vec<_>>()),
        tools: row.tools.len() as u32,
        length: row.messages.iter().map(length).sum::<usize>() as u64,
    }
}

/// From 1 on, about as a person would rate it up to 6: many calls that need each other among many tools.
fn complexity(difficulty: &Difficulty) -> f64 {
    let Difficulty { calls, depth, tools, .. } = *difficulty;
    1.0 + f64::from(calls).ln_1p() + 0.5 * f64::from(depth) + 0.3 * f64::from(tools).ln_1p()
}

/// From 1 to 6: how many of the turns are trained on and add something.
fn quality(row: &Trajectory) -> f64 {
    let good = row.turns.iter().map(|turn| match (turn.verdict.action, turn.contribution) {
        (Action::Drop, _) | (_, Some(Contribution::Harmful)) => 0.0,
        (Action::Mask, _) => 0.5,
        (Action::Keep, Some(Contribution::Redundant)) => 0.3,
        (Action::Keep, _) => 1.0,
    });
    1.0 + 5.0 * good.sum::<f64>() / row.turns.len().max(1) as f64
}
