//! `mcplab filter --judge N`: a model's opinion, first on labelled rows, then, if it can be trusted, on all.

use anyhow::Context;
use serde::Serialize;

use super::exit_code::UsageError;
use crate::filter::{Agreement, Defect, Opinion, opinion, question};
use crate::generate::Voice;
use crate::model::{Action, Finding, Seed, Trajectory};

/// What asking the judge came to.
#[derive(Debug, Default, Serialize)]
pub struct Judging {
    pub agreement: Agreement,
    pub kappa: f64,
    /// Whether it may drop rows.
    pub trusted: bool,
    /// Whether all labelled rows were there to be asked about.
    pub measured: bool,
    /// Rows that it objects to, of those it was asked about afterwards.
    pub objections: u64,
    pub asked: u64,
}

/// A judge with what is known of it.
pub struct Judge<'v> {
    voice: &'v Voice,
    /// Labelled rows that are still to be asked about.
    left: u64,
    pub judging: Judging,
}

impl<'v> Judge<'v> {
    pub fn new(voice: &'v Voice, labelled: u64) -> Self {
        Self { voice, left: labelled, judging: Judging::default() }
    }

    /// Asks about a row that the rules keep: first as a labelled one, half of the time with a defect planted, then, if the
    /// judge is trusted, in earnest.
    pub async fn judge(&mut self, row: &mut Trajectory, other: &Trajectory, seed: Seed) -> anyhow::Result<()> {
        if self.left > 0 {
            self.left -= 1;
            let mut rng = seed.derive("judge", row.index).rng();
            let planted = row
                .index
                .is_multiple_of(2)
                .then(|| {
                    let from = (seed.derive("defect", row.index).0 % Defect::ALL.len() as u64) as usize;
                    let kinds = Defect::ALL.iter().cycle().skip(from).take(Defect::ALL.len());
                    kinds.filter(|defect| defect.is_on_sight()).find_map(|defect| defect.plant(row, other, &mut rng))
                })
                .flatten();
            let asked = self.ask(planted.as_ref().unwrap_or(row)).await?;
            self.judging.agreement.add(planted.is_none(), asked.as_ref());
            self.judging.kappa = self.judging.agreement.kappa();
            self.judging.measured = self.left == 0;
            self.judging.trusted = self.left == 0 && self.judging.agreement.is_trusted();
            return Ok(());
        }
        if !self.judging.trusted {
            return Ok(());
        }
        self.judging.asked += 1;
        if let Some(objection) = self.ask(row).await?.filter(|opinion| !opinion.good) {
            self.judging.objections += 1;
            let finding =
                Finding { reason: "judge.objection".to_owned(), action: Action::Drop, evidence: objection.reason };
            row.turns.iter_mut().last().into_iter().for_each(|turn| turn.verdict.add(finding.clone()));
        }
        Ok(())
    }

    async fn ask(&self, row: &Trajectory) -> anyhow::Result<Option<Opinion>> {
        let reply = self.voice.ask(&question(row)).await.context("ask the judge")?;
        Ok(opinion(&reply))
    }
}

/// The model that judges.
pub fn wanted(voice: Option<std::sync::Arc<Voice>>) -> Result<std::sync::Arc<Voice>, UsageError> {
    voice.ok_or_else(|| {
        UsageError("use --judge: no model is set up (hint: --model and --model-url, or [model])".to_owned())
    })
}
