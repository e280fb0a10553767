//! The tools that take, move, give back and enter a room.

use schemars::JsonSchema;
use serde::Deserialize;

use super::rules::{GRACE, Wish, check_person, check_size, check_time, fitting, holds, taken};
use super::types::*;
use super::{BOOKING, ROOM, Rooms};
use crate::kit::{Answer, Call, Int, Text, Time, ToolError, When, conflict, counted, invalid, not_allowed, shorten};

type Result<T> = std::result::Result<T, ToolError>;

/// Books a room for a time, with a title of its own or for a calendar event. If the room is taken, the user is asked which free room to take instead.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BookMeetingRoom {
    /// Id of the room.
    pub meeting_room_id: String,
    /// When the booking begins.
    #[schemars(
        example = "2026-03-09T10:00:00+01:00",
        example = "2026-03-11T15:30:00+01:00",
        example = "2026-03-19T09:00:00+01:00",
        example = "2026-03-27T13:00:00+01:00"
    )]
    pub start: When,
    /// How long it lasts, in minutes.
    #[schemars(example = 30, example = 60, example = 90)]
    pub duration_minutes: Int<15, 720>,
    /// What the room is for (default: the title of the event, or "Meeting").
    pub title: Option<Text<120>>,
    /// Id of the calendar event it is for; the booking must overlap with it.
    pub event_id: Option<String>,
    /// How many people are expected (default: those of the event, or 2).
    pub attendee_count: Option<Int<1, 60>>,
    /// Equipment the meeting cannot do without; the reason for a large room with few people.
    pub needed_equipment: Option<Equipment>,
}

/// Moves one of the user's coming bookings to another time, length or room. What is left out stays; fails where the room is taken.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveMeetingRoomBooking {
    /// Id of the booking.
    pub room_booking_id: String,
    /// Id of the new room.
    pub meeting_room_id: Option<String>,
    /// New beginning.
    #[schemars(
        example = "2026-03-12T10:00:00+01:00",
        example = "2026-03-17T16:00:00+01:00",
        example = "2026-03-24T08:30:00+01:00"
    )]
    pub start: Option<When>,
    /// New length, in minutes.
    #[schemars(example = 30, example = 45)]
    pub duration_minutes: Option<Int<15, 720>>,
}

/// Gives a room back that the user has booked. Fails once the booking is over.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelMeetingRoomBooking {
    /// Id of the booking.
    pub room_booking_id: String,
}

/// Checks in to a room that the user has booked, from 15 minutes before to 15 minutes after its start. Later the booking has lapsed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckInToMeetingRoom {
    /// Id of the booking.
    pub room_booking_id: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Choice {
    First,
    Second,
    Third,
    None,
}

/// What the user decides when the room is taken.
#[derive(Deserialize, JsonSchema)]
struct Alternative {
    /// Which of the free rooms to take; none to book nothing.
    alternative: Choice,
}

/// What is known of a booking before there is a room.
struct Plan {
    title: String,
    start: Time,
    end: Time,
    people: i64,
}

pub fn book_meeting_room(rooms: &mut Rooms, call: &mut Call, args: BookMeetingRoom) -> Result<RoomBooking> {
    let room = ROOM.get(&rooms.meeting_rooms, &args.meeting_room_id)?.clone();
    let plan = plan(rooms, call.now, &args)?;
    let wish =
        Wish { start: plan.start, end: plan.end, people: plan.people, equipment: args.needed_equipment, except: None };
    check_time(rooms, plan.start, plan.end, call.now)?;
    check_size(&room, &wish)?;
    check_person(rooms, &wish, call.now)?;
    let room = match taken(rooms, &room.id, (plan.start, plan.end), call.now, None) {
        None => room,
        Some(other) => another_room(rooms, call, &room, other, &wish)?,
    };
    let booking = RoomBooking {
        id: call.ids.mint("rbk"),
        meeting_room_id: room.id,
        room_name: room.name,
        title: plan.title,
        event_id: args.event_id,
        start: plan.start,
        end: plan.end,
        attendee_count: plan.people,
        booked_by: rooms.owner.clone(),
        status: BookingStatus::Booked,
        booked_at: call.now,
        checked_in_at: None,
    };
    rooms.room_bookings.insert(booking.id.clone(), booking.clone());
    Ok(booking)
}

pub fn move_meeting_room_booking(
    rooms: &mut Rooms,
    call: &mut Call,
    args: MoveMeetingRoomBooking,
) -> Result<RoomBooking> {
    let mut booking = own_booking(rooms, &args.room_booking_id, call.now)?.clone();
    if booking.status == BookingStatus::CheckedIn || booking.start < call.now {
        return Err(conflict(format!(
            "The booking of {} has begun. Use book_meeting_room for more.",
            booking.room_name
        )));
    }
    if args.meeting_room_id.is_none() && args.start.is_none() && args.duration_minutes.is_none() {
        return Err(invalid("Nothing to change: give at least one of meeting_room_id, start or duration_minutes."));
    }
    let minutes = args.duration_minutes.map_or(booking.end.minutes_since(booking.start), |minutes| minutes.0);
    let start = args.start.map_or(booking.start, |start| call.now.resolve(start));
    let end = start.plus_minutes(minutes);
    let moves = args.meeting_room_id.as_ref().is_some_and(|id| *id != booking.meeting_room_id);
    let room = ROOM.get(&rooms.meeting_rooms, args.meeting_room_id.as_ref().unwrap_or(&booking.meeting_room_id))?;
    let wish = Wish { start, end, people: booking.attendee_count, equipment: None, except: Some(&booking.id) };
    check_time(rooms, start, end, call.now)?;
    if moves {
        check_size(room, &wish)?;
    }
    check_person(rooms, &wish, call.now)?;
    if let Some(other) = taken(rooms, &room.id, (start, end), call.now, Some(&booking.id)) {
        return Err(conflict(format!("{} Use find_available_meeting_rooms.", who_has(other))));
    }
    booking.meeting_room_id = room.id.clone();
    booking.room_name = room.name.clone();
    booking.start = start;
    booking.end = end;
    rooms.room_bookings.insert(booking.id.clone(), booking.clone());
    Ok(booking)
}

pub fn cancel_meeting_room_booking(
    rooms: &mut Rooms,
    call: &mut Call,
    args: CancelMeetingRoomBooking,
) -> Result<RoomBooking> {
    own_booking(rooms, &args.room_booking_id, call.now)?;
    let booking = BOOKING.get_mut(&mut rooms.room_bookings, &args.room_booking_id)?;
    booking.status = BookingStatus::Cancelled;
    Ok(booking.clone())
}

pub fn check_in_to_meeting_room(rooms: &mut Rooms, call: &mut Call, args: CheckInToMeetingRoom) -> Result<RoomBooking> {
    let booking = own_booking(rooms, &args.room_booking_id, call.now)?;
    let RoomBooking { room_name, start, .. } = booking;
    if booking.status == BookingStatus::CheckedIn {
        return Err(conflict(format!("Somebody has already checked in to {room_name}.")));
    }
    if call.now < start.plus_minutes(-GRACE) {
        let opens = start.plus_minutes(-GRACE).spoken();
        return Err(not_allowed(format!(
            "Check-in to {room_name} opens on {opens}, {GRACE} minutes before the start."
        )));
    }
    let booking = BOOKING.get_mut(&mut rooms.room_bookings, &args.room_booking_id)?;
    booking.status = BookingStatus::CheckedIn;
    booking.checked_in_at = Some(call.now);
    Ok(booking.clone())
}

/// Title, time and head-count: from the arguments, and where those are silent from the event.
fn plan(rooms: &Rooms, now: Time, args: &BookMeetingRoom) -> Result<Plan> {
    let start = now.resolve(args.start);
    let end = start.plus_minutes(args.duration_minutes.0);
    let event = match &args.event_id {
        Some(id) if !id.starts_with("evt_") => {
            let id = shorten(id);
            return Err(ToolError::NotFound(format!(
                "No calendar event has the id {id}. Use search_events of the calendar to find ids."
            )));
        }
        // The calendar may hold newer events than the room desk knows.
        Some(id) => rooms.calendar_events.get(id),
        None => None,
    };
    if let Some(event) = event {
        let over = event.start.plus_minutes(event.duration_minutes);
        if end <= event.start || over <= start {
            return Err(invalid(format!(
                "Argument `start`: {} takes place on {} for {}; book the room for that time.",
                event.title,
                event.start.spoken(),
                counted(event.duration_minutes, "minute")
            )));
        }
    }
    let title = args.title.as_ref().map(|title| title.0.clone()).or_else(|| event.map(|event| event.title.clone()));
    let people = args.attendee_count.map(|count| count.0).or_else(|| event.map(|event| event.people));
    Ok(Plan { title: title.unwrap_or_else(|| "Meeting".to_owned()), start, end, people: people.unwrap_or(2) })
}

/// Asks the user which of the free rooms to take instead.
fn another_room(
    rooms: &Rooms,
    call: &Call,
    room: &MeetingRoom,
    other: &RoomBooking,
    wish: &Wish,
) -> Result<MeetingRoom> {
    let free: Vec<&MeetingRoom> = fitting(rooms, wish, call.now).into_iter().take(3).collect();
    if free.is_empty() {
        return Err(conflict(format!("{} No other room fits at that time; choose another one.", who_has(other))));
    }
    let lines = free.iter().zip(["first", "second", "third"]).map(|(room, place)| {
        let equipment: Vec<&str> = room.equipment.iter().map(|one| one.words()).collect();
        let with = if equipment.is_empty() { String::new() } else { format!(", with {}", equipment.join(", ")) };
        format!("\n{place}: {} (floor {}, {} seats{with})", room.name, room.floor, room.capacity)
    });
    let lines: String = lines.collect();
    let message = format!("{} Free at that time, in place of {}:{lines}", who_has(other), room.name);
    let choice = match call.ask::<Alternative>("alternative", message)? {
        Answer::Given(Alternative { alternative }) => alternative,
        Answer::Declined | Answer::Dismissed => Choice::None,
    };
    let place = match choice {
        Choice::First => 0,
        Choice::Second => 1,
        Choice::Third => 2,
        Choice::None => {
            return Err(conflict(format!("{} No other room was chosen; nothing was booked.", who_has(other))));
        }
    };
    let room = free.get(place).ok_or_else(|| {
        invalid(format!("Argument `alternative`: only {} can be chosen.", counted(free.len(), "room")))
    })?;
    Ok((*room).clone())
}

fn who_has(booking: &RoomBooking) -> String {
    let RoomBooking { room_name, start, end, booked_by, title, .. } = booking;
    format!("{room_name} is taken from {} to {} by {} ({title}).", start.clock(), end.clock(), booked_by.name)
}

/// A booking of the user that is neither over, lapsed nor cancelled.
fn own_booking<'a>(rooms: &'a Rooms, id: &str, now: Time) -> Result<&'a RoomBooking> {
    let booking = BOOKING.get(&rooms.room_bookings, id)?;
    let RoomBooking { room_name, booked_by, .. } = booking;
    if *booked_by != rooms.owner {
        return Err(not_allowed(format!("The booking of {room_name} belongs to {}; ask them.", booked_by.name)));
    }
    if booking.status == BookingStatus::Cancelled {
        return Err(conflict(format!("The booking of {room_name} is cancelled. Use book_meeting_room for a new one.")));
    }
    if booking.end <= now {
        return Err(conflict(format!("The booking of {room_name} ended on {}.", booking.end.spoken())));
    }
    if !holds(booking, now) {
        return Err(conflict(format!(
            "The booking of {room_name} lapsed {GRACE} minutes after its start without a check-in. Use book_meeting_room."
        )));
    }
    Ok(booking)
}
