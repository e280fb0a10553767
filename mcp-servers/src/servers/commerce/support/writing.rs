//! The tools that begin and carry on conversations.

use schemars::JsonSchema;
use serde::Deserialize;

use super::types::*;
use super::{MACRO, Support, TICKET};
use crate::kit::{Call, Email, Text, ToolError, conflict, invalid};
use crate::world::fill;

type Result<T> = std::result::Result<T, ToolError>;

/// Opens a ticket for a customer, for instance after a phone call. The customer's open ticket with the same subject is refused as a duplicate.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateSupportTicket {
    /// Mail address of the customer.
    pub requester_email: Email,
    /// Name of the customer (default: as in earlier tickets).
    pub requester_name: Option<Text<80>>,
    /// What it is about, in a few words.
    pub subject: Text<120>,
    /// What the customer says.
    pub description: Text<4000>,
    /// Product or service it is about (default general).
    pub product: Option<Text<60>>,
    /// How urgent it is (default normal).
    pub priority: Option<Priority>,
    /// Words to group tickets by, at most 6.
    #[schemars(length(max = 6))]
    pub tags: Option<Vec<Text<30>>>,
}

/// Answers the customer or adds an internal note, in your words or with a macro, and may set the status. Fails on closed and merged tickets.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplyToSupportTicket {
    /// Id of the ticket.
    pub ticket_id: String,
    /// What to write; with a macro it comes after the macro's text.
    pub body: Option<Text<4000>>,
    /// Id of a macro to begin with.
    pub macro_id: Option<String>,
    /// Whether the customer can see it (default public).
    pub visibility: Option<Visibility>,
    /// Status after the reply (default: that of the macro; without one, pending after a public reply).
    pub set_status: Option<TicketStatus>,
}

pub fn create_support_ticket(support: &mut Support, call: &mut Call, args: CreateSupportTicket) -> Result<Ticket> {
    let email = args.requester_email.0;
    let known = support.tickets.values().find(|ticket| ticket.requester_email == email);
    let name = args.requester_name.map(|name| name.0).or_else(|| known.map(|ticket| ticket.requester_name.clone()));
    let Some(requester_name) = name else {
        return Err(invalid("Argument `requester_name`: the customer is new, so the name is needed."));
    };
    let twin = support.tickets.values().find(|ticket| {
        ticket.requester_email == email
            && ticket.subject.eq_ignore_ascii_case(&args.subject.0)
            && !matches!(ticket.status, TicketStatus::Solved | TicketStatus::Closed)
    });
    if let Some(twin) = twin {
        return Err(conflict(format!(
            "{} of the same customer has this subject and is {}. Use reply_to_support_ticket on {}.",
            twin.ticket_number,
            twin.status.word(),
            twin.id
        )));
    }
    let tags: Vec<String> = args.tags.into_iter().flatten().map(|tag| tag.0).collect();
    if tags.len() > 6 {
        return Err(invalid("Argument `tags`: a ticket has at most 6 tags."));
    }
    let requester_company = known.and_then(|ticket| ticket.requester_company.clone());
    let mut ticket = Ticket {
        id: call.ids.mint("tkt"),
        ticket_number: format!("SUP-{}", call.ids.number("ticket")),
        subject: args.subject.0,
        status: TicketStatus::New,
        priority: args.priority.unwrap_or(Priority::Normal),
        product: args.product.map_or_else(|| "general".to_owned(), |product| product.0),
        requester_name: requester_name.clone(),
        requester_email: email,
        requester_company,
        assignee_id: None,
        assignee_name: None,
        tags,
        first_response_due: call.now,
        first_responded_at: None,
        resolution_due: call.now,
        solved_at: None,
        merged_into_id: None,
        messages: vec![Message {
            author_name: requester_name,
            from_customer: true,
            visibility: Visibility::Public,
            body: args.description.0,
            sent_at: call.now,
        }],
        created_at: call.now,
        updated_at: call.now,
    };
    ticket.set_due();
    support.tickets.insert(ticket.id.clone(), ticket.clone());
    Ok(ticket)
}

pub fn reply_to_support_ticket(support: &mut Support, call: &mut Call, args: ReplyToSupportTicket) -> Result<Ticket> {
    let ticket = TICKET.get(&support.tickets, &args.ticket_id)?;
    ticket.changeable()?;
    let chosen = args.macro_id.as_deref().map(|id| MACRO.get(&support.macros, id)).transpose()?;
    let me = support.agents.get(&support.my_agent_id).map_or_else(String::new, |agent| agent.name.clone());
    let filled = chosen.map(|chosen| {
        let first_name = ticket.requester_name.split(' ').next().unwrap_or_default();
        let slots = [
            ("customer", first_name),
            ("ticket", ticket.ticket_number.as_str()),
            ("product", ticket.product.as_str()),
            ("agent", me.as_str()),
        ];
        fill(&chosen.text, &slots)
    });
    let parts: Vec<String> = filled.into_iter().chain(args.body.map(|body| body.0)).collect();
    if parts.is_empty() {
        return Err(invalid("There is nothing to say: give body or macro_id."));
    }
    let public = args.visibility.unwrap_or(Visibility::Public) == Visibility::Public;
    if chosen.is_some() && !public {
        return Err(invalid("Argument `visibility`: macros are answers to the customer and cannot be internal."));
    }
    let after_public = public.then_some(TicketStatus::Pending);
    let status = args.set_status.or_else(|| chosen.map(|chosen| chosen.sets_status));
    if let Some(status) = status {
        ticket.may_become(status)?;
    }
    // A plain answer reopens what was solved; elsewhere the ticket then waits for the customer.
    let reopened = ticket.status == TicketStatus::Solved && public;
    let status = status.or(if reopened { Some(TicketStatus::Open) } else { after_public });
    let ticket = TICKET.get_mut(&mut support.tickets, &args.ticket_id)?;
    ticket.messages.push(Message {
        author_name: me,
        from_customer: false,
        visibility: if public { Visibility::Public } else { Visibility::Internal },
        body: parts.join("\n\n"),
        sent_at: call.now,
    });
    if public {
        ticket.first_responded_at = ticket.first_responded_at.or(Some(call.now));
    }
    ticket.updated_at = call.now;
    if let Some(status) = status {
        ticket.become_status(status, call.now);
    }
    Ok(ticket.clone())
}
