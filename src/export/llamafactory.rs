//! Rows for LLaMA-Factory in its sharegpt form.
//!
//! Users and results stand at odd places, the assistant at even ones, or the loader skips the row in silence. So the calls of
//! a turn are one `function_call` and its results one `observation`. There are no marks: either every assistant turn is
//! trained, or, with `mask_history`, the last one alone.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;

use super::chat;
use super::number::json;
use super::profile::{Exported, Masks, Profile, Refusal};
use super::row::{Cell, Column, Form, Row, column};
use super::talk::Talk;
use crate::model::{Message, ToolCall};

/// Whole conversations.
pub struct LlamaFactory;

/// Conversations that end at a trained turn each.
pub struct LlamaFactoryTurns;

const COLUMNS: [Column; 3] =
    [column("conversations", Form::Chat(["from", "value"])), column("system", Form::Text), column("tools", Form::Text)];

/// What stands between the results of parallel calls: where templates of the Qwen and Hermes kind end one result and begin
/// the next.
const NEXT_RESULT: &str = "\n</tool_response>\n<tool_response>\n";

/// Placeholders of media, which the loader counts wherever they stand.
const MEDIA: [&str; 3] = ["<image>", "<video>", "<audio>"];

struct Said<'t> {
    from: &'static str,
    value: Cow<'t, str>,
}

impl Profile for LlamaFactory {
    fn name(&self) -> &'static str {
        "llamafactory"
    }

    fn description(&self) -> &'static str {
        "LLaMA-Factory, `formatting: sharegpt` with a tools column, for templates of the Qwen and Hermes kind"
    }

    fn keeps(&self) -> &'static str {
        "all texts, calls with exact arguments, parallel calls as one list, text beside calls, results, input schemas"
    }

    fn loses(&self) -> &'static str {
        "call ids; every assistant turn is trained, so rows with masked turns are refused (see `llamafactory-turns`)"
    }

    fn masks(&self) -> Masks {
        Masks::Refused
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn rows(&self, talk: &Talk<'_>) -> Result<Exported, Refusal> {
        talk.check_unmasked()?;
        let (system, said) = said(talk)?;
        let conversation = Cell::Chat(said.iter().map(Said::cell).collect());
        Ok(Exported::one(vec![conversation, Cell::Text(system.to_owned()), Cell::Text(tools(talk))]))
    }
}

impl Profile for LlamaFactoryTurns {
    fn name(&self) -> &'static str {
        "llamafactory-turns"
    }

    fn description(&self) -> &'static str {
        "LLaMA-Factory with `mask_history: true`: a row for each trained turn, which is the last"
    }

    fn keeps(&self) -> &'static str {
        "what `llamafactory` keeps, and masks exactly: only last turns are trained"
    }

    fn loses(&self) -> &'static str {
        "call ids; what came before is repeated in every row"
    }

    fn masks(&self) -> Masks {
        Masks::Split
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn rows(&self, talk: &Talk<'_>) -> Result<Exported, Refusal> {
        let (system, said) = said(talk)?;
        let tools = tools(talk);
        let spoken = said.iter().enumerate().filter(|(_, said)| matches!(said.from, "gpt" | "function_call"));
        let row = |end: usize| {
            let conversation = Cell::Chat(said[..=end].iter().map(Said::cell).collect());
            Row(vec![conversation, Cell::Text(system.to_owned()), Cell::Text(tools.clone())])
        };
        let trained = talk.assistants().zip(spoken).filter(|(message, _)| talk.is_trained(*message));
        let rows = trained.map(|(_, (end, _))| row(end)).collect();
        Ok(Exported { rows, rewrites: vec!["llamafactory.row_a_turn"] })
    }
}

impl Said<'_> {
    fn cell(&self) -> (&'static str, String) {
        (self.from, self.value.to_string())
    }
}

/// The declared functions as text; nothing where there are none, or the loader makes an empty system message of them.
fn tools(talk: &Talk<'_>) -> String {
    if talk.tools().is_empty() { String::new() } else { chat::tools(talk) }
}

/// The system message and the conversation behind it.
fn said<'t>(talk: &Talk<'t>) -> Result<(&'t str, Vec<Said<'t>>), Refusal> {
    let mut system = "";
    let mut said: Vec<Said<'t>> = Vec::new();
    for (at, message) in talk.messages().iter().enumerate() {
        let next = match message {
            Message::System { text } if at == 0 => {
                system = text;
                checked(text, at)?;
                continue;
            }
            Message::System { .. } => return Err(Refusal::new("llamafactory.late_system", format!("message {at}"))),
            Message::User { text } => Said { from: "human", value: Cow::Borrowed(text) },
            Message::Tool { text, .. } => Said { from: "observation", value: Cow::Borrowed(text) },
            Message::Assistant { text, calls } => match calls.is_empty() {
                true => Said { from: "gpt", value: Cow::Borrowed(text.as_deref().unwrap_or_default()) },
                false => Said { from: "function_call", value: called(text.as_deref(), calls).into() },
            },
        };
        checked(&next.value, at)?;
        let user = |from: &str| matches!(from, "human" | "observation");
        match said.last_mut() {
            Some(last) if last.from == "observation" && next.from == "observation" => {
                last.value = format!("{}{NEXT_RESULT}{}", last.value, next.value).into();
            }
            Some(last) if user(last.from) == user(next.from) => {
                return Err(Refusal::new("llamafactory.order", format!("message {at} does not take turns")));
            }
            None if !user(next.from) => {
                return Err(Refusal::new("llamafactory.order", "the conversation does not begin with the user"));
            }
            _ => said.push(next),
        }
    }
    Ok((system, said))
}

/// Refuses a text that the loader would count media in.
fn checked(text: &str, at: usize) -> Result<(), Refusal> {
    match MEDIA.into_iter().find(|tag| text.contains(tag)) {
        Some(tag) => Err(Refusal::new("llamafactory.media_tag", format!("message {at} says {tag}"))),
        None => Ok(()),
    }
}

/// The calls of a turn as one list, with what is said beside them in front. No sign of it can be taken for a tag.
fn called(text: Option<&str>, calls: &[ToolCall]) -> String {
    #[derive(Serialize)]
    struct Called<'t> {
        name: &'t str,
        arguments: &'t Value,
    }
    let called: Vec<Called<'_>> =
        calls.iter().map(|call| Called { name: &call.name, arguments: &call.arguments }).collect();
    let list = json(&called).replace('<', "\\u003c");
    match text {
        Some(text) => format!("{text}\n<tool_call>{list}</tool_call>"),
        None => list,
    }
}
