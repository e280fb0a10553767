//! The reading tools of the calendar, and what it means to be busy.

use super::types::*;
use super::{Calendar, EVENT};
use crate::kit::{Call, Cursor, Limit, Ordered, Time, ToolError, invalid, page};

type Result<T> = std::result::Result<T, ToolError>;

pub fn list_events(calendar: &Calendar, _: &Call, args: ListEvents) -> Result<EventList> {
    let end_date = args.end_date.unwrap_or(args.start_date);
    if end_date < args.start_date {
        return Err(invalid(format!("end_date ({end_date}) lies before start_date ({}).", args.start_date)));
    }
    let cancelled = args.include_cancelled.unwrap_or(false);
    let inside = |event: &&Event| {
        event.end.plus_seconds(-1).day() >= args.start_date
            && event.start.day() <= end_date
            && (cancelled || event.status == Status::Confirmed)
    };
    Ok(list(calendar.events.values().filter(inside).collect(), args.cursor, args.limit, 20))
}

pub fn search_events(calendar: &Calendar, _: &Call, args: SearchEvents) -> Result<EventList> {
    if args.query.is_none() && args.attendee_email.is_none() && args.from_date.is_none() {
        return Err(invalid(
            "Give at least one of query, attendee_email or from_date. Use list_events for whole days.",
        ));
    }
    let found = |event: &&Event| {
        args.query.as_ref().is_none_or(|query| query.matches(texts(event)))
            && args.attendee_email.as_ref().is_none_or(|email| takes_part(event, &email.0))
            && args.from_date.is_none_or(|date| event.start.day() >= date)
    };
    Ok(list(calendar.events.values().filter(found).collect(), args.cursor, args.limit, 10))
}

pub fn get_event(calendar: &Calendar, _: &Call, args: GetEvent) -> Result<Event> {
    EVENT.get(&calendar.events, &args.event_id).cloned()
}

pub fn find_free_slots(calendar: &Calendar, call: &Call, args: FindFreeSlots) -> Result<SlotList> {
    const STEP: i64 = 30;
    const MOST: usize = 12;
    let earliest = args.earliest_hour.map_or(9, |hour| hour.0) * 60;
    let latest = args.latest_hour.map_or(18, |hour| hour.0) * 60;
    let duration = args.duration_minutes.0;
    if latest < earliest + duration {
        return Err(invalid("The time between earliest_hour and latest_hour is shorter than duration_minutes."));
    }
    if args.date < call.now.day() {
        return Err(invalid(format!("The day {} has passed; today is {}.", args.date, call.now.day())));
    }
    let starts = (0..).map(|step| earliest + step * STEP).take_while(|minute| minute + duration <= latest);
    let slots = starts.map(|minute| call.now.at(args.date, minute)).filter_map(|start| {
        let end = start.plus_minutes(duration);
        (start > call.now && busy(calendar, start, end, None).is_none()).then_some(Slot { start, end })
    });
    Ok(SlotList { date: args.date, slots: slots.take(MOST).collect() })
}

/// An event that keeps the user from being free between two times; declined and cancelled ones do not.
pub fn busy<'a>(calendar: &'a Calendar, start: Time, end: Time, except: Option<&str>) -> Option<&'a Event> {
    let blocks = |event: &&Event| {
        event.status == Status::Confirmed
            && event.my_response != Some(Response::Declined)
            && Some(event.id.as_str()) != except
            && event.start < end
            && start < event.end
    };
    calendar.events.values().filter(blocks).min_by_key(|event| event.start)
}

/// Whether somebody organises an event or is invited to it.
pub fn takes_part(event: &Event, email: &str) -> bool {
    event.organizer.email == email || event.attendees.iter().any(|attendee| attendee.email == email)
}

fn texts(event: &Event) -> impl Iterator<Item = &str> {
    let options = [&event.location, &event.description, &event.organizer.name];
    let people = event.attendees.iter().filter_map(|attendee| attendee.name.as_deref());
    [event.title.as_str()].into_iter().chain(options.into_iter().filter_map(|text| text.as_deref())).chain(people)
}

fn list(mut found: Vec<&Event>, cursor: Option<Cursor>, limit: Option<Limit>, usual: usize) -> EventList {
    found.order_by(|a, b| (a.start, &a.id).cmp(&(b.start, &b.id)));
    let (found, next_cursor) = page(found, cursor, limit, usual);
    let summary = |event: &Event| EventSummary {
        id: event.id.clone(),
        title: event.title.clone(),
        start: event.start,
        end: event.end,
        location: event.location.clone(),
        organizer_email: event.organizer.email.clone(),
        attendee_count: event.attendees.len(),
        status: event.status,
    };
    EventList { events: found.into_iter().map(summary).collect(), next_cursor }
}
