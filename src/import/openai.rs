//! OpenAI messages: rows of fine-tuning files, also of the time of `functions`, and logs of requests with responses.
//!
//! A log has one row per request, so a long session comes as many rows, each with all that was said before. They are
//! read one by one; which of them is the whole session, the caller can see by its messages.

use serde_json::Value;

use crate::import::chat;
use crate::import::conversation::{Conversation, SpokenCall};
use crate::import::draft::{Answer, Draft};
use crate::import::lost;
use crate::import::spot::{Spot, label_of};
use crate::import::unreadable::Unreadable;

const MESSAGES: &str = "a list of messages or its text";
const ROLE: &str = "one of system, developer, user, assistant, tool, function";
const WEIGHT: &str = "0 or 1";

/// Where rows keep their name.
const IDS: [&str; 4] = ["id", "uuid", "custom_id", "request_id"];
const READ: [&str; 10] =
    ["messages", "tools", "functions", "request", "response", "id", "uuid", "custom_id", "request_id", "choices"];

/// Reads one row.
pub fn read(record: &Value) -> Result<Conversation, Unreadable> {
    let row = Spot::root(record);
    row.object("an object with `messages`")?;
    let mut draft = Draft::default();
    draft.id(IDS.iter().find_map(|id| label_of(row.get(id)?.value())));
    draft.labels(&row, &READ);
    match row.get("request") {
        Some(request) => {
            let request = body(request);
            settings(&request, &mut draft);
            talk(&request, &mut draft)?;
        }
        None => talk(&row, &mut draft)?,
    }
    if let Some(response) = row.get("response") {
        reply(&response, &mut draft)?;
    } else if row.get("choices").is_some() {
        reply(&row, &mut draft)?;
    }
    draft.finish()
}

/// Loggers of HTTP keep the JSON as the body of something.
fn body(part: Spot<'_>) -> Spot<'_> {
    part.get("body").unwrap_or(part)
}

fn settings(request: &Spot<'_>, draft: &mut Draft) {
    for (key, value) in request.value().as_object().into_iter().flatten() {
        match key.as_str() {
            "messages" | "tools" | "functions" => {}
            "model" => draft.label("model", value),
            _ => draft.lose_if(!value.is_null(), lost::REQUEST_SETTINGS),
        }
    }
}

fn talk(row: &Spot<'_>, draft: &mut Draft) -> Result<(), Unreadable> {
    for tools in ["tools", "functions"] {
        if let Some(tools) = row.get(tools) {
            chat::declare(&tools, draft)?;
        }
    }
    let messages = row.need("messages", MESSAGES)?;
    let list = messages.unfolded(MESSAGES)?;
    for message in messages.holding(&list).items(MESSAGES)? {
        speak(&message, draft)?;
    }
    Ok(())
}

/// The assistant's message of a response: the first choice is the one that the next request would go on with.
fn reply(response: &Spot<'_>, draft: &mut Draft) -> Result<(), Unreadable> {
    const WANTED: &str = "a chat completion with `choices`";
    let unfolded = response.unfolded(WANTED)?;
    let response = body(response.holding(&unfolded));
    draft.lose_if(response.get("usage").is_some(), lost::USAGE);
    let choices = response.need("choices", WANTED)?;
    let choices = choices.items("a list of choices")?;
    draft.lose_if(choices.len() > 1, lost::OTHER_CHOICES);
    for choice in choices.iter().take(1) {
        if let Some(reason) = choice.get("finish_reason") {
            draft.label("finish_reason", reason.value());
        }
        speak(&choice.need("message", "an assistant message, not a chunk of a stream")?, draft)?;
    }
    Ok(())
}

fn speak(message: &Spot<'_>, draft: &mut Draft) -> Result<(), Unreadable> {
    let role = message.need("role", ROLE)?;
    spare(message, draft);
    let text = message.get("content").map(|text| chat::content(&text, draft));
    match role.text(ROLE)? {
        "system" => draft.system(text.transpose()?.unwrap_or_default()),
        "developer" => {
            draft.lose(lost::DEVELOPER_ROLE);
            draft.system(text.transpose()?.unwrap_or_default())
        }
        "user" => draft.user(text.transpose()?.unwrap_or_default()),
        "assistant" => {
            let text = text.transpose()?.or_else(|| refusal(message, draft));
            let calls = calls(message, draft)?;
            draft.assistant(text, calls, trained(message)?)
        }
        "tool" | "function" => answer(message, draft),
        _ => Err(role.wrong(ROLE)),
    }
}

fn answer(message: &Spot<'_>, draft: &mut Draft) -> Result<(), Unreadable> {
    let field = |key: &str, wanted| message.get(key).map(|text| text.text(wanted).map(str::to_owned)).transpose();
    let answer = Answer {
        place: message.place(),
        id: field("tool_call_id", "the id of a call")?,
        name: field("name", "the name of a tool")?,
        text: chat::result(message, draft)?,
        is_error: None,
    };
    draft.answer(answer);
    Ok(())
}

fn calls(message: &Spot<'_>, draft: &mut Draft) -> Result<Vec<SpokenCall>, Unreadable> {
    const CALLS: &str = "a list of calls";
    let mut calls = Vec::new();
    if let Some(told) = message.get("tool_calls") {
        for call in told.items(CALLS)? {
            let id = call.get("id").map(|id| id.text("a text").map(str::to_owned)).transpose()?;
            // A custom tool takes a text, which is no object of arguments.
            if let Some(custom) = call.get("custom") {
                return Err(custom.wrong("a call of a function"));
            }
            calls.push(chat::call(&call.get("function").unwrap_or(call), id, draft)?);
        }
    }
    if let Some(call) = message.get("function_call") {
        calls.push(chat::call(&call, None, draft)?);
    }
    Ok(calls)
}

fn refusal(message: &Spot<'_>, draft: &mut Draft) -> Option<String> {
    let text = message.get("refusal")?.value().as_str()?.to_owned();
    draft.lose(lost::REFUSAL_MARK);
    Some(text)
}

fn trained(message: &Spot<'_>) -> Result<Option<bool>, Unreadable> {
    let Some(weight) = message.get("weight") else { return Ok(None) };
    match weight.value().as_f64() {
        Some(0.0) => Ok(Some(false)),
        Some(1.0) => Ok(Some(true)),
        _ => Err(weight.wrong(WEIGHT)),
    }
}

/// Counts what a message says beyond what is read of it.
fn spare(message: &Spot<'_>, draft: &mut Draft) {
    let is_result = message.get("role").is_some_and(|role| role.value() == "tool" || role.value() == "function");
    for (key, value) in message.value().as_object().into_iter().flatten() {
        let empty = value.as_array().is_some_and(Vec::is_empty) || value == "" || value.is_null();
        match key.as_str() {
            _ if empty => {}
            "role" | "content" | "tool_calls" | "function_call" | "tool_call_id" | "weight" | "refusal" => {}
            "name" if is_result => {}
            "name" => draft.lose(lost::SPEAKER_NAME),
            "reasoning" | "reasoning_content" | "reasoning_details" | "thinking" => draft.lose(lost::REASONING),
            "audio" => draft.lose(lost::NON_TEXT_CONTENT),
            "annotations" => draft.lose(lost::ANNOTATIONS),
            _ => draft.lose(lost::MESSAGE_FIELDS),
        }
    }
}

#[cfg(test)]
mod tests;
