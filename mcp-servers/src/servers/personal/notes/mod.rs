//! Notes: notebooks of markdown with tags, links between notes and a history of versions.

mod data;
mod history;
mod reading;
mod sharing;
mod types;
mod words;
mod writing;

use serde::Serialize;

use crate::kit::prompt::{self, Prompt};
use crate::kit::resource::{self, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Noun, Table};
use crate::world::World;
use types::{Note, NoteVersion, Notebook};

const NOTE: Noun = Noun { name: "note", finder: "search_notes" };
const NOTEBOOK: Noun = Noun { name: "notebook", finder: "list_notebooks" };

/// All notebooks with what is in them.
#[derive(Debug, Clone, Serialize)]
pub struct Notes {
    /// Earlier versions, by note and number.
    note_versions: Table<NoteVersion>,
    notebooks: Table<Notebook>,
    notes: Table<Note>,
}

impl Server for Notes {
    const NAME: &'static str = "notes";
    const TITLE: &'static str = "Notes";
    const DESCRIPTION: &'static str =
        "The user's notebooks: notes in markdown with tags, links between notes and a history that can be restored.";
    const INSTRUCTIONS: &'static str = "Content is markdown without the title. A note is linked as [words](note:note_id). \
        Read a note before updating it: update_note wants the version that was read. append_to_note needs no version.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("list_notebooks", reading::list_notebooks),
            read("search_notes", reading::search_notes),
            read("get_note", reading::get_note),
            write("create_note", writing::create_note),
            write("update_note", writing::update_note).destructive(),
            write("append_to_note", writing::append_to_note),
            write("organize_note", writing::organize_note).idempotent(),
            read("list_note_versions", history::list_note_versions),
            write("restore_note_version", history::restore_note_version).destructive(),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        vec![
            resource::fixed(
                "notes://index",
                "notes_index",
                "All notes by notebook, with their addresses.",
                "text/markdown",
                |notes, _| Ok(sharing::index(notes)),
            ),
            resource::template(
                "notes://{note_id}",
                "note",
                "One note as markdown, with its title as heading.",
                "text/markdown",
                sharing::listed,
                |notes, _, vars| sharing::markdown(notes, vars.get("note_id")),
            ),
        ]
    }

    fn prompts() -> Vec<Prompt<Self>> {
        vec![
            prompt::new("summarize_notebook", sharing::summarize_notebook)
                .complete("notebook", sharing::notebook_names),
            prompt::new("turn_note_into_tasks", sharing::turn_note_into_tasks).complete("note", sharing::note_titles),
        ]
    }
}
