//! What a template loses of a row.

use std::collections::BTreeMap;

use serde::Serialize;

use super::found::{Found, spelled_out};
use super::jinja::Template;
use super::rendered::Rendered;
use crate::export::profile::Arguments;
use crate::export::talk::Talk;
use crate::model::{Message, ToolCall};

/// What became of the rows of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    pub rows: u64,
    pub unharmed: u64,
    /// Rows by what the template did to them.
    pub harmed: BTreeMap<String, Harm>,
    /// Rows whose earlier messages are rendered otherwise later: what was trained there was never said that way.
    pub rewrites_history: u64,
    /// Signs of all texts, and of what would be trained.
    pub signs: u64,
    pub trained_signs: u64,
    /// The same in tokens, where a tokenizer was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokens: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trained_tokens: Option<u64>,
}

/// One way of harm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Harm {
    pub rows: u64,
    /// The index of the first row, and what was seen there.
    pub first: u64,
    pub evidence: String,
}

/// A row and what its template did to it.
pub struct Seen {
    /// Absent where the template refuses the row.
    pub rendered: Option<Rendered>,
    /// Codes with what was seen; each code once.
    pub harms: BTreeMap<&'static str, String>,
}

/// Renders a row and looks for what is lost.
pub fn check(template: &Template, talk: &Talk<'_>, arguments: Arguments) -> Seen {
    let mut harms = BTreeMap::new();
    let rendered = match Rendered::of(template, talk, arguments) {
        Ok(rendered) => rendered,
        Err(reason) => return Seen { rendered: None, harms: BTreeMap::from([("template.refuses", reason)]) },
    };
    let text = rendered.text.as_str();
    let all = Found::within(text);
    let given = rendered.given();
    for tool in talk.tools().iter().filter(|tool| !given.contains(&tool.exposed)) {
        harms.entry("template.tool_dropped").or_insert_with(|| format!("{} is not declared", tool.exposed));
    }
    let mut spoken = rendered.spoken.iter();
    for (at, message) in talk.messages().iter().enumerate() {
        match message {
            Message::System { text: said } | Message::User { text: said } if !text.contains(said.trim()) => {
                harms.entry("template.text_dropped").or_insert_with(|| format!("message {at}"));
            }
            Message::Tool { text: said, call_id } => {
                let value = serde_json::from_str(said).ok();
                let there = text.contains(said.trim())
                    || value.is_some_and(|value| all.has(&value))
                    || all.has(&serde_json::Value::from(said.as_str()));
                if !there {
                    harms.entry("template.result_dropped").or_insert_with(|| format!("that of {call_id}"));
                }
            }
            Message::Assistant { text: said, calls } => {
                let range = spoken.next().map_or(0..0, |(_, range)| range.clone());
                let stretch = &text[range];
                if said.as_deref().is_some_and(|said| !stretch.contains(said.trim())) {
                    harms.entry("template.text_dropped").or_insert_with(|| format!("message {at}"));
                }
                let found = Found::within(stretch);
                for call in calls {
                    if let Some((code, evidence)) = harm(stretch, &found, call) {
                        harms.entry(code).or_insert(evidence);
                    }
                }
            }
            Message::System { .. } | Message::User { .. } => {}
        }
    }
    Seen { rendered: Some(rendered), harms }
}

/// What became of a call in what its message was rendered to.
fn harm(stretch: &str, found: &Found, call: &ToolCall) -> Option<(&'static str, String)> {
    let ToolCall { id, name, arguments, .. } = call;
    if !stretch.contains(name.as_str()) {
        return Some(("template.call_dropped", format!("{id} of {name}")));
    }
    if found.has(arguments) {
        return None;
    }
    if found.has_encoded_twice(arguments) {
        return Some(("template.arguments_encoded_twice", format!("those of {id} of {name}")));
    }
    let altered = || ("template.arguments_altered", format!("those of {id} of {name}: {arguments}"));
    (!spelled_out(stretch, arguments)).then(altered)
}

impl Report {
    /// Adds a row.
    pub fn add(&mut self, talk: &Talk<'_>, seen: &Seen) {
        self.rows += 1;
        self.unharmed += u64::from(seen.harms.is_empty());
        for (code, evidence) in &seen.harms {
            let first = || Harm { rows: 0, first: talk.trajectory.index, evidence: evidence.clone() };
            self.harmed.entry((*code).to_owned()).or_insert_with(first).rows += 1;
        }
        if let Some(rendered) = &seen.rendered {
            self.rewrites_history += u64::from(rendered.rewrites_history);
            let length = |text: &str| text.chars().count() as u64;
            self.signs += length(&rendered.text);
            let trained = rendered.spoken.iter().filter(|(at, _)| talk.is_trained(*at));
            self.trained_signs += trained.map(|(_, range)| length(&rendered.text[range.clone()])).sum::<u64>();
        }
    }
}
