//! What the documents consist of.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::Time;
use crate::world::cast::Member;

/// What somebody may do with a document. Each one includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Viewer,
    Commenter,
    Editor,
    Owner,
}

impl Role {
    pub fn word(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Commenter => "commenter",
            Self::Editor => "editor",
            Self::Owner => "owner",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Share {
    /// Mail address of the person.
    #[schemars(extend("format" = "email"))]
    pub email: String,
    /// Name, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What the person may do.
    pub role: Role,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    pub id: String,
    pub heading: String,
    pub text: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Document {
    pub id: String,
    pub title: String,
    pub sections: Vec<Section>,
    pub version: i64,
    pub owner: Member,
    /// Those who may see it besides the owner.
    pub shared_with: Vec<Share>,
    pub created_at: Time,
    pub modified_at: Time,
    pub modified_by: Member,
}

/// The document as one version had it.
#[derive(Debug, Clone, Serialize)]
pub struct Revision {
    pub document_id: String,
    pub version: i64,
    pub title: String,
    pub sections: Vec<Section>,
    pub author: Member,
    pub saved_at: Time,
    pub summary: String,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Reply {
    /// Who answered.
    pub author: Member,
    /// What the answer says.
    pub text: String,
    /// When it was written.
    pub created_at: Time,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DocumentComment {
    /// Id of the comment.
    pub id: String,
    /// Id of the document.
    pub document_id: String,
    /// Id of the section it stands at.
    pub section_id: String,
    /// Who wrote it.
    pub author: Member,
    /// What it says.
    pub text: String,
    /// When it was written.
    pub created_at: Time,
    /// Answers, oldest first.
    pub replies: Vec<Reply>,
    /// Whether it is settled.
    pub resolved: bool,
    /// Who settled it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved_by: Option<Member>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SuggestionStatus {
    Open,
    Accepted,
    Rejected,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Suggestion {
    /// Id of the suggestion.
    pub id: String,
    /// Id of the document.
    pub document_id: String,
    /// Id of the section it would change.
    pub section_id: String,
    /// Who suggests it.
    pub author: Member,
    /// The text of the section when it was suggested.
    pub old_text: String,
    /// The text that the section would have.
    pub new_text: String,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How far it is.
    pub status: SuggestionStatus,
    /// When it was suggested.
    pub created_at: Time,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    Markdown,
    Html,
}

#[derive(Debug, Clone, Serialize)]
pub struct Export {
    pub export_id: String,
    pub document_id: String,
    pub version: i64,
    pub format: ExportFormat,
    pub name: String,
    pub content: String,
    pub expires_at: Time,
}
