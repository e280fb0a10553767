//! Other words for the verbs and nouns of tool names.

use rand::Rng;
use rand::seq::IndexedRandom;

use crate::drift::case::{Case, words};

/// Words that stand for each other in names of tools and parameters.
const GROUPS: &[&[&str]] = &[
    &["get", "fetch", "retrieve", "read", "load"],
    &["list", "enumerate", "show"],
    &["create", "add", "make"],
    &["update", "modify", "edit", "change"],
    &["delete", "remove", "erase", "discard"],
    &["search", "find", "lookup", "locate"],
    &["send", "deliver", "dispatch"],
    &["start", "begin", "launch"],
    &["stop", "halt", "terminate"],
    &["run", "execute", "perform"],
    &["check", "verify", "inspect"],
    &["validate", "confirm"],
    &["calculate", "compute", "evaluate"],
    &["convert", "transform", "translate"],
    &["generate", "produce", "build"],
    &["analyze", "examine", "assess"],
    &["export", "extract"],
    &["upload", "submit", "post"],
    &["download", "pull"],
    &["assign", "allocate"],
    &["cancel", "abort", "revoke"],
    &["book", "reserve"],
    &["set", "define", "assign"],
    &["file", "document"],
    &["folder", "directory"],
    &["user", "member", "person"],
    &["message", "note"],
    &["title", "subject", "heading"],
    &["name", "label", "designation"],
    &["id", "identifier", "key", "ref"],
    &["query", "term", "phrase"],
    &["path", "location", "place"],
    &["date", "day"],
    &["limit", "maximum", "cap"],
    &["max", "most", "upper"],
    &["min", "least", "lower"],
    &["text", "content", "body"],
    &["url", "link", "address"],
    &["type", "kind", "category"],
    &["status", "state", "condition"],
    &["count", "number", "quantity"],
    &["task", "job", "todo"],
    &["event", "appointment", "meeting"],
    &["project", "workspace"],
    &["issue", "ticket"],
    &["customer", "client"],
    &["order", "purchase"],
    &["product", "item", "article"],
    &["price", "cost"],
    &["amount", "sum", "value"],
    &["start", "from", "since"],
    &["end", "until", "till"],
    &["language", "locale"],
    &["format", "layout"],
    &["description", "summary", "details"],
    &["options", "settings", "preferences"],
    &["image", "picture"],
    &["email", "mail"],
    &["group", "team"],
    &["offset", "skip"],
    &["model", "engine"],
    &["data", "payload", "input"],
    &["code", "source"],
    &["input", "argument"],
    &["output", "result"],
    &["filter", "criteria"],
    &["sort", "ordering"],
    &["timeout", "deadline"],
    &["field", "column"],
    &["table", "sheet"],
    &["city", "town"],
    &["address", "residence"],
];

/// The other words of a word's groups.
pub fn of(word: &str) -> Vec<&'static str> {
    let groups = GROUPS.iter().filter(|group| group.contains(&word));
    groups.flat_map(|group| group.iter().copied()).filter(|other| *other != word).collect()
}

/// Whether two words stand for each other.
pub fn are(one: &str, other: &str) -> bool {
    one == other || of(one).contains(&other)
}

/// Another name for a name in the same case, which is not taken; where no word has another, one is added.
pub fn rename(name: &str, is_taken: impl Fn(&str) -> bool, rng: &mut impl Rng) -> String {
    let (words, case) = (words(name), Case::of(name));
    let swaps: Vec<(usize, &str)> =
        words.iter().enumerate().flat_map(|(at, word)| of(word).into_iter().map(move |other| (at, other))).collect();
    let swapped = |(at, other): &(usize, &str)| {
        let mut words = words.clone();
        words[*at] = (*other).to_owned();
        case.write(&words)
    };
    let names: Vec<String> = swaps.iter().map(swapped).filter(|new| new != name && !is_taken(new)).collect();
    if let Some(name) = names.choose(rng) {
        return name.clone();
    }
    let longer = ["value", "entry", "detail", "info", "spec"].map(|word| {
        let mut words = words.clone();
        words.push(word.to_owned());
        case.write(&words)
    });
    let free: Vec<&String> = longer.iter().filter(|new| !is_taken(new)).collect();
    free.choose(rng).map_or_else(|| numbered(name, is_taken), |name| (*name).clone())
}

/// A name with the first number that makes it free.
pub fn numbered(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let names = (2..).map(|number| format!("{name}_{number}"));
    names.into_iter().find(|name| !is_taken(name)).unwrap_or_else(|| name.to_owned())
}
