//! The meeting rooms of the company's office: finding, booking and checking in.

mod booking;
mod data;
mod finding;
mod rules;
mod types;

use serde::Serialize;

use crate::kit::resource::{self, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Noun, Table};
use crate::world::World;
use crate::world::cast::Member;
use types::{KnownEvent, MeetingRoom, Office, RoomBooking};

const ROOM: Noun = Noun { name: "meeting room", finder: "find_available_meeting_rooms" };
const BOOKING: Noun = Noun { name: "room booking", finder: "list_meeting_room_bookings" };

/// The rooms of one office and who has them when.
#[derive(Debug, Clone, Serialize)]
pub struct Rooms {
    /// Appointments of the user's calendar, as they were synchronised.
    calendar_events: Table<KnownEvent>,
    meeting_rooms: Table<MeetingRoom>,
    office: Office,
    owner: Member,
    room_bookings: Table<RoomBooking>,
}

impl Server for Rooms {
    const NAME: &'static str = "rooms";
    const TITLE: &'static str = "Meeting rooms";
    const DESCRIPTION: &'static str =
        "The meeting rooms of the user's office: free rooms, bookings for calendar events, check-in.";
    const INSTRUCTIONS: &'static str = "Find a free room first, then book it for a calendar event or under a title of its own. \
        Bookings last at most four hours within opening hours, and lapse 15 minutes after their start without a check-in. \
        Only the user's own bookings can be moved or cancelled.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("find_available_meeting_rooms", finding::find_available_meeting_rooms),
            read("get_meeting_room_schedule", finding::get_meeting_room_schedule),
            read("list_meeting_room_bookings", finding::list_meeting_room_bookings),
            write("book_meeting_room", booking::book_meeting_room),
            write("move_meeting_room_booking", booking::move_meeting_room_booking).destructive().idempotent(),
            write("cancel_meeting_room_booking", booking::cancel_meeting_room_booking).destructive(),
            write("check_in_to_meeting_room", booking::check_in_to_meeting_room),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        vec![
            resource::fixed(
                "rooms://today",
                "rooms_today",
                "Who has which room today, as the board in the lobby shows it.",
                "text/markdown",
                |rooms: &Self, now| Ok(finding::board(rooms, now)),
            ),
            resource::template(
                "rooms://rooms/{meeting_room_id}",
                "meeting_room",
                "Seats, floor and equipment of one room.",
                "application/json",
                |rooms: &Self| {
                    let one = |room: &MeetingRoom| resource::Listed {
                        values: vec![room.id.clone()],
                        title: room.name.clone(),
                    };
                    rooms.meeting_rooms.values().map(one).collect()
                },
                |rooms, _, vars| resource::json_text(ROOM.get(&rooms.meeting_rooms, vars.get("meeting_room_id"))?),
            ),
        ]
    }
}
