//! Messages and tools in the shape of the chat interface of OpenAI, which most trainers read with small differences.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::number::json;
use super::profile::Arguments;
use super::talk::Talk;
use crate::model::{Message, ToolCall, ToolInView};

/// How a trainer wants its messages.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    pub arguments: Arguments,
    pub mark: Mark,
    /// An assistant message without text has `null` in its place; an empty string otherwise.
    pub null_content: bool,
    /// Results name the tool that gave them.
    pub named_results: bool,
}

/// How an assistant message says whether it is trained on.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mark {
    Unmarked,
    /// `weight` 0 or 1, only in rows with a masked turn and then on every assistant message.
    Weight,
    /// A field of true or false on every message.
    Flag(&'static str),
    /// A field of 0 or 1 on every assistant message.
    Bit(&'static str),
}

/// Other ids for calls, by the id that they have.
pub(super) type Renamed<'t> = BTreeMap<&'t str, String>;

/// The messages of a stretch.
pub(super) fn messages(talk: &Talk<'_>, stretch: Range<usize>, style: Style) -> String {
    messages_renamed(talk, stretch, style, &Renamed::new())
}

/// The same, with other ids for some calls.
pub(super) fn messages_renamed(talk: &Talk<'_>, stretch: Range<usize>, style: Style, renamed: &Renamed<'_>) -> String {
    json(&Messages { talk, stretch, style, renamed, masked: talk.has_masked() })
}

/// The tools in view as function declarations.
pub(super) fn tools(talk: &Talk<'_>) -> String {
    talk.declarations()
}

struct Messages<'a, 't> {
    talk: &'a Talk<'t>,
    stretch: Range<usize>,
    style: Style,
    renamed: &'a Renamed<'a>,
    /// An assistant message of the row is not trained on.
    masked: bool,
}

impl Serialize for Messages<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.stretch.len()))?;
        for at in self.stretch.clone() {
            list.serialize_element(&Said { all: self, at })?;
        }
        list.end()
    }
}

struct Said<'a, 't> {
    all: &'a Messages<'a, 't>,
    at: usize,
}

impl Serialize for Said<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { all: Messages { talk, style, renamed, masked, .. }, at } = self;
        let named = |id| new_id(renamed, id);
        let mut map = serializer.serialize_map(None)?;
        let is_assistant = matches!(talk.messages()[*at], Message::Assistant { .. });
        match &talk.messages()[*at] {
            Message::System { text } => entry(&mut map, "system", Some(text))?,
            Message::User { text } => entry(&mut map, "user", Some(text))?,
            Message::Tool { call_id, text } => {
                map.serialize_entry("role", "tool")?;
                map.serialize_entry("tool_call_id", named(call_id))?;
                if style.named_results {
                    map.serialize_entry("name", talk.tool_called(call_id))?;
                }
                map.serialize_entry("content", text)?;
            }
            Message::Assistant { text, calls } => {
                let absent = (!style.null_content).then_some("");
                entry(&mut map, "assistant", text.as_deref().or(absent))?;
                if !calls.is_empty() {
                    let calls: Vec<Call<'_>> =
                        calls.iter().map(|call| Call::of(call, style.arguments).renamed(named(&call.id))).collect();
                    map.serialize_entry("tool_calls", &calls)?;
                }
            }
        }
        let trained = is_assistant && talk.is_trained(*at);
        match style.mark {
            Mark::Weight if is_assistant && *masked => map.serialize_entry("weight", &u8::from(trained))?,
            Mark::Flag(name) => map.serialize_entry(name, &trained)?,
            Mark::Bit(name) if is_assistant => map.serialize_entry(name, &u8::from(trained))?,
            Mark::Weight | Mark::Bit(_) | Mark::Unmarked => {}
        }
        map.end()
    }
}

fn new_id<'r>(renamed: &'r Renamed<'_>, id: &'r str) -> &'r str {
    renamed.get(id).map_or(id, String::as_str)
}

fn entry<M: SerializeMap>(map: &mut M, role: &str, content: Option<&str>) -> Result<(), M::Error> {
    map.serialize_entry("role", role)?;
    map.serialize_entry("content", &content)
}

/// A call as the interface sends it.
#[derive(Serialize)]
pub(super) struct Call<'t> {
    id: &'t str,
    #[serde(rename = "type")]
    kind: &'static str,
    function: Called<'t>,
}

#[derive(Serialize)]
struct Called<'t> {
    name: &'t str,
    arguments: Given<'t>,
}

/// Arguments in the form that survives at the consumer. Text keeps nulls and the order of keys whatever reads it.
struct Given<'t>(&'t Value, Arguments);

impl Serialize for Given<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.1 {
            Arguments::Object => self.0.serialize(serializer),
            Arguments::Text => serializer.collect_str(self.0),
        }
    }
}

impl<'t> Call<'t> {
    pub fn of(call: &'t ToolCall, arguments: Arguments) -> Self {
        let function = Called { name: &call.name, arguments: Given(&call.arguments, arguments) };
        Self { id: &call.id, kind: "function", function }
    }

    /// The same call with another id.
    fn renamed(self, id: &'t str) -> Self {
        Self { id, ..self }
    }
}

/// A declared function.
#[derive(Serialize)]
pub(super) struct Tool<'t> {
    #[serde(rename = "type")]
    kind: &'static str,
    function: Function<'t>,
}

#[derive(Serialize)]
struct Function<'t> {
    name: &'t str,
    description: &'t str,
    parameters: &'t Value,
}

impl<'t> Tool<'t> {
    pub fn of(tool: &'t ToolInView) -> Self {
        let ToolInView { exposed, tool } = tool;
        let function = Function { name: exposed, description: &tool.description, parameters: &tool.input_schema };
        Self { kind: "function", function }
    }
}
