//! The tools that look at tickets and find help for them.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{Support, TICKET};
use crate::kit::search::fold;
use crate::kit::{Call, Cursor, Email, Limit, Ordered, Query, Text, Time, ToolError, invalid, page};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct TicketSummary {
    /// Id of the ticket.
    pub id: String,
    /// Number that customers quote.
    pub ticket_number: String,
    /// What it is about.
    pub subject: String,
    /// Where the ticket stands.
    pub status: TicketStatus,
    /// How urgent it is.
    pub priority: Priority,
    /// Product or service it is about.
    pub product: String,
    /// Name of the customer who asked.
    pub requester_name: String,
    /// Name of the agent who works on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee_name: Option<String>,
    /// When the first answer or, after it, the solution is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_due: Option<Time>,
    /// Whether that moment has passed.
    pub overdue: bool,
    /// When the ticket was last changed.
    pub updated_at: Time,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TicketList {
    /// The tickets found: what is due first comes first, solved ones last.
    pub tickets: Vec<TicketSummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct SuggestedArticle {
    /// The article.
    pub article: Article,
    /// How many words of the question it shares.
    pub matching_words: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ArticleList {
    /// The articles that fit, the best first; empty if none does.
    pub articles: Vec<SuggestedArticle>,
}

/// Finds tickets by words of subject and conversation, status, priority, assignee, customer or missed due time. Use it to get a ticket's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchSupportTickets {
    /// Words to search for; all of them must match. Ticket numbers are found too.
    pub query: Option<Query>,
    /// Only tickets with this status.
    pub status: Option<TicketStatus>,
    /// Only tickets of this priority.
    pub priority: Option<Priority>,
    /// Only tickets of this agent.
    pub assignee_id: Option<String>,
    /// Only tickets that nobody works on (default false).
    pub unassigned_only: Option<bool>,
    /// Only tickets of this customer.
    pub requester_email: Option<Email>,
    /// Only tickets whose next due time has passed (default false).
    pub overdue_only: Option<bool>,
    /// How many tickets to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Returns one ticket with its due times and its whole conversation, internal notes included.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetSupportTicket {
    /// Id of the ticket.
    pub ticket_id: String,
}

/// Suggests help articles for a ticket or for a question in your own words. Use it before writing an answer.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SuggestHelpArticles {
    /// Id of the ticket to find help for.
    pub ticket_id: Option<String>,
    /// A question to find help for instead.
    #[schemars(example = &"How do I reset a password?", example = &"export reports as CSV")]
    pub question: Option<Text<300>>,
}

pub fn search_support_tickets(support: &Support, call: &Call, args: SearchSupportTickets) -> Result<TicketList> {
    let found = |one: &&Ticket| {
        args.status.is_none_or(|status| one.status == status)
            && args.priority.is_none_or(|priority| one.priority == priority)
            && args.assignee_id.as_ref().is_none_or(|id| one.assignee_id.as_ref() == Some(id))
            && !(args.unassigned_only.unwrap_or(false) && one.assignee_id.is_some())
            && args.requester_email.as_ref().is_none_or(|email| one.requester_email == email.0)
            && (one.is_overdue(call.now) || !args.overdue_only.unwrap_or(false))
            && args.query.as_ref().is_none_or(|query| query.matches(texts(one)))
    };
    let mut found: Vec<&Ticket> = support.tickets.values().filter(found).collect();
    let key = |one: &Ticket| (one.next_due().is_none(), one.next_due(), one.ticket_number.clone());
    found.order_by_key(|one| key(one));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    let summary = |one: &Ticket| TicketSummary {
        id: one.id.clone(),
        ticket_number: one.ticket_number.clone(),
        subject: one.subject.clone(),
        status: one.status,
        priority: one.priority,
        product: one.product.clone(),
        requester_name: one.requester_name.clone(),
        assignee_name: one.assignee_name.clone(),
        next_due: one.next_due(),
        overdue: one.is_overdue(call.now),
        updated_at: one.updated_at,
    };
    Ok(TicketList { tickets: found.into_iter().map(summary).collect(), next_cursor })
}

pub fn get_support_ticket(support: &Support, _: &Call, args: GetSupportTicket) -> Result<Ticket> {
    TICKET.get(&support.tickets, &args.ticket_id).cloned()
}

pub fn suggest_help_articles(support: &Support, _: &Call, args: SuggestHelpArticles) -> Result<ArticleList> {
    let question = match (args.ticket_id, args.question) {
        (Some(id), None) => {
            let ticket = TICKET.get(&support.tickets, &id)?;
            ticket.question()
        }
        (None, Some(question)) => question.0,
        _ => return Err(invalid("Give exactly one of ticket_id and question.")),
    };
    Ok(ArticleList { articles: suggestions(support, &question) })
}

/// The three articles that share most words with a question.
pub fn suggestions(support: &Support, question: &str) -> Vec<SuggestedArticle> {
    let wanted = words(question);
    let fits = |article: &Article| {
        let matching_words = words(&format!("{} {}", article.title, article.body)).intersection(&wanted).count();
        SuggestedArticle { article: article.clone(), matching_words }
    };
    let mut articles: Vec<SuggestedArticle> = support.articles.values().map(fits).collect();
    articles.retain(|one| one.matching_words > 0);
    articles.order_by(|a, b| (b.matching_words, &a.article.title).cmp(&(a.matching_words, &b.article.title)));
    articles.truncate(3);
    articles
}

impl Ticket {
    /// What the customer asked.
    pub fn question(&self) -> String {
        format!("{} {}", self.subject, self.messages.first().map_or("", |message| message.body.as_str()))
    }
}

fn texts(ticket: &Ticket) -> impl Iterator<Item = &str> {
    [&ticket.subject, &ticket.ticket_number, &ticket.product, &ticket.requester_name, &ticket.requester_email]
        .into_iter()
        .chain(&ticket.tags)
        .chain(&ticket.requester_company)
        .chain(ticket.messages.iter().map(|message| &message.body))
        .map(String::as_str)
}

/// The words of a text that say something, without their endings.
fn words(text: &str) -> BTreeSet<String> {
    const EMPTY: [&str; 22] = [
        "about", "after", "again", "cannot", "could", "does", "from", "have", "hello", "into", "like", "please",
        "since", "that", "their", "there", "they", "this", "want", "when", "with", "your",
    ];
    let folded: String = text.chars().map(fold).collect();
    let long = |word: &&str| word.chars().count() > 3 && !EMPTY.contains(word);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(long);
    words.map(|word| word.trim_end_matches('s').chars().take(6).collect()).collect()
}
