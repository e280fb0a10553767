//! Calls of tools that ask the user before they act (MCP 2026-07-28, `input_required`).
//!
//! The question and its answer become part of the outcome, so that the call can be repeated as it was.

use serde_json::{Map, Value, json};

use super::fault::strike;
use super::result::outcome_of_result;
use super::server::Server;
use crate::model::{Asked, Boundary, FailureKind, Outcome, Step};

/// Rounds of questions in one call.
const MOST_ROUNDS: usize = 5;

/// Whoever answers for the user. The answer is an `ElicitResult`: `{"action": .., "content"?: {..}}`.
pub trait Answers: Send {
    fn answer(&mut self, key: &str, message: &str, form: &Value) -> Value;
}

/// Calls a tool for a user who answers what it asks.
pub async fn call_asking(server: &mut dyn Server, tool: &str, arguments: &Value, user: &mut dyn Answers) -> Outcome {
    let mut outcome = server.call(tool, arguments).await;
    let mut all: Vec<Asked> = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let Some(question) = question(&outcome) else { break };
        let mut responses = Map::new();
        for (key, request) in &question.requests {
            let message = request.pointer("/params/message").and_then(Value::as_str).unwrap_or_default().to_owned();
            let form = request.pointer("/params/requestedSchema").cloned().unwrap_or_default();
            let answer = user.answer(key, &message, &form);
            responses.insert(key.clone(), answer.clone());
            all.push(Asked { key: key.clone(), message, form, answer });
        }
        let mut params = json!({"name": tool, "arguments": arguments, "inputResponses": responses});
        if let Some(state) = question.state {
            params["requestState"] = state;
        }
        outcome = match server.request("tools/call", &params).await {
            Ok(raw) => outcome_of_result(raw),
            Err(error) => Outcome::failed(Boundary::Server, FailureKind::Protocol, error.to_string()),
        };
    }
    outcome.asked = all;
    outcome
}

/// Makes the call of a step once more, with the answers that were given then and the fault that struck it.
pub async fn repeat(server: &mut dyn Server, step: &Step) -> Outcome {
    if let Some(fault) = &step.fault {
        return strike(server, fault, &step.tool.tool, &step.arguments).await;
    }
    let mut recorded = RecordedAnswers(&step.outcome.asked);
    call_asking(server, &step.tool.tool, &step.arguments, &mut recorded).await
}

struct RecordedAnswers<'a>(&'a [Asked]);

impl Answers for RecordedAnswers<'_> {
    fn answer(&mut self, key: &str, message: &str, _: &Value) -> Value {
        let known = self.0.iter().find(|asked| asked.key == key && asked.message == message);
        known.map_or_else(|| json!({"action": "cancel"}), |asked| asked.answer.clone())
    }
}

/// What a result asks for.
struct Question {
    requests: Map<String, Value>,
    state: Option<Value>,
}

/// The questions of a result to the user; `None` where it asks nothing, or something that no user can give.
fn question(outcome: &Outcome) -> Option<Question> {
    let raw = outcome.raw.as_ref()?;
    if raw.get("resultType").and_then(Value::as_str) != Some("input_required") {
        return None;
    }
    let requests = raw.get("inputRequests").and_then(Value::as_object)?.clone();
    let elicits = |request: &Value| request.get("method").and_then(Value::as_str) == Some("elicitation/create");
    requests.values().all(elicits).then(|| Question { requests, state: raw.get("requestState").cloned() })
}
