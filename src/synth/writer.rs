//! The embedded writer: deterministic, free of any model.

use rand::RngExt;
use rand::seq::IndexedRandom;

use super::answer::{Answer, answer};
use super::gate::{Rejection, check_query};
use super::narrator::{Narrator, Voice};
use super::phrasebook::Phrasebook;
use super::query::{self, Register};
use super::say::{self, Hours, Speaker};
use super::story::Story;
use crate::model::Fact;

/// How often the writer tries another wording before it gives a story up.
const ATTEMPTS: u64 = 4;

/// Writes requests and answers from a phrasebook and the fallback grammar.
#[derive(Clone, Debug)]
pub struct Writer {
    phrasebook: Phrasebook,
}

/// The texts of a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    pub query: String,
    pub answer: String,
    pub facts: Vec<Fact>,
}

impl Writer {
    pub const NAME: &'static str = "grammar";

    pub fn new(phrasebook: Phrasebook) -> Self {
        Self { phrasebook }
    }

    pub fn phrasebook(&self) -> &Phrasebook {
        &self.phrasebook
    }

    /// Writes a story's query and answer; a query that a gate rejects is worded anew a few times.
    pub fn write(&self, story: &Story<'_>) -> Result<Written, Rejection> {
        let mut attempt = 0;
        loop {
            let written = self.attempt(story, attempt);
            match check_query(&written.query, story) {
                Ok(()) => return Ok(written),
                Err(rejection) if attempt + 1 == ATTEMPTS => return Err(rejection),
                Err(_) => attempt += 1,
            }
        }
    }

    fn attempt(&self, story: &Story<'_>, attempt: u64) -> Written {
        let mut rng = story.seed.derive("write", attempt).rng();
        let hours = if rng.random_bool(0.4) { Hours::Twelve } else { Hours::TwentyFour };
        let speaker = Speaker { clock: story.clock, hours };
        let register = Register::ALL.choose(&mut rng).copied().unwrap_or(Register::Polite);
        let goals = query::goals(&mut Narrator::new(story, &self.phrasebook, speaker, Voice::User), &mut rng);
        let query = say::tidy(&query::compose(&goals, register, &mut rng));
        let turn = rng.random_range(0..64);
        let mut narrator = Narrator::new(story, &self.phrasebook, speaker, Voice::Assistant);
        let Answer { text, facts } = answer(&mut narrator, &goals, turn);
        Written { query, answer: say::tidy(&text), facts }
    }
}
