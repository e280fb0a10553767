//! Gold conversations with every call, argument and result: `questions` by turn, `calls` with the turn of each.
//!
//! Calls of a turn were executed one after the other and mostly need each other, so each is a message of its own.

use serde_json::Value;

use super::fails;
use crate::import::chat;
use crate::import::conversation::{Conversation, SpokenCall};
use crate::import::draft::Draft;
use crate::import::lost;
use crate::import::spot::{Spot, label_of};
use crate::import::unreadable::Unreadable;

pub fn read(row: &Spot<'_>) -> Result<Conversation, Unreadable> {
    let mut draft = Draft::default();
    draft.id(row.get("id").and_then(|id| label_of(id.value())));
    draft.labels(row, &["id", "questions", "calls", "initial_config", "involved_classes"]);
    if let Some(classes) = row.get("involved_classes") {
        let names: Vec<&str> = classes.value().as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        draft.label("classes", &Value::String(names.join(", ")));
    }
    draft.lose_if(row.get("initial_config").is_some(), lost::INITIAL_STATE);
    draft.lose(lost::NO_TOOLS);
    draft.lose(lost::NO_ANSWER_TEXT);
    let calls = row.need("calls", "a list of calls")?.items("a list of calls")?;
    let mut calls = calls.iter().peekable();
    let questions = row.need("questions", "a list of turns")?.items("a list of turns")?;
    for (at, questions) in questions.iter().enumerate() {
        ask(questions, &mut draft)?;
        while let Some(call) = calls.peek() {
            if turn(call)? > at {
                break;
            }
            execute(call, &mut draft)?;
            calls.next();
        }
    }
    match calls.next() {
        Some(call) => Err(call.need("turn", TURN)?.wrong(TURN)),
        None => draft.finish(),
    }
}

const TURN: &str = "the number of a turn of `questions`";

fn turn(call: &Spot<'_>) -> Result<usize, Unreadable> {
    let turn = call.need("turn", TURN)?;
    turn.value().as_u64().and_then(|turn| usize::try_from(turn).ok()).ok_or_else(|| turn.wrong(TURN))
}

/// What is said before the calls of a turn; a turn may be empty.
pub fn ask(questions: &Spot<'_>, draft: &mut Draft) -> Result<(), Unreadable> {
    const ROLE: &str = "user, system or assistant";
    for message in questions.items("a list of messages")? {
        let text = message.need("content", "a text")?.text("a text")?.to_owned();
        let role = message.need("role", ROLE)?;
        match role.text(ROLE)? {
            "user" => draft.user(text)?,
            "system" => draft.system(text)?,
            "assistant" => draft.assistant(Some(text), Vec::new(), None)?,
            _ => return Err(role.wrong(ROLE)),
        }
    }
    Ok(())
}

fn execute(call: &Spot<'_>, draft: &mut Draft) -> Result<(), Unreadable> {
    let name = chat::tool_name(call, "tool")?;
    let arguments = call.need("args", "an object")?;
    arguments.object("an object")?;
    let number = draft.count();
    draft.assistant(None, vec![SpokenCall { id: None, name, arguments: arguments.value().clone() }], None)?;
    let (text, is_error) = match (call.get("error"), call.value().get("result")) {
        (Some(error), _) => (label_of(error.value()).unwrap_or_else(|| error.value().to_string()), true),
        (None, Some(Value::String(text))) => (text.clone(), fails(text)),
        (None, Some(result)) => (result.to_string(), fails(&result.to_string())),
        (None, None) => return call.need("result", "what the tool returned, which may be null").map(drop),
    };
    draft.answer_to(number, text, Some(is_error));
    Ok(())
}
