//! Pages as documents, the tree of all, and conversations that begin with a page.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Deserialize;

use super::types::*;
use super::{PAGE, Wiki};
use crate::kit::{Message, Text, Time, ToolError, shorten};

type Result<T> = std::result::Result<T, ToolError>;

/// Begins a review of a page: what is out of date, unclear or missing.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewPage {
    /// Title of the page.
    pub page_title: Text<120>,
}

/// Begins to work through the runbook of a service, step by step.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowRunbook {
    /// Name of the service.
    pub service_name: Text<80>,
}

pub fn page(wiki: &Wiki, id: &str) -> Result<String> {
    let page = PAGE.get(&wiki.pages, id)?;
    let mut text = format!("# {}\n\n{}\n", page.title, page.body.trim_end());
    if !page.labels.is_empty() {
        let _ = write!(text, "\nLabels: {}\n", page.labels.join(", "));
    }
    let _ = writeln!(
        text,
        "\nVersion {}, {}, {}",
        page.version,
        wiki.name_of(&page.updated_by),
        page.updated_at.day().short()
    );
    Ok(text)
}

pub fn tree(wiki: &Wiki) -> String {
    let mut text = String::new();
    for (id, space) in wiki.spaces.iter() {
        let _ = write!(text, "## {}\n\n", space.name);
        let mut open: Vec<(PageRef, usize)> = wiki.below(id, None).into_iter().rev().map(|page| (page, 0)).collect();
        while let Some((page, depth)) = open.pop() {
            let _ = writeln!(text, "{}- [{}](wiki://pages/{})", "  ".repeat(depth), page.title, page.page_id);
            let below = wiki.below(id, Some(&page.page_id)).into_iter().rev();
            open.extend(below.map(|page| (page, depth + 1)));
        }
        text.push('\n');
    }
    text
}

impl Wiki {
    fn titled(&self, title: &str) -> Result<(&String, &Page)> {
        let wanted = title.to_lowercase();
        self.pages.iter().find(|(_, page)| page.title.to_lowercase() == wanted).ok_or_else(|| {
            let title = shorten(title);
            ToolError::NotFound(format!("No page is called {title}. Use search_wiki_pages to find pages."))
        })
    }
}

pub fn review_page(wiki: &Wiki, now: Time, args: ReviewPage) -> Result<Vec<Message>> {
    let (id, found) = wiki.titled(&args.page_title.0)?;
    let days = now.day().since(found.updated_at.day());
    Ok(vec![Message::User(format!(
        "Review the wiki page \"{}\" ({id}), which nobody has changed for {days} days. Say what is out of date, unclear or \
         missing, check that its links lead somewhere, and propose a new text. Do not save anything before I agree; then use \
         update_wiki_page with expected_version {} and a change note.\n\n{}",
        found.title,
        found.version,
        page(wiki, id)?
    ))])
}

pub fn follow_runbook(wiki: &Wiki, _: Time, args: FollowRunbook) -> Result<Vec<Message>> {
    let (id, found) = wiki.titled(&format!("Runbook: {}", args.service_name.0))?;
    Ok(vec![Message::User(format!(
        "Something is wrong with {}. Lead me through its runbook one step at a time, ask what I see after each step, and \
         stop where it says to call somebody. At the end comment on the page ({id}) what was missing in it.\n\n{}",
        args.service_name.0, found.body
    ))])
}
