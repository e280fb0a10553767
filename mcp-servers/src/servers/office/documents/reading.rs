//! The tools that look into documents.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{DOCUMENT, Documents, markdown};
use crate::kit::{Call, Cursor, Day, Email, Limit, Ordered, Query, Time, ToolError, invalid, page};
use crate::world::cast::Member;

type Result<T> = std::result::Result<T, ToolError>;

/// Finds documents by words of title or text, by owner or by what the user may do, the latest changed first. Use it to get a document's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchDocuments {
    /// Words to search for; all of them must match.
    pub query: Option<Query>,
    /// Only documents of this owner.
    pub owner_email: Option<Email>,
    /// Only documents in which the user has this role.
    pub my_role: Option<Role>,
    /// Only documents that were changed on this day or later.
    pub changed_since: Option<Day>,
    /// How many documents to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct DocumentSummary {
    /// Id of the document.
    pub id: String,
    /// Title of the document.
    pub title: String,
    /// Who owns it.
    pub owner: Member,
    /// What the user may do with it.
    pub my_role: Role,
    /// Version that it has now.
    pub version: i64,
    /// How many words it has.
    pub word_count: usize,
    /// When it was last changed.
    pub modified_at: Time,
    /// Who changed it last.
    pub modified_by: Member,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct DocumentList {
    /// The documents found, the latest changed first.
    pub documents: Vec<DocumentSummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Returns the sections of a document without their texts, its version, and with whom it is shared. Use it before reading or editing sections.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetDocumentOutline {
    /// Id of the document.
    pub document_id: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct SectionSummary {
    /// Id of the section.
    pub id: String,
    /// Heading of the section.
    pub heading: String,
    /// How many words it has.
    pub word_count: usize,
    /// Comments that are not settled.
    pub open_comment_count: usize,
    /// Suggestions that wait for a decision.
    pub open_suggestion_count: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct DocumentOutline {
    /// What is known of the document.
    pub document: DocumentSummary,
    /// Its sections in their order.
    pub sections: Vec<SectionSummary>,
    /// Who else may see it.
    pub shared_with: Vec<Share>,
    /// Address of the whole text as a resource.
    pub uri: String,
    /// When it was made.
    pub created_at: Time,
}

/// Returns the text of one section with its open comments and suggestions, and the version to pass as expected_version when editing.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadDocumentSection {
    /// Id of the section.
    pub section_id: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct SectionView {
    /// Id of the section.
    pub id: String,
    /// Id of the document.
    pub document_id: String,
    /// Title of the document.
    pub document_title: String,
    /// Version of the document.
    pub version: i64,
    /// Heading of the section.
    pub heading: String,
    /// Text of the section, in markdown.
    pub text: String,
    /// Comments that are not settled, oldest first.
    pub document_comments: Vec<DocumentComment>,
    /// Suggestions that wait for a decision, oldest first.
    pub suggestions: Vec<Suggestion>,
}

/// Reviews a document and leaves comments where it can be better.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewDocument {
    /// Title of the document.
    pub document: String,
    /// What to look at above all, such as clarity or risks.
    pub focus: Option<String>,
}

pub fn search_documents(all: &Documents, _: &Call, args: SearchDocuments) -> Result<DocumentList> {
    let wanted = |document: &&Document| {
        let texts = || {
            let sections = document.sections.iter().flat_map(|one| [one.heading.as_str(), one.text.as_str()]);
            std::iter::once(document.title.as_str()).chain(sections)
        };
        args.query.as_ref().is_none_or(|query| query.matches(texts()))
            && args.owner_email.as_ref().is_none_or(|email| document.owner.email == email.0)
            && args.my_role.is_none_or(|role| all.role(document) == role)
            && args.changed_since.is_none_or(|day| document.modified_at.day() >= day)
    };
    let mut found: Vec<&Document> = all.documents.values().filter(wanted).collect();
    found.order_by(|a, b| (b.modified_at, &a.title, &a.id).cmp(&(a.modified_at, &b.title, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    Ok(DocumentList { documents: found.into_iter().map(|document| all.summary(document)).collect(), next_cursor })
}

pub fn get_document_outline(all: &Documents, _: &Call, args: GetDocumentOutline) -> Result<DocumentOutline> {
    let document = DOCUMENT.get(&all.documents, &args.document_id)?;
    let section = |section: &Section| SectionSummary {
        id: section.id.clone(),
        heading: section.heading.clone(),
        word_count: markdown::words(&section.text),
        open_comment_count: all.comments_at(section).count(),
        open_suggestion_count: all.suggestions_at(section).count(),
    };
    Ok(DocumentOutline {
        document: all.summary(document),
        sections: document.sections.iter().map(section).collect(),
        shared_with: document.shared_with.clone(),
        uri: format!("documents://documents/{}", document.id),
        created_at: document.created_at,
    })
}

pub fn read_document_section(all: &Documents, _: &Call, args: ReadDocumentSection) -> Result<SectionView> {
    let (document, section) = all.home(&args.section_id)?;
    Ok(all.view(document, section))
}

pub fn review(all: &Documents, now: Time, args: &ReviewDocument) -> Result<String> {
    let document = all.documents.values().find(|document| document.title == args.document);
    let document = document.ok_or_else(|| invalid("Argument `document` is the title of a document."))?;
    let focus = args.focus.as_deref().unwrap_or("clarity");
    Ok(format!(
        "Review the document \"{}\" (document_id {}, version {}, I am its {}) as of {}. Look at {focus} above all. \
         Name what is missing, what contradicts itself and what is out of date. Propose at most five comments; after I \
         agree, write them with comment_on_document at the sections concerned.\n\n{}",
        document.title,
        document.id,
        document.version,
        all.role(document).word(),
        now.spoken(),
        markdown::text(&document.title, &document.sections)
    ))
}

impl Documents {
    pub fn summary(&self, document: &Document) -> DocumentSummary {
        DocumentSummary {
            id: document.id.clone(),
            title: document.title.clone(),
            owner: document.owner.clone(),
            my_role: self.role(document),
            version: document.version,
            word_count: document.sections.iter().map(|section| markdown::words(&section.text)).sum(),
            modified_at: document.modified_at,
            modified_by: document.modified_by.clone(),
        }
    }

    pub fn view(&self, document: &Document, section: &Section) -> SectionView {
        let mut document_comments: Vec<DocumentComment> = self.comments_at(section).cloned().collect();
        document_comments.order_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
        let mut suggestions: Vec<Suggestion> = self.suggestions_at(section).cloned().collect();
        suggestions.order_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
        SectionView {
            id: section.id.clone(),
            document_id: document.id.clone(),
            document_title: document.title.clone(),
            version: document.version,
            heading: section.heading.clone(),
            text: section.text.clone(),
            document_comments,
            suggestions,
        }
    }

    fn comments_at<'a>(&'a self, section: &'a Section) -> impl Iterator<Item = &'a DocumentComment> {
        self.document_comments.values().filter(|comment| comment.section_id == section.id && !comment.resolved)
    }

    fn suggestions_at<'a>(&'a self, section: &'a Section) -> impl Iterator<Item = &'a Suggestion> {
        let open = |one: &&Suggestion| one.section_id == section.id && one.status == SuggestionStatus::Open;
        self.suggestions.values().filter(open)
    }
}
