//! A request from its clauses: as one person would write it, in her register and with her habits.

use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::persona::Persona;
use super::query::{Clause, Goal};
use super::say;

/// How a user talks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Register {
    Terse,
    Polite,
    Chatty,
    Business,
}

/// Where in a conversation a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    First,
    /// After an answer.
    Later,
    /// After an answer, and instead of what was asked for before.
    ChangedMind,
}

/// A clause with what stands before and behind it.
type Frame = (&'static str, &'static str);

/// Joins the clauses of a request.
pub fn compose(goals: &[Goal], persona: &Persona, place: Place, rng: &mut ChaCha8Rng) -> String {
    let register = persona.register;
    let mut sentences: Vec<String> = Vec::new();
    let mut at = 0;
    while at < goals.len() {
        let first = sentences.is_empty();
        match &goals[at].clause {
            Clause::Question(question) => {
                let lead = if first { "" } else { pick(MORE_QUESTIONS, rng) };
                let lead = if lead.is_empty() { persona.lead(rng) } else { lead };
                sentences.push(format!("{lead}{question}?"));
                at += 1;
            }
            Clause::Request(_) => {
                let longest = if rng.random_bool(0.6) { 3 } else { 2 };
                let run: Vec<String> = goals[at..]
                    .iter()
                    .map_while(|goal| match &goal.clause {
                        Clause::Request(text) => Some(text.clone()),
                        Clause::Question(_) => None,
                    })
                    .take(longest)
                    .collect();
                at += run.len();
                sentences.push(request(&join(&run, rng), first, register, rng));
            }
        }
    }
    let text = sentences.iter().map(|sentence| say::capitalised(sentence)).collect::<Vec<_>>().join(" ");
    framed(text, persona, place, rng)
}

/// Ways to come to another question.
const MORE_QUESTIONS: &[&str] = &["And ", "Also, ", "", "One more thing: ", "", "And ", "Besides, "];

fn join(clauses: &[String], rng: &mut ChaCha8Rng) -> String {
    match clauses {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one}{}{two}", pick(&[" and ", ", then ", " and then ", ", and "], rng)),
        [one, two, rest @ ..] => {
            format!("{one}, {two}{}{}", pick(&[", and then ", " and finally ", ", and "], rng), rest.join(", and "))
        }
    }
}

/// Frames in which the user speaks of what she does herself.
const OWN_DEEDS: &[&str] =
    &["Mind helping me out? I want to ", "I'm trying to ", "Let's ", "We need to ", "I have to "];

fn request(clauses: &str, first: bool, register: Register, rng: &mut ChaCha8Rng) -> String {
    let frames: &[Frame] = match (first, register) {
        (true, Register::Terse) => &[("", "."), ("", "."), ("", "."), ("Please ", "."), ("pls ", ".")],
        (true, Register::Polite) => &[
            ("Could you please ", "?"),
            ("Please ", "."),
            ("Would you mind helping me? Please ", "."),
            ("Can you ", "?"),
            ("Could you ", "?"),
            ("Would you please ", "?"),
            ("I'd be grateful if you could ", "."),
            ("Could I ask you to ", "?"),
            ("It would help me a lot if you could ", "."),
        ],
        (true, Register::Chatty) => &[
            ("Can you ", "?"),
            ("I'd like you to ", "."),
            ("Could you quickly ", "?"),
            ("Would you ", "?"),
            ("Mind helping me out? I want to ", "."),
            ("I'm trying to ", "."),
            ("Let's ", "."),
            ("Can you do me a favour and ", "?"),
        ],
        (true, Register::Business) => {
            &[("Please ", "."), ("I need you to ", "."), ("", "."), ("We need to ", "."), ("I have to ", ".")]
        }
        (false, Register::Terse) => &[("Then ", "."), ("", "."), ("", "."), ("Next, ", ".")],
        (false, _) => &[
            ("Then ", "."),
            ("After that, please ", "."),
            ("Please also ", "."),
            ("Also, ", "."),
            ("And please ", "."),
            ("Could you also ", "?"),
            ("I also need you to ", "."),
            ("Once that's done, ", "."),
        ],
    };
    // "I'm trying to show me the flags" is said by nobody.
    let to_me = clauses.split(' ').any(|word| word.trim_matches(',') == "me");
    let fits = |frame: &&Frame| !(to_me && OWN_DEEDS.contains(&frame.0));
    let fitting: Vec<&Frame> = frames.iter().filter(fits).collect();
    let (before, after) = fitting.choose(rng).copied().copied().unwrap_or(("", "."));
    // A text quoted at the end brings its own full stop.
    let quoted = [".\"", "!\"", "?\""].iter().any(|end| clauses.ends_with(end));
    let after = if quoted && after == "." { "" } else { after };
    format!("{before}{clauses}{after}")
}

/// What stands before and behind a whole message.
fn framed(text: String, persona: &Persona, place: Place, rng: &mut ChaCha8Rng) -> String {
    let opening = match place {
        Place::First => persona.opening(rng),
        Place::Later => persona.reply(rng),
        Place::ChangedMind => pick(
            &[
                "Actually,", "On second thought,", "Sorry, I changed my mind:", "Hmm, I was too quick there.", "Wait,",
                "I have thought it over:",
            ],
            rng,
        ),
    };
    let closing = if place == Place::First { persona.closing(rng) } else { "" };
    let mut text = text;
    if !opening.is_empty() {
        text = format!("{opening} {}", uncapitalised_after(opening, &text));
    }
    if !closing.is_empty() {
        text = format!("{text} {closing}");
    }
    text
}

/// After a comma or colon a sentence goes on in lower case, unless it starts with *I* or with a name.
fn uncapitalised_after(opening: &str, text: &str) -> String {
    let word = text.split([' ', ',', '?', '.', '\'']).next().unwrap_or_default();
    let keeps = word == "I" || word.chars().skip(1).any(char::is_uppercase) || text.starts_with('"');
    if !opening.ends_with([',', ':']) || keeps {
        return text.to_owned();
    }
    say::lowered(text)
}

pub fn pick<'l>(list: &[&'l str], rng: &mut ChaCha8Rng) -> &'l str {
    list.choose(rng).copied().unwrap_or_default()
}
