//! The tools at the edge of the text: comments and suggestions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{COMMENT, DOCUMENT, Documents, SUGGESTION};
use crate::kit::{Call, Cursor, Limit, Ordered, Text, ToolError, conflict, invalid, page};

type Result<T> = std::result::Result<T, ToolError>;

/// Lists the comments of a document with their answers, oldest first. Use it to see what is open.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListDocumentComments {
    /// Id of the document.
    pub document_id: String,
    /// Whether to show settled comments too (default false).
    pub include_resolved: Option<bool>,
    /// How many comments to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct CommentList {
    /// The comments, oldest first.
    pub document_comments: Vec<DocumentComment>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Writes a comment at a section, or answers a comment of that section. Needs the role of a commenter.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommentOnDocument {
    /// Id of the section.
    pub section_id: String,
    /// What to say.
    pub text: Text<1000>,
    /// Id of the comment that this answers.
    pub document_comment_id: Option<String>,
}

/// Settles a comment. Its author and the document's editors can do so.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResolveDocumentComment {
    /// Id of the comment.
    pub document_comment_id: String,
}

/// Suggests a new text for a section; an editor accepts or rejects it. Needs the role of a commenter.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SuggestDocumentEdit {
    /// Id of the section.
    pub section_id: String,
    /// The text that the section should have, in markdown.
    pub new_text: Text<8000>,
    /// Why.
    pub reason: Option<Text<300>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SuggestionDecision {
    Accept,
    Reject,
}

/// Accepts a suggestion, which edits the section, or rejects it. Needs the role of an editor; fails if the section has changed since.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideDocumentSuggestion {
    /// Id of the suggestion.
    pub suggestion_id: String,
    /// The decision.
    pub decision: SuggestionDecision,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct DecidedSuggestion {
    /// The suggestion after the decision.
    pub suggestion: Suggestion,
    /// Version of the document from now on.
    pub version: i64,
}

pub fn list_document_comments(all: &Documents, _: &Call, args: ListDocumentComments) -> Result<CommentList> {
    let document = DOCUMENT.get(&all.documents, &args.document_id)?;
    let resolved = args.include_resolved.unwrap_or(false);
    let wanted = |comment: &&DocumentComment| comment.document_id == document.id && (resolved || !comment.resolved);
    let mut found: Vec<&DocumentComment> = all.document_comments.values().filter(wanted).collect();
    found.order_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 20);
    Ok(CommentList { document_comments: found.into_iter().cloned().collect(), next_cursor })
}

pub fn comment_on_document(all: &mut Documents, call: &mut Call, args: CommentOnDocument) -> Result<DocumentComment> {
    let (document, section) = all.home(&args.section_id)?;
    all.allowed(&document.id, Role::Commenter, "comment on it")?;
    if let Some(id) = &args.document_comment_id {
        let comment = COMMENT.get(&all.document_comments, id)?;
        if comment.section_id != section.id {
            return Err(invalid("Argument `document_comment_id` is a comment of another section."));
        }
        if comment.resolved {
            return Err(conflict("The comment is settled. Write a new one without document_comment_id."));
        }
        let reply = Reply { author: all.owner.clone(), text: args.text.0, created_at: call.now };
        let comment = COMMENT.get_mut(&mut all.document_comments, id)?;
        comment.replies.push(reply);
        return Ok(comment.clone());
    }
    let comment = DocumentComment {
        id: call.ids.mint("dcm"),
        document_id: document.id.clone(),
        section_id: section.id.clone(),
        author: all.owner.clone(),
        text: args.text.0,
        created_at: call.now,
        replies: Vec::new(),
        resolved: false,
        resolved_by: None,
    };
    all.document_comments.insert(comment.id.clone(), comment.clone());
    Ok(comment)
}

pub fn resolve_document_comment(
    all: &mut Documents,
    _: &mut Call,
    args: ResolveDocumentComment,
) -> Result<DocumentComment> {
    let comment = COMMENT.get(&all.document_comments, &args.document_comment_id)?;
    if comment.author != all.owner {
        all.allowed(&comment.document_id, Role::Editor, "settle comments of others")?;
    }
    if comment.resolved {
        return Err(conflict("The comment is already settled."));
    }
    let me = all.owner.clone();
    let comment = COMMENT.get_mut(&mut all.document_comments, &args.document_comment_id)?;
    comment.resolved = true;
    comment.resolved_by = Some(me);
    Ok(comment.clone())
}

pub fn suggest_document_edit(all: &mut Documents, call: &mut Call, args: SuggestDocumentEdit) -> Result<Suggestion> {
    let (document, section) = all.home(&args.section_id)?;
    all.allowed(&document.id, Role::Commenter, "suggest edits")?;
    if section.text == args.new_text.0 {
        return Err(conflict("The section says so already; there is nothing to suggest."));
    }
    let suggestion = Suggestion {
        id: call.ids.mint("sug"),
        document_id: document.id.clone(),
        section_id: section.id.clone(),
        author: all.owner.clone(),
        old_text: section.text.clone(),
        new_text: args.new_text.0,
        reason: args.reason.map(|text| text.0),
        status: SuggestionStatus::Open,
        created_at: call.now,
    };
    all.suggestions.insert(suggestion.id.clone(), suggestion.clone());
    Ok(suggestion)
}

pub fn decide_document_suggestion(
    all: &mut Documents,
    call: &mut Call,
    args: DecideDocumentSuggestion,
) -> Result<DecidedSuggestion> {
    let suggestion = SUGGESTION.get(&all.suggestions, &args.suggestion_id)?.clone();
    let mut document = all.allowed(&suggestion.document_id, Role::Editor, "decide on suggestions")?.clone();
    if suggestion.status != SuggestionStatus::Open {
        return Err(conflict("The suggestion has already been decided on."));
    }
    let accepted = args.decision == SuggestionDecision::Accept;
    if accepted {
        let section = document.sections.iter_mut().find(|section| section.id == suggestion.section_id);
        let section = section.filter(|section| section.text == suggestion.old_text).ok_or_else(|| {
            conflict(
                "The section has changed since it was suggested. Edit it with edit_document_section, then reject it.",
            )
        })?;
        section.text.clone_from(&suggestion.new_text);
        let who = &suggestion.author.name;
        let summary = format!("Suggestion of {who} accepted");
        all.save_edit(document, summary, call.now);
    }
    let suggestion = SUGGESTION.get_mut(&mut all.suggestions, &args.suggestion_id)?;
    suggestion.status = if accepted { SuggestionStatus::Accepted } else { SuggestionStatus::Rejected };
    let suggestion = suggestion.clone();
    let version = DOCUMENT.get(&all.documents, &suggestion.document_id)?.version;
    Ok(DecidedSuggestion { suggestion, version })
}
