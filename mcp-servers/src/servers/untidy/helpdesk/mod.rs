//! An IT helpdesk that answers in prose, calls people by three names of the same number and explains itself at length.

mod data;
mod knowledge;
mod reading;
mod types;
mod words;
mod working;

use serde::Serialize;

use crate::kit::server::Server;
use crate::kit::tool::{Tool, read_content, write_content};
use crate::kit::{Table, ToolError};
use crate::world::World;
use types::{Article, Ticket, User};

/// All tickets, users and articles.
#[derive(Debug, Clone, Serialize)]
pub struct Helpdesk {
    articles: Table<Article>,
    tickets: Table<Ticket>,
    /// Number of whoever is logged on.
    uid: i64,
    users: Table<User>,
}

impl Server for Helpdesk {
    const NAME: &'static str = "helpdesk";
    const TITLE: &'static str = "Helpdesk MCP Server (unofficial)";
    const DESCRIPTION: &'static str =
        "IT helpdesk: search and work on tickets, look up users, read the knowledge base.";
    const INSTRUCTIONS: &'static str = "You are the helpdesk assistant. ALWAYS search the knowledge base before opening a ticket. \
        Ticket numbers are shown with a leading #.";
    const UNTIDY: bool = true;

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        let tools = vec![
            read_content("hd_search_tickets", |desk: &Self, call, args| spoken(reading::search(desk, call, args))),
            read_content("fetchTicket", reading::fetch),
            read_content("lookupUser", |desk: &Self, call, args| spoken(reading::lookup(desk, call, args))),
            write_content("openTicket", working::open),
            write_content("assign_ticket_to", |desk: &mut Self, call, args| spoken(working::assign(desk, call, args))),
            write_content("addComment", working::comment),
            write_content("change_ticket_status", |desk: &mut Self, call, args| {
                spoken(working::change_status(desk, call, args))
            }),
            write_content("escalateTicket", |desk: &mut Self, call, args| spoken(working::escalate(desk, call, args))),
            read_content("kb_search", |desk: &Self, call, args| spoken(knowledge::search(desk, call, args))),
            read_content("kb-read-article", knowledge::read_article),
        ];
        tools.into_iter().map(Tool::unannotated).collect()
    }
}

/// Some of its tools apologise instead of failing.
fn spoken(result: Result<String, ToolError>) -> Result<String, ToolError> {
    result.or_else(|error| Ok(format!("Sorry, that did not work: {error}")))
}
