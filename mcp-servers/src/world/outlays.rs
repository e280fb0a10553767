//! Expense claims at the owner's company: trips to clients and small purchases, the owner's and those of colleagues.

use super::World;
use super::atlas::CITIES;
use super::cast::{Cast, Role};
use super::places::{City, Venue, VenueKind};
use super::rates::Rates;
use super::trade::{Stage, Trade};
use crate::kit::rng::Rng;
use crate::kit::{Currency, Day, Ordered, Time};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spend {
    Lodging,
    Meals,
    Airfare,
    Rail,
    Taxi,
    Mileage,
    OfficeSupplies,
    Entertainment,
    Training,
    Phone,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimStage {
    Draft,
    Submitted,
    Approved,
    Reimbursed,
    Rejected,
}

/// One thing paid for.
#[derive(Debug, Clone)]
pub struct Outlay {
    pub spend: Spend,
    pub day: Day,
    pub minor: i64,
    pub currency: &'static Currency,
    pub merchant: String,
    pub text: String,
    pub has_receipt: bool,
    /// Index of the shop order that it was.
    pub order: Option<usize>,
    /// Contacts who were invited.
    pub guests: Vec<usize>,
}

#[derive(Debug, Clone)]
pub struct Claim {
    /// What people call it: `EXP-1042`.
    pub number: String,
    /// Index of the colleague; nobody is the owner.
    pub who: Option<usize>,
    pub title: String,
    pub project: Option<usize>,
    pub stage: ClaimStage,
    pub created: Time,
    pub submitted: Option<Time>,
    pub decided: Option<Time>,
    /// When the money arrived.
    pub paid: Option<Time>,
    pub reason: Option<&'static str>,
    pub outlays: Vec<Outlay>,
}

impl Claim {
    /// What the company owes for it.
    pub fn total(&self, rates: &Rates, home: &'static Currency) -> i64 {
        self.outlays.iter().map(|outlay| rates.convert(outlay.minor, outlay.currency, home, outlay.day)).sum()
    }
}

/// Who decides about the owner's claims: index of a colleague.
pub fn manager(cast: &Cast) -> usize {
    cast.with_role(Role::Colleague).first().copied().unwrap_or(0)
}

const AIRLINES: [&str; 8] =
    ["Skylark Air", "Borealis", "Meridian Airways", "Alta Air", "Blue Heron", "Windrose", "Crosswind", "Aero Sol"];
const RAILWAYS: [&str; 5] = ["National Rail Link", "Intercity Direct", "RailOne", "Swift Trains", "Northern Line"];
const TAXIS: [&str; 6] = ["Citycab", "Ridewell", "Taxi Central", "Green Cab", "Airport Shuttle", "Quickride"];
const COURSES: [(&str, &str); 8] = [
    ("Negotiation basics, one day", "Claremont Academy"),
    ("Data protection refresher", "Privacy School"),
    ("Facilitation workshop", "Open Table Learning"),
    ("Cloud security course", "Northgate Training"),
    ("Presenting with confidence", "Stagecraft"),
    ("Project finance for leads", "Ledger Institute"),
    ("Conference ticket, industry day", "Forum Events"),
    ("Accessibility certificate", "Inclusive Design School"),
];
const REASONS: [&str; 5] = [
    "The hotel receipt is missing; please add it and submit again.",
    "Please name the guests of the dinner.",
    "The taxi rides need a word on why the train was no option.",
    "Two meals are above the daily limit without an explanation.",
    "Please split private and business nights.",
];

/// All claims: the owner's first, then those of colleagues.
pub fn claims(world: &World, cast: &Cast, trade: &Trade) -> Vec<Claim> {
    let desk = Desk { world, cast, trade };
    let (own, others) = (world.scaled(4), world.scaled(6));
    let mut claims: Vec<Claim> = (0..own + others).map(|index| desk.claim(index, own)).collect();
    // Numbers are given in the order in which reports were begun.
    let mut order: Vec<usize> = (0..claims.len()).collect();
    order.order_by_key(|index| claims[*index].created);
    let first = world.rng("claim numbers", 0).range(300, 4_000);
    for (nth, index) in order.into_iter().enumerate() {
        claims[index].number = format!("EXP-{}", first + nth as i64);
    }
    claims
}

struct Desk<'a> {
    world: &'a World,
    cast: &'a Cast,
    trade: &'a Trade,
}

impl Desk<'_> {
    fn claim(&self, index: usize, own: usize) -> Claim {
        let mut rng = self.world.rng("claim", index);
        let colleagues = self.cast.with_role(Role::Colleague);
        let (who, stage) = if index < own {
            let stages = [ClaimStage::Reimbursed, ClaimStage::Draft, ClaimStage::Submitted, ClaimStage::Rejected];
            (None, stages[index % 4])
        } else {
            let nth = index - own;
            let stages = [
                ClaimStage::Submitted,
                ClaimStage::Submitted,
                ClaimStage::Approved,
                ClaimStage::Submitted,
                ClaimStage::Reimbursed,
                ClaimStage::Rejected,
            ];
            // The manager's own claims go elsewhere.
            (Some(colleagues[1 + nth % (colleagues.len().max(2) - 1)]), stages[nth % 6])
        };
        let age = match stage {
            ClaimStage::Draft => rng.range(4, 9),
            ClaimStage::Submitted => rng.range(8, 18),
            ClaimStage::Approved => rng.range(16, 26),
            ClaimStage::Rejected => rng.range(18, 32),
            ClaimStage::Reimbursed => rng.range(28, 60),
        };
        let first = self.world.now.day().plus_days(-age);
        // Trips begin on a Monday or a Tuesday.
        let first = first.plus_days(-(first.weekday() as i64 - 1).max(0));
        let (title, project, mut outlays) = match index % 5 {
            2 => self.purchases(&mut rng, first, who.is_none()),
            _ => self.trip(&mut rng, first, who),
        };
        // Something is missing in some, so that policies have something to say.
        if matches!(stage, ClaimStage::Draft) || rng.chance(30) {
            let nth = rng.index(outlays.len());
            if let Some(outlay) = outlays.get_mut(nth) {
                outlay.has_receipt = false;
            }
        }
        let created = self.world.now.at(first.plus_days(3), rng.range(540, 1_020));
        let after = |time: Time, days, rng: &mut Rng| {
            let day = time.day().plus_days(days);
            let day = if day.is_weekend() { day.plus_days(2) } else { day };
            self.world.now.at(day, rng.range(540, 1_020))
        };
        let submitted = (stage != ClaimStage::Draft).then(|| after(created, 1, &mut rng));
        let is_decided = !matches!(stage, ClaimStage::Draft | ClaimStage::Submitted);
        let decided = submitted.filter(|_| is_decided).map(|time| after(time, 3, &mut rng));
        let paid = decided.filter(|_| stage == ClaimStage::Reimbursed).map(|time| after(time, 5, &mut rng));
        Claim {
            number: String::new(),
            who,
            title,
            project,
            stage,
            created,
            submitted,
            decided,
            paid,
            reason: (stage == ClaimStage::Rejected).then(|| rng.pick(&REASONS)),
            outlays,
        }
    }

    /// A visit to a client: the way, two or three nights, meals and a dinner.
    fn trip(&self, rng: &mut Rng, first: Day, who: Option<usize>) -> (String, Option<usize>, Vec<Outlay>) {
        let clients = self.cast.with_role(Role::Client);
        let client = clients[rng.index(clients.len())];
        let person = &self.cast.people[client];
        let company = person.company.unwrap_or(0);
        let from = City::find(self.cast.owner.city).unwrap_or(&CITIES[0]);
        let to = City::find(person.city).filter(|city| *city != from);
        let to = to.unwrap_or_else(|| &CITIES[(from.index() + 1 + rng.index(CITIES.len() - 1)) % CITIES.len()]);
        let (home, local) = (Currency::of(self.cast.locale.currency), to.currency());
        let nights = rng.range(1, 3);
        let km = from.distance_km(to) as i64;
        let mut outlays = Vec::new();
        let mut add = |spend, offset, currency: &'static Currency, cents, merchant: String, text: String| {
            outlays.push(Outlay {
                spend,
                day: first.plus_days(offset),
                minor: currency.price(cents),
                currency,
                merchant,
                text,
                has_receipt: true,
                order: None,
                guests: Vec::new(),
            });
        };
        let (spend, carrier, cents) = match km {
            ..700 => (Spend::Rail, rng.pick(&RAILWAYS), 3_000 + km * 14),
            _ => (Spend::Airfare, rng.pick(&AIRLINES), 7_000 + km * 9),
        };
        let way = format!("{} to {} and back", from.name, to.name);
        add(spend, 0, home, cents / 100 * 100 + rng.range(0, 40) * 50, carrier.to_owned(), way);
        let venue = |kind, rng: &mut Rng| Venue::of(self.world, to, kind, rng.index(6)).name;
        let hotel = venue(VenueKind::Hotel, rng);
        add(
            Spend::Lodging,
            nights,
            local,
            nights * rng.range(85, 175) * 100,
            hotel,
            format!("{nights} night{}", if nights == 1 { "" } else { "s" }),
        );
        let taxi = rng.pick(&TAXIS).to_owned();
        let text = format!("From the {} to the client", if spend == Spend::Rail { "station" } else { "airport" });
        add(Spend::Taxi, 0, local, rng.range(12, 48) * 100 + 50, taxi, text);
        for offset in 0..=nights.min(2) {
            let restaurant = venue(VenueKind::Restaurant, rng);
            add(Spend::Meals, offset, local, rng.range(14, 52) * 100 + 80, restaurant, "Meal on the trip".to_owned());
        }
        if who.is_none() || rng.chance(50) {
            let restaurant = venue(VenueKind::Restaurant, rng);
            let text = format!("Dinner with {}", person.name());
            add(Spend::Entertainment, 1, local, rng.range(70, 190) * 100, restaurant, text);
        }
        if let Some(dinner) = outlays.last_mut().filter(|outlay| outlay.spend == Spend::Entertainment) {
            dinner.guests = vec![client];
        }
        outlays.order_by_key(|outlay| outlay.day);
        let title = format!("Visit to {} in {}", self.cast.companies[company].name, to.name);
        let project = self.cast.projects.iter().position(|project| project.company == company);
        (title, project, outlays)
    }

    /// Things for the desk, among them an order of the owner's at the shop, and a course.
    fn purchases(&self, rng: &mut Rng, first: Day, own: bool) -> (String, Option<usize>, Vec<Outlay>) {
        let home = Currency::of(self.cast.locale.currency);
        let outlay = |spend, day, minor, merchant: &str, text: String, order| Outlay {
            spend,
            day,
            minor,
            currency: home,
            merchant: merchant.to_owned(),
            text,
            has_receipt: true,
            order,
            guests: Vec::new(),
        };
        let (course, school) = COURSES[rng.index(COURSES.len())];
        let fee = home.price(rng.range(120, 460) * 100);
        let mut outlays = vec![outlay(Spend::Training, first, fee, school, course.to_owned(), None)];
        let phone = home.price(rng.range(15, 45) * 100 + 99);
        let provider = rng.pick(&["Telvo", "Onda Mobile", "Clearline"]);
        outlays.push(outlay(
            Spend::Phone,
            first.plus_days(1),
            phone,
            provider,
            "Phone plan, business part".to_owned(),
            None,
        ));
        let bought = |order: &usize| {
            let order = &self.trade.orders[*order];
            order.stage == Stage::Delivered && order.placed.day() <= first.plus_days(2)
        };
        let order = (0..self.trade.orders.len()).filter(bought).find(|_| own);
        if let Some(index) = order {
            let order = &self.trade.orders[index];
            let text = format!("Order {}", order.number);
            outlays.push(outlay(
                Spend::OfficeSupplies,
                order.placed.day(),
                order.total(),
                self.trade.shop,
                text,
                Some(index),
            ));
        }
        (format!("Desk and learning, {}", first.month_name()), None, outlays)
    }
}
