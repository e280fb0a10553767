//! What the calendar holds, shows and takes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::{Cursor, Day, Email, Int, Limit, Query, Text, Time, When};

/// What somebody answered to an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Response {
    Accepted,
    Tentative,
    Declined,
    NeedsAction,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Confirmed,
    Cancelled,
}

/// Who organises.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Participant {
    /// Mail address.
    #[schemars(extend("format" = "email"))]
    pub email: String,
    /// Name, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// Who is invited.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Attendee {
    /// Mail address.
    #[schemars(extend("format" = "email"))]
    pub email: String,
    /// Name, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What the attendee answered.
    pub response: Response,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Event {
    /// Id of the event.
    pub id: String,
    /// Title of the event.
    pub title: String,
    /// When it begins.
    pub start: Time,
    /// When it ends.
    pub end: Time,
    /// How long it takes, in minutes.
    pub duration_minutes: i64,
    /// Where it takes place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Who organises it.
    pub organizer: Participant,
    /// Who is invited besides the user.
    pub attendees: Vec<Attendee>,
    /// What the user answered, where somebody else organises.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub my_response: Option<Response>,
    /// Whether it takes place.
    pub status: Status,
    /// When the event was last changed.
    pub updated_at: Time,
}

/// An event in a list.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EventSummary {
    /// Id of the event.
    pub id: String,
    /// Title of the event.
    pub title: String,
    /// When it begins.
    pub start: Time,
    /// When it ends.
    pub end: Time,
    /// Where it takes place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Mail address of the organiser.
    #[schemars(extend("format" = "email"))]
    pub organizer_email: String,
    /// How many people are invited besides the user.
    pub attendee_count: usize,
    /// Whether it takes place.
    pub status: Status,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct EventList {
    /// The events found, by start.
    pub events: Vec<EventSummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// A time in which the user is free.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Slot {
    /// When the slot begins.
    pub start: Time,
    /// When the slot ends.
    pub end: Time,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct SlotList {
    /// The day that was looked at.
    pub date: Day,
    /// Free slots of the wanted length, by start.
    pub slots: Vec<Slot>,
}

/// Lists the user's events of one day or of several days, by start. Use it to see what is on.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListEvents {
    /// First day.
    pub start_date: Day,
    /// Last day, included (default: the first day).
    pub end_date: Option<Day>,
    /// Whether to show cancelled events too (default false).
    pub include_cancelled: Option<bool>,
    /// How many events to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Finds events by words of title, description, location or people, or by an attendee. Use it to get an event's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchEvents {
    /// Words to search for; all of them must match.
    pub query: Option<Query>,
    /// Only events with this person as organiser or attendee.
    pub attendee_email: Option<Email>,
    /// Only events from this day on.
    pub from_date: Option<Day>,
    /// How many events to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Returns one event with its attendees and their answers.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetEvent {
    /// Id of the event.
    pub event_id: String,
}

/// Finds times of one day in which the user is free. Use it before creating or moving an event.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindFreeSlots {
    /// Day to look at.
    pub date: Day,
    /// How long the slot must be, in minutes.
    pub duration_minutes: Int<5, 720>,
    /// Not before this hour of the day (default 9).
    pub earliest_hour: Option<Int<0, 23>>,
    /// Over by this hour of the day (default 18).
    pub latest_hour: Option<Int<1, 24>>,
}

/// Creates an event and invites the attendees. Fails if the user is busy at that time, unless allow_overlap is true.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateEvent {
    /// Title of the event.
    pub title: Text<200>,
    /// When it begins.
    pub start: When,
    /// How long it takes, in minutes.
    pub duration_minutes: Int<5, 1440>,
    /// Mail addresses of the people to invite.
    #[schemars(length(max = 30))]
    pub attendees: Option<Vec<Email>>,
    /// Where it takes place.
    pub location: Option<Text<200>>,
    /// What it is about.
    pub description: Option<Text<2000>>,
    /// Whether it may overlap with another event (default false).
    pub allow_overlap: Option<bool>,
}

/// Changes title, time or place of an event that the user organises; what is left out stays as it is.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateEvent {
    /// Id of the event to change.
    pub event_id: String,
    /// New title.
    pub title: Option<Text<200>>,
    /// New beginning.
    pub start: Option<When>,
    /// New length, in minutes.
    pub duration_minutes: Option<Int<5, 1440>>,
    /// New place.
    pub location: Option<Text<200>>,
    /// New description.
    pub description: Option<Text<2000>>,
    /// Whether it may overlap with another event (default false).
    pub allow_overlap: Option<bool>,
}

/// Cancels an event that the user organises; it stays visible as cancelled.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelEvent {
    /// Id of the event to cancel.
    pub event_id: String,
}

/// Invites one more person to an event that the user organises.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddAttendee {
    /// Id of the event.
    pub event_id: String,
    /// Mail address of the person to invite.
    pub email: Email,
}

/// An answer to an invitation.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    Accepted,
    Tentative,
    Declined,
}

/// Answers an invitation to a coming event that somebody else organises.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RespondToInvitation {
    /// Id of the event.
    pub event_id: String,
    /// The answer.
    pub response: Answer,
}
