//! References with refused calls in between: whoever tries and errs comes to the same end, a little later.

use std::sync::Arc;

use serde_json::json;

use super::audit::Outcome;
use crate::score::{Check, Drawn, Limits, ReferenceCall, Task};

/// A reference with other calls in between.
#[derive(Clone, Debug, Default)]
pub struct Woven {
    pub reference: Vec<ReferenceCall>,
    /// What it tells, by the new places.
    pub told: Vec<Drawn>,
    /// Where calls stand that must be refused.
    refused: Vec<usize>,
}

impl Woven {
    /// Adds a call of some round that cannot but be refused, for it lacks what the tool needs. Nothing where a server has no
    /// tool that needs something.
    pub fn refuse(&mut self, played: &Outcome, server: &str, turn: usize) {
        let Some(tool) = played.refuses(server) else { return };
        self.refused.push(self.reference.len());
        self.reference.push(ReferenceCall { turn, ..ReferenceCall::new(tool.clone(), json!({})) });
    }

    /// Adds a call of the reference; `places` are those of the calls before it.
    pub fn call(&mut self, call: &ReferenceCall, places: &[usize]) {
        let mut call = call.clone();
        call.draws.values_mut().for_each(|drawn| drawn.call = places[drawn.call]);
        call.after.iter_mut().for_each(|after| *after = places[*after]);
        self.reference.push(call);
    }

    /// The last place so far.
    pub fn last(&self) -> usize {
        self.reference.len().saturating_sub(1)
    }

    /// Whether a play of it refused what had to be refused.
    pub fn was_refused(&self, outcome: &Outcome) -> bool {
        let failed = |at: &usize| outcome.step_of(*at).is_some_and(|step| !step.outcome.is_ok());
        self.refused.iter().all(failed)
    }
}

/// The reference with a refused call before each of its calls.
pub fn clumsy(played: &Outcome, task: &Task) -> Woven {
    let mut woven = Woven::default();
    let mut places: Vec<usize> = Vec::new();
    for call in &task.reference {
        woven.refuse(played, &call.server, call.turn);
        woven.call(call, &places);
        places.push(woven.last());
    }
    woven.told = moved(&task.told, &places);
    woven
}

/// What is told, where calls have got other places.
pub fn moved(told: &[Drawn], places: &[usize]) -> Vec<Drawn> {
    told.iter().filter_map(|drawn| Some(Drawn { call: *places.get(drawn.call)?, path: drawn.path.clone() })).collect()
}

/// The task without limits and budgets that so many calls would exceed.
pub fn unhurried(task: &Task, calls: usize) -> Arc<Task> {
    let most = |limit: u32| limit.saturating_add(u32::try_from(calls).unwrap_or(u32::MAX));
    let mut task = task.clone();
    task.limits = Limits { calls: most(task.limits.calls), turns: most(task.limits.turns), ..task.limits };
    for check in &mut task.checks {
        if let Check::Trajectory(check) = check {
            (check.most_calls, check.most_errors) = (None, None);
            check.forbidden.clear();
        }
    }
    Arc::new(task)
}
