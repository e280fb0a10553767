//! Arguments: values out of results, and into calls.

use serde_json::Value;

use super::fit::ends_in_each;
use crate::chain::Input;
use crate::model::{Path, Segment};

/// The values of a general path within one item of its outermost list.
pub(super) fn inside(path: &Path, item: &Path, view: &Value) -> Vec<Value> {
    let found = path.all(view).into_iter();
    let own = found.filter(|(at, _)| item.segments().is_empty() || at.segments().starts_with(item.segments()));
    own.map(|(_, value)| value.clone()).filter(|value| !value.is_null()).collect()
}

/// Sets an argument; a list takes all items of an array, and what is in a list of objects goes into the first.
pub(super) fn set(call: &mut Value, path: &Path, value: Value) {
    let segments = path.segments();
    if let (Some((Segment::Each, list)), Value::Array(items)) = (segments.split_last(), &value) {
        let list = Path::from(list.to_vec());
        items.iter().enumerate().for_each(|(at, item)| first(&list.index(at)).set(call, item.clone()));
        return;
    }
    first(path).set(call, value);
}

fn first(path: &Path) -> Path {
    let concrete = |segment: &Segment| if *segment == Segment::Each { Segment::Index(0) } else { segment.clone() };
    Path::from(path.segments().iter().map(concrete).collect::<Vec<_>>())
}

/// Gives calls the values of one more argument: a list takes all of them, else each makes a call of its own.
pub(super) fn spread(calls: Vec<Value>, input: &Input, values: Vec<Value>, all: bool) -> Vec<Value> {
    let with = |call: &Value, value: Value| {
        let mut call = call.clone();
        set(&mut call, &input.leaf.path, value);
        call
    };
    if ends_in_each(input) {
        let kept = if all { values } else { values.into_iter().take(1).collect() };
        return calls.iter().map(|call| with(call, Value::Array(kept.clone()))).collect();
    }
    let kept = if all { values.len() } else { 1 };
    calls.iter().flat_map(|call| values.iter().take(kept).map(|value| with(call, value.clone()))).collect()
}
