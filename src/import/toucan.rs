//! Toucan-1.5M: rows of text columns, most of them JSON inside text.
//!
//! Its messages come in two dialects. The generated subsets have one `function_call` per assistant message and results
//! under the role `function`; the fine-tuning subset has the roles `tool_call` and `tool_response`. In both, parallel
//! calls are messages in a row, and a text before them is a message of its own, so the assistant messages up to the
//! next result are put together to one. The system message has the tools in the notation of the model that was run;
//! they are in a column as well, so they are taken out of it.

use std::mem;

use serde_json::Value;

use crate::import::chat;
use crate::import::conversation::{Conversation, DeclaredTool, Spoken, SpokenCall};
use crate::import::draft::{Answer, Draft};
use crate::import::lost;
use crate::import::python;
use crate::import::spot::{Spot, label_of};
use crate::import::unreadable::Unreadable;

const MESSAGES: &str = "the text of a list of messages";
const ROLE: &str = "one of system, user, assistant, function, tool_call, tool_response";
const CALL: &str = "an object with `name` and `arguments`, or its text";

/// Reads one row.
pub fn read(record: &Value) -> Result<Conversation, Unreadable> {
    let row = Spot::root(record);
    row.object("a row with `messages`")?;
    let mut draft = Draft::default();
    draft.id(row.get("uuid").and_then(|id| label_of(id.value())));
    labels(&row, &mut draft);
    tools(&row, &mut draft)?;
    let messages = row.need("messages", MESSAGES)?;
    let list = messages.unfolded(MESSAGES)?;
    let mut turn = Turn::default();
    for message in messages.holding(&list).items(MESSAGES)? {
        speak(&message, &mut turn, &mut draft)?;
    }
    turn.end(&mut draft)?;
    question(&row, &mut draft);
    draft.finish()
}

/// Assistant messages in a row.
#[derive(Default)]
struct Turn {
    texts: Vec<String>,
    calls: Vec<SpokenCall>,
    /// Whether a message of nothing stood in it, not even thoughts.
    empty: bool,
}

impl Turn {
    /// A text after calls opens a turn of its own.
    fn text(&mut self, text: String, draft: &mut Draft) -> Result<(), Unreadable> {
        if !self.calls.is_empty() {
            self.end(draft)?;
        }
        self.texts.push(text);
        Ok(())
    }

    fn end(&mut self, draft: &mut Draft) -> Result<(), Unreadable> {
        let Turn { texts, calls, empty } = mem::take(self);
        draft.lose_if(empty, lost::EMPTY_TURN);
        draft.lose_if(texts.len() > 1, lost::PARTS);
        if texts.is_empty() && calls.is_empty() { Ok(()) } else { draft.assistant(Some(texts.join("\n")), calls, None) }
    }
}

fn speak(message: &Spot<'_>, turn: &mut Turn, draft: &mut Draft) -> Result<(), Unreadable> {
    let role = message.need("role", ROLE)?;
    let text = match message.get("content") {
        Some(text) if role.value() != "tool_call" && role.value() != "function" => chat::content(&text, draft)?,
        _ => String::new(),
    };
    draft.lose_if(message.get("reasoning_content").is_some_and(|thought| thought.value() != ""), lost::REASONING);
    match role.text(ROLE)? {
        "assistant" => return assistant(message, text, turn, draft),
        "tool_call" => {
            let content = message.need("content", CALL)?;
            let call = printed(&content)?;
            turn.calls.push(spoken(&content.holding(&call), draft)?);
            return Ok(());
        }
        _ => turn.end(draft)?,
    }
    match role.text(ROLE)? {
        "system" => match without_tools(&text, draft) {
            "" => Ok(()),
            text => draft.system(text.to_owned()),
        },
        "user" => draft.user(text),
        "function" | "tool_response" => {
            let name = message.get("name").and_then(|name| label_of(name.value()));
            let text = chat::result(message, draft)?;
            draft.answer(Answer { place: message.place(), name, text, ..Answer::default() });
            Ok(())
        }
        _ => Err(role.wrong(ROLE)),
    }
}

fn assistant(message: &Spot<'_>, text: String, turn: &mut Turn, draft: &mut Draft) -> Result<(), Unreadable> {
    let call = message.get("function_call");
    turn.empty |= text.is_empty() && call.is_none() && message.get("reasoning_content").is_none();
    if !text.is_empty() {
        turn.text(text, draft)?;
    }
    if let Some(call) = call {
        turn.calls.push(spoken(&call, draft)?);
    }
    Ok(())
}

/// Some calls have ids, but no result has one, so the order decides.
fn spoken(call: &Spot<'_>, draft: &mut Draft) -> Result<SpokenCall, Unreadable> {
    let id = call.get("call_id").and_then(|id| label_of(id.value()));
    chat::call(call, id, draft)
}

/// A call that was written as JSON, or printed as a dict of Python, as the converter of the data set does.
fn printed(content: &Spot<'_>) -> Result<Value, Unreadable> {
    match content.unfolded(CALL) {
        Ok(value) => Ok(value.into_owned()),
        Err(error) => content.value().as_str().and_then(python::literal).ok_or(error),
    }
}

/// A system text without the tools that a chat template has written into it.
fn without_tools<'t>(text: &'t str, draft: &mut Draft) -> &'t str {
    const KIMI: &str = "<|im_system|>tool_declare<|im_middle|>";
    const QWEN: &str = "# Tools";
    if let Some((before, declared)) = text.split_once(KIMI) {
        draft.lose(lost::TOOL_PROMPT);
        let after = declared.split_once("<|im_end|>").map(|(_, after)| after.trim()).unwrap_or_default();
        return if after.is_empty() { before.trim() } else { after };
    }
    match text.find(QWEN) {
        Some(at) if text[at..].contains("<tools>") => {
            draft.lose(lost::TOOL_PROMPT);
            text[..at].trim()
        }
        _ => text,
    }
}

/// Declares the tools of the row, each with its server, which the row knows only as a part of the metadata.
fn tools(row: &Spot<'_>, draft: &mut Draft) -> Result<(), Unreadable> {
    let Some(column) = ["available_tools", "tools"].iter().find_map(|column| row.get(column)) else {
        draft.lose(lost::NO_TOOLS);
        return Ok(());
    };
    let servers = servers(row);
    let mut declared = Draft::default();
    if column.value() != "" {
        chat::declare(&column, &mut declared)?;
    }
    let Conversation { tools, lost, .. } = declared.finish()?;
    lost.into_iter().for_each(|code| draft.lose(code));
    for tool in tools {
        let server = servers.iter().filter(|server| server.has(&tool.name)).max_by_key(|server| server.name.len());
        draft.tool(DeclaredTool { server: server.map(|server| server.name.clone()), ..tool });
    }
    Ok(())
}

struct Server {
    /// As it stands before the names of its tools.
    name: String,
    tools: Vec<String>,
}

impl Server {
    /// Most subsets put the server's name before that of the tool; one gives the tool's name alone.
    fn has(&self, tool: &str) -> bool {
        let prefixed = tool.strip_prefix(self.name.as_str()).is_some_and(|rest| rest.starts_with('-'));
        prefixed || self.tools.iter().any(|own| own == tool)
    }
}

fn servers(row: &Spot<'_>) -> Vec<Server> {
    let Some(metadata) = row.get("metadata") else { return Vec::new() };
    let Ok(metadata) = metadata.unfolded("an object") else { return Vec::new() };
    let servers = metadata.get("mcp_servers").and_then(Value::as_array).into_iter().flatten();
    servers
        .filter_map(|server| {
            let name = server.get("server_name")?.as_str()?.to_lowercase().replace(' ', "-");
            let tools = server.pointer("/remote_server_response/tools").and_then(Value::as_array).into_iter().flatten();
            let tools = tools.filter_map(|tool| Some(tool.get("name")?.as_str()?.to_owned())).collect();
            Some(Server { name, tools })
        })
        .collect()
}

fn labels(row: &Spot<'_>, draft: &mut Draft) {
    for (column, label) in [("subset_name", "subset"), ("target_tools", "target_tools")] {
        if let Some(value) = row.get(column).filter(|value| value.value() != "") {
            draft.label(label, value.value());
        }
    }
    for of in ["question", "response"] {
        if let Some(column) = row.get(&format!("{of}_quality_assessment")).filter(|column| column.value() != "") {
            scores(&column, of, draft);
        }
    }
    let metadata = row.get("metadata").filter(|metadata| metadata.value() != "");
    draft.lose_if(metadata.is_some(), lost::METADATA);
}

/// The scores of a judge. A verdict that cannot be read is no reason to refuse the row.
fn scores(column: &Spot<'_>, of: &str, draft: &mut Draft) {
    let Ok(verdict) = column.unfolded("an object") else { return draft.lose(lost::ASSESSMENT) };
    for (criterion, verdict) in verdict.as_object().into_iter().flatten() {
        let label = format!("{of}_quality.{criterion}");
        match verdict.get("score") {
            Some(score) => {
                draft.label(&label, score);
                draft.lose_if(verdict.get("reasoning").is_some(), lost::ASSESSMENT_REASONING);
            }
            None => draft.label(&label, verdict),
        }
    }
}

/// The column of the question says nothing new where the user asks just this.
fn question(row: &Spot<'_>, draft: &mut Draft) {
    let Some(question) = row.get("question").and_then(|question| question.value().as_str()) else { return };
    let asks = |message: &Spoken| matches!(message, Spoken::User { text } if text.trim() == question.trim());
    let asked = question.is_empty() || draft.messages().iter().any(asks);
    draft.lose_if(!asked, lost::QUESTION);
}

#[cfg(test)]
mod tests;
