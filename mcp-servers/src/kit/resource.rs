//! Resources: what a client can read by address, list, complete and watch.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::error::ToolError;
use super::search::fold;
use super::time::Time;

/// The variables of an address that matched a template.
#[derive(Debug, Clone, Default)]
pub struct Vars(BTreeMap<&'static str, String>);

impl Vars {
    /// The value of a variable of the template; empty for a name that the template does not have.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
}

/// One thing behind a template: the value of each variable in the template's order, and what people call it.
#[derive(Debug, Clone)]
pub struct Listed {
    pub values: Vec<String>,
    pub title: String,
}

type Read<S> = Box<dyn Fn(&S, Time, &Vars) -> Result<String, ToolError> + Send + Sync>;
type List<S> = Box<dyn Fn(&S) -> Vec<Listed> + Send + Sync>;

/// A resource with a fixed address, or a template of addresses.
pub struct Resource<S> {
    uri: &'static str,
    name: &'static str,
    description: &'static str,
    mime: &'static str,
    pub(super) read: Read<S>,
    list: Option<List<S>>,
    binary: bool,
}

/// A resource at one address: `fixed("calendar://today", "today", "..", "text/markdown", |state, now| ..)`.
pub fn fixed<S>(
    uri: &'static str,
    name: &'static str,
    description: &'static str,
    mime: &'static str,
    read: impl Fn(&S, Time) -> Result<String, ToolError> + Send + Sync + 'static,
) -> Resource<S> {
    let read: Read<S> = Box::new(move |state, now, _| read(state, now));
    Resource { uri, name, description, mime, read, list: None, binary: false }
}

/// Resources by a pattern: `template("contacts://people/{contact_id}", ..)`. A variable stands for one part of the path,
/// `{+path}` as the last one for all the rest. `list` names what there is: for listings and for completion.
pub fn template<S>(
    uri: &'static str,
    name: &'static str,
    description: &'static str,
    mime: &'static str,
    list: impl Fn(&S) -> Vec<Listed> + Send + Sync + 'static,
    read: impl Fn(&S, Time, &Vars) -> Result<String, ToolError> + Send + Sync + 'static,
) -> Resource<S> {
    Resource { uri, name, description, mime, read: Box::new(read), list: Some(Box::new(list)), binary: false }
}

/// Contents as JSON text, for resources of the type `application/json`.
pub fn json_text(value: &impl Serialize) -> Result<String, ToolError> {
    serde_json::to_string_pretty(value).map_err(|error| ToolError::Invalid(format!("Cannot be written: {error}.")))
}

impl<S> Resource<S> {
    pub fn is_fixed(&self) -> bool {
        self.list.is_none()
    }

    /// The resource or template as listings show it.
    pub fn listing(&self) -> Value {
        let uri = if self.is_fixed() { "uri" } else { "uriTemplate" };
        json!({
            uri: self.uri,
            "name": self.name,
            "title": title(self.name),
            "description": self.description,
            "mimeType": self.mime,
        })
    }

    /// Marks a resource whose text is Base64 of bytes.
    pub fn binary(self) -> Self {
        Self { binary: true, ..self }
    }

    /// Under which key its contents stand.
    pub(super) fn kind(&self) -> &'static str {
        if self.binary { "blob" } else { "text" }
    }

    pub(super) fn mime(&self) -> &'static str {
        self.mime
    }

    pub(super) fn uri(&self) -> &'static str {
        self.uri
    }

    /// All addresses of this state, as `resources/list` shows them.
    pub(super) fn listed(&self, state: &S) -> Vec<Value> {
        let Some(list) = &self.list else { return vec![self.listing()] };
        let one = |listed: Listed| {
            json!({
                "uri": self.address(&listed.values),
                "name": self.name,
                "title": listed.title,
                "description": self.description,
                "mimeType": self.mime,
            })
        };
        list(state).into_iter().map(one).collect()
    }

    fn address(&self, values: &[String]) -> String {
        let mut values = values.iter();
        let value = |part: Part| match part {
            Part::Text(text) => text.to_owned(),
            Part::Variable(_) => escape(values.next().map_or("", String::as_str), false),
            Part::Rest(_) => escape(values.next().map_or("", String::as_str), true),
        };
        parts(self.uri).into_iter().map(value).collect()
    }

    /// The variables, if this is the resource of an address.
    pub(super) fn matches(&self, uri: &str) -> Option<Vars> {
        if self.is_fixed() {
            return (uri == self.uri).then(Vars::default);
        }
        let mut rest = uri;
        let mut vars = Vars::default();
        let parts = parts(self.uri);
        for (index, part) in parts.iter().enumerate() {
            let (name, value) = match *part {
                Part::Text(text) => {
                    rest = rest.strip_prefix(text)?;
                    continue;
                }
                Part::Rest(name) => (name, rest),
                Part::Variable(name) => {
                    let end = match parts.get(index + 1) {
                        Some(Part::Text(next)) => rest.find(next)?,
                        _ => rest.len(),
                    };
                    (name, &rest[..end])
                }
            };
            if value.is_empty() || (matches!(part, Part::Variable(_)) && value.contains('/')) {
                return None;
            }
            vars.0.insert(name, unescape(value)?);
            rest = &rest[value.len()..];
        }
        rest.is_empty().then_some(vars)
    }

    /// Values of a variable that begin so, or whose title has a word that does.
    pub(super) fn complete(&self, state: &S, variable: &str, start: &str) -> Option<Vec<String>> {
        let list = self.list.as_ref()?;
        let names: Vec<&str> = parts(self.uri).into_iter().filter_map(Part::variable).collect();
        let place = names.iter().position(|name| *name == variable)?;
        let found = |listed: Listed| {
            let value = listed.values.get(place)?.clone();
            (begins(&value, start) || listed.title.split(' ').any(|word| begins(word, start))).then_some(value)
        };
        let mut values: Vec<String> = list(state).into_iter().filter_map(found).collect();
        values.sort();
        values.dedup();
        Some(values)
    }
}

/// Whether a text begins with another, without regard to case or accents.
pub fn begins(text: &str, start: &str) -> bool {
    let mut letters = text.chars().map(fold);
    start.chars().map(fold).all(|letter| letters.next() == Some(letter))
}

/// `weekly_review` as people write it: `Weekly review`.
pub(super) fn title(name: &str) -> String {
    let mut words = name.replace(['_', '-'], " ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}

#[derive(Clone, Copy)]
enum Part {
    Text(&'static str),
    Variable(&'static str),
    Rest(&'static str),
}

impl Part {
    fn variable(self) -> Option<&'static str> {
        match self {
            Self::Text(_) => None,
            Self::Variable(name) | Self::Rest(name) => Some(name),
        }
    }
}

fn parts(template: &'static str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, tail) = after.split_once('}').unwrap_or((after, ""));
        if !before.is_empty() {
            parts.push(Part::Text(before));
        }
        parts.push(name.strip_prefix('+').map_or(Part::Variable(name), Part::Rest));
        rest = tail;
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest));
    }
    parts
}

fn escape(value: &str, slashes: bool) -> String {
    let mut text = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || (slashes && byte == b'/') {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

fn unescape(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: u8| char::from(byte).to_digit(16);
        bytes.push((digit(rest.next()?)? * 16 + digit(rest.next()?)?) as u8);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(uri: &'static str) -> Resource<()> {
        template(uri, "x", "", "text/plain", |()| Vec::new(), |(), _, _| Ok(String::new()))
    }

    #[test]
    fn addresses_match_what_they_were_made_from() {
        let note = of("notes://{folder}/{note_id}");
        let address = note.address(&["a/b ü".to_owned(), "n1".to_owned()]);
        assert_eq!(address, "notes://a%2Fb%20%C3%BC/n1");
        let vars = note.matches(&address).expect("a match");
        assert_eq!((vars.get("folder"), vars.get("note_id")), ("a/b ü", "n1"));
        for wrong in ["notes://a", "notes://a/", "notes://a/b/c", "note://a/b", "notes://a/%zz"] {
            assert!(note.matches(wrong).is_none(), "{wrong}");
        }
        let file = of("file://{+path}");
        assert_eq!(file.matches("file:///a/b%20c").expect("a match").get("path"), "/a/b c");
    }

    #[test]
    fn beginnings_ignore_case_and_accents() {
        assert!(begins("Élodie", "elo") && begins("x", "") && !begins("el", "elo"));
    }
}
