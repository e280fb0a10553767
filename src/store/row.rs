//! The canonical row: a trajectory as flat columns and JSON texts.
//!
//! Arguments and schemas stay JSON text. As Arrow structs, the keys of all rows would be united
//! and a call would be trained with nulls that it never had.

use json_escape_simd::escape_into;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Format, KnownTools, RowProblem};
use crate::model::{Action, Digest, Episode, Kind, Seed, Shape, Trajectory};

/// One row without its digest.
///
/// The fields stand in alphabetical order, so that their JSON is canonical as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub answer: String,
    /// Not in rows of format 1, as `kind`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branches: Option<String>,
    /// How many calls were made.
    pub calls: u32,
    pub facts: String,
    pub format: Format,
    pub id: String,
    pub index: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    pub labels: String,
    pub messages: String,
    pub now: String,
    pub query: String,
    pub seed: u64,
    pub servers: String,
    pub shape: String,
    pub steps: String,
    pub tools: String,
    /// How many turns are trained on.
    pub train: u32,
    pub turns: String,
    pub writer: String,
}

/// What of a row is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    Whole,
    /// All but the steps, which are half of a row.
    WithoutSteps,
    /// No facts and branches either.
    Conversation,
}

/// A row as it lies on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRow {
    pub row: Row,
    /// What the digest column says, which may be anything; [`Row::digest`] is what it should say.
    pub digest: String,
}

/// A row that is ready to be appended. Making one is the expensive part, and any thread can do it.
#[derive(Clone, Debug)]
pub struct EncodedRow {
    pub(super) stored: StoredRow,
    pub(super) digest: Digest,
    /// The row as one line of a part file, with the line's end.
    pub(super) line: String,
    /// The row as one line of the fine-tuning file, without the line's end.
    pub(super) sft: Option<String>,
}

/// What a column holds.
enum Value<'r> {
    Text(&'r str),
    Number(u64),
}

/// The canonical row of a trajectory.
pub fn encode(trajectory: &Trajectory) -> EncodedRow {
    EncodedRow::from(Row::of(trajectory))
}

impl EncodedRow {
    /// Adds the row's line of the fine-tuning file.
    #[must_use]
    pub fn sft(mut self, line: impl Into<String>) -> Self {
        self.sft = Some(line.into());
        self
    }

    pub fn digest(&self) -> Digest {
        self.digest
    }

    pub fn row(&self) -> &Row {
        &self.stored.row
    }
}

impl From<Row> for EncodedRow {
    fn from(row: Row) -> Self {
        let canonical = row.canonical();
        let digest = Digest::of_bytes(canonical.as_bytes());
        let line = format!("{{\"digest\":\"{digest}\",{}\n", &canonical[1..]);
        Self { stored: StoredRow { row, digest: digest.to_string() }, digest, line, sft: None }
    }
}

impl Row {
    fn of(trajectory: &Trajectory) -> Self {
        let trained = trajectory.turns.iter().filter(|turn| turn.verdict.action == Action::Keep);
        Self {
            answer: trajectory.answer().to_owned(),
            branches: Some(text(&trajectory.branches)),
            calls: trajectory.steps.len() as u32,
            facts: text(&trajectory.facts),
            format: Format::CURRENT,
            id: trajectory.id.to_string(),
            index: trajectory.index,
            kind: Some(trajectory.kind.name().to_owned()),
            labels: text(&trajectory.labels),
            messages: text(&trajectory.messages),
            now: trajectory.episode.now.clone(),
            query: trajectory.query().to_owned(),
            seed: trajectory.episode.seed.0,
            servers: text(&trajectory.servers),
            shape: trajectory.shape.name().to_owned(),
            steps: text(&trajectory.steps),
            tools: text(&trajectory.tools),
            train: trained.count() as u32,
            turns: text(&trajectory.turns),
            writer: trajectory.writer.clone(),
        }
    }

    /// BLAKE3 of the row's canonical JSON.
    pub fn digest(&self) -> Digest {
        Digest::of_bytes(self.canonical().as_bytes())
    }

    /// The row as serde would write it. Nearly all of it are texts that hold JSON, every other sign of which is to be escaped.
    fn canonical(&self) -> String {
        let Self {
            answer,
            branches,
            calls,
            facts,
            format,
            id,
            index,
            kind,
            labels,
            messages,
            now,
            query,
            seed,
            servers,
            shape,
            steps,
            tools,
            train,
            turns,
            writer,
        } = self;
        let mut row = Vec::with_capacity(self.size() * 5 / 4 + 1024);
        let mut put = |name: &str, value: Value<'_>| {
            row.push(if row.is_empty() { b'{' } else { b',' });
            row.extend_from_slice(format!("\"{name}\":").as_bytes());
            match value {
                Value::Text(text) => escape_into(text, &mut row),
                Value::Number(number) => row.extend_from_slice(number.to_string().as_bytes()),
            }
        };
        put("answer", Value::Text(answer));
        branches.iter().for_each(|branches| put("branches", Value::Text(branches)));
        put("calls", Value::Number((*calls).into()));
        put("facts", Value::Text(facts));
        put("format", Value::Number(format.0.into()));
        put("id", Value::Text(id));
        put("index", Value::Number(*index));
        kind.iter().for_each(|kind| put("kind", Value::Text(kind)));
        put("labels", Value::Text(labels));
        put("messages", Value::Text(messages));
        put("now", Value::Text(now));
        put("query", Value::Text(query));
        put("seed", Value::Number(*seed));
        put("servers", Value::Text(servers));
        put("shape", Value::Text(shape));
        put("steps", Value::Text(steps));
        put("tools", Value::Text(tools));
        put("train", Value::Number((*train).into()));
        put("turns", Value::Text(turns));
        put("writer", Value::Text(writer));
        row.push(b'}');
        String::from_utf8(row).expect("escaped text is text")
    }

    /// The trajectory of a row; `place` names the file for the error.
    pub fn decode(&self, place: &str) -> Result<Trajectory, RowProblem> {
        self.decode_knowing(place, &KnownTools::default(), Scope::Whole)
    }

    /// The same, or what of it is asked for.
    pub(super) fn decode_knowing(
        &self,
        place: &str,
        known: &KnownTools,
        scope: Scope,
    ) -> Result<Trajectory, RowProblem> {
        if !self.format.is_known() {
            return Err(RowProblem::Newer { place: place.to_owned(), index: self.index, found: self.format });
        }
        let unreadable = |column, reason: String| RowProblem::Unreadable {
            place: place.to_owned(),
            index: self.index,
            column,
            reason,
        };
        let shape = Shape::ALL.into_iter().find(|shape| shape.name() == self.shape);
        let shape = shape.ok_or_else(|| unreadable("shape", format!("unknown shape {:?}", self.shape)))?;
        let kind = match &self.kind {
            Some(kind) => Kind::named(kind).ok_or_else(|| unreadable("kind", format!("unknown kind {kind:?}")))?,
            None => Kind::from(shape),
        };
        Ok(Trajectory {
            id: Uuid::parse_str(&self.id).map_err(|error| unreadable("id", error.to_string()))?,
            index: self.index,
            episode: Episode { seed: Seed(self.seed), now: self.now.clone() },
            servers: parse(&self.servers).map_err(|error| unreadable("servers", error))?,
            tools: known.view(&self.tools).map_err(|error| unreadable("tools", error))?,
            messages: parse(&self.messages).map_err(|error| unreadable("messages", error))?,
            steps: match scope {
                Scope::Whole => parse(&self.steps).map_err(|error| unreadable("steps", error))?,
                Scope::WithoutSteps | Scope::Conversation => Vec::new(),
            },
            turns: parse(&self.turns).map_err(|error| unreadable("turns", error))?,
            facts: match scope {
                Scope::Whole | Scope::WithoutSteps => parse(&self.facts).map_err(|error| unreadable("facts", error))?,
                Scope::Conversation => Vec::new(),
            },
            branches: match (&self.branches, scope) {
                (Some(branches), Scope::Whole | Scope::WithoutSteps) => {
                    parse(branches).map_err(|error| unreadable("branches", error))?
                }
                _ => Vec::new(),
            },
            shape,
            kind,
            writer: self.writer.clone(),
            labels: parse(&self.labels).map_err(|error| unreadable("labels", error))?,
        })
    }

    /// Roughly what the row weighs in memory.
    pub(super) fn size(&self) -> usize {
        self.messages.len() + self.tools.len() + self.steps.len() + self.turns.len() + self.facts.len()
    }
}

impl StoredRow {
    /// Reads one line of a part file.
    pub(super) fn of_line(line: &[u8]) -> Option<Self> {
        #[derive(Deserialize)]
        struct Stamp {
            digest: String,
        }
        let Stamp { digest } = serde_json::from_slice(line).ok()?;
        let row = serde_json::from_slice(line).ok()?;
        Some(Self { row, digest })
    }

    /// The trajectory, if the row's bytes are those that the run wrote.
    pub(super) fn check(
        &self,
        place: &str,
        journaled: Digest,
        known: &KnownTools,
        scope: Scope,
    ) -> Result<Trajectory, RowProblem> {
        let trajectory = self.row.decode_knowing(place, known, scope)?;
        let found = self.row.digest();
        if found == journaled && self.digest == journaled.to_string() {
            return Ok(trajectory);
        }
        Err(RowProblem::Edited {
            place: place.to_owned(),
            index: self.row.index,
            id: trajectory.id,
            expected: journaled,
            found,
            trajectory: Box::new(trajectory),
        })
    }
}

fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("the model's types are plain JSON with text keys")
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_canonical_row_is_what_serde_writes() {
        let every: String = (0..0x2100).filter_map(char::from_u32).chain(['\u{fffd}', '\u{1f600}']).collect();
        let text = |name: &str| format!("{{\"{name}\": [\"\\\"quoted\\\"\", null]}}");
        let mut row = Row {
            answer: every,
            branches: Some(text("branches")),
            calls: 3,
            facts: text("facts"),
            format: Format::CURRENT,
            id: Uuid::nil().to_string(),
            index: u64::MAX,
            kind: Some("single".to_owned()),
            labels: text("labels"),
            messages: text("messages"),
            now: "2026-01-01T00:00:00Z".to_owned(),
            query: "why?".to_owned(),
            seed: 7,
            servers: text("servers"),
            shape: "single".to_owned(),
            steps: text("steps"),
            tools: text("tools"),
            train: 2,
            turns: text("turns"),
            writer: String::new(),
        };
        assert_eq!(row.canonical(), serde_json::to_string(&row).unwrap());
        (row.branches, row.kind) = (None, None);
        assert_eq!(row.canonical(), serde_json::to_string(&row).unwrap());
    }
}
