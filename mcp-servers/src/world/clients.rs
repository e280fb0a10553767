//! Who buys from the owner's company: the clients of the cast, further customers and prospects, and whom to talk to.

use std::collections::BTreeSet;

use super::World;
use super::atlas::CITIES;
use super::cast::{Cast, address_part};
use super::firms::{FIRM_SECOND, JOBS};
use super::names::LOCALES;
use super::places::City;
use crate::kit::rng::Rng;

/// A company that buys or may buy.
#[derive(Debug, Clone)]
pub struct Client {
    /// Index of its handle (`cmp`); for a company of the cast its index there.
    pub index: usize,
    pub name: String,
    pub domain: String,
    pub industry: &'static str,
    pub city: &'static City,
    pub street: String,
    pub employees: i64,
    /// Whether it has bought before.
    pub is_customer: bool,
    /// Never empty.
    pub people: Vec<Buyer>,
}

/// Somebody to talk to at a client.
#[derive(Debug, Clone)]
pub struct Buyer {
    /// The contact's id where it is somebody of the address book.
    pub id: String,
    pub name: String,
    pub email: String,
    pub phone: String,
    pub job: &'static str,
    /// Index into the cast's people.
    pub person: Option<usize>,
}

/// Buyers outside of the address book have the indices from here on.
const STRANGERS: usize = 100_000;

/// All clients: those of the cast first, the others alternately customers and prospects.
pub fn clients(world: &World, cast: &Cast) -> Vec<Client> {
    let mut names: BTreeSet<String> = cast.companies.iter().map(|company| company.name.clone()).collect();
    let known = (1..cast.companies.len()).map(|index| known(world, cast, index));
    let mut clients: Vec<Client> = known.collect();
    let first = cast.companies.len();
    for index in first..first + world.scaled(7) {
        let client = stranger(world, cast, index);
        if names.insert(client.name.clone()) {
            clients.push(client);
        }
    }
    clients
}

fn known(world: &World, cast: &Cast, index: usize) -> Client {
    let mut rng = world.rng("client", index);
    let company = &cast.companies[index];
    let people = cast.people.iter().enumerate().filter(|(_, person)| person.company == Some(index));
    let mut buyers: Vec<Buyer> = people
        .map(|(person, one)| Buyer {
            id: world.id("con", person),
            name: one.name(),
            email: one.email.clone(),
            phone: one.phone.clone(),
            job: one.job.unwrap_or("Office Manager"),
            person: Some(person),
        })
        .collect();
    let home = buyers.first().and_then(|buyer| buyer.person).map(|person| cast.people[person].city);
    let city = find(home.unwrap_or_else(|| rng.pick(cast.locale.cities)));
    if buyers.is_empty() {
        buyers.push(buyer(world, &mut rng, city, &company.domain, index));
    }
    Client {
        index,
        name: company.name.clone(),
        domain: company.domain.clone(),
        industry: industry(&company.name),
        city,
        street: street(&mut rng, city),
        employees: rng.range(3, 60) * 10,
        is_customer: true,
        people: buyers,
    }
}

fn stranger(world: &World, cast: &Cast, index: usize) -> Client {
    let mut rng = world.rng("client", index);
    let locale = if rng.chance(60) { cast.locale } else { &LOCALES[rng.index(LOCALES.len())] };
    let city = find(rng.pick(locale.cities));
    let second = rng.pick(&FIRM_SECOND);
    let first = rng.pick(locale.family);
    let domain = format!("{}{}.example", address_part(first), address_part(second));
    let people = vec![buyer(world, &mut rng, city, &domain, index)];
    Client {
        index,
        name: format!("{first} {second}"),
        domain,
        industry: second,
        city,
        street: street(&mut rng, city),
        employees: rng.range(1, 90) * 5,
        is_customer: index.is_multiple_of(2),
        people,
    }
}

fn buyer(world: &World, rng: &mut Rng, city: &City, domain: &str, index: usize) -> Buyer {
    let locale = LOCALES.iter().find(|locale| locale.country == city.country).unwrap_or(&LOCALES[0]);
    let (given, family) = (rng.pick(locale.given), rng.pick(locale.family));
    Buyer {
        id: world.id("con", STRANGERS + index),
        name: format!("{given} {family}"),
        email: format!("{}.{}@{domain}", address_part(given), address_part(family)),
        phone: format!("{} {:04}", locale.phone, rng.range(100, 9_899)),
        job: rng.pick(&JOBS),
        person: None,
    }
}

fn find(city: &str) -> &'static City {
    City::find(city).unwrap_or(&CITIES[0])
}

fn street(rng: &mut Rng, city: &City) -> String {
    let locale = LOCALES.iter().find(|locale| locale.country == city.country).unwrap_or(&LOCALES[0]);
    format!("{} {}", rng.pick(locale.streets), rng.range(1, 140))
}

/// What a company does, as its name says.
fn industry(name: &str) -> &'static str {
    FIRM_SECOND.iter().find(|second| name.ends_with(**second)).copied().unwrap_or("Consulting")
}
