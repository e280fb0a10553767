//! Phrase templates: `move {event_id} to {start:adv}[ for {duration_minutes}]`.
//!
//! `{name}` is an argument, `{=path}` a value of the step's own result, a part in brackets stands
//! only if all its slots can be filled.

use std::str::FromStr;

use super::say::Form;

/// What a slot stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// An argument of the step, or one of the writer's own words (`choice`, `which`, `this`, ..).
    Argument(String),
    /// A path in the step's result.
    Result(String),
}

/// A place in a template to be filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    pub source: Source,
    pub form: Form,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Slot(Slot),
    Optional(Vec<Piece>),
}

/// A parsed phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Piece>);

/// A text that is no template.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("read the phrase {text:?}: {reason}")]
pub struct TemplateError {
    text: String,
    reason: String,
}

impl Template {
    /// The phrase with its slots filled; `None` where a slot that must be filled cannot be.
    pub fn render(&self, fill: &mut dyn FnMut(&Slot) -> Option<String>) -> Option<String> {
        let mut out = String::new();
        render(&self.0, fill, &mut out).then_some(out)
    }

    /// Every slot, optional ones too, in order.
    pub fn slots(&self) -> Vec<&Slot> {
        fn collect<'t>(pieces: &'t [Piece], out: &mut Vec<&'t Slot>) {
            for piece in pieces {
                match piece {
                    Piece::Text(_) => {}
                    Piece::Slot(slot) => out.push(slot),
                    Piece::Optional(pieces) => collect(pieces, out),
                }
            }
        }
        let mut out = Vec::new();
        collect(&self.0, &mut out);
        out
    }

    /// What is left of the phrase without its optional parts; nothing where a slot is left too.
    pub fn bare(&self) -> Option<String> {
        let text = |piece: &Piece| match piece {
            Piece::Text(text) => Some(text.clone()),
            Piece::Optional(_) => Some(String::new()),
            Piece::Slot(_) => None,
        };
        self.0.iter().map(text).collect()
    }

    /// Whether the phrase has a place for this argument.
    pub fn mentions(&self, argument: &str) -> bool {
        self.slots().iter().any(|slot| matches!(&slot.source, Source::Argument(name) if name == argument))
    }
}

fn render(pieces: &[Piece], fill: &mut dyn FnMut(&Slot) -> Option<String>, out: &mut String) -> bool {
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Slot(slot) => match fill(slot) {
                Some(text) => out.push_str(&text),
                None => return false,
            },
            Piece::Optional(pieces) => {
                let mark = out.len();
                if !render(pieces, fill, out) {
                    out.truncate(mark);
                }
            }
        }
    }
    true
}

impl FromStr for Template {
    type Err = TemplateError;

    fn from_str(text: &str) -> Result<Self, TemplateError> {
        let fail = |reason: &str| TemplateError { text: text.to_owned(), reason: reason.to_owned() };
        let mut stack: Vec<Vec<Piece>> = vec![Vec::new()];
        let mut rest = text;
        while let Some(at) = rest.find(['{', '[', ']']) {
            let (before, from) = rest.split_at(at);
            let Some(level) = stack.last_mut() else { return Err(fail("a ] without [")) };
            if !before.is_empty() {
                level.push(Piece::Text(before.to_owned()));
            }
            rest = &from[1..];
            match from.as_bytes()[0] {
                b'{' => {
                    let end = rest.find('}').ok_or_else(|| fail("a { without }"))?;
                    level.push(Piece::Slot(slot(&rest[..end]).map_err(|reason| fail(&reason))?));
                    rest = &rest[end + 1..];
                }
                b'[' => stack.push(Vec::new()),
                _ => {
                    let done = stack.pop().unwrap_or_default();
                    match stack.last_mut() {
                        Some(level) => level.push(Piece::Optional(done)),
                        None => return Err(fail("a ] without [")),
                    }
                }
            }
        }
        match (stack.pop(), stack.is_empty()) {
            (Some(mut pieces), true) => {
                if !rest.is_empty() {
                    pieces.push(Piece::Text(rest.to_owned()));
                }
                Ok(Self(pieces))
            }
            _ => Err(fail("a [ without ]")),
        }
    }
}

fn slot(text: &str) -> Result<Slot, String> {
    let (name, form) = match text.rsplit_once(':') {
        None => (text, Form::Plain),
        Some((name, "adv")) => (name, Form::Adverb),
        Some((name, "q")) => (name, Form::Quote),
        Some((name, "poss")) => (name, Form::Possessive),
        Some((_, other)) => return Err(format!("unknown form {other:?}; use adv, q or poss")),
    };
    let source = match name.strip_prefix('=') {
        Some(path) => Source::Result(path.to_owned()),
        None => Source::Argument(name.to_owned()),
    };
    if name.is_empty() || name == "=" { Err("an empty slot".to_owned()) } else { Ok(Slot { source, form }) }
}
