//! What a model is told in words where its endpoint is not shown the tools.

use std::fmt::Write;

use crate::eval::scene::Scene;
use crate::llm::{Message, ToolSpec};

/// The tools, a line each.
fn catalog(tools: &[ToolSpec]) -> String {
    let mut text = String::from("The tools, each with the JSON Schema of its input:\n");
    for tool in tools {
        // Writing into a text cannot fail.
        let _ = writeln!(text, "- {}: {} Input: {}", tool.name, tool.description, tool.parameters);
    }
    text
}

/// What is said before the model's first word.
pub(super) fn opening(scene: &Scene) -> Vec<Message> {
    let message = |message: &crate::model::Message| match message {
        crate::model::Message::System { text } => Some(Message::system(text)),
        crate::model::Message::User { text } => Some(Message::user(text)),
        _ => None,
    };
    scene.messages().iter().filter_map(message).collect()
}

/// A conversation in whose system message a manual follows what stood there; the tools in it may change from turn to turn.
pub(super) struct Manual {
    system: String,
    pub messages: Vec<Message>,
}

impl Manual {
    pub fn of(scene: &Scene) -> Self {
        let messages = opening(scene);
        let system = match messages.first() {
            Some(Message::System { content }) => content.clone(),
            _ => String::new(),
        };
        Self { system, messages }
    }

    /// Puts the tools of now, and how they are called, into the system message.
    pub fn update(&mut self, tools: &[ToolSpec], how: &str) {
        if let Some(Message::System { content }) = self.messages.first_mut() {
            *content = format!("{}\n\n{}\n{how}", self.system, catalog(tools));
        }
    }
}
