//! Getting somewhere, staying there, and the weather.

pub mod flights;
pub mod hotels;

use crate::kit::server::Entry;
use crate::kit::{ToolError, shorten};
use crate::world::gazetteer;
use crate::world::places::City;

pub const SERVERS: [Entry; 2] = [Entry::of::<flights::Flights>(), Entry::of::<hotels::Hotels>()];

/// The city that an argument names.
fn city(argument: &str, name: &str) -> Result<&'static City, ToolError> {
    gazetteer::find(name).ok_or_else(|| {
        ToolError::NotFound(format!(
            "Argument `{argument}`: no city is known as {}. Write its name as on a map, without the country.",
            shorten(name)
        ))
    })
}
