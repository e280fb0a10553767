//! The tools that look at reminders, and the page of what comes.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{CONTACT, EVENT, Reminders, TASK};
use crate::kit::{Call, Cursor, Day, Int, Limit, Ordered, Query, Time, ToolError, page};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct ReminderList {
    /// The reminders found, by time.
    pub reminders: Vec<Reminder>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Finds reminders by words, status, or what they are about; without a status those not completed. Use it to get a
/// reminder's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListReminders {
    /// Words of the text or of what it is about; all of them must match.
    pub query: Option<Query>,
    /// Only reminders in this status.
    pub status: Option<ReminderStatus>,
    /// Only reminders before this calendar event.
    pub event_id: Option<String>,
    /// Only reminders about this task.
    pub task_id: Option<String>,
    /// Only reminders about this contact.
    pub contact_id: Option<String>,
    /// Only reminders on this day or earlier.
    pub until: Option<Day>,
    /// How many reminders to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Lists the reminders whose time has come and that nobody has dealt with, the oldest first. Use it at the beginning of
/// a conversation.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListDueReminders {
    /// Also those that come within so many minutes (default 0).
    pub within_minutes: Option<Int<0, 1440>>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct DueReminders {
    /// The time now.
    pub now: Time,
    /// The reminders, by time.
    pub reminders: Vec<Reminder>,
}

pub fn list_reminders(state: &Reminders, call: &Call, args: ListReminders) -> Result<ReminderList> {
    if let Some(id) = &args.event_id {
        EVENT.get(&state.events, id)?;
    }
    if let Some(id) = &args.task_id {
        TASK.get(&state.tasks, id)?;
    }
    if let Some(id) = &args.contact_id {
        CONTACT.get(&state.contacts, id)?;
    }
    let status = |one: &Reminder| match args.status {
        Some(status) => one.status == status,
        None => one.status != ReminderStatus::Completed,
    };
    let found = |one: &Reminder| {
        status(one)
            && args.query.as_ref().is_none_or(|query| query.matches(texts(one)))
            && (args.event_id.is_none() || one.event_id == args.event_id)
            && (args.task_id.is_none() || one.task_id == args.task_id)
            && (args.contact_id.is_none() || one.contact_id == args.contact_id)
            && args.until.is_none_or(|day| one.remind_at.day() <= day)
    };
    let mut found: Vec<Reminder> = state.all(call.now).filter(found).collect();
    found.order_by(by_time);
    let (reminders, next_cursor) = page(found, args.cursor, args.limit, 20);
    Ok(ReminderList { reminders, next_cursor })
}

pub fn list_due_reminders(state: &Reminders, call: &Call, args: ListDueReminders) -> Result<DueReminders> {
    let end = call.now.plus_minutes(args.within_minutes.map_or(0, |minutes| minutes.0));
    let due = |one: &Reminder| one.status != ReminderStatus::Completed && one.remind_at <= end;
    let mut reminders: Vec<Reminder> = state.all(call.now).filter(due).collect();
    reminders.order_by(by_time);
    Ok(DueReminders { now: call.now, reminders })
}

pub fn upcoming(state: &Reminders, now: Time) -> String {
    let soon = |one: &Reminder| one.status != ReminderStatus::Completed && one.remind_at <= now.plus_days(7);
    let mut reminders: Vec<Reminder> = state.all(now).filter(soon).collect();
    reminders.order_by(by_time);
    let mut text = format!("# Reminders, {}\n", now.day().spoken());
    for (heading, status) in [("Due", ReminderStatus::Due), ("In the next seven days", ReminderStatus::Upcoming)] {
        let _ = write!(text, "\n## {heading}\n\n");
        let lines: Vec<&Reminder> = reminders.iter().filter(|one| one.status == status).collect();
        if lines.is_empty() {
            text.push_str("Nothing.\n");
        }
        for one in lines {
            let _ = writeln!(text, "- {}: {} ({})", one.remind_at.spoken(), one.text, one.id);
        }
    }
    text
}

fn by_time(a: &Reminder, b: &Reminder) -> std::cmp::Ordering {
    (a.remind_at, &a.id).cmp(&(b.remind_at, &b.id))
}

fn texts(one: &Reminder) -> impl Iterator<Item = &str> {
    let about = [&one.event_title, &one.task_title, &one.contact_name];
    [one.text.as_str()].into_iter().chain(about.into_iter().filter_map(|text| text.as_deref()))
}

impl Reminders {
    fn all(&self, now: Time) -> impl Iterator<Item = Reminder> {
        self.reminders.iter().map(move |(id, stored)| self.show(id, stored, now))
    }
}
