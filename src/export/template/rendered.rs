//! A row as its template renders it, with the stretches that would be trained.

use std::ops::Range;

use serde_json::Value;

use super::jinja::{BEGIN, END, Template};
use crate::export::chat::{self, Mark, Style};
use crate::export::profile::Arguments;
use crate::export::talk::Talk;

/// The text of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    pub text: String,
    /// By assistant message: its place in the conversation and where in the text it is what the model says.
    pub spoken: Vec<(usize, Range<usize>)>,
    /// Earlier messages are rendered otherwise once later ones are there.
    pub rewrites_history: bool,
}

impl Rendered {
    /// Renders a row as a trainer does that hands arguments over in this way.
    pub(super) fn of(template: &Template, talk: &Talk<'_>, arguments: Arguments) -> Result<Self, String> {
        let style = Style { arguments, mark: Mark::Unmarked, null_content: false, named_results: true };
        let messages = chat::messages(talk, 0..talk.messages().len(), style);
        let messages: Vec<Value> = serde_json::from_str(&messages).map_err(|error| error.to_string())?;
        let tools: Value = serde_json::from_str(&chat::tools(talk)).map_err(|error| error.to_string())?;
        let text = template.render(&messages, &tools, false)?;
        if template.marks_generation {
            return Ok(Self::marked(&text, talk));
        }
        let mut rendered = Self { text, spoken: Vec::new(), rewrites_history: false };
        for at in talk.assistants() {
            // What comes before the message is what the model is given, with the sign that it is to speak.
            let given = template.render(&messages[..at], &tools, true)?;
            let said = template.render(&messages[..=at], &tools, false)?;
            let (begin, end) = (common(&given, &rendered.text), common(&said, &rendered.text));
            rendered.rewrites_history |= begin < given.len() && end < said.len();
            rendered.spoken.push((at, begin.min(end)..end));
        }
        Ok(rendered)
    }

    /// Takes the stretches that a template marks itself. One that marks several messages as one is taken at its word.
    fn marked(marked: &str, talk: &Talk<'_>) -> Self {
        let mut text = String::with_capacity(marked.len());
        let mut stretches: Vec<Range<usize>> = Vec::new();
        for sign in marked.chars() {
            match sign {
                BEGIN => stretches.push(text.len()..text.len()),
                END => stretches.last_mut().into_iter().for_each(|last| last.end = text.len()),
                sign => text.push(sign),
            }
        }
        Self { text, spoken: talk.assistants().zip(stretches).collect(), rewrites_history: false }
    }

    /// What the model is given: the text without what it says itself.
    pub(super) fn given(&self) -> String {
        let mut given = String::new();
        let mut done = 0;
        for (_, range) in &self.spoken {
            given.push_str(self.text.get(done..range.start).unwrap_or_default());
            done = range.end.max(done);
        }
        given + &self.text[done..]
    }

    /// How many tokens the text has, and how many of them are trained: those that end inside such a stretch. `ends` says where
    /// the tokens of a text end.
    pub fn tokens(&self, talk: &Talk<'_>, ends: impl Fn(&str) -> Vec<usize>) -> (u64, u64) {
        let ends = ends(&self.text);
        let trained = ends.iter().filter(|end| self.is_trained(talk, **end)).count();
        (ends.len() as u64, trained as u64)
    }

    /// The text with a bar behind every token and what would be trained between ⟦ and ⟧.
    pub fn with_tokens(&self, talk: &Talk<'_>, ends: impl Fn(&str) -> Vec<usize>) -> String {
        let mut text = String::new();
        let (mut done, mut inside) = (0, false);
        for end in ends(&self.text) {
            let trained = self.is_trained(talk, end);
            text.push_str(match (inside, trained) {
                (false, true) => "⟦",
                (true, false) => "⟧",
                _ => "",
            });
            inside = trained;
            text.push_str(self.text.get(done..end).unwrap_or_default());
            text.push('|');
            done = end.max(done);
        }
        text + if inside { "⟧" } else { "" }
    }

    fn is_trained(&self, talk: &Talk<'_>, end: usize) -> bool {
        self.spoken.iter().any(|(at, range)| range.start < end && end <= range.end && talk.is_trained(*at))
    }

    /// The text with what would be trained between ⟦ and ⟧.
    pub fn with_marks(&self, talk: &Talk<'_>) -> String {
        let mut text = String::new();
        let mut done = 0;
        for (at, range) in self.spoken.iter().filter(|(at, _)| talk.is_trained(*at)) {
            debug_assert!(*at < talk.messages().len());
            text.push_str(&self.text[done..range.start.max(done)]);
            text.push('⟦');
            text.push_str(&self.text[range.start.max(done)..range.end.max(done)]);
            text.push('⟧');
            done = range.end.max(done);
        }
        text + &self.text[done..]
    }
}

/// How many bytes two texts share from the beginning, up to a whole sign.
fn common(one: &str, other: &str) -> usize {
    let signs = one.char_indices().zip(other.chars());
    signs.take_while(|((_, a), b)| a == b).last().map_or(0, |((at, sign), _)| at + sign.len_utf8())
}
