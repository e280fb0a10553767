//! The world that all servers agree on. Each piece has a stream of its own, made from the seed and a label, so a server
//! generates the pieces it needs and they fit those that another server generates by itself.

pub mod accounts;
pub mod addresses;
pub mod agenda;
pub mod airways;
pub mod atlas;
pub mod billing;
pub mod bookings;
pub mod budgets;
pub mod cast;
pub mod changes;
pub mod chatter;
pub mod clients;
pub mod climate;
pub mod code;
pub mod defects;
pub mod delivery;
pub mod drafts;
pub mod drift;
pub mod failures;
pub mod family;
pub mod firms;
pub mod fleet;
pub mod gazetteer;
pub mod goods;
pub mod holidays;
pub mod house;
pub mod household;
pub mod incidents;
pub mod journeys;
pub mod ledger;
pub mod letters;
pub mod lodging;
pub mod manuals;
pub mod market;
pub mod names;
pub mod outlays;
pub mod papers;
pub mod places;
pub mod post;
pub mod railways;
pub mod rates;
pub mod rentals;
pub mod rota;
pub mod scaffold;
pub mod seal;
pub mod software;
pub mod spending;
pub mod staff;
pub mod texts;
pub mod todo;
pub mod topics;
pub mod trade;
pub mod venues;
pub mod works;

use serde::Deserialize;

use crate::kit::Time;
use crate::kit::ids;
use crate::kit::rng::Rng;

/// How much there is of everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Size {
    /// Enough for a task, small enough to fork cheaply.
    #[default]
    Small,
    /// Ten times that, for search and paging.
    Large,
}

/// What the world is made from.
#[derive(Debug, Clone, Copy)]
pub struct World {
    pub seed: u64,
    pub now: Time,
    pub size: Size,
}

impl World {
    /// The stream of one piece.
    pub fn rng(&self, label: &str, index: usize) -> Rng {
        Rng::new(self.seed, label, index as u64)
    }

    /// The handle of a thing of the world: the same on every server that names it.
    pub fn id(&self, kind: &str, index: usize) -> String {
        ids::handle(self.seed, kind, index as u64)
    }

    /// A count of the small world at this world's size.
    pub fn scaled(&self, small: usize) -> usize {
        match self.size {
            Size::Small => small,
            Size::Large => small * 10,
        }
    }
}

/// Puts words into the slots of a template: `{name}` for each pair. Other slots stay, for a second filling.
pub fn fill(template: &str, slots: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(template.len() + 64);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (slot, tail) = after.split_once('}').unwrap_or((after, ""));
        match slots.iter().find(|(name, _)| *name == slot) {
            Some((_, word)) => text.push_str(word),
            None => text.extend(["{", slot, "}"]),
        }
        rest = tail;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn slots_are_filled_and_unknown_ones_stay() {
        assert_eq!(fill("Hi {a}, {b}!", &[("a", "Dana")]), "Hi Dana, {b}!");
    }
}
