//! The training log as the world has it.

use super::types::*;
use super::{Fitness, monday};
use crate::kit::Day;
use crate::kit::rng::Rng;
use crate::world::World;
use crate::world::atlas::CITIES;
use crate::world::cast::Cast;
use crate::world::family::{age, owner_birthday};
use crate::world::goods::{BRANDS, MODELS};
use crate::world::places::City;

pub fn generate(world: &World) -> Fitness {
    let cast = Cast::generate(world);
    let home = City::find(cast.owner.city).unwrap_or(&CITIES[0]);
    let mut rng = world.rng("athlete", 0);
    let years = age(owner_birthday(world, &cast), world.now.day());
    let imperial = ["United States", "United Kingdom"].contains(&cast.locale.country);
    let main = [Sport::Run, Sport::Run, Sport::Ride, Sport::Swim][rng.index(4)];
    let athlete = Athlete {
        home_city: home.name.to_owned(),
        max_heart_rate: 208 - years * 7 / 10 + rng.range(-4, 4),
        name: cast.owner.name(),
        plan_name: plan_name(&mut rng, main),
        resting_heart_rate: rng.range(46, 64),
        units: if imperial { Units::Imperial } else { Units::Metric },
        weight_grams: rng.range(560, 920) * 100,
    };
    let maker = Maker { world, athlete: &athlete, home, main, level: rng.range(85, 120) };
    let mut workouts = maker.workouts();
    let trackers = maker.trackers(&mut workouts);
    let sessions = maker.sessions(&workouts);
    let goals = maker.goals();
    let measurements = maker.measurements();
    Fitness {
        goals: goals.into_iter().map(|goal| (goal.id.clone(), goal)).collect(),
        measurements: measurements.into_iter().map(|one| (one.id.clone(), one)).collect(),
        sessions: sessions.into_iter().map(|session| (session.id.clone(), session)).collect(),
        trackers: trackers.into_iter().map(|tracker| (tracker.id.clone(), tracker)).collect(),
        workouts: workouts.into_iter().map(|workout| (workout.id.clone(), workout)).collect(),
        athlete,
    }
}

fn plan_name(rng: &mut Rng, main: Sport) -> String {
    let pool: &[&str] = match main {
        Sport::Ride => &["Century ride", "Hill climbs", "First gran fondo", "Spring base miles"],
        Sport::Swim => &["Open water mile", "Technique block", "Two kilometres without a stop", "Triathlon base"],
        _ => &["10 km in under 50 minutes", "Half marathon", "First marathon", "5 km, faster", "Back to running"],
    };
    rng.pick(pool).to_owned()
}

/// Days of the week with a session: the easy one, the hard one, the long one and the other sport.
const WEEK: [(i64, &str); 4] = [(1, "Easy"), (3, "Intervals"), (5, "Long"), (6, "Cross training")];

struct Maker<'a> {
    world: &'a World,
    athlete: &'a Athlete,
    home: &'static City,
    main: Sport,
    /// How slow the athlete is, in percent.
    level: i64,
}

impl Maker<'_> {
    fn today(&self) -> Day {
        self.home.zone.show(self.world.now).day()
    }

    /// The sport of a day of the week; the fourth session is in another one.
    fn sport(&self, rng: &mut Rng, place: usize) -> Sport {
        let others = [Sport::Strength, Sport::Walk, Sport::Ride, Sport::Swim];
        if place == 3 { others[rng.index(if self.main == Sport::Run { 4 } else { 2 })] } else { self.main }
    }

    fn workouts(&self) -> Vec<Workout> {
        let first = monday(self.today());
        let mut workouts = Vec::new();
        for week in 0..self.world.scaled(6) {
            // A week abroad now and then.
            let mut rng = self.world.rng("training week", week);
            let abroad = week % 5 == 2 && rng.chance(80);
            let city = if abroad { &CITIES[rng.index(CITIES.len())] } else { self.home };
            for (place, (weekday, title)) in WEEK.iter().enumerate() {
                let day = first.plus_days(weekday - 7 * week as i64);
                if day >= self.today() || !rng.chance(68) {
                    continue;
                }
                let sport = self.sport(&mut rng, place);
                workouts.push(self.workout(&mut rng, sport, title, city, day, workouts.len()));
            }
        }
        workouts
    }

    fn workout(&self, rng: &mut Rng, sport: Sport, kind: &str, city: &'static City, day: Day, index: usize) -> Workout {
        let hour = [6, 7, 7, 12, 17, 18, 19][rng.index(7)];
        let started_at = city.zone.at(day, hour * 60 + rng.range(0, 59)).plus_seconds(rng.range(0, 59));
        let long = if kind == "Long" { 180 } else { 100 };
        let (distance, usual) = match sport {
            Sport::Run => (rng.range(45, 85) * 100 * long / 100, 330),
            Sport::Ride => (rng.range(180, 420) * 100 * long / 100, 150),
            Sport::Swim => (rng.range(10, 22) * 100 * long / 120, 1_350),
            Sport::Walk => (rng.range(35, 75) * 100, 680),
            Sport::Strength => (0, 0),
        };
        let distance = match sport {
            Sport::Swim => distance / 50 * 50,
            Sport::Strength => 0,
            _ => distance + rng.range(0, 95),
        };
        let pace = usual * self.level / 100 * if kind == "Intervals" { 94 } else { 100 } / 100;
        let effort = self.effort(kind);
        let splits = splits(rng, sport, distance, pace, effort);
        let duration_seconds = match sport {
            Sport::Strength => rng.range(25, 60) * 60,
            _ => splits.iter().map(|split| split.seconds).sum(),
        };
        let rates: Vec<i64> = splits.iter().filter_map(|split| split.heart_rate).collect();
        let average = rates.iter().sum::<i64>() / rates.len().max(1) as i64;
        let spoken = match hour {
            ..11 => "Morning",
            11..15 => "Lunch",
            15..18 => "Afternoon",
            _ => "Evening",
        };
        let title = match (sport, kind) {
            (Sport::Strength, _) => "Strength".to_owned(),
            (Sport::Ride, "Intervals") => format!("Intervals, {} x {} min", rng.range(4, 8), rng.range(2, 6)),
            (Sport::Swim, "Intervals") => format!("Intervals, {} x 100 m", rng.range(5, 12)),
            (_, "Intervals") => format!("Intervals, {} x {} m", rng.range(4, 8), rng.range(2, 5) * 200),
            (_, "Long") => format!("Long {}", sport.word()),
            _ => format!("{spoken} {}", sport.word()),
        };
        let title = if city == self.home { title } else { format!("{title} in {}", city.name) };
        Workout {
            id: self.world.id("wko", index),
            sport,
            title,
            started_at,
            city: city.name.to_owned(),
            duration_seconds,
            distance_meters: distance,
            elevation_meters: if matches!(sport, Sport::Run | Sport::Ride | Sport::Walk) {
                distance * rng.range(2, 16) / 1_000
            } else {
                0
            },
            heart_rate: if rates.is_empty() { Some(rng.range(96, 122)) } else { Some(average) },
            kilocalories: energy(sport, self.athlete.weight_grams, duration_seconds),
            splits,
            notes: rng.chance(30).then(|| rng.pick(&NOTES).to_owned()),
            tracker: None,
        }
    }

    /// The heart rate that a kind of session is run at.
    fn effort(&self, kind: &str) -> i64 {
        let percent = match kind {
            "Easy" => 62,
            "Intervals" => 82,
            "Long" => 70,
            _ => 60,
        };
        let reserve = self.athlete.max_heart_rate - self.athlete.resting_heart_rate;
        self.athlete.resting_heart_rate + reserve * percent / 100
    }

    /// A watch that has recorded what is not in the log yet, and a second device that is not at hand.
    fn trackers(&self, workouts: &mut Vec<Workout>) -> Vec<Tracker> {
        let mut rng = self.world.rng("trackers", 0);
        let maker = rng.pick(&BRANDS);
        let name = format!("{maker} {} watch", rng.pick(&MODELS));
        for workout in workouts.iter_mut().filter(|workout| workout.sport != Sport::Strength) {
            workout.tracker = Some(name.clone());
        }
        let mut pending = Vec::new();
        for days in (0..rng.range(2, 4)).rev() {
            let sport = if days == 1 { Sport::Walk } else { self.main };
            let day = self.today().plus_days(-days);
            let workout = self.workout(&mut rng, sport, "Easy", self.home, day, 900_000 + days as usize);
            let over = self.world.now.minutes_since(workout.ended_at()) > 0;
            let new = over && !workouts.iter().any(|other| other.overlaps(&workout));
            if new {
                pending.push(Workout { tracker: Some(name.clone()), ..workout });
            }
        }
        // The walk home was entered by hand before the watch was asked.
        if let Some(recorded) = pending.last().filter(|_| pending.len() > 1) {
            let id = self.world.id("wko", workouts.len());
            let title = format!("{}, entered by hand", recorded.title);
            workouts.push(Workout { id, title, splits: Vec::new(), tracker: None, ..recorded.clone() });
        }
        let tracker = |index: usize, name: String, is_in_range: bool, pending: Vec<Workout>| Tracker {
            id: self.world.id("trk", index),
            name,
            battery_percent: if is_in_range { 40 + 13 * (index as i64 + 1) } else { 3 },
            is_in_range,
            last_sync_at: self.world.now.plus_days(-4).plus_minutes(-(index as i64) * 3_000),
            pending,
        };
        let second = format!("{} {} bike computer", rng.pick(&BRANDS), rng.pick(&MODELS));
        vec![tracker(0, name, true, pending), tracker(1, second, false, Vec::new())]
    }

    /// The plan from last week on; what was done is tied to its workout.
    fn sessions(&self, workouts: &[Workout]) -> Vec<Session> {
        let first = monday(self.today()).plus_days(-7);
        let mut sessions = Vec::new();
        for week in 0..self.world.scaled(4).min(24) {
            let mut rng = self.world.rng("plan week", week);
            for (place, (weekday, kind)) in WEEK.iter().enumerate() {
                let date = first.plus_days(7 * week as i64 + weekday);
                let done = workouts.iter().find(|workout| workout.started_at.day() == date);
                let sport = done.map_or_else(|| self.sport(&mut rng, place), |workout| workout.sport);
                let minutes = rng.range(6, 10) * 5 * if *kind == "Long" { 2 } else { 1 };
                sessions.push(Session {
                    id: self.world.id("ses", sessions.len()),
                    date,
                    sport,
                    title: format!("{kind}: {minutes} minutes of {}", word(sport)),
                    minutes,
                    zone: [2, 4, 3, 2][place],
                    workout_id: done.map(|workout| workout.id.clone()),
                });
            }
        }
        sessions
    }

    fn goals(&self) -> Vec<Goal> {
        let today = self.today();
        let goal = |index: usize| {
            let mut rng = self.world.rng("goal", index);
            let (metric, target) = match index % 3 {
                0 => {
                    let step = match self.main {
                        Sport::Swim => 2,
                        Sport::Ride => 50,
                        _ => 10,
                    };
                    (GoalMetric::DistanceKm, rng.range(5, 16) * step)
                }
                1 => (GoalMetric::WorkoutCount, rng.range(8, 30)),
                _ => (GoalMetric::DurationMinutes, rng.range(5, 20) * 60),
            };
            let sport = index.is_multiple_of(3).then_some(self.main);
            let start_date = today.plus_days(-rng.range(8, 40));
            let end_date =
                if index % 4 == 3 { today.plus_days(-rng.range(1, 6)) } else { today.plus_days(rng.range(8, 60)) };
            let what = match metric {
                GoalMetric::DistanceKm => format!("{target} km"),
                GoalMetric::WorkoutCount => format!("{target} workouts"),
                GoalMetric::DurationMinutes => format!("{} hours of training", target / 60),
            };
            let by = sport.map_or_else(String::new, |sport| format!(" by {}", word(sport)));
            let name = format!("{what}{by} until {}", end_date.short());
            Goal { id: self.world.id("fgo", index), name, metric, sport, target, start_date, end_date }
        };
        (0..self.world.scaled(3)).map(goal).collect()
    }

    fn measurements(&self) -> Vec<Measurement> {
        let mut measurements = Vec::new();
        let mut weight = self.athlete.weight_grams;
        for week in 0..self.world.scaled(6) {
            let mut rng = self.world.rng("measurements", week);
            let day = self.today().plus_days(-7 * week as i64 - 1);
            let values = [
                (BodyMeasure::Weight, weight),
                (BodyMeasure::RestingHeartRate, self.athlete.resting_heart_rate + rng.range(0, 4)),
                (BodyMeasure::SleepHours, rng.range(55, 88)),
            ];
            for (measure, value) in values {
                measurements.push(Measurement {
                    id: self.world.id("msr", measurements.len()),
                    measure,
                    value,
                    measured_at: self.home.zone.at(day, 400 + rng.range(0, 60)),
                });
            }
            weight += rng.range(-4, 9) * 100;
        }
        measurements
    }
}

/// What a sport is called in plans.
fn word(sport: Sport) -> &'static str {
    match sport {
        Sport::Run => "running",
        Sport::Ride => "cycling",
        Sport::Swim => "swimming",
        Sport::Walk => "walking",
        Sport::Strength => "strength",
    }
}

/// Energy of a workout in kilocalories.
pub fn energy(sport: Sport, weight_grams: i64, seconds: i64) -> i64 {
    sport.effort() * (weight_grams / 100) * seconds / 3_600 / 100
}

/// Splits at a pace in seconds for a kilometre.
fn splits(rng: &mut Rng, sport: Sport, distance: i64, pace: i64, heart_rate: i64) -> Vec<Split> {
    let Some(length) = sport.split() else { return Vec::new() };
    let mut splits = Vec::new();
    let mut left = distance;
    while left > 0 {
        let part = left.min(length);
        let tired = splits.len() as i64;
        let seconds = (pace * part * rng.range(96, 104) / 100_000).max(1);
        let heart_rate = Some((heart_rate + tired.min(12) + rng.range(-4, 4)).min(198));
        splits.push(Split { number: tired + 1, distance_meters: part, seconds, heart_rate });
        left -= part;
    }
    splits
}

const NOTES: [&str; 16] = [
    "Legs heavy, sleep was short.", "Felt easy all the way.", "Headwind on the way back.", "New shoes, no blisters.",
    "Stopped twice at traffic lights.", "With the running group.", "Left knee a little sore.",
    "Rain from the third kilometre on.", "Tried a new route along the river.", "Forgot the gels.",
    "Pulse higher than usual.", "Beautiful light.", "Slippery leaves, took it slowly.", "Negative split!",
    "Too many cars.", "Coffee afterwards.",
];
