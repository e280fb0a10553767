//! The days on which the user's company does not work: holidays of the country and some of its own.

use schemars::JsonSchema;
use serde::Serialize;

use super::Units;
use crate::kit::{Day, Table};
use crate::world::World;
use crate::world::cast::Cast;

/// A day without work.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Holiday {
    /// The day.
    pub date: Day,
    /// What it is called.
    pub name: String,
}

/// Month, day and name.
type Fixed = (i8, i8, &'static str);

/// Holidays on fixed days by country.
const FIXED: [(&str, &[Fixed]); 18] = [
    ("United Kingdom", &[(1, 1, "New Year's Day"), (12, 25, "Christmas Day"), (12, 26, "Boxing Day")]),
    (
        "United States",
        &[
            (1, 1, "New Year's Day"),
            (6, 19, "Juneteenth"),
            (7, 4, "Independence Day"),
            (11, 11, "Veterans Day"),
            (12, 25, "Christmas Day"),
        ],
    ),
    (
        "Germany",
        &[
            (1, 1, "Neujahr"),
            (5, 1, "Tag der Arbeit"),
            (10, 3, "Tag der Deutschen Einheit"),
            (12, 25, "1. Weihnachtstag"),
            (12, 26, "2. Weihnachtstag"),
        ],
    ),
    (
        "France",
        &[
            (1, 1, "Jour de l'an"),
            (5, 1, "Fête du Travail"),
            (5, 8, "Victoire 1945"),
            (7, 14, "Fête nationale"),
            (8, 15, "Assomption"),
            (11, 1, "Toussaint"),
            (11, 11, "Armistice"),
            (12, 25, "Noël"),
        ],
    ),
    (
        "Spain",
        &[
            (1, 1, "Año Nuevo"),
            (1, 6, "Epifanía"),
            (5, 1, "Fiesta del Trabajo"),
            (8, 15, "Asunción"),
            (10, 12, "Fiesta Nacional"),
            (11, 1, "Todos los Santos"),
            (12, 6, "Constitución"),
            (12, 8, "Inmaculada"),
            (12, 25, "Navidad"),
        ],
    ),
    (
        "Italy",
        &[
            (1, 1, "Capodanno"),
            (1, 6, "Epifania"),
            (4, 25, "Liberazione"),
            (5, 1, "Festa del Lavoro"),
            (6, 2, "Festa della Repubblica"),
            (8, 15, "Ferragosto"),
            (11, 1, "Ognissanti"),
            (12, 8, "Immacolata"),
            (12, 25, "Natale"),
            (12, 26, "Santo Stefano"),
        ],
    ),
    (
        "Poland",
        &[
            (1, 1, "Nowy Rok"),
            (1, 6, "Trzech Króli"),
            (5, 1, "Święto Pracy"),
            (5, 3, "Święto Konstytucji"),
            (8, 15, "Wniebowzięcie"),
            (11, 1, "Wszystkich Świętych"),
            (11, 11, "Święto Niepodległości"),
            (12, 25, "Boże Narodzenie"),
            (12, 26, "Drugi dzień świąt"),
        ],
    ),
    (
        "Türkiye",
        &[
            (1, 1, "Yılbaşı"),
            (4, 23, "Ulusal Egemenlik ve Çocuk Bayramı"),
            (5, 1, "Emek ve Dayanışma Günü"),
            (5, 19, "Gençlik ve Spor Bayramı"),
            (8, 30, "Zafer Bayramı"),
            (10, 29, "Cumhuriyet Bayramı"),
        ],
    ),
    (
        "Vietnam",
        &[(1, 1, "Tết Dương lịch"), (4, 30, "Ngày Thống nhất"), (5, 1, "Quốc tế Lao động"), (9, 2, "Quốc khánh")],
    ),
    (
        "Nigeria",
        &[
            (1, 1, "New Year's Day"),
            (5, 1, "Workers' Day"),
            (6, 12, "Democracy Day"),
            (10, 1, "Independence Day"),
            (12, 25, "Christmas Day"),
            (12, 26, "Boxing Day"),
        ],
    ),
    (
        "India",
        &[(1, 26, "Republic Day"), (8, 15, "Independence Day"), (10, 2, "Gandhi Jayanti"), (12, 25, "Christmas")],
    ),
    (
        "Japan",
        &[
            (1, 1, "元日"),
            (2, 11, "建国記念の日"),
            (2, 23, "天皇誕生日"),
            (4, 29, "昭和の日"),
            (5, 3, "憲法記念日"),
            (5, 4, "みどりの日"),
            (5, 5, "こどもの日"),
            (8, 11, "山の日"),
            (11, 3, "文化の日"),
            (11, 23, "勤労感謝の日"),
        ],
    ),
    (
        "Sweden",
        &[
            (1, 1, "Nyårsdagen"),
            (1, 6, "Trettondedag jul"),
            (5, 1, "Första maj"),
            (6, 6, "Sveriges nationaldag"),
            (12, 25, "Juldagen"),
            (12, 26, "Annandag jul"),
        ],
    ),
    (
        "Brazil",
        &[
            (1, 1, "Confraternização Universal"),
            (4, 21, "Tiradentes"),
            (5, 1, "Dia do Trabalho"),
            (9, 7, "Independência"),
            (10, 12, "Nossa Senhora Aparecida"),
            (11, 2, "Finados"),
            (11, 15, "Proclamação da República"),
            (12, 25, "Natal"),
        ],
    ),
    (
        "Czechia",
        &[
            (1, 1, "Nový rok"),
            (5, 1, "Svátek práce"),
            (5, 8, "Den vítězství"),
            (7, 5, "Cyril a Metoděj"),
            (7, 6, "Jan Hus"),
            (9, 28, "Den české státnosti"),
            (10, 28, "Vznik Československa"),
            (11, 17, "Den boje za svobodu"),
            (12, 24, "Štědrý den"),
            (12, 25, "1. svátek vánoční"),
            (12, 26, "2. svátek vánoční"),
        ],
    ),
    (
        "Netherlands",
        &[(1, 1, "Nieuwjaarsdag"), (4, 27, "Koningsdag"), (12, 25, "Eerste kerstdag"), (12, 26, "Tweede kerstdag")],
    ),
    (
        "Greece",
        &[
            (1, 1, "Πρωτοχρονιά"),
            (1, 6, "Θεοφάνεια"),
            (3, 25, "Ευαγγελισμός"),
            (5, 1, "Πρωτομαγιά"),
            (8, 15, "Κοίμηση της Θεοτόκου"),
            (10, 28, "Επέτειος του Όχι"),
            (12, 25, "Χριστούγεννα"),
            (12, 26, "Σύναξη της Θεοτόκου"),
        ],
    ),
    (
        "Kenya",
        &[
            (1, 1, "New Year's Day"),
            (5, 1, "Labour Day"),
            (6, 1, "Madaraka Day"),
            (10, 20, "Mashujaa Day"),
            (12, 12, "Jamhuri Day"),
            (12, 25, "Christmas Day"),
            (12, 26, "Boxing Day"),
        ],
    ),
];
/// Countries where Good Friday is free.
const GOOD_FRIDAY: [&str; 8] =
    ["United Kingdom", "Germany", "Spain", "Nigeria", "Sweden", "Brazil", "Czechia", "Kenya"];
/// Countries where Easter Monday is free.
const EASTER_MONDAY: [&str; 10] =
    ["United Kingdom", "Germany", "France", "Italy", "Poland", "Nigeria", "Sweden", "Czechia", "Netherlands", "Kenya"];
const OWN: [&str; 8] = [
    "Company outing", "Inventory day", "Team day", "Bridge day", "Founders' day", "Office move", "Wellbeing day",
    "Community day",
];

/// Holidays of last year, this year and the next two.
pub fn generate(world: &World) -> Units {
    let cast = Cast::generate(world);
    let country = cast.locale.country;
    let this_year = world.now.day().year();
    let mut holidays: Table<Holiday> = Table::new();
    let mut add = |date: Day, name: &str| {
        if !holidays.contains_key(&date.to_string()) {
            holidays.insert(date.to_string(), Holiday { date, name: name.to_owned() });
        }
    };
    let fixed = FIXED.iter().find(|(name, _)| *name == country).map_or(&[][..], |(_, days)| *days);
    for year in this_year - 1..=this_year + 2 {
        for (month, day, name) in fixed {
            add(Day::new(year, *month, *day), name);
        }
        let easter = easter(year);
        if GOOD_FRIDAY.contains(&country) {
            add(easter.plus_days(-2), "Good Friday");
        }
        if EASTER_MONDAY.contains(&country) {
            add(easter.plus_days(1), "Easter Monday");
        }
        let mut rng = world.rng("closing days", year as usize);
        for name in rng.some(&OWN, 2) {
            let mut date = Day::new(year, 1, 1).plus_days(rng.range(20, 350));
            while date.is_weekend() {
                date = date.plus_days(1);
            }
            add(date, name);
        }
    }
    Units { country: country.to_owned(), holidays }
}

/// Easter Sunday of the western churches (Gauss's rule in the form of Meeus).
fn easter(year: i16) -> Day {
    let year = i32::from(year);
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (b - (b + 8) / 25 + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let l = (32 + 2 * e + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let sum = h + l - 7 * m + 114;
    Day::new(year as i16, (sum / 31) as i8, (sum % 31 + 1) as i8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_on_the_known_days() {
        assert_eq!(easter(2025).to_string(), "2025-04-20");
        assert_eq!(easter(2026).to_string(), "2026-04-05");
        assert_eq!(easter(2038).to_string(), "2038-04-25");
    }
}
