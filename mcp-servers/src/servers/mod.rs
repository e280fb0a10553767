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

/// A family of servers whose data fit together, by its name.
pub type Family = (&'static str, &'static [Entry]);

/// All families, in the order of the listing.
pub const FAMILIES: [Family; 11] = [
    ("personal", &personal::SERVERS),
    ("office", &office::SERVERS),
    ("commerce", &commerce::SERVERS),
    ("travel", &travel::SERVERS),
    ("money", &money::SERVERS),
    ("engineering", &engineering::SERVERS),
    ("operations", &operations::SERVERS),
    ("knowledge", &knowledge::SERVERS),
    ("home", &home::SERVERS),
    ("untidy", &untidy::SERVERS),
    ("showcase", &showcase::SERVERS),
];

/// All servers, in the order of the listing.
pub fn all() -> impl Iterator<Item = &'static Entry> {
    FAMILIES.iter().flat_map(|(_, servers)| *servers)
}

/// Each server's entry in the module's description.
pub fn listings() -> Vec<Value> {
    all().map(Entry::listing).collect()
}

/// Starts a server by its name.
pub fn start(name: &str, world: &World) -> Option<Box<dyn Started>> {
    all().find(|entry| entry.name == name).map(|entry| entry.start(world))
}
