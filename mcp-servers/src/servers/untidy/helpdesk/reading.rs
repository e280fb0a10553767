//! The tools that look at tickets and people.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Deserialize;

use super::Helpdesk;
use super::types::{Status, Ticket, User};
use crate::kit::{Call, Int, Ordered, Query, Time, ToolError, invalid};

type Result<T> = std::result::Result<T, ToolError>;

/// Searches helpdesk tickets.
///
/// ## When to use
/// Use this tool whenever the user asks about tickets, incidents, requests, problems with hardware or software, or says
/// something like "what is going on with my laptop?". **Do not** guess ticket numbers! Ticket numbers are assigned by the
/// system and cannot be derived from anything else.
///
/// ## Parameters
/// - `query` (optional): words that must all occur in the subject, the description or the comments
/// - `status` (optional): one of `open`, `pending`, `resolved`, `closed`. If not given, only open and pending tickets are returned
/// - `uid` (optional): the numeric user id of the **requester**. If you only have a name, call `lookupUser` first
/// - `max` (optional): max number of results, default 15
///
/// ## Returns
/// A plain text list, one ticket per line, most urgent first. Each line has the ticket number (with `#`), the status, the priority
/// (P1 is highest, P4 is lowest), the subject and who it is assigned to.
///
/// ## Example
/// `{"query": "printer", "status": "open"}`
///
/// Ticket #10001 (open, P2) - Printer does not print - assigned to Jane Doe (uid 1000)
///
/// ## Notes
/// The search is not fuzzy, so check your spelling. An empty result is NOT an error.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Search {
    query: Option<Query>,
    status: Option<Status>,
    /// requester
    uid: Option<Int<1, 999_999>>,
    max: Option<Int<1, 100>>,
}

/// Fetches one ticket from the helpdesk and returns everything that is known about it as human readable text: subject, status,
/// priority, category, requester, assignee, due time, description and all comments in chronological order (internal comments
/// are marked as such, **never** repeat internal comments to the requester!).
///
/// The `ticketId` can be given with or without the leading `#`, e.g. `"#10001"` or `"10001"`. It has to be a string, numbers are
/// not accepted by this tool (this is a known limitation and will be fixed in one of the next versions). If the ticket does not
/// exist an error is returned. If you do not know the ticket id, use `hd_search_tickets` to find it. Please note that the due time
/// is computed from the *current* priority (P1: 4 hours, P2: 1 day, P3: 3 days, P4: 10 days) and the time of creation, so that it
/// changes when a ticket is escalated.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fetch {
    #[serde(rename = "ticketId")]
    ticket_id: String,
}

/// Looks up users of the helpdesk by name, mail address or job title. Returns one line per user with the numeric id. Depending on the
/// tool this id is called `uid`, `userId` or `user_id`, but it is **always the same number**; some tools want it as a number and
/// others as a string, see the parameter description of the respective tool.
///
/// IMPORTANT: Only users that are marked as `[agent]` can be assigned to tickets. To find out who you are acting as, search for
/// your own name. A search that matches more than 20 users returns the first 20 only, in which case you should use a more specific
/// search term. Do not use this tool to enumerate all employees. Umlauts and accents do not matter, "muller" finds "Müller".
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lookup {
    /// name, email or job
    q: Query,
}

pub fn search(desk: &Helpdesk, call: &Call, args: Search) -> Result<String> {
    if let Some(uid) = args.uid {
        desk.user(&uid.0.to_string())?;
    }
    let found = |ticket: &&Ticket| {
        args.query.as_ref().is_none_or(|query| query.matches(texts(ticket)))
            && args.status.map_or(ticket.is_active(), |status| ticket.status == status)
            && args.uid.is_none_or(|uid| ticket.requester == uid.0)
    };
    let mut found: Vec<&Ticket> = desk.tickets.values().filter(found).collect();
    found.order_by_key(|ticket| (ticket.priority, ticket.created_at, ticket.number));
    if found.is_empty() {
        return Ok("0 tickets match your search.".to_owned());
    }
    let most = args.max.map_or(15, |max| max.0 as usize);
    let mut text = format!("{} ticket(s) found", found.len());
    if found.len() > most {
        let _ = write!(text, ", showing the first {most}");
    }
    text.push_str(":\n");
    for ticket in found.into_iter().take(most) {
        let _ = writeln!(text, "- {} - {}{}", ticket.headline(), assigned(desk, ticket), late(ticket, call.now));
    }
    Ok(text.trim_end().to_owned())
}

pub fn fetch(desk: &Helpdesk, call: &Call, args: Fetch) -> Result<String> {
    let ticket = desk.ticket(&args.ticket_id)?;
    let mut text = format!(
        "{}\nCategory: {}. Reported by {} on {}, {}{}. Due {}{}.\n\n{}\n",
        ticket.headline(),
        ticket.category,
        desk.person(ticket.requester),
        ticket.created_at.spoken(),
        assigned(desk, ticket),
        if ticket.escalated { ", escalated" } else { "" },
        ticket.due().spoken(),
        late(ticket, call.now),
        ticket.text
    );
    for comment in &ticket.comments {
        let mark = if comment.internal { " [internal]" } else { "" };
        let _ = write!(text, "\n{} on {}{mark}: {}", desk.person(comment.uid), comment.at.spoken(), comment.text);
    }
    if ticket.comments.is_empty() {
        text.push_str("\nNobody has commented yet.");
    }
    Ok(text)
}

pub fn lookup(desk: &Helpdesk, _: &Call, args: Lookup) -> Result<String> {
    let found = |user: &&User| args.q.matches([user.name.as_str(), &user.email, &user.job]);
    let line = |user: &User| {
        let mark = if user.agent { " [agent]" } else { "" };
        let me = if user.uid == desk.uid { ", this is you" } else { "" };
        format!("{}{mark} - {}, floor {}, {} - uid {}{me}", user.name, user.job, user.floor, user.email, user.uid)
    };
    let lines: Vec<String> = desk.users.values().filter(found).take(20).map(line).collect();
    if lines.is_empty() {
        return Err(invalid("no user matches. Try only the first or the last name."));
    }
    Ok(lines.join("\n"))
}

pub fn assigned(desk: &Helpdesk, ticket: &Ticket) -> String {
    ticket.assignee.map_or_else(|| "not assigned".to_owned(), |uid| format!("assigned to {}", desk.person(uid)))
}

fn late(ticket: &Ticket, now: Time) -> &'static str {
    if ticket.is_active() && ticket.due() < now { " (OVERDUE)" } else { "" }
}

fn texts(ticket: &Ticket) -> impl Iterator<Item = &str> {
    let comments = ticket.comments.iter().map(|comment| comment.text.as_str());
    [ticket.subject.as_str(), &ticket.text, &ticket.category].into_iter().chain(comments)
}
