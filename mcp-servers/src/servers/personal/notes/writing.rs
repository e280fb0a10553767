//! The tools that write notes, each change under a version number.

use schemars::JsonSchema;
use serde::Deserialize;

use super::types::*;
use super::{NOTE, NOTEBOOK, Notes};
use crate::kit::{Call, Int, Text, Time, ToolError, conflict, invalid, not_allowed, shorten};

type Result<T> = std::result::Result<T, ToolError>;

/// How long a note can become, in characters.
const LONGEST: usize = 40_000;

/// Creates a note in a notebook. Fails if the notebook has a note of that title or if the text links to a note that
/// does not exist.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateNote {
    /// Id of the notebook.
    pub notebook_id: String,
    /// Title of the note.
    pub title: Text<120>,
    /// Markdown text, without the title; other notes are linked as [words](note:note_id).
    pub content: Text<20000>,
    /// Tags such as travel.
    #[schemars(length(max = 10))]
    pub tags: Option<Vec<Text<40>>>,
}

/// Replaces title, content or tags of a note; what is left out stays as it is. Fails if somebody has changed the note
/// since the expected version was read; the old text stays in the history.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateNote {
    /// Id of the note.
    pub note_id: String,
    /// Version of the note that was read, as get_note returns it.
    pub expected_version: Int<1, 99_999>,
    /// New title.
    pub title: Option<Text<120>>,
    /// New markdown text, in place of all the old one.
    pub content: Option<Text<20000>>,
    /// New tags, in place of all the old ones.
    #[schemars(length(max = 10))]
    pub tags: Option<Vec<Text<40>>>,
}

/// Adds text to a note, at its end or at the end of one section. Use it for journals and lists: no version is needed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AppendToNote {
    /// Id of the note.
    pub note_id: String,
    /// Markdown text to add, on lines of its own.
    pub text: Text<5000>,
    /// Heading of the section to add it to, without # signs (default: the end of the note).
    pub section: Option<Text<120>>,
}

/// Moves a note to another notebook, pins or unpins it, puts it into the archive or takes it out. Archiving unpins.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganizeNote {
    /// Id of the note.
    pub note_id: String,
    /// Id of the notebook to move it to.
    pub notebook_id: Option<String>,
    /// Whether it is kept at the top.
    pub pinned: Option<bool>,
    /// Whether it is put away.
    pub archived: Option<bool>,
}

pub fn create_note(notes: &mut Notes, call: &mut Call, args: CreateNote) -> Result<Note> {
    notes.writable(&args.notebook_id)?;
    notes.check_title(&args.notebook_id, &args.title.0, None)?;
    notes.check_links("content", &args.content.0)?;
    let note = Note {
        id: call.ids.mint("not"),
        notebook_id: args.notebook_id,
        title: args.title.0,
        content: args.content.0,
        tags: tags(args.tags.unwrap_or_default())?,
        pinned: false,
        archived: false,
        version: 1,
        event_id: None,
        created_at: call.now,
        updated_at: call.now,
    };
    notes.notes.insert(note.id.clone(), note.clone());
    Ok(note)
}

pub fn update_note(notes: &mut Notes, call: &mut Call, args: UpdateNote) -> Result<Note> {
    let note = notes.editable(&args.note_id)?.clone();
    note.expect(args.expected_version.0)?;
    if args.title.is_none() && args.content.is_none() && args.tags.is_none() {
        return Err(invalid("Nothing to change: give at least one of title, content or tags."));
    }
    if let Some(title) = &args.title {
        notes.check_title(&note.notebook_id, &title.0, Some(&note.id))?;
    }
    if let Some(content) = &args.content {
        notes.check_links("content", &content.0)?;
    }
    let changed = Note {
        tags: args.tags.map_or_else(|| Ok(note.tags.clone()), tags)?,
        title: args.title.map_or_else(|| note.title.clone(), |title| title.0),
        content: args.content.map_or_else(|| note.content.clone(), |content| content.0),
        ..note.clone()
    };
    Ok(notes.save(&note, changed, call.now))
}

pub fn append_to_note(notes: &mut Notes, call: &mut Call, args: AppendToNote) -> Result<Note> {
    let note = notes.editable(&args.note_id)?.clone();
    notes.check_links("text", &args.text.0)?;
    if note.content.chars().count() + args.text.0.chars().count() >= LONGEST {
        return Err(conflict(format!(
            "The note would be longer than {LONGEST} characters. Use create_note for a new one and link to it."
        )));
    }
    let content = match args.section {
        None => format!("{}\n{}", note.content.trim_end(), args.text.0),
        Some(section) => into_section(&note.content, &section.0, &args.text.0).ok_or_else(|| {
            ToolError::NotFound(format!(
                "The note {} has no section {}. Use get_note to see its headings.",
                shorten(&note.title),
                shorten(&section.0)
            ))
        })?,
    };
    Ok(notes.save(&note, Note { content, ..note.clone() }, call.now))
}

pub fn organize_note(notes: &mut Notes, _: &mut Call, args: OrganizeNote) -> Result<Note> {
    let note = NOTE.get(&notes.notes, &args.note_id)?;
    if args.notebook_id.is_none() && args.pinned.is_none() && args.archived.is_none() {
        return Err(invalid("Nothing to change: give at least one of notebook_id, pinned or archived."));
    }
    notes.writable(&note.notebook_id)?;
    let archived = args.archived.unwrap_or(note.archived);
    if archived && args.pinned == Some(true) {
        return Err(conflict("An archived note cannot be pinned. Set archived to false to take it out."));
    }
    if let Some(notebook_id) = &args.notebook_id {
        notes.writable(notebook_id)?;
        notes.check_title(notebook_id, &note.title, Some(&note.id))?;
    }
    let note = NOTE.get_mut(&mut notes.notes, &args.note_id)?;
    note.notebook_id = args.notebook_id.unwrap_or_else(|| note.notebook_id.clone());
    note.archived = archived;
    note.pinned = args.pinned.unwrap_or(note.pinned) && !archived;
    Ok(note.clone())
}

impl Notes {
    /// Refuses a notebook that the user may only read.
    fn writable(&self, notebook_id: &str) -> Result<()> {
        let notebook = NOTEBOOK.get(&self.notebooks, notebook_id)?;
        if notebook.access == Access::Owner {
            return Ok(());
        }
        let whose = notebook.shared_by.as_deref().unwrap_or("somebody else");
        Err(not_allowed(format!(
            "The notebook {} is shared by {whose} for reading only. Use list_notebooks to find one to write in.",
            notebook.name
        )))
    }

    /// A note whose text may be changed.
    pub(super) fn editable(&self, note_id: &str) -> Result<&Note> {
        let note = NOTE.get(&self.notes, note_id)?;
        self.writable(&note.notebook_id)?;
        if note.archived {
            return Err(conflict(format!(
                "The note {} is archived. Use organize_note with archived false first.",
                shorten(&note.title)
            )));
        }
        Ok(note)
    }

    fn check_title(&self, notebook_id: &str, title: &str, except: Option<&str>) -> Result<()> {
        let title_there = |note: &&Note| {
            note.notebook_id == notebook_id
                && note.title.to_lowercase() == title.to_lowercase()
                && except != Some(note.id.as_str())
        };
        match self.notes.values().find(title_there) {
            Some(other) => Err(conflict(format!(
                "The notebook has a note called {} already ({}). Choose another title or use append_to_note.",
                shorten(&other.title),
                other.id
            ))),
            None => Ok(()),
        }
    }

    fn check_links(&self, argument: &str, content: &str) -> Result<()> {
        match linked_ids(content).find(|id| !self.notes.contains_key(*id)) {
            Some(id) => Err(invalid(format!(
                "Argument `{argument}`: it links to note:{}, which does not exist. Use search_notes to find ids.",
                shorten(id)
            ))),
            None => Ok(()),
        }
    }

    /// Puts the old version into the history and the new one in its place.
    pub(super) fn save(&mut self, old: &Note, new: Note, now: Time) -> Note {
        let kept = old.snapshot();
        self.note_versions.insert(NoteVersion::key(&old.id, old.version), kept);
        let new = Note { version: old.version + 1, updated_at: now, ..new };
        self.notes.insert(new.id.clone(), new.clone());
        new
    }
}

impl Note {
    pub(super) fn expect(&self, version: i64) -> Result<()> {
        if self.version == version {
            return Ok(());
        }
        Err(conflict(format!(
            "The note {} is at version {} now, not {version}. Use get_note to read it and merge the changes.",
            shorten(&self.title),
            self.version
        )))
    }
}

/// Tags as they are kept: lower case, without #, each once.
fn tags(tags: Vec<Text<40>>) -> Result<Vec<String>> {
    if tags.len() > 10 {
        return Err(invalid("Argument `tags`: a note can have at most 10 tags."));
    }
    let mut kept: Vec<String> =
        tags.into_iter().map(|tag| tag.0.trim_start_matches('#').trim().to_lowercase()).collect();
    if kept.iter().any(String::is_empty) {
        return Err(invalid("Argument `tags`: a tag has no letters."));
    }
    kept.sort();
    kept.dedup();
    Ok(kept)
}

/// The level and words of a markdown heading.
fn heading(line: &str) -> Option<(usize, &str)> {
    let words = line.trim_start_matches('#');
    let level = line.len() - words.len();
    (level > 0 && words.starts_with(' ')).then(|| (level, words.trim()))
}

/// Adds text at the end of a section; `None` where there is no such heading.
fn into_section(content: &str, section: &str, text: &str) -> Option<String> {
    let lines: Vec<&str> = content.lines().collect();
    let wanted = section.trim_start_matches('#').trim().to_lowercase();
    let (start, level) = lines.iter().enumerate().find_map(|(index, line)| {
        let (level, words) = heading(line)?;
        (words.to_lowercase() == wanted).then_some((index, level))
    })?;
    let later = lines.iter().enumerate().skip(start + 1);
    let next = later.filter_map(|(index, line)| Some((index, heading(line)?.0))).find(|(_, other)| *other <= level);
    let end = next.map_or(lines.len(), |(index, _)| index);
    let (before, after) = lines.split_at(end);
    let mut whole = format!("{}\n{text}", before.join("\n").trim_end());
    if !after.is_empty() {
        whole.push_str("\n\n");
        whole.push_str(&after.join("\n"));
    }
    Some(whole)
}
