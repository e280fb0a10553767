//! Argument types that cannot hold a wrong value, so that tools check rules of their domain and nothing else.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

/// Reads a string and says in plain words what was wanted if there is none.
pub fn read_text<'de, D: Deserializer<'de>>(deserializer: D, wanted: &'static str) -> Result<String, D::Error> {
    struct Wanted(&'static str);
    impl Visitor<'_> for Wanted {
        type Value = String;

        fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
            f.write_str(self.0)
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
            Ok(text.to_owned())
        }

        fn visit_string<E: Error>(self, text: String) -> Result<String, E> {
            Ok(text)
        }
    }
    deserializer.deserialize_string(Wanted(wanted))
}

/// A text that says something and has an end; spaces around it are dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text<const MAX: usize>(pub String);

impl<'de, const MAX: usize> Deserialize<'de> for Text<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = read_text(deserializer, "a string that is not empty")?;
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err(D::Error::custom("the text is empty"));
        }
        let length = trimmed.chars().count();
        if length > MAX {
            return Err(D::Error::custom(format!("the text has {length} characters, at most {MAX} are allowed")));
        }
        Ok(Self(trimmed.to_owned()))
    }
}

impl<const MAX: usize> JsonSchema for Text<MAX> {
    fn schema_name() -> Cow<'static, str> {
        format!("Text{MAX}").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "minLength": 1, "maxLength": MAX})
    }
}

/// An email address in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Email(pub String);

impl Email {
    fn is_address(text: &str) -> bool {
        let Some((local, domain)) = text.split_once('@') else { return false };
        let plain = |part: &str, extra: &str| {
            !part.is_empty()
                && !part.starts_with('.')
                && !part.ends_with('.')
                && !part.contains("..")
                && part.chars().all(|c| c.is_ascii_alphanumeric() || extra.contains(c))
        };
        let labels = domain.split('.').all(|label| !label.starts_with('-') && !label.ends_with('-'));
        text.len() <= 120 && plain(local, "._%+-'") && plain(domain, ".-") && domain.contains('.') && labels
    }
}

impl<'de> Deserialize<'de> for Email {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wanted = "an email address such as name@company.example";
        let text = read_text(deserializer, wanted)?;
        let address = text.trim().to_ascii_lowercase();
        if Self::is_address(&address) {
            Ok(Self(address))
        } else {
            Err(D::Error::custom(format!("{:?} is not {wanted}", shorten(&text))))
        }
    }
}

impl JsonSchema for Email {
    fn schema_name() -> Cow<'static, str> {
        "Email".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": "email"})
    }
}

/// A whole number within bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Int<const MIN: i64, const MAX: i64>(pub i64);

impl<const MIN: i64, const MAX: i64> Int<MIN, MAX> {
    fn checked<E: Error>(number: i64) -> Result<Self, E> {
        if (MIN..=MAX).contains(&number) {
            Ok(Self(number))
        } else {
            Err(E::custom(format!("{number} is not a whole number from {MIN} to {MAX}")))
        }
    }
}

impl<'de, const MIN: i64, const MAX: i64> Deserialize<'de> for Int<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Within<const MIN: i64, const MAX: i64>;
        impl<const MIN: i64, const MAX: i64> Visitor<'_> for Within<MIN, MAX> {
            type Value = Int<MIN, MAX>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                write!(f, "a whole number from {MIN} to {MAX}")
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
                Int::checked(number)
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
                Int::checked(i64::try_from(number).unwrap_or(i64::MAX))
            }

            // JSON does not tell 30.0 from 30.
            fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
                if number.fract() == 0.0 && number.abs() < 1e15 {
                    Int::checked(number as i64)
                } else {
                    Err(E::custom(format!("{number} is not a whole number from {MIN} to {MAX}")))
                }
            }
        }
        deserializer.deserialize_i64(Within)
    }
}

impl<const MIN: i64, const MAX: i64> JsonSchema for Int<MIN, MAX> {
    fn schema_name() -> Cow<'static, str> {
        format!("Int{MIN}To{MAX}").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "integer", "minimum": MIN, "maximum": MAX})
    }
}

/// A number with its noun, one with a plain plural: `1 day`, `3 days`.
pub fn counted(count: impl fmt::Display, noun: &str) -> String {
    let count = count.to_string();
    let ending = if count == "1" { "" } else { "s" };
    format!("{count} {noun}{ending}")
}

/// The start of a caller's text, for messages that repeat it: an error must not become a flood.
pub fn shorten(text: &str) -> String {
    if text.chars().count() <= 60 { text.to_owned() } else { text.chars().take(57).chain("...".chars()).collect() }
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn one_thing_is_not_many() {
        assert_eq!((counted(1, "day"), counted(0, "day")), ("1 day".to_owned(), "0 days".to_owned()));
        assert_eq!((counted(1.0, "day"), counted(2.5, "day")), ("1 day".to_owned(), "2.5 days".to_owned()));
    }
}
