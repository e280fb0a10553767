//! The tools that look at notebooks and notes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{NOTE, NOTEBOOK, Notes};
use crate::kit::{Call, Cursor, Day, Int, Limit, Ordered, Query, Text, Time, ToolError, page, shorten};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct NotebookSummary {
    /// Id of the notebook.
    pub id: String,
    /// Name of the notebook.
    pub name: String,
    /// Whether the user may write in it.
    pub access: Access,
    /// Who shares it, where it is not the user's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shared_by: Option<String>,
    /// How many notes are in it, without archived ones.
    pub note_count: usize,
    /// How many archived notes are in it.
    pub archived_count: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct NotebookList {
    /// The notebooks, by name.
    pub notebooks: Vec<NotebookSummary>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct NoteSummary {
    /// Id of the note.
    pub id: String,
    /// Id of the notebook it is in.
    pub notebook_id: String,
    /// Title of the note.
    pub title: String,
    /// The first line of its content that is no heading.
    pub excerpt: String,
    /// Tags in lower case.
    pub tags: Vec<String>,
    /// Whether it is kept at the top.
    pub pinned: bool,
    /// Whether it has been put away.
    pub archived: bool,
    /// Number of the present version.
    pub version: i64,
    /// When the present version was saved.
    pub updated_at: Time,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct NoteList {
    /// The notes found: pinned ones first, then by last change.
    pub notes: Vec<NoteSummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct NoteView {
    /// The note; with the text of an earlier version if one was asked for.
    pub note: Note,
    /// Notes that its text links to.
    pub links: Vec<NoteLink>,
    /// Notes that link to it.
    pub backlinks: Vec<NoteLink>,
}

/// Lists the notebooks with how many notes are in each. Use it to get a notebook's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListNotebooks {}

/// Finds notes by words of title, content or tags, by notebook, tag or link. Use it to get a note's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchNotes {
    /// Words to search for; all of them must match.
    pub query: Option<Query>,
    /// Only notes of this notebook.
    pub notebook_id: Option<String>,
    /// Only notes with this tag.
    pub tag: Option<Text<40>>,
    /// Only notes that link to this note.
    pub links_to_note_id: Option<String>,
    /// Only notes taken in this calendar event.
    pub event_id: Option<String>,
    /// Only notes changed on this day or later.
    pub updated_since: Option<Day>,
    /// Whether to show only pinned notes (default false).
    pub pinned_only: Option<bool>,
    /// Whether to show archived notes too (default false).
    pub include_archived: Option<bool>,
    /// How many notes to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Returns one note in full with the notes it links to and those that link to it. Use it before update_note, which
/// wants the version that was read.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetNote {
    /// Id of the note.
    pub note_id: String,
    /// Number of an earlier version to read instead of the present one, as list_note_versions returns it.
    pub version: Option<Int<1, 99_999>>,
}

pub fn list_notebooks(notes: &Notes, _: &Call, _: ListNotebooks) -> Result<NotebookList> {
    let summary = |notebook: &Notebook| {
        let inside = notes.notes.values().filter(|note| note.notebook_id == notebook.id);
        let (archived, open): (Vec<&Note>, Vec<&Note>) = inside.partition(|note| note.archived);
        NotebookSummary {
            id: notebook.id.clone(),
            name: notebook.name.clone(),
            access: notebook.access,
            shared_by: notebook.shared_by.clone(),
            note_count: open.len(),
            archived_count: archived.len(),
        }
    };
    let mut notebooks: Vec<NotebookSummary> = notes.notebooks.values().map(summary).collect();
    notebooks.order_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    Ok(NotebookList { notebooks })
}

pub fn search_notes(notes: &Notes, _: &Call, args: SearchNotes) -> Result<NoteList> {
    if let Some(id) = &args.notebook_id {
        NOTEBOOK.get(&notes.notebooks, id)?;
    }
    if let Some(id) = &args.links_to_note_id {
        NOTE.get(&notes.notes, id)?;
    }
    let tag = args.tag.map(|tag| tag.0.trim_start_matches('#').to_lowercase());
    let found = |note: &&Note| {
        args.query.as_ref().is_none_or(|query| query.matches(texts(note)))
            && args.notebook_id.as_ref().is_none_or(|id| note.notebook_id == *id)
            && tag.as_ref().is_none_or(|tag| note.tags.contains(tag))
            && args.links_to_note_id.as_ref().is_none_or(|id| note.links().contains(&id.as_str()))
            && args.event_id.as_ref().is_none_or(|id| note.event_id.as_ref() == Some(id))
            && args.updated_since.is_none_or(|day| note.updated_at.day() >= day)
            && (note.pinned || !args.pinned_only.unwrap_or(false))
            && (!note.archived || args.include_archived.unwrap_or(false))
    };
    let mut found: Vec<&Note> = notes.notes.values().filter(found).collect();
    found.order_by(|a, b| (b.pinned, b.updated_at, &a.id).cmp(&(a.pinned, a.updated_at, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    Ok(NoteList { notes: found.into_iter().map(summary).collect(), next_cursor })
}

pub fn get_note(notes: &Notes, _: &Call, args: GetNote) -> Result<NoteView> {
    let present = NOTE.get(&notes.notes, &args.note_id)?;
    let note = match args.version.map(|version| version.0) {
        Some(version) if version != present.version => notes.version_of(present, version)?.shown_in(present),
        _ => present.clone(),
    };
    let link = |other: &Note| NoteLink { note_id: other.id.clone(), title: other.title.clone() };
    let links = note.links().into_iter().filter_map(|id| notes.notes.get(id)).map(link).collect();
    let names_it = |other: &&Note| other.id != note.id && other.links().contains(&note.id.as_str());
    let backlinks = notes.notes.values().filter(names_it).map(link).collect();
    Ok(NoteView { note, links, backlinks })
}

impl Notes {
    /// An earlier version of a note.
    pub(super) fn version_of(&self, note: &Note, version: i64) -> Result<&NoteVersion> {
        self.note_versions.get(&NoteVersion::key(&note.id, version)).ok_or_else(|| {
            ToolError::NotFound(format!(
                "The note {} has no version {version}; it is at version {}. Use list_note_versions to find one.",
                shorten(&note.title),
                note.version
            ))
        })
    }
}

impl NoteVersion {
    /// The note as it was at this version.
    fn shown_in(&self, present: &Note) -> Note {
        Note {
            title: self.title.clone(),
            content: self.content.clone(),
            tags: self.tags.clone(),
            version: self.version,
            updated_at: self.saved_at,
            ..present.clone()
        }
    }
}

pub(super) fn summary(note: &Note) -> NoteSummary {
    // Headings say little.
    let telling = |line: &&str| !line.trim().is_empty() && !line.starts_with('#');
    let first = note.content.lines().find(telling).or(note.content.lines().next()).unwrap_or_default();
    NoteSummary {
        id: note.id.clone(),
        notebook_id: note.notebook_id.clone(),
        title: note.title.clone(),
        excerpt: shorten(first),
        tags: note.tags.clone(),
        pinned: note.pinned,
        archived: note.archived,
        version: note.version,
        updated_at: note.updated_at,
    }
}

fn texts(note: &Note) -> impl Iterator<Item = &str> {
    [note.title.as_str(), note.content.as_str()].into_iter().chain(note.tags.iter().map(String::as_str))
}
