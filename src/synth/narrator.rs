//! The narrator: says arguments, and finds words for things that only handles name.
//!
//! A handle is never said. What a step's output stands for is described by how it was found: by the
//! words the user searched with, by the name she picked it by, or, once mentioned, by a pronoun.

use std::collections::BTreeSet;

use serde_json::Value;

use super::grammar;
use super::phrasebook::{Phrasebook, Phrases};
use super::say::{self, Form, Speaker};
use super::story::Story;
use super::template::{Slot, Source, Template};
use crate::model::{Binding, Choice, Path, Segment};

/// A thing talked about: a step's output, and which item of it.
type Referent = (usize, Option<usize>);

/// Speaks about one story; remembers what was mentioned.
#[derive(Clone)]
pub struct Narrator<'n> {
    pub story: &'n Story<'n>,
    pub phrasebook: &'n Phrasebook,
    pub speaker: Speaker,
    mentioned: BTreeSet<Referent>,
    /// What the clause before this one was about.
    last: Option<Referent>,
    /// What this clause has been about so far.
    current: Option<Referent>,
}

impl<'n> Narrator<'n> {
    pub fn new(story: &'n Story<'n>, phrasebook: &'n Phrasebook, speaker: Speaker) -> Self {
        Self { story, phrasebook, speaker, mentioned: BTreeSet::new(), last: None, current: None }
    }

    pub fn phrases(&self, step: usize) -> Option<&'n Phrases> {
        self.phrasebook.get(&self.story.steps[step].tool.name)
    }

    /// Begins a new clause: what the last one was about can now be called *it*.
    pub fn next_clause(&mut self) {
        self.last = self.current.take();
    }

    /// Notes that a step's own result has been introduced, so that later clauses can refer back.
    pub fn introduce(&mut self, step: usize) {
        self.mentioned.insert((step, None));
        self.current = Some((step, None));
    }

    /// Renders the best of several templates for a step: the one that says most of its arguments.
    pub fn best(&mut self, step: usize, templates: &[Template], turn: usize) -> Option<String> {
        let story = self.story;
        let said = |template: &Template| {
            story.steps[step]
                .step
                .bindings
                .iter()
                .filter(|bound| !matches!(bound.binding, Binding::Default { .. }))
                .filter(|bound| {
                    let general = bound.path.generalised().to_string();
                    template.mentions(&general) || bound.path.last_field().is_some_and(|name| template.mentions(name))
                })
                .count()
        };
        let mut rendered: Vec<(usize, String, Self)> = Vec::new();
        for template in templates {
            let mut attempt = self.clone();
            if let Some(text) = template.render(&mut |slot| attempt.fill(step, slot)) {
                rendered.push((said(template), text, attempt));
            }
        }
        let most = rendered.iter().map(|(count, ..)| *count).max()?;
        rendered.retain(|(count, ..)| *count == most);
        let (_, text, after) = rendered.swap_remove(turn % rendered.len());
        *self = after;
        Some(text)
    }

    /// The words for a slot of a step's phrase.
    pub fn fill(&mut self, step: usize, slot: &Slot) -> Option<String> {
        match &slot.source {
            Source::Argument(name) if name == "this" => Some(self.refer(step, None, &Choice::Only, slot.form)),
            Source::Argument(name) => self.argument(step, name, slot.form),
            Source::Result(path) => self.result(step, path, slot.form),
        }
    }

    /// An argument in words; several values of a list are joined.
    pub fn argument(&mut self, step: usize, name: &str, form: Form) -> Option<String> {
        let story = self.story;
        let said: Vec<String> =
            story.bindings(step, name).filter_map(|bound| self.binding(&bound.binding, name, form)).collect();
        (!said.is_empty()).then(|| say::list(&said))
    }

    fn binding(&mut self, binding: &Binding, name: &str, form: Form) -> Option<String> {
        match binding {
            Binding::User { value } => Some(self.speaker.say(value, name, form)),
            Binding::Output { step, path, choice } => Some(self.refer(*step, Some(path), choice, form)),
            Binding::Derived { of, .. } => of.first().and_then(|first| self.binding(first, name, form)),
            Binding::Default { .. } => None,
        }
    }

    fn result(&self, step: usize, path: &str, form: Form) -> Option<String> {
        let path: Path = path.parse().ok()?;
        let value = path.get(self.story.steps[step].view?)?;
        (!value.is_null() && !value.is_object() && !value.is_array())
            .then(|| self.speaker.say(value, path.last_field().unwrap_or_default(), form))
    }

    /// A noun phrase for what a step found.
    pub fn refer(&mut self, step: usize, path: Option<&Path>, choice: &Choice, form: Form) -> String {
        let item = path.and_then(first_index);
        let referent = (step, item);
        let person = self.phrases(step).is_some_and(|phrases| phrases.person);
        let again = self.mentioned.contains(&referent) || self.mentioned.contains(&(step, None));
        let recent = self.last == Some(referent) || self.last == Some((step, None));
        let text = if again && (person || recent) {
            (if person { "them" } else { "it" }).to_owned()
        } else if again {
            format!("that {}", self.item(step, path))
        } else {
            self.introduction(step, path, choice)
        };
        self.mentioned.insert(referent);
        self.current.get_or_insert(referent);
        match form {
            Form::Possessive => say::possessive(&text),
            _ => text,
        }
    }

    /// The first mention of a thing.
    fn introduction(&mut self, step: usize, path: Option<&Path>, choice: &Choice) -> String {
        let which = match choice {
            Choice::Only => String::new(),
            Choice::Ordinal { index } => format!("{} ", ordinal(*index)),
            Choice::Where { value, .. } => format!("{} ", self.speaker.say(value, "", Form::Quote)),
        };
        let chosen = match choice {
            Choice::Where { value, .. } => value.as_str().map(str::to_owned),
            Choice::Only | Choice::Ordinal { .. } => None,
        };
        for template in self.phrases(step).map_or(&[][..], |phrases| &phrases.refer) {
            let mut attempt = self.clone();
            let filled = template.render(&mut |slot| match &slot.source {
                Source::Argument(name) if name == "which" => Some(which.clone()),
                Source::Argument(name) if name == "choice" => chosen.clone(),
                _ => attempt.fill(step, slot),
            });
            let tells = chosen.is_none() || template.mentions("which") || template.mentions("choice");
            if let Some(text) = filled.filter(|_| tells) {
                *self = attempt;
                return text;
            }
        }
        self.plain_introduction(step, path, choice, &which)
    }

    /// Without phrases: what it is, and what the user said to find it; a thing looked up by its
    /// handle is called what the handle's thing is called.
    fn plain_introduction(&mut self, step: usize, path: Option<&Path>, choice: &Choice, which: &str) -> String {
        let story = self.story;
        let told = &story.steps[step];
        let bindings = &told.step.bindings;
        let handed = bindings.iter().find(|bound| matches!(bound.binding, Binding::Output { .. }));
        if let (true, Choice::Only, Some(bound)) = (told.read_only, choice, handed)
            && let Binding::Output { step, path, choice } = &bound.binding
        {
            return self.refer(*step, Some(path), choice, Form::Plain);
        }
        let said: Vec<String> = bindings
            .iter()
            .filter_map(|bound| match &bound.binding {
                Binding::User { value } => {
                    Some(self.speaker.say(value, bound.path.last_field().unwrap_or_default(), Form::Quote))
                }
                _ => None,
            })
            .collect();
        let noun = self.item(step, path);
        match (which.is_empty(), said.is_empty()) {
            (_, true) => format!("the {which}{noun}"),
            (true, false) => format!("the {noun} for {}", say::list(&said)),
            (false, false) => format!("the {which}{noun} for {}", say::list(&said)),
        }
    }

    /// The noun for what a step gives.
    pub fn item(&self, step: usize, path: Option<&Path>) -> String {
        match self.phrases(step).and_then(|phrases| phrases.item.clone()) {
            Some(item) => item,
            None => grammar::item(self.story.steps[step].tool, path.and_then(list_name)),
        }
    }

    /// A value of a result in words.
    pub fn value(&self, value: &Value, name: &str) -> String {
        self.speaker.say(value, name, Form::Plain)
    }
}

/// The index of the first list item on a concrete path.
fn first_index(path: &Path) -> Option<usize> {
    path.segments().iter().find_map(|segment| match segment {
        Segment::Index(index) => Some(*index),
        _ => None,
    })
}

/// The name of the list that a concrete path goes through.
fn list_name(path: &Path) -> Option<&str> {
    path.segments().windows(2).find_map(|pair| match pair {
        [Segment::Field(name), Segment::Index(_)] => Some(name.as_str()),
        _ => None,
    })
}

fn ordinal(index: usize) -> &'static str {
    ["first", "second", "third", "fourth", "fifth"].get(index).copied().unwrap_or("next")
}
