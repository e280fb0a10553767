//! The tools that find airports and offers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Flights;
use super::offers::{FlightOffer, Terms};
use super::types::*;
use crate::kit::{Call, Cursor, Day, Int, Limit, Ordered, Query, Text, ToolError, conflict, invalid, page, shorten};
use crate::world::airways::itineraries;
use crate::world::atlas::CITIES;
use crate::world::fleet::FARES;
use crate::world::gazetteer::{self, airport_name, by_airport, has_airport};
use crate::world::places::City;

type Result<T> = std::result::Result<T, ToolError>;

/// Flights can be booked so many days ahead.
pub const HORIZON_DAYS: i64 = 330;

#[derive(Debug, Serialize, JsonSchema)]
pub struct Airport {
    /// IATA code of the airport.
    pub airport: String,
    /// Name of the airport.
    pub name: String,
    /// City that it serves.
    pub city: String,
    /// Country that it lies in.
    pub country: String,
    /// Name of its time zone.
    pub time_zone: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct AirportList {
    /// The airports found, by city.
    pub airports: Vec<Airport>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct OfferList {
    /// The offers found, in the wanted order.
    pub offers: Vec<FlightOffer>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// How offers are sorted.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OfferOrder {
    Price,
    Duration,
    Departure,
}

/// Finds airports by city, country or IATA code. Use it to get the code that search_flights needs.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchAirports {
    /// Words of the city or country, or the code; all must match.
    #[schemars(example = &"Berlin", example = &"Lisbon")]
    pub query: Query,
    /// How many airports to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Finds flights one way between two airports on a day and offers them at each fare. Offers can be booked for 20 minutes. For a return trip, search twice.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchFlights {
    /// IATA code of the airport to leave from.
    pub origin_airport: Text<3>,
    /// IATA code of the airport to fly to.
    pub destination_airport: Text<3>,
    /// Local day of departure.
    pub departure_date: Day,
    /// How many people fly (default 1).
    pub passenger_count: Option<Int<1, 9>>,
    /// Only offers of this fare (default standard).
    pub fare_class: Option<FareClass>,
    /// Only flights with at most so many stops.
    pub max_stops: Option<Int<0, 2>>,
    /// Only flights that leave at this hour or later.
    pub earliest_departure_hour: Option<Int<0, 23>>,
    /// Only flights that arrive before this hour of the same day.
    pub latest_arrival_hour: Option<Int<1, 24>>,
    /// In which order (default price).
    pub sort_by: Option<OfferOrder>,
    /// How many offers to return at most (default 6).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

pub fn search_airports(_: &Flights, _: &Call, args: SearchAirports) -> Result<AirportList> {
    let found = |city: &&City| has_airport(city) && args.query.matches(gazetteer::names(city));
    let mut found: Vec<&City> = CITIES.iter().filter(found).collect();
    found.order_by_key(|city| city.name);
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    let airport = |city: &City| Airport {
        airport: city.airport.to_owned(),
        name: airport_name(city),
        city: city.name.to_owned(),
        country: city.country.to_owned(),
        time_zone: city.zone.name.to_owned(),
    };
    Ok(AirportList { airports: found.into_iter().map(airport).collect(), next_cursor })
}

pub fn search_flights(state: &Flights, call: &Call, args: SearchFlights) -> Result<OfferList> {
    let from = airport("origin_airport", &args.origin_airport.0)?;
    let to = airport("destination_airport", &args.destination_airport.0)?;
    if from == to {
        return Err(invalid("Argument `destination_airport`: it is the same as origin_airport."));
    }
    check_day("departure_date", args.departure_date, call)?;
    let ways = itineraries(from, to, args.departure_date);
    if ways.is_empty() {
        return Err(conflict(format!(
            "Nobody flies from {} to {} on {}. Try another day or a nearby airport.",
            from.airport, to.airport, args.departure_date
        )));
    }
    let fare = args.fare_class.unwrap_or(FareClass::Standard).fare();
    let fare = FARES.into_iter().find(|one| *one == fare).unwrap_or(fare);
    let passengers = args.passenger_count.map_or(1, |count| count.0);
    let offers = ways.into_iter().enumerate().map(|(place, flights)| {
        let terms = Terms { flights, fare, passengers, searched: call.now };
        state.offer(state.seal_offer(place, &terms), &terms)
    });
    let fits = |offer: &FlightOffer| {
        let (Some(first), Some(last)) = (offer.segments.first(), offer.segments.last()) else { return false };
        let early = args.earliest_departure_hour.is_none_or(|hour| first.departure.minute() >= hour.0 * 60);
        let same_day = last.arrival.day() <= first.departure.day();
        let late = args.latest_arrival_hour.is_none_or(|hour| same_day && last.arrival.minute() < hour.0 * 60);
        let ahead = first.departure.minutes_since(call.now) >= 60;
        early && late && ahead && args.max_stops.is_none_or(|most| offer.stops as i64 <= most.0)
    };
    let mut offers: Vec<FlightOffer> = offers.filter(fits).collect();
    match args.sort_by.unwrap_or(OfferOrder::Price) {
        OfferOrder::Price => offers.order_by_key(|offer| offer.total_price.minor()),
        OfferOrder::Duration => offers.order_by_key(|offer| offer.total_duration_minutes),
        OfferOrder::Departure => {}
    }
    let (offers, next_cursor) = page(offers, args.cursor, args.limit, 6);
    Ok(OfferList { offers, next_cursor })
}

/// The city with the airport that an argument names.
pub fn airport(argument: &str, code: &str) -> Result<&'static City> {
    by_airport(code).ok_or_else(|| {
        let code = shorten(code);
        ToolError::NotFound(format!(
            "Argument `{argument}`: no airport has the code {code}. Use search_airports to find codes."
        ))
    })
}

/// Whether a day can be booked.
pub fn check_day(argument: &str, day: Day, call: &Call) -> Result<()> {
    let today = call.now.day();
    if day < today {
        return Err(invalid(format!("Argument `{argument}`: {day} has passed; today is {today}.")));
    }
    let last = today.plus_days(HORIZON_DAYS);
    if day > last {
        return Err(invalid(format!("Argument `{argument}`: flights can be booked until {last} only.")));
    }
    Ok(())
}
