//! Proposing arguments: what a tool could be called with, given what was seen so far.

use jiff::civil::DateTime;
use jiff::{Span, ToSpan};
use serde_json::{Value, json};

use super::perturb::perturbed;
use super::world::World;
use crate::chain::{Role, is_end};
use crate::graph::{Input, JsonType};
use crate::model::{Path, Segment};

/// Producers that are looked at for one input.
const PRODUCERS: usize = 6;
/// Values of one producer.
const OF_ONE: usize = 5;
/// Values proposed for one input.
const PROPOSED: usize = 16;

/// A value for an input, and where it is from: tool, output path and place among its samples.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub value: Value,
    pub sample: Option<(usize, Path, usize)>,
}

impl Choice {
    fn made(value: Value) -> Self {
        Self { value, sample: None }
    }
}

/// Values for an input, the most promising first.
pub(super) fn choices(world: &World<'_>, tool: usize, at: usize) -> Vec<Choice> {
    let subject = &world.subjects[tool];
    let (input, role) = (&subject.inputs[at], subject.roles[at]);
    let leaf = &input.leaf;
    if let Some(constant) = &leaf.constant {
        return vec![Choice::made(constant.clone())];
    }
    if !leaf.enum_values.is_empty() {
        return leaf.enum_values.iter().cloned().map(Choice::made).collect();
    }
    let mut made: Vec<Choice> = leaf
        .default
        .iter()
        .chain(&leaf.examples)
        .chain(&made_up(world, input, role))
        .cloned()
        .map(Choice::made)
        .collect();
    let mut seen = seen(world, tool, at);
    let own = matches!(
        role,
        Role::Title
            | Role::Body
            | Role::Date
            | Role::DateTime
            | Role::Time
            | Role::Money
            | Role::Quantity
            | Role::Minutes
            | Role::Paging
            | Role::Flag
            | Role::Zone
    );
    let mut all = if own {
        made.append(&mut seen);
        made
    } else {
        seen.append(&mut made);
        seen
    };
    all.retain_mut(|choice| match fitting(&choice.value, input) {
        Some(value) => {
            choice.value = value;
            true
        }
        None => false,
    });
    all.truncate(PROPOSED);
    all
}

/// A value in the type of an input: numbers are written out for texts and read for numbers.
pub(super) fn fitting(value: &Value, input: &Input) -> Option<Value> {
    let types = input.leaf.types;
    if types.accepts(JsonType::of(value)) {
        return Some(value.clone());
    }
    match value {
        Value::Number(number) if types.has(JsonType::String) => Some(json!(number.to_string())),
        Value::Number(number) if types.has(JsonType::Integer) => {
            number.as_f64().filter(|number| number.fract() == 0.0).map(|number| json!(number as i64))
        }
        Value::String(text) if types.has(JsonType::Integer) => text.parse::<i64>().ok().map(|number| json!(number)),
        Value::String(text) if types.has(JsonType::Number) => text.parse::<f64>().ok().map(|number| json!(number)),
        _ => None,
    }
}

/// Values seen at outputs that may feed the input, or that are called like it on the same server.
fn seen(world: &World<'_>, tool: usize, at: usize) -> Vec<Choice> {
    let subject = &world.subjects[tool];
    let mut found = Vec::new();
    let mut take = |producer: usize, path: &Path| {
        let samples = world.samples[producer].get(path).map_or(&[][..], Vec::as_slice);
        for (i, sample) in samples.iter().take(OF_ONE).enumerate() {
            found.push(Choice { value: sample.value.clone(), sample: Some((producer, path.clone(), i)) });
        }
    };
    for (producer, path) in subject.producers[at]
        .iter()
        .filter(|(producer, path)| world.samples[*producer].contains_key(path))
        .take(PRODUCERS)
    {
        take(*producer, path);
    }
    let (input, server) = (&subject.inputs[at], &subject.reference.server);
    let name = input.leaf.path.last_field().unwrap_or_default();
    for (producer, other) in world.subjects.iter().enumerate().filter(|(_, other)| other.reference.server == *server) {
        let alike =
            |leaf: &Path, kind| leaf.last_field() == Some(name) || (kind == input.kind && input.kind.is_handle());
        for output in other.outputs.iter().filter(|output| alike(&output.leaf.path, output.kind)) {
            take(producer, &output.leaf.path);
        }
    }
    // A round of each producer's first, then of each one's second.
    let mut place = std::collections::HashMap::new();
    let mut keyed: Vec<(usize, Choice)> = Vec::new();
    for choice in found {
        if keyed.iter().any(|(_, other)| other.value == choice.value) {
            continue;
        }
        let from = choice.sample.as_ref().map(|(producer, path, _)| (*producer, path.clone()));
        let round: &mut usize = place.entry(from).or_default();
        keyed.push((*round, choice));
        *round += 1;
    }
    keyed.sort_by_key(|(round, _)| *round);
    keyed.into_iter().map(|(_, choice)| choice).collect()
}

/// Values that need no server.
fn made_up(world: &World<'_>, input: &Input, role: Role) -> Vec<Value> {
    let leaf = &input.leaf;
    let name = leaf.path.last_field().unwrap_or_default();
    let now: Option<DateTime> = world.scene.episode.now.get(..19).and_then(|now| now.parse().ok());
    let offset = world.scene.episode.now.get(19..).unwrap_or_default();
    let later = if is_end(name) { 9 } else { 6 };
    let moments = |format: &dyn Fn(DateTime) -> String| -> Vec<Value> {
        let days: [Span; 4] = [later.days(), (later - 20).days(), (later + 30).days(), (later - 70).days()];
        days.into_iter().filter_map(|days| now?.checked_add(days).ok()).map(|moment| json!(format(moment))).collect()
    };
    let number = |wanted: f64| {
        let bounded = wanted.clamp(
            leaf.minimum.unwrap_or(f64::MIN),
            leaf.maximum.unwrap_or(f64::MAX).max(leaf.minimum.unwrap_or(f64::MIN)),
        );
        if leaf.types.has(JsonType::Integer) || bounded.fract() == 0.0 { json!(bounded as i64) } else { json!(bounded) }
    };
    let texts = |texts: &[&str]| texts.iter().map(|text| json!(text)).collect();
    match role {
        Role::Flag => vec![json!(true), json!(false)],
        Role::Paging | Role::Version => vec![number(5.0), number(1.0)],
        Role::Quantity | Role::Minutes => vec![number(2.0), number(1.0), number(30.0), number(120.0)],
        Role::Money => vec![number(25.0), number(5.0), number(150.0)],
        Role::Date => moments(&|moment| moment.date().to_string()),
        Role::DateTime => moments(&|moment| format!("{moment}{offset}")),
        Role::Time => texts(&["10:30", "18:00"]),
        Role::Zone => texts(&["Europe/Berlin", "America/New_York"]),
        Role::Email => texts(&["dana.reyes@example.org"]),
        Role::Phone => texts(&["+442079460958"]),
        Role::Url => texts(&["https://example.org/notes"]),
        Role::Person => texts(&["Dana Reyes"]),
        Role::Title => texts(&["Plans for the spring", "plans"]),
        Role::Body => texts(&["Please have a look at this before Friday."]),
        Role::Path => {
            let paths = world.scene.paths.iter().map(|path| json!(path));
            paths.chain(["/notes/plans.md", "notes.md", "/"].into_iter().map(|path| json!(path))).collect()
        }
        Role::Query => texts(&["a", "e", "the"]),
        Role::Word => texts(&[
            "plans", "spring-plans", "PLANS", "general", "en", "EUR", "main", "New York", "10:30", "2026-03", "25.00",
            "12",
        ]),
        Role::Enum | Role::Handle | Role::Opaque => {
            // Beyond what was seen nothing is known, unless the schema gives a number's bounds.
            leaf.minimum.map(|least| vec![number(least)]).unwrap_or_default()
        }
    }
}

/// The place of a parameter in arguments: the first item of every list. `None` where a map's keys are free.
pub(super) fn place(path: &Path) -> Option<Path> {
    let concrete = path.segments().iter().map(|segment| match segment {
        Segment::Each => Some(Segment::Index(0)),
        Segment::Any => None,
        other => Some(other.clone()),
    });
    concrete.collect::<Option<Vec<_>>>().map(Path::from)
}

/// Values of the shape of `value` that no sample of the producer has.
pub(super) fn strangers(value: &Value, input: &Input, known: &[Value], count: usize) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    for salt in 0..(count as u64 * 4) {
        let Some(other) = perturbed(value, input, salt) else { break };
        if other != *value && !known.contains(&other) && !found.contains(&other) {
            found.push(other);
        }
        if found.len() >= count {
            break;
        }
    }
    found
}
