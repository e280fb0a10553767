//! Values that must not be shown: the environment and the headers that a user gives to a server.

use std::fmt;

use serde_json::Value;

/// Shorter values are words such as `true` or `1`, which would turn texts into riddles if replaced.
const SHORTEST: usize = 6;

/// A value that `Debug` does not show.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value itself, for the one place that hands it to the server.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

/// Replaces secrets in texts by their names, so that a message stays readable.
#[derive(Clone, Debug, Default)]
pub struct Redactor {
    /// Longest first: a secret may contain another.
    secrets: Vec<(Secret, String)>,
}

impl Redactor {
    /// Takes names and values, e.g. `("API_KEY", "sk-...")`. Of `Bearer TOKEN` the token alone is
    /// a secret as well. Paths and short words are none: people need to see them.
    pub fn new<'a>(named: impl IntoIterator<Item = (&'a str, &'a Secret)>) -> Self {
        let mut secrets: Vec<(Secret, String)> = named
            .into_iter()
            .flat_map(|(name, secret)| {
                let whole = secret.reveal().trim();
                let token = whole.rsplit_once(' ').map(|(_, token)| token);
                let parts = std::iter::once(whole).chain(token).filter(|part| worth_hiding(part));
                parts.map(|part| (Secret::new(part), format!("[{name}]"))).collect::<Vec<_>>()
            })
            .collect();
        secrets.sort_by_key(|(secret, _)| std::cmp::Reverse(secret.reveal().len()));
        Self { secrets }
    }

    pub fn text(&self, text: &str) -> String {
        self.secrets.iter().fold(text.to_owned(), |text, (secret, name)| {
            if text.contains(secret.reveal()) { text.replace(secret.reveal(), name) } else { text }
        })
    }

    /// Cleans every text and every key of a JSON value.
    pub fn json(&self, value: Value) -> Value {
        if self.secrets.is_empty() {
            return value;
        }
        match value {
            Value::String(text) => Value::String(self.text(&text)),
            Value::Array(items) => items.into_iter().map(|item| self.json(item)).collect(),
            Value::Object(map) => map.into_iter().map(|(key, item)| (self.text(&key), self.json(item))).collect(),
            other => other,
        }
    }
}

fn worth_hiding(value: &str) -> bool {
    let path = value.starts_with(['/', '.', '~', '\\']) || value.get(1..3) == Some(":\\");
    value.len() >= SHORTEST && !path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_go_and_paths_stay() {
        let bearer = Secret::new("Bearer sk-12345678");
        let path = Secret::new("/home/ada/memory.json");
        let redactor = Redactor::new([("Authorization", &bearer), ("MEMORY_FILE_PATH", &path)]);
        let text = redactor.text("401 for sk-12345678, see /home/ada/memory.json");
        assert_eq!(text, "401 for [Authorization], see /home/ada/memory.json");
        assert_eq!(format!("{redactor:?}").matches("sk-").count(), 0);
    }
}
