//! Mistakes in arguments.

use jiff::ToSpan;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use super::{Leaf, call_with, leaves, one, set, set_said};
use crate::model::{Binding, Path, Segment, Trajectory};
use crate::wording::{Meaning, meaning};

fn value<'r>(row: &'r Trajectory, leaf: &Leaf) -> Option<&'r Value> {
    leaf.path.get(&row.steps[leaf.step].arguments)
}

fn is_text(row: &Trajectory, leaf: &Leaf) -> bool {
    let text = value(row, leaf).filter(|value| value.is_string());
    text.is_some_and(|text| matches!(meaning(text, ""), Meaning::Text(_)))
}

pub fn made_up(row: &mut Trajectory, _: &Trajectory, rng: &mut ChaCha8Rng) -> Option<()> {
    let mut drawn = leaves(row, |binding| matches!(binding, Binding::Output { .. }));
    drawn.retain(|leaf| is_text(row, leaf));
    let leaf = one(drawn, rng)?;
    // Of the shape of what was there.
    let made = value(row, &leaf)?.as_str()?.chars().map(|c| match c {
        '0'..='8' => char::from(c as u8 + 1),
        '9' => '0',
        'a'..='y' => char::from(c as u8 + 1),
        other => other,
    });
    let made = Value::String(made.collect());
    if value(row, &leaf) == Some(&made) {
        return None;
    }
    set(row, &leaf, &made);
    Some(())
}

pub fn of_another_step(row: &mut Trajectory, _: &Trajectory, rng: &mut ChaCha8Rng) -> Option<()> {
    let drawn = leaves(row, |binding| matches!(binding, Binding::Output { .. }));
    let mut choices = Vec::new();
    for leaf in drawn.iter().filter(|leaf| is_text(row, leaf)) {
        let Binding::Output { step: from, path, .. } = &row.steps[leaf.step].bindings[leaf.bound].binding else {
            continue;
        };
        for (_, other) in row.steps.iter().enumerate().take(leaf.step).filter(|(at, _)| at != from) {
            let Some(result) = other.outcome.value() else { continue };
            let same = |(found, wrong): &(Path, &Value)| {
                found.last_field() == path.last_field() && wrong.is_string() && Some(*wrong) != value(row, leaf)
            };
            if let Some((_, wrong)) = Path::leaves(&result).into_iter().find(same) {
                choices.push((leaf.clone(), wrong.clone()));
            }
        }
    }
    let (leaf, wrong) = one(choices, rng)?;
    set(row, &leaf, &wrong);
    Some(())
}

/// The neighbour in the list, with a source that agrees: only the words of the request tell.
pub fn another_item(row: &mut Trajectory, _: &Trajectory, rng: &mut ChaCha8Rng) -> Option<()> {
    let mut choices = Vec::new();
    for leaf in leaves(row, |binding| matches!(binding, Binding::Output { .. })) {
        let Binding::Output { step, path, .. } = &row.steps[leaf.step].bindings[leaf.bound].binding else { continue };
        let Some(result) = row.steps[*step].outcome.value() else { continue };
        let place = path.segments().iter().position(|segment| matches!(segment, Segment::Index(_)));
        let Some(place) = place else { continue };
        let Segment::Index(index) = path.segments()[place] else { continue };
        for other in [index + 1, index.wrapping_sub(1)] {
            let mut segments = path.segments().to_vec();
            segments[place] = Segment::Index(other);
            let there = Path::from(segments);
            if let Some(wrong) =
                there.get(&result).filter(|wrong| Some(*wrong) != value(row, &leaf) && !wrong.is_null())
            {
                choices.push((leaf.clone(), there.clone(), wrong.clone()));
            }
        }
    }
    let (leaf, there, wrong) = one(choices, rng)?;
    set(row, &leaf, &wrong);
    if let Binding::Output { path, .. } = &mut row.steps[leaf.step].bindings[leaf.bound].binding {
        *path = there;
    }
    Some(())
}

pub fn swapped(row: &mut Trajectory, _: &Trajectory, rng: &mut ChaCha8Rng) -> Option<()> {
    let mut pairs = Vec::new();
    let all = leaves(row, |binding| !matches!(binding, Binding::Default { .. }));
    for (at, a) in all.iter().enumerate() {
        for b in all[at + 1..].iter().filter(|b| b.step == a.step) {
            let (x, y) = (value(row, a)?, value(row, b)?);
            if x != y && x.is_string() && y.is_string() {
                pairs.push(((a.clone(), y.clone()), (b.clone(), x.clone())));
            }
        }
    }
    let (a, b) = one(pairs, rng)?;
    [a, b].iter().for_each(|(leaf, value)| set(row, leaf, value));
    Some(())
}

pub fn off_by_one(row: &mut Trajectory, _: &Trajectory, rng: &mut ChaCha8Rng) -> Option<()> {
    let mut numbers = leaves(row, |binding| matches!(binding, Binding::User { .. }));
    numbers.retain(|leaf| value(row, leaf).is_some_and(|value| value.as_i64().is_some_and(|number| number > 3)));
    let leaf = one(numbers, rng)?;
    let wrong = json!(value(row, &leaf)?.as_i64()? + 1);
    set_said(row, &leaf, &wrong);
    Some(())
}

pub fn off_by_a_day(row: &mut Trajectory, _: &Trajectory, rng: &mut ChaCha8Rng) -> Option<()> {
    let mut days = Vec::new();
    for leaf in leaves(row, |binding| matches!(binding, Binding::User { .. })) {
        let Some(text) = value(row, &leaf).and_then(Value::as_str) else { continue };
        let dated = matches!(meaning(&json!(text), ""), Meaning::Date(_) | Meaning::DateTime(_));
        let date = text.get(..10).filter(|_| dated).and_then(|date| date.parse::<jiff::civil::Date>().ok());
        if let Some(next) = date.and_then(|date| date.checked_add(1.day()).ok()) {
            days.push((leaf, json!(format!("{next}{}", &text[10..]))));
        }
    }
    let (leaf, wrong) = one(days, rng)?;
    set_said(row, &leaf, &wrong);
    Some(())
}

pub fn unsaid_text(row: &mut Trajectory, _: &Trajectory, rng: &mut ChaCha8Rng) -> Option<()> {
    let mut said = leaves(row, |binding| matches!(binding, Binding::User { .. }));
    said.retain(|leaf| is_text(row, leaf));
    let leaf = one(said, rng)?;
    set_said(row, &leaf, &json!("Quarterly lighthouse inspection"));
    Some(())
}

/// The schema of a step's tool.
fn schema(row: &Trajectory, step: usize) -> Option<&Value> {
    let view = row.tools.iter().find(|view| view.tool.reference() == row.steps[step].tool)?;
    Some(&view.tool.input_schema)
}

/// The names that the schema of a step requires and the call has.
fn required(row: &Trajectory, step: usize) -> Vec<String> {
    let names = schema(row, step).and_then(|schema| schema["required"].as_array());
    let names = names.into_iter().flatten().filter_map(Value::as_str);
    names.filter(|name| row.steps[step].arguments.get(name).is_some()).map(str::to_owned).collect()
}

pub fn missing(row: &mut Trajectory, _: &Trajectory, rng: &mut ChaCha8Rng) -> Option<()> {
    let all: Vec<(usize, String)> =
        (0..row.steps.len()).flat_map(|step| required(row, step).into_iter().map(move |name| (step, name))).collect();
    let (step, name) = one(all, rng)?;
    call_with(row, step, |arguments| {
        arguments.as_object_mut().map(|map| map.shift_remove(&name));
    });
    row.steps[step].bindings.retain(|bound| bound.path.fields().next() != Some(name.as_str()));
    Some(())
}

pub fn extra(row: &mut Trajectory, _: &Trajectory, rng: &mut ChaCha8Rng) -> Option<()> {
    let step = one((0..row.steps.len()).filter(|step| !row.steps[*step].bindings.is_empty()).collect(), rng)?;
    call_with(row, step, |arguments| {
        arguments.as_object_mut().map(|map| map.insert("comment".into(), json!("as discussed")));
    });
    Some(())
}

pub fn wrong_type(row: &mut Trajectory, _: &Trajectory, rng: &mut ChaCha8Rng) -> Option<()> {
    let mut all = leaves(row, |_| true);
    all.retain(|leaf| {
        let top = leaf.path.segments().len() == 1;
        let typed = schema(row, leaf.step).and_then(|schema| schema["properties"].get(leaf.path.last_field()?));
        top && typed
            .is_some_and(|typed| matches!(typed["type"].as_str(), Some("string" | "integer" | "number" | "boolean")))
    });
    let leaf = one(all, rng)?;
    let wrong = json!([value(row, &leaf)?]);
    call_with(row, leaf.step, |arguments| leaf.path.set(arguments, wrong.clone()));
    Some(())
}

pub fn not_allowed(row: &mut Trajectory, _: &Trajectory, rng: &mut ChaCha8Rng) -> Option<()> {
    let mut all = leaves(row, |_| true);
    all.retain(|leaf| {
        let typed = schema(row, leaf.step).and_then(|schema| schema["properties"].get(leaf.path.last_field()?));
        leaf.path.segments().len() == 1 && typed.is_some_and(|typed| typed["enum"].is_array())
    });
    let leaf = one(all, rng)?;
    set_said(row, &leaf, &json!("whatever"));
    Some(())
}
