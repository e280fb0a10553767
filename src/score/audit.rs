//! The audit of a task: agents that must fail, references that must pass, and references broken on purpose.
//!
//! Made here are the episodes of three agents that do nothing, and in [`crate::score::mutant`] the broken references; whoever can
//! run calls runs them, scores what comes of it, and has the scores judged by [`Audit::of`].

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::{Message, Path, Turn};
use crate::score::episode::{Episode, States};
use crate::score::grade::Score;
use crate::score::matcher::is_empty;
use crate::score::mutant::Mutation;
use crate::score::task::Task;

/// An agent that calls nothing and says nothing.
pub fn null_agent(task: &Task, start: &States) -> Episode {
    idle(task, start, String::new())
}

/// An agent that calls nothing and declines.
pub fn refusing_agent(task: &Task, start: &States) -> Episode {
    idle(task, start, "I'm sorry, but I can't help with that.".to_owned())
}

/// An agent that calls nothing and says every value of the start states.
pub fn say_anything_agent(task: &Task, start: &States) -> Episode {
    let leaves = start.values().flat_map(|state| Path::leaves(state)).filter(|(_, value)| !is_empty(value));
    let words: Vec<String> = leaves
        .map(|(_, value)| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        })
        .collect();
    idle(task, start, words.join(", "))
}

fn idle(task: &Task, start: &States, answer: String) -> Episode {
    let mut episode = Episode::default();
    episode.trajectory.messages = vec![
        Message::User { text: task.prompt.clone() },
        Message::Assistant { text: Some(answer.clone()), calls: Vec::new() },
    ];
    episode.trajectory.turns = vec![Turn::of(1, Vec::new())];
    let (start, end) = (start.clone(), start.clone());
    Episode { start, end, answer, now: task.now.clone(), ..episode }
}

/// The scores of an audit's episodes.
#[derive(Clone, Debug)]
pub struct Scored<'s> {
    pub reference: &'s Score,
    pub null: &'s Score,
    pub refusing: &'s Score,
    pub say_anything: &'s Score,
    /// An agent that calls what can be called without knowing anything, and repeats all that comes back.
    pub repeating: &'s Score,
    /// The reference with refused calls in between; none if nothing could be refused.
    pub clumsy: Option<&'s Score>,
    /// Other ways that the task names.
    pub alternatives: &'s [Score],
    /// Those ways without one of their calls, where that comes to another end.
    pub parts: &'s [Score],
    pub mutants: &'s [(Mutation, Score)],
    /// Whether a second run of the reference ended in the same states; none if there was none.
    pub replays_agree: Option<bool>,
    /// What failed in the reference although it was not planned.
    pub errors: Vec<String>,
}

/// What is wrong with a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Flaw {
    #[error("the reference fails: {0}")]
    ReferenceFails(String),
    #[error("a call of the reference fails although no fault was planned: {0}")]
    ReferenceErrs(String),
    #[error("an agent that does nothing passes: the start state already fulfils the checks")]
    NullPasses,
    #[error("an agent that refuses passes: demand a change of the state or a claim of the answer")]
    RefusalPasses,
    #[error("an agent that says every value passes: add distractors or at_most_claims")]
    SayAnythingPasses,
    #[error("who is refused once on the way, and then does it right, fails: {0}")]
    ClumsyFails(String),
    #[error("alternative {0} fails: {1}")]
    AlternativeFails(usize, String),
    #[error("an alternative passes without one of its calls: demand what that call does")]
    PartPasses,
    #[error("an agent that repeats whatever comes back unasked passes: demand what needs an argument")]
    RepeatingPasses,
    #[error("no broken reference fails: the checks do not depend on what is done")]
    NoMutantFails,
    #[error("the reference ends in another state when it is run again: declare volatile places, or fix the server")]
    ReplaysDiffer,
}

/// Whether a task can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Sound,
    /// Some broken references pass: a person should look whether they are right too.
    Weak,
    Broken,
}

/// The audit of one task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Audit {
    pub verdict: Verdict,
    pub flaws: Vec<Flaw>,
    /// Broken references that failed, of all that could be judged.
    pub killed: usize,
    pub mutants: usize,
    pub survivors: Vec<Mutation>,
}

impl Audit {
    /// Judges a task by the scores of its audit.
    pub fn of(task: &Task, scored: &Scored<'_>) -> Self {
        let passes = |score: &Score| score.passed == Some(true);
        let judged = scored.mutants.iter().filter(|(_, score)| score.passed.is_some());
        let (survived, killed): (Vec<_>, Vec<_>) = judged.partition(|(_, score)| passes(score));
        let survivors: Vec<Mutation> = survived.into_iter().map(|(mutation, _)| mutation.clone()).collect();
        let why = Score::why_not;
        let mut flaws = Vec::new();
        if !passes(scored.reference) {
            flaws.push(Flaw::ReferenceFails(why(scored.reference)));
        }
        flaws.extend(scored.clumsy.filter(|score| !passes(score)).map(|score| Flaw::ClumsyFails(why(score))));
        let failing = scored.alternatives.iter().enumerate().filter(|(_, score)| !passes(score));
        flaws.extend(failing.map(|(at, score)| Flaw::AlternativeFails(at, why(score))));
        flaws.extend(scored.parts.iter().any(passes).then_some(Flaw::PartPasses));
        flaws.extend(scored.errors.first().map(|error| Flaw::ReferenceErrs(error.clone())));
        flaws.extend(passes(scored.null).then_some(Flaw::NullPasses));
        // Where declining is right, it is told from doing nothing by its answer.
        flaws.extend((passes(scored.refusing) && !task.declines).then_some(Flaw::RefusalPasses));
        flaws.extend(passes(scored.say_anything).then_some(Flaw::SayAnythingPasses));
        flaws.extend(passes(scored.repeating).then_some(Flaw::RepeatingPasses));
        flaws.extend((killed.is_empty() && !survivors.is_empty()).then_some(Flaw::NoMutantFails));
        flaws.extend((scored.replays_agree == Some(false)).then_some(Flaw::ReplaysDiffer));
        let verdict = match (flaws.is_empty(), survivors.is_empty()) {
            (false, _) => Verdict::Broken,
            (true, false) => Verdict::Weak,
            (true, true) => Verdict::Sound,
        };
        Self { verdict, flaws, killed: killed.len(), mutants: killed.len() + survivors.len(), survivors }
    }
}

#[cfg(test)]
#[path = "audit_tests.rs"]
mod tests;
