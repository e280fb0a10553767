//! The five servers. Each folder holds a state with its types, its generated data and its tools.

pub mod calendar;
pub mod contacts;
pub mod files;
pub mod mail;
pub mod shop;

use serde_json::Value;

use crate::kit::server::{self, Server, Started};
use crate::world::World;

/// The names that `start` knows, in the order of the listing.
pub const NAMES: [&str; 5] =
    [contacts::Contacts::NAME, calendar::Calendar::NAME, mail::Mail::NAME, files::Files::NAME, shop::Shop::NAME];

/// Each server's entry in the module's description.
pub fn listings() -> Vec<Value> {
    vec![
        server::listing::<contacts::Contacts>(),
        server::listing::<calendar::Calendar>(),
        server::listing::<mail::Mail>(),
        server::listing::<files::Files>(),
        server::listing::<shop::Shop>(),
    ]
}

/// Starts a server by its name.
pub fn start(name: &str, world: &World) -> Option<Box<dyn Started>> {
    match name {
        contacts::Contacts::NAME => Some(server::start::<contacts::Contacts>(world)),
        calendar::Calendar::NAME => Some(server::start::<calendar::Calendar>(world)),
        mail::Mail::NAME => Some(server::start::<mail::Mail>(world)),
        files::Files::NAME => Some(server::start::<files::Files>(world)),
        shop::Shop::NAME => Some(server::start::<shop::Shop>(world)),
        _ => None,
    }
}
