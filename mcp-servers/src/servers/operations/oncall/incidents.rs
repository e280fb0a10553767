//! Incidents from the alert to the fix.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::schedules::ServiceRef;
use super::types::*;
use super::{INCIDENT, Oncall, SCHEDULE, SERVICE};
use crate::kit::{Call, Cursor, Day, Limit, Ordered, Query, Text, Time, ToolError, conflict, not_allowed, page};

type Result<T> = std::result::Result<T, ToolError>;

/// Nobody is above the service's owner.
const TOP_LEVEL: i64 = 3;

#[derive(Debug, Serialize, JsonSchema)]
pub struct IncidentSummary {
    /// Id of the incident.
    pub id: String,
    /// Number that people use.
    pub number: String,
    /// What is or was wrong.
    pub title: String,
    /// Id of the service in which it began.
    pub service_id: String,
    /// Name of that service.
    pub service_name: String,
    /// How bad it is, 1 for the worst.
    pub severity: Severity,
    /// How far it is.
    pub status: IncidentStatus,
    /// Mail address of who is responsible.
    #[schemars(extend("format" = "email"))]
    pub assigned_email: String,
    /// When the alarm was raised.
    pub triggered_at: Time,
    /// When it was over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved_at: Option<Time>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct IncidentList {
    /// The incidents found, newest first.
    pub incidents: Vec<IncidentSummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct IncidentView {
    /// Id of the incident.
    pub id: String,
    /// Number that people use.
    pub number: String,
    /// What is or was wrong.
    pub title: String,
    /// Id of the service in which it began.
    pub service_id: String,
    /// Name of that service.
    pub service_name: String,
    /// Other services that suffer from it.
    pub affected_services: Vec<ServiceRef>,
    /// How bad it is, 1 for the worst.
    pub severity: Severity,
    /// How far it is.
    pub status: IncidentStatus,
    /// Id of the alert rule that raised it, unless a person did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alert_rule_id: Option<String>,
    /// Mail address of who is responsible.
    #[schemars(extend("format" = "email"))]
    pub assigned_email: String,
    /// Name of who is responsible.
    pub assigned_name: String,
    /// 1 for the person on call, 2 for the next in turn, 3 for the service's owner.
    pub escalation_level: i64,
    /// When the alarm was raised.
    pub triggered_at: Time,
    /// When somebody took it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acknowledged_at: Option<Time>,
    /// When it was over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved_at: Option<Time>,
    /// Minutes from the alarm to the end, or to now.
    pub duration_minutes: i64,
    /// What was wrong and what helped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolution: Option<String>,
    /// What happened, in order.
    pub timeline: Vec<TimelineEntry>,
}

/// Lists incidents, newest first. Use it to see what is open and to get an incident's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListIncidents {
    /// Only incidents with this status.
    pub status: Option<IncidentStatus>,
    /// Only incidents of this severity or worse.
    pub minimum_severity: Option<Severity>,
    /// Only incidents that began in this service or affect it.
    pub service_id: Option<String>,
    /// Words of number, title or notes; all of them must match.
    pub query: Option<Query>,
    /// Only incidents from this day on.
    pub from_date: Option<Day>,
    /// How many incidents to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Returns one incident with everything that happened in it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetIncident {
    /// Id of the incident.
    pub incident_id: String,
}

/// Acknowledges a triggered incident: the user becomes responsible, and the system pages nobody else.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcknowledgeIncident {
    /// Id of the incident.
    pub incident_id: String,
}

/// Hands an open incident to the next level: from the person on call to the next in turn, then to the service's owner.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EscalateIncident {
    /// Id of the incident.
    pub incident_id: String,
    /// Why help is needed.
    pub reason: Text<500>,
}

/// Adds a note to the timeline of an incident, open or not. Use it to write down what was found or decided.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddIncidentNote {
    /// Id of the incident.
    pub incident_id: String,
    /// What to write down.
    pub text: Text<1000>,
}

/// Resolves an acknowledged incident and records what was wrong and what helped. Fails while nobody has acknowledged it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResolveIncident {
    /// Id of the incident.
    pub incident_id: String,
    /// What was wrong and what helped.
    pub resolution: Text<1000>,
}

impl Oncall {
    pub fn incident_view(&self, id: &str, now: Time) -> Result<IncidentView> {
        let incident = INCIDENT.get(&self.incidents, id)?;
        let name = |id: &str| self.services.get(id).map_or_else(String::new, |service| service.name.clone());
        let affected = |id: &String| ServiceRef { service_id: id.clone(), name: name(id) };
        Ok(IncidentView {
            id: id.to_owned(),
            number: incident.number.clone(),
            title: incident.title.clone(),
            service_id: incident.service_id.clone(),
            service_name: name(&incident.service_id),
            affected_services: incident.affected_service_ids.iter().map(affected).collect(),
            severity: incident.severity,
            status: incident.status,
            alert_rule_id: incident.alert_rule_id.clone(),
            assigned_email: incident.assigned_email.clone(),
            assigned_name: self.name_of(&incident.assigned_email),
            escalation_level: incident.escalation_level,
            triggered_at: incident.triggered_at,
            acknowledged_at: incident.acknowledged_at,
            resolved_at: incident.resolved_at,
            duration_minutes: incident.resolved_at.unwrap_or(now).minutes_since(incident.triggered_at),
            resolution: incident.resolution.clone(),
            timeline: incident.timeline.clone(),
        })
    }

    /// Writes into the timeline in the user's name.
    pub fn write(&mut self, id: &str, now: Time, kind: EntryKind, text: String) -> Result<()> {
        let actor = self.name_of(&self.owner_email);
        INCIDENT.get_mut(&mut self.incidents, id)?.timeline.push(TimelineEntry { time: now, kind, actor, text });
        Ok(())
    }

    /// An incident that is not over.
    pub fn open(&self, id: &str) -> Result<&Incident> {
        let incident = INCIDENT.get(&self.incidents, id)?;
        match incident.resolved_at {
            Some(at) => Err(conflict(format!(
                "{} was resolved on {}. Use declare_incident if it is back.",
                incident.number,
                at.spoken()
            ))),
            None => Ok(incident),
        }
    }
}

pub fn list_incidents(oncall: &Oncall, _: &Call, args: ListIncidents) -> Result<IncidentList> {
    if let Some(id) = &args.service_id {
        SERVICE.get(&oncall.services, id)?;
    }
    let found = |(_, incident): &(&String, &Incident)| {
        let concerns = |id: &String| incident.service_id == *id || incident.affected_service_ids.contains(id);
        let notes = incident.timeline.iter().map(|entry| entry.text.as_str());
        let texts = [incident.number.as_str(), incident.title.as_str()].into_iter().chain(notes);
        args.status.is_none_or(|status| incident.status == status)
            && args.minimum_severity.is_none_or(|severity| incident.severity <= severity)
            && args.service_id.as_ref().is_none_or(concerns)
            && args.from_date.is_none_or(|day| incident.triggered_at.day() >= day)
            && args.query.as_ref().is_none_or(|query| query.matches(texts))
    };
    let mut found: Vec<(&String, &Incident)> = oncall.incidents.iter().filter(found).collect();
    found.order_by(|(a, one), (b, other)| (other.triggered_at, a).cmp(&(one.triggered_at, b)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    let summary = |(id, incident): (&String, &Incident)| IncidentSummary {
        id: id.clone(),
        number: incident.number.clone(),
        title: incident.title.clone(),
        service_id: incident.service_id.clone(),
        service_name: oncall.services.get(&incident.service_id).map_or_else(String::new, |one| one.name.clone()),
        severity: incident.severity,
        status: incident.status,
        assigned_email: incident.assigned_email.clone(),
        triggered_at: incident.triggered_at,
        resolved_at: incident.resolved_at,
    };
    Ok(IncidentList { incidents: found.into_iter().map(summary).collect(), next_cursor })
}

pub fn get_incident(oncall: &Oncall, call: &Call, args: GetIncident) -> Result<IncidentView> {
    oncall.incident_view(&args.incident_id, call.now)
}

pub fn acknowledge_incident(oncall: &mut Oncall, call: &mut Call, args: AcknowledgeIncident) -> Result<IncidentView> {
    let incident = oncall.open(&args.incident_id)?;
    if incident.status == IncidentStatus::Acknowledged {
        return Err(conflict(format!(
            "{} has acknowledged {} already.",
            oncall.name_of(&incident.assigned_email),
            incident.number
        )));
    }
    let owner = oncall.owner_email.clone();
    let incident = INCIDENT.get_mut(&mut oncall.incidents, &args.incident_id)?;
    incident.status = IncidentStatus::Acknowledged;
    incident.acknowledged_at = Some(call.now);
    incident.assigned_email = owner;
    oncall.write(&args.incident_id, call.now, EntryKind::Acknowledged, "Looking into it".to_owned())?;
    oncall.incident_view(&args.incident_id, call.now)
}

pub fn escalate_incident(oncall: &mut Oncall, call: &mut Call, args: EscalateIncident) -> Result<IncidentView> {
    let incident = oncall.open(&args.incident_id)?;
    let service = SERVICE.get(&oncall.services, &incident.service_id)?;
    if incident.escalation_level >= TOP_LEVEL {
        return Err(not_allowed(format!(
            "{} is with {}, the owner of {}; nobody is above. Use page_responder to call others.",
            incident.number,
            oncall.name_of(&incident.assigned_email),
            service.name
        )));
    }
    let schedule = SCHEDULE.get(&oncall.schedules, &service.schedule_id)?;
    let level = incident.escalation_level + 1;
    let email = match level {
        2 => oncall.shift(&service.schedule_id, schedule, call.now).next.to_owned(),
        _ => service.owner_email.clone(),
    };
    let text = format!("Escalated to {} (level {level}): {}", oncall.name_of(&email), args.reason.0);
    let incident = INCIDENT.get_mut(&mut oncall.incidents, &args.incident_id)?;
    incident.escalation_level = level;
    incident.assigned_email = email;
    incident.status = IncidentStatus::Triggered;
    incident.acknowledged_at = None;
    oncall.write(&args.incident_id, call.now, EntryKind::Escalated, text)?;
    oncall.incident_view(&args.incident_id, call.now)
}

pub fn add_incident_note(oncall: &mut Oncall, call: &mut Call, args: AddIncidentNote) -> Result<IncidentView> {
    oncall.write(&args.incident_id, call.now, EntryKind::Note, args.text.0)?;
    oncall.incident_view(&args.incident_id, call.now)
}

pub fn resolve_incident(oncall: &mut Oncall, call: &mut Call, args: ResolveIncident) -> Result<IncidentView> {
    let incident = oncall.open(&args.incident_id)?;
    if incident.status != IncidentStatus::Acknowledged {
        return Err(conflict(format!(
            "Nobody has acknowledged {} yet. Use acknowledge_incident first.",
            incident.number
        )));
    }
    let incident = INCIDENT.get_mut(&mut oncall.incidents, &args.incident_id)?;
    incident.status = IncidentStatus::Resolved;
    incident.resolved_at = Some(call.now);
    incident.resolution = Some(args.resolution.0.clone());
    oncall.write(&args.incident_id, call.now, EntryKind::Resolved, args.resolution.0)?;
    oncall.incident_view(&args.incident_id, call.now)
}
