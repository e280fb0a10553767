//! Secrets and personal numbers: keys, tokens, cards, bank accounts do not belong into training data.

use super::case::{Case, Rule, finding};
use crate::model::{Action, Finding, Message};

/// The rule.
pub struct Secrets;

/// How keys of well-known services begin, and how many signs follow at least.
const KEYS: &[(&str, usize)] = &[
    ("sk-", 20),
    ("sk_live_", 16),
    ("rk_live_", 16),
    ("ghp_", 30),
    ("gho_", 30),
    ("ghs_", 30),
    ("github_pat_", 30),
    ("glpat-", 20),
    ("xoxb-", 20),
    ("xoxp-", 20),
    ("AKIA", 16),
    ("ASIA", 16),
    ("AIza", 30),
    ("hf_", 30),
    ("npm_", 30),
    ("pypi-", 40),
    ("SG.", 40),
    ("eyJhbGciOi", 40),
];

impl Rule for Secrets {
    fn judge(&self, case: &Case<'_>, report: &mut dyn FnMut(usize, Finding)) {
        for (at, message) in case.trajectory.messages.iter().enumerate() {
            let turn = case.turn_at(at);
            let mut look = |text: &str| {
                if let Some(reason) = found(text) {
                    // The finding must not repeat it.
                    report(turn, finding(reason, Action::Drop, format!("message {at}")));
                }
            };
            match message {
                Message::System { text } | Message::User { text } | Message::Tool { text, .. } => look(text),
                Message::Assistant { text, calls } => {
                    text.iter().for_each(|text| look(text));
                    calls.iter().for_each(|call| look(&call.arguments.to_string()));
                }
            }
        }
    }
}

/// The reason code of what a text gives away.
fn found(text: &str) -> Option<&'static str> {
    if text.contains("-----BEGIN") && text.contains("PRIVATE KEY-----") {
        return Some("secrets.private_key");
    }
    let key = |word: &str| {
        KEYS.iter().any(|(start, length)| {
            word.strip_prefix(start).is_some_and(|rest| {
                rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')).count()
                    >= *length
            })
        })
    };
    if text.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '=' | ':' | ',' | '(')).any(key) {
        return Some("secrets.key");
    }
    digit_runs(text).find_map(|run| {
        let digits: String = run.chars().filter(char::is_ascii_digit).collect();
        if is_social(run) {
            return Some("secrets.social_security");
        }
        is_card(&digits).then_some("secrets.card")
    })
}

/// Runs of digits with single spaces or hyphens between them, not joined to letters.
fn digit_runs(text: &str) -> impl Iterator<Item = &str> {
    let part = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-');
    let joined = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '+' | '/');
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let start = from + text[from..].find(|c: char| c.is_ascii_digit())?;
            let length = text[start..].find(|c: char| !part(c)).unwrap_or(text.len() - start);
            let run = text[start..start + length].trim_end_matches([' ', '-']);
            from = start + length;
            let mut behind = text[start + run.len()..].chars();
            let goes_on = match behind.next() {
                // The end of a sentence, or a decimal point.
                Some('.') => behind.next().is_some_and(|c| c.is_alphanumeric()),
                next => next.is_some_and(joined),
            };
            let free = !text[..start].chars().next_back().is_some_and(joined) && !goes_on;
            if free {
                return Some(run);
            }
        }
    })
}

/// Payment cards: 13 to 19 digits of a known issuer that pass Luhn's check (ISO/IEC 7812-1).
fn is_card(digits: &str) -> bool {
    let issuer = digits.starts_with(['4', '5', '6']) || digits.starts_with("34") || digits.starts_with("37");
    let luhn = digits.bytes().rev().enumerate().map(|(at, digit)| {
        let digit = u32::from(digit - b'0') * (1 + at as u32 % 2);
        digit / 10 + digit % 10
    });
    (13..=19).contains(&digits.len()) && issuer && luhn.sum::<u32>().is_multiple_of(10)
}

/// Social security numbers of the United States as they are written.
fn is_social(run: &str) -> bool {
    let parts: Vec<&str> = run.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    lengths == [3, 2, 4]
        && parts.iter().all(|part| part.bytes().all(|digit| digit.is_ascii_digit()))
        && !matches!(parts[0], "000" | "666")
        && !parts[0].starts_with('9')
}
