//! What is known from values and texts: days, times, numbers and words, to hold a text against.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time};
use serde_json::Value;

use crate::model::Path;
use crate::wording::{Clock, Figure, Meaning, Mentions, figures, meaning, unquoted};

/// Everything that some values and texts say.
pub(super) struct Known {
    clock: Clock,
    texts: String,
    mentions: Mentions,
    dates: BTreeSet<Date>,
    times: BTreeSet<Time>,
    numbers: Vec<f64>,
}

impl Known {
    pub fn new(clock: &Clock) -> Self {
        Self {
            clock: *clock,
            texts: String::new(),
            mentions: Mentions::default(),
            dates: BTreeSet::new(),
            times: BTreeSet::new(),
            numbers: Vec::new(),
        }
    }

    /// Takes in a value with all that is in it.
    pub fn add(&mut self, value: &Value) {
        for (path, leaf) in Path::leaves(value) {
            match meaning(leaf, path.last_field().unwrap_or_default()) {
                Meaning::Date(date) => _ = self.dates.insert(date),
                Meaning::Time(time) => _ = self.times.insert(time),
                Meaning::DateTime(moment) => {
                    self.dates.insert(moment.date());
                    self.times.insert(Time::constant(moment.hour(), moment.minute(), 0, 0));
                }
                Meaning::Number(number) => self.numbers.push(number),
                Meaning::Minutes(minutes) => self.numbers.extend([minutes as f64, minutes as f64 / 60.0]),
                Meaning::Word(text) | Meaning::Text(text) => self.tell(&text),
                Meaning::Language(language) => {
                    self.tell(language);
                    self.tell(leaf.as_str().unwrap_or_default());
                }
                Meaning::Flag(_) | Meaning::Nothing => {}
            }
        }
    }

    pub fn day(&mut self, date: Date) {
        self.dates.insert(date);
    }

    pub fn number(&mut self, number: f64) {
        self.numbers.push(number);
    }

    pub fn tell(&mut self, text: &str) {
        self.texts.push_str(text);
        self.texts.push('\n');
    }

    /// Reads the texts; to be called when all are told.
    #[must_use]
    pub fn read(mut self) -> Self {
        self.mentions = Mentions::read(&self.texts, &self.clock);
        self.dates.extend(self.mentions.dates());
        self.times.extend(self.mentions.times());
        self.numbers.extend(self.mentions.numbers());
        self
    }

    pub fn has_text(&self, text: &str) -> bool {
        self.mentions.has_text(text)
    }

    /// A day, a clock time or a figure of a text that is not known.
    pub fn lacks(&self, text: &str) -> Option<String> {
        // What is quoted is looked for as it is; and "in March; 24 degrees in April" is no date.
        let plain = unquoted(text, " | ");
        let said =
            Mentions::read(&plain.replace([';', '\n'], " | ").replace(": ", " | ").replace(". ", " | "), &self.clock);
        let date = said.dates().find(|date| !self.dates.contains(date)).map(|date| date.to_string());
        let time = || said.times().find(|time| !self.times.contains(time)).map(|time| time.to_string());
        let figure = || figures(text).into_iter().find(|figure| !self.has(figure));
        date.or_else(time).or_else(|| figure().map(|figure| figure.written().to_owned()))
    }

    fn has(&self, figure: &Figure) -> bool {
        let is = |known: &f64, number: f64| (known.abs() - number.abs()).abs() < 0.006;
        self.has_text(figure.written())
            || matches!(figure, Figure::Number(_, number) if self.numbers.iter().any(|known| is(known, *number)))
    }
}
