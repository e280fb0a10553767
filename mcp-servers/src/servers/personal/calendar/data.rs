//! The calendar as the world has it.

use super::Calendar;
use super::types::{Attendee, Event, Participant, Response, Status};
use crate::world::World;
use crate::world::agenda::{Answer, Appointment, appointments};
use crate::world::cast::{Cast, Person};

pub fn generate(world: &World) -> Calendar {
    let cast = Cast::generate(world);
    let appointments = appointments(world, &cast);
    let events = appointments.iter().enumerate().map(|(index, appointment)| {
        let event = event(world, &cast, index, appointment);
        (event.id.clone(), event)
    });
    Calendar {
        owner: participant(&cast.owner),
        directory: cast.people.iter().map(|person| (person.email.clone(), person.name())).collect(),
        events: events.collect(),
    }
}

fn event(world: &World, cast: &Cast, index: usize, appointment: &Appointment) -> Event {
    let attendee = |(person, answer): &(usize, Answer)| {
        let Participant { email, name } = participant(&cast.people[*person]);
        Attendee { email, name, response: response(*answer) }
    };
    let organizer = appointment.organizer.map_or(&cast.owner, |person| &cast.people[person]);
    let mut rng = world.rng("event age", index);
    let earlier = appointment.start.min(world.now);
    Event {
        id: world.id("evt", index),
        title: appointment.title.clone(),
        start: appointment.start,
        end: appointment.end(),
        duration_minutes: appointment.minutes,
        location: appointment.location.clone(),
        description: appointment.description.clone(),
        organizer: participant(organizer),
        attendees: appointment.attendees.iter().map(attendee).collect(),
        my_response: appointment.organizer.map(|_| response(appointment.my_answer)),
        status: Status::Confirmed,
        updated_at: earlier.plus_minutes(-rng.range(600, 20_000)),
    }
}

fn participant(person: &Person) -> Participant {
    Participant { email: person.email.clone(), name: Some(person.name()) }
}

fn response(answer: Answer) -> Response {
    match answer {
        Answer::Accepted => Response::Accepted,
        Answer::Tentative => Response::Tentative,
        Answer::Declined => Response::Declined,
        Answer::Open => Response::NeedsAction,
    }
}
