//! What must hold of a conversation before any trainer gets it.
//!
//! The generating stages promise all of this. It is checked again here, because rows also come
//! from runs of other versions and from agents, and a trainer fails late or not at all.

use std::collections::HashSet;

use serde_json::Value;

use super::Refusal;
use crate::model::{Action, Message, ToolCall, Trajectory};

/// Refuses a trajectory that is not sound or has nothing to train on.
pub(super) fn check(trajectory: &Trajectory) -> Result<(), Refusal> {
    check_verdicts(trajectory)?;
    let names = exposed_names(trajectory)?;
    let mut conversation = Conversation { names, ids: HashSet::new(), open: Vec::new() };
    trajectory.messages.iter().try_for_each(|message| conversation.add(message))?;
    match trajectory.messages.last() {
        Some(Message::Assistant { calls, .. }) if calls.is_empty() => Ok(()),
        _ => Err(Refusal::new("structure.end", "the last message is not an answer of the assistant")),
    }
}

fn check_verdicts(trajectory: &Trajectory) -> Result<(), Refusal> {
    let actions = || trajectory.turns.iter().map(|turn| turn.verdict.action);
    if let Some(turn) = actions().position(|action| action == Action::Drop) {
        return Err(Refusal::new("verdict.dropped_turn", format!("turn {turn} is dropped")));
    }
    if !actions().any(|action| action == Action::Keep) {
        return Err(Refusal::new("verdict.nothing_trained", "every turn is masked"));
    }
    Ok(())
}

fn exposed_names(trajectory: &Trajectory) -> Result<HashSet<&str>, Refusal> {
    let mut names = HashSet::new();
    for tool in &trajectory.tools {
        if !is_function_name(&tool.exposed) || !names.insert(tool.exposed.as_str()) {
            return Err(Refusal::new("structure.tool_name", format!("{:?} is no name or there twice", tool.exposed)));
        }
    }
    Ok(names)
}

fn is_function_name(name: &str) -> bool {
    (1..=64).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

/// The conversation as far as it was read.
struct Conversation<'t> {
    names: HashSet<&'t str>,
    ids: HashSet<&'t str>,
    /// Calls that have no result yet.
    open: Vec<&'t str>,
}

impl<'t> Conversation<'t> {
    fn add(&mut self, message: &'t Message) -> Result<(), Refusal> {
        match message {
            Message::Tool { call_id, .. } => return self.close(call_id),
            _ if !self.open.is_empty() => {
                return Err(Refusal::new("structure.unanswered_call", format!("{} has no result", self.open[0])));
            }
            Message::Assistant { text: None, calls } if calls.is_empty() => {
                return Err(Refusal::new("structure.empty_turn", "an assistant message without text and calls"));
            }
            Message::Assistant { calls, .. } => calls.iter().try_for_each(|call| self.open(call))?,
            Message::System { .. } | Message::User { .. } => {}
        }
        Ok(())
    }

    fn open(&mut self, call: &'t ToolCall) -> Result<(), Refusal> {
        if !self.names.contains(call.name.as_str()) {
            return Err(Refusal::new("structure.unknown_tool", format!("{} is not in view", call.name)));
        }
        if !self.ids.insert(&call.id) {
            return Err(Refusal::new("structure.call_id", format!("{} is used twice", call.id)));
        }
        if !call.arguments.is_object() {
            return Err(Refusal::new("structure.arguments", format!("those of {} are no object", call.id)));
        }
        if !serde_json::from_str::<Value>(&call.arguments.to_string()).is_ok_and(|read| read == call.arguments) {
            return Err(Refusal::new("structure.arguments", format!("those of {} do not survive as text", call.id)));
        }
        self.open.push(&call.id);
        Ok(())
    }

    fn close(&mut self, call_id: &str) -> Result<(), Refusal> {
        let open = self.open.iter().position(|id| *id == call_id);
        let at = open.ok_or_else(|| Refusal::new("structure.stray_result", format!("{call_id} is no open call")))?;
        self.open.remove(at);
        Ok(())
    }
}
