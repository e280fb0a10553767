//! Giving a shift, or a part of one, to somebody else.

use schemars::JsonSchema;
use serde::Deserialize;

use super::types::*;
use super::{Oncall, SCHEDULE};
use crate::kit::{Call, Email, Text, Time, ToolError, When, conflict, invalid, shorten};
use crate::world::rota::TURN;

/// Longest time that one override covers, in minutes.
const LONGEST: i64 = 14 * 24 * 60;

/// Puts somebody on call for a time instead of whoever's turn it is, to swap or cover a shift. Fails if the time overlaps
/// with another override or if that person is on call elsewhere then.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OverrideShift {
    /// Id of the schedule.
    pub schedule_id: String,
    /// Mail address of the colleague who takes the shift.
    pub email: Email,
    /// When it begins.
    pub start_time: When,
    /// When it ends; at most 14 days later.
    pub end_time: When,
    /// Why.
    pub reason: Option<Text<200>>,
}

pub fn override_shift(oncall: &mut Oncall, call: &mut Call, args: OverrideShift) -> Result<Override, ToolError> {
    let schedule = SCHEDULE.get(&oncall.schedules, &args.schedule_id)?;
    let email = args.email.0;
    let name = oncall.responders.get(&email).map(|person| person.name.clone()).ok_or_else(|| {
        let email = shorten(&email);
        ToolError::NotFound(format!(
            "Nobody of the company has the address {email}. Use list_oncall_schedules to find people."
        ))
    })?;
    let (start, end) = (call.now.resolve(args.start_time), call.now.resolve(args.end_time));
    if start >= end {
        return Err(invalid(format!("Argument `end_time`: {end} does not lie after the start {start}.")));
    }
    if end.minutes_since(start) > LONGEST {
        return Err(invalid("Argument `end_time`: an override covers at most 14 days. Make two of them."));
    }
    if start < call.now {
        return Err(invalid(format!("Argument `start_time`: {start} has passed; it is now {}.", call.now)));
    }
    let overlaps = |one: &&Override| one.start < end && start < one.end;
    if let Some(other) = oncall.overrides.values().filter(|one| one.schedule_id == args.schedule_id).find(overlaps) {
        return Err(conflict(format!(
            "{} takes that shift already from {} to {} ({}).",
            other.name,
            other.start.spoken(),
            other.end.spoken(),
            other.id
        )));
    }
    let turns = turns(schedule, start, end);
    if turns.iter().all(|turn| *turn == email) {
        return Err(conflict(format!(
            "It is {name}'s own turn from {} to {}; nothing would change.",
            start.spoken(),
            end.spoken()
        )));
    }
    if let Some(other) = oncall.elsewhere(&args.schedule_id, &email, start, end) {
        return Err(conflict(format!(
            "{name} is on call for {} at that time. Use find_on_call to find somebody who is free.",
            other.name
        )));
    }
    let made = Override {
        id: call.ids.mint("ovr"),
        schedule_id: args.schedule_id,
        name,
        replaces: turns.into_iter().filter(|turn| *turn != email).map(|turn| oncall.name_of(&turn)).collect(),
        email,
        start,
        end,
        reason: args.reason.map(|reason| reason.0),
    };
    oncall.overrides.insert(made.id.clone(), made.clone());
    Ok(made)
}

/// Whose turns a time touches, each once.
fn turns(schedule: &Schedule, start: Time, end: Time) -> Vec<String> {
    let mut turns: Vec<String> = Vec::new();
    let mut time = start;
    while time < end {
        let (email, _, begin) = schedule.turn(time);
        if !turns.iter().any(|turn| turn == email) {
            turns.push(email.to_owned());
        }
        time = begin.plus_minutes(TURN);
    }
    turns
}

impl Oncall {
    /// Another schedule on which somebody is on call at some time between two others.
    fn elsewhere(&self, schedule_id: &str, email: &str, start: Time, end: Time) -> Option<&Schedule> {
        let busy = |(id, schedule): &(&String, &Schedule)| {
            let stands_in = self
                .overrides
                .values()
                .any(|one| one.schedule_id == **id && one.email == email && one.start < end && start < one.end);
            stands_in || turns(schedule, start, end).iter().any(|turn| turn == email)
        };
        self.schedules.iter().filter(|(id, _)| *id != schedule_id).find(busy).map(|(_, schedule)| schedule)
    }
}
