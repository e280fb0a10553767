//! The tools that change the calendar.

use std::collections::BTreeSet;

use super::schedule::{busy, takes_part};
use super::types::*;
use super::{Calendar, EVENT};
use crate::kit::{Call, Email, Time, ToolError, conflict, invalid, not_allowed};

type Result<T> = std::result::Result<T, ToolError>;

pub fn create_event(calendar: &mut Calendar, call: &mut Call, args: CreateEvent) -> Result<Event> {
    let start = call.now.resolve(args.start);
    let end = start.plus_minutes(args.duration_minutes.0);
    check_time(calendar, call.now, start, end, None, args.allow_overlap)?;
    let attendees = attendees(calendar, args.attendees.unwrap_or_default())?;
    let event = Event {
        id: call.ids.mint("evt"),
        title: args.title.0,
        start,
        end,
        duration_minutes: args.duration_minutes.0,
        location: args.location.map(|text| text.0),
        description: args.description.map(|text| text.0),
        organizer: calendar.owner.clone(),
        attendees,
        my_response: None,
        status: Status::Confirmed,
        updated_at: call.now,
    };
    calendar.events.insert(event.id.clone(), event.clone());
    Ok(event)
}

pub fn update_event(calendar: &mut Calendar, call: &mut Call, args: UpdateEvent) -> Result<Event> {
    let mut event = own_event(calendar, &args.event_id)?.clone();
    let moved = args.start.is_some() || args.duration_minutes.is_some();
    if !moved && args.title.is_none() && args.location.is_none() && args.description.is_none() {
        return Err(invalid(
            "Nothing to change: give at least one of title, start, duration_minutes, location or description.",
        ));
    }
    if moved {
        event.start = args.start.map_or(event.start, |start| call.now.resolve(start));
        event.duration_minutes = args.duration_minutes.map_or(event.duration_minutes, |minutes| minutes.0);
        event.end = event.start.plus_minutes(event.duration_minutes);
        check_time(calendar, call.now, event.start, event.end, Some(&event.id), args.allow_overlap)?;
        // A new time asks everybody again.
        for attendee in &mut event.attendees {
            attendee.response = Response::NeedsAction;
        }
    }
    event.title = args.title.map_or(event.title, |text| text.0);
    event.location = args.location.map(|text| text.0).or(event.location);
    event.description = args.description.map(|text| text.0).or(event.description);
    event.updated_at = call.now;
    calendar.events.insert(event.id.clone(), event.clone());
    Ok(event)
}

pub fn cancel_event(calendar: &mut Calendar, call: &mut Call, args: CancelEvent) -> Result<Event> {
    let event = own_event(calendar, &args.event_id)?;
    if event.end < call.now {
        return Err(not_allowed(format!("The event {} is over and cannot be cancelled.", event.title)));
    }
    let event = EVENT.get_mut(&mut calendar.events, &args.event_id)?;
    event.status = Status::Cancelled;
    event.updated_at = call.now;
    Ok(event.clone())
}

pub fn add_attendee(calendar: &mut Calendar, call: &mut Call, args: AddAttendee) -> Result<Event> {
    let event = own_event(calendar, &args.event_id)?;
    if takes_part(event, &args.email.0) {
        return Err(conflict(format!("{} already takes part in {}.", args.email.0, event.title)));
    }
    let mut attendees = attendees(calendar, vec![args.email])?;
    let event = EVENT.get_mut(&mut calendar.events, &args.event_id)?;
    event.attendees.append(&mut attendees);
    event.updated_at = call.now;
    Ok(event.clone())
}

pub fn respond_to_invitation(calendar: &mut Calendar, call: &mut Call, args: RespondToInvitation) -> Result<Event> {
    let event = EVENT.get_mut(&mut calendar.events, &args.event_id)?;
    if event.my_response.is_none() {
        return Err(not_allowed(format!(
            "You organise {}; there is no invitation to answer. Use update_event or cancel_event.",
            event.title
        )));
    }
    if event.start < call.now {
        return Err(not_allowed(format!("The event {} has begun or is over.", event.title)));
    }
    event.my_response = Some(match args.response {
        Answer::Accepted => Response::Accepted,
        Answer::Tentative => Response::Tentative,
        Answer::Declined => Response::Declined,
    });
    event.updated_at = call.now;
    Ok(event.clone())
}

/// An event that the user may change.
fn own_event<'a>(calendar: &'a Calendar, event_id: &str) -> Result<&'a Event> {
    let event = EVENT.get(&calendar.events, event_id)?;
    if event.organizer.email != calendar.owner.email {
        let organizer = event.organizer.name.as_ref().unwrap_or(&event.organizer.email);
        return Err(not_allowed(format!(
            "Only {organizer}, who organises {}, can change it. Use respond_to_invitation to decline.",
            event.title
        )));
    }
    if event.status == Status::Cancelled {
        return Err(conflict(format!("The event {} is cancelled. Use create_event for a new one.", event.title)));
    }
    Ok(event)
}

fn check_time(
    calendar: &Calendar,
    now: Time,
    start: Time,
    end: Time,
    except: Option<&str>,
    allow_overlap: Option<bool>,
) -> Result<()> {
    if start < now {
        return Err(invalid(format!("The start {start} lies in the past; it is now {now}.")));
    }
    match busy(calendar, start, end, except) {
        Some(other) if !allow_overlap.unwrap_or(false) => Err(conflict(format!(
            "You are busy at that time: {} ({}) on {} until {}. Use find_free_slots, or set allow_overlap.",
            other.title,
            other.id,
            other.start.spoken(),
            other.end.clock(),
        ))),
        _ => Ok(()),
    }
}

/// New attendees, each once, with the names that are known.
fn attendees(calendar: &Calendar, emails: Vec<Email>) -> Result<Vec<Attendee>> {
    if emails.len() > 30 {
        return Err(invalid("Argument `attendees`: at most 30 people can be invited at once."));
    }
    let emails: BTreeSet<String> = emails.into_iter().map(|email| email.0).collect();
    if emails.contains(&calendar.owner.email) {
        return Err(invalid("You take part anyway; name only the other people."));
    }
    let attendee = |email: String| Attendee {
        name: calendar.directory.get(&email).cloned(),
        email,
        response: Response::NeedsAction,
    };
    Ok(emails.into_iter().map(attendee).collect())
}
