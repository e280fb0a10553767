//! The tools about scenes: many devices set at once, each by itself.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{Devices, SCENE};
use crate::kit::{Call, Cursor, Limit, Ordered, Query, ToolError, conflict, page};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct SceneList {
    /// The scenes, by name.
    pub scenes: Vec<Scene>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Lists the scenes of the home with what each does. Use it to get a scene's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListScenes {
    /// Only scenes whose name has these words.
    pub query: Option<Query>,
    /// How many scenes to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Sets all devices of a scene, each by itself: devices that are offline or refuse are reported and the others are set. Fails if none can be set.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActivateScene {
    /// Id of the scene.
    pub scene_id: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Applied,
    Unchanged,
    Offline,
    Refused,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct DeviceOutcome {
    /// Id of the device.
    pub device_id: String,
    /// Name of the device.
    pub device_name: String,
    /// What became of the wish.
    pub outcome: Outcome,
    /// Why it was not fulfilled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Activation {
    /// Id of the scene.
    pub scene_id: String,
    /// Name of the scene.
    pub scene_name: String,
    /// How many devices are as the scene wants them.
    pub applied_count: usize,
    /// How many are not.
    pub failed_count: usize,
    /// What happened, device by device.
    pub outcomes: Vec<DeviceOutcome>,
}

pub fn list_scenes(home: &Devices, _: &Call, args: ListScenes) -> Result<SceneList> {
    let found = |scene: &&Scene| args.query.as_ref().is_none_or(|query| query.matches([scene.name.as_str()]));
    let mut found: Vec<&Scene> = home.scenes.values().filter(found).collect();
    found.order_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    Ok(SceneList { scenes: found.into_iter().cloned().collect(), next_cursor })
}

pub fn activate_scene(home: &mut Devices, call: &mut Call, args: ActivateScene) -> Result<Activation> {
    let scene = SCENE.get(&home.scenes, &args.scene_id)?.clone();
    let outcomes: Vec<DeviceOutcome> = scene.actions.iter().map(|action| home.judge(action)).collect();
    let works = |outcome: &&DeviceOutcome| matches!(outcome.outcome, Outcome::Applied | Outcome::Unchanged);
    let applied_count = outcomes.iter().filter(works).count();
    if applied_count == 0 {
        return Err(conflict(format!(
            "No device of the scene {} can be reached. Check the hub and the devices.",
            scene.name
        )));
    }
    for (action, outcome) in scene.actions.iter().zip(&outcomes) {
        if outcome.outcome == Outcome::Applied
            && let Some(device) = home.devices.get_mut(&action.device_id)
        {
            action.apply(device);
            device.changed_at = call.now;
        }
    }
    if let Some(scene) = home.scenes.get_mut(&args.scene_id) {
        scene.last_activated_at = Some(call.now);
    }
    Ok(Activation {
        scene_id: scene.id,
        scene_name: scene.name,
        applied_count,
        failed_count: outcomes.len() - applied_count,
        outcomes,
    })
}

impl Devices {
    fn judge(&self, action: &SceneAction) -> DeviceOutcome {
        let (outcome, reason) = match self.devices.get(&action.device_id) {
            None => (Outcome::Refused, Some("The device is no longer in the home.".to_owned())),
            Some(device) if !device.is_online => {
                (Outcome::Offline, Some(format!("Offline since {}.", device.changed_at.spoken())))
            }
            Some(device) => match self.open_door(device).filter(|_| action.is_locked == Some(true)) {
                Some(sensor) => (Outcome::Refused, Some(format!("{} says that the door is open.", sensor.name))),
                None if action.is_met(device) => (Outcome::Unchanged, None),
                None => (Outcome::Applied, None),
            },
        };
        DeviceOutcome { device_id: action.device_id.clone(), device_name: action.device_name.clone(), outcome, reason }
    }
}

impl SceneAction {
    fn apply(&self, device: &mut Device) {
        device.is_on = self.is_on.or(device.is_on);
        device.brightness_percent = self.brightness_percent.or(device.brightness_percent);
        device.position_percent = self.position_percent.or(device.position_percent);
        device.is_locked = self.is_locked.or(device.is_locked);
        if let Some(celsius) = self.target_celsius {
            device.target_celsius = Some(celsius);
            device.heating_mode = Some(HeatingMode::Heat);
        }
    }

    fn is_met(&self, device: &Device) -> bool {
        let mut after = device.clone();
        self.apply(&mut after);
        after.words() == device.words()
    }
}
