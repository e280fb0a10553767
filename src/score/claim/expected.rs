//! What is expected of an answer: a typed value with its comparison.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use super::boolean;
use super::money::currencies;
use super::number::Number;
use super::reading::{Reading, Said};
use super::text::folded;
use super::unit::{Measure, Unit};

/// How far a number may be off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tolerance {
    #[serde(default)]
    pub absolute: f64,
    /// As a share of the expected value.
    #[serde(default)]
    pub relative: f64,
}

impl Tolerance {
    pub fn allows(self, expected: f64, said: f64) -> bool {
        (said - expected).abs() <= self.absolute + self.relative * expected.abs() + slack(expected)
    }
}

/// What a value loses by being written in decimal.
fn slack(value: f64) -> f64 {
    1e-9_f64.max(1e-12 * value.abs())
}

/// How many items an answer must name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    #[default]
    All,
    Any,
}

/// A value that the answer must claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Claim {
    Number {
        value: f64,
        /// `%`, `km`, `minutes`; said in another unit it is converted, said without one it is taken.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<String>,
        /// Without one, what is written with two or more digits behind the point stands for all that rounds to it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tolerance: Option<Tolerance>,
    },
    /// The currency must be said too.
    Money {
        amount: f64,
        /// A sign, code or name: `€`, `EUR`, `euro`.
        currency: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tolerance: Option<Tolerance>,
    },
    Date {
        date: Date,
    },
    Time {
        time: Time,
    },
    Text {
        text: String,
        /// Other ways to say it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        or: Vec<String>,
    },
    /// A set, in any order.
    Items {
        items: Vec<String>,
        #[serde(default)]
        need: Need,
    },
    Boolean {
        value: bool,
        /// Phrases that mean yes, beside the word.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        yes: Vec<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        no: Vec<String>,
    },
}

/// A claim that no answer can be compared with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClaimError {
    #[error("unit {0:?} is not known: take %, km, kg, min, celsius or another that answers name, or leave it out")]
    Unit(String),
    #[error("currency {0:?} is not known: take a sign, a code or a name, e.g. €, EUR or euro")]
    Currency(String),
    #[error("an empty text is in every answer: name a text")]
    Empty,
    #[error("a number that is not finite cannot be said")]
    NotFinite,
}

impl Claim {
    /// Whether answers can be compared with it.
    pub fn check(&self) -> Result<(), ClaimError> {
        let texts = |texts: &[String]| match texts.iter().any(|text| folded(text).is_empty()) {
            true => Err(ClaimError::Empty),
            false => Ok(()),
        };
        match self {
            Self::Number { value, .. } | Self::Money { amount: value, .. } if !value.is_finite() => {
                Err(ClaimError::NotFinite)
            }
            Self::Number { unit: Some(unit), .. } if Unit::of(&folded(unit)).is_none() => {
                Err(ClaimError::Unit(unit.clone()))
            }
            Self::Money { currency, .. } if currencies(&folded(currency)).is_none() => {
                Err(ClaimError::Currency(currency.clone()))
            }
            Self::Text { text, or } => texts(std::slice::from_ref(text)).and_then(|()| texts(or)),
            Self::Items { items, .. } if items.is_empty() => Err(ClaimError::Empty),
            Self::Items { items, .. } => texts(items),
            _ => Ok(()),
        }
    }

    /// The texts that it looks for, folded.
    pub fn texts(&self) -> Vec<String> {
        match self {
            Self::Text { text, or } => std::iter::once(text).chain(or).map(|text| folded(text)).collect(),
            Self::Items { items, .. } => items.iter().map(|item| folded(item)).collect(),
            _ => Vec::new(),
        }
    }

    /// What of it the answer does not say; none if the answer claims it.
    ///
    /// `about` are the sentences that count, `longer` texts that hold a text of this claim without claiming it.
    pub fn lacking(&self, reading: &Reading, about: Option<&[usize]>, longer: &[String]) -> Option<String> {
        let counts = |sentence: usize| about.is_none_or(|about| about.contains(&sentence));
        let has_text = |text: &str| reading.sentences_with(&folded(text), longer).into_iter().any(counts);
        let claimed = match self {
            Self::Number { value, unit, tolerance } => {
                let unit = unit.as_deref().and_then(|unit| Unit::of(&folded(unit)));
                any(&reading.numbers, counts, |number| is_number(number, *value, unit, *tolerance))
                    || (*value == 0.0 && says_none(reading, counts))
            }
            Self::Money { amount, currency, tolerance } => {
                let currency = currencies(&folded(currency)).unwrap_or_default();
                let tolerance = tolerance.unwrap_or(Tolerance { absolute: 0.005 - 1e-6, relative: 0.0 });
                any(&reading.money, counts, |money| {
                    tolerance.allows(*amount, money.amount)
                        && money.currencies.iter().any(|code| currency.contains(code))
                })
            }
            Self::Date { date } => any(&reading.dates, counts, |dates| dates.contains(date)),
            Self::Time { time } => any(&reading.times, counts, |times| times.contains(time)),
            Self::Text { text, or } => std::iter::once(text).chain(or).any(|text| has_text(text)),
            Self::Items { items, need: Need::Any } => items.iter().any(|item| has_text(item)),
            Self::Items { items, need: Need::All } => {
                let lacking: Vec<&str> = items.iter().map(String::as_str).filter(|item| !has_text(item)).collect();
                return (!lacking.is_empty()).then(|| lacking.join(", "));
            }
            Self::Boolean { value, yes, no } => {
                let said = boolean::said(&reading.text, &reading.words, yes, no);
                said == (*value, !*value)
            }
        };
        (!claimed).then(|| self.to_string())
    }

    /// How many different values of its type the answer claims; of texts those among `known`.
    pub fn claimed(&self, reading: &Reading, about: Option<&[usize]>, known: &[String]) -> usize {
        let counts = |sentence: usize| about.is_none_or(|about| about.contains(&sentence));
        fn distinct<T>(said: &[Said<T>], counts: impl Fn(usize) -> bool, key: impl Fn(&T) -> Option<String>) -> usize {
            let keys = said.iter().filter(|said| counts(said.sentence)).filter_map(|said| key(&said.value));
            keys.collect::<BTreeSet<_>>().len()
        }
        match self {
            Self::Number { .. } => {
                distinct(&reading.numbers, counts, |number| (!number.vague).then(|| number.value.to_string()))
            }
            Self::Money { .. } => distinct(&reading.money, counts, |money| Some(money.amount.to_string())),
            Self::Date { .. } => distinct(&reading.dates, counts, |dates| dates.first().map(Date::to_string)),
            Self::Time { .. } => distinct(&reading.times, counts, |times| times.first().map(Time::to_string)),
            Self::Text { .. } | Self::Items { .. } => {
                let said = |text: &&String| reading.sentences_with(text, known).into_iter().any(counts);
                known.iter().filter(said).collect::<BTreeSet<_>>().len()
            }
            Self::Boolean { yes, no, .. } => {
                let (yes, no) = boolean::said(&reading.text, &reading.words, yes, no);
                usize::from(yes) + usize::from(no)
            }
        }
    }
}

fn any<T>(said: &[Said<T>], counts: impl Fn(usize) -> bool, fits: impl Fn(&T) -> bool) -> bool {
    said.iter().any(|said| counts(said.sentence) && fits(&said.value))
}

/// Whether a text says that there is none of something.
fn says_none(reading: &Reading, counts: impl Fn(usize) -> bool) -> bool {
    const NONE: [&str; 6] = ["no", "none", "empty", "nothing", "nobody", "without"];
    let denied = |sentence: usize| {
        let mut words = reading.words.iter().filter(|word| word.sentence == sentence);
        words.any(|word| word.text == "not" || word.text.ends_with("n't"))
    };
    let mut words = reading.words.iter().filter(|word| counts(word.sentence));
    words.any(|word| NONE.contains(&word.text.as_str()) || (word.text == "any" && denied(word.sentence)))
}

fn is_number(number: &Number, expected: f64, unit: Option<Unit>, tolerance: Option<Tolerance>) -> bool {
    let rounded = 0.5 * 10_f64.powi(-i32::try_from(number.decimals).unwrap_or(i32::MAX));
    let default = Tolerance { absolute: if number.decimals >= 2 { rounded } else { 0.0 }, relative: 0.0 };
    let near = |said: f64| tolerance.unwrap_or(default).allows(expected, said);
    // What is owed is often said without its sign; a frost is not.
    let unsigned =
        expected < 0.0 && unit.is_none() && number.unit.is_none_or(|unit| unit.measures != Measure::Temperature);
    let close = |said: f64| near(said) || (unsigned && near(-said));
    match (unit, number.unit) {
        (Some(unit), Some(said)) => said.convert(number.value, unit).is_some_and(close),
        // 12% is 0.12.
        (None, Some(said)) if said.measures == Measure::Share => {
            let share = Tolerance { absolute: default.absolute / 100.0, relative: 0.0 };
            close(number.value) || tolerance.unwrap_or(share).allows(expected, number.value / 100.0)
        }
        _ => close(number.value),
    }
}

impl std::fmt::Display for Claim {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number { value, unit, .. } => match unit {
                Some(unit) => write!(f, "{value} {unit}"),
                None => write!(f, "{value}"),
            },
            Self::Money { amount, currency, .. } => write!(f, "{amount} {currency}"),
            Self::Date { date } => write!(f, "{date}"),
            Self::Time { time } => write!(f, "{time}"),
            Self::Text { text, .. } => write!(f, "{text:?}"),
            Self::Items { items, need: Need::All } => write!(f, "all of {}", items.join(", ")),
            Self::Items { items, need: Need::Any } => write!(f, "one of {}", items.join(", ")),
            Self::Boolean { value, .. } => f.write_str(if *value { "yes" } else { "no" }),
        }
    }
}
