//! The glossary as a table, and the prompt that translates with it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Terms;
use super::types::*;
use crate::kit::csv::cell;
use crate::kit::{Message, Time, ToolError, shorten};

/// Begins a translation from English that follows the glossary. Give the text afterwards.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TranslateWithGlossary {
    /// Language to translate into, by name or code.
    pub language: String,
    /// Name of the glossary, such as that of a project; without it the company's is used.
    pub glossary: Option<String>,
}

pub fn translate_with_glossary(
    glossary: &Terms,
    _: Time,
    args: TranslateWithGlossary,
) -> Result<Vec<Message>, ToolError> {
    let language = language(&args.language)?;
    let chosen = match &args.glossary {
        None => None,
        Some(name) => {
            let found = glossary.glossaries.values().find(|one| one.name.eq_ignore_ascii_case(name));
            let missing = || {
                let name = shorten(name);
                ToolError::NotFound(format!("No glossary is called {name}. Use list_glossaries to see their names."))
            };
            Some(found.ok_or_else(missing)?)
        }
    };
    let terms = glossary.in_force(chosen.map(|one| one.id.as_str()))?;
    let mut lines: Vec<String> = terms
        .iter()
        .filter_map(|term| {
            let approved = term.translation(language, TranslationStatus::Approved)?;
            let note = approved.note.as_ref().map_or_else(String::new, |note| format!(" ({note})"));
            Some(format!("- {} = {}{note}", term.term, approved.text))
        })
        .collect();
    lines.sort();
    let id = chosen.map_or(glossary.main_id.as_str(), |one| one.id.as_str());
    Ok(vec![Message::User(format!(
        "Translate the English text that I send next into {} for {}. Use these approved terms wherever their English term \
         occurs, in the right case and number, and mark every term of the trade that is missing here so that we can propose \
         it. When you are done, run check_terminology with both texts, language {} and glossary_id {id}, and mend what it \
         finds.\n\n{}\n",
        language.name(),
        glossary.company,
        language.0,
        lines.join("\n"),
    ))])
}

/// The company's approved terms in one language, as CSV.
pub fn csv(glossary: &Terms, code: &str) -> Result<String, ToolError> {
    let language = language(code)?;
    let mut rows: Vec<String> = glossary
        .terms
        .values()
        .filter_map(|term| {
            let approved = term.translation(language, TranslationStatus::Approved)?;
            let home = glossary.glossaries.get(&term.glossary_id).map_or("", |one| one.name.as_str());
            let cells = [&term.term, approved.text.as_str(), home, &term.definition];
            Some(cells.map(cell).join(","))
        })
        .collect();
    rows.sort();
    Ok(format!("english,{},glossary,definition\n{}\n", language.name().to_lowercase(), rows.join("\n")))
}

fn language(text: &str) -> Result<Language, ToolError> {
    Language::find(text).ok_or_else(|| {
        let text = shorten(text);
        let names: Vec<&str> = LANGUAGES.iter().map(|one| one.1).collect();
        ToolError::NotFound(format!("The glossary has no terms in {text}; it has {}.", names.join(", ")))
    })
}
