//! The tools for what was: version history, going back, and exports that stay as they are.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::editing::{check_version, revision_key};
use super::reading::{DocumentOutline, GetDocumentOutline, get_document_outline};
use super::types::*;
use super::{DOCUMENT, Documents, markdown};
use crate::kit::{Call, Cursor, Int, Limit, Ordered, Time, ToolError, conflict, invalid, page};
use crate::world::cast::Member;

type Result<T> = std::result::Result<T, ToolError>;

const EXPORT_DAYS: i64 = 7;

/// Lists the versions of a document with author and summary, newest first. Use it to find the version to restore or export.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListDocumentVersions {
    /// Id of the document.
    pub document_id: String,
    /// How many versions to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct VersionSummary {
    /// Number of the version.
    pub version: i64,
    /// Who saved it.
    pub author: Member,
    /// When it was saved.
    pub saved_at: Time,
    /// What was changed.
    pub summary: String,
    /// How many sections it has.
    pub section_count: usize,
    /// How many words it has.
    pub word_count: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct VersionList {
    /// Title of the document.
    pub title: String,
    /// The versions, newest first.
    pub versions: Vec<VersionSummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Brings the text of an earlier version back, as a new version. Needs the role of an editor; fails if expected_version is out of date.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreDocumentVersion {
    /// Id of the document.
    pub document_id: String,
    /// Number of the version to bring back.
    #[schemars(example = 1)]
    pub version: Int<1, 1_000_000>,
    /// Version that the document has now.
    pub expected_version: Int<1, 1_000_000>,
}

/// Exports a document, or an earlier version of it, to a file that can be read as a resource for a week.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportDocument {
    /// Id of the document.
    pub document_id: String,
    /// Kind of file.
    pub format: ExportFormat,
    /// Number of the version (default: the present one).
    #[schemars(example = 1)]
    pub version: Option<Int<1, 1_000_000>>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ExportLink {
    /// Id of the export.
    pub export_id: String,
    /// Address of the resource to read.
    pub uri: String,
    /// Name of the file.
    pub name: String,
    /// Kind of content.
    pub mime_type: String,
    /// Size of the content in bytes.
    pub size_bytes: usize,
    /// Version that was exported.
    pub version: i64,
    /// Until when it can be read.
    pub expires_at: Time,
}

pub fn list_document_versions(all: &Documents, _: &Call, args: ListDocumentVersions) -> Result<VersionList> {
    let document = DOCUMENT.get(&all.documents, &args.document_id)?;
    let mut found: Vec<&Revision> =
        all.revisions.values().filter(|revision| revision.document_id == document.id).collect();
    found.order_by_key(|revision| std::cmp::Reverse(revision.version));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 20);
    let summary = |revision: &Revision| VersionSummary {
        version: revision.version,
        author: revision.author.clone(),
        saved_at: revision.saved_at,
        summary: revision.summary.clone(),
        section_count: revision.sections.len(),
        word_count: revision.sections.iter().map(|section| markdown::words(&section.text)).sum(),
    };
    Ok(VersionList { title: document.title.clone(), versions: found.into_iter().map(summary).collect(), next_cursor })
}

pub fn restore_document_version(
    all: &mut Documents,
    call: &mut Call,
    args: RestoreDocumentVersion,
) -> Result<DocumentOutline> {
    let mut document = all.allowed(&args.document_id, Role::Editor, "restore versions")?.clone();
    check_version(&document, args.expected_version.0)?;
    let revision = revision(all, &document, args.version.0)?;
    if revision.sections == document.sections && revision.title == document.title {
        return Err(conflict(format!("The text of version {} is the present one.", revision.version)));
    }
    document.title.clone_from(&revision.title);
    document.sections.clone_from(&revision.sections);
    let summary = format!("Version {} restored", revision.version);
    all.save_edit(document, summary, call.now);
    get_document_outline(all, call, GetDocumentOutline { document_id: args.document_id })
}

pub fn export_document(all: &mut Documents, call: &mut Call, args: ExportDocument) -> Result<ExportLink> {
    let document = DOCUMENT.get(&all.documents, &args.document_id)?;
    let version = args.version.map_or(document.version, |version| version.0);
    let revision = revision(all, document, version)?;
    let export = export_of(revision, args.format, call.ids.mint("exp"), call.now);
    all.exports.insert(export.export_id.clone(), export.clone());
    let (folder, mime) = match export.format {
        ExportFormat::Markdown => ("markdown", "text/markdown"),
        ExportFormat::Html => ("html", "text/html"),
    };
    Ok(ExportLink {
        uri: format!("documents://exports/{folder}/{}", export.export_id),
        export_id: export.export_id,
        name: export.name,
        mime_type: mime.to_owned(),
        size_bytes: export.content.len(),
        version,
        expires_at: export.expires_at,
    })
}

/// A version as a file of its own.
pub fn export_of(revision: &Revision, format: ExportFormat, export_id: String, now: Time) -> Export {
    let (content, ending) = match format {
        ExportFormat::Markdown => (markdown::text(&revision.title, &revision.sections), "md"),
        ExportFormat::Html => (markdown::html(&revision.title, &revision.sections), "html"),
    };
    Export {
        export_id,
        document_id: revision.document_id.clone(),
        version: revision.version,
        format,
        name: format!("{}.{ending}", revision.title),
        content,
        expires_at: now.plus_days(EXPORT_DAYS),
    }
}

/// The contents of an export, while it is there.
pub fn exported(all: &Documents, export_id: &str, format: ExportFormat, now: Time) -> Result<String> {
    let export = all.exports.get(export_id).filter(|export| export.format == format);
    let export = export.ok_or_else(|| invalid("There is no such export. Use export_document."))?;
    if export.expires_at < now {
        return Err(invalid(format!(
            "The export expired on {}. Use export_document again.",
            export.expires_at.spoken()
        )));
    }
    Ok(export.content.clone())
}

fn revision<'a>(all: &'a Documents, document: &Document, version: i64) -> Result<&'a Revision> {
    all.revisions.get(&revision_key(&document.id, version)).ok_or_else(|| {
        ToolError::NotFound(format!(
            "{} has no version {version}; it is at version {}. Use list_document_versions.",
            document.title, document.version
        ))
    })
}
