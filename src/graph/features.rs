//! What two parameters have in common, as numbers, and what rules a pair out.

use super::kind::Kind;
use super::meaning::{Meaning, Subject, Verb};
use super::words::{Vocabulary, Word, shared};
use crate::inventory::{JsonType, Leaf, Types};

/// How many features there are.
pub(super) const COUNT: usize = 30;
/// In the order of [`super::score::TABLE`].
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
    /// The tool has no other output.
    pub alone: bool,
    /// All inputs of the tool.
    pub siblings: &'a [Meaning],
}

pub(super) fn features(from: End<'_>, to: End<'_>, vocabulary: &Vocabulary) -> Option<Features> {
    if !possible(from, to) {
        return None;
    }
    let (o, i) = (from.meaning, to.meaning);
    let sum = |words: &[Word]| words.iter().map(|word| vocabulary.weight(*word)).sum::<f32>();
    let common = |a: &[Word], b: &[Word]| shared(a, b).map(|word| vocabulary.weight(word)).sum::<f32>();
    let dice = |a: &[Word], b: &[Word]| 2.0 * common(a, b) / (sum(a) + sum(b)).max(0.1);
    let cover = |a: &[Word], by: [&[Word]; 3]| {
        let covered = a.iter().filter(|word| by.iter().any(|set| set.binary_search(word).is_ok()));
        covered.map(|word| vocabulary.weight(*word)).sum::<f32>() / sum(a).max(0.1)
    };
    let is = |condition: bool| f32::from(u8::from(condition));
    let verb = |verb: Verb| is(from.subject.verb == verb);
    let overlap = overlapping(from.leaf, to.leaf);
    Some([
        dice(&o.name, &i.name),
        dice(&o.full, &i.full),
        is(o.full == i.full && !o.full.is_empty()),
        is(o.head == i.head && o.head.is_some()),
        is(o.kind == i.kind && o.kind.specific()),
        is(o.kind != i.kind && o.kind.specific() && i.kind.specific()),
        is(from.leaf.types == to.leaf.types && !to.leaf.types.is_any()),
        dice(&o.text, &i.text),
        cover(&o.full, [&i.text, &i.full, &[]]),
        cover(&i.full, [&o.text, &o.full, &o.context]),
        if from.subject.name.len() > 1 { cover(&from.subject.name, [&i.text, &[], &[]]).powi(2) } else { 0.0 },
        cover(&from.subject.entity, [&i.full, &i.context, &[]]),
        dice(&from.subject.name, &to.subject.name),
        verb(Verb::Search),
        verb(Verb::Get),
        verb(Verb::Change),
        verb(Verb::Remove),
        from.echo,
        is(from.server == to.server),
        is(o.generic),
        is(overlap == Some(true)),
        is(!to.leaf.enum_values.is_empty() && overlap != Some(true)),
        is(from.leaf.repeated()),
        depth(from.leaf),
        is(from.alone),
        is(o.kind == Kind::Text && i.kind != Kind::Text && i.kind != Kind::Other),
        is(numeric(from.leaf) && numeric(to.leaf)),
        is(makes(to.subject, from.subject)),
        is(o.kind == Kind::Id && i.kind == Kind::Id && o.home && !differ(o, i)),
        is(o.kind == i.kind && i.kind.is_address()),
    ])
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

/// Two ids whose names tell what they identify, and it is not the same.
fn differ(output: &Meaning, input: &Meaning) -> bool {
    let identified = output.full.iter().filter(|word| Some(**word) != output.head);
    let mut known = identified
        .map(|word| input.full.binary_search(word).is_ok() || input.lead.binary_search(word).is_ok())
        .peekable();
    let ids = output.kind == Kind::Id && input.kind == Kind::Id && input.full.len() > 1;
    ids && known.peek().is_some() && !known.any(|known| known)
}

/// How deep an output lies, the list around it not counted; 1 is three fields or more.
fn depth(leaf: &Leaf) -> f32 {
    let above = leaf.path.fields().count().saturating_sub(1 + usize::from(leaf.repeated()));
    (above as f32 / 3.0).min(1.0)
}

fn numeric(leaf: &Leaf) -> bool {
    leaf.types.has(JsonType::Integer) || leaf.types.has(JsonType::Number)
}

/// Rules out what cannot be: flags and page numbers are chosen, not handed on, and types must fit.
fn possible(from: End<'_>, to: End<'_>) -> bool {
    let (o, i) = (from.meaning, to.meaning);
    let chosen = |kind: Kind| matches!(kind, Kind::Flag | Kind::Page);
    // A tool hands only the place where its next page starts to itself.
    if o.tool == i.tool && !(o.kind == Kind::Cursor && i.kind == Kind::Cursor) {
        return false;
    }
    let told = to.leaf.constant.is_none() && from.leaf.constant.is_none();
    told && !chosen(o.kind)
        && !chosen(i.kind)
        && fits(from.leaf.types, to.leaf.types)
        && (o.kind == Kind::Cursor) == (i.kind == Kind::Cursor)
}

/// Whether some value of the output type is acceptable to the input, written out where it must be text.
fn fits(from: Types, to: Types) -> bool {
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
fn overlapping(from: &Leaf, to: &Leaf) -> Option<bool> {
    let named = if from.enum_values.is_empty() { &from.examples } else { &from.enum_values };
    if named.is_empty() || to.enum_values.is_empty() {
        return None;
    }
    Some(named.iter().take(50).any(|value| to.enum_values.contains(value)))
}

/// Edges that look alike in words and are wrong as a rule; half of the belief is taken from them, which makes them weak.
pub(super) fn guard(from: End<'_>, to: End<'_>) -> Option<&'static str> {
    let (o, i) = (from.meaning.kind, to.meaning.kind);
    let told = |kind: Kind| kind.specific() && kind != Kind::Count;
    if i == Kind::Count {
        return Some("counts and sizes are chosen rather than handed on");
    }
    if numeric(to.leaf) && !to.leaf.required && !told(i) {
        return Some("the input is a setting");
    }
    if i.free() && o.free() {
        return Some("both are free text");
    }
    if differ(from.meaning, to.meaning) {
        return Some("they are ids of different things");
    }
    if from.meaning.kind == Kind::Id
        && from.meaning.full != to.meaning.full
        && to.siblings.iter().any(|input| input.full == from.meaning.full)
    {
        return Some("another input of the tool takes it");
    }
    if from.server != to.server && (o.is_handle() || i.is_handle()) {
        return Some("servers do not know each other's ids");
    }
    None
}
