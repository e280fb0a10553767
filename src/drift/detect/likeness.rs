//! How like two tools or two parameters are, 0 to 1.

use serde_json::Value;

use crate::drift::case::words;
use crate::drift::{schema, synonyms};
use crate::model::Tool;

/// Parameters of a tool that are compared with those of another, one by one.
const MOST: usize = 12;

/// The share of words that two texts have in common, synonyms counting as the same.
pub fn of_names(one: &str, other: &str) -> f64 {
    let (a, b) = (words(one), words(other));
    let common = a.iter().filter(|word| b.iter().any(|other| synonyms::are(word, other))).count();
    share(common, a.len(), b.len())
}

/// The share of words that two descriptions have in common.
pub fn of_texts(one: &str, other: &str) -> f64 {
    let distinct = |text: &str| {
        let mut words = words(text);
        words.sort();
        words.dedup();
        words
    };
    let (a, b) = (distinct(one), distinct(other));
    let common = a.iter().filter(|word| b.binary_search(word).is_ok()).count();
    share(common, a.len(), b.len())
}

fn share(common: usize, one: usize, other: usize) -> f64 {
    if one + other == 0 { 1.0 } else { common as f64 / (one + other - common).max(1) as f64 }
}

/// The words of a name that mean nothing in another.
fn left(name: &str, other: &str) -> Vec<String> {
    let others = words(other);
    words(name).into_iter().filter(|word| !others.iter().any(|other| synonyms::are(word, other))).collect()
}

/// Whether two names say different known things, as `create_note` and `delete_note` do: such tools are never one.
pub fn contradict(one: &str, other: &str) -> bool {
    let known = |words: Vec<String>| words.iter().any(|word| !synonyms::of(word).is_empty());
    known(left(one, other)) && known(left(other, one))
}

/// Whether one name says no more than the other, or the same in other words.
pub fn within(one: &str, other: &str) -> bool {
    left(one, other).is_empty() || left(other, one).is_empty()
}

/// The share of parameters that two tools have in common; those under other names count by how alike they are.
fn of_inputs(one: &Tool, other: &Tool) -> f64 {
    let (a, b) = (schema::names(&one.input_schema), schema::names(&other.input_schema));
    let common = a.iter().filter(|name| b.contains(name)).count();
    let mut open: Vec<&String> = b.iter().filter(|name| !a.contains(name)).collect();
    let alone: Vec<&String> = a.iter().filter(|name| !b.contains(name)).collect();
    let property = |tool: &Tool, name: &str| tool.input_schema["properties"][name].clone();
    let (mut pairs, mut sum) = (0, common as f64);
    for name in alone.into_iter().take(MOST) {
        let mine = property(one, name);
        let like = |other_name: &String| of_parameters((name, &mine), (other_name, &property(other, other_name)));
        let likes = open.iter().take(MOST).map(|name| like(name)).enumerate();
        if let Some((at, like)) =
            likes.max_by(|(_, one), (_, other)| one.total_cmp(other)).filter(|(_, like)| *like >= 0.5)
        {
            open.remove(at);
            (pairs, sum) = (pairs + 1, sum + like);
        }
    }
    sum / (a.len() + b.len() - common - pairs).max(1) as f64
}

pub fn of_tools(one: &Tool, other: &Tool) -> f64 {
    let empty = |tool: &Tool| schema::names(&tool.input_schema).is_empty();
    // Tools without parameters are no more like each other for that.
    let parameters = if empty(one) && empty(other) { 0.5 } else { of_inputs(one, other) };
    let names = of_names(&one.name, &other.name);
    let texts = if one.description.is_empty() || other.description.is_empty() {
        names
    } else {
        of_texts(&one.description, &other.description)
    };
    let names_agree = if contradict(&one.name, &other.name) { 0.4 } else { 1.0 };
    let all = 0.3 * names + 0.35 * parameters + 0.35 * texts;
    names_agree * if one.server == other.server { all } else { 0.8 * all }
}

/// How like two parameters are by their names and their schemas.
pub fn of_parameters(one: (&str, &Value), other: (&str, &Value)) -> f64 {
    let bare = |schema: &Value| {
        let mut bare = schema.clone();
        bare.as_object_mut().map(|object| object.shift_remove("title"));
        bare
    };
    let equal = bare(one.1) == bare(other.1);
    let (a, b) = (schema::text(one.1, "description"), schema::text(other.1, "description"));
    let told = if a.is_empty() && b.is_empty() { 0.0 } else { of_texts(a, b) };
    let kinds = if schema::kind(one.1) == schema::kind(other.1) { 0.15 } else { 0.0 };
    let names = of_names(one.0, other.0);
    let says = |text: &str| words(text).len() > 3;
    // What both say of themselves in so many words counts more than what they are called.
    match (equal, says(a) && says(b)) {
        (true, _) => 0.4 + 0.2 * told + 0.4 * names,
        (false, true) => kinds + 0.45 * told + 0.15 * names,
        (false, false) => kinds + 0.2 * told + 0.4 * names,
    }
}
