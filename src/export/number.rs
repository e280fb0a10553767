//! Numbers in JSON that Hugging Face `datasets` decodes right.
//!
//! Its JSON columns are read by a parser that adds the digits behind the point times a power of ten, so that 0.3 becomes
//! 0.30000000000000004 and a model is trained on that (datasets 5.2). With other trailing zeros the same number is read
//! exactly, mostly.

use std::io;

use serde::Serialize;
use serde_json::ser::Formatter;

/// Compact JSON whose numbers survive that parser.
struct Safe;

impl Formatter for Safe {
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        writer.write_all(safe(value).as_bytes())
    }
}

/// A value as JSON text.
pub(super) fn json(value: &(impl Serialize + ?Sized)) -> String {
    let mut bytes = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, Safe);
    match value.serialize(&mut serializer) {
        Ok(()) => String::from_utf8(bytes).unwrap_or_default(),
        Err(_) => "null".to_owned(),
    }
}

/// Digits behind the point that the parser looks at.
const DIGITS: usize = 15;

/// A number in the first form that is read right; in its usual form where there is none.
fn safe(value: f64) -> String {
    let usual = serde_json::Value::from(value).to_string();
    let Some((whole, behind)) = usual.split_once('.').filter(|_| !usual.contains(['e', 'E'])) else { return usual };
    let padded = (behind.len()..=DIGITS).map(|digits| format!("{usual}{}", "0".repeat(digits - behind.len())));
    // 1.64 as 16.4e-1: the power of ten rounds the other way.
    let shifted = (1..behind.len()).map(|by| format!("{whole}{}.{}e-{by}", &behind[..by], &behind[by..]));
    let forms = padded.chain(shifted.filter(|text| !text.starts_with('0') && !text.starts_with("-0")));
    forms.into_iter().find(|text| read(text) == Some(value)).unwrap_or(usual)
}

/// What that parser makes of a decimal.
fn read(text: &str) -> Option<f64> {
    let (text, power) =
        text.split_once('e').map_or(Some((text, 0)), |(text, power)| Some((text, power.parse().ok()?)))?;
    let (sign, digits) = text.strip_prefix('-').map_or((1.0, text), |rest| (-1.0, rest));
    let (whole, behind) = digits.split_once('.')?;
    let unit = 10f64.powi(-i32::try_from(behind.len()).ok()?);
    let number = whole.parse::<u64>().ok()? as f64 + behind.parse::<u64>().ok()? as f64 * unit;
    Some(sign * number * 10f64.powi(power))
}

#[cfg(test)]
mod tests {
    use super::{read, safe};

    #[test]
    fn a_number_is_written_so_that_it_is_read_right() {
        assert_eq!(read("0.3"), Some(0.300_000_000_000_000_04));
        for value in [0.3, 0.6, 0.35, 0.47, 12.1, -0.7, 1.5, 1e-7, 98_765.43] {
            let text = safe(value);
            assert_eq!(text.parse::<f64>(), Ok(value), "{text}");
        }
        let harmed =
            (0..100_000).map(|cents| f64::from(cents) / 100.0).filter(|value| read(&safe(*value)) != Some(*value));
        assert_eq!(harmed.count(), 0);
    }
}
