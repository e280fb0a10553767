//! The key of an endpoint: shown to the endpoint and to nobody else.

use std::fmt;

use reqwest::header::HeaderValue;

use super::SettingsError;

/// Shorter ones are stand-ins such as `ollama`, which local servers do not read and which occur in honest texts.
const SHORTEST: usize = 12;

/// So many characters tell a key from every other word.
const BEGINNING: usize = 8;

/// A key and the name of the environment variable that it came from.
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    variable: String,
    value: String,
}

impl Key {
    /// Reads the variable through the caller's view of the environment.
    pub fn read(variable: &str, env: impl Fn(&str) -> Option<String>) -> Result<Self, SettingsError> {
        if !is_variable(variable) {
            return Err(SettingsError::KeyIsNoName);
        }
        let value = env(variable).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let key = match value {
            Some(value) => Self { variable: variable.to_owned(), value },
            None => return Err(SettingsError::NoKey(variable.to_owned())),
        };
        key.header("").map(|_| key)
    }

    /// The value of a header, which no `Debug` shows: the prefix and the key.
    pub fn header(&self, prefix: &str) -> Result<HeaderValue, SettingsError> {
        let mut value = HeaderValue::try_from(format!("{prefix}{}", self.value))
            .map_err(|_| SettingsError::BadKey(self.variable.clone()))?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// A text without the key. Endpoints repeat keys in their errors, some of them the beginning only.
    pub fn redact(&self, text: &str) -> String {
        if self.value.len() < SHORTEST {
            return text.to_owned();
        }
        let name = format!("[{}]", self.variable);
        let text = if text.contains(&self.value) { text.replace(&self.value, &name) } else { text.to_owned() };
        match self.value.get(..BEGINNING) {
            Some(beginning) if text.contains(beginning) => cut_words(&text, beginning, &name),
            _ => text,
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}]", self.variable)
    }
}

/// Whether a text can be the name of a variable rather than a key that was put in its place: keys have lower-case
/// letters in them, names of variables by custom have none.
pub(super) fn is_variable(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

/// Replaces everything from each beginning to the end of its word.
fn cut_words(text: &str, beginning: &str, name: &str) -> String {
    let mut parts = text.split(beginning);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !(c.is_ascii_alphanumeric() || "*.-_".contains(c))).unwrap_or(part.len());
        out.push_str(name);
        out.push_str(&part[end..]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_cut_out_whole_and_shortened() {
        let key = Key::read("MODEL_KEY", |_| Some("sk-abcdef1234567890\n".to_owned())).unwrap();
        let said = r#"{"error":"key sk-abcdef1234567890 is wrong, see sk-abcde***7890, not sk-abc"}"#;
        assert_eq!(key.redact(said), r#"{"error":"key [MODEL_KEY] is wrong, see [MODEL_KEY], not sk-abc"}"#);
        assert_eq!(format!("{key:?} {:?}", key.header("Bearer ").unwrap()), "[MODEL_KEY] Sensitive");
    }

    #[test]
    fn a_key_in_place_of_a_name_is_not_repeated() {
        let read = |variable: &str| Key::read(variable, |_| None).unwrap_err().to_string();
        assert!(!read("sk-abcdef1234567890").contains("sk-"));
        assert!(!read("abcdef1234567890abcdef").contains("abc"));
        assert!(read("OPENAI_API_KEY").contains("OPENAI_API_KEY"));
    }
}
