//! The tools that tell how far it is and how to get there.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Maps;
use super::points::Spot;
use super::types::*;
use crate::kit::ids::fnv;
use crate::kit::{Call, Text, Time, ToolError, When, invalid, not_allowed};
use crate::world::atlas::STREETS;
use crate::world::names::LOCALES;

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct RouteStep {
    /// What to do.
    pub instruction: String,
    /// Length of the step in metres.
    pub distance_metres: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Route {
    /// Where the route begins.
    pub origin_address: String,
    /// Where it ends.
    pub destination_address: String,
    /// How one travels.
    pub mode: TravelMode,
    /// Length of the route in metres.
    pub distance_metres: i64,
    /// How long it takes in minutes.
    pub duration_minutes: i64,
    /// When one departs.
    pub departure_time: Time,
    /// When one arrives, by the clocks of the destination.
    pub arrival_time: Time,
    /// The way, step by step.
    pub steps: Vec<RouteStep>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TravelTime {
    /// Id of the destination.
    pub place_id: String,
    /// Name of the destination.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Length of the route in metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance_metres: Option<i64>,
    /// How long it takes in minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_minutes: Option<i64>,
    /// Why there is no route.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TravelTimes {
    /// Where all routes begin.
    pub origin_address: String,
    /// The destinations in the order they were named.
    pub destinations: Vec<TravelTime>,
}

/// Returns the way between two places or addresses with distance, duration, arrival time and steps. Fails where the mode cannot go that far.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetRoute {
    /// Id of the place where the route begins; or give origin_address.
    pub origin_place_id: Option<String>,
    /// Address where the route begins.
    #[schemars(example = &"Berlin", example = &"Milano")]
    pub origin_address: Option<Text<200>>,
    /// Id of the place where the route ends; or give destination_address.
    pub destination_place_id: Option<String>,
    /// Address where the route ends.
    #[schemars(example = &"Hamburg", example = &"Torino")]
    pub destination_address: Option<Text<200>>,
    /// How to travel (default driving).
    pub mode: Option<TravelMode>,
    /// When to depart (default now).
    pub depart_at: Option<When>,
}

/// Compares distance and duration from one origin to several places at once. Destinations that cannot be reached are reported one by one.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetTravelTimes {
    /// Id of the place where all routes begin; or give origin_address.
    pub origin_place_id: Option<String>,
    /// Address where all routes begin.
    #[schemars(example = &"Berlin")]
    pub origin_address: Option<Text<200>>,
    /// Ids of the places to go to, 1 to 20.
    #[schemars(length(min = 1, max = 20))]
    pub destination_place_ids: Vec<String>,
    /// How to travel (default walking).
    pub mode: Option<TravelMode>,
}

pub fn get_route(maps: &Maps, call: &Call, args: GetRoute) -> Result<Route> {
    let text = |text: &Option<Text<200>>| text.as_ref().map(|text| text.0.clone());
    let (from, to) = (text(&args.origin_address), text(&args.destination_address));
    let origin = maps.spot(call.now, args.origin_place_id.as_deref(), from.as_deref(), "origin")?;
    let destination = maps.spot(call.now, args.destination_place_id.as_deref(), to.as_deref(), "destination")?;
    if origin.at == destination.at {
        return Err(invalid(format!(
            "The route begins and ends at {}, so there is no way to go. Name another destination.",
            origin.name
        )));
    }
    let mode = args.mode.unwrap_or(TravelMode::Driving);
    let departure = args.depart_at.map_or(call.now, |when| call.now.resolve(when));
    let (distance_metres, duration_minutes) = travel(&origin, &destination, mode)?;
    Ok(Route {
        origin_address: origin.address(),
        destination_address: destination.address(),
        mode,
        distance_metres,
        duration_minutes,
        departure_time: origin.city.zone.show(departure),
        arrival_time: destination.city.zone.show(departure.plus_minutes(duration_minutes)),
        steps: steps(&origin, &destination, mode, distance_metres),
    })
}

pub fn get_travel_times(maps: &Maps, call: &Call, args: GetTravelTimes) -> Result<TravelTimes> {
    let from = args.origin_address.map(|text| text.0);
    let origin = maps.spot(call.now, args.origin_place_id.as_deref(), from.as_deref(), "origin")?;
    if !(1..=20).contains(&args.destination_place_ids.len()) {
        return Err(invalid("Argument `destination_place_ids`: name 1 to 20 places."));
    }
    let mode = args.mode.unwrap_or(TravelMode::Walking);
    let one = |place_id: String| {
        let spot = maps.spot_of_place(call.now, &place_id).ok();
        let unknown = || ToolError::NotFound("Maps know no such place.".to_owned());
        let way = spot.as_ref().ok_or_else(unknown).and_then(|spot| travel(&origin, spot, mode));
        TravelTime {
            name: spot.as_ref().map(|spot| spot.name.clone()),
            place_id,
            distance_metres: way.as_ref().ok().map(|way| way.0),
            duration_minutes: way.as_ref().ok().map(|way| way.1),
            problem: way.err().map(|error| error.to_string()),
        }
    };
    Ok(TravelTimes {
        origin_address: origin.address(),
        destinations: args.destination_place_ids.into_iter().map(one).collect(),
    })
}

/// Metres and minutes: the crow's way and a detour, at the speed of the mode.
fn travel(from: &Spot, to: &Spot, mode: TravelMode) -> Result<(i64, i64)> {
    let straight = from.kilometres(to);
    let (detour, most, name) = match mode {
        TravelMode::Walking => (1.25, 40.0, "walk"),
        TravelMode::Cycling => (1.3, 150.0, "cycle"),
        TravelMode::Driving => (1.35, 2_500.0, "drive"),
        TravelMode::Transit => (1.3, 1_500.0, "go by public transport"),
    };
    if straight > most {
        return Err(not_allowed(format!(
            "It is {} km from {} to {} as the crow flies, too far to {name}. Choose another mode or a flight.",
            straight.round() as i64,
            from.name,
            to.name
        )));
    }
    if from.at == to.at {
        return Ok((0, 0));
    }
    let way = straight * detour;
    let hours = match mode {
        TravelMode::Walking => way / 4.8,
        TravelMode::Cycling => way / 16.0,
        // The first and the last kilometres lead through towns.
        TravelMode::Driving => way.min(12.0) / 26.0 + (way - 12.0).max(0.0) / 92.0 + 0.05,
        TravelMode::Transit => way.min(15.0) / 18.0 + (way - 15.0).max(0.0) / 105.0 + 0.15,
    };
    Ok(((way * 1_000.0).round() as i64, ((hours * 60.0).ceil() as i64).max(1)))
}

fn steps(from: &Spot, to: &Spot, mode: TravelMode, metres: i64) -> Vec<RouteStep> {
    let step = |instruction: String, share: i64| RouteStep { instruction, distance_metres: metres * share / 100 };
    let heading = heading(from.at, to.at);
    let (first, last) = (street(from, to, 1), street(to, from, 2));
    let arrive = format!("Arrive at {}", to.name);
    let mut steps = match mode {
        TravelMode::Transit if from.city.name == to.city.name => {
            let line = fnv(first) % 28 + 1;
            vec![
                step(format!("Walk to the stop {first}"), 8),
                step(format!("Take line {line} {heading} to the stop {last}"), 84),
                step(format!("Walk from {last}"), 8),
            ]
        }
        TravelMode::Transit => vec![
            step(format!("Go to the main station of {}", from.city.name), 2),
            step(format!("Take the train to {}", to.city.name), 95),
            step(format!("Go on from the main station of {}", to.city.name), 3),
        ],
        _ if from.city.name == to.city.name => vec![
            step(format!("Head {heading} on {first}"), 35),
            step(format!("Turn onto {}", street(from, to, 3)), 40),
            step(format!("Continue on {last}"), 20),
        ],
        _ => vec![
            step(format!("Head {heading} on {first} out of {}", from.city.name), 3),
            step(format!("Follow the main road to {}", to.city.name), 93),
            step(format!("Continue on {last}"), 3),
        ],
    };
    let rest = metres - steps.iter().map(|step| step.distance_metres).sum::<i64>();
    if let Some(last) = steps.last_mut() {
        last.distance_metres += rest;
    }
    steps.push(RouteStep { instruction: arrive, distance_metres: 0 });
    steps
}

/// A street near a point, the same for the same two points.
fn street(near: &Spot, other: &Spot, salt: u64) -> &'static str {
    let locale = LOCALES.iter().find(|locale| locale.country == near.city.country);
    let streets = locale.map_or(&STREETS[..], |locale| locale.streets);
    let place = fnv(&format!("{} {} {salt}", near.address(), other.address())) % streets.len().max(1) as u64;
    streets.get(place as usize).copied().unwrap_or("the main street")
}

fn heading(from: (f64, f64), to: (f64, f64)) -> &'static str {
    const WINDS: [&str; 8] = ["north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"];
    let (dy, dx) = (to.0 - from.0, (to.1 - from.1) * from.0.to_radians().cos());
    let eighth = (dx.atan2(dy).to_degrees().rem_euclid(360.0) / 45.0).round() as usize % 8;
    WINDS[eighth]
}
