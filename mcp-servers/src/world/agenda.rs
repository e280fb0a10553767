//! The owner's appointments around now: never two at once, with people of the cast, each under a title of its own.

use std::collections::BTreeSet;

use super::cast::{Cast, Role};
use super::{World, fill};
use crate::kit::Ordered;
use crate::kit::Time;
use crate::kit::rng::Rng;

/// What an attendee has said to an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Accepted,
    Tentative,
    Declined,
    Open,
}

#[derive(Debug, Clone)]
pub struct Appointment {
    pub title: String,
    pub start: Time,
    pub minutes: i64,
    pub location: Option<String>,
    pub description: Option<String>,
    /// Index of the contact who invited; nobody means the owner.
    pub organizer: Option<usize>,
    /// Contacts (the organiser among them) and what they said.
    pub attendees: Vec<(usize, Answer)>,
    /// What the owner said, where somebody else invited.
    pub my_answer: Answer,
    pub work: bool,
    /// Index of the project it is about.
    pub project: Option<usize>,
}

impl Appointment {
    pub fn end(&self) -> Time {
        self.start.plus_minutes(self.minutes)
    }
}

/// Titles with the minutes they usually take.
const PROJECT_TITLES: [(&str, i64); 16] = [
    ("{project} kickoff", 60),
    ("{project} budget review", 45),
    ("{project} design review", 60),
    ("{project} retrospective", 60),
    ("{project} status update", 30),
    ("{project} risk workshop", 90),
    ("{project} launch planning", 60),
    ("{project} demo", 45),
    ("{project} user interviews", 60),
    ("{project} vendor call", 30),
    ("{project} scope check", 30),
    ("{project} test plan", 45),
    ("{project} steering group", 60),
    ("{project} handover", 45),
    ("{project} estimates", 60),
    ("{project} Q&A", 30),
];
const WORK_TITLES: [(&str, i64); 24] = [
    ("1:1 with {given}", 30),
    ("Sprint planning", 60),
    ("Team lunch", 60),
    ("Hiring sync", 30),
    ("Roadmap workshop", 120),
    ("Security training", 60),
    ("Office move briefing", 30),
    ("Customer survey results", 45),
    ("Interview: {job}", 60),
    ("{company} quarterly review", 90),
    ("{company} contract talk", 60),
    ("Catch-up with {given}", 30),
    ("Brown bag: {topic}", 45),
    ("Budget planning", 90),
    ("Onboarding chat with {given}", 30),
    ("{topic} working group", 60),
    ("Press briefing prep", 45),
    ("Supplier comparison", 60),
    ("Quarterly goals", 60),
    ("Incident review", 45),
    ("{company} site visit", 120),
    ("Pricing discussion", 45),
    ("Newsletter planning", 30),
    ("Travel policy update", 30),
];
/// Titles with the usual minutes and the places where such things happen.
const PRIVATE_TITLES: [(&str, i64, &[&str]); 26] = [
    ("Dinner with {given}", 120, &TABLES),
    ("Coffee with {given}", 60, &TABLES),
    ("{hobby}", 120, &HALLS),
    ("Cinema with {given}", 150, &STAGES),
    ("Video call with {given}", 45, &[]),
    ("{given}'s housewarming", 180, &[]),
    ("Brunch with {given}", 120, &TABLES),
    ("Walk with {given}", 90, &OUTSIDE),
    ("Concert with {given}", 180, &STAGES),
    ("Museum visit with {given}", 120, &MUSEUMS),
    ("Dentist", 45, &OFFICES),
    ("Haircut", 45, &SHOPS),
    ("Car service", 30, &["Garage Nord", "Garage Central", "Garage by the bridge"]),
    ("Yoga class", 60, &HALLS),
    ("Flat viewing", 45, &[]),
    ("Piano lesson", 60, &["Music school", "Music room 3"]),
    ("Vaccination", 30, &OFFICES),
    ("Farmers' market with {given}", 90, &["Market hall", "Market square"]),
    ("Parents' evening", 90, &["School, room 12", "School hall"]),
    ("Pick up the parcel", 30, &SHOPS),
    ("Swimming with {given}", 90, &["City pool", "Lake, west shore"]),
    ("Garden help at {given}'s", 180, &[]),
    ("Lunch with {given}", 60, &TABLES),
    ("Theatre with {given}", 180, &STAGES),
    ("Eye test", 30, &OFFICES),
    ("Bike ride with {given}", 120, &OUTSIDE),
];
pub const TOPICS: [&str; 18] = [
    "Accessibility", "Data quality", "Remote work", "Onboarding", "Documentation", "Sustainability", "Pricing",
    "Search", "Customer support", "Mentoring", "Forecasting", "Packaging", "Translation", "Testing", "Reporting",
    "Events", "Privacy", "Hiring",
];
const ROOMS: [&str; 14] = [
    "Room Linden", "Room Oak", "Room Aurora", "Meeting room 2", "Meeting room 5", "Boardroom", "The Loft",
    "Room Harbour", "Video call", "Video call", "Video call", "Canteen, corner table", "Room Birch", "Studio 1",
];
const TABLES: [&str; 14] = [
    "Café Lumière", "Bistro Sol", "The Green Door", "Old Mill Inn", "Trattoria Nonna", "Blue Lantern", "Noodle House",
    "Riverside Café", "Garden Kitchen", "Café Pangea", "Saffron Table", "Bakery at the corner", "Rooftop bar",
    "Tea Room",
];
const HALLS: [&str; 5] = ["Community centre", "Sports hall", "Old library", "Room above the bakery", "School gym"];
const STAGES: [&str; 6] =
    ["Kino Astor", "City theatre", "Lakeside pavilion", "Old brewery", "Harbour stage", "Opera house"];
const MUSEUMS: [&str; 5] =
    ["Town museum", "Museum of modern art", "Science museum", "Maritime museum", "Photography gallery"];
const OUTSIDE: [&str; 6] = [
    "City park, north gate", "Lake, boat house", "Station forecourt", "Castle hill", "River bridge", "Forest car park",
];
const OFFICES: [&str; 5] = [
    "Practice at the market", "Health centre, 2nd floor", "Dr. Lang's practice", "Practice on Mill Square",
    "Clinic, entrance B",
];
const SHOPS: [&str; 4] = ["Station arcade", "Old town", "Shopping centre, ground floor", "Market square 4"];
const AGENDAS: [&str; 16] = [
    "Agenda: open points, next steps, questions.", "Please read the draft beforehand.", "Bring the latest figures.",
    "Goal: a decision by the end of the meeting.", "We go through the list from last time.",
    "Short and focused, no slides.", "Everybody brings two ideas.", "Notes go into the project folder.",
    "First half: review. Second half: planning.", "We need numbers for {month}.", "Guests are welcome.",
    "Please send topics the day before.", "Cameras on, please.", "Let us settle dates and owners.",
    "Follow-up to the questions from {month}.", "Walk through the mock-ups together.",
];

/// All appointments, by start.
pub fn appointments(world: &World, cast: &Cast) -> Vec<Appointment> {
    let mut book = Book { world, cast, titles: BTreeSet::new(), busy: Vec::new() };
    let count = world.scaled(16);
    let mut all: Vec<Appointment> = (0..count).filter_map(|index| book.appointment(index)).collect();
    all.order_by_key(|appointment| appointment.start);
    all
}

/// Where something may take place.
type Places = &'static [&'static str];

fn at_work((template, minutes): (&'static str, i64)) -> (&'static str, i64, Places) {
    (template, minutes, &ROOMS)
}

struct Book<'a> {
    world: &'a World,
    cast: &'a Cast,
    titles: BTreeSet<String>,
    busy: Vec<(Time, Time)>,
}

impl Book<'_> {
    /// One appointment; none in the rare case that the calendar has no room for it.
    fn appointment(&mut self, index: usize) -> Option<Appointment> {
        let mut rng = self.world.rng("appointment", index);
        let work = index % 3 != 2;
        let project = (work && rng.chance(50)).then(|| rng.index(self.cast.projects.len()));
        let with = self.companions(&mut rng, work, project);
        let (title, minutes, places) = self.title(&mut rng, work, project, with[0])?;
        // The first ones lie in the past, so that there is something to look back on.
        let past = index.is_multiple_of(4);
        let start = self.room(&mut rng, work, minutes, past)?;
        self.busy.push((start, start.plus_minutes(minutes)));
        let named = title.contains(self.cast.people[with[0]].given);
        let alone = !work && !named && title != self.cast.hobby;
        let invited = !alone && rng.chance(40);
        let mut attendees: Vec<(usize, Answer)> =
            if alone { Vec::new() } else { with.iter().map(|&p| (p, answer(&mut rng))).collect() };
        if named {
            attendees.truncate(1);
        }
        if invited && let Some(first) = attendees.first_mut() {
            first.1 = Answer::Accepted;
        }
        let organizer = attendees.first().filter(|_| invited).map(|first| first.0);
        let month = start.day().month_name();
        let text = rng.pick(&AGENDAS);
        Some(Appointment {
            title,
            start,
            minutes,
            location: (!places.is_empty() && rng.chance(85)).then(|| rng.pick(places).to_owned()),
            description: (work && rng.chance(75)).then(|| fill(text, &[("month", month)])),
            organizer,
            attendees,
            my_answer: if past { Answer::Accepted } else { answer(&mut rng) },
            work,
            project,
        })
    }

    fn companions(&self, rng: &mut Rng, work: bool, project: Option<usize>) -> Vec<usize> {
        let cast = self.cast;
        let wanted = rng.range(1, if work { 4 } else { 2 }) as usize;
        if !work {
            let role = if rng.chance(65) { Role::Friend } else { Role::Family };
            return rng.some(&cast.with_role(role), wanted);
        }
        let client = project.map(|project| cast.projects[project].company).filter(|company| *company != 0);
        let clients =
            (0..cast.people.len()).filter(|person| client.is_some() && cast.people[*person].company == client);
        let mut with: Vec<usize> = clients.take(1).collect();
        with.extend(rng.some(&cast.with_role(Role::Colleague), wanted));
        if rng.chance(25) {
            with.extend(rng.some(&cast.with_role(Role::Client), 1));
        }
        let mut seen = BTreeSet::new();
        with.retain(|person| seen.insert(*person));
        with
    }

    fn title(
        &mut self,
        rng: &mut Rng,
        work: bool,
        project: Option<usize>,
        with: usize,
    ) -> Option<(String, i64, Places)> {
        let person = &self.cast.people[with];
        for _ in 0..40 {
            let (template, minutes, places) = match (work, project) {
                (true, Some(_)) => at_work(PROJECT_TITLES[rng.index(PROJECT_TITLES.len())]),
                (true, None) => at_work(WORK_TITLES[rng.index(WORK_TITLES.len())]),
                (false, _) => PRIVATE_TITLES[rng.index(PRIVATE_TITLES.len())],
            };
            let company = &self.cast.companies[person.company.unwrap_or(0)].name;
            let title = fill(
                template,
                &[
                    ("project", project.map_or("", |project| &self.cast.projects[project].name)),
                    ("given", person.given),
                    ("company", company),
                    ("job", rng.pick(&super::firms::JOBS)),
                    ("topic", rng.pick(&TOPICS)),
                    ("hobby", self.cast.hobby),
                ],
            );
            if self.titles.insert(title.clone()) {
                return Some((title, minutes, places));
            }
        }
        None
    }

    /// A time when the owner is free: office hours on weekdays, evenings and weekends for the rest.
    fn room(&self, rng: &mut Rng, work: bool, minutes: i64, past: bool) -> Option<Time> {
        let weeks = if self.world.scaled(1) > 1 { 12 } else { 3 };
        for _ in 0..60 {
            let offset = if past { rng.range(-7 * (weeks / 3), -1) } else { rng.range(0, 7 * weeks) };
            let day = self.world.now.day().plus_days(offset);
            let minute = match (work, day.is_weekend()) {
                (true, true) => continue,
                (true, false) => 540 + 30 * rng.range(0, (540 - minutes) / 30),
                (false, true) => 600 + 30 * rng.range(0, 14),
                (false, false) => 1_080 + 30 * rng.range(0, 3),
            };
            let start = self.world.now.at(day, minute);
            let end = start.plus_minutes(minutes);
            let free = self.busy.iter().all(|(from, to)| end <= *from || *to <= start);
            if free && (past || start > self.world.now) {
                return Some(start);
            }
        }
        None
    }
}

fn answer(rng: &mut Rng) -> Answer {
    match rng.range(1, 100) {
        1..=60 => Answer::Accepted,
        61..=72 => Answer::Tentative,
        73..=82 => Answer::Declined,
        _ => Answer::Open,
    }
}
