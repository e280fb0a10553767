//! What the owner and others have to do: lists for projects and for life, with tasks in states that their dates explain.

use std::collections::BTreeSet;

use super::agenda::Appointment;
use super::cast::{Cast, Role};
use super::{World, fill};
use crate::kit::rng::Rng;
use crate::kit::{Day, Time};

#[derive(Debug, Clone)]
pub struct TodoList {
    pub name: String,
    /// Index of the project it is for.
    pub project: Option<usize>,
}

/// How often a task comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rhythm {
    Daily,
    Weekly,
    Monthly,
}

#[derive(Debug, Clone)]
pub struct Todo {
    /// Index of the list.
    pub list: usize,
    pub title: String,
    pub details: Option<String>,
    /// 1 for what is urgent, to 4.
    pub urgency: i64,
    pub due: Option<Day>,
    /// Index of the contact who does it; nobody means the owner.
    pub assignee: Option<usize>,
    pub done: Option<Time>,
    pub created: Time,
    /// Index of the task it is a part of.
    pub parent: Option<usize>,
    /// Indices of tasks that must be done first.
    pub blocked_by: Vec<usize>,
    pub rhythm: Option<Rhythm>,
    /// Index of the appointment it prepares.
    pub appointment: Option<usize>,
}

#[derive(Debug, Clone)]
pub struct Todos {
    pub lists: Vec<TodoList>,
    pub tasks: Vec<Todo>,
}

/// Steps of a project in the order in which they are done.
const STEPS: [&str; 20] = [
    "Collect wishes from {company}", "Write the outline", "Agree on the budget", "Get offers from two suppliers",
    "Draft the texts", "Sketch three layouts", "Review the contract with {given}", "Set up the test system",
    "Move the old data", "Invite people for the trial", "Run the trial in {city}", "Sum up the feedback",
    "Fix what the trial has shown", "Translate the texts", "Prepare the training", "Book the room for the launch",
    "Send the announcement", "Switch the old system off", "Write down what we have learned", "Hand over to support",
];
const PARTS: [&str; 16] = [
    "Ask {given} for numbers", "Make a first version", "Get a second opinion", "Fill the form", "Check spelling",
    "Collect the pictures", "Sign it", "Send it to {given}", "Update the table", "Pick a date", "Call {company}",
    "Print two copies", "Clean up the folder", "Write three questions", "Compare prices", "Take minutes",
];
const HOME: [(&str, Option<Rhythm>); 22] = [
    ("Water the plants", Some(Rhythm::Weekly)),
    ("Pay the rent", Some(Rhythm::Monthly)),
    ("Take out the paper bin", Some(Rhythm::Weekly)),
    ("Back up the laptop", Some(Rhythm::Monthly)),
    ("Vitamin tablets", Some(Rhythm::Daily)),
    ("Clean the coffee machine", Some(Rhythm::Monthly)),
    ("Descale the kettle", None),
    ("Call the plumber about the tap", None),
    ("Sort the photos of last summer", None),
    ("Fix the bike light", None),
    ("Write to {given} about the holiday", None),
    ("Book the chimney sweep", None),
    ("Fill in the tax papers", None),
    ("Oil the garden gate", None),
    ("Change the water filter", None),
    ("Sort out old clothes", None),
    ("Invite {given} to dinner", None),
    ("Ask the landlord about the window", None),
    ("Paint the hallway", None),
    ("Defrost the freezer", None),
    ("Clean the gutters", None),
    ("Mend the curtain", None),
];
const ERRANDS: [&str; 20] = [
    "Renew the passport", "Cancel the gym contract", "Bring the shoes to the cobbler",
    "Find a birthday present for {given}", "Return the drill to {given}", "Hand in the tax papers",
    "Buy a new shower head", "Order heating oil", "Make an appointment at the dentist", "Give old clothes away",
    "Collect the parcel for {given}", "Have a key copied", "Buy stamps", "Take the bottles back", "Order new glasses",
    "Pick up the dry cleaning", "Get train tickets for the visit to {given}", "Exchange the lamp",
    "Buy soil for the balcony", "Have the bike serviced",
];
const CLUB: [&str; 10] = [
    "Pay the yearly fee", "Bring snacks", "Ask {given} about the room", "Write the invitation", "Buy new equipment",
    "Collect phone numbers", "Plan the summer trip", "Thank {given} for the photos", "Vote on the new day",
    "Return the borrowed key",
];
const DETAILS: [&str; 14] = [
    "{given} knows the details.", "Not before {month}.", "See the notes of the last meeting.", "Keep it short.",
    "Last time this took two hours.", "{company} is waiting for it.", "Budget is tight here.",
    "Ask before ordering anything.", "The form is in the project folder.", "Two people should look at it.",
    "If in doubt, leave it out.", "Call, do not write.", "Needs a signature.", "Was moved twice already.",
];

/// All lists and tasks.
pub fn todos(world: &World, cast: &Cast, appointments: &[Appointment]) -> Todos {
    let project = |(index, project): (usize, &super::cast::Project)| TodoList {
        name: project.name.clone(),
        project: Some(index),
    };
    let mut lists: Vec<TodoList> = cast.projects.iter().enumerate().map(project).collect();
    let private = ["Home", "Errands", cast.hobby].map(|name| TodoList { name: name.to_owned(), project: None });
    lists.extend(private);
    let mut book = Book { world, cast, titles: BTreeSet::new(), tasks: Vec::new() };
    for (index, list) in lists.iter().enumerate() {
        match list.project {
            Some(project) => book.project(index, project),
            None => book.private(index, &list.name),
        }
    }
    book.preparations(appointments);
    Todos { lists, tasks: book.tasks }
}

struct Book<'a> {
    world: &'a World,
    cast: &'a Cast,
    titles: BTreeSet<(usize, String)>,
    tasks: Vec<Todo>,
}

impl Book<'_> {
    /// Steps one after the other: what is done, what is late, and what waits for what comes before.
    fn project(&mut self, list: usize, project: usize) {
        let mut rng = self.world.rng("project tasks", project);
        let count = rng.range(4, 6) as usize;
        let mut steps: Vec<usize> = (0..STEPS.len()).collect();
        steps = rng.some(&steps, count);
        steps.sort_unstable();
        let done = rng.range(1, count as i64 - 2) as usize;
        let mut before: Option<usize> = None;
        for (place, step) in steps.into_iter().enumerate() {
            let weeks = place as i64 - done as i64;
            let due = self.world.now.day().plus_days(weeks * 9 + rng.range(-5, 3));
            let finished = (place < done).then(|| self.world.now.at(due, rng.range(540, 1_080)));
            let colleagues = self.cast.with_role(Role::Colleague);
            let assignee = rng.chance(45).then(|| colleagues[rng.index(colleagues.len())]);
            let blocked_by = before.filter(|_| rng.chance(70)).into_iter().collect();
            let task = self.task(&mut rng, list, STEPS[step]);
            let task = Todo {
                due: Some(due).filter(|_| place < done || rng.chance(85)),
                done: finished.map(|time| time.min(self.world.now.plus_minutes(-30))),
                assignee,
                blocked_by,
                ..task
            };
            before = self.add(task).or(before);
            if place == done
                && let Some(parent) = before
            {
                self.parts(&mut rng, list, parent);
            }
        }
    }

    fn parts(&mut self, rng: &mut Rng, list: usize, parent: usize) {
        let all: Vec<usize> = (0..PARTS.len()).collect();
        let count = rng.range(2, 3) as usize;
        for (place, part) in rng.some(&all, count).into_iter().enumerate() {
            let done =
                (place == 0).then(|| self.world.now.plus_days(-rng.range(1, 6)).plus_minutes(-rng.range(5, 300)));
            let task = self.task(rng, list, PARTS[part]);
            self.add(Todo { parent: Some(parent), done, details: None, due: None, ..task });
        }
    }

    fn private(&mut self, list: usize, name: &str) {
        let mut rng = self.world.rng("private tasks", list);
        let club = name == self.cast.hobby;
        let count = if club { 2 } else { 5 } * self.world.scaled(2) / 2;
        for place in 0..count.min(24) {
            let (title, rhythm) = match name {
                "Home" => HOME[rng.index(HOME.len())],
                "Errands" => (rng.pick(&ERRANDS), None),
                _ => (rng.pick(&CLUB), None),
            };
            let due = self.world.now.day().plus_days(rng.range(-4, 20));
            let task = self.task(&mut rng, list, title);
            let done = (place % 4 == 3 && rhythm.is_none())
                .then(|| self.world.now.plus_days(-rng.range(1, 9)).plus_minutes(-rng.range(5, 400)));
            self.add(Todo { due: (rhythm.is_some() || rng.chance(65)).then_some(due), rhythm, done, ..task });
        }
    }

    /// Some coming appointments need something to be done before.
    fn preparations(&mut self, appointments: &[Appointment]) {
        for (index, appointment) in appointments.iter().enumerate() {
            let mut rng = self.world.rng("preparation", index);
            let Some(project) = appointment.project.filter(|_| appointment.start > self.world.now) else { continue };
            if rng.chance(50) {
                continue;
            }
            let title = format!("Prepare {}", appointment.title);
            let due = appointment.start.day().plus_days(-1).max(self.world.now.day());
            let task = self.task(&mut rng, project, &title);
            self.add(Todo { due: Some(due), urgency: rng.range(1, 2), appointment: Some(index), ..task });
        }
    }

    fn task(&self, rng: &mut Rng, list: usize, title: &str) -> Todo {
        let details = rng.pick(&DETAILS);
        Todo {
            list,
            title: self.fill(rng, list, title),
            details: rng.chance(40).then(|| self.fill(rng, list, details)),
            urgency: [1, 2, 2, 3, 3, 3, 4][rng.index(7)],
            due: None,
            assignee: None,
            done: None,
            created: self.world.now.plus_days(-rng.range(10, 60)).plus_minutes(-rng.range(0, 500)),
            parent: None,
            blocked_by: Vec::new(),
            rhythm: None,
            appointment: None,
        }
    }

    /// Keeps a task whose title is new in its list, and returns its index.
    fn add(&mut self, task: Todo) -> Option<usize> {
        self.titles.insert((task.list, task.title.clone())).then(|| {
            self.tasks.push(task);
            self.tasks.len() - 1
        })
    }

    fn fill(&self, rng: &mut Rng, list: usize, text: &str) -> String {
        let cast = self.cast;
        let project = cast.projects.get(list);
        let role = match project {
            Some(_) => Role::Colleague,
            None if rng.chance(70) => Role::Friend,
            None => Role::Family,
        };
        let people = cast.with_role(role);
        let company = project.map_or(0, |project| project.company);
        fill(
            text,
            &[
                ("given", cast.people[people[rng.index(people.len())]].given),
                ("company", &cast.companies[company].name),
                ("city", rng.pick(cast.locale.cities)),
                ("month", self.world.now.day().plus_days(rng.range(20, 90)).month_name()),
            ],
        )
    }
}
