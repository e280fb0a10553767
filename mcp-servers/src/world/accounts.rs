//! Bank account numbers: IBANs with right check digits, and the numbers of countries that have none.

use crate::kit::ids::fnv;
use crate::kit::rng::Rng;

/// The IBANs of a country. In the pattern `9` is a digit, `A` a letter and `X` either.
pub struct Format {
    pub code: &'static str,
    pub country: &'static str,
    pattern: &'static str,
    /// How many characters of the pattern name the bank.
    bank: usize,
}

const fn format(code: &'static str, country: &'static str, pattern: &'static str, bank: usize) -> Format {
    Format { code, country, pattern, bank }
}

const FORMATS: [Format; 24] = [
    format("GB", "United Kingdom", "AAAA99999999999999", 10),
    format("DE", "Germany", "999999999999999999", 8),
    format("FR", "France", "9999999999XXXXXXXXXXX99", 10),
    format("ES", "Spain", "99999999999999999999", 8),
    format("IT", "Italy", "A9999999999XXXXXXXXXXXX", 11),
    format("PL", "Poland", "999999999999999999999999", 8),
    format("TR", "Türkiye", "999990XXXXXXXXXXXXXXXX", 6),
    format("SE", "Sweden", "99999999999999999999", 3),
    format("BR", "Brazil", "99999999999999999999999AX", 13),
    format("CZ", "Czechia", "99999999999999999999", 4),
    format("NL", "Netherlands", "AAAA9999999999", 4),
    format("GR", "Greece", "9999999XXXXXXXXXXXXXXXX", 7),
    format("AT", "Austria", "9999999999999999", 5),
    format("BE", "Belgium", "999999999999", 3),
    format("CH", "Switzerland", "99999XXXXXXXXXXXX", 5),
    format("DK", "Denmark", "99999999999999", 4),
    format("FI", "Finland", "99999999999999", 6),
    format("HU", "Hungary", "999999999999999999999999", 7),
    format("IE", "Ireland", "AAAA99999999999999", 10),
    format("NO", "Norway", "99999999999", 4),
    format("PT", "Portugal", "999999999999999999999", 8),
    format("RO", "Romania", "AAAAXXXXXXXXXXXXXXXX", 4),
    format("AE", "United Arab Emirates", "9999999999999999999", 3),
    format("EG", "Egypt", "9999999999999999999999999", 8),
];

/// What domestic numbers look like where there are no IBANs: the bank's code, what it is called, digits of the account.
const DOMESTIC: [(&str, &str, &str, usize); 6] = [
    ("United States", "999999999", "routing number", 10),
    ("Vietnam", "99999999", "bank code", 12),
    ("Nigeria", "999", "bank code", 10),
    ("India", "AAAA0999999", "IFSC", 12),
    ("Japan", "9999999", "bank and branch code", 7),
    ("Kenya", "99999", "bank and branch code", 13),
];
const BANK_LETTERS: [&str; 8] = ["LARK", "MERI", "NORD", "KITE", "ALMA", "FJRD", "OAKB", "TIDE"];
pub const BANKS: [&str; 12] = [
    "Meridian Bank", "Larkspur Savings Bank", "Northgate Bank", "First Harbour Bank", "Linden Direct", "Bank of Alder",
    "Tidewater Mutual", "Cedar & Stone", "Kestrel Bank", "Union Savings Bank", "Fjord Bank", "Oakbridge",
];

/// An account as forms name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountNumber {
    /// Only where there is no IBAN.
    pub bank_code: Option<String>,
    pub number: String,
}

/// A new account number at a bank of a country; of Germany, where the country's are unknown.
pub fn account_number(rng: &mut Rng, bank: &str, country: &str) -> AccountNumber {
    // A bank has one code in a country.
    let mut bank = Rng::new(fnv(bank), country, 0);
    if let Some((_, code, _, digits)) = DOMESTIC.iter().find(|(name, ..)| *name == country) {
        let mut code = written(&mut bank, code);
        if country == "United States" {
            code = routing_number(&code);
        }
        return AccountNumber { bank_code: Some(code), number: written(rng, &"9".repeat(*digits)) };
    }
    let format = FORMATS.iter().find(|format| format.country == country).unwrap_or(&FORMATS[1]);
    let (code, account) = format.pattern.split_at(format.bank);
    let rest = format!("{}{}", written(&mut bank, code), written(rng, account));
    let check = 98 - remainder(&format!("{rest}{}00", format.code)).unwrap_or(0);
    AccountNumber { bank_code: None, number: format!("{}{check:02}{rest}", format.code) }
}

/// The two letters of a country (ISO 3166).
pub fn country_code(country: &str) -> Option<&'static str> {
    let others = [
        ("United States", "US"),
        ("Vietnam", "VN"),
        ("Nigeria", "NG"),
        ("India", "IN"),
        ("Japan", "JP"),
        ("Kenya", "KE"),
    ];
    let other = others.into_iter().find(|(name, _)| *name == country).map(|(_, code)| code);
    other.or_else(|| FORMATS.iter().find(|format| format.country == country).map(|format| format.code))
}

/// The country of an IBAN without spaces, or what is wrong with it.
pub fn check_iban(iban: &str) -> Result<&'static Format, String> {
    let code: String = iban.chars().take(2).collect();
    let format = FORMATS.iter().find(|format| format.code == code);
    let format =
        format.ok_or_else(|| "it does not begin with the code of a country that this bank pays to".to_owned())?;
    let (length, wanted) = (iban.chars().count(), format.pattern.len() + 4);
    if length != wanted {
        return Err(format!("IBANs of {} have {wanted} characters, not {length}", format.country));
    }
    let rest: String = iban.chars().skip(4).collect();
    let fits = |(letter, wanted): (char, char)| match wanted {
        '9' => letter.is_ascii_digit(),
        'A' => letter.is_ascii_uppercase(),
        'X' => letter.is_ascii_uppercase() || letter.is_ascii_digit(),
        other => letter == other,
    };
    let start: String = iban.chars().take(4).collect();
    if !rest.chars().zip(format.pattern.chars()).all(fits) {
        return Err(format!("it is not written as IBANs of {} are", format.country));
    }
    match remainder(&format!("{rest}{start}")) {
        Some(1) => Ok(format),
        _ => Err("its check digits are wrong".to_owned()),
    }
}

/// What is wrong with a domestic account, if anything.
pub fn check_domestic(country: &str, bank_code: &str, number: &str) -> Result<(), String> {
    let Some((_, pattern, name, digits)) = DOMESTIC.iter().find(|(known, ..)| *known == country) else {
        return Err(format!("accounts in {country} are named by IBAN"));
    };
    let fits = |(letter, wanted): (char, char)| match wanted {
        '9' => letter.is_ascii_digit(),
        'A' => letter.is_ascii_uppercase(),
        other => letter == other,
    };
    if bank_code.chars().count() != pattern.len() || !bank_code.chars().zip(pattern.chars()).all(fits) {
        return Err(format!("the {name} must have {} characters such as {}", pattern.len(), example(pattern)));
    }
    if country == "United States" && routing_number(bank_code) != bank_code {
        return Err("the check digit of the routing number is wrong".to_owned());
    }
    if number.chars().count() != *digits || !number.chars().all(|letter| letter.is_ascii_digit()) {
        return Err(format!("account numbers in {country} have {digits} digits"));
    }
    Ok(())
}

/// Whether a country's accounts have IBANs.
pub fn has_iban(country: &str) -> bool {
    DOMESTIC.iter().all(|(name, ..)| *name != country)
}

fn example(pattern: &str) -> String {
    pattern.chars().zip("12345678901".chars()).map(|(kind, digit)| if kind == '9' { digit } else { kind }).collect()
}

fn written(rng: &mut Rng, pattern: &str) -> String {
    let bank = rng.pick(&BANK_LETTERS);
    let mut letters = bank.chars().cycle();
    let one = |kind| match kind {
        'A' => letters.next().unwrap_or('A'),
        '9' | 'X' => char::from(b'0' + rng.range(0, 9) as u8),
        other => other,
    };
    pattern.chars().map(one).collect()
}

/// The nine digits with the last one as the rule of the American Bankers Association has it.
fn routing_number(digits: &str) -> String {
    let sum: u32 =
        digits.chars().take(8).zip([3, 7, 1, 3, 7, 1, 3, 7]).filter_map(|(c, w)| Some(c.to_digit(10)? * w)).sum();
    digits.chars().take(8).chain(char::from_digit((10 - sum % 10) % 10, 10)).collect()
}

/// The remainder by 97 of a text in which letters stand for 10 to 35.
fn remainder(text: &str) -> Option<u32> {
    text.chars().try_fold(0, |rest, letter| {
        let value = letter.to_digit(36)?;
        Some((rest * if value < 10 { 10 } else { 100 } + value) % 97)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::names::LOCALES;

    #[test]
    fn real_ibans_pass_and_wrong_ones_do_not() {
        assert_eq!(check_iban("DE89370400440532013000").map(|format| format.code), Ok("DE"));
        assert_eq!(check_iban("GB82WEST12345698765432").map(|format| format.code), Ok("GB"));
        for wrong in ["DE88370400440532013000", "DE8937040044053201300", "XX89", "", "DE8937040044053201300ä"] {
            assert!(check_iban(wrong).is_err(), "{wrong}");
        }
        assert_eq!(check_domestic("United States", "021000021", "1234567890"), Ok(()));
        assert!(check_domestic("United States", "021000022", "1234567890").is_err());
    }

    #[test]
    fn numbers_of_all_countries_pass_their_checks() {
        for (index, locale) in LOCALES.iter().enumerate() {
            let made = account_number(&mut Rng::new(5, "numbers", index as u64), "Kestrel Bank", locale.country);
            match made.bank_code {
                Some(code) => assert_eq!(check_domestic(locale.country, &code, &made.number), Ok(())),
                None => assert_eq!(check_iban(&made.number).map(|format| format.country), Ok(locale.country)),
            }
        }
    }
}
