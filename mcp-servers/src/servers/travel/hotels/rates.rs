//! Room rates: what a hotel charges for dates and guests, sealed into a handle that lasts 30 minutes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Hotels;
use super::types::*;
use crate::kit::{Call, Day, Int, Money, Ordered, Time, ToolError, conflict, counted, invalid, shorten};
use crate::world::atlas::CITIES;
use crate::world::lodging::{self, Hotel, PLANS, Plan, ROOMS};
use crate::world::seal::Seal;

type Result<T> = std::result::Result<T, ToolError>;

/// City, hotel, room, plan, day of arrival, nights, guests, minute of the request.
const SEAL: Seal<8> = Seal { kind: "rte", bits: [8, 4, 3, 2, 11, 5, 3, 20] };
const VALID_MINUTES: i64 = 30;
const MOST_NIGHTS: i64 = 30;
const HORIZON_DAYS: i64 = 500;

/// When and for how many.
#[derive(Debug, Clone, Copy)]
pub struct Request {
    pub check_in: Day,
    pub nights: i64,
    pub guests: i64,
}

/// What a rate stands for.
pub struct Terms {
    pub hotel: Hotel,
    pub room: usize,
    pub plan: Plan,
    pub request: Request,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct RoomRate {
    /// Id of the rate, to book it with.
    pub id: String,
    /// Kind of room.
    pub room_type: String,
    /// Beds in it.
    pub beds: String,
    /// What the rate includes and whether it is paid back.
    pub rate_plan: RatePlan,
    /// Whether breakfast is included.
    pub breakfast_included: bool,
    /// Price of the whole stay.
    pub total_price: Money,
    /// Average price of a night.
    pub price_per_night: Money,
    /// Until when it can be cancelled free, in local time; missing for saver rates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free_cancellation_until: Option<Time>,
    /// How many such rooms are left.
    pub rooms_left: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct RateList {
    /// Id of the hotel.
    pub hotel_id: String,
    /// Name of the hotel.
    pub hotel_name: String,
    /// How many nights the prices are for.
    pub nights: i64,
    /// The rates, cheapest first.
    pub rates: Vec<RoomRate>,
    /// Until when they can be booked.
    pub expires_at: Time,
}

/// Lists the rates of one hotel for dates and guests, cheapest first. A rate can be booked for 30 minutes. Fails if nothing is free.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetRoomRates {
    /// Id of the hotel.
    pub hotel_id: String,
    /// Day of arrival.
    pub check_in_date: Day,
    /// Day of departure, 30 nights later at most.
    pub check_out_date: Day,
    /// How many people stay in the room (default 1).
    pub guest_count: Option<Int<1, 4>>,
}

pub fn get_room_rates(state: &Hotels, call: &Call, args: GetRoomRates) -> Result<RateList> {
    let hotel = state.hotel(&args.hotel_id)?;
    let nights = check_dates(call, args.check_in_date, args.check_out_date)?;
    let request = Request { check_in: args.check_in_date, nights, guests: args.guest_count.map_or(1, |count| count.0) };
    let currency = hotel.city().currency();
    let mut rates = Vec::new();
    for (room, kind) in ROOMS.iter().enumerate() {
        let left = state.rooms_left(&hotel, room, request, None);
        for plan in PLANS.into_iter().filter(|_| left > 0) {
            let total = state.total(&hotel, room, plan, request);
            rates.push(RoomRate {
                id: state.seal_rate(&hotel, room, plan, request, call.now),
                room_type: kind.name.to_owned(),
                beds: kind.beds.to_owned(),
                rate_plan: RatePlan::of(plan),
                breakfast_included: plan == Plan::Breakfast,
                total_price: currency.money(total),
                price_per_night: currency.money(total / nights),
                free_cancellation_until: plan.is_refundable().then(|| free_until(&hotel, args.check_in_date)),
                rooms_left: left,
            });
        }
    }
    if rates.is_empty() {
        return Err(conflict(format!(
            "{} has no free room for {} on these dates. Use search_hotels to find one that has.",
            hotel.venue.name,
            counted(request.guests, "guest")
        )));
    }
    rates.order_by_key(|rate| rate.total_price.minor());
    let expires_at = call.now.plus_minutes(VALID_MINUTES);
    Ok(RateList { hotel_id: args.hotel_id, hotel_name: hotel.venue.name, nights, rates, expires_at })
}

/// The number of nights, if the dates can be booked.
pub fn check_dates(call: &Call, check_in: Day, check_out: Day) -> Result<i64> {
    let (today, nights) = (call.now.day(), check_out.since(check_in));
    if check_in < today {
        return Err(invalid(format!("Argument `check_in_date`: {check_in} has passed; today is {today}.")));
    }
    if check_in.since(today) > HORIZON_DAYS {
        let last = today.plus_days(HORIZON_DAYS);
        return Err(invalid(format!("Argument `check_in_date`: hotels can be booked until {last} only.")));
    }
    if !(1..=MOST_NIGHTS).contains(&nights) {
        return Err(invalid(format!(
            "Argument `check_out_date`: a stay has 1 to {MOST_NIGHTS} nights, from {check_in} to {check_out} are {nights}."
        )));
    }
    Ok(nights)
}

/// The end of free cancellation.
pub fn free_until(hotel: &Hotel, check_in: Day) -> Time {
    hotel.city().zone.at(check_in.plus_days(-hotel.free_until_days), 18 * 60)
}

impl Hotels {
    /// How many rooms are free for a stay; a booking that is to be changed does not stand in its own way.
    pub(super) fn rooms_left(&self, hotel: &Hotel, room: usize, request: Request, except: Option<&str>) -> i64 {
        let Some(kind) = ROOMS.get(room).filter(|kind| kind.sleeps >= request.guests) else { return 0 };
        let (hotel_id, check_out) = (self.hotel_id(hotel), request.check_in.plus_days(request.nights));
        let ours = self.bookings.values().filter(|booking| {
            booking.status != StayStatus::Cancelled
                && booking.hotel_id == hotel_id
                && booking.room_type == kind.name
                && booking.check_in_date < check_out
                && request.check_in < booking.check_out_date
                && Some(booking.id.as_str()) != except
        });
        hotel.free_over(self.anchor.seed, room, request.check_in, request.nights) - ours.count() as i64
    }

    pub(super) fn total(&self, hotel: &Hotel, room: usize, plan: Plan, request: Request) -> i64 {
        hotel.stay(self.anchor.seed, room, plan, request.check_in, request.nights)
    }

    fn seal_rate(&self, hotel: &Hotel, room: usize, plan: Plan, request: Request, now: Time) -> String {
        let plan = PLANS.iter().position(|one| *one == plan).unwrap_or(0);
        let fields = [
            hotel.city().index() as u64,
            hotel.index as u64,
            room as u64,
            plan as u64,
            self.anchor.day_field(request.check_in),
            request.nights as u64,
            request.guests as u64,
            self.anchor.minute(now),
        ];
        SEAL.seal(self.anchor.seed, fields)
    }

    /// What a rate stands for, if it can still be booked.
    pub(super) fn open_rate(&self, rate_id: &str, now: Time) -> Result<Terms> {
        let missing = || {
            let id = shorten(rate_id);
            ToolError::NotFound(format!("No rate has the id {id}. Use get_room_rates to find rates."))
        };
        let [city, hotel, room, plan, day, nights, guests, minute] =
            SEAL.open(self.anchor.seed, rate_id).ok_or_else(missing)?;
        let city = CITIES.get(city as usize).ok_or_else(missing)?;
        let hotel = Some(hotel as usize).filter(|hotel| *hotel < lodging::count(city)).ok_or_else(missing)?;
        let plan = *PLANS.get(plan as usize).ok_or_else(missing)?;
        let expires = self.anchor.time(minute).plus_minutes(VALID_MINUTES);
        if expires < now {
            let expires = expires.spoken();
            return Err(conflict(format!("The rate expired on {expires}. Use get_room_rates for a new one.")));
        }
        if let Some(booking) = self.bookings.values().find(|booking| booking.rate_id.as_deref() == Some(rate_id)) {
            return Err(conflict(format!(
                "The rate has been booked already, with confirmation {}. Use get_room_rates for another room.",
                booking.confirmation_number
            )));
        }
        let request = Request { check_in: self.anchor.day(day), nights: nights as i64, guests: guests as i64 };
        let hotel = Hotel::of(&self.anchor.world(), city, hotel);
        Ok(Terms { hotel, room: room as usize, plan, request })
    }
}
