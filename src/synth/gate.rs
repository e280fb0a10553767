//! The two gates of every query, whoever wrote it: *sufficiency* and *no leak*.

use serde_json::Value;

use super::story::Story;
use crate::model::Path;
use crate::wording::Mentions;

/// Why a text is not used.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum Rejection {
    #[error("the query does not say {value} for {name}")]
    Insufficient { name: String, value: String },
    #[error("the query names the tool or parameter {name}")]
    NameLeak { name: String },
    #[error("the query says {value}, which only a result could know")]
    ValueLeak { value: String },
}

impl Rejection {
    /// Reason code for the funnel.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Insufficient { .. } => "synth.insufficient",
            Self::NameLeak { .. } => "synth.name_leak",
            Self::ValueLeak { .. } => "synth.value_leak",
        }
    }
}

/// Passes a query through both gates.
pub fn check_query(query: &str, story: &Story<'_>) -> Result<(), Rejection> {
    let mentions = Mentions::read(query, &story.clock);
    let literals = story.literals();
    for literal in &literals {
        if !mentions.has(literal.value, literal.name) {
            return Err(Rejection::Insufficient { name: literal.name.to_owned(), value: literal.value.to_string() });
        }
    }
    check_names(query, story)?;
    let said: Vec<String> = literals.iter().map(|literal| text_of(literal.value).to_lowercase()).collect();
    for told in &story.steps {
        let Some(view) = told.view else { continue };
        for (_, value) in Path::leaves(view) {
            let text = text_of(value);
            if is_telling(&text) && mentions.has_text(&text) {
                let lower = text.to_lowercase();
                if !said.iter().any(|said| said.contains(&lower)) {
                    return Err(Rejection::ValueLeak { value: text });
                }
            }
        }
    }
    Ok(())
}

/// Names with an underscore or a hump are no words of English; a user does not say them.
fn check_names(query: &str, story: &Story<'_>) -> Result<(), Rejection> {
    for told in &story.steps {
        let parameters = told.step.arguments.as_object().into_iter().flat_map(|map| map.keys());
        for name in parameters.chain([&told.tool.name]) {
            let technical = name.contains('_') || name.chars().skip(1).any(char::is_uppercase);
            if technical && query.contains(name.as_str()) {
                return Err(Rejection::NameLeak { name: name.clone() });
            }
        }
    }
    Ok(())
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => String::new(),
        Value::Number(number) => number.to_string(),
    }
}

/// Values that do not stand in a text by chance: handles, addresses, long names, big numbers.
fn is_telling(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let length = text.chars().count();
    length <= 200 && ((digits >= 3 && length >= 4) || text.contains('@') || (letters >= 9 && text.contains(' ')))
}
