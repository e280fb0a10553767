//! On call: who answers when something breaks, and what became of each incident.

mod changing;
mod data;
mod declaring;
mod documents;
mod incidents;
mod paging;
mod schedules;
mod types;

use serde::Serialize;

use crate::kit::prompt::{self, Prompt};
use crate::kit::resource::{self, Listed, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Noun, Table};
use crate::world::World;
use types::{Incident, Override, Page, Responder, Schedule, WatchedService};

const INCIDENT: Noun = Noun { name: "incident", finder: "list_incidents" };
const SCHEDULE: Noun = Noun { name: "schedule", finder: "list_oncall_schedules" };
const SERVICE: Noun = Noun { name: "service", finder: "list_oncall_schedules" };

/// Schedules, incidents and pages.
#[derive(Debug, Clone, Serialize)]
pub struct Oncall {
    incidents: Table<Incident>,
    next_number: i64,
    overrides: Table<Override>,
    owner_email: String,
    pages: Table<Page>,
    /// By mail address.
    responders: Table<Responder>,
    schedules: Table<Schedule>,
    services: Table<WatchedService>,
}

impl Server for Oncall {
    const NAME: &'static str = "oncall";
    const TITLE: &'static str = "On call";
    const DESCRIPTION: &'static str = "On-call schedules and incidents of the company's services.";
    const INSTRUCTIONS: &'static str = "Incidents go from triggered through acknowledged to resolved. People are named by mail address. \
        Shifts change on Mondays at 09:00; override_shift gives part of one to somebody else.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("list_oncall_schedules", schedules::list_oncall_schedules),
            read("find_on_call", schedules::find_on_call),
            write("override_shift", changing::override_shift),
            read("list_incidents", incidents::list_incidents),
            read("get_incident", incidents::get_incident),
            write("declare_incident", declaring::declare_incident),
            write("acknowledge_incident", incidents::acknowledge_incident),
            write("escalate_incident", incidents::escalate_incident),
            write("page_responder", paging::page_responder),
            write("add_incident_note", incidents::add_incident_note),
            write("resolve_incident", incidents::resolve_incident),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        let listed = |oncall: &Self| {
            let one = |incident: &Incident| Listed {
                values: vec![incident.number.clone()],
                title: format!("{} {}", incident.number, incident.title),
            };
            oncall.incidents.values().map(one).collect()
        };
        vec![
            resource::fixed(
                "oncall://now",
                "on_call_now",
                "Who is on call at this moment, and which incidents are open.",
                "text/markdown",
                documents::now_page,
            ),
            resource::template(
                "oncall://incidents/{incident_number}/timeline",
                "incident_timeline",
                "What happened in an incident, minute by minute.",
                "text/markdown",
                listed,
                |oncall, _, vars| documents::timeline(oncall, vars.get("incident_number")),
            ),
        ]
    }

    fn prompts() -> Vec<Prompt<Self>> {
        let numbers = |oncall: &Self| oncall.incidents.values().map(|incident| incident.number.clone()).collect();
        let names = |oncall: &Self| oncall.schedules.values().map(|schedule| schedule.name.clone()).collect();
        vec![
            prompt::new("write_postmortem", documents::write_postmortem).complete("incident_number", numbers),
            prompt::new("hand_over_shift", documents::hand_over_shift).complete("schedule_name", names),
        ]
    }
}
