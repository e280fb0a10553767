//! Inspect AI's eval logs in their JSON form: one object with `eval` and `samples`, each sample a conversation.
//!
//! Tools stand with the events of model calls alone, so a log whose events were left out has none. Long texts may be kept
//! once, as attachments, and be named `attachment://DIGEST` where they belong.

use serde_json::{Map, Value};

use crate::import::chat;
use crate::import::conversation::{Conversation, SpokenCall};
use crate::import::draft::{Answer, Draft};
use crate::import::lost;
use crate::import::spot::{Spot, label_of};
use crate::import::unreadable::Unreadable;

const SAMPLES: &str = "a list of samples; the header of a log has none: write it with its samples";
const MESSAGES: &str = "a list of messages";
const ROLE: &str = "one of system, user, assistant, tool";
const ATTACHMENT: &str = "attachment://";

/// What a sample says that is read by name, or told as lost.
const READ: [&str; 20] = [
    "id", "uuid", "input", "messages", "output", "scores", "metadata", "store", "events", "events_data", "timelines",
    "model_usage", "role_usage", "attachments", "error_retries", "model_fallbacks", "total_time", "working_time",
    "started_at", "completed_at",
];
const USAGE: [&str; 6] = ["model_usage", "role_usage", "total_time", "working_time", "started_at", "completed_at"];

/// Reads all samples of a log.
pub fn read_all(record: &Value) -> Vec<Result<Conversation, Unreadable>> {
    let root = Spot::root(record);
    let samples = root.need("samples", SAMPLES).and_then(|samples| samples.items(SAMPLES));
    match samples {
        Ok(samples) => samples.iter().map(|sample| read(sample, root.get("eval").as_ref())).collect(),
        Err(fault) => vec![Err(fault)],
    }
}

fn read(sample: &Spot<'_>, eval: Option<&Spot<'_>>) -> Result<Conversation, Unreadable> {
    sample.object("a sample with `messages`")?;
    let mut draft = Draft::default();
    draft.id(["uuid", "id"].iter().find_map(|key| label_of(sample.get(key)?.value())));
    about(sample, eval, &mut draft);
    let attached = sample.get("attachments");
    let attached = attached.as_ref().and_then(|attached| attached.value().as_object());
    tools(sample, attached, &mut draft)?;
    let messages = sample.need("messages", MESSAGES)?;
    let whole = filled(messages.value(), attached, &mut draft);
    for message in messages.holding(&whole).items(MESSAGES)? {
        speak(&message, &mut draft)?;
    }
    draft.finish()
}

fn about(sample: &Spot<'_>, eval: Option<&Spot<'_>>, draft: &mut Draft) {
    for (label, key) in [("task", "task"), ("agent_model", "model"), ("solver", "solver")] {
        if let Some(value) = eval.and_then(|eval| eval.get(key)) {
            draft.label(label, value.value());
        }
    }
    if let Some(id) = sample.get("id") {
        draft.label("sample_id", id.value());
    }
    draft.labels(sample, &READ);
    if let Some(metadata) = sample.get("metadata") {
        draft.labels(&metadata, &[]);
    }
    for (name, score) in sample.get("scores").iter().flat_map(|scores| scores.value().as_object()).flatten() {
        scored(name, score, draft);
    }
    let holds = |key: &str| sample.get(key).is_some_and(|value| !is_hollow(value.value()));
    draft.lose_if(USAGE.into_iter().any(holds), lost::USAGE);
    draft.lose_if(holds("store"), lost::STATES);
    let has_messages = sample.get("events_data").and_then(|data| data.get("messages")).is_some();
    draft.lose_if(holds("events") || has_messages || holds("timelines"), lost::EVENTS);
}

fn scored(name: &str, score: &Value, draft: &mut Draft) {
    match score.get("value") {
        Some(Value::Object(parts)) => {
            parts.iter().for_each(|(part, value)| draft.label(&format!("score.{name}.{part}"), value))
        }
        Some(value) => draft.label(&format!("score.{name}"), value),
        None => {}
    }
    let told = |key: &str| score.get(key).is_some_and(|value| !is_hollow(value));
    draft.lose_if(["explanation", "answer", "metadata"].into_iter().any(told), lost::ASSESSMENT_REASONING);
}

fn is_hollow(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::String(text) => text.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The tools that any call of a model had in view.
fn tools(sample: &Spot<'_>, attached: Option<&Map<String, Value>>, draft: &mut Draft) -> Result<(), Unreadable> {
    let events = sample.get("events").map(|events| events.items("a list of events")).transpose()?.unwrap_or_default();
    let is_model = |event: &&Spot<'_>| event.get("event").is_some_and(|kind| kind.value() == "model");
    let mut calls = events.iter().filter(is_model).peekable();
    draft.lose_if(calls.peek().is_none(), lost::NO_TOOLS);
    let mut before: Option<&Value> = None;
    for tools in calls.filter_map(|call| call.get("tools")) {
        if before != Some(tools.value()) {
            let whole = filled(tools.value(), attached, draft);
            chat::declare(&tools.holding(&whole), draft)?;
            before = Some(tools.value());
        }
    }
    Ok(())
}

/// A value with its attachments in their places.
fn filled(value: &Value, attached: Option<&Map<String, Value>>, draft: &mut Draft) -> Value {
    match value {
        Value::String(text) => match text.strip_prefix(ATTACHMENT) {
            Some(digest) => match attached.and_then(|attached| attached.get(digest)) {
                Some(whole) => whole.clone(),
                None => {
                    draft.lose(lost::ATTACHMENTS);
                    value.clone()
                }
            },
            None => value.clone(),
        },
        Value::Array(items) => items.iter().map(|item| filled(item, attached, draft)).collect(),
        Value::Object(map) => {
            map.iter().map(|(key, value)| (key.clone(), filled(value, attached, draft))).collect::<Map<_, _>>().into()
        }
        _ => value.clone(),
    }
}

fn speak(message: &Spot<'_>, draft: &mut Draft) -> Result<(), Unreadable> {
    let role = message.need("role", ROLE)?;
    let marked = message.get("metadata");
    let trained = marked.as_ref().and_then(|metadata| metadata.get("trained")?.value().as_bool());
    let others = marked.iter().filter_map(|metadata| metadata.value().as_object()).flatten();
    let has_others = others.into_iter().any(|(key, _)| key != "trained");
    draft.lose_if(has_others || message.get("model").is_some(), lost::MESSAGE_METADATA);
    let text = match message.get("content") {
        Some(content) => chat::content(&content, draft)?,
        None => String::new(),
    };
    match role.text(ROLE)? {
        "system" => draft.system(text),
        "user" => {
            draft.lose_if(message.get("tool_call_id").is_some(), lost::MESSAGE_FIELDS);
            draft.user(text)
        }
        "assistant" => {
            let calls = calls(message, draft)?;
            draft.assistant(Some(text), calls, trained)
        }
        "tool" => answer(message, text, draft),
        _ => Err(role.wrong(ROLE)),
    }
}

fn calls(message: &Spot<'_>, draft: &mut Draft) -> Result<Vec<SpokenCall>, Unreadable> {
    let Some(told) = message.get("tool_calls") else { return Ok(Vec::new()) };
    let mut calls = Vec::new();
    for call in told.items("a list of calls")? {
        draft.lose_if(call.get("parse_error").is_some(), lost::PARSE_ERROR);
        let id = call.get("id").and_then(|id| label_of(id.value())).filter(|id| !id.is_empty());
        let name = chat::tool_name(&call, "function")?;
        calls.push(SpokenCall { id, name, arguments: chat::arguments(&call, draft)? });
    }
    Ok(calls)
}

/// A result. Of a failed call the model saw the error's message where there is no content.
fn answer(message: &Spot<'_>, text: String, draft: &mut Draft) -> Result<(), Unreadable> {
    let field = |key: &str| message.get(key).and_then(|value| label_of(value.value()));
    let error = message.get("error");
    let told = error.as_ref().and_then(|error| label_of(error.get("message")?.value()));
    let text = if text.is_empty() { told.unwrap_or_default() } else { text };
    draft.answer(Answer {
        place: message.place(),
        id: field("tool_call_id"),
        name: field("function"),
        text,
        is_error: Some(error.is_some()),
    });
    Ok(())
}

#[cfg(test)]
mod tests;
