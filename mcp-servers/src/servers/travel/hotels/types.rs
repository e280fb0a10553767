//! What the hotel server holds and shows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::{Day, Money, Time};
use crate::world::lodging::Plan;

/// What a rate includes and whether it is paid back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RatePlan {
    Saver,
    Flexible,
    FlexibleWithBreakfast,
}

impl RatePlan {
    pub fn of(plan: Plan) -> Self {
        match plan {
            Plan::Saver => Self::Saver,
            Plan::Flexible => Self::Flexible,
            Plan::Breakfast => Self::FlexibleWithBreakfast,
        }
    }

    pub fn plan(self) -> Plan {
        match self {
            Self::Saver => Plan::Saver,
            Self::Flexible => Plan::Flexible,
            Self::FlexibleWithBreakfast => Plan::Breakfast,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Saver => "saver, not refundable",
            Self::Flexible => "flexible",
            Self::FlexibleWithBreakfast => "flexible, with breakfast",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StayStatus {
    Confirmed,
    InHouse,
    Completed,
    Cancelled,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Booking {
    /// Id of the booking.
    pub id: String,
    /// Number by which the hotel knows it.
    pub confirmation_number: String,
    /// Where the booking stands.
    pub status: StayStatus,
    /// Id of the hotel.
    pub hotel_id: String,
    /// Name of the hotel.
    pub hotel_name: String,
    /// Address of the hotel.
    pub address: String,
    /// City of the hotel.
    pub city: String,
    /// Kind of room.
    pub room_type: String,
    /// What the rate includes.
    pub rate_plan: RatePlan,
    /// Day of arrival.
    pub check_in_date: Day,
    /// Day of departure.
    pub check_out_date: Day,
    /// From when the room is ready, in local time.
    pub check_in_from: Time,
    /// How many nights.
    pub nights: i64,
    /// How many people stay.
    pub guest_count: i64,
    /// In whose name.
    pub guest_name: String,
    /// What the guest asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub special_request: Option<String>,
    /// Price of the stay, in the currency of the city.
    pub total_price: Money,
    /// Until when it can be cancelled free, in local time; missing for saver rates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free_cancellation_until: Option<Time>,
    /// What late cancellation costs.
    pub late_penalty: Money,
    /// When it was booked.
    pub booked_at: Time,
    /// Id of the rate that it was booked from, if it was booked here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_id: Option<String>,
    /// When it was cancelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancelled_at: Option<Time>,
    /// What was kept on cancellation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub penalty: Option<Money>,
}

impl Booking {
    /// The status with what time has made of it.
    pub fn status_at(&self, now: Time) -> StayStatus {
        if self.status == StayStatus::Cancelled {
            return StayStatus::Cancelled;
        }
        let arrived = self.check_in_from.minutes_since(now) < 0;
        let left = self.check_in_from.plus_days(self.nights).plus_minutes(-180).minutes_since(now) < 0;
        match (arrived, left) {
            (_, true) => StayStatus::Completed,
            (true, false) => StayStatus::InHouse,
            (false, false) => StayStatus::Confirmed,
        }
    }
}

/// A hotel on the user's wish list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SavedHotel {
    /// Id of the hotel.
    pub hotel_id: String,
    /// Name of the hotel.
    pub name: String,
    /// City of the hotel.
    pub city: String,
    /// What the user noted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// When it was saved.
    pub saved_at: Time,
}
