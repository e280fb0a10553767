//! Paraphrase: a text of the grammar's in the words of a model, as a request to it and a reading of its reply.
//!
//! What the text is about, its names, figures, days and quotations, is listed and must come back as it is; only the words
//! between may change. Whether they did is for the gates to say, and what they object to is told to the model once more.

use rand::seq::IndexedRandom;
use serde_json::{Value, json};

use crate::llm::{Message, Request};
use crate::model::Seed;
use crate::wording::{anchors, frame};

/// Who speaks in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaks {
    User,
    Assistant,
}

/// A text to be said in other words.
#[derive(Clone, Debug, PartialEq)]
pub struct Paraphrase {
    pub speaks: Speaks,
    pub text: String,
    /// How the user talks.
    pub manner: &'static str,
    pub seed: Seed,
}

/// What was wrong with a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    pub reply: String,
    pub reason: String,
}

/// Changes whenever the prompts do, because they decide what a model writes.
pub const PROMPTS: u32 = 2;

/// How users talk.
const MANNERS: &[&str] = &[
    "a busy manager who wastes no word",
    "a friendly colleague who chats a little",
    "a polite customer",
    "an engineer who is precise",
    "somebody typing on a phone in a hurry",
    "an office assistant who writes in full sentences",
    "somebody who thinks aloud and explains briefly what it is for, without naming anything new",
    "a direct person who gives short orders",
];

const RULES: &str = "Rewrite the message below in other words. Keep its meaning exactly: every wish, every order of \
things, every condition. Copy each item of the list KEEP into the new message exactly as it is written. Add no fact, \
name, number, date or wish. Do not mention tools, parameters or field names. Write plain English without markup, as \
one message. Answer with JSON: {\"text\": \"...\"}.";

impl Paraphrase {
    /// A text with a manner drawn from the seed.
    pub fn new(speaks: Speaks, text: impl Into<String>, seed: Seed) -> Self {
        let manner = MANNERS.choose(&mut seed.derive("manner", 0).rng()).copied().unwrap_or_default();
        Self { speaks, text: text.into(), manner, seed }
    }

    /// The request to a model, with what was wrong with its replies so far.
    pub fn request(&self, objections: &[Objection]) -> Request {
        let who = match self.speaks {
            Speaks::User => format!("The message is what {} writes to an assistant.", self.manner),
            Speaks::Assistant => {
                "The message is what a helpful assistant reports to its user at the end; it speaks of itself as I."
                    .to_owned()
            }
        };
        let keep = anchors(&self.text);
        let list = match keep.is_empty() {
            true => "(nothing)".to_owned(),
            false => keep.iter().map(|anchor| format!("- {anchor}")).collect::<Vec<_>>().join("\n"),
        };
        let asked = format!("KEEP:\n{list}\n\nMESSAGE:\n{}", self.text);
        let mut messages = vec![Message::system(format!("{RULES} {who}")), Message::user(asked)];
        for objection in objections {
            messages.push(Message::assistant(json!({"text": objection.reply}).to_string()));
            messages.push(Message::user(format!("That will not do: {}. Write it again.", objection.reason)));
        }
        let schema = json!({
            "type": "object",
            "properties": {"text": {"type": "string"}},
            "required": ["text"],
            "additionalProperties": false
        });
        // A number that every endpoint takes.
        let seed = self.seed.derive("paraphrase", objections.len() as u64).0 & 0x7fff_ffff;
        Request::new(messages).answered_by("message", schema).with_seed(seed)
    }

    /// The text in a reply, if it is one and keeps what must be kept; else what to object to.
    pub fn read(&self, reply: &str) -> Result<String, Objection> {
        let parsed: Option<Value> = serde_json::from_str(reply.trim()).ok();
        let text = parsed.as_ref().and_then(|value| value.get("text")?.as_str()).map(str::trim).unwrap_or_default();
        let object = |reason: String| Err(Objection { reply: text.to_owned(), reason });
        if text.is_empty() {
            return object("it is not JSON with a text".to_owned());
        }
        if text.chars().count() > 3 * self.text.chars().count() + 80 {
            return object("it is far too long".to_owned());
        }
        let lost: Vec<String> =
            anchors(&self.text).into_iter().filter(|anchor| !spaced(text).contains(&spaced(bare(anchor)))).collect();
        if !lost.is_empty() {
            return object(format!("it does not have {}", lost.join(", ")));
        }
        match self.is_other(text) {
            Some(reason) => object(reason.to_owned()),
            None => Ok(text.to_owned()),
        }
    }

    /// What shows that a text is no paraphrase although it has everything: small models answer a message instead of saying it
    /// in other words, make a statement of a question, or leave nothing but what was to be kept.
    fn is_other(&self, text: &str) -> Option<&'static str> {
        let lower = text.to_lowercase();
        let answers = ["sure", "certainly", "of course", "here is", "here's", "here are", "absolutely"];
        if self.speaks == Speaks::User && answers.iter().any(|start| lower.starts_with(start)) {
            return Some("it answers the message instead of saying it in other words");
        }
        let asks =
            ["please", "tell me", "show me", "let me know", "i need", "i want", "i'd like", "find", "check", "give me"];
        let asked = text.contains('?') || asks.iter().any(|word| lower.contains(word));
        if self.speaks == Speaks::User && self.text.contains('?') && !asked {
            return Some("it asks for nothing any more");
        }
        let kept = anchors(&self.text);
        let kept: Vec<&str> = kept.iter().map(|anchor| bare(anchor)).collect();
        let own = |text: &str| frame(text, &kept).split(' ').filter(|word| !word.starts_with('_')).count();
        (2 * own(text) < own(&self.text)).then_some("it leaves out what is to be done")
    }
}

/// A text with single spaces.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An anchor without its quotation marks: which marks are used is left to the model.
fn bare(anchor: &str) -> &str {
    anchor.trim_matches(|c: char| matches!(c, '"' | '\u{201c}' | '\u{201d}' | '\''))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paraphrase() -> Paraphrase {
        Paraphrase::new(Speaks::User, "Move \"Budget review\" to Friday and tell Dana Okafor.", Seed(4))
    }

    #[test]
    fn the_request_lists_what_must_stay_and_what_was_wrong() {
        let objection = Objection { reply: "Move it.".to_owned(), reason: "it does not have Friday".to_owned() };
        let text = serde_json::to_string(&paraphrase().request(&[objection])).unwrap();
        for part in [
            "- \\\"Budget review\\\"\\n- Friday\\n- Dana Okafor", "That will not do: it does not have Friday",
            "\"schema\"",
        ] {
            assert!(text.contains(part), "{part} is not in {text}");
        }
        assert_eq!(paraphrase().request(&[]), paraphrase().request(&[]));
    }

    #[test]
    fn a_reply_that_loses_something_is_objected_to() {
        let read = |reply: &str| paraphrase().read(reply).map_err(|objection| objection.reason);
        let good = r#"{"text": "Dana Okafor should know that 'Budget review' is on Friday now."}"#;
        assert!(read(good).is_ok());
        assert_eq!(
            read(r#"{"text": "Tell Dana Okafor about Friday."}"#).unwrap_err(),
            "it does not have \"Budget review\""
        );
        let answered = r#"{"text": "Sure, Budget review is on Friday and Dana Okafor knows it now."}"#;
        assert!(read(answered).unwrap_err().contains("answers the message"));
        let bare = r#"{"text": "Budget review, Friday, Dana Okafor."}"#;
        assert!(read(bare).unwrap_err().contains("leaves out"));
        assert!(read("Sure!").unwrap_err().contains("not JSON"));
        assert!(read(&format!("{{\"text\": \"{}\"}}", "long ".repeat(90))).unwrap_err().contains("too long"));
    }
}
