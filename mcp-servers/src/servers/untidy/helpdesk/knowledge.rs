//! The tools that read the knowledge base.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Helpdesk;
use super::types::Article;
use crate::kit::{Call, Query, ToolError, invalid, shorten};

type Result<T> = std::result::Result<T, ToolError>;

/// Searches the knowledge base of the IT department. The knowledge base contains step-by-step instructions for the most common
/// problems (VPN, printers, passwords, meeting rooms, mobile phones and more) and is maintained by the helpdesk team. **Always
/// search here first** before a ticket is opened.
///
/// Returns a list of matching articles with their article id (e.g. `KB0012`) and title, but not the text. Use `kb-read-article` to
/// read the text of an article. All words of the query have to match, so fewer words give more results. Articles are in English
/// only. The result is limited to 10 articles, sorted by article id, NOT by relevance. If nothing is found, try a synonym: an
/// article about "Wi-Fi" is not found by "wireless".
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Search {
    query: Query,
}

/// Returns the full text of a knowledge base article as plain text. The `article_id` has the form `KB` followed by four digits and is
/// returned by `kb_search`. Upper and lower case do not matter.
///
/// **Attention:** follow the instructions of the article exactly in the given order and do not invent additional steps! If the
/// instructions did not help, open a ticket with `openTicket` and mention the article id in the description, so that the agent
/// does not have to ask whether the article has been read (they will ask anyway). Outdated articles should be reported with a
/// ticket in the category `other`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadArticle {
    article_id: String,
}

pub fn search(desk: &Helpdesk, _: &Call, args: Search) -> Result<String> {
    let found = |(_, article): &(&String, &Article)| {
        let tags = article.tags.iter().map(String::as_str);
        args.query.matches([article.title.as_str(), &article.text].into_iter().chain(tags))
    };
    let lines: Vec<String> =
        desk.articles.iter().filter(found).take(10).map(|(id, article)| format!("{id}: {}", article.title)).collect();
    if lines.is_empty() {
        return Err(invalid("no article matches. Try fewer words or a synonym."));
    }
    Ok(lines.join("\n"))
}

pub fn read_article(desk: &Helpdesk, _: &Call, args: ReadArticle) -> Result<String> {
    let id = args.article_id.trim().to_ascii_uppercase();
    let article = desk.articles.get(&id).ok_or_else(|| {
        ToolError::NotFound(format!("Article {} does not exist. Use kb_search.", shorten(&args.article_id)))
    })?;
    Ok(format!("{id}: {}\n\n{}\n\nTags: {}", article.title, article.text, article.tags.join(", ")))
}
