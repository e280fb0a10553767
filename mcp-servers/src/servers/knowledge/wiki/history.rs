//! The versions of a page.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{PAGE, Wiki};
use crate::kit::{Call, Cursor, Limit, Time, ToolError, page};

#[derive(Debug, Serialize, JsonSchema)]
pub struct VersionSummary {
    /// Number of the version.
    pub version: i64,
    /// Title that the page had.
    pub title: String,
    /// When it was written.
    pub edited_at: Time,
    /// Mail address of who wrote it.
    #[schemars(extend("format" = "email"))]
    pub edited_by_email: String,
    /// Name of who wrote it.
    pub edited_by_name: String,
    /// What was changed, in the writer's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_note: Option<String>,
    /// Length of the text in letters.
    pub length: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PageHistory {
    /// Id of the page.
    pub page_id: String,
    /// The versions that are kept, newest first.
    pub versions: Vec<VersionSummary>,
    /// Cursor of the next page of this list, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Lists the versions of a page, newest first. Use get_wiki_page with a version to read an older one.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListWikiPageHistory {
    /// Id of the page.
    pub page_id: String,
    /// How many versions to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page of this list.
    pub cursor: Option<Cursor>,
}

pub fn list_wiki_page_history(wiki: &Wiki, _: &Call, args: ListWikiPageHistory) -> Result<PageHistory, ToolError> {
    let newest = PAGE.get(&wiki.pages, &args.page_id)?;
    let current = VersionSummary {
        version: newest.version,
        title: newest.title.clone(),
        edited_at: newest.updated_at,
        edited_by_name: wiki.name_of(&newest.updated_by),
        edited_by_email: newest.updated_by.clone(),
        change_note: newest.change_note.clone(),
        length: newest.body.chars().count(),
    };
    let older = wiki.revisions.values().rev().filter(|revision| revision.page_id == args.page_id);
    let summary = |revision: &Revision| VersionSummary {
        version: revision.version,
        title: revision.title.clone(),
        edited_at: revision.edited_at,
        edited_by_name: wiki.name_of(&revision.edited_by),
        edited_by_email: revision.edited_by.clone(),
        change_note: revision.change_note.clone(),
        length: revision.body.chars().count(),
    };
    let all = std::iter::once(current).chain(older.map(summary)).collect();
    let (versions, next_cursor) = page(all, args.cursor, args.limit, 20);
    Ok(PageHistory { page_id: args.page_id, versions, next_cursor })
}
