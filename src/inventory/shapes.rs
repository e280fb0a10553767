//! Output shapes learned from results: most real tools declare none. They are kept beside the declared schemas and
//! never mixed up with them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{JsonType, Leaf, Types};
use crate::model::{Path, ToolRef};

/// No more paths than this are learned of one tool.
const MAX_PATHS: usize = 300;
/// Of a longer list only the first items are looked at.
const MAX_ITEMS: usize = 20;
const MAX_DEPTH: usize = 10;
const MAX_EXAMPLES: usize = 3;
/// Longer texts are no examples.
const MAX_EXAMPLE: usize = 120;

/// What has been seen of every tool's results.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Vec<Entry>", into = "Vec<Entry>")]
pub struct Shapes {
    tools: BTreeMap<ToolRef, Shape>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Shape {
    /// Results seen.
    results: u64,
    /// In the order of first sight.
    places: Vec<Place>,
}

/// How often something was seen at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Results that had it.
    pub present: u64,
    /// Results of the tool in all.
    pub results: u64,
}

/// What was seen at one path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Place {
    path: Path,
    types: Types,
    /// Results that had something here.
    present: u64,
    examples: Vec<Value>,
}

/// A tool with its shape, as it is written.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Entry {
    tool: ToolRef,
    shape: Shape,
}

impl From<Vec<Entry>> for Shapes {
    fn from(entries: Vec<Entry>) -> Self {
        Self { tools: entries.into_iter().map(|entry| (entry.tool, entry.shape)).collect() }
    }
}

impl From<Shapes> for Vec<Entry> {
    fn from(shapes: Shapes) -> Self {
        shapes.tools.into_iter().map(|(tool, shape)| Entry { tool, shape }).collect()
    }
}

impl Shapes {
    /// Learns from the [`view`](super::view) of one successful result.
    pub fn observe(&mut self, tool: &ToolRef, value: &Value) {
        let shape = match self.tools.get_mut(tool) {
            Some(shape) => shape,
            None => self.tools.entry(tool.clone()).or_default(),
        };
        shape.results += 1;
        let mut seen = Vec::new();
        walk(&Path::root(), value, &mut |path, value| shape.see(path, value, &mut seen));
        seen.into_iter().for_each(|at| shape.places[at].present += 1);
    }

    /// How many results of the tool were seen.
    pub fn results(&self, tool: &ToolRef) -> u64 {
        self.tools.get(tool).map_or(0, |shape| shape.results)
    }

    /// The output parameters seen; those that every result had are `required`.
    pub fn leaves(&self, tool: &ToolRef) -> Vec<(Leaf, Seen)> {
        let Some(Shape { results, places }) = self.tools.get(tool) else { return Vec::new() };
        let seen = |place: &Place| Seen { present: place.present, results: *results };
        places.iter().map(|place| (place.leaf(*results), seen(place))).collect()
    }

    /// Takes over what was seen elsewhere; of a tool in both the newer knowledge stands.
    pub fn add(&mut self, newer: Self) {
        self.tools.extend(newer.tools);
    }

    pub fn is_empty(&self) -> bool {
        self.tools.is_empty()
    }
}

impl Shape {
    fn see(&mut self, path: Path, value: &Value, seen: &mut Vec<usize>) {
        let at = match self.places.iter().position(|place| place.path == path) {
            Some(at) => at,
            None if self.places.len() >= MAX_PATHS => return,
            None => {
                self.places.push(Place { path, types: Types::default(), present: 0, examples: Vec::new() });
                self.places.len() - 1
            }
        };
        let place = &mut self.places[at];
        place.types.insert(JsonType::of(value));
        let telling = match value {
            Value::String(text) => !text.is_empty() && text.len() <= MAX_EXAMPLE,
            other => other.is_number(),
        };
        if telling && place.examples.len() < MAX_EXAMPLES && !place.examples.contains(value) {
            place.examples.push(value.clone());
        }
        if !seen.contains(&at) {
            seen.push(at);
        }
    }
}

impl Place {
    fn leaf(&self, results: u64) -> Leaf {
        let mut types = self.types;
        types.remove(JsonType::Null);
        let always = self.present == results;
        Leaf {
            path: self.path.clone(),
            types,
            required: always,
            required_here: always,
            nullable: self.types.has(JsonType::Null),
            examples: self.examples.clone(),
            ..Leaf::default()
        }
    }
}

/// Visits the scalar leaves with their general paths.
fn walk(path: &Path, value: &Value, visit: &mut impl FnMut(Path, &Value)) {
    let deep = path.segments().len() >= MAX_DEPTH;
    match value {
        Value::Object(map) if !map.is_empty() && !deep => {
            map.iter().for_each(|(name, value)| walk(&path.field(name.as_str()), value, visit));
        }
        Value::Array(items) if !items.is_empty() && !deep => {
            let path = path.each();
            items.iter().take(MAX_ITEMS).for_each(|value| walk(&path, value, visit));
        }
        // An empty list or object says nothing about what it would hold.
        Value::Array(_) | Value::Object(_) => {}
        leaf => visit(path.clone(), leaf),
    }
}
