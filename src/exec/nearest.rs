//! The recorded call that is nearest to one that was never made, and what its answer would be for the new arguments.

use serde_json::Value;

use crate::model::{Content, Outcome, Path};

/// A shorter text stands in a result by chance.
const TELLING: usize = 3;

/// A recorded call.
pub struct Nearest {
    pub arguments: Value,
    pub outcome: Outcome,
}

impl Nearest {
    /// Of the calls that succeeded the one that shares most arguments; of equals the first.
    pub fn of(calls: &[(Value, &Outcome)], arguments: &Value) -> Option<Self> {
        let good = calls.iter().filter(|(_, outcome)| outcome.is_ok());
        // The first of equals wins, whatever `max_by_key` does.
        let best = good.rev().max_by_key(|(theirs, _)| likeness(theirs, arguments))?;
        Some(Self { arguments: best.0.clone(), outcome: best.1.clone() })
    }
}

/// Equal leaves count most, then equal names.
fn likeness(theirs: &Value, ours: &Value) -> (usize, usize) {
    let (theirs, ours) = (Path::leaves(theirs), Path::leaves(ours));
    let equal = ours.iter().filter(|leaf| theirs.contains(leaf)).count();
    let named = ours.iter().filter(|(path, _)| theirs.iter().any(|(other, _)| other == path)).count();
    (equal, named)
}

/// A recorded answer as it would be for other arguments: where it repeats an argument that differs, it repeats the new one.
pub fn simulated(theirs: &Value, ours: &Value, outcome: &Outcome) -> Outcome {
    let changed: Vec<(Value, Value)> = Path::leaves(ours)
        .into_iter()
        .filter_map(|(path, new)| {
            let old = path.get(theirs).filter(|old| *old != new)?;
            Some((old.clone(), new.clone()))
        })
        .collect();
    let mut answer = outcome.clone();
    answer.raw = None;
    for (old, new) in &changed {
        if let Some(structured) = &mut answer.structured {
            replace(structured, old, new);
        }
        for block in &mut answer.content {
            if let (Content::Text { text }, Some(old), Some(new)) = (block, old.as_str(), new.as_str())
                && old.chars().count() > TELLING
            {
                *text = text.replace(old, new);
            }
        }
    }
    answer
}

fn replace(value: &mut Value, old: &Value, new: &Value) {
    let telling = old.as_str().is_some_and(|text| text.chars().count() > TELLING);
    match value {
        Value::Object(map) => map.values_mut().for_each(|inner| replace(inner, old, new)),
        Value::Array(items) => items.iter_mut().for_each(|inner| replace(inner, old, new)),
        same if telling && same == old => *same = new.clone(),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_call_with_most_in_common_answers_for_the_new_one() {
        let outcome = |value: Value| Outcome { structured: Some(value), ..Outcome::default() };
        let (near, far) =
            (outcome(json!({"path": "/docs/a.md", "size": 3})), outcome(json!({"path": "/b", "size": 9})));
        let calls =
            [(json!({"path": "/b", "deep": true}), &far), (json!({"path": "/docs/a.md", "deep": false}), &near)];
        let ours = json!({"path": "/docs/c.md", "deep": false});
        let nearest = Nearest::of(&calls, &ours).expect("a call");
        assert_eq!(nearest.arguments["path"], "/docs/a.md");
        let answer = simulated(&nearest.arguments, &ours, &nearest.outcome);
        assert_eq!(answer.structured, Some(json!({"path": "/docs/c.md", "size": 3})));
    }
}
