//! What the smart home holds and shows.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de::Error};

use crate::kit::types::read_text;
use crate::kit::{Time, shorten};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeviceKind {
    Light,
    Thermostat,
    Blind,
    Lock,
    Sensor,
    Plug,
    Vacuum,
    Speaker,
    Television,
}

impl DeviceKind {
    pub fn word(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Thermostat => "thermostat",
            Self::Blind => "blind",
            Self::Lock => "lock",
            Self::Sensor => "sensor",
            Self::Plug => "plug",
            Self::Vacuum => "vacuum",
            Self::Speaker => "speaker",
            Self::Television => "television",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HeatingMode {
    Heat,
    Eco,
    Off,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VacuumState {
    Docked,
    Cleaning,
    Paused,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Room {
    /// Id of the room.
    pub id: String,
    /// Name of the room.
    pub name: String,
    /// Building or wing that it belongs to.
    pub building: String,
}

/// A device with the fields of its kind; an offline one shows its last known state.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Device {
    /// Id of the device.
    pub id: String,
    /// Name of the device.
    pub name: String,
    /// Kind of the device.
    pub kind: DeviceKind,
    /// Id of the room it is in.
    pub room_id: String,
    /// Name of the room it is in.
    pub room_name: String,
    /// Who makes it.
    pub maker: String,
    /// Its model.
    pub model: String,
    /// Whether the hub reaches it; an offline device takes no commands.
    pub is_online: bool,
    /// When its state last changed.
    pub changed_at: Time,
    /// Charge of its battery, for devices without mains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub battery_percent: Option<i64>,
    /// Whether a light, plug, speaker or television is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_on: Option<bool>,
    /// Brightness of a light, 1 to 100; kept while it is off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brightness_percent: Option<i64>,
    /// Colour temperature of a light in kelvin, 2200 (warm) to 6500 (cold), where it can be tuned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color_temperature_kelvin: Option<i64>,
    /// How a thermostat works.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heating_mode: Option<HeatingMode>,
    /// What a thermostat heats to, in °C.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_celsius: Option<f64>,
    /// What a thermostat or climate sensor measures, in °C.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_celsius: Option<f64>,
    /// Relative humidity that a climate sensor measures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub humidity_percent: Option<i64>,
    /// How far a blind is open: 0 is closed, 100 is fully open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position_percent: Option<i64>,
    /// Whether a lock is locked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_locked: Option<bool>,
    /// Whether the door or window of a contact sensor is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_open: Option<bool>,
    /// When a motion sensor last saw somebody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub motion_at: Option<Time>,
    /// What flows through a plug now, in watts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub power_watts: Option<i64>,
    /// What a vacuum is doing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vacuum_state: Option<VacuumState>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    TemperatureCelsius,
    HumidityPercent,
    MotionEvents,
    EnergyWattHours,
}

impl Measure {
    pub fn word(self) -> &'static str {
        match self {
            Self::TemperatureCelsius => "temperature_celsius",
            Self::HumidityPercent => "humidity_percent",
            Self::MotionEvents => "motion_events",
            Self::EnergyWattHours => "energy_watt_hours",
        }
    }

    /// The unit of a value as people write it.
    pub fn unit(self) -> &'static str {
        match self {
            Self::TemperatureCelsius => "°C",
            Self::HumidityPercent => "%",
            Self::MotionEvents => "movements an hour",
            Self::EnergyWattHours => "Wh a day",
        }
    }
}

/// What a device has measured: one value an hour, or one a day for energy. Temperatures are in tenths of a degree.
#[derive(Debug, Clone, Serialize)]
pub struct Series {
    pub device_id: String,
    pub measure: Measure,
    /// The beginning of the first hour or day.
    pub since: Time,
    pub values: Vec<i64>,
}

/// What a scene wants of one device.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct SceneAction {
    /// Id of the device.
    pub device_id: String,
    /// Name of the device.
    pub device_name: String,
    /// Whether it shall be on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_on: Option<bool>,
    /// Brightness that a light shall have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brightness_percent: Option<i64>,
    /// Temperature that a thermostat shall heat to, in °C.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_celsius: Option<f64>,
    /// How far a blind shall be open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position_percent: Option<i64>,
    /// Whether a lock shall be locked; scenes never unlock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_locked: Option<bool>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Scene {
    /// Id of the scene.
    pub id: String,
    /// Name of the scene.
    pub name: String,
    /// What it does, device by device.
    pub actions: Vec<SceneAction>,
    /// When it was last activated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_activated_at: Option<Time>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    Time,
    Sunrise,
    Sunset,
    Motion,
    Opened,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

pub const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Automation {
    /// Id of the automation.
    pub id: String,
    /// Name of the automation.
    pub name: String,
    /// Whether it runs.
    pub is_enabled: bool,
    /// What sets it off.
    pub trigger: Trigger,
    /// Time of day, where a time sets it off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_of_day: Option<String>,
    /// Days on which it runs.
    pub weekdays: Vec<Weekday>,
    /// Id of the sensor, where a sensor sets it off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sensor_id: Option<String>,
    /// Id of the scene that it activates.
    pub scene_id: String,
    /// Name of the scene that it activates.
    pub scene_name: String,
    /// When it will next run, where a time sets it off and it is enabled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_run_at: Option<Time>,
}

/// A new device that the hub can hear.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Candidate {
    /// Id to pair it by.
    pub id: String,
    /// Kind of the device.
    pub kind: DeviceKind,
    /// Who makes it.
    pub maker: String,
    /// Its model.
    pub model: String,
    /// How well the hub hears it.
    pub signal_percent: i64,
}

/// A time of day such as `07:30`.
#[derive(Debug, Clone, Copy)]
pub struct ClockTime(pub i64);

impl<'de> Deserialize<'de> for ClockTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wanted = "a time of day such as 07:30";
        let text = read_text(deserializer, wanted)?;
        let number = |part: &str, most: i64| {
            let digits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| part.parse::<i64>().ok()).flatten().filter(|number| *number < most)
        };
        let parts = text.split_once(':').and_then(|(hour, minute)| Some((number(hour, 24)?, number(minute, 60)?)));
        let minute = parts.map(|(hour, minute)| hour * 60 + minute);
        minute.map(Self).ok_or_else(|| D::Error::custom(format!("{:?} is not {wanted}", shorten(&text))))
    }
}

impl JsonSchema for ClockTime {
    fn schema_name() -> Cow<'static, str> {
        "ClockTime".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"})
    }
}

/// `07:30`
pub fn clock_text(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}
