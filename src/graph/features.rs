//! What two parameters have in common, as numbers, and what rules a pair out.

use super::caution::{self, Caution};
use super::explain::Impossible;
use super::kind::Kind;
use super::meaning::{Meaning, Subject, Verb};
use super::weights::COUNT;
use super::words::{Vocabulary, Word, shared};
use crate::inventory::{JsonType, Leaf, Types};
use crate::model::Segment;

/// In the order of [`super::weights::TABLE`].
pub(super) type Features = [f32; COUNT];

/// Everything the formula looks at on one end.
#[derive(Clone, Copy)]
pub(super) struct End<'a> {
    pub meaning: &'a Meaning,
    pub leaf: &'a Leaf,
    pub subject: &'a Subject,
    pub server: u32,
    /// How much an output only repeats an input of its own tool; 0 for inputs.
    pub echo: f32,
    /// All inputs and outputs of the tool.
    pub inputs: &'a [Meaning],
    pub outputs: &'a [Meaning],
}

/// `None` where a value of the output can never be the input.
pub(super) fn features(from: End<'_>, to: End<'_>, vocabulary: &Vocabulary) -> Option<Features> {
    if Impossible::of(from, to).is_some() {
        return None;
    }
    let mut features = [0.0; COUNT];
    let groups = names(from, to, vocabulary)
        .into_iter()
        .chain(tools(from, to, vocabulary))
        .chain(shapes(from, to))
        .chain(cautions(from, to));
    for (slot, feature) in features.iter_mut().zip(groups) {
        *slot = feature;
    }
    Some(features)
}

fn is(condition: bool) -> f32 {
    f32::from(u8::from(condition))
}

/// Rarity-weighted comparisons of sets of words.
struct Scale<'v>(&'v Vocabulary);

impl Scale<'_> {
    fn sum(&self, words: impl Iterator<Item = Word>) -> u32 {
        words.map(|word| self.0.weight(word)).sum()
    }

    /// Twice the common weight in both weights together.
    fn dice(&self, a: &[Word], b: &[Word]) -> f32 {
        let all = self.sum(a.iter().chain(b).copied());
        share(2 * self.sum(shared(a, b)), all)
    }

    /// The share of `a` that is in any of the others.
    fn cover(&self, a: &[Word], by: &[&[Word]]) -> f32 {
        let covered = a.iter().copied().filter(|word| by.iter().any(|set| set.binary_search(word).is_ok()));
        share(self.sum(covered), self.sum(a.iter().copied()))
    }
}

fn share(part: u32, all: u32) -> f32 {
    part as f32 / all.max(100) as f32
}

/// What the names and descriptions of the parameters say.
fn names(from: End<'_>, to: End<'_>, vocabulary: &Vocabulary) -> [f32; 19] {
    let (o, i) = (from.meaning, to.meaning);
    let scale = Scale(vocabulary);
    let within = |a: &[Word], b: &[Word]| !a.is_empty() && shared(a, b).count() == a.len();
    [
        scale.dice(&o.name, &i.name),
        scale.dice(&o.full, &i.full),
        is(o.full == i.full && !o.full.is_empty()),
        is(o.head == i.head && o.head.is_some()),
        is(within(&o.name, &i.name)),
        spelling(&o.spelling, &i.spelling),
        scale.dice(&o.text, &i.text),
        scale.cover(&o.full, &[&i.text, &i.full]),
        scale.cover(&i.full, &[&o.text, &o.full, &o.context]),
        (scale.cover(&o.full, &[&i.text, &i.full, &i.context])
            + scale.cover(&o.text, &[&i.text, &i.full, &i.context])
            + scale.cover(&o.context, &[&i.text, &i.full, &i.context]))
            / 3.0,
        is(o.full.iter().all(|word| i.full.binary_search(word).is_ok() || i.text.binary_search(word).is_ok())),
        is(o.senses.meet(i.senses)),
        is(o.senses.meet(i.text_senses)),
        o.text_senses.overlap(i.text_senses),
        is(o.kind == i.kind && o.kind.specific()),
        is(o.kind != i.kind && o.kind.specific() && i.kind.specific()),
        is(o.unit.is_some() && o.unit == i.unit),
        is(o.unit.is_some() && i.unit.is_some() && o.unit != i.unit),
        is(o.generic),
    ]
}

/// What the tools at both ends say.
fn tools(from: End<'_>, to: End<'_>, vocabulary: &Vocabulary) -> [f32; 18] {
    let (o, i) = (from.meaning, to.meaning);
    let (producer, consumer) = (from.subject, to.subject);
    let scale = Scale(vocabulary);
    let verb = |verb: Verb| is(producer.verb == verb);
    [
        if producer.name.len() > 1 { scale.cover(&producer.name, &[&i.text]).powi(2) } else { 0.0 },
        scale.cover(&producer.entity, &[&i.full, &i.context]),
        scale.dice(&producer.name, &consumer.name),
        scale.dice(&producer.text, &consumer.text),
        scale.cover(&o.full, &[&consumer.text, &consumer.name]),
        verb(Verb::Search),
        verb(Verb::Get),
        verb(Verb::Create),
        verb(Verb::Change),
        verb(Verb::Remove),
        verb(Verb::Other),
        is(from.server == to.server),
        is(makes(consumer, producer)),
        is(o.kind == Kind::Id && i.kind == Kind::Id && o.home && !caution::differ(o, i)),
        is(o.kind == i.kind && i.kind.is_address()),
        is(o.kind == i.kind && i.kind.is_address() && o.own && matches!(producer.verb, Verb::Search | Verb::Get)),
        from.echo,
        1.0 - (from.outputs.len() as f32).ln().min(FEW) / FEW,
    ]
}

/// The logarithm of so many outputs that one more makes no difference.
const FEW: f32 = 6.0;

/// What types and places say.
fn shapes(from: End<'_>, to: End<'_>) -> [f32; 17] {
    let (o, i) = (from.meaning, to.meaning);
    let (given, wanted) = (from.leaf, to.leaf);
    let numbers = numeric(given) && numeric(wanted);
    let texts = given.types.has(JsonType::String) && wanted.types.has(JsonType::String);
    let alone = from.outputs.len() == 1;
    let overlap = overlapping(given, wanted);
    let (lists, takes_list) = (is_list(given), is_list(wanted));
    [
        is(given.types == wanted.types && !wanted.types.is_any()),
        is(given.types.is_any()),
        is(numbers),
        is(alone && numbers),
        is(alone && texts),
        is(alone && from.server == to.server),
        is(overlap == Some(true)),
        is(given.repeated()),
        depth(given),
        is(lists && !takes_list && given.types.has(JsonType::String)),
        is(lists && takes_list),
        is(!given.repeated() && takes_list),
        is((o.kind == Kind::Id) != (i.kind == Kind::Id)),
        is(o.kind == Kind::Id),
        is(o.kind == Kind::Name),
        is(o.kind == Kind::Name && i.kind == Kind::Query),
        is(o.kind == Kind::Text && i.kind != Kind::Text && i.kind != Kind::Other),
    ]
}

/// What is wrong as a rule though it looks alike in words.
fn cautions(from: End<'_>, to: End<'_>) -> [f32; Caution::ALL.len()] {
    Caution::ALL.map(|caution| is(caution.applies(from, to)))
}

/// The share of common runs of three letters.
fn spelling(a: &[u32], b: &[u32]) -> f32 {
    let common = a.iter().filter(|run| b.binary_search(run).is_ok()).count();
    common as f32 / (a.len() + b.len() - common).max(1) as f32
}

/// What a tool creates is not there before, so tools about existing things of the kind cannot have told its inputs.
fn makes(consumer: &Subject, producer: &Subject) -> bool {
    let existing = !matches!(producer.verb, Verb::Create | Verb::Take | Verb::Other);
    let entity = &consumer.entity;
    consumer.verb == Verb::Create
        && existing
        && !entity.is_empty()
        && shared(entity, &producer.entity).count() == entity.len()
}

/// A list of plain values.
fn is_list(leaf: &Leaf) -> bool {
    leaf.path.segments().last() == Some(&Segment::Each)
}

/// How deep an output lies, the list around it not counted; 1 is three fields or more.
fn depth(leaf: &Leaf) -> f32 {
    let above = leaf.path.fields().count().saturating_sub(1 + usize::from(leaf.repeated()));
    (above as f32 / 3.0).min(1.0)
}

pub(super) fn numeric(leaf: &Leaf) -> bool {
    leaf.types.has(JsonType::Integer) || leaf.types.has(JsonType::Number)
}

/// Whether some value of the output type is acceptable to the input, written out where it must be text.
pub(super) fn fits(from: Types, to: Types) -> bool {
    if from.is_any() || to.is_any() {
        return true;
    }
    let scalar =
        |kind: JsonType| !matches!(kind, JsonType::Array | JsonType::Object | JsonType::Null | JsonType::Boolean);
    from.iter().any(|kind| {
        to.accepts(kind)
            || (kind == JsonType::Number && to.has(JsonType::Integer))
            || (scalar(kind) && to.has(JsonType::String))
    })
}

/// Whether the values that both ends name overlap; `None` where one of them names none.
pub(super) fn overlapping(from: &Leaf, to: &Leaf) -> Option<bool> {
    let named = if from.enum_values.is_empty() { &from.examples } else { &from.enum_values };
    if named.is_empty() || to.enum_values.is_empty() {
        return None;
    }
    Some(named.iter().take(50).any(|value| to.enum_values.contains(value)))
}
