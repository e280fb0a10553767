//! What the owner's company bills its clients: customers with their terms, and invoices in every state.

use super::World;
use super::accounts::country_code;
use super::cast::{Cast, Role};
use super::places::City;
use crate::kit::rng::Rng;
use crate::kit::{Currency, Day};

/// Tax on services by country, in tenths of a percent: the usual rate and the reduced one.
const TAXES: [(&str, i64, i64); 18] = [
    ("United Kingdom", 200, 50),
    ("United States", 0, 0),
    ("Germany", 190, 70),
    ("France", 200, 55),
    ("Spain", 210, 100),
    ("Italy", 220, 100),
    ("Poland", 230, 80),
    ("Türkiye", 200, 100),
    ("Vietnam", 100, 50),
    ("Nigeria", 75, 0),
    ("India", 180, 50),
    ("Japan", 100, 80),
    ("Sweden", 250, 120),
    ("Brazil", 50, 20),
    ("Czechia", 210, 120),
    ("Netherlands", 210, 90),
    ("Greece", 240, 130),
    ("Kenya", 160, 80),
];

/// Tenths of a percent: the usual rate and the reduced one.
pub fn taxes(country: &str) -> (i64, i64) {
    TAXES.iter().find(|(name, ..)| *name == country).map_or((200, 50), |(_, usual, reduced)| (*usual, *reduced))
}

/// What hundredths of a measure cost.
pub fn net(quantity: i64, price: i64) -> i64 {
    (quantity * price + 50) / 100
}

/// The tax on a net sum.
pub fn tax(net: i64, tenths: i64) -> i64 {
    (net * tenths + 500) / 1_000
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    Hour,
    Day,
    Piece,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Draft,
    Open,
    PartlyPaid,
    Paid,
    Void,
}

/// A client company as the books know it.
#[derive(Debug, Clone)]
pub struct Customer {
    /// Index of the company.
    pub company: usize,
    /// Index of the contact who gets the invoices.
    pub person: Option<usize>,
    pub address: String,
    pub country: &'static str,
    pub tax_number: String,
    pub terms_days: i64,
}

#[derive(Debug, Clone)]
pub struct Line {
    pub words: String,
    /// In hundredths of the measure.
    pub quantity: i64,
    pub measure: Measure,
    pub price: i64,
    pub reduced_tax: bool,
}

#[derive(Debug, Clone)]
pub struct Bill {
    /// Drafts have none.
    pub number: Option<String>,
    /// Index of the customer.
    pub customer: usize,
    pub project: Option<usize>,
    pub standing: Standing,
    pub issued: Day,
    pub due: Day,
    pub lines: Vec<Line>,
    pub payments: Vec<(Day, i64)>,
    pub reminders: Vec<Day>,
    pub void_reason: Option<&'static str>,
}

#[derive(Debug, Clone)]
pub struct Books {
    pub country: &'static str,
    pub currency: &'static Currency,
    /// Tenths of a percent: the usual rate and the reduced one.
    pub taxes: (i64, i64),
    pub customers: Vec<Customer>,
    /// Oldest first.
    pub bills: Vec<Bill>,
    pub next_number: i64,
}

/// Work with its measure and the range of its price in euro cents.
const WORK: [(&str, Measure, i64, i64); 16] = [
    ("Discovery workshop", Measure::Day, 78_000, 125_000),
    ("Design work", Measure::Day, 64_000, 98_000),
    ("Implementation", Measure::Day, 72_000, 110_000),
    ("Project management", Measure::Hour, 8_500, 13_500),
    ("Consulting", Measure::Hour, 9_500, 16_000),
    ("Support retainer, {month}", Measure::Piece, 60_000, 240_000),
    ("Training day", Measure::Day, 95_000, 160_000),
    ("User research sessions", Measure::Piece, 18_000, 42_000),
    ("Licence, {month}", Measure::Piece, 12_000, 90_000),
    ("Data migration", Measure::Hour, 9_000, 14_000),
    ("Quality review", Measure::Hour, 8_000, 12_500),
    ("Translation of the materials", Measure::Piece, 25_000, 80_000),
    ("Prototype", Measure::Piece, 180_000, 520_000),
    ("On-site visit", Measure::Day, 88_000, 130_000),
    ("Documentation", Measure::Hour, 7_000, 11_000),
    ("Printed handbooks", Measure::Piece, 1_800, 4_500),
];
const VOID_REASONS: [&str; 4] = [
    "Billed to the wrong company.", "Sent twice by mistake.", "The work was postponed by the client.",
    "Replaced by a corrected invoice.",
];
/// Before an invoice is overdue for so long, nobody has reminded.
const PATIENCE: i64 = 10;

impl Books {
    pub fn generate(world: &World, cast: &Cast) -> Self {
        let mut rng = world.rng("books", 0);
        let currency = Currency::of(cast.locale.currency);
        let customers: Vec<Customer> = (1..cast.companies.len()).map(|index| customer(world, cast, index)).collect();
        let count = world.scaled(14);
        let mut number = rng.range(700, 8_000);
        let mut bills = Vec::new();
        for index in 0..count {
            let mut bill = Desk { world, cast, currency, customers: &customers }.bill(index, count);
            if bill.standing != Standing::Draft {
                bill.number = Some(format!("INV-{number:05}"));
                number += 1;
            }
            bills.push(bill);
        }
        let mut books = Self {
            country: cast.locale.country,
            currency,
            taxes: taxes(cast.locale.country),
            customers,
            bills,
            next_number: number,
        };
        books.pay();
        books
    }

    /// Tenths of a percent on a line: customers abroad account for the tax themselves.
    pub fn tax(&self, bill: &Bill, line: &Line) -> i64 {
        match (self.customers[bill.customer].country == self.country, line.reduced_tax) {
            (false, _) => 0,
            (true, true) => self.taxes.1,
            (true, false) => self.taxes.0,
        }
    }

    pub fn total(&self, bill: &Bill) -> i64 {
        bill.lines
            .iter()
            .map(|line| net(line.quantity, line.price))
            .zip(bill.lines.iter().map(|line| self.tax(bill, line)))
            .map(|(net, tenths)| net + tax(net, tenths))
            .sum()
    }

    /// Fills in what the payments came to.
    fn pay(&mut self) {
        let totals: Vec<i64> = self.bills.iter().map(|bill| self.total(bill)).collect();
        for (bill, total) in self.bills.iter_mut().zip(totals) {
            for (_, share) in &mut bill.payments {
                *share = total * *share / 100;
            }
        }
    }
}

fn customer(world: &World, cast: &Cast, company: usize) -> Customer {
    let mut rng = world.rng("customer", company);
    let person = cast.with_role(Role::Client).into_iter().find(|person| cast.people[*person].company == Some(company));
    let city = person.map_or(cast.owner.city, |person| cast.people[person].city);
    let locale = super::names::LOCALES.iter().find(|locale| locale.cities.contains(&city)).unwrap_or(cast.locale);
    let country = City::find(city).map_or(cast.locale.country, |city| city.country);
    let letters = country_code(country).unwrap_or("EU");
    Customer {
        company,
        person,
        address: format!("{} {}, {city}, {country}", rng.pick(locale.streets), rng.range(1, 140)),
        country,
        tax_number: format!("{}{}", letters, rng.range(100_000_000, 999_999_999)),
        terms_days: [14, 30, 30, 45][rng.index(4)],
    }
}

struct Desk<'a> {
    world: &'a World,
    cast: &'a Cast,
    currency: &'static Currency,
    customers: &'a [Customer],
}

impl Desk<'_> {
    /// Bill number `index` of `count`, the last ones being drafts.
    fn bill(&self, index: usize, count: usize) -> Bill {
        let mut rng = self.world.rng("bill", index);
        let today = self.world.now.day();
        let (nth, left) = (rng.index(self.customers.len()), (count - index) as i64);
        let customer = &self.customers[nth];
        let issued = working_day(today.plus_days(24 - left * 9 - rng.range(0, 5)));
        let due = issued.plus_days(customer.terms_days);
        let late = today.since(due);
        let standing = match index % 7 {
            _ if left <= 2 => Standing::Draft,
            3 if late > 0 => Standing::Open,
            5 => Standing::PartlyPaid,
            6 if left > 5 => Standing::Void,
            4 if late > 0 => Standing::Open,
            _ if late > 0 => Standing::Paid,
            _ => Standing::Open,
        };
        let mut payment =
            |share| (working_day(today.min(due.plus_days(-rng.range(1, 12)).max(issued.plus_days(3)))), share);
        let payments = match standing {
            Standing::Paid => vec![payment(100)],
            Standing::PartlyPaid => vec![payment(40)],
            _ => Vec::new(),
        };
        let unpaid = matches!(standing, Standing::Open | Standing::PartlyPaid);
        let reminders =
            (1..=2).map(|step| due.plus_days(step * PATIENCE)).filter(|day| unpaid && *day < today.plus_days(-3));
        let lines = self.lines(&mut rng, issued);
        let projects = (0..self.cast.projects.len()).filter(|at| self.cast.projects[*at].company == customer.company);
        let projects: Vec<usize> = projects.collect();
        Bill {
            number: None,
            customer: nth,
            project: projects.get(rng.index(projects.len())).copied(),
            standing,
            issued: if standing == Standing::Draft { today.plus_days(-rng.range(0, 4)) } else { issued },
            due,
            lines,
            payments,
            reminders: reminders.collect(),
            void_reason: (standing == Standing::Void).then(|| rng.pick(&VOID_REASONS)),
        }
    }

    fn lines(&self, rng: &mut Rng, issued: Day) -> Vec<Line> {
        let count = rng.range(1, 3) as usize;
        let month = issued.plus_days(-20).month_name();
        let line = |(words, measure, low, high): (&str, Measure, i64, i64), rng: &mut Rng| Line {
            words: words.replace("{month}", month),
            quantity: match measure {
                Measure::Hour => rng.range(6, 96) * 50,
                Measure::Day => rng.range(2, 18) * 50,
                Measure::Piece if high < 10_000 => rng.range(10, 60) * 100,
                Measure::Piece => rng.range(1, 2) * 100,
            },
            measure,
            price: self.currency.price(rng.range(low, high) / 500 * 500),
            reduced_tax: words.starts_with("Printed"),
        };
        rng.some(&WORK, count).into_iter().map(|work| line(work, rng)).collect()
    }
}

fn working_day(day: Day) -> Day {
    if day.is_weekend() { day.plus_days(-2) } else { day }
}
