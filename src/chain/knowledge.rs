//! What the user knows of her world before she asks: names of her things, not their handles.
//!
//! It is learned by looking around each server with the tools that need no arguments, before the
//! episode starts and without leaving a trace in it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::atlas::Atlas;
use super::role::{singular, words};
use crate::model::{Path, Segment};

/// A thing in the user's world: an object that a list showed.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub server: String,
    /// The list's own name: `events` of `events[]`.
    pub list: String,
    pub value: Value,
}

/// A path that is there, as a server knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub server: String,
    pub path: String,
}

/// Everything seen in one look around.
#[derive(Clone, Debug, Default)]
pub struct Knowledge {
    items: Vec<Item>,
    /// Scalars by producing tool and output parameter.
    values: BTreeMap<(usize, Path), Vec<Value>>,
    /// Places the user named when she set the servers up, e.g. a folder in a server's arguments.
    places: Vec<Place>,
    /// Addresses of the user herself.
    own: Vec<String>,
}

/// No more values of one parameter are kept than this.
const MAX_VALUES: usize = 64;
/// A name longer than this is not how people call a thing.
const MAX_LABEL: usize = 80;

/// Fields that people call a thing by, best first.
const LABELS: &[&str] = &[
    "name", "title", "subject", "label", "summary", "full_name", "display_name", "headline", "filename", "file_name",
    "topic", "question", "branch", "message", "path", "text",
];

impl Knowledge {
    /// Nothing seen yet, but for places that the user named.
    pub fn of_places(places: &[Place]) -> Self {
        Self { places: places.to_vec(), ..Self::default() }
    }

    /// Adds what a tool showed.
    pub fn add(&mut self, atlas: &Atlas, tool: usize, view: &Value) {
        let node = &atlas.tools[tool];
        self.add_items(&node.tool.server, "", view);
        if node.about_user {
            let addresses = Path::leaves(view).into_iter().filter_map(|(_, value)| value.as_str());
            self.own.extend(addresses.filter(|text| text.contains('@')).map(str::to_owned));
        }
        for (path, value) in Path::leaves(view) {
            let plain = match value {
                Value::String(text) if text.starts_with('/') => false,
                Value::String(_) | Value::Number(_) => true,
                _ => continue,
            };
            let path = path.generalised();
            if plain && !node.handed.contains(&path) {
                continue;
            }
            let known = self.values.entry((tool, path)).or_default();
            if known.len() < MAX_VALUES && !known.contains(value) {
                known.push(value.clone());
            }
        }
    }

    fn add_items(&mut self, server: &str, name: &str, value: &Value) {
        match value {
            Value::Object(map) => {
                map.iter().for_each(|(name, value)| self.add_items(server, name, value));
            }
            Value::Array(items) => {
                for item in items.iter().take(MAX_VALUES) {
                    let object = item.is_object() && !labels(item).is_empty();
                    let same = |known: &Item| known.list == name && known.server == server && known.value == *item;
                    let known = || self.items.iter().any(same);
                    if object && !known() {
                        self.items.push(Item { server: server.to_owned(), list: name.to_owned(), value: item.clone() });
                    }
                    if !item.is_object() || !object {
                        self.add_items(server, name, item);
                    }
                }
            }
            _ => {}
        }
    }

    /// Things of a server that stand in a list of one of these names; any list where none is named.
    pub fn items<'k>(&'k self, server: &'k str, lists: &'k [String]) -> impl Iterator<Item = &'k Item> {
        self.items.iter().filter(move |item| item.server == server && (lists.is_empty() || lists.contains(&item.list)))
    }

    /// Values seen at an output parameter.
    pub fn values(&self, tool: usize, path: &Path) -> &[Value] {
        self.values.get(&(tool, path.clone())).map_or(&[], Vec::as_slice)
    }

    /// Whether a value is an address of the user herself.
    pub fn is_own(&self, value: &Value) -> bool {
        value.as_str().is_some_and(|text| self.own.iter().any(|own| own == text))
    }

    /// The ids of things that stand in lists of this name: `folder` for `folders`.
    pub fn ids(&self, server: &str, entity: &str) -> Vec<&Value> {
        let of = |item: &&Item| item.server == server && singular(&item.list) == entity;
        self.items.iter().filter(of).filter_map(|item| item.value.get("id")).collect()
    }

    /// Adds a path that is there.
    pub fn add_place(&mut self, place: &Place) {
        if !self.places.contains(place) {
            self.places.push(place.clone());
        }
    }

    /// Texts that look like file system paths: those that a server itself showed or was told of, or else all.
    pub fn paths(&self, atlas: &Atlas, server: &str) -> Vec<&str> {
        let seen = self.values.iter().flat_map(|((tool, _), values)| {
            let server = atlas.tools[*tool].tool.server.as_str();
            values.iter().filter_map(move |value| Some((server, value.as_str()?)))
        });
        let named = self.places.iter().map(|place| (place.server.as_str(), place.path.as_str()));
        let is_path = |text: &str| text.starts_with('/') && !text.contains(['\n', ' ']) && text.len() < MAX_LABEL;
        let all: Vec<(&str, &str)> = seen.chain(named).filter(|(_, text)| is_path(text)).collect();
        let own: Vec<&str> = all.iter().filter(|(of, _)| *of == server).map(|(_, text)| *text).collect();
        if own.is_empty() { all.into_iter().map(|(_, text)| text).collect() } else { own }
    }
}

/// The names that a person could call a thing by, best first, each with its path in the thing.
pub fn labels(item: &Value) -> Vec<(Path, &str)> {
    let mut found: Vec<(usize, Path, &str)> = Vec::new();
    for (path, value) in Path::leaves(item) {
        let Some(text) = value.as_str().filter(|text| is_label(text)) else { continue };
        let depth = path.segments().len();
        let first_only = path.segments().iter().all(|segment| !matches!(segment, Segment::Index(index) if *index > 0));
        let rank = path.last_field().and_then(|field| LABELS.iter().position(|label| *label == field));
        if let Some(rank) = rank.filter(|_| depth <= 3 && first_only) {
            found.push((depth * LABELS.len() + rank, path, text));
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
    found.into_iter().map(|(_, path, text)| (path, text)).collect()
}

/// A short text of words, on one line and without quotation marks.
fn is_label(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    text.chars().count() <= MAX_LABEL && letters >= 2 && !text.contains(['\n', '"', '{', '}'])
}

/// The item's value that best answers to a parameter's name: all words of the name stand in the
/// path, and as few others as possible.
pub fn field_for<'v>(item: &'v Value, name: &str) -> Option<&'v Value> {
    let all: Vec<String> = words(name).iter().map(|word| singular(word)).collect();
    let telling: Vec<String> = all.iter().filter(|word| !is_modifier(word)).cloned().collect();
    let wanted = if telling.is_empty() { all } else { telling };
    let mut best: Option<(usize, &Value)> = None;
    for (path, value) in Path::leaves(item) {
        let have: Vec<String> = path.fields().flat_map(words).map(|word| singular(&word)).collect();
        if !wanted.iter().all(|word| have.contains(word)) {
            continue;
        }
        let extra = have.len() - wanted.len().min(have.len());
        if best.is_none_or(|(least, _)| extra < least) {
            best = Some((extra, value));
        }
    }
    best.map(|(_, value)| value)
}

fn is_modifier(word: &str) -> bool {
    matches!(
        word,
        "max" | "min" | "maximum" | "minimum" | "from" | "to" | "since" | "until" | "before" | "after" | "date" | "new"
    )
}
