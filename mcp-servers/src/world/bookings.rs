//! What goes through the owner's accounts: salary, rent, bills, shopping, friends, orders and expenses paid back.

use super::World;
use super::atlas::CITIES;
use super::cast::Cast;
use super::ledger::{JOINT_CARD, Movement, Payee, Purse, Regular, Topic, Way, months_back};
use super::outlays::{ClaimStage, claims};
use super::places::{City, Venue, VenueKind};
use super::rates::Rates;
use super::spending::{SHOPPING, SUBSCRIPTIONS, TRANSFER_WORDS, TRANSPORT, UTILITIES};
use super::trade::{Stage, Trade};
use crate::kit::rng::Rng;
use crate::kit::{Currency, Day, Time};

/// Writes down what happened, month by month and day by day.
pub struct Book<'a> {
    pub world: &'a World,
    pub cast: &'a Cast,
    pub currency: &'static Currency,
    pub movements: Vec<Movement>,
    pub partner: Option<usize>,
}

impl Book<'_> {
    fn months(&self) -> i64 {
        self.world.scaled(3) as i64
    }

    fn first_day(&self) -> Day {
        let (year, month) = months_back(self.world.now.day(), self.months() - 1);
        Day::new(year, month, 1)
    }

    /// That day of each month.
    fn monthly(&self, day: i8) -> Vec<Day> {
        let of = |back| {
            let (year, month) = months_back(self.world.now.day(), back);
            Day::new(year, month, day)
        };
        (0..self.months()).rev().map(of).collect()
    }

    fn at(&self, day: Day, minute: i64) -> Time {
        self.world.now.at(day, minute)
    }

    fn household(&self) -> Purse {
        if self.partner.is_some() { Purse::Joint } else { Purse::Current }
    }

    fn add(&mut self, (purse, at): (Purse, Time), minor: i64, way: Way, topic: Topic, party: &str, words: String) {
        let (party, payee, card) = (party.to_owned(), None, None);
        self.movements.push(Movement { purse, at, minor, way, topic, party, words, payee, card });
    }

    fn card(&mut self, card: usize, at: Time, minor: i64, topic: Topic, party: String, words: String) {
        let (purse, way) = (if card == JOINT_CARD { Purse::Joint } else { Purse::Current }, Way::Card);
        self.movements.push(Movement {
            purse,
            at,
            minor: -minor,
            way,
            topic,
            party,
            words,
            payee: None,
            card: Some(card),
        });
    }

    /// A move between two of the owner's own accounts.
    fn between(&mut self, from: Purse, to: Purse, at: Time, minor: i64, words: &str) {
        let name = self.cast.owner.name();
        self.add((from, at), -minor, Way::OwnTransfer, Topic::Savings, &name, words.to_owned());
        self.add((to, at), minor, Way::OwnTransfer, Topic::Savings, &name, words.to_owned());
    }

    pub fn income(&mut self, rng: &mut Rng) {
        let salary = self.currency.from_euro_cents(rng.range(265, 460) * 1_000 + rng.range(0, 999));
        let (saved, interest) = (self.currency.price(rng.range(10, 45) * 1_000), rng.range(150, 900));
        let employer = self.cast.own_company().to_owned();
        for day in self.monthly(27) {
            let words = format!("Salary {} {}", day.month_name(), day.year());
            self.add((Purse::Current, self.at(day, 390)), salary, Way::Transfer, Topic::Income, &employer, words);
            self.between(Purse::Current, Purse::Savings, self.at(day.plus_days(1), 420), saved, "Savings plan");
            let share = self.currency.price(85_000);
            if let Some(partner) = self.partner {
                self.between(Purse::Current, Purse::Joint, self.at(day.plus_days(1), 430), share, "Household share");
                let partner = self.cast.people[partner].name();
                let words = "Household share".to_owned();
                let at = self.at(day.plus_days(1), 615);
                self.add((Purse::Joint, at), share, Way::Transfer, Topic::Income, &partner, words);
            }
        }
        for day in self.monthly(28) {
            let words = format!("Interest {}", day.month_name());
            let minor = self.currency.from_euro_cents(interest).max(1);
            self.add((Purse::Savings, self.at(day, 1_380)), minor, Way::Interest, Topic::Income, "Interest", words);
        }
    }

    pub fn regulars(&mut self, regulars: &[Regular], payees: &[Payee]) {
        for (nth, regular) in regulars.iter().enumerate() {
            for day in self.monthly(regular.day) {
                let words = match regular.topic {
                    Topic::Housing => format!("{}, {}", regular.words, day.month_name()),
                    _ => regular.words.clone(),
                };
                let at = self.at(day, 360 + nth as i64);
                let party = &payees[regular.payee].name;
                self.add((Purse::Current, at), -regular.minor, Way::StandingOrder, regular.topic, party, words);
                if let Some(last) = self.movements.last_mut() {
                    last.payee = Some(regular.payee);
                }
            }
        }
    }

    pub fn bills(&mut self, rng: &mut Rng) {
        let household = self.household();
        for (index, (party, what, low, high)) in UTILITIES.into_iter().enumerate() {
            let minor = self.currency.price(rng.range(low, high) / 10 * 10);
            let customer = rng.range(100_000, 999_999);
            for day in self.monthly(3 + 2 * index as i8) {
                let words = format!("{what} {}, customer {customer}", day.month_name());
                let at = self.at(day, 375 + index as i64);
                self.add((household, at), -minor, Way::DirectDebit, Topic::Utilities, party, words);
            }
        }
        let gym = self.venue(VenueKind::Gym, 0);
        for (index, (party, cents)) in rng.some(&SUBSCRIPTIONS, 3).into_iter().enumerate() {
            let minor = self.currency.price(cents);
            for day in self.monthly(8 + 4 * index as i8) {
                self.card(
                    1,
                    self.at(day, 130 + index as i64),
                    minor,
                    Topic::Subscriptions,
                    party.to_owned(),
                    "Monthly plan".to_owned(),
                );
            }
        }
        let minor = self.currency.price(rng.range(24, 59) * 100);
        for day in self.monthly(2) {
            let words = format!("Membership {}", day.month_name());
            self.add((Purse::Current, self.at(day, 380)), -minor, Way::DirectDebit, Topic::Leisure, &gym, words);
        }
    }

    /// What a person buys on the way.
    pub fn days(&mut self, rng: &mut Rng) {
        let days = self.world.now.day().since(self.first_day());
        let household = self.household();
        for offset in 0..=days {
            let day = self.first_day().plus_days(offset);
            if offset % 4 == 1 {
                let (shop, cents) = (self.venue(VenueKind::Supermarket, rng.index(3)), rng.range(1_800, 9_400));
                let minor = self.currency.from_euro_cents(cents).max(1);
                let (at, words) = (self.at(day, rng.range(600, 1_180)), "Groceries".to_owned());
                let card = if household == Purse::Joint { JOINT_CARD } else { 0 };
                self.card(card, at, minor, Topic::Groceries, shop, words);
            }
            if !rng.chance(34) {
                continue;
            }
            let at = self.at(day, rng.range(480, 1_260));
            let (topic, party, low, high) = match rng.range(0, 9) {
                0..=3 => (Topic::EatingOut, self.venue(VenueKind::Cafe, rng.index(4)), 320, 1_450),
                4..=5 => (Topic::EatingOut, self.venue(VenueKind::Restaurant, rng.index(5)), 1_600, 7_800),
                6 => (Topic::Transport, rng.pick(&TRANSPORT).to_owned(), 240, 6_400),
                7 => (Topic::Shopping, rng.pick(&SHOPPING).to_owned(), 900, 12_900),
                8 => (Topic::Health, self.venue(VenueKind::Pharmacy, 0), 490, 3_900),
                _ => (Topic::Leisure, self.venue(VenueKind::Cinema, rng.index(2)), 900, 3_400),
            };
            let minor = self.currency.from_euro_cents(rng.range(low, high)).max(1);
            self.card(usize::from(rng.chance(35)), at, minor, topic, party, "Card payment".to_owned());
        }
        for day in self.monthly(16) {
            let words = format!("Cash machine, {}", self.cast.owner.city);
            self.add(
                (Purse::Current, self.at(day, 760)),
                -self.currency.price(10_000),
                Way::Cash,
                Topic::Cash,
                "Cash machine",
                words,
            );
        }
    }

    pub fn friends(&mut self, rng: &mut Rng, payees: &[Payee]) {
        let known: Vec<usize> = (2..payees.len()).filter(|payee| payees[*payee].contact.is_some()).collect();
        for day in self.monthly(19) {
            let payee = known[rng.index(known.len())];
            let minor = self.currency.price(rng.range(12, 160) * 50);
            let (words, party) = (rng.pick(&TRANSFER_WORDS).to_owned(), payees[payee].name.clone());
            let at = self.at(day.plus_days(rng.range(-12, 6)), rng.range(600, 1_300));
            let sent = rng.chance(65);
            let minor = if sent { -minor } else { minor };
            self.add((Purse::Current, at), minor, Way::Transfer, Topic::People, &party, words);
            if let Some(last) = self.movements.last_mut() {
                last.payee = Some(payee);
            }
        }
    }

    /// Orders at the shop were paid with the credit card; cancelled ones came back.
    pub fn orders(&mut self, trade: &Trade) {
        let first = self.first_day();
        for order in trade.orders.iter().filter(|order| order.placed.day() >= first) {
            let (party, total) = (trade.shop.to_owned(), order.total());
            self.card(1, order.placed, total, Topic::Shopping, party.clone(), format!("Order {}", order.number));
            if order.stage == Stage::Cancelled {
                let words = format!("Refund of order {}", order.number);
                self.card(1, order.placed.plus_days(3), -total, Topic::Shopping, party, words);
            }
        }
    }

    /// The company pays expenses back.
    pub fn claims(&mut self, trade: &Trade) {
        let rates = Rates::of(self.world);
        let employer = self.cast.own_company().to_owned();
        for claim in claims(self.world, self.cast, trade).iter().filter(|claim| claim.who.is_none()) {
            let Some(at) = claim.paid.filter(|_| claim.stage == ClaimStage::Reimbursed) else { continue };
            let words = format!("Expenses {}", claim.number);
            let total = claim.total(&rates, self.currency);
            if at.day() >= self.first_day() {
                self.add((Purse::Current, at), total, Way::Transfer, Topic::Work, &employer, words);
            }
        }
    }

    fn venue(&self, kind: VenueKind, index: usize) -> String {
        let city = City::find(self.cast.owner.city).unwrap_or(&CITIES[0]);
        Venue::of(self.world, city, kind, index).name
    }
}
