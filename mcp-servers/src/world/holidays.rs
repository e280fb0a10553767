//! Public holidays by country: fixed days, days around Easter, weekdays of a month, and days of other calendars.

use crate::kit::Day;
use crate::kit::Ordered;

/// A day on which a country does not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holiday {
    pub day: Day,
    pub name: &'static str,
}

#[derive(Debug, Clone, Copy)]
enum Rule {
    /// Month and day.
    Fixed(i8, i8),
    /// Days after Easter Sunday.
    Easter(i64),
    /// Days after the Easter Sunday of the Orthodox churches.
    Orthodox(i64),
    /// The nth weekday (0 for Monday) of a month; 5 stands for the last one.
    Nth(i8, usize, i8),
    /// Years, months and days, where another calendar decides.
    Listed(&'static [(i16, i8, i8)]),
}
use Rule::{Easter, Fixed, Listed, Nth, Orthodox};

const EID_AL_FITR: Rule = Listed(&[(2025, 3, 31), (2026, 3, 20), (2027, 3, 10), (2028, 2, 27), (2029, 2, 15)]);
const EID_AL_ADHA: Rule = Listed(&[(2025, 6, 6), (2026, 5, 27), (2027, 5, 17), (2028, 5, 5), (2029, 4, 24)]);
const DIWALI: Rule = Listed(&[(2025, 10, 20), (2026, 11, 8), (2027, 10, 29), (2028, 10, 17), (2029, 11, 5)]);
const HOLI: Rule = Listed(&[(2025, 3, 14), (2026, 3, 4), (2027, 3, 22), (2028, 3, 11), (2029, 3, 1)]);
const TET: Rule = Listed(&[(2025, 1, 29), (2026, 2, 17), (2027, 2, 6), (2028, 1, 26), (2029, 2, 13)]);
const TET_SECOND: Rule = Listed(&[(2025, 1, 30), (2026, 2, 18), (2027, 2, 7), (2028, 1, 27), (2029, 2, 14)]);
const HUNG_KINGS: Rule = Listed(&[(2025, 4, 7), (2026, 4, 26), (2027, 4, 16), (2028, 4, 4), (2029, 4, 23)]);

type Rules = &'static [(Rule, &'static str)];

const COUNTRIES: [(&str, Rules); 18] = [
    (
        "United Kingdom",
        &[
            (Fixed(1, 1), "New Year's Day"),
            (Easter(-2), "Good Friday"),
            (Easter(1), "Easter Monday"),
            (Nth(5, 0, 1), "Early May bank holiday"),
            (Nth(5, 0, 5), "Spring bank holiday"),
            (Nth(8, 0, 5), "Summer bank holiday"),
            (Fixed(12, 25), "Christmas Day"),
            (Fixed(12, 26), "Boxing Day"),
        ],
    ),
    (
        "United States",
        &[
            (Fixed(1, 1), "New Year's Day"),
            (Nth(1, 0, 3), "Martin Luther King Jr. Day"),
            (Nth(2, 0, 3), "Presidents' Day"),
            (Nth(5, 0, 5), "Memorial Day"),
            (Fixed(6, 19), "Juneteenth"),
            (Fixed(7, 4), "Independence Day"),
            (Nth(9, 0, 1), "Labor Day"),
            (Fixed(11, 11), "Veterans Day"),
            (Nth(11, 3, 4), "Thanksgiving"),
            (Fixed(12, 25), "Christmas Day"),
        ],
    ),
    (
        "Germany",
        &[
            (Fixed(1, 1), "Neujahr"),
            (Easter(-2), "Karfreitag"),
            (Easter(1), "Ostermontag"),
            (Fixed(5, 1), "Tag der Arbeit"),
            (Easter(39), "Christi Himmelfahrt"),
            (Easter(50), "Pfingstmontag"),
            (Fixed(10, 3), "Tag der Deutschen Einheit"),
            (Fixed(12, 25), "1. Weihnachtstag"),
            (Fixed(12, 26), "2. Weihnachtstag"),
        ],
    ),
    (
        "France",
        &[
            (Fixed(1, 1), "Jour de l'an"),
            (Easter(1), "Lundi de Pâques"),
            (Fixed(5, 1), "Fête du Travail"),
            (Fixed(5, 8), "Victoire 1945"),
            (Easter(39), "Ascension"),
            (Easter(50), "Lundi de Pentecôte"),
            (Fixed(7, 14), "Fête nationale"),
            (Fixed(8, 15), "Assomption"),
            (Fixed(11, 1), "Toussaint"),
            (Fixed(11, 11), "Armistice"),
            (Fixed(12, 25), "Noël"),
        ],
    ),
    (
        "Spain",
        &[
            (Fixed(1, 1), "Año Nuevo"),
            (Fixed(1, 6), "Reyes"),
            (Easter(-2), "Viernes Santo"),
            (Fixed(5, 1), "Día del Trabajador"),
            (Fixed(8, 15), "Asunción"),
            (Fixed(10, 12), "Fiesta Nacional"),
            (Fixed(11, 1), "Todos los Santos"),
            (Fixed(12, 6), "Día de la Constitución"),
            (Fixed(12, 8), "Inmaculada Concepción"),
            (Fixed(12, 25), "Navidad"),
        ],
    ),
    (
        "Italy",
        &[
            (Fixed(1, 1), "Capodanno"),
            (Fixed(1, 6), "Epifania"),
            (Easter(1), "Lunedì dell'Angelo"),
            (Fixed(4, 25), "Festa della Liberazione"),
            (Fixed(5, 1), "Festa del Lavoro"),
            (Fixed(6, 2), "Festa della Repubblica"),
            (Fixed(8, 15), "Ferragosto"),
            (Fixed(11, 1), "Ognissanti"),
            (Fixed(12, 8), "Immacolata Concezione"),
            (Fixed(12, 25), "Natale"),
            (Fixed(12, 26), "Santo Stefano"),
        ],
    ),
    (
        "Poland",
        &[
            (Fixed(1, 1), "Nowy Rok"),
            (Fixed(1, 6), "Trzech Króli"),
            (Easter(1), "Poniedziałek Wielkanocny"),
            (Fixed(5, 1), "Święto Pracy"),
            (Fixed(5, 3), "Święto Konstytucji"),
            (Easter(60), "Boże Ciało"),
            (Fixed(8, 15), "Wniebowzięcie"),
            (Fixed(11, 1), "Wszystkich Świętych"),
            (Fixed(11, 11), "Święto Niepodległości"),
            (Fixed(12, 24), "Wigilia"),
            (Fixed(12, 25), "Boże Narodzenie"),
            (Fixed(12, 26), "Drugi dzień świąt"),
        ],
    ),
    (
        "Türkiye",
        &[
            (Fixed(1, 1), "Yılbaşı"),
            (EID_AL_FITR, "Ramazan Bayramı"),
            (Fixed(4, 23), "Ulusal Egemenlik ve Çocuk Bayramı"),
            (Fixed(5, 1), "Emek ve Dayanışma Günü"),
            (Fixed(5, 19), "Gençlik ve Spor Bayramı"),
            (EID_AL_ADHA, "Kurban Bayramı"),
            (Fixed(7, 15), "Demokrasi Günü"),
            (Fixed(8, 30), "Zafer Bayramı"),
            (Fixed(10, 29), "Cumhuriyet Bayramı"),
        ],
    ),
    (
        "Vietnam",
        &[
            (Fixed(1, 1), "Tết Dương lịch"),
            (TET, "Tết Nguyên Đán"),
            (TET_SECOND, "Mùng hai Tết"),
            (HUNG_KINGS, "Giỗ Tổ Hùng Vương"),
            (Fixed(4, 30), "Ngày Thống nhất"),
            (Fixed(5, 1), "Quốc tế Lao động"),
            (Fixed(9, 2), "Quốc khánh"),
        ],
    ),
    (
        "Nigeria",
        &[
            (Fixed(1, 1), "New Year's Day"),
            (EID_AL_FITR, "Eid al-Fitr"),
            (Easter(-2), "Good Friday"),
            (Easter(1), "Easter Monday"),
            (Fixed(5, 1), "Workers' Day"),
            (EID_AL_ADHA, "Eid al-Adha"),
            (Fixed(6, 12), "Democracy Day"),
            (Fixed(10, 1), "Independence Day"),
            (Fixed(12, 25), "Christmas Day"),
            (Fixed(12, 26), "Boxing Day"),
        ],
    ),
    (
        "India",
        &[
            (Fixed(1, 26), "Republic Day"),
            (HOLI, "Holi"),
            (EID_AL_FITR, "Eid al-Fitr"),
            (Easter(-2), "Good Friday"),
            (Fixed(5, 1), "May Day"),
            (Fixed(8, 15), "Independence Day"),
            (Fixed(10, 2), "Gandhi Jayanti"),
            (DIWALI, "Diwali"),
            (Fixed(12, 25), "Christmas Day"),
        ],
    ),
    (
        "Japan",
        &[
            (Fixed(1, 1), "Ganjitsu"),
            (Nth(1, 0, 2), "Seijin no Hi"),
            (Fixed(2, 11), "Kenkoku Kinen no Hi"),
            (Fixed(2, 23), "Tennō Tanjōbi"),
            (Fixed(4, 29), "Shōwa no Hi"),
            (Fixed(5, 3), "Kenpō Kinenbi"),
            (Fixed(5, 4), "Midori no Hi"),
            (Fixed(5, 5), "Kodomo no Hi"),
            (Nth(7, 0, 3), "Umi no Hi"),
            (Fixed(8, 11), "Yama no Hi"),
            (Nth(9, 0, 3), "Keirō no Hi"),
            (Nth(10, 0, 2), "Supōtsu no Hi"),
            (Fixed(11, 3), "Bunka no Hi"),
            (Fixed(11, 23), "Kinrō Kansha no Hi"),
        ],
    ),
    (
        "Sweden",
        &[
            (Fixed(1, 1), "Nyårsdagen"),
            (Fixed(1, 6), "Trettondedag jul"),
            (Easter(-2), "Långfredagen"),
            (Easter(1), "Annandag påsk"),
            (Fixed(5, 1), "Första maj"),
            (Easter(39), "Kristi himmelsfärdsdag"),
            (Fixed(6, 6), "Sveriges nationaldag"),
            (Fixed(12, 25), "Juldagen"),
            (Fixed(12, 26), "Annandag jul"),
        ],
    ),
    (
        "Brazil",
        &[
            (Fixed(1, 1), "Confraternização Universal"),
            (Easter(-47), "Carnaval"),
            (Easter(-2), "Sexta-feira Santa"),
            (Fixed(4, 21), "Tiradentes"),
            (Fixed(5, 1), "Dia do Trabalho"),
            (Easter(60), "Corpus Christi"),
            (Fixed(9, 7), "Independência"),
            (Fixed(10, 12), "Nossa Senhora Aparecida"),
            (Fixed(11, 2), "Finados"),
            (Fixed(11, 15), "Proclamação da República"),
            (Fixed(12, 25), "Natal"),
        ],
    ),
    (
        "Czechia",
        &[
            (Fixed(1, 1), "Nový rok"),
            (Easter(-2), "Velký pátek"),
            (Easter(1), "Velikonoční pondělí"),
            (Fixed(5, 1), "Svátek práce"),
            (Fixed(5, 8), "Den vítězství"),
            (Fixed(7, 5), "Cyril a Metoděj"),
            (Fixed(7, 6), "Mistr Jan Hus"),
            (Fixed(9, 28), "Den české státnosti"),
            (Fixed(10, 28), "Vznik Československa"),
            (Fixed(11, 17), "Den boje za svobodu"),
            (Fixed(12, 24), "Štědrý den"),
            (Fixed(12, 25), "1. svátek vánoční"),
            (Fixed(12, 26), "2. svátek vánoční"),
        ],
    ),
    (
        "Netherlands",
        &[
            (Fixed(1, 1), "Nieuwjaarsdag"),
            (Easter(1), "Tweede paasdag"),
            (Fixed(4, 27), "Koningsdag"),
            (Easter(39), "Hemelvaartsdag"),
            (Easter(50), "Tweede pinksterdag"),
            (Fixed(12, 25), "Eerste kerstdag"),
            (Fixed(12, 26), "Tweede kerstdag"),
        ],
    ),
    (
        "Greece",
        &[
            (Fixed(1, 1), "Protochronia"),
            (Fixed(1, 6), "Theofania"),
            (Orthodox(-48), "Kathara Deftera"),
            (Fixed(3, 25), "Independence Day"),
            (Orthodox(-2), "Megali Paraskevi"),
            (Orthodox(1), "Deftera tou Pascha"),
            (Fixed(5, 1), "Ergatiki Protomagia"),
            (Orthodox(50), "Agiou Pnevmatos"),
            (Fixed(8, 15), "Dekapentavgoustos"),
            (Fixed(10, 28), "Ochi Day"),
            (Fixed(12, 25), "Christougenna"),
            (Fixed(12, 26), "Synaxi Theotokou"),
        ],
    ),
    (
        "Kenya",
        &[
            (Fixed(1, 1), "New Year's Day"),
            (EID_AL_FITR, "Idd-ul-Fitr"),
            (Easter(-2), "Good Friday"),
            (Easter(1), "Easter Monday"),
            (Fixed(5, 1), "Labour Day"),
            (Fixed(6, 1), "Madaraka Day"),
            (Fixed(10, 10), "Mazingira Day"),
            (Fixed(10, 20), "Mashujaa Day"),
            (Fixed(12, 12), "Jamhuri Day"),
            (Fixed(12, 25), "Christmas Day"),
            (Fixed(12, 26), "Utamaduni Day"),
        ],
    ),
];

/// The public holidays of a country in a year, by day.
pub fn holidays(country: &str, year: i16) -> Vec<Holiday> {
    let rules = COUNTRIES.iter().find(|(name, _)| *name == country).map_or(COUNTRIES[0].1, |(_, rules)| rules);
    let one = |(rule, name): &(Rule, &'static str)| Some(Holiday { day: rule.day(year)?, name });
    let mut holidays: Vec<Holiday> = rules.iter().filter_map(one).collect();
    holidays.order_by_key(|holiday| holiday.day);
    holidays.dedup_by_key(|holiday| holiday.day);
    holidays
}

impl Rule {
    fn day(self, year: i16) -> Option<Day> {
        match self {
            Self::Fixed(month, day) => Some(Day::new(year, month, day)),
            Self::Easter(offset) => Some(easter(year).plus_days(offset)),
            Self::Orthodox(offset) => Some(orthodox_easter(year).plus_days(offset)),
            Self::Nth(month, weekday, 5) => {
                let next = if month == 12 { Day::new(year + 1, 1, 1) } else { Day::new(year, month + 1, 1) };
                let last = next.plus_days(-1);
                let back = (last.weekday() + 7 - weekday) % 7;
                Some(last.plus_days(-(back as i64)))
            }
            Self::Nth(month, weekday, nth) => {
                let first = Day::new(year, month, 1);
                let ahead = (weekday + 7 - first.weekday()) % 7;
                Some(first.plus_days(ahead as i64 + 7 * (i64::from(nth) - 1)))
            }
            Self::Listed(days) => {
                days.iter().find(|day| day.0 == year).map(|(year, month, day)| Day::new(*year, *month, *day))
            }
        }
    }
}

/// Easter Sunday of the western churches (the anonymous Gregorian algorithm).
fn easter(year: i16) -> Day {
    let y = i64::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let days = h + l - 7 * m + 114;
    Day::new(year, (days / 31) as i8, (days % 31 + 1) as i8)
}

/// Easter Sunday of the Orthodox churches (Meeus; the calendars are 13 days apart until 2099).
fn orthodox_easter(year: i16) -> Day {
    let y = i64::from(year);
    let d = (19 * (y % 19) + 15) % 30;
    let e = (2 * (y % 4) + 4 * (y % 7) - d + 34) % 7;
    let days = d + e + 114;
    Day::new(year, (days / 31) as i8, (days % 31 + 1) as i8).plus_days(13)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holidays_fall_on_the_days_that_calendars_show() {
        assert_eq!(easter(2026).to_string(), "2026-04-05");
        assert_eq!(orthodox_easter(2026).to_string(), "2026-04-12");
        let day = |country: &str, name: &str| {
            let all = holidays(country, 2026);
            all.into_iter().find(|holiday| holiday.name == name).map(|holiday| holiday.day.to_string())
        };
        assert_eq!(day("United States", "Thanksgiving").as_deref(), Some("2026-11-26"));
        assert_eq!(day("United Kingdom", "Spring bank holiday").as_deref(), Some("2026-05-25"));
        assert_eq!(day("Brazil", "Carnaval").as_deref(), Some("2026-02-17"));
        assert_eq!(day("Greece", "Kathara Deftera").as_deref(), Some("2026-02-23"));
    }
}
