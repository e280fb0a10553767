//! The tools about records: prescriptions, test results, referrals and vaccinations.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{Clinic, PRESCRIPTION, TEST};
use crate::kit::{Call, Day, Ordered, Time, ToolError, conflict, not_allowed};

type Result<T> = std::result::Result<T, ToolError>;

/// How much of a pack may be left when the next one is requested, in days.
const EARLY_DAYS: i64 = 10;

/// Lists the prescriptions of a patient with refills and validity. Private for other adults.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListPrescriptions {
    /// Id of the patient (default: the user).
    pub patient_id: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PrescriptionList {
    /// The prescriptions, by medicine.
    pub prescriptions: Vec<Prescription>,
}

/// Requests the next pack of a prescription. Fails if no refill is left, the last pack is not nearly used up, or a visit is needed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestRefill {
    /// Id of the prescription.
    pub prescription_id: String,
}

/// Lists the tests of a patient, newest first, with where each stands. Use get_test_result for the values.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListTestResults {
    /// Id of the patient (default: the user).
    pub patient_id: Option<String>,
    /// Only tests with this status.
    pub status: Option<TestStatus>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TestSummary {
    /// Id of the test result.
    pub id: String,
    /// Name of the test.
    pub name: String,
    /// When the sample was taken.
    pub taken_on: Day,
    /// Where it stands.
    pub status: TestStatus,
    /// Name of the practitioner who ordered it.
    pub ordered_by: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TestList {
    /// The tests, newest first.
    pub test_results: Vec<TestSummary>,
}

/// Returns the values of a test with the usual ranges. Fails until a practitioner has released them.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetTestResult {
    /// Id of the test result.
    pub test_result_id: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ShownTest {
    /// Id of the test result.
    pub id: String,
    /// Id of the patient.
    pub patient_id: String,
    /// Name of the test.
    pub name: String,
    /// When the sample was taken.
    pub taken_on: Day,
    /// The values.
    pub values: Vec<TestValue>,
    /// What the practitioner wrote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Name of the practitioner who ordered it.
    pub ordered_by: String,
}

/// Lists the referrals of a patient. A valid one that is not used is needed to book some specialists.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListReferrals {
    /// Id of the patient (default: the user).
    pub patient_id: Option<String>,
    /// Only referrals that can be used now (default false).
    pub usable_only: Option<bool>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ReferralList {
    /// The referrals, the longest valid first.
    pub referrals: Vec<Referral>,
}

/// Returns the vaccinations of a patient and what is due. Private for other adults.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetVaccinationRecord {
    /// Id of the patient (default: the user).
    pub patient_id: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct VaccinationRecord {
    /// Id of the patient.
    pub patient_id: String,
    /// Name of the patient.
    pub patient_name: String,
    /// The doses that were given, newest first.
    pub vaccinations: Vec<Vaccination>,
    /// Vaccines whose next dose is due now.
    pub due_now: Vec<String>,
}

pub fn list_prescriptions(clinic: &Clinic, _: &Call, args: ListPrescriptions) -> Result<PrescriptionList> {
    let patient = clinic.record_of(args.patient_id.as_ref(), "prescriptions")?;
    let mut prescriptions: Vec<Prescription> =
        clinic.prescriptions.values().filter(|one| one.patient_id == patient.id).cloned().collect();
    prescriptions.order_by(|a, b| (&a.medicine, &a.id).cmp(&(&b.medicine, &b.id)));
    Ok(PrescriptionList { prescriptions })
}

pub fn request_refill(clinic: &mut Clinic, call: &mut Call, args: RequestRefill) -> Result<Prescription> {
    let one = PRESCRIPTION.get(&clinic.prescriptions, &args.prescription_id)?;
    clinic.readable(&one.patient_id, "prescriptions")?;
    let today = clinic.place().zone.show(call.now).day();
    if one.is_controlled {
        return Err(not_allowed(format!(
            "{} is given out after a visit only. Book an appointment with {}.",
            one.medicine, one.prescribed_by
        )));
    }
    if today > one.valid_until {
        return Err(conflict(format!(
            "The prescription of {} was valid until {}. Book an appointment with {} to renew it.",
            one.medicine, one.valid_until, one.prescribed_by
        )));
    }
    if one.refills_left <= 0 {
        return Err(not_allowed(format!(
            "No refill of {} is left. Book an appointment with {} to renew it.",
            one.medicine, one.prescribed_by
        )));
    }
    let earliest = one.last_issued_on.plus_days((one.days_supply - EARLY_DAYS).max(1));
    if today < earliest {
        return Err(conflict(format!(
            "The last pack of {} was issued on {} for {} days. The next one can be requested from {earliest} on.",
            one.medicine, one.last_issued_on, one.days_supply
        )));
    }
    let one = PRESCRIPTION.get_mut(&mut clinic.prescriptions, &args.prescription_id)?;
    one.refills_left -= 1;
    one.last_issued_on = today;
    // Pharmacies are closed on Sundays.
    let next = today.plus_days(1);
    one.ready_on = Some(if next.weekday() == 6 { next.plus_days(1) } else { next });
    Ok(one.clone())
}

pub fn list_test_results(clinic: &Clinic, _: &Call, args: ListTestResults) -> Result<TestList> {
    let patient = clinic.record_of(args.patient_id.as_ref(), "test results")?;
    let of = |one: &&TestResult| one.patient_id == patient.id && args.status.is_none_or(|status| one.status == status);
    let mut found: Vec<&TestResult> = clinic.test_results.values().filter(of).collect();
    found.order_by(|a, b| (b.taken_on, &a.id).cmp(&(a.taken_on, &b.id)));
    let summary = |one: &TestResult| TestSummary {
        id: one.id.clone(),
        name: one.name.clone(),
        taken_on: one.taken_on,
        status: one.status,
        ordered_by: one.ordered_by.clone(),
    };
    Ok(TestList { test_results: found.into_iter().map(summary).collect() })
}

pub fn get_test_result(clinic: &Clinic, _: &Call, args: GetTestResult) -> Result<ShownTest> {
    let one = TEST.get(&clinic.test_results, &args.test_result_id)?;
    clinic.readable(&one.patient_id, "test results")?;
    match one.status {
        TestStatus::Released => {}
        TestStatus::InLaboratory => {
            return Err(conflict(format!("The sample of {} is still in the laboratory.", one.taken_on)));
        }
        TestStatus::AwaitingReview => {
            return Err(not_allowed(format!(
                "The values are there, but {} has not looked at them yet. They are shown once they are released.",
                one.ordered_by
            )));
        }
    }
    Ok(ShownTest {
        id: one.id.clone(),
        patient_id: one.patient_id.clone(),
        name: one.name.clone(),
        taken_on: one.taken_on,
        values: one.values.clone(),
        comment: one.comment.clone(),
        ordered_by: one.ordered_by.clone(),
    })
}

pub fn list_referrals(clinic: &Clinic, call: &Call, args: ListReferrals) -> Result<ReferralList> {
    let patient = clinic.record_of(args.patient_id.as_ref(), "referrals")?;
    let today = clinic.place().zone.show(call.now).day();
    let usable = args.usable_only.unwrap_or(false);
    let of = |one: &&Referral| {
        one.patient_id == patient.id && (!usable || (one.used_for.is_none() && one.valid_until >= today))
    };
    let mut referrals: Vec<Referral> = clinic.referrals.values().filter(of).cloned().collect();
    referrals.order_by(|a, b| (b.valid_until, &a.id).cmp(&(a.valid_until, &b.id)));
    Ok(ReferralList { referrals })
}

pub fn get_vaccination_record(clinic: &Clinic, call: &Call, args: GetVaccinationRecord) -> Result<VaccinationRecord> {
    let patient = clinic.record_of(args.patient_id.as_ref(), "vaccinations")?;
    let vaccinations: Vec<Vaccination> = clinic.doses(patient).into_iter().cloned().collect();
    Ok(VaccinationRecord {
        patient_id: patient.id.clone(),
        patient_name: patient.name.clone(),
        due_now: due(clinic, patient, call.now),
        vaccinations,
    })
}

/// The card as markdown.
pub fn card_text(clinic: &Clinic, patient: &Patient, now: Time) -> String {
    let mut text =
        format!("# Vaccinations of {}\n\n| Vaccine | Dose | Given on | Next |\n|---|---|---|---|\n", patient.name);
    for dose in clinic.doses(patient) {
        let next = dose.next_due_on.map_or_else(String::new, |day| day.to_string());
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| {} | {} | {} | {next} |", dose.vaccine, dose.dose, dose.given_on);
    }
    let due = due(clinic, patient, now);
    let due = if due.is_empty() { "nothing".to_owned() } else { due.join("; ") };
    let _ = writeln!(text, "\nDue now: {due}.");
    text
}

fn due(clinic: &Clinic, patient: &Patient, now: Time) -> Vec<String> {
    let today = clinic.place().zone.show(now).day();
    let doses = clinic.doses(patient);
    let last = |dose: &&Vaccination| {
        !doses.iter().any(|other| other.vaccine == dose.vaccine && other.given_on > dose.given_on)
    };
    let mut due: Vec<String> = doses
        .iter()
        .copied()
        .filter(last)
        .filter(|dose| dose.next_due_on.is_some_and(|day| day <= today))
        .map(|dose| dose.vaccine.clone())
        .collect();
    due.sort();
    due
}

impl Clinic {
    /// The patient that is meant, if the user may read the records.
    fn record_of(&self, patient_id: Option<&String>, what: &str) -> Result<&Patient> {
        self.readable(patient_id.unwrap_or(&self.own_patient), what)
    }

    /// The doses of a patient, newest first.
    fn doses(&self, patient: &Patient) -> Vec<&Vaccination> {
        let mut doses: Vec<&Vaccination> =
            self.vaccinations.values().filter(|dose| dose.patient_id == patient.id).collect();
        doses.order_by(|a, b| (b.given_on, &a.vaccine, &a.id).cmp(&(a.given_on, &b.vaccine, &b.id)));
        doses
    }
}
