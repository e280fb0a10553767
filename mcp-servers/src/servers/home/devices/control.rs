//! The tools that set single devices.

use schemars::JsonSchema;
use serde::Deserialize;

use super::types::*;
use super::{DEVICE, Devices};
use crate::kit::call::Answer;
use crate::kit::{Call, Int, ToolError, conflict, invalid, not_allowed};

type Result<T> = std::result::Result<T, ToolError>;

/// Below this a vacuum does not leave its dock.
const LEAST_CHARGE: i64 = 15;

/// Switches a light on or off and sets its brightness and colour temperature; what is left out stays as it is.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetLight {
    /// Id of the light.
    pub device_id: String,
    /// Whether it shall be on; setting a brightness switches it on as well.
    pub is_on: Option<bool>,
    /// Brightness, 1 to 100.
    pub brightness_percent: Option<Int<1, 100>>,
    /// Colour temperature, 2200 (warm) to 6500 (cold); not every light has one.
    pub color_temperature_kelvin: Option<Int<2200, 6500>>,
}

/// Sets mode or target temperature of a thermostat. Fails for a target while the heating is off, unless the mode is changed with it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetThermostat {
    /// Id of the thermostat.
    pub device_id: String,
    /// How it shall work.
    pub heating_mode: Option<HeatingMode>,
    /// What to heat to, 5 to 30 °C in steps of half a degree.
    #[schemars(range(min = 5.0, max = 30.0))]
    pub target_celsius: Option<f64>,
}

/// Opens or closes a blind to a position. Fails if the blind is offline.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetBlind {
    /// Id of the blind.
    pub device_id: String,
    /// How far it shall be open: 0 is closed, 100 is fully open.
    pub position_percent: Int<0, 100>,
}

/// Locks or unlocks a door. Unlocking asks the user to confirm; locking fails while the door stands open.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetDoorLock {
    /// Id of the lock.
    pub device_id: String,
    /// True to lock, false to unlock.
    pub is_locked: bool,
}

/// What a plug, speaker, television or vacuum can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    TurnOn,
    TurnOff,
    StartCleaning,
    PauseCleaning,
    ReturnToDock,
}

/// Tells a plug, speaker or television to turn on or off, or a vacuum to start, pause or return. Use set_light for lights.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RunDeviceCommand {
    /// Id of the plug, speaker, television or vacuum.
    pub device_id: String,
    /// What it shall do.
    pub command: Command,
}

/// The user's word on unlocking a door.
#[derive(Deserialize, JsonSchema)]
struct ConfirmUnlock {
    /// Whether the door shall be unlocked now.
    confirm: bool,
}

pub fn set_light(home: &mut Devices, call: &mut Call, args: SetLight) -> Result<Device> {
    let light = home.reachable(&args.device_id, DeviceKind::Light)?;
    let tunes = args.color_temperature_kelvin.is_some() || args.brightness_percent.is_some();
    if args.is_on.is_none() && !tunes {
        return Err(invalid(
            "Nothing to set: give at least one of is_on, brightness_percent or color_temperature_kelvin.",
        ));
    }
    if args.is_on == Some(false) && tunes {
        return Err(invalid(
            "Argument `is_on`: a light that is switched off takes no brightness or colour temperature.",
        ));
    }
    if args.color_temperature_kelvin.is_some() && light.color_temperature_kelvin.is_none() {
        return Err(not_allowed(format!(
            "The colour temperature of {} cannot be tuned. Leave color_temperature_kelvin out.",
            light.name
        )));
    }
    home.change(call, &args.device_id, |light| {
        let on = args.is_on.or(args.brightness_percent.map(|_| true));
        light.is_on = on.or(light.is_on);
        light.brightness_percent = args.brightness_percent.map(|percent| percent.0).or(light.brightness_percent);
        light.color_temperature_kelvin =
            args.color_temperature_kelvin.map(|kelvin| kelvin.0).or(light.color_temperature_kelvin);
    })
}

pub fn set_thermostat(home: &mut Devices, call: &mut Call, args: SetThermostat) -> Result<Device> {
    let thermostat = home.reachable(&args.device_id, DeviceKind::Thermostat)?;
    if args.heating_mode.is_none() && args.target_celsius.is_none() {
        return Err(invalid("Nothing to set: give heating_mode, target_celsius or both."));
    }
    if let Some(celsius) = args.target_celsius
        && (!(5.0..=30.0).contains(&celsius) || (celsius * 2.0).fract() != 0.0)
    {
        return Err(invalid(
            "Argument `target_celsius`: a thermostat takes 5 to 30 °C in steps of half a degree, such as 20.5.",
        ));
    }
    let mode = args.heating_mode.or(thermostat.heating_mode).unwrap_or(HeatingMode::Off);
    if mode == HeatingMode::Off && args.target_celsius.is_some() {
        return Err(conflict(format!(
            "{} is off and has no target. Give heating_mode heat or eco together with target_celsius.",
            thermostat.name
        )));
    }
    home.change(call, &args.device_id, |thermostat| {
        thermostat.heating_mode = Some(mode);
        let usual = if mode == HeatingMode::Eco { 17.0 } else { 20.0 };
        let target = args.target_celsius.or(thermostat.target_celsius).unwrap_or(usual);
        thermostat.target_celsius = (mode != HeatingMode::Off).then_some(target);
    })
}

pub fn set_blind(home: &mut Devices, call: &mut Call, args: SetBlind) -> Result<Device> {
    home.reachable(&args.device_id, DeviceKind::Blind)?;
    home.change(call, &args.device_id, |blind| blind.position_percent = Some(args.position_percent.0))
}

pub fn set_door_lock(home: &mut Devices, call: &mut Call, args: SetDoorLock) -> Result<Device> {
    let lock = home.reachable(&args.device_id, DeviceKind::Lock)?;
    let name = lock.name.clone();
    if args.is_locked
        && let Some(sensor) = home.open_door(lock)
    {
        return Err(conflict(format!("{name} cannot be locked: {} says that the door is open.", sensor.name)));
    }
    if !args.is_locked && lock.is_locked == Some(true) {
        let question = format!("Unlock {name} ({})?", lock.room_name);
        match call.ask::<ConfirmUnlock>("confirm_unlock", question)? {
            Answer::Given(ConfirmUnlock { confirm: true }) => {}
            Answer::Given(_) | Answer::Declined | Answer::Dismissed => {
                return Err(not_allowed(format!("You did not confirm, so {name} stays locked.")));
            }
        }
    }
    home.change(call, &args.device_id, |lock| lock.is_locked = Some(args.is_locked))
}

pub fn run_device_command(home: &mut Devices, call: &mut Call, args: RunDeviceCommand) -> Result<Device> {
    let device = DEVICE.get(&home.devices, &args.device_id)?;
    let cleans = matches!(args.command, Command::StartCleaning | Command::PauseCleaning | Command::ReturnToDock);
    let fits = match device.kind {
        DeviceKind::Plug | DeviceKind::Speaker | DeviceKind::Television => !cleans,
        DeviceKind::Vacuum => cleans,
        _ => false,
    };
    if !fits {
        let wanted = if cleans { "a vacuum" } else { "a plug, speaker or television" };
        return Err(invalid(format!(
            "Argument `command`: {} is a {}, the command is for {wanted}.",
            device.name,
            device.kind.word()
        )));
    }
    home.reachable(&args.device_id, device.kind)?;
    if args.command == Command::StartCleaning
        && let Some(charge) = device.battery_percent.filter(|charge| *charge < LEAST_CHARGE)
    {
        return Err(conflict(format!(
            "{} has {charge} % of its charge left and needs {LEAST_CHARGE} %. Let it return to its dock first.",
            device.name
        )));
    }
    if args.command == Command::PauseCleaning && device.vacuum_state != Some(VacuumState::Cleaning) {
        return Err(conflict(format!("{} is not cleaning.", device.name)));
    }
    home.change(call, &args.device_id, |device| match args.command {
        Command::TurnOn => {
            device.is_on = Some(true);
            device.power_watts = device.power_watts.map(|watts| watts.max(4));
        }
        Command::TurnOff => {
            device.is_on = Some(false);
            device.power_watts = device.power_watts.map(|_| 0);
        }
        Command::StartCleaning => device.vacuum_state = Some(VacuumState::Cleaning),
        Command::PauseCleaning => device.vacuum_state = Some(VacuumState::Paused),
        Command::ReturnToDock => device.vacuum_state = Some(VacuumState::Docked),
    })
}

impl Devices {
    /// A device of the wanted kind that takes commands now.
    pub(super) fn reachable(&self, device_id: &str, kind: DeviceKind) -> Result<&Device> {
        let device = DEVICE.get(&self.devices, device_id)?;
        if device.kind != kind {
            return Err(invalid(format!(
                "Argument `device_id`: {} is a {}, not a {}. Use list_home_devices with kind {}.",
                device.name,
                device.kind.word(),
                kind.word(),
                kind.word()
            )));
        }
        if !device.is_online {
            return Err(conflict(format!(
                "{} has been offline since {} and takes no commands. Check its power or battery.",
                device.name,
                device.changed_at.spoken()
            )));
        }
        Ok(device)
    }

    /// The sensor that says that the door of a lock is open.
    pub(super) fn open_door(&self, lock: &Device) -> Option<&Device> {
        self.devices.values().find(|device| device.room_id == lock.room_id && device.is_open == Some(true))
    }

    fn change(&mut self, call: &Call, device_id: &str, change: impl FnOnce(&mut Device)) -> Result<Device> {
        let device = DEVICE.get_mut(&mut self.devices, device_id)?;
        change(device);
        device.changed_at = call.now;
        Ok(device.clone())
    }
}
