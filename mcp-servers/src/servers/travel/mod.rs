//! Getting somewhere, staying there, and the weather.

pub mod cars;
pub mod flights;
pub mod hotels;
pub mod trains;
pub mod trips;
pub mod weather;

use crate::kit::server::Entry;
use crate::kit::{Time, ToolError, When, Zone, shorten};
use crate::world::gazetteer;
use crate::world::places::City;

pub const SERVERS: [Entry; 6] = [
    Entry::of::<flights::Flights>(),
    Entry::of::<hotels::Hotels>(),
    Entry::of::<trains::Trains>(),
    Entry::of::<cars::Cars>(),
    Entry::of::<trips::Trips>(),
    Entry::of::<weather::Weather>(),
];

/// The city that an argument names.
fn city(argument: &str, name: &str) -> Result<&'static City, ToolError> {
    gazetteer::find(name).ok_or_else(|| {
        ToolError::NotFound(format!(
            "Argument `{argument}`: no city is known as {}. Write its name as on a map, without the country.",
            shorten(name)
        ))
    })
}

/// Whether two spans of time have more than a moment in common.
fn overlap(one: (Time, Time), other: (Time, Time)) -> bool {
    one.0.minutes_since(other.1) < 0 && other.0.minutes_since(one.1) < 0
}

/// Whether a list shows a booking: one that is asked for by its number whatever its status, else those of the wanted status,
/// or of the usual ones.
fn is_listed<S: PartialEq>(by_number: bool, wanted: Option<S>, status: S, usual: &[S]) -> bool {
    wanted.map_or(by_number || usual.contains(&status), |wanted| status == wanted)
}

/// A caller's time as clocks of a place show it; without an offset it is taken as that place's own time.
fn local(zone: &Zone, now: Time, when: When) -> Time {
    let time = now.resolve(when);
    match when {
        When::Local(_) => zone.at(time.day(), time.minute()),
        When::Zoned(_) => zone.show(time),
    }
}
