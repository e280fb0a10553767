//! The helpdesk of the owner's company: tickets with conversations, agents, macros and help articles.

mod agents;
mod changing;
mod data;
mod merging;
mod problems;
mod reading;
mod rules;
mod texts;
mod types;
mod writing;

use serde::Serialize;

use crate::kit::prompt::{self, Prompt};
use crate::kit::resource::{self, Listed, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Noun, Table};
use crate::world::World;
use types::{Agent, Article, Macro, Ticket};

const TICKET: Noun = Noun { name: "ticket", finder: "search_support_tickets" };
const AGENT: Noun = Noun { name: "support agent", finder: "list_support_agents" };
const MACRO: Noun = Noun { name: "macro", finder: "list_reply_macros" };

/// The whole helpdesk.
#[derive(Debug, Clone, Serialize)]
pub struct Support {
    agents: Table<Agent>,
    articles: Table<Article>,
    company: String,
    macros: Table<Macro>,
    /// The user, who is an agent as well.
    my_agent_id: String,
    tickets: Table<Ticket>,
}

impl Server for Support {
    const NAME: &'static str = "support";
    const TITLE: &'static str = "Support desk";
    const DESCRIPTION: &'static str = "The helpdesk of the user's company: tickets of customers with conversations, agents, due times, macros and help articles.";
    const INSTRUCTIONS: &'static str = "Search for tickets first; people quote ticket numbers, tools take ids. Read a ticket before answering it and look for help \
        articles. Public replies reach the customer, internal notes do not. Only assigned tickets can be solved, and closed ones stay closed.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("search_support_tickets", reading::search_support_tickets),
            read("get_support_ticket", reading::get_support_ticket),
            write("create_support_ticket", writing::create_support_ticket),
            write("reply_to_support_ticket", writing::reply_to_support_ticket),
            write("assign_support_ticket", changing::assign_support_ticket).idempotent(),
            write("update_support_ticket", changing::update_support_ticket).destructive().idempotent(),
            write("merge_support_tickets", merging::merge_support_tickets).destructive(),
            read("list_support_agents", agents::list_support_agents),
            read("list_reply_macros", agents::list_reply_macros),
            read("suggest_help_articles", reading::suggest_help_articles),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        let listed = |support: &Self| {
            let one = |ticket: &Ticket| Listed {
                values: vec![ticket.ticket_number.clone()],
                title: format!("{} {}", ticket.ticket_number, ticket.subject),
            };
            support.tickets.values().map(one).collect()
        };
        vec![
            resource::fixed(
                "support://queue",
                "ticket_queue",
                "All tickets that wait for the company, the most urgent first.",
                "text/markdown",
                |support, now| Ok(texts::queue(support, now)),
            ),
            resource::template(
                "support://tickets/{ticket_number}",
                "ticket",
                "One ticket with its whole conversation.",
                "text/markdown",
                listed,
                |support, _, vars| Ok(texts::ticket(support.by_number(vars.get("ticket_number"))?)),
            ),
        ]
    }

    fn prompts() -> Vec<Prompt<Self>> {
        let numbers = |support: &Self| support.tickets.values().map(|ticket| ticket.ticket_number.clone()).collect();
        vec![
            prompt::new("draft_ticket_reply", texts::draft_ticket_reply)
                .complete("ticket_number", numbers)
                .complete("tone", |_| ["friendly", "formal", "brief"].map(str::to_owned).to_vec()),
        ]
    }
}
