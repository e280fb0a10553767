//! What the aggregator keeps.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::{Day, Money, Time};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ServiceLevel {
    Economy,
    Standard,
    Express,
}

/// A price for one parcel that holds for a while.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Rate {
    /// Id of the rate, for buy_shipping_label.
    pub id: String,
    /// Who carries it.
    pub carrier: String,
    /// How fast it is.
    pub service_level: ServiceLevel,
    /// Price of the label.
    pub price: Money,
    /// Day on which the parcel arrives if it is handed over today.
    pub expected_delivery: Day,
    /// Whether the recipient signs for it.
    pub signature: bool,
    /// Last moment at which the rate can be bought.
    pub expires_at: Time,
    /// Id of the address where the parcel starts.
    pub from_address_id: String,
    /// Id of the address where the parcel goes.
    pub to_address_id: String,
    /// Weight of the parcel in grams.
    pub weight_grams: i64,
    /// Id of the label that was bought with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label_id: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LabelStatus {
    Purchased,
    PickupScheduled,
    HandedOver,
    Voided,
}

/// A label that has been paid for.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Label {
    /// Id of the label.
    pub id: String,
    /// Tracking number on the label.
    pub tracking_number: String,
    /// Who carries the parcel.
    pub carrier: String,
    /// How fast it is.
    pub service_level: ServiceLevel,
    /// What was paid.
    pub price: Money,
    /// Where the label stands.
    pub status: LabelStatus,
    /// Address of the printable label.
    pub label_url: String,
    /// Name on the parcel.
    pub recipient: String,
    /// Street, city and country where the parcel goes.
    pub destination: String,
    /// Id of the customs declaration that travels with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customs_declaration_id: Option<String>,
    /// When it was bought.
    pub purchased_at: Time,
    /// Last day on which an unused label can be voided.
    pub void_until: Day,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ParcelStatus {
    LabelCreated,
    InTransit,
    OutForDelivery,
    HeldAtCustoms,
    DeliveryFailed,
    Delivered,
    Cancelled,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Incoming,
    Outgoing,
}

/// Something that happened to a parcel.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TrackingEvent {
    /// When it happened.
    pub at: Time,
    /// City where it happened.
    pub location: String,
    /// What happened.
    pub description: String,
}

/// A parcel to or from the user.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Parcel {
    /// Tracking number of the parcel.
    pub tracking_number: String,
    /// Who carries it.
    pub carrier: String,
    /// Whether it comes to the user or was sent by the user.
    pub direction: Direction,
    /// Where the parcel stands.
    pub status: ParcelStatus,
    /// Who sent it.
    pub sender: String,
    /// Name on the parcel.
    pub recipient: String,
    /// Street, city and country where it goes.
    pub destination: String,
    /// What people know it by: the order number of an incoming parcel, the contents of an outgoing one.
    pub reference: String,
    /// Id of the label, for parcels that the user sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label_id: Option<String>,
    /// When it is expected to arrive, or did.
    pub expected_delivery: Day,
    /// What has happened so far, oldest first.
    pub events: Vec<TrackingEvent>,
}

/// Goods of one kind in a parcel that crosses a customs border.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DeclaredItem {
    /// What it is.
    pub description: String,
    /// Number of the customs tariff.
    pub hs_code: String,
    /// How many pieces.
    pub quantity: i64,
    /// Value of all pieces.
    pub value: Money,
}

/// What customs is told of a parcel.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Customs {
    /// Id of the customs declaration.
    pub id: String,
    /// Country that the parcel enters.
    pub destination_country: String,
    /// What is in it.
    pub items: Vec<DeclaredItem>,
    /// Value of everything.
    pub total_value: Money,
    /// What the recipient is likely to pay on arrival.
    pub estimated_duties: Money,
    /// Papers that the carrier prints with the label.
    pub documents: Vec<String>,
    /// Tracking number of the parcel it was used for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracking_number: Option<String>,
}

/// A visit of a carrier who collects parcels.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Pickup {
    /// Id of the pickup.
    pub id: String,
    /// Who comes.
    pub carrier: String,
    /// Where parcels are collected.
    pub address: String,
    /// From when on they must be ready.
    pub window_start: Time,
    /// Until when the carrier comes.
    pub window_end: Time,
    /// Tracking numbers of the parcels.
    pub tracking_numbers: Vec<String>,
}
