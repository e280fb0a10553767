//! The turn filter: every assistant turn is judged on its own, by rules that each have a file.
//!
//! A rule sees a finished trajectory and nothing of how it was made. Its findings become the turn's
//! [`Verdict`](crate::model::Verdict): keep, mask (context without loss) or drop (the trajectory is
//! not used). Reason codes are `rule.case`.
//!
//! | rule | objects to |
//! |---|---|
//! | [`Schema`] | calls and results that do not fit their schemas, or are not those that were executed |
//! | [`Order`] | turns, calls and results in another order than they were made |
//! | [`Execution`] | errors that nobody handles, also those inside of successes; a missing answer |
//! | [`Grounding`] | arguments without a source, from another source, off by one, stale |
//! | [`Redundancy`] | repeated calls, results that nothing uses |
//! | [`Request`] | a user who names tools, knows results, or says what no call does |
//! | [`Answer`] | facts that are not stated, statements that no result supports, deeds that were not done |
//! | [`Language`] | other languages, broken encodings, slots of templates |
//! | [`Secrets`] | keys, private keys, card and social security numbers |
//! | [`Injection`] | results that give orders |
//!
//! Where servers can be forked, *counterfactual replay* ([`Filter::variants`], [`Filter::rule`]) says besides what each turn
//! adds, by what becomes of the episode without it.
//!
//! Whether they find what they are for is measured: [`Audit`] plants [`Defect`]s of 36 kinds into good rows.

mod answer;
mod audit;
mod case;
mod counterfactual;
mod defect;
mod execution;
mod grounding;
mod injection;
mod judge;
mod known;
mod language;
mod order;
mod redundancy;
mod request;
mod schema;
mod secrets;

pub use answer::Answer;
pub use audit::{Audit, Found};
pub use case::{Case, Rule, View};
pub use counterfactual::{MOST, Played, Ruling, Variant};
pub use defect::Defect;
pub use execution::{Execution, SoftError};
pub use grounding::Grounding;
pub use injection::Injection;
pub use judge::{Agreement, Opinion, TRUSTED, opinion, question, rating, rating_question};
pub use language::Language;
pub use order::Order;
pub use redundancy::Redundancy;
pub use request::Request;
pub use schema::Schema;
pub use secrets::Secrets;

use crate::model::{Tool, Trajectory, Verdict};

/// All rules, in the order in which they judge.
pub struct Filter {
    rules: Vec<Box<dyn Rule>>,
    view: View,
}

impl Filter {
    /// The rules for an inventory's tools. `view` finds the value inside an outcome that later steps
    /// can draw from.
    pub fn new<'t>(tools: impl IntoIterator<Item = &'t Tool>, view: View, soft_error: SoftError) -> Self {
        let rules: Vec<Box<dyn Rule>> = vec![
            Box::new(Schema::new(tools)),
            Box::new(Order),
            Box::new(Execution { soft_error }),
            Box::new(Grounding),
            Box::new(Redundancy),
            Box::new(Request),
            Box::new(Answer),
            Box::new(Language),
            Box::new(Secrets),
            Box::new(Injection),
        ];
        Self { rules, view }
    }

    /// What should be played otherwise to see what each turn of a trajectory adds.
    pub fn variants(&self, trajectory: &Trajectory) -> Vec<Variant> {
        counterfactual::variants(&Case::new(trajectory, self.view))
    }

    /// Notes what each turn adds, by what came out of the variants, and adds the findings that follow to the verdicts.
    pub fn rule(&self, trajectory: &mut Trajectory, played: &[(Variant, Played)]) {
        let rulings = counterfactual::rulings(&Case::new(trajectory, self.view), played);
        for Ruling { turn, contribution, finding } in rulings {
            let turn = &mut trajectory.turns[turn];
            turn.contribution = Some(contribution);
            let known = |reason: &str| turn.verdict.findings.iter().any(|known| known.reason == reason);
            if let Some(finding) = finding.filter(|finding| !known(&finding.reason)) {
                turn.verdict.add(finding);
            }
        }
    }

    /// Judges every turn of a trajectory and leaves the verdicts in it.
    pub fn judge(&self, trajectory: &mut Trajectory) {
        // What the source of an imported row said of its turns is nobody else's to say.
        let mut verdicts: Vec<Verdict> = trajectory.turns.iter().map(|turn| turn.verdict.only("import.")).collect();
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
