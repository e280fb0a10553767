//! The tools that find stations and connections, which are sealed into handles that last an hour.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Trains;
use super::types::*;
use crate::kit::{
    Call, Cursor, Day, Int, Limit, Message, Money, Ordered, Query, Text, Time, ToolError, conflict, invalid, page,
    shorten,
};
use crate::world::atlas::CITIES;
use crate::world::gazetteer;
use crate::world::places::City;
use crate::world::railways::{self, Train, by_station, connections, has_station, station_code, station_name};
use crate::world::seal::Seal;

type Result<T> = std::result::Result<T, ToolError>;

/// Origin, destination, day, which of the day's ways, minute of the search.
const SEAL: Seal<5> = Seal { kind: "cnx", bits: [8, 8, 11, 4, 20] };
const VALID_MINUTES: i64 = 60;
const HORIZON_DAYS: i64 = 180;

#[derive(Debug, Serialize, JsonSchema)]
pub struct Station {
    /// Code of the station.
    pub station_code: String,
    /// Name of the station.
    pub name: String,
    /// City of the station.
    pub city: String,
    /// Country of the station.
    pub country: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct StationList {
    /// The stations found, by name.
    pub stations: Vec<Station>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// What one class costs one passenger.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TrainFare {
    /// Class of the coaches.
    pub travel_class: TravelClass,
    /// Whether the ticket binds to its trains.
    pub ticket_type: TicketType,
    /// Price for one passenger.
    pub price: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Connection {
    /// Id of the connection, to book it with.
    pub id: String,
    /// The trains, in order.
    pub legs: Vec<Leg>,
    /// How many times one changes trains.
    pub changes: usize,
    /// From the first departure to the last arrival, in minutes.
    pub total_duration_minutes: i64,
    /// What it costs, by class and type of ticket.
    pub fares: Vec<TrainFare>,
    /// Until when it can be booked at these prices.
    pub expires_at: Time,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ConnectionList {
    /// The connections found, by departure.
    pub connections: Vec<Connection>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Finds railway stations by city, country or name. Use it to get the codes that search_trains needs.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchStations {
    /// Words of the city, country or station; all must match.
    #[schemars(example = &"Berlin", example = &"Milan")]
    pub query: Query,
    /// How many stations to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Finds train connections between two stations on a day, with changes and fares. A connection can be booked for an hour. Fails if the cities are out of reach of each other.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchTrains {
    /// Code of the station to leave from.
    pub origin_station_code: Text<10>,
    /// Code of the station to go to.
    pub destination_station_code: Text<10>,
    /// Day of travel.
    pub travel_date: Day,
    /// Only trains that leave at this hour or later.
    pub earliest_departure_hour: Option<Int<0, 23>>,
    /// Only connections that arrive before this hour.
    pub latest_arrival_hour: Option<Int<1, 24>>,
    /// Only connections without a change (default false).
    pub direct_only: Option<bool>,
    /// How many connections to return at most (default 5).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Begins a conversation about a day in another city by train, there and back.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanDayByTrain {
    /// City to visit.
    city: Text<60>,
    /// Day of the visit, such as 2026-03-14.
    date: Option<Text<30>>,
}

pub fn search_stations(_: &Trains, _: &Call, args: SearchStations) -> Result<StationList> {
    let found = |city: &&City| {
        let name = station_name(city);
        args.query.matches(gazetteer::names(city).into_iter().chain([name.as_str()])) && has_station(city)
    };
    let mut found: Vec<&City> = CITIES.iter().filter(found).collect();
    found.order_by_key(|city| city.name);
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    let station = |city: &City| Station {
        station_code: station_code(city),
        name: station_name(city),
        city: city.name.to_owned(),
        country: city.country.to_owned(),
    };
    Ok(StationList { stations: found.into_iter().map(station).collect(), next_cursor })
}

pub fn search_trains(state: &Trains, call: &Call, args: SearchTrains) -> Result<ConnectionList> {
    let from = station("origin_station_code", &args.origin_station_code.0)?;
    let to = station("destination_station_code", &args.destination_station_code.0)?;
    if from == to {
        return Err(invalid("Argument `destination_station_code`: it is the same as origin_station_code."));
    }
    check_day(args.travel_date, call)?;
    let ways = connections(from, to, args.travel_date);
    if ways.is_empty() {
        return Err(conflict(format!(
            "No trains join {} and {}: they go up to 900 km, within a country or to a neighbouring one.",
            station_name(from),
            station_name(to)
        )));
    }
    let fits = |(_, way): &(usize, Vec<Train>)| {
        let (Some(first), Some(last)) = (way.first(), way.last()) else { return false };
        let same_day = last.arrival().day() == args.travel_date;
        first.departure().minutes_since(call.now) > 0
            && !(args.direct_only.unwrap_or(false) && way.len() > 1)
            && args.earliest_departure_hour.is_none_or(|hour| first.departure().minute() >= hour.0 * 60)
            && args.latest_arrival_hour.is_none_or(|hour| same_day && last.arrival().minute() < hour.0 * 60)
    };
    let found: Vec<(usize, Vec<Train>)> = ways.into_iter().enumerate().filter(fits).collect();
    let (found, next_cursor) = page(found, args.cursor, args.limit, 5);
    let connections = found.iter().map(|(place, way)| state.connection(*place, way, call.now)).collect();
    Ok(ConnectionList { connections, next_cursor })
}

pub fn plan_day_by_train(state: &Trains, now: Time, args: PlanDayByTrain) -> Result<Vec<Message>> {
    let city = crate::servers::travel::city("city", &args.city.0)?;
    let home = by_station(&state.home_station_code).map_or_else(|| "my home station".to_owned(), station_name);
    let day = args.date.map_or_else(|| "a day that suits".to_owned(), |date| date.0);
    Ok(vec![Message::User(format!(
        "I want to spend {day} in {} and come back the same evening, by train from {home} (station code {}). The station there is {} ({}). \
         It is {}. Find an early connection there and a late one back, compare saver and flexible fares of both classes, \
         tell me how many hours remain in the city, and ask before you book.",
        city.name,
        state.home_station_code,
        station_name(city),
        station_code(city),
        now.spoken(),
    ))])
}

/// Cities that a train reaches from home.
pub fn reachable_cities(state: &Trains) -> Vec<String> {
    let day = state.anchor.since.day();
    let home = by_station(&state.home_station_code);
    let reach = |city: &&City| home.is_none_or(|home| !Train::direct(home, to_static(city), day).is_empty());
    let mut names: Vec<String> = CITIES.iter().filter(reach).map(|city| city.name.to_owned()).collect();
    if names.is_empty() {
        names = CITIES.iter().filter(|city| has_station(city)).map(|city| city.name.to_owned()).collect();
    }
    names
}

fn to_static(city: &City) -> &'static City {
    CITIES.get(city.index()).unwrap_or(&CITIES[0])
}

/// The city whose station an argument names.
pub fn station(argument: &str, code: &str) -> Result<&'static City> {
    by_station(code).ok_or_else(|| {
        let code = shorten(code);
        ToolError::NotFound(format!(
            "Argument `{argument}`: no station has the code {code}. Use search_stations to find codes."
        ))
    })
}

pub fn check_day(day: Day, call: &Call) -> Result<()> {
    let (today, last) = (call.now.day(), call.now.day().plus_days(HORIZON_DAYS));
    if day < today {
        return Err(invalid(format!("Argument `travel_date`: {day} has passed; today is {today}.")));
    }
    if day > last {
        return Err(invalid(format!("Argument `travel_date`: trains can be booked until {last} only.")));
    }
    Ok(())
}

impl Trains {
    pub(super) fn connection(&self, place: usize, way: &[Train], now: Time) -> Connection {
        let (from, to, day) = match (way.first(), way.last()) {
            (Some(first), Some(last)) => (first.from.index(), last.to.index(), first.day),
            _ => (0, 0, now.day()),
        };
        let minute = self.anchor.minute(now);
        let fields = [from as u64, to as u64, self.anchor.day_field(day), place as u64, minute];
        let classes = [TravelClass::Second, TravelClass::First];
        let types = [TicketType::Saver, TicketType::Flexible];
        let fares = classes.into_iter().flat_map(|class| types.map(|kind| (class, kind)));
        let fare = |(travel_class, ticket_type)| TrainFare {
            travel_class,
            ticket_type,
            price: self.price(way, travel_class, ticket_type, now.day()),
        };
        Connection {
            id: SEAL.seal(self.anchor.seed, fields),
            legs: way.iter().map(|train| Leg::of(train, self.anchor.seed)).collect(),
            changes: way.len().saturating_sub(1),
            total_duration_minutes: railways::total_minutes(way),
            fares: fares.map(fare).collect(),
            expires_at: now.plus_minutes(VALID_MINUTES),
        }
    }

    pub(super) fn price(&self, way: &[Train], class: TravelClass, kind: TicketType, booked: Day) -> Money {
        let (first, flexible) = (class == TravelClass::First, kind == TicketType::Flexible);
        self.money(railways::price_cents(self.anchor.seed, way, first, flexible, booked))
    }

    /// The trains of a connection that can still be booked, and the day of its prices.
    pub(super) fn open_connection(&self, connection_id: &str, now: Time) -> Result<(Vec<Train>, Day)> {
        let missing = || {
            let id = shorten(connection_id);
            ToolError::NotFound(format!("No connection has the id {id}. Use search_trains to find connections."))
        };
        let [from, to, day, place, minute] = SEAL.open(self.anchor.seed, connection_id).ok_or_else(missing)?;
        let (from, to) = (CITIES.get(from as usize).ok_or_else(missing)?, CITIES.get(to as usize).ok_or_else(missing)?);
        let ways = connections(from, to, self.anchor.day(day));
        let way = ways.into_iter().nth(place as usize).ok_or_else(missing)?;
        let searched = self.anchor.time(minute);
        let expired = searched.plus_minutes(VALID_MINUTES);
        if expired < now {
            let expired = expired.spoken();
            return Err(conflict(format!("The connection expired on {expired}. Search again with search_trains.")));
        }
        if way.first().is_none_or(|train| train.departure().minutes_since(now) < 0) {
            return Err(conflict("The first train has left. Search for a later one with search_trains."));
        }
        Ok((way, searched.day()))
    }
}
