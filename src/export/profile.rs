//! What every target format has to say about itself, and the list of all.

use std::fmt;

use super::row::{Column, Row};
use super::talk::Talk;
use super::{
    Atif, Axolotl, Dpo, Gorilla, Hermes, Inspect, Kto, LlamaFactory, LlamaFactoryTurns, Mcplab, Mistral, MsSwift,
    NemoGym, OpenAi, Prm, Slime, Sts, Toucan, Trl, Verl, VerlRl, XLam,
};
use crate::model::Trajectory;
use crate::store::Decoded;

/// A target format.
pub trait Profile: Sync {
    /// The name on the command line.
    fn name(&self) -> &'static str;

    /// What it is for, as one line.
    fn description(&self) -> &'static str;

    /// What of a trajectory survives.
    fn keeps(&self) -> &'static str;

    /// What of a trajectory is lost, or must be known when training.
    fn loses(&self) -> &'static str;

    /// How turns without loss are told.
    fn masks(&self) -> Masks;

    /// The columns of its rows.
    fn columns(&self) -> &'static [Column];

    /// The rows of a trajectory, mostly one, or why this consumer must not get it.
    fn rows(&self, talk: &Talk<'_>) -> Result<Exported, Refusal>;

    /// The file of a row, where the consumer wants each row in one of its own: its name and its lines.
    fn file(&self, _talk: &Talk<'_>) -> Option<(String, String)> {
        None
    }

    /// What of a row it tells of.
    fn wants(&self) -> Decoded {
        Decoded::Conversation
    }

    /// Whether its reader harms numbers in JSON lines: arguments that are objects come back with 0.30000000000000004 for 0.3.
    fn wants_parquet(&self) -> bool {
        false
    }

    /// How the consumer hands arguments of calls to a chat template.
    fn arguments(&self) -> Arguments {
        Arguments::Object
    }
}

/// How a target tells its trainer which turns have no loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Masks {
    /// Every assistant message bears a mark.
    Marked(&'static str),
    /// The row is cut so that what is trained is apart from what is not.
    Split,
    /// Its trainer trains every assistant turn: rows with a masked turn are refused.
    Refused,
    /// Nothing is trained as it stands: prompts, labels, traces.
    None,
}

/// How arguments of calls are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arguments {
    /// As a JSON object.
    Object,
    /// As JSON text in a string.
    Text,
}

/// What came of a trajectory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    pub rows: Vec<Row>,
    /// What was written otherwise than it happened, so that the consumer does not corrupt it, as codes.
    pub rewrites: Vec<&'static str>,
}

/// Why a trajectory has no row in a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Reason code, e.g. `verdict.dropped_turn`.
    pub reason: &'static str,
    /// What was seen, for a person.
    pub evidence: String,
}

/// All target formats.
pub fn profiles() -> &'static [&'static dyn Profile] {
    &[
        &OpenAi, &Trl, &Axolotl, &LlamaFactory, &LlamaFactoryTurns, &MsSwift, &Hermes, &Verl, &Slime, &Mistral,
        &Toucan, &XLam, &Gorilla, &Dpo, &Kto, &Prm, &VerlRl, &NemoGym, &Sts, &Atif, &Inspect, &Mcplab,
    ]
}

/// The target format of a name.
pub fn profile(name: &str) -> Option<&'static dyn Profile> {
    profiles().iter().copied().find(|profile| profile.name() == name)
}

/// The rows of a trajectory as JSON lines.
pub fn lines(profile: &dyn Profile, trajectory: &Trajectory) -> Result<Vec<String>, Refusal> {
    let rows = profile.rows(&Talk::of(trajectory)?)?.rows;
    Ok(rows.iter().map(|row| row.line(profile.columns())).collect())
}

/// The table of all targets: what each keeps and loses, as Markdown.
pub fn targets() -> String {
    let mut text = "| `--to` | rows for | masked turns | keeps | loses |\n|---|---|---|---|---|\n".to_owned();
    for profile in profiles() {
        let masks = match profile.masks() {
            Masks::Marked(how) => how,
            Masks::Split => "cut apart",
            Masks::Refused => "row refused",
            Masks::None => "-",
        };
        let (keeps, loses) = (profile.keeps(), profile.loses());
        text.push_str(&format!("| `{}` | {} | {masks} | {keeps} | {loses} |\n", profile.name(), profile.description()));
    }
    text
}

impl Exported {
    /// One row.
    pub(super) fn one(cells: Vec<super::row::Cell>) -> Self {
        Self { rows: vec![Row(cells)], rewrites: Vec::new() }
    }

    #[must_use]
    pub(super) fn rewritten(mut self, code: Option<&'static str>) -> Self {
        self.rewrites.extend(code);
        self
    }
}

impl Refusal {
    pub(super) fn new(reason: &'static str, evidence: impl Into<String>) -> Self {
        Self { reason, evidence: evidence.into() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.reason, self.evidence)
    }
}
