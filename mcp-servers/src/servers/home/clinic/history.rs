//! What has happened to the patients: prescriptions, tests and vaccinations as the world has them.

use super::data::Maker;
use super::medicine::{COMMENTS, FOR_CHILDREN, MEDICINES, Medicine, PANELS, VACCINES, Vaccine};
use super::types::*;
use crate::kit::Table;
use crate::world::places::{Venue, VenueKind};

impl Maker<'_> {
    /// One to request now, one too early, one without refills, one that has run out, and one that takes a visit.
    pub(super) fn prescriptions(&self, patients: &[Patient], practitioners: &[Practitioner]) -> Table<Prescription> {
        let (world, today) = (self.world, self.world.now.day());
        let pharmacy = Venue::of(world, self.city, VenueKind::Pharmacy, 0);
        let (controlled, usual): (Vec<&Medicine>, Vec<&Medicine>) = MEDICINES.iter().partition(|medicine| medicine.3);
        let mut order: Vec<usize> = (0..usual.len()).collect();
        world.rng("medicines", 0).shuffle(&mut order);
        let mut made = Table::new();
        for index in 0..world.scaled(6) {
            let mut rng = world.rng("prescription", index);
            let case = index % 6;
            let medicine = match case {
                4 => controlled[rng.index(controlled.len())],
                5 => {
                    let mild: Vec<&Medicine> =
                        usual.iter().copied().filter(|one| FOR_CHILDREN.contains(&one.0)).collect();
                    mild[rng.index(mild.len())]
                }
                _ => usual[order[index % order.len()]],
            };
            let days_supply = medicine.2;
            let since = match case {
                1 => rng.range(0, (days_supply - 12).max(0)),
                _ => days_supply + rng.range(-5, 20),
            };
            let patient = match case {
                5 => &patients[1],
                3 => &patients[patients.len() - 1],
                _ => &patients[0],
            };
            let id = world.id("rxp", index);
            let prescription = Prescription {
                id: id.clone(),
                patient_id: patient.id.clone(),
                medicine: medicine.0.to_owned(),
                dosage: medicine.1.to_owned(),
                prescribed_by: practitioners[[0, 4][rng.index(2)]].name.clone(),
                days_supply,
                last_issued_on: today.plus_days(-since),
                refills_left: if case == 2 { 0 } else { rng.range(1, 4) },
                valid_until: today.plus_days(if case == 0 || case == 1 {
                    rng.range(20, 200)
                } else {
                    rng.range(-40, 150)
                }),
                is_controlled: medicine.3,
                pharmacy: format!("{}, {}", pharmacy.name, pharmacy.street),
                ready_on: None,
            };
            made.insert(id, prescription);
        }
        made
    }

    pub(super) fn test_results(&self, patients: &[Patient], practitioners: &[Practitioner]) -> Table<TestResult> {
        let (world, today) = (self.world, self.world.now.day());
        let panels = world.rng("panels", 0).some(&PANELS, PANELS.len());
        let mut made = Table::new();
        for index in 0..world.scaled(6) {
            let mut rng = world.rng("test", index);
            let (name, measured) = panels[index % panels.len()];
            let (status, days) = match index % 6 {
                0 => (TestStatus::AwaitingReview, rng.range(1, 3)),
                1 => (TestStatus::InLaboratory, rng.range(0, 1)),
                _ => (TestStatus::Released, rng.range(5, 300)),
            };
            let patient = match index % 6 {
                4 => &patients[1],
                5 => &patients[patients.len() - 1],
                _ => &patients[0],
            };
            let value = |(name, unit, from, to): &(&str, &str, i64, i64)| {
                let spread = (to - from) / 5;
                let low = (from - spread).max(0);
                let tenths = if rng.chance(75) { rng.range(*from, *to) } else { rng.range(low, to + 2 * spread) };
                TestValue {
                    name: (*name).to_owned(),
                    value: tenths as f64 / 10.0,
                    unit: (*unit).to_owned(),
                    usual_from: *from as f64 / 10.0,
                    usual_to: *to as f64 / 10.0,
                    is_unusual: !(*from..=*to).contains(&tenths),
                }
            };
            let values: Vec<TestValue> = measured.iter().map(value).collect();
            let values = if status == TestStatus::InLaboratory { Vec::new() } else { values };
            let usual = values.iter().all(|value| !value.is_unusual);
            let comment = if usual { "All as expected." } else { rng.pick(&COMMENTS[1..]) };
            let id = world.id("tst", index);
            let test = TestResult {
                id: id.clone(),
                patient_id: patient.id.clone(),
                name: name.to_owned(),
                ordered_by: practitioners[[0, 4][rng.index(2)]].name.clone(),
                taken_on: today.plus_days(-days),
                status,
                values,
                comment: (status == TestStatus::Released).then(|| comment.to_owned()),
            };
            made.insert(id, test);
        }
        made
    }

    pub(super) fn vaccinations(&self, patients: &[Patient]) -> Table<Vaccination> {
        let (world, today) = (self.world, self.world.now.day());
        let mut made = Table::new();
        for (place, patient) in patients.iter().enumerate().take(4) {
            let mut rng = world.rng("vaccinations", place);
            for vaccine in &VACCINES {
                let Vaccine { name, doses, days_between, booster, .. } = *vaccine;
                // Of the vaccines that come back, grown-ups have had the last round some years ago.
                let again =
                    booster > 0 && patient.birthday.plus_days(booster * 365 * 3) < today && vaccine.months < 200;
                let mut given_on = match (again, booster) {
                    (true, _) => today.plus_days(-rng.range(200, booster * 365 + 300)),
                    (_, 1) => today.plus_days(-rng.range(100, 500)),
                    _ => patient.birthday.plus_days(vaccine.months * 30 + rng.range(0, 40)),
                };
                let count = if again { 1 } else { doses };
                for dose in 1..=count {
                    if given_on >= today || given_on.year() < vaccine.since || rng.chance(4) {
                        break;
                    }
                    let next_due_on = match (dose == count, booster) {
                        (false, _) => Some(given_on.plus_days(days_between)),
                        (true, 0) => None,
                        (true, years) => Some(given_on.plus_days(years * 365)),
                    };
                    let id = world.id("vac", made.len());
                    let given = Vaccination {
                        id: id.clone(),
                        patient_id: patient.id.clone(),
                        vaccine: name.to_owned(),
                        dose: if again { doses + 1 } else { dose },
                        given_on,
                        next_due_on,
                    };
                    made.insert(id, given);
                    given_on = given_on.plus_days(days_between + rng.range(0, 20));
                }
            }
        }
        made
    }
}
