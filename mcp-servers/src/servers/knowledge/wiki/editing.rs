//! Making, changing and moving pages.

use schemars::JsonSchema;
use serde::Deserialize;

use super::types::*;
use super::{PAGE, SPACE, Wiki};
use crate::kit::{Call, Int, Text, ToolError, conflict, invalid, not_allowed};

type Result<T> = std::result::Result<T, ToolError>;

/// Creates a page in a space, at its top or below another page. Fails if the space has a page with that title.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateWikiPage {
    /// Id of the space.
    pub space_id: String,
    /// Title of the page.
    pub title: Text<120>,
    /// The text in markdown; link to pages as [Title](wiki://pages/{page_id}).
    pub body: Text<LONGEST>,
    /// Id of the page that it belongs below (default: the top of the space).
    pub parent_page_id: Option<String>,
}

/// Changes title or text of a page, if it still has the version that was read. Fails if somebody changed it meanwhile.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateWikiPage {
    /// Id of the page.
    pub page_id: String,
    /// The version that was read, as get_wiki_page returned it.
    pub expected_version: Int<1, 100_000>,
    /// New title.
    pub title: Option<Text<120>>,
    /// New text in markdown, in place of all of the old one.
    pub body: Option<Text<LONGEST>>,
    /// What was changed, for the history.
    pub change_note: Option<Text<200>>,
}

/// Moves a page with all pages below it, below another page or to the top of a space. Fails if it would lie below itself.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveWikiPage {
    /// Id of the page to move.
    pub page_id: String,
    /// Id of the page below which it goes; give this or target_space_id.
    pub target_parent_page_id: Option<String>,
    /// Id of the space to whose top it goes; give this or target_parent_page_id.
    pub target_space_id: Option<String>,
}

impl Wiki {
    /// A space that the user may change.
    fn open_space(&self, id: &str) -> Result<&Space> {
        let space = SPACE.get(&self.spaces, id)?;
        match space.protected {
            true => Err(not_allowed(format!(
                "The space {} is protected; only its editors change it. Use comment_on_wiki_page to suggest something.",
                space.name
            ))),
            false => Ok(space),
        }
    }

    fn free_title(&self, space_id: &str, title: &str, except: Option<&str>) -> Result<()> {
        let same = |(id, page): &(&String, &Page)| {
            page.space_id == space_id
                && page.title.to_lowercase() == title.to_lowercase()
                && Some(id.as_str()) != except
        };
        match self.pages.iter().find(same) {
            Some((id, page)) => Err(conflict(format!(
                "The space has a page called {} already ({id}). Use update_wiki_page or another title.",
                page.title
            ))),
            None => Ok(()),
        }
    }

    /// A page and everything below it.
    fn subtree(&self, id: &str) -> Vec<String> {
        let below = self.pages.keys().filter(|other| self.ancestors(other).iter().any(|above| above == id));
        std::iter::once(id.to_owned()).chain(below.cloned()).collect()
    }
}

pub fn create_wiki_page(wiki: &mut Wiki, call: &mut Call, args: CreateWikiPage) -> Result<PageView> {
    wiki.open_space(&args.space_id)?;
    wiki.free_title(&args.space_id, &args.title.0, None)?;
    if let Some(id) = &args.parent_page_id {
        let parent = PAGE.get(&wiki.pages, id)?;
        if parent.space_id != args.space_id {
            return Err(invalid(format!(
                "Argument `parent_page_id`: {} lies in another space, {}.",
                parent.title, parent.space_id
            )));
        }
    }
    let id = call.ids.mint("wpg");
    let page = Page {
        space_id: args.space_id,
        parent_page_id: args.parent_page_id,
        title: args.title.0,
        body: args.body.0,
        labels: Vec::new(),
        version: 1,
        created_at: call.now,
        created_by: wiki.owner_email.clone(),
        updated_at: call.now,
        updated_by: wiki.owner_email.clone(),
        change_note: None,
    };
    wiki.pages.insert(id.clone(), page);
    wiki.view(&id, None)
}

pub fn update_wiki_page(wiki: &mut Wiki, call: &mut Call, args: UpdateWikiPage) -> Result<PageView> {
    let before = PAGE.get(&wiki.pages, &args.page_id)?;
    wiki.open_space(&before.space_id)?;
    if before.version != args.expected_version.0 {
        return Err(conflict(format!(
            "{} has version {}, not {}: {} changed it on {}. Read it again with get_wiki_page.",
            before.title,
            before.version,
            args.expected_version.0,
            wiki.name_of(&before.updated_by),
            before.updated_at.spoken()
        )));
    }
    let title = args.title.map_or_else(|| before.title.clone(), |title| title.0);
    let body = args.body.map_or_else(|| before.body.clone(), |body| body.0);
    if title == before.title && body == before.body {
        return Err(invalid("Nothing would change: give a new title or a new body."));
    }
    wiki.free_title(&before.space_id, &title, Some(&args.page_id))?;
    let before = before.clone();
    let revision = Revision {
        page_id: args.page_id.clone(),
        version: before.version,
        title: before.title.clone(),
        body: before.body.clone(),
        edited_at: before.updated_at,
        edited_by: before.updated_by.clone(),
        change_note: before.change_note.clone(),
    };
    let page = Page {
        title,
        body,
        version: before.version + 1,
        updated_at: call.now,
        updated_by: wiki.owner_email.clone(),
        change_note: args.change_note.map(|note| note.0),
        ..before
    };
    wiki.revisions.insert(Wiki::revision_key(&args.page_id, revision.version), revision);
    wiki.pages.insert(args.page_id.clone(), page);
    wiki.view(&args.page_id, None)
}

pub fn move_wiki_page(wiki: &mut Wiki, _: &mut Call, args: MoveWikiPage) -> Result<PageView> {
    let page = PAGE.get(&wiki.pages, &args.page_id)?;
    wiki.open_space(&page.space_id)?;
    let (space_id, parent) = match (args.target_parent_page_id, args.target_space_id) {
        (Some(parent), None) => (PAGE.get(&wiki.pages, &parent)?.space_id.clone(), Some(parent)),
        (None, Some(space)) => (space, None),
        _ => return Err(invalid("Give either target_parent_page_id or target_space_id.")),
    };
    wiki.open_space(&space_id)?;
    let moving = wiki.subtree(&args.page_id);
    if let Some(target) = parent.as_ref().filter(|parent| moving.contains(parent)) {
        return Err(conflict(format!(
            "{} cannot be moved below {}, which is the page itself or lies below it.",
            page.title,
            wiki.pages.get(target).map_or("", |page| &page.title)
        )));
    }
    if page.space_id == space_id && page.parent_page_id == parent {
        return Err(conflict(format!("{} is there already.", page.title)));
    }
    if page.space_id != space_id {
        for id in &moving {
            let title = &PAGE.get(&wiki.pages, id)?.title;
            wiki.free_title(&space_id, title, None)?;
        }
    }
    for id in &moving {
        PAGE.get_mut(&mut wiki.pages, id)?.space_id.clone_from(&space_id);
    }
    PAGE.get_mut(&mut wiki.pages, &args.page_id)?.parent_page_id = parent;
    wiki.view(&args.page_id, None)
}
