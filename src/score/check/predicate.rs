//! Predicates: single demands on a state document, and the places that may differ because of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::{Path, Segment};
use crate::score::align::{Part, Place, align};
use crate::score::change::Side;
use crate::score::difference::{Lens, leaves, shown};
use crate::score::episode::Judged;
use crate::score::matcher::{Matcher, all_fit, contains, equal};

/// Conditions on an item, by path inside of it; `$` is the item itself.
pub type Where = BTreeMap<Path, Matcher>;

/// One demand on the end state. `at` is a general path such as `events[].title`; `where` chooses among the items of its last
/// `[]` or `[*]`. At least one place must be there, and all that are must fit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "predicate", rename_all = "snake_case", deny_unknown_fields)]
pub enum Predicate {
    Equals {
        at: Path,
        value: Value,
        #[serde(default, rename = "where", skip_serializing_if = "BTreeMap::is_empty")]
        filter: Where,
    },
    /// A text holds a text, or a list an item.
    Contains {
        at: Path,
        value: Value,
        #[serde(default, rename = "where", skip_serializing_if = "BTreeMap::is_empty")]
        filter: Where,
    },
    Matches {
        at: Path,
        value: Matcher,
        #[serde(default, rename = "where", skip_serializing_if = "BTreeMap::is_empty")]
        filter: Where,
    },
    /// So many items are new, and fit.
    Added {
        at: Path,
        #[serde(default, rename = "where", skip_serializing_if = "BTreeMap::is_empty")]
        filter: Where,
        #[serde(default = "one")]
        count: usize,
        /// Whether the item has nothing but what `where` names, what is volatile and what is empty.
        #[serde(default)]
        exact: bool,
    },
    /// So many items that fitted are gone.
    Removed {
        at: Path,
        #[serde(default, rename = "where", skip_serializing_if = "BTreeMap::is_empty")]
        filter: Where,
        #[serde(default = "one")]
        count: usize,
    },
    /// A value is another than before.
    Changed {
        at: Path,
        #[serde(default, rename = "where", skip_serializing_if = "BTreeMap::is_empty")]
        filter: Where,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Matcher>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<Matcher>,
    },
}

fn one() -> usize {
    1
}

/// A place that a predicate is about, in both documents.
struct Spot<'v> {
    place: Place<'v>,
    before: Option<&'v Value>,
    after: Option<&'v Value>,
}

impl Predicate {
    pub fn at(&self) -> &Path {
        match self {
            Self::Equals { at, .. }
            | Self::Contains { at, .. }
            | Self::Matches { at, .. }
            | Self::Added { at, .. }
            | Self::Removed { at, .. }
            | Self::Changed { at, .. } => at,
        }
    }

    pub fn filter(&self) -> &Where {
        match self {
            Self::Equals { filter, .. }
            | Self::Contains { filter, .. }
            | Self::Matches { filter, .. }
            | Self::Added { filter, .. }
            | Self::Removed { filter, .. }
            | Self::Changed { filter, .. } => filter,
        }
    }

    /// Whether it needs the start.
    pub fn compares(&self) -> bool {
        matches!(self, Self::Added { .. } | Self::Removed { .. } | Self::Changed { .. })
    }

    pub fn judge(&self, start: Option<&Value>, end: Side<'_>, lens: Lens<'_>) -> Judged {
        let chosen = self.spots(start, Some(end), lens);
        let (Self::Added { count, .. } | Self::Removed { count, .. }) = self else {
            if chosen.is_empty() {
                return Judged::failed(format!("{}: nothing is there{}", self.at(), self.told()));
            }
            let wrong = chosen.iter().find(|spot| !self.holds(spot));
            return wrong.map_or(Judged::passed(""), |spot| {
                let value = |value: Option<&Value>| value.map_or("nothing".to_owned(), shown);
                let from = if self.compares() { format!("{} -> ", value(spot.before)) } else { String::new() };
                Judged::failed(format!("{} is {from}{}, expected {}", spot.place, value(spot.after), self.expected()))
            });
        };
        let fitting = chosen.iter().filter(|spot| self.holds_exactly(spot, lens)).count();
        let done = if matches!(self, Self::Added { .. }) { "added" } else { "removed" };
        match fitting == *count && chosen.len() == *count {
            true => Judged::passed(""),
            false if fitting < chosen.len() => {
                Judged::failed(format!("{}: {done} with more than was asked for{}", self.at(), self.told()))
            }
            false => Judged::failed(format!("{}: {fitting} {done} instead of {count}{}", self.at(), self.told())),
        }
    }

    /// The places that may differ because of it.
    pub fn covers<'v>(&'v self, start: Option<&'v Value>, end: Side<'v>, lens: Lens<'_>) -> Vec<Place<'v>> {
        self.spots(start, Some(end), lens).into_iter().flat_map(|spot| self.covered(spot, lens)).collect()
    }

    fn covered<'v>(&self, spot: Spot<'v>, lens: Lens<'_>) -> Vec<Place<'v>> {
        match (self, spot.after) {
            // Of a list only the item in question.
            (Self::Contains { value, .. }, Some(Value::Array(_))) => {
                let pairs = align(&spot.place, spot.before, spot.after, lens.keys);
                let items = pairs.into_iter().filter(|(_, _, after)| after.is_some_and(|item| equal(item, value)));
                items.map(|(part, ..)| spot.place.then(part)).collect()
            }
            _ => vec![spot.place],
        }
    }

    /// Whether it is about an item, by the item before and after.
    fn chooses(&self, before: Option<&Value>, after: Option<Side<'_>>) -> bool {
        // Nobody looks into an item of which nothing is demanded.
        let any = self.filter().is_empty();
        let was = || before.is_some_and(|item| any || all_fit(self.filter(), item));
        let is = || after.is_some_and(|item| any || all_fit(self.filter(), item.value()));
        match self {
            Self::Added { .. } => before.is_none() && is(),
            Self::Removed { .. } => after.is_none() && was(),
            Self::Changed { .. } => was() || is(),
            _ => is(),
        }
    }

    /// The places that it is about.
    fn spots<'v>(&'v self, before: Option<&'v Value>, after: Option<Side<'v>>, lens: Lens<'_>) -> Vec<Spot<'v>> {
        let segments = self.at().segments();
        let item = segments.iter().rposition(|segment| matches!(segment, Segment::Each | Segment::Any));
        if item.is_none() && !self.chooses(before, after) {
            return Vec::new();
        }
        let mut found: Vec<(Place<'v>, Option<&'v Value>, Option<Side<'v>>)> = vec![(Place::default(), before, after)];
        for (at, segment) in segments.iter().enumerate() {
            let mut next = Vec::new();
            for (place, before, after) in found {
                if let Segment::Field(name) = segment {
                    let (before, after) =
                        (before.and_then(|before| before.get(name)), after.and_then(|after| after.field(name)));
                    next.push((place.then(Part::Field(name)), before, after));
                    continue;
                }
                let parts = Side::parts(after, before, &place, lens.keys);
                let reached = parts.into_iter().filter(|(part, before, after)| {
                    part.is(segment) && (item != Some(at) || self.chooses(*before, *after))
                });
                next.extend(reached.map(|(part, before, after)| (place.then(part), before, after)));
            }
            found = next;
        }
        let spot =
            |(place, before, after): (_, _, Option<Side<'v>>)| Spot { place, before, after: after.map(Side::value) };
        found.into_iter().map(spot).collect()
    }

    fn holds(&self, spot: &Spot<'_>) -> bool {
        match self {
            Self::Equals { value, .. } => Matcher::Equals(value.clone()).fits(spot.after),
            Self::Contains { value, .. } => spot.after.is_some_and(|found| contains(found, value)),
            Self::Matches { value, .. } => value.fits(spot.after),
            Self::Changed { from, to, .. } => {
                let same = match (spot.before, spot.after) {
                    (Some(before), Some(after)) => equal(before, after),
                    (before, after) => before.is_none_or(Value::is_null) && after.is_none_or(Value::is_null),
                };
                let fits =
                    |matcher: &Option<Matcher>, value| matcher.as_ref().is_none_or(|matcher| matcher.fits(value));
                !same && fits(from, spot.before) && fits(to, spot.after)
            }
            Self::Added { .. } | Self::Removed { .. } => true,
        }
    }

    fn holds_exactly(&self, spot: &Spot<'_>, lens: Lens<'_>) -> bool {
        let (Self::Added { exact: true, filter, .. }, Some(item)) = (self, spot.after) else { return true };
        let named = |place: &Place<'_>| filter.keys().any(|path| reaches(path, &place.0[spot.place.0.len()..]));
        leaves(&spot.place, item, lens).iter().all(named)
    }

    fn expected(&self) -> String {
        match self {
            Self::Equals { value, .. } => shown(value),
            Self::Contains { value, .. } => format!("something with {}", shown(value)),
            Self::Matches { value, .. } => format!("{value:?}"),
            Self::Changed { from, to, .. } => format!("a change from {from:?} to {to:?}"),
            Self::Added { .. } | Self::Removed { .. } => String::new(),
        }
    }

    fn told(&self) -> String {
        if self.filter().is_empty() {
            return String::new();
        }
        format!(" where {}", serde_json::to_string(self.filter()).unwrap_or_default())
    }
}

/// Whether a general path leads to parts or to what holds them.
fn reaches(path: &Path, parts: &[Part<'_>]) -> bool {
    let segments = path.segments();
    segments.len() <= parts.len() && segments.iter().zip(parts).all(|(segment, part)| part.is(segment))
}
