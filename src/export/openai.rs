//! The chat row of OpenAI fine-tuning, which most trainers read too.
//!
//! Arguments are JSON text inside JSON, as the interface sends them, so that nulls and key order
//! survive every reader. An assistant message is trained on unless its `weight` is 0; the weights
//! are written only in rows with a masked turn, and then on every assistant message.

use std::collections::HashSet;

use serde::Serialize;
use serde_json::Value;

use super::{Profile, Refusal, structure};
use crate::model::{Action, Message, ToolCall, ToolInView, Trajectory};

/// The OpenAI fine-tuning format.
pub struct OpenAi;

impl Profile for OpenAi {
    fn name(&self) -> &'static str {
        "openai"
    }

    fn description(&self) -> &'static str {
        "chat rows of OpenAI fine-tuning: messages, tools, parallel_tool_calls"
    }

    fn keeps(&self) -> &'static str {
        "all messages, tool calls with their ids and exact arguments, parallel calls, tool results as the model saw \
         them, input schemas, masked turns as weight 0"
    }

    fn loses(&self) -> &'static str {
        "output schemas, bindings, facts, states, verdict reasons; TRL ignores weight, so masked turns are trained there"
    }

    fn row(&self, trajectory: &Trajectory) -> Result<String, Refusal> {
        structure::check(trajectory)?;
        let masked = masked(trajectory);
        let messages: Result<Vec<_>, _> = trajectory
            .messages
            .iter()
            .enumerate()
            .map(|(at, message)| row_message(message, weight(&masked, at)))
            .collect();
        let row = Row {
            messages: messages?,
            tools: trajectory.tools.iter().map(RowTool::of).collect(),
            // What the model was allowed to do, not what it did in this row.
            parallel_tool_calls: true,
        };
        serde_json::to_string(&row).map_err(|error| Refusal::new("openai.json", error.to_string()))
    }
}

#[derive(Serialize)]
struct Row<'t> {
    messages: Vec<RowMessage<'t>>,
    tools: Vec<RowTool<'t>>,
    parallel_tool_calls: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase", tag = "role")]
enum RowMessage<'t> {
    System {
        content: &'t str,
    },
    User {
        content: &'t str,
    },
    Assistant {
        content: Option<&'t str>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        tool_calls: Vec<RowCall<'t>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        weight: Option<u8>,
    },
    Tool {
        tool_call_id: &'t str,
        content: &'t str,
    },
}

#[derive(Serialize)]
struct RowCall<'t> {
    id: &'t str,
    #[serde(rename = "type")]
    kind: &'static str,
    function: CalledFunction<'t>,
}

#[derive(Serialize)]
struct CalledFunction<'t> {
    name: &'t str,
    arguments: String,
}

#[derive(Serialize)]
struct RowTool<'t> {
    #[serde(rename = "type")]
    kind: &'static str,
    function: DeclaredFunction<'t>,
}

#[derive(Serialize)]
struct DeclaredFunction<'t> {
    name: &'t str,
    description: &'t str,
    parameters: &'t Value,
}

impl<'t> RowTool<'t> {
    fn of(tool: &'t ToolInView) -> Self {
        let ToolInView { exposed, tool } = tool;
        let function =
            DeclaredFunction { name: exposed, description: &tool.description, parameters: &tool.input_schema };
        Self { kind: "function", function }
    }
}

impl<'t> RowCall<'t> {
    fn of(call: &'t ToolCall) -> Result<Self, Refusal> {
        let arguments = call.arguments.to_string();
        if !serde_json::from_str::<Value>(&arguments).is_ok_and(|read| read == call.arguments) {
            return Err(Refusal::new("openai.arguments", format!("those of {} do not survive as text", call.id)));
        }
        Ok(Self { id: &call.id, kind: "function", function: CalledFunction { name: &call.name, arguments } })
    }
}

fn row_message(message: &Message, weight: Option<u8>) -> Result<RowMessage<'_>, Refusal> {
    Ok(match message {
        Message::System { text } => RowMessage::System { content: text },
        Message::User { text } => RowMessage::User { content: text },
        Message::Tool { call_id, text } => RowMessage::Tool { tool_call_id: call_id, content: text },
        Message::Assistant { text, calls } => RowMessage::Assistant {
            content: text.as_deref(),
            tool_calls: calls.iter().map(RowCall::of).collect::<Result<_, _>>()?,
            weight,
        },
    })
}

/// The assistant messages without loss, by their place in the conversation.
fn masked(trajectory: &Trajectory) -> HashSet<usize> {
    let masked = trajectory.turns.iter().filter(|turn| turn.verdict.action == Action::Mask);
    masked.map(|turn| turn.message).collect()
}

fn weight(masked: &HashSet<usize>, message: usize) -> Option<u8> {
    (!masked.is_empty()).then(|| u8::from(!masked.contains(&message)))
}
