//! The layer that gets an answer of a given shape out of an endpoint, by schema or in words.
//!
//! An endpoint that refuses a schema, or ignores it, is asked in words instead; that is remembered, so that it costs
//! one request and not one a call.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use super::structured::{is_json, json_text};
use super::{AnswerSchema, Finish, Message, Model, ModelError, Reply, Request};
use crate::model::Digest;

/// So many refused schemas, and none taken, say that the endpoint takes none at all.
const REFUSALS: usize = 3;

/// What stands before a schema that is said in words.
const IN_WORDS: &str =
    "Answer with one JSON value and nothing else: no words around it, no code fence. It must fit this JSON Schema:";

/// What an endpoint said to schemas so far.
#[derive(Debug, Default)]
struct Memory(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    takes_some: bool,
    refused: HashSet<Digest>,
}

impl Memory {
    /// Whether asking with this schema is known to be in vain.
    fn refuses(&self, schema: &AnswerSchema) -> bool {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.refused.contains(&Digest::of_json(&schema.schema)) || !seen.takes_some && seen.refused.len() >= REFUSALS
    }

    /// Learns from an answer that was asked for with a schema. Some endpoints ignore one without a word.
    fn learn(&self, schema: &AnswerSchema, reply: &Reply) {
        if is_json(&reply.text) {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).takes_some = true;
        } else if reply.finish == Finish::Stop && reply.tool_calls.is_empty() {
            self.refused(schema);
        }
    }

    fn refused(&self, schema: &AnswerSchema) {
        tracing::warn!(schema = schema.name, "the endpoint takes no such schema and is asked in words from now on");
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.refused.insert(Digest::of_json(&schema.schema));
    }
}

/// A model that is asked for shapes in the way that its endpoint takes.
pub struct Shaped<M> {
    inner: M,
    memory: Memory,
}

impl<M: Model> Shaped<M> {
    pub fn new(inner: M) -> Self {
        Self { inner, memory: Memory::default() }
    }
}

#[async_trait::async_trait]
impl<M: Model> Model for Shaped<M> {
    fn name(&self) -> &str {
        self.inner.name()
    }

    async fn complete(&self, request: &Request) -> Result<Reply, ModelError> {
        let Some(schema) = &request.schema else { return self.inner.complete(request).await };
        if self.memory.refuses(schema) {
            return self.inner.complete(&in_words(request, schema)).await.map(unwrapped);
        }
        match self.inner.complete(request).await {
            Err(refusal) if may_be_about_the_schema(&refusal) => {
                // If the words are refused as well, it was not about the schema: too long, no such model.
                let other = |error| if may_be_about_the_schema(&error) { refusal } else { error };
                let reply = self.inner.complete(&in_words(request, schema)).await.map_err(other)?;
                self.memory.refused(schema);
                Ok(unwrapped(reply))
            }
            answered => {
                let reply = unwrapped(answered?);
                self.memory.learn(schema, &reply);
                Ok(reply)
            }
        }
    }
}

fn may_be_about_the_schema(error: &ModelError) -> bool {
    matches!(error, ModelError::Status { status: 400 | 404 | 415 | 422 | 501, .. })
}

/// The same request with the schema in words. They follow the user's last words, for many models take a message of the
/// system in front only, or none.
fn in_words(request: &Request, schema: &AnswerSchema) -> Request {
    let words = format!("{IN_WORDS}\n{}", schema.schema);
    let mut request = Request { schema: None, ..request.clone() };
    let last = request.messages.iter_mut().rev().find_map(|message| match message {
        Message::User { content } => Some(content),
        _ => None,
    });
    match last {
        Some(content) => *content = format!("{content}\n\n{words}"),
        None => request.messages.push(Message::user(words)),
    }
    request
}

fn unwrapped(reply: Reply) -> Reply {
    Reply { text: json_text(&reply.text).to_owned(), ..reply }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn one_refused_schema_condemns_no_other_before_the_third() {
        let schema = |number: u64| AnswerSchema { name: "x".to_owned(), schema: json!({"const": number}) };
        let memory = Memory::default();
        memory.refused(&schema(1));
        assert!(memory.refuses(&schema(1)) && !memory.refuses(&schema(9)));
        memory.refused(&schema(2));
        memory.refused(&schema(3));
        assert!(memory.refuses(&schema(9)));
        let reply = |text: &str| Reply { text: text.to_owned(), tool_calls: vec![], usage: None, finish: Finish::Stop };
        memory.learn(&schema(4), &reply("{}"));
        assert!(memory.refuses(&schema(1)) && !memory.refuses(&schema(9)));
        memory.learn(&schema(9), &reply("Certainly!"));
        assert!(memory.refuses(&schema(9)));
    }
}
