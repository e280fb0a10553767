//! The tools that change and cancel rentals.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::booking::{FREE_MINUTES, extras_price, surcharge, tidy};
use super::offers::{Span, check_span};
use super::types::*;
use super::{Cars, RENTAL};
use crate::kit::{Answer, Call, Money, Time, ToolError, When, conflict, invalid, not_allowed};
use crate::servers::travel::local;
use crate::world::places::City;
use crate::world::rentals::{self, SUPPLIERS};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct ChangedRental {
    /// The rental after the change.
    pub rental: Rental,
    /// Price before the change.
    pub old_price: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct CancelledRental {
    /// The rental, now cancelled.
    pub rental: Rental,
    /// What is charged.
    pub cancellation_fee: Money,
}

/// Whether the user agrees.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Consent {
    /// Whether to go on at that cost.
    pub agree: bool,
}

/// Changes times, the return station or the extras of a rental and prices it anew. Before the pick-up everything can change, afterwards only the return.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeCarRental {
    /// Id of the rental.
    pub rental_id: String,
    /// New time of the pick-up.
    pub pick_up_at: Option<When>,
    /// New time of the return.
    pub drop_off_at: Option<When>,
    /// Id of the new station for the return.
    pub drop_off_location_id: Option<String>,
    /// All extras that are wanted from now on; those left out are dropped.
    #[schemars(length(max = 5))]
    pub extras: Option<Vec<Extra>>,
}

/// Cancels a rental before the pick-up: free until 48 hours before it, later for the price of one day, which the user must accept.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelCarRental {
    /// Id of the rental.
    pub rental_id: String,
}

pub fn change_car_rental(state: &mut Cars, call: &mut Call, args: ChangeCarRental) -> Result<ChangedRental> {
    let mut rental = RENTAL.get(&state.rentals, &args.rental_id)?.clone();
    let status = check_open(&rental, call.now)?;
    if args.pick_up_at.is_none()
        && args.drop_off_at.is_none()
        && args.drop_off_location_id.is_none()
        && args.extras.is_none()
    {
        return Err(invalid("Nothing to change: give a time, drop_off_location_id or extras."));
    }
    let under_way = status == RentalStatus::OnTheRoad;
    if under_way && (args.pick_up_at.is_some() || args.extras.is_some()) {
        return Err(not_allowed("The car has been picked up: only time and station of the return can change."));
    }
    let from = state.location("rental_id", &rental.pick_up_location_id)?;
    let to = match &args.drop_off_location_id {
        Some(id) => state.location("drop_off_location_id", id)?,
        None => state.location("rental_id", &rental.drop_off_location_id)?,
    };
    let moved = args.pick_up_at.is_some() || args.drop_off_at.is_some() || args.drop_off_location_id.is_some();
    let at =
        |city: &City, when: Option<When>, known: Time| when.map_or(known, |when| local(&city.zone, call.now, when));
    rental.pick_up_at = at(from.city, args.pick_up_at, rental.pick_up_at);
    rental.drop_off_at = at(to.city, args.drop_off_at, to.city.zone.show(rental.drop_off_at));
    let currency = from.city.currency();
    let old_price = rental.total_price.clone();
    if moved {
        let span = Span { from: (from, rental.pick_up_at), to: (to, rental.drop_off_at) };
        // A car that is on the road was picked up in time.
        let checked_from = if under_way { rental.pick_up_at.plus_minutes(-120) } else { call.now };
        check_span(span, checked_from)?;
        if rental.drop_off_at.minutes_since(call.now) < 0 {
            return Err(invalid(format!("The return on {} has passed.", rental.drop_off_at.spoken())));
        }
        let class = CAR_CLASSES.iter().position(|class| *class == rental.car_class).unwrap_or(0);
        let supplier = SUPPLIERS.iter().position(|supplier| *supplier == rental.supplier).unwrap_or(0);
        rental.days = rentals::days(span.from.1, span.to.1);
        rental.car_price = currency.money(rentals::price(state.anchor.seed, span.from, span.to, class, supplier));
        rental.drop_off_location = to.name();
        rental.drop_off_location_id = to.id(&state.anchor.world());
        rental.free_cancellation_until = rental.pick_up_at.plus_minutes(-FREE_MINUTES);
    }
    rental.extras = args.extras.map_or(rental.extras, tidy);
    rental.extras_price = extras_price(currency, &rental.extras, rental.days);
    rental.young_driver_surcharge = surcharge(currency, rental.driver_age, rental.days);
    rental.sum_up();
    state.rentals.insert(rental.id.clone(), rental.clone());
    Ok(ChangedRental { rental, old_price })
}

pub fn cancel_car_rental(state: &mut Cars, call: &mut Call, args: CancelCarRental) -> Result<CancelledRental> {
    let rental = RENTAL.get(&state.rentals, &args.rental_id)?;
    if check_open(rental, call.now)? == RentalStatus::OnTheRoad {
        return Err(not_allowed("The car has been picked up. Use change_car_rental to return it earlier."));
    }
    let free = rental.free_cancellation_until.minutes_since(call.now) >= 0;
    let fee = rental.total_price.with(if free { 0 } else { rental.total_price.minor() / rental.days.max(1) });
    if !free {
        let message = format!(
            "Free cancellation of {} ended on {}; now one day is charged: {fee}. Cancel it?",
            rental.confirmation_number,
            rental.free_cancellation_until.spoken()
        );
        match call.ask::<Consent>("late_fee", message)? {
            Answer::Given(Consent { agree: true }) => {}
            _ => return Err(not_allowed("You did not accept the fee, so the rental stays as it is.")),
        }
    }
    let rental = RENTAL.get_mut(&mut state.rentals, &args.rental_id)?;
    rental.status = RentalStatus::Cancelled;
    rental.cancelled_at = Some(call.now);
    rental.cancellation_fee = Some(fee.clone());
    Ok(CancelledRental { rental: rental.clone(), cancellation_fee: fee })
}

/// The status of a rental that can still change.
fn check_open(rental: &Rental, now: Time) -> Result<RentalStatus> {
    let number = &rental.confirmation_number;
    match rental.status_at(now) {
        RentalStatus::Cancelled => Err(conflict(format!("Rental {number} is cancelled."))),
        RentalStatus::Returned => Err(not_allowed(format!("The car of rental {number} has been returned."))),
        status => Ok(status),
    }
}
