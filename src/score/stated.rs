//! Checks of the answer, made from the values that a reference's answer tells.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::model::Path;
use crate::score::check::OutputCheck;
use crate::score::claim::{Claim, Need, folded, iso, places};

/// A text of more words or characters than this is prose, which nobody repeats word by word.
const WORDS: usize = 7;
const LENGTH: usize = 60;

/// A value that an answer tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Stated {
    /// The call whose result it is in, and where.
    pub call: usize,
    pub path: Path,
    pub value: Value,
}

/// Fields of one result that an answer is held to at most.
const FIELDS: usize = 4;
/// Figures, dates and times of one field that an answer is held to; of longer lists people want the gist.
const FIGURES: usize = 3;
/// Names of one field that an answer is held to.
const NAMES: usize = 15;

/// Output checks for values. The fields of a result that the user asked for in `said` count; where she named none, that which
/// an answer would be missed without. `foreign` are texts that no honest answer says; an answer that says everything fails by
/// them. Values that answers say in too many ways, or leave out, give no check.
pub fn output_checks(told: &[Stated], said: &str, foreign: &[String]) -> Vec<OutputCheck> {
    let said = folded(said);
    let mut claims: BTreeMap<(usize, Path), Vec<Claim>> = BTreeMap::new();
    let mut places: Vec<(usize, Path)> = Vec::new();
    let mut repeated: BTreeSet<(usize, Path)> = BTreeSet::new();
    for Stated { call, path, value } in told {
        let place = (*call, path.generalised());
        let found = claims_of(path, value);
        // What she said herself proves nothing when it is repeated, and what stands beside it in the list she did not mean.
        if found.iter().any(|claim| is_said(claim, &said)) {
            repeated.insert(place.clone());
        }
        if found.is_empty() {
            continue;
        }
        if !places.contains(&place) {
            places.push(place.clone());
        }
        let known = claims.entry(place).or_default();
        known.extend(found.into_iter().filter(|claim| !known.contains(claim)).collect::<Vec<_>>());
    }
    places.retain(|place| !repeated.contains(place));
    let calls: BTreeSet<usize> = places.iter().map(|(call, _)| *call).collect();
    let mut kept: Vec<(usize, Path)> = Vec::new();
    for call in calls {
        let handy = |place: &&(usize, Path)| {
            let claims = claims.get(place).map(Vec::as_slice).unwrap_or_default();
            let texts = claims.iter().filter(|claim| matches!(claim, Claim::Text { .. })).count();
            texts <= NAMES && claims.len() - texts <= FIGURES
        };
        let mut of_call: Vec<&(usize, Path)> = places.iter().filter(|(of, _)| *of == call).filter(handy).collect();
        let asked: Vec<_> = of_call.iter().filter(|(_, path)| is_named(path, &said)).copied().collect();
        if !asked.is_empty() {
            kept.extend(asked.into_iter().take(FIELDS).cloned());
            continue;
        }
        of_call.sort_by_key(|(_, path)| rank(path));
        let first = of_call.iter().take(1);
        let second = of_call.iter().skip(1).take(1).filter(|(_, path)| rank(path) < 3);
        kept.extend(first.chain(second).map(|place| (*place).clone()));
    }
    let mut checks: Vec<OutputCheck> = Vec::new();
    for place in kept {
        let name = place.1.to_string();
        for claim in gathered(claims.remove(&place).unwrap_or_default()) {
            let name = match checks.iter().filter(|check| check.name.starts_with(name.as_str())).count() {
                0 => name.clone(),
                more => format!("{name} {}", more + 1),
            };
            let (about, distractors) = (Vec::new(), Vec::new());
            checks.push(OutputCheck { name, claim, absent: false, about, at_most_claims: None, distractors });
        }
    }
    if let Some(first) = checks.first_mut() {
        first.distractors = foreign.iter().map(|text| Claim::Text { text: text.clone(), or: Vec::new() }).collect();
    }
    checks
}

/// Whether the user said it herself: to repeat it proves nothing.
fn is_said(claim: &Claim, said: &str) -> bool {
    match claim {
        Claim::Text { text, .. } => places(said, &folded(text)).next().is_some(),
        Claim::Number { value, .. } => places(said, &value.to_string()).next().is_some(),
        _ => false,
    }
}

/// Whether a text names a field, by one of its longer words.
fn is_named(path: &Path, said: &str) -> bool {
    let field = path.last_field().unwrap_or_default().to_ascii_lowercase();
    let words = field.split(['_', '-']).filter(|word| word.len() >= 4);
    words.into_iter().any(|word| said.contains(word.trim_end_matches('s')))
}

/// The smaller, the rather an answer without the field would be missed: names first, then figures and times.
fn rank(path: &Path) -> usize {
    const NAMES: [&str; 5] = ["name", "title", "subject", "label", "answer"];
    const FIGURES: [&str; 8] = ["amount", "price", "total", "balance", "count", "value", "rate", "quantity"];
    const TIMES: [&str; 5] = ["date", "start", "due", "at", "time"];
    let field = path.last_field().unwrap_or_default().to_ascii_lowercase();
    let last = field.rsplit('_').next().unwrap_or_default();
    let among = |words: &[&str]| words.contains(&last) || words.contains(&field.as_str());
    match () {
        () if among(&NAMES) => 0,
        () if among(&FIGURES) => 1,
        () if among(&TIMES) => 2,
        () => 3,
    }
}

/// Texts of one place are a set.
fn gathered(claims: Vec<Claim>) -> Vec<Claim> {
    let (texts, others): (Vec<Claim>, Vec<Claim>) =
        claims.into_iter().partition(|claim| matches!(claim, Claim::Text { or, .. } if or.is_empty()));
    let items: Vec<String> = texts.iter().flat_map(said_by).collect();
    let items = match items.as_slice() {
        [] => None,
        [one] => Some(Claim::Text { text: one.clone(), or: Vec::new() }),
        _ => Some(Claim::Items { items, need: Need::All }),
    };
    items.into_iter().chain(others).collect()
}

fn said_by(claim: &Claim) -> Option<String> {
    match claim {
        Claim::Text { text, .. } => Some(text.clone()),
        _ => None,
    }
}

/// What an answer claims that states a value.
fn claims_of(path: &Path, value: &Value) -> Vec<Claim> {
    /// Fields that nobody reads out.
    const SILENT: [&str; 6] = ["mime_type", "role", "uri", "id", "timezone", "etag"];
    let name = path.last_field().unwrap_or_default().to_ascii_lowercase();
    match value {
        _ if SILENT.contains(&name.as_str()) || name.ends_with("_id") || name.ends_with("_ids") => Vec::new(),
        // The smallest unit of money is seldom what an answer says.
        Value::Number(_) if name.contains("cents") || name.contains("minor") || name.ends_with("_ms") => Vec::new(),
        Value::Number(number) => {
            let value = number.as_f64().filter(|value| value.is_finite());
            value.map(|value| Claim::Number { value, unit: None, tolerance: None }).into_iter().collect()
        }
        Value::String(text) => match iso(text) {
            // Amounts that are written as texts, so that no digit is lost.
            None if is_decimal(text) => {
                let value = text.parse().ok().filter(|value: &f64| value.is_finite());
                value.map(|value| Claim::Number { value, unit: None, tolerance: None }).into_iter().collect()
            }
            Some(date) => {
                let time = text.get(11..16).and_then(|time| time.parse().ok()).map(|time| Claim::Time { time });
                std::iter::once(Claim::Date { date }).chain(time).collect()
            }
            None => worded(text).into_iter().collect(),
        },
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => Vec::new(),
    }
}

/// Whether a text is a number with decimals, and no code of digits.
fn is_decimal(text: &str) -> bool {
    let (whole, rest) = text.trim_start_matches('-').split_once('.').unwrap_or_default();
    let digits = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    digits(whole) && digits(rest) && (whole == "0" || !whole.starts_with('0'))
}

fn worded(text: &str) -> Option<Claim> {
    let words = folded(text).split_whitespace().count();
    if words == 0 || words > WORDS || text.chars().count() > LENGTH || text.contains('\n') {
        return None;
    }
    // Codes such as `in_progress` are said in words.
    let code = text.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c == '-') && text.contains(['_', '-']);
    let or = if code { vec![text.replace(['_', '-'], " ")] } else { Vec::new() };
    Some(Claim::Text { text: text.to_owned(), or })
}

/// Texts of states that nothing of a reference has to do with: they stand in none of `seen`. At most `most`, those that stand
/// out first.
pub fn foreign_texts<'v>(states: impl IntoIterator<Item = &'v Value>, seen: &[String], most: usize) -> Vec<String> {
    let seen: Vec<String> = seen.iter().map(|text| folded(text)).collect();
    let apart = |text: &str| {
        let words: Vec<String> = folded(text).split_whitespace().map(str::to_owned).collect();
        (2..=4).contains(&words.len())
            && words.iter().all(|word| word.len() >= 4 && word.chars().all(char::is_alphabetic))
            // Not one word of it is known, so that no answer says it by chance.
            && words.iter().all(|word| seen.iter().all(|text| places(text, word).next().is_none()))
    };
    let mut found: Vec<String> = Vec::new();
    for state in states {
        for (_, leaf) in Path::leaves(state) {
            let Some(text) = leaf.as_str().filter(|text| text.chars().count() <= 40 && apart(text)) else { continue };
            if !found.iter().any(|known| known == text) {
                found.push(text.to_owned());
            }
            if found.len() >= most {
                return found;
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::score::{Episode, Judged};

    fn path(text: &str) -> Path {
        text.parse().unwrap()
    }

    #[test]
    fn a_plain_answer_passes_and_one_without_a_value_or_with_everything_fails() {
        let told = [
            (0, "trips[0].city", json!("Bologna")),
            (0, "trips[0].trip_id", json!("trp_1")),
            (0, "trips[1].city", json!("São Paulo")),
            (0, "trips[0].leaves", json!("2026-03-05T14:20:00+01:00")),
            (1, "status", json!("in_transit")),
            (1, "total_cents", json!(1250)),
            (1, "note", json!("fragile")),
            (1, "price", json!(12.5)),
        ];
        let told = told.map(|(call, text, value)| Stated { call, path: path(text), value });
        let said = "Where do I go, when do I leave, what is the price and the status?";
        let checks = output_checks(&told, said, &["Quiet Meadow Inn".to_owned()]);
        let names: Vec<&str> = checks.iter().map(|check| check.name.as_str()).collect();
        assert_eq!(names, ["trips[].leaves", "trips[].leaves 2", "status", "price"]);
        let judge = |answer: &str| {
            let now = "2026-03-01T09:00:00+01:00".to_owned();
            let episode = Episode { answer: answer.to_owned(), now, ..Episode::default() };
            Judged::all(checks.iter().map(|check| check.judge(&episode))).passed
        };
        let good = "You leave on March 5 at 2:20 pm, it is in transit, for $12.50.";
        assert_eq!(judge(good), Some(true));
        assert_eq!(judge(&good.replace("12.50", "13")), Some(false));
        assert_eq!(judge(&good.replace("March 5", "March 6")), Some(false));
        // Where nothing is asked for by name, names count before the rest.
        let checks = output_checks(&told, "Show me all.", &[]);
        let names: Vec<&str> = checks.iter().map(|check| check.name.as_str()).collect();
        assert_eq!(names, ["trips[].city", "price"]);
        let amount = Stated { call: 0, path: path("amount"), value: json!("140.00") };
        let [check] = output_checks(&[amount], "", &[]).try_into().unwrap();
        let now = "2026-03-01T09:00:00+01:00".to_owned();
        let episode = |answer: &str| Episode { answer: answer.to_owned(), now: now.clone(), ..Episode::default() };
        assert_eq!(check.judge(&episode("It is $140.")).passed, Some(true));
        assert_eq!(check.judge(&episode("It is $141.")).passed, Some(false));
        // What she says herself is no answer.
        let checks = output_checks(&told, "Do I go to Bologna?", &[]);
        assert!(!format!("{checks:?}").contains("Bologna"), "{checks:?}");
        let long = |number: i32| Stated { call: 0, path: path("hours[0].value"), value: json!(number) };
        assert_eq!(output_checks(&(0..9).map(long).collect::<Vec<_>>(), "", &[]), []);
        assert_eq!(judge(&format!("{good} Quiet Meadow Inn.")), Some(false));
    }

    #[test]
    fn foreign_texts_share_no_word_with_what_was_seen() {
        let state = json!({"a": ["Quiet Meadow Inn", "Red Lion House", "x", "Green Lion Tavern"], "b": "Open Sesame"});
        let found = foreign_texts([&state], &["the house of the lion".to_owned()], 5);
        assert_eq!(found, ["Open Sesame"]);
    }
}
