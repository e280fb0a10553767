//! The workbooks as the world has them: budgets and hours of its projects, its people, and what the office owns.

use super::Spreadsheets;
use super::types::*;
use crate::kit::rng::Rng;
use crate::kit::{Currency, Table};
use crate::world::World;
use crate::world::agenda::{Appointment, appointments};
use crate::world::budgets::budget;
use crate::world::cast::{self, Cast, Role};
use crate::world::papers::{Papers, papers};
use crate::world::staff::{Staff, away, office_hour};
use crate::world::trade::{Trade, amount};

const TASKS: [&str; 18] = [
    "Design", "Testing", "Interviews", "Documentation", "Travel", "Meetings", "Data clean-up", "Training",
    "Translation", "Support", "Research", "Review", "Coordination", "Prototyping", "Reporting", "Photography",
    "Negotiation", "Planning",
];
/// What an office owns, with a usual price in euro cents.
const THINGS: [(&str, i64); 18] = [
    ("Laptop 14 inch", 129_000),
    ("Laptop 16 inch", 189_000),
    ("Monitor 27 inch", 29_900),
    ("Docking station", 17_900),
    ("Desk chair", 34_900),
    ("Standing desk", 52_900),
    ("Headset", 8_900),
    ("Phone", 59_900),
    ("Projector", 74_900),
    ("Label printer", 13_900),
    ("Webcam", 9_900),
    ("Tablet", 44_900),
    ("Whiteboard", 19_900),
    ("Conference phone", 39_900),
    ("Paper shredder", 11_900),
    ("Coffee machine", 89_900),
    ("Bookshelf", 15_900),
    ("Camera", 99_900),
];
const STATES: [&str; 5] = ["in use", "in use", "in use", "in repair", "in stock"];
const OCCASIONS: [&str; 10] = [
    "Summer party", "Team day", "Winter dinner", "Family day", "Hiking day", "Canoe trip", "Quiz night", "Charity run",
    "Open house", "Cooking evening",
];
const FOOD: [&str; 6] = ["anything", "vegetarian", "vegan", "no nuts", "gluten-free", "anything"];
const REMARKS: [&str; 10] = [
    "comes by train", "leaves early", "brings a cake", "needs a parking space", "arrives after six",
    "can drive others", "helps with the set-up", "brings music", "with a pram", "on call that day",
];

pub fn generate(world: &World) -> Spreadsheets {
    let cast = Cast::generate(world);
    let appointments = appointments(world, &cast);
    let trade = Trade::generate(world, cast.locale);
    let papers = papers(world, &cast, &appointments, &trade);
    let made = Spreadsheets {
        owner: cast.owner.member(),
        protections: Table::new(),
        sheets: Table::new(),
        workbooks: Table::new(),
    };
    let mut desk = Desk { world, cast: &cast, appointments: &appointments, trade: &trade, papers: &papers, made };
    for project in 0..world.scaled(2).min(cast.projects.len()) {
        desk.project(project);
    }
    desk.people();
    desk.inventory();
    for index in 0..world.scaled(1) {
        desk.sign_up(index);
    }
    desk.made
}

/// Rows of texts.
type Rows = Vec<Vec<String>>;

fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

struct Desk<'a> {
    world: &'a World,
    cast: &'a Cast,
    appointments: &'a [Appointment],
    trade: &'a Trade,
    papers: &'a Papers,
    made: Spreadsheets,
}

impl Desk<'_> {
    fn project(&mut self, project: usize) {
        let mut rng = self.world.rng("project workbook", project);
        let rng = &mut rng;
        let colleagues = self.cast.with_role(Role::Colleague);
        let keeper = colleagues[rng.index(colleagues.len())];
        let theirs = project % 2 == 1;
        let name = capital(&self.cast.projects[project].name);
        let book = self.workbook(rng, format!("{name} budget"), theirs.then_some(keeper), Access::Editor);
        let lines = budget(self.world, self.cast, self.appointments, self.trade, self.papers, project);
        let code = self.trade.currency.code;
        let mut rows =
            vec![row(["Item", &format!("Planned {code}"), &format!("Spent {code}"), &format!("Left {code}")])];
        for (index, line) in lines.iter().enumerate() {
            let place = index + 2;
            rows.push(row([&line.item, &amount(line.planned), &amount(line.spent), &format!("=B{place}-C{place}")]));
        }
        let last = lines.len() + 1;
        let sum = |column: &str| format!("=SUM({column}2:{column}{last})");
        rows.push(row(["Total", &sum("B"), &sum("C"), &sum("D")]));
        let sheet = self.sheet(&book, "Budget", 0, rows);
        if theirs || rng.chance(50) {
            let note = "Totals are computed, please do not type over them";
            self.protect(&sheet, format!("A{0}:D{0}", last + 1), theirs.then_some(keeper), note);
        }
        let hours = self.hours(rng, &colleagues);
        self.sheet(&book, "Hours", 1, hours);
    }

    /// Who worked how long on what in the last weeks.
    fn hours(&self, rng: &mut Rng, colleagues: &[usize]) -> Rows {
        let code = self.trade.currency.code;
        let mut rows = vec![row(["Date", "Person", "Task", "Hours", &format!("Rate {code}"), &format!("Cost {code}")])];
        let team = rng.some(colleagues, 3);
        let rates: Vec<i64> = team.iter().map(|_| self.trade.currency.price(rng.range(9, 16) * 500)).collect();
        let mut day = self.world.now.day().plus_days(-rng.range(14, 20));
        let absences = Staff::of(self.world, self.cast).absences(self.world, self.cast);
        for _ in 0..rng.range(8, 12) {
            day = day.plus_days(rng.range(0, 2));
            while day.is_weekend() {
                day = day.plus_days(1);
            }
            if day >= self.world.now.day() {
                break;
            }
            let member = rng.index(team.len());
            if away(&absences, Some(team[member]), day).is_some() {
                continue;
            }
            let hours = rng.range(2, 16);
            let hours = if hours % 2 == 0 { (hours / 2).to_string() } else { format!("{}.5", hours / 2) };
            let rate = self.trade.currency.amount(rates[member]).to_string();
            let (name, place) = (self.cast.people[team[member]].name(), rows.len() + 1);
            let cost = format!("=D{place}*E{place}");
            rows.push(row([&day.to_string(), &name, rng.pick(&TASKS), &hours, &rate, &cost]));
        }
        rows
    }

    /// Everybody of the company and its clients, kept by a colleague.
    fn people(&mut self) {
        let mut rng = self.world.rng("people workbook", 0);
        let colleagues = self.cast.with_role(Role::Colleague);
        let keeper = colleagues[rng.index(colleagues.len())];
        let book = self.workbook(&mut rng, "Team phone list".to_owned(), Some(keeper), Access::Viewer);
        for (position, (name, role)) in [("Team", Role::Colleague), ("Clients", Role::Client)].into_iter().enumerate() {
            let mut rows = vec![row(["Name", "Mail", "Phone", "Job", "City", "Company"])];
            for index in self.cast.with_role(role) {
                let one = &self.cast.people[index];
                let company = one.company.map_or("", |company| self.cast.companies[company].name.as_str());
                rows.push(row([&one.name(), &one.email, &one.phone, one.job.unwrap_or_default(), one.city, company]));
            }
            self.sheet(&book, name, position as i64, rows);
        }
    }

    fn inventory(&mut self) {
        let mut rng = self.world.rng("inventory workbook", 0);
        let rng = &mut rng;
        let colleagues = self.cast.with_role(Role::Colleague);
        let keeper = colleagues[rng.index(colleagues.len())];
        let title = format!("Office inventory {}", self.cast.owner.city);
        let book = self.workbook(rng, title, Some(keeper), Access::Editor);
        let currency: &Currency = self.trade.currency;
        let price_name = format!("Price {}", currency.code);
        let mut rows = vec![row(["Tag", "Item", "Assigned to", "State", "Bought on", &price_name])];
        for index in 0..self.world.scaled(10) {
            let (thing, price) = THINGS[rng.index(THINGS.len())];
            let state = rng.pick(&STATES);
            let holder = match state {
                "in use" if rng.chance(20) => self.cast.owner.name(),
                "in use" => self.cast.people[colleagues[rng.index(colleagues.len())]].name(),
                _ => String::new(),
            };
            let bought = self.world.now.day().plus_days(-rng.range(40, 1_400)).to_string();
            let price =
                Currency::of(currency.code).amount(currency.price(price * rng.range(85, 110) / 100)).to_string();
            rows.push(row([&format!("INV-{:04}", 1_001 + index), thing, &holder, state, &bought, &price]));
        }
        let sheet = self.sheet(&book, "Inventory", 0, rows);
        self.protect(&sheet, "A:A".to_owned(), Some(keeper), "Tags are printed on the things");
        let wishes = vec![row(["Wish", "Asked by", "Pieces", &price_name])];
        self.sheet(&book, "Wish list", 1, wishes);
    }

    fn sign_up(&mut self, index: usize) {
        let mut rng = self.world.rng("sign-up workbook", index);
        let rng = &mut rng;
        let day = self.world.now.day().plus_days(rng.range(20, 120));
        let book = self.workbook(rng, format!("{} {}", rng.clone().pick(&OCCASIONS), day.year()), None, Access::Owner);
        let mut rows = vec![row(["Name", "Mail", "Coming", "Guests", "Food", "Remarks"])];
        let mut people: Vec<&cast::Person> = vec![&self.cast.owner];
        people.extend(self.cast.with_role(Role::Colleague).into_iter().map(|person| &self.cast.people[person]));
        for one in people.into_iter().take(30) {
            let coming = rng.chance(75);
            let guests = if coming { rng.range(0, 3) } else { 0 }.to_string();
            let remark = if rng.chance(45) { rng.pick(&REMARKS) } else { "" };
            let coming_text = if coming { "TRUE" } else { "FALSE" };
            rows.push(row([&one.name(), &one.email, coming_text, &guests, rng.pick(&FOOD), remark]));
        }
        let sheet = self.sheet(&book, &format!("Sign-up for {}", day.short()), 0, rows);
        self.protect(&sheet, "A1:F1".to_owned(), None, "Names of the columns are used by the form");
        let currency = self.trade.currency;
        let price = |euros: i64| currency.amount(currency.price(euros * 100)).to_string();
        let items =
            [("Venue", rng.range(3, 12) * 100), ("Catering", rng.range(4, 20) * 50), ("Music", rng.range(1, 6) * 50)];
        let mut costs = vec![row(["Item", &format!("Estimate {}", currency.code), &format!("Paid {}", currency.code)])];
        for (item, euros) in items {
            let paid = if rng.chance(35) { price(euros) } else { "0".to_owned() };
            costs.push(row([item, &price(euros), &paid]));
        }
        costs.push(row(["Total", "=SUM(B2:B4)", "=SUM(C2:C4)"]));
        self.sheet(&book, "Costs", 1, costs);
    }

    /// A workbook of a colleague, to which the user has some access, or of the user.
    fn workbook(&mut self, rng: &mut Rng, title: String, owner: Option<usize>, access: Access) -> String {
        let index = self.made.workbooks.len();
        let created = self.world.now.plus_days(-rng.range(20, 300)).plus_minutes(-rng.range(0, 400));
        let workbook = Workbook {
            id: self.world.id("wbk", index),
            title,
            owner: owner.map_or(&self.cast.owner, |owner| &self.cast.people[owner]).member(),
            access: if owner.is_some() { access } else { Access::Owner },
            created_at: office_hour(self.world, created),
            modified_at: office_hour(self.world, self.world.now.plus_minutes(-rng.range(40, 18_000))),
        };
        let id = workbook.id.clone();
        self.made.workbooks.insert(id.clone(), workbook);
        id
    }

    fn sheet(&mut self, workbook_id: &str, name: &str, position: i64, rows: Rows) -> String {
        let id = self.world.id("sht", self.made.sheets.len());
        let mut sheet =
            Sheet { id: id.clone(), workbook_id: workbook_id.to_owned(), name: name.to_owned(), position, rows };
        sheet.trim();
        self.made.sheets.insert(id.clone(), sheet);
        id
    }

    fn protect(&mut self, sheet_id: &str, range: String, by: Option<usize>, note: &str) {
        let protection = Protection {
            id: self.world.id("prt", self.made.protections.len()),
            sheet_id: sheet_id.to_owned(),
            range,
            protected_by: by.map_or(&self.cast.owner, |by| &self.cast.people[by]).member(),
            note: Some(note.to_owned()),
        };
        self.made.protections.insert(protection.id.clone(), protection);
    }
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
