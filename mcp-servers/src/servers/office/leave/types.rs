//! What the leave desk holds and shows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::{Day, Time};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LeaveKind {
    Annual,
    Sick,
    Volunteering,
    Unpaid,
}

impl LeaveKind {
    pub fn key(self) -> &'static str {
        match self {
            Self::Annual => "annual",
            Self::Sick => "sick",
            Self::Volunteering => "volunteering",
            Self::Unpaid => "unpaid",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequestStatus {
    Pending,
    Approved,
    Declined,
    Cancelled,
}

/// Somebody of the company.
#[derive(Debug, Clone, Serialize)]
pub struct Employee {
    pub name: String,
    pub job_title: String,
    /// Mail address of who decides on this person's leave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manager_email: Option<String>,
    /// Half days of annual leave taken over from last year.
    pub carried_half_days: i64,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LeavePolicy {
    /// Kind of leave.
    pub kind: LeaveKind,
    /// Name of the policy.
    pub title: String,
    /// Working days a year; left out where there is no fixed number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_per_year: Option<i64>,
    /// How many days before its start leave must be requested.
    pub notice_days: i64,
    /// How many working days one request covers at most.
    pub longest_request_days: i64,
    /// Whether half days are possible.
    pub half_days: bool,
    /// Whether a manager must approve it.
    pub needs_approval: bool,
    /// By how many days the balance may go below zero, if the employee confirms it.
    pub overdraft_days: i64,
    /// The rest of the rules, in words.
    pub rules: String,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BlackoutPeriod {
    /// Id of the period.
    pub id: String,
    /// First day on which no annual leave is granted.
    pub start_date: Day,
    /// Last such day.
    pub end_date: Day,
    /// Why nobody can be spared.
    pub reason: String,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PublicHoliday {
    /// The day.
    pub date: Day,
    /// Name of the holiday.
    pub name: String,
    /// Day of the week.
    pub weekday: String,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LeaveRequest {
    /// Id of the request.
    pub id: String,
    /// Mail address of the employee.
    #[schemars(extend("format" = "email"))]
    pub employee_email: String,
    /// Name of the employee.
    pub employee_name: String,
    /// Kind of leave.
    pub kind: LeaveKind,
    /// First day away.
    pub start_date: Day,
    /// Last day away.
    pub end_date: Day,
    /// Whether the leave begins at noon of the first day.
    pub starts_at_noon: bool,
    /// Whether the leave ends at noon of the last day.
    pub ends_at_noon: bool,
    /// How many working days it takes, half days included.
    pub working_days: f64,
    /// How far the request is.
    pub status: RequestStatus,
    /// What the employee added.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// When it was requested.
    pub requested_at: Time,
    /// Name of who decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    /// When it was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Time>,
    /// What was said with the decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision_comment: Option<String>,
}

impl LeaveRequest {
    /// Whether it takes days off the balance, or may do so.
    pub fn counts(&self) -> bool {
        matches!(self.status, RequestStatus::Pending | RequestStatus::Approved)
    }
}
