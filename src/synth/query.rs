//! What the user asks for: one clause per goal.

use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use serde_json::Value;

use super::grammar;
use super::hole;
use super::narrator::Narrator;
use super::say::{self, Form};
use super::story::Wanted;
use crate::model::{Binding, Choice, Path, Segment};

/// A goal in words.
#[derive(Clone, Debug, PartialEq)]
pub enum Clause {
    /// An imperative without its full stop: `move the mail to Archive`.
    Request(String),
    /// A question without its question mark: `when does my parcel arrive`.
    Question(String),
}

/// A goal with the result fields it asks for.
#[derive(Clone, Debug)]
pub struct Goal {
    pub step: usize,
    pub clause: Clause,
    /// Index of the phrasebook's question, if the clause is one.
    pub ask: Option<usize>,
    /// Said on the way to something else: the answer has nothing to say of it.
    pub silent: bool,
}

/// Words for every goal of a request, in order; what is found only by way of something else is looked up in a clause of its
/// own before it is used.
pub fn goals(narrator: &mut Narrator<'_>, wanted: &Wanted, rng: &mut ChaCha8Rng) -> Vec<Goal> {
    let mut goals = Vec::new();
    for step in wanted.goals.iter().copied() {
        for (found, path, choice) in far_off(narrator, step) {
            if rng.random_bool(LOOKS_FIRST) {
                let clause = Clause::Request(look(narrator, found, &path, &choice, rng));
                goals.push(Goal { step: found, clause, ask: None, silent: true });
                narrator.next_clause();
            }
        }
        goals.push(goal(narrator, step, rng));
        if !narrator.story.steps[step].read_only {
            narrator.introduce(step);
        }
        narrator.next_clause();
    }
    goals
}

/// How often something that is found by way of something else gets its own clause.
const LOOKS_FIRST: f64 = 0.9;

/// What a goal draws on that is itself found by way of another thing, as far as it was not spoken of: nobody says "the
/// owner of the first flag of the service of the alert".
fn far_off(narrator: &Narrator<'_>, goal: usize) -> Vec<(usize, Path, Choice)> {
    let story = narrator.story;
    let mut found: Vec<(usize, Path, Choice)> = Vec::new();
    for bound in &story.steps[goal].step.bindings {
        let Binding::Output { step, path, choice } = &bound.binding else { continue };
        let told = &story.steps[*step];
        let by_way = told.step.bindings.iter().any(|bound| match &bound.binding {
            // A thing looked up by its own handle is called as that one is.
            Binding::Output { step: other, .. } => {
                !narrator.is_own(*other) && narrator.item(*other, None) != narrator.item(*step, None)
            }
            _ => false,
        });
        let known = narrator.knows(*step, path) || found.iter().any(|(known, ..)| known == step);
        if told.read_only && by_way && !known && !narrator.is_own(*step) {
            found.push((*step, path.clone(), choice.clone()));
        }
    }
    found
}

fn look(narrator: &mut Narrator<'_>, step: usize, path: &Path, choice: &Choice, rng: &mut ChaCha8Rng) -> String {
    let verb = ["find", "look up", "find", "look for", "pull up"].choose(rng).copied().unwrap_or("find");
    format!("{verb} {}", narrator.look_at(step, path, choice))
}

/// How often something is asked for by a request instead of a question.
const TOLD: f64 = 0.35;

/// Words for one goal.
pub fn goal(narrator: &mut Narrator<'_>, step: usize, rng: &mut ChaCha8Rng) -> Goal {
    let turn = rng.random_range(0..64);
    let phrases = narrator.phrases(step);
    if let Some(phrases) = phrases
        && narrator.story.steps[step].step.outcome.is_ok()
    {
        let view = narrator.story.steps[step].view;
        let possible: Vec<usize> = (0..phrases.ask.len())
            .filter(|at| view.is_some_and(|view| answers(&phrases.ask[*at].field, view)))
            .collect();
        // A question is not the only way to want to know something.
        let told = !phrases.request.is_empty() && !phrases.done.is_empty() && rng.random_bool(TOLD);
        if let Some(&ask) = possible.choose(rng).filter(|_| !told) {
            let templates = std::slice::from_ref(&phrases.ask[ask].question);
            if let Some(text) = narrator.best(step, templates, turn) {
                return Goal { step, clause: Clause::Question(text), ask: Some(ask), silent: false };
            }
        }
    }
    let request = phrases.and_then(|phrases| narrator.best(step, &phrases.request, turn));
    let text = request.unwrap_or_else(|| plain_request(narrator, step));
    Goal { step, clause: Clause::Request(text), ask: None, silent: false }
}

/// Whether a result has something at a field; an empty list answers a question about a list.
fn answers(field: &Path, view: &Value) -> bool {
    let found = field.all(view);
    let each = field.segments().iter().position(|segment| *segment == Segment::Each);
    let list = each.map(|at| Path::from(field.segments()[..at].to_vec()));
    match found.is_empty() {
        true => list.and_then(|list| list.get(view)).and_then(Value::as_array).is_some_and(Vec::is_empty),
        false => found.iter().any(|(_, value)| grammar::is_short(value)),
    }
}

/// Verbs that bring something new into being.
const CREATES: &[&str] =
    &["add", "create", "file", "insert", "open", "raise", "register", "schedule", "start", "submit"];

/// A request from the tool's own words.
fn plain_request(narrator: &mut Narrator<'_>, step: usize) -> String {
    let story = narrator.story;
    let told = &story.steps[step];
    let (verb, object) = grammar::verb_and_object(told.tool);
    let mut named = String::new();
    let mut with: Vec<String> = Vec::new();
    let mut left_out = String::new();
    let mut seen: Vec<String> = Vec::new();
    for bound in &told.step.bindings {
        let Some(name) = bound.path.last_field() else { continue };
        if matches!(bound.binding, Binding::Default { .. }) || seen.iter().any(|seen| seen == name) {
            continue;
        }
        let quoted = matches!(&bound.binding, Binding::User { value: Value::String(text) } if !text.starts_with('/'));
        let form = if quoted && !is_moment(&bound.binding) { Form::Quote } else { Form::Plain };
        let Some(said) = narrator.argument(step, name, form) else { continue };
        let words = grammar::noun(name);
        let main =
            seen.is_empty() && (object.contains(&words) || matches!(name, "path" | "name" | "query" | "q" | "id"));
        match main {
            true => named = format!(" {said}"),
            // Taken out again with its preposition.
            false if hole::is_in(&said) => left_out = format!(" with {said}"),
            false => with.push(format!("the {words} {said}")),
        }
        seen.push(name.to_owned());
    }
    let new = !told.read_only && named.is_empty() && CREATES.contains(&verb.as_str()) && !object.ends_with('s');
    let article = match (new, object.starts_with(['a', 'e', 'i', 'o', 'u'])) {
        (true, true) => "an",
        (true, false) => "a",
        (false, _) => "the",
    };
    let thing = if object.is_empty() { String::new() } else { format!(" {article} {object}") };
    let with = if with.is_empty() { String::new() } else { format!(" with {}", say::list(&with)) };
    format!("{verb}{thing}{named}{with}{left_out}")
}

fn is_moment(binding: &Binding) -> bool {
    use crate::wording::{Meaning, meaning};
    match binding {
        Binding::User { value } => {
            matches!(meaning(value, ""), Meaning::Date(_) | Meaning::DateTime(_) | Meaning::Time(_))
        }
        _ => false,
    }
}
