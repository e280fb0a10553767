//! The requests of MCP beside `tools/call`'s fast path: lists, resources, prompts, completion, subscriptions.

use serde_json::{Map, Value, json};

use super::call::Caller;
use super::episode::Episode;
use super::error::ToolError;
use super::server::Server;

/// How many items a page of a list holds.
const PAGE: usize = 50;
/// MCP allows no more values in one completion.
const MOST_VALUES: usize = 100;

/// An error of JSON-RPC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RpcError {
    code: i64,
    message: String,
    data: Option<Value>,
}

impl RpcError {
    pub fn params(message: impl Into<String>) -> Self {
        Self { code: -32602, message: message.into(), data: None }
    }

    fn no_method(method: &str) -> Self {
        Self { code: -32601, message: format!("no such method: {method}"), data: None }
    }

    pub fn to_text(&self) -> String {
        let mut error = json!({"code": self.code, "message": self.message});
        if let Some(data) = &self.data {
            error["data"] = data.clone();
        }
        error.sort_all_objects();
        error.to_string()
    }
}

impl From<ToolError> for RpcError {
    fn from(error: ToolError) -> Self {
        Self::params(error.to_string())
    }
}

/// Answers one request.
pub(super) fn answer<S: Server>(
    episode: &mut Episode<S>,
    method: &str,
    params: Map<String, Value>,
) -> Result<String, RpcError> {
    if method == "tools/call" {
        return call(episode, params);
    }
    let offer = episode.offer.clone();
    let (state, now) = (&episode.state, episode.clock);
    let mut result = match method {
        "tools/list" => {
            episode.watch.saw_lists(&offer, state);
            let tools = offer.tools.iter().filter(|tool| state.offers(tool.name)).map(|tool| tool.listing());
            paged("tools", tools.collect(), &params)?
        }
        "resources/list" => {
            episode.watch.saw_lists(&offer, state);
            paged("resources", offer.resources.iter().flat_map(|one| one.listed(state)).collect(), &params)?
        }
        "resources/templates/list" => {
            let templates = offer.resources.iter().filter(|one| !one.is_fixed()).map(|one| one.listing());
            paged("resourceTemplates", templates.collect(), &params)?
        }
        "resources/read" => {
            let uri = text(&params, "uri")?;
            let missing = || RpcError {
                data: Some(json!({"uri": uri})),
                ..RpcError::params(format!("resource not found: {}", super::shorten(uri)))
            };
            let (contents, resource) = offer.read(state, now, uri).ok_or_else(missing)?;
            json!({"contents": [{"uri": uri, "mimeType": resource.mime(), resource.kind(): contents?}]})
        }
        "resources/subscribe" => {
            let uri = text(&params, "uri")?;
            episode.watch.subscribe(&offer, state, now, uri);
            json!({})
        }
        "resources/unsubscribe" => {
            episode.watch.unsubscribe(text(&params, "uri")?);
            json!({})
        }
        "prompts/list" => paged("prompts", offer.prompts.iter().map(|one| one.listing()).collect(), &params)?,
        "prompts/get" => {
            let name = text(&params, "name")?.to_owned();
            let caller = caller(episode, &params)?;
            let arguments = params.get("arguments").and_then(Value::as_object).cloned().unwrap_or_default();
            episode.prompt_for(&name, arguments, &caller)?
        }
        "completion/complete" => completion(episode, &params)?,
        "ping" => json!({}),
        other => return Err(RpcError::no_method(other)),
    };
    result.sort_all_objects();
    Ok(result.to_string())
}

fn call<S: Server>(episode: &mut Episode<S>, mut params: Map<String, Value>) -> Result<String, RpcError> {
    let name = text(&params, "name")?.to_owned();
    let arguments = match params.remove("arguments") {
        None => Map::new(),
        Some(Value::Object(arguments)) => arguments,
        Some(_) => return Err(RpcError::params("`arguments` is no object")),
    };
    let caller = caller(episode, &params)?;
    episode.call_for(&name, arguments, &caller).map_err(RpcError::params)
}

/// What the caller has said, in this try and in those before.
fn caller<S: Server>(episode: &Episode<S>, params: &Map<String, Value>) -> Result<Caller, RpcError> {
    let mut answers = match params.get("requestState").and_then(Value::as_str) {
        Some(sealed) => episode
            .seal
            .open(sealed)
            .ok_or_else(|| RpcError::params("`requestState` is not what the server handed out"))?,
        None => Map::new(),
    };
    for (key, answer) in params.get("inputResponses").and_then(Value::as_object).into_iter().flatten() {
        let action = answer.get("action").and_then(Value::as_str);
        let content = answer.get("content").is_none_or(Value::is_object);
        if !action.is_some_and(|action| ["accept", "decline", "cancel"].contains(&action)) || !content {
            return Err(RpcError::params(format!("`inputResponses.{}` is no answer to a form", super::shorten(key))));
        }
        answers.insert(key.clone(), answer.clone());
    }
    let cancel_after = params.get("_meta").and_then(|meta| meta.get("mcplab/cancelAfter")).and_then(Value::as_u64);
    Ok(Caller { answers, cancel_after, ..Caller::default() })
}

fn completion<S: Server>(episode: &Episode<S>, params: &Map<String, Value>) -> Result<Value, RpcError> {
    let part = |object: &str, key: &str| {
        let value = params.get(object).and_then(|inner| inner.get(key)).and_then(Value::as_str);
        value.ok_or_else(|| RpcError::params(format!("`{object}.{key}` is missing")))
    };
    let (argument, start) = (part("argument", "name")?, part("argument", "value")?);
    let (offer, state) = (&episode.offer, &episode.state);
    let found = match part("ref", "type")? {
        "ref/prompt" => {
            let name = part("ref", "name")?;
            let prompt = offer.prompts.iter().find(|prompt| prompt.name == name);
            let prompt = prompt.ok_or_else(|| RpcError::params(format!("unknown prompt: {}", super::shorten(name))))?;
            prompt.completions(state, argument, start)
        }
        "ref/resource" => {
            let uri = part("ref", "uri")?;
            let resource = offer.resources.iter().find(|resource| resource.uri() == uri);
            let missing = || RpcError::params(format!("unknown resource template: {}", super::shorten(uri)));
            resource.ok_or_else(missing)?.complete(state, argument, start)
        }
        other => return Err(RpcError::params(format!("unknown kind of reference: {}", super::shorten(other)))),
    };
    let mut values = found.unwrap_or_default();
    let total = values.len();
    values.truncate(MOST_VALUES);
    Ok(json!({"completion": {"values": values, "total": total, "hasMore": total > MOST_VALUES}}))
}

fn paged(key: &str, items: Vec<Value>, params: &Map<String, Value>) -> Result<Value, RpcError> {
    let start = match params.get("cursor") {
        None => 0,
        Some(cursor) => {
            let place = cursor.as_str().and_then(|text| text.strip_prefix("cur_")?.parse::<usize>().ok());
            place.ok_or_else(|| RpcError::params("`cursor` is not the nextCursor of an earlier page"))?
        }
    };
    let end = start.saturating_add(PAGE);
    let more = end < items.len();
    let page: Vec<Value> = items.into_iter().skip(start).take(PAGE).collect();
    let mut result = json!({key: page});
    if more {
        result["nextCursor"] = json!(format!("cur_{end}"));
    }
    Ok(result)
}

fn text<'a>(params: &'a Map<String, Value>, key: &str) -> Result<&'a str, RpcError> {
    params.get(key).and_then(Value::as_str).ok_or_else(|| RpcError::params(format!("`{key}` is missing")))
}
