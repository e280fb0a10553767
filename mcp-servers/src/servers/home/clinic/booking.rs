//! Booking a slot, with the questions that it may take.

use schemars::JsonSchema;
use serde::Deserialize;

use super::types::*;
use super::{Clinic, PRACTITIONER, REFERRAL, SLOT};
use crate::kit::call::Answer;
use crate::kit::{Call, Text, Time, ToolError, conflict, invalid, not_allowed, shorten};
use crate::world::family::age;

type Result<T> = std::result::Result<T, ToolError>;

/// Until when appointments can be changed, in minutes before they begin.
pub const NOTICE_MINUTES: i64 = 24 * 60;
/// Below this age patients go to a paediatrician's.
const GROWN_UP: i64 = 18;

/// Books a slot for the user or a relative. Asks for the reason or the insurance number where they are missing. Fails if the slot has expired or a referral is needed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BookClinicAppointment {
    /// Id of the slot, as find_clinic_slots returns it.
    pub slot_id: String,
    /// Id of the patient (default: the user).
    pub patient_id: Option<String>,
    /// Reason for the visit.
    pub reason: Option<Text<300>>,
    /// Id of the referral; needed where the practitioner's needs_referral is true.
    pub referral_id: Option<String>,
}

/// What is missing for a booking.
#[derive(Deserialize, JsonSchema)]
struct ReasonForm {
    /// Reason for the visit.
    reason: Text<300>,
}

/// What is missing for a booking.
#[derive(Deserialize, JsonSchema)]
struct InsuranceForm {
    /// Insurance number of the patient, as it stands on the card.
    insurance_number: Text<30>,
}

/// What is missing for a booking.
#[derive(Deserialize, JsonSchema)]
struct VisitForm {
    /// Reason for the visit.
    reason: Text<300>,
    /// Insurance number of the patient, as it stands on the card.
    insurance_number: Text<30>,
}

pub fn book_clinic_appointment(
    clinic: &mut Clinic,
    call: &mut Call,
    args: BookClinicAppointment,
) -> Result<Appointment> {
    let slot = clinic.free_slot(&args.slot_id, call.now)?.clone();
    let practitioner = PRACTITIONER.get(&clinic.practitioners, &slot.practitioner_id)?;
    let patient = clinic.bookable(args.patient_id.as_ref())?;
    let years = age(patient.birthday, slot.starts_at.day());
    if practitioner.speciality == Speciality::Paediatrics && years >= GROWN_UP {
        return Err(not_allowed(format!("{} treats children; {} is {years}.", practitioner.name, patient.name)));
    }
    clinic.check_referral(practitioner, patient, args.referral_id.as_deref(), slot.starts_at)?;
    let theirs = || clinic.appointments.values().filter(|one| one.patient_id == patient.id && one.is_coming(call.now));
    if let Some(other) = theirs().find(|one| one.practitioner_id == practitioner.id) {
        return Err(conflict(format!(
            "{} already has an appointment with {} ({}). Use reschedule_clinic_appointment to move it.",
            patient.name, practitioner.name, other.id
        )));
    }
    if let Some(other) = theirs().find(|one| one.overlaps(slot.starts_at, slot.minutes)) {
        return Err(conflict(format!(
            "{} has an appointment with {} at that time. Choose another slot.",
            patient.name, other.practitioner_name
        )));
    }
    let (patient_id, patient_name) = (patient.id.clone(), patient.name.clone());
    let (reason, insurance_number) = missing(call, &args, patient)?;
    let practice = clinic.clinics.get(&practitioner.clinic_id);
    let appointment = Appointment {
        id: call.ids.mint("apt"),
        patient_name,
        practitioner_id: practitioner.id.clone(),
        practitioner_name: practitioner.name.clone(),
        clinic_name: practitioner.clinic_name.clone(),
        address: practice.map_or_else(String::new, |practice| practice.address.clone()),
        starts_at: slot.starts_at,
        minutes: slot.minutes,
        status: AppointmentStatus::Booked,
        reason: Some(reason),
        referral_id: args.referral_id.clone(),
        changeable_until: slot.starts_at.plus_minutes(-NOTICE_MINUTES),
        patient_id,
    };
    clinic.take(&slot);
    if let Some(patient) = clinic.patients.get_mut(&appointment.patient_id) {
        patient.insurance_number = Some(insurance_number);
    }
    if let Some(referral) = args.referral_id.and_then(|id| clinic.referrals.get_mut(&id)) {
        referral.used_for = Some(appointment.id.clone());
    }
    clinic.appointments.insert(appointment.id.clone(), appointment.clone());
    Ok(appointment)
}

/// The reason and the insurance number, asked for where they are not known.
fn missing(call: &Call, args: &BookClinicAppointment, patient: &Patient) -> Result<(String, String)> {
    let refused = || not_allowed("You did not answer, so nothing was booked.");
    let name = &patient.name;
    match (&args.reason, &patient.insurance_number) {
        (Some(reason), Some(number)) => Ok((reason.0.clone(), number.clone())),
        (None, Some(number)) => {
            match call.ask::<ReasonForm>("reason", format!("What is the reason for the visit of {name}?"))? {
                Answer::Given(form) => Ok((form.reason.0, number.clone())),
                Answer::Declined | Answer::Dismissed => Err(refused()),
            }
        }
        (Some(reason), None) => {
            let question = format!("What is the insurance number of {name}?");
            match call.ask::<InsuranceForm>("insurance_number", question)? {
                Answer::Given(form) => Ok((reason.0.clone(), number(&form.insurance_number.0)?)),
                Answer::Declined | Answer::Dismissed => Err(refused()),
            }
        }
        (None, None) => {
            let question = format!("What is the reason for the visit of {name}, and the insurance number?");
            match call.ask::<VisitForm>("visit", question)? {
                Answer::Given(form) => Ok((form.reason.0, number(&form.insurance_number.0)?)),
                Answer::Declined | Answer::Dismissed => Err(refused()),
            }
        }
    }
}

/// An insurance number: a letter or digits, six at least.
fn number(text: &str) -> Result<String> {
    let plain: String = text.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').collect();
    let good = plain.chars().all(|letter| letter.is_ascii_alphanumeric())
        && plain.chars().filter(char::is_ascii_digit).count() >= 6;
    if !good {
        let text = shorten(text);
        return Err(invalid(format!(
            "Argument `insurance_number`: {text:?} is none. It has letters and digits only, six digits at least."
        )));
    }
    Ok(plain.to_ascii_uppercase())
}

impl Clinic {
    /// A slot that is still held and free.
    pub(super) fn free_slot(&self, slot_id: &str, now: Time) -> Result<&Slot> {
        let slot = SLOT.get(&self.slots, slot_id)?;
        if slot.expires_at < now {
            return Err(conflict(format!(
                "The slot was held until {} and has expired. Use find_clinic_slots again.",
                slot.expires_at.clock()
            )));
        }
        if !self.openings.contains_key(&slot.opening().key()) {
            return Err(conflict("The slot has been booked meanwhile. Use find_clinic_slots to find another one."));
        }
        Ok(slot)
    }

    /// Uses a slot up.
    pub(super) fn take(&mut self, slot: &Slot) {
        self.openings.remove(&slot.opening().key());
        self.slots.remove(&slot.id);
    }

    fn check_referral(
        &self,
        practitioner: &Practitioner,
        patient: &Patient,
        referral_id: Option<&str>,
        on: Time,
    ) -> Result<()> {
        let Some(id) = referral_id else {
            if practitioner.needs_referral {
                return Err(not_allowed(format!(
                    "{} ({}) needs a referral. Find one with list_referrals, or see a general practitioner first.",
                    practitioner.name,
                    practitioner.speciality.word()
                )));
            }
            return Ok(());
        };
        let referral = REFERRAL.get(&self.referrals, id)?;
        if referral.patient_id != patient.id || referral.speciality != practitioner.speciality {
            return Err(invalid(format!(
                "Argument `referral_id`: it is for {} and another patient or speciality is booked.",
                referral.speciality.word()
            )));
        }
        if referral.used_for.is_some() {
            return Err(conflict(
                "The referral has been used for another appointment. Ask the practitioner for a new one.",
            ));
        }
        if on.day() > referral.valid_until {
            return Err(not_allowed(format!(
                "The referral is valid until {}, before the appointment. Choose an earlier slot or ask for a new one.",
                referral.valid_until
            )));
        }
        Ok(())
    }
}

impl Slot {
    fn opening(&self) -> Opening {
        Opening { practitioner_id: self.practitioner_id.clone(), starts_at: self.starts_at }
    }
}
