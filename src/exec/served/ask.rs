//! Questions to the user, put to clients of the older protocol one by one (2025-06-18, `elicitation/create`).

use rmcp::model::{ElicitRequestParams, ErrorData};
use rmcp::service::{RequestContext, RoleServer};
use serde_json::{Map, Value, json};

/// Whether the client can put questions to its user.
pub fn can_ask(context: &RequestContext<RoleServer>) -> bool {
    context.client_capabilities().is_some_and(|capabilities| capabilities.elicitation.is_some())
}

/// The answers to the `inputRequests` of a result, by their keys.
pub async fn ask(
    requests: &Map<String, Value>,
    context: &RequestContext<RoleServer>,
) -> Result<Map<String, Value>, ErrorData> {
    let mut answers = Map::new();
    for (key, request) in requests {
        let params = request.get("params").cloned().unwrap_or_default();
        let params: ElicitRequestParams = serde_json::from_value(params)
            .map_err(|error| ErrorData::internal_error(format!("the question cannot be put: {error}"), None))?;
        let answer = context.peer.create_elicitation(params).await;
        let answer = answer.map_err(|error| ErrorData::internal_error(format!("no answer: {error}"), None))?;
        let answer = serde_json::to_value(answer).unwrap_or_else(|_| json!({"action": "cancel"}));
        answers.insert(key.clone(), answer);
    }
    Ok(answers)
}

/// The result for a client that cannot ask: a failure that a model can read.
pub fn cannot_ask(requests: &Map<String, Value>) -> Value {
    let questions = requests.values().filter_map(|request| request.pointer("/params/message")?.as_str());
    let questions: Vec<&str> = questions.collect();
    let text = format!("The user must be asked first, and this client cannot ask: {}", questions.join(" "));
    json!({"isError": true, "content": [{"type": "text", "text": text}]})
}
