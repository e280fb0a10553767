//! What the flights server holds and shows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::{Day, Money, Time};
use crate::world::airways::needs_passport;
use crate::world::fleet::Fare;
use crate::world::gazetteer::by_airport;

/// The fares, from the one that allows least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FareClass {
    Basic,
    Standard,
    Flex,
    Business,
}

impl FareClass {
    pub fn of(fare: Fare) -> Self {
        match fare {
            Fare::Basic => Self::Basic,
            Fare::Standard => Self::Standard,
            Fare::Flex => Self::Flex,
            Fare::Business => Self::Business,
        }
    }

    pub fn fare(self) -> Fare {
        match self {
            Self::Basic => Fare::Basic,
            Self::Standard => Fare::Standard,
            Self::Flex => Fare::Flex,
            Self::Business => Fare::Business,
        }
    }

    pub fn is_business(self) -> bool {
        self == Self::Business
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Standard => "standard",
            Self::Flex => "flex",
            Self::Business => "business",
        }
    }
}

/// One flight of an offer or a booking.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Segment {
    /// Number of the flight, such as RH2417.
    pub flight_number: String,
    /// Name of the airline.
    pub airline: String,
    /// IATA code of the airport it leaves from.
    pub origin_airport: String,
    /// City it leaves from.
    pub origin_city: String,
    /// IATA code of the airport it goes to.
    pub destination_airport: String,
    /// City it goes to.
    pub destination_city: String,
    /// Local date of the departure; with the flight number it names the flight.
    pub departure_date: Day,
    /// When it leaves, in local time of the origin.
    pub departure: Time,
    /// When it lands, in local time of the destination.
    pub arrival: Time,
    /// How long it flies, in minutes.
    pub duration_minutes: i64,
    /// Type of the aircraft.
    pub aircraft: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BookingStatus {
    Confirmed,
    CheckedIn,
    Flown,
    Cancelled,
}

impl BookingStatus {
    pub fn name(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::CheckedIn => "checked in",
            Self::Flown => "flown",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A seat on one flight of a booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SeatAssignment {
    /// Number of the flight.
    pub flight_number: String,
    /// Row and letter, such as 14C.
    pub seat: String,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Passenger {
    /// Name as it stands on the ticket.
    pub name: String,
    /// Mail address, which names the passenger in other calls.
    #[schemars(extend("format" = "email"))]
    pub email: String,
    /// Number of the electronic ticket.
    pub ticket_number: String,
    /// Seats that were chosen.
    pub seats: Vec<SeatAssignment>,
    /// Whether the passenger has checked in.
    pub checked_in: bool,
}

/// A ticket for one way.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Booking {
    /// Id of the booking.
    pub id: String,
    /// Six letters and digits by which the airline knows it.
    pub booking_reference: String,
    /// Where the booking stands.
    pub status: BookingStatus,
    /// The fare, which decides on changes and refunds.
    pub fare_class: FareClass,
    /// The flights, in order.
    pub segments: Vec<Segment>,
    /// Who flies.
    pub passengers: Vec<Passenger>,
    /// What was paid for all passengers, fees included.
    pub total_price: Money,
    /// When it was booked.
    pub booked_at: Time,
    /// Id of the offer that it was booked from, if it was booked here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer_id: Option<String>,
    /// When it was cancelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancelled_at: Option<Time>,
    /// What was paid back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refund: Option<Money>,
}

impl Booking {
    pub fn first(&self) -> Option<&Segment> {
        self.segments.first()
    }

    pub fn last(&self) -> Option<&Segment> {
        self.segments.last()
    }

    /// `Berlin to Lisboa`
    pub fn route(&self) -> String {
        let from = self.first().map_or("", |segment| &segment.origin_city);
        let to = self.last().map_or("", |segment| &segment.destination_city);
        format!("{from} to {to}")
    }

    pub fn departs(&self) -> Option<Time> {
        self.first().map(|segment| segment.departure)
    }

    /// The status with what time has made of it.
    pub fn status_at(&self, now: Time) -> BookingStatus {
        let flown = self.departs().is_some_and(|departure| departure.minutes_since(now) < 0);
        if flown && self.status != BookingStatus::Cancelled { BookingStatus::Flown } else { self.status }
    }

    pub fn needs_passport(&self) -> bool {
        self.segments.iter().any(|one| match (by_airport(&one.origin_airport), by_airport(&one.destination_airport)) {
            (Some(from), Some(to)) => needs_passport(from, to),
            _ => false,
        })
    }
}

/// Somebody whom the owner books for.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Traveller {
    /// Name as in the passport.
    pub name: String,
    /// Mail address.
    #[schemars(extend("format" = "email"))]
    pub email: String,
    /// Day of birth, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<Day>,
    /// Number of the passport, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passport_number: Option<String>,
    /// Last day on which the passport is valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passport_expires: Option<Day>,
}

impl Traveller {
    pub fn has_documents(&self) -> bool {
        self.passport_number.is_some() && self.date_of_birth.is_some()
    }
}

/// An offer that the owner has put aside.
#[derive(Debug, Clone, Serialize)]
pub struct SavedOffer {
    pub offer_id: String,
    pub note: String,
    pub saved_at: Time,
}
