//! What a drift experiment tries: agents by operators, severities and seeds, and the undrifted base beside them.
//!
//! A plan is a TOML file. Unknown fields are errors; [`Plan::problems`] finds what no reader of files can see.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::drift::experiment::choice::{Operators, Tasks};
use crate::drift::operator::Operator;
use crate::drift::schedule::At;

/// An experiment as it is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The name of a suite of tasks.
    pub suite: String,
    /// All tasks of the suite where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tasks: Option<Tasks>,
    pub agents: Vec<String>,
    pub operators: Operators,
    /// The shares of its places at which an operator is applied, above 0 and up to 1.
    pub severities: Vec<f64>,
    pub seeds: Vec<u64>,
    /// Trials of every task in every cell.
    pub k: u32,
    pub when: When,
    /// For how many turns after the change an agent's client goes on with the list of tools that it has, as `ttlMs` of MCP
    /// 2026-07-28 lets it. With 0 it is told at once, by `list_changed`.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub list_kept: u32,
}

fn is_zero(turns: &u32) -> bool {
    *turns == 0
}

/// When the tools drift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Before the episode begins.
    Before,
    /// In the middle of it, before the turn of this number, counted from 0.
    Turn(u32),
    /// Before more and more of the episodes.
    Gradual,
}

impl When {
    /// The same for a cell of so many episodes.
    pub fn at(self, episodes: u64) -> At {
        match self {
            Self::Before => At::BeforeEpisode,
            Self::Turn(turn) => At::Turn { turn },
            Self::Gradual => At::Gradual { from: 0, to: episodes.saturating_sub(1) },
        }
    }
}

/// What is tried together: `k` trials of every task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    pub agent: String,
    /// `None` is the undrifted base.
    pub drift: Option<Drift>,
    pub seed: u64,
}

/// An operator and how much of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drift {
    pub operator: String,
    pub severity: f64,
}

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PlanError {
    #[error("plan is not readable: {0}")]
    Unreadable(String),
    #[error("{place} is empty: {mend}")]
    Empty { place: String, mend: &'static str },
    #[error("{place} names {value} twice: leave one out, for both would be counted")]
    Twice { place: &'static str, value: String },
    #[error("severities[{at}] is {value}: write a share above 0 and up to 1; the undrifted base is always tried")]
    Severity { at: usize, value: f64 },
    #[error("operators[{at}] is {name:?}, which no operator is called: write \"all\", or take some of {known}")]
    Operator { at: usize, name: String, known: String },
    #[error("k is 0: write how many trials of every task there are, 1 or more")]
    NoTrials,
}

impl Plan {
    /// Reads a plan in TOML.
    pub fn read(text: &str) -> Result<Self, PlanError> {
        toml::from_str(text).map_err(|error| PlanError::Unreadable(error.to_string()))
    }

    /// All that speaks against trying it.
    pub fn problems(&self) -> Vec<PlanError> {
        let mut problems = Vec::new();
        let mut names = |place: &'static str, values: &[String], mend: &'static str| {
            if values.is_empty() {
                problems.push(PlanError::Empty { place: place.to_owned(), mend });
            }
            for (at, value) in values.iter().enumerate().filter(|(_, value)| value.trim().is_empty()) {
                problems.push(PlanError::Empty { place: format!("{place}[{at}] {value:?}"), mend });
            }
            problems.extend(twice(values).map(|value| PlanError::Twice { place, value: format!("{value:?}") }));
        };
        names("suite", std::slice::from_ref(&self.suite), "write the name of a suite");
        names("agents", &self.agents, "write the name of at least one agent");
        match &self.tasks {
            Some(Tasks::Ids(ids)) => names("tasks", ids, "write ids of the suite, or leave it out for all tasks"),
            Some(Tasks::First(0)) => names("tasks", &[], "write a number of tasks, or leave it out for all tasks"),
            Some(Tasks::First(_)) | None => {}
        }
        if let Operators::Named(named) = &self.operators {
            names("operators", named, "write names of operators, or \"all\"");
            let known = known();
            for (at, name) in named.iter().enumerate().filter(|(_, name)| !known.contains(&name.as_str())) {
                problems.push(PlanError::Operator { at, name: name.clone(), known: known.join(", ") });
            }
        }
        if self.severities.is_empty() {
            problems
                .push(PlanError::Empty { place: "severities".to_owned(), mend: "write shares, e.g. [0.25, 0.5, 1.0]" });
        }
        let wrong = self.severities.iter().enumerate().filter(|(_, value)| !(**value > 0.0 && **value <= 1.0));
        problems.extend(wrong.map(|(at, value)| PlanError::Severity { at, value: *value }));
        let severities: Vec<String> = self.severities.iter().map(f64::to_string).collect();
        problems.extend(twice(&severities).map(|value| PlanError::Twice { place: "severities", value: value.clone() }));
        if self.seeds.is_empty() {
            problems.push(PlanError::Empty { place: "seeds".to_owned(), mend: "write at least one number, e.g. [1]" });
        }
        problems.extend(twice(&self.seeds).map(|seed| PlanError::Twice { place: "seeds", value: seed.to_string() }));
        if self.k == 0 {
            problems.push(PlanError::NoTrials);
        }
        problems
    }

    /// All that is tried, agent by agent: its base at every seed, then operators, severities and seeds as they are
    /// written.
    pub fn cells(&self) -> impl Iterator<Item = Cell> {
        let operators = match &self.operators {
            Operators::All => known(),
            Operators::Named(named) => named.iter().map(String::as_str).collect(),
        };
        let drifts = operators.into_iter().flat_map(|operator| {
            self.severities.iter().map(move |severity| Drift { operator: operator.to_owned(), severity: *severity })
        });
        let drifts: Vec<Option<Drift>> = std::iter::once(None).chain(drifts.map(Some)).collect();
        self.agents.iter().flat_map(move |agent| {
            drifts.clone().into_iter().flat_map(move |drift| {
                self.seeds.iter().map(move |seed| Cell { agent: agent.clone(), drift: drift.clone(), seed: *seed })
            })
        })
    }
}

/// The names of all operators.
fn known() -> Vec<&'static str> {
    Operator::all().iter().map(Operator::name).collect()
}

/// Values that stand there a second time, each once.
fn twice<T: Ord>(values: &[T]) -> impl Iterator<Item = &T> {
    let (mut met, mut told) = (BTreeSet::new(), BTreeSet::new());
    values.iter().filter(move |value| !met.insert(*value) && told.insert(*value))
}
