//! One connection: what was listed, what was called, what came back.
//!
//! Calls that were sent before any result of their turn came back are one assistant message. Results stand behind their
//! turn in the order of its calls, whenever they arrived.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use crate::import::chat;
use crate::import::conversation::{Conversation, DeclaredTool, SpokenCall};
use crate::import::draft::Draft;
use crate::import::lost;
use crate::import::spot::{Spot, label_of};
use crate::import::unreadable::Unreadable;

/// What a server may ask its client, and what only a client asks.
const OF_SERVERS: [&str; 3] = ["sampling/", "elicitation/", "roots/"];
const OF_CLIENTS: [&str; 5] = ["initialize", "tools/", "resources/", "prompts/", "completion/"];

/// A connection to a server.
pub struct Session {
    /// As the log names it.
    pub server: Option<String>,
    draft: Draft,
    /// Tools as listed; whose they are is known only when the server has named itself.
    listed: Vec<DeclaredTool>,
    /// Requests of the client that wait, by their id as JSON.
    waiting: HashMap<String, Waiting>,
    /// Requests of the server that wait.
    asked: HashSet<String>,
    turns: Vec<Vec<Made>>,
    named: Option<String>,
    /// Whether the log is one of the server, in whose words what the client sent came in.
    inverted: bool,
    /// The first message that cannot be read.
    fault: Option<Unreadable>,
}

enum Waiting {
    Greeting,
    List,
    /// Turn and place of the call in it.
    Call(usize, usize),
}

struct Made {
    call: SpokenCall,
    result: Option<(String, bool)>,
}

impl Session {
    pub fn of(server: Option<String>) -> Self {
        let draft = Draft::default();
        let (listed, waiting, asked, turns, named, fault) = Default::default();
        Self { server, draft, listed, waiting, asked, turns, named, inverted: false, fault }
    }

    /// Whether another greeting means another connection.
    pub fn is_used(&self) -> bool {
        self.named.is_some() || !self.turns.is_empty() || !self.listed.is_empty() || !self.waiting.is_empty()
    }

    pub fn hear(&mut self, message: &Value, from_client: Option<bool>, line: usize) {
        let method = message.get("method").and_then(Value::as_str);
        if method.is_some_and(|method| OF_CLIENTS.iter().any(|start| method.starts_with(start))) {
            self.inverted = from_client == Some(false);
        }
        let from_client = from_client.map(|from_client| from_client != self.inverted);
        let heard = match method {
            Some(method) => self.request(method, message, from_client),
            None => self.response(message, from_client),
        };
        if let Err(fault) = heard {
            self.fault.get_or_insert(fault.within(&format!("line {line}")));
        }
    }

    /// The conversation, if there was a call.
    pub fn finish(mut self, broken: bool) -> Option<Result<Conversation, Unreadable>> {
        if let Some(fault) = self.fault {
            return Some(Err(fault));
        }
        if self.turns.is_empty() {
            return None;
        }
        let server = self.server.or(self.named);
        if let Some(server) = &server {
            self.draft.label("server", &json!(server));
        }
        self.draft.lose(lost::NO_USER_TEXT);
        self.draft.lose_if(broken, lost::BROKEN_LINES);
        self.draft.lose_if(self.listed.is_empty(), lost::NO_TOOLS);
        for tool in self.listed {
            self.draft.tool(DeclaredTool { server: server.clone(), ..tool });
        }
        for turn in self.turns {
            let first = self.draft.count();
            let (calls, results): (Vec<_>, Vec<_>) = turn.into_iter().map(|made| (made.call, made.result)).unzip();
            if let Err(fault) = self.draft.assistant(None, calls, None) {
                return Some(Err(fault));
            }
            for (at, (text, is_error)) in results.into_iter().enumerate().filter_map(|(at, result)| Some((at, result?)))
            {
                self.draft.answer_to(first + at, text, Some(is_error));
            }
        }
        Some(self.draft.finish())
    }

    fn request(&mut self, method: &str, message: &Value, from_client: Option<bool>) -> Result<(), Unreadable> {
        let id = message.get("id").map(Value::to_string);
        let of_server = OF_SERVERS.iter().any(|start| method.starts_with(start));
        if let Some(id) = id.as_ref().filter(|_| of_server || from_client == Some(false)) {
            self.draft.lose_if(of_server, lost::SERVER_REQUESTS);
            self.asked.insert(id.clone());
            return Ok(());
        }
        let message = Spot::root(message);
        match (method, id) {
            ("initialize", Some(id)) => {
                if let Some(client) = message.value().pointer("/params/clientInfo/name") {
                    self.draft.label("client", client);
                }
                self.waiting.insert(id, Waiting::Greeting);
            }
            ("tools/list", Some(id)) => drop(self.waiting.insert(id, Waiting::List)),
            ("tools/call", _) => self.call(&message)?,
            ("notifications/cancelled", _) => self.cancel(&message),
            ("notifications/progress" | "notifications/message", _) => self.draft.lose(lost::NOTIFICATIONS),
            _ => {}
        }
        Ok(())
    }

    fn call(&mut self, message: &Spot<'_>) -> Result<(), Unreadable> {
        let id = message.need("id", "the id of the request")?;
        let call = chat::call(
            &message.need("params", "the name and the arguments of a tool")?,
            label_of(id.value()),
            &mut self.draft,
        )?;
        let again =
            |waiting: &&Waiting| matches!(waiting, Waiting::Call(turn, at) if self.turns[*turn][*at].call == call);
        // Some logs have a message twice, as it was written and as it was sent.
        if self.waiting.get(&id.value().to_string()).filter(again).is_some() {
            return Ok(());
        }
        let begun = |turn: &Vec<Made>| turn.iter().any(|made| made.result.is_some());
        if self.turns.last().is_none_or(begun) {
            let late = self.turns.iter().flatten().any(|made| made.result.is_none());
            self.draft.lose_if(late, lost::INTERLEAVED_CALLS);
            self.turns.push(Vec::new());
        }
        let at = self.turns.len() - 1;
        self.waiting.insert(id.value().to_string(), Waiting::Call(at, self.turns[at].len()));
        self.turns[at].push(Made { call, result: None });
        Ok(())
    }

    /// A call that its client gave up, mostly because it took too long.
    fn cancel(&mut self, message: &Spot<'_>) {
        let params = message.value().get("params");
        let field = |key: &str| params.and_then(|params| params.get(key));
        let Some(id) = field("requestId").map(Value::to_string) else { return };
        if let Some(Waiting::Call(turn, at)) = self.waiting.get(&id) {
            let reason = field("reason").and_then(Value::as_str).unwrap_or("cancelled");
            self.turns[*turn][*at].result = Some((reason.to_owned(), true));
            self.waiting.remove(&id);
        }
    }

    fn response(&mut self, message: &Value, from_client: Option<bool>) -> Result<(), Unreadable> {
        let Some(id) = message.get("id").map(Value::to_string) else { return Ok(()) };
        // A question of the server is answered before the call in which it was asked.
        if from_client != Some(false) && self.asked.remove(&id) || from_client == Some(true) {
            return Ok(());
        }
        let message = Spot::root(message);
        match self.waiting.remove(&id) {
            Some(Waiting::Greeting) => {
                let name = message.value().pointer("/result/serverInfo/name").and_then(Value::as_str);
                self.named = Some(name.unwrap_or_default().to_owned()).filter(|name| !name.is_empty());
                if let Some(version) = message.value().pointer("/result/protocolVersion") {
                    self.draft.label("protocol", version);
                }
            }
            Some(Waiting::List) => self.list(&message)?,
            Some(Waiting::Call(turn, at)) => self.turns[turn][at].result = Some(outcome(&message, &mut self.draft)?),
            None => {}
        }
        Ok(())
    }

    /// A page of tools. A tool that is listed again is kept as it was listed last.
    fn list(&mut self, message: &Spot<'_>) -> Result<(), Unreadable> {
        // A server without tools says that it does not know the method.
        let Some(result) = message.get("result") else { return Ok(()) };
        for tool in result.need("tools", "a list of tools")?.items("a list of tools")? {
            let more =
                ["title", "annotations", "icons", "_meta", "execution"].iter().any(|key| tool.get(key).is_some());
            self.draft.lose_if(more, lost::TOOL_METADATA);
            let schema = tool.need("inputSchema", "a JSON Schema of an object")?;
            schema.object("a JSON Schema of an object")?;
            let tool = DeclaredTool {
                server: None,
                name: chat::tool_name(&tool, "name")?,
                description: tool.get("description").and_then(|text| label_of(text.value())).unwrap_or_default(),
                input_schema: schema.value().clone(),
                output_schema: tool.get("outputSchema").map(|schema| schema.value().clone()),
            };
            match self.listed.iter_mut().find(|known| known.name == tool.name) {
                Some(known) => {
                    self.draft.lose_if(*known != tool, lost::TOOL_CHANGES);
                    *known = tool;
                }
                None => self.listed.push(tool),
            }
        }
        Ok(())
    }
}

/// What a model saw of a response, and whether it was a failure.
fn outcome(message: &Spot<'_>, draft: &mut Draft) -> Result<(String, bool), Unreadable> {
    if let Some(error) = message.get("error") {
        draft.lose(lost::ERROR_CODE);
        return Ok((error.need("message", "the text of an error")?.text("the text of an error")?.to_owned(), true));
    }
    let result = message.need("result", "a result, or an `error` in its place")?;
    let structured = result.get("structuredContent");
    let mut texts = Vec::new();
    if let Some(blocks) = result.get("content") {
        for block in blocks.items("a list of blocks")? {
            texts.push(block_text(block.value(), draft));
        }
    }
    if let Some(structured) = structured.as_ref().filter(|_| !texts.is_empty()) {
        let same = |text: &String| serde_json::from_str::<Value>(text).is_ok_and(|told| told == *structured.value());
        draft.lose_if(!texts.iter().any(same), lost::STRUCTURED_CONTENT);
    }
    let is_error = result.get("isError").is_some_and(|error| error.value() == true);
    let text = match structured {
        Some(structured) if texts.is_empty() => structured.value().to_string(),
        _ => texts.join("\n"),
    };
    Ok((text, is_error))
}

/// A block that is no text is named, not spelled out.
fn block_text(block: &Value, draft: &mut Draft) -> String {
    let kind = block.get("type").and_then(Value::as_str).unwrap_or("unknown");
    let text = if kind == "text" { block.get("text") } else { block.pointer("/resource/text") };
    draft.lose_if(kind != "text", lost::NON_TEXT_CONTENT);
    match text.and_then(Value::as_str) {
        Some(text) => text.to_owned(),
        None => format!("[{kind} content]"),
    }
}
