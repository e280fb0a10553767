//! The tool that reads a text with the glossary beside it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Terms;
use super::reading::plain;
use super::types::*;
use crate::kit::{Call, Ordered, Text, ToolError, invalid};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    AvoidedWord,
    MissingTranslation,
    RejectedTranslation,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TermProblem {
    /// What is wrong.
    pub kind: ProblemKind,
    /// The word as it stands in the text, or the English term whose translation is missing.
    pub found: String,
    /// Where it begins in its text, in characters counted from 1.
    pub position: usize,
    /// What the house says instead.
    pub suggestion: String,
    /// Id of the term.
    pub term_id: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TerminologyReport {
    /// How many terms of the glossary the English text uses.
    pub terms_used: usize,
    /// What is wrong, by position.
    pub problems: Vec<TermProblem>,
    /// Whether nothing is wrong.
    pub passed: bool,
}

/// Checks an English text for words that the house avoids; with a translation it also checks that each term was translated as approved.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckTerminology {
    /// The English text.
    #[schemars(example = &"Please send the bill before the due date.", example = &"The vendor offers a guaranty of two years.")]
    pub text: Text<8000>,
    /// Its translation, to be checked as well.
    #[schemars(example = &"Bitte senden Sie die Rechnung vor dem Fälligkeitsdatum.")]
    pub translated_text: Option<Text<8000>>,
    /// Language of the translation; needed with it.
    pub language: Option<Language>,
    /// Id of a project's glossary that goes before the company's.
    pub glossary_id: Option<String>,
}

pub fn check_terminology(glossary: &Terms, _: &Call, args: CheckTerminology) -> Result<TerminologyReport> {
    let translated = match (&args.translated_text, args.language) {
        (Some(text), Some(language)) => Some((words(&text.0), language)),
        (None, None) => None,
        _ => return Err(invalid("Give translated_text and language together, or neither of them.")),
    };
    let terms = glossary.in_force(args.glossary_id.as_deref())?;
    let text = words(&args.text.0);
    let mut problems = Vec::new();
    let mut terms_used = 0;
    for term in terms {
        for avoided in &term.avoid {
            let found = places(&text, avoided);
            problems.extend(found.into_iter().map(|(position, found)| TermProblem {
                kind: ProblemKind::AvoidedWord,
                found,
                position,
                suggestion: term.term.clone(),
                term_id: term.id.clone(),
            }));
        }
        let used = places(&text, &term.term);
        let Some((position, found)) = used.into_iter().next() else { continue };
        terms_used += 1;
        let Some((translation, language)) = &translated else { continue };
        problems.extend(missing(term, translation, *language, position, &found));
    }
    problems.order_by(|a, b| (a.position, &a.found).cmp(&(b.position, &b.found)));
    let passed = problems.is_empty();
    problems.truncate(100);
    Ok(TerminologyReport { terms_used, problems, passed })
}

/// What is wrong with the translation of a term that the English text uses.
fn missing(term: &Term, translation: &[Word], language: Language, position: usize, found: &str) -> Option<TermProblem> {
    let approved = term.translation(language, TranslationStatus::Approved)?;
    if !places(translation, &approved.text).is_empty() {
        return None;
    }
    let rejected = term.translation(language, TranslationStatus::Rejected);
    let used = rejected.and_then(|rejected| places(translation, &rejected.text).into_iter().next());
    let (kind, position, found) = match used {
        Some((position, found)) => (ProblemKind::RejectedTranslation, position, found),
        None => (ProblemKind::MissingTranslation, position, found.to_owned()),
    };
    let (suggestion, term_id) = (approved.text.clone(), term.id.clone());
    Some(TermProblem { kind, found, position, suggestion, term_id })
}

/// A word of a text: as it stands there, how it compares, and where it begins.
struct Word {
    text: String,
    plain: String,
    position: usize,
}

fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut start = 1;
    for (index, letter) in text.chars().chain([' ']).enumerate() {
        if letter.is_alphanumeric() {
            if word.is_empty() {
                start = index + 1;
            }
            word.push(letter);
        } else if !word.is_empty() {
            let text = std::mem::take(&mut word);
            words.push(Word { plain: plain(&text), text, position: start });
        }
    }
    words
}

/// Where a term stands in a text. Its last word may have an ending, as plurals and cases have.
fn places(text: &[Word], term: &str) -> Vec<(usize, String)> {
    let wanted: Vec<String> = words(term).into_iter().map(|word| word.plain).collect();
    let Some((last, firsts)) = wanted.split_last() else { return Vec::new() };
    let fits = |window: &&[Word]| {
        let Some((end, starts)) = window.split_last() else { return false };
        starts.iter().zip(firsts).all(|(word, wanted)| word.plain == *wanted)
            && end.plain.strip_prefix(last.as_str()).is_some_and(|rest| rest.chars().count() <= 2)
    };
    let found = text.windows(wanted.len()).filter(fits);
    let place = |window: &[Word]| {
        let texts: Vec<&str> = window.iter().map(|word| word.text.as_str()).collect();
        (window.first().map_or(1, |word| word.position), texts.join(" "))
    };
    found.map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_found_with_their_endings_and_not_inside_of_words() {
        let at = |text: &str, term: &str| places(&words(text), term).into_iter().map(|one| one.0).collect::<Vec<_>>();
        assert_eq!(at("Two bills, a billboard, a Bill.", "bill"), [5, 27]);
        assert_eq!(at("Zwei Rechnungen für die Mehrwertsteuer", "Rechnung"), [6]);
        assert_eq!(at("the due dates and the due", "due date"), [5]);
        assert_eq!(at("", "due date"), [0_usize; 0]);
    }
}
