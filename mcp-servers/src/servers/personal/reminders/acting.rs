//! The tools that deal with a reminder: later, done, or gone.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{REMINDER, Reminders};
use crate::kit::{Call, Int, ToolError, When, conflict, invalid, not_allowed, shorten};

type Result<T> = std::result::Result<T, ToolError>;

/// Puts a reminder off, by minutes from now or until a time. A reminder before an event cannot be put off past its
/// beginning.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SnoozeReminder {
    /// Id of the reminder.
    pub reminder_id: String,
    /// How many minutes from now; this or until.
    pub minutes: Option<Int<1, 10_080>>,
    /// When to remind again; this or minutes.
    pub until: Option<When>,
    /// Whether it may come between 22:00 and 07:00 (default false).
    pub during_quiet_hours: Option<bool>,
}

/// Marks a reminder as dealt with, whether or not its time has come.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompleteReminder {
    /// Id of the reminder.
    pub reminder_id: String,
}

/// Deletes a reminder for good. Use complete_reminder for what has been done.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteReminder {
    /// Id of the reminder.
    pub reminder_id: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct DeletedReminder {
    /// Id of the deleted reminder.
    pub reminder_id: String,
    /// What it said.
    pub text: String,
}

pub fn snooze_reminder(state: &mut Reminders, call: &mut Call, args: SnoozeReminder) -> Result<Reminder> {
    let stored = state.open(&args.reminder_id)?;
    let (argument, time) = match (args.minutes, args.until) {
        (Some(minutes), None) => ("minutes", call.now.plus_minutes(minutes.0)),
        (None, Some(until)) => ("until", call.now.resolve(until)),
        _ => return Err(invalid("Give either minutes or until.")),
    };
    state.check_time(argument, time, call.now, args.during_quiet_hours.unwrap_or(false))?;
    let event = stored.event_id.as_ref().and_then(|id| state.events.get(id));
    if let Some(event) = event.filter(|event| time > event.start) {
        return Err(not_allowed(format!(
            "The event {} begins on {}; its reminder cannot come later.",
            event.title,
            event.start.spoken()
        )));
    }
    let stored = REMINDER.get_mut(&mut state.reminders, &args.reminder_id)?;
    stored.remind_at = time;
    stored.snooze_count += 1;
    let stored = stored.clone();
    Ok(state.show(&args.reminder_id, &stored, call.now))
}

pub fn complete_reminder(state: &mut Reminders, call: &mut Call, args: CompleteReminder) -> Result<Reminder> {
    state.open(&args.reminder_id)?;
    let stored = REMINDER.get_mut(&mut state.reminders, &args.reminder_id)?;
    stored.completed_at = Some(call.now);
    let stored = stored.clone();
    Ok(state.show(&args.reminder_id, &stored, call.now))
}

pub fn delete_reminder(state: &mut Reminders, _: &mut Call, args: DeleteReminder) -> Result<DeletedReminder> {
    let stored = state.reminders.remove(&args.reminder_id).ok_or_else(|| REMINDER.missing(&args.reminder_id))?;
    Ok(DeletedReminder { reminder_id: args.reminder_id, text: stored.text })
}

impl Reminders {
    fn open(&self, reminder_id: &str) -> Result<&Stored> {
        let stored = REMINDER.get(&self.reminders, reminder_id)?;
        match stored.completed_at {
            None => Ok(stored),
            Some(at) => Err(conflict(format!(
                "The reminder \"{}\" was completed on {}. Use create_reminder for a new one.",
                shorten(&stored.text),
                at.spoken()
            ))),
        }
    }
}
