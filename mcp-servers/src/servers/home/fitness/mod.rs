//! The training log: workouts with splits, goals, a plan, body measurements, and trackers to fetch workouts from.

mod body;
mod data;
mod goals;
mod plan;
mod records;
mod tracker;
mod types;
mod units;
mod workouts;

use std::fmt::Write;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::prompt;
use crate::kit::resource::{self, Listed};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Day, Message, Noun, Ordered, Prompt, Resource, Table, Time};
use crate::world::World;
use crate::world::atlas::CITIES;
use crate::world::places::City;
use types::{Athlete, Goal, Measurement, Session, Tracker, Workout};

const GOAL: Noun = Noun { name: "goal", finder: "list_fitness_goals" };
const SESSION: Noun = Noun { name: "training session", finder: "get_training_plan" };
const TRACKER: Noun = Noun { name: "tracker", finder: "list_fitness_trackers" };
const WORKOUT: Noun = Noun { name: "workout", finder: "list_workouts" };

/// The log of one athlete.
#[derive(Debug, Clone, Serialize)]
pub struct Fitness {
    athlete: Athlete,
    goals: Table<Goal>,
    measurements: Table<Measurement>,
    sessions: Table<Session>,
    trackers: Table<Tracker>,
    workouts: Table<Workout>,
}

/// Adjusts the training plan of the coming weeks to one goal.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AdjustPlan {
    /// Id of the goal.
    goal_id: String,
    /// What stands in the way, such as a sore knee or a business trip.
    constraint: Option<String>,
}

impl Server for Fitness {
    const NAME: &'static str = "fitness";
    const TITLE: &'static str = "Fitness";
    const DESCRIPTION: &'static str = "The user's training log: runs, rides and swims with splits, goals, training plan, body measurements and trackers.";
    const INSTRUCTIONS: &'static str = "Workouts carry the local time of the place where they happened; days and weeks are counted by it. \
        Distances are shown in the user's units. Trackers are emptied with sync_fitness_tracker.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("list_workouts", workouts::list_workouts),
            read("get_workout", workouts::get_workout),
            write("log_workout", workouts::log_workout),
            read("get_weekly_summary", workouts::get_weekly_summary),
            read("list_personal_records", records::list_personal_records),
            read("list_fitness_goals", goals::list_fitness_goals),
            write("create_fitness_goal", goals::create_fitness_goal),
            read("get_training_plan", plan::get_training_plan),
            write("move_training_session", plan::move_training_session).idempotent(),
            write("record_measurement", body::record_measurement),
            read("list_measurements", body::list_measurements),
            read("get_heart_rate_zones", body::get_heart_rate_zones),
            read("list_fitness_trackers", tracker::list_fitness_trackers),
            write("sync_fitness_tracker", tracker::sync_fitness_tracker),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        let workouts = |log: &Self| {
            let listed = |one: &Workout| Listed {
                values: vec![one.id.clone()],
                title: format!("{} on {}", one.title, one.started_at.day()),
            };
            log.workouts.values().map(listed).collect()
        };
        vec![
            resource::fixed(
                "fitness://this-week",
                "this_week",
                "The workouts and planned sessions of this week.",
                "text/markdown",
                |log: &Self, now| Ok(log.week_text(now)),
            ),
            resource::template(
                "fitness://workouts/{workout_id}/splits.csv",
                "workout_splits",
                "The splits of a workout as a table.",
                "text/csv",
                workouts,
                |log, _, vars| Ok(WORKOUT.get(&log.workouts, vars.get("workout_id"))?.csv()),
            ),
        ]
    }

    fn prompts() -> Vec<Prompt<Self>> {
        let adjust = |log: &Self, now: Time, args: AdjustPlan| {
            let goal = GOAL.get(&log.goals, &args.goal_id)?;
            let progress = log.progress(goal, log.today(now));
            let constraint = args.constraint.map_or_else(String::new, |text| {
                format!(" Mind this: {}.", crate::kit::shorten(text.trim_end_matches('.')))
            });
            Ok(vec![Message::User(format!(
                "My goal is \"{}\" by {}; {} of {} are done.{constraint} Look at my training plan and the last four weekly \
                 summaries, tell me whether the goal is realistic, and move sessions with move_training_session where that helps. \
                 Keep one day of rest a week and do not put two hard sessions on days running.",
                goal.name, goal.end_date, progress, goal.target
            ))])
        };
        vec![prompt::new("adjust_plan", adjust).complete("goal_id", |log: &Self| log.goals.keys().cloned().collect())]
    }
}

impl Fitness {
    /// Where the athlete lives.
    fn home(&self) -> &'static City {
        City::find(&self.athlete.home_city).unwrap_or(&CITIES[0])
    }

    /// The day it is at home.
    fn today(&self, now: Time) -> Day {
        self.home().zone.show(now).day()
    }

    /// Workouts of some days, by the clocks of where they happened, newest first.
    fn between(&self, from: Day, to: Day) -> Vec<&Workout> {
        let inside = |one: &&Workout| (from..=to).contains(&one.started_at.day());
        let mut workouts: Vec<&Workout> = self.workouts.values().filter(inside).collect();
        workouts.order_by_key(|one| (-one.order(), one.id.clone()));
        workouts
    }

    fn week_text(&self, now: Time) -> String {
        let monday = monday(self.today(now));
        let mut text = format!("# Week of {}\n", monday.short());
        for day in (0..7).map(|days| monday.plus_days(days)) {
            // Writing to a string cannot fail.
            let _ = write!(text, "\n## {}\n\n", day.weekday_name());
            for one in self.between(day, day) {
                let length = one.distance(self.athlete.units).unwrap_or_else(|| units::clock(one.duration_seconds));
                let _ = writeln!(text, "- Done: {}, {length}", one.title);
            }
            let planned = self.sessions.values().filter(|session| session.date == day && session.workout_id.is_none());
            for session in planned {
                let _ = writeln!(text, "- Planned: {}", session.title);
            }
        }
        text
    }
}

/// The Monday of a day's week.
fn monday(day: Day) -> Day {
    day.plus_days(-(day.weekday() as i64))
}
