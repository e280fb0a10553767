//! Values in words: how a person says a date, a duration, an amount or a name.
//!
//! The way back is [`crate::wording::Mentions`], written apart so that one checks the other.

use jiff::civil::{Date, Time};
use serde_json::Value;

use crate::wording::{Clock, Meaning, meaning, month_name, outside, weekday_name};

/// The form in which a phrase wants a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// As it stands: `Friday`, `9:00`, `Dana Okafor`.
    #[default]
    Plain,
    /// With its preposition: `on Friday`, `tomorrow at 9:00`.
    Adverb,
    /// In quotation marks.
    Quote,
    /// As an owner: `Dana Okafor's`.
    Possessive,
}

/// How times of day are spoken in one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hours {
    /// `15:30`
    TwentyFour,
    /// `3:30 pm`
    Twelve,
}

/// How days near by are spoken in one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Days {
    /// `Thursday 12 March`
    Dated,
    /// `the day after tomorrow`, `Thursday next week`, `in two weeks`
    Spoken,
}

/// Says values in one consistent manner.
#[derive(Clone, Copy, Debug)]
pub struct Speaker {
    pub clock: Clock,
    pub hours: Hours,
    pub days: Days,
}

impl Speaker {
    /// A scalar in words.
    pub fn say(&self, value: &Value, name: &str, form: Form) -> String {
        let plain = match meaning(value, name) {
            Meaning::Date(date) if form == Form::Adverb => return self.date_adverb(date),
            Meaning::DateTime(moment) if form == Form::Adverb => {
                return format!("{} at {}", self.date_adverb(moment.date()), self.time(moment.time()));
            }
            Meaning::Time(time) if form == Form::Adverb => return format!("at {}", self.time(time)),
            Meaning::Date(date) => self.date(date),
            Meaning::DateTime(moment) => format!("{} at {}", self.date(moment.date()), self.time(moment.time())),
            Meaning::Time(time) => self.time(time),
            Meaning::Minutes(count) => duration(count),
            Meaning::Number(number) => number_text(number),
            Meaning::Flag(flag) => (if flag { "yes" } else { "no" }).to_owned(),
            Meaning::Word(word) => word.replace('_', " "),
            Meaning::Language(language) => language.to_owned(),
            Meaning::Text(text) => text,
            Meaning::Nothing => "nothing".to_owned(),
        };
        match form {
            Form::Plain | Form::Adverb => plain,
            Form::Quote => format!("\"{plain}\""),
            Form::Possessive => possessive(&plain),
        }
    }

    fn date(&self, date: Date) -> String {
        let day = format!("{} {}", date.day(), month_name(date));
        match self.clock.days_until(date) {
            0 => "today".to_owned(),
            1 => "tomorrow".to_owned(),
            -1 => "yesterday".to_owned(),
            2 if self.days == Days::Spoken => "the day after tomorrow".to_owned(),
            2..=13 if self.days == Days::Spoken && self.clock.weeks_until(date) == 1 => {
                format!("{} next week", weekday_name(date.weekday()))
            }
            2..=6 => weekday_name(date.weekday()).to_owned(),
            7..=27 if date.year() == self.clock.now.year() => format!("{} {day}", weekday_name(date.weekday())),
            _ if date.year() == self.clock.now.year() => day,
            _ => format!("{day} {}", date.year()),
        }
    }

    fn date_adverb(&self, date: Date) -> String {
        let said = self.date(date);
        match said.as_str() {
            "today" | "tomorrow" | "yesterday" | "the day after tomorrow" => said,
            _ if self.days == Days::Spoken && self.clock.days_until(date) == 14 => "in two weeks".to_owned(),
            _ => format!("on {said}"),
        }
    }

    fn time(&self, time: Time) -> String {
        let (hour, minute) = (time.hour(), time.minute());
        if self.days == Days::Spoken && (hour, minute) == (12, 0) {
            return "noon".to_owned();
        }
        match self.hours {
            Hours::TwentyFour => format!("{hour}:{minute:02}"),
            Hours::Twelve => {
                let half = if hour < 12 { "am" } else { "pm" };
                let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
                if minute == 0 { format!("{hour} {half}") } else { format!("{hour}:{minute:02} {half}") }
            }
        }
    }
}

/// `45 minutes`, `an hour`, `two hours`.
fn duration(minutes: i64) -> String {
    match minutes {
        30 => "half an hour".to_owned(),
        60 => "an hour".to_owned(),
        90 => "an hour and a half".to_owned(),
        120 => "two hours".to_owned(),
        180 => "three hours".to_owned(),
        _ => format!("{minutes} minutes"),
    }
}

/// Numbers without a needless fraction.
pub fn number_text(number: f64) -> String {
    serde_json::Number::from_f64(number).map_or_else(
        || number.to_string(),
        |json| {
            let text = json.to_string();
            text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
        },
    )
}

/// `Dana's`, `Carlos'`, `my`.
pub fn possessive(name: &str) -> String {
    match name {
        "them" => "their".to_owned(),
        "it" => "its".to_owned(),
        "me" => "my".to_owned(),
        _ if name.ends_with('s') => format!("{name}'"),
        _ => format!("{name}'s"),
    }
}

/// What the user calls hers, as the assistant calls it: `my office address` is `your office address`.
pub fn to_the_user(text: &str) -> String {
    let turned = |word: &str| match word {
        "my" => "your",
        "me" => "you",
        "mine" => "yours",
        "I" => "you",
        _ => "",
    };
    // What stands in quotation marks is somebody's own words.
    let mut quoted = false;
    let words: Vec<String> = text
        .split(' ')
        .map(|word| {
            let turned = if quoted { "" } else { turned(word) };
            quoted ^= word.matches('"').count() % 2 == 1;
            if turned.is_empty() { word.to_owned() } else { turned.to_owned() }
        })
        .collect();
    words.join(" ")
}

/// What the words of a template come to beside what fills them, and what people say.
const AGREEMENT: [(&str, &str); 6] = [
    (" is them ", " are they "),
    (" was them ", " were they "),
    (" does them ", " do they "),
    (" did them ", " did they "),
    (" has them ", " have they "),
    (" 1 hours", " 1 hour"),
];

/// Verbs in two words, which take a pronoun between them.
const PHRASAL: [(&str, &str); 20] = [
    ("call", "off"),
    ("carry", "out"),
    ("check", "out"),
    ("hand", "in"),
    ("hold", "back"),
    ("note", "down"),
    ("pick", "up"),
    ("pull", "up"),
    ("put", "down"),
    ("roll", "back"),
    ("roll", "out"),
    ("set", "up"),
    ("switch", "off"),
    ("switch", "on"),
    ("take", "down"),
    ("take", "off"),
    ("look", "up"),
    ("turn", "off"),
    ("turn", "on"),
    ("write", "down"),
];

/// `take down it` as people say it: `take it down`.
fn embraced(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let (mut out, mut rest): (Vec<String>, _) = (Vec::with_capacity(words.len()), words.as_slice());
    while let [verb, behind @ ..] = rest {
        rest = behind;
        out.push((*verb).to_owned());
        let [particle, object, after @ ..] = behind else { continue };
        let pronoun = object.trim_end_matches(['.', ',', ';', '?', '!']);
        let known = |of: &(&str, &str)| verb.eq_ignore_ascii_case(of.0) && *particle == of.1;
        if matches!(pronoun, "it" | "them") && PHRASAL.iter().any(known) {
            out.extend([pronoun.to_owned(), format!("{particle}{}", &object[pronoun.len()..])]);
            rest = after;
        }
    }
    out.join(" ")
}

/// A text that agrees with what fills it.
fn agreeing(text: &str) -> String {
    embraced(&AGREEMENT.iter().fold(text.to_owned(), |text, (written, said)| text.replace(written, said)))
}

/// A text without the full stops that come twice where a quoted text ends a sentence, its verbs agreeing with "they".
pub fn tidy(text: &str) -> String {
    let mut out = text.replace("...", "\u{2026}").replace("..", ".").replace('\u{2026}', "...");
    out = outside(&out, agreeing);
    for end in ['.', '!', '?'] {
        out = out.replace(&format!("{end}\"."), &format!("{end}\""));
        if end != '.' {
            out = out.replace(&format!("{end}. "), &format!("{end} "));
        }
    }
    out
}

/// `a`, `a and b`, `a, b and c`.
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [firsts @ .., last] => format!("{} and {last}", firsts.join(", ")),
    }
}

/// The first letter as a capital.
pub fn capitalised(text: &str) -> String {
    // `orbit-web` and `config/app.toml` are written as they are.
    let first = text.split(' ').next().unwrap_or_default();
    if first.trim_end_matches([',', ':', '.', '?']).contains(['-', '/', ':', '_'])
        || first.contains(|c: char| c.is_ascii_digit())
    {
        return text.to_owned();
    }
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// The first letter as a small one.
pub fn lowered(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_agree_with_what_fills_a_template() {
        let said = "Could you also take down it? In which city does them live, and what company is them with?";
        let tidied = "Could you also take it down? In which city do they live, and what company are they with?";
        assert_eq!(tidy(said), tidied);
        assert_eq!(
            tidy("Pull up them, then hold on to it. Look up it"),
            "Pull them up, then hold on to it. Look it up"
        );
        let quoted = "Does it say \"take down it\" and \"what is them for\"?";
        assert_eq!(tidy(quoted), quoted);
        assert_eq!(tidy("Over the next 1 hours, or 11 hours."), "Over the next 1 hour, or 11 hours.");
    }
}
