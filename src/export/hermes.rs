//! ChatML with Hermes tool calls: the text that the chat templates of the Qwen family emit, written out.
//!
//! Tools are declared in the system message inside `<tools>`, a call is `<tool_call>{"name", "arguments"}</tool_call>` and
//! the results of a turn share one user message of `<tool_response>`s. Other targets that want plain text take their
//! messages from here.

use serde::Serialize;
use serde_json::Value;

use super::chat::Tool;
use super::number::json;
use super::profile::{Exported, Masks, Profile, Refusal};
use super::row::{Cell, Column, Form, column};
use super::spaced::spaced;
use super::talk::{Talk, calls};
use crate::model::{Message, ToolCall, Trajectory};

/// ChatML text with Hermes tool calls.
pub struct Hermes;

const COLUMNS: [Column; 2] = [column("text", Form::Text), column("segments", Form::Json)];

impl Profile for Hermes {
    fn name(&self) -> &'static str {
        "hermes"
    }

    fn description(&self) -> &'static str {
        "ChatML text with Hermes tool calls; `segments` is what Axolotl's `input_output` reads"
    }

    fn keeps(&self) -> &'static str {
        "all texts, calls with exact arguments, parallel calls, results, input schemas; masks as segments with label false"
    }

    fn loses(&self) -> &'static str {
        "call ids (results stand in the order of their calls); the text alone has no masks"
    }

    fn masks(&self) -> Masks {
        Masks::Marked("segment `label` false")
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn rows(&self, talk: &Talk<'_>) -> Result<Exported, Refusal> {
        let segments = segments(&said(talk)?);
        let text: String = segments.iter().map(|segment| segment.text.as_str()).collect();
        Ok(Exported::one(vec![Cell::Text(text), Cell::Json(json(&segments))]))
    }
}

/// A whole row as ChatML text; none where it is not fit for export.
pub fn plain_text(trajectory: &Trajectory) -> Option<String> {
    let talk = Talk::of(trajectory).ok()?;
    Some(segments(&said(&talk).ok()?).into_iter().map(|segment| segment.text).collect())
}

/// One message of the plain form.
pub(super) struct Plain {
    pub role: &'static str,
    pub content: String,
    /// An assistant message that is trained on.
    pub trained: bool,
    /// The place of the last message that is in it.
    pub last: usize,
}

#[derive(Serialize)]
struct Segment {
    label: bool,
    text: String,
}

/// The conversation with nothing but roles and texts, tools declared in the system message.
pub(super) fn said(talk: &Talk<'_>) -> Result<Vec<Plain>, Refusal> {
    said_under(talk, (!talk.tools().is_empty()).then(|| declaration(talk)))
}

/// The conversation with something added to its system message.
pub(super) fn said_under(talk: &Talk<'_>, mut declared: Option<String>) -> Result<Vec<Plain>, Refusal> {
    check(talk)?;
    let mut said: Vec<Plain> = Vec::new();
    if !matches!(talk.messages().first(), Some(Message::System { .. })) {
        let content = declared.take();
        said.extend(content.map(|content| Plain { role: "system", content, trained: false, last: 0 }));
    }
    let mut results = false;
    for (at, message) in talk.messages().iter().enumerate() {
        let (role, content) = match message {
            Message::System { text } => match declared.take() {
                Some(declared) => ("system", format!("{text}\n\n{declared}")),
                None => ("system", text.clone()),
            },
            Message::User { text } => ("user", text.clone()),
            Message::Assistant { text, calls } => ("assistant", turn(text.as_deref(), calls)),
            Message::Tool { text, .. } => ("user", format!("<tool_response>\n{text}\n</tool_response>")),
        };
        let is_result = matches!(message, Message::Tool { .. });
        match said.last_mut().filter(|_| is_result && results) {
            Some(before) => {
                before.content = format!("{}\n{content}", before.content);
                before.last = at;
            }
            None => said.push(Plain { role, content, trained: talk.is_trained(at), last: at }),
        }
        results = is_result;
    }
    Ok(said)
}

/// Refuses a row in which somebody writes the signs that begin and end messages: in a text nothing tells them from real ones.
fn check(talk: &Talk<'_>) -> Result<(), Refusal> {
    for (at, message) in talk.messages().iter().enumerate() {
        let text = match message {
            Message::System { text } | Message::User { text } | Message::Tool { text, .. } => Some(text.as_str()),
            Message::Assistant { text, .. } => text.as_deref(),
        };
        let arguments = calls(message).iter().map(|call| call.arguments.to_string());
        let signs = ["<|im_start|>", "<|im_end|>"];
        let written = |text: &str| signs.into_iter().find(|sign| text.contains(sign));
        if let Some(sign) = text.and_then(written).or_else(|| arguments.into_iter().find_map(|text| written(&text))) {
            return Err(Refusal::new("hermes.control_sign", format!("message {at} says {sign}")));
        }
    }
    Ok(())
}

/// What the model is told of its tools.
fn declaration(talk: &Talk<'_>) -> String {
    let mut text = "You can call functions. Their signatures:\n<tools>\n".to_owned();
    for tool in talk.tools() {
        text.push_str(&spaced(&Tool::of(tool)));
        text.push('\n');
    }
    text.push_str(
        "</tools>\n\nWrite each call as JSON inside tool_call tags:\n<tool_call>\n{\"name\": <function-name>, \
         \"arguments\": <arguments-object>}\n</tool_call>",
    );
    text
}

/// An assistant message: what it says, then its calls.
pub(super) fn turn(text: Option<&str>, calls: &[ToolCall]) -> String {
    let calls = calls.iter().map(|call| format!("<tool_call>\n{}\n</tool_call>", called(call)));
    text.map(str::to_owned).into_iter().chain(calls).collect::<Vec<_>>().join("\n")
}

/// A call as JSON.
pub(super) fn called(call: &ToolCall) -> String {
    #[derive(Serialize)]
    struct Called<'t> {
        name: &'t str,
        arguments: &'t Value,
    }
    spaced(&Called { name: &call.name, arguments: &call.arguments })
}

/// ChatML, cut where training begins and ends. The sign that ends a trained message is trained with it.
fn segments(said: &[Plain]) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    let mut add = |label: bool, text: &str| match segments.last_mut().filter(|last| last.label == label) {
        Some(last) => last.text.push_str(text),
        None => segments.push(Segment { label, text: text.to_owned() }),
    };
    for Plain { role, content, trained, .. } in said {
        add(false, &format!("<|im_start|>{role}\n"));
        add(*trained, &format!("{content}<|im_end|>"));
        add(false, "\n");
    }
    segments
}

/// The plain messages as they go to readers that know only role and content.
pub(super) fn chat(said: &[Plain]) -> Vec<(&'static str, String)> {
    said.iter().map(|plain| (plain.role, plain.content.clone())).collect()
}
