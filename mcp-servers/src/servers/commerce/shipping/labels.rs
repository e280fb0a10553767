//! The tools that buy labels and give them back.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::addresses::city_of;
use super::types::*;
use super::{ADDRESS, CUSTOMS, LABEL, RATE, Shipping, crosses_border};
use crate::kit::{Call, Money, Text, ToolError, conflict, invalid, not_allowed};
use crate::world::addresses::ShippingAddress;

type Result<T> = std::result::Result<T, ToolError>;

/// How long an unused label can be given back.
pub const VOID_DAYS: i64 = 14;

#[derive(Debug, Serialize, JsonSchema)]
pub struct BoughtLabel {
    /// The label.
    pub label: Label,
    /// What is left of the prepaid balance.
    pub balance_left: Money,
}

/// Buys the label of a rate from the prepaid balance. Fails once the rate has expired or was used, and across a customs border without a declaration.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BuyShippingLabel {
    /// Id of the rate, as get_shipping_rates returned it.
    pub rate_id: String,
    /// What is in the parcel; it shows in the list of parcels.
    pub contents: Text<120>,
    /// Id of the customs declaration, for parcels across a customs border.
    pub customs_declaration_id: Option<String>,
}

/// Gives an unused label back within 14 days; its price returns to the prepaid balance. Fails once the parcel has been handed over.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidShippingLabel {
    /// Id of the label.
    pub label_id: String,
}

pub fn buy_shipping_label(shipping: &mut Shipping, call: &mut Call, args: BuyShippingLabel) -> Result<BoughtLabel> {
    let rate = RATE.get(&shipping.rates, &args.rate_id)?.clone();
    if let Some(label) = &rate.label_id {
        return Err(conflict(format!(
            "The rate was used for the label {label}. Use get_shipping_rates for another parcel."
        )));
    }
    if call.now > rate.expires_at {
        return Err(conflict(format!(
            "The rate expired on {}. Use get_shipping_rates again.",
            rate.expires_at.spoken()
        )));
    }
    let to = ADDRESS.get(&shipping.addresses, &rate.to_address_id)?.clone();
    let from = ADDRESS.get(&shipping.addresses, &rate.from_address_id)?.clone();
    let customs = args.customs_declaration_id.as_deref();
    let customs = customs.map(|id| CUSTOMS.get(&shipping.customs_declarations, id)).transpose()?;
    check_customs(&from, &to, customs)?;
    let left = shipping.balance - rate.price.minor();
    if left < 0 {
        return Err(conflict(format!(
            "The prepaid balance is {}, the label costs {}. Choose a cheaper rate or void an unused label.",
            shipping.money(shipping.balance),
            rate.price
        )));
    }
    let label = Label {
        id: call.ids.mint("lbl"),
        tracking_number: format!("TRK{}", call.ids.number("tracking")),
        carrier: rate.carrier.clone(),
        service_level: rate.service_level,
        price: rate.price.clone(),
        status: LabelStatus::Purchased,
        label_url: label_url(&rate.id),
        recipient: to.recipient.clone(),
        destination: to.place(),
        customs_declaration_id: customs.map(|customs| customs.id.clone()),
        purchased_at: call.now,
        void_until: call.now.day().plus_days(VOID_DAYS),
    };
    let parcel = Parcel {
        tracking_number: label.tracking_number.clone(),
        carrier: rate.carrier.clone(),
        direction: Direction::Outgoing,
        status: ParcelStatus::LabelCreated,
        sender: from.recipient.clone(),
        recipient: to.recipient.clone(),
        destination: to.place(),
        reference: args.contents.0,
        label_id: Some(label.id.clone()),
        expected_delivery: rate.expected_delivery,
        events: vec![TrackingEvent {
            at: call.now,
            location: city_of(&from).name.to_owned(),
            description: "Label created".to_owned(),
        }],
    };
    shipping.balance = left;
    if let Some(row) = shipping.rates.get_mut(&rate.id) {
        row.label_id = Some(label.id.clone());
    }
    if let Some(row) = label.customs_declaration_id.as_ref().and_then(|id| shipping.customs_declarations.get_mut(id)) {
        row.tracking_number = Some(label.tracking_number.clone());
    }
    shipping.parcels.insert(parcel.tracking_number.clone(), parcel);
    shipping.labels.insert(label.id.clone(), label.clone());
    Ok(BoughtLabel { label, balance_left: shipping.money(left) })
}

fn check_customs(from: &ShippingAddress, to: &ShippingAddress, customs: Option<&Customs>) -> Result<()> {
    let needed = crosses_border(&from.country, &to.country);
    match customs {
        None if needed => Err(not_allowed(format!(
            "Parcels from {} to {} need a customs declaration. Use create_customs_declaration first.",
            from.country, to.country
        ))),
        Some(_) if !needed => Err(invalid("Argument `customs_declaration_id`: this parcel crosses no customs border.")),
        Some(customs) if customs.destination_country != to.country => Err(conflict(format!(
            "The customs declaration is for {}, the parcel goes to {}.",
            customs.destination_country, to.country
        ))),
        Some(Customs { tracking_number: Some(number), .. }) => {
            Err(conflict(format!("The customs declaration was used for the parcel {number}.")))
        }
        _ => Ok(()),
    }
}

pub fn void_shipping_label(shipping: &mut Shipping, call: &mut Call, args: VoidShippingLabel) -> Result<BoughtLabel> {
    let label = LABEL.get(&shipping.labels, &args.label_id)?;
    match label.status {
        LabelStatus::Purchased | LabelStatus::PickupScheduled => {}
        LabelStatus::HandedOver => {
            return Err(conflict(format!(
                "The parcel {} was handed over to {}. Use track_parcel to see where it is.",
                label.tracking_number, label.carrier
            )));
        }
        LabelStatus::Voided => return Err(conflict("The label is void already.")),
    }
    if call.now.day() > label.void_until {
        return Err(not_allowed(format!("The label could be voided until {}.", label.void_until.spoken())));
    }
    let label = LABEL.get_mut(&mut shipping.labels, &args.label_id)?;
    label.status = LabelStatus::Voided;
    let label = label.clone();
    shipping.balance += label.price.minor();
    let number = &label.tracking_number;
    if let Some(parcel) = shipping.parcels.get_mut(number) {
        let location = parcel.events.last().map(|event| event.location.clone()).unwrap_or_default();
        parcel.status = ParcelStatus::Cancelled;
        parcel.events.push(TrackingEvent { at: call.now, location, description: "Label voided".to_owned() });
    }
    let pickup = shipping.pickups.iter().find(|(_, pickup)| pickup.tracking_numbers.contains(number));
    if let Some(pickup) = pickup.map(|(id, _)| id.clone()).and_then(|id| shipping.pickups.get_mut(&id)) {
        pickup.tracking_numbers.retain(|one| one != number);
    }
    Ok(BoughtLabel { balance_left: shipping.money(shipping.balance), label })
}

/// Where a label can be printed from.
pub fn label_url(name: &str) -> String {
    format!("https://labels.example/{name}.pdf")
}
