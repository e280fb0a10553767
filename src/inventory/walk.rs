//! The walk through a schema: objects, lists, maps, references and alternatives, down to the leaves.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::leaf::{Leaf, array, describe};
use super::resolve::{Target, target};
use super::{JsonType, Types};
use crate::model::{Path, Segment};

/// Deeper nesting is not walked into; the place becomes a leaf of type object or array.
const MAX_DEPTH: usize = 12;
/// A schema yields no more leaves than this.
const MAX_LEAVES: usize = 1_000;
/// No more subschemas than this are looked at, so that a hostile schema costs bounded time.
const MAX_VISITS: usize = 20_000;

/// The leaves, and whether a limit cut some off or a reference was cut because it led back to itself.
pub(super) struct Walked {
    pub leaves: Vec<Leaf>,
    pub truncated: bool,
    pub cyclic: bool,
}

pub(super) fn walk(schema: &Value) -> Walked {
    let mut walker =
        Walker { root: schema, visits: 0, references: Vec::new(), out: Vec::new(), truncated: false, cyclic: false };
    walker.walk(Place { path: Path::root(), required: true, required_here: true, items: None }, &[schema]);
    Walked { leaves: walker.out, truncated: walker.truncated, cyclic: walker.cyclic }
}

/// Where the walk stands, and what the way there says about being required.
struct Place {
    path: Path,
    required: bool,
    required_here: bool,
    /// `minItems` and `maxItems` of the innermost array.
    items: Option<(Option<u64>, Option<u64>)>,
}

struct Walker<'s> {
    root: &'s Value,
    visits: usize,
    references: Vec<&'s str>,
    out: Vec<Leaf>,
    truncated: bool,
    cyclic: bool,
}

/// Several schemas for one place (alternatives, or parts of `allOf`) taken together.
#[derive(Default)]
struct Merged<'s> {
    leaf: Leaf,
    properties: Vec<(&'s str, Vec<&'s Value>)>,
    index: HashMap<&'s str, usize>,
    required: Vec<&'s str>,
    items: Vec<&'s Value>,
    /// Schemas of the values of a map with free keys.
    values: Vec<&'s Value>,
    /// References followed on the way here.
    references: Vec<&'s str>,
}

impl<'s> Walker<'s> {
    fn walk(&mut self, place: Place, schemas: &[&'s Value]) {
        let merged = self.merge(schemas);
        let depth = self.references.len();
        self.references.extend(&merged.references);
        let inside = !(merged.properties.is_empty() && merged.items.is_empty() && merged.values.is_empty())
            && place.path.segments().len() < MAX_DEPTH;
        let scalar = merged.leaf.types.iter().any(|kind| !matches!(kind, JsonType::Array | JsonType::Object));
        if inside {
            // Where a plain value is allowed as well, what lies inside the structure is never needed.
            let required = place.required && !scalar;
            let required_here = !scalar;
            self.properties(&place, &merged, required, required_here);
            self.inner(&place, Segment::Each, &merged.items, &merged, required);
            self.inner(&place, Segment::Any, &merged.values, &merged, false);
        }
        // An object without anything in it at the root is a tool without parameters.
        let empty_root = place.path == Path::root() && merged.leaf.types == Types::of([JsonType::Object]);
        if scalar || !(inside || empty_root) {
            self.emit(place, merged.leaf, inside);
        }
        self.references.truncate(depth);
    }

    fn properties(&mut self, place: &Place, merged: &Merged<'s>, required: bool, here: bool) {
        for (name, schemas) in &merged.properties {
            let needed = merged.required.contains(name);
            let inner = Place {
                path: place.path.field(*name),
                required: required && needed,
                required_here: here && needed,
                items: place.items,
            };
            self.walk(inner, schemas);
        }
    }

    /// Into the items of an array or the values of a map.
    fn inner(&mut self, place: &Place, segment: Segment, schemas: &[&'s Value], merged: &Merged<'s>, required: bool) {
        if schemas.is_empty() {
            return;
        }
        let items = match segment {
            Segment::Each => Some((merged.leaf.min_items, merged.leaf.max_items)),
            _ => place.items,
        };
        let before = self.out.len();
        let path = place.path.then(segment);
        self.walk(Place { path, required, required_here: place.required_here && required, items }, schemas);
        // A list of plain values is described at the list.
        if let [only] = &mut self.out[before..]
            && only.path.parent() == place.path
            && only.description.is_none()
        {
            only.description.clone_from(&merged.leaf.description);
            only.title = only.title.take().or_else(|| merged.leaf.title.clone());
        }
    }

    fn emit(&mut self, place: Place, mut leaf: Leaf, inside: bool) {
        if self.out.len() >= MAX_LEAVES {
            self.truncated = true;
            return;
        }
        if inside {
            leaf.types.remove(JsonType::Array);
            leaf.types.remove(JsonType::Object);
        }
        leaf.path = place.path;
        // An array that says nothing of its items is a list of anything.
        if leaf.types == Types::of([JsonType::Array]) {
            leaf.path = leaf.path.each();
            leaf.types = Types::default();
        } else {
            (leaf.min_items, leaf.max_items) = place.items.unwrap_or_default();
        }
        leaf.required = place.required;
        leaf.required_here = place.required_here;
        self.out.push(leaf);
    }

    fn merge(&mut self, schemas: &[&'s Value]) -> Merged<'s> {
        let mut merged = Merged::default();
        for (i, schema) in schemas.iter().enumerate() {
            self.add(&mut merged, schema, i == 0, 0);
        }
        if merged.leaf.types.has(JsonType::Null) {
            merged.leaf.nullable = true;
            merged.leaf.types.remove(JsonType::Null);
        }
        merged
    }

    /// Adds one schema. `all` says that it holds in any case; an alternative does not, so it can require nothing alone.
    fn add(&mut self, merged: &mut Merged<'s>, schema: &'s Value, all: bool, depth: usize) {
        self.visits += 1;
        if self.visits > MAX_VISITS || depth > MAX_DEPTH {
            self.truncated = true;
            return;
        }
        let Some(object) = schema.as_object() else { return };
        describe(&mut merged.leaf, object);
        merged.add_structure(object, all);
        if let Some(reference) = object.get("$ref").and_then(Value::as_str) {
            self.follow(merged, reference, all, depth);
        }
        for part in array(object, "allOf") {
            self.add(merged, part, all, depth + 1);
        }
        for key in ["anyOf", "oneOf"] {
            self.alternatives(merged, array(object, key), all, depth);
        }
    }

    fn follow(&mut self, merged: &mut Merged<'s>, reference: &'s str, all: bool, depth: usize) {
        if self.references.contains(&reference) || merged.references.contains(&reference) {
            self.cyclic = true;
            merged.leaf.types.insert(JsonType::Object);
            return;
        }
        if let Target::Found(found) = target(self.root, reference) {
            merged.references.push(reference);
            self.add(merged, found, all, depth + 1);
        }
    }

    /// What all alternatives require is required.
    fn alternatives(&mut self, merged: &mut Merged<'s>, options: &'s [Value], all: bool, depth: usize) {
        let mut common: Option<Vec<&'s str>> = None;
        for option in options {
            if option.get("type").and_then(Value::as_str) == Some("null") {
                merged.leaf.nullable = true;
                continue;
            }
            let outer = std::mem::take(&mut merged.required);
            let constant = merged.leaf.constant.take();
            self.add(merged, option, true, depth + 1);
            // A constant of one alternative is one value of an enum.
            merged.leaf.enum_values.extend(std::mem::replace(&mut merged.leaf.constant, constant));
            let required = std::mem::replace(&mut merged.required, outer);
            common = Some(match common {
                None => required,
                Some(common) => common.into_iter().filter(|name| required.contains(name)).collect(),
            });
        }
        if all {
            merged.required.extend(common.unwrap_or_default());
        }
    }
}

impl<'s> Merged<'s> {
    fn add_structure(&mut self, object: &'s Map<String, Value>, all: bool) {
        for (name, schema) in object.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let at = *self.index.entry(name).or_insert_with(|| {
                self.properties.push((name, Vec::new()));
                self.properties.len() - 1
            });
            self.properties[at].1.push(schema);
        }
        if all {
            self.required.extend(array(object, "required").iter().filter_map(Value::as_str));
        }
        match object.get("items") {
            Some(Value::Array(tuple)) => self.items.extend(tuple),
            Some(item) if item.is_object() => self.items.push(item),
            _ => {}
        }
        self.items.extend(array(object, "prefixItems"));
        self.values.extend(
            object.get("additionalProperties").filter(|schema| schema.as_object().is_some_and(|s| !s.is_empty())),
        );
        self.values
            .extend(object.get("patternProperties").and_then(Value::as_object).into_iter().flat_map(Map::values));
    }
}
