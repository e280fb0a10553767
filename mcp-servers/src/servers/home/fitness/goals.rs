//! The tools about goals.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Fitness;
use super::types::*;
use crate::kit::{Call, Day, Int, Ordered, Text, ToolError, conflict, invalid, not_allowed};

type Result<T> = std::result::Result<T, ToolError>;

/// How many goals are pursued at once at most.
const MOST: usize = 50;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GoalStatus {
    Active,
    Reached,
    Missed,
}

/// Lists goals with their progress from the workouts, the nearest end first.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListFitnessGoals {
    /// Only goals with this status.
    pub status: Option<GoalStatus>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ShownGoal {
    /// Id of the goal.
    pub id: String,
    /// Name of the goal.
    pub name: String,
    /// What is counted.
    pub metric: GoalMetric,
    /// Sport that counts; all if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sport: Option<Sport>,
    /// How much of the metric is wanted.
    pub target: i64,
    /// How much of it is done.
    pub progress: f64,
    /// First day that counts.
    pub start_date: Day,
    /// Last day that counts.
    pub end_date: Day,
    /// Where the goal stands.
    pub status: GoalStatus,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct GoalList {
    /// The goals, the nearest end first.
    pub goals: Vec<ShownGoal>,
}

/// Creates a goal that is counted from the workouts between two days. Fails if there is one of the same kind that ends on the same day.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateFitnessGoal {
    /// Name of the goal.
    pub name: Text<100>,
    /// What is counted.
    pub metric: GoalMetric,
    /// How much of the metric is wanted.
    pub target: Int<1, 100_000>,
    /// Last day that counts.
    pub end_date: Day,
    /// First day that counts (default: today).
    pub start_date: Option<Day>,
    /// Sport that counts (default: all).
    pub sport: Option<Sport>,
}

pub fn list_fitness_goals(log: &Fitness, call: &Call, args: ListFitnessGoals) -> Result<GoalList> {
    let today = log.today(call.now);
    let mut goals: Vec<ShownGoal> = log.goals.values().map(|goal| log.shown(goal, today)).collect();
    goals.retain(|goal| args.status.is_none_or(|status| goal.status == status));
    goals.order_by(|a, b| (a.end_date, &a.id).cmp(&(b.end_date, &b.id)));
    Ok(GoalList { goals })
}

pub fn create_fitness_goal(log: &mut Fitness, call: &mut Call, args: CreateFitnessGoal) -> Result<ShownGoal> {
    let today = log.today(call.now);
    let start_date = args.start_date.unwrap_or(today);
    if args.end_date < today.max(start_date) {
        return Err(invalid(format!(
            "Argument `end_date`: {} lies before the first day or has passed; today is {today}.",
            args.end_date
        )));
    }
    if args.metric == GoalMetric::DistanceKm && args.sport == Some(Sport::Strength) {
        return Err(invalid("Argument `sport`: strength has no distance. Count minutes or workouts."));
    }
    let same = |goal: &&Goal| goal.metric == args.metric && goal.sport == args.sport && goal.end_date == args.end_date;
    if let Some(earlier) = log.goals.values().find(same) {
        return Err(conflict(format!("There is already the goal \"{}\" of that kind and day.", earlier.name)));
    }
    if log.goals.len() >= MOST {
        return Err(not_allowed(format!("The log holds {MOST} goals at most.")));
    }
    let goal = Goal {
        id: call.ids.mint("fgo"),
        name: args.name.0,
        metric: args.metric,
        sport: args.sport,
        target: args.target.0,
        start_date,
        end_date: args.end_date,
    };
    let shown = log.shown(&goal, today);
    log.goals.insert(goal.id.clone(), goal);
    Ok(shown)
}

impl Fitness {
    /// How much of a goal is done, in the unit of its metric.
    pub(super) fn progress(&self, goal: &Goal, today: Day) -> f64 {
        let workouts = self.between(goal.start_date, goal.end_date.min(today.plus_days(1)));
        let counted = workouts.into_iter().filter(|one| goal.sport.is_none_or(|sport| one.sport == sport));
        match goal.metric {
            GoalMetric::DistanceKm => counted.map(|one| one.distance_meters).sum::<i64>() as f64 / 1_000.0,
            GoalMetric::DurationMinutes => (counted.map(|one| one.duration_seconds).sum::<i64>() / 60) as f64,
            GoalMetric::WorkoutCount => counted.count() as f64,
        }
    }

    fn shown(&self, goal: &Goal, today: Day) -> ShownGoal {
        let progress = self.progress(goal, today);
        let status = match (progress >= goal.target as f64, goal.end_date < today) {
            (true, _) => GoalStatus::Reached,
            (false, true) => GoalStatus::Missed,
            (false, false) => GoalStatus::Active,
        };
        ShownGoal {
            id: goal.id.clone(),
            name: goal.name.clone(),
            metric: goal.metric,
            sport: goal.sport,
            target: goal.target,
            progress,
            start_date: goal.start_date,
            end_date: goal.end_date,
            status,
        }
    }
}
