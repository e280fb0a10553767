//! Who the user is, as far as one hears it: how she opens and closes, how she says hours and days, all through a conversation.

use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::compose::{Register, pick};
use super::say::{Days, Hours};

/// Habits of one kind of user. An empty text in a list says that she leaves it out as often.
#[derive(Debug, PartialEq, Eq)]
pub struct Persona {
    pub name: &'static str,
    pub register: Register,
    /// What stands before her first message.
    openings: &'static [&'static str],
    /// What stands behind it.
    closings: &'static [&'static str],
    /// What stands before a question that comes first.
    leads: &'static [&'static str],
    /// What she says to an answer before she goes on.
    replies: &'static [&'static str],
    /// As she likes, where nothing is said.
    hours: Option<Hours>,
    days: Option<Days>,
}

impl Persona {
    /// One for a conversation.
    pub fn any(rng: &mut ChaCha8Rng) -> &'static Self {
        ALL.choose(rng).unwrap_or(&ALL[0])
    }

    /// How she says times of day and days.
    pub fn times(&self, rng: &mut ChaCha8Rng) -> (Hours, Days) {
        let hours = if rng.random_bool(0.4) { Hours::Twelve } else { Hours::TwentyFour };
        let days = if rng.random_bool(0.5) { Days::Spoken } else { Days::Dated };
        (self.hours.unwrap_or(hours), self.days.unwrap_or(days))
    }

    pub fn opening(&self, rng: &mut ChaCha8Rng) -> &'static str {
        pick(self.openings, rng)
    }

    pub fn closing(&self, rng: &mut ChaCha8Rng) -> &'static str {
        pick(self.closings, rng)
    }

    pub fn lead(&self, rng: &mut ChaCha8Rng) -> &'static str {
        pick(self.leads, rng)
    }

    pub fn reply(&self, rng: &mut ChaCha8Rng) -> &'static str {
        pick(self.replies, rng)
    }
}

const PLAIN: Persona = Persona {
    name: "plain",
    register: Register::Polite,
    openings: &[],
    closings: &[],
    leads: &[],
    replies: &["", "", "Ok.", "Thanks."],
    hours: None,
    days: None,
};

/// All personas; each is as likely as any other.
pub const ALL: &[Persona] = &[
    PLAIN,
    Persona { name: "clipped", register: Register::Terse, replies: &["", "", "", "Ok."], ..PLAIN },
    Persona {
        name: "typist",
        register: Register::Terse,
        closings: &["", "", "", "Thx."],
        replies: &["", "Ok.", "Thx."],
        days: Some(Days::Spoken),
        ..PLAIN
    },
    Persona {
        name: "courteous",
        openings: &["", "Hello,", "Good day,"],
        closings: &["", "Thank you!", "Thank you very much.", "Many thanks."],
        replies: &["Thank you.", "Thank you, that helps.", "Perfect, thank you."],
        ..PLAIN
    },
    Persona {
        name: "shy",
        openings: &["", "Sorry to bother you.", "Hi,", "When you have a moment,"],
        closings: &["", "", "Thanks in advance.", "No rush."],
        leads: &["", "", "", "I was wondering, "],
        replies: &["Ah, thank you.", "Thanks a lot.", "Good to know, thanks."],
        ..PLAIN
    },
    Persona {
        name: "warm",
        openings: &["", "", "Hello there.", "Hi,"],
        closings: &["", "", "Thank you so much!", "That would be great."],
        leads: &["", "", "", "I have a question: "],
        replies: &["Wonderful.", "Lovely, thank you.", "That's great.", "Perfect."],
        ..PLAIN
    },
    Persona {
        name: "easygoing",
        register: Register::Chatty,
        openings: &["", "", "Hey,", "Hi there!", "Hey there,"],
        closings: &["", "", "Thanks!", "Cheers!"],
        leads: &["", "", "", "just wondering, "],
        replies: &["", "Cool.", "Great, thanks.", "Nice."],
        hours: Some(Hours::Twelve),
        days: Some(Days::Spoken),
    },
    Persona {
        name: "hurried",
        register: Register::Chatty,
        openings: &["", "", "Quick one:", "In a hurry here.", "Real quick:"],
        closings: &["", "", "", "Thanks!"],
        replies: &["", "Ok, good.", "Fine."],
        days: Some(Days::Spoken),
        ..PLAIN
    },
    Persona {
        name: "thinking aloud",
        register: Register::Chatty,
        openings: &["", "Ok so,", "Alright,", "Right,", "Let me see.", "Hmm,"],
        leads: &["", "", "tell me, "],
        replies: &["Ok.", "Alright.", "Good, that helps.", "I see."],
        ..PLAIN
    },
    Persona {
        name: "scattered",
        register: Register::Chatty,
        openings: &["", "", "Before I forget:", "Oh,", "Nearly forgot:"],
        closings: &["", "", "Thanks a bunch!", "Thank you!"],
        replies: &["Oh, great.", "Good.", "Perfect, thanks."],
        ..PLAIN
    },
    Persona {
        name: "office",
        register: Register::Business,
        closings: &["", "", "Thanks.", "Thank you."],
        replies: &["", "Thanks.", "Good, thank you."],
        hours: Some(Hours::TwentyFour),
        days: Some(Days::Dated),
        ..PLAIN
    },
    Persona {
        name: "manager",
        register: Register::Business,
        openings: &["", "", "", "Hello."],
        leads: &["", "", "", "for the record: "],
        replies: &["Good.", "Ok.", "Fine, thanks."],
        ..PLAIN
    },
    Persona {
        name: "clerk",
        register: Register::Business,
        openings: &["", "", "", "Next item:"],
        closings: &["", "", "Thanks."],
        replies: &["Noted.", "Thank you.", ""],
        hours: Some(Hours::TwentyFour),
        days: Some(Days::Dated),
        ..PLAIN
    },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn personas_are_told_apart_and_every_register_has_some() {
        let names: BTreeSet<&str> = ALL.iter().map(|persona| persona.name).collect();
        assert_eq!(names.len(), ALL.len());
        for register in [Register::Terse, Register::Polite, Register::Chatty, Register::Business] {
            assert!(ALL.iter().filter(|persona| persona.register == register).count() >= 2, "{register:?}");
        }
    }

    #[test]
    fn habits_end_as_sentences_or_go_on() {
        let ends = |text: &str, ends: &[char]| text.is_empty() || text.ends_with(ends);
        for persona in ALL {
            assert!(persona.openings.iter().all(|text| ends(text, &['.', '!', ',', ':'])), "{}", persona.name);
            assert!(
                persona.closings.iter().chain(persona.replies).all(|text| ends(text, &['.', '!'])),
                "{}",
                persona.name
            );
            assert!(persona.leads.iter().all(|text| ends(text, &[' '])), "{}", persona.name);
        }
    }
}
