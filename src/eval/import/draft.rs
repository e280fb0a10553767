//! A task while it is read: what all formats set the same way, and a count of what is lost.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::lost::{self, Lost};
use super::read::{ImportedTask, NotImported};
use crate::score::{
    Basis, Category, Check, JudgeCheck, Limits, OutputCheck, ReferenceCall, Task, TaskServer, TrajectoryCheck, User,
};

/// The time of episodes of which the source tells none.
const CLOCK: &str = "2026-01-05T09:00:00Z";

/// A task in the making.
pub struct Draft {
    task: Task,
    lost: Vec<Lost>,
}

impl Draft {
    /// A task of a benchmark; without a time of its own it gets a fixed one.
    pub fn new(benchmark: &str, id: &str, prompt: &str, category: Category, now: Option<&str>) -> Self {
        let task = Task {
            id: format!("{benchmark}-{id}"),
            category,
            prompt: prompt.trim().to_owned(),
            fuzzy: None,
            user: User::None,
            servers: Vec::new(),
            seed: 0,
            now: now.unwrap_or(CLOCK).to_owned(),
            limits: Limits::default(),
            basis: Basis::Judge,
            checks: Vec::new(),
            reference: Vec::new(),
            told: Vec::new(),
            alternatives: Vec::new(),
            faults: Vec::new(),
            forms: Vec::new(),
            declines: false,
            labels: BTreeMap::from([("source".to_owned(), benchmark.to_owned())]),
        };
        let mut draft = Self { task, lost: Vec::new() };
        draft.lose(lost::CLOCK, usize::from(now.is_none()));
        draft
    }

    /// Counts what is lost; nothing where the count is zero.
    pub fn lose(&mut self, code: &'static str, count: usize) {
        match self.lost.iter_mut().find(|lost| lost.code == code) {
            _ if count == 0 => {}
            Some(lost) => lost.count += count,
            None => self.lost.push(Lost { code, count }),
        }
    }

    pub fn label(&mut self, key: &str, text: Option<&str>) {
        if let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) {
            self.task.labels.insert(key.to_owned(), text.to_owned());
        }
    }

    pub fn fuzzy(&mut self, text: Option<&str>) {
        self.task.fuzzy = text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    }

    pub fn user(&mut self, user: User) {
        self.task.user = user;
    }

    /// A server in view; the first mention counts.
    pub fn server(&mut self, name: &str, distractor: bool) {
        if !name.is_empty() && !self.task.servers.iter().any(|server| server.name == name) {
            self.task.servers.push(TaskServer { distractor, ..TaskServer::named(name) });
        }
    }

    pub fn basis(&mut self, basis: Basis) {
        self.task.basis = basis;
    }

    pub fn reference(&mut self, reference: Vec<ReferenceCall>) {
        self.task.reference = reference;
    }

    /// The answer must claim something; the same claim twice is one.
    pub fn says(&mut self, claim: crate::score::Claim) {
        let name = format!("says {claim}");
        if self.is_new(&name) {
            let check = OutputCheck {
                name,
                claim,
                absent: false,
                about: Vec::new(),
                at_most_claims: None,
                distractors: Vec::new(),
            };
            self.task.checks.push(Check::Output(check));
        }
    }

    /// A judge is asked.
    pub fn judged(&mut self, name: &str, question: String) {
        if self.is_new(name) {
            self.task.checks.push(Check::Judge(JudgeCheck { name: name.to_owned(), question }));
        }
    }

    /// Calls that should be there; without any there is nothing to check.
    pub fn calls(&mut self, check: TrajectoryCheck) {
        if !check.milestones.is_empty() {
            self.task.checks.push(Check::Trajectory(check));
        }
    }

    fn is_new(&self, name: &str) -> bool {
        !self.task.checks.iter().any(|check| check.name() == name)
    }

    /// The task, if it can be judged.
    pub fn finish(self) -> Result<ImportedTask, NotImported> {
        let problems = self.task.problems();
        match problems.is_empty() {
            true => Ok(ImportedTask { task: self.task, lost: self.lost }),
            false => Err(NotImported::Unsound { id: self.task.id, problems }),
        }
    }
}

/// A call of a reference; nobody knows what it draws on.
pub fn call(server: &str, tool: &str, arguments: Map<String, Value>, turn: usize) -> ReferenceCall {
    let (server, tool) = (server.to_owned(), tool.to_owned());
    ReferenceCall { server, tool, arguments: arguments.into(), after: Vec::new(), draws: BTreeMap::new(), turn }
}

/// A record in its typed form; `place` names it where it has another one.
pub fn record<T: DeserializeOwned>(value: &Value, place: impl FnOnce() -> String) -> Result<T, NotImported> {
    T::deserialize(value).map_err(|fault| NotImported::Form { place: place(), fault: fault.to_string() })
}

/// A judge's question about a request whose outcome nothing else can show; `hint` tells one way to fulfil it.
pub fn fulfilment(requests: &[&str], hint: &str) -> String {
    let mut question = "Did the agent do all that the user asked for, and nothing that was not asked for, and is \
                        everything that it says borne out by results of tools?\n\nWhat was asked for:\n"
        .to_owned();
    requests.iter().for_each(|request| question.push_str(&format!("- {}\n", request.trim())));
    if !hint.trim().is_empty() {
        question.push_str(&format!("\nOne way to do it, which need not be followed:\n{}\n", hint.trim()));
    }
    question
}
