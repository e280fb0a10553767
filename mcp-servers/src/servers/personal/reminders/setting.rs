//! The tools that set reminders.

use schemars::JsonSchema;
use serde::Deserialize;

use super::types::*;
use super::{CONTACT, EVENT, Reminders, TASK};
use crate::kit::{Call, Int, Text, Time, ToolError, When, conflict, counted, invalid, not_allowed};

type Result<T> = std::result::Result<T, ToolError>;

/// Sets a reminder for a time, possibly about a task or a contact. Fails for times that have passed and, unless
/// during_quiet_hours is true, for those between 22:00 and 07:00.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateReminder {
    /// What to remind the user of.
    pub text: Text<300>,
    /// When to remind the user.
    pub remind_at: When,
    /// Id of the task that it is about.
    pub task_id: Option<String>,
    /// Id of the contact that it is about.
    pub contact_id: Option<String>,
    /// Whether it may come between 22:00 and 07:00 (default false).
    pub during_quiet_hours: Option<bool>,
}

/// Sets a reminder some time before an event of the calendar. Fails if that moment has passed or such a reminder exists.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateEventReminder {
    /// Id of the calendar event.
    pub event_id: String,
    /// How long before the event begins, in minutes.
    pub minutes_before: Int<0, 20_160>,
    /// What to remind the user of (default: the title of the event).
    pub text: Option<Text<300>>,
}

pub fn create_reminder(state: &mut Reminders, call: &mut Call, args: CreateReminder) -> Result<Reminder> {
    let remind_at = call.now.resolve(args.remind_at);
    state.check_time("remind_at", remind_at, call.now, args.during_quiet_hours.unwrap_or(false))?;
    if let Some(id) = &args.task_id {
        TASK.get(&state.tasks, id)?;
    }
    if let Some(id) = &args.contact_id {
        CONTACT.get(&state.contacts, id)?;
    }
    let stored =
        Stored { task_id: args.task_id, contact_id: args.contact_id, ..plain(args.text.0, remind_at, call.now) };
    Ok(state.keep(call, stored))
}

pub fn create_event_reminder(state: &mut Reminders, call: &mut Call, args: CreateEventReminder) -> Result<Reminder> {
    let event = EVENT.get(&state.events, &args.event_id)?;
    let minutes = args.minutes_before.0;
    let remind_at = event.start.plus_minutes(-minutes);
    if event.start <= call.now {
        return Err(not_allowed(format!("The event {} began on {}.", event.title, event.start.spoken())));
    }
    if remind_at <= call.now {
        return Err(invalid(format!(
            "Argument `minutes_before`: the event {} begins in {}, so there is no time left for a reminder {} before it.",
            event.title,
            counted(event.start.minutes_since(call.now), "minute"),
            counted(minutes, "minute")
        )));
    }
    let same = |(_, one): &(&String, &Stored)| {
        one.event_id.as_ref() == Some(&args.event_id) && one.remind_at == remind_at && one.completed_at.is_none()
    };
    if let Some((id, _)) = state.reminders.iter().find(same) {
        return Err(conflict(format!("The reminder {id} is set for that moment already.")));
    }
    let text = args.text.map_or_else(|| event.title.clone(), |text| text.0);
    let stored =
        Stored { event_id: Some(args.event_id), minutes_before: Some(minutes), ..plain(text, remind_at, call.now) };
    Ok(state.keep(call, stored))
}

pub fn plain(text: String, remind_at: Time, created_at: Time) -> Stored {
    Stored {
        text,
        remind_at,
        event_id: None,
        minutes_before: None,
        task_id: None,
        contact_id: None,
        snooze_count: 0,
        created_at,
        completed_at: None,
    }
}

impl Reminders {
    fn keep(&mut self, call: &mut Call, stored: Stored) -> Reminder {
        let id = call.ids.mint("rem");
        let shown = self.show(&id, &stored, call.now);
        self.reminders.insert(id, stored);
        shown
    }

    /// Refuses times that have passed, that are years away or in which the user is not disturbed.
    pub(super) fn check_time(&self, argument: &str, time: Time, now: Time, quiet_too: bool) -> Result<()> {
        if time <= now {
            return Err(invalid(format!("Argument `{argument}`: {time} has passed; it is now {now}.")));
        }
        if time > now.plus_days(5 * 366) {
            return Err(invalid(format!("Argument `{argument}`: {time} is more than five years away.")));
        }
        if self.quiet_hours.holds(time) && !quiet_too {
            return Err(not_allowed(format!(
                "{} lies in your quiet hours. Choose a time from 07:00 to 22:00 or set during_quiet_hours.",
                time.clock()
            )));
        }
        Ok(())
    }
}
