//! Mutants: references with one thing broken, which a good task must notice.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::Path;
use crate::score::task::{Drawn, ReferenceCall};

/// How a reference was broken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Mutation {
    Dropped {
        call: usize,
    },
    Changed {
        call: usize,
        path: Path,
        to: Value,
    },
    /// Two calls, the second of which depends on the first.
    Swapped {
        first: usize,
        second: usize,
    },
}

/// A broken reference.
#[derive(Clone, Debug, PartialEq)]
pub struct Mutant {
    pub mutation: Mutation,
    pub reference: Vec<ReferenceCall>,
    /// What its answer tells, as far as that is still called for.
    pub told: Vec<Drawn>,
}

/// All references with one call dropped, one argument changed, or two calls that depend on each other swapped.
pub fn mutants(reference: &[ReferenceCall], told: &[Drawn], seed: u64) -> Vec<Mutant> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut found: Vec<Mutant> = (0..reference.len())
        .map(|call| {
            let mut told: Vec<Drawn> = told.iter().filter(|drawn| drawn.call != call).cloned().collect();
            told.iter_mut().filter(|drawn| drawn.call > call).for_each(|drawn| drawn.call -= 1);
            Mutant { mutation: Mutation::Dropped { call }, reference: without(reference, call), told }
        })
        .collect();
    for (call, original) in reference.iter().enumerate() {
        for (path, value) in Path::leaves(&original.arguments) {
            let Some(to) = another(value, reference, call, &path, &mut random) else { continue };
            let mut changed = reference.to_vec();
            path.set(&mut changed[call].arguments, to.clone());
            changed[call].draws.remove(&path);
            let mutation = Mutation::Changed { call, path, to };
            found.push(Mutant { mutation, reference: changed, told: told.to_vec() });
        }
    }
    for (first, second) in dependent(reference) {
        let mut swapped = reference.to_vec();
        swapped.swap(first, second);
        // What they say of their order is no longer true, and what comes from results comes from other places.
        let moved = |drawn: &mut Drawn| {
            drawn.call = match drawn.call {
                call if call == first => second,
                call if call == second => first,
                call => call,
            };
        };
        for call in &mut swapped {
            call.after.clear();
            call.draws.values_mut().for_each(moved);
        }
        let mut told = told.to_vec();
        told.iter_mut().for_each(moved);
        found.push(Mutant { mutation: Mutation::Swapped { first, second }, reference: swapped, told });
    }
    found
}

/// Pairs of calls of which the second depends on the first: those that the task names, or if it names none, each call and
/// the next one on the same server.
pub fn dependent(reference: &[ReferenceCall]) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (second, call) in reference.iter().enumerate() {
        pairs.extend(call.after.iter().filter(|first| **first < second).map(|first| (*first, second)));
    }
    if pairs.is_empty() {
        let next = |second: usize| {
            let same = |first: &usize| reference[*first].server == reference[second].server;
            (0..second).rev().find(same).map(|first| (first, second))
        };
        pairs = (1..reference.len()).filter_map(next).collect();
    }
    pairs.retain(|(first, second)| {
        let (a, b) = (&reference[*first], &reference[*second]);
        (&a.server, &a.tool, &a.arguments) != (&b.server, &b.tool, &b.arguments)
    });
    pairs
}

fn without(reference: &[ReferenceCall], dropped: usize) -> Vec<ReferenceCall> {
    let mut kept = reference.to_vec();
    kept.remove(dropped);
    for call in &mut kept {
        call.after.retain(|after| *after != dropped);
        call.after.iter_mut().filter(|after| **after > dropped).for_each(|after| *after -= 1);
        // What came from the dropped call is not known any more.
        let gone: Vec<Path> =
            call.draws.iter().filter(|(_, drawn)| drawn.call == dropped).map(|(path, _)| path.clone()).collect();
        for path in gone {
            call.draws.remove(&path);
            path.remove(&mut call.arguments);
        }
        call.draws.values_mut().filter(|drawn| drawn.call > dropped).for_each(|drawn| drawn.call -= 1);
    }
    kept
}

/// Another value of the same type: one that stands under the same name elsewhere in the reference, or one near it.
fn another(
    value: &Value,
    reference: &[ReferenceCall],
    call: usize,
    path: &Path,
    random: &mut ChaCha8Rng,
) -> Option<Value> {
    let others = reference.iter().enumerate().filter(|(at, _)| *at != call);
    let named = |(_, other): (usize, &ReferenceCall)| {
        let mut leaves = Path::leaves(&other.arguments).into_iter();
        let same = |found: &Path, other: &Value| found.last_field() == path.last_field() && other != value;
        leaves
            .find(|(found, other)| {
                same(found, other) && std::mem::discriminant(*other) == std::mem::discriminant(value)
            })
            .map(|(_, value)| value.clone())
    };
    if let Some(other) = others.filter_map(named).next() {
        return Some(other);
    }
    Some(match value {
        Value::Bool(value) => Value::Bool(!value),
        Value::Number(number) => {
            let step = random.random_range(1..=9_i64);
            match number.as_i64() {
                Some(number) => number.checked_add(step).unwrap_or(number - step).into(),
                None => Value::from(number.as_f64()? + step as f64),
            }
        }
        Value::String(text) => Value::String(edited(text, random)),
        // Nothing to be wrong about.
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    })
}

/// Dates stay dates and codes keep their shape: one digit or letter is another.
fn edited(text: &str, random: &mut ChaCha8Rng) -> String {
    if let Some(date) = crate::score::claim::iso(text) {
        let days = random.random_range(1..=6_i64);
        if let Ok(later) = date.checked_add(jiff::Span::new().days(days)) {
            return format!("{later}{}", &text[10..]);
        }
    }
    let places: Vec<usize> = text.char_indices().filter(|(_, c)| c.is_ascii_alphanumeric()).map(|(at, _)| at).collect();
    let Some(at) = (!places.is_empty()).then(|| places[random.random_range(0..places.len())]) else {
        return format!("{text}x");
    };
    let next = match text.as_bytes()[at] {
        b'9' => '0',
        b'z' => 'a',
        b'Z' => 'A',
        byte => char::from(byte + 1),
    };
    format!("{}{next}{}", &text[..at], &text[at + 1..])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn call(server: &str, tool: &str, arguments: Value, after: &[usize]) -> ReferenceCall {
        let call = ReferenceCall::new(crate::model::ToolRef::new(server, tool), arguments);
        ReferenceCall { after: after.to_vec(), ..call }
    }

    fn reference() -> Vec<ReferenceCall> {
        vec![
            call("shop", "find", json!({"name": "Anna", "limit": 5}), &[]),
            call("shop", "cancel", json!({"id": "o2", "notify": true, "tags": [], "at": "2026-12-31"}), &[0]),
            call("mail", "send", json!({"to": {"name": "Bo"}, "id": "m1", "note": null}), &[1]),
        ]
    }

    #[test]
    fn every_call_argument_and_dependence_is_broken_once() {
        let reference = reference();
        let found = mutants(&reference, &[], 3);
        let count = |wanted: fn(&Mutation) -> bool| found.iter().filter(|mutant| wanted(&mutant.mutation)).count();
        assert_eq!(count(|mutation| matches!(mutation, Mutation::Dropped { .. })), 3);
        assert_eq!(count(|mutation| matches!(mutation, Mutation::Changed { .. })), 7);
        assert_eq!(count(|mutation| matches!(mutation, Mutation::Swapped { .. })), 2);
        assert!(found.iter().all(|mutant| mutant.reference != reference));
        let dropped = &found[0].reference;
        assert_eq!((dropped.len(), dropped[0].after.as_slice(), dropped[1].after.as_slice()), (2, &[][..], &[0][..]));
        // Values come from elsewhere in the reference where they can, and keep their form where they cannot.
        let changed = |call: usize, path: &str| {
            let path: Path = path.parse().unwrap();
            let mutant = found.iter().find(
            |mutant| matches!(&mutant.mutation, Mutation::Changed { call: c, path: p, .. } if (*c, p) == (call, &path)),
        );
            path.get(&mutant.unwrap().reference[call].arguments).unwrap().clone()
        };
        assert_eq!(
            (changed(0, "name"), changed(1, "id"), changed(1, "notify")),
            (json!("Bo"), json!("m1"), json!(false))
        );
        assert!(changed(1, "at").as_str().unwrap().parse::<jiff::civil::Date>().is_ok());
        assert_eq!(mutants(&reference, &[], 3), found);
    }

    #[test]
    fn edits_keep_texts_valid_and_change_them() {
        let mut random = ChaCha8Rng::seed_from_u64(5);
        for text in ["", "é", "東京", "2026-12-31T23:00:00Z", "Zz9", "a@b.c", "🙂 ok"] {
            for _ in 0..50 {
                assert_ne!(edited(text, &mut random), text);
            }
        }
    }

    #[test]
    fn calls_depend_on_the_one_before_them_where_the_task_says_nothing() {
        let mut reference = reference();
        reference.iter_mut().for_each(|call| call.after.clear());
        assert_eq!(dependent(&reference), [(0, 1)]);
        assert_eq!(dependent(&[reference[0].clone(), reference[0].clone()]), []);
        assert!(mutants(&[], &[], 0).is_empty());
    }
}
