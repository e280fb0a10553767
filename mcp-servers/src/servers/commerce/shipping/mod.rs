//! A carrier aggregator: addresses, rates that expire, labels, pickups and parcels on their way.

mod addresses;
mod customs;
mod data;
mod labels;
mod pickups;
mod rates;
mod tracking;
mod types;

use serde::Serialize;

use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Currency, Money, Noun, Table};
use crate::world::World;
use crate::world::addresses::ShippingAddress;
use types::{Customs, Label, Parcel, Pickup, Rate};

const ADDRESS: Noun = Noun { name: "shipping address", finder: "list_shipping_addresses" };
const RATE: Noun = Noun { name: "rate", finder: "get_shipping_rates" };
const LABEL: Noun = Noun { name: "label", finder: "list_parcels" };
const CUSTOMS: Noun = Noun { name: "customs declaration", finder: "create_customs_declaration" };

/// The user's account with the aggregator.
#[derive(Debug, Clone, Serialize)]
pub struct Shipping {
    addresses: Table<ShippingAddress>,
    /// Prepaid, in the smallest unit of the currency.
    balance: i64,
    currency: String,
    customs_declarations: Table<Customs>,
    /// Where parcels start where nothing else is said.
    home_id: String,
    labels: Table<Label>,
    parcels: Table<Parcel>,
    pickups: Table<Pickup>,
    rates: Table<Rate>,
}

impl Server for Shipping {
    const NAME: &'static str = "shipping";
    const TITLE: &'static str = "Shipping";
    const DESCRIPTION: &'static str = "A carrier aggregator: checks addresses, compares rates, buys and voids labels, orders pickups and tracks parcels.";
    const INSTRUCTIONS: &'static str = "To send a parcel: find or validate the address, get_shipping_rates, then buy_shipping_label with a rate_id within 15 minutes. \
        Across a customs border create_customs_declaration first. Parcels of the user's shop orders can be tracked here too.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("list_shipping_addresses", addresses::list_shipping_addresses),
            write("validate_address", addresses::validate_address).idempotent(),
            write("get_shipping_rates", rates::get_shipping_rates),
            write("create_customs_declaration", customs::create_customs_declaration),
            write("buy_shipping_label", labels::buy_shipping_label),
            write("void_shipping_label", labels::void_shipping_label).destructive(),
            write("schedule_carrier_pickup", pickups::schedule_carrier_pickup),
            read("list_parcels", tracking::list_parcels),
            read("track_parcel", tracking::track_parcel),
        ]
    }
}

impl Shipping {
    fn currency(&self) -> &'static Currency {
        Currency::of(&self.currency)
    }

    fn money(&self, minor: i64) -> Money {
        self.currency().money(minor)
    }
}

/// Countries between which goods pass without customs.
const UNION: [&str; 16] = [
    "Germany", "France", "Spain", "Italy", "Poland", "Sweden", "Czechia", "Netherlands", "Greece", "Austria",
    "Portugal", "Ireland", "Denmark", "Finland", "Hungary", "Romania",
];

/// Whether a parcel between two countries is declared to customs.
fn crosses_border(from: &str, to: &str) -> bool {
    from != to && !(UNION.contains(&from) && UNION.contains(&to))
}
