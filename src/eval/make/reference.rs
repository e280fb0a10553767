//! The reference of a row: its calls, what they draw from each other, and what went wrong on purpose.

use super::Unfit;
use crate::eval::audit::Outcome;
use crate::eval::clumsy::{Woven, moved};
use crate::model::{Binding, Message, Path, Step, Trajectory};
use crate::score::{Drawn, PlannedFault, ReferenceCall, Task};

/// What a row did, without what went wrong.
pub(crate) struct Reference {
    pub calls: Vec<ReferenceCall>,
    pub told: Vec<Drawn>,
    /// Whether the user asked for what is told, by its place.
    pub asked: Vec<bool>,
    pub faults: Vec<PlannedFault>,
}

impl Reference {
    pub(crate) fn of(row: &Trajectory) -> Result<Self, Unfit> {
        let struck = |step: &Step| step.fault.is_some();
        if row.steps.iter().any(|step| !step.outcome.is_ok() && !struck(step)) {
            return Err(Unfit::Refused);
        }
        // A step that was struck is made again later; the later one is of the reference.
        let kept: Vec<usize> = (0..row.steps.len()).filter(|at| !struck(&row.steps[*at])).collect();
        let place = |old: usize| kept.iter().position(|at| *at == old);
        let rounds = rounds(row);
        let mut calls = Vec::new();
        for at in &kept {
            let step = &row.steps[*at];
            let mut call = ReferenceCall::new(step.tool.clone(), step.arguments.clone());
            call.turn = rounds.get(*at).copied().unwrap_or_default();
            for bound in &step.bindings {
                let Some((from, path)) = drawn_from(&bound.binding)? else { continue };
                let call_place = place(from).ok_or(Unfit::NotPlayable)?;
                call.draws.insert(bound.path.clone(), Drawn { call: call_place, path });
                if !call.after.contains(&call_place) {
                    call.after.push(call_place);
                }
            }
            call.after.sort_unstable();
            calls.push(call);
        }
        let told = row
            .facts
            .iter()
            .filter_map(|fact| Some((Drawn { call: place(fact.step)?, path: fact.path.clone() }, fact.asked)));
        let (told, asked) = told.unzip();
        let number = |at: usize| row.steps[..at].iter().filter(|step| step.tool == row.steps[at].tool).count();
        let faults = row.steps.iter().enumerate().filter_map(|(at, step)| {
            let fault = step.fault.clone()?;
            Some(PlannedFault { server: step.tool.server.clone(), tool: step.tool.tool.clone(), at: number(at), fault })
        });
        Ok(Self { faults: faults.collect(), calls, told, asked })
    }
}

/// The step and path that a value comes from, if it comes from a result.
fn drawn_from(binding: &Binding) -> Result<Option<(usize, Path)>, Unfit> {
    match binding {
        Binding::Output { step, path, .. } => Ok(Some((*step, path.clone()))),
        Binding::User { .. } | Binding::Default { .. } => Ok(None),
        // What is computed from the user's words stays as it is.
        Binding::Derived { of, .. } => match of.iter().any(|of| !matches!(drawn_from(of), Ok(None))) {
            true => Err(Unfit::Computed),
            false => Ok(None),
        },
    }
}

/// Which message of the user each step follows, from zero.
fn rounds(row: &Trajectory) -> Vec<usize> {
    let mut rounds = vec![0; row.steps.len()];
    let mut users: usize = 0;
    for message in &row.messages {
        match message {
            Message::User { .. } => users += 1,
            Message::Assistant { calls, .. } => {
                for call in calls {
                    if let Some(round) = rounds.get_mut(call.step) {
                        *round = users.saturating_sub(1);
                    }
                }
            }
            _ => {}
        }
    }
    rounds
}

/// So many refused calls that a clock that goes on by a second with each shows another minute.
const A_MINUTE: usize = 61;

/// The reference with refused calls and a look around each server before it, a refused call before each call, and every call
/// that changes nothing made twice, by what a first play showed.
pub(super) fn looking_around(played: &Outcome, task: &Task) -> Woven {
    let mut woven = Woven::default();
    let mut servers: Vec<&str> = task.reference.iter().map(|call| call.server.as_str()).collect();
    servers.sort_unstable();
    servers.dedup();
    for server in servers {
        (0..A_MINUTE).for_each(|_| woven.refuse(played, server, 0));
        // Twice, so that what goes on with every look has gone on.
        for tool in played.looks(server).take(2) {
            woven.call(&ReferenceCall::new(tool.clone(), serde_json::json!({})), &[]);
        }
    }
    let mut places: Vec<usize> = Vec::new();
    for (at, call) in task.reference.iter().enumerate() {
        woven.refuse(played, &call.server, call.turn);
        if played.changes_nothing(at) {
            woven.call(call, &places);
        }
        woven.call(call, &places);
        places.push(woven.last());
    }
    woven.told = moved(&task.told, &places);
    woven
}
