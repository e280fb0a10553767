//! A language model that is told of its tools in words, and writes its calls into its text in one manner or another.

use std::fmt::Write;
use std::marker::PhantomData;
use std::sync::Arc;

use super::native::asked;
use super::{Agent, Spent};
use crate::eval::scene::{Scene, Wanted};
use crate::eval::world::Worlds;
use crate::llm::{Message, Model, Request, ToolSpec};

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

/// How a model that is told of its tools in words writes its calls.
pub trait Manner: Send + Sync {
    /// What stands behind the model's name.
    const NAME: &str;
    /// How calls are written, as the model is told.
    const HOW: &str;

    /// What a request asks for besides.
    fn asks(request: Request, tools: &[ToolSpec]) -> Request;

    /// What of a reply is the model's to say.
    fn own(text: String) -> String {
        text
    }

    fn read(text: &str) -> Said;

    /// How the model is told the result of a call.
    fn result(tool: &str, text: &str) -> String;
}

/// What a model said.
#[derive(Debug, PartialEq)]
pub enum Said {
    Call { thought: Option<String>, wanted: Wanted },
    Answer(String),
}

/// Any model behind a loop over its text. The tools stand in the system message.
pub struct Told<M> {
    model: Arc<dyn Model>,
    name: String,
    manner: PhantomData<M>,
}

impl<M: Manner> Told<M> {
    pub fn new(model: Arc<dyn Model>) -> Self {
        let name = format!("{} ({})", model.name(), M::NAME);
        Self { model, name, manner: PhantomData }
    }
}

#[async_trait::async_trait]
impl<M: Manner> Agent for Told<M> {
    fn name(&self) -> &str {
        &self.name
    }

    async fn attempt(&self, mut scene: Scene, worlds: &Arc<Worlds>, trial: u32) -> (Scene, Spent) {
        let mut spent = Spent::default();
        let mut messages = opening(&scene);
        let system = match messages.first() {
            Some(Message::System { content }) => content.clone(),
            _ => String::new(),
        };
        while scene.ended().is_none() {
            // The tools may be others than a moment ago.
            let tools = scene.view().specs();
            if let Some(Message::System { content }) = messages.first_mut() {
                *content = format!("{system}\n\n{}\n{}", catalog(&tools), M::HOW);
            }
            let request = M::asks(Request::new(messages.clone()).with_seed(u64::from(trial)), &tools);
            let Some(reply) = asked(self.model.as_ref(), &request, &mut scene, &mut spent).await else { break };
            let text = M::own(reply.text);
            messages.push(Message::assistant(&text));
            let next = match M::read(&text) {
                Said::Call { thought, wanted } => {
                    let tool = wanted.name.clone();
                    M::result(&tool, &scene.act(worlds, thought, vec![wanted]).await.join("\n"))
                }
                Said::Answer(answer) => match scene.say(answer) {
                    Some(reply) => reply,
                    None => break,
                },
            };
            messages.push(Message::user(next));
        }
        (scene, spent)
    }
}
