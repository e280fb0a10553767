//! The embedded writer: deterministic, free of any model.

use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::answer::{Answer, answer};
use super::clarify::{Clarification, clarify, needed};
use super::compose::{Place, compose};
use super::decline::{Policy, no_tool};
use super::gate::{Rejection, Said, check_requests};
use super::hole;
use super::narrator::{Narrator, Voice};
use super::persona::Persona;
use super::phrasebook::Phrasebook;
use super::query::{self, Clause, Goal};
use super::say::{self, Days, Speaker};
use super::slip::slipped;
use super::story::{Scene, Story, Wanted};
use crate::model::{Binding, Choice, Fact, Path};

/// How often the writer tries another wording before it gives a story up.
const ATTEMPTS: u64 = 4;
/// How often an item of a list that the user was told is called by its number.
const BY_NUMBER: f64 = 0.6;

/// Writes requests and answers from a phrasebook and the fallback grammar.
#[derive(Clone, Debug)]
pub struct Writer {
    phrasebook: Phrasebook,
}

/// The texts of a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Written {
    /// One for each request of the story.
    pub exchanges: Vec<Exchange>,
    pub facts: Vec<Fact>,
    /// Items that the user calls by their number in a list that she was told, by the step that gave it.
    pub numbered: Vec<(usize, Path)>,
    /// A rule for the system message.
    pub rule: Option<String>,
    /// The name of the one who asks.
    pub persona: &'static str,
}

/// A request and what the assistant says to it in the end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exchange {
    pub query: String,
    /// What the assistant asks before it does anything.
    pub clarified: Option<Clarification>,
    pub answer: String,
}

impl Written {
    /// All that the user says, with what she was answered before it.
    pub fn said(&self) -> Vec<Said> {
        let mut answered = String::new();
        let mut said = Vec::new();
        for exchange in &self.exchanges {
            said.push(Said { text: exchange.query.clone(), answered: answered.clone() });
            if let Some(Clarification { reply, .. }) = &exchange.clarified {
                said.push(Said { text: reply.clone(), answered: answered.clone() });
            }
            answered.push_str(&exchange.answer);
            answered.push('\n');
        }
        said
    }
}

impl Writer {
    pub const NAME: &'static str = "grammar";

    pub fn new(phrasebook: Phrasebook) -> Self {
        Self { phrasebook }
    }

    pub fn phrasebook(&self) -> &Phrasebook {
        &self.phrasebook
    }

    /// Writes a story's requests and answers; what a gate rejects is worded anew a few times.
    pub fn write(&self, story: &Story<'_>) -> Result<Written, Rejection> {
        let mut attempt = 0;
        loop {
            let written = self.attempt(story, attempt).and_then(|written| {
                let numbered = written.numbered.iter().cloned().collect();
                check_requests(&written.said(), story, &numbered).map(|()| written)
            });
            match written {
                Err(_) if attempt + 1 < ATTEMPTS => attempt += 1,
                written => return written,
            }
        }
    }

    fn attempt(&self, story: &Story<'_>, attempt: u64) -> Result<Written, Rejection> {
        let mut rng = story.seed.derive("write", attempt).rng();
        let persona = Persona::any(&mut rng);
        let (hours, days) = persona.times(&mut rng);
        let heard = Speaker { clock: story.clock, hours, days };
        let told = Speaker { days: Days::Dated, ..heard };
        let mut scribe = Scribe {
            story,
            user: Narrator::new(story, &self.phrasebook, heard, Voice::User),
            assistant: Narrator::new(story, &self.phrasebook, told, Voice::Assistant),
            persona,
            written: Written { persona: persona.name, ..Written::default() },
            rng,
        };
        for (at, wanted) in story.rounds.iter().enumerate() {
            scribe.exchange(at, wanted)?;
        }
        if let (true, Some(first)) = (story.slips && attempt + 1 < ATTEMPTS, scribe.written.exchanges.first_mut()) {
            first.query = slipped(&first.query, &mut scribe.rng);
        }
        scribe.written.numbered = scribe.user.numbered().iter().cloned().collect();
        Ok(scribe.written)
    }
}

/// One attempt at the texts of a story.
struct Scribe<'s> {
    story: &'s Story<'s>,
    user: Narrator<'s>,
    assistant: Narrator<'s>,
    persona: &'static Persona,
    written: Written,
    rng: ChaCha8Rng,
}

impl Scribe<'_> {
    fn exchange(&mut self, at: usize, wanted: &Wanted) -> Result<(), Rejection> {
        let place = match (at, wanted.changes_mind) {
            (0, _) => Place::First,
            (_, true) => Place::ChangedMind,
            (_, false) => Place::Later,
        };
        if at > 0 {
            self.number_items();
        }
        let hidden = self.hide(wanted)?;
        let mut goals = query::goals(&mut self.user, wanted, &mut self.rng);
        let mut clarified = None;
        if let Some((step, path)) = &hidden {
            self.user.hidden = None;
            leave_out(&mut goals)?;
            let binding = self.story.steps[*step].step.bindings.iter().find(|bound| bound.path == *path);
            let Some(Binding::User { value }) = binding.map(|bound| &bound.binding) else {
                return Err(Rejection::NothingToAsk);
            };
            clarified = Some(clarify(path.last_field().unwrap_or_default(), value, &self.user.speaker, &mut self.rng));
        }
        let query = say::tidy(&compose(&goals, self.persona, place, &mut self.rng));
        let answer = self.answer(&goals)?;
        for goal in wanted.goals.iter().filter(|goal| self.story.steps[**goal].read_only) {
            self.user.introduce(*goal);
        }
        self.user.next_clause();
        self.written.exchanges.push(Exchange { query, clarified, answer });
        Ok(())
    }

    /// What the user leaves out, where she has to be asked for something.
    fn hide(&mut self, wanted: &Wanted) -> Result<Option<(usize, Path)>, Rejection> {
        if self.story.scene != Scene::Asked {
            return Ok(None);
        }
        // A wish of which nothing is left to say would be no wish: "What do I get?"
        let rest = wanted.goals.iter().filter(|goal| self.story.steps[**goal].step.bindings.len() > 1);
        let places = rest.flat_map(|goal| needed(self.story, *goal).into_iter().map(|path| (*goal, path)));
        let hidden = places.collect::<Vec<_>>().choose(&mut self.rng).cloned().ok_or(Rejection::NothingToAsk)?;
        self.user.hidden = Some(hidden.clone());
        Ok(Some(hidden))
    }

    fn answer(&mut self, goals: &[Goal]) -> Result<String, Rejection> {
        let turn = self.rng.random_range(0..64);
        let served = match self.story.scene {
            Scene::NoTool { offers } => {
                let clause = if goals.len() == 1 { self.clause(goals) } else { Clause::Request(String::new()) };
                return Ok(no_tool(&clause, offers, &mut self.rng));
            }
            Scene::Forbidden => &goals[..goals.len().saturating_sub(1)],
            Scene::Served | Scene::Asked => goals,
        };
        let Answer { mut text, facts, told } = answer(&mut self.assistant, served, turn);
        self.written.facts.extend(facts);
        told.into_iter().for_each(|(step, list)| self.user.enumerate(step, list));
        if self.story.scene == Scene::Forbidden
            && let Some(goal) = goals.last()
        {
            let told = &self.story.steps[goal.step];
            let policies = Policy::against(told.tool, told.read_only);
            let others = served.iter().map(|goal| &self.story.steps[goal.step]);
            let allowed: Vec<Policy> = others.flat_map(|told| Policy::against(told.tool, told.read_only)).collect();
            let policy = policies.into_iter().find(|policy| !allowed.contains(policy));
            let policy = policy.ok_or(Rejection::NothingToForbid)?;
            self.written.rule = Some(policy.rule(&mut self.rng).to_owned());
            let clause = match self.clause(std::slice::from_ref(goal)) {
                Clause::Request(text) => Some(text),
                Clause::Question(_) => None,
            };
            let refusal = policy.refusal(clause.as_deref(), &mut self.rng);
            text = if text.is_empty() { refusal } else { format!("{text} {refusal}") };
        }
        Ok(say::tidy(&text))
    }

    /// The one goal in the assistant's words.
    fn clause(&mut self, goals: &[Goal]) -> Clause {
        match goals {
            [.., goal] => query::goal(&mut self.assistant, goal.step, &mut self.rng).clause,
            [] => Clause::Question(String::new()),
        }
    }

    /// Calls some of the items that the user was told by their number.
    fn number_items(&mut self) {
        let bindings = self.story.steps.iter().flat_map(|told| &told.step.bindings);
        for bound in bindings {
            let Binding::Output { step, path, choice: Choice::Where { .. } } = &bound.binding else { continue };
            let Some(item) = path.item() else { continue };
            let open = self.user.is_enumerated(*step, &item) && !self.user.knows(*step, path);
            if open && self.rng.random_bool(BY_NUMBER) {
                self.user.number(*step, item);
            }
        }
    }
}

/// Leaves the hole out of the one clause that has it.
fn leave_out(goals: &mut [Goal]) -> Result<(), Rejection> {
    let mut closed = 0;
    for goal in goals {
        let (Clause::Request(text) | Clause::Question(text)) = &mut goal.clause;
        if hole::is_in(text) {
            *text = hole::closed(text).ok_or(Rejection::NothingToAsk)?;
            closed += 1;
        }
    }
    if closed == 1 { Ok(()) } else { Err(Rejection::NothingToAsk) }
}
