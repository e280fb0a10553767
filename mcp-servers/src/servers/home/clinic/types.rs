//! What the portal holds and shows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::{Day, Time};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Speciality {
    GeneralPractice,
    Paediatrics,
    Dentistry,
    Dermatology,
    Cardiology,
    Ophthalmology,
    Orthopaedics,
    EarNoseThroat,
    Gynaecology,
    Physiotherapy,
}

impl Speciality {
    pub fn word(self) -> &'static str {
        match self {
            Self::GeneralPractice => "general practice",
            Self::Paediatrics => "paediatrics",
            Self::Dentistry => "dentistry",
            Self::Dermatology => "dermatology",
            Self::Cardiology => "cardiology",
            Self::Ophthalmology => "ophthalmology",
            Self::Orthopaedics => "orthopaedics",
            Self::EarNoseThroat => "ear, nose and throat",
            Self::Gynaecology => "gynaecology",
            Self::Physiotherapy => "physiotherapy",
        }
    }

    /// Whether a general practitioner must have sent the patient.
    pub fn needs_referral(self) -> bool {
        matches!(self, Self::Cardiology | Self::Dermatology | Self::Orthopaedics | Self::Physiotherapy)
    }
}

/// What the user may do for a patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    Own,
    Guardian,
    BookingOnly,
    None,
}

impl Access {
    pub fn reads_records(self) -> bool {
        matches!(self, Self::Own | Self::Guardian)
    }

    pub fn books(self) -> bool {
        self != Self::None
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct Patient {
    pub id: String,
    pub name: String,
    pub birthday: Day,
    pub relation: String,
    pub access: Access,
    /// Id in the address book, for relatives who are in it.
    pub contact_id: Option<String>,
    pub insurance_number: Option<String>,
}

/// A house with practitioners.
#[derive(Debug, Clone, Serialize)]
pub struct Practice {
    pub name: String,
    pub address: String,
    pub phone: String,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Practitioner {
    /// Id of the practitioner.
    pub id: String,
    /// Name with title.
    pub name: String,
    /// Speciality.
    pub speciality: Speciality,
    /// Id of the clinic.
    pub clinic_id: String,
    /// Name of the clinic.
    pub clinic_name: String,
    /// Languages that the practitioner speaks.
    pub languages: Vec<String>,
    /// Whether a referral is needed to book.
    pub needs_referral: bool,
    /// How long an appointment takes.
    pub minutes: i64,
}

/// A free time of a practitioner.
#[derive(Debug, Clone, Serialize)]
pub struct Opening {
    pub practitioner_id: String,
    pub starts_at: Time,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Slot {
    /// Id of the slot, to book it by.
    pub id: String,
    /// Id of the practitioner.
    pub practitioner_id: String,
    /// Name of the practitioner.
    pub practitioner_name: String,
    /// When the appointment would begin, by the clocks of the clinic.
    pub starts_at: Time,
    /// How long it would take.
    pub minutes: i64,
    /// Until when the slot is held for the user.
    pub expires_at: Time,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AppointmentStatus {
    Booked,
    Completed,
    Cancelled,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Appointment {
    /// Id of the appointment.
    pub id: String,
    /// Id of the patient.
    pub patient_id: String,
    /// Name of the patient.
    pub patient_name: String,
    /// Id of the practitioner.
    pub practitioner_id: String,
    /// Name of the practitioner.
    pub practitioner_name: String,
    /// Name of the clinic.
    pub clinic_name: String,
    /// Address of the clinic.
    pub address: String,
    /// When it begins, by the clocks of the clinic.
    pub starts_at: Time,
    /// How long it takes.
    pub minutes: i64,
    /// Where it stands.
    pub status: AppointmentStatus,
    /// Reason for the visit; left out where it is private.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Id of the referral that it was booked with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub referral_id: Option<String>,
    /// Until when it can be moved or cancelled here.
    pub changeable_until: Time,
}

impl Appointment {
    pub fn is_coming(&self, now: Time) -> bool {
        self.status == AppointmentStatus::Booked && self.starts_at.minutes_since(now) > 0
    }

    pub fn overlaps(&self, starts_at: Time, minutes: i64) -> bool {
        let apart = starts_at.minutes_since(self.starts_at);
        self.status == AppointmentStatus::Booked && apart < self.minutes && apart > -minutes
    }
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Prescription {
    /// Id of the prescription.
    pub id: String,
    /// Id of the patient.
    pub patient_id: String,
    /// Medicine with its strength.
    pub medicine: String,
    /// How to take it.
    pub dosage: String,
    /// Name of the practitioner who prescribed it.
    pub prescribed_by: String,
    /// For how many days one pack lasts.
    pub days_supply: i64,
    /// When the last pack was issued.
    pub last_issued_on: Day,
    /// How many more packs can be requested.
    pub refills_left: i64,
    /// Last day on which packs can be requested.
    pub valid_until: Day,
    /// Whether it is given out after a visit only.
    pub is_controlled: bool,
    /// Pharmacy that holds it ready.
    pub pharmacy: String,
    /// When the requested pack can be fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ready_on: Option<Day>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TestStatus {
    InLaboratory,
    AwaitingReview,
    Released,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TestValue {
    /// What was measured.
    pub name: String,
    /// The value.
    pub value: f64,
    /// Its unit.
    pub unit: String,
    /// Lowest usual value.
    pub usual_from: f64,
    /// Highest usual value.
    pub usual_to: f64,
    /// Whether the value lies outside of the usual ones.
    pub is_unusual: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct TestResult {
    pub id: String,
    pub patient_id: String,
    pub name: String,
    pub ordered_by: String,
    pub taken_on: Day,
    pub status: TestStatus,
    pub values: Vec<TestValue>,
    pub comment: Option<String>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Referral {
    /// Id of the referral.
    pub id: String,
    /// Id of the patient.
    pub patient_id: String,
    /// Speciality that the patient is sent to.
    pub speciality: Speciality,
    /// Why.
    pub reason: String,
    /// Name of the practitioner who wrote it.
    pub written_by: String,
    /// Last day on which it can be used.
    pub valid_until: Day,
    /// Id of the appointment that it was used for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub used_for: Option<String>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Vaccination {
    /// Id of the entry.
    pub id: String,
    /// Id of the patient.
    pub patient_id: String,
    /// What it protects from.
    pub vaccine: String,
    /// Number of the dose.
    pub dose: i64,
    /// When it was given.
    pub given_on: Day,
    /// When the next dose is due, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_due_on: Option<Day>,
}
