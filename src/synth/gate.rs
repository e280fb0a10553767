//! The two gates of every query, whoever wrote it: *sufficiency* and *no leak*.

use super::story::Story;
use crate::model::Path;
use crate::wording::{Mentions, leaked};

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
    let said = literals.iter().map(|literal| literal.value);
    let results = story.steps.iter().filter_map(|told| told.view).flat_map(Path::leaves).map(|(_, value)| value);
    match leaked(&mentions, said, results) {
        Some(value) => Err(Rejection::ValueLeak { value }),
        None => Ok(()),
    }
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
