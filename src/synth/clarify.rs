//! Clarification: the assistant asks for what the user left out, and she answers.

use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use serde_json::Value;

use super::compose::pick;
use super::grammar;
use super::say::{self, Form, Speaker};
use super::story::Story;
use crate::model::{Binding, Path};
use crate::wording::{Meaning, meaning};

/// A question of the assistant and the user's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clarification {
    pub question: String,
    pub reply: String,
}

/// Arguments of a step that its tool needs and the user says: what can be left out.
pub fn needed(story: &Story<'_>, step: usize) -> Vec<Path> {
    let told = &story.steps[step];
    let required = told.tool.input_schema.get("required").and_then(Value::as_array);
    let required = |path: &Path| {
        path.segments().len() == 1 && required.into_iter().flatten().any(|name| name.as_str() == path.last_field())
    };
    let said = told.step.bindings.iter().filter(|bound| match &bound.binding {
        Binding::User { value } => !matches!(value, Value::Bool(_) | Value::Null),
        _ => false,
    });
    said.map(|bound| bound.path.clone()).filter(required).collect()
}

/// Asks for an argument and answers.
pub fn clarify(name: &str, value: &Value, speaker: &Speaker, rng: &mut ChaCha8Rng) -> Clarification {
    let (questions, form) = questions(name, value);
    let question = questions.choose(rng).cloned().unwrap_or_default();
    let lead = pick(&["", "", "Sure. ", "Happy to. ", "One thing is missing: ", "I can do that. ", "Of course. "], rng);
    let question = format!("{lead}{}", if lead.ends_with(": ") { say::lowered(&question) } else { question });
    Clarification { question, reply: replied(&speaker.say(value, name, form), rng) }
}

/// Ways to ask for a value, and the form in which it is given.
fn questions(name: &str, value: &Value) -> (Vec<String>, Form) {
    let words = grammar::words(name);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    // The last word tells what it is: a `to_currency` is no recipient.
    let is = |list: &[&str]| words.last().is_some_and(|word| list.contains(&word.as_str()));
    let noun = grammar::noun(name);
    let (fixed, form): (&[&str], Form) = match meaning(value, name) {
        Meaning::Date(_) if has(&["expires", "expiry", "due", "birth"]) => {
            (&["What date should I put in?", "Which date is it?"], Form::Plain)
        }
        Meaning::Date(_) if has(&["end", "until", "to", "before", "checkout"]) => {
            (&["Until which day?", "And what is the last day?", "Which end date should I use?"], Form::Plain)
        }
        Meaning::Date(_) => {
            (&["For which day?", "Which day do you have in mind?", "What date should I use?"], Form::Plain)
        }
        Meaning::DateTime(_) if has(&["end", "until"]) => (&["And until when?", "When should it end?"], Form::Adverb),
        Meaning::DateTime(_) => (&["When should that be?", "What day and time?", "For when, exactly?"], Form::Adverb),
        Meaning::Time(_) => (&["At what time?", "What time should it be?"], Form::Adverb),
        Meaning::Minutes(_) => (&["For how long?", "How long should it be?"], Form::Plain),
        Meaning::Language(_) => (&["In which language?", "Which language should it be?"], Form::Plain),
        Meaning::Number(_) if is(&["amount", "price", "total", "budget"]) => {
            (&["How much should it be?", "What amount?", "Over which amount?"], Form::Plain)
        }
        Meaning::Number(_) if is(&["quantity", "count", "people", "party"]) => {
            (&["How many?", "How many should it be?"], Form::Plain)
        }
        Meaning::Number(_) if noun.ends_with('s') => return (vec![format!("How many {noun}?")], Form::Plain),
        _ if is(&["title", "name", "subject", "headline"]) => {
            (&["What should it be called?", "What name should I give it?", "What should I call it?"], Form::Quote)
        }
        _ if is(&["body", "text", "message", "content", "description", "comment", "notes", "note", "details"]) => {
            (&["What should it say?", "What text should I put in?", "What would you like it to say?"], Form::Quote)
        }
        _ if is(&["query", "search", "term", "keyword", "keywords", "pattern"]) => {
            (&["What should I look for?", "What are you looking for?"], Form::Quote)
        }
        _ if is(&["to", "recipient", "recipients", "attendee", "attendees", "invitee"]) => {
            (&["Who should it go to?", "Whom should I address it to?"], Form::Plain)
        }
        _ if words.len() > 1 && matches!(words[0].as_str(), "to" | "from") => {
            let (lead, noun) = (say::capitalised(&words[0]), words[1..].join(" "));
            return (vec![format!("{lead} which {noun}?")], Form::Plain);
        }
        _ => {
            let asks = ["Which {} should it be?", "Which {}?", "Could you tell me the {}?"];
            return (asks.iter().map(|ask| ask.replace("{}", &noun)).collect(), Form::Plain);
        }
    };
    (fixed.iter().map(|question| (*question).to_owned()).collect(), form)
}

fn replied(value: &str, rng: &mut ChaCha8Rng) -> String {
    let frames = [
        ("", "."),
        ("", ", please."),
        ("Oh right, ", "."),
        ("Sorry, I forgot: ", "."),
        ("Let's say ", "."),
        ("", ""),
        ("Make it ", "."),
    ];
    let long = value.chars().count() > 40 || value.starts_with('"');
    let frame = if long { [("", "."), ("", ""), ("Please use ", ".")].choose(rng) } else { frames.choose(rng) };
    let (before, after) = frame.copied().unwrap_or(("", "."));
    let text = say::tidy(&format!("{before}{value}{after}"));
    if rng.random_bool(0.2) { text } else { say::capitalised(&text) }
}
