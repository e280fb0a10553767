//! Retrieval-aware rows (Patil et al. 2023, Gorilla): the documentation of some tools stands behind the user's request, as a
//! retriever would have put it there, and the model learns to call what is documented and to tell near-duplicates apart.
//!
//! Of the tools in view, which a third of the time were chosen by the graph for being near those that are called, the called
//! ones and the nearest others are documented.

use std::collections::BTreeSet;

use serde_json::Value;

use super::hermes;
use super::profile::{Exported, Masks, Profile, Refusal};
use super::row::{Cell, Column, Form, ROLE_CONTENT, column};
use super::talk::{Talk, calls};
use crate::model::{Digest, ToolInView};

/// Chat rows with documentation.
pub struct Gorilla;

const COLUMNS: [Column; 3] =
    [column("messages", Form::Chat(ROLE_CONTENT)), column("retrieved", Form::Texts), column("called", Form::Texts)];

/// Tools that are documented besides those that are called.
const DISTRACTORS: usize = 4;

impl Profile for Gorilla {
    fn name(&self) -> &'static str {
        "gorilla"
    }

    fn description(&self) -> &'static str {
        "retrieval-aware rows: documentation of the called tools and of near-duplicates in the request, calls as Hermes text"
    }

    fn keeps(&self) -> &'static str {
        "all texts, calls with exact arguments, parallel calls, results; documentation made from input schemas"
    }

    fn loses(&self) -> &'static str {
        "call ids, tools that were in view and are not near; there are no masks"
    }

    fn masks(&self) -> Masks {
        Masks::Refused
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn rows(&self, talk: &Talk<'_>) -> Result<Exported, Refusal> {
        talk.check_unmasked()?;
        let called: BTreeSet<&str> = talk.messages().iter().flat_map(calls).map(|call| call.name.as_str()).collect();
        if called.is_empty() {
            return Err(Refusal::new("gorilla.no_call", "nothing is called that could be looked up"));
        }
        let retrieved = retrieved(talk, &called);
        let mut documentation = "\n\nUse this documentation of functions for reference:\n".to_owned();
        retrieved.iter().for_each(|tool| documentation.push_str(&documented(tool)));
        documentation.push_str("\nWrite each call as <tool_call>{\"name\": .., \"arguments\": {..}}</tool_call>.");
        let mut messages: Vec<(&'static str, String)> = Vec::new();
        let mut before_first = true;
        for plain in hermes::said_under(talk, None)? {
            let asks = before_first && plain.role == "user";
            let content = if asks { format!("{}{documentation}", plain.content) } else { plain.content };
            before_first &= !asks;
            messages.push((plain.role, content));
        }
        let names = retrieved.iter().map(|tool| tool.exposed.clone()).collect();
        let called = called.into_iter().map(str::to_owned).collect();
        Ok(Exported::one(vec![Cell::Chat(messages), Cell::Texts(names), Cell::Texts(called)]))
    }
}

/// The called tools and the nearest others, in an order that tells nothing.
fn retrieved<'t>(talk: &Talk<'t>, called: &BTreeSet<&str>) -> Vec<&'t ToolInView> {
    let is_called = |tool: &&ToolInView| called.contains(tool.exposed.as_str());
    let (mut found, mut others): (Vec<&ToolInView>, Vec<&ToolInView>) = talk.tools().iter().partition(is_called);
    let wanted: Vec<BTreeSet<String>> = found.iter().map(|tool| words(tool)).collect();
    let nearness = |tool: &ToolInView| {
        let own = words(tool);
        let shared = wanted.iter().map(|wanted| 1000 * wanted.intersection(&own).count() / wanted.union(&own).count());
        std::cmp::Reverse(shared.max().unwrap_or_default())
    };
    others.sort_by_cached_key(|tool| nearness(tool));
    found.extend(others.into_iter().take(DISTRACTORS));
    let salt = talk.trajectory.id;
    found.sort_by_cached_key(|tool| Digest::of_bytes(format!("{salt} {}", tool.exposed).as_bytes()));
    found
}

fn words(tool: &ToolInView) -> BTreeSet<String> {
    let text = format!("{} {}", tool.exposed, tool.tool.description).to_lowercase();
    text.split(|sign: char| !sign.is_alphanumeric()).filter(|word| word.len() > 2).map(str::to_owned).collect()
}

/// A tool as its documentation tells it.
fn documented(tool: &ToolInView) -> String {
    let schema = &tool.tool.input_schema;
    let mut text = format!("\n### {}\n{}\n", tool.exposed, tool.tool.description);
    let required = schema.get("required").and_then(Value::as_array);
    for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let needed = required.is_some_and(|required| required.iter().any(|known| known == name));
        let kind = property.get("type").map_or_else(|| "any".to_owned(), |kind| kind.to_string().replace('"', ""));
        let about = property.get("description").and_then(Value::as_str).unwrap_or_default();
        let choices = property.get("enum").map(|choices| format!(" one of {choices}")).unwrap_or_default();
        let need = if needed { "required" } else { "optional" };
        text.push_str(&format!("- {name} ({kind}, {need}){choices}: {about}\n"));
    }
    text
}
