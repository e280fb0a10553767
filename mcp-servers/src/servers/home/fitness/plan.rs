//! The tools about the training plan.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{Fitness, SESSION, monday};
use crate::kit::{Call, Day, Int, Ordered, ToolError, conflict, invalid, not_allowed};

type Result<T> = std::result::Result<T, ToolError>;

/// How many days with a session a week may have.
const MOST_DAYS: usize = 6;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SessionStatus {
    Done,
    Missed,
    Planned,
}

/// Returns the training plan by day: what was done, what was missed and what comes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetTrainingPlan {
    /// Any day of the first week (default: today).
    pub from_date: Option<Day>,
    /// How many weeks (default 2).
    pub weeks: Option<Int<1, 12>>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ShownSession {
    /// Id of the session.
    pub id: String,
    /// Day of the session.
    pub date: Day,
    /// Sport.
    pub sport: Sport,
    /// What to do.
    pub title: String,
    /// How long it takes, in minutes.
    pub minutes: i64,
    /// Heart rate zone to stay in, 1 to 5.
    pub zone: i64,
    /// Where it stands.
    pub status: SessionStatus,
    /// Id of the workout by which it was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workout_id: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TrainingPlan {
    /// Name of the plan.
    pub name: String,
    /// The sessions, by day.
    pub sessions: Vec<ShownSession>,
}

/// Moves a planned session to another day. Fails if that day has a session, or the week would be left without a day of rest.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveTrainingSession {
    /// Id of the session.
    pub session_id: String,
    /// New day.
    pub date: Day,
}

pub fn get_training_plan(log: &Fitness, call: &Call, args: GetTrainingPlan) -> Result<TrainingPlan> {
    let today = log.today(call.now);
    let from = monday(args.from_date.unwrap_or(today));
    let to = from.plus_days(7 * args.weeks.map_or(2, |weeks| weeks.0) - 1);
    let mut sessions: Vec<ShownSession> = log
        .sessions
        .values()
        .filter(|session| (from..=to).contains(&session.date))
        .map(|session| session.shown(today))
        .collect();
    if sessions.is_empty() {
        return Err(conflict(format!("The plan has no session from {from} to {to}. Ask for other weeks.")));
    }
    sessions.order_by(|a, b| (a.date, &a.id).cmp(&(b.date, &b.id)));
    Ok(TrainingPlan { name: log.athlete.plan_name.clone(), sessions })
}

pub fn move_training_session(log: &mut Fitness, call: &mut Call, args: MoveTrainingSession) -> Result<ShownSession> {
    let today = log.today(call.now);
    let session = SESSION.get(&log.sessions, &args.session_id)?;
    if session.workout_id.is_some() {
        return Err(not_allowed(format!("\"{}\" has been done on {} and stays there.", session.title, session.date)));
    }
    if args.date < today {
        return Err(invalid(format!("Argument `date`: {} has passed; today is {today}.", args.date)));
    }
    if args.date.since(today) > 180 {
        return Err(invalid("Argument `date`: sessions are planned half a year ahead at most."));
    }
    let others = || log.sessions.values().filter(|other| other.id != session.id);
    if let Some(other) = others().find(|other| other.date == args.date) {
        return Err(conflict(format!("{} has \"{}\" already. Move that one first.", args.date, other.title)));
    }
    let week = monday(args.date);
    if others().filter(|other| monday(other.date) == week).count() >= MOST_DAYS {
        return Err(not_allowed(format!("The week of {week} would have no day of rest. Choose another week.")));
    }
    let session = SESSION.get_mut(&mut log.sessions, &args.session_id)?;
    session.date = args.date;
    Ok(session.shown(today))
}

impl Session {
    fn shown(&self, today: Day) -> ShownSession {
        let status = match &self.workout_id {
            Some(_) => SessionStatus::Done,
            None if self.date < today => SessionStatus::Missed,
            None => SessionStatus::Planned,
        };
        ShownSession {
            id: self.id.clone(),
            date: self.date,
            sport: self.sport,
            title: self.title.clone(),
            minutes: self.minutes,
            zone: self.zone,
            status,
            workout_id: self.workout_id.clone(),
        }
    }
}
