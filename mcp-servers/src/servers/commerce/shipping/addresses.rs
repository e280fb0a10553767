//! The tools for addresses.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Shipping;
use crate::kit::search::fold;
use crate::kit::{Call, Cursor, Limit, Ordered, Query, Text, ToolError, page};
use crate::world::addresses::ShippingAddress;
use crate::world::atlas::CITIES;
use crate::world::places::City;

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct AddressList {
    /// The addresses found, by recipient.
    pub addresses: Vec<ShippingAddress>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Validation {
    /// Whether carriers deliver there.
    pub deliverable: bool,
    /// The address as it was stored, if carriers deliver there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<ShippingAddress>,
    /// What was corrected.
    pub corrections: Vec<String>,
    /// What is wrong and must be mended first.
    pub problems: Vec<String>,
}

/// Finds stored addresses by recipient, street, city or country. Use it to get the id for get_shipping_rates.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListShippingAddresses {
    /// Words to search for; all of them must match. Without it all addresses are listed.
    pub query: Option<Query>,
    /// How many addresses to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Checks an address, corrects the spelling of city and country and stores it under an id if carriers deliver there; otherwise lists the problems.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ValidateAddress {
    /// Name on the parcel.
    pub recipient: Text<80>,
    /// Street and number.
    #[schemars(example = &"Station Road 12")]
    pub street: Text<120>,
    /// City.
    #[schemars(example = &"Wien")]
    pub city: Text<60>,
    /// Country in English; without it the city decides.
    pub country: Option<Text<60>>,
}

pub fn list_shipping_addresses(shipping: &Shipping, _: &Call, args: ListShippingAddresses) -> Result<AddressList> {
    let found = |one: &&ShippingAddress| {
        let texts = [&one.recipient, &one.street, &one.city, &one.country];
        args.query.as_ref().is_none_or(|query| query.matches(texts.into_iter().map(String::as_str)))
    };
    let mut found: Vec<&ShippingAddress> = shipping.addresses.values().filter(found).collect();
    found.order_by(|a, b| (&a.recipient, &a.id).cmp(&(&b.recipient, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    Ok(AddressList { addresses: found.into_iter().cloned().collect(), next_cursor })
}

pub fn validate_address(shipping: &mut Shipping, call: &mut Call, args: ValidateAddress) -> Result<Validation> {
    let mut problems = Vec::new();
    let mut corrections = Vec::new();
    if !args.street.0.chars().any(|c| c.is_ascii_digit()) {
        problems.push("The street has no house number.".to_owned());
    }
    let country = args.country.as_ref().map(|country| country.0.as_str());
    let city = CITIES
        .iter()
        .find(|city| same(city.name, &args.city.0) && country.is_none_or(|country| same(city.country, country)));
    match city {
        Some(city) => {
            if city.name != args.city.0 {
                corrections.push(format!("City: {} instead of {}.", city.name, args.city.0));
            }
            if country.is_some_and(|country| country != city.country) {
                corrections.push(format!("Country: {}.", city.country));
            }
        }
        None => problems.push(unknown_city(&args.city.0, country)),
    }
    let Some(city) = city.filter(|_| problems.is_empty()) else {
        return Ok(Validation { deliverable: false, address: None, corrections, problems });
    };
    let known = shipping
        .addresses
        .values()
        .find(|one| one.recipient == args.recipient.0 && one.street == args.street.0 && one.city == city.name);
    let address = known.cloned().unwrap_or_else(|| ShippingAddress {
        id: call.ids.mint("adr"),
        recipient: args.recipient.0,
        street: args.street.0,
        city: city.name.to_owned(),
        country: city.country.to_owned(),
    });
    shipping.addresses.insert(address.id.clone(), address.clone());
    Ok(Validation { deliverable: true, address: Some(address), corrections, problems })
}

fn unknown_city(name: &str, country: Option<&str>) -> String {
    let elsewhere = CITIES.iter().find(|city| same(city.name, name));
    let country = country.filter(|country| !country.is_empty());
    match (elsewhere, country) {
        (Some(city), Some(country)) => format!("{} lies in {} and not in {country}.", city.name, city.country),
        _ => format!("No carrier delivers to a city called {name}."),
    }
}

fn same(name: &str, written: &str) -> bool {
    name.chars().map(fold).eq(written.chars().map(fold))
}

/// The city of a stored address.
pub fn city_of(address: &ShippingAddress) -> &'static City {
    City::find(&address.city).unwrap_or(&CITIES[0])
}
