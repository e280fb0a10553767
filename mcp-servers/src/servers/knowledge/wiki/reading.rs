//! Spaces and pages as they are read, with what surrounds them.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{PAGE, Wiki};
use crate::kit::{Call, Int, Ordered, ToolError, invalid};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct SpaceView {
    /// Id of the space.
    pub id: String,
    /// Name of the space.
    pub name: String,
    /// What is in it.
    pub description: String,
    /// Whether the user can only read and comment.
    pub protected: bool,
    /// How many pages it has.
    pub page_count: usize,
    /// The pages at its top.
    pub top_pages: Vec<PageRef>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct SpaceList {
    /// The spaces, by name.
    pub spaces: Vec<SpaceView>,
}

/// Lists the spaces of the wiki with their top pages. Use it to get a space's id and to see where to begin.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListWikiSpaces {}

/// Returns a page with its text, place in the tree, links, backlinks and comments; on request an older version of it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetWikiPage {
    /// Id of the page.
    pub page_id: String,
    /// Number of an older version (default: the newest).
    pub version: Option<Int<1, 100_000>>,
}

/// The ids that a text links to, in their order, each once.
pub fn linked_ids(body: &str) -> Vec<&str> {
    let mut seen = BTreeSet::new();
    let ids = body.split("wiki://pages/").skip(1).map(|rest| {
        let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').unwrap_or(rest.len());
        rest.get(..end).unwrap_or_default()
    });
    ids.filter(|id| !id.is_empty() && seen.insert(*id)).collect()
}

impl Wiki {
    pub fn name_of(&self, email: &str) -> String {
        self.people.get(email).cloned().unwrap_or_else(|| email.to_owned())
    }

    pub fn page_ref(&self, id: &str) -> Option<PageRef> {
        self.pages.get(id).map(|page| PageRef { page_id: id.to_owned(), title: page.title.clone() })
    }

    /// The pages right below one, or at the top of a space, by title.
    pub fn below(&self, space_id: &str, parent: Option<&str>) -> Vec<PageRef> {
        let wanted =
            |(_, page): &(&String, &Page)| page.space_id == space_id && page.parent_page_id.as_deref() == parent;
        let found = self.pages.iter().filter(wanted);
        let mut found: Vec<PageRef> =
            found.map(|(id, page)| PageRef { page_id: id.clone(), title: page.title.clone() }).collect();
        found.order_by(|a, b| (&a.title, &a.page_id).cmp(&(&b.title, &b.page_id)));
        found
    }

    /// The ids above a page, from its parent up.
    pub fn ancestors(&self, id: &str) -> Vec<String> {
        let mut above = Vec::new();
        let mut at = self.pages.get(id).and_then(|page| page.parent_page_id.clone());
        while let Some(id) = at.filter(|id| !above.contains(id)) {
            at = self.pages.get(&id).and_then(|page| page.parent_page_id.clone());
            above.push(id);
        }
        above
    }

    /// A page in a version of it.
    pub fn view(&self, id: &str, version: Option<i64>) -> Result<PageView> {
        let page = PAGE.get(&self.pages, id)?;
        let older = version.filter(|version| *version != page.version);
        let revision = older.map(|version| self.revision(id, page, version)).transpose()?;
        let body = revision.map_or(&page.body, |revision| &revision.body);
        let linked = linked_ids(body);
        let edited_by = revision.map_or(&page.updated_by, |revision| &revision.edited_by);
        let backlinks = self.pages.iter().filter(|(other, page)| *other != id && linked_ids(&page.body).contains(&id));
        let mut comments: Vec<Comment> = self.comments.values().filter(|one| one.page_id == id).cloned().collect();
        comments.order_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
        Ok(PageView {
            id: id.to_owned(),
            title: revision.map_or(&page.title, |revision| &revision.title).clone(),
            space_id: page.space_id.clone(),
            space_name: self.spaces.get(&page.space_id).map_or_else(String::new, |space| space.name.clone()),
            breadcrumbs: self.ancestors(id).iter().rev().filter_map(|id| self.page_ref(id)).collect(),
            labels: page.labels.clone(),
            version: revision.map_or(page.version, |revision| revision.version),
            newest_version: revision.map(|_| page.version),
            created_at: page.created_at,
            updated_at: revision.map_or(page.updated_at, |revision| revision.edited_at),
            updated_by_email: edited_by.clone(),
            updated_by_name: self.name_of(edited_by),
            children: self.below(&page.space_id, Some(id)),
            links: linked.iter().filter_map(|id| self.page_ref(id)).collect(),
            broken_links: linked
                .iter()
                .filter(|id| !self.pages.contains_key(**id))
                .map(|id| (*id).to_owned())
                .collect(),
            backlinks: backlinks.filter_map(|(id, _)| self.page_ref(id)).collect(),
            comments,
            body: body.clone(),
        })
    }

    fn revision(&self, id: &str, page: &Page, version: i64) -> Result<&Revision> {
        self.revisions.get(&Self::revision_key(id, version)).ok_or_else(|| {
            invalid(format!(
                "Argument `version`: {} has no version {version} that is kept; the newest is {}. Use list_wiki_page_history.",
                page.title, page.version
            ))
        })
    }

    pub fn revision_key(id: &str, version: i64) -> String {
        format!("{id}/{version:05}")
    }
}

pub fn list_wiki_spaces(wiki: &Wiki, _: &Call, _: ListWikiSpaces) -> Result<SpaceList> {
    let view = |(id, space): (&String, &Space)| SpaceView {
        id: id.clone(),
        name: space.name.clone(),
        description: space.description.clone(),
        protected: space.protected,
        page_count: wiki.pages.values().filter(|page| page.space_id == *id).count(),
        top_pages: wiki.below(id, None),
    };
    let mut spaces: Vec<SpaceView> = wiki.spaces.iter().map(view).collect();
    spaces.order_by(|a, b| a.name.cmp(&b.name));
    Ok(SpaceList { spaces })
}

pub fn get_wiki_page(wiki: &Wiki, _: &Call, args: GetWikiPage) -> Result<PageView> {
    wiki.view(&args.page_id, args.version.map(|version| version.0))
}
