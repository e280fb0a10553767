//! What the office asks of a booking: opening hours, length, large rooms, and one room for one person at a time.

use super::Rooms;
use super::types::*;
use crate::kit::{Ordered, Time, ToolError, conflict, invalid, not_allowed};

type Result<T> = std::result::Result<T, ToolError>;

/// A booking without a check-in lapses after so many minutes.
pub const GRACE: i64 = 15;
pub const LONGEST: i64 = 240;
/// Bookings can be made so many days ahead.
const DAYS_AHEAD: i64 = 60;
/// Rooms with so many seats are kept for those who need them.
const LARGE: i64 = 12;

/// A wish for a room: when, how many people, and what must be in it.
pub struct Wish<'a> {
    pub start: Time,
    pub end: Time,
    pub people: i64,
    pub equipment: Option<Equipment>,
    /// A booking that does not count, because it is the one that moves.
    pub except: Option<&'a str>,
}

/// Whether a booking keeps its room at all. One that nobody checked in to in time does not.
pub fn holds(booking: &RoomBooking, now: Time) -> bool {
    let lapsed = booking.status == BookingStatus::Booked && booking.start.plus_minutes(GRACE) < now;
    booking.status != BookingStatus::Cancelled && !lapsed
}

/// The booking that takes a room between two times.
pub fn taken<'a>(
    rooms: &'a Rooms,
    room_id: &str,
    (start, end): (Time, Time),
    now: Time,
    except: Option<&str>,
) -> Option<&'a RoomBooking> {
    let meets = |booking: &&RoomBooking| {
        booking.meeting_room_id == room_id
            && Some(booking.id.as_str()) != except
            && booking.start < end
            && start < booking.end
            && holds(booking, now)
    };
    rooms.room_bookings.values().filter(meets).min_by_key(|booking| booking.start)
}

/// Rooms that are free and would do, the smallest first.
pub fn fitting<'a>(rooms: &'a Rooms, wish: &Wish, now: Time) -> Vec<&'a MeetingRoom> {
    let fits = |room: &&MeetingRoom| {
        room.closed_because.is_none()
            && room.capacity >= wish.people
            && wish.equipment.is_none_or(|wanted| room.equipment.contains(&wanted))
            && check_size(room, wish).is_ok()
            && taken(rooms, &room.id, (wish.start, wish.end), now, wish.except).is_none()
    };
    let mut found: Vec<&MeetingRoom> = rooms.meeting_rooms.values().filter(fits).collect();
    found.order_by(|a, b| (a.capacity, &a.name).cmp(&(b.capacity, &b.name)));
    found
}

/// What holds for every room: the time lies ahead, in opening hours, and is not too long.
pub fn check_time(rooms: &Rooms, start: Time, end: Time, now: Time) -> Result<()> {
    if start < now.plus_minutes(-GRACE) {
        return Err(invalid(format!("Argument `start`: {start} lies in the past; it is now {now}.")));
    }
    if start.day() > now.day().plus_days(DAYS_AHEAD) {
        let last = now.day().plus_days(DAYS_AHEAD).spoken();
        return Err(not_allowed(format!("Rooms can be booked up to {DAYS_AHEAD} days ahead, that is until {last}.")));
    }
    if end.minutes_since(start) > LONGEST {
        return Err(not_allowed(format!("A booking lasts at most {} hours. Choose an earlier end.", LONGEST / 60)));
    }
    let office = &rooms.office;
    let inside = start.day() == end.day() && start.minute() >= office.opens && end.minute() <= office.closes;
    if start.day().is_weekend() || !inside {
        return Err(not_allowed(format!(
            "The office is open from Monday to Friday, {:02}:{:02} to {:02}:{:02}; {} to {} does not fit.",
            office.opens / 60,
            office.opens % 60,
            office.closes / 60,
            office.closes % 60,
            start.spoken(),
            end.clock()
        )));
    }
    Ok(())
}

/// Whether the room has the seats, what is needed, and is not larger than the reason for it.
pub fn check_size(room: &MeetingRoom, wish: &Wish) -> Result<()> {
    let MeetingRoom { name, capacity, equipment, .. } = room;
    if let Some(reason) = &room.closed_because {
        return Err(not_allowed(format!("{name} cannot be booked: {reason}.")));
    }
    if wish.people > *capacity {
        return Err(not_allowed(format!(
            "{name} has {capacity} seats, {} people are expected. Use find_available_meeting_rooms with min_capacity.",
            wish.people
        )));
    }
    if let Some(wanted) = wish.equipment.filter(|wanted| !equipment.contains(wanted)) {
        return Err(not_allowed(format!(
            "{name} does not have {}. Use find_available_meeting_rooms with equipment.",
            wanted.words()
        )));
    }
    if *capacity >= LARGE && wish.people * 2 < *capacity && wish.equipment.is_none() {
        return Err(not_allowed(format!(
            "{name} has {capacity} seats and is kept for groups of {} or more, or for those who name equipment of it in \
             needed_equipment.",
            (capacity + 1) / 2
        )));
    }
    Ok(())
}

/// The user cannot sit in two rooms.
pub fn check_person(rooms: &Rooms, wish: &Wish, now: Time) -> Result<()> {
    let mine = |booking: &&RoomBooking| {
        booking.booked_by == rooms.owner
            && Some(booking.id.as_str()) != wish.except
            && booking.start < wish.end
            && wish.start < booking.end
            && holds(booking, now)
    };
    match rooms.room_bookings.values().find(mine) {
        Some(other) => Err(conflict(format!(
            "You already have {} from {} to {} ({}). Use move_meeting_room_booking or cancel it first.",
            other.room_name,
            other.start.clock(),
            other.end.clock(),
            other.id
        ))),
        None => Ok(()),
    }
}
