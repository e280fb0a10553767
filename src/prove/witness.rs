//! Witnesses: successful calls, with the calls that they rest upon.

use serde_json::Value;

use crate::model::Path;

/// One call of a witness.
#[derive(Clone, Debug)]
pub(super) struct Call {
    /// Number of the tool.
    pub tool: usize,
    pub arguments: Value,
    /// Arguments that are read off earlier results when the call is made again: ids may come out differently.
    pub bound: Vec<Bound>,
}

/// An argument that an earlier call of the witness gives.
#[derive(Clone, Debug)]
pub(super) struct Bound {
    /// Place in the arguments.
    pub to: Path,
    /// Number of the earlier call.
    pub step: usize,
    /// Place in its result.
    pub from: Path,
}

/// A chain of calls of one server, the last of which is what it witnesses.
#[derive(Clone, Debug)]
pub(super) struct Witness {
    pub steps: Vec<Call>,
    /// Whether any of the calls may change the server.
    pub changes: bool,
}

impl Witness {
    /// The call that succeeded.
    pub fn last(&self) -> &Call {
        &self.steps[self.steps.len() - 1]
    }
}

/// Where a value was seen.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    pub value: Value,
    /// Number of the witness in whose result it is.
    pub witness: usize,
    /// Place in that result.
    pub path: Path,
    /// The value was among the arguments of that call.
    pub echo: bool,
}

/// The calls of several witnesses one after the other, those that stand twice made once.
#[derive(Clone, Debug, Default)]
pub(super) struct Script {
    pub steps: Vec<Call>,
    /// Witness and the number of its last call.
    played: Vec<(usize, usize)>,
}

impl Script {
    /// Adds the calls of a witness; gives the number of its last one.
    pub fn play(&mut self, number: usize, witness: &Witness) -> usize {
        if let Some((_, at)) = self.played.iter().find(|(played, _)| *played == number) {
            return *at;
        }
        let offset = self.steps.len();
        for call in &witness.steps {
            let mut call = call.clone();
            call.bound.iter_mut().for_each(|bound| bound.step += offset);
            self.steps.push(call);
        }
        let at = self.steps.len() - 1;
        self.played.push((number, at));
        at
    }
}
