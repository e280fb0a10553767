//! The tools that look at devices and at what they have measured.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{DEVICE, Devices, ROOM};
use crate::kit::{
    Call, Currency, Cursor, Day, Int, Limit, Money, Ordered, Query, Time, ToolError, conflict, counted, invalid, page,
};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct DeviceSummary {
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
    /// Whether the hub reaches it.
    pub is_online: bool,
    /// Its state in words, such as `on, 60 %`.
    pub state: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct DeviceList {
    /// The devices found, by room and name.
    pub devices: Vec<DeviceSummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Lists the devices of the home with rooms and states, optionally of one room or kind. Use it to get ids of devices and rooms.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListHomeDevices {
    /// Only devices whose name, room or maker has these words.
    pub query: Option<Query>,
    /// Only devices of this room.
    pub room_id: Option<String>,
    /// Only devices of this kind.
    pub kind: Option<DeviceKind>,
    /// Only devices that are online, or only those that are offline.
    pub is_online: Option<bool>,
    /// How many devices to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Returns the whole state of one device; which fields there are depends on its kind.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetHomeDevice {
    /// Id of the device.
    pub device_id: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Reading {
    /// The beginning of the hour or day.
    pub at: Time,
    /// The value in the unit of the measure.
    pub value: f64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct SensorHistory {
    /// Id of the device.
    pub device_id: String,
    /// Name of the device.
    pub device_name: String,
    /// What was measured, with its unit.
    pub measure: Measure,
    /// The unit of the values as people write it, such as °C.
    pub unit: &'static str,
    /// The values, oldest first.
    pub readings: Vec<Reading>,
    /// The smallest value.
    pub minimum: f64,
    /// The largest value.
    pub maximum: f64,
    /// The average of the values.
    pub average: f64,
}

/// Returns what a device has measured: temperature, humidity or motion hour by hour, energy day by day. Sensors, thermostats, and what is metered have a history.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetSensorHistory {
    /// Id of the device.
    pub device_id: String,
    /// What to return, where the device measures several things (default: the first).
    pub measure: Option<Measure>,
    /// How many hours to look back (default 24); energy is returned by day.
    pub hours: Option<Int<1, 336>>,
}

/// What energy use is summed up by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Grouping {
    Device,
    Room,
    Day,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct EnergyShare {
    /// Name of the device or room, or the day.
    pub name: String,
    /// Energy used.
    pub kilowatt_hours: f64,
    /// What that costs.
    pub cost: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct EnergyUse {
    /// First day that is counted.
    pub from_date: Day,
    /// Last day that is counted.
    pub to_date: Day,
    /// Energy used by all devices that are metered.
    pub total_kilowatt_hours: f64,
    /// What that costs.
    pub total_cost: Money,
    /// The shares; largest first, or by day.
    pub shares: Vec<EnergyShare>,
}

/// Returns the energy that lights, plugs, speakers and televisions have used and its cost, by device, room or day. The hub keeps 14 days.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetEnergyUse {
    /// First day (default: seven days ago).
    pub from_date: Option<Day>,
    /// Last day, included (default: today).
    pub to_date: Option<Day>,
    /// Only devices of this room.
    pub room_id: Option<String>,
    /// What to sum up by (default device).
    pub group_by: Option<Grouping>,
}

pub fn list_home_devices(home: &Devices, _: &Call, args: ListHomeDevices) -> Result<DeviceList> {
    if let Some(room_id) = &args.room_id {
        ROOM.get(&home.rooms, room_id)?;
    }
    let found = |device: &&Device| {
        let texts = [device.name.as_str(), &device.room_name, &device.maker];
        args.query.as_ref().is_none_or(|query| query.matches(texts))
            && args.room_id.as_ref().is_none_or(|room| device.room_id == *room)
            && args.kind.is_none_or(|kind| device.kind == kind)
            && args.is_online.is_none_or(|online| device.is_online == online)
    };
    let mut found: Vec<&Device> = home.devices.values().filter(found).collect();
    found.order_by(|a, b| (&a.room_name, &a.name, &a.id).cmp(&(&b.room_name, &b.name, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 20);
    let summary = |device: &Device| DeviceSummary {
        id: device.id.clone(),
        name: device.name.clone(),
        kind: device.kind,
        room_id: device.room_id.clone(),
        room_name: device.room_name.clone(),
        is_online: device.is_online,
        state: device.words(),
    };
    Ok(DeviceList { devices: found.into_iter().map(summary).collect(), next_cursor })
}

pub fn get_home_device(home: &Devices, _: &Call, args: GetHomeDevice) -> Result<Device> {
    DEVICE.get(&home.devices, &args.device_id).cloned()
}

pub fn get_sensor_history(home: &Devices, call: &Call, args: GetSensorHistory) -> Result<SensorHistory> {
    let device = DEVICE.get(&home.devices, &args.device_id)?;
    let mut of_device: Vec<&Series> = home.series.values().filter(|series| series.device_id == device.id).collect();
    of_device.order_by_key(|series| series.measure);
    let Some(first) = of_device.first() else {
        return Err(conflict(format!(
            "{} is a {} and keeps no history. Sensors, thermostats, plugs, lights, speakers and televisions do.",
            device.name,
            device.kind.word()
        )));
    };
    let wanted = args.measure.unwrap_or(first.measure);
    let Some(series) = of_device.iter().find(|series| series.measure == wanted) else {
        let measures: Vec<&str> = of_device.iter().map(|series| series.measure.word()).collect();
        return Err(invalid(format!("Argument `measure`: {} measures {} only.", device.name, measures.join(" and "))));
    };
    let hours = args.hours.map_or(24, |hours| hours.0);
    let (since, until) =
        (call.now.plus_minutes(-60 * hours), if device.is_online { call.now } else { device.changed_at });
    let inside = |reading: &(Time, i64)| reading.0 > since && reading.0 <= until;
    let readings: Vec<Reading> = series.readings().filter(inside).map(Reading::of(wanted)).collect();
    if readings.is_empty() {
        return Err(conflict(format!(
            "{} has measured nothing in the last {}. Ask for more hours, or check whether it is offline.",
            device.name,
            counted(hours, "hour")
        )));
    }
    let values = || readings.iter().map(|reading| reading.value);
    Ok(SensorHistory {
        device_id: device.id.clone(),
        device_name: device.name.clone(),
        measure: wanted,
        unit: wanted.unit(),
        minimum: values().reduce(f64::min).unwrap_or(0.0),
        maximum: values().reduce(f64::max).unwrap_or(0.0),
        average: (values().sum::<f64>() / readings.len().max(1) as f64 * 10.0).round() / 10.0,
        readings,
    })
}

pub fn get_energy_use(home: &Devices, call: &Call, args: GetEnergyUse) -> Result<EnergyUse> {
    let to_date = args.to_date.unwrap_or(call.now.day());
    let from_date = args.from_date.unwrap_or(call.now.day().plus_days(-6));
    if to_date < from_date {
        return Err(invalid(format!("Argument `to_date`: {to_date} lies before from_date ({from_date}).")));
    }
    if let Some(room_id) = &args.room_id {
        ROOM.get(&home.rooms, room_id)?;
    }
    let grouping = args.group_by.unwrap_or(Grouping::Device);
    let mut shares: BTreeMap<String, i64> = BTreeMap::new();
    for series in home.series.values().filter(|series| series.measure == Measure::EnergyWattHours) {
        let Some(device) = home.devices.get(&series.device_id) else { continue };
        if args.room_id.as_ref().is_some_and(|room| device.room_id != *room) {
            continue;
        }
        for (at, watt_hours) in series.readings().filter(|(at, _)| (from_date..=to_date).contains(&at.day())) {
            let name = match grouping {
                Grouping::Device => device.name.clone(),
                Grouping::Room => device.room_name.clone(),
                Grouping::Day => at.day().to_string(),
            };
            *shares.entry(name).or_default() += watt_hours;
        }
    }
    let cost = |watt_hours: i64| Currency::of(&home.currency).money(watt_hours * home.kwh_price / 1_000);
    let total: i64 = shares.values().sum();
    let mut shares: Vec<(String, i64)> = shares.into_iter().collect();
    if grouping != Grouping::Day {
        shares.order_by(|a, b| (-a.1, &a.0).cmp(&(-b.1, &b.0)));
    }
    let share = |(name, watt_hours): (String, i64)| EnergyShare {
        name,
        kilowatt_hours: watt_hours as f64 / 1_000.0,
        cost: cost(watt_hours),
    };
    Ok(EnergyUse {
        from_date,
        to_date,
        total_kilowatt_hours: total as f64 / 1_000.0,
        total_cost: cost(total),
        shares: shares.into_iter().map(share).collect(),
    })
}

impl Reading {
    fn of(measure: Measure) -> impl Fn((Time, i64)) -> Self {
        move |(at, value)| {
            let tenths = measure == Measure::TemperatureCelsius;
            Self { at, value: if tenths { value as f64 / 10.0 } else { value as f64 } }
        }
    }
}

impl Series {
    /// The values with the beginning of their hour or day.
    fn readings(&self) -> impl Iterator<Item = (Time, i64)> {
        let minutes = if self.measure == Measure::EnergyWattHours { 24 * 60 } else { 60 };
        (0..).map(move |index| self.since.plus_minutes(index * minutes)).zip(self.values.iter().copied())
    }
}

impl Device {
    /// The state in a few words.
    pub(super) fn words(&self) -> String {
        let mut words: Vec<String> = Vec::new();
        if let Some(is_on) = self.is_on {
            words.push(if is_on { "on" } else { "off" }.to_owned());
        }
        words
            .extend(self.brightness_percent.filter(|_| self.is_on == Some(true)).map(|percent| format!("{percent} %")));
        words.extend(self.power_watts.map(|watts| format!("{watts} W")));
        words.extend(self.heating_mode.map(|mode| match (mode, self.target_celsius) {
            (HeatingMode::Off, _) => "off".to_owned(),
            (HeatingMode::Eco, target) => format!("eco at {} °C", target.unwrap_or(17.0)),
            (HeatingMode::Heat, target) => format!("heating to {} °C", target.unwrap_or(17.0)),
        }));
        words.extend(self.current_celsius.map(|celsius| format!("{celsius} °C now")));
        words.extend(self.humidity_percent.map(|percent| format!("{percent} % humidity")));
        words.extend(self.position_percent.map(|percent| match percent {
            0 => "closed".to_owned(),
            percent => format!("{percent} % open"),
        }));
        words.extend(self.is_locked.map(|locked| if locked { "locked" } else { "unlocked" }.to_owned()));
        words.extend(self.is_open.map(|open| if open { "open" } else { "closed" }.to_owned()));
        words.extend(self.motion_at.map(|at| format!("last motion at {}", at.clock())));
        words.extend(self.vacuum_state.map(|state| match state {
            VacuumState::Docked => "docked".to_owned(),
            VacuumState::Cleaning => "cleaning".to_owned(),
            VacuumState::Paused => "paused".to_owned(),
        }));
        words.join(", ")
    }
}

#[derive(Serialize)]
pub struct RoomState<'a> {
    room: &'a Room,
    devices: Vec<&'a Device>,
}

pub fn room_state<'a>(home: &'a Devices, room_id: &str) -> Result<RoomState<'a>> {
    let room = ROOM.get(&home.rooms, room_id)?;
    let mut devices: Vec<&Device> = home.devices.values().filter(|device| device.room_id == room.id).collect();
    devices.order_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    Ok(RoomState { room, devices })
}

#[derive(Serialize)]
pub struct HomeStatus<'a> {
    is_pairing: bool,
    lights_on: Vec<&'a str>,
    low_batteries: Vec<&'a str>,
    offline: Vec<&'a str>,
    open_doors_and_windows: Vec<&'a str>,
    unlocked: Vec<&'a str>,
}

pub fn status(home: &Devices) -> HomeStatus<'_> {
    let names = |wanted: &dyn Fn(&Device) -> bool| {
        home.devices.values().filter(|device| wanted(device)).map(|device| device.name.as_str()).collect()
    };
    HomeStatus {
        is_pairing: home.pairing_until.is_some(),
        lights_on: names(&|device| device.kind == DeviceKind::Light && device.is_on == Some(true)),
        low_batteries: names(&|device| device.battery_percent.is_some_and(|percent| percent < 15)),
        offline: names(&|device| !device.is_online),
        open_doors_and_windows: names(&|device| device.is_open == Some(true)),
        unlocked: names(&|device| device.is_locked == Some(false)),
    }
}
