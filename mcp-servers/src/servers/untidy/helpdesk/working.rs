//! The tools that work on tickets.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Helpdesk;
use super::types::{Comment, Status, Ticket};
use crate::kit::{Call, Int, Text, ToolError, conflict, not_allowed};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    Hardware,
    Software,
    Network,
    Access,
    Other,
}

/// Opens a new ticket in the helpdesk on behalf of a user.
///
/// ⚠️ **Before you open a ticket** you MUST:
/// 1. search the knowledge base with `kb_search` - most problems have a known solution
/// 2. search the existing tickets with `hd_search_tickets` - duplicates annoy everybody
/// 3. ask the user for all the details that an agent would need (device, room, error message, since when)
///
/// The `user_id` is the id of the person who **has the problem**, as a string. It is not the id of the agent. Use `lookupUser` to
/// find it. If it is omitted, the ticket is opened for the current user.
///
/// `priority` is a number from 1 to 4:
/// * 1 = nobody can work (use with care, pages the on-call engineer)
/// * 2 = one person cannot work
/// * 3 = work is hindered (default)
/// * 4 = question or wish
///
/// Returns a sentence with the number of the new ticket. The ticket is created in the status `open` and is not assigned to anybody.
/// A second ticket with the same subject by the same requester is refused as long as the first one is not resolved.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenTicket {
    /// short!
    subject: Text<120>,
    description: Text<4000>,
    category: Option<Category>,
    priority: Option<Int<1, 4>>,
    user_id: Option<String>,
}

/// Assigns a ticket to an agent. Reassigning is possible at any time as long as the ticket is open or pending. The `ticket_number` is
/// a **number** without the `#` sign, the `userId` is a **string** that contains the numeric id of the agent (sorry about that, the
/// two endpoints were built by different teams). Only users marked with `[agent]` in the output of `lookupUser` can work on
/// tickets, everybody else is rejected with a message.
///
/// Assigning a pending ticket sets it back to open, because it is assumed that the new agent wants to have a look at it. The
/// requester is informed by mail automatically, there is no need to add a comment. An agent can have at most **8** active
/// tickets; if this limit is reached choose somebody else or ask the team lead.
///
/// Example: `{"ticket_number": 10001, "userId": "1000"}` -> "Ticket #10001 is now assigned to Jane Doe (uid 1000)."
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assign {
    ticket_number: Int<1, 99_999_999>,
    #[serde(rename = "userId")]
    user_id: String,
}

/// Adds a comment to an existing ticket as the current user. Comments cannot be edited or deleted afterwards, so think twice before
/// you write something. By default a comment is **public**, i.e. the requester receives it by mail. Set `isInternal` to true for
/// notes that only agents should see (passwords, serial numbers, opinions about the requester...).
///
/// A public comment by an agent on an open ticket does not change the status; if you are waiting for an answer of the requester use
/// `change_ticket_status` with `pending` afterwards. A public comment on a *resolved* ticket reopens it automatically. Closed
/// tickets are read-only and cannot be commented, in this case a new ticket has to be opened with `openTicket` and the old number
/// should be mentioned in the description. HTML and Markdown are not rendered. Maximum length: 4000 characters.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddComment {
    #[serde(rename = "ticketId")]
    ticket_id: String,
    comment: Text<4000>,
    #[serde(rename = "isInternal")]
    is_internal: Option<bool>,
}

/// Changes the status of a ticket. The life of a ticket looks like this:
///
/// ```text
/// open <-> pending -> resolved -> closed
///   ^__________________|
/// ```
///
/// - `open`: somebody has to do something
/// - `pending`: we are waiting for the requester (or a spare part, or better times)
/// - `resolved`: the problem is solved from our point of view, the requester can still disagree. Needs an assignee, because somebody
///   must have solved it, and a `resolution` text which is sent to the requester
/// - `closed`: final! Only resolved tickets can be closed and closed tickets can never be opened again
///
/// The `ticket_number` is a number (not a string). Changing a ticket to the status it already has is reported as a problem. Please do
/// not resolve tickets just because they are old; our statistics are watched by management.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeStatus {
    ticket_number: Int<1, 99_999_999>,
    new_status: Status,
    /// mandatory for resolved
    resolution: Option<Text<2000>>,
}

/// Escalates a ticket: the priority is raised by one level (P3 becomes P2 and so on), the due time is recomputed and the team lead
/// gets a notification. **Use this sparingly.** Every ticket can be escalated exactly once, and tickets that are P1 already cannot be
/// escalated any further - in this case pick up the phone.
///
/// The reason is mandatory, will be visible for everybody and should explain the *business impact* ("payroll run is blocked" is a
/// good reason, "user is angry" is not). Resolved and closed tickets can't be escalated. The parameter `ticket_id` accepts a string
/// with or without `#`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Escalate {
    ticket_id: String,
    reason: Text<500>,
}

pub fn open(desk: &mut Helpdesk, call: &mut Call, args: OpenTicket) -> Result<String> {
    let requester = match &args.user_id {
        Some(uid) => desk.user(uid)?.uid,
        None => desk.uid,
    };
    let subject = args.subject.0;
    let same = |ticket: &&Ticket| {
        ticket.requester == requester && ticket.is_active() && ticket.subject.to_lowercase() == subject.to_lowercase()
    };
    if let Some(other) = desk.tickets.values().find(same) {
        return Err(conflict(format!(
            "This looks like a duplicate of ticket #{}. Use addComment there.",
            other.number
        )));
    }
    let number = i64::try_from(call.ids.number("helpdesk ticket")).unwrap_or_default();
    let category = match args.category.unwrap_or(Category::Other) {
        Category::Hardware => "hardware",
        Category::Software => "software",
        Category::Network => "network",
        Category::Access => "access",
        Category::Other => "other",
    };
    let ticket = Ticket {
        number,
        subject,
        text: args.description.0,
        category: category.to_owned(),
        priority: args.priority.map_or(3, |priority| priority.0),
        status: Status::Open,
        requester,
        assignee: None,
        escalated: false,
        created_at: call.now,
        comments: Vec::new(),
    };
    let text = format!("Created {} for {}. Due {}.", ticket.headline(), desk.person(requester), ticket.due().spoken());
    desk.tickets.insert(number.to_string(), ticket);
    Ok(text)
}

pub fn assign(desk: &mut Helpdesk, _: &mut Call, args: Assign) -> Result<String> {
    let ticket = desk.active(&args.ticket_number.0.to_string())?;
    let user = desk.user(&args.user_id)?;
    let (number, uid) = (ticket.number, user.uid);
    if !user.agent {
        return Err(not_allowed(format!("{} is not an agent and cannot work on tickets.", user.name)));
    }
    if ticket.assignee == Some(uid) {
        return Err(conflict(format!("ticket #{number} is assigned to {} already.", user.name)));
    }
    let load = desk.tickets.values().filter(|other| other.is_active() && other.assignee == Some(uid)).count();
    if load >= 8 {
        return Err(conflict(format!("{} has {load} active tickets, which is the maximum.", user.name)));
    }
    if let Some(ticket) = desk.tickets.get_mut(&number.to_string()) {
        ticket.assignee = Some(uid);
        ticket.status = Status::Open;
    }
    Ok(format!("Ticket #{number} is now assigned to {}.", desk.person(uid)))
}

pub fn comment(desk: &mut Helpdesk, call: &mut Call, args: AddComment) -> Result<String> {
    let ticket = desk.ticket(&args.ticket_id)?;
    if ticket.status == Status::Closed {
        return Err(not_allowed(format!("Ticket #{} is closed and read-only. Use openTicket.", ticket.number)));
    }
    let internal = args.is_internal.unwrap_or(false);
    let reopened = ticket.status == Status::Resolved && !internal;
    let (number, uid) = (ticket.number, desk.uid);
    if let Some(ticket) = desk.tickets.get_mut(&number.to_string()) {
        ticket.comments.push(Comment { uid, at: call.now, text: args.comment.0, internal });
        if reopened {
            ticket.status = Status::Open;
        }
    }
    let kind = if internal { "Internal comment" } else { "Comment" };
    let more = if reopened { " The ticket was resolved and is open again." } else { "" };
    Ok(format!("{kind} added to ticket #{number}.{more}"))
}

pub fn change_status(desk: &mut Helpdesk, call: &mut Call, args: ChangeStatus) -> Result<String> {
    let ticket = desk.ticket(&args.ticket_number.0.to_string())?;
    let (number, old, new) = (ticket.number, ticket.status, args.new_status);
    let words = (old.word(), new.word());
    match (old, new) {
        _ if old == new => return Err(conflict(format!("ticket #{number} is {} already.", words.0))),
        (Status::Closed, _) => return Err(not_allowed(format!("ticket #{number} is closed for good."))),
        (Status::Open | Status::Pending, Status::Closed) => {
            return Err(not_allowed(format!("ticket #{number} must be resolved before it can be closed.")));
        }
        (_, Status::Resolved) if ticket.assignee.is_none() => {
            return Err(conflict(format!(
                "ticket #{number} is not assigned, so who has resolved it? Use assign_ticket_to."
            )));
        }
        (_, Status::Resolved) if args.resolution.is_none() => {
            return Err(conflict("a resolution text is needed to resolve a ticket."));
        }
        _ => {}
    }
    let uid = desk.uid;
    if let Some(ticket) = desk.tickets.get_mut(&number.to_string()) {
        ticket.status = new;
        if let Some(resolution) = args.resolution {
            ticket.comments.push(Comment { uid, at: call.now, text: resolution.0, internal: false });
        }
    }
    Ok(format!("Status of ticket #{number} changed from {} to {}.", words.0, words.1))
}

pub fn escalate(desk: &mut Helpdesk, call: &mut Call, args: Escalate) -> Result<String> {
    let ticket = desk.active(&args.ticket_id)?;
    let number = ticket.number;
    if ticket.escalated {
        return Err(conflict(format!("ticket #{number} has been escalated before.")));
    }
    if ticket.priority == 1 {
        return Err(conflict(format!("ticket #{number} is P1 already, please call.")));
    }
    let uid = desk.uid;
    let ticket = desk.tickets.get_mut(&number.to_string());
    let ticket = ticket.ok_or_else(|| conflict("the ticket is gone."))?;
    ticket.escalated = true;
    ticket.priority -= 1;
    ticket.comments.push(Comment { uid, at: call.now, text: format!("Escalated: {}", args.reason.0), internal: false });
    Ok(format!("Ticket #{number} was escalated to P{}, due {}.", ticket.priority, ticket.due().spoken()))
}

impl Helpdesk {
    /// A ticket that somebody can work on.
    fn active(&self, number: &str) -> Result<&Ticket> {
        let ticket = self.ticket(number)?;
        if ticket.is_active() {
            return Ok(ticket);
        }
        Err(conflict(format!("ticket #{} is {}.", ticket.number, ticket.status.word())))
    }
}
