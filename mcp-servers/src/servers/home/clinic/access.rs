//! Who may see and do what for whom.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{Clinic, PATIENT};
use crate::kit::{Call, Day, Ordered, ToolError, not_allowed};
use crate::world::family::age;

type Result<T> = std::result::Result<T, ToolError>;

/// Lists the user and the relatives known to the clinics, with what the user may do for each. Use it to get a patient's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListClinicPatients {}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ShownPatient {
    /// Id of the patient.
    pub id: String,
    /// Name of the patient.
    pub name: String,
    /// How the patient is related to the user, such as child.
    pub relation: String,
    /// What the user may do: everything for own and guardian, only book for booking_only.
    pub access: Access,
    /// Day of birth, where the user may see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birthday: Option<Day>,
    /// Age in years, where the user may see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age: Option<i64>,
    /// Whether the insurance number is known; booking asks for it if not.
    pub has_insurance_number: bool,
    /// Id in the address book, for relatives who are in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_id: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PatientList {
    /// The patients, the user first.
    pub patients: Vec<ShownPatient>,
}

pub fn list_clinic_patients(clinic: &Clinic, call: &Call, _: ListClinicPatients) -> Result<PatientList> {
    let mut patients: Vec<&Patient> = clinic.patients.values().collect();
    patients.order_by_key(|patient| (patient.id != clinic.own_patient, patient.relation.clone(), patient.name.clone()));
    let shown = |patient: &Patient| {
        let birthday = Some(patient.birthday).filter(|_| patient.access.books());
        ShownPatient {
            id: patient.id.clone(),
            name: patient.name.clone(),
            relation: patient.relation.clone(),
            access: patient.access,
            birthday,
            age: birthday.map(|birthday| age(birthday, call.now.day())),
            has_insurance_number: patient.insurance_number.is_some(),
            contact_id: patient.contact_id.clone(),
        }
    };
    Ok(PatientList { patients: patients.into_iter().map(shown).collect() })
}

impl Clinic {
    /// The patient that is meant; the user where nobody is named.
    pub(super) fn patient(&self, patient_id: Option<&String>) -> Result<&Patient> {
        PATIENT.get(&self.patients, patient_id.unwrap_or(&self.own_patient))
    }

    /// A patient for whom the user may book.
    pub(super) fn bookable(&self, patient_id: Option<&String>) -> Result<&Patient> {
        let patient = self.patient(patient_id)?;
        if !patient.access.books() {
            return Err(not_allowed(format!(
                "{} has not allowed you to see or book appointments. Only patients themselves can give that right, at the clinic.",
                patient.name
            )));
        }
        Ok(patient)
    }

    /// A patient whose records the user may read.
    pub(super) fn readable(&self, patient_id: &str, what: &str) -> Result<&Patient> {
        let patient = PATIENT.get(&self.patients, patient_id)?;
        if !patient.access.reads_records() {
            return Err(not_allowed(format!(
                "The {what} of {} are private. You can see your own and those of your children under 16.",
                patient.name
            )));
        }
        Ok(patient)
    }
}
