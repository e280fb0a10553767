//! Properties inside a JSON Schema, addressed by paths: `address.city`, `items[].id`.
//!
//! Only `properties` and `items` are followed. What stands behind `$ref` or `anyOf` is left alone: an operator that does not
//! see a property cannot break it.

use serde_json::{Map, Value, json};

use crate::model::{Path, Segment};

/// How deep properties are looked for.
const DEEP: usize = 4;

/// The schema at a path.
pub fn at<'s>(schema: &'s Value, path: &Path) -> Option<&'s Value> {
    path.segments().iter().try_fold(schema, |schema, segment| match segment {
        Segment::Field(name) => schema.get("properties")?.get(name),
        Segment::Each => schema.get("items"),
        Segment::Index(_) | Segment::Any => None,
    })
}

pub fn at_mut<'s>(schema: &'s mut Value, path: &Path) -> Option<&'s mut Value> {
    path.segments().iter().try_fold(schema, |schema, segment| match segment {
        Segment::Field(name) => schema.get_mut("properties")?.get_mut(name),
        Segment::Each => schema.get_mut("items"),
        Segment::Index(_) | Segment::Any => None,
    })
}

/// Whether the object around a property requires it.
pub fn is_required(schema: &Value, path: &Path) -> bool {
    let required = at(schema, &path.parent()).and_then(|object| object.get("required")).and_then(Value::as_array);
    required.is_some_and(|names| names.iter().any(|name| name.as_str() == path.last_field()))
}

pub fn set_required(schema: &mut Value, path: &Path, required: bool) {
    let (Some(object), Some(name)) =
        (at_mut(schema, &path.parent()).and_then(Value::as_object_mut), path.last_field().map(str::to_owned))
    else {
        return;
    };
    let mut names = match object.get("required") {
        Some(Value::Array(names)) => names.clone(),
        _ => Vec::new(),
    };
    names.retain(|other| other.as_str() != Some(&name));
    if required {
        names.push(Value::String(name));
    }
    if names.is_empty() {
        object.remove("required");
    } else {
        object.insert("required".to_owned(), Value::Array(names));
    }
}

/// Takes a property out, with whether it was required.
pub fn take(schema: &mut Value, path: &Path) -> Option<(Value, bool)> {
    let required = is_required(schema, path);
    set_required(schema, path, false);
    let object = at_mut(schema, &path.parent())?;
    let taken = object.get_mut("properties")?.as_object_mut()?.shift_remove(path.last_field()?)?;
    Some((taken, required))
}

/// Puts a property behind the others of its object, which must be there.
pub fn put(schema: &mut Value, path: &Path, property: Value, required: bool) {
    let (Some(object), Some(name)) = (at_mut(schema, &path.parent()).and_then(Value::as_object_mut), path.last_field())
    else {
        return;
    };
    let properties = object.entry("properties").or_insert_with(|| json!({}));
    if let Some(properties) = properties.as_object_mut() {
        properties.insert(name.to_owned(), property);
    }
    set_required(schema, path, required);
}

/// Gives a property another name at the same place.
pub fn rename(schema: &mut Value, path: &Path, to: &str) {
    let Some(from) = path.last_field() else { return };
    let Some(object) = at_mut(schema, &path.parent()) else { return };
    let renamed = |name: &str| if name == from { to.to_owned() } else { name.to_owned() };
    if let Some(properties) = object.get_mut("properties").and_then(Value::as_object_mut) {
        let old = std::mem::take(properties);
        *properties = old.into_iter().map(|(name, value)| (renamed(&name), value)).collect::<Map<_, _>>();
    }
    if let Some(names) = object.get_mut("required").and_then(Value::as_array_mut) {
        names.iter_mut().for_each(|name| *name = Value::String(renamed(name.as_str().unwrap_or_default())));
    }
}

/// The names of an object's own properties, in their order.
pub fn names(schema: &Value) -> Vec<String> {
    let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    properties.map(|(name, _)| name.clone()).collect()
}

/// The paths of the properties of the root.
pub fn top(schema: &Value) -> Vec<Path> {
    names(schema).into_iter().map(|name| Path::root().field(name)).collect()
}

/// The paths of all properties, those of an object before those inside of them.
pub fn all(schema: &Value) -> Vec<Path> {
    fn walk(schema: &Value, path: &Path, deep: usize, found: &mut Vec<Path>) {
        if deep == 0 {
            return;
        }
        for name in names(schema) {
            let path = path.field(name.as_str());
            found.push(path.clone());
            walk(&schema["properties"][name.as_str()], &path, deep - 1, found);
        }
        if let Some(items) = schema.get("items").filter(|_| kind(schema) == "array") {
            walk(items, &path.each(), deep - 1, found);
        }
    }
    let mut found = Vec::new();
    walk(schema, &Path::root(), DEEP, &mut found);
    found
}

/// Whether an object's schema names no property and allows any: what is inside nobody knows.
pub fn is_open(schema: &Value) -> bool {
    names(schema).is_empty() && schema.get("additionalProperties") != Some(&Value::Bool(false))
}

/// The only type that a schema names, or nothing.
pub fn kind(schema: &Value) -> &str {
    schema.get("type").and_then(Value::as_str).unwrap_or_default()
}

pub fn text<'s>(schema: &'s Value, key: &str) -> &'s str {
    schema.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The alternatives that a schema names.
pub fn alternatives(schema: &Value) -> &[Value] {
    schema.get("enum").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The default of a schema, unless it is null.
pub fn default(schema: &Value) -> Option<&Value> {
    schema.get("default").filter(|value| !value.is_null())
}
