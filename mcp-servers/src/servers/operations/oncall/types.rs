//! What the on-call system holds and shows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::Time;

/// From 1, where customers cannot work, to 4, where nobody notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Sev1,
    Sev2,
    Sev3,
    Sev4,
}

impl Severity {
    pub fn name(self) -> &'static str {
        match self {
            Self::Sev1 => "SEV1",
            Self::Sev2 => "SEV2",
            Self::Sev3 => "SEV3",
            Self::Sev4 => "SEV4",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IncidentStatus {
    Triggered,
    Acknowledged,
    Resolved,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    Triggered,
    Paged,
    Acknowledged,
    Escalated,
    Note,
    Resolved,
}

/// One thing that happened in an incident.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TimelineEntry {
    /// When it happened.
    pub time: Time,
    /// What kind of thing it was.
    pub kind: EntryKind,
    /// Who did it; the monitoring is a somebody, too.
    pub actor: String,
    /// What was done or said.
    pub text: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Incident {
    pub number: String,
    pub title: String,
    pub service_id: String,
    pub affected_service_ids: Vec<String>,
    pub severity: Severity,
    pub status: IncidentStatus,
    pub alert_rule_id: Option<String>,
    pub assigned_email: String,
    /// 1 for the person on call, 2 for the next in turn, 3 for the service's owner.
    pub escalation_level: i64,
    pub triggered_at: Time,
    pub acknowledged_at: Option<Time>,
    pub resolved_at: Option<Time>,
    pub resolution: Option<String>,
    pub timeline: Vec<TimelineEntry>,
}

/// Somebody who can be paged.
#[derive(Debug, Clone, Serialize)]
pub struct Responder {
    pub name: String,
    pub phone: String,
    pub city: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct WatchedService {
    pub name: String,
    pub tier: i64,
    pub schedule_id: String,
    pub owner_email: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Schedule {
    pub name: String,
    /// Mail addresses, in the order of their turns.
    pub members: Vec<String>,
    /// When the first member's first turn began.
    pub anchor: Time,
}

/// A part of a shift that somebody else takes.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Override {
    /// Id of the override.
    pub id: String,
    /// Id of the schedule.
    pub schedule_id: String,
    /// Mail address of who takes the shift.
    #[schemars(extend("format" = "email"))]
    pub email: String,
    /// Name of who takes the shift.
    pub name: String,
    /// Names of those whose turn it would have been.
    pub replaces: Vec<String>,
    /// When it begins.
    pub start: Time,
    /// When it ends.
    pub end: Time,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A call that goes through at any hour.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Page {
    /// Id of the page.
    pub id: String,
    /// Id of the incident.
    pub incident_id: String,
    /// Mail address of who is paged.
    #[schemars(extend("format" = "email"))]
    pub email: String,
    /// Name of who is paged.
    pub name: String,
    /// Phone number that is called.
    pub phone: String,
    /// What is said.
    pub message: String,
    /// When it was sent.
    pub sent_at: Time,
    /// What the clock of the person who is paged shows then.
    pub local_time: Time,
}
