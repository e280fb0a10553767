//! What the room desk holds and shows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::Time;
use crate::world::cast::Member;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Equipment {
    Screen,
    Projector,
    VideoConference,
    Whiteboard,
    Phone,
    RecordingSet,
    StepFreeAccess,
}

impl Equipment {
    pub fn words(self) -> &'static str {
        match self {
            Self::Screen => "a screen",
            Self::Projector => "a projector",
            Self::VideoConference => "video conference",
            Self::Whiteboard => "a whiteboard",
            Self::Phone => "a conference phone",
            Self::RecordingSet => "a recording set",
            Self::StepFreeAccess => "step-free access",
        }
    }
}

/// The building.
#[derive(Debug, Clone, Serialize)]
pub struct Office {
    pub address: String,
    /// Minutes after midnight.
    pub closes: i64,
    pub name: String,
    pub opens: i64,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MeetingRoom {
    /// Id of the room.
    pub id: String,
    /// Name on the door.
    pub name: String,
    /// Floor of the building; 0 is the ground floor.
    pub floor: i64,
    /// How many people can sit in it.
    pub capacity: i64,
    /// What it is equipped with.
    pub equipment: Vec<Equipment>,
    /// Why the room cannot be booked at present, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_because: Option<String>,
}

/// An appointment of the calendar that rooms can be booked for.
#[derive(Debug, Clone, Serialize)]
pub struct KnownEvent {
    pub id: String,
    pub title: String,
    pub start: Time,
    pub duration_minutes: i64,
    /// The user and the others.
    pub people: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BookingStatus {
    Booked,
    CheckedIn,
    Cancelled,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RoomBooking {
    /// Id of the booking.
    pub id: String,
    /// Id of the room.
    pub meeting_room_id: String,
    /// Name of the room.
    pub room_name: String,
    /// What the room is booked for.
    pub title: String,
    /// Id of the calendar event it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    /// When the booking begins.
    pub start: Time,
    /// When the booking ends.
    pub end: Time,
    /// How many people are expected.
    pub attendee_count: i64,
    /// Who booked it.
    pub booked_by: Member,
    /// How far the booking is.
    pub status: BookingStatus,
    /// When it was booked.
    pub booked_at: Time,
    /// When somebody checked in at the door.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked_in_at: Option<Time>,
}
