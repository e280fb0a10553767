//! The servers by family. Each folder holds a state with its types, its generated data and its tools.

pub mod commerce;
pub mod engineering;
pub mod home;
pub mod knowledge;
pub mod money;
pub mod office;
pub mod operations;
pub mod personal;
pub mod showcase;
pub mod travel;
pub mod untidy;

use serde_json::Value;

use crate::kit::server::{Entry, Started};
use crate::world::World;

/// All servers, in the order of the listing.
pub fn all() -> impl Iterator<Item = &'static Entry> {
    let families: [&'static [Entry]; 11] = [
        &personal::SERVERS,
        &office::SERVERS,
        &commerce::SERVERS,
        &travel::SERVERS,
        &money::SERVERS,
        &engineering::SERVERS,
        &operations::SERVERS,
        &knowledge::SERVERS,
        &home::SERVERS,
        &untidy::SERVERS,
        &showcase::SERVERS,
    ];
    families.into_iter().flatten()
}

/// Each server's entry in the module's description.
pub fn listings() -> Vec<Value> {
    all().map(Entry::listing).collect()
}

/// Starts a server by its name.
pub fn start(name: &str, world: &World) -> Option<Box<dyn Started>> {
    all().find(|entry| entry.name == name).map(|entry| entry.start(world))
}
