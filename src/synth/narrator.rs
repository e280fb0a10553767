//! The narrator: says arguments, and finds words for things that only handles name.
//!
//! A handle is never said. What a step's output stands for is described by how it was found: by the
//! words the user searched with, by the name she picked it by, or, once mentioned, by a pronoun.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::grammar::{self, words};
use super::hole;
use super::introduce::ordinal;
use super::part::Part;
use super::phrasebook::{Phrasebook, Phrases};
use super::say::{self, Form, Speaker};
use super::story::Story;
use super::template::{Slot, Source, Template};
use crate::model::{Binding, Bound, Choice, Path, Segment};

/// A thing talked about: a step's output, which list item of it, and what of that.
type Referent = (usize, Option<Path>, Part);

/// Speaks about one story; remembers what was mentioned.
#[derive(Clone)]
pub struct Narrator<'n> {
    pub story: &'n Story<'n>,
    pub phrasebook: &'n Phrasebook,
    pub speaker: Speaker,
    mentioned: BTreeSet<Referent>,
    /// What a noun was last said of, so that "that file" is never another one.
    latest: BTreeMap<String, (usize, Option<Path>)>,
    /// What the clause before this one was about.
    last: Option<Referent>,
    /// What this clause has been about so far.
    current: Option<Referent>,
    /// Whether the user speaks, or the assistant to her.
    pub voice: Voice,
    /// What is left out: a step and the place of the argument.
    pub hidden: Option<(usize, Path)>,
    /// Lists that the user was told item by item, by the step that gave them.
    enumerated: BTreeSet<(usize, Path)>,
    /// Items of such lists that are called by their number, instead of what the binding says.
    numbered: BTreeSet<(usize, Path)>,
}

/// Who speaks: the user says "my order", the assistant "your order".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    User,
    Assistant,
}

impl<'n> Narrator<'n> {
    pub fn new(story: &'n Story<'n>, phrasebook: &'n Phrasebook, speaker: Speaker, voice: Voice) -> Self {
        Self {
            story,
            phrasebook,
            speaker,
            mentioned: BTreeSet::new(),
            latest: BTreeMap::new(),
            last: None,
            current: None,
            voice,
            hidden: None,
            enumerated: BTreeSet::new(),
            numbered: BTreeSet::new(),
        }
    }

    pub fn phrases(&self, step: usize) -> Option<&'n Phrases> {
        self.phrasebook.get(&self.story.steps[step].tool.name)
    }

    /// Whether a step is about the user herself.
    pub fn is_own(&self, step: usize) -> bool {
        self.phrases(step).is_some_and(|phrases| phrases.own)
    }

    /// Whether a thing was spoken of already.
    pub fn knows(&self, step: usize, path: &Path) -> bool {
        self.has_mentioned(step, path.item().as_ref(), &Part::Whole)
    }

    /// Begins a new clause: what the last one was about can now be called *it*.
    pub fn next_clause(&mut self) {
        self.last = self.current.take();
    }

    /// Notes that a step's own result has been introduced, so that later clauses can refer back.
    pub fn introduce(&mut self, step: usize) {
        if let Some((found, item)) = self.same_thing(step) {
            self.current = Some((found, item, Part::Whole));
            return;
        }
        self.latest.insert(kind(&self.item(step, None)), (step, None));
        self.mentioned.insert((step, None, Part::Whole));
        self.current = Some((step, None, Part::Whole));
    }

    /// What a step changed, where that is a thing that was found before and is called the same: it stays what it was.
    fn same_thing(&self, step: usize) -> Option<(usize, Option<Path>)> {
        let story = self.story;
        if story.is_used(step) {
            return None;
        }
        let noun = self.item(step, None);
        story.steps[step].step.bindings.iter().find_map(|bound| match &bound.binding {
            Binding::Output { step: found, path, choice } => {
                let whole = self.part_of(*found, path, choice, &self.item(*found, Some(path))) == Part::Whole;
                (whole && self.item(*found, Some(path)) == noun).then(|| (*found, path.item()))
            }
            _ => None,
        })
    }

    /// Notes that the user was told the items of a list of a step's result, in its order.
    pub fn enumerate(&mut self, step: usize, list: Path) {
        self.enumerated.insert((step, list));
    }

    /// Calls an item of a list that the user was told by its number from now on.
    pub fn number(&mut self, step: usize, item: Path) {
        self.numbered.insert((step, item));
    }

    /// Items that are called by their number.
    pub fn numbered(&self) -> &BTreeSet<(usize, Path)> {
        &self.numbered
    }

    /// Whether the user was told the list that an item stands in.
    pub fn is_enumerated(&self, step: usize, item: &Path) -> bool {
        self.enumerated.contains(&(step, item.parent()))
    }

    /// Speaks of a thing for its own sake, before anything is done with it.
    pub fn look_at(&mut self, step: usize, path: &Path, choice: &Choice) -> String {
        let text = self.introduction(step, Some(path), choice);
        let noun = self.item(step, Some(path));
        let referent = (step, path.item(), Part::Whole);
        self.latest.insert(kind(&noun), (step, path.item()));
        self.mentioned.insert(referent.clone());
        self.current = Some(referent);
        text
    }

    /// Renders the best of several templates for a step: the one that says most of its arguments.
    pub fn best(&mut self, step: usize, templates: &[Template], turn: usize) -> Option<String> {
        self.best_of(step, templates, turn).map(|(_, text)| text)
    }

    /// The same, with the place of the template that was taken.
    pub fn best_of(&mut self, step: usize, templates: &[Template], turn: usize) -> Option<(usize, String)> {
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
        let mut rendered: Vec<(usize, (usize, String), Self)> = Vec::new();
        for (at, template) in templates.iter().enumerate() {
            let mut attempt = self.clone();
            if let Some(text) = template.render(&mut |slot| attempt.fill(step, slot)) {
                rendered.push((said(template), (at, text), attempt));
            }
        }
        let most = rendered.iter().map(|(count, ..)| *count).max()?;
        rendered.retain(|(count, ..)| *count == most);
        let (_, chosen, after) = rendered.swap_remove(turn % rendered.len());
        *self = after;
        Some(chosen)
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
            story.bindings(step, name).filter_map(|bound| self.bound(step, bound, name, form)).collect();
        (!said.is_empty()).then(|| say::list(&said))
    }

    fn bound(&mut self, step: usize, bound: &Bound, name: &str, form: Form) -> Option<String> {
        match &self.hidden {
            Some((at, path)) if *at == step && *path == bound.path => Some(hole::mark(form)),
            _ => self.binding(&bound.binding, name, form),
        }
    }

    fn binding(&mut self, binding: &Binding, name: &str, form: Form) -> Option<String> {
        match binding {
            Binding::User { value } => Some(self.speaker.say(value, name, form)),
            Binding::Output { step, path, choice } => Some(match self.told(*step, path, choice, form) {
                Some(text) => text,
                None => self.refer(*step, Some(path), choice, form),
            }),
            Binding::Derived { of, .. } => of.first().and_then(|first| self.binding(first, name, form)),
            Binding::Default { .. } => None,
        }
    }

    /// How the assistant calls a part of a thing: by what it is, because she knows.
    fn told(&self, step: usize, path: &Path, choice: &Choice, form: Form) -> Option<String> {
        let phrases = self.phrases(step);
        let part = self.part_of(step, path, choice, &self.item(step, Some(path)));
        let known = phrases.is_some_and(|phrases| phrases.own) || matches!(part, Part::Person(_) | Part::Property(_));
        if self.voice == Voice::User || !known {
            return None;
        }
        let view = self.story.steps[step].view?;
        let name = path.parent().field("name");
        let (value, field) = match name.get(view).filter(|_| matches!(part, Part::Person(_) | Part::Whole)) {
            Some(value) => (value, "name"),
            None => (path.get(view)?, path.last_field().unwrap_or_default()),
        };
        let handle = matches!(words(field).last().map(String::as_str), Some("id" | "ids"));
        let short = grammar::is_short(value) && !handle;
        short.then(|| self.speaker.say(value, field, form))
    }

    fn result(&self, step: usize, path: &str, form: Form) -> Option<String> {
        let path: Path = path.parse().ok()?;
        let value = path.get(self.story.steps[step].view?)?;
        (!value.is_null() && !value.is_object() && !value.is_array())
            .then(|| self.speaker.say(value, path.last_field().unwrap_or_default(), form))
    }

    /// A noun phrase for what a step found, or for a part of it.
    pub fn refer(&mut self, step: usize, path: Option<&Path>, choice: &Choice, form: Form) -> String {
        let item = path.and_then(Path::item);
        let number = item.as_ref().filter(|item| self.numbered.contains(&(step, (*item).clone()))).and_then(index_of);
        let choice = &number.map_or_else(|| choice.clone(), |index| Choice::Ordinal { index });
        let person = self.phrases(step).is_some_and(|phrases| phrases.person);
        let noun = self.item(step, path);
        let part = path.map_or(Part::Whole, |path| self.part_of(step, path, choice, &noun));
        let referent = (step, item.clone(), part.clone());
        let again = self.has_mentioned(step, item.as_ref(), &part);
        let recent = self.last.as_ref().is_some_and(|last| *last == referent || *last == (step, None, part.clone()));
        let is_person = match &part {
            Part::Whole => person,
            Part::Named(_) | Part::Person(_) => true,
            Part::Property(_) => false,
        };
        let text = match (&part, again, recent) {
            (Part::Whole, ..) if self.phrases(step).is_some_and(|phrases| phrases.own) => "me".to_owned(),
            // "them" may only be the person of the clause before: there are many people in a request.
            (_, true, true) => (if is_person { "them" } else { "it" }).to_owned(),
            (Part::Whole, true, false) if !is_person && self.is_latest(&noun, step, item.as_ref()) => {
                format!("that {noun}")
            }
            (Part::Whole, ..) if number.is_some() => by_number(choice, &noun),
            (Part::Whole, true, false) => self.again(step, path, choice, &noun),
            (Part::Whole, ..) => self.introduction(step, path, choice),
            (Part::Named(name), ..) => name.clone(),
            (Part::Person(of) | Part::Property(of), true, false) if self.is_latest(of, step, item.as_ref()) => {
                format!("that {of}")
            }
            (Part::Person(of) | Part::Property(of), ..) => self.part(step, path, choice, of),
        };
        match &part {
            Part::Whole => drop(self.latest.insert(kind(&noun), (step, item))),
            Part::Person(of) | Part::Property(of) => drop(self.latest.insert(kind(of), (step, item))),
            Part::Named(_) => {}
        }
        self.mentioned.insert(referent.clone());
        self.current.get_or_insert(referent);
        let text = match self.voice {
            Voice::User => text,
            Voice::Assistant => say::to_the_user(&text),
        };
        match form {
            Form::Possessive => say::possessive(&text),
            _ => text,
        }
    }

    /// What a path's value is to its item.
    fn part_of(&self, step: usize, path: &Path, choice: &Choice, noun: &str) -> Part {
        let phrases = self.phrases(step);
        let part = Part::of(path, choice, noun, phrases.is_some_and(|phrases| phrases.person));
        match phrases.is_some_and(|phrases| phrases.parts.contains_key(&path.generalised())) {
            true => part.worded(path),
            false => part,
        }
    }

    /// Whether a thing was mentioned; one item of a list is not yet known when only the list is.
    fn has_mentioned(&self, step: usize, item: Option<&Path>, part: &Part) -> bool {
        let whole = self.mentioned.contains(&(step, None, part.clone()));
        self.mentioned.contains(&(step, item.cloned(), part.clone()))
            || whole && item.is_none_or(|item| self.is_only(step, item))
    }

    /// Whether a noun was last said of this thing.
    fn is_latest(&self, noun: &str, step: usize, item: Option<&Path>) -> bool {
        self.latest.get(&kind(noun)).is_some_and(|(last, at)| *last == step && (at.is_none() || at.as_ref() == item))
    }

    /// Whether a list item is the only one of its list.
    fn is_only(&self, step: usize, item: &Path) -> bool {
        let list = self.story.steps[step].view.and_then(|view| item.parent().get(view)?.as_array());
        list.is_some_and(|list| list.len() == 1)
    }

    /// The first mention of a part of a thing, e.g. `the sender of the mail "Lunch"`.
    fn part(&mut self, step: usize, path: Option<&Path>, choice: &Choice, of: &str) -> String {
        let item = path.and_then(Path::item);
        let phrases = self.phrases(step);
        let own = phrases.is_some_and(|phrases| phrases.own);
        let person = phrases.is_some_and(|phrases| phrases.person);
        let known = self.has_mentioned(step, item.as_ref(), &Part::Whole);
        let thing = match (known, own, person) {
            (_, true, _) => "me".to_owned(),
            (true, false, false) if self.is_latest(&self.item(step, path), step, item.as_ref()) => {
                format!("that {}", self.item(step, path))
            }
            _ => self.introduction(step, path, choice),
        };
        if !own {
            self.latest.insert(kind(&self.item(step, path)), (step, item.clone()));
        }
        self.mentioned.insert((step, item, Part::Whole));
        let template = phrases.zip(path).and_then(|(phrases, path)| phrases.parts.get(&path.generalised()));
        let worded = template.and_then(|template| {
            template.render(&mut |slot| match &slot.source {
                Source::Argument(word) if word == "it" => Some(match slot.form {
                    Form::Possessive => say::possessive(&thing),
                    _ => thing.clone(),
                }),
                _ => None,
            })
        });
        let short = thing.split(' ').count() <= 3;
        worded.unwrap_or_else(|| match (own, person && short) {
            (true, _) => format!("my own {of}"),
            (false, true) => format!("{} {of}", say::possessive(&thing)),
            (false, false) => format!("the {of} of {thing}"),
        })
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

/// Nouns that are said of the same things: a copy is a file, a draft is a mail.
fn kind(noun: &str) -> String {
    match noun {
        "copy" => "file".to_owned(),
        "draft" | "message" | "mail" | "reply" => "email".to_owned(),
        other => other.to_owned(),
    }
}

/// The name of the list that a concrete path goes through.
fn list_name(path: &Path) -> Option<&str> {
    path.segments().windows(2).find_map(|pair| match pair {
        [Segment::Field(name), Segment::Index(_)] => Some(name.as_str()),
        _ => None,
    })
}

/// An item of a list that the user was told: `the second one`.
fn by_number(choice: &Choice, noun: &str) -> String {
    match choice {
        Choice::Ordinal { index } if index % 2 == 0 => format!("the {} one", ordinal(*index)),
        Choice::Ordinal { index } => format!("the {} {noun}", ordinal(*index)),
        Choice::Only | Choice::Where { .. } => format!("the {noun}"),
    }
}

/// The index at the end of an item's path.
fn index_of(item: &Path) -> Option<usize> {
    match item.segments().last() {
        Some(Segment::Index(index)) => Some(*index),
        _ => None,
    }
}
