//! The tool that makes one ticket of several.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{Support, TICKET};
use crate::kit::{Call, Ordered, ToolError, conflict, invalid};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct MergeLine {
    /// Id of the duplicate.
    pub ticket_id: String,
    /// Whether it was merged.
    pub merged: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct MergedTickets {
    /// The ticket that is left, with the messages of the others.
    pub ticket: Ticket,
    /// What became of each duplicate.
    pub duplicates: Vec<MergeLine>,
}

/// Merges duplicates into one ticket: their messages move there and they are closed for good. What does not fit is reported one by one; fails if none fits.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeSupportTickets {
    /// Id of the ticket that stays.
    pub ticket_id: String,
    /// Ids of the duplicates, 1 to 10, of the same customer or company.
    #[schemars(length(min = 1, max = 10))]
    pub duplicate_ticket_ids: Vec<String>,
}

pub fn merge_support_tickets(
    support: &mut Support,
    call: &mut Call,
    args: MergeSupportTickets,
) -> Result<MergedTickets> {
    let main = TICKET.get(&support.tickets, &args.ticket_id)?;
    main.changeable()?;
    if !(1..=10).contains(&args.duplicate_ticket_ids.len()) {
        return Err(invalid("Argument `duplicate_ticket_ids`: name 1 to 10 tickets."));
    }
    let mut taken: Vec<String> = Vec::new();
    let mut duplicates: Vec<MergeLine> = Vec::new();
    for id in args.duplicate_ticket_ids {
        let problem =
            problem(support, main, &id).or_else(|| taken.contains(&id).then(|| "It is named twice.".to_owned()));
        if problem.is_none() {
            taken.push(id.clone());
        }
        duplicates.push(MergeLine { ticket_id: id, merged: problem.is_none(), problem });
    }
    if taken.is_empty() {
        let problem = duplicates.first().and_then(|line| line.problem.clone()).unwrap_or_default();
        return Err(conflict(format!("None of the tickets can be merged. {problem}")));
    }
    let mut main = main.clone();
    for id in &taken {
        let Some(duplicate) = support.tickets.get_mut(id) else { continue };
        duplicate.status = TicketStatus::Closed;
        duplicate.merged_into_id = Some(main.id.clone());
        duplicate.updated_at = call.now;
        main.messages.append(&mut duplicate.messages.clone());
        main.messages.push(Message {
            author_name: "System".to_owned(),
            from_customer: false,
            visibility: Visibility::Internal,
            body: format!("{} was merged into this ticket.", duplicate.ticket_number),
            sent_at: call.now,
        });
        main.priority = main.priority.min(duplicate.priority);
    }
    main.messages.order_by_key(|message| message.sent_at);
    main.set_due();
    main.updated_at = call.now;
    support.tickets.insert(main.id.clone(), main.clone());
    Ok(MergedTickets { ticket: main, duplicates })
}

/// Why a ticket is no duplicate of another.
fn problem(support: &Support, main: &Ticket, id: &str) -> Option<String> {
    let Some(ticket) = support.tickets.get(id) else { return Some("There is no such ticket.".to_owned()) };
    let same = ticket.requester_email == main.requester_email
        || (ticket.requester_company.is_some() && ticket.requester_company == main.requester_company);
    match ticket {
        _ if ticket.id == main.id => Some("It is the ticket that stays.".to_owned()),
        _ if ticket.merged_into_id.is_some() => Some("It has been merged before.".to_owned()),
        _ if ticket.status == TicketStatus::Closed => Some("It is closed.".to_owned()),
        _ if !same => Some(format!("It is of another customer, {}.", ticket.requester_name)),
        _ => None,
    }
}
