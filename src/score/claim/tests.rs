//! Values said in many ways are read back, values near them are not, and no text makes reading fail.

use jiff::civil::Date;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use super::*;

const TODAY: Date = jiff::civil::date(2026, 12, 30);

fn claims(claim: &Claim, answer: &str) -> bool {
    claim.lacking(&Reading::of(answer, TODAY), None, &[]).is_none()
}

fn grouped(number: u64, separator: &str) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap()).collect();
    groups.join(separator)
}

#[test]
fn numbers_and_money_are_read_however_they_are_written() {
    let mut random = ChaCha8Rng::seed_from_u64(11);
    for _ in 0..500 {
        let digits = random.random_range(1..10);
        let whole = random.random_range(0..10_u64.pow(digits));
        let cents = random.random_range(0..100);
        let value = whole as f64 + f64::from(cents) / 100.0;
        let (english, german) = (grouped(whole, ","), grouped(whole, "."));
        let claim = |amount: f64| Claim::Money { amount, currency: "EUR".to_owned(), tolerance: None };
        for text in [
            format!("It costs €{english}.{cents:02}."),
            format!("Das macht {german},{cents:02} €"),
            format!("{whole}.{cents:02} euros, as you asked"),
            format!("EUR {}.{cents:02}", grouped(whole, "'")),
        ] {
            assert!(claims(&claim(value), &text), "{value} in {text}");
            assert!(
                !claims(&claim(value + 0.01), &text) && !claims(&claim(value * 10.0 + 1.0), &text),
                "{value} in {text}"
            );
        }
        let claim = |value: f64| Claim::Number { value, unit: None, tolerance: None };
        for text in [format!("{english} files"), format!("{whole}"), format!("({english})"), grouped(whole, "\u{202f}")]
        {
            assert!(claims(&claim(whole as f64), &text), "{whole} in {text}");
            assert!(!claims(&claim(whole as f64 + 1.0), &text), "{whole} in {text}");
        }
    }
}

#[test]
fn days_are_read_however_they_are_said_and_are_not_their_neighbours() {
    for offset in -180..180_i64 {
        let date = TODAY.checked_add(jiff::Span::new().days(offset)).unwrap();
        let next = date.tomorrow().unwrap();
        let formats = [
            "%Y-%m-%d", "%A %-d %B", "%A, %B %-d, %Y", "%-d %b %Y", "the %-d of %B", "%a %b %-d", "%d.%m.%Y",
            "%Y-%m-%dT09:00:00Z", "%B %-dth", "on **%-d %B %Y**.",
        ];
        for format in formats {
            let text = date.strftime(format).to_string();
            assert!(claims(&Claim::Date { date }, &text), "{date} in {text}");
            assert!(!claims(&Claim::Date { date: next }, &text), "{next} in {text}");
        }
        if offset.abs() < 7 && offset != 0 {
            assert!(claims(&Claim::Date { date }, &date.strftime("on %A").to_string()), "{date}");
        }
    }
}

#[test]
fn no_text_makes_reading_fail() {
    const PIECES: [&str; 40] = [
        "5", "12", ",", ".", "'", "-", "–", "€", "$", "¥", "円", "%", "°", "C", "am", "pm", "June", "Friday", "next",
        "in", "days", "half", "past", "an", "hour", "and", "a", "hundred", "thousand", "not", "é", "İ", "ß", "🙂",
        "\u{301}", "\n", " ", ":", "2026-02-30", "9999999999999999999999",
    ];
    let mut random = ChaCha8Rng::seed_from_u64(2);
    for _ in 0..5000 {
        let text: String =
            (0..random.random_range(0..14)).map(|_| PIECES[random.random_range(0..PIECES.len())]).collect();
        let spaced: Vec<&str> =
            (0..random.random_range(0..14)).map(|_| PIECES[random.random_range(0..PIECES.len())]).collect();
        for text in [text, spaced.join(" ")] {
            let reading = Reading::of(&text, TODAY);
            assert!(reading.numbers.iter().all(|number| !number.value.value.is_nan()), "{text:?}");
            assert_eq!(folded(&folded(&text)), folded(&text), "{text:?}");
            let _ = reading.sentences_with(&folded(&text), &[]);
        }
    }
}

#[test]
fn answers_of_models_are_read_as_people_read_them() {
    let money = |amount, currency: &str| Claim::Money { amount, currency: currency.to_owned(), tolerance: None };
    let number = |value, unit: Option<&str>| Claim::Number { value, unit: unit.map(str::to_owned), tolerance: None };
    let date = |text: &str| Claim::Date { date: text.parse().unwrap() };
    let time = |text: &str| Claim::Time { time: text.parse().unwrap() };
    let right = [
        (money(249.99, "USD"), "Your total comes to **$249.99** (including tax)."),
        (money(249.99, "USD"), "| Item | Price |\n|---|---|\n| Total | $249.99 |"),
        (money(3500.0, "GBP"), "The balance is £3.5k"),
        (money(3500.0, "GBP"), "three thousand five hundred pounds"),
        (number(42.0, None), "There are forty-two open tickets."),
        (number(0.0, None), "You have 0 unread messages."),
        (number(17.0, Some("celsius")), "It's currently 17°C in Oslo."),
        (number(17.0, Some("celsius")), "about 62.60 °F"),
        (number(5.2, Some("km")), "a 5.2-kilometre run"),
        (number(2.0, None), "2 meetings:\n1. Review\n2. Standup"),
        (date("2027-01-04"), "It's moved to Monday, Jan 4th."),
        (date("2027-01-04"), "next Monday works"),
        (date("2027-01-13"), "It's in two weeks."),
        (time("09:30"), "Starts at 9:30 AM."),
        (time("21:30"), "Starts at half past nine pm"),
        (time("15:00"), "2:30–3:00 pm"),
        (time("14:30"), "2:30–3:00 pm"),
    ];
    for (claim, answer) in right {
        assert!(claims(&claim, answer), "{claim} in {answer}");
    }
    let wrong = [
        (money(249.99, "USD"), "Order 249.99 is there"),
        (number(3.0, None), "I found order #A3 and v1.3"),
        (number(2.0, None), "1. Review\n2. Standup"),
        (number(5.0, None), "no later than 5 January"),
        (date("2027-01-04"), "Order 1-4 is open"),
        (date("2027-05-01"), "it may take 1 day"),
        (time("10:00"), "10 items"),
    ];
    for (claim, answer) in wrong {
        assert!(!claims(&claim, answer), "{claim} in {answer}");
    }
}

#[test]
fn nothing_is_zero_and_a_debt_is_its_amount() {
    let number = |value: f64| Claim::Number { value, unit: None, tolerance: None };
    for none in ["You have no open tasks.", "None.", "The list is empty.", "There aren't any.", "0", "zero"] {
        assert!(claims(&number(0.0), none), "{none}");
    }
    for some in ["Any of the 3 will do.", "It isn't 4.", "Done."] {
        assert!(!claims(&number(0.0), some), "{some}");
    }
    assert!(claims(&number(-12.5), "You owe 12.50 there."));
    assert!(!claims(&number(12.5), "It is -12.50."));
    assert!(!claims(&number(-12.5), "It is 12.5°C there."));
}
