//! How like two tools or two parameters are, 0 to 1.

use serde_json::Value;

use crate::drift::case::words;
use crate::drift::{schema, synonyms};
use crate::model::Tool;

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

/// Whether two names say different known things, as `create_note` and `delete_note` do: such tools are never one.
pub fn contradict(one: &str, other: &str) -> bool {
    let known = |name: &str, other: &str| {
        let others = words(other);
        let left = words(name).into_iter().filter(|word| !others.iter().any(|other| synonyms::are(word, other)));
        left.into_iter().any(|word| !synonyms::of(&word).is_empty())
    };
    known(one, other) && known(other, one)
}

pub fn of_tools(one: &Tool, other: &Tool) -> f64 {
    let (a, b) = (schema::names(&one.input_schema), schema::names(&other.input_schema));
    let common = a.iter().filter(|name| b.contains(name)).count();
    // Tools without parameters are no more like each other for that.
    let parameters = if a.is_empty() && b.is_empty() { 0.5 } else { share(common, a.len(), b.len()) };
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
    let form = if equal { 0.4 } else { kinds };
    form + 0.2 * told + 0.4 * of_names(one.0, other.0)
}
