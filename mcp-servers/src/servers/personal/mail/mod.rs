//! The mail box: folders, messages, drafts.

mod data;
mod reading;
mod sorting;
mod types;
mod writing;

use serde::Serialize;

use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Noun, Table};
use crate::world::World;
use types::{Address, Folder, Message};

const MESSAGE: Noun = Noun { name: "message", finder: "search_messages" };
const FOLDER: Noun = Noun { name: "mail folder", finder: "list_mail_folders" };

/// The whole mail box.
#[derive(Debug, Clone, Serialize)]
pub struct Mail {
    /// Names of people who have an address here.
    directory: Table<String>,
    folders: Table<Folder>,
    messages: Table<Message>,
    owner: Address,
}

impl Server for Mail {
    const NAME: &'static str = "mail";
    const TITLE: &'static str = "Mail";
    const DESCRIPTION: &'static str = "The user's mail box: search, read, write, answer and sort messages.";
    const INSTRUCTIONS: &'static str =
        "Search first; the other tools take message ids. People are named by mail address, which contacts know.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("list_mail_folders", reading::list_mail_folders),
            read("search_messages", reading::search_messages),
            read("get_message", reading::get_message),
            write("send_message", writing::send_message),
            write("reply_to_message", writing::reply_to_message),
            write("forward_message", writing::forward_message),
            write("create_draft", writing::create_draft),
            write("send_draft", writing::send_draft),
            write("move_message", sorting::move_message),
            write("mark_message", sorting::mark_message).idempotent(),
            write("delete_message", sorting::delete_message).destructive(),
        ]
    }
}
