//! The smart home: devices in rooms, scenes, automations, measurements, and pairing of new devices.

mod automations;
mod control;
mod data;
mod pairing;
mod reading;
mod scenes;
mod types;

use serde::Serialize;

use crate::kit::resource::{self, Listed};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Noun, Resource, Table, Time};
use crate::world::World;
use types::{Automation, Candidate, Device, Room, Scene, Series};

const AUTOMATION: Noun = Noun { name: "automation", finder: "list_home_automations" };
const CANDIDATE: Noun = Noun { name: "device in pairing mode", finder: "start_pairing" };
const DEVICE: Noun = Noun { name: "device", finder: "list_home_devices" };
const ROOM: Noun = Noun { name: "room", finder: "list_home_devices" };
const SCENE: Noun = Noun { name: "scene", finder: "list_scenes" };

/// The whole home.
#[derive(Debug, Clone, Serialize)]
pub struct Devices {
    automations: Table<Automation>,
    /// Devices in the house that wait to be paired.
    candidates: Table<Candidate>,
    currency: String,
    devices: Table<Device>,
    /// What a kilowatt hour costs, in the smallest unit of the currency.
    kwh_price: i64,
    /// Until when the hub looks for new devices; nothing outside of pairing mode.
    pairing_until: Option<Time>,
    rooms: Table<Room>,
    scenes: Table<Scene>,
    series: Table<Series>,
}

impl Server for Devices {
    const NAME: &'static str = "devices";
    const TITLE: &'static str = "Smart home";
    const DESCRIPTION: &'static str =
        "The user's smart home: lights, heating, blinds, locks, sensors, scenes, automations and energy use.";
    const INSTRUCTIONS: &'static str = "Find ids of devices and rooms with list_home_devices. Offline devices show their last state and take no \
        commands. Unlocking a door asks the user. To add a device, call start_pairing: pair_device is offered while the hub is in pairing mode.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("list_home_devices", reading::list_home_devices),
            read("get_home_device", reading::get_home_device),
            write("set_light", control::set_light).idempotent(),
            write("set_thermostat", control::set_thermostat).idempotent(),
            write("set_blind", control::set_blind).idempotent(),
            write("set_door_lock", control::set_door_lock).idempotent(),
            write("run_device_command", control::run_device_command).idempotent(),
            read("list_scenes", scenes::list_scenes),
            write("activate_scene", scenes::activate_scene).idempotent(),
            read("list_home_automations", automations::list_home_automations),
            write("create_home_automation", automations::create_home_automation),
            write("enable_home_automation", automations::enable_home_automation).idempotent(),
            write("delete_home_automation", automations::delete_home_automation).destructive(),
            read("get_sensor_history", reading::get_sensor_history),
            read("get_energy_use", reading::get_energy_use),
            write("start_pairing", pairing::start_pairing),
            write("pair_device", pairing::pair_device),
            write("stop_pairing", pairing::stop_pairing),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        let rooms = |home: &Self| {
            let listed = |room: &Room| Listed { values: vec![room.id.clone()], title: room.name.clone() };
            home.rooms.values().map(listed).collect()
        };
        vec![
            resource::fixed(
                "home://status",
                "home_status",
                "What needs a look: lights on, doors open or unlocked, devices offline, batteries low.",
                "application/json",
                |home: &Self, _| resource::json_text(&reading::status(home)),
            ),
            resource::template(
                "home://rooms/{room_id}",
                "room_state",
                "The state of all devices of a room. Subscribe to it to hear of every change.",
                "application/json",
                rooms,
                |home, _, vars| resource::json_text(&reading::room_state(home, vars.get("room_id"))?),
            ),
        ]
    }

    /// The tools of pairing are there while the hub is in pairing mode.
    fn offers(&self, tool: &str) -> bool {
        !matches!(tool, "pair_device" | "stop_pairing") || self.pairing_until.is_some()
    }
}
