//! The tools that bring new devices into the home. Two of them are offered in pairing mode only.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{CANDIDATE, Devices, ROOM};
use crate::kit::{Call, Ordered, Text, Time, ToolError, conflict};

type Result<T> = std::result::Result<T, ToolError>;

/// How long the hub looks for new devices.
const MINUTES: i64 = 10;
/// Below this signal pairing does not work.
const LEAST_SIGNAL: i64 = 20;

/// Puts the hub into pairing mode for ten minutes and returns the new devices it hears; then pair_device and stop_pairing are offered.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartPairing {
    /// Only look for devices of this kind.
    pub kind: Option<DeviceKind>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PairingMode {
    /// Whether the hub is in pairing mode.
    pub is_pairing: bool,
    /// When pairing mode ends by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Time>,
    /// The new devices that the hub hears.
    pub candidates: Vec<Candidate>,
}

/// Adds a new device that start_pairing has found to a room, and ends pairing mode. Fails if its signal is too weak or the ten minutes are over.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PairDevice {
    /// Id of the new device, as start_pairing returns it.
    pub candidate_id: String,
    /// Id of the room it stands in.
    pub room_id: String,
    /// Name to give it; names are unique.
    #[schemars(example = "Balcony lamp")]
    pub name: Text<60>,
}

/// Ends pairing mode without adding a device.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StopPairing {}

pub fn start_pairing(home: &mut Devices, call: &mut Call, args: StartPairing) -> Result<PairingMode> {
    let mut candidates: Vec<Candidate> =
        home.candidates.values().filter(|one| args.kind.is_none_or(|kind| one.kind == kind)).cloned().collect();
    if candidates.is_empty() {
        return Err(conflict(
            "The hub hears no such device. Hold the button of the new device for five seconds and try again.",
        ));
    }
    candidates.order_by(|a, b| (-a.signal_percent, &a.id).cmp(&(-b.signal_percent, &b.id)));
    let ends_at = call.now.plus_minutes(MINUTES);
    home.pairing_until = Some(ends_at);
    Ok(PairingMode { is_pairing: true, ends_at: Some(ends_at), candidates })
}

pub fn pair_device(home: &mut Devices, call: &mut Call, args: PairDevice) -> Result<Device> {
    let candidate = CANDIDATE.get(&home.candidates, &args.candidate_id)?;
    let room = ROOM.get(&home.rooms, &args.room_id)?;
    if home.pairing_until.is_none_or(|until| call.now > until) {
        return Err(conflict("Pairing mode is over. Use start_pairing to begin again."));
    }
    if candidate.signal_percent < LEAST_SIGNAL {
        return Err(conflict(format!(
            "The signal of the {} ({} %) is too weak. Bring it nearer to the hub.",
            candidate.kind.word(),
            candidate.signal_percent
        )));
    }
    if home.devices.values().any(|device| device.name.eq_ignore_ascii_case(&args.name.0)) {
        return Err(conflict(format!("There is already a device called {}. Choose another name.", args.name.0)));
    }
    let device = Device {
        id: call.ids.mint("dvc"),
        name: args.name.0,
        room_id: room.id.clone(),
        room_name: room.name.clone(),
        maker: candidate.maker.clone(),
        model: candidate.model.clone(),
        ..Device::new(candidate.kind, call.now)
    };
    home.candidates.remove(&args.candidate_id);
    home.pairing_until = None;
    home.devices.insert(device.id.clone(), device.clone());
    Ok(device)
}

pub fn stop_pairing(home: &mut Devices, _: &mut Call, _: StopPairing) -> Result<PairingMode> {
    home.pairing_until = None;
    Ok(PairingMode { is_pairing: false, ends_at: None, candidates: Vec::new() })
}
