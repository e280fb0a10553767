//! The layer that counts tokens and cost and begins nothing once the budget is spent.

use std::sync::Arc;

use super::{Ledger, Message, Model, ModelError, Reply, Request, Usage};

/// Bytes of English text in a token, for endpoints that do not count.
const BYTES_IN_A_TOKEN: usize = 4;

/// A model within a budget. Calls that run when it is spent finish, so as many calls as run at once may exceed it.
pub struct Budgeted<M> {
    inner: M,
    ledger: Arc<Ledger>,
}

impl<M: Model> Budgeted<M> {
    pub fn new(inner: M, ledger: Arc<Ledger>) -> Self {
        Self { inner, ledger }
    }
}

#[async_trait::async_trait]
impl<M: Model> Model for Budgeted<M> {
    fn name(&self) -> &str {
        self.inner.name()
    }

    async fn complete(&self, request: &Request) -> Result<Reply, ModelError> {
        let answered = match self.ledger.begin() {
            Ok(()) => self.inner.complete(request).await,
            Err(spent) => Err(spent),
        };
        match &answered {
            Ok(reply) => self.ledger.used(reply.usage.unwrap_or_else(|| guess(request, reply)), reply.usage.is_none()),
            Err(error) => self.ledger.failed(error),
        }
        answered
    }
}

/// Tokens by the length of the texts: a budget has to stop even where nobody counts.
fn guess(request: &Request, reply: &Reply) -> Usage {
    let tokens = |bytes: usize| bytes.div_ceil(BYTES_IN_A_TOKEN) as u64;
    let said = |message: &Message| match message {
        Message::System { content } | Message::User { content } | Message::Tool { content, .. } => content.len(),
        Message::Assistant { content, tool_calls } => {
            content.len() + tool_calls.iter().map(|call| call.arguments.text().len()).sum::<usize>()
        }
    };
    let tools = request.tools.iter().map(|tool| tool.description.len() + tool.parameters.to_string().len());
    let input = request.messages.iter().map(said).chain(tools).sum();
    let output = reply.text.len() + reply.tool_calls.iter().map(|call| call.arguments.text().len()).sum::<usize>();
    Usage { input_tokens: tokens(input), output_tokens: tokens(output) }
}
