//! What the trips server holds and shows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::{Day, Money, Time};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TripPurpose {
    ClientVisit,
    Conference,
    Holiday,
    Visit,
    Other,
}

impl TripPurpose {
    pub fn is_work(self) -> bool {
        matches!(self, Self::ClientVisit | Self::Conference)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TripStatus {
    Upcoming,
    UnderWay,
    Past,
    Cancelled,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SharePermission {
    Viewer,
    Editor,
}

/// Somebody who sees the trip.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Share {
    /// Mail address.
    #[schemars(extend("format" = "email"))]
    pub email: String,
    /// Name of the contact.
    pub name: String,
    /// What the contact may do.
    pub permission: SharePermission,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PackingItem {
    /// What to take along.
    pub item: String,
    /// Whether it is packed.
    pub packed: bool,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Trip {
    /// Id of the trip.
    pub id: String,
    /// Name of the trip.
    pub name: String,
    /// Why it is made.
    pub purpose: TripPurpose,
    /// Cities where one stays, in order.
    pub cities: Vec<String>,
    /// First day.
    pub start_date: Day,
    /// Last day.
    pub end_date: Day,
    /// Whether it was called off.
    pub cancelled: bool,
    /// Names of those who travel.
    pub travellers: Vec<String>,
    /// What it may cost, in the user's currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<Money>,
    /// What is to be packed.
    pub packing_list: Vec<PackingItem>,
    /// With whom it is shared.
    pub shared_with: Vec<Share>,
    /// Anything else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Counts the changes of the trip itself.
    pub version: i64,
}

impl Trip {
    pub fn status(&self, now: Time) -> TripStatus {
        let today = now.day();
        match self.cancelled {
            true => TripStatus::Cancelled,
            false if self.end_date < today => TripStatus::Past,
            false if self.start_date <= today => TripStatus::UnderWay,
            false => TripStatus::Upcoming,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    Flight,
    Train,
    Hotel,
    Car,
    Transfer,
    Activity,
    Meal,
    Meeting,
    Other,
}

impl ItemKind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Flight => "flight",
            Self::Train => "train",
            Self::Hotel => "hotel",
            Self::Car => "car",
            Self::Transfer => "transfer",
            Self::Activity => "activity",
            Self::Meal => "meal",
            Self::Meeting => "meeting",
            Self::Other => "other",
        }
    }

    /// Whether one goes from one place to another by it.
    pub fn moves(self) -> bool {
        matches!(self, Self::Flight | Self::Train | Self::Transfer)
    }

    /// Whether it takes place beside other things.
    pub fn is_background(self) -> bool {
        matches!(self, Self::Hotel | Self::Car)
    }
}

/// One thing of an itinerary.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Item {
    /// Id of the item.
    pub id: String,
    /// Id of the trip that it belongs to.
    pub trip_id: String,
    /// What kind of thing it is.
    pub kind: ItemKind,
    /// What it is.
    pub title: String,
    /// When it begins, in local time.
    pub start: Time,
    /// When it ends, in local time.
    pub end: Time,
    /// City where it begins.
    pub city: String,
    /// City where it ends, if that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_city: Option<String>,
    /// Reference of the booking, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub booking_reference: Option<String>,
    /// What it costs, in the currency of the booking.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<Money>,
    /// Anything else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
}

/// A confirmation that reached the user's mailbox.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ForwardedBooking {
    /// Reference of the booking where it was made.
    pub booking_reference: String,
    /// What was booked.
    pub kind: ItemKind,
    /// What it is.
    pub title: String,
    /// When it begins, in local time.
    pub start: Time,
    /// When it ends, in local time.
    pub end: Time,
    /// City where it begins.
    pub city: String,
    /// City where it ends, if that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_city: Option<String>,
    /// What it costs.
    pub cost: Money,
}

impl ForwardedBooking {
    pub fn item(&self, id: String, trip_id: String) -> Item {
        Item {
            id,
            trip_id,
            kind: self.kind,
            title: self.title.clone(),
            start: self.start,
            end: self.end,
            city: self.city.clone(),
            end_city: self.end_city.clone(),
            booking_reference: Some(self.booking_reference.clone()),
            cost: Some(self.cost.clone()),
            notes: None,
        }
    }
}
