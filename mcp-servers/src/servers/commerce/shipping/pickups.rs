//! The tool that orders a carrier to the door.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{ADDRESS, LABEL, Shipping};
use crate::kit::{Call, Day, Int, ToolError, conflict, invalid, not_allowed};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct PickupLine {
    /// Id of the label.
    pub label_id: String,
    /// Whether its parcel is collected.
    pub accepted: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ScheduledPickup {
    /// The pickup with the parcels that were accepted.
    pub pickup: Pickup,
    /// What became of each label.
    pub labels: Vec<PickupLine>,
}

/// Orders a carrier to collect parcels with bought labels. Labels that do not fit (used, void, of another carrier) are reported one by one; fails if none fits.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScheduleCarrierPickup {
    /// Ids of the labels, 1 to 20; the first one decides which carrier comes.
    #[schemars(length(min = 1, max = 20))]
    pub label_ids: Vec<String>,
    /// A working day within the next 10 days; today only before noon.
    pub pickup_date: Day,
    /// Hour from which the parcels are ready (default 9).
    pub ready_from_hour: Option<Int<8, 16>>,
}

pub fn schedule_carrier_pickup(
    shipping: &mut Shipping,
    call: &mut Call,
    args: ScheduleCarrierPickup,
) -> Result<ScheduledPickup> {
    let mut ids = args.label_ids;
    ids.dedup();
    if !(1..=20).contains(&ids.len()) {
        return Err(invalid("Argument `label_ids`: name 1 to 20 labels."));
    }
    let first = ids.first().map_or("", String::as_str);
    let carrier = LABEL.get(&shipping.labels, first)?.carrier.clone();
    let (today, day) = (call.now.day(), args.pickup_date);
    if day < today || day.since(today) > 10 || day.is_weekend() {
        return Err(invalid(format!(
            "Argument `pickup_date`: carriers come on working days from {today} to {}.",
            today.plus_days(10)
        )));
    }
    let hour = args.ready_from_hour.map_or(9, |hour| hour.0);
    if day == today && (call.now.minute() >= 12 * 60 || hour * 60 < call.now.minute()) {
        return Err(not_allowed("A pickup today is ordered before noon. Choose a later day."));
    }
    let mut accepted: Vec<String> = Vec::new();
    let mut labels: Vec<PickupLine> = Vec::new();
    for id in ids {
        let problem = match shipping.labels.get(&id) {
            None => Some("There is no such label.".to_owned()),
            Some(_) if accepted.contains(&id) => Some("The label is named twice.".to_owned()),
            Some(label) if label.carrier != carrier => {
                Some(format!("The label is for another carrier, {}.", label.carrier))
            }
            Some(label) => match label.status {
                LabelStatus::Purchased => None,
                LabelStatus::PickupScheduled => Some("A pickup is ordered already.".to_owned()),
                LabelStatus::HandedOver => Some("The parcel was handed over.".to_owned()),
                LabelStatus::Voided => Some("The label is void.".to_owned()),
            },
        };
        if problem.is_none() {
            accepted.push(id.clone());
        }
        labels.push(PickupLine { label_id: id, accepted: problem.is_none(), problem });
    }
    if accepted.is_empty() {
        let problem = labels.first().and_then(|line| line.problem.clone()).unwrap_or_default();
        return Err(conflict(format!("None of the labels can be collected. {problem}")));
    }
    let address = ADDRESS.get(&shipping.addresses, &shipping.home_id)?.place();
    let start = call.now.at(day, hour * 60);
    let mut pickup = Pickup {
        id: call.ids.mint("pku"),
        carrier,
        address,
        window_start: start,
        window_end: start.plus_minutes(180),
        tracking_numbers: Vec::new(),
    };
    for id in &accepted {
        if let Some(label) = shipping.labels.get_mut(id) {
            label.status = LabelStatus::PickupScheduled;
            pickup.tracking_numbers.push(label.tracking_number.clone());
        }
    }
    shipping.pickups.insert(pickup.id.clone(), pickup.clone());
    Ok(ScheduledPickup { pickup, labels })
}
