//! Perturbing: another value of the same shape, which no server has ever given.

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde_json::{Value, json};

use crate::graph::{Input, Kind};

/// The `salt`th perturbed form of a value for an input: another of its allowed values, another day, a number nearby, other
/// digits or letters in the same places. `None` where the input allows no other value.
pub fn perturbed(value: &Value, input: &Input, salt: u64) -> Option<Value> {
    let leaf = &input.leaf;
    if !leaf.enum_values.is_empty() {
        let others: Vec<&Value> = leaf.enum_values.iter().filter(|other| *other != value).collect();
        return others.get(salt as usize % others.len().max(1)).map(|other| (*other).clone());
    }
    match value {
        Value::String(text) => Some(json!(text_like(text, salt))),
        Value::Number(number) if input.kind == Kind::Id => {
            text_like(&number.as_i64()?.to_string(), salt).parse::<i64>().ok().map(|other| json!(other))
        }
        Value::Number(number) => {
            let number = number.as_f64()?;
            // One up, one down, two up, two down, as far as the input allows.
            let step = (salt / 2 + 1) as f64;
            let other = if salt.is_multiple_of(2) { number + step } else { number - step };
            let allowed = leaf.minimum.is_none_or(|least| least <= other)
                && leaf.maximum.is_none_or(|most| other <= most)
                && (other >= 0.0 || number < 0.0);
            let other = if allowed { other } else { number };
            Some(if number.fract() == 0.0 { json!(other as i64) } else { json!(other) })
        }
        Value::Bool(flag) => Some(json!(!flag)),
        _ => None,
    }
}

fn text_like(text: &str, salt: u64) -> String {
    if let Some(moved) = day_like(text, salt) {
        return moved;
    }
    let digits = text.chars().any(|c| c.is_ascii_digit());
    // The end of an address says what kind of thing it is.
    let end = text.find('@').unwrap_or(text.len());
    let (own, rest) = text.split_at(end);
    let mut turn = salt;
    let changed: String = own
        .chars()
        .enumerate()
        .map(|(i, c)| {
            turn = turn.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407 + i as u64);
            let step = 1 + ((turn >> 33) % 8) as u8;
            match c {
                // A number keeps its length.
                '0'..='9' if i == 0 && own.len() > 1 => shifted(c, b'1', 9, step),
                '0'..='9' => shifted(c, b'0', 10, step),
                'a'..='z' if !digits => shifted(c, b'a', 26, step),
                'A'..='Z' if !digits => shifted(c, b'A', 26, step),
                other => other,
            }
        })
        .collect();
    changed + rest
}

fn shifted(c: char, first: u8, count: u8, step: u8) -> char {
    let place = (c as u8).wrapping_sub(first) % count;
    char::from(first + (place + step) % count)
}

/// A date, or the date at the beginning of a moment, some days on.
fn day_like(text: &str, salt: u64) -> Option<String> {
    let date: Date = text.get(..10)?.parse().ok()?;
    let days: Span = (3 + 4 * i64::try_from(salt % 100).ok()?).days();
    Some(format!("{}{}", date.checked_add(days).ok()?, &text[10..]))
}
