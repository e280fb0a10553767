//! The owner's home: rooms and the devices in them. Every server that speaks of a device means one of these.

use std::collections::BTreeSet;

use super::World;
use super::goods::{BRANDS, MODELS};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appliance {
    Light,
    Thermostat,
    Blind,
    Lock,
    ClimateSensor,
    MotionSensor,
    ContactSensor,
    Plug,
    Vacuum,
    Speaker,
    Television,
}

#[derive(Debug, Clone)]
pub struct Room {
    pub name: String,
    /// The building or wing; the small world has one.
    pub part: &'static str,
}

/// A device that belongs to a room.
#[derive(Debug, Clone)]
pub struct Installed {
    pub name: String,
    pub appliance: Appliance,
    /// Index into the rooms.
    pub room: usize,
    pub maker: &'static str,
    pub model: String,
    pub is_online: bool,
}

#[derive(Debug, Clone)]
pub struct House {
    pub rooms: Vec<Room>,
    pub devices: Vec<Installed>,
}

type Layout = (&'static str, &'static [(Appliance, &'static [&'static str])]);

use Appliance::{
    Blind, ClimateSensor, ContactSensor, Light, Lock, MotionSensor, Plug, Speaker, Television, Thermostat, Vacuum,
};

/// Rooms with what may be in them; each device goes by one of its names.
const LAYOUTS: [Layout; 18] = [
    (
        "Hall",
        &[
            (Lock, &["front door lock", "front door", "entrance lock"]),
            (ContactSensor, &["front door sensor", "entrance sensor"]),
            (Light, &["hall light", "hall ceiling light", "entrance light"]),
            (MotionSensor, &["hall motion sensor", "entrance motion sensor"]),
        ],
    ),
    (
        "Living room",
        &[
            (Light, &["living room light", "floor lamp", "sofa lamp", "arc lamp"]),
            (Light, &["reading lamp", "shelf light", "window lamp", "picture light"]),
            (Thermostat, &["living room thermostat", "living room heating"]),
            (Blind, &["living room blinds", "balcony blinds", "street side blinds"]),
            (Speaker, &["living room speaker", "sideboard speaker", "record corner speaker"]),
            (Television, &["living room TV", "television", "projector"]),
            (Plug, &["lava lamp plug", "media plug", "amplifier plug"]),
            (Vacuum, &["robot vacuum", "Dusty", "hoover robot", "Krümel"]),
        ],
    ),
    (
        "Kitchen",
        &[
            (Light, &["kitchen light", "worktop light", "kitchen ceiling light"]),
            (Speaker, &["kitchen speaker", "kitchen radio"]),
            (Plug, &["coffee machine plug", "kettle plug", "dishwasher plug"]),
            (ClimateSensor, &["kitchen climate sensor", "kitchen air sensor"]),
        ],
    ),
    (
        "Bedroom",
        &[
            (Light, &["bedside lamp", "bedroom light", "wardrobe light"]),
            (Thermostat, &["bedroom thermostat", "bedroom heating"]),
            (Blind, &["bedroom blinds", "bedroom shutters"]),
            (ClimateSensor, &["bedroom climate sensor", "bedroom air sensor"]),
        ],
    ),
    (
        "Bathroom",
        &[
            (Light, &["mirror light", "bathroom light"]),
            (Thermostat, &["bathroom thermostat", "towel rail thermostat"]),
            (ClimateSensor, &["bathroom humidity sensor"]),
        ],
    ),
    (
        "Study",
        &[
            (Light, &["desk lamp", "study light"]),
            (Plug, &["printer plug", "monitor plug", "desk plug"]),
            (Thermostat, &["study thermostat"]),
        ],
    ),
    (
        "Children's room",
        &[
            (Light, &["night light", "star lamp"]),
            (Speaker, &["bedtime speaker", "story box"]),
            (Thermostat, &["children's room thermostat"]),
            (ContactSensor, &["children's room window sensor"]),
        ],
    ),
    (
        "Guest room",
        &[
            (Light, &["guest room light", "guest lamp"]),
            (Blind, &["guest room blinds"]),
            (Thermostat, &["guest room thermostat"]),
        ],
    ),
    (
        "Dining room",
        &[
            (Light, &["pendant light", "dining table light"]),
            (Blind, &["dining room blinds"]),
            (Speaker, &["dining room speaker"]),
        ],
    ),
    (
        "Garage",
        &[(Lock, &["garage door lock", "side door lock"]), (Light, &["garage light"]), (Plug, &["charger plug"])],
    ),
    (
        "Terrace",
        &[
            (Light, &["terrace lights", "string lights"]),
            (Plug, &["fountain plug", "heater plug"]),
            (ClimateSensor, &["outdoor climate sensor"]),
        ],
    ),
    (
        "Cellar",
        &[
            (Light, &["cellar light"]),
            (Plug, &["freezer plug", "washing machine plug"]),
            (ClimateSensor, &["cellar humidity sensor"]),
        ],
    ),
    ("Attic", &[(Light, &["attic light"]), (ContactSensor, &["skylight sensor"]), (ClimateSensor, &["attic sensor"])]),
    (
        "Laundry room",
        &[
            (Light, &["laundry light"]),
            (Plug, &["dryer plug", "ironing plug"]),
            (MotionSensor, &["laundry motion sensor"]),
        ],
    ),
    (
        "Conservatory",
        &[
            (Light, &["plant light", "conservatory light"]),
            (Blind, &["sun sail", "conservatory blinds"]),
            (ClimateSensor, &["plant sensor"]),
        ],
    ),
    (
        "Workshop",
        &[(Light, &["workbench light"]), (Plug, &["compressor plug", "bench plug"]), (Lock, &["workshop lock"])],
    ),
    (
        "Music room",
        &[(Light, &["piano lamp"]), (Speaker, &["studio speaker"]), (ClimateSensor, &["piano humidity sensor"])],
    ),
    ("Stairs", &[(Light, &["stair lights"]), (MotionSensor, &["stairs motion sensor"])]),
];

/// The buildings of a large place.
const PARTS: [&str; 10] = [
    "Main house", "East wing", "West wing", "Garden house", "Annex", "Coach house", "Gatehouse", "Boat house",
    "Orchard cottage", "Lake cabin",
];
/// Rooms of one building, of which the first four are always there.
const PER_PART: usize = 6;

impl House {
    pub fn generate(world: &World) -> Self {
        let parts = world.scaled(1);
        let mut house = Self { rooms: Vec::new(), devices: Vec::new() };
        let mut taken = BTreeSet::new();
        for part in 0..parts {
            house.build(world, part, parts > 1, &mut taken);
        }
        house
    }

    /// The handle of a device.
    pub fn device_id(world: &World, index: usize) -> String {
        world.id("dvc", index)
    }

    /// The handle of a room.
    pub fn room_id(world: &World, index: usize) -> String {
        world.id("roo", index)
    }

    fn build(&mut self, world: &World, part: usize, many: bool, taken: &mut BTreeSet<String>) {
        let mut rng = world.rng("house", part);
        let mut layouts: Vec<&Layout> = LAYOUTS.iter().take(4).collect();
        layouts.extend(rng.some(&LAYOUTS[4..].iter().collect::<Vec<_>>(), PER_PART - 4));
        let makers = rng.some(&BRANDS, 4);
        for (room, things) in layouts {
            let name = if many { format!("{room}, {}", PARTS[part].to_lowercase()) } else { (*room).to_owned() };
            let index = self.rooms.len();
            self.rooms.push(Room { name, part: PARTS[part] });
            for (appliance, names) in *things {
                let sure = matches!(appliance, Appliance::Lock | Appliance::Light | Appliance::Thermostat);
                let mut name = capital(rng.pick(names));
                let maker = makers[rng.index(makers.len())];
                let model = format!("{} {}", rng.pick(&MODELS), rng.range(1, 9));
                let is_online = rng.chance(90);
                if !sure && part == 0 && rng.chance(12) && index > 2 {
                    continue;
                }
                if many {
                    name = format!("{name} ({})", PARTS[part].to_lowercase());
                }
                if taken.insert(name.clone()) {
                    self.devices.push(Installed { name, appliance: *appliance, room: index, maker, model, is_online });
                }
            }
        }
        self.disconnect_one(world, part, many);
    }

    /// There is always one light that cannot be reached, and what plays in the living room always can.
    fn disconnect_one(&mut self, world: &World, part: usize, many: bool) {
        let mut rng = world.rng("offline", part);
        let first = self.rooms.len() - PER_PART;
        let of_part = |device: &&mut Installed| device.room >= first;
        let mut lights: Vec<&mut Installed> = self
            .devices
            .iter_mut()
            .filter(of_part)
            .filter(|device| device.appliance == Appliance::Light && device.room > first)
            .collect();
        let chosen = rng.index(lights.len());
        if let Some(light) = lights.get_mut(chosen).filter(|_| !many || part == 0) {
            light.is_online = false;
        }
        for device in self.devices.iter_mut().filter(of_part) {
            let in_living_room = device.room == first + 1;
            let plays = matches!(device.appliance, Appliance::Speaker | Appliance::Television);
            let needed = plays && in_living_room;
            device.is_online |= needed || matches!(device.appliance, Appliance::Lock | Appliance::ContactSensor);
        }
    }
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
