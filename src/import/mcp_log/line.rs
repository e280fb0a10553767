//! One line of a log: finds the messages in it, and who sent them over which connection.

use serde_json::{Deserializer, Value};

/// Where wrappers keep the message, and whom they name.
const INSIDE: [&str; 7] = ["message", "msg", "payload", "data", "body", "rpc", "frame"];
const SERVERS: [&str; 4] = ["server", "server_name", "serverName", "serverId"];
const DIRECTIONS: [&str; 4] = ["direction", "dir", "sender", "from"];
const LEVELS: [&str; 8] = ["trace", "debug", "info", "notice", "warn", "warning", "error", "fatal"];

/// More braces than any prefix of a log has.
const MOST_STARTS: usize = 16;

/// The messages of a line; a batch has several.
#[derive(Debug, PartialEq)]
pub struct Line {
    pub server: Option<String>,
    /// `None` where the line does not tell.
    pub from_client: Option<bool>,
    pub messages: Vec<Value>,
}

/// Reads a line. What stands behind the message, as some loggers write, is left alone.
pub fn read(text: &str) -> Option<Line> {
    let starts = text.char_indices().filter(|(_, character)| matches!(character, '{' | '[')).map(|(at, _)| at);
    for at in starts.take(MOST_STARTS) {
        let Some(Ok(value)) = Deserializer::from_str(&text[at..]).into_iter::<Value>().next() else { continue };
        if let Some(line) = unwrapped(&value) {
            let prefix = &text[..at];
            let from_client = line.from_client.or_else(|| sender(prefix));
            return Some(Line { server: line.server.or_else(|| server(prefix)), from_client, ..line });
        }
    }
    None
}

/// Whether a line without a message looks as if it had one before somebody shortened it.
pub fn looks_cut(text: &str) -> bool {
    text.contains("\"jsonrpc\"")
}

/// The messages of a record, also when it is a wrapper with the message as a value or as a text.
pub fn unwrapped(record: &Value) -> Option<Line> {
    let plain = messages(record);
    if !plain.is_empty() {
        return Some(Line { server: None, from_client: None, messages: plain });
    }
    let field = |keys: &[&str]| keys.iter().find_map(|key| record.get(key)?.as_str());
    let inside = INSIDE.iter().find_map(|key| {
        let messages = match record.get(key)? {
            Value::String(text) => messages(&serde_json::from_str(text).ok()?),
            value => messages(value),
        };
        (!messages.is_empty()).then_some(messages)
    })?;
    Some(Line {
        server: field(&SERVERS).map(str::to_owned),
        from_client: field(&DIRECTIONS).and_then(direction),
        messages: inside,
    })
}

pub fn is_message(value: &Value) -> bool {
    value.get("jsonrpc").is_some_and(Value::is_string)
}

fn messages(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(batch) if !batch.is_empty() && batch.iter().all(is_message) => batch.clone(),
        message if is_message(message) => vec![message.clone()],
        _ => Vec::new(),
    }
}

/// Who sent it, in the words of wrappers; a client that logs "sent" or "out" speaks of itself.
fn direction(word: &str) -> Option<bool> {
    const CLIENT: [&str; 8] = ["client", "from_client", "to_server", "out", "sen", "c2s", "request", "->"];
    const SERVER: [&str; 8] = ["server", "from_server", "to_client", "in", "rec", "s2c", "response", "<-"];
    let word = word.to_lowercase().replace([' ', '-'], "_").replace("_>", "->").replace("<_", "<-");
    let starts = |words: &[&str]| words.iter().any(|start| word.starts_with(start));
    if starts(&CLIENT) {
        return Some(true);
    }
    starts(&SERVER).then_some(false)
}

/// Who sent it, in the words of a prefix such as `[files] [info] Message from client: `.
fn sender(prefix: &str) -> Option<bool> {
    let prefix = prefix.to_lowercase();
    if prefix.contains("from client") || prefix.contains("to server") {
        return Some(true);
    }
    (prefix.contains("from server") || prefix.contains("to client")).then_some(false)
}

/// The bracket of a prefix that is neither a level nor a time.
fn server(prefix: &str) -> Option<String> {
    let brackets = prefix.split('[').skip(1).filter_map(|part| part.split_once(']')).map(|(inside, _)| inside.trim());
    let is_name = |inside: &&str| {
        inside.starts_with(|first: char| !first.is_ascii_digit()) && !LEVELS.contains(&inside.to_lowercase().as_str())
    };
    brackets.filter(is_name).map(str::to_owned).next()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(text: &str, server: Option<&str>, from_client: Option<bool>) {
        let line = read(text).unwrap();
        assert_eq!((line.server.as_deref(), line.from_client), (server, from_client), "{text}");
        assert_eq!(line.messages, [json!({"jsonrpc": "2.0", "id": 1, "method": "ping"})], "{text}");
    }

    #[test]
    fn a_message_is_found_behind_every_prefix_and_in_every_wrapper() {
        let ping = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
        check(ping, None, None);
        check(&format!("[{ping}]"), None, None);
        check(
            &format!("2026-05-01T10:00:00.000Z [files] [info] Message from client: {ping} {{ metadata: undefined }}"),
            Some("files"),
            Some(true),
        );
        check(
            &format!("[2026-05-01 10:00:00] [info] [my files] Message from server: {ping}"),
            Some("my files"),
            Some(false),
        );
        check(
            &format!(r#"{{"timestamp":"t","direction":"client->server","server":"a","message":{ping}}}"#),
            Some("a"),
            Some(true),
        );
        check(&format!(r#"{{"dir":"recv","payload":{}}}"#, json!(ping)), None, Some(false));
        check(&format!("{{stray}} {{\"n\":1}} {ping}"), None, None);
    }

    #[test]
    fn other_lines_have_no_message() {
        for text in ["", "started", "{\"level\":\"info\"}", "[1, 2]", "{\"message\":\"hello\"}"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert!(looks_cut("Message from server: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"content\":[{\"te"));
    }
}
