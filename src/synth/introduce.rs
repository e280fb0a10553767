//! Introductions: how a thing is called when it is spoken of for the first time, and how when others like it came since.

use serde_json::Value;

use super::narrator::Narrator;
use super::say::{self, Form};
use super::template::{Source, Template};
use crate::model::{Binding, Bound, Choice, Path};

impl Narrator<'_> {
    /// A thing that was mentioned before, and others like it since: by its name alone.
    pub(super) fn again(&mut self, step: usize, path: Option<&Path>, choice: &Choice, noun: &str) -> String {
        match choice {
            Choice::Where { value, .. } if self.phrases(step).is_some_and(|phrases| phrases.person) => {
                self.speaker.say(value, "", Form::Plain)
            }
            Choice::Where { value, .. } => format!("the {noun} {}", self.speaker.say(value, "", Form::Quote)),
            Choice::Only | Choice::Ordinal { .. } => self.introduction(step, path, choice),
        }
    }

    /// The first mention of a thing.
    pub(super) fn introduction(&mut self, step: usize, path: Option<&Path>, choice: &Choice) -> String {
        let which = match choice {
            Choice::Only => String::new(),
            Choice::Ordinal { index } => format!("{} ", ordinal(*index)),
            Choice::Where { value, .. } => format!("{} ", self.speaker.say(value, "", Form::Quote)),
        };
        let chosen = match choice {
            Choice::Where { value, .. } => value.as_str().map(str::to_owned),
            Choice::Only | Choice::Ordinal { .. } => None,
        };
        let story = self.story;
        let mut fitting: Vec<(Vec<String>, String, Self)> = Vec::new();
        let mut passed: Vec<usize> = Vec::new();
        for template in self.phrases(step).map_or(&[][..], |phrases| &phrases.refer) {
            let mut attempt = self.clone();
            let filled = template.render(&mut |slot| match &slot.source {
                Source::Argument(name) if name == "which" => Some(which.clone()),
                Source::Argument(name) if name == "choice" => chosen.clone(),
                _ => attempt.fill(step, slot),
            });
            let tells = chosen.is_none() || template.mentions("which") || template.mentions("choice");
            let Some(text) = filled.filter(|_| tells) else { continue };
            let unsaid = self.unsaid(step, template, &text);
            fitting.push((unsaid, text, attempt));
            passed.push(self.passed_over(step, template));
        }
        // Of those that leave least unsaid any will do: one by the story's seed, so that stories differ.
        let rank = |at: usize, fitting: &[(Vec<String>, String, Self)]| (fitting[at].0.len(), passed[at]);
        let least = (0..fitting.len()).map(|at| rank(at, &fitting)).min();
        let mut best: Vec<usize> = (0..fitting.len()).filter(|at| Some(rank(*at, &fitting)) == least).collect();
        if fitting.is_empty() {
            return self.plain_introduction(step, path, choice, &which);
        }
        let turn = (story.seed.0 as usize).wrapping_add(step) % best.len();
        let (unsaid, text, after) = fitting.swap_remove(best.swap_remove(turn));
        *self = after;
        let (kinds, words): (Vec<_>, Vec<_>) = unsaid.into_iter().partition(|said| !said.starts_with('"'));
        let text = if kinds.is_empty() { text } else { format!("{text} ({})", say::list(&kinds)) };
        if words.is_empty() { text } else { format!("{text} among what matches {}", say::list(&words)) }
    }

    /// How many of the other arguments by which a thing was found a noun phrase leaves out: what came from results, numbers.
    fn passed_over(&self, step: usize, template: &Template) -> usize {
        let told = &self.story.steps[step];
        let bindings: &[Bound] = if told.read_only { &told.step.bindings } else { &[] };
        let open = bindings.iter().filter(|bound| match &bound.binding {
            Binding::User { value } => !value.is_string(),
            Binding::Output { .. } | Binding::Derived { .. } => true,
            Binding::Default { .. } => false,
        });
        open.filter(|bound| !template.mentions(bound.path.last_field().unwrap_or_default())).count()
    }

    /// What the user said to find a thing and a noun phrase for it leaves out: words in quotation marks, one of a few kinds
    /// without.
    fn unsaid(&self, step: usize, template: &Template, text: &str) -> Vec<String> {
        let told = &self.story.steps[step];
        // What was made is known by what was asked for; only a search has to be told apart from others.
        let bindings: &[Bound] = if told.read_only { &told.step.bindings } else { &[] };
        let tool = told.tool;
        let said = bindings.iter().filter_map(|bound| {
            let name = bound.path.last_field().unwrap_or_default();
            let Binding::User { value: Value::String(value) } = &bound.binding else { return None };
            let told = template.mentions(name) || text.to_lowercase().contains(&value.to_lowercase());
            let schema = tool.input_schema.get("properties").and_then(|properties| properties.get(name));
            let is_kind = schema.is_some_and(|schema| schema.get("enum").is_some());
            let form = if is_kind { Form::Plain } else { Form::Quote };
            (!told).then(|| self.speaker.say(&Value::String(value.clone()), name, form))
        });
        said.collect()
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
}

/// `first`, `second`, ..
pub(super) fn ordinal(index: usize) -> &'static str {
    ["first", "second", "third", "fourth", "fifth", "sixth"].get(index).copied().unwrap_or("next")
}
