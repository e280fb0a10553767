//! The tools that look: free rooms, the day of a room, and the user's bookings.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rules::{Wish, check_time, fitting, holds};
use super::types::*;
use super::{ROOM, Rooms};
use crate::kit::{Call, Cursor, Day, Int, Limit, Ordered, Time, ToolError, When, page};

type Result<T> = std::result::Result<T, ToolError>;

/// Finds rooms that are free for a whole time, with enough seats and the equipment, smallest first. Use it before booking or moving.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindAvailableMeetingRooms {
    /// When the room is needed.
    #[schemars(example = "2026-03-09T10:00:00+01:00")]
    pub start: When,
    /// How long it is needed, in minutes.
    pub duration_minutes: Int<15, 240>,
    /// How many seats it must have at least (default 1).
    pub min_capacity: Option<Int<1, 60>>,
    /// What it must be equipped with.
    #[schemars(length(max = 7))]
    pub equipment: Option<Vec<Equipment>>,
    /// Only rooms on this floor.
    pub floor: Option<Int<0, 12>>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct AvailableRooms {
    /// When the rooms are free.
    pub start: Time,
    /// Until when they are asked for.
    pub end: Time,
    /// The rooms that fit, smallest first.
    pub meeting_rooms: Vec<MeetingRoom>,
}

/// Returns a room with its bookings of one day, the lapsed and cancelled ones left out. Use it to see who has a room.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetMeetingRoomSchedule {
    /// Id of the room.
    pub meeting_room_id: String,
    /// Day to look at (default: today).
    pub date: Option<Day>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct RoomSchedule {
    /// The room.
    pub meeting_room: MeetingRoom,
    /// The day that was looked at.
    pub date: Day,
    /// Bookings of that day, by start.
    pub room_bookings: Vec<RoomBooking>,
}

/// Lists the user's own room bookings by start; without dates, those from today on.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListMeetingRoomBookings {
    /// First day (default: today).
    pub from_date: Option<Day>,
    /// Last day, included (default: no end).
    pub to_date: Option<Day>,
    /// Only bookings with this status.
    pub status: Option<BookingStatus>,
    /// How many bookings to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct RoomBookingList {
    /// The user's bookings, by start.
    pub room_bookings: Vec<RoomBooking>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

pub fn find_available_meeting_rooms(
    rooms: &Rooms,
    call: &Call,
    args: FindAvailableMeetingRooms,
) -> Result<AvailableRooms> {
    let start = call.now.resolve(args.start);
    let end = start.plus_minutes(args.duration_minutes.0);
    check_time(rooms, start, end, call.now)?;
    let equipment = args.equipment.unwrap_or_default();
    let people = args.min_capacity.map_or(1, |count| count.0);
    let wish = Wish { start, end, people, equipment: equipment.first().copied(), except: None };
    let mut found = fitting(rooms, &wish, call.now);
    found.retain(|room| equipment.iter().all(|wanted| room.equipment.contains(wanted)));
    found.retain(|room| args.floor.is_none_or(|floor| room.floor == floor.0));
    Ok(AvailableRooms { start, end, meeting_rooms: found.into_iter().take(20).cloned().collect() })
}

pub fn get_meeting_room_schedule(rooms: &Rooms, call: &Call, args: GetMeetingRoomSchedule) -> Result<RoomSchedule> {
    let room = ROOM.get(&rooms.meeting_rooms, &args.meeting_room_id)?;
    let date = args.date.unwrap_or(call.now.day());
    let room_bookings = of_day(rooms, &room.id, date, call.now).into_iter().cloned().collect();
    Ok(RoomSchedule { meeting_room: room.clone(), date, room_bookings })
}

pub fn list_meeting_room_bookings(
    rooms: &Rooms,
    call: &Call,
    args: ListMeetingRoomBookings,
) -> Result<RoomBookingList> {
    let from = args.from_date.unwrap_or(call.now.day());
    if let Some(to) = args.to_date.filter(|to| *to < from) {
        return Err(crate::kit::invalid(format!("Argument `to_date`: {to} lies before {from}.")));
    }
    let wanted = |booking: &&RoomBooking| {
        booking.booked_by == rooms.owner
            && booking.start.day() >= from
            && args.to_date.is_none_or(|to| booking.start.day() <= to)
            && args.status.is_none_or(|status| booking.status == status)
    };
    let mut found: Vec<&RoomBooking> = rooms.room_bookings.values().filter(wanted).collect();
    found.order_by(|a, b| (a.start, &a.id).cmp(&(b.start, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 20);
    Ok(RoomBookingList { room_bookings: found.into_iter().cloned().collect(), next_cursor })
}

fn of_day<'a>(rooms: &'a Rooms, room_id: &str, date: Day, now: Time) -> Vec<&'a RoomBooking> {
    let wanted = |booking: &&RoomBooking| {
        booking.meeting_room_id == room_id && booking.start.day() == date && holds(booking, now)
    };
    let mut found: Vec<&RoomBooking> = rooms.room_bookings.values().filter(wanted).collect();
    found.order_by_key(|booking| booking.start);
    found
}

/// The board in the lobby.
pub fn board(rooms: &Rooms, now: Time) -> String {
    let office = &rooms.office;
    let mut text = format!("# {}, {}\n\n{}\n", office.name, now.day().spoken(), office.address);
    let mut all: Vec<&MeetingRoom> = rooms.meeting_rooms.values().collect();
    all.order_by(|a, b| (a.floor, &a.name).cmp(&(b.floor, &b.name)));
    for room in all {
        let _ = write!(text, "\n## {} (floor {}, {} seats)\n\n", room.name, room.floor, room.capacity);
        let bookings = of_day(rooms, &room.id, now.day(), now);
        match &room.closed_because {
            Some(reason) => _ = writeln!(text, "Closed: {reason}."),
            None if bookings.is_empty() => text.push_str("Free all day.\n"),
            None => {}
        }
        for booking in bookings {
            let RoomBooking { start, end, title, booked_by, .. } = booking;
            let _ = writeln!(text, "- {} to {}: {title} ({})", start.clock(), end.clock(), booked_by.name);
        }
    }
    text
}
