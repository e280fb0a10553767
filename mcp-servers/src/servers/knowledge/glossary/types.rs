//! What the glossary keeps.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de::Error};

use crate::kit::types::read_text;
use crate::kit::{Time, shorten};

/// The languages of the house besides English: code and name.
pub const LANGUAGES: [(&str, &str); 6] =
    [("de", "German"), ("fr", "French"), ("es", "Spanish"), ("it", "Italian"), ("nl", "Dutch"), ("pl", "Polish")];

/// A language that terms are translated into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Language(pub &'static str);

impl Language {
    /// By code or by English name.
    pub fn find(text: &str) -> Option<Self> {
        let text = text.trim();
        let found =
            |one: &&(&'static str, &'static str)| one.0.eq_ignore_ascii_case(text) || one.1.eq_ignore_ascii_case(text);
        LANGUAGES.iter().find(found).map(|one| Self(one.0))
    }

    pub fn name(self) -> &'static str {
        LANGUAGES.iter().find(|one| one.0 == self.0).map_or("English", |one| one.1)
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wanted = "one of the languages de, fr, es, it, nl and pl";
        let text = read_text(deserializer, wanted)?;
        Self::find(&text).ok_or_else(|| D::Error::custom(format!("{:?} is not {wanted}", shorten(&text))))
    }
}

impl JsonSchema for Language {
    fn schema_name() -> Cow<'static, str> {
        "Language".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "enum": ["de", "fr", "es", "it", "nl", "pl"]})
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Domain {
    Business,
    Finance,
    Legal,
    Technology,
    Logistics,
    People,
    Marketing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TranslationStatus {
    Proposed,
    Approved,
    Rejected,
}

/// A term in another language.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Translation {
    /// Code of the language.
    pub language: String,
    /// The term in that language.
    pub text: String,
    /// Whether it may be used.
    pub status: TranslationStatus,
    /// Name of who proposed it.
    pub proposed_by: String,
    /// Name of who decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed_by: Option<String>,
    /// Why it was rejected, or what to mind when using it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What somebody remarked on a term.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Comment {
    /// Name of who wrote it.
    pub author: String,
    /// What was remarked.
    pub text: String,
    /// Whether it asks for a change of the term.
    pub is_flag: bool,
    /// When it was written.
    pub written_at: Time,
}

/// A term of the house.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Term {
    /// Id of the term.
    pub id: String,
    /// Id of the glossary it belongs to.
    pub glossary_id: String,
    /// The English term.
    pub term: String,
    /// What it means here.
    pub definition: String,
    /// Field of work it comes from.
    pub domain: Domain,
    /// English words that must not be used for it.
    pub avoid: Vec<String>,
    /// Translations, approved or not.
    pub translations: Vec<Translation>,
    /// What colleagues remarked, oldest first.
    pub comments: Vec<Comment>,
    /// When the term was last changed.
    pub updated_at: Time,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GlossaryRole {
    Reader,
    Contributor,
    Reviewer,
}

/// A glossary: that of the whole company, or one of a project, whose terms go before.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Glossary {
    /// Id of the glossary.
    pub id: String,
    /// Name of the glossary.
    pub name: String,
    /// Project it is for; absent for the company's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// What the user may do in it: readers look, contributors propose, reviewers also decide.
    pub my_role: GlossaryRole,
    /// Names of the colleagues who decide.
    pub reviewers: Vec<String>,
}
