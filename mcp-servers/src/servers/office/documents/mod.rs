//! Shared documents: sections, comments, suggestions, roles, versions and exports.

mod data;
mod editing;
mod markdown;
mod reading;
mod remarks;
mod sharing;
mod types;
mod versions;

use serde::Serialize;

use crate::kit::prompt::{self, Message, Prompt};
use crate::kit::resource::{self, Listed, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Noun, Table};
use crate::world::World;
use crate::world::cast::Member;
use types::{Document, DocumentComment, Export, ExportFormat, Revision, Suggestion};

const DOCUMENT: Noun = Noun { name: "document", finder: "search_documents" };
const COMMENT: Noun = Noun { name: "document comment", finder: "list_document_comments" };
const SUGGESTION: Noun = Noun { name: "suggestion", finder: "read_document_section" };

/// All documents that the user can open.
#[derive(Debug, Clone, Serialize)]
pub struct Documents {
    document_comments: Table<DocumentComment>,
    documents: Table<Document>,
    exports: Table<Export>,
    owner: Member,
    /// Names of people whose address is known.
    people: Table<String>,
    revisions: Table<Revision>,
    suggestions: Table<Suggestion>,
}

impl Server for Documents {
    const NAME: &'static str = "documents";
    const TITLE: &'static str = "Documents";
    const DESCRIPTION: &'static str =
        "Shared text documents in sections, with comments, suggestions, roles, version history and export.";
    const INSTRUCTIONS: &'static str = "A document has sections with ids and a version that every edit raises: pass the version that you have read \
        as expected_version. Viewers read, commenters comment and suggest, editors edit, and the owner shares.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("search_documents", reading::search_documents),
            read("get_document_outline", reading::get_document_outline),
            read("read_document_section", reading::read_document_section),
            write("create_document", editing::create_document),
            write("edit_document_section", editing::edit_document_section).destructive(),
            write("add_document_section", editing::add_document_section),
            read("list_document_comments", remarks::list_document_comments),
            write("comment_on_document", remarks::comment_on_document),
            write("resolve_document_comment", remarks::resolve_document_comment),
            write("suggest_document_edit", remarks::suggest_document_edit),
            write("decide_document_suggestion", remarks::decide_document_suggestion).destructive(),
            write("share_document", sharing::share_document).idempotent(),
            read("list_document_versions", versions::list_document_versions),
            write("restore_document_version", versions::restore_document_version).destructive(),
            write("export_document", versions::export_document),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        vec![
            resource::template(
                "documents://documents/{document_id}",
                "document",
                "The whole text of a document as it is now.",
                "text/markdown",
                |all: &Self| {
                    let one = |document: &Document| Listed {
                        values: vec![document.id.clone()],
                        title: document.title.clone(),
                    };
                    all.documents.values().map(one).collect()
                },
                |all, _, vars| {
                    let document = DOCUMENT.get(&all.documents, vars.get("document_id"))?;
                    Ok(markdown::text(&document.title, &document.sections))
                },
            ),
            export(
                "documents://exports/markdown/{export_id}",
                "markdown_export",
                "text/markdown",
                ExportFormat::Markdown,
            ),
            export("documents://exports/html/{export_id}", "html_export", "text/html", ExportFormat::Html),
        ]
    }

    fn prompts() -> Vec<Prompt<Self>> {
        vec![
            prompt::new("review_document", |all, now, args: reading::ReviewDocument| {
                Ok(vec![Message::User(reading::review(all, now, &args)?)])
            })
            .complete("document", |all| all.documents.values().map(|document| document.title.clone()).collect())
            .complete("focus", |_| ["clarity", "facts", "tone", "risks"].map(str::to_owned).to_vec()),
        ]
    }
}

/// Exports of one format, until they expire.
fn export(uri: &'static str, name: &'static str, mime: &'static str, format: ExportFormat) -> Resource<Documents> {
    let list = move |all: &Documents| {
        let exports = all.exports.values().filter(|export| export.format == format);
        let one = |export: &Export| Listed { values: vec![export.export_id.clone()], title: export.name.clone() };
        exports.map(one).collect()
    };
    let description = "A document as it was when export_document was called; available for a week.";
    resource::template(uri, name, description, mime, list, move |all, now, vars| {
        versions::exported(all, vars.get("export_id"), format, now)
    })
}
