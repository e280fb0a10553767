//! The rows as the world has them.

use super::Sql;
use super::eval::Row;
use super::value::{SCALE, Value};
use super::view::key_of;
use crate::kit::ids::number;
use crate::kit::{Currency, Day, Table};
use crate::world::World;
use crate::world::cast::{Cast, Role};
use crate::world::clients::{Client, clients};
use crate::world::staff::Staff;

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
    let mut customers = clients(world, &cast);
    // Whoever has not bought yet is no customer, unless the owner works for it.
    customers.retain(|client| client.is_customer || client.index < cast.companies.len());
    let clerk = Clerk { world, cast: &cast, currency, staff: staff(&cast), ranks: Staff::of(world, &cast), customers };
    Sql {
        customers: table(clerk.customers.iter().map(|client| clerk.customer(client))),
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

/// The owner first, then the colleagues as indices into the cast's people.
fn staff(cast: &Cast) -> Vec<Option<usize>> {
    std::iter::once(None).chain(cast.with_role(Role::Colleague).into_iter().map(Some)).collect()
}

struct Clerk<'a> {
    world: &'a World,
    cast: &'a Cast,
    currency: &'static Currency,
    staff: Vec<Option<usize>>,
    ranks: Staff,
    /// Those of the cast first, in its order.
    customers: Vec<Client>,
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

    fn customer(&self, client: &Client) -> Row {
        let mut rng = self.world.rng("sql customer", client.index);
        let contact = client.people.first();
        vec![
            Value::text(client.name.as_str()),
            Value::text(client.domain.as_str()),
            Value::text(client.city.name),
            Value::text(client.city.country),
            contact.map_or(Value::Null, |contact| Value::text(contact.name.as_str())),
            contact.map_or(Value::Null, |contact| Value::text(contact.email.as_str())),
            day(self.ago(rng.range(200, 3_000))),
        ]
    }

    fn employee(&self, place: usize) -> Row {
        let mut rng = self.world.rng("sql employee", place);
        let colleague = self.staff[place];
        let person = colleague.map_or(&self.cast.owner, |colleague| &self.cast.people[colleague]);
        let id_of = |colleague: usize| {
            let place = self.staff.iter().position(|one| *one == Some(colleague));
            place.map_or(Value::Null, |place| Value::Integer(place as i64 + 1))
        };
        let manager = match colleague {
            Some(colleague) if colleague == self.ranks.manager => Value::Null,
            // The owner has the first row.
            Some(colleague) if self.ranks.reports.contains(&colleague) => Value::Integer(1),
            _ => id_of(self.ranks.manager),
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
        let customer = rng.range(1, self.customers.len().max(1) as i64);
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
