//! The clinics of the owner's city: practitioners, appointments, prescriptions, results and vaccinations of the family.

mod access;
mod booking;
mod data;
mod finding;
mod history;
mod medicine;
mod records;
mod types;
mod visits;

use std::fmt::Write;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::prompt;
use crate::kit::resource::{self, Listed};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Message, Noun, Ordered, Prompt, Resource, Table, Time, shorten};
use crate::world::World;
use crate::world::atlas::CITIES;
use crate::world::places::City;
use types::{
    Appointment, AppointmentStatus, Opening, Patient, Practice, Practitioner, Prescription, Referral, Slot, TestResult,
    Vaccination,
};

const APPOINTMENT: Noun = Noun { name: "appointment", finder: "list_clinic_appointments" };
const PATIENT: Noun = Noun { name: "patient", finder: "list_clinic_patients" };
const PRACTITIONER: Noun = Noun { name: "practitioner", finder: "search_practitioners" };
const PRESCRIPTION: Noun = Noun { name: "prescription", finder: "list_prescriptions" };
const REFERRAL: Noun = Noun { name: "referral", finder: "list_referrals" };
const SLOT: Noun = Noun { name: "slot", finder: "find_clinic_slots" };
const TEST: Noun = Noun { name: "test result", finder: "list_test_results" };

/// The patient portal of one user.
#[derive(Debug, Clone, Serialize)]
pub struct Clinic {
    appointments: Table<Appointment>,
    city: String,
    clinics: Table<Practice>,
    /// Free times of the practitioners.
    openings: Table<Opening>,
    /// Id of the user as a patient.
    own_patient: String,
    patients: Table<Patient>,
    practitioners: Table<Practitioner>,
    prescriptions: Table<Prescription>,
    referrals: Table<Referral>,
    /// Free times that are held for the user for some minutes.
    slots: Table<Slot>,
    test_results: Table<TestResult>,
    vaccinations: Table<Vaccination>,
}

/// Prepares a visit: what to bring, what to ask, what has happened since the last one.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PrepareVisit {
    /// Id of the appointment.
    appointment_id: String,
    /// What worries the patient.
    concern: Option<String>,
}

impl Server for Clinic {
    const NAME: &'static str = "clinic";
    const TITLE: &'static str = "Clinic";
    const DESCRIPTION: &'static str = "The patient portal of the clinics in the user's city: appointments, prescriptions, test results and vaccinations of the family.";
    const INSTRUCTIONS: &'static str = "Find a practitioner, then free slots (each is held for ten minutes), then book one. Appointments can be moved or \
        cancelled until 24 hours before. Parents see the records of their children under 16; other adults' records stay private.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("list_clinic_patients", access::list_clinic_patients),
            read("search_practitioners", finding::search_practitioners),
            write("find_clinic_slots", finding::find_clinic_slots),
            write("book_clinic_appointment", booking::book_clinic_appointment),
            read("list_clinic_appointments", visits::list_clinic_appointments),
            write("reschedule_clinic_appointment", visits::reschedule_clinic_appointment),
            write("cancel_clinic_appointment", visits::cancel_clinic_appointment).destructive(),
            read("list_prescriptions", records::list_prescriptions),
            write("request_refill", records::request_refill),
            read("list_test_results", records::list_test_results),
            read("get_test_result", records::get_test_result),
            read("list_referrals", records::list_referrals),
            read("get_vaccination_record", records::get_vaccination_record),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        let patients = |clinic: &Self| {
            let open = clinic.patients.values().filter(|patient| patient.access.reads_records());
            let listed = |patient: &Patient| Listed {
                values: vec![patient.id.clone()],
                title: format!("Vaccinations of {}", patient.name),
            };
            open.map(listed).collect()
        };
        vec![
            resource::fixed(
                "clinic://appointments",
                "upcoming_appointments",
                "The coming appointments of the family, the next one first.",
                "text/markdown",
                |clinic: &Self, now| Ok(clinic.upcoming_text(now)),
            ),
            resource::template(
                "clinic://patients/{patient_id}/vaccinations",
                "vaccination_card",
                "The vaccination card of a patient with what is due.",
                "text/markdown",
                patients,
                |clinic, now, vars| {
                    let patient = clinic.readable(vars.get("patient_id"), "vaccinations")?;
                    Ok(records::card_text(clinic, patient, now))
                },
            ),
        ]
    }

    fn prompts() -> Vec<Prompt<Self>> {
        let prepare = |clinic: &Self, _, args: PrepareVisit| {
            let visit = APPOINTMENT.get(&clinic.appointments, &args.appointment_id)?;
            let practitioner = PRACTITIONER.get(&clinic.practitioners, &visit.practitioner_id)?;
            let concern = args.concern.map_or_else(String::new, |text| {
                format!(" What worries the patient: {}.", shorten(text.trim_end_matches('.')))
            });
            Ok(vec![Message::User(format!(
                "Help me to prepare the appointment of {} with {} ({}) on {}.{concern} Look at prescriptions, test results, \
                 referrals and vaccinations as far as I may see them. Make a short list of what to bring and of questions to ask, \
                 and say which refills or vaccinations are due. Do not give a diagnosis.",
                visit.patient_name,
                practitioner.name,
                practitioner.speciality.word(),
                visit.starts_at.spoken()
            ))])
        };
        let booked = |clinic: &Self| {
            let booked = clinic.appointments.values().filter(|one| one.status == AppointmentStatus::Booked);
            booked.map(|one| one.id.clone()).collect()
        };
        vec![prompt::new("prepare_visit", prepare).complete("appointment_id", booked)]
    }
}

impl Clinic {
    /// The city of the clinics, by whose clocks they work.
    fn place(&self) -> &'static City {
        City::find(&self.city).unwrap_or(&CITIES[0])
    }

    fn upcoming_text(&self, now: Time) -> String {
        let mut text = String::from("# Coming appointments\n\n");
        let mut coming: Vec<&Appointment> = self.appointments.values().filter(|one| one.is_coming(now)).collect();
        coming.order_by_key(|one| (one.starts_at.minutes_since(now), one.id.clone()));
        for one in coming {
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "- {}: {} with {}, {}",
                one.starts_at.spoken(),
                one.patient_name,
                one.practitioner_name,
                one.clinic_name
            );
        }
        text
    }
}
