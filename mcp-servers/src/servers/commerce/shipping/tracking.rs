//! The tools that look at parcels.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Shipping;
use super::types::*;
use crate::kit::{Call, Cursor, Day, Limit, Ordered, Query, Text, Time, ToolError, page, shorten};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct ParcelSummary {
    /// Tracking number of the parcel.
    pub tracking_number: String,
    /// Who carries it.
    pub carrier: String,
    /// Whether it comes to the user or was sent by the user.
    pub direction: Direction,
    /// Where the parcel stands.
    pub status: ParcelStatus,
    /// Name on the parcel.
    pub recipient: String,
    /// Street, city and country where it goes.
    pub destination: String,
    /// What people know it by: an order number or the contents.
    pub reference: String,
    /// Id of the label, for parcels that the user sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label_id: Option<String>,
    /// Where that label stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label_status: Option<LabelStatus>,
    /// When it is expected to arrive, or did.
    pub expected_delivery: Day,
    /// When something last happened.
    pub updated_at: Time,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ParcelList {
    /// The parcels found, the latest change first.
    pub parcels: Vec<ParcelSummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Lists parcels to and from the user, the latest change first. Use it to find tracking numbers and label ids.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListParcels {
    /// Only parcels that come in or go out.
    pub direction: Option<Direction>,
    /// Only parcels with this status.
    pub status: Option<ParcelStatus>,
    /// Words of sender, recipient, destination, contents or order number; all of them must match.
    pub query: Option<Query>,
    /// How many parcels to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Shows where a parcel is and everything that happened to it, for the user's own parcels and those of shop orders.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrackParcel {
    /// Tracking number of the parcel.
    pub tracking_number: Text<30>,
}

pub fn list_parcels(shipping: &Shipping, _: &Call, args: ListParcels) -> Result<ParcelList> {
    let found = |one: &&Parcel| {
        let texts = [&one.recipient, &one.destination, &one.reference, &one.sender, &one.tracking_number];
        args.direction.is_none_or(|direction| one.direction == direction)
            && args.status.is_none_or(|status| one.status == status)
            && args.query.as_ref().is_none_or(|query| query.matches(texts.into_iter().map(String::as_str)))
    };
    let latest = |one: &Parcel| one.events.last().map(|event| event.at);
    let mut found: Vec<&Parcel> = shipping.parcels.values().filter(found).collect();
    found.order_by(|a, b| (latest(b), &a.tracking_number).cmp(&(latest(a), &b.tracking_number)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    let summary = |one: &Parcel| {
        let label = one.label_id.as_ref().and_then(|id| shipping.labels.get(id));
        Some(ParcelSummary {
            tracking_number: one.tracking_number.clone(),
            carrier: one.carrier.clone(),
            direction: one.direction,
            status: one.status,
            recipient: one.recipient.clone(),
            destination: one.destination.clone(),
            reference: one.reference.clone(),
            label_id: one.label_id.clone(),
            label_status: label.map(|label| label.status),
            expected_delivery: one.expected_delivery,
            updated_at: latest(one)?,
        })
    };
    Ok(ParcelList { parcels: found.into_iter().filter_map(summary).collect(), next_cursor })
}

pub fn track_parcel(shipping: &Shipping, _: &Call, args: TrackParcel) -> Result<Parcel> {
    let number = args.tracking_number.0.to_ascii_uppercase().replace(' ', "");
    shipping.parcels.get(&number).cloned().ok_or_else(|| {
        let number = shorten(&number);
        ToolError::NotFound(format!("No parcel has the tracking number {number}. Use list_parcels to find it."))
    })
}
