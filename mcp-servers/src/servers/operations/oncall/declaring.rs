//! Declaring an incident that no alert has found.

use schemars::JsonSchema;
use serde::Deserialize;

use super::incidents::IncidentView;
use super::types::*;
use super::{Oncall, SCHEDULE, SERVICE};
use crate::kit::{Answer, Call, Text, ToolError, conflict, not_allowed};

/// Declares an incident of a service and pages whoever is on call for it. The user is asked to confirm a sev1. Fails if
/// the service has an open incident already, unless separate is true.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclareIncident {
    /// Id of the service.
    pub service_id: String,
    /// What is wrong, in a few words.
    pub title: Text<150>,
    /// How bad it is, sev1 for the worst.
    pub severity: Severity,
    /// What is known so far.
    pub description: Option<Text<1000>>,
    /// Whether it is apart from an incident that is open already (default false).
    pub separate: Option<bool>,
}

/// What the user says of a severity that wakes everybody.
#[derive(Deserialize, JsonSchema)]
struct ConfirmSeverity {
    /// The severity that it really has.
    severity: Severity,
}

pub fn declare_incident(
    oncall: &mut Oncall,
    call: &mut Call,
    args: DeclareIncident,
) -> Result<IncidentView, ToolError> {
    let service = SERVICE.get(&oncall.services, &args.service_id)?;
    let schedule = SCHEDULE.get(&oncall.schedules, &service.schedule_id)?;
    let open = |incident: &&Incident| incident.service_id == args.service_id && incident.resolved_at.is_none();
    if let Some(other) = oncall.incidents.values().find(open).filter(|_| !args.separate.unwrap_or(false)) {
        return Err(conflict(format!(
            "{} has an open incident already: {} {}. Use add_incident_note, or set separate.",
            service.name, other.number, other.title
        )));
    }
    let mut severity = args.severity;
    if severity == Severity::Sev1 {
        let message = format!(
            "\"{}\" is about to be declared as SEV1 for {} (tier {}). All members of {} are paged for a SEV1. \
             Which severity does it have?",
            args.title.0, service.name, service.tier, schedule.name
        );
        severity = match call.ask::<ConfirmSeverity>("severity", message)? {
            Answer::Given(form) => form.severity,
            Answer::Declined | Answer::Dismissed => {
                return Err(not_allowed("The severity was not confirmed; nothing was declared."));
            }
        };
    }
    let shift = oncall.shift(&service.schedule_id, schedule, call.now);
    let (assigned_email, actor) = (shift.email.to_owned(), oncall.name_of(&oncall.owner_email));
    let paged: Vec<&String> =
        schedule.members.iter().filter(|email| severity == Severity::Sev1 || **email == assigned_email).collect();
    let paged = match paged.len() {
        0 => oncall.name_of(&assigned_email),
        _ => paged.into_iter().map(|email| oncall.name_of(email)).collect::<Vec<_>>().join(", "),
    };
    let entry = |kind, actor: &str, text: String| TimelineEntry { time: call.now, kind, actor: actor.to_owned(), text };
    let told = args.description.map_or_else(|| args.title.0.clone(), |text| text.0);
    let incident = Incident {
        number: format!("INC-{}", oncall.next_number),
        title: args.title.0,
        service_id: args.service_id,
        affected_service_ids: Vec::new(),
        severity,
        status: IncidentStatus::Triggered,
        alert_rule_id: None,
        assigned_email,
        escalation_level: 1,
        triggered_at: call.now,
        acknowledged_at: None,
        resolved_at: None,
        resolution: None,
        timeline: vec![
            entry(EntryKind::Triggered, &actor, format!("Declared as {}: {told}", severity.name())),
            entry(EntryKind::Paged, "on call", format!("Paged {paged}")),
        ],
    };
    let id = call.ids.mint("inc");
    oncall.incidents.insert(id.clone(), incident);
    oncall.next_number += 1;
    oncall.incident_view(&id, call.now)
}
