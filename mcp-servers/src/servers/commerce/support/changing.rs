//! The tools that route tickets: assignee, status, priority and tags.

use schemars::JsonSchema;
use serde::Deserialize;

use super::types::*;
use super::{AGENT, Support, TICKET};
use crate::kit::{Call, Text, ToolError, invalid, not_allowed};

type Result<T> = std::result::Result<T, ToolError>;

/// How many tickets an agent works on at a time.
const MOST_TICKETS: usize = 25;

/// Gives a ticket to an agent; a new ticket becomes open. Fails if the agent is away or has 25 unsolved tickets.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignSupportTicket {
    /// Id of the ticket.
    pub ticket_id: String,
    /// Id of the agent (default: the user).
    pub agent_id: Option<String>,
}

/// Changes status, priority, tags or subject of a ticket. A new priority moves the due times; only some statuses can follow another.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateSupportTicket {
    /// Id of the ticket.
    pub ticket_id: String,
    /// New status: new, open, pending and on_hold can be solved, solved can be reopened or closed.
    pub status: Option<TicketStatus>,
    /// New priority.
    pub priority: Option<Priority>,
    /// New subject.
    pub subject: Option<Text<120>>,
    /// All tags from now on, at most 6.
    #[schemars(length(max = 6))]
    pub tags: Option<Vec<Text<30>>>,
}

pub fn assign_support_ticket(support: &mut Support, call: &mut Call, args: AssignSupportTicket) -> Result<Ticket> {
    let ticket = TICKET.get(&support.tickets, &args.ticket_id)?;
    ticket.changeable()?;
    let agent = AGENT.get(&support.agents, args.agent_id.as_deref().unwrap_or(&support.my_agent_id))?;
    if let Some(back) = agent.away_until.filter(|back| *back > call.now.day()) {
        return Err(not_allowed(format!(
            "{} is away until {}. Use list_support_agents to find somebody at work.",
            agent.name,
            back.spoken()
        )));
    }
    let load = support.unsolved(&agent.id);
    if load >= MOST_TICKETS && ticket.assignee_id.as_ref() != Some(&agent.id) {
        return Err(not_allowed(format!("{} has {load} unsolved tickets already. Choose another agent.", agent.name)));
    }
    let (id, name) = (agent.id.clone(), agent.name.clone());
    let ticket = TICKET.get_mut(&mut support.tickets, &args.ticket_id)?;
    ticket.assignee_id = Some(id);
    ticket.assignee_name = Some(name);
    ticket.updated_at = call.now;
    if ticket.status == TicketStatus::New {
        ticket.status = TicketStatus::Open;
    }
    Ok(ticket.clone())
}

pub fn update_support_ticket(support: &mut Support, call: &mut Call, args: UpdateSupportTicket) -> Result<Ticket> {
    let ticket = TICKET.get(&support.tickets, &args.ticket_id)?;
    ticket.changeable()?;
    if args.status.is_none() && args.priority.is_none() && args.tags.is_none() && args.subject.is_none() {
        return Err(invalid("Nothing to change: give at least one of status, priority, subject or tags."));
    }
    if let Some(status) = args.status {
        ticket.may_become(status)?;
    }
    let tags: Option<Vec<String>> = args.tags.map(|tags| tags.into_iter().map(|tag| tag.0).collect());
    if tags.as_ref().is_some_and(|tags| tags.len() > 6) {
        return Err(invalid("Argument `tags`: a ticket has at most 6 tags."));
    }
    let ticket = TICKET.get_mut(&mut support.tickets, &args.ticket_id)?;
    if let Some(priority) = args.priority {
        ticket.priority = priority;
        ticket.set_due();
    }
    if let Some(status) = args.status {
        ticket.become_status(status, call.now);
    }
    if let Some(subject) = args.subject {
        ticket.subject = subject.0;
    }
    if let Some(tags) = tags {
        ticket.tags = tags;
    }
    ticket.updated_at = call.now;
    Ok(ticket.clone())
}

impl Support {
    /// How many unsolved tickets an agent has.
    pub fn unsolved(&self, agent_id: &str) -> usize {
        let of = |ticket: &&Ticket| {
            ticket.assignee_id.as_deref() == Some(agent_id)
                && !matches!(ticket.status, TicketStatus::Solved | TicketStatus::Closed)
        };
        self.tickets.values().filter(of).count()
    }
}
