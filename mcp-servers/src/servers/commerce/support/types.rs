//! What the helpdesk keeps.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::{Day, Time};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TicketStatus {
    New,
    Open,
    Pending,
    OnHold,
    Solved,
    Closed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    Urgent,
    High,
    Normal,
    Low,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    Public,
    Internal,
}

/// One message of a ticket's conversation.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Message {
    /// Name of who wrote it.
    pub author_name: String,
    /// Whether the customer wrote it and not an agent.
    pub from_customer: bool,
    /// Whether the customer can see it.
    pub visibility: Visibility,
    /// What it says.
    pub body: String,
    /// When it was written.
    pub sent_at: Time,
}

/// A customer's problem.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Ticket {
    /// Id of the ticket.
    pub id: String,
    /// Number that customers quote, such as SUP-20481937.
    pub ticket_number: String,
    /// What it is about.
    pub subject: String,
    /// Where the ticket stands.
    pub status: TicketStatus,
    /// How urgent it is; due times follow from it.
    pub priority: Priority,
    /// Product or service it is about.
    pub product: String,
    /// Name of the customer who asked.
    pub requester_name: String,
    /// Mail address of the customer.
    #[schemars(extend("format" = "email"))]
    pub requester_email: String,
    /// Company of the customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requester_company: Option<String>,
    /// Id of the agent who works on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee_id: Option<String>,
    /// Name of that agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee_name: Option<String>,
    /// Words to group tickets by.
    pub tags: Vec<String>,
    /// When the first public answer is or was due.
    pub first_response_due: Time,
    /// When the first public answer was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_responded_at: Option<Time>,
    /// When the ticket is or was to be solved.
    pub resolution_due: Time,
    /// When it was solved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub solved_at: Option<Time>,
    /// Id of the ticket that it was merged into.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merged_into_id: Option<String>,
    /// The conversation, oldest message first.
    pub messages: Vec<Message>,
    /// When the ticket was opened.
    pub created_at: Time,
    /// When it was last changed.
    pub updated_at: Time,
}

/// A colleague who answers tickets.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Agent {
    /// Id of the agent.
    pub id: String,
    /// Name of the agent.
    pub name: String,
    /// Mail address of the agent.
    #[schemars(extend("format" = "email"))]
    pub email: String,
    /// Products that the agent knows best.
    pub products: Vec<String>,
    /// First day on which the agent is back; absent for agents at work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub away_until: Option<Day>,
}

/// A canned answer.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Macro {
    /// Id of the macro.
    pub id: String,
    /// Name of the macro.
    pub name: String,
    /// Its text; {customer}, {ticket}, {product} and {agent} are filled in.
    pub text: String,
    /// Status that the ticket gets.
    pub sets_status: TicketStatus,
}

/// A page of the help centre.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Article {
    /// Id of the article.
    pub id: String,
    /// Title of the article.
    pub title: String,
    /// What it says.
    pub body: String,
    /// Where customers read it.
    pub url: String,
}
