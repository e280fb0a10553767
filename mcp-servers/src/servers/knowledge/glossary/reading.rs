//! The tools that look terms up.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{GLOSSARY, TERM, Terms};
use crate::kit::search::fold;
use crate::kit::{Call, Cursor, Limit, Ordered, Query, Text, ToolError, invalid, page};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct GlossaryEntry {
    /// The glossary.
    pub glossary: Glossary,
    /// How many terms it has.
    pub term_count: usize,
    /// How many translations wait for a decision.
    pub open_proposals: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct GlossaryList {
    /// All glossaries, by name.
    pub glossaries: Vec<GlossaryEntry>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TermSummary {
    /// Id of the term.
    pub id: String,
    /// Id of the glossary it belongs to.
    pub glossary_id: String,
    /// The English term.
    pub term: String,
    /// Field of work it comes from.
    pub domain: Domain,
    /// Translation into the wanted language, if there is an approved one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translation: Option<String>,
    /// How many translations wait for a decision.
    pub open_proposals: usize,
    /// Whether a comment asks for a change.
    pub flagged: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TermList {
    /// The terms found, in alphabetical order.
    pub terms: Vec<TermSummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    Approved,
    OnlyProposed,
    AvoidedWord,
    NotFound,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TermTranslation {
    /// The term as it was asked for.
    pub term: String,
    /// Whether it was found, and how sure its translation is.
    pub finding: Finding,
    /// The translation, approved or proposed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translation: Option<String>,
    /// What to mind when using it, or which term to use instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Id of the term.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub term_id: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TranslationList {
    /// Code of the language.
    pub language: String,
    /// The terms in the order they were named.
    pub translations: Vec<TermTranslation>,
    /// How many have an approved translation.
    pub approved_count: usize,
}

/// Lists the glossaries: the company's and those of projects, with the user's role and open proposals.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListGlossaries {}

/// Finds terms by words of term, definition or any translation, by field of work, and those with open proposals or flags.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchGlossaryTerms {
    /// Words to search for, in any of the languages; all of them must match.
    pub query: Option<Query>,
    /// Only terms of this glossary.
    pub glossary_id: Option<String>,
    /// Only terms of this field of work.
    pub domain: Option<Domain>,
    /// Language whose translation is shown; open proposals are then counted for that language alone.
    pub language: Option<Language>,
    /// Only terms with translations that wait for a decision (default false).
    pub with_proposals_only: Option<bool>,
    /// How many terms to return at most (default 15).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Returns one term with its definition, words to avoid, all translations with their status, and comments.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetGlossaryTerm {
    /// Id of the term.
    pub term_id: String,
}

/// Translates up to 30 English terms at once as the glossary has them; unknown terms and words to avoid are reported one by one.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TranslateGlossaryTerms {
    /// English terms.
    #[schemars(length(min = 1, max = 30))]
    pub terms: Vec<Text<80>>,
    /// Language to translate into.
    pub language: Language,
    /// Id of a project's glossary that goes before the company's.
    pub glossary_id: Option<String>,
}

impl Term {
    pub fn proposals(&self) -> usize {
        self.translations.iter().filter(|one| one.status == TranslationStatus::Proposed).count()
    }

    /// The translation with a status.
    pub fn translation(&self, language: Language, status: TranslationStatus) -> Option<&Translation> {
        self.translations.iter().find(|one| one.language == language.0 && one.status == status)
    }
}

impl Terms {
    /// Terms of a project's glossary first, then the company's that it does not replace.
    pub fn in_force(&self, glossary_id: Option<&str>) -> Result<Vec<&Term>> {
        let chosen = glossary_id.map(|id| GLOSSARY.get(&self.glossaries, id)).transpose()?;
        let of = |id: &str| self.terms.values().filter(move |term| term.glossary_id == id).collect::<Vec<&Term>>();
        let mut terms = chosen.map_or_else(Vec::new, |glossary| of(&glossary.id));
        if chosen.is_none_or(|glossary| glossary.id != self.main_id) {
            let own: Vec<String> = terms.iter().map(|term| plain(&term.term)).collect();
            terms.extend(of(&self.main_id).into_iter().filter(|term| !own.contains(&plain(&term.term))));
        }
        Ok(terms)
    }
}

/// A term without regard to case, accents and spaces around.
pub fn plain(text: &str) -> String {
    text.trim().chars().map(fold).collect()
}

pub fn list_glossaries(glossary: &Terms, _: &Call, _: ListGlossaries) -> Result<GlossaryList> {
    let entry = |one: &Glossary| {
        let terms = || glossary.terms.values().filter(|term| term.glossary_id == one.id);
        GlossaryEntry {
            glossary: one.clone(),
            term_count: terms().count(),
            open_proposals: terms().map(Term::proposals).sum(),
        }
    };
    let mut glossaries: Vec<GlossaryEntry> = glossary.glossaries.values().map(entry).collect();
    glossaries.order_by(|a, b| (&a.glossary.name, &a.glossary.id).cmp(&(&b.glossary.name, &b.glossary.id)));
    Ok(GlossaryList { glossaries })
}

pub fn search_glossary_terms(glossary: &Terms, _: &Call, args: SearchGlossaryTerms) -> Result<TermList> {
    if let Some(id) = &args.glossary_id {
        GLOSSARY.get(&glossary.glossaries, id)?;
    }
    let open = |term: &Term| match args.language {
        Some(language) => usize::from(term.translation(language, TranslationStatus::Proposed).is_some()),
        None => term.proposals(),
    };
    let found = |one: &&Term| {
        let texts = [&one.term, &one.definition].into_iter().chain(one.translations.iter().map(|other| &other.text));
        args.glossary_id.as_ref().is_none_or(|id| one.glossary_id == *id)
            && args.domain.is_none_or(|domain| one.domain == domain)
            && (!args.with_proposals_only.unwrap_or(false) || open(one) > 0)
            && args.query.as_ref().is_none_or(|query| query.matches(texts.map(String::as_str)))
    };
    let mut found: Vec<&Term> = glossary.terms.values().filter(found).collect();
    found.order_by(|a, b| (&a.term, &a.id).cmp(&(&b.term, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 15);
    let summary = |one: &Term| {
        let translation = args.language.and_then(|language| one.translation(language, TranslationStatus::Approved));
        TermSummary {
            id: one.id.clone(),
            glossary_id: one.glossary_id.clone(),
            term: one.term.clone(),
            domain: one.domain,
            translation: translation.map(|one| one.text.clone()),
            open_proposals: open(one),
            flagged: one.comments.iter().any(|comment| comment.is_flag),
        }
    };
    Ok(TermList { terms: found.into_iter().map(summary).collect(), next_cursor })
}

pub fn get_glossary_term(glossary: &Terms, _: &Call, args: GetGlossaryTerm) -> Result<Term> {
    TERM.get(&glossary.terms, &args.term_id).cloned()
}

pub fn translate_glossary_terms(glossary: &Terms, _: &Call, args: TranslateGlossaryTerms) -> Result<TranslationList> {
    if !(1..=30).contains(&args.terms.len()) {
        return Err(invalid("Argument `terms`: name 1 to 30 terms."));
    }
    let terms = glossary.in_force(args.glossary_id.as_deref())?;
    let translations: Vec<TermTranslation> =
        args.terms.into_iter().map(|term| translate(&terms, term.0, args.language)).collect();
    let approved = translations.iter().filter(|one| matches!(one.finding, Finding::Approved)).count();
    Ok(TranslationList { language: args.language.0.to_owned(), translations, approved_count: approved })
}

fn translate(terms: &[&Term], wanted: String, language: Language) -> TermTranslation {
    let name = plain(&wanted);
    let avoided = |term: &&&Term| term.avoid.iter().any(|word| plain(word) == name);
    let nothing =
        TermTranslation { term: wanted, finding: Finding::NotFound, translation: None, note: None, term_id: None };
    let Some(term) = terms.iter().find(|term| plain(&term.term) == name) else {
        let Some(instead) = terms.iter().find(avoided) else { return nothing };
        return TermTranslation {
            finding: Finding::AvoidedWord,
            translation: instead.translation(language, TranslationStatus::Approved).map(|one| one.text.clone()),
            note: Some(format!("The house says {}.", instead.term)),
            term_id: Some(instead.id.clone()),
            ..nothing
        };
    };
    let approved = term.translation(language, TranslationStatus::Approved);
    let proposed = term.translation(language, TranslationStatus::Proposed);
    TermTranslation {
        finding: match (approved, proposed) {
            (Some(_), _) => Finding::Approved,
            (None, Some(_)) => Finding::OnlyProposed,
            (None, None) => Finding::NotFound,
        },
        translation: approved.or(proposed).map(|one| one.text.clone()),
        note: approved.and_then(|one| one.note.clone()),
        term_id: Some(term.id.clone()),
        ..nothing
    }
}
