//! Medicines, tests, vaccines and reasons; data only.

use super::types::Speciality;

/// Medicine, dosage, days of a pack, and whether it is given out after a visit only.
pub type Medicine = (&'static str, &'static str, i64, bool);

/// What children get, too.
pub const FOR_CHILDREN: [&str; 5] =
    ["Salbutamol inhaler", "Cetirizine 10 mg", "Vitamin D 1000 IU", "Hydrocortisone cream 1 %", "Amoxicillin 500 mg"];
pub const MEDICINES: [Medicine; 22] = [
    ("Levothyroxine 75 µg", "One tablet in the morning before breakfast", 90, false),
    ("Metformin 500 mg", "One tablet twice a day with meals", 60, false),
    ("Ramipril 5 mg", "One tablet in the morning", 90, false),
    ("Amlodipine 5 mg", "One tablet in the evening", 90, false),
    ("Salbutamol inhaler", "Two puffs when needed, eight a day at most", 30, false),
    ("Budesonide inhaler", "One puff twice a day", 60, false),
    ("Cetirizine 10 mg", "One tablet in the evening during the season", 50, false),
    ("Omeprazole 20 mg", "One capsule before breakfast", 28, false),
    ("Atorvastatin 20 mg", "One tablet in the evening", 90, false),
    ("Iron(II) sulphate 100 mg", "One tablet on an empty stomach", 50, false),
    ("Vitamin D 1000 IU", "One tablet a day", 100, false),
    ("Sertraline 50 mg", "One tablet in the morning", 28, false),
    ("Sumatriptan 50 mg", "One tablet at the first sign of migraine", 12, false),
    ("Hydrocortisone cream 1 %", "Thinly on the skin twice a day, two weeks at most", 14, false),
    ("Latanoprost eye drops", "One drop into each eye in the evening", 28, false),
    ("Bisoprolol 2.5 mg", "Half a tablet in the morning", 90, false),
    ("Zopiclone 7.5 mg", "One tablet at bedtime, four weeks at most", 14, true),
    ("Methylphenidate 10 mg", "One tablet after breakfast", 30, true),
    ("Tilidine 50 mg", "One tablet every twelve hours", 10, true),
    ("Amoxicillin 500 mg", "One capsule three times a day for seven days", 7, false),
    ("Naproxen 250 mg", "One tablet twice a day with food", 20, false),
    ("Folic acid 5 mg", "One tablet a day", 50, false),
];

/// A panel with its values: name, unit, and the usual range in tenths.
type Panel = (&'static str, &'static [(&'static str, &'static str, i64, i64)]);

pub const PANELS: [Panel; 9] = [
    (
        "Full blood count",
        &[
            ("Haemoglobin", "g/l", 1_200, 1_600),
            ("Leukocytes", "10^9/l", 40, 100),
            ("Platelets", "10^9/l", 1_500, 4_000),
        ],
    ),
    (
        "Lipids",
        &[
            ("LDL cholesterol", "mmol/l", 10, 30),
            ("HDL cholesterol", "mmol/l", 10, 25),
            ("Triglycerides", "mmol/l", 4, 17),
        ],
    ),
    ("Thyroid", &[("TSH", "mU/l", 4, 40), ("Free T4", "pmol/l", 90, 190)]),
    ("Blood sugar", &[("HbA1c", "mmol/mol", 200, 420), ("Fasting glucose", "mmol/l", 39, 56)]),
    ("Vitamin D", &[("25-hydroxyvitamin D", "nmol/l", 500, 1_250)]),
    ("Iron", &[("Ferritin", "µg/l", 300, 3_000), ("Transferrin saturation", "%", 160, 450)]),
    ("Kidney function", &[("Creatinine", "µmol/l", 450, 1_040), ("Potassium", "mmol/l", 35, 51)]),
    ("Liver function", &[("ALT", "U/l", 70, 450), ("Bilirubin", "µmol/l", 30, 210)]),
    ("Inflammation", &[("C-reactive protein", "mg/l", 0, 50)]),
];
pub const COMMENTS: [&str; 8] = [
    "All as expected.", "Please repeat in three months.", "Slightly off, nothing to worry about.",
    "Let us talk about it at the next visit.", "Better than last time.", "Please come fasting next time.",
    "No change of the dose is needed.", "Drink enough before the next sample.",
];

/// What it protects from, and the year since when it has been given.
pub struct Vaccine {
    pub name: &'static str,
    pub since: i16,
    /// Age at the first dose.
    pub months: i64,
    pub doses: i64,
    pub days_between: i64,
    /// Years until the booster; 0 for vaccines without one.
    pub booster: i64,
}

const fn vaccine(
    name: &'static str,
    since: i16,
    months: i64,
    (doses, days_between): (i64, i64),
    booster: i64,
) -> Vaccine {
    Vaccine { name, since, months, doses, days_between, booster }
}

pub const VACCINES: [Vaccine; 9] = [
    vaccine("Tetanus, diphtheria, pertussis", 1955, 2, (3, 90), 10),
    vaccine("Measles, mumps, rubella", 1973, 11, (2, 120), 0),
    vaccine("Hepatitis B", 1990, 2, (3, 90), 0),
    vaccine("Polio", 1958, 2, (3, 90), 0),
    vaccine("Chickenpox", 1998, 11, (2, 120), 0),
    vaccine("Tick-borne encephalitis", 1980, 60, (3, 180), 5),
    vaccine("HPV", 2007, 120, (2, 180), 0),
    vaccine("Influenza", 1985, 420, (1, 0), 1),
    vaccine("Pneumococci", 2001, 2, (3, 120), 0),
];

/// Why people come, by speciality.
pub fn reasons(speciality: Speciality) -> &'static [&'static str] {
    match speciality {
        Speciality::GeneralPractice => &[
            "Check-up", "Cough for two weeks", "Blood pressure", "Sick note", "Tiredness", "Travel vaccinations",
            "Back pain",
        ],
        Speciality::Paediatrics => {
            &["Check-up for the age", "Fever at night", "Ear ache", "Rash", "Vaccination", "Growth"]
        }
        Speciality::Dentistry => &["Check-up", "Cleaning", "Tooth ache on the left", "Lost filling", "Sensitive gums"],
        Speciality::Dermatology => &["Mole check", "Eczema", "Acne", "Itching after the holiday"],
        Speciality::Cardiology => &["Palpitations", "ECG", "Stress test", "Follow-up of blood pressure"],
        Speciality::Ophthalmology => &["Eye test", "New glasses", "Dry eyes", "Flashes of light"],
        Speciality::Orthopaedics => &["Knee pain after running", "Shoulder", "Sprained ankle", "Insoles"],
        Speciality::EarNoseThroat => &["Hearing test", "Sinusitis", "Snoring", "Blocked ear"],
        Speciality::Gynaecology => &["Screening", "Contraception", "Pregnancy check"],
        Speciality::Physiotherapy => &["Neck pain", "Exercises after surgery", "Lower back"],
    }
}
