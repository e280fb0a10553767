//! The tools that find hotels and describe them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Hotels;
use super::rates::{Request, check_dates};
use super::types::RatePlan;
use crate::kit::{Call, Cursor, Day, Decimal, Int, Limit, Money, Ordered, Query, Text, Time, ToolError, counted, page};
use crate::servers::travel::city;
use crate::world::lodging::{self, Hotel, PLANS, Plan, ROOMS};
use crate::world::places::distance_km;

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct HotelSummary {
    /// Id of the hotel.
    pub id: String,
    /// Name of the hotel.
    pub name: String,
    /// Official stars, 1 to 5.
    pub stars: i64,
    /// Average of the guests' ratings, 1 to 5.
    pub rating: f64,
    /// Street and city.
    pub address: String,
    /// Kilometres from the centre of the city.
    pub distance_to_centre_km: f64,
    /// Average price of a night of the cheapest fitting rate.
    pub price_per_night: Money,
    /// Price of the whole stay at that rate.
    pub total_price: Money,
    /// Kind of room of that rate.
    pub room_type: String,
    /// What that rate includes.
    pub rate_plan: RatePlan,
    /// How many such rooms are left.
    pub rooms_left: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct HotelList {
    /// The hotels found, in the wanted order.
    pub hotels: Vec<HotelSummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct RoomType {
    /// Kind of room.
    pub room_type: String,
    /// Beds in it.
    pub beds: String,
    /// How many people it sleeps.
    pub sleeps: i64,
    /// Size in square metres.
    pub square_metres: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct HotelDetails {
    /// Id of the hotel.
    pub id: String,
    /// Name of the hotel.
    pub name: String,
    /// Official stars, 1 to 5.
    pub stars: i64,
    /// Average of the guests' ratings, 1 to 5.
    pub rating: f64,
    /// Street and city.
    pub address: String,
    /// City of the hotel.
    pub city: String,
    /// Telephone number of the reception.
    pub phone: String,
    /// Latitude in degrees.
    pub latitude: f64,
    /// Longitude in degrees.
    pub longitude: f64,
    /// What the hotel offers.
    pub amenities: Vec<String>,
    /// Kinds of rooms.
    pub rooms: Vec<RoomType>,
    /// Earliest check-in by the local clock.
    pub check_in_from: String,
    /// Latest check-out by the local clock.
    pub check_out_by: String,
    /// Rule for cancelling flexible rates.
    pub cancellation_policy: String,
    /// What the user noted, if the hotel is on the wish list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub saved_note: Option<String>,
    /// When the user saved it, if it is on the wish list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub saved_at: Option<Time>,
}

/// How hotels are sorted.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HotelOrder {
    Price,
    Rating,
    DistanceToCentre,
}

/// Finds hotels of a city with a free room for dates and guests, each with its cheapest fitting rate. Use get_room_rates for all rates of one hotel.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchHotels {
    /// Name of the city.
    #[schemars(example = &"Lisbon", example = &"Wien")]
    pub city: Text<60>,
    /// Day of arrival.
    pub check_in_date: Day,
    /// Day of departure, 30 nights later at most.
    pub check_out_date: Day,
    /// How many people stay in one room (default 1).
    pub guest_count: Option<Int<1, 4>>,
    /// Words of the name or of what the hotel offers; all must match.
    pub query: Option<Query>,
    /// Only hotels that cost at most this much a night, in the currency of the city.
    pub max_price_per_night: Option<Decimal>,
    /// Only hotels with at least so many stars.
    pub min_stars: Option<Int<1, 5>>,
    /// Only hotels that guests rate so well, 1 to 5.
    #[schemars(range(min = 1.0, max = 5.0))]
    pub min_rating: Option<f64>,
    /// Only rates with breakfast (default false).
    pub breakfast_included: Option<bool>,
    /// Only rates that can be cancelled free (default false).
    pub free_cancellation: Option<bool>,
    /// In which order (default price).
    pub sort_by: Option<HotelOrder>,
    /// How many hotels to return at most (default 6).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Returns one hotel with address, amenities, kinds of rooms, times and the rule for cancelling.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetHotel {
    /// Id of the hotel.
    pub hotel_id: String,
}

pub fn search_hotels(state: &Hotels, call: &Call, args: SearchHotels) -> Result<HotelList> {
    let city = city("city", &args.city.0)?;
    let guests = args.guest_count.map_or(1, |count| count.0);
    let nights = check_dates(call, args.check_in_date, args.check_out_date)?;
    let most = args.max_price_per_night.map(|price| price.minor(city.currency(), "max_price_per_night")).transpose()?;
    let plans = PLANS.into_iter().filter(|plan| match plan {
        Plan::Saver => !args.breakfast_included.unwrap_or(false) && !args.free_cancellation.unwrap_or(false),
        Plan::Flexible => !args.breakfast_included.unwrap_or(false),
        Plan::Breakfast => true,
    });
    let plans: Vec<Plan> = plans.collect();
    let world = state.anchor.world();
    let mut found = Vec::new();
    for index in 0..lodging::count(city) {
        let hotel = Hotel::of(&world, city, index);
        let texts = [hotel.venue.name.as_str()].into_iter().chain(hotel.amenities.iter().copied());
        let rating = hotel.venue.rating as f64 / 10.0;
        let fits = args.min_stars.is_none_or(|stars| hotel.stars >= stars.0)
            && args.min_rating.is_none_or(|least| rating >= least)
            && args.query.as_ref().is_none_or(|query| query.matches(texts));
        if !fits {
            continue;
        }
        let request = Request { check_in: args.check_in_date, nights, guests };
        let rates = (0..ROOMS.len()).flat_map(|room| plans.iter().map(move |plan| (room, *plan)));
        let priced = rates.filter_map(|(room, plan)| {
            let left = state.rooms_left(&hotel, room, request, None);
            (left > 0).then(|| (state.total(&hotel, room, plan, request), room, plan, left))
        });
        let Some((total, room, plan, left)) = priced.min_by_key(|(total, ..)| *total) else { continue };
        if most.is_some_and(|most| total / nights > most) {
            continue;
        }
        let currency = city.currency();
        let venue = &hotel.venue;
        found.push(HotelSummary {
            id: state.hotel_id(&hotel),
            name: venue.name.clone(),
            stars: hotel.stars,
            rating,
            address: venue.address(),
            distance_to_centre_km: centre_km(&hotel),
            price_per_night: currency.money(total / nights),
            total_price: currency.money(total),
            room_type: ROOMS[room].name.to_owned(),
            rate_plan: RatePlan::of(plan),
            rooms_left: left,
        });
    }
    match args.sort_by.unwrap_or(HotelOrder::Price) {
        HotelOrder::Price => found.order_by_key(|hotel| hotel.total_price.minor()),
        HotelOrder::Rating => found.order_by(|a, b| b.rating.total_cmp(&a.rating)),
        HotelOrder::DistanceToCentre => {
            found.order_by(|a, b| a.distance_to_centre_km.total_cmp(&b.distance_to_centre_km));
        }
    }
    let (hotels, next_cursor) = page(found, args.cursor, args.limit, 6);
    Ok(HotelList { hotels, next_cursor })
}

pub fn get_hotel(state: &Hotels, _: &Call, args: GetHotel) -> Result<HotelDetails> {
    let hotel = state.hotel(&args.hotel_id)?;
    let saved = state.saved_hotels.get(&args.hotel_id);
    let venue = &hotel.venue;
    let room = |room: &lodging::Room| RoomType {
        room_type: room.name.to_owned(),
        beds: room.beds.to_owned(),
        sleeps: room.sleeps,
        square_metres: room.square_metres,
    };
    let clock = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
    Ok(HotelDetails {
        name: venue.name.clone(),
        stars: hotel.stars,
        rating: venue.rating as f64 / 10.0,
        address: venue.address(),
        city: hotel.city().name.to_owned(),
        phone: venue.phone.clone(),
        latitude: venue.latitude,
        longitude: venue.longitude,
        amenities: hotel.amenities.iter().map(|amenity| (*amenity).to_owned()).collect(),
        rooms: ROOMS.iter().map(room).collect(),
        check_in_from: clock(hotel.check_in_from),
        check_out_by: clock(hotel.check_out_by),
        cancellation_policy: format!(
            "Flexible rates: free until 18:00, {} before arrival; later the first night is charged. Saver rates: never paid back.",
            counted(hotel.free_until_days, "day")
        ),
        saved_note: saved.and_then(|saved| saved.note.clone()),
        saved_at: saved.map(|saved| saved.saved_at),
        id: args.hotel_id,
    })
}

/// To one digit.
fn centre_km(hotel: &Hotel) -> f64 {
    let (venue, city) = (&hotel.venue, hotel.city());
    let km = distance_km((venue.latitude, venue.longitude), (city.latitude, city.longitude));
    (km * 10.0).round() / 10.0
}
