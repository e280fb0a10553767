//! The tools that change the glossary, each within the user's role.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::reading::plain;
use super::types::*;
use super::{GLOSSARY, TERM, Terms};
use crate::kit::{Call, Text, ToolError, conflict, invalid, not_allowed};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    Approve,
    Reject,
}

/// Proposes a translation of a term, or a new term with one. It may not be used before a reviewer approves it; fails for readers of a glossary.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeGlossaryTerm {
    /// Id of the glossary (default: the company's).
    pub glossary_id: Option<String>,
    /// The English term, known or new.
    pub term: Text<80>,
    /// Language of the translation.
    pub language: Language,
    /// The term in that language.
    pub translation: Text<80>,
    /// What the term means; needed for new terms.
    pub definition: Option<Text<400>>,
    /// Field of work of a new term (default business).
    pub domain: Option<Domain>,
    /// What to mind when using the translation.
    pub note: Option<Text<300>>,
}

/// Approves or rejects a proposed translation. Only reviewers of its glossary may, and nobody decides on a proposal of their own.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewTermProposal {
    /// Id of the term.
    pub term_id: String,
    /// Language whose proposal is decided.
    pub language: Language,
    /// What is decided; an approved translation replaces the earlier one.
    pub decision: Decision,
    /// Why; needed to reject.
    pub reason: Option<Text<300>>,
}

/// Adds a comment to a term, and flags the term if it should be changed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommentOnTerm {
    /// Id of the term.
    pub term_id: String,
    /// What you remark.
    pub comment: Text<500>,
    /// Whether the term should be changed (default false).
    pub flag: Option<bool>,
}

pub fn propose_glossary_term(glossary: &mut Terms, call: &mut Call, args: ProposeGlossaryTerm) -> Result<Term> {
    let home = GLOSSARY.get(&glossary.glossaries, args.glossary_id.as_deref().unwrap_or(&glossary.main_id))?;
    if home.my_role == GlossaryRole::Reader {
        return Err(not_allowed(format!(
            "You only read {}. Ask {} or use comment_on_term.",
            home.name,
            home.reviewers.join(" or ")
        )));
    }
    let translation = Translation {
        language: args.language.0.to_owned(),
        text: args.translation.0,
        status: TranslationStatus::Proposed,
        proposed_by: glossary.me.clone(),
        reviewed_by: None,
        note: args.note.map(|note| note.0),
    };
    let name = plain(&args.term.0);
    let known = glossary.terms.values().find(|term| term.glossary_id == home.id && plain(&term.term) == name);
    let mut term = match known {
        Some(term) => {
            check_new(term, args.language, &translation.text)?;
            term.clone()
        }
        None => {
            let Some(definition) = args.definition else {
                return Err(invalid(format!(
                    "Argument `definition`: the term is new in {}; say what it means.",
                    home.name
                )));
            };
            Term {
                id: String::new(),
                glossary_id: home.id.clone(),
                term: args.term.0,
                definition: definition.0,
                domain: args.domain.unwrap_or(Domain::Business),
                avoid: Vec::new(),
                translations: Vec::new(),
                comments: Vec::new(),
                updated_at: call.now,
            }
        }
    };
    if term.id.is_empty() {
        term.id = call.ids.mint("trm");
    }
    term.translations.push(translation);
    term.updated_at = call.now;
    glossary.terms.insert(term.id.clone(), term.clone());
    Ok(term)
}

fn check_new(term: &Term, language: Language, text: &str) -> Result<()> {
    if let Some(open) = term.translation(language, TranslationStatus::Proposed) {
        return Err(conflict(format!(
            "{} is proposed for {} already and waits for a decision. Use review_term_proposal or comment_on_term.",
            open.text, term.term
        )));
    }
    match term.translation(language, TranslationStatus::Approved) {
        Some(approved) if plain(&approved.text) == plain(text) => {
            Err(conflict(format!("{} is the approved translation of {} already.", approved.text, term.term)))
        }
        _ => Ok(()),
    }
}

pub fn review_term_proposal(glossary: &mut Terms, call: &mut Call, args: ReviewTermProposal) -> Result<Term> {
    let term = TERM.get(&glossary.terms, &args.term_id)?;
    let home = GLOSSARY.get(&glossary.glossaries, &term.glossary_id)?;
    if home.my_role != GlossaryRole::Reviewer {
        return Err(not_allowed(format!("You are no reviewer of {}. Ask {}.", home.name, home.reviewers.join(" or "))));
    }
    let Some(open) = term.translation(args.language, TranslationStatus::Proposed) else {
        return Err(conflict(format!(
            "No {} translation of {} waits for a decision. Use search_glossary_terms with with_proposals_only.",
            args.language.name(),
            term.term
        )));
    };
    if open.proposed_by == glossary.me {
        return Err(not_allowed("You have proposed this translation yourself; another reviewer must decide."));
    }
    let approve = args.decision == Decision::Approve;
    if !approve && args.reason.is_none() {
        return Err(invalid("Argument `reason`: say why the translation is rejected."));
    }
    let me = glossary.me.clone();
    let term = TERM.get_mut(&mut glossary.terms, &args.term_id)?;
    let of_language = |one: &Translation| one.language == args.language.0;
    if approve {
        term.translations.retain(|one| !(of_language(one) && one.status == TranslationStatus::Approved));
    }
    let open = |one: &&mut Translation| of_language(one) && one.status == TranslationStatus::Proposed;
    if let Some(one) = term.translations.iter_mut().find(open) {
        one.status = if approve { TranslationStatus::Approved } else { TranslationStatus::Rejected };
        one.reviewed_by = Some(me);
        one.note = args.reason.map(|reason| reason.0).or(one.note.take());
    }
    term.updated_at = call.now;
    Ok(term.clone())
}

pub fn comment_on_term(glossary: &mut Terms, call: &mut Call, args: CommentOnTerm) -> Result<Term> {
    let author = glossary.me.clone();
    let term = TERM.get(&glossary.terms, &args.term_id)?;
    if term.comments.iter().any(|one| one.author == author && one.text == args.comment.0) {
        return Err(conflict("You have written this comment already."));
    }
    let term = TERM.get_mut(&mut glossary.terms, &args.term_id)?;
    term.comments.push(Comment {
        author,
        text: args.comment.0,
        is_flag: args.flag.unwrap_or(false),
        written_at: call.now,
    });
    term.updated_at = call.now;
    Ok(term.clone())
}
