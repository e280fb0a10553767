//! What the train server holds and shows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::{Day, Money, Time};
use crate::world::railways::{Train, station_code, station_name};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TravelClass {
    First,
    Second,
}

/// Whether a ticket binds to its trains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TicketType {
    Saver,
    Flexible,
}

impl TicketType {
    pub fn name(self) -> &'static str {
        match self {
            Self::Saver => "saver",
            Self::Flexible => "flexible",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TicketStatus {
    Valid,
    Used,
    Cancelled,
}

/// One train of a connection.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Leg {
    /// Kind and number of the train, such as IC 542.
    pub train_number: String,
    /// Who runs it.
    pub operator: String,
    /// Code of the station where one gets on.
    pub origin_station_code: String,
    /// Name of that station.
    pub origin_station: String,
    /// Code of the station where one gets off.
    pub destination_station_code: String,
    /// Name of that station.
    pub destination_station: String,
    /// When it leaves, in local time.
    pub departure: Time,
    /// When it arrives, in local time.
    pub arrival: Time,
    /// How long it takes, in minutes.
    pub duration_minutes: i64,
    /// Platform of the departure.
    pub platform: String,
}

impl Leg {
    pub fn of(train: &Train, seed: u64) -> Self {
        Self {
            train_number: train.number(),
            operator: train.operator().to_owned(),
            origin_station_code: station_code(train.from),
            origin_station: station_name(train.from),
            destination_station_code: station_code(train.to),
            destination_station: station_name(train.to),
            departure: train.departure(),
            arrival: train.arrival(),
            duration_minutes: train.minutes(),
            platform: train.platform(seed),
        }
    }
}

/// A reserved seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SeatReservation {
    /// Kind and number of the train.
    pub train_number: String,
    /// Mail address of the passenger.
    #[schemars(extend("format" = "email"))]
    pub passenger_email: String,
    /// Number of the coach.
    pub coach: i64,
    /// Number of the seat.
    pub seat: i64,
}

/// Somebody whom the owner books for.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Rider {
    /// Name of the passenger.
    pub name: String,
    /// Mail address of the passenger.
    #[schemars(extend("format" = "email"))]
    pub email: String,
}

/// A ticket for one way.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Ticket {
    /// Id of the booking.
    pub id: String,
    /// Six letters and digits to show on the train.
    pub booking_reference: String,
    /// Where the booking stands.
    pub status: TicketStatus,
    /// Class of the coaches.
    pub travel_class: TravelClass,
    /// Whether it binds to its trains.
    pub ticket_type: TicketType,
    /// Day of travel.
    pub travel_date: Day,
    /// The trains, in order.
    pub legs: Vec<Leg>,
    /// Who travels.
    pub passengers: Vec<Rider>,
    /// Seats that are reserved.
    pub seat_reservations: Vec<SeatReservation>,
    /// What was paid for all passengers.
    pub total_price: Money,
    /// When it was booked.
    pub booked_at: Time,
    /// Id of the connection that it was booked from, if it was booked here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_id: Option<String>,
    /// When it was cancelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancelled_at: Option<Time>,
    /// What was paid back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refund: Option<Money>,
}

impl Ticket {
    pub fn departs(&self) -> Option<Time> {
        self.legs.first().map(|leg| leg.departure)
    }

    /// `Berlin Hbf to Praha hlavní nádraží`
    pub fn route(&self) -> String {
        let from = self.legs.first().map_or("", |leg| &leg.origin_station);
        let to = self.legs.last().map_or("", |leg| &leg.destination_station);
        format!("{from} to {to}")
    }

    /// The status with what time has made of it.
    pub fn status_at(&self, now: Time) -> TicketStatus {
        let gone = self.departs().is_some_and(|departure| departure.minutes_since(now) < 0);
        if gone && self.status == TicketStatus::Valid { TicketStatus::Used } else { self.status }
    }
}
