//! The user's request: one clause per goal, joined and coloured by a register.

use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use serde_json::Value;

use super::grammar;
use super::narrator::Narrator;
use super::say::{self, Form};
use crate::model::{Binding, Path, Segment};

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
}

/// How a user talks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Register {
    Terse,
    Polite,
    Chatty,
    Business,
}

impl Register {
    pub const ALL: [Self; 4] = [Self::Terse, Self::Polite, Self::Chatty, Self::Business];
}

/// Words for every goal of the narrator's story, in order.
pub fn goals(narrator: &mut Narrator<'_>, rng: &mut ChaCha8Rng) -> Vec<Goal> {
    narrator
        .story
        .goals()
        .into_iter()
        .map(|step| {
            let goal = goal(narrator, step, rng);
            if !narrator.story.steps[step].read_only {
                narrator.introduce(step);
            }
            narrator.next_clause();
            goal
        })
        .collect()
}

fn goal(narrator: &mut Narrator<'_>, step: usize, rng: &mut ChaCha8Rng) -> Goal {
    let turn = rng.random_range(0..64);
    let phrases = narrator.phrases(step);
    if let Some(phrases) = phrases
        && narrator.story.steps[step].step.outcome.is_ok()
    {
        let view = narrator.story.steps[step].view;
        let possible: Vec<usize> = (0..phrases.ask.len())
            .filter(|at| view.is_some_and(|view| answers(&phrases.ask[*at].field, view)))
            .collect();
        if let Some(&ask) = possible.choose(rng) {
            let templates = std::slice::from_ref(&phrases.ask[ask].question);
            if let Some(text) = narrator.best(step, templates, turn) {
                return Goal { step, clause: Clause::Question(text), ask: Some(ask) };
            }
        }
    }
    let request = phrases.and_then(|phrases| narrator.best(step, &phrases.request, turn));
    let text = request.unwrap_or_else(|| plain_request(narrator, step));
    Goal { step, clause: Clause::Request(text), ask: None }
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

/// A request from the tool's own words.
fn plain_request(narrator: &mut Narrator<'_>, step: usize) -> String {
    let story = narrator.story;
    let told = &story.steps[step];
    let (verb, object) = grammar::verb_and_object(told.tool);
    let mut text = format!("{verb} the {object}").trim_end().trim_end_matches(" the").to_owned();
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
        let main = seen.is_empty() && (object.contains(&words) || matches!(name, "path" | "name" | "query" | "id"));
        text.push_str(&match (main, seen.len()) {
            (true, _) => format!(" {said}"),
            (false, 0) => format!(" with {words} {said}"),
            (false, _) => format!(", {words} {said}"),
        });
        seen.push(name.to_owned());
    }
    text
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

/// Joins the clauses of a request as one person would write them.
pub fn compose(goals: &[Goal], register: Register, rng: &mut ChaCha8Rng) -> String {
    let mut sentences: Vec<String> = Vec::new();
    let mut at = 0;
    while at < goals.len() {
        let first = sentences.is_empty();
        match &goals[at].clause {
            Clause::Question(question) => {
                let also = if first { "" } else { pick(&["And ", "Also, ", "", "One more thing: "], rng) };
                sentences.push(format!("{also}{question}?"));
                at += 1;
            }
            Clause::Request(_) => {
                let run: Vec<String> = goals[at..]
                    .iter()
                    .map_while(|goal| match &goal.clause {
                        Clause::Request(text) => Some(text.clone()),
                        Clause::Question(_) => None,
                    })
                    .take(3)
                    .collect();
                at += run.len();
                sentences.push(request(&join(&run, rng), first, register, rng));
            }
        }
    }
    let mut text = sentences.iter().map(|sentence| say::capitalised(sentence)).collect::<Vec<_>>().join(" ");
    let (opening, closing) = frame(register, rng);
    if !opening.is_empty() {
        text = format!("{opening} {}", uncapitalised_after(opening, &text));
    }
    if !closing.is_empty() {
        text = format!("{text} {closing}");
    }
    text
}

fn join(clauses: &[String], rng: &mut ChaCha8Rng) -> String {
    match clauses {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one}{}{two}", pick(&[" and ", ", then ", " and then ", ", and "], rng)),
        [one, two, rest @ ..] => {
            format!("{one}, {two}{}{}", pick(&[", and then ", " and finally ", ", and "], rng), rest.join(", and "))
        }
    }
}

fn request(clauses: &str, first: bool, register: Register, rng: &mut ChaCha8Rng) -> String {
    let frames: &[(&str, &str)] = match (first, register) {
        (true, Register::Terse) => &[("", "."), ("", "."), ("Please ", ".")],
        (true, Register::Polite) => &[
            ("Could you please ", "?"),
            ("Please ", "."),
            ("Would you mind helping me? Please ", "."),
            ("Can you ", "?"),
            ("Could you ", "?"),
        ],
        (true, Register::Chatty) => &[
            ("Can you ", "?"),
            ("I'd like you to ", "."),
            ("I need to get this done: ", "."),
            ("Could you quickly ", "?"),
        ],
        (true, Register::Business) => &[("Please ", "."), ("I need you to ", "."), ("", ".")],
        (false, Register::Terse) => &[("Then ", "."), ("", ".")],
        (false, _) => &[("Then ", "."), ("After that, please ", "."), ("Please also ", "."), ("Also, ", ".")],
    };
    let (before, after) = frames.choose(rng).copied().unwrap_or(("", "."));
    // A text quoted at the end brings its own full stop.
    let quoted = [".\"", "!\"", "?\""].iter().any(|end| clauses.ends_with(end));
    let after = if quoted && after == "." { "" } else { after };
    format!("{before}{clauses}{after}")
}

fn frame(register: Register, rng: &mut ChaCha8Rng) -> (&'static str, &'static str) {
    let opening = match register {
        Register::Polite => pick(&["", "", "Hello,", "Hi,", "Good day,"], rng),
        Register::Chatty => pick(&["Hey,", "Hi there!", "", "Quick one:", "Ok so,"], rng),
        Register::Terse | Register::Business => "",
    };
    let closing = match register {
        Register::Polite => pick(&["", "Thank you!", "Thanks in advance.", ""], rng),
        Register::Chatty => pick(&["", "Thanks!", "Cheers!", ""], rng),
        Register::Business => pick(&["", "Thanks.", ""], rng),
        Register::Terse => "",
    };
    (opening, closing)
}

/// After a comma or colon a sentence goes on in lower case, unless it starts with *I* or a name.
fn uncapitalised_after(opening: &str, text: &str) -> String {
    let starters = [
        "Please ", "Can ", "Could ", "Would ", "What ", "When ", "Which ", "Who ", "How ", "Is ", "Are ", "Do ",
        "Where ",
    ];
    let continues = opening.ends_with([',', ':']) && starters.iter().any(|starter| text.starts_with(starter));
    if !continues {
        return text.to_owned();
    }
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

fn pick<'l>(list: &[&'l str], rng: &mut ChaCha8Rng) -> &'l str {
    list.choose(rng).copied().unwrap_or_default()
}
