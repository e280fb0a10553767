//! Streams of server-sent events, of which the model APIs use the data alone: one JSON object an event.

use serde_json::Value;

/// How OpenAI's completions say that nothing more comes.
const DONE: &str = "[DONE]";

/// What a stream held, up to where it ended.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Events {
    /// Objects, each of them.
    pub values: Vec<Value>,
    /// Whether `[DONE]` came.
    pub done: bool,
    /// Events whose data is no JSON object. One that the end of the stream tore does not count.
    pub broken: usize,
}

impl Events {
    pub fn read(text: &str) -> Self {
        let mut events = Self::default();
        let mut data: Option<String> = None;
        for line in lines(text.trim_start_matches('\u{feff}')) {
            if line.is_empty() {
                events.broken += usize::from(!events.take(data.take()));
            } else if let Some(value) = field(line) {
                match &mut data {
                    Some(data) => *data = format!("{data}\n{value}"),
                    None => data = Some(value.to_owned()),
                }
            }
        }
        events.take(data);
        events
    }

    /// Whether this is nothing or an event that can be read.
    fn take(&mut self, data: Option<String>) -> bool {
        let Some(data) = data else { return true };
        if data.trim() == DONE {
            self.done = true;
            return true;
        }
        match serde_json::from_str(&data) {
            Ok(value @ Value::Object(_)) => self.values.push(value),
            _ => return false,
        }
        true
    }
}

/// Lines as the standard has them, which end in CR, LF or both.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
}

/// The data of a line; other fields and comments tell nothing that is not in the data.
fn field(line: &str) -> Option<&str> {
    let value = line.strip_prefix("data:")?;
    Some(value.strip_prefix(' ').unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn events_are_read_with_every_end_of_a_line() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["\u{feff}: hello", "event: a", "data: {\"a\":", "data:1}", "", "", "data: [DONE]", "", ""];
            let events = Events::read(&text.join(end));
            assert_eq!(events, Events { values: vec![json!({"a": 1})], done: true, broken: 0 }, "{end:?}");
        }
    }

    #[test]
    fn broken_events_are_counted_but_for_a_torn_end() {
        let events = Events::read("data: {\"a\"\n\ndata: {\"b\": 2}\n\ndata: {\"c\"");
        assert_eq!(events, Events { values: vec![json!({"b": 2})], done: false, broken: 1 });
        assert_eq!(Events::read("data: 1\n\n").broken, 1);
    }
}
