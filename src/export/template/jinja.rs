//! Chat templates: Jinja as Hugging Face runs it, in minijinja.

use std::path::Path;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Serde, Value as Jinja};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior};
use serde::Serialize;
use serde_json::Value;

use crate::export::spaced::spaced;

/// Signs that stand where a `generation` block begins and ends. They are for private use, so no text has them.
pub(super) const BEGIN: char = '\u{F0000}';
pub(super) const END: char = '\u{F0001}';

/// A template that was read.
pub struct Template {
    environment: Environment<'static>,
    /// It says itself what the assistant generates.
    pub(super) marks_generation: bool,
    /// What `bos_token` and its kin stand for.
    tokens: Vec<(String, String)>,
}

/// A template that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    #[error("read {path}")]
    Read { path: String, source: std::io::Error },
    #[error("{path} has no `chat_template` (hint: give a .jinja file, or a tokenizer_config.json that has one)")]
    Absent { path: String },
    #[error("{path} is no template that can be run: {reason}")]
    Broken { path: String, reason: String },
}

impl Template {
    /// Reads a `.jinja` file, or the template inside a `tokenizer_config.json` or `chat_template.json`.
    pub fn read(path: &Path) -> Result<Self, TemplateError> {
        let place = path.display().to_string();
        let text =
            std::fs::read_to_string(path).map_err(|source| TemplateError::Read { path: place.clone(), source })?;
        let config: Option<Value> = serde_json::from_str(&text).ok().filter(Value::is_object);
        let mut tokens = Vec::new();
        let source = match &config {
            None => text,
            Some(config) => {
                for name in ["bos_token", "eos_token", "pad_token", "unk_token"] {
                    let token = config.get(name).and_then(|token| token.as_str().or(token.get("content")?.as_str()));
                    tokens.extend(token.map(|token| (name.to_owned(), token.to_owned())));
                }
                chosen(config).ok_or(TemplateError::Absent { path: place.clone() })?
            }
        };
        let mut template = Self::of(&source).map_err(|reason| TemplateError::Broken { path: place, reason })?;
        template.tokens.extend(tokens);
        Ok(template)
    }

    /// Compiles the text of a template.
    pub fn of(source: &str) -> Result<Self, String> {
        let mut environment = Environment::new();
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        environment.set_syntax(syntax.map_err(|error| error.to_string())?);
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        environment.set_undefined_behavior(UndefinedBehavior::Lenient);
        environment.set_unknown_method_callback(minijinja_contrib::pycompat::unknown_method_callback);
        environment.add_function("raise_exception", |message: String| -> Result<String, Error> {
            Err(Error::new(ErrorKind::InvalidOperation, message))
        });
        // A template that prints the day would not give the same bytes tomorrow.
        environment.add_function("strftime_now", |_: String| "1 January 2026".to_owned());
        environment.add_filter("tojson", to_json);
        let marked = marked(source);
        let marks_generation = marked.contains(BEGIN);
        environment.add_template_owned("chat", marked).map_err(|error| format!("{error:#}"))?;
        Ok(Self { environment, marks_generation, tokens: Vec::new() })
    }

    /// Renders messages with tools.
    pub(super) fn render(&self, messages: &[Value], tools: &Value, prompts: bool) -> Result<String, String> {
        let template = self.environment.get_template("chat").map_err(|error| error.to_string())?;
        let mut context = serde_json::Map::new();
        for (name, token) in &self.tokens {
            context.insert(name.clone(), Value::from(token.as_str()));
        }
        context.insert("messages".to_owned(), Value::from(messages.to_vec()));
        context.insert("tools".to_owned(), tools.clone());
        context.insert("add_generation_prompt".to_owned(), Value::from(prompts));
        let said = |error: Error| error.detail().map_or_else(|| error.to_string(), str::to_owned);
        template.render(Serde(&context)).map_err(said)
    }
}

/// The template of a configuration: the only one, or of several the one for tools, or the default.
fn chosen(config: &Value) -> Option<String> {
    let template = config.get("chat_template")?;
    if let Some(text) = template.as_str() {
        return Some(text.to_owned());
    }
    let named = |name: &str| {
        let found = template.as_array()?.iter().find(|known| known["name"] == name)?;
        Some(found["template"].as_str()?.to_owned())
    };
    named("tool_use").or_else(|| named("default"))
}

/// The template with signs in place of the tags of `generation` blocks, which Jinja itself does not know.
fn marked(source: &str) -> String {
    let mut text = source.to_owned();
    for (name, sign) in [("generation", BEGIN), ("endgeneration", END)] {
        for before in ["", "-", "+"] {
            for after in ["", "-", "+"] {
                for space in [" ", ""] {
                    let tag = format!("{{%{before}{space}{name}{space}{after}%}}");
                    let trims = |side: &str| if side == "-" { "-" } else { "" };
                    text = text.replace(&tag, &format!("{{{{{} \"{sign}\" {}}}}}", trims(before), trims(after)));
                }
            }
        }
    }
    text
}

/// `tojson` as Hugging Face sets it: `json.dumps` that leaves signs of other scripts as they are.
fn to_json(value: Jinja, options: Kwargs) -> Result<String, Error> {
    let indent: Option<usize> = options.get("indent")?;
    // Nothing else that templates ask for changes what is in it.
    let _: Option<Jinja> = options.get("separators")?;
    let _: Option<bool> = options.get("ensure_ascii")?;
    let _: Option<bool> = options.get("sort_keys")?;
    let Some(width) = indent else { return Ok(spaced(&value)) };
    let indent = " ".repeat(width);
    let mut bytes = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(indent.as_bytes());
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
    let written = value.serialize(&mut serializer).map_err(|error| error.to_string());
    let text = written.and_then(|()| String::from_utf8(bytes).map_err(|error| error.to_string()));
    text.map_err(|error| Error::new(ErrorKind::BadSerialization, error))
}
