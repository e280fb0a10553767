//! What reminders hold and show.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Reminders;
use crate::kit::{Day, Time};

/// An event of the calendar.
#[derive(Debug, Clone, Serialize)]
pub struct KnownEvent {
    pub title: String,
    pub start: Time,
}

/// A task that is to be done.
#[derive(Debug, Clone, Serialize)]
pub struct KnownTask {
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_date: Option<Day>,
}

#[derive(Debug, Clone, Serialize)]
pub struct KnownContact {
    pub name: String,
}

/// Minutes after midnight between which the user is not disturbed; over midnight.
#[derive(Debug, Clone, Serialize)]
pub struct QuietHours {
    pub from: i64,
    pub until: i64,
}

/// A reminder as it is kept: whether it is due depends on the clock.
#[derive(Debug, Clone, Serialize)]
pub struct Stored {
    pub text: String,
    pub remind_at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes_before: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_id: Option<String>,
    pub snooze_count: i64,
    pub created_at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<Time>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReminderStatus {
    Upcoming,
    Due,
    Completed,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Reminder {
    /// Id of the reminder.
    pub id: String,
    /// What the user is reminded of.
    pub text: String,
    /// Whether its time has come.
    pub status: ReminderStatus,
    /// When the user is reminded, or was.
    pub remind_at: Time,
    /// Id of the calendar event that it comes before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    /// Title of that event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_title: Option<String>,
    /// How long before the event it was set, in minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes_before: Option<i64>,
    /// Id of the task that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_id: Option<String>,
    /// Title of that task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_title: Option<String>,
    /// Id of the contact that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_id: Option<String>,
    /// Name of that contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_name: Option<String>,
    /// How often it has been put off.
    pub snooze_count: i64,
    /// When it was set.
    pub created_at: Time,
    /// When it was completed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<Time>,
}

impl Stored {
    pub fn status(&self, now: Time) -> ReminderStatus {
        match self.completed_at {
            Some(_) => ReminderStatus::Completed,
            None if self.remind_at <= now => ReminderStatus::Due,
            None => ReminderStatus::Upcoming,
        }
    }
}

impl QuietHours {
    pub fn holds(&self, time: Time) -> bool {
        time.minute() >= self.from || time.minute() < self.until
    }
}

impl Reminders {
    /// A reminder with the names of what it is about.
    pub fn show(&self, id: &str, stored: &Stored, now: Time) -> Reminder {
        let event = stored.event_id.as_ref().and_then(|id| self.events.get(id));
        let task = stored.task_id.as_ref().and_then(|id| self.tasks.get(id));
        let contact = stored.contact_id.as_ref().and_then(|id| self.contacts.get(id));
        Reminder {
            id: id.to_owned(),
            text: stored.text.clone(),
            status: stored.status(now),
            remind_at: stored.remind_at,
            event_id: stored.event_id.clone(),
            event_title: event.map(|event| event.title.clone()),
            minutes_before: stored.minutes_before,
            task_id: stored.task_id.clone(),
            task_title: task.map(|task| task.title.clone()),
            contact_id: stored.contact_id.clone(),
            contact_name: contact.map(|contact| contact.name.clone()),
            snooze_count: stored.snooze_count,
            created_at: stored.created_at,
            completed_at: stored.completed_at,
        }
    }
}
