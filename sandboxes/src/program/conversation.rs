//! MCP with a program, line by line: what is asked of it, and what of its answers is looked at.

use std::time::Instant;

use serde_json::{Value, json};

use super::running::{PLACE, Running};
use crate::beginning::CALL_NANOSECONDS;
use crate::fault::{Breach, Fault};
use crate::limits::{LimitHit, Limits};
use crate::replay::Program;

/// The revision of the protocol that the host offers; a program may answer with an older one.
const PROTOCOL: &str = "2025-11-25";

/// Pages of a tool list that are asked for at most.
const MOST_PAGES: usize = 1_000;

/// A program that is spoken with.
pub(super) struct Conversation {
    program: Running,
    /// What the program wrote, of which the first `read` bytes were looked at.
    rest: Vec<u8>,
    read: usize,
    next: u64,
    /// Notifications that nobody has asked for yet, and how many bytes they take.
    events: Vec<Value>,
    events_bytes: usize,
}

impl Conversation {
    /// Starts the program and lets it introduce itself: the result of `initialize`.
    pub(super) fn open(program: Running) -> Result<(Self, Value), Fault> {
        let mut conversation =
            Self { program, rest: Vec::new(), read: 0, next: 0, events: Vec::new(), events_bytes: 0 };
        let client = json!({"name": "mcplab-sandbox", "version": env!("CARGO_PKG_VERSION")});
        let hello = json!({"protocolVersion": PROTOCOL, "capabilities": {}, "clientInfo": client});
        let hello = conversation.ask("initialize", &hello)?;
        let hello = hello
            .map_err(|error| Fault::Trap { export: PLACE, trap: format!("initialize: {}", message_of(&error)) })?;
        conversation.program.feed(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}).to_string());
        Ok((conversation, hello))
    }

    /// All tools, page by page.
    pub(super) fn tools(&mut self) -> Result<Vec<Value>, Fault> {
        let (mut tools, mut bytes, since) = (Vec::new(), 0, Instant::now());
        let Limits { result_bytes, call_time, .. } = self.program.limits;
        let mut cursor = None;
        for _ in 0..MOST_PAGES {
            let params = cursor.take().map_or_else(|| json!({}), |cursor: String| json!({"cursor": cursor}));
            let page = match self.ask("tools/list", &params)? {
                Ok(page) => page,
                // A server without tools need not know the method.
                Err(_) => break,
            };
            // The limits of one answer hold for the whole list.
            bytes += page.to_string().len();
            if bytes > result_bytes {
                return Err(LimitHit::Result { bytes, limit: result_bytes }.into());
            }
            if since.elapsed() > call_time {
                return Err(LimitHit::Time { limit: call_time }.into());
            }
            tools.extend(page.get("tools").and_then(Value::as_array).cloned().unwrap_or_default());
            match page.get("nextCursor").and_then(Value::as_str) {
                Some(next) => cursor = Some(next.to_owned()),
                None => break,
            }
        }
        Ok(tools)
    }

    /// Makes a request and reads until it is answered; the inner error is the program's own JSON-RPC error.
    fn ask(&mut self, method: &str, params: &Value) -> Result<Result<Value, Value>, Fault> {
        self.next += 1;
        let id = self.next;
        self.program.advance(CALL_NANOSECONDS);
        self.program.refill();
        self.program.feed(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}).to_string());
        let (mut slices, since) = (0, Instant::now());
        loop {
            while let Some(line) = self.line()? {
                if since.elapsed() > self.program.limits.call_time {
                    return Err(LimitHit::Time { limit: self.program.limits.call_time }.into());
                }
                let Ok(message) = serde_json::from_str::<Value>(&line) else {
                    return Err(Fault::Contract { export: PLACE, breach: Breach::NotJson { line: shortened(&line) } });
                };
                if let Some(answer) = self.hear(&message, id) {
                    return Ok(answer);
                }
            }
            let output = self.program.run(&mut slices, since)?;
            if output.is_empty() {
                return Err(Fault::Contract { export: PLACE, breach: Breach::NoAnswer { method: method.to_owned() } });
            }
            self.rest.extend(output);
            let (bytes, limit) = (self.rest.len(), self.program.limits.result_bytes);
            if bytes > limit {
                return Err(LimitHit::Result { bytes, limit }.into());
            }
        }
    }

    /// The answer to request `id`, if that is what `message` is. Requests of the program's are declined.
    fn hear(&mut self, message: &Value, id: u64) -> Option<Result<Value, Value>> {
        let asked = message.get("id").filter(|_| message.get("method").is_some());
        if let Some(asked) = asked {
            let answer = match message.get("method").and_then(Value::as_str) {
                Some("ping") => json!({"jsonrpc": "2.0", "id": asked, "result": {}}),
                _ => json!({"jsonrpc": "2.0", "id": asked, "error": {"code": -32601, "message": "not supported"}}),
            };
            self.program.feed(&answer.to_string());
            return None;
        }
        if message.get("id").and_then(Value::as_u64) != Some(id) {
            self.keep(message);
            return None;
        }
        Some(match (message.get("result"), message.get("error")) {
            (Some(result), _) => Ok(result.clone()),
            (None, error) => Err(error.cloned().unwrap_or_default()),
        })
    }

    /// Keeps a notification, as long as there are not too many.
    fn keep(&mut self, message: &Value) {
        let Some(method) = message.get("method") else { return };
        let mut event = json!({"method": method});
        if let (Some(params), Some(event)) = (message.get("params"), event.as_object_mut()) {
            event.insert("params".to_owned(), params.clone());
        }
        self.events_bytes += event.to_string().len();
        if self.events_bytes <= self.program.limits.result_bytes {
            self.events.push(event);
        }
    }

    /// The next whole line that is not empty.
    fn line(&mut self) -> Result<Option<String>, Fault> {
        while let Some(length) = self.unread().iter().position(|byte| *byte == b'\n') {
            let line = self.unread().get(..length).unwrap_or_default().to_vec();
            self.read += length + 1;
            let line = String::from_utf8(line).map_err(|error| {
                let breach = Breach::NotUtf8 { valid_up_to: error.utf8_error().valid_up_to() };
                Fault::Contract { export: PLACE, breach }
            })?;
            if !line.trim().is_empty() {
                return Ok(Some(line.trim().to_owned()));
            }
        }
        self.rest.drain(..self.read.min(self.rest.len()));
        self.read = 0;
        Ok(None)
    }

    fn unread(&self) -> &[u8] {
        self.rest.get(self.read..).unwrap_or_default()
    }
}

impl Program for Conversation {
    fn call(&mut self, tool: &str, arguments: &str) -> Result<Result<String, String>, Fault> {
        let arguments: Value = match serde_json::from_str(arguments) {
            Ok(arguments @ Value::Object(_)) => arguments,
            _ => return Ok(Err("the arguments are no JSON object".to_owned())),
        };
        let result = self.ask("tools/call", &json!({"name": tool, "arguments": arguments}))?;
        Ok(result.map(|result| result.to_string()).map_err(|error| message_of(&error).to_owned()))
    }

    fn request(&mut self, method: &str, params: &str) -> Result<Result<String, String>, Fault> {
        let params: Value = match serde_json::from_str(params) {
            Ok(params @ Value::Object(_)) => params,
            _ => return Ok(Err(json!({"code": -32602, "message": "the parameters are no JSON object"}).to_string())),
        };
        let result = self.ask(method, &params)?;
        Ok(result.map(|result| result.to_string()).map_err(|error| error.to_string()))
    }

    fn events(&mut self) -> Result<String, Fault> {
        self.events_bytes = 0;
        Ok(Value::Array(std::mem::take(&mut self.events)).to_string())
    }

    fn fuel(&self) -> u64 {
        self.program.fuel()
    }

    fn memory_bytes(&self) -> usize {
        self.program.memory_bytes()
    }
}

fn message_of(error: &Value) -> &str {
    error.get("message").and_then(Value::as_str).unwrap_or("an error without a message")
}

fn shortened(line: &str) -> String {
    line.chars().take(80).collect()
}
