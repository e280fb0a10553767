//! The state check: what must hold of a server's state at the end, and that nothing else has changed.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::predicate::Predicate;
use crate::model::Path;
use crate::score::align::Place;
use crate::score::change::Side;
use crate::score::difference::{Difference, Lens, differences_since, leaves};
use crate::score::document::Document;
use crate::score::episode::{Episode, Judged};
use crate::score::matcher::is_empty;

/// Predicates on one server's state document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateCheck {
    pub name: String,
    pub server: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expect: Vec<Predicate>,
    /// Every difference must be covered by a predicate of the task on this server.
    #[serde(default)]
    pub nothing_else: bool,
    /// Places that change by themselves, wherever they stand: `updated_at`, `events[].etag`, `next_id`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub volatile: Vec<Path>,
    /// Fields that tell the items of lists apart, before `id` and the like.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<String>,
}

impl StateCheck {
    /// Judges by the predicates of this check alone.
    pub fn judge(&self, episode: &Episode) -> Judged {
        self.judge_among(std::slice::from_ref(&self), episode)
    }

    /// Judges where other checks of the task may cover differences of the same server.
    pub fn judge_among(&self, all: &[&Self], episode: &Episode) -> Judged {
        Judged::all([self.wanted(episode), self.guard(all, episode)])
    }

    /// Whether the predicates hold.
    pub fn wanted(&self, episode: &Episode) -> Judged {
        let Some(end) = episode.end.get(&self.server) else { return self.unknown("end") };
        let start = episode.start.get(&self.server);
        if start.is_none() && self.expect.iter().any(Predicate::compares) {
            return self.unknown("start");
        }
        let (start, end) = sides(start, end);
        Judged::all(self.expect.iter().map(|predicate| predicate.judge(start, end, self.lens())))
    }

    /// Whether every difference is covered.
    pub fn guard(&self, all: &[&Self], episode: &Episode) -> Judged {
        if !self.nothing_else {
            return Judged::passed("");
        }
        let (start, end) = match (episode.start.get(&self.server), episode.end.get(&self.server)) {
            (Some(start), Some(end)) => (start, end),
            (None, _) => return self.unknown("start"),
            (_, None) => return self.unknown("end"),
        };
        if start.is(end) {
            return Judged::passed("");
        }
        let (start, end) = (start.value(), end.since(start));
        let found = differences_since(start, end, self.lens());
        if found.is_empty() {
            return Judged::passed("");
        }
        let others = all.iter().filter(|other| other.server == self.server);
        let predicates = others.flat_map(|other| other.expect.iter());
        let covered: Vec<Place<'_>> =
            predicates.flat_map(|predicate| predicate.covers(Some(start), end, self.lens())).collect();
        let stray: Vec<String> =
            found.iter().filter(|found| !is_covered(found, &covered, self.lens())).map(ToString::to_string).collect();
        match stray.as_slice() {
            [] => Judged::passed(""),
            [stray] => Judged::failed(format!("{}: also changed: {stray}", self.server)),
            [first, second, rest @ ..] => {
                let more = if rest.is_empty() { String::new() } else { format!(", and {} more", rest.len()) };
                Judged::failed(format!("{}: also changed: {first}, {second}{more}", self.server))
            }
        }
    }

    fn lens(&self) -> Lens<'_> {
        Lens { volatile: &self.volatile, keys: &self.keys }
    }

    fn unknown(&self, when: &str) -> Judged {
        Judged::not_evaluated(format!("{}: no state at the {when}", self.server))
    }
}

/// The end as what differs from the start, where there is one.
fn sides<'v>(start: Option<&'v Document>, end: &'v Document) -> (Option<&'v Value>, Side<'v>) {
    match start {
        Some(start) => (Some(start.value()), end.since(start)),
        None => (None, Side::Whole(end.value())),
    }
}

fn is_covered(difference: &Difference<'_>, covered: &[Place<'_>], lens: Lens<'_>) -> bool {
    let held = |place: &Place<'_>| covered.iter().any(|covered| covered.holds(place));
    let filled = |side: Option<&Value>| side.is_some_and(|value| !is_empty(value));
    let one_side = match (difference.before, difference.after) {
        (value, None) | (None, value) => value,
        (value, other) if !filled(other) => value,
        (other, value) if !filled(other) => value,
        _ => None,
    };
    // What is new as a whole may be covered part by part.
    held(&difference.place) || one_side.is_some_and(|value| leaves(&difference.place, value, lens).iter().all(held))
}
