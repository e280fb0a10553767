//! The user of a scene: what she says to what the agent says.
//!
//! A scripted user says the next thing whatever she hears. A simulated one answers questions: asked for what she has left
//! out, by its name or by words for it, she tells it; of everything else she does not know. She never volunteers anything,
//! and gives up on an agent that goes on asking. No model plays her, so that equal questions get equal answers.

use std::collections::BTreeSet;

use crate::score::{User, Withheld, folded, places};
use crate::wording::{Meaning, meaning};

/// Questions beside the point that she puts up with.
const PATIENCE: usize = 3;
const NO_IDEA: &str = "I don't know that.";

/// What was said to a user so far.
#[derive(Clone, Debug, Default)]
pub struct Listener {
    replies: usize,
    /// Places of what she has told.
    told: BTreeSet<usize>,
    beside: usize,
}

impl Listener {
    /// How often she has answered.
    pub fn replies(&self) -> usize {
        self.replies
    }

    /// Her reply; none where she has nothing more to say.
    pub fn reply(&mut self, user: &User, said: &str) -> Option<String> {
        let reply = match user {
            User::None => None,
            User::Scripted { replies } => replies.get(self.replies).cloned(),
            User::Simulated { withheld, .. } => self.answer(withheld, said),
        }?;
        self.replies += 1;
        Some(reply)
    }

    fn answer(&mut self, withheld: &[Withheld], said: &str) -> Option<String> {
        let question = asked(said);
        if withheld.is_empty() || question.is_empty() {
            return None;
        }
        let wanted: Vec<usize> = (0..withheld.len()).filter(|at| asks_for(&question, &withheld[*at])).collect();
        // Who asks again has not listened.
        if wanted.iter().all(|at| self.told.contains(at)) {
            self.beside += 1;
            if self.beside > PATIENCE {
                return None;
            }
        }
        if wanted.is_empty() {
            return Some(NO_IDEA.to_owned());
        }
        self.told.extend(&wanted);
        Some(wanted.into_iter().map(|at| withheld[at].says.as_str()).collect::<Vec<_>>().join(" "))
    }
}

/// A question for all that a user has left out.
pub fn question(user: &User) -> Option<String> {
    let User::Simulated { withheld, .. } = user else { return None };
    let names: Vec<String> = withheld.iter().map(|held| held.name.replace(['_', '-'], " ")).collect();
    (!names.is_empty()).then(|| format!("Could you tell me the {}?", names.join(" and the ")))
}

/// The sentences of a text that ask for something, folded.
fn asked(text: &str) -> Vec<String> {
    const REQUESTS: [&str; 9] =
        ["please", "could you", "can you", "tell me", "let me know", "i need", "specify", "provide", "missing"];
    let sentences = text.split_inclusive(['?', '!', '\n']).flat_map(|part| part.split_inclusive(". "));
    let asks = |sentence: &&str| {
        let folded = folded(sentence);
        sentence.trim_end().ends_with('?') || REQUESTS.iter().any(|request| places(&folded, request).next().is_some())
    };
    sentences.filter(asks).map(folded).collect()
}

/// Whether a question is for something: it says a word of its name or of its kind, or offers its value as a choice.
fn asks_for(question: &[String], held: &Withheld) -> bool {
    /// Of a span or a pair, whoever names one end does not mean the other.
    const ENDS: [(&str, &str); 5] =
        [("start", "end"), ("from", "to"), ("departure", "return"), ("source", "target"), ("first", "last")];
    let words: BTreeSet<String> =
        question.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric())).map(stem).collect();
    let name: Vec<String> =
        held.name.split(|c: char| !c.is_alphanumeric()).map(|word| stem(&word.to_lowercase())).collect();
    let other_end = |(one, other): &(&str, &str)| {
        let meant =
            |own: &str, not: &str| name.iter().any(|word| word == own) && words.contains(not) && !words.contains(own);
        meant(one, other) || (meant(other, one) && *other != "to")
    };
    let named = name.iter().any(|word| word.len() > 2 && words.contains(word));
    let kind = kind_words(held).iter().any(|word| match word.contains(' ') {
        true => question.iter().any(|text| places(text, word).next().is_some()),
        false => words.contains(&stem(word)),
    });
    let offered = held.value.as_str().filter(|value| value.len() > 2).is_some_and(|value| {
        let value = folded(&value.replace(['_', '-'], " "));
        question.iter().any(|text| places(&text.replace(['_', '-'], " "), &value).next().is_some())
    });
    offered || ((named || kind) && !ENDS.iter().any(other_end))
}

fn stem(word: &str) -> String {
    word.strip_suffix('s').filter(|one| one.len() > 2).unwrap_or(word).to_owned()
}

/// Words by which people ask for a value of this kind.
fn kind_words(held: &Withheld) -> &'static [&'static str] {
    let name = held.name.to_lowercase();
    let last = name.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let is = |names: &[&str]| names.contains(&last);
    match meaning(&held.value, &held.name) {
        Meaning::Date(_) => &["when", "date", "day"],
        Meaning::DateTime(_) => &["when", "date", "day", "time"],
        Meaning::Time(_) => &["when", "time", "hour"],
        Meaning::Language(_) => &["language"],
        Meaning::Minutes(_) => &["how long", "duration", "minute", "length"],
        _ if is(&["amount", "price", "total", "budget", "limit"]) => &["how much", "amount", "sum", "price"],
        _ if is(&["stars", "rating", "score"]) => &["how many", "star", "rating", "score"],
        Meaning::Number(_) => &["how many", "how much", "number", "quantity"],
        _ if is(&["title", "name", "subject", "headline"]) => &["call", "called", "name", "title", "subject"],
        _ if is(&[
            "body", "text", "message", "content", "description", "comment", "notes", "note", "details", "reason",
        ]) =>
        {
            &["say", "text", "write", "wording", "message", "content", "comment", "note", "description", "why"]
        }
        _ if is(&["query", "search", "term", "keyword", "keywords", "pattern"]) => {
            &["look for", "looking for", "search", "find"]
        }
        _ if is(&["to", "recipient", "recipients", "attendee", "attendees", "email", "assignee"]) => {
            &["who", "whom", "recipient", "address", "email"]
        }
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn held(name: &str, value: Value, says: &str) -> Withheld {
        Withheld { name: name.to_owned(), value, says: says.to_owned() }
    }

    fn user() -> User {
        let withheld = vec![
            held("environment", json!("staging"), "Let's say staging."),
            held("end_date", json!("2027-06-26"), "Until 26 June."),
            held("amount", json!("2100.00"), "2100.00, please."),
        ];
        User::Simulated { facts: Default::default(), withheld }
    }

    /// What is said to a fresh user, and what she says to that.
    fn check(said: &str, expected: Option<&str>) {
        assert_eq!(Listener::default().reply(&user(), said).as_deref(), expected, "{said}");
    }

    #[test]
    fn she_tells_what_she_is_asked_for_in_any_words_and_order() {
        check("Which environment should I use?", Some("Let's say staging."));
        check("Should it go to dev, staging or production?", Some("Let's say staging."));
        check("One thing is missing: the environment.", Some("Let's say staging."));
        check("Until when does the trip go? And how much is it?", Some("Until 26 June. 2100.00, please."));
        check(&question(&user()).unwrap(), Some("Let's say staging. Until 26 June. 2100.00, please."));
    }

    #[test]
    fn she_volunteers_nothing_and_does_not_know_the_rest() {
        check("Done.", None);
        check("I have rolled back the service in the environment that you named.", None);
        check("What is your favourite colour?", Some(NO_IDEA));
        check("What is the start date?", Some(NO_IDEA));
    }

    #[test]
    fn she_gives_up_on_whoever_does_not_listen() {
        let mut listener = Listener::default();
        let mut said: Vec<Option<String>> = Vec::new();
        for _ in 0..6 {
            said.push(listener.reply(&user(), "Which environment?"));
        }
        assert_eq!(said.iter().filter(|reply| reply.is_some()).count(), 1 + PATIENCE);
        assert_eq!(said[5], None);
    }

    #[test]
    fn a_script_goes_on_whatever_is_said() {
        let user = User::Scripted { replies: vec!["One.".to_owned(), "Two.".to_owned()] };
        let mut listener = Listener::default();
        let said: Vec<_> =
            ["Hm.", "So?", "Done."].map(|said| listener.reply(&user, said)).into_iter().flatten().collect();
        assert_eq!(said, ["One.", "Two."]);
    }
}
