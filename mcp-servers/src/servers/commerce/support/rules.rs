//! What may become of a ticket, and by when.

use super::Support;
use super::types::*;
use crate::kit::{Time, ToolError, conflict, not_allowed, shorten};

type Result<T> = std::result::Result<T, ToolError>;

impl Priority {
    /// Minutes until the first answer and until the solution.
    pub fn minutes(self) -> (i64, i64) {
        match self {
            Self::Urgent => (60, 8 * 60),
            Self::High => (4 * 60, 24 * 60),
            Self::Normal => (8 * 60, 72 * 60),
            Self::Low => (24 * 60, 168 * 60),
        }
    }
}

impl TicketStatus {
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Open => "open",
            Self::Pending => "pending",
            Self::OnHold => "on_hold",
            Self::Solved => "solved",
            Self::Closed => "closed",
        }
    }

    /// What can follow.
    fn next(self) -> &'static [Self] {
        match self {
            Self::New => &[Self::Open, Self::Pending, Self::Solved],
            Self::Open => &[Self::Pending, Self::OnHold, Self::Solved],
            Self::Pending | Self::OnHold => &[Self::Open, Self::Pending, Self::OnHold, Self::Solved],
            Self::Solved => &[Self::Open, Self::Closed],
            Self::Closed => &[],
        }
    }
}

impl Ticket {
    /// Whether the company has something to do.
    pub fn is_active(&self) -> bool {
        matches!(self.status, TicketStatus::New | TicketStatus::Open | TicketStatus::OnHold)
    }

    /// When the next answer or the solution is due; none for what is solved.
    pub fn next_due(&self) -> Option<Time> {
        match self.status {
            TicketStatus::Solved | TicketStatus::Closed => None,
            _ if self.first_responded_at.is_none() => Some(self.first_response_due),
            _ => Some(self.resolution_due),
        }
    }

    pub fn is_overdue(&self, now: Time) -> bool {
        self.next_due().is_some_and(|due| due < now)
    }

    pub fn set_due(&mut self) {
        let (answer, solution) = self.priority.minutes();
        self.first_response_due = self.created_at.plus_minutes(answer);
        self.resolution_due = self.created_at.plus_minutes(solution);
    }

    /// Refuses changes of what is closed.
    pub fn changeable(&self) -> Result<()> {
        if let Some(other) = &self.merged_into_id {
            return Err(conflict(format!(
                "{} was merged into the ticket {other}. Work on that one.",
                self.ticket_number
            )));
        }
        match self.status {
            TicketStatus::Closed => Err(not_allowed(format!(
                "{} is closed and stays so. Use create_support_ticket for a follow-up.",
                self.ticket_number
            ))),
            _ => Ok(()),
        }
    }

    /// Refuses a status that cannot follow.
    pub fn may_become(&self, status: TicketStatus) -> Result<()> {
        if status == self.status {
            return Ok(());
        }
        if !self.status.next().contains(&status) {
            let words: Vec<&str> = self.status.next().iter().map(|next| next.word()).collect();
            return Err(conflict(format!(
                "{} is {}; it can become {}, not {}.",
                self.ticket_number,
                self.status.word(),
                words.join(", "),
                status.word()
            )));
        }
        if status == TicketStatus::Solved && self.assignee_id.is_none() {
            return Err(not_allowed(format!(
                "{} has no assignee, and only assigned tickets can be solved. Use assign_support_ticket first.",
                self.ticket_number
            )));
        }
        Ok(())
    }

    pub fn become_status(&mut self, status: TicketStatus, now: Time) {
        if status == TicketStatus::Solved && self.status != TicketStatus::Solved {
            self.solved_at = Some(now);
        }
        if status == TicketStatus::Open {
            self.solved_at = None;
        }
        self.status = status;
        self.updated_at = now;
    }
}

impl Support {
    /// The ticket that people call by this number.
    pub fn by_number(&self, number: &str) -> Result<&Ticket> {
        let found = self.tickets.values().find(|ticket| ticket.ticket_number.eq_ignore_ascii_case(number));
        found.ok_or_else(|| {
            let number = shorten(number);
            ToolError::NotFound(format!("No ticket has the number {number}. Use search_support_tickets to find it."))
        })
    }
}
