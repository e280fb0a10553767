//! The file store: folders, text files and whom they are shared with.

mod changing;
mod data;
mod reading;
mod sharing;
mod tree;
mod types;

use serde::Serialize;

use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Noun, Table};
use crate::world::World;
use crate::world::cast::Member;
use types::{File, Folder};

const FILE: Noun = Noun { name: "file", finder: "search_files" };
const FOLDER: Noun = Noun { name: "folder", finder: "list_folder" };

/// The whole store.
#[derive(Debug, Clone, Serialize)]
pub struct Files {
    files: Table<File>,
    folders: Table<Folder>,
    owner: Member,
    root_id: String,
}

impl Server for Files {
    const NAME: &'static str = "files";
    const TITLE: &'static str = "Files";
    const DESCRIPTION: &'static str = "The user's documents: folders, text files, and sharing them with people.";
    const INSTRUCTIONS: &'static str = "Files and folders are named by id; list_folder without arguments shows the top folder. \
        Files that others have shared may be read-only.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("list_folder", reading::list_folder),
            read("search_files", reading::search_files),
            read("get_file_info", reading::get_file_info),
            read("read_file", reading::read_file),
            write("create_file", changing::create_file),
            write("append_to_file", changing::append_to_file),
            write("create_folder", tree::create_folder),
            write("move_file", tree::move_file),
            write("rename_file", tree::rename_file),
            write("copy_file", tree::copy_file),
            write("delete_file", changing::delete_file).destructive(),
            write("share_file", sharing::share_file).idempotent(),
        ]
    }
}
