//! The tools about automations: scenes that activate themselves.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{AUTOMATION, DEVICE, Devices, SCENE};
use crate::kit::{Call, Cursor, Limit, Ordered, Text, Time, ToolError, conflict, invalid, not_allowed, page};

type Result<T> = std::result::Result<T, ToolError>;

/// How many automations the hub holds.
const MOST: usize = 100;

#[derive(Debug, Serialize, JsonSchema)]
pub struct AutomationList {
    /// The automations, by name.
    pub automations: Vec<Automation>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Lists the automations of the home: what sets them off, what they activate and when they next run.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListHomeAutomations {
    /// Only automations that activate this scene.
    pub scene_id: Option<String>,
    /// Only automations that are enabled, or only those that are not.
    pub is_enabled: Option<bool>,
    /// How many automations to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Creates an automation that activates a scene at a time of day, at sunrise or sunset, or by a motion or contact sensor. It is enabled at once.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateHomeAutomation {
    /// Name of the automation; names are unique.
    #[schemars(example = "Wake up on weekdays")]
    pub name: Text<80>,
    /// Id of the scene to activate.
    pub scene_id: String,
    /// What sets it off.
    pub trigger: Trigger,
    /// Time of day such as 07:30; needed for the trigger time and for no other.
    #[schemars(example = "07:30")]
    pub time_of_day: Option<ClockTime>,
    /// Id of a motion or contact sensor; needed for the triggers motion and opened.
    pub sensor_id: Option<String>,
    /// Days on which it runs (default: every day).
    pub weekdays: Option<Vec<Weekday>>,
}

/// Enables or disables an automation. A disabled one stays in the list and does not run.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnableHomeAutomation {
    /// Id of the automation.
    pub automation_id: String,
    /// Whether it shall run.
    pub is_enabled: bool,
}

/// Deletes an automation for good and returns what it was. To pause it, disable it with enable_home_automation.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteHomeAutomation {
    /// Id of the automation.
    pub automation_id: String,
}

pub fn list_home_automations(home: &Devices, call: &Call, args: ListHomeAutomations) -> Result<AutomationList> {
    if let Some(scene_id) = &args.scene_id {
        SCENE.get(&home.scenes, scene_id)?;
    }
    let found = |one: &&Automation| {
        args.scene_id.as_ref().is_none_or(|scene| one.scene_id == *scene)
            && args.is_enabled.is_none_or(|enabled| one.is_enabled == enabled)
    };
    let mut found: Vec<&Automation> = home.automations.values().filter(found).collect();
    found.order_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 20);
    Ok(AutomationList { automations: found.into_iter().map(|one| one.shown(call.now)).collect(), next_cursor })
}

pub fn create_home_automation(home: &mut Devices, call: &mut Call, args: CreateHomeAutomation) -> Result<Automation> {
    let scene = SCENE.get(&home.scenes, &args.scene_id)?;
    let (scene_id, scene_name) = (scene.id.clone(), scene.name.clone());
    if (args.trigger == Trigger::Time) != args.time_of_day.is_some() {
        return Err(invalid("Argument `time_of_day`: it is needed for the trigger time and for no other."));
    }
    let sensed = matches!(args.trigger, Trigger::Motion | Trigger::Opened);
    if sensed != args.sensor_id.is_some() {
        return Err(invalid("Argument `sensor_id`: it is needed for the triggers motion and opened and for no other."));
    }
    if let Some(sensor_id) = &args.sensor_id {
        let sensor = DEVICE.get(&home.devices, sensor_id)?;
        let fits = match args.trigger {
            Trigger::Motion => sensor.motion_at.is_some(),
            _ => sensor.is_open.is_some(),
        };
        if !fits {
            let wanted = if args.trigger == Trigger::Motion { "motion" } else { "doors or windows" };
            return Err(invalid(format!("Argument `sensor_id`: {} does not sense {wanted}.", sensor.name)));
        }
    }
    let mut weekdays = args.weekdays.unwrap_or_else(|| WEEK.to_vec());
    weekdays.sort_unstable();
    weekdays.dedup();
    if weekdays.is_empty() {
        return Err(invalid("Argument `weekdays`: name at least one day, or leave it out for every day."));
    }
    if home.automations.values().any(|one| one.name.eq_ignore_ascii_case(&args.name.0)) {
        return Err(conflict(format!("There is already an automation called {}. Choose another name.", args.name.0)));
    }
    if home.automations.len() >= MOST {
        return Err(not_allowed(format!("The hub holds {MOST} automations at most. Delete one first.")));
    }
    let automation = Automation {
        id: call.ids.mint("atm"),
        name: args.name.0,
        is_enabled: true,
        trigger: args.trigger,
        time_of_day: args.time_of_day.map(|time| clock_text(time.0)),
        weekdays,
        sensor_id: args.sensor_id,
        scene_id,
        scene_name,
        next_run_at: None,
    };
    home.automations.insert(automation.id.clone(), automation.clone());
    Ok(automation.shown(call.now))
}

pub fn enable_home_automation(home: &mut Devices, call: &mut Call, args: EnableHomeAutomation) -> Result<Automation> {
    let automation = AUTOMATION.get_mut(&mut home.automations, &args.automation_id)?;
    automation.is_enabled = args.is_enabled;
    Ok(automation.shown(call.now))
}

pub fn delete_home_automation(home: &mut Devices, _: &mut Call, args: DeleteHomeAutomation) -> Result<Automation> {
    let deleted = home.automations.remove(&args.automation_id);
    let deleted = deleted.ok_or_else(|| AUTOMATION.missing(&args.automation_id))?;
    // Nothing runs any more, so there is no next run.
    Ok(Automation { is_enabled: false, ..deleted })
}

impl Automation {
    /// With the time of its next run, which depends on the clock.
    fn shown(&self, now: Time) -> Self {
        Self { next_run_at: self.next_run(now), ..self.clone() }
    }

    fn next_run(&self, now: Time) -> Option<Time> {
        let (hour, minute) = self.time_of_day.as_deref().filter(|_| self.is_enabled)?.split_once(':')?;
        let minute = hour.parse::<i64>().ok()? * 60 + minute.parse::<i64>().ok()?;
        let runs = (0..8).map(|days| now.at(now.day().plus_days(days), minute));
        runs.filter(|run| *run > now).find(|run| self.weekdays.contains(&WEEK[run.day().weekday()]))
    }
}
