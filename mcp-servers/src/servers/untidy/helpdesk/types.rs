//! What the helpdesk holds, and how it says it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Helpdesk;
use crate::kit::{Time, ToolError, shorten};

#[derive(Debug, Clone, Serialize)]
pub struct User {
    pub uid: i64,
    pub name: String,
    pub email: String,
    pub job: String,
    pub floor: i64,
    /// Whether tickets can be assigned to this person.
    pub agent: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Open,
    Pending,
    Resolved,
    Closed,
}

#[derive(Debug, Clone, Serialize)]
pub struct Comment {
    pub uid: i64,
    pub at: Time,
    pub text: String,
    pub internal: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct Ticket {
    pub number: i64,
    pub subject: String,
    pub text: String,
    pub category: String,
    /// 1 for the most urgent, to 4.
    pub priority: i64,
    pub status: Status,
    pub requester: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<i64>,
    pub escalated: bool,
    pub created_at: Time,
    pub comments: Vec<Comment>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Article {
    pub title: String,
    pub text: String,
    pub tags: Vec<String>,
}

impl Status {
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Pending => "pending",
            Self::Resolved => "resolved",
            Self::Closed => "closed",
        }
    }
}

impl Ticket {
    /// By when it must be solved.
    pub fn due(&self) -> Time {
        let hours = match self.priority {
            1 => 4,
            2 => 24,
            3 => 72,
            _ => 240,
        };
        self.created_at.plus_minutes(hours * 60)
    }

    /// `Ticket #48213 (open, P2) - Printer jams`
    pub fn headline(&self) -> String {
        format!("Ticket #{} ({}, P{}) - {}", self.number, self.status.word(), self.priority, self.subject)
    }

    pub fn is_active(&self) -> bool {
        matches!(self.status, Status::Open | Status::Pending)
    }
}

impl Helpdesk {
    /// A ticket by its number, with or without the sign before it.
    pub fn ticket(&self, number: &str) -> Result<&Ticket, ToolError> {
        let number = number.trim().trim_start_matches('#');
        self.tickets.get(number).ok_or_else(|| {
            ToolError::NotFound(format!("there is no ticket #{}. Try hd_search_tickets.", shorten(number)))
        })
    }

    pub fn user(&self, uid: &str) -> Result<&User, ToolError> {
        let uid = uid.trim();
        self.users
            .get(uid)
            .ok_or_else(|| ToolError::NotFound(format!("nobody has the user id {}. Try lookupUser.", shorten(uid))))
    }

    /// `Dana Okafor (uid 1042)`
    pub fn person(&self, uid: i64) -> String {
        match self.users.get(&uid.to_string()) {
            Some(user) => format!("{} (uid {uid})", user.name),
            None => format!("uid {uid}"),
        }
    }
}
