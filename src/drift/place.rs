//! Edits of values at general paths: `items[].name` is every item's name.

use serde_json::{Map, Value};

use crate::model::{Path, Segment};

/// Does something to every value that a path reaches.
fn visit(value: &mut Value, segments: &[Segment], act: &mut dyn FnMut(&mut Value)) {
    let Some((first, rest)) = segments.split_first() else { return act(value) };
    match (first, value) {
        (Segment::Field(name), Value::Object(object)) => {
            if let Some(inner) = object.get_mut(name) {
                visit(inner, rest, act);
            }
        }
        (Segment::Each, Value::Array(items)) => items.iter_mut().for_each(|item| visit(item, rest, act)),
        (Segment::Any, Value::Object(object)) => object.values_mut().for_each(|item| visit(item, rest, act)),
        (Segment::Index(at), Value::Array(items)) => {
            if let Some(item) = items.get_mut(*at) {
                visit(item, rest, act);
            }
        }
        _ => {}
    }
}

/// Exchanges every value at a path for which there is another, and says whether there was any.
pub fn change(value: &mut Value, path: &Path, with: impl Fn(&Value) -> Option<Value>) -> bool {
    let mut changed = false;
    visit(value, path.segments(), &mut |value| {
        if let Some(new) = with(value) {
            *value = new;
            changed = true;
        }
    });
    changed
}

/// Gives every field at a path another name at the same place, and says whether there was any.
pub fn rename(value: &mut Value, path: &Path, to: &str) -> bool {
    let Some(from) = path.last_field() else { return false };
    let mut renamed = false;
    visit(value, path.parent().segments(), &mut |parent| {
        if let Some(object) = parent.as_object_mut().filter(|object| object.contains_key(from)) {
            let named = |name: String| if name == from { to.to_owned() } else { name };
            *object =
                std::mem::take(object).into_iter().map(|(name, value)| (named(name), value)).collect::<Map<_, _>>();
            renamed = true;
        }
    });
    renamed
}

/// Removes every field at a path; gives the first.
pub fn remove(value: &mut Value, path: &Path) -> Option<Value> {
    let name = path.last_field()?;
    let mut removed = None;
    visit(value, path.parent().segments(), &mut |parent| {
        let taken = parent.as_object_mut().and_then(|object| object.shift_remove(name));
        removed = removed.take().or(taken);
    });
    removed
}
