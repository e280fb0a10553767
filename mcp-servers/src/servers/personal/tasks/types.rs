//! What task lists hold and show.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::{Day, Time};

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TaskList {
    /// Id of the list.
    pub id: String,
    /// Name of the list.
    pub name: String,
}

/// Somebody of the contacts who can be given a task.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Assignee {
    /// Id of the contact.
    pub contact_id: String,
    /// Name of the contact.
    pub name: String,
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
pub enum TaskStatus {
    Open,
    Completed,
}

/// How often a task comes back once it is completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Repeat {
    Daily,
    Weekly,
    Monthly,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Task {
    /// Id of the task.
    pub id: String,
    /// Id of the list it is on.
    pub list_id: String,
    /// What is to be done.
    pub title: String,
    /// More about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<String>,
    /// Whether it is still to be done.
    pub status: TaskStatus,
    /// How much it matters.
    pub priority: Priority,
    /// Day by which it should be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_date: Option<Day>,
    /// Who does it, if it is not the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<Assignee>,
    /// Id of the task it is a part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_task_id: Option<String>,
    /// Ids of the tasks that must be done first, done or not.
    pub blocked_by_task_ids: Vec<String>,
    /// How often it comes back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeat: Option<Repeat>,
    /// Id of the calendar event that it prepares.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    /// When it was created.
    pub created_at: Time,
    /// When it was completed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<Time>,
}

/// A task in a list.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TaskSummary {
    /// Id of the task.
    pub id: String,
    /// Id of the list it is on.
    pub list_id: String,
    /// What is to be done.
    pub title: String,
    /// Whether it is still to be done.
    pub status: TaskStatus,
    /// How much it matters.
    pub priority: Priority,
    /// Day by which it should be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_date: Option<Day>,
    /// Whether that day has passed.
    pub overdue: bool,
    /// Whether another task must be done first.
    pub blocked: bool,
    /// Name of who does it, if it is not the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee_name: Option<String>,
    /// Id of the task it is a part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_task_id: Option<String>,
}

impl Task {
    pub fn is_open(&self) -> bool {
        self.status == TaskStatus::Open
    }

    pub fn is_overdue(&self, today: Day) -> bool {
        self.is_open() && self.due_date.is_some_and(|day| day < today)
    }
}

impl Repeat {
    /// The day after a day of this rhythm; months end where they end.
    pub fn next(self, day: Day) -> Day {
        match self {
            Self::Daily => day.plus_days(1),
            Self::Weekly => day.plus_days(7),
            Self::Monthly => {
                let first = Day::new(day.year(), day.month(), 1).plus_days(31);
                let month = Day::new(first.year(), first.month(), 1);
                let length = {
                    let after = month.plus_days(31);
                    Day::new(after.year(), after.month(), 1).since(month)
                };
                month.plus_days((i64::from(day.day_of_month()) - 1).min(length - 1))
            }
        }
    }
}
