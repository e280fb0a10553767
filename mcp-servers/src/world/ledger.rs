//! The owner's accounts, and what has gone through them in the last months.

use super::World;
use super::accounts::{AccountNumber, BANKS, account_number, has_iban};
use super::addresses::own_addresses;
use super::bookings::Book;
use super::cast::{Cast, Person, Role};
use super::places::City;
use super::trade::Trade;
use crate::kit::rng::Rng;
use crate::kit::{Currency, Day, Ordered, Time};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purse {
    Current,
    Savings,
    /// With one of the family.
    Joint,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Card,
    Transfer,
    StandingOrder,
    DirectDebit,
    OwnTransfer,
    Cash,
    Interest,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    Income,
    Housing,
    Utilities,
    Groceries,
    EatingOut,
    Shopping,
    Transport,
    Health,
    Leisure,
    Subscriptions,
    Savings,
    People,
    Cash,
    Work,
}

/// One booking on one account.
#[derive(Debug, Clone)]
pub struct Movement {
    pub purse: Purse,
    pub at: Time,
    /// Below zero where money goes out.
    pub minor: i64,
    pub way: Way,
    pub topic: Topic,
    pub party: String,
    pub words: String,
    /// Index of the payee.
    pub payee: Option<usize>,
    /// Index of the card.
    pub card: Option<usize>,
}

/// Somebody the owner pays by transfer.
#[derive(Debug, Clone)]
pub struct Payee {
    pub name: String,
    pub country: &'static str,
    pub account: AccountNumber,
    pub bank: &'static str,
    /// Index of the contact.
    pub contact: Option<usize>,
    pub added: Day,
}

/// A regular transfer.
#[derive(Debug, Clone)]
pub struct Regular {
    pub payee: usize,
    pub minor: i64,
    pub day: i8,
    pub words: String,
    pub topic: Topic,
}

#[derive(Debug, Clone)]
pub struct Card {
    pub network: &'static str,
    pub last_digits: String,
    pub is_credit: bool,
    pub purse: Purse,
}

#[derive(Debug, Clone)]
pub struct Ledger {
    pub bank: &'static str,
    pub currency: &'static Currency,
    /// The purses with their numbers and what was in them before the first movement.
    pub purses: Vec<(Purse, AccountNumber, i64)>,
    /// Index of the contact who shares the joint account.
    pub partner: Option<usize>,
    pub payees: Vec<Payee>,
    pub regulars: Vec<Regular>,
    pub cards: Vec<Card>,
    /// By time.
    pub movements: Vec<Movement>,
}

/// The days before now on which card payments are not booked yet.
pub const PENDING_DAYS: i64 = 2;

impl Ledger {
    pub fn generate(world: &World, cast: &Cast, trade: &Trade) -> Self {
        let mut rng = world.rng("ledger", 0);
        let currency = Currency::of(cast.locale.currency);
        let family = cast.with_role(Role::Family);
        let partner = family.first().copied().filter(|_| rng.chance(60));
        let payees = payees(world, cast, &mut rng);
        let [home, _] = own_addresses(world, cast);
        let regular = |payee, cents, day, words: String, topic| Regular {
            payee,
            minor: currency.price(cents),
            day,
            words,
            topic,
        };
        let regulars = vec![
            regular(0, rng.range(62, 124) * 1_000, 1, format!("Rent, {}", home.street), Topic::Housing),
            regular(1, rng.range(8, 30) * 1_000, 5, "Monthly investment".to_owned(), Topic::Savings),
            regular(
                2,
                rng.range(2, 8) * 1_000,
                12,
                rng.pick(&["Pocket money", "For the course", "Shared car"]).to_owned(),
                Topic::People,
            ),
        ];
        let bank = rng.pick(&BANKS);
        let cards = cards(world, &mut rng, partner.is_some());
        let mut book = Book { world, cast, currency, movements: Vec::new(), partner };
        book.income(&mut rng);
        book.regulars(&regulars, &payees);
        book.bills(&mut rng);
        book.days(&mut rng);
        book.friends(&mut rng, &payees);
        book.orders(trade);
        book.claims(trade);
        let mut movements = book.movements;
        movements.retain(|movement| movement.at < world.now);
        movements.order_by_key(|movement| movement.at);
        let kinds = [Some(Purse::Current), Some(Purse::Savings), partner.map(|_| Purse::Joint)];
        let purses = kinds.into_iter().flatten().map(|purse| {
            let opening = opening(&mut rng, currency, purse, &movements);
            (purse, account_number(&mut rng, bank, cast.locale.country), opening)
        });
        let purses = purses.collect();
        Self { bank, currency, purses, partner, payees, regulars, cards, movements }
    }
}

/// Year and month that lie so many months back.
pub fn months_back(day: Day, months: i64) -> (i16, i8) {
    let count = i64::from(day.year()) * 12 + i64::from(day.month()) - 1 - months;
    (count.div_euclid(12) as i16, (count.rem_euclid(12) + 1) as i8)
}

/// Index of the card of the joint account, where there is one.
pub const JOINT_CARD: usize = 2;

/// The credit card is the one that the shop knows.
fn cards(world: &World, rng: &mut Rng, with_joint: bool) -> Vec<Card> {
    let mut shop = world.rng("payments", 0);
    let credit = Card {
        network: shop.pick(&["Visa", "Mastercard", "Amex"]),
        last_digits: format!("{:04}", shop.range(0, 9_999)),
        is_credit: true,
        purse: Purse::Current,
    };
    let mut debit = |purse| Card {
        network: rng.pick(&["Visa", "Mastercard"]),
        last_digits: format!("{:04}", rng.range(0, 9_999)),
        is_credit: false,
        purse,
    };
    let mut cards = vec![debit(Purse::Current), credit];
    cards.extend(with_joint.then(|| debit(Purse::Joint)));
    cards
}

/// The landlord, the broker and one of the family first, who get money every month, then others.
fn payees(world: &World, cast: &Cast, rng: &mut Rng) -> Vec<Payee> {
    let country = cast.locale.country;
    let today = world.now.day();
    let landlord =
        format!("{} {}", rng.pick(cast.locale.family), rng.pick(&["Property", "Homes", "Estates", "Housing"]));
    let mut payee = |name: String, country: &'static str, contact: Option<usize>| {
        let bank = rng.pick(&BANKS);
        let (account, added) = (account_number(rng, bank, country), today.plus_days(-rng.range(200, 900)));
        Payee { name, country, account, bank, contact, added }
    };
    let mut payees = vec![payee(landlord, country, None), payee("Harbourline Brokerage".to_owned(), country, None)];
    let mut people = cast.with_role(Role::Family);
    people.extend(cast.with_role(Role::Friend));
    for index in people.into_iter().take(world.scaled(5)) {
        let person = &cast.people[index];
        payees.push(payee(person.name(), country_of(person, country), Some(index)));
    }
    payees.push(payee(format!("Tax Office {}", cast.owner.city), country, None));
    payees
}

/// Where somebody banks: at home, where the city's country has no IBANs and is not the owner's.
fn country_of(person: &Person, home: &'static str) -> &'static str {
    let country = City::find(person.city).map_or(home, |city| city.country);
    if has_iban(country) { country } else { home }
}

fn opening(rng: &mut Rng, currency: &Currency, purse: Purse, movements: &[Movement]) -> i64 {
    let (mut sum, mut lowest) = (0, 0);
    for movement in movements.iter().filter(|movement| movement.purse == purse) {
        sum += movement.minor;
        lowest = lowest.min(sum);
    }
    let spare = match purse {
        Purse::Current => rng.range(300, 1_900),
        Purse::Savings => rng.range(1_500, 14_000),
        Purse::Joint => rng.range(150, 900),
    };
    // Down to the smallest unit, for balances are not round.
    currency.from_euro_cents(spare * 100 + rng.range(0, 99)) - lowest
}
