//! The tools that find stations and cars; offers are sealed into handles that last 30 minutes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Cars;
use super::types::*;
use crate::kit::{
    Call, Cursor, Decimal, Int, Limit, Money, Ordered, Query, Time, ToolError, When, conflict, invalid, not_allowed,
    page, shorten,
};
use crate::servers::travel::local;
use crate::world::gazetteer;
use crate::world::rentals::{self, CLASSES, Location, SUPPLIERS, can_return};
use crate::world::seal::Seal;

type Result<T> = std::result::Result<T, ToolError>;

/// Pick-up station and minute, return station and minute, class, supplier, minute of the search.
const SEAL: Seal<7> = Seal { kind: "cof", bits: [9, 20, 9, 20, 3, 3, 20] };
const VALID_MINUTES: i64 = 30;
const MOST_DAYS: i64 = 60;
const HORIZON_DAYS: i64 = 365;

#[derive(Debug, Serialize, JsonSchema)]
pub struct RentalLocation {
    /// Id of the station.
    pub id: String,
    /// Name of the station.
    pub name: String,
    /// City of the station.
    pub city: String,
    /// Country of the station.
    pub country: String,
    /// Whether it is at the airport.
    pub at_airport: bool,
    /// When it opens and closes by the local clock.
    pub opening_hours: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct LocationList {
    /// The stations found, by name.
    pub locations: Vec<RentalLocation>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct CarOffer {
    /// Id of the offer, to book it with.
    pub id: String,
    /// Who rents it out.
    pub supplier: String,
    /// Class of the car.
    pub car_class: CarClass,
    /// Usual model of that class.
    pub model: String,
    /// How many people it seats.
    pub seats: i64,
    /// How many large bags fit in.
    pub bags: i64,
    /// Whether it has an automatic gearbox.
    pub automatic: bool,
    /// Whether it runs on electricity.
    pub electric: bool,
    /// Age that the driver must have reached.
    pub minimum_driver_age: i64,
    /// Price of the whole rental, without extras.
    pub total_price: Money,
    /// Average price of a day.
    pub price_per_day: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct CarOfferList {
    /// The offers found, cheapest first.
    pub offers: Vec<CarOffer>,
    /// How many days are charged.
    pub days: i64,
    /// Until when the offers can be booked.
    pub expires_at: Time,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Finds stations of car rental by city, country or airport code. Use it to get the ids that search_rental_cars needs.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchRentalLocations {
    /// Words of the city, the country or the station, or the code; all must match.
    #[schemars(example = &"Lisbon", example = &"Berlin")]
    pub query: Query,
    /// How many stations to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Finds rental cars for a time, cheapest first. Offers can be booked for 30 minutes. Fails if a station is closed at that time or the car cannot be returned there.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchRentalCars {
    /// Id of the station where the car is picked up.
    pub pick_up_location_id: String,
    /// When it is picked up; without an offset in local time of the station.
    pub pick_up_at: When,
    /// Id of the station where it is returned (default: the same).
    pub drop_off_location_id: Option<String>,
    /// When it is returned; without an offset in local time of the station.
    pub drop_off_at: When,
    /// Only cars of this class.
    pub car_class: Option<CarClass>,
    /// Only cars with at least so many seats.
    pub min_seats: Option<Int<1, 9>>,
    /// Only cars with an automatic gearbox (default false).
    pub automatic_only: Option<bool>,
    /// Only rentals that cost at most this much, in the currency of the place.
    pub max_total_price: Option<Decimal>,
    /// How many offers to return at most (default 8).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// From where and when to where and when.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    pub from: (Location, Time),
    pub to: (Location, Time),
}

/// What an offer stands for.
pub struct Terms {
    pub span: Span,
    pub class: usize,
    pub supplier: usize,
}

pub fn search_rental_locations(state: &Cars, _: &Call, args: SearchRentalLocations) -> Result<LocationList> {
    let world = state.anchor.world();
    let found = |location: &Location| {
        let name = location.name();
        args.query.matches(gazetteer::names(location.city).into_iter().chain([name.as_str()]))
    };
    let mut found: Vec<Location> = Location::all().filter(found).collect();
    found.order_by_key(Location::name);
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    let clock = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
    let one = |location: Location| {
        let (opens, closes) = location.hours();
        let days = if location.at_airport { "daily" } else { "Monday to Saturday" };
        RentalLocation {
            id: location.id(&world),
            name: location.name(),
            city: location.city.name.to_owned(),
            country: location.city.country.to_owned(),
            at_airport: location.at_airport,
            opening_hours: format!("{days} {} to {}", clock(opens), clock(closes)),
        }
    };
    Ok(LocationList { locations: found.into_iter().map(one).collect(), next_cursor })
}

pub fn search_rental_cars(state: &Cars, call: &Call, args: SearchRentalCars) -> Result<CarOfferList> {
    let from = state.location("pick_up_location_id", &args.pick_up_location_id)?;
    let to = match &args.drop_off_location_id {
        Some(id) => state.location("drop_off_location_id", id)?,
        None => from,
    };
    let at = |location: Location, when: When| local(&location.city.zone, call.now, when);
    let span = Span { from: (from, at(from, args.pick_up_at)), to: (to, at(to, args.drop_off_at)) };
    check_span(span, call.now)?;
    let currency = from.city.currency();
    let most = args.max_total_price.map(|price| price.minor(currency, "max_total_price")).transpose()?;
    let days = rentals::days(span.from.1, span.to.1);
    let mut offers = Vec::new();
    for (class, kind) in CLASSES.iter().enumerate() {
        let wanted = args.car_class.is_none_or(|wanted| wanted == CAR_CLASSES[class])
            && args.min_seats.is_none_or(|seats| kind.seats >= seats.0)
            && (kind.automatic || !args.automatic_only.unwrap_or(false));
        for supplier in (0..SUPPLIERS.len()).filter(|_| wanted) {
            if !rentals::is_available(state.anchor.seed, from, class, supplier, span.from.1) {
                continue;
            }
            let price = rentals::price(state.anchor.seed, span.from, span.to, class, supplier);
            if most.is_some_and(|most| price > most) {
                continue;
            }
            offers.push(CarOffer {
                id: state.seal_offer(span, class, supplier, call.now),
                supplier: SUPPLIERS[supplier].to_owned(),
                car_class: CAR_CLASSES[class],
                model: kind.model.to_owned(),
                seats: kind.seats,
                bags: kind.bags,
                automatic: kind.automatic,
                electric: kind.electric,
                minimum_driver_age: kind.youngest_driver,
                total_price: currency.money(price),
                price_per_day: currency.money(price / days),
            });
        }
    }
    offers.order_by_key(|offer| (offer.total_price.minor(), offer.supplier.clone()));
    let (offers, next_cursor) = page(offers, args.cursor, args.limit, 8);
    Ok(CarOfferList { offers, days, expires_at: call.now.plus_minutes(VALID_MINUTES), next_cursor })
}

/// Whether a car can be had from then to then.
pub fn check_span(span: Span, now: Time) -> Result<()> {
    let ((from, start), (to, end)) = (span.from, span.to);
    if start.minutes_since(now) < 60 {
        return Err(invalid(format!(
            "The pick-up on {} is not at least an hour ahead; it is {} now.",
            start.spoken(),
            now.spoken()
        )));
    }
    if start.day().since(now.day()) > HORIZON_DAYS {
        return Err(invalid("Cars can be booked up to a year ahead only."));
    }
    let minutes = end.minutes_since(start);
    if !(60..=MOST_DAYS * 1_440).contains(&minutes) {
        return Err(invalid(format!(
            "A rental lasts from one hour to {MOST_DAYS} days, from {} to {} it does not.",
            start.spoken(),
            end.spoken()
        )));
    }
    for (location, time) in [(from, start), (to, end)] {
        if !location.is_open(time) {
            return Err(conflict(format!(
                "{} is closed on {} at {}. Use search_rental_locations for its hours, or try the airport.",
                location.name(),
                time.day().spoken(),
                time.clock()
            )));
        }
    }
    if !can_return(from, to) {
        return Err(not_allowed(format!("Cars from {} cannot be returned at {}.", from.name(), to.name())));
    }
    Ok(())
}

impl Cars {
    pub(super) fn location(&self, argument: &str, location_id: &str) -> Result<Location> {
        Location::find(&self.anchor.world(), location_id).ok_or_else(|| {
            let id = shorten(location_id);
            ToolError::NotFound(format!(
                "Argument `{argument}`: no station has the id {id}. Use search_rental_locations to find ids."
            ))
        })
    }

    fn seal_offer(&self, span: Span, class: usize, supplier: usize, now: Time) -> String {
        let anchor = self.anchor;
        let ((from, start), (to, end)) = (span.from, span.to);
        let fields = [
            from.number() as u64,
            anchor.minute(start),
            to.number() as u64,
            anchor.minute(end),
            class as u64,
            supplier as u64,
            anchor.minute(now),
        ];
        SEAL.seal(anchor.seed, fields)
    }

    /// What an offer stands for, if it can still be booked.
    pub(super) fn open_offer(&self, offer_id: &str, now: Time) -> Result<Terms> {
        let missing = || {
            let id = shorten(offer_id);
            ToolError::NotFound(format!("No offer has the id {id}. Use search_rental_cars to find offers."))
        };
        let [from, start, to, end, class, supplier, minute] =
            SEAL.open(self.anchor.seed, offer_id).ok_or_else(missing)?;
        let expired = self.anchor.time(minute).plus_minutes(VALID_MINUTES);
        if expired < now {
            let expired = expired.spoken();
            return Err(conflict(format!("The offer expired on {expired}. Search again with search_rental_cars.")));
        }
        if let Some(rental) = self.rentals.values().find(|rental| rental.offer_id.as_deref() == Some(offer_id)) {
            return Err(conflict(format!(
                "The offer has been booked already, as {}. Use search_rental_cars for another car.",
                rental.confirmation_number
            )));
        }
        let end_of = |number: u64, minute: u64| {
            let location = Location::by_number(number).ok_or_else(missing)?;
            Ok((location, location.city.zone.show(self.anchor.time(minute))))
        };
        let span = Span { from: end_of(from, start)?, to: end_of(to, end)? };
        Ok(Terms { span, class: class as usize, supplier: supplier as usize })
    }
}
