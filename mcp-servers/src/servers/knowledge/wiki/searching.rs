//! Finding pages, with the line that fits best.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{SPACE, Wiki};
use crate::kit::{Call, Cursor, Limit, Ordered, Query, Text, Time, ToolError, invalid, page};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct PageSummary {
    /// Id of the page.
    pub id: String,
    /// Title of the page.
    pub title: String,
    /// Id of the space.
    pub space_id: String,
    /// Name of the space.
    pub space_name: String,
    /// The line that fits the words best, or the first one.
    pub snippet: String,
    /// Labels of the page.
    pub labels: Vec<String>,
    /// When it was last changed.
    pub updated_at: Time,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PageList {
    /// The pages found: titles that match first, then those with most matching lines.
    pub pages: Vec<PageSummary>,
    /// Cursor of the next page of this list, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Finds pages by words of title and text, by space and by label, with a snippet of each. Use it to get a page's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchWikiPages {
    /// Words to search for; all of them must match.
    pub query: Option<Text<200>>,
    /// Only pages of this space.
    pub space_id: Option<String>,
    /// Only pages with this label.
    pub label: Option<Text<40>>,
    /// How many pages to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page of this list.
    pub cursor: Option<Cursor>,
}

/// The words of a search, together and one by one.
struct Words {
    all: Query,
    each: Vec<Query>,
}

fn query_of(text: &str) -> Result<Query> {
    serde_json::from_value(serde_json::Value::from(text))
        .map_err(|error| invalid(format!("Argument `query`: {error}.")))
}

impl Words {
    fn new(text: &str) -> Result<Self> {
        let each = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
        Ok(Self { all: query_of(text)?, each: each.filter_map(|word| query_of(word).ok()).collect() })
    }

    /// How many of the words a line has.
    fn count(&self, line: &str) -> usize {
        self.each.iter().filter(|word| word.matches([line])).count()
    }
}

pub fn search_wiki_pages(wiki: &Wiki, _: &Call, args: SearchWikiPages) -> Result<PageList> {
    if let Some(id) = &args.space_id {
        SPACE.get(&wiki.spaces, id)?;
    }
    let words = args.query.map(|text| Words::new(&text.0)).transpose()?;
    let label = args.label.map(|label| label.0.to_lowercase());
    let wanted = |(_, page): &(&String, &Page)| {
        args.space_id.as_ref().is_none_or(|id| page.space_id == *id)
            && label.as_ref().is_none_or(|label| page.labels.contains(label))
            && words.as_ref().is_none_or(|words| words.all.matches([page.title.as_str(), page.body.as_str()]))
    };
    let rank = |page: &Page| match &words {
        Some(words) => {
            let lines = page.body.lines().filter(|line| words.count(line) > 0).count();
            (words.all.matches([page.title.as_str()]), lines)
        }
        None => (false, 0),
    };
    let mut found: Vec<((bool, usize), &String, &Page)> =
        wiki.pages.iter().filter(wanted).map(|(id, page)| (rank(page), id, page)).collect();
    found.order_by(|(one, a, page), (other, b, other_page)| {
        other.cmp(one).then_with(|| (&page.title, a).cmp(&(&other_page.title, b)))
    });
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    let summary = |(_, id, page): ((bool, usize), &String, &Page)| PageSummary {
        id: id.clone(),
        title: page.title.clone(),
        space_id: page.space_id.clone(),
        space_name: wiki.spaces.get(&page.space_id).map_or_else(String::new, |space| space.name.clone()),
        snippet: snippet(page, words.as_ref()),
        labels: page.labels.clone(),
        updated_at: page.updated_at,
    };
    Ok(PageList { pages: found.into_iter().map(summary).collect(), next_cursor })
}

/// At most 160 letters of the line that has most of the words.
fn snippet(page: &Page, words: Option<&Words>) -> String {
    let lines = || page.body.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut text = lines().filter(|line| !line.starts_with('#'));
    let best = words.and_then(|words| {
        let counted = lines().map(|line| (words.count(line), line)).filter(|(count, _)| *count > 0);
        // The first of those that have most.
        counted.reduce(|best, one| if one.0 > best.0 { one } else { best }).map(|(_, line)| line)
    });
    let line = best.or_else(|| text.next()).unwrap_or_default();
    let line = line.trim_start_matches(['#', '-', ' ']);
    match line.chars().count() > 160 {
        true => line.chars().take(157).chain("...".chars()).collect(),
        false => line.to_owned(),
    }
}
