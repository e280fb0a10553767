//! The two gates of every request, whoever wrote it: *sufficiency* and *no leak*.

use std::collections::BTreeSet;

use serde_json::Value;

use super::story::{Literal, Story};
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
    #[error("nothing that is needed can be left out in words")]
    NothingToAsk,
    #[error("what is forbidden is done besides")]
    NothingToForbid,
}

impl Rejection {
    /// Reason code for the funnel.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Insufficient { .. } => "synth.insufficient",
            Self::NameLeak { .. } => "synth.name_leak",
            Self::ValueLeak { .. } => "synth.value_leak",
            Self::NothingToAsk => "synth.nothing_to_ask",
            Self::NothingToForbid => "synth.nothing_to_forbid",
        }
    }
}

/// What the user says, with what she has been answered before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    pub text: String,
    pub answered: String,
}

/// Passes what the user says through both gates. Items that she calls by their number in a list that she was told need
/// not be named; what she was told she may say.
pub fn check_requests(
    requests: &[Said],
    story: &Story<'_>,
    numbered: &BTreeSet<(usize, Path)>,
) -> Result<(), Rejection> {
    let all = requests.iter().map(|said| said.text.as_str()).collect::<Vec<_>>().join("\n");
    let mentions = Mentions::read(&all, &story.clock);
    let literals: Vec<Literal<'_>> = story.literals(numbered);
    for literal in &literals {
        if !mentions.has(literal.value, literal.name) {
            return Err(Rejection::Insufficient { name: literal.name.to_owned(), value: literal.value.to_string() });
        }
    }
    check_names(&all, story)?;
    for request in requests {
        let answered = Value::String(request.answered.clone());
        let said = literals.iter().map(|literal| literal.value).chain([&answered]);
        let results = story.steps.iter().filter_map(|told| told.view).flat_map(Path::leaves).map(|(_, value)| value);
        if let Some(value) = leaked(&Mentions::of_text(&request.text), said, results) {
            return Err(Rejection::ValueLeak { value });
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
