//! A language model with the tool calls of its endpoint.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::told::opening;
use super::written::written_calls;
use super::{Agent, Spent};
use crate::eval::scene::{Scene, Wanted};
use crate::eval::world::Worlds;
use crate::llm::{Arguments, Message, Model, ModelError, Reply, Request, ToolCall, ToolSpec, Usage};
use crate::score::Ended;

/// No endpoint gets more bytes of tools into a token: it is about four.
const BYTES_OF_A_TOKEN: u64 = 20;

/// Any model behind a loop: ask, call what it wants, ask again, until it speaks to the user.
pub struct Native {
    model: Arc<dyn Model>,
    name: String,
}

impl Native {
    pub fn new(model: Arc<dyn Model>) -> Self {
        let name = model.name().to_owned();
        Self { model, name }
    }
}

#[async_trait::async_trait]
impl Agent for Native {
    fn name(&self) -> &str {
        &self.name
    }

    async fn attempt(&self, mut scene: Scene, worlds: &Arc<Worlds>, trial: u32) -> (Scene, Spent) {
        let (mut spent, mut ids) = (Spent::default(), BTreeSet::new());
        let mut request = Request::new(opening(&scene)).with_seed(u64::from(trial));
        while scene.ended().is_none() {
            // The tools may be others than a moment ago.
            request.tools = scene.view().specs();
            let Some(mut reply) = asked(self.model.as_ref(), &request, &mut scene, &mut spent).await else { break };
            if reply.tool_calls.is_empty()
                && let Some((words, calls)) = written_calls(&reply.text, &request.tools)
            {
                (reply.text, reply.tool_calls) = (words, calls);
            }
            if reply.tool_calls.is_empty() {
                if let Some(reason) = reply.usage.and_then(|usage| unseen(&request.tools, usage)) {
                    scene.end(Ended::Infrastructure, Some(reason));
                    break;
                }
                request.messages.push(Message::assistant(&reply.text));
                match scene.say(reply.text) {
                    Some(answer) => request.messages.push(Message::user(answer)),
                    None => break,
                }
                continue;
            }
            tell_apart(&mut reply.tool_calls, &mut ids);
            let wanted: Vec<Wanted> = reply.tool_calls.iter().map(wanted).collect();
            let text = Some(reply.text.clone()).filter(|text| !text.is_empty());
            let results = scene.act(worlds, text, wanted).await;
            let ids: Vec<String> = reply.tool_calls.iter().map(|call| call.id.clone()).collect();
            request.messages.push(Message::calls(reply.text, reply.tool_calls));
            request.messages.extend(ids.into_iter().zip(results).map(|(id, result)| Message::tool(id, result)));
        }
        (scene, spent)
    }
}

/// Gives calls whose ids the conversation has had already ids of their own: some endpoints count from nought in every
/// message, and calls that were read from words have no ids but their places.
fn tell_apart(calls: &mut [ToolCall], ids: &mut BTreeSet<String>) {
    for call in calls {
        if !ids.insert(call.id.clone()) {
            call.id =
                (ids.len()..).map(|number| format!("call_{number}")).find(|id| !ids.contains(id)).unwrap_or_default();
            ids.insert(call.id.clone());
        }
    }
}

fn wanted(call: &ToolCall) -> Wanted {
    let arguments = match &call.arguments {
        Arguments::Object(arguments) => Ok(arguments.clone()),
        Arguments::Broken { text, reason } => Err((text.clone(), reason.clone())),
    };
    Wanted { id: call.id.clone(), name: call.name.clone(), arguments }
}

/// Why the model cannot have seen its tools. Endpoints leave them out in silence where a chat template has no place for
/// them, and then it is not the model that gave up.
fn unseen(tools: &[ToolSpec], usage: Usage) -> Option<String> {
    let size = |tool: &ToolSpec| tool.name.len() + tool.description.len() + tool.parameters.to_string().len();
    let bytes = tools.iter().map(size).sum::<usize>() as u64;
    let tokens = usage.input_tokens;
    (tokens > 0 && tokens.saturating_mul(BYTES_OF_A_TOKEN) < bytes).then(|| {
        format!(
            "the endpoint did not show the model its tools: {tokens} tokens of input for {bytes} bytes of tools (hint: \
             --agent react, or a chat template with tools)"
        )
    })
}

/// Asks within what is left of the task's time. A model that cannot be reached breaks the scene, for it is not to blame.
pub(super) async fn asked(model: &dyn Model, request: &Request, scene: &mut Scene, spent: &mut Spent) -> Option<Reply> {
    match tokio::time::timeout(scene.time_left(), model.complete(request)).await {
        Err(_) => {
            scene.end(Ended::OutOfTime, None);
            None
        }
        Ok(Ok(reply)) => {
            spent.add(reply.usage);
            Some(reply)
        }
        // A conversation that has grown too long is the agent's own doing.
        Ok(Err(ModelError::Status { status: 400 | 413, message, .. })) if !scene.steps().is_empty() => {
            scene.end(Ended::OutOfTurns, Some(message));
            None
        }
        Ok(Err(error)) => {
            scene.end(Ended::Infrastructure, Some(error.to_string()));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn no_two_calls_of_a_conversation_have_one_id() {
        let call =
            |id: &str| ToolCall { id: id.to_owned(), name: "find".to_owned(), arguments: Arguments::of(json!({})) };
        let mut ids = BTreeSet::new();
        let told = |calls: &[ToolCall]| calls.iter().map(|call| call.id.clone()).collect::<Vec<_>>();
        let (mut first, mut second) = ([call("call_0"), call("x")], [call("call_0"), call("call_0"), call("call_3")]);
        tell_apart(&mut first, &mut ids);
        tell_apart(&mut second, &mut ids);
        assert_eq!(told(&first), ["call_0", "x"]);
        assert_eq!(told(&second), ["call_2", "call_3", "call_4"]);
    }
}
