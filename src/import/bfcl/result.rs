//! Result files: `result[turn][step]` is what the model wrote, calls as Python or as `{name: arguments}`.
//!
//! The result alone has neither the user's words nor the results of calls. Files written with `inference_log` have
//! both, so the log is read where there is one.

use serde_json::Value;

use super::executed::ask;
use super::fails;
use crate::import::chat;
use crate::import::conversation::{Conversation, SpokenCall};
use crate::import::draft::Draft;
use crate::import::lost;
use crate::import::python::{self, Fault};
use crate::import::spot::{Spot, label_of};
use crate::import::unreadable::Unreadable;

const STEP: &str = "a text, or a list of calls like {name: arguments}";

const USAGE: [&str; 3] = ["input_token_count", "output_token_count", "latency"];
const READ: [&str; 7] =
    ["id", "result", "inference_log", "reasoning_content", "input_token_count", "output_token_count", "latency"];

pub fn read(row: &Spot<'_>) -> Result<Conversation, Unreadable> {
    let mut draft = Draft::default();
    draft.id(row.get("id").and_then(|id| label_of(id.value())));
    draft.lose(lost::NO_TOOLS);
    draft.lose_if(USAGE.iter().any(|key| row.get(key).is_some()), lost::USAGE);
    draft.labels(row, &READ);
    draft.lose_if(row.get("reasoning_content").is_some(), lost::REASONING);
    let result = row.need("result", "what the model wrote, by turn and step")?;
    // The generator writes its own failures in the place of the result.
    if result.value().as_str().is_some_and(|text| text.starts_with("Error during inference")) {
        return Err(result.wrong("what the model wrote, not the failure of a run"));
    }
    match row.get("inference_log") {
        Some(log) => log_of_turns(&log, &mut draft)?,
        None => bare(&result, &mut draft)?,
    }
    draft.finish()
}

/// Results without their log. Single turns have fewer levels of lists.
fn bare(result: &Spot<'_>, draft: &mut Draft) -> Result<(), Unreadable> {
    draft.lose(lost::NO_USER_TEXT);
    draft.lose(lost::NO_RESULTS);
    if is_step(result.value()) {
        return said(result, None, draft).map(drop);
    }
    for turn in result.items(STEP)? {
        if is_step(turn.value()) {
            said(&turn, None, draft)?;
            continue;
        }
        for step in turn.items(STEP)? {
            said(&step, None, draft)?;
        }
    }
    Ok(())
}

fn is_step(value: &Value) -> bool {
    value.is_string() || value.as_array().is_some_and(|list| !list.is_empty() && list.iter().all(Value::is_object))
}

fn is_empty(value: &Value) -> bool {
    value.as_array().is_none_or(Vec::is_empty)
}

fn log_of_turns(log: &Spot<'_>, draft: &mut Draft) -> Result<(), Unreadable> {
    for entry in log.items("a list of turns")? {
        // The states of the world stand between the turns.
        let Some(turn) = entry.value().as_object() else {
            draft.lose(lost::STATES);
            continue;
        };
        if let Some(questions) = entry.get("begin_of_turn_query") {
            ask(&questions, draft)?;
        }
        let mut steps: Vec<(usize, &String)> =
            turn.keys().filter_map(|key| Some((key.strip_prefix("step_")?.parse().ok()?, key))).collect();
        steps.sort_unstable();
        for (_, key) in steps {
            step(&entry.need(key, "a list of entries")?, draft)?;
        }
    }
    Ok(())
}

/// One step of the log: what the model wrote, how that was decoded, what the tools returned.
fn step(step: &Spot<'_>, draft: &mut Draft) -> Result<(), Unreadable> {
    let entries = step.items("a list of entries")?;
    let of = |role: &'static str| {
        entries.iter().filter(move |entry| entry.get("role").is_some_and(|found| found.value() == role))
    };
    draft.lose_if(of("inference_input").next().is_some(), lost::REQUEST_SETTINGS);
    let decoded = of("handler_log").find_map(|entry| entry.get("model_response_decoded"));
    let Some(assistant) = of("assistant").next() else { return Ok(()) };
    draft.lose_if(assistant.get("reasoning_content").is_some(), lost::REASONING);
    let first = draft.count();
    let Some(content) = assistant.get("content") else { return Ok(()) };
    let calls = said(&content, decoded.as_ref(), draft)?;
    for (at, result) in of("tool").enumerate() {
        if at == calls {
            let asked = format!("call {} of {calls} of this step", at + 1);
            return Err(Unreadable::Unasked { place: result.place(), asked });
        }
        let text = chat::result(result, draft)?;
        let is_error = fails(&text).then_some(true);
        draft.answer_to(first + at, text, is_error);
    }
    Ok(())
}

/// Adds what the model wrote in one step, and says how many calls it made. Nothing at all ends a turn.
fn said(step: &Spot<'_>, decoded: Option<&Spot<'_>>, draft: &mut Draft) -> Result<usize, Unreadable> {
    let (text, calls) = match step.value() {
        Value::Array(_) => (None, listed(step, draft)?),
        Value::String(text) => match (python_calls(step, text), decoded.filter(|list| !is_empty(list.value()))) {
            (Ok(Some(calls)), _) => (None, calls),
            // What is no plain list of calls was decoded by the handler of that model.
            (_, Some(decoded)) => {
                draft.lose(lost::RAW_TEXT);
                (None, listed(decoded, draft)?)
            }
            (calls, None) => {
                calls?;
                (Some(text.clone()), Vec::new())
            }
        },
        _ => return Err(step.wrong(STEP)),
    };
    let made = calls.len();
    if made > 0 || text.as_ref().is_some_and(|text| !text.is_empty()) {
        draft.assistant(text, calls, None)?;
    }
    Ok(made)
}

/// Calls in a list: `{name: arguments}`, or Python.
fn listed(list: &Spot<'_>, draft: &mut Draft) -> Result<Vec<SpokenCall>, Unreadable> {
    let mut calls = Vec::new();
    for item in list.items(STEP)? {
        if let Value::String(text) = item.value() {
            calls.extend(python_calls(&item, text)?.ok_or_else(|| item.wrong(STEP))?);
            continue;
        }
        for name in item.object(STEP)?.keys() {
            let told = serde_json::json!({"name": name, "arguments": item.value()[name]});
            calls.push(chat::call(&item.holding(&told), None, draft)?);
        }
    }
    Ok(calls)
}

/// `None` where the text is no list of calls, which is an answer then.
fn python_calls(step: &Spot<'_>, text: &str) -> Result<Option<Vec<SpokenCall>>, Unreadable> {
    let spoken = |call: python::PythonCall| SpokenCall { id: None, name: call.name, arguments: call.arguments.into() };
    match python::calls(text) {
        Ok(calls) => Ok(Some(calls.into_iter().map(spoken).collect())),
        Err(Fault::NoCalls) => Ok(None),
        Err(fault) => Err(Unreadable::NotCall { place: step.place(), fault }),
    }
}
