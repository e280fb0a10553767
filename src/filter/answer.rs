//! The answer: it states what was asked for, and nothing that no result and no user said.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::case::{Case, Rule, finding};
use super::known::Known;
use crate::model::{Action, Finding, Path};
use crate::wording::{Clock, Mentions, quotations};

/// The rule.
pub struct Answer;

/// How many items of a list an answer names at most.
const NAMED: usize = 6;

/// What an assistant says to have done, and the words of tools that do it.
const DEEDS: &[(&str, &[&str])] = &[
    ("deleted", &["delete", "remove", "clear", "drop", "purge", "erase", "discard", "empty"]),
    (
        "removed",
        &["remove", "delete", "clear", "unassign", "leave", "unshare", "drop", "discard", "revoke", "detach", "un"],
    ),
    ("cancelled", &["cancel"]),
    ("canceled", &["cancel"]),
    ("sent", &["send", "reply", "forward", "post", "message", "invite", "notify", "share", "submit", "email"]),
    ("booked", &["book", "reserve", "schedule", "create"]),
    ("paid", &["pay", "charge", "settle", "capture", "transfer"]),
    ("refunded", &["refund"]),
    ("archived", &["archive"]),
    ("transferred", &["transfer", "pay", "send", "move"]),
];

impl Rule for Answer {
    fn judge(&self, case: &Case<'_>, report: &mut dyn FnMut(usize, Finding)) {
        let Some(clock) = &case.clock else { return };
        let last = case.trajectory.turns.len().saturating_sub(1);
        let texts: Vec<(usize, Mentions)> =
            case.texts().map(|(turn, text)| (turn, Mentions::read(text, clock))).collect();
        for fact in &case.trajectory.facts {
            // It is stated in the answer to the request that the call was made for.
            let called = case.turn_of(fact.step).unwrap_or_default();
            let Some((_, said)) = texts.iter().find(|(turn, _)| *turn > called) else { continue };
            if !said.has(&fact.value, fact.path.last_field().unwrap_or_default()) {
                let evidence = format!("step {} {}: {}", fact.step, fact.path, fact.value);
                report(last, finding("answer.fact_not_stated", Action::Drop, evidence));
            }
        }
        let known = known(case, clock);
        for (turn, answer) in case.texts() {
            let quoted = quotations(answer).find(|quoted| !known.has_text(quoted)).map(str::to_owned);
            if let Some(claim) = quoted.or_else(|| known.lacks(answer)) {
                report(turn, finding("answer.claim_not_in_results", Action::Drop, claim));
            }
            if let Some(deed) = undone(case, answer) {
                report(turn, finding("answer.claims_undone_deed", Action::Drop, deed));
            }
        }
    }
}

/// Everything that the assistant can know: what was said to it, what it called, and what came back.
fn known(case: &Case<'_>, clock: &Clock) -> Known {
    let mut known = Known::new(clock);
    known.tell(&case.said_before(usize::MAX));
    for step in &case.trajectory.steps {
        known.add(&step.arguments);
        known.tell(&step.outcome.text());
    }
    for view in case.views.iter().flatten() {
        known.add(view);
        counts(view).into_iter().for_each(|count| known.number(count as f64));
    }
    // "from 0 to 99" is what a tool says of itself.
    for tool in case.tools_called() {
        known.tell(&tool.description);
        known.tell(&tool.output_schema.as_ref().map_or_else(String::new, Value::to_string));
    }
    known.read()
}

/// How long the lists of a result are, and how many values stand at every place through all of them; of many the answer
/// names a few and counts the rest.
fn counts(value: &Value) -> BTreeSet<usize> {
    let mut places: BTreeMap<Path, usize> = BTreeMap::new();
    Path::leaves(value).iter().for_each(|(path, _)| *places.entry(path.generalised()).or_default() += 1);
    let mut all: BTreeSet<usize> = places.into_values().collect();
    lengths(value, &mut all);
    all.iter().flat_map(|count| (0..=NAMED.min(*count)).map(move |named| count - named)).collect()
}

fn lengths(value: &Value, all: &mut BTreeSet<usize>) {
    match value {
        Value::Array(items) => {
            all.insert(items.len());
            items.iter().for_each(|item| lengths(item, all));
        }
        Value::Object(map) => map.values().for_each(|value| lengths(value, all)),
        _ => {}
    }
}

/// Sentences, as far as the next one begins with "I".
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let starts = text.match_indices(" I ").map(|(at, _)| at).chain([text.len()]);
    let mut from = 0;
    starts.map(move |to| {
        let sentence = &text[from..to];
        from = to;
        sentence
    })
}

/// A deed that the answer claims for the assistant and no call has done.
fn undone(case: &Case<'_>, answer: &str) -> Option<String> {
    let own = |sentence: &&str| {
        let text = sentence.trim_start_matches(|c: char| !c.is_alphanumeric());
        ["I ", "I've ", "I have "].iter().any(|start| text.starts_with(start))
    };
    let done = |stems: &[&str]| {
        case.trajectory.steps.iter().any(|step| {
            let name = step.tool.tool.to_lowercase();
            step.outcome.is_ok() && stems.iter().any(|stem| name.contains(stem))
        })
    };
    let plain = answer.split('"').step_by(2).collect::<Vec<_>>().join(" ");
    for sentence in sentences(&plain).filter(own) {
        let words: Vec<&str> = sentence.split(|c: char| !c.is_alphabetic()).collect();
        // "I could not .." claims nothing, and what is sent back is refused.
        if words.iter().any(|word| matches!(*word, "not" | "could" | "cannot" | "unable" | "back")) {
            continue;
        }
        // The verb stands near the beginning; later words may be of a name.
        let mut verbs = words.iter().take(5);
        if let Some((deed, _)) = verbs.find_map(|word| DEEDS.iter().find(|(deed, stems)| deed == word && !done(stems)))
        {
            return Some((*deed).to_owned());
        }
    }
    None
}
