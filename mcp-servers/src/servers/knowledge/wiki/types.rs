//! What the wiki holds and shows.

use schemars::JsonSchema;
use serde::Serialize;

use crate::kit::Time;

/// Longest text of a page, in letters.
pub const LONGEST: usize = 20_000;

#[derive(Debug, Clone, Serialize)]
pub struct Space {
    pub name: String,
    pub description: String,
    /// Whether only its editors may change it.
    pub protected: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct Page {
    pub space_id: String,
    pub parent_page_id: Option<String>,
    pub title: String,
    pub body: String,
    pub labels: Vec<String>,
    pub version: i64,
    pub created_at: Time,
    pub created_by: String,
    pub updated_at: Time,
    pub updated_by: String,
    pub change_note: Option<String>,
}

/// A version that is no longer the newest.
#[derive(Debug, Clone, Serialize)]
pub struct Revision {
    pub page_id: String,
    pub version: i64,
    pub title: String,
    pub body: String,
    pub edited_at: Time,
    pub edited_by: String,
    pub change_note: Option<String>,
}

/// What somebody said of a page.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Comment {
    /// Id of the comment.
    pub id: String,
    /// Id of the page.
    pub page_id: String,
    /// Mail address of who wrote it.
    #[schemars(extend("format" = "email"))]
    pub author_email: String,
    /// Name of who wrote it.
    pub author_name: String,
    /// What it says.
    pub text: String,
    /// When it was written.
    pub created_at: Time,
    /// Id of the comment that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to_comment_id: Option<String>,
}

/// Another page, as a link names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PageRef {
    /// Id of the page.
    pub page_id: String,
    /// Its title.
    pub title: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PageView {
    /// Id of the page.
    pub id: String,
    /// Title of the page.
    pub title: String,
    /// Id of the space.
    pub space_id: String,
    /// Name of the space.
    pub space_name: String,
    /// The pages above it, from the top.
    pub breadcrumbs: Vec<PageRef>,
    /// The text in markdown.
    pub body: String,
    /// Labels of the page.
    pub labels: Vec<String>,
    /// The version that is shown; for expected_version.
    pub version: i64,
    /// The newest version, where an older one is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub newest_version: Option<i64>,
    /// When the page was made.
    pub created_at: Time,
    /// When this version was written.
    pub updated_at: Time,
    /// Mail address of who wrote this version.
    #[schemars(extend("format" = "email"))]
    pub updated_by_email: String,
    /// Name of who wrote this version.
    pub updated_by_name: String,
    /// Pages right below it.
    pub children: Vec<PageRef>,
    /// Pages that it links to.
    pub links: Vec<PageRef>,
    /// Ids in its links that no page has.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub broken_links: Vec<String>,
    /// Pages that link to it.
    pub backlinks: Vec<PageRef>,
    /// What was said of it, oldest first.
    pub comments: Vec<Comment>,
}
