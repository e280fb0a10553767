//! A trajectory as exporters read it: a sound conversation in which every assistant message knows whether it is trained on.

use std::collections::HashMap;
use std::ops::Range;

use super::{Declared, Refusal, structure};
use crate::model::{Action, Message, ToolCall, ToolInView, Trajectory, Turn};

/// A conversation that passed the checks that no trainer makes.
#[derive(Debug)]
pub struct Talk<'t> {
    pub trajectory: &'t Trajectory,
    /// By message: the turn of an assistant message.
    turns: HashMap<usize, &'t Turn>,
    /// By call id: the exposed name of the tool that was called.
    called: HashMap<&'t str, &'t str>,
    declared: Option<&'t Declared>,
}

impl<'t> Talk<'t> {
    /// Checks a trajectory.
    pub fn of(trajectory: &'t Trajectory) -> Result<Self, Refusal> {
        Self::knowing(trajectory, None)
    }

    /// The same, where declarations of tools are remembered.
    pub fn knowing(trajectory: &'t Trajectory, declared: Option<&'t Declared>) -> Result<Self, Refusal> {
        structure::check(trajectory)?;
        Ok(Self::of_checked(trajectory, declared))
    }

    /// The same for a trajectory that is known to be sound.
    pub(super) fn of_checked(trajectory: &'t Trajectory, declared: Option<&'t Declared>) -> Self {
        let turns = trajectory.turns.iter().map(|turn| (turn.message, turn)).collect();
        let calls = trajectory.messages.iter().flat_map(calls);
        let called = calls.map(|call| (call.id.as_str(), call.name.as_str())).collect();
        Self { trajectory, turns, called, declared }
    }

    pub fn messages(&self) -> &'t [Message] {
        &self.trajectory.messages
    }

    pub fn tools(&self) -> &'t [ToolInView] {
        &self.trajectory.tools
    }

    /// The tools in view as function declarations.
    pub(super) fn declarations(&self) -> String {
        let forgetful = Declared::default();
        let declared = self.declared.unwrap_or(&forgetful);
        let mut functions = String::from("[");
        for (at, view) in self.tools().iter().enumerate() {
            functions.push_str(if at == 0 { "" } else { "," });
            declared.write(view, &mut functions);
        }
        functions.push(']');
        functions
    }

    /// Whether the assistant message at a place is trained on.
    pub fn is_trained(&self, message: usize) -> bool {
        self.turns.get(&message).is_some_and(|turn| turn.verdict.action == Action::Keep)
    }

    /// Whether an assistant message is not trained on.
    pub fn has_masked(&self) -> bool {
        self.assistants().any(|at| !self.is_trained(at))
    }

    /// The places of the assistant messages.
    pub fn assistants(&self) -> impl Iterator<Item = usize> + '_ {
        let assistant = |(at, message): (usize, &Message)| matches!(message, Message::Assistant { .. }).then_some(at);
        self.messages().iter().enumerate().filter_map(assistant)
    }

    /// The name of the tool whose result a call id stands for.
    pub fn tool_called(&self, call_id: &str) -> &'t str {
        self.called.get(call_id).copied().unwrap_or_default()
    }

    /// The longest stretches of messages in which every assistant message is trained on, each from its first assistant
    /// message to behind its last.
    pub fn trained_runs(&self) -> Vec<Range<usize>> {
        let mut runs: Vec<Range<usize>> = Vec::new();
        let mut open = false;
        for at in self.assistants() {
            match (self.is_trained(at), runs.last_mut()) {
                (true, Some(run)) if open => run.end = at + 1,
                (true, _) => runs.push(at..at + 1),
                (false, _) => {}
            }
            open = self.is_trained(at);
        }
        runs
    }

    /// Refuses rows with a masked turn, for a trainer that trains every assistant turn.
    pub fn check_unmasked(&self) -> Result<(), Refusal> {
        match self.assistants().find(|at| !self.is_trained(*at)) {
            Some(at) => Err(Refusal::new("mask.unsupported", format!("message {at} must not be trained"))),
            None => Ok(()),
        }
    }

    /// Messages before the first assistant message, where the user speaks only there.
    pub fn only_request(&self) -> Result<&'t [Message], Refusal> {
        let first = self.assistants().next().unwrap_or(self.messages().len());
        match self.messages()[first..].iter().any(|message| matches!(message, Message::User { .. })) {
            true => Err(Refusal::new("rl.several_requests", "the user speaks again, and nobody plays the user")),
            false => Ok(&self.messages()[..first]),
        }
    }
}

/// The calls of a message.
pub(super) fn calls(message: &Message) -> &[ToolCall] {
    match message {
        Message::Assistant { calls, .. } => calls,
        _ => &[],
    }
}
