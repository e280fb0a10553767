//! The rows as the world has them.

use super::Sql;
use super::eval::Row;
use super::value::{SCALE, Value};
use super::view::key_of;
use crate::kit::ids::number;
use crate::kit::{Currency, Day, Table};
use crate::world::World;
use crate::world::cast::{Cast, Person, Role};
use crate::world::names::LOCALES;

const NOTES: [&str; 26] = [
    "Kick-off with the customer", "Draft of the concept", "Review of the texts", "Data cleaned and imported",
    "Call about open questions", "Tests on the staging system", "Workshop prepared", "Workshop held",
    "Minutes written", "Design of the second page", "Bug in the export found", "Interviews with users",
    "Evaluation of the survey", "Training for the support team", "Slides for the board", "Handover to operations",
    "Travel to the customer", "Offer for the extension", "Translation checked", "Measurements repeated",
    "Contract read with legal", "Accessibility audit", "Forms rebuilt", "Planning of the next sprint",
    "Photos selected", "Numbers for the report",
];
const STATUSES: [&str; 4] = ["active", "active", "planned", "on_hold"];

pub fn generate(world: &World) -> Sql {
    let cast = Cast::generate(world);
    let currency = Currency::of(cast.locale.currency);
    let clerk = Clerk { world, cast: &cast, currency, staff: staff(&cast) };
    Sql {
        customers: table((1..cast.companies.len()).map(|company| clerk.customer(company))),
        employees: table((0..clerk.staff.len()).map(|place| clerk.employee(place))),
        orders: table((0..world.scaled(18)).map(|index| clerk.order(index))),
        pending: Table::new(),
        projects: table((0..cast.projects.len()).map(|project| clerk.project(project))),
        time_entries: table((0..world.scaled(60)).map(|index| clerk.time_entry(index))),
        transactions: Table::new(),
    }
}

/// Rows with their ids put before them, from 1 on.
fn table(rows: impl Iterator<Item = Row>) -> Table<Row> {
    let row = |(index, row): (usize, Row)| {
        let id = index as i64 + 1;
        (key_of(id), [Value::Integer(id)].into_iter().chain(row).collect())
    };
    rows.enumerate().map(row).collect()
}

/// The owner first, then the colleagues.
fn staff(cast: &Cast) -> Vec<&Person> {
    let colleagues = cast.with_role(Role::Colleague).into_iter().map(|person| &cast.people[person]);
    std::iter::once(&cast.owner).chain(colleagues).collect()
}

struct Clerk<'a> {
    world: &'a World,
    cast: &'a Cast,
    currency: &'static Currency,
    staff: Vec<&'a Person>,
}

fn day(day: Day) -> Value {
    Value::Text(day.to_string())
}

impl Clerk<'_> {
    /// A price in the company's currency.
    fn price(&self, euro_cents: i64) -> Value {
        let minor = self.currency.price(euro_cents);
        Value::Decimal(minor * SCALE / self.currency.amount(0).scale())
    }

    fn ago(&self, days: i64) -> Day {
        self.world.now.day().plus_days(-days)
    }

    fn customer(&self, company: usize) -> Row {
        let mut rng = self.world.rng("sql customer", company);
        let contact = self.cast.people.iter().find(|person| person.company == Some(company));
        let locale = &LOCALES[rng.index(LOCALES.len())];
        let city = contact.map_or_else(|| rng.pick(locale.cities), |contact| contact.city);
        let country =
            LOCALES.iter().find(|locale| locale.cities.contains(&city)).map_or(locale.country, |one| one.country);
        let firm = &self.cast.companies[company];
        vec![
            Value::text(firm.name.as_str()),
            Value::text(firm.domain.as_str()),
            Value::text(city),
            Value::text(country),
            contact.map_or(Value::Null, |contact| Value::Text(contact.name())),
            contact.map_or(Value::Null, |contact| Value::text(contact.email.as_str())),
            day(self.ago(rng.range(200, 3_000))),
        ]
    }

    fn employee(&self, place: usize) -> Row {
        let mut rng = self.world.rng("sql employee", place);
        let person = self.staff[place];
        // The second one leads the company; each tenth leads a group.
        let manager = match place {
            1 => Value::Null,
            _ if place % 10 == 1 => Value::Integer(2),
            _ => Value::Integer((place as i64 / 10) * 10 + 2),
        };
        let manager = match manager {
            Value::Integer(id) if id > self.staff.len() as i64 || id == place as i64 + 1 => Value::Integer(2),
            other => other,
        };
        vec![
            Value::Text(person.name()),
            Value::text(person.email.as_str()),
            person.job.map_or(Value::Null, Value::text),
            Value::text(person.city),
            day(self.ago(rng.range(120, 4_200))),
            manager,
            self.price(rng.range(11, 30) * 500),
        ]
    }

    fn status(&self, project: usize) -> &'static str {
        let mut rng = self.world.rng("sql status", project);
        if project == 0 { "active" } else { rng.pick(&STATUSES) }
    }

    fn project(&self, project: usize) -> Row {
        let mut rng = self.world.rng("sql project", project);
        let known = &self.cast.projects[project];
        let status = self.status(project);
        let starts = if status == "planned" { self.ago(-rng.range(10, 60)) } else { self.ago(rng.range(40, 300)) };
        vec![
            Value::text(known.name.as_str()),
            if known.company == 0 { Value::Null } else { Value::Integer(known.company as i64) },
            Value::Integer(rng.range(1, self.staff.len() as i64)),
            day(starts),
            if rng.chance(60) { day(self.ago(-rng.range(70, 400))) } else { Value::Null },
            if rng.chance(80) { self.price(rng.range(16, 240) * 50_000) } else { Value::Null },
            Value::text(status),
        ]
    }

    fn order(&self, index: usize) -> Row {
        let mut rng = self.world.rng("sql order", index);
        let customers = self.cast.companies.len() as i64 - 1;
        let customer = rng.range(1, customers.max(1));
        let project =
            (0..self.cast.projects.len()).find(|project| self.cast.projects[*project].company as i64 == customer);
        let days = rng.range(1, 420);
        let status = match days {
            ..=20 => "open",
            21..=60 => rng.pick(&["open", "invoiced", "invoiced"]),
            _ => rng.pick(&["paid", "paid", "paid", "paid", "cancelled", "invoiced"]),
        };
        vec![
            Value::Text(format!("SO-{}", number(self.world.seed, "sales order", index as u64))),
            Value::Integer(customer),
            project.filter(|_| rng.chance(70)).map_or(Value::Null, |project| Value::Integer(project as i64 + 1)),
            day(self.ago(days)),
            self.price(rng.range(12, 900) * 2_500),
            Value::text(self.currency.code),
            Value::text(status),
        ]
    }

    fn time_entry(&self, index: usize) -> Row {
        let mut rng = self.world.rng("sql time", index);
        let mut worked_on = self.ago(rng.range(0, 42));
        while worked_on.is_weekend() {
            worked_on = worked_on.plus_days(-1);
        }
        let project = rng.index(self.cast.projects.len());
        // Nobody works on what has not begun.
        let project = if self.status(project) == "planned" { 0 } else { project };
        let internal = self.cast.projects[project].company == 0;
        vec![
            Value::Integer(rng.range(1, self.staff.len() as i64)),
            Value::Integer(project as i64 + 1),
            day(worked_on),
            Value::Decimal(rng.range(2, 32) * SCALE / 4),
            if rng.chance(85) { Value::text(rng.pick(&NOTES)) } else { Value::Null },
            Value::Boolean(!internal && rng.chance(85)),
        ]
    }
}
