//! The tools about appointments that have been booked.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::booking::NOTICE_MINUTES;
use super::types::*;
use super::{APPOINTMENT, Clinic, PRACTITIONER};
use crate::kit::{Call, Cursor, Limit, Ordered, Time, ToolError, conflict, invalid, not_allowed, page};

type Result<T> = std::result::Result<T, ToolError>;

/// Lists the appointments of the user and of relatives whom the user may book for, the next one first. Use it to get an appointment's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListClinicAppointments {
    /// Only appointments of this patient.
    pub patient_id: Option<String>,
    /// Only appointments with this status.
    pub status: Option<AppointmentStatus>,
    /// How many appointments to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct AppointmentList {
    /// The appointments found: coming ones by time, then past ones, newest first.
    pub appointments: Vec<Appointment>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Moves an appointment to another slot of the same practitioner or speciality. Possible until 24 hours before it begins.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RescheduleClinicAppointment {
    /// Id of the appointment.
    pub appointment_id: String,
    /// Id of the new slot, as find_clinic_slots returns it.
    pub slot_id: String,
}

/// Cancels an appointment and frees its time. Possible until 24 hours before it begins; later only by phone.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelClinicAppointment {
    /// Id of the appointment.
    pub appointment_id: String,
}

pub fn list_clinic_appointments(clinic: &Clinic, call: &Call, args: ListClinicAppointments) -> Result<AppointmentList> {
    if let Some(patient_id) = &args.patient_id {
        clinic.bookable(Some(patient_id))?;
    }
    let visible = |one: &&Appointment| {
        clinic.patients.get(&one.patient_id).is_some_and(|patient| patient.access.books())
            && args.patient_id.as_ref().is_none_or(|patient| one.patient_id == *patient)
            && args.status.is_none_or(|status| one.status == status)
    };
    let mut found: Vec<&Appointment> = clinic.appointments.values().filter(visible).collect();
    found.order_by_key(|one| {
        let minutes = one.starts_at.minutes_since(call.now);
        (minutes < 0, minutes.abs(), one.id.clone())
    });
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    Ok(AppointmentList { appointments: found.into_iter().map(|one| clinic.shown(one)).collect(), next_cursor })
}

pub fn reschedule_clinic_appointment(
    clinic: &mut Clinic,
    call: &mut Call,
    args: RescheduleClinicAppointment,
) -> Result<Appointment> {
    let appointment = clinic.changeable(&args.appointment_id, call.now)?.clone();
    let slot = clinic.free_slot(&args.slot_id, call.now)?.clone();
    let old = PRACTITIONER.get(&clinic.practitioners, &appointment.practitioner_id)?;
    let new = PRACTITIONER.get(&clinic.practitioners, &slot.practitioner_id)?;
    if old.speciality != new.speciality {
        return Err(invalid(format!(
            "Argument `slot_id`: {} works in {}, the appointment is for {}. Use find_clinic_slots with that speciality.",
            new.name,
            new.speciality.word(),
            old.speciality.word()
        )));
    }
    let clash = clinic.appointments.values().find(|one| {
        one.patient_id == appointment.patient_id
            && one.id != appointment.id
            && one.overlaps(slot.starts_at, slot.minutes)
    });
    if let Some(other) = clash {
        return Err(conflict(format!(
            "{} has an appointment with {} at that time. Choose another slot.",
            other.patient_name, other.practitioner_name
        )));
    }
    if let Some(referral) = appointment.referral_id.as_ref().and_then(|id| clinic.referrals.get(id))
        && slot.starts_at.day() > referral.valid_until
    {
        return Err(not_allowed(format!(
            "The referral is valid until {} only. Choose an earlier slot.",
            referral.valid_until
        )));
    }
    let practice = clinic.clinics.get(&new.clinic_id);
    let moved = Appointment {
        practitioner_id: new.id.clone(),
        practitioner_name: new.name.clone(),
        clinic_name: new.clinic_name.clone(),
        address: practice.map_or_else(String::new, |practice| practice.address.clone()),
        starts_at: slot.starts_at,
        minutes: slot.minutes,
        changeable_until: slot.starts_at.plus_minutes(-NOTICE_MINUTES),
        ..appointment.clone()
    };
    clinic.release(&appointment);
    clinic.take(&slot);
    clinic.appointments.insert(moved.id.clone(), moved.clone());
    Ok(clinic.shown(&moved))
}

pub fn cancel_clinic_appointment(
    clinic: &mut Clinic,
    call: &mut Call,
    args: CancelClinicAppointment,
) -> Result<Appointment> {
    let appointment = clinic.changeable(&args.appointment_id, call.now)?.clone();
    clinic.release(&appointment);
    if let Some(referral) = appointment.referral_id.as_ref().and_then(|id| clinic.referrals.get_mut(id)) {
        referral.used_for = None;
    }
    let cancelled = Appointment { status: AppointmentStatus::Cancelled, referral_id: None, ..appointment };
    clinic.appointments.insert(cancelled.id.clone(), cancelled.clone());
    Ok(clinic.shown(&cancelled))
}

impl Clinic {
    /// An appointment that the user may change now.
    fn changeable(&self, appointment_id: &str, now: Time) -> Result<&Appointment> {
        let appointment = APPOINTMENT.get(&self.appointments, appointment_id)?;
        self.bookable(Some(&appointment.patient_id))?;
        match appointment.status {
            AppointmentStatus::Booked => {}
            AppointmentStatus::Cancelled => return Err(conflict("The appointment is already cancelled.")),
            AppointmentStatus::Completed => return Err(conflict("The appointment has taken place.")),
        }
        if now.minutes_since(appointment.changeable_until) > 0 {
            let practitioner = self.practitioners.get(&appointment.practitioner_id);
            let practice = practitioner.and_then(|one| self.clinics.get(&one.clinic_id));
            let phone = practice.map_or("", |practice| practice.phone.as_str());
            return Err(not_allowed(format!(
                "The appointment begins on {}; it could be changed until 24 hours before. Call {} ({phone}).",
                appointment.starts_at.spoken(),
                appointment.clinic_name
            )));
        }
        Ok(appointment)
    }

    /// Gives the time of an appointment back.
    fn release(&mut self, appointment: &Appointment) {
        let opening =
            Opening { practitioner_id: appointment.practitioner_id.clone(), starts_at: appointment.starts_at };
        self.openings.insert(opening.key(), opening);
    }

    /// An appointment as the user may see it: reasons of others are theirs.
    fn shown(&self, appointment: &Appointment) -> Appointment {
        let private = self.patients.get(&appointment.patient_id).is_none_or(|patient| !patient.access.reads_records());
        let mut shown = appointment.clone();
        if private {
            shown.reason = None;
        }
        shown
    }
}
