//! The owner's place at work: the manager, those who report to the owner, and when each of them is away.

use super::World;
use super::cast::{Cast, Role};
use super::holidays::{Holiday, holidays};
use crate::kit::rng::Rng;
use crate::kit::{Day, Time};

/// Colleagues by their part, as indices into the cast's people.
#[derive(Debug, Clone)]
pub struct Staff {
    pub manager: usize,
    pub reports: Vec<usize>,
    /// All colleagues, those above among them.
    pub everybody: Vec<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AbsenceKind {
    Annual,
    Sick,
    Volunteering,
    Unpaid,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Pending,
    Approved,
    Declined,
    Cancelled,
}

/// A time that somebody is, was or wants to be away.
#[derive(Debug, Clone)]
pub struct Absence {
    /// Index into the cast's people; nobody means the owner.
    pub person: Option<usize>,
    pub kind: AbsenceKind,
    pub first: Day,
    pub last: Day,
    pub from_noon: bool,
    pub until_noon: bool,
    pub requested: Time,
    pub decision: Decision,
    pub note: Option<&'static str>,
}

const NOTES: [&str; 24] = [
    "Family visit", "Moving house", "School holidays", "Long weekend", "Wedding of a friend", "Hiking trip",
    "Renovation at home", "Visiting my parents", "Sailing course", "A week by the sea", "Concert trip",
    "Graduation of my sister", "Medical appointment", "Train journey through the Alps", "Birthday in the family",
    "City break", "Garden work", "Taking the kids to camp", "Marathon weekend", "Language course",
    "Helping with a move", "Festival", "Bike tour", "Quiet days at home",
];

impl Staff {
    pub fn of(world: &World, cast: &Cast) -> Self {
        let everybody = cast.with_role(Role::Colleague);
        let mut order = everybody.clone();
        world.rng("staff", 0).shuffle(&mut order);
        let manager = order[0];
        let mut reports: Vec<usize> = order.into_iter().skip(1).take(world.scaled(2)).collect();
        reports.sort_unstable();
        Self { manager, reports, everybody }
    }

    /// All absences around now, in a fixed order. Nobody is away twice at a time.
    pub fn absences(&self, world: &World, cast: &Cast) -> Vec<Absence> {
        let year = world.now.day().year();
        let closed: Vec<Holiday> = (year - 1..=year + 1).flat_map(|year| holidays(cast.locale.country, year)).collect();
        let mut desk = Desk { world, closed, made: Vec::new() };
        desk.owner();
        for person in &self.everybody {
            if self.reports.contains(person) {
                desk.report(*person);
            } else {
                desk.colleague(*person);
            }
        }
        desk.made
    }
}

/// Whether an approved absence of somebody covers a day.
pub fn away(absences: &[Absence], person: Option<usize>, day: Day) -> Option<&Absence> {
    let covers = |absence: &&Absence| {
        absence.person == person
            && absence.decision == Decision::Approved
            && (absence.first..=absence.last).contains(&day)
    };
    absences.iter().find(covers)
}

/// A time of the past moved into hours in which offices work. Earlier times stay earlier, but for the last minutes.
pub fn office_hour(world: &World, time: Time) -> Time {
    let (day, minute) = (time.day(), time.minute());
    let moved = match day.weekday() {
        5 => time.at(day.plus_days(-1), 18 * 60 + minute / 24),
        6 => time.at(day.plus_days(-2), 19 * 60 + minute / 24),
        _ => time.at(day, 8 * 60 + minute * 10 / 24),
    };
    moved.min(world.now.plus_minutes(-2))
}

struct Desk<'a> {
    world: &'a World,
    closed: Vec<Holiday>,
    made: Vec<Absence>,
}

impl Desk<'_> {
    fn owner(&mut self) {
        use AbsenceKind::{Annual, Sick, Volunteering};
        use Decision::{Approved, Cancelled, Declined, Pending};
        let mut rng = self.world.rng("absences of the owner", 0);
        let plan = [
            (Annual, Approved, rng.range(-50, -34), rng.range(3, 5)),
            (Sick, Approved, rng.range(-26, -18), rng.range(1, 2)),
            (Annual, Approved, rng.range(28, 42), rng.range(4, 5)),
            (if rng.chance(70) { Annual } else { Volunteering }, Pending, rng.range(52, 70), rng.range(1, 3)),
            (Annual, if rng.chance(50) { Declined } else { Cancelled }, rng.range(80, 110), rng.range(5, 9)),
        ];
        for (kind, decision, offset, days) in plan {
            self.add(&mut rng, None, kind, decision, offset, days);
        }
    }

    /// One absence that is settled and one that waits for the owner's word.
    fn report(&mut self, person: usize) {
        let mut rng = self.world.rng("absences of a report", person);
        let (soon, later) = (rng.range(-2, 12), rng.range(22, 60));
        let (days, kind) = (rng.range(1, 4), kind(&mut rng));
        self.add(&mut rng, Some(person), kind, Decision::Approved, soon, days);
        let days = rng.range(1, 9);
        self.add(&mut rng, Some(person), AbsenceKind::Annual, Decision::Pending, later, days);
    }

    fn colleague(&mut self, person: usize) {
        let mut rng = self.world.rng("absences of a colleague", person);
        for window in [-4, 16, 34].into_iter().take(1 + rng.index(3)) {
            let (offset, days) = (window + rng.range(0, 9), rng.range(1, 6));
            let decision = if rng.chance(85) || window < 0 { Decision::Approved } else { Decision::Pending };
            let kind = kind(&mut rng);
            self.add(&mut rng, Some(person), kind, decision, offset, days);
        }
    }

    fn add(
        &mut self,
        rng: &mut Rng,
        person: Option<usize>,
        kind: AbsenceKind,
        decision: Decision,
        offset: i64,
        days: i64,
    ) {
        let first = self.working_day(self.world.now.day().plus_days(offset));
        let last = self.last_day(first, days);
        let meets = |other: &Absence| other.person == person && other.first <= last && first <= other.last;
        if self.made.iter().any(meets) {
            return;
        }
        let ahead = first > self.world.now.day();
        // Nobody knows beforehand when to be ill.
        let kind = if ahead && kind == AbsenceKind::Sick { AbsenceKind::Annual } else { kind };
        let half = kind != AbsenceKind::Sick && rng.chance(25);
        let noon = rng.chance(50);
        let asked = first.plus_days(-if kind == AbsenceKind::Sick { 0 } else { rng.range(16, 60) });
        let today = self.world.now.day();
        let asked = if asked < today { asked } else { today.plus_days(-rng.range(1, 6)) };
        self.made.push(Absence {
            person,
            kind,
            first,
            last,
            from_noon: half && noon,
            until_noon: half && !noon,
            requested: self.world.now.at(asked, rng.range(450, 1_050)).plus_seconds(rng.range(0, 59)),
            decision,
            note: rng.chance(60).then(|| if kind == AbsenceKind::Sick { "Flu" } else { rng.pick(&NOTES) }),
        });
    }

    /// The first day from a day on that is worked.
    fn working_day(&self, day: Day) -> Day {
        let works = |day: &Day| !day.is_weekend() && self.closed.iter().all(|holiday| holiday.day != *day);
        (0..30).map(|ahead| day.plus_days(ahead)).find(works).unwrap_or(day)
    }

    /// The last of so many working days.
    fn last_day(&self, first: Day, days: i64) -> Day {
        (1..days).fold(first, |day, _| self.working_day(day.plus_days(1)))
    }
}

fn kind(rng: &mut Rng) -> AbsenceKind {
    match rng.range(1, 100) {
        1..=70 => AbsenceKind::Annual,
        71..=85 => AbsenceKind::Sick,
        86..=95 => AbsenceKind::Volunteering,
        _ => AbsenceKind::Unpaid,
    }
}
