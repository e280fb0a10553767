//! The calendar: the owner's appointments, invitations and free time.

mod data;
mod schedule;
mod tools;
mod types;

use serde::Serialize;

use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Noun, Table};
use crate::world::World;
use types::{Event, Participant};

const EVENT: Noun = Noun { name: "event", finder: "search_events" };

/// The whole calendar.
#[derive(Debug, Clone, Serialize)]
pub struct Calendar {
    /// Names of people whose address the calendar knows.
    directory: Table<String>,
    events: Table<Event>,
    owner: Participant,
}

impl Server for Calendar {
    const NAME: &'static str = "calendar";
    const TITLE: &'static str = "Calendar";
    const DESCRIPTION: &'static str = "The user's calendar: appointments with attendees, invitations and free time.";
    const INSTRUCTIONS: &'static str = "Attendees are named by mail address. Times carry an offset; one without it is taken as the user's local time. \
        Only events that the user organises can be changed or cancelled; use respond_to_invitation for the others.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("list_events", schedule::list_events),
            read("search_events", schedule::search_events),
            read("get_event", schedule::get_event),
            read("find_free_slots", schedule::find_free_slots),
            write("create_event", tools::create_event),
            write("update_event", tools::update_event).destructive().idempotent(),
            write("cancel_event", tools::cancel_event).destructive(),
            write("add_attendee", tools::add_attendee),
            write("respond_to_invitation", tools::respond_to_invitation).idempotent(),
        ]
    }
}
