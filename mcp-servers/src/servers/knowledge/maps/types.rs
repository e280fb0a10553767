//! What maps show.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::Time;
use crate::world::places::VenueKind;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    Restaurant,
    Cafe,
    Hotel,
    Clinic,
    Pharmacy,
    Museum,
    Gym,
    Cinema,
    Supermarket,
    Library,
}

impl PlaceKind {
    pub fn of(kind: VenueKind) -> Self {
        match kind {
            VenueKind::Restaurant => Self::Restaurant,
            VenueKind::Cafe => Self::Cafe,
            VenueKind::Hotel => Self::Hotel,
            VenueKind::Clinic => Self::Clinic,
            VenueKind::Pharmacy => Self::Pharmacy,
            VenueKind::Museum => Self::Museum,
            VenueKind::Gym => Self::Gym,
            VenueKind::Cinema => Self::Cinema,
            VenueKind::Supermarket => Self::Supermarket,
            VenueKind::Library => Self::Library,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    Place,
    Street,
    City,
}

/// A point that was found for an address.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GeocodedAddress {
    /// The address as maps write it.
    pub formatted_address: String,
    /// Latitude in degrees.
    pub latitude: f64,
    /// Longitude in degrees.
    pub longitude: f64,
    /// How exact the point is.
    pub precision: Precision,
    /// Id of the place there, if a known place has this address or name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place_id: Option<String>,
}

/// A place that people go to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Place {
    /// Id of the place.
    pub id: String,
    /// Name of the place.
    pub name: String,
    /// What kind of place it is.
    pub kind: PlaceKind,
    /// Street, city and country.
    pub address: String,
    /// Latitude in degrees.
    pub latitude: f64,
    /// Longitude in degrees.
    pub longitude: f64,
    /// Average of the visitors' ratings, 1 to 5.
    pub rating: f64,
    /// Phone number.
    pub phone: String,
    /// Daily opening hours there, such as 09:00-18:30, or open 24 hours.
    pub opening_hours: String,
    /// Name of the place's time zone.
    pub time_zone: String,
}

/// Something that the user wants to find again.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SavedPlace {
    /// Id of the saved place.
    pub id: String,
    /// What the user calls it.
    pub label: String,
    /// Street, city and country.
    pub address: String,
    /// Latitude in degrees.
    pub latitude: f64,
    /// Longitude in degrees.
    pub longitude: f64,
    /// Id of the place, unless it is a mere address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place_id: Option<String>,
    /// What the user noted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// When it was saved.
    pub saved_at: Time,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TravelMode {
    Walking,
    Cycling,
    Driving,
    Transit,
}
