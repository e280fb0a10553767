//! The turn filter: every assistant turn is judged on its own, by rules that each have a file.
//!
//! A rule sees a finished trajectory and nothing of how it was made. Its findings become the turn's
//! [`Verdict`](crate::model::Verdict): keep, mask (context without loss) or drop (the trajectory is
//! not used). Reason codes are `rule.case`.

mod case;
mod execution;
mod grounding;
mod redundancy;
mod schema;

pub use case::{Case, Rule, View};
pub use execution::Execution;
pub use grounding::Grounding;
pub use redundancy::Redundancy;
pub use schema::Schema;

use crate::model::{Tool, Trajectory};

/// All rules, in the order in which they judge.
pub struct Filter {
    rules: Vec<Box<dyn Rule>>,
    view: View,
}

impl Filter {
    /// The rules for an inventory's tools. `view` finds the value inside an outcome that later steps
    /// can draw from.
    pub fn new<'t>(tools: impl IntoIterator<Item = &'t Tool>, view: View) -> Self {
        let rules: Vec<Box<dyn Rule>> =
            vec![Box::new(Schema::new(tools)), Box::new(Execution), Box::new(Grounding), Box::new(Redundancy)];
        Self { rules, view }
    }

    /// Judges every turn of a trajectory and leaves the verdicts in it.
    pub fn judge(&self, trajectory: &mut Trajectory) {
        let mut verdicts = vec![crate::model::Verdict::default(); trajectory.turns.len()];
        let case = Case::new(trajectory, self.view);
        for rule in &self.rules {
            rule.judge(&case, &mut |turn, finding| {
                if let Some(verdict) = verdicts.get_mut(turn) {
                    verdict.add(finding);
                }
            });
        }
        for (turn, verdict) in trajectory.turns.iter_mut().zip(verdicts) {
            turn.verdict = verdict;
        }
    }
}
