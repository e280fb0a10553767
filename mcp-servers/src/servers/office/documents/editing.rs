//! The tools that write: new documents, new sections and new texts, each as a version of its own.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Documents;
use super::reading::{DocumentOutline, GetDocumentOutline, SectionView, get_document_outline};
use super::types::*;
use crate::kit::{Call, Int, Text, Time, ToolError, conflict, invalid};
use crate::world::drafts;

type Result<T> = std::result::Result<T, ToolError>;

const MOST_SECTIONS: usize = 40;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Template {
    Blank,
    ProjectBrief,
    MeetingNotes,
    DecisionLog,
    Retrospective,
    StatusReport,
}

/// Creates a document of the user from a template with headings and hints. Edit its sections afterwards.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateDocument {
    /// Title of the document.
    pub title: Text<120>,
    /// What it begins with (default: blank, with one empty section).
    pub template: Option<Template>,
}

/// Replaces heading or text of a section. Fails if somebody has edited the document since expected_version; read it again then.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EditDocumentSection {
    /// Id of the section.
    pub section_id: String,
    /// Version of the document that the edit is made on.
    pub expected_version: Int<1, 1_000_000>,
    /// The new text, in markdown.
    pub text: Option<Text<8000>>,
    /// The new heading.
    pub heading: Option<Text<120>>,
    /// What was changed, for the version history.
    pub summary: Option<Text<120>>,
}

/// Adds a section to a document, at its end or after another section. Fails if expected_version is out of date.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddDocumentSection {
    /// Id of the document.
    pub document_id: String,
    /// Version of the document that the edit is made on.
    pub expected_version: Int<1, 1_000_000>,
    /// Heading of the section.
    pub heading: Text<120>,
    /// Text of the section, in markdown.
    pub text: Text<8000>,
    /// Id of the section that it follows (default: the last one).
    pub after_section_id: Option<String>,
}

pub fn create_document(all: &mut Documents, call: &mut Call, args: CreateDocument) -> Result<DocumentOutline> {
    let parts = match args.template.unwrap_or(Template::Blank) {
        Template::Blank => &[][..],
        Template::ProjectBrief => drafts::BRIEF.parts,
        Template::MeetingNotes => drafts::NOTES.parts,
        Template::DecisionLog => drafts::DECISIONS.parts,
        Template::Retrospective => drafts::RETRO.parts,
        Template::StatusReport => drafts::STATUS.parts,
    };
    let mut blank: Vec<(&str, String)> = parts.iter().map(|part| (part.heading, format!("*{}*", part.blank))).collect();
    if blank.is_empty() {
        blank.push(("Introduction", String::new()));
    }
    let section =
        |(heading, text): (&str, String)| Section { id: call.ids.mint("sec"), heading: heading.to_owned(), text };
    let sections = blank.into_iter().map(section).collect();
    let document = Document {
        id: call.ids.mint("doc"),
        title: args.title.0,
        sections,
        version: 1,
        owner: all.owner.clone(),
        shared_with: Vec::new(),
        created_at: call.now,
        modified_at: call.now,
        modified_by: all.owner.clone(),
    };
    let document_id = document.id.clone();
    all.save(document, "Created".to_owned());
    get_document_outline(all, call, GetDocumentOutline { document_id })
}

pub fn edit_document_section(all: &mut Documents, call: &mut Call, args: EditDocumentSection) -> Result<SectionView> {
    let (document, section) = all.home(&args.section_id)?;
    let mut document = all.allowed(&document.id, Role::Editor, "edit it")?.clone();
    check_version(&document, args.expected_version.0)?;
    if args.text.is_none() && args.heading.is_none() {
        return Err(invalid("Nothing to change: give text or heading."));
    }
    let same = args.text.as_ref().is_none_or(|text| text.0 == section.text)
        && args.heading.as_ref().is_none_or(|heading| heading.0 == section.heading);
    if same {
        return Err(conflict("The section says so already; nothing was changed."));
    }
    let summary = args.summary.map_or_else(|| format!("{} edited", section.heading), |text| text.0);
    for section in document.sections.iter_mut().filter(|section| section.id == args.section_id) {
        if let Some(Text(text)) = &args.text {
            section.text.clone_from(text);
        }
        if let Some(Text(heading)) = &args.heading {
            section.heading.clone_from(heading);
        }
    }
    all.save_edit(document, summary, call.now);
    let (document, section) = all.home(&args.section_id)?;
    Ok(all.view(document, section))
}

pub fn add_document_section(all: &mut Documents, call: &mut Call, args: AddDocumentSection) -> Result<SectionView> {
    let mut document = all.allowed(&args.document_id, Role::Editor, "edit it")?.clone();
    check_version(&document, args.expected_version.0)?;
    if document.sections.len() >= MOST_SECTIONS {
        return Err(conflict(format!("{} has {MOST_SECTIONS} sections, which is the limit.", document.title)));
    }
    let place = match &args.after_section_id {
        None => document.sections.len(),
        Some(id) => {
            let place = document.sections.iter().position(|section| section.id == *id);
            1 + place.ok_or_else(|| {
                invalid("Argument `after_section_id` is no section of this document. Use get_document_outline.")
            })?
        }
    };
    let id = call.ids.mint("sec");
    let summary = format!("{} added", args.heading.0);
    document.sections.insert(place, Section { id: id.clone(), heading: args.heading.0, text: args.text.0 });
    all.save_edit(document, summary, call.now);
    let (document, section) = all.home(&id)?;
    Ok(all.view(document, section))
}

/// An edit is made on what its author has read, or not at all.
pub fn check_version(document: &Document, expected: i64) -> Result<()> {
    if document.version == expected {
        return Ok(());
    }
    let who = &document.modified_by.name;
    Err(conflict(format!(
        "{} is at version {}, not {expected}; {who} changed it on {}. Read the section again and repeat the edit.",
        document.title,
        document.version,
        document.modified_at.spoken()
    )))
}

impl Documents {
    /// Keeps an edit by the user as the next version.
    pub fn save_edit(&mut self, mut document: Document, summary: String, now: Time) {
        document.version += 1;
        document.modified_at = now;
        document.modified_by = self.owner.clone();
        self.save(document, summary);
    }

    fn save(&mut self, document: Document, summary: String) {
        let revision = Revision {
            document_id: document.id.clone(),
            version: document.version,
            title: document.title.clone(),
            sections: document.sections.clone(),
            author: document.modified_by.clone(),
            saved_at: document.modified_at,
            summary,
        };
        self.revisions.insert(revision_key(&document.id, document.version), revision);
        self.documents.insert(document.id.clone(), document);
    }
}

/// Where a version is kept.
pub fn revision_key(document_id: &str, version: i64) -> String {
    format!("{document_id}@{version:06}")
}
