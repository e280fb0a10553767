//! The tools that look back: versions of a note and their return.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{NOTE, Notes};
use crate::kit::{Call, Int, Time, ToolError, conflict};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct VersionSummary {
    /// Number of the version.
    pub version: i64,
    /// Title at that time.
    pub title: String,
    /// How many characters the content had.
    pub characters: usize,
    /// When it was saved.
    pub saved_at: Time,
    /// Whether it is the present version.
    pub current: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct VersionList {
    /// Id of the note.
    pub note_id: String,
    /// The versions, newest first.
    pub versions: Vec<VersionSummary>,
}

/// Lists the versions of a note, newest first. Use it before get_note or restore_note_version with an earlier version.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListNoteVersions {
    /// Id of the note.
    pub note_id: String,
}

/// Brings back title, content and tags of an earlier version as a new version; nothing of the history is lost.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreNoteVersion {
    /// Id of the note.
    pub note_id: String,
    /// Number of the version to bring back.
    pub version: Int<1, 99_999>,
    /// Present version of the note, to fail if it has changed since (default: restore whatever the present version).
    pub expected_version: Option<Int<1, 99_999>>,
}

pub fn list_note_versions(notes: &Notes, _: &Call, args: ListNoteVersions) -> Result<VersionList> {
    let note = NOTE.get(&notes.notes, &args.note_id)?;
    let present = note.snapshot();
    let earlier = notes.note_versions.range(NoteVersion::key(&note.id, 0)..NoteVersion::key(&note.id, note.version));
    let summary = |version: &NoteVersion| VersionSummary {
        version: version.version,
        title: version.title.clone(),
        characters: version.content.chars().count(),
        saved_at: version.saved_at,
        current: version.version == note.version,
    };
    let mut versions: Vec<VersionSummary> =
        earlier.map(|(_, version)| version).chain([&present]).map(summary).collect();
    versions.reverse();
    Ok(VersionList { note_id: note.id.clone(), versions })
}

pub fn restore_note_version(notes: &mut Notes, call: &mut Call, args: RestoreNoteVersion) -> Result<Note> {
    let note = notes.editable(&args.note_id)?.clone();
    if let Some(version) = args.expected_version {
        note.expect(version.0)?;
    }
    if args.version.0 == note.version {
        return Err(conflict(format!(
            "Version {} is the present one. Use list_note_versions to find earlier ones.",
            note.version
        )));
    }
    let NoteVersion { title, content, tags, .. } = notes.version_of(&note, args.version.0)?.clone();
    Ok(notes.save(&note, Note { title, content, tags, ..note.clone() }, call.now))
}
