//! Money: whole numbers of a currency's smallest unit inside, decimal text outside, which no float can spoil.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use super::error::{ToolError, invalid};
use super::types::{read_text, shorten};

/// A currency of the world. The rates are fixed: near those of 2026, and the same in every episode.
#[derive(Debug, PartialEq, Eq)]
pub struct Currency {
    /// Three letters (ISO 4217).
    pub code: &'static str,
    pub name: &'static str,
    /// Digits behind the point.
    pub digits: u32,
    /// Thousandths of a unit that one euro buys.
    pub per_euro: i64,
}

const fn currency(code: &'static str, name: &'static str, digits: u32, per_euro: i64) -> Currency {
    Currency { code, name, digits, per_euro }
}

pub const CURRENCIES: [Currency; 28] = [
    currency("EUR", "euro", 2, 1_000),
    currency("USD", "US dollar", 2, 1_160),
    currency("GBP", "pound sterling", 2, 870),
    currency("CHF", "Swiss franc", 2, 930),
    currency("SEK", "Swedish krona", 2, 11_000),
    currency("NOK", "Norwegian krone", 2, 11_700),
    currency("DKK", "Danish krone", 2, 7_460),
    currency("PLN", "Polish zloty", 2, 4_250),
    currency("CZK", "Czech koruna", 2, 24_400),
    currency("HUF", "Hungarian forint", 0, 390_000),
    currency("RON", "Romanian leu", 2, 5_080),
    currency("TRY", "Turkish lira", 2, 48_500),
    currency("JPY", "Japanese yen", 0, 178_000),
    currency("CNY", "Chinese yuan", 2, 8_250),
    currency("KRW", "South Korean won", 0, 1_660_000),
    currency("INR", "Indian rupee", 2, 102_500),
    currency("VND", "Vietnamese dong", 0, 30_500_000),
    currency("SGD", "Singapore dollar", 2, 1_510),
    currency("AED", "UAE dirham", 2, 4_260),
    currency("AUD", "Australian dollar", 2, 1_780),
    currency("NZD", "New Zealand dollar", 2, 2_030),
    currency("CAD", "Canadian dollar", 2, 1_630),
    currency("MXN", "Mexican peso", 2, 21_400),
    currency("BRL", "Brazilian real", 2, 6_250),
    currency("ZAR", "South African rand", 2, 20_100),
    currency("NGN", "Nigerian naira", 2, 1_690_000),
    currency("KES", "Kenyan shilling", 2, 150_000),
    currency("EGP", "Egyptian pound", 2, 55_000),
];

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

impl Currency {
    /// The currency with a code; the euro where there is none.
    pub fn of(code: &str) -> &'static Self {
        Self::find(code).unwrap_or(&CURRENCIES[0])
    }

    /// The currency with a code, whatever its case.
    pub fn find(code: &str) -> Option<&'static Self> {
        CURRENCIES.iter().find(|currency| currency.code.eq_ignore_ascii_case(code))
    }

    fn scale(&self) -> i64 {
        10_i64.pow(self.digits)
    }

    /// What so many euro cents are worth, in the smallest unit.
    pub fn from_euro_cents(&self, cents: i64) -> i64 {
        let value = i128::from(cents) * i128::from(self.per_euro) * i128::from(self.scale());
        (value / 100_000) as i64
    }

    /// A price as shops write it: what so many euro cents are worth, rounded as is usual at that height.
    pub fn price(&self, euro_cents: i64) -> i64 {
        if self.per_euro < 2_000 && self.digits == 2 {
            // Price tags show 39.95 in each of these.
            return euro_cents;
        }
        let exact = self.from_euro_cents(euro_cents);
        // Two significant digits and a half: 4,890 and not 4,893.27.
        let mut step = 1;
        while exact / step >= 500 {
            step *= 10;
        }
        // What costs something costs at least the smallest unit.
        (exact / step * step).max(i64::from(euro_cents > 0))
    }

    /// `24.90`
    pub fn amount(&'static self, minor: i64) -> Amount {
        Amount { minor, digits: self.digits }
    }

    pub fn money(&'static self, minor: i64) -> Money {
        Money { amount: self.amount(minor), currency: self.code.to_owned() }
    }

    /// A sum of this currency in another one, rounded down.
    pub fn convert(&self, minor: i64, to: &Self) -> i64 {
        let value = i128::from(minor) * i128::from(to.per_euro) * i128::from(to.scale());
        (value / (i128::from(self.per_euro) * i128::from(self.scale()))) as i64
    }
}

/// An amount in a currency's smallest unit, written as decimal text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount {
    pub minor: i64,
    digits: u32,
}

impl Amount {
    /// How many of the smallest unit make one.
    pub fn scale(self) -> i64 {
        10_i64.pow(self.digits)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scale, sign) = (10_u64.pow(self.digits), if self.minor < 0 { "-" } else { "" });
        let whole = self.minor.unsigned_abs();
        if self.digits == 0 {
            return write!(f, "{sign}{whole}");
        }
        write!(f, "{sign}{}.{:0width$}", whole / scale, whole % scale, width = self.digits as usize)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Amount {
    fn schema_name() -> Cow<'static, str> {
        "Amount".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": r"^-?\d+(\.\d{2})?$"})
    }
}

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Money {
    /// Decimal text such as 24.90.
    pub amount: Amount,
    /// Three letters such as EUR.
    pub currency: String,
}

impl Money {
    /// The amount in the smallest unit of the currency.
    pub fn minor(&self) -> i64 {
        self.amount.minor
    }

    /// The same currency with another amount.
    pub fn with(&self, minor: i64) -> Self {
        Self { amount: Amount { minor, ..self.amount }, currency: self.currency.clone() }
    }
}

/// `24.90 EUR`
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)
    }
}

/// A positive amount as a caller writes it: `24.90`, in a currency that another argument or the server knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    /// In hundredths.
    hundredths: i64,
}

impl Decimal {
    fn parse(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(part) || whole.len() > 12 || part.len() > 2 {
            return None;
        }
        let part: i64 = format!("{part:0<2}").parse().ok()?;
        Some(Self { hundredths: whole.parse::<i64>().ok()? * 100 + part }).filter(|sum| sum.hundredths > 0)
    }

    /// The amount in the smallest unit of a currency; refuses digits that it does not have.
    pub fn minor(self, currency: &Currency, argument: &str) -> Result<i64, ToolError> {
        let minor = self.hundredths * currency.scale();
        if minor % 100 != 0 {
            return Err(invalid(format!(
                "Argument `{argument}`: {} has no smaller unit than {}.",
                currency.code,
                Amount { minor: 1, digits: currency.digits }
            )));
        }
        Ok(minor / 100)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wanted = "an amount above zero as decimal text such as \"24.90\"";
        let text = read_text(deserializer, wanted)?;
        Self::parse(text.trim()).ok_or_else(|| D::Error::custom(format!("{:?} is not {wanted}", shorten(&text))))
    }
}

impl JsonSchema for Decimal {
    fn schema_name() -> Cow<'static, str> {
        "Decimal".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": r"^\d{1,12}(\.\d{1,2})?$"})
    }
}

/// The code of a currency that the world knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurrencyCode(pub &'static Currency);

impl<'de> Deserialize<'de> for CurrencyCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wanted = "the three-letter code of a currency such as EUR";
        let text = read_text(deserializer, wanted)?;
        let found = Currency::find(text.trim());
        found.map(Self).ok_or_else(|| D::Error::custom(format!("{:?} is not {wanted}", shorten(&text))))
    }
}

impl JsonSchema for CurrencyCode {
    fn schema_name() -> Cow<'static, str> {
        "CurrencyCode".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": "^[A-Za-z]{3}$"})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_with_the_digits_of_their_currency() {
        assert_eq!(Currency::of("EUR").money(2490).to_string(), "24.90 EUR");
        assert_eq!(Currency::of("EUR").money(-5).to_string(), "-0.05 EUR");
        assert_eq!(Currency::of("JPY").money(4400).to_string(), "4400 JPY");
    }

    #[test]
    fn prices_are_round_and_conversions_are_not() {
        assert_eq!(Currency::of("EUR").price(3_990), 3_990);
        assert_eq!(Currency::of("JPY").price(3_990), 7_100);
        assert_eq!(Currency::of("INR").price(3_990), 408_000);
        assert_eq!((Currency::of("JPY").price(0), Currency::of("HUF").price(0)), (0, 0));
        assert_eq!(Currency::of("EUR").convert(10_000, Currency::of("JPY")), 17_800);
        assert_eq!(Currency::of("JPY").convert(17_800, Currency::of("EUR")), 10_000);
    }

    #[test]
    fn callers_write_amounts_as_text() {
        let minor = |text: &str, code: &str| Decimal::parse(text)?.minor(Currency::of(code), "amount").ok();
        assert_eq!(minor("24.9", "EUR"), Some(2_490));
        assert_eq!(minor("24", "JPY"), Some(24));
        for wrong in ["", "-1", "0", "1.234", "1,5", ".5", "1.", "9999999999999"] {
            assert_eq!(minor(wrong, "EUR"), None, "{wrong}");
        }
        assert_eq!(minor("24.90", "JPY"), None);
    }
}
