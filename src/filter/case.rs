//! What a rule is given, and what it is.

use std::borrow::Cow;

use serde_json::Value;

use crate::model::{Action, Finding, Message, Outcome, Step, Tool, Trajectory};
use crate::wording::Clock;

/// Finds the value inside an outcome that later steps can draw from.
pub type View = fn(&Outcome) -> Option<Cow<'_, Value>>;

/// A trajectory laid out for judging.
pub struct Case<'c> {
    pub trajectory: &'c Trajectory,
    /// The value of each step's result, in step order.
    pub views: Vec<Option<Cow<'c, Value>>>,
    /// When and where the user speaks; `None` where the episode does not say.
    pub clock: Option<Clock>,
}

/// One reason to object to turns.
pub trait Rule: Send + Sync {
    /// Reports findings by the index of the turn.
    fn judge(&self, case: &Case<'_>, report: &mut dyn FnMut(usize, Finding));
}

impl<'c> Case<'c> {
    pub fn new(trajectory: &'c Trajectory, view: View) -> Self {
        let views = trajectory.steps.iter().map(|step| view(&step.outcome)).collect();
        Self { trajectory, views, clock: Clock::parse(&trajectory.episode.now).ok() }
    }

    /// Every step with the turn in which it was called.
    pub fn steps(&self) -> impl Iterator<Item = (usize, usize, &'c Step)> + '_ {
        self.trajectory.turns.iter().enumerate().flat_map(move |(turn, judged)| {
            judged.steps.iter().filter_map(move |at| Some((turn, *at, self.trajectory.steps.get(*at)?)))
        })
    }

    /// The tools that were called.
    pub fn tools_called(&self) -> impl Iterator<Item = &'c Tool> {
        let steps = &self.trajectory.steps;
        let called =
            |tool: &&Tool| steps.iter().any(|step| step.tool.tool == tool.name && step.tool.server == tool.server);
        self.trajectory.tools.iter().map(|view| view.tool.as_ref()).filter(called)
    }

    /// The turn in which a step was called.
    pub fn turn_of(&self, step: usize) -> Option<usize> {
        self.trajectory.turns.iter().position(|turn| turn.steps.contains(&step))
    }

    /// The turn that a message belongs to: an assistant's own, a result's, or the first for what was said before.
    pub fn turn_at(&self, message: usize) -> usize {
        self.trajectory.turns.iter().rposition(|turn| turn.message <= message).unwrap_or_default()
    }

    /// Every text of the assistant's own, with its turn: what it asks and what it answers.
    pub fn texts(&self) -> impl Iterator<Item = (usize, &'c str)> + '_ {
        self.trajectory.turns.iter().enumerate().filter_map(|(turn, judged)| {
            match self.trajectory.messages.get(judged.message)? {
                Message::Assistant { text: Some(text), calls } if calls.is_empty() => Some((turn, text.as_str())),
                _ => None,
            }
        })
    }

    /// All that the assistant told the user, as one text.
    pub fn told(&self) -> String {
        self.texts().map(|(_, text)| text).collect::<Vec<_>>().join("\n")
    }

    /// What the assistant told the user before a message.
    pub fn told_before(&self, message: usize) -> String {
        let before = self.texts().filter(|(turn, _)| self.trajectory.turns[*turn].message < message);
        before.map(|(_, text)| text).collect::<Vec<_>>().join("\n")
    }

    /// The last assistant text, if the trajectory ends with one.
    pub fn answer(&self) -> &'c str {
        match self.trajectory.messages.last() {
            Some(Message::Assistant { text: Some(text), calls }) if calls.is_empty() => text,
            _ => "",
        }
    }

    /// Everything that the user and the system said before a message.
    pub fn said_before(&self, message: usize) -> String {
        let mut said = String::new();
        for message in &self.trajectory.messages[..message.min(self.trajectory.messages.len())] {
            if let Message::User { text } | Message::System { text } = message {
                said.push_str(text);
                said.push('\n');
            }
        }
        said
    }
}

/// A finding in few words.
pub(super) fn finding(reason: &str, action: Action, evidence: impl Into<String>) -> Finding {
    Finding { reason: reason.to_owned(), action, evidence: evidence.into() }
}
