//! The reminders as the world has them.

use super::Reminders;
use super::setting::plain;
use super::types::{KnownContact, KnownEvent, KnownTask, QuietHours, Stored};
use crate::kit::rng::Rng;
use crate::kit::{Day, Table, Time};
use crate::world::agenda::{Appointment, appointments};
use crate::world::cast::Cast;
use crate::world::todo::{Todos, todos};
use crate::world::{World, fill};

const ABOUT_PEOPLE: [&str; 12] = [
    "Call {given} back", "Write to {given}", "Ask {given} about the photos", "Give {given} the book back",
    "Send {given} the address", "Thank {given}", "Ask how {given} is doing", "Tell {given} about the change",
    "Confirm the time with {given}", "Bring {given} the keys", "Congratulate {given}", "Pay {given} back",
];
const PLAIN: [&str; 22] = [
    "Take the laundry out", "Bring an umbrella", "Move the car before the street cleaning", "Check the oven",
    "Drink some water", "Renew the library card", "Buy stamps", "Charge the camera", "Feed the neighbours' cat",
    "Collect the parcel", "Put the bins out", "Water the balcony", "Pick up bread", "Close the windows upstairs",
    "Check in for the train", "Take the tablets", "Order coffee", "Wind the clock", "Ring the garage",
    "Hand the form in", "Look at the meter", "Turn the heating down",
];
const BEFORE: [i64; 6] = [10, 15, 30, 60, 120, 1_440];

struct Maker<'a> {
    world: &'a World,
    cast: &'a Cast,
    appointments: &'a [Appointment],
    todos: &'a Todos,
}

pub fn generate(world: &World) -> Reminders {
    let cast = Cast::generate(world);
    let appointments = appointments(world, &cast);
    let todos = todos(world, &cast, &appointments);
    let maker = Maker { world, cast: &cast, appointments: &appointments, todos: &todos };
    let mut reminders: Table<Stored> = Table::new();
    for index in 0..world.scaled(14) {
        let Some(stored) = maker.reminder(index) else { continue };
        let known = |other: &Stored| other.text == stored.text && other.remind_at == stored.remind_at;
        if !reminders.values().any(known) {
            reminders.insert(world.id("rem", index), stored);
        }
    }
    let open_tasks = todos.tasks.iter().enumerate().filter(|(_, todo)| todo.done.is_none());
    Reminders {
        contacts: (0..cast.people.len())
            .map(|index| (world.id("con", index), KnownContact { name: cast.people[index].name() }))
            .collect(),
        events: appointments
            .iter()
            .enumerate()
            .map(|(index, one)| (world.id("evt", index), KnownEvent { title: one.title.clone(), start: one.start }))
            .collect(),
        quiet_hours: QuietHours { from: 22 * 60, until: 7 * 60 },
        reminders,
        tasks: open_tasks
            .map(|(index, todo)| (world.id("tsk", index), KnownTask { title: todo.title.clone(), due_date: todo.due }))
            .collect(),
    }
}

impl Maker<'_> {
    fn reminder(&self, index: usize) -> Option<Stored> {
        let mut rng = self.world.rng("reminder", index);
        let now = self.world.now;
        let stored = match index % 7 {
            0 | 3 => self.before_event(&mut rng)?,
            1 => self.about_task(&mut rng)?,
            2 => {
                let at = self.by_day(&mut rng, 0, 12);
                self.about_person(&mut rng, at)
            }
            4 => plain(rng.pick(&PLAIN).to_owned(), self.by_day(&mut rng, 1, 9), now),
            // Those whose time has come: an hour ago or yesterday.
            5 => {
                let at =
                    if rng.chance(60) { now.plus_minutes(-rng.range(3, 90)) } else { self.by_day(&mut rng, -2, -1) };
                if rng.chance(50) {
                    self.about_person(&mut rng, at)
                } else {
                    plain(rng.pick(&PLAIN).to_owned(), at, now)
                }
            }
            _ if rng.chance(40) => self.birthday(&mut rng)?,
            _ => {
                let at = self.by_day(&mut rng, -12, -2);
                let done = at.plus_minutes(rng.range(1, 45));
                Stored { completed_at: Some(done), ..plain(rng.pick(&PLAIN).to_owned(), at, now) }
            }
        };
        let earliest = stored.remind_at.min(now).day().plus_days(-rng.range(1, 6));
        let created_at = now.at(earliest, rng.range(8 * 60, 21 * 60));
        let snooze_count = if stored.remind_at < now && rng.chance(35) { rng.range(1, 3) } else { 0 };
        Some(Stored { created_at, snooze_count, ..stored })
    }

    fn before_event(&self, rng: &mut Rng) -> Option<Stored> {
        let minutes = BEFORE[rng.index(BEFORE.len())];
        let now = self.world.now;
        let fits = |(_, one): &(usize, &Appointment)| one.start.plus_minutes(-minutes) > now;
        let coming: Vec<(usize, &Appointment)> = self.appointments.iter().enumerate().filter(fits).collect();
        let (event, appointment) = *coming.get(rng.index(coming.len()))?;
        Some(Stored {
            event_id: Some(self.world.id("evt", event)),
            minutes_before: Some(minutes),
            ..plain(appointment.title.clone(), appointment.start.plus_minutes(-minutes), now)
        })
    }

    fn about_task(&self, rng: &mut Rng) -> Option<Stored> {
        let now = self.world.now;
        let mine =
            self.todos.tasks.iter().enumerate().filter(|(_, todo)| todo.done.is_none() && todo.assignee.is_none());
        let open: Vec<(usize, Day, &str)> =
            mine.filter_map(|(index, todo)| Some((index, todo.due?, todo.title.as_str()))).collect();
        let (task, due, title) = *open.get(rng.index(open.len()))?;
        let at = now.at(due, 60 * rng.range(8, 18));
        Some(Stored { task_id: Some(self.world.id("tsk", task)), ..plain(title.to_owned(), at, now) })
    }

    fn about_person(&self, rng: &mut Rng, at: Time) -> Stored {
        let person = rng.index(self.cast.people.len());
        let text = fill(rng.pick(&ABOUT_PEOPLE), &[("given", self.cast.people[person].given)]);
        Stored { contact_id: Some(self.world.id("con", person)), ..plain(text, at, self.world.now) }
    }

    /// The next birthday of somebody whose birthday is known.
    fn birthday(&self, rng: &mut Rng) -> Option<Stored> {
        let now = self.world.now;
        let known: Vec<(usize, Day)> =
            self.cast.people.iter().enumerate().filter_map(|(index, one)| Some((index, one.birthday?))).collect();
        let (person, born) = *known.get(rng.index(known.len()))?;
        let this_year = Day::new(now.day().year(), born.month(), born.day_of_month());
        let next = if this_year > now.day() {
            this_year
        } else {
            Day::new(now.day().year() + 1, born.month(), born.day_of_month())
        };
        let text = format!("{}'s birthday", self.cast.people[person].given);
        Some(Stored { contact_id: Some(self.world.id("con", person)), ..plain(text, now.at(next, 540), now) })
    }

    /// A time of waking hours, so many days away; a time of today that has passed becomes tomorrow's.
    fn by_day(&self, rng: &mut Rng, first: i64, last: i64) -> Time {
        let now = self.world.now;
        let at = now.at(now.day().plus_days(rng.range(first, last)), 15 * rng.range(32, 84));
        if first >= 0 && at <= now { at.plus_days(1) } else { at }
    }
}
