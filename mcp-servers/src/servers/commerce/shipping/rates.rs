//! The tool that compares prices.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::addresses::city_of;
use super::types::*;
use super::{ADDRESS, Shipping, crosses_border};
use crate::kit::{Call, Day, Int, Ordered, ToolError, invalid, not_allowed};
use crate::world::goods::CARRIERS;

type Result<T> = std::result::Result<T, ToolError>;

/// How long a rate can be bought.
pub const MINUTES: i64 = 15;

#[derive(Debug, Serialize, JsonSchema)]
pub struct RateList {
    /// The rates, cheapest first.
    pub rates: Vec<Rate>,
    /// Weight that the carriers charge, in grams: the larger of weight and volume.
    pub charged_grams: i64,
    /// Whether a customs declaration is needed to buy a label.
    pub customs_declaration_needed: bool,
}

/// Compares what carriers charge for a parcel. Each rate has an id that buy_shipping_label takes within 15 minutes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetShippingRates {
    /// Id of the address where the parcel goes.
    pub to_address_id: String,
    /// Id of the address where it starts (default: the user's office).
    pub from_address_id: Option<String>,
    /// The parcel.
    pub parcel: Package,
    /// Only rates of this speed.
    pub service_level: Option<ServiceLevel>,
}

/// What is weighed and measured.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// Weight in grams.
    pub weight_grams: Int<1, 100_000>,
    /// Length in centimetres.
    pub length_cm: Int<1, 300>,
    /// Width in centimetres.
    pub width_cm: Int<1, 300>,
    /// Height in centimetres.
    pub height_cm: Int<1, 300>,
}

/// What a carrier offers: prices in euro cents, and how far it goes.
struct Offer {
    carrier: usize,
    level: ServiceLevel,
    base: i64,
    per_kilogram: i64,
    /// For each thousand kilometres.
    per_distance: i64,
    days: i64,
    reach: Reach,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    City,
    Country,
    World,
}

const fn offer(
    carrier: usize,
    level: ServiceLevel,
    (base, per_kilogram, per_distance): (i64, i64, i64),
    days: i64,
    reach: Reach,
) -> Offer {
    Offer { carrier, level, base, per_kilogram, per_distance, days, reach }
}

const OFFERS: [Offer; 8] = [
    offer(0, ServiceLevel::Economy, (390, 45, 60), 5, Reach::World),
    offer(0, ServiceLevel::Express, (1_290, 160, 240), 1, Reach::World),
    offer(1, ServiceLevel::Standard, (540, 60, 110), 3, Reach::World),
    offer(2, ServiceLevel::Standard, (460, 55, 90), 2, Reach::Country),
    offer(2, ServiceLevel::Express, (990, 110, 150), 1, Reach::Country),
    offer(3, ServiceLevel::Standard, (590, 75, 80), 3, Reach::World),
    offer(3, ServiceLevel::Express, (1_450, 140, 200), 2, Reach::World),
    offer(4, ServiceLevel::Express, (790, 90, 0), 0, Reach::City),
];

pub fn get_shipping_rates(shipping: &mut Shipping, call: &mut Call, args: GetShippingRates) -> Result<RateList> {
    let to = ADDRESS.get(&shipping.addresses, &args.to_address_id)?;
    let from = args.from_address_id.as_deref().unwrap_or(&shipping.home_id);
    let from = ADDRESS.get(&shipping.addresses, from)?;
    if from.id == to.id {
        return Err(invalid("Argument `to_address_id`: the parcel would stay where it is."));
    }
    let parcel = args.parcel;
    let sides = [parcel.length_cm.0, parcel.width_cm.0, parcel.height_cm.0];
    let longest = sides.into_iter().max().unwrap_or(0);
    let girth = longest + 2 * (sides.iter().sum::<i64>() - longest);
    let charged_grams = parcel.weight_grams.0.max(sides.iter().product::<i64>() / 5);
    if parcel.weight_grams.0 > 31_500 || girth > 360 {
        return Err(not_allowed(format!(
            "Carriers take parcels up to 31500 g and 360 cm of length and girth; this one has {} g and {girth} cm. Split it.",
            parcel.weight_grams.0
        )));
    }
    let (start, end) = (city_of(from), city_of(to));
    let (from_id, to_id) = (from.id.clone(), to.id.clone());
    let customs = crosses_border(start.country, end.country);
    let needed = match (start.name == end.name, start.country == end.country) {
        (true, _) => Reach::City,
        (false, true) => Reach::Country,
        (false, false) => Reach::World,
    };
    let kilometres = start.distance_km(end) as i64;
    let currency = shipping.currency();
    let wanted = |offer: &&Offer| offer.reach >= needed && args.service_level.is_none_or(|level| offer.level == level);
    let mut rates: Vec<Rate> = OFFERS
        .iter()
        .filter(wanted)
        .map(|offer| {
            let far = offer.per_distance * kilometres / 1_000 * if customs { 2 } else { 1 };
            let cents = offer.base + offer.per_kilogram * charged_grams / 1_000 + far;
            let days = offer.days + kilometres / 3_000 + if customs { 2 } else { 0 };
            Rate {
                id: call.ids.mint("rat"),
                carrier: CARRIERS[offer.carrier].to_owned(),
                service_level: offer.level,
                price: currency.money(currency.price(cents)),
                expected_delivery: working_day(call.now.day(), days),
                signature: offer.level == ServiceLevel::Express,
                expires_at: call.now.plus_minutes(MINUTES),
                from_address_id: from_id.clone(),
                to_address_id: to_id.clone(),
                weight_grams: parcel.weight_grams.0,
                label_id: None,
            }
        })
        .collect();
    if rates.is_empty() {
        return Err(not_allowed("No carrier goes there at that speed. Leave service_level away."));
    }
    rates.order_by(|a, b| (a.price.minor(), &a.carrier).cmp(&(b.price.minor(), &b.carrier)));
    for rate in &rates {
        shipping.rates.insert(rate.id.clone(), rate.clone());
    }
    Ok(RateList { rates, charged_grams, customs_declaration_needed: customs })
}

/// So many working days later.
pub fn working_day(from: Day, days: i64) -> Day {
    let mut day = from;
    let mut left = days.max(0);
    while left > 0 || day.is_weekend() {
        day = day.plus_days(1);
        left -= i64::from(!day.is_weekend());
    }
    day
}
