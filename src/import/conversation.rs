//! What every foreign format is read into, so that what comes after knows one form and no format.

use std::collections::BTreeMap;

use serde_json::Value;

/// A conversation with tools, before it becomes a trajectory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Conversation {
    /// The source's own name for it.
    pub id: Option<String>,
    pub tools: Vec<DeclaredTool>,
    pub messages: Vec<Spoken>,
    /// Short facts about the whole: subset, quality scores, reward.
    pub labels: BTreeMap<String, String>,
    /// What of the source has no place here, as the codes of [`crate::import::lost`], each once.
    pub lost: Vec<&'static str>,
}

/// A tool as the source declares it.
#[derive(Clone, Debug, PartialEq)]
pub struct DeclaredTool {
    /// Where the source tells whose tool it is.
    pub server: Option<String>,
    /// The name that calls use.
    pub name: String,
    pub description: String,
    pub input_schema: Value,
    pub output_schema: Option<Value>,
}

/// One message.
#[derive(Clone, Debug, PartialEq)]
pub enum Spoken {
    System {
        text: String,
    },
    User {
        text: String,
    },
    /// It has a text, or calls, or both.
    Assistant {
        text: Option<String>,
        calls: Vec<SpokenCall>,
        /// Whether the source trains on it, where it says so.
        trained: Option<bool>,
    },
    /// The result of a call, as the model saw it.
    Tool {
        /// Which call, counted from zero over the whole conversation.
        call: usize,
        text: String,
        /// `None` where the source does not tell.
        is_error: Option<bool>,
    },
}

/// One call of an assistant message.
#[derive(Clone, Debug, PartialEq)]
pub struct SpokenCall {
    pub id: Option<String>,
    pub name: String,
    /// Always a JSON object.
    pub arguments: Value,
}

impl Conversation {
    /// All calls, in the order that [`Spoken::Tool`] counts them.
    pub fn calls(&self) -> impl Iterator<Item = &SpokenCall> {
        self.messages.iter().flat_map(|message| match message {
            Spoken::Assistant { calls, .. } => calls.as_slice(),
            _ => &[],
        })
    }

    /// The calls without a result: logs that break off have them, and rows that end in calls for a model to learn.
    pub fn unanswered(&self) -> Vec<usize> {
        let mut open = vec![true; self.calls().count()];
        for message in &self.messages {
            if let Spoken::Tool { call, .. } = message {
                open[*call] = false;
            }
        }
        open.iter().enumerate().filter_map(|(call, open)| open.then_some(call)).collect()
    }
}
