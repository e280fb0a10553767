//! Tickets as people read them, and the prompt that answers one.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Support;
use super::reading::suggestions;
use super::types::*;
use crate::kit::{Message as Turn, Ordered, Time, ToolError};

/// Begins the draft of an answer to a ticket, with the ticket, the help articles and the rules of the house.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftTicketReply {
    /// Number of the ticket, such as SUP-20481937.
    pub ticket_number: String,
    /// How the answer should sound, such as friendly, formal or brief.
    pub tone: Option<String>,
}

pub fn draft_ticket_reply(support: &Support, now: Time, args: DraftTicketReply) -> Result<Vec<Turn>, ToolError> {
    let found = support.by_number(&args.ticket_number)?;
    let articles = suggestions(support, &found.question());
    let articles: Vec<String> = articles
        .iter()
        .map(|one| format!("- {} ({}): {}", one.article.title, one.article.url, one.article.body))
        .collect();
    let late = if found.is_overdue(now) { "The answer is overdue: apologise for that in one sentence. " } else { "" };
    let tone = args.tone.map_or_else(|| "friendly".to_owned(), |tone| crate::kit::shorten(&tone));
    Ok(vec![Turn::User(format!(
        "Draft a {tone} answer of {} to this support ticket (id {}). {late}Say what the customer can do now and what happens \
         next, promise no date that the ticket does not name, and link at most one help article that fits. Show me the draft \
         and send it with reply_to_support_ticket only after I agree.\n\n{}\n## Help articles\n\n{}\n",
        support.company,
        found.id,
        ticket(found),
        articles.join("\n"),
    ))])
}

/// A ticket with its conversation, as markdown.
pub fn ticket(ticket: &Ticket) -> String {
    let company = ticket.requester_company.as_ref().map_or_else(String::new, |company| format!(", {company}"));
    let mut text = format!(
        "# {}: {}\n\n- Customer: {} <{}>{company}\n- Product: {}\n- Status: {}, priority {:?}\n- Assignee: {}\n",
        ticket.ticket_number,
        ticket.subject,
        ticket.requester_name,
        ticket.requester_email,
        ticket.product,
        ticket.status.word(),
        ticket.priority,
        ticket.assignee_name.as_deref().unwrap_or("nobody"),
    );
    if let Some(due) = ticket.next_due() {
        text.push_str(&format!("- Due: {}\n", due.spoken()));
    }
    for message in &ticket.messages {
        let kind = if message.visibility == Visibility::Internal { " (internal note)" } else { "" };
        text.push_str(&format!(
            "\n## {}{kind}, {}\n\n{}\n",
            message.author_name,
            message.sent_at.spoken(),
            message.body
        ));
    }
    text
}

/// What waits for the company, as a markdown table.
pub fn queue(support: &Support, now: Time) -> String {
    let mut active: Vec<&Ticket> = support.tickets.values().filter(|ticket| ticket.is_active()).collect();
    active.order_by_key(|ticket| (ticket.next_due(), &ticket.ticket_number));
    let mut text = format!("# Tickets that wait for {}\n\n", support.company);
    text.push_str("| Ticket | Subject | Customer | Priority | Assignee | Due |\n|---|---|---|---|---|---|\n");
    for ticket in active {
        let late = if ticket.is_overdue(now) { " (overdue)" } else { "" };
        let due = ticket.next_due().map_or_else(String::new, Time::spoken);
        text.push_str(&format!(
            "| {} | {} | {} | {:?} | {} | {due}{late} |\n",
            ticket.ticket_number,
            ticket.subject.replace('|', "/"),
            ticket.requester_name.replace('|', "/"),
            ticket.priority,
            ticket.assignee_name.as_deref().unwrap_or("nobody"),
        ));
    }
    text
}
