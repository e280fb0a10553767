//! An answer read once: every number, amount, date and time that it says, where, and whether it denies it.

use jiff::civil::{Date, Time};

use super::date::{Candidates, date_at};
use super::denial::is_denied;
use super::money::{Money, money_at};
use super::number::{Number, number_at};
use super::text::{folded, places};
use super::time::time_at;
use super::words::{Word, words};

/// A value that an answer says.
#[derive(Clone, Debug, PartialEq)]
pub struct Said<T> {
    pub value: T,
    pub sentence: usize,
}

/// All that an answer claims; what it denies is left out.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The answer folded.
    pub text: String,
    pub words: Vec<Word>,
    /// Numbers that are no part of a date or time.
    pub numbers: Vec<Said<Number>>,
    pub money: Vec<Said<Money>>,
    pub dates: Vec<Said<Candidates>>,
    pub times: Vec<Said<Vec<Time>>>,
}

impl Reading {
    /// Reads an answer that is given on a day.
    pub fn of(answer: &str, today: Date) -> Self {
        let (text, words) = words(answer);
        let mut reading = Self { text, words, ..Self::default() };
        let words = std::mem::take(&mut reading.words);
        // Where the last value of each type ends: no value begins inside of another one of its type.
        let (mut date_end, mut time_end, mut money_end, mut number_end) = (0, 0, 0, 0);
        for at in 0..words.len() {
            let sentence = words[at].sentence;
            let claimed = !is_denied(&words, at);
            if at >= date_end
                && let Some((value, end)) = date_at(&words, at, today)
            {
                date_end = end;
                // "in 3 days" is a date, and 3 is a number in it; the 5 of "5 June" is none.
                if !is_counted(&words[at..end]) {
                    number_end = number_end.max(end);
                }
                reading.dates.extend(claimed.then_some(Said { value, sentence }));
            }
            if at >= time_end
                && let Some((value, end)) = time_at(&words, at)
            {
                time_end = end;
                // `1h30` may be a length as well.
                if !(words[at].text.contains('h') && words[at].text.starts_with(|c: char| c.is_ascii_digit())) {
                    number_end = number_end.max(end);
                }
                reading.times.extend(claimed.then_some(Said { value, sentence }));
            }
            if at >= money_end
                && let Some((value, end)) = money_at(&words, at)
            {
                money_end = end;
                reading.money.extend(claimed.then_some(Said { value, sentence }));
            }
            if at >= number_end
                && let Some(read) = number_at(&words, at)
            {
                number_end = read.end;
                reading.numbers.extend(claimed.then_some(Said { value: read.number, sentence }));
            }
        }
        reading.words = words;
        reading
    }

    /// The sentences in which a text stands and is not denied, but for where it is part of a longer text of `longer`. Both
    /// are folded.
    pub fn sentences_with(&self, wanted: &str, longer: &[String]) -> Vec<usize> {
        let part = |from: usize, to: usize| {
            let longer = longer.iter().filter(|other| other.len() > wanted.len() && other.contains(wanted));
            longer.into_iter().any(|other| places(&self.text, other).any(|(a, b)| a <= from && to <= b))
        };
        let found = places(&self.text, wanted).filter(|(from, to)| !part(*from, *to));
        let words = found.filter_map(|(from, _)| self.words.partition_point(|word| word.at <= from).checked_sub(1));
        words.filter(|at| !is_denied(&self.words, *at)).map(|at| self.words[at].sentence).collect()
    }

    /// The sentences that mention one of the subjects; none of them if there are no subjects, for then all count.
    pub fn about(&self, subjects: &[String]) -> Option<Vec<usize>> {
        if subjects.is_empty() {
            return None;
        }
        let sentences = subjects.iter().flat_map(|subject| {
            let subject = folded(subject);
            let found: Vec<usize> = places(&self.text, &subject)
                .filter_map(|(from, _)| self.words.partition_point(|word| word.at <= from).checked_sub(1))
                .map(|at| self.words[at].sentence)
                .collect();
            found
        });
        Some(sentences.collect())
    }
}

fn is_counted(words: &[Word]) -> bool {
    words.iter().any(|word| matches!(word.text.as_str(), "day" | "days" | "week" | "weeks"))
}
