//! What the rental server holds and shows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::{Money, Time};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CarClass {
    Economy,
    Compact,
    Midsize,
    Electric,
    Suv,
    Van,
    Premium,
}

pub const CAR_CLASSES: [CarClass; 7] = [
    CarClass::Economy,
    CarClass::Compact,
    CarClass::Midsize,
    CarClass::Electric,
    CarClass::Suv,
    CarClass::Van,
    CarClass::Premium,
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Extra {
    ChildSeat,
    Navigation,
    AdditionalDriver,
    WinterTyres,
    ZeroExcess,
}

pub const ALL_EXTRAS: [Extra; 5] =
    [Extra::ChildSeat, Extra::Navigation, Extra::AdditionalDriver, Extra::WinterTyres, Extra::ZeroExcess];

impl Extra {
    pub fn name(self) -> &'static str {
        match self {
            Self::ChildSeat => "child seat",
            Self::Navigation => "navigation",
            Self::AdditionalDriver => "additional driver",
            Self::WinterTyres => "winter tyres",
            Self::ZeroExcess => "zero excess",
        }
    }

    /// What it costs a day, in euro cents.
    pub fn cents(self) -> i64 {
        let place = ALL_EXTRAS.iter().position(|extra| *extra == self).unwrap_or(0);
        crate::world::rentals::EXTRAS[place].1
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RentalStatus {
    Booked,
    OnTheRoad,
    Returned,
    Cancelled,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Rental {
    /// Id of the rental.
    pub id: String,
    /// Number to name at the counter.
    pub confirmation_number: String,
    /// Where the rental stands.
    pub status: RentalStatus,
    /// Who rents it out.
    pub supplier: String,
    /// Class of the car.
    pub car_class: CarClass,
    /// Usual model of that class.
    pub model: String,
    /// Id of the station where it is picked up.
    pub pick_up_location_id: String,
    /// Name of that station.
    pub pick_up_location: String,
    /// When it is picked up, in local time.
    pub pick_up_at: Time,
    /// Id of the station where it is returned.
    pub drop_off_location_id: String,
    /// Name of that station.
    pub drop_off_location: String,
    /// When it is returned, in local time.
    pub drop_off_at: Time,
    /// How many days are charged.
    pub days: i64,
    /// Name of the driver.
    pub driver_name: String,
    /// Age of the driver at the pick-up.
    pub driver_age: i64,
    /// Extras that are booked.
    pub extras: Vec<Extra>,
    /// Price of the car alone.
    pub car_price: Money,
    /// Price of the extras.
    pub extras_price: Money,
    /// Surcharge for drivers under 25.
    pub young_driver_surcharge: Money,
    /// Price of all together, paid at the counter.
    pub total_price: Money,
    /// Until when it can be cancelled free, in local time.
    pub free_cancellation_until: Time,
    /// When it was booked.
    pub booked_at: Time,
    /// Id of the offer that it was booked from, if it was booked here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer_id: Option<String>,
    /// When it was cancelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancelled_at: Option<Time>,
    /// What was charged for the cancellation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancellation_fee: Option<Money>,
}

impl Rental {
    /// The status with what time has made of it.
    pub fn status_at(&self, now: Time) -> RentalStatus {
        if self.status == RentalStatus::Cancelled {
            return RentalStatus::Cancelled;
        }
        match (self.pick_up_at.minutes_since(now) < 0, self.drop_off_at.minutes_since(now) < 0) {
            (_, true) => RentalStatus::Returned,
            (true, false) => RentalStatus::OnTheRoad,
            (false, false) => RentalStatus::Booked,
        }
    }

    /// Adds the prices up.
    pub fn sum_up(&mut self) {
        let sum = self.car_price.minor() + self.extras_price.minor() + self.young_driver_surcharge.minor();
        self.total_price = self.car_price.with(sum);
    }
}
