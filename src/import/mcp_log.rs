//! Logs of MCP clients: JSON-RPC messages, one a line, plain, wrapped, or behind a prefix.
//!
//! A log knows calls and results and nothing of what was said. Each connection to a server is a conversation, because
//! the ids of requests start anew with it; a log of several servers is taken apart by their names.

mod line;
mod session;

use serde_json::Value;

use self::session::Session;
use crate::import::conversation::Conversation;
use crate::import::unreadable::Unreadable;

/// Reads a whole log. Connections without a call are no conversations and are left out.
pub fn read_all(log: &str) -> Vec<Result<Conversation, Unreadable>> {
    let mut sessions: Vec<Session> = Vec::new();
    let mut broken = false;
    for (number, text) in log.lines().enumerate() {
        let Some(found) = line::read(text) else {
            broken |= line::looks_cut(text);
            continue;
        };
        for message in found.messages {
            let starts = message.get("method").is_some_and(|method| method == "initialize");
            let last = sessions.iter().rposition(|session| session.server == found.server);
            let at = match last.filter(|at| !(starts && sessions[*at].is_used())) {
                Some(at) => at,
                None => {
                    sessions.push(Session::of(found.server.clone()));
                    sessions.len() - 1
                }
            };
            sessions[at].hear(&message, found.from_client, number + 1);
        }
    }
    if sessions.is_empty() {
        let (place, wanted) = ("the log".to_owned(), "JSON-RPC messages, one a line");
        return vec![Err(Unreadable::Mistyped { place, found: "without a message of MCP".to_owned(), wanted })];
    }
    sessions.into_iter().filter_map(|session| session.finish(broken)).collect()
}

/// Whether a record is a message of MCP, plain or wrapped.
pub fn holds_message(record: &Value) -> bool {
    line::unwrapped(record).is_some()
}

/// Whether a line of a log has such a message.
pub fn line_holds_message(line: &str) -> bool {
    line::read(line).is_some()
}

#[cfg(test)]
mod tests;
