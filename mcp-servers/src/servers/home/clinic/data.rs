//! The portal as the world has it.

use super::Clinic;
use super::booking::NOTICE_MINUTES;
use super::medicine::reasons;
use super::types::*;
use crate::kit::rng::Rng;
use crate::kit::{Table, Time, ids};
use crate::world::World;
use crate::world::agenda::appointments;
use crate::world::atlas::CITIES;
use crate::world::cast::Cast;
use crate::world::family::{age, children, owner_birthday, relatives};
use crate::world::places::{City, Venue, VenueKind};

pub fn generate(world: &World) -> Clinic {
    let cast = Cast::generate(world);
    let city = City::find(cast.owner.city).unwrap_or(&CITIES[0]);
    let venues: Vec<Venue> =
        (0..world.scaled(3)).map(|index| Venue::of(world, city, VenueKind::Clinic, index)).collect();
    let maker = Maker { world, cast: &cast, city, venues: &venues };
    let patients = maker.patients();
    let practitioners = maker.practitioners();
    let mut appointments = maker.appointments(&patients, &practitioners);
    let referrals = maker.referrals(&patients, &practitioners, &mut appointments);
    let openings = maker.openings(&practitioners);
    let practice = |(index, venue): (usize, &Venue)| {
        let practice = Practice { name: venue.name.clone(), address: venue.address(), phone: venue.phone.clone() };
        (world.id("cli", index), practice)
    };
    Clinic {
        city: city.name.to_owned(),
        clinics: venues.iter().enumerate().map(practice).collect(),
        openings: openings.into_iter().map(|opening| (opening.key(), opening)).collect(),
        own_patient: patients[0].id.clone(),
        prescriptions: maker.prescriptions(&patients, &practitioners),
        slots: Table::new(),
        test_results: maker.test_results(&patients, &practitioners),
        vaccinations: maker.vaccinations(&patients),
        referrals: referrals.into_iter().map(|one| (one.id.clone(), one)).collect(),
        appointments: appointments.into_iter().map(|one| (one.id.clone(), one)).collect(),
        patients: patients.into_iter().map(|one| (one.id.clone(), one)).collect(),
        practitioners: practitioners.into_iter().map(|one| (one.id.clone(), one)).collect(),
    }
}

pub(super) struct Maker<'a> {
    pub(super) world: &'a World,
    cast: &'a Cast,
    pub(super) city: &'static City,
    venues: &'a [Venue],
}

const SPECIALITIES: [Speciality; 10] = [
    Speciality::GeneralPractice,
    Speciality::Paediatrics,
    Speciality::Dentistry,
    Speciality::Cardiology,
    Speciality::GeneralPractice,
    Speciality::Dermatology,
    Speciality::Ophthalmology,
    Speciality::Orthopaedics,
    Speciality::Gynaecology,
    Speciality::EarNoseThroat,
];
const REFERRED: [Speciality; 4] =
    [Speciality::Cardiology, Speciality::Dermatology, Speciality::Orthopaedics, Speciality::Physiotherapy];

impl Maker<'_> {
    /// The user, the children, and the relatives whom the clinics know.
    fn patients(&self) -> Vec<Patient> {
        let (world, cast) = (self.world, self.cast);
        let number = |index: u64| {
            let letter = char::from(b'A' + (ids::number(world.seed, "insurer", 0) % 26) as u8);
            Some(format!("{letter}{}", ids::number(world.seed, "insurance", index)))
        };
        let mut patients = vec![Patient {
            id: world.id("pat", 0),
            name: cast.owner.name(),
            birthday: owner_birthday(world, cast),
            relation: "self".to_owned(),
            access: Access::Own,
            contact_id: None,
            insurance_number: number(0),
        }];
        for (place, child) in children(world, cast).into_iter().enumerate() {
            let years = age(child.birthday, world.now.day());
            patients.push(Patient {
                id: world.id("pat", patients.len()),
                name: child.name(),
                birthday: child.birthday,
                relation: "child".to_owned(),
                access: if years < 16 { Access::Guardian } else { Access::BookingOnly },
                contact_id: None,
                // The card of the younger one has not come yet.
                insurance_number: number(patients.len() as u64).filter(|_| place == 0),
            });
        }
        for (place, index) in relatives(cast).into_iter().enumerate() {
            let person = &cast.people[index];
            patients.push(Patient {
                id: world.id("pat", patients.len()),
                name: person.name(),
                birthday: person.birthday.unwrap_or(owner_birthday(world, cast)),
                relation: "relative".to_owned(),
                access: if place % 2 == 0 { Access::BookingOnly } else { Access::None },
                contact_id: Some(world.id("con", index)),
                insurance_number: number(patients.len() as u64),
            });
        }
        patients
    }

    fn practitioners(&self) -> Vec<Practitioner> {
        let (world, locale) = (self.world, self.cast.locale);
        let mut names = std::collections::BTreeSet::new();
        let mut practitioner = |index: usize| {
            let mut rng = world.rng("practitioner", index);
            let speciality = match index % 11 {
                10 => Speciality::Physiotherapy,
                place => SPECIALITIES[place],
            };
            let title = if speciality == Speciality::Physiotherapy { "" } else { "Dr. " };
            let mut name = format!("{title}{} {}", rng.pick(locale.given), rng.pick(locale.family));
            for _ in 0..8 {
                if names.insert(name.clone()) {
                    break;
                }
                name = format!("{title}{} {}", rng.pick(locale.given), rng.pick(locale.family));
            }
            let clinic = index % self.venues.len();
            let foreign = ["Spanish", "French", "Arabic", "Turkish", "Polish", "Russian", "Portuguese", "Mandarin"];
            let mut languages = vec![language(locale.country).to_owned()];
            if languages[0] != "English" && rng.chance(75) {
                languages.push("English".to_owned());
            }
            if rng.chance(45) {
                let more = rng.pick(&foreign).to_owned();
                if !languages.contains(&more) {
                    languages.push(more);
                }
            }
            Practitioner {
                id: world.id("pra", index),
                name,
                speciality,
                clinic_id: world.id("cli", clinic),
                clinic_name: self.venues[clinic].name.clone(),
                languages,
                needs_referral: speciality.needs_referral(),
                minutes: match speciality {
                    Speciality::Dentistry | Speciality::Cardiology => 40,
                    Speciality::Physiotherapy | Speciality::Gynaecology => 30,
                    _ => 20,
                },
            }
        };
        (0..world.scaled(11)).map(&mut practitioner).collect()
    }

    /// A time within the hours of a practitioner's clinic, so many days from today by the clocks there.
    fn time(&self, rng: &mut Rng, practitioner: usize, days: i64) -> Time {
        let venue = &self.venues[practitioner % self.venues.len()];
        let mut day = self.city.zone.show(self.world.now).day().plus_days(days);
        while day.is_weekend() {
            day = day.plus_days(if days < 0 { -1 } else { 1 });
        }
        let steps = (venue.closes - venue.opens - 60) / 20;
        self.city.zone.at(day, venue.opens + rng.range(0, steps.max(1)) * 20)
    }

    fn openings(&self, practitioners: &[Practitioner]) -> Vec<Opening> {
        let mut openings = Vec::new();
        for (index, practitioner) in practitioners.iter().enumerate() {
            let mut rng = self.world.rng("openings", index);
            let rest_day = rng.index(5);
            let mut days = rng.range(1, 4);
            for _ in 0..rng.range(5, 8) {
                let starts_at = self.time(&mut rng, index, days);
                if starts_at.day().weekday() != rest_day {
                    openings.push(Opening { practitioner_id: practitioner.id.clone(), starts_at });
                }
                days += rng.range(0, 5);
            }
        }
        openings
    }

    fn appointments(&self, patients: &[Patient], practitioners: &[Practitioner]) -> Vec<Appointment> {
        let world = self.world;
        let busy = appointments(world, self.cast);
        let mut booked: Vec<Appointment> = Vec::new();
        for index in 0..world.scaled(8) {
            let mut rng = world.rng("clinic appointment", index);
            // The user tomorrow and in some days, a child, somebody else, and what is over.
            let (patient, days, status) = match index % 8 {
                0 => (0, 1, AppointmentStatus::Booked),
                1 => (0, rng.range(5, 14), AppointmentStatus::Booked),
                2 => (1, rng.range(3, 20), AppointmentStatus::Booked),
                3 => (patients.len() - 1 - rng.index(2), rng.range(3, 20), AppointmentStatus::Booked),
                4 => (rng.index(3), rng.range(2, 25), AppointmentStatus::Cancelled),
                _ => (rng.index(3), -rng.range(4, 300), AppointmentStatus::Completed),
            };
            let patient = &patients[patient];
            let years = age(patient.birthday, world.now.day());
            let suits = |place: &usize| match practitioners[*place].speciality {
                Speciality::Paediatrics => years < 18,
                Speciality::GeneralPractice => years >= 14,
                Speciality::Dentistry | Speciality::Ophthalmology | Speciality::EarNoseThroat => true,
                _ => false,
            };
            let taken = |place: &usize| {
                let id = &practitioners[*place].id;
                booked.iter().any(|one| one.practitioner_id == *id && one.patient_id == patient.id)
            };
            let fitting: Vec<usize> = (0..practitioners.len()).filter(suits).filter(|place| !taken(place)).collect();
            if fitting.is_empty() {
                continue;
            }
            let place = fitting[rng.index(fitting.len())];
            let practitioner = &practitioners[place];
            // Nobody books a time at which the calendar has something else.
            let free = |time: &Time| {
                let clash = |start: Time, minutes: i64| {
                    time.minutes_since(start) < minutes && time.minutes_since(start) > -practitioner.minutes
                };
                !busy.iter().any(|one| clash(one.start, one.minutes))
                    && !booked.iter().any(|one| one.patient_id == patient.id && clash(one.starts_at, one.minutes))
            };
            let first = self.time(&mut rng, place, days);
            let starts_at = match free(&first) {
                true => first,
                false => (0..8).map(|_| self.time(&mut rng, place, days)).find(free).unwrap_or(first),
            };
            booked.push(Appointment {
                id: world.id("apt", index),
                patient_id: patient.id.clone(),
                patient_name: patient.name.clone(),
                practitioner_id: practitioner.id.clone(),
                practitioner_name: practitioner.name.clone(),
                clinic_name: practitioner.clinic_name.clone(),
                address: self.venues[place % self.venues.len()].address(),
                starts_at,
                minutes: practitioner.minutes,
                status,
                reason: Some(rng.pick(reasons(practitioner.speciality)).to_owned()),
                referral_id: None,
                changeable_until: starts_at.plus_minutes(-NOTICE_MINUTES),
            });
        }
        booked
    }

    /// One that can be used, one that has run out, and one that was used for a visit.
    fn referrals(
        &self,
        patients: &[Patient],
        practitioners: &[Practitioner],
        appointments: &mut Vec<Appointment>,
    ) -> Vec<Referral> {
        let world = self.world;
        let today = world.now.day();
        let mut referrals = Vec::new();
        for index in 0..world.scaled(4) {
            let mut rng = world.rng("referral", index);
            let patient = if index % 4 == 3 { &patients[1] } else { &patients[0] };
            let speciality = REFERRED[rng.index(REFERRED.len())];
            let mut referral = Referral {
                id: world.id("rfr", index),
                patient_id: patient.id.clone(),
                speciality,
                reason: rng.pick(reasons(speciality)).to_owned(),
                written_by: practitioners[[0, 4][rng.index(2)]].name.clone(),
                valid_until: today.plus_days(if index % 4 == 1 { -rng.range(3, 90) } else { rng.range(25, 80) }),
                used_for: None,
            };
            let specialist = practitioners.iter().position(|one| one.speciality == speciality);
            if let (2, Some(place)) = (index % 4, specialist) {
                let days = -rng.range(6, 25);
                let (starts_at, practitioner) = (self.time(&mut rng, place, days), &practitioners[place]);
                let visit = Appointment {
                    id: world.id("apt", 100_000 + index),
                    patient_id: patient.id.clone(),
                    patient_name: patient.name.clone(),
                    practitioner_id: practitioner.id.clone(),
                    practitioner_name: practitioner.name.clone(),
                    clinic_name: practitioner.clinic_name.clone(),
                    address: self.venues[place % self.venues.len()].address(),
                    starts_at,
                    minutes: practitioner.minutes,
                    status: AppointmentStatus::Completed,
                    reason: Some(referral.reason.clone()),
                    referral_id: Some(referral.id.clone()),
                    changeable_until: starts_at.plus_minutes(-NOTICE_MINUTES),
                };
                referral.used_for = Some(visit.id.clone());
                appointments.push(visit);
            }
            referrals.push(referral);
        }
        referrals
    }
}

/// The language that people of a country speak.
fn language(country: &str) -> &'static str {
    match country {
        "Germany" => "German",
        "France" => "French",
        "Spain" => "Spanish",
        "Italy" => "Italian",
        "Poland" => "Polish",
        "Türkiye" => "Turkish",
        "Vietnam" => "Vietnamese",
        "India" => "Hindi",
        "Japan" => "Japanese",
        "Sweden" => "Swedish",
        "Brazil" => "Portuguese",
        "Czechia" => "Czech",
        "Netherlands" => "Dutch",
        "Greece" => "Greek",
        "Kenya" => "Swahili",
        _ => "English",
    }
}
