//! Addresses that parcels are sent to, and the owner's two: every server knows the same doors.

use schemars::JsonSchema;
use serde::Serialize;

use super::World;
use super::cast::Cast;

/// An address that carriers deliver to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ShippingAddress {
    /// Id of the address.
    pub id: String,
    /// Name on the parcel.
    pub recipient: String,
    /// Street and number.
    pub street: String,
    /// City as its country writes it.
    pub city: String,
    /// Country.
    pub country: String,
}

impl ShippingAddress {
    /// Where it is, without the name.
    pub fn place(&self) -> String {
        format!("{}, {}, {}", self.street, self.city, self.country)
    }
}

/// The owner's home, and the office.
pub fn own_addresses(world: &World, cast: &Cast) -> [ShippingAddress; 2] {
    let mut rng = world.rng("addresses", 0);
    let mut address = |index: usize, recipient: String| ShippingAddress {
        id: world.id("adr", index),
        recipient,
        street: format!("{} {}", rng.pick(cast.locale.streets), rng.range(1, 140)),
        city: cast.owner.city.to_owned(),
        country: cast.locale.country.to_owned(),
    };
    let name = cast.owner.name();
    [address(0, name.clone()), address(1, format!("{name}, {}", cast.own_company()))]
}
