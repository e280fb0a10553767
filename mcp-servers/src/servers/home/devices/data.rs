//! The home as the world has it.

use super::Devices;
use super::types::*;
use crate::kit::rng::Rng;
use crate::kit::{Currency, Table, Time};
use crate::world::World;
use crate::world::cast::Cast;
use crate::world::goods::{BRANDS, MODELS};
use crate::world::house::{Appliance, House, Installed};

/// Hours of climate and motion, and days of energy, that the hub keeps.
const HOURS: i64 = 48;
const DAYS: i64 = 14;

pub fn generate(world: &World) -> Devices {
    let (cast, house) = (Cast::generate(world), House::generate(world));
    let currency = Currency::of(cast.locale.currency);
    let mut rng = world.rng("tariff", 0);
    let (mut devices, mut series) = (Vec::new(), Table::new());
    for (index, installed) in house.devices.iter().enumerate() {
        let device = device(world, &house, index, installed);
        for one in measured(world, index, &device, installed.appliance) {
            series.insert(format!("{} {}", device.id, one.measure.word()), one);
        }
        devices.push(device);
    }
    let rooms = house.rooms.iter().enumerate().map(|(index, room)| Room {
        id: House::room_id(world, index),
        name: room.name.clone(),
        building: room.part.to_owned(),
    });
    let scenes = scenes(world, &house, &devices);
    let automations = automations(world, &devices, &scenes);
    Devices {
        automations: automations.into_iter().map(|one| (one.id.clone(), one)).collect(),
        candidates: (0..world.scaled(3))
            .map(|index| candidate(world, index))
            .map(|one| (one.id.clone(), one))
            .collect(),
        currency: currency.code.to_owned(),
        kwh_price: currency.from_euro_cents(rng.range(24, 38)).max(1),
        pairing_until: None,
        rooms: rooms.map(|room| (room.id.clone(), room)).collect(),
        scenes: scenes.into_iter().map(|scene| (scene.id.clone(), scene)).collect(),
        series,
        devices: devices.into_iter().map(|device| (device.id.clone(), device)).collect(),
    }
}

fn kind(appliance: Appliance) -> DeviceKind {
    match appliance {
        Appliance::Light => DeviceKind::Light,
        Appliance::Thermostat => DeviceKind::Thermostat,
        Appliance::Blind => DeviceKind::Blind,
        Appliance::Lock => DeviceKind::Lock,
        Appliance::ClimateSensor | Appliance::MotionSensor | Appliance::ContactSensor => DeviceKind::Sensor,
        Appliance::Plug => DeviceKind::Plug,
        Appliance::Vacuum => DeviceKind::Vacuum,
        Appliance::Speaker => DeviceKind::Speaker,
        Appliance::Television => DeviceKind::Television,
    }
}

fn device(world: &World, house: &House, index: usize, installed: &Installed) -> Device {
    let mut rng = world.rng("device", index);
    let plain = Device {
        id: House::device_id(world, index),
        name: installed.name.clone(),
        kind: kind(installed.appliance),
        room_id: House::room_id(world, installed.room),
        room_name: house.rooms[installed.room].name.clone(),
        maker: installed.maker.to_owned(),
        model: installed.model.clone(),
        is_online: installed.is_online,
        changed_at: world.now.plus_minutes(-rng.range(3, if installed.is_online { 900 } else { 9_000 })),
        ..Device::new(kind(installed.appliance), world.now)
    };
    let battery = Some(if rng.chance(20) { rng.range(4, 14) } else { rng.range(30, 100) });
    match installed.appliance {
        Appliance::Light => Device {
            is_on: Some(rng.chance(35)),
            brightness_percent: Some(rng.range(4, 20) * 5),
            color_temperature_kelvin: rng.chance(70).then(|| rng.range(22, 50) * 100),
            ..plain
        },
        Appliance::Thermostat => {
            let mode = [HeatingMode::Heat, HeatingMode::Heat, HeatingMode::Eco, HeatingMode::Off][rng.index(4)];
            let current = rng.range(170, 225) as f64 / 10.0;
            let target = Some(rng.range(34, 44) as f64 / 2.0);
            Device {
                heating_mode: Some(mode),
                target_celsius: target.filter(|_| mode != HeatingMode::Off),
                current_celsius: Some(current),
                battery_percent: battery,
                ..plain
            }
        }
        Appliance::Blind => Device { position_percent: Some(rng.range(0, 10) * 10), ..plain },
        Appliance::Lock => Device { is_locked: Some(rng.chance(65)), battery_percent: battery, ..plain },
        Appliance::ClimateSensor => Device {
            current_celsius: Some(rng.range(160, 230) as f64 / 10.0),
            humidity_percent: Some(rng.range(34, 68)),
            battery_percent: battery,
            ..plain
        },
        Appliance::MotionSensor => {
            Device { motion_at: Some(world.now.plus_minutes(-rng.range(1, 300))), battery_percent: battery, ..plain }
        }
        Appliance::ContactSensor => Device { is_open: Some(rng.chance(35)), battery_percent: battery, ..plain },
        Appliance::Plug => {
            let is_on = rng.chance(60);
            Device { is_on: Some(is_on), power_watts: Some(if is_on { rng.range(2, 180) } else { 0 }), ..plain }
        }
        Appliance::Vacuum => Device {
            vacuum_state: Some(if rng.chance(80) { VacuumState::Docked } else { VacuumState::Cleaning }),
            battery_percent: Some(rng.range(10, 100)),
            ..plain
        },
        Appliance::Speaker | Appliance::Television => Device { is_on: Some(rng.chance(50)), ..plain },
    }
}

impl Device {
    /// A device of a kind in the state in which it leaves the box.
    pub(super) fn new(kind: DeviceKind, now: Time) -> Self {
        let has_switch =
            matches!(kind, DeviceKind::Light | DeviceKind::Plug | DeviceKind::Speaker | DeviceKind::Television);
        let is = |wanted: DeviceKind| kind == wanted;
        Self {
            id: String::new(),
            name: String::new(),
            kind,
            room_id: String::new(),
            room_name: String::new(),
            maker: String::new(),
            model: String::new(),
            is_online: true,
            changed_at: now,
            battery_percent: None,
            is_on: has_switch.then_some(false),
            brightness_percent: is(DeviceKind::Light).then_some(100),
            color_temperature_kelvin: None,
            heating_mode: is(DeviceKind::Thermostat).then_some(HeatingMode::Off),
            target_celsius: None,
            current_celsius: None,
            humidity_percent: None,
            position_percent: is(DeviceKind::Blind).then_some(100),
            is_locked: is(DeviceKind::Lock).then_some(false),
            is_open: None,
            motion_at: None,
            power_watts: is(DeviceKind::Plug).then_some(0),
            vacuum_state: is(DeviceKind::Vacuum).then_some(VacuumState::Docked),
        }
    }
}

/// What a device has measured until now; the last value is the one that the device shows.
fn measured(world: &World, index: usize, device: &Device, appliance: Appliance) -> Vec<Series> {
    let mut rng = world.rng("series", index);
    let hour = world.now.at(world.now.day(), world.now.minute() / 60 * 60);
    let of = |measure, values: Vec<i64>| {
        let daily = measure == Measure::EnergyWattHours;
        let since = match daily {
            true => world.now.at(world.now.day().plus_days(1 - DAYS), 0),
            false => hour.plus_minutes(-60 * (HOURS - 1)),
        };
        Series { device_id: device.id.clone(), measure, since, values }
    };
    let mut all = Vec::new();
    if let Some(celsius) = device.current_celsius {
        all.push(of(Measure::TemperatureCelsius, walk(&mut rng, (celsius * 10.0).round() as i64, 4, (120, 260))));
    }
    if let Some(humidity) = device.humidity_percent {
        all.push(of(Measure::HumidityPercent, walk(&mut rng, humidity, 2, (28, 80))));
    }
    if appliance == Appliance::MotionSensor {
        let at_night = |hour: i64| (0..6).contains(&((world.now.minute() / 60 + 24 - hour % 24) % 24));
        let mut values: Vec<i64> = (0..HOURS).map(|ago| if at_night(ago) { 0 } else { rng.range(0, 9) }).collect();
        values.reverse();
        all.push(of(Measure::MotionEvents, values));
    }
    let usual = match appliance {
        Appliance::Plug => rng.range(120, 1_900),
        Appliance::Light => rng.range(20, 140),
        Appliance::Speaker => rng.range(30, 90),
        Appliance::Television => rng.range(90, 600),
        _ => return all,
    };
    let today = world.now.minute().max(60);
    let mut values: Vec<i64> = (0..DAYS).map(|_| usual * rng.range(55, 150) / 100).collect();
    if let Some(last) = values.last_mut() {
        *last = *last * today / 1_440;
    }
    all.push(of(Measure::EnergyWattHours, values));
    all
}

/// Values that end with the last one and move by little.
fn walk(rng: &mut Rng, last: i64, step: i64, (least, most): (i64, i64)) -> Vec<i64> {
    let mut values = vec![last];
    for _ in 1..HOURS {
        let before = values[values.len() - 1];
        values.push((before + rng.range(-step, step)).clamp(least, most));
    }
    values.reverse();
    values
}

/// Names of scenes with what they do: brightness of lights, openness of blinds, temperature, whether doors are locked,
/// and the hour at which people use them.
type Wish = (&'static str, Option<i64>, Option<i64>, Option<f64>, bool, i64);

const WISHES: [Wish; 14] = [
    ("Good night", Some(0), Some(0), Some(17.0), true, 22),
    ("Film night", Some(15), Some(0), Some(21.0), false, 20),
    ("Good morning", Some(70), Some(100), Some(20.5), false, 6),
    ("Leaving home", Some(0), Some(50), Some(16.0), true, 8),
    ("Dinner", Some(45), Some(30), Some(21.0), false, 18),
    ("Reading", Some(60), None, Some(21.5), false, 21),
    ("Party", Some(100), Some(0), None, false, 19),
    ("Away for days", Some(0), Some(100), Some(12.0), true, 9),
    ("Welcome back", Some(80), Some(60), Some(21.0), false, 17),
    ("Sunday morning", Some(30), Some(80), Some(20.0), false, 9),
    ("Cleaning", Some(100), Some(100), Some(18.0), false, 10),
    ("Siesta", Some(0), Some(10), None, false, 13),
    ("Heat wave", None, Some(0), Some(5.0), false, 11),
    ("Homework", Some(90), Some(70), Some(20.5), false, 15),
];

fn scenes(world: &World, house: &House, devices: &[Device]) -> Vec<Scene> {
    let parts: Vec<&str> = house.rooms.iter().step_by(6).map(|room| room.part).collect();
    let mut scenes = Vec::new();
    for (number, part) in parts.iter().enumerate() {
        let mut rng = world.rng("scenes", number);
        // The scene for the night locks the doors and meets the light that is offline.
        let mut chosen = vec![WISHES[0]];
        chosen.extend(rng.some(&WISHES[1..], 4));
        for wish in chosen {
            let inside = house.devices.iter().zip(devices).filter(|(one, _)| house.rooms[one.room].part == *part);
            let actions: Vec<SceneAction> = inside.filter_map(|(_, device)| action(wish, device)).collect();
            let several = parts.len() > 1;
            let name = if several { format!("{}, {}", wish.0, part.to_lowercase()) } else { wish.0.to_owned() };
            let used = world.now.at(world.now.day().plus_days(-rng.range(1, 9)), wish.5 * 60 + rng.range(0, 59));
            scenes.push(Scene {
                id: world.id("scn", scenes.len()),
                name,
                actions,
                last_activated_at: rng.chance(70).then_some(used),
            });
        }
    }
    scenes
}

fn action((_, brightness, position, celsius, locks, _): Wish, device: &Device) -> Option<SceneAction> {
    let plain =
        SceneAction { device_id: device.id.clone(), device_name: device.name.clone(), ..SceneAction::default() };
    match device.kind {
        DeviceKind::Light => brightness.map(|percent| SceneAction {
            is_on: Some(percent > 0),
            brightness_percent: (percent > 0).then_some(percent),
            ..plain
        }),
        DeviceKind::Blind => position.map(|percent| SceneAction { position_percent: Some(percent), ..plain }),
        DeviceKind::Thermostat => celsius.map(|celsius| SceneAction { target_celsius: Some(celsius), ..plain }),
        DeviceKind::Lock => locks.then_some(SceneAction { is_locked: Some(true), ..plain }),
        _ => None,
    }
}

fn automations(world: &World, devices: &[Device], scenes: &[Scene]) -> Vec<Automation> {
    let sensors: Vec<&Device> = devices.iter().filter(|device| device.kind == DeviceKind::Sensor).collect();
    let automation = |index: usize| {
        let mut rng = world.rng("automation", index);
        let scene = &scenes[rng.index(scenes.len())];
        let sensor = (index % 3 == 2).then(|| {
            let wanted = |device: &&&Device| device.motion_at.is_some() || device.is_open.is_some();
            let all: Vec<&&Device> = sensors.iter().filter(wanted).collect();
            all.get(rng.index(all.len())).map(|device| (**device).clone())
        });
        let hour = WISHES.iter().find(|wish| scene.name.starts_with(wish.0)).map_or(12, |wish| wish.5);
        let (trigger, at) = match (&sensor, index % 3) {
            (Some(Some(sensor)), _) if sensor.motion_at.is_some() => (Trigger::Motion, None),
            (Some(Some(_)), _) => (Trigger::Opened, None),
            (_, 1) if hour < 10 => (Trigger::Sunrise, None),
            (_, 1) if hour > 16 => (Trigger::Sunset, None),
            _ => (Trigger::Time, Some(hour * 60 + rng.range(0, 3) * 15)),
        };
        let weekdays = [&WEEK[..], &WEEK[..5], &WEEK[5..]][rng.index(3)].to_vec();
        let when = match trigger {
            Trigger::Time => at.map(|minute| format!("at {}", clock_text(minute))).unwrap_or_default(),
            Trigger::Sunrise => "at sunrise".to_owned(),
            Trigger::Sunset => "at sunset".to_owned(),
            Trigger::Motion | Trigger::Opened => {
                format!("by {}", sensor.iter().flatten().next().map_or("sensor", |sensor| sensor.name.as_str()))
            }
        };
        Automation {
            id: world.id("atm", index),
            name: format!("{} {when}", scene.name),
            is_enabled: rng.chance(70),
            trigger,
            time_of_day: at.map(clock_text),
            weekdays,
            sensor_id: sensor.flatten().map(|sensor| sensor.id),
            scene_id: scene.id.clone(),
            scene_name: scene.name.clone(),
            next_run_at: None,
        }
    };
    (0..world.scaled(4)).map(automation).collect()
}

fn candidate(world: &World, index: usize) -> Candidate {
    const KINDS: [DeviceKind; 6] = [
        DeviceKind::Light,
        DeviceKind::Plug,
        DeviceKind::Blind,
        DeviceKind::Thermostat,
        DeviceKind::Speaker,
        DeviceKind::Lock,
    ];
    let mut rng = world.rng("candidate", index);
    Candidate {
        id: world.id("cnd", index),
        kind: KINDS[rng.index(KINDS.len())],
        maker: rng.pick(&BRANDS).to_owned(),
        model: format!("{} {}", rng.pick(&MODELS), rng.range(1, 9)),
        signal_percent: if index == 2 { rng.range(8, 18) } else { rng.range(40, 98) },
    }
}
