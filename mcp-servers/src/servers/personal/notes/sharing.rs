//! Notes as resources and as the beginning of conversations.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Deserialize;

use super::types::*;
use super::{NOTE, Notes};
use crate::kit::{Listed, Message, Ordered, Time, ToolError, shorten};

type Result<T> = std::result::Result<T, ToolError>;

/// Sums a notebook up: what has been decided, what is open and which notes are out of date.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SummarizeNotebook {
    /// Name of the notebook.
    pub notebook: String,
}

/// Turns the open points of a note into tasks with owners and days.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TurnNoteIntoTasks {
    /// Title of the note.
    pub note: String,
}

pub fn listed(notes: &Notes) -> Vec<Listed> {
    notes.notes.values().map(|note| Listed { values: vec![note.id.clone()], title: note.title.clone() }).collect()
}

pub fn markdown(notes: &Notes, note_id: &str) -> Result<String> {
    let note = NOTE.get(&notes.notes, note_id)?;
    let tags: String = note.tags.iter().map(|tag| format!(" #{tag}")).collect();
    Ok(format!(
        "# {}\n\n{}\n\n---\nVersion {}, {}{tags}\n",
        note.title,
        note.content,
        note.version,
        note.updated_at.spoken()
    ))
}

pub fn index(notes: &Notes) -> String {
    let mut text = String::from("# Notes\n");
    for notebook in sorted_notebooks(notes) {
        let inside = inside(notes, notebook);
        if inside.is_empty() {
            continue;
        }
        let _ = write!(text, "\n## {}\n\n", notebook.name);
        for note in inside {
            let _ = writeln!(text, "- [{}](notes://{}), {}", note.title, note.id, note.updated_at.day().spoken());
        }
    }
    text
}

pub fn notebook_names(notes: &Notes) -> Vec<String> {
    notes.notebooks.values().map(|notebook| notebook.name.clone()).collect()
}

pub fn note_titles(notes: &Notes) -> Vec<String> {
    notes.notes.values().map(|note| note.title.clone()).collect()
}

pub fn summarize_notebook(notes: &Notes, now: Time, args: SummarizeNotebook) -> Result<Vec<Message>> {
    let wanted = args.notebook.to_lowercase();
    let notebook = sorted_notebooks(notes).into_iter().find(|notebook| notebook.name.to_lowercase() == wanted);
    let notebook = notebook.ok_or_else(|| {
        ToolError::NotFound(format!("No notebook is called {}. Use list_notebooks.", shorten(&args.notebook)))
    })?;
    let mut text = format!(
        "Sum up my notebook {} ({}) as of {}. Read each note with get_note. Tell me in at most ten lines: what has been \
         decided, what is still open and who has to act, and which notes look out of date. Name notes by their titles.\n\
         The notes are:\n",
        notebook.name,
        notebook.id,
        now.day().spoken()
    );
    for note in inside(notes, notebook) {
        let _ = writeln!(text, "- {} ({}), last changed {}", note.title, note.id, note.updated_at.day().spoken());
    }
    Ok(vec![Message::User(text)])
}

pub fn turn_note_into_tasks(notes: &Notes, now: Time, args: TurnNoteIntoTasks) -> Result<Vec<Message>> {
    let wanted = args.note.to_lowercase();
    let note =
        notes.notes.values().find(|note| note.title.to_lowercase() == wanted).ok_or_else(|| {
            ToolError::NotFound(format!("No note is called {}. Use search_notes.", shorten(&args.note)))
        })?;
    Ok(vec![Message::User(format!(
        "Turn what is open in this note into tasks. Today is {}. Make one task for each open point, with an assignee where \
         a person is named and a due day where one can be told; do not make tasks of decisions. Look for tasks that exist \
         already before creating any, and at the end list what was made. The note {} ({}) says:\n\n{}",
        now.day().spoken(),
        note.title,
        note.id,
        note.content
    ))])
}

fn sorted_notebooks(notes: &Notes) -> Vec<&Notebook> {
    let mut notebooks: Vec<&Notebook> = notes.notebooks.values().collect();
    notebooks.order_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    notebooks
}

/// The notes of a notebook that are not archived, by last change.
fn inside<'a>(notes: &'a Notes, notebook: &Notebook) -> Vec<&'a Note> {
    let mut inside: Vec<&Note> =
        notes.notes.values().filter(|note| note.notebook_id == notebook.id && !note.archived).collect();
    inside.order_by(|a, b| (b.updated_at, &a.id).cmp(&(a.updated_at, &b.id)));
    inside
}
