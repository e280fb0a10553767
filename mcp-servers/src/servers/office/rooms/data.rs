//! The rooms as the world has them: the appointments of the calendar sit in them, and colleagues in the rest.

use super::Rooms;
use super::rules::{GRACE, LONGEST};
use super::types::*;
use crate::kit::rng::Rng;
use crate::kit::{Table, Time};
use crate::world::addresses::own_addresses;
use crate::world::agenda::{Appointment, TOPICS, appointments};
use crate::world::cast::Cast;
use crate::world::holidays::holidays;
use crate::world::staff::{Absence, Staff, away, office_hour};
use crate::world::{World, fill};

/// Rooms that appointments name, with the usual number of seats.
const ROOMS: [(&str, i64); 10] = [
    ("Room Linden", 6),
    ("Room Oak", 8),
    ("Room Aurora", 12),
    ("Meeting room 2", 4),
    ("Meeting room 5", 10),
    ("Boardroom", 18),
    ("The Loft", 30),
    ("Room Harbour", 8),
    ("Studio 1", 5),
    ("Room Birch", 4),
];
/// Rooms that only large offices have.
const MORE: [&str; 36] = [
    "Cedar", "Maple", "Juniper", "Rowan", "Alder", "Hazel", "Poplar", "Spruce", "Larch", "Elm", "Ash", "Willow",
    "Chestnut", "Magnolia", "Cypress", "Lagoon", "Delta", "Fjord", "Estuary", "Lighthouse", "Pier", "Anchorage",
    "Cove", "Meridian", "Equator", "Solstice", "Comet", "Orbit", "Zenith", "Nebula", "Cobalt", "Indigo", "Saffron",
    "Amber", "Umber", "Ochre",
];
const CLOSED: [&str; 6] = [
    "the ceiling is being repaired", "the carpet is being replaced", "the lock is broken", "painters are at work",
    "the air conditioning is being serviced", "it is in use as storage for the office move",
];
const TITLES: [&str; 22] = [
    "{project} sync", "{project} working session", "{project} review", "Interview", "Interview panel", "Team stand-up",
    "Customer call", "{topic} workshop", "{topic} study group", "Payroll questions", "Supplier talk", "1:1",
    "Focus time", "Photo session", "Sales call", "Training: {topic}", "Works council", "Board preparation",
    "{project} estimates", "Vendor demo", "Feedback talk", "Quarter close",
];

pub fn generate(world: &World) -> Rooms {
    let cast = Cast::generate(world);
    let appointments = appointments(world, &cast);
    let mut rng = world.rng("office", 0);
    let [_, address] = own_addresses(world, &cast);
    let office = Office {
        address: address.place(),
        name: format!("{} office {}", cast.own_company(), cast.owner.city),
        opens: rng.range(14, 16) * 30,
        closes: rng.range(38, 41) * 30,
    };
    let rooms = rooms(world, &appointments);
    let mut desk =
        Desk { world, cast: &cast, appointments: &appointments, rooms: &rooms, office: &office, made: Vec::new() };
    desk.fill();
    let made = desk.made;
    Rooms {
        calendar_events: events(world, &appointments),
        meeting_rooms: rooms.iter().map(|room| (room.id.clone(), room.clone())).collect(),
        owner: cast.owner.member(),
        room_bookings: made.into_iter().map(|booking| (booking.id.clone(), booking)).collect(),
        office,
    }
}

fn events(world: &World, appointments: &[Appointment]) -> Table<KnownEvent> {
    let coming = appointments.iter().enumerate().filter(|(_, one)| one.work && one.start > world.now);
    let event = |(index, one): (usize, &Appointment)| {
        let id = world.id("evt", index);
        let event = KnownEvent {
            id: id.clone(),
            title: one.title.clone(),
            start: one.start,
            duration_minutes: one.minutes,
            people: 1 + one.attendees.len() as i64,
        };
        (id, event)
    };
    coming.map(event).collect()
}

fn rooms(world: &World, appointments: &[Appointment]) -> Vec<MeetingRoom> {
    let mut rng = world.rng("meeting rooms", 0);
    let mut names: Vec<(String, i64)> = ROOMS.iter().map(|(name, seats)| ((*name).to_owned(), *seats)).collect();
    let more = rng.some(&MORE, world.scaled(3) - 3);
    names.extend(more.into_iter().map(|name| (format!("Room {name}"), rng.range(1, 8) * 2)));
    let used = |name: &str| appointments.iter().any(|one| one.location.as_deref() == Some(name));
    let idle: Vec<usize> = (0..names.len()).filter(|index| !used(&names[*index].0)).collect();
    let closed = rng.some(&idle, 1).first().copied().filter(|_| rng.chance(70));
    let reason = rng.pick(&CLOSED).to_owned();
    let room = |(index, (name, seats)): (usize, (String, i64))| {
        let mut equipment = vec![if seats >= 12 { Equipment::Projector } else { Equipment::Screen }];
        for (one, percent) in [
            (Equipment::VideoConference, 50),
            (Equipment::Whiteboard, 60),
            (Equipment::Phone, 30),
            (Equipment::StepFreeAccess, 50),
        ] {
            if rng.chance(percent) {
                equipment.push(one);
            }
        }
        if name.starts_with("Studio") {
            equipment.push(Equipment::RecordingSet);
        }
        MeetingRoom {
            id: world.id("mrm", index),
            capacity: seats + 2 * rng.range(0, if seats > 9 { 2 } else { 0 }),
            name,
            floor: rng.range(0, 4),
            equipment,
            closed_because: (Some(index) == closed).then(|| reason.clone()),
        }
    };
    names.into_iter().enumerate().map(room).collect()
}

struct Desk<'a> {
    world: &'a World,
    cast: &'a Cast,
    appointments: &'a [Appointment],
    rooms: &'a [MeetingRoom],
    office: &'a Office,
    made: Vec<RoomBooking>,
}

impl Desk<'_> {
    fn fill(&mut self) {
        for (index, appointment) in self.appointments.iter().enumerate() {
            let room = self.rooms.iter().position(|room| appointment.location.as_deref() == Some(room.name.as_str()));
            if let Some(room) = room.filter(|_| appointment.work) {
                self.appointment(index, appointment, room);
            }
        }
        self.now();
        let staff = Staff::of(self.world, self.cast);
        let absences = staff.absences(self.world, self.cast);
        for index in 0..self.world.scaled(30) {
            self.colleague(index, &staff, &absences);
        }
    }

    /// The room of an appointment. Guests cannot book, so the owner books for them.
    fn appointment(&mut self, index: usize, appointment: &Appointment, room: usize) {
        let host = appointment.organizer.filter(|person| self.cast.people[*person].company == Some(0));
        let people = (1 + appointment.attendees.len() as i64).min(self.rooms[room].capacity);
        let time = (appointment.start, appointment.end());
        let rng = &mut self.world.rng("room of an appointment", index);
        self.add(rng, room, &appointment.title, time, people, host);
        self.check_in(rng, 85);
        if let Some(booking) = self.made.last_mut() {
            booking.event_id = Some(self.world.id("evt", index));
        }
    }

    /// A booking of the owner that begins about now, if the office is open and the owner has time.
    fn now(&mut self) {
        let rng = &mut self.world.rng("room now", 0);
        let now = self.world.now;
        let start = now.at(now.day(), (now.minute() + 5) / 15 * 15);
        let end = start.plus_minutes(rng.range(1, 2) * 30);
        let open =
            !start.day().is_weekend() && start.minute() >= self.office.opens && end.minute() <= self.office.closes;
        let busy = self.appointments.iter().any(|one| one.start < end && start < one.end());
        let all: Vec<usize> = (0..self.rooms.len()).collect();
        let free = rng.some(&all, all.len()).into_iter().find(|room| {
            self.rooms[*room].capacity < 12
                && self.rooms[*room].closed_because.is_none()
                && self.is_free(*room, start, end)
        });
        if let Some(room) = free.filter(|_| open && !busy && end.day() == start.day()) {
            let title =
                rng.pick(&["Focus time", "Call preparation", "Writing time", "Catch-up on mail", "Reading time"]);
            self.add(rng, room, title, (start, end), 1, None);
        }
    }

    fn colleague(&mut self, index: usize, staff: &Staff, absences: &[Absence]) {
        let rng = &mut self.world.rng("room booking", index);
        let person = staff.everybody[rng.index(staff.everybody.len())];
        let day = self.world.now.day().plus_days(rng.range(-1, 10) * rng.range(0, 4) / 4);
        let minutes = rng.range(1, LONGEST / 30 / 2) * 30;
        let latest = (self.office.closes - minutes) / 30;
        let start = self.world.now.at(day, rng.range((self.office.opens + 29) / 30, latest) * 30);
        let end = start.plus_minutes(minutes);
        let room = rng.index(self.rooms.len());
        let holiday = holidays(self.cast.locale.country, day.year()).iter().any(|holiday| holiday.day == day);
        let closed = holiday || (self.rooms[room].closed_because.is_some() && end > self.world.now);
        if day.is_weekend() || closed || away(absences, Some(person), day).is_some() || !self.is_free(room, start, end)
        {
            return;
        }
        let project = &self.cast.projects[rng.index(self.cast.projects.len())].name;
        let title = fill(rng.pick(&TITLES), &[("project", project), ("topic", rng.pick(&TOPICS))]);
        let people = rng.range(2, 9).min(self.rooms[room].capacity);
        self.add(rng, room, &title, (start, end), people, Some(person));
        self.check_in(rng, 90);
        if rng.chance(8)
            && start > self.world.now
            && let Some(booking) = self.made.last_mut()
        {
            booking.status = BookingStatus::Cancelled;
        }
    }

    fn is_free(&self, room: usize, start: Time, end: Time) -> bool {
        let id = &self.rooms[room].id;
        self.made.iter().all(|other| other.meeting_room_id != *id || end <= other.start || other.end <= start)
    }

    fn add(
        &mut self,
        rng: &mut Rng,
        room: usize,
        title: &str,
        (start, end): (Time, Time),
        people: i64,
        by: Option<usize>,
    ) {
        let room = &self.rooms[room];
        let now = self.world.now;
        let booked = start.min(now).plus_minutes(-rng.range(90, 12_000));
        let booked = office_hour(self.world, booked).min(start.plus_minutes(-20));
        self.made.push(RoomBooking {
            id: self.world.id("rbk", self.made.len()),
            meeting_room_id: room.id.clone(),
            room_name: room.name.clone(),
            title: title.to_owned(),
            event_id: None,
            start,
            end,
            attendee_count: people,
            booked_by: by.map_or(&self.cast.owner, |person| &self.cast.people[person]).member(),
            status: BookingStatus::Booked,
            booked_at: booked,
            checked_in_at: None,
        });
    }

    /// Somebody came to the room of the last booking, if its time has come at all.
    fn check_in(&mut self, rng: &mut Rng, percent: i64) {
        let now = self.world.now;
        if let Some(booking) = self.made.last_mut().filter(|booking| booking.start <= now && rng.chance(percent)) {
            booking.status = BookingStatus::CheckedIn;
            booking.checked_in_at = Some(booking.start.plus_minutes(rng.range(-GRACE / 2, GRACE / 2)).min(now));
        }
    }
}
