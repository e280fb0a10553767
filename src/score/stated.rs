//! Checks of the answer, made from the values that a reference's answer tells.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::model::Path;
use crate::score::check::OutputCheck;
use crate::score::claim::{Claim, Need, day, folded, places, same};

/// A text of more words or characters than this is prose, which nobody repeats word by word.
const WORDS: usize = 7;
const LENGTH: usize = 60;

/// A value that an answer tells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stated {
    /// The call whose result it is in, and where.
    pub call: usize,
    pub path: Path,
    pub value: Value,
    /// The request asks for this very field.
    pub asked: bool,
    /// To say it proves nothing: it is an argument of its own call, would be another one a moment later, or is one of many of
    /// which only some are told.
    pub idle: bool,
    /// Any one of its kind will do: it is a proposal, or the request looks for one of many.
    pub any: bool,
}

/// Fields of one result that an answer is held to at most.
const FIELDS: usize = 4;
/// Figures, dates and times of one field that an answer is held to; of longer lists people want the gist.
const FIGURES: usize = 3;
/// Names of one field that an answer is held to.
const NAMES: usize = 15;

/// A field of a result.
type Spot = (usize, Path);

/// What answers are held to, field by field.
#[derive(Default)]
struct Held {
    claims: BTreeMap<Spot, Vec<Claim>>,
    /// In the order in which they are told.
    spots: Vec<Spot>,
    asked: BTreeSet<Spot>,
    /// All that could be claimed, whether it proves anything or not.
    told: BTreeSet<Spot>,
    any: BTreeSet<usize>,
}

/// Output checks for values. Of a result the fields that the request asks for count; where it asks for none, those that the
/// user names in `said`; where she names none, the one that an answer would be missed without. `own` are names of the user
/// herself, which nobody tells her. `foreign` are texts that no honest answer says; an answer that says everything fails by
/// them. Values that answers say in too many ways, or leave out, give no check.
pub fn output_checks(told: &[Stated], said: &str, own: &[String], foreign: &[String]) -> Vec<OutputCheck> {
    let said = folded(said);
    let mut held = Held::of(told, &said, own);
    let mut checks: Vec<OutputCheck> = Vec::new();
    for call in held.spots.iter().map(|(call, _)| *call).collect::<BTreeSet<_>>() {
        let mut found: Vec<(String, Claim)> = Vec::new();
        for spot in held.kept(call, &said) {
            let claims = gathered(held.claims.remove(&spot).unwrap_or_default(), held.any.contains(&call));
            found.extend(claims.into_iter().map(|claim| (spot.1.to_string(), claim)));
        }
        // Beside other figures nobody says that there is none of something.
        let others = found.len() > 1;
        found.retain(|(_, claim)| !(others && matches!(claim, Claim::Number { value: 0.0, .. })));
        for (name, claim) in found {
            let name = match checks.iter().filter(|check| check.name.starts_with(name.as_str())).count() {
                0 => name,
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

impl Held {
    fn of(told: &[Stated], said: &str, own: &[String]) -> Self {
        let mut held = Self::default();
        let mut repeated: BTreeSet<Spot> = BTreeSet::new();
        for Stated { call, path, value, asked, idle, any } in told {
            let spot = (*call, path.generalised());
            let found = claims_of(path, value, *asked || is_named(path, said), said);
            if *asked {
                held.asked.insert(spot.clone());
            }
            if *any {
                held.any.insert(*call);
            }
            if !found.is_empty() {
                held.told.insert(spot.clone());
            }
            // What she said herself proves nothing when it is repeated, and what stands beside it in a list that she did not
            // ask for she did not mean.
            let proves = |claim: &Claim| !(*idle || is_said(claim, said) || is_one_of(claim, own));
            if !asked && !found.iter().all(proves) {
                repeated.insert(spot.clone());
            }
            let found: Vec<Claim> = found.into_iter().filter(proves).collect();
            if found.is_empty() {
                continue;
            }
            if !held.spots.contains(&spot) {
                held.spots.push(spot.clone());
            }
            let known = held.claims.entry(spot).or_default();
            known.extend(found.into_iter().filter(|claim| !known.contains(claim)).collect::<Vec<_>>());
        }
        held.spots.retain(|spot| !repeated.contains(spot));
        held
    }

    /// The fields of a call's result that count.
    fn kept(&self, call: usize, said: &str) -> Vec<Spot> {
        let handy = |spot: &&Spot| {
            let claims = self.claims.get(*spot).map(Vec::as_slice).unwrap_or_default();
            let texts = claims.iter().filter(|claim| matches!(claim, Claim::Text { .. })).count();
            // Who asks how many there are need not be told each of them.
            let counted = !self.asked.contains(*spot) && texts > 1 && said.contains("how many");
            // Of figures that nobody asked for, one can be the gist.
            let figures = claims.iter().filter(|claim| matches!(claim, Claim::Number { .. })).count();
            let none = claims.iter().any(|claim| matches!(claim, Claim::Number { value: 0.0, .. }));
            let gist = self.asked.contains(*spot) || (figures <= 1 && !none);
            texts <= NAMES && claims.len() - texts <= FIGURES && gist && !counted
        };
        let of_call: Vec<&Spot> = self.spots.iter().filter(|(of, _)| *of == call).filter(handy).collect();
        let first = |fits: &dyn Fn(&Spot) -> bool| -> Vec<Spot> {
            of_call.iter().filter(|spot| fits(spot)).take(FIELDS).map(|spot| (*spot).clone()).collect()
        };
        // Where what was asked for cannot be checked, nothing else of the result stands in for it.
        if self.asked.iter().any(|(of, _)| *of == call) {
            return first(&|spot| self.asked.contains(spot));
        }
        let named = first(&|(_, path)| is_named(path, said));
        if !named.is_empty() {
            return named;
        }
        // What is neither a name nor a figure nor a time is left out of many good answers; so is what stands beside the gist.
        let told = self.told.iter().filter(|(of, _)| *of == call);
        let best = told.clone().map(|(_, path)| rank(path)).min().filter(|rank| *rank < 3);
        let gist: Vec<&Spot> = told.filter(|(_, path)| Some(rank(path)) == best).collect();
        // Of several figures people tell this one or that.
        match (best, gist.len()) {
            (Some(1..), 2..) => Vec::new(),
            _ => first(&|spot| gist.contains(&spot)).into_iter().take(1).collect(),
        }
    }
}

/// Whether the user said it herself: to repeat it proves nothing.
fn is_said(claim: &Claim, said: &str) -> bool {
    match claim {
        Claim::Text { text, .. } => places(said, &folded(text)).next().is_some(),
        Claim::Number { value, .. } => figures(said).any(|figure| figure == value.abs()),
        _ => false,
    }
}

/// The numbers that stand in a text as words of their own.
fn figures(text: &str) -> impl Iterator<Item = f64> + '_ {
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).replace(',', "");
    text.split_whitespace().filter_map(move |word| bare(word).parse().ok())
}

fn is_one_of(claim: &Claim, texts: &[String]) -> bool {
    matches!(claim, Claim::Text { text, .. } if texts.iter().any(|own| same(own, text)))
}

/// Whether a text names a field: by all its words, or by its one word if that says what it is.
fn is_named(path: &Path, said: &str) -> bool {
    /// Words that people say of anything.
    const COMMON: [&str; 29] = [
        "from", "next", "last", "name", "start", "starts", "ends", "city", "date", "time", "first", "number", "type",
        "value", "days", "week", "month", "year", "title", "text", "list", "item", "items", "with", "this", "that",
        "kind", "work", "currency",
    ];
    let stem = |word: &str| word.strip_suffix('s').unwrap_or(word).to_owned();
    let field = path.last_field().unwrap_or_default().to_ascii_lowercase();
    let words: Vec<&str> = field.split(['_', '-']).collect();
    let tells = words.iter().any(|word| word.len() >= 4 && !COMMON.contains(word));
    let said: BTreeSet<String> = said.split(|c: char| !c.is_alphanumeric()).map(stem).collect();
    tells && words.iter().all(|word| said.contains(&stem(word)))
}

/// The smaller, the rather an answer without the field would be missed: names first, then figures and times; bounds of what was
/// looked at last.
fn rank(path: &Path) -> usize {
    const NAMES: [&str; 5] = ["name", "title", "subject", "label", "answer"];
    const FIGURES: [&str; 14] = [
        "amount", "price", "total", "balance", "count", "value", "rate", "quantity", "hours", "chance", "seconds",
        "kwh", "minutes", "percent",
    ];
    let field = path.last_field().unwrap_or_default().to_ascii_lowercase();
    let last = field.rsplit('_').next().unwrap_or_default();
    match () {
        () if ["from", "to", "window"].contains(&field.split('_').next().unwrap_or_default()) => 4,
        // The name of something else, such as a `service_name`, is seldom what it is about; the `test_name` of `tests` is.
        () if NAMES.contains(&field.as_str()) => 0,
        () if field
            .strip_suffix("_name")
            .is_some_and(|of| path.fields().any(|list| list != field && list.starts_with(of))) =>
        {
            0
        }
        () if FIGURES.contains(&last) || field.starts_with("total_") => 1,
        () if is_slot(&field) || last == "due" => 2,
        () => 3,
    }
}

/// Texts of one place are a set, of which an answer needs all, or where one will do `any`.
fn gathered(claims: Vec<Claim>, any: bool) -> Vec<Claim> {
    let (texts, mut others): (Vec<Claim>, Vec<Claim>) =
        claims.into_iter().partition(|claim| matches!(claim, Claim::Text { or, .. } if or.is_empty()));
    let items: Vec<String> = texts.iter().flat_map(said_by).collect();
    if any && others.len() > 1 {
        others.clear();
    }
    let items = match items.as_slice() {
        [] => None,
        [one] => Some(Claim::Text { text: one.clone(), or: Vec::new() }),
        _ => Some(Claim::Items { items, need: if any { Need::Any } else { Need::All } }),
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
fn claims_of(path: &Path, value: &Value, wanted: bool, said: &str) -> Vec<Claim> {
    /// Fields that nobody reads out, or not word by word.
    const SILENT: [&str; 22] = [
        "mime_type", "role", "uri", "id", "timezone", "etag", "description", "detail", "details", "text", "reason",
        "range", "lines", "body", "content", "snippet", "excerpt", "preview", "note", "notes", "comment", "message",
    ];
    let name = path.last_field().unwrap_or_default().to_ascii_lowercase();
    let number = |value: f64| Claim::Number { value, unit: unit_of(&name).map(str::to_owned), tolerance: None };
    match value {
        _ if SILENT.contains(&name.as_str()) || name.ends_with("_id") || name.ends_with("_ids") => Vec::new(),
        // The smallest unit of money is seldom what an answer says.
        Value::Number(_) if name.contains("cents") || name.contains("minor") || name.ends_with("_ms") => Vec::new(),
        Value::Number(value) => value.as_f64().filter(|value| value.is_finite()).map(number).into_iter().collect(),
        Value::String(text) => match day(text) {
            // Amounts that are written as texts, so that no digit is lost.
            None if is_decimal(text) || (rank(path) == 1 && is_whole(text)) => {
                text.parse().ok().filter(|value: &f64| value.is_finite()).map(number).into_iter().collect()
            }
            Some(date) => {
                let time = time_of(text).filter(|_| is_slot(&name) || asks_for_a_time(said));
                std::iter::once(Claim::Date { date }).chain(time).collect()
            }
            None => worded(text, wanted || rank(path) == 0).into_iter().collect(),
        },
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => Vec::new(),
    }
}

/// The unit that a field names, so that an answer may say the number in another one.
fn unit_of(name: &str) -> Option<&'static str> {
    Some(match name.rsplit_once('_')?.1 {
        "seconds" => "seconds",
        "minutes" => "minutes",
        "hours" => "hours",
        "meters" | "metres" => "m",
        "km" => "km",
        "percent" => "%",
        _ => return None,
    })
}

/// The time of day that stands behind a day. One that is told from elsewhere may be said in the user's own hours.
fn time_of(text: &str) -> Option<Claim> {
    let time = text.get(11..16).filter(|_| !text.ends_with('Z'))?.parse().ok()?;
    Some(Claim::Time { time })
}

/// Whether a field says when something is to be that people choose by its hour.
fn is_slot(name: &str) -> bool {
    const SLOTS: [&str; 14] = [
        "at", "slot", "start", "starts", "start_at", "starts_at", "start_time", "departs", "departs_at", "departure",
        "leaves", "arrives", "arrives_at", "arrival",
    ];
    SLOTS.contains(&name)
}

fn asks_for_a_time(said: &str) -> bool {
    ["time", "hour", "o'clock"].iter().any(|word| places(said, word).next().is_some())
}

/// Whether a text is a number with decimals, and no code of digits.
fn is_decimal(text: &str) -> bool {
    let (whole, rest) = text.trim_start_matches('-').split_once('.').unwrap_or_default();
    let digits = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    digits(whole) && digits(rest) && (whole == "0" || !whole.starts_with('0'))
}

/// Whether a text is a whole number, such as an amount of a currency without cents.
fn is_whole(text: &str) -> bool {
    let digits = text.trim_start_matches('-');
    !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'))
}

/// A short text. A code counts only where it was asked for or is a name.
fn worded(text: &str, wanted: bool) -> Option<Claim> {
    let words = folded(text).split_whitespace().count();
    let sentence = words > 2 && text.ends_with('.');
    if sentence || words == 0 || words > WORDS || text.chars().count() > LENGTH || text.contains('\n') {
        return None;
    }
    let code = !text.contains(' ')
        && (text.contains(['_', '-', '/', ':']) || text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()));
    // What only programs read is said in words of one's own.
    if text.contains(['=', ';', '{', '<', '>', '*', '|', '\\']) || (code && !wanted) {
        return None;
    }
    // Codes such as `in_progress` are said in words, and files by their names.
    let spoken = text.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c == '-') && text.contains(['_', '-']);
    let file = text.rsplit_once('/').map(|(_, file)| file.to_owned()).filter(|file| code && file.contains('.'));
    let or = if spoken { vec![text.replace(['_', '-'], " ")] } else { file.into_iter().collect() };
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
#[path = "stated_tests.rs"]
mod tests;
