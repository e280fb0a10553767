//! Which folders and files there are, without their texts: mail refers to files and needs only the names.

use std::collections::BTreeSet;

use super::World;
use super::agenda::Appointment;
use super::cast::{Cast, Role};
use super::household::{LISTS, RECIPES};
use super::names::LOCALES;
use super::trade::{Stage, Trade};
use crate::kit::rng::Rng;
use crate::kit::{Day, Time};

/// What a file is about; its text is made from this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Notes of an appointment.
    Notes(usize),
    Budget(usize),
    Proposal(usize),
    Status(usize),
    /// Of an order.
    Invoice(usize),
    Packing(&'static str),
    Itinerary(&'static str),
    Recipe(usize),
    /// A list of everyday life.
    List(usize),
    Household(i16),
    /// Phone numbers of the people of a project.
    Team,
}

#[derive(Debug, Clone)]
pub struct Folder {
    pub name: String,
    /// Index of the folder it lies in; none is the root.
    pub parent: Option<usize>,
}

#[derive(Debug, Clone)]
pub struct Paper {
    pub name: String,
    pub folder: usize,
    pub subject: Subject,
    /// Index of the contact who owns it and shares it with the owner of the world; none is the owner.
    pub owner: Option<usize>,
    pub created: Time,
    pub modified: Time,
    /// Contacts who see it, and whether they may edit.
    pub shared: Vec<(usize, bool)>,
}

#[derive(Debug, Clone)]
pub struct Papers {
    pub folders: Vec<Folder>,
    pub files: Vec<Paper>,
}

/// The tree and the files in it.
pub fn papers(world: &World, cast: &Cast, appointments: &[Appointment], trade: &Trade) -> Papers {
    let mut desk = Desk { world, cast, folders: Vec::new(), files: Vec::new(), names: BTreeSet::new() };
    let projects = desk.folder("Projects", None);
    let project_folders: Vec<usize> =
        cast.projects.iter().map(|project| desk.folder(&capital(&project.name), Some(projects))).collect();
    let finance = desk.folder("Finance", None);
    let invoices = desk.folder("Invoices", Some(finance));
    let notes = desk.folder("Meeting notes", None);
    let personal = desk.folder("Personal", None);
    let travel = desk.folder("Travel", Some(personal));
    let recipes = desk.folder("Recipes", Some(personal));
    for (index, folder) in project_folders.iter().enumerate() {
        let name = capital(&cast.projects[index].name);
        desk.file(format!("{name} budget.csv"), *folder, Subject::Budget(index));
        desk.file(format!("{name} proposal.md"), *folder, Subject::Proposal(index));
        if index % 2 == 0 {
            desk.file(format!("{name} status report.md"), *folder, Subject::Status(index));
        }
    }
    let held = appointments.iter().enumerate().filter(|(_, held)| held.work && held.end() < world.now);
    for (index, held) in held.take(world.scaled(3)) {
        let folder = held.project.map_or(notes, |project| project_folders[project]);
        desk.file_at(
            format!("Notes {} {}.md", plain(&held.title), held.start.day()),
            folder,
            Subject::Notes(index),
            held.end(),
        );
    }
    let billed = trade.orders.iter().enumerate().filter(|(_, order)| order.stage != Stage::Cancelled);
    for (index, order) in billed.take(world.scaled(4)) {
        desk.file_at(format!("Invoice {}.txt", order.number), invoices, Subject::Invoice(index), order.placed);
    }
    let year = world.now.day().year();
    desk.file(format!("Household budget {year}.csv"), finance, Subject::Household(year));
    desk.file("Team phone list.csv".to_owned(), projects, Subject::Team);
    let mut rng = world.rng("papers", 0);
    for _ in 0..world.scaled(1) {
        let locale = &LOCALES[rng.index(LOCALES.len())];
        let city = rng.pick(locale.cities);
        desk.file(format!("Packing list {city}.md"), travel, Subject::Packing(city));
        desk.file(format!("Itinerary {city}.md"), travel, Subject::Itinerary(city));
    }
    for (pool, folder, count) in [(RECIPES.len(), recipes, 3), (LISTS.len(), personal, 3)] {
        let all: Vec<usize> = (0..pool).collect();
        for index in rng.some(&all, world.scaled(count)) {
            let subject = if folder == recipes { Subject::Recipe(index) } else { Subject::List(index) };
            let name = if folder == recipes { RECIPES[index].name } else { LISTS[index].0 };
            desk.file(format!("{name}.md"), folder, subject);
        }
    }
    Papers { folders: desk.folders, files: desk.files }
}

struct Desk<'a> {
    world: &'a World,
    cast: &'a Cast,
    folders: Vec<Folder>,
    files: Vec<Paper>,
    names: BTreeSet<String>,
}

impl Desk<'_> {
    fn folder(&mut self, name: &str, parent: Option<usize>) -> usize {
        self.folders.push(Folder { name: name.to_owned(), parent });
        self.folders.len() - 1
    }

    /// A time of the day at which people write.
    fn waking_hour(&self, rng: &mut Rng, day: Day) -> Time {
        self.world.now.at(day, rng.range(480, 1_320)).plus_seconds(rng.range(0, 59))
    }

    fn file(&mut self, name: String, folder: usize, subject: Subject) {
        let mut rng = self.world.rng("paper age", self.files.len());
        let day = self.world.now.day().plus_days(-rng.range(6, 150));
        let created = self.waking_hour(&mut rng, day);
        self.file_at(name, folder, subject, created);
    }

    fn file_at(&mut self, name: String, folder: usize, subject: Subject, created: Time) {
        if !self.names.insert(name.clone()) {
            return;
        }
        let mut rng = self.world.rng("paper", self.files.len());
        let colleagues = self.cast.with_role(Role::Colleague);
        let work =
            matches!(subject, Subject::Notes(_) | Subject::Budget(_) | Subject::Proposal(_) | Subject::Status(_));
        let owner = (work && rng.chance(20)).then(|| colleagues[rng.index(colleagues.len())]);
        let shared = if owner.is_none() && work && rng.chance(60) { share(&mut rng, &colleagues) } else { Vec::new() };
        // An edit comes after the making and before now.
        let day = created.day().plus_days(rng.range(1, 9));
        let edited = self.waking_hour(&mut rng, day);
        let edited_ever = edited < self.world.now && !matches!(subject, Subject::Invoice(_)) && rng.chance(70);
        let modified = if edited_ever { edited } else { created };
        self.files.push(Paper { name, folder, subject, owner, created, modified, shared });
    }
}

fn share(rng: &mut Rng, colleagues: &[usize]) -> Vec<(usize, bool)> {
    let count = rng.range(1, 2) as usize;
    rng.some(colleagues, count).into_iter().map(|person| (person, rng.chance(60))).collect()
}

/// A title as a file name may hold it.
fn plain(title: &str) -> String {
    title.replace([':', '/'], " ").replace("  ", " ")
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
