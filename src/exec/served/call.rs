//! Calls for a client: told step by step, cancelled where the client cancels, with questions to the user.

use rmcp::model::{ClientCapabilities, ErrorData, ProgressNotificationParam, ProgressToken};
use rmcp::service::{RequestContext, RoleServer};
use serde_json::{Map, Value, json};
use tokio::time::sleep;

use super::ask::{ask, can_ask, cannot_ask};
use super::handler::{error_data, is_question};
use super::hub::Hub;
use crate::exec::server::RequestError;

/// Rounds of questions in one call.
const MOST_ROUNDS: usize = 10;

/// Calls a tool; the raw result. `modern` clients get questions as a result and answer with their next call.
pub async fn call(
    hub: &Hub,
    mut params: Map<String, Value>,
    context: &RequestContext<RoleServer>,
    modern: bool,
) -> Result<Value, ErrorData> {
    // What the client says of itself is no concern of the tool.
    params.remove("_meta");
    for _ in 0..MOST_ROUNDS {
        let result = told(hub, &params, context).await.map_err(|error| error_data(&error))?;
        let asks = is_question(&result);
        let requests = result.get("inputRequests").and_then(Value::as_object);
        let Some(requests) = requests.filter(|_| asks) else { return Ok(result) };
        match (modern, can_ask(context)) {
            (true, true) => return Ok(result),
            (true, false) => {
                let needed = ClientCapabilities::builder().enable_elicitation().build();
                return Err(ErrorData::missing_required_client_capability(needed));
            }
            (false, false) => return Ok(cannot_ask(requests)),
            (false, true) => {}
        }
        let answers = ask(requests, context).await?;
        let mut all = match params.remove("inputResponses") {
            Some(Value::Object(earlier)) => earlier,
            _ => Map::new(),
        };
        all.extend(answers);
        params.insert("inputResponses".to_owned(), Value::Object(all));
        if let Some(state) = result.get("requestState") {
            params.insert("requestState".to_owned(), state.clone());
        }
    }
    Err(ErrorData::internal_error("the tool asks on and on", None))
}

/// Calls once. Where the client wants to hear of progress, the notes of the call are told at the hub's pace; if it
/// cancels between two of them, the call is taken back and made again up to there.
async fn told(
    hub: &Hub,
    params: &Map<String, Value>,
    context: &RequestContext<RoleServer>,
) -> Result<Value, RequestError> {
    let token = context.meta.get_progress_token();
    let params = Value::Object(params.clone());
    let mut server = hub.server().await;
    let before = match &token {
        Some(_) => server.fork().await.ok(),
        None => None,
    };
    let mut result = server.request("tools/call", &params).await;
    let (notes, mut events): (Vec<Value>, Vec<Value>) =
        server.events().await.into_iter().partition(|event| event["method"] == "notifications/progress");
    if let Some(token) = token {
        let heard = tell(hub, &notes, token, context).await;
        if let (Some(heard), Some(before)) = (heard, before) {
            *server = before;
            let mut params = params;
            params["_meta"] = json!({"mcplab/cancelAfter": heard.max(1)});
            result = server.request("tools/call", &params).await;
            events = server.events().await;
            events.retain(|event| event["method"] != "notifications/progress");
        }
    }
    drop(server);
    hub.listeners.tell(&events).await;
    result
}

/// Tells the notes one by one; after how many the client cancelled, if it did.
async fn tell(hub: &Hub, notes: &[Value], token: ProgressToken, context: &RequestContext<RoleServer>) -> Option<usize> {
    for (index, note) in notes.iter().enumerate() {
        let params = &note["params"];
        let number = |key: &str| params.get(key).and_then(Value::as_f64);
        let mut told = ProgressNotificationParam::new(token.clone(), number("progress").unwrap_or_default());
        told.total = number("total");
        told.message = params.get("message").and_then(Value::as_str).map(str::to_owned);
        // A client that is gone hears nothing; the call is done all the same.
        if context.peer.notify_progress(told).await.is_err() {
            return None;
        }
        tokio::select! {
            () = sleep(hub.pace) => {}
            () = context.ct.cancelled() => return Some(index + 1),
        }
    }
    None
}
