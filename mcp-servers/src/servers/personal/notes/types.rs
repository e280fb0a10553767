//! What notes hold and show.

use schemars::JsonSchema;
use serde::Serialize;

use crate::kit::Time;

/// What the user may do in a notebook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    Owner,
    Viewer,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Notebook {
    /// Id of the notebook.
    pub id: String,
    /// Name of the notebook.
    pub name: String,
    /// Whether the user may write in it.
    pub access: Access,
    /// Who shares it, where it is not the user's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shared_by: Option<String>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Note {
    /// Id of the note.
    pub id: String,
    /// Id of the notebook it is in.
    pub notebook_id: String,
    /// Title of the note.
    pub title: String,
    /// Markdown text, without the title.
    pub content: String,
    /// Tags in lower case.
    pub tags: Vec<String>,
    /// Whether it is kept at the top.
    pub pinned: bool,
    /// Whether it has been put away; such notes cannot be edited.
    pub archived: bool,
    /// Number of the present version; each change of title, content or tags adds one.
    pub version: i64,
    /// Id of the calendar event that the note was taken in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    /// When the note was created.
    pub created_at: Time,
    /// When the present version was saved.
    pub updated_at: Time,
}

/// A version that a later one has replaced.
#[derive(Debug, Clone, Serialize)]
pub struct NoteVersion {
    pub note_id: String,
    pub version: i64,
    pub title: String,
    pub content: String,
    pub tags: Vec<String>,
    pub saved_at: Time,
}

/// A note that another one names.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NoteLink {
    /// Id of the note.
    pub note_id: String,
    /// Title of the note.
    pub title: String,
}

impl NoteVersion {
    /// Its key in the table: sorted by number within a note.
    pub fn key(note_id: &str, version: i64) -> String {
        format!("{note_id}.{version:05}")
    }
}

impl Note {
    /// The present version as history keeps it.
    pub fn snapshot(&self) -> NoteVersion {
        NoteVersion {
            note_id: self.id.clone(),
            version: self.version,
            title: self.title.clone(),
            content: self.content.clone(),
            tags: self.tags.clone(),
            saved_at: self.updated_at,
        }
    }

    /// Ids of the notes that it links to, each once.
    pub fn links(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = Vec::new();
        for id in linked_ids(&self.content) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    }
}

/// What stands in links of the form `[words](note:id)`.
pub fn linked_ids(content: &str) -> impl Iterator<Item = &str> {
    content.split("](note:").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0))
}
