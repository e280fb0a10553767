//! Who is on call when.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{Oncall, SCHEDULE, SERVICE};
use crate::kit::{Call, Cursor, Limit, Ordered, Time, ToolError, When, invalid, page};
use crate::world::rota::TURN;

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct OncallPerson {
    /// Mail address.
    #[schemars(extend("format" = "email"))]
    pub email: String,
    /// Name.
    pub name: String,
    /// Phone number.
    pub phone: String,
    /// Where the person is.
    pub city: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ServiceRef {
    /// Id of the service.
    pub service_id: String,
    /// Name of the service.
    pub name: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ScheduleView {
    /// Id of the schedule.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// The services that it covers.
    pub services: Vec<ServiceRef>,
    /// Who takes turns, in their order.
    pub members: Vec<OncallPerson>,
    /// Who is on call now.
    pub on_call_now: String,
    /// Shifts that somebody else takes, from now on.
    pub overrides: Vec<Override>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ScheduleList {
    /// The schedules, by name.
    pub schedules: Vec<ScheduleView>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Lists the on-call schedules with their services, members and coming overrides. Use it to get the ids of schedules and
/// services and the addresses of people.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListOncallSchedules {
    /// How many schedules to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Tells who is on call for a schedule or a service, now or at another time, and who is next in turn.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindOnCall {
    /// Id of the schedule; give this or service_id.
    pub schedule_id: Option<String>,
    /// Id of the service; give this or schedule_id.
    pub service_id: Option<String>,
    /// At which time (default: now).
    pub at: Option<When>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct OnCall {
    /// Id of the schedule.
    pub schedule_id: String,
    /// Name of the schedule.
    pub schedule_name: String,
    /// The time that was asked for.
    pub at: Time,
    /// Who is on call then.
    pub primary: OncallPerson,
    /// Who is asked next if the first does not answer.
    pub secondary: OncallPerson,
    /// Since when the first is on call.
    pub shift_start: Time,
    /// Until when the first is on call.
    pub shift_end: Time,
    /// Id of the override, if the first stands in for somebody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub override_id: Option<String>,
}

/// A shift: who, and from when to when.
pub struct Shift<'a> {
    pub email: &'a str,
    pub next: &'a str,
    pub start: Time,
    pub end: Time,
    pub by: Option<&'a Override>,
}

impl Schedule {
    /// Whose turn it is by the rotation alone, who is next, and where the turn begins.
    pub fn turn(&self, time: Time) -> (&str, &str, Time) {
        let turn = time.minutes_since(self.anchor).div_euclid(TURN);
        let member = |turn: i64| {
            let place = turn.rem_euclid(self.members.len().max(1) as i64) as usize;
            self.members.get(place).map_or("", String::as_str)
        };
        (member(turn), member(turn + 1), self.anchor.plus_minutes(turn * TURN))
    }
}

impl Oncall {
    /// Who is on call at a time.
    pub fn shift<'a>(&'a self, schedule_id: &str, schedule: &'a Schedule, time: Time) -> Shift<'a> {
        let (email, next, start) = schedule.turn(time);
        let of_schedule = |one: &&Override| one.schedule_id == schedule_id;
        let by = self.overrides.values().filter(of_schedule).find(|one| one.start <= time && time < one.end);
        match by {
            // The one whose turn it is can still be asked second.
            Some(by) => Shift {
                email: &by.email,
                next: if email == by.email { next } else { email },
                start: by.start,
                end: by.end,
                by: Some(by),
            },
            None => Shift { email, next, start, end: start.plus_minutes(TURN), by: None },
        }
    }

    pub fn schedule_view(&self, id: &str, schedule: &Schedule, now: Time) -> ScheduleView {
        let services = self.services.iter().filter(|(_, service)| service.schedule_id == id);
        let mut overrides: Vec<Override> =
            self.overrides.values().filter(|one| one.schedule_id == id && one.end > now).cloned().collect();
        overrides.order_by_key(|one| one.start);
        ScheduleView {
            id: id.to_owned(),
            name: schedule.name.clone(),
            services: services
                .map(|(id, service)| ServiceRef { service_id: id.clone(), name: service.name.clone() })
                .collect(),
            members: schedule.members.iter().map(|email| self.on_call_person(email)).collect(),
            on_call_now: self.name_of(self.shift(id, schedule, now).email),
            overrides,
        }
    }

    pub fn name_of(&self, email: &str) -> String {
        self.responders.get(email).map_or_else(|| email.to_owned(), |person| person.name.clone())
    }

    fn on_call_person(&self, email: &str) -> OncallPerson {
        let text =
            |field: fn(&Responder) -> &String| self.responders.get(email).map(field).cloned().unwrap_or_default();
        OncallPerson {
            email: email.to_owned(),
            name: self.name_of(email),
            phone: text(|person| &person.phone),
            city: text(|person| &person.city),
        }
    }
}

pub fn list_oncall_schedules(oncall: &Oncall, call: &Call, args: ListOncallSchedules) -> Result<ScheduleList> {
    let mut found: Vec<(&String, &Schedule)> = oncall.schedules.iter().collect();
    found.order_by_key(|(id, schedule)| (&schedule.name, *id));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    let schedules = found.into_iter().map(|(id, schedule)| oncall.schedule_view(id, schedule, call.now)).collect();
    Ok(ScheduleList { schedules, next_cursor })
}

pub fn find_on_call(oncall: &Oncall, call: &Call, args: FindOnCall) -> Result<OnCall> {
    let id = match (args.schedule_id, args.service_id) {
        (Some(schedule), None) => schedule,
        (None, Some(service)) => SERVICE.get(&oncall.services, &service)?.schedule_id.clone(),
        _ => return Err(invalid("Give either schedule_id or service_id. Use list_oncall_schedules to find both.")),
    };
    let schedule = SCHEDULE.get(&oncall.schedules, &id)?;
    let at = args.at.map_or(call.now, |at| call.now.resolve(at));
    let shift = oncall.shift(&id, schedule, at);
    Ok(OnCall {
        schedule_name: schedule.name.clone(),
        at,
        primary: oncall.on_call_person(shift.email),
        secondary: oncall.on_call_person(shift.next),
        shift_start: shift.start,
        shift_end: shift.end,
        override_id: shift.by.map(|by| by.id.clone()),
        schedule_id: id,
    })
}
