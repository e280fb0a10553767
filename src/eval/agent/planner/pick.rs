//! Picking items of a result: the ones that a clause speaks of by name, day, place in the list, or superlative.

use serde_json::Value;

use super::clause::{Clause, Superlative};
use super::fit::folded;
use super::literal::{Literal, Said};
use super::words::{akin, of_name};
use crate::model::{Path, Segment};

/// The items that were picked, and the literals that told them from the others.
#[derive(Clone, Debug, Default)]
pub(super) struct Picked {
    /// Concrete places of the items, e.g. `events[2]`; the root where a result is one thing.
    pub items: Vec<Path>,
    pub used: Vec<usize>,
}

/// The outermost list of a general path, without the *each*.
pub(super) fn list_of(path: &Path) -> Option<Path> {
    let at = path.segments().iter().position(|segment| *segment == Segment::Each)?;
    Some(Path::from(path.segments()[..at].to_vec()))
}

/// The list that a result is about: the one with the most items, the first of equals.
pub(super) fn main_list(view: &Value) -> Option<Path> {
    if view.is_array() {
        return Some(Path::root());
    }
    let fields = view.as_object()?.iter();
    let lists = fields.filter_map(|(name, value)| Some((Path::root().field(name), value.as_array()?)));
    let objects: Vec<(Path, &Vec<Value>)> = lists.filter(|(_, items)| items.iter().any(Value::is_object)).collect();
    let most = objects.iter().map(|(_, items)| items.len()).max()?;
    objects.into_iter().find(|(_, items)| items.len() == most).map(|(path, _)| path)
}

/// Picks items of a list by what a clause says; `candidates` are the literals that may name them.
pub(super) fn pick(view: &Value, list: &Path, clause: &Clause, candidates: &[usize]) -> Picked {
    let Some(items) = list.get(view).and_then(Value::as_array).filter(|items| !items.is_empty()) else {
        return Picked::default();
    };
    let scores: Vec<Vec<f32>> =
        items.iter().map(|item| candidates.iter().map(|at| named(item, &clause.literals[*at])).collect()).collect();
    let total = |scores: &Vec<f32>| scores.iter().sum::<f32>();
    let best = scores.iter().map(total).fold(0.0, f32::max);
    let mut found: Vec<usize> = (0..items.len()).filter(|at| total(&scores[*at]) >= best).collect();
    let used = candidates.iter().enumerate().filter(|(n, _)| found.iter().any(|at| scores[*at][*n] > 0.0));
    let used: Vec<usize> = used.map(|(_, at)| *at).collect();
    if let Some(superlative) = clause.superlative {
        found = extreme(items, &found, superlative).into_iter().collect();
    } else if let Some(place) = clause.ordinal {
        let at = usize::try_from(place).ok().or_else(|| found.len().checked_sub(usize::try_from(-place).unwrap_or(1)));
        found = at.and_then(|at| found.get(at)).copied().into_iter().collect();
    } else if !clause.all {
        found.truncate(1);
    }
    Picked { items: found.into_iter().map(|at| list.index(at)).collect(), used }
}

/// How clearly a literal names an item.
pub(super) fn named(item: &Value, literal: &Literal) -> f32 {
    let wanted = folded(&literal.text);
    let mut best: f32 = 0.0;
    for (path, value) in Path::leaves(item) {
        let near = 1.0 / path.fields().count().max(1) as f32;
        let worth = match (&literal.said, value) {
            (Said::Date(date), Value::String(text)) if text.starts_with(&date.to_string()) => 1.0,
            (Said::Moment(date, time), Value::String(text)) if text.starts_with(&format!("{date}T{time}")) => 1.5,
            (Said::Number(number) | Said::Money(number), Value::Number(value)) if value.as_f64() == Some(*number) => {
                0.4
            }
            (_, Value::String(text)) => {
                let text = folded(text);
                if text == wanted {
                    2.0
                } else if wanted.len() > 2 && text.contains(&wanted) {
                    0.8
                } else {
                    0.0
                }
            }
            _ => 0.0,
        };
        best = best.max(worth * (0.7 + 0.3 * near));
    }
    best
}

/// The item with the most or the least of what a superlative is about.
fn extreme(items: &[Value], among: &[usize], superlative: Superlative) -> Option<usize> {
    let about: &[&str] = match superlative {
        Superlative::Latest | Superlative::Earliest => &["date", "time", "start", "at"],
        Superlative::Cheapest | Superlative::Dearest => &["price", "amount", "total", "cost"],
    };
    let key = |at: &usize| {
        Path::leaves(&items[*at]).into_iter().find_map(|(path, value)| {
            let name: Vec<String> = path.last_field().into_iter().flat_map(of_name).collect();
            let fits = name.iter().any(|stem| about.iter().any(|about| akin(stem, about)));
            match value {
                Value::Number(number) if fits => Some((number.as_f64().unwrap_or(0.0), String::new())),
                Value::String(text) if fits && text.starts_with(|c: char| c.is_ascii_digit()) => {
                    Some((text.parse().unwrap_or(0.0), text.clone()))
                }
                _ => None,
            }
        })
    };
    let mut keyed: Vec<(usize, (f64, String))> = among.iter().filter_map(|at| Some((*at, key(at)?))).collect();
    keyed.sort_by(|a, b| a.1.0.total_cmp(&b.1.0).then_with(|| a.1.1.cmp(&b.1.1)));
    let pick = match superlative {
        Superlative::Latest | Superlative::Dearest => keyed.last(),
        Superlative::Earliest | Superlative::Cheapest => keyed.first(),
    };
    pick.map(|(at, _)| *at).or_else(|| among.first().copied())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::cut::clauses;
    use super::*;
    use crate::wording::Clock;

    fn check(request: &str) -> Vec<String> {
        let clock = Clock::parse("2026-03-05T14:20:00+01:00").unwrap();
        let clause = clauses(request, &clock, &|_| false).remove(0);
        let view = json!({"events": [
            {"title": "Lunch", "start": "2026-03-06T12:00:00+01:00", "price": 9},
            {"title": "Budget review", "start": "2026-03-09T12:00:00+01:00", "price": 4},
            {"title": "Lunch", "start": "2026-03-07T12:00:00+01:00", "price": 7},
        ]});
        let all: Vec<usize> = (0..clause.literals.len()).collect();
        pick(&view, &Path::root().field("events"), &clause, &all).items.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn items_are_picked_by_name_day_place_and_superlative() {
        assert_eq!(check("Cancel \"Budget review\""), ["events[1]"]);
        assert_eq!(check("Cancel the \"Lunch\" on Saturday"), ["events[2]"]);
        assert_eq!(check("Cancel the second one"), ["events[1]"]);
        assert_eq!(check("Cancel the cheapest event"), ["events[1]"]);
        assert_eq!(check("Cancel all \"Lunch\" events"), ["events[0]", "events[2]"]);
    }
}
