//! Values of cells and what can be done with them. Decimals are whole numbers of ten-thousandths, so that sums of money
//! come out exactly.

use std::cmp::Ordering;
use std::fmt;

use serde::{Serialize, Serializer};

/// Ten-thousandths in one.
pub const SCALE: i64 = 10_000;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    Null,
    Boolean(bool),
    Integer(i64),
    /// In ten-thousandths.
    Decimal(i64),
    Text(String),
}

/// The kind of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Integer,
    Decimal,
    Text,
    Date,
    Boolean,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Integer => "INTEGER",
            Self::Decimal => "DECIMAL",
            Self::Text => "TEXT",
            Self::Date => "DATE",
            Self::Boolean => "BOOLEAN",
        }
    }

    /// A value as this kind of column keeps it, if it can.
    pub fn keep(self, value: Value) -> Option<Value> {
        Some(match (self, value) {
            (_, Value::Null) => Value::Null,
            (Self::Integer, Value::Integer(number)) => Value::Integer(number),
            (Self::Integer, Value::Decimal(number)) if number % SCALE == 0 => Value::Integer(number / SCALE),
            (Self::Decimal, Value::Decimal(number)) => Value::Decimal(number),
            (Self::Decimal, Value::Integer(number)) => Value::Decimal(number.checked_mul(SCALE)?),
            (Self::Text, Value::Text(text)) => Value::Text(text),
            (Self::Date, Value::Text(text)) if is_date(&text) => Value::Text(text),
            (Self::Boolean, Value::Boolean(truth)) => Value::Boolean(truth),
            _ => return None,
        })
    }
}

fn is_date(text: &str) -> bool {
    serde_json::from_value::<crate::kit::Day>(serde_json::Value::from(text)).is_ok()
}

impl Value {
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "NULL",
            Self::Boolean(_) => "BOOLEAN",
            Self::Integer(_) => "INTEGER",
            Self::Decimal(_) => "DECIMAL",
            Self::Text(_) => "TEXT",
        }
    }

    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// As a condition: unknown is neither true nor false.
    pub fn truth(&self) -> Option<bool> {
        match self {
            Self::Boolean(truth) => Some(*truth),
            _ => None,
        }
    }

    /// As ten-thousandths.
    pub fn number(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => number.checked_mul(SCALE),
            Self::Decimal(number) => Some(*number),
            _ => None,
        }
    }

    /// Compares values of kinds that fit; nothing for others and for NULL.
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Text(one), Self::Text(other)) => Some(one.cmp(other)),
            (Self::Boolean(one), Self::Boolean(other)) => Some(one.cmp(other)),
            (Self::Integer(one), Self::Integer(other)) => Some(one.cmp(other)),
            _ => Some(self.number()?.cmp(&other.number()?)),
        }
    }

    /// The order of sorting: NULL comes first, whatever the kinds.
    pub fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Null, Self::Null) => Ordering::Equal,
            (Self::Null, _) => Ordering::Less,
            (_, Self::Null) => Ordering::Greater,
            _ => self.compare(other).unwrap_or_else(|| self.cmp(other)),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("NULL"),
            Self::Boolean(truth) => write!(f, "{truth}"),
            Self::Integer(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
            Self::Decimal(number) => {
                let (sign, parts) = (if *number < 0 { "-" } else { "" }, number.unsigned_abs());
                let scale = SCALE.unsigned_abs();
                let digits = format!("{:04}", parts % scale);
                let shown = digits.trim_end_matches('0');
                // Two digits are shown in any case.
                let shown = if shown.len() < 2 { digits.get(..2).unwrap_or("00") } else { shown };
                write!(f, "{sign}{}.{shown}", parts / scale)
            }
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Boolean(truth) => serializer.serialize_bool(*truth),
            Self::Integer(number) => serializer.serialize_i64(*number),
            Self::Decimal(_) | Self::Text(_) => serializer.collect_str(self),
        }
    }
}
