//! Comments and labels.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{PAGE, Wiki};
use crate::kit::{Call, Text, ToolError, conflict, invalid, shorten};

type Result<T> = std::result::Result<T, ToolError>;

/// A page has no more labels.
const MOST_LABELS: usize = 12;

/// Comments on a page, or answers a comment. Protected pages can be commented on, too.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommentOnWikiPage {
    /// Id of the page.
    pub page_id: String,
    /// What to say.
    pub text: Text<1000>,
    /// Id of the comment to answer.
    pub reply_to_comment_id: Option<String>,
}

/// Adds and removes labels of a page. Fails if a label to remove is not there or nothing would change.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LabelWikiPage {
    /// Id of the page.
    pub page_id: String,
    /// Labels to add: small letters, digits and -.
    #[schemars(length(max = 12))]
    pub add_labels: Option<Vec<Text<40>>>,
    /// Labels to remove.
    #[schemars(length(max = 12))]
    pub remove_labels: Option<Vec<Text<40>>>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PageLabels {
    /// Id of the page.
    pub page_id: String,
    /// Title of the page.
    pub title: String,
    /// The labels that it has now.
    pub labels: Vec<String>,
}

pub fn comment_on_wiki_page(wiki: &mut Wiki, call: &mut Call, args: CommentOnWikiPage) -> Result<Comment> {
    let page = PAGE.get(&wiki.pages, &args.page_id)?;
    if let Some(id) = &args.reply_to_comment_id
        && wiki.comments.get(id).is_none_or(|comment| comment.page_id != args.page_id)
    {
        let id = shorten(id);
        return Err(ToolError::NotFound(format!(
            "{} has no comment with the id {id}. Use get_wiki_page to find ids.",
            page.title
        )));
    }
    let comment = Comment {
        id: call.ids.mint("wcm"),
        page_id: args.page_id,
        author_email: wiki.owner_email.clone(),
        author_name: wiki.name_of(&wiki.owner_email),
        text: args.text.0,
        created_at: call.now,
        reply_to_comment_id: args.reply_to_comment_id,
    };
    wiki.comments.insert(comment.id.clone(), comment.clone());
    Ok(comment)
}

pub fn label_wiki_page(wiki: &mut Wiki, _: &mut Call, args: LabelWikiPage) -> Result<PageLabels> {
    let page = PAGE.get(&wiki.pages, &args.page_id)?;
    let mut labels: BTreeSet<String> = page.labels.iter().cloned().collect();
    for Text(label) in args.remove_labels.unwrap_or_default() {
        if !labels.remove(&label.to_lowercase()) {
            return Err(conflict(format!("{} has no label {}.", page.title, shorten(&label))));
        }
    }
    for Text(label) in args.add_labels.unwrap_or_default() {
        let name = label.to_lowercase().replace(' ', "-");
        if !name.chars().all(|letter| letter.is_alphanumeric() || letter == '-') {
            return Err(invalid(format!(
                "Argument `add_labels`: {:?} is no label; letters, digits and - are allowed.",
                shorten(&label)
            )));
        }
        labels.insert(name);
    }
    let labels: Vec<String> = labels.into_iter().collect();
    if labels == page.labels {
        return Err(conflict(format!("Nothing would change; {} has the labels {}.", page.title, labels.join(", "))));
    }
    if labels.len() > MOST_LABELS {
        return Err(conflict(format!("{} would have more than {MOST_LABELS} labels.", page.title)));
    }
    let page = PAGE.get_mut(&mut wiki.pages, &args.page_id)?;
    page.labels.clone_from(&labels);
    Ok(PageLabels { page_id: args.page_id, title: page.title.clone(), labels })
}
