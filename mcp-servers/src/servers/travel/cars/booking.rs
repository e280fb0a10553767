//! The tools that book and show rentals.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{Cars, RENTAL};
use crate::kit::{
    Answer, Call, Currency, Cursor, Int, Limit, Money, Ordered, Text, Time, ToolError, conflict, counted, not_allowed,
    page,
};
use crate::servers::travel::{is_listed, overlap};
use crate::world::rentals::{self, CLASSES, SUPPLIERS, YOUNG_DRIVER};

type Result<T> = std::result::Result<T, ToolError>;

/// From this age on drivers pay nothing more.
const GROWN_UP: i64 = 25;
/// Cancellation is free until so many minutes before the pick-up.
pub const FREE_MINUTES: i64 = 48 * 60;

#[derive(Debug, Serialize, JsonSchema)]
pub struct RentalSummary {
    /// Id of the rental.
    pub id: String,
    /// Number to name at the counter.
    pub confirmation_number: String,
    /// Where the rental stands.
    pub status: RentalStatus,
    /// Class of the car.
    pub car_class: CarClass,
    /// Name of the station where it is picked up.
    pub pick_up_location: String,
    /// When it is picked up, in local time.
    pub pick_up_at: Time,
    /// When it is returned, in local time.
    pub drop_off_at: Time,
    /// Price of all together.
    pub total_price: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct RentalList {
    /// The rentals found, by pick-up.
    pub rentals: Vec<RentalSummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Whether the driver pays the surcharge.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Surcharge {
    /// Whether the surcharge is accepted.
    pub accept_surcharge: bool,
}

/// Books a car with extras; it is paid at the counter. Drivers must be 21, for vans and premium cars 25; the user is asked to accept the surcharge for drivers under 25.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BookRentalCar {
    /// Id of the offer, as search_rental_cars returns it.
    pub offer_id: String,
    /// Age of the driver at the pick-up.
    pub driver_age: Int<16, 99>,
    /// Name of the driver (default: the user's).
    pub driver_name: Option<Text<80>>,
    /// Extras to add.
    #[schemars(length(max = 5))]
    pub extras: Option<Vec<Extra>>,
}

/// Lists the user's car rentals by pick-up, those to come or under way unless asked otherwise. Use it to get a rental's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListCarRentals {
    /// Only rentals with this status (default: booked and on_the_road ones).
    pub status: Option<RentalStatus>,
    /// Only the rental with this number, whatever its status.
    pub confirmation_number: Option<Text<20>>,
    /// How many rentals to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Returns one rental with stations, times, driver, extras and prices.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetCarRental {
    /// Id of the rental.
    pub rental_id: String,
}

pub fn book_rental_car(state: &mut Cars, call: &mut Call, args: BookRentalCar) -> Result<Rental> {
    let terms = state.open_offer(&args.offer_id, call.now)?;
    super::offers::check_span(terms.span, call.now)?;
    let (from, to) = (terms.span.from, terms.span.to);
    let class = &CLASSES[terms.class.min(CLASSES.len() - 1)];
    let age = args.driver_age.0;
    if age < class.youngest_driver {
        return Err(not_allowed(format!(
            "Drivers of a car of the class {} must be at least {}. Choose another class or another driver.",
            class.name, class.youngest_driver
        )));
    }
    let driver_name = args.driver_name.map_or_else(|| state.driver_name.clone(), |name| name.0);
    let clash = |rental: &&Rental| {
        rental.status != RentalStatus::Cancelled
            && rental.driver_name == driver_name
            && overlap((rental.pick_up_at, rental.drop_off_at), (from.1, to.1))
    };
    if let Some(other) = state.rentals.values().find(clash) {
        return Err(conflict(format!(
            "{driver_name} has another car at that time, with rental {}. Cancel it or name another driver.",
            other.confirmation_number
        )));
    }
    let currency = from.0.city.currency();
    let days = rentals::days(from.1, to.1);
    let young_driver_surcharge = surcharge(currency, age, days);
    if young_driver_surcharge.minor() > 0 {
        let message = format!(
            "Drivers under {GROWN_UP} pay {young_driver_surcharge} more for {}. Book the car?",
            counted(days, "day")
        );
        match call.ask::<Surcharge>("young_driver", message)? {
            Answer::Given(Surcharge { accept_surcharge: true }) => {}
            _ => return Err(not_allowed("The surcharge for young drivers was not accepted; nothing was booked.")),
        }
    }
    let extras = tidy(args.extras.unwrap_or_default());
    let world = state.anchor.world();
    let mut rental = Rental {
        id: call.ids.mint("rnt"),
        confirmation_number: format!("RC-{}", call.ids.number("rental")),
        status: RentalStatus::Booked,
        supplier: SUPPLIERS[terms.supplier % SUPPLIERS.len()].to_owned(),
        car_class: CAR_CLASSES[terms.class.min(CAR_CLASSES.len() - 1)],
        model: class.model.to_owned(),
        pick_up_location_id: from.0.id(&world),
        pick_up_location: from.0.name(),
        pick_up_at: from.1,
        drop_off_location_id: to.0.id(&world),
        drop_off_location: to.0.name(),
        drop_off_at: to.1,
        days,
        driver_name,
        driver_age: age,
        extras_price: extras_price(currency, &extras, days),
        extras,
        car_price: currency.money(rentals::price(state.anchor.seed, from, to, terms.class, terms.supplier)),
        young_driver_surcharge,
        total_price: currency.money(0),
        free_cancellation_until: from.1.plus_minutes(-FREE_MINUTES),
        booked_at: call.now,
        offer_id: Some(args.offer_id),
        cancelled_at: None,
        cancellation_fee: None,
    };
    rental.sum_up();
    state.rentals.insert(rental.id.clone(), rental.clone());
    Ok(rental)
}

pub fn list_car_rentals(state: &Cars, call: &Call, args: ListCarRentals) -> Result<RentalList> {
    let found = |rental: &&Rental| {
        let (usual, number) = ([RentalStatus::Booked, RentalStatus::OnTheRoad], args.confirmation_number.as_ref());
        is_listed(number.is_some(), args.status, rental.status_at(call.now), &usual)
            && number.is_none_or(|number| rental.confirmation_number.eq_ignore_ascii_case(&number.0))
    };
    let mut found: Vec<&Rental> = state.rentals.values().filter(found).collect();
    found.order_by_key(|rental| (rental.pick_up_at, rental.id.clone()));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    let summary = |rental: &Rental| RentalSummary {
        id: rental.id.clone(),
        confirmation_number: rental.confirmation_number.clone(),
        status: rental.status_at(call.now),
        car_class: rental.car_class,
        pick_up_location: rental.pick_up_location.clone(),
        pick_up_at: rental.pick_up_at,
        drop_off_at: rental.drop_off_at,
        total_price: rental.total_price.clone(),
    };
    Ok(RentalList { rentals: found.into_iter().map(summary).collect(), next_cursor })
}

pub fn get_car_rental(state: &Cars, call: &Call, args: GetCarRental) -> Result<Rental> {
    let rental = RENTAL.get(&state.rentals, &args.rental_id)?;
    Ok(Rental { status: rental.status_at(call.now), ..rental.clone() })
}

/// Each extra once, in their order.
pub fn tidy(mut extras: Vec<Extra>) -> Vec<Extra> {
    extras.sort_unstable();
    extras.dedup();
    extras
}

pub fn extras_price(currency: &'static Currency, extras: &[Extra], days: i64) -> Money {
    let daily: i64 = extras.iter().map(|extra| currency.price(extra.cents())).sum();
    currency.money(daily * days)
}

pub fn surcharge(currency: &'static Currency, age: i64, days: i64) -> Money {
    currency.money(if age < GROWN_UP { currency.price(YOUNG_DRIVER) * days } else { 0 })
}

/// A booking as an agreement in Markdown.
pub fn agreement(rental: &Rental) -> String {
    let mut text = format!("# {} or similar, {}\n\n", rental.model, rental.supplier);
    let _ = writeln!(text, "- Confirmation: {}", rental.confirmation_number);
    let _ = writeln!(text, "- Driver: {}, {} years", rental.driver_name, rental.driver_age);
    let _ = writeln!(text, "- Pick-up: {}, {}", rental.pick_up_location, rental.pick_up_at.spoken());
    let _ = writeln!(text, "- Return: {}, {}", rental.drop_off_location, rental.drop_off_at.spoken());
    let extras: Vec<&str> = rental.extras.iter().map(|extra| extra.name()).collect();
    let _ = writeln!(text, "- Extras: {}", if extras.is_empty() { "none".to_owned() } else { extras.join(", ") });
    let _ = writeln!(text, "- Price: {} for {}", rental.total_price, counted(rental.days, "day"));
    match rental.cancelled_at {
        Some(at) => {
            let _ = writeln!(text, "\n**Cancelled** on {}.", at.day().spoken());
        }
        None => {
            let _ = writeln!(text, "\nFree cancellation until {}.", rental.free_cancellation_until.spoken());
        }
    }
    text
}
