//! Reminders: at a time, before a calendar event, or about a task or a person.

mod acting;
mod data;
mod reading;
mod setting;
mod types;

use serde::Serialize;

use crate::kit::resource::{self, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Noun, Table};
use crate::world::World;
use types::{KnownContact, KnownEvent, KnownTask, QuietHours, Stored};

const REMINDER: Noun = Noun { name: "reminder", finder: "list_reminders" };
const EVENT: Noun = Noun { name: "event", finder: "search_events" };
const TASK: Noun = Noun { name: "task", finder: "search_tasks" };
const CONTACT: Noun = Noun { name: "contact", finder: "search_contacts" };

/// All reminders, and what they can be about.
#[derive(Debug, Clone, Serialize)]
pub struct Reminders {
    contacts: Table<KnownContact>,
    /// Events as the calendar had them when they were last fetched.
    events: Table<KnownEvent>,
    quiet_hours: QuietHours,
    reminders: Table<Stored>,
    tasks: Table<KnownTask>,
}

impl Server for Reminders {
    const NAME: &'static str = "reminders";
    const TITLE: &'static str = "Reminders";
    const DESCRIPTION: &'static str =
        "The user's reminders: at a time, before an event of the calendar, or about a task or a person.";
    const INSTRUCTIONS: &'static str = "Events, tasks and people are named by the ids of the calendar, tasks and contacts \
        servers. A reminder whose time has come is due until it is completed, snoozed or deleted. Between 22:00 and 07:00 \
        the user is not disturbed unless during_quiet_hours says so.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("list_reminders", reading::list_reminders),
            read("list_due_reminders", reading::list_due_reminders),
            write("create_reminder", setting::create_reminder),
            write("create_event_reminder", setting::create_event_reminder),
            write("snooze_reminder", acting::snooze_reminder),
            write("complete_reminder", acting::complete_reminder),
            write("delete_reminder", acting::delete_reminder).destructive(),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        vec![resource::fixed(
            "reminders://upcoming",
            "upcoming_reminders",
            "What is due and what comes in the next seven days.",
            "text/markdown",
            |reminders, now| Ok(reading::upcoming(reminders, now)),
        )]
    }
}
