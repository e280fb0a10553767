//! A text that an answer must hold, as the typed claim that it most likely is.

use crate::score::Claim;

/// A figure with more digits is a name: a tracking number, a telephone number.
const LONGEST_FIGURE: usize = 7;

/// The claim of a text: a number, with a unit where one follows, or the text itself.
pub fn claim(text: &str) -> Claim {
    let text = text.trim();
    figure(text)
        .filter(|claim| claim.check().is_ok())
        .unwrap_or_else(|| Claim::Text { text: text.to_owned(), or: Vec::new() })
}

fn figure(text: &str) -> Option<Claim> {
    let end = text.find(|sign: char| !(sign.is_ascii_digit() || ".,-".contains(sign))).unwrap_or(text.len());
    let (figure, rest) = text.split_at(end);
    let (figure, rest) = (grouped(figure)?, rest.trim());
    let whole = figure.split('.').next().unwrap_or_default().trim_start_matches('-');
    let is_name = whole.len() > LONGEST_FIGURE || (whole.len() > 1 && whole.starts_with('0'));
    let value = figure.parse::<f64>().ok().filter(|_| !is_name)?;
    let unit = (!rest.is_empty()).then(|| rest.to_owned());
    Some(Claim::Number { value, unit, tolerance: None })
}

/// The figure without the commas between thousands; none where its commas are something else.
fn grouped(figure: &str) -> Option<String> {
    let (whole, rest) = figure.split_once('.').map_or((figure, None), |(whole, rest)| (whole, Some(rest)));
    let mut groups = whole.split(',');
    let sound = groups.next().is_some_and(|first| !first.is_empty()) && groups.all(|group| group.len() == 3);
    let whole = sound.then(|| whole.replace(',', ""))?;
    Some(rest.map_or(whole.clone(), |rest| format!("{whole}.{rest}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_numbers_and_names_stay_texts() {
        let number =
            |value, unit: Option<&str>| Claim::Number { value, unit: unit.map(str::to_owned), tolerance: None };
        let text = |text: &str| Claim::Text { text: text.to_owned(), or: Vec::new() };
        let cases = [
            ("23553", number(23553.0, None)),
            ("481.50", number(481.5, None)),
            ("1,628", number(1628.0, None)),
            ("20 hours", number(20.0, Some("hours"))),
            ("64GB", number(64.0, Some("GB"))),
            ("746342064230", text("746342064230")),
            ("02139", text("02139")),
            ("943 Maple Drive", text("943 Maple Drive")),
            ("1,2,3", text("1,2,3")),
            ("-", text("-")),
            ("mastercard", text("mastercard")),
        ];
        for (said, expected) in cases {
            assert_eq!(claim(said), expected, "{said}");
        }
    }
}
