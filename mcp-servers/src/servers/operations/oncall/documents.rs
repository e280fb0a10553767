//! What can be read and begun: timelines, the present state, postmortems and handovers.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Deserialize;

use super::Oncall;
use super::types::*;
use crate::kit::{Message, Time, ToolError, counted, shorten};

type Result<T> = std::result::Result<T, ToolError>;

/// Begins a blameless postmortem of an incident from its timeline.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WritePostmortem {
    /// Number of the incident, such as INC-412.
    pub incident_number: String,
}

/// Begins the handover at the end of a shift: what is open, what happened last week, who comes next.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOverShift {
    /// Name of the schedule.
    pub schedule_name: String,
}

impl Oncall {
    fn numbered(&self, number: &str) -> Result<&Incident> {
        let found = self.incidents.values().find(|incident| incident.number.eq_ignore_ascii_case(number));
        found.ok_or_else(|| {
            let number = shorten(number);
            ToolError::NotFound(format!("No incident has the number {number}. Use list_incidents to find numbers."))
        })
    }

    fn service_name(&self, id: &str) -> &str {
        self.services.get(id).map_or("", |service| &service.name)
    }
}

pub fn timeline(oncall: &Oncall, number: &str) -> Result<String> {
    let incident = oncall.numbered(number)?;
    let affected: Vec<&str> = incident.affected_service_ids.iter().map(|id| oncall.service_name(id)).collect();
    let mut text = format!(
        "# {} {}\n\n{}, service {}, responsible: {}\n",
        incident.number,
        incident.title,
        incident.severity.name(),
        oncall.service_name(&incident.service_id),
        oncall.name_of(&incident.assigned_email),
    );
    if !affected.is_empty() {
        let _ = writeln!(text, "Also affected: {}", affected.join(", "));
    }
    text.push('\n');
    let mut day = None;
    for entry in &incident.timeline {
        if day != Some(entry.time.day()) {
            let _ = writeln!(text, "## {}\n", entry.time.day().spoken());
            day = Some(entry.time.day());
        }
        let _ = writeln!(text, "- {} **{}**: {}", entry.time.clock(), entry.actor, entry.text);
    }
    let _ = match incident.resolved_at {
        Some(at) => writeln!(text, "\nResolved after {}.", counted(at.minutes_since(incident.triggered_at), "minute")),
        None => writeln!(text, "\nNot resolved yet."),
    };
    Ok(text)
}

pub fn now_page(oncall: &Oncall, now: Time) -> Result<String> {
    let mut text = format!("# On call, {}\n\n", now.spoken());
    for (id, schedule) in oncall.schedules.iter() {
        let shift = oncall.shift(id, schedule, now);
        let (name, until) = (oncall.name_of(shift.email), shift.end.spoken());
        let _ = writeln!(text, "- {}: {name} until {until}, then {}", schedule.name, oncall.name_of(shift.next));
    }
    text.push_str("\n## Open incidents\n\n");
    let open = oncall.incidents.values().filter(|incident| incident.resolved_at.is_none());
    for incident in open {
        let name = oncall.name_of(&incident.assigned_email);
        let _ = writeln!(text, "- {} {} ({}, {name})", incident.number, incident.title, incident.severity.name());
    }
    Ok(text)
}

pub fn write_postmortem(oncall: &Oncall, _: Time, args: WritePostmortem) -> Result<Vec<Message>> {
    let incident = oncall.numbered(&args.incident_number)?;
    let timeline = timeline(oncall, &incident.number)?;
    let state = match &incident.resolution {
        Some(resolution) => format!("The resolution says: {resolution}"),
        None => "The incident is still open, so leave cause and measures as questions.".to_owned(),
    };
    Ok(vec![Message::User(format!(
        "Write a blameless postmortem of {}. Sections: summary in three sentences, impact with times, timeline, root cause, \
         what went well, what went badly, measures with an owner each. Use only what the timeline and the resolution say, \
         name roles instead of people where something went wrong, and ask me for numbers that are missing. {state}\n\n{timeline}",
        incident.number
    ))])
}

pub fn hand_over_shift(oncall: &Oncall, now: Time, args: HandOverShift) -> Result<Vec<Message>> {
    let found = oncall.schedules.iter().find(|(_, schedule)| schedule.name == args.schedule_name);
    let (id, schedule) = found.ok_or_else(|| {
        let name = shorten(&args.schedule_name);
        ToolError::NotFound(format!("No schedule is called {name}. Use list_oncall_schedules to find names."))
    })?;
    let shift = oncall.shift(id, schedule, now);
    let mine = |incident: &&Incident| {
        let service = oncall.services.get(&incident.service_id);
        service.is_some_and(|service| service.schedule_id == *id)
            && (incident.resolved_at.is_none() || incident.triggered_at > now.plus_days(-7))
    };
    let mut list = String::new();
    for incident in oncall.incidents.values().filter(mine) {
        let state = if incident.resolved_at.is_some() { "resolved" } else { "OPEN" };
        let _ = writeln!(list, "- {} {} ({}, {state})", incident.number, incident.title, incident.severity.name());
    }
    if list.is_empty() {
        list.push_str("- nothing\n");
    }
    Ok(vec![Message::User(format!(
        "Write the handover of {} from {} to {}, whose shift begins {}. Say what is open and who works on it, what may \
         come back, and what to watch. Read the incidents with get_incident first. Incidents of the last week:\n\n{list}",
        schedule.name,
        oncall.name_of(shift.email),
        oncall.name_of(shift.next),
        shift.end.spoken(),
    ))])
}
