//! The voice: a model that says the texts of a finished row in its own words.
//!
//! The embedded writer's row has passed everything already. Each text is put to the model, and what comes back takes its
//! place only if the filter, which is all gates in one, has nothing to say against it; otherwise the model is told why and
//! asked again, and at last the embedded text stays. Every outcome is counted.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::lab::Lab;
use crate::llm::{Accounts, Ledger, Model, ModelError, Request};
use crate::model::{Action, Message, Seed, Trajectory};
use crate::synth::{Objection, Paraphrase, Speaks};

/// How often a text is asked for.
const TRIES: usize = 3;

/// A model with its accounts.
pub struct Voice {
    model: Arc<dyn Model>,
    ledger: Arc<Ledger>,
    /// Why the run has to stop.
    stopped: Mutex<Option<String>>,
}

/// The model may not be asked any more: the run stops and can be resumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Silenced;

/// What became of the texts of a row, by outcome: `kept`, or the reason for which the embedded text stayed.
pub type Outcomes = BTreeMap<String, u32>;

impl Voice {
    pub fn new(model: Arc<dyn Model>, ledger: Arc<Ledger>) -> Self {
        Self { model, ledger, stopped: Mutex::default() }
    }

    pub fn name(&self) -> &str {
        self.model.name()
    }

    pub fn accounts(&self) -> Accounts {
        self.ledger.accounts()
    }

    /// Why the run had to stop, if it had to.
    pub fn stopped(&self) -> Option<String> {
        self.stopped.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Asks the model anything; its text.
    ///
    /// # Errors
    /// As the model's.
    pub async fn ask(&self, request: &Request) -> Result<String, ModelError> {
        self.model.complete(request).await.map(|reply| reply.text)
    }

    /// Says the texts of a row in the model's words, as far as nothing speaks against it.
    pub(super) async fn speak(&self, lab: &Lab, row: &mut Trajectory, seed: Seed) -> Result<Outcomes, Silenced> {
        let mut outcomes = Outcomes::new();
        for at in 0..row.messages.len() {
            let (speaks, text) = match &row.messages[at] {
                Message::User { text } => (Speaks::User, text),
                Message::Assistant { text: Some(text), calls } if calls.is_empty() => (Speaks::Assistant, text),
                _ => continue,
            };
            let paraphrase = Paraphrase::new(speaks, text, seed.derive("voice", at as u64));
            let outcome = self.say(lab, row, at, &paraphrase).await?;
            *outcomes.entry(outcome).or_default() += 1;
        }
        if outcomes.contains_key(KEPT) {
            row.writer = format!("{}+{}", row.writer, self.model.name());
        }
        Ok(outcomes)
    }

    async fn say(
        &self,
        lab: &Lab,
        row: &mut Trajectory,
        at: usize,
        paraphrase: &Paraphrase,
    ) -> Result<String, Silenced> {
        let mut objections: Vec<Objection> = Vec::new();
        let mut outcome = String::new();
        while objections.len() < TRIES {
            let reply = match self.model.complete(&paraphrase.request(&objections)).await {
                Ok(reply) => reply,
                Err(error @ (ModelError::BudgetSpent(_) | ModelError::NotRecorded { .. } | ModelError::Record(_))) => {
                    self.stop(&error);
                    return Err(Silenced);
                }
                Err(error) => {
                    tracing::warn!(%error, "the embedded text stays");
                    return Ok(format!("model.{}", error.kind()));
                }
            };
            let text = match paraphrase.read(&reply.text) {
                Ok(text) => text,
                Err(objection) => {
                    outcome = "voice.lost_something".to_owned();
                    objections.push(objection);
                    continue;
                }
            };
            let mut spoken = row.clone();
            match &mut spoken.messages[at] {
                Message::User { text: place } | Message::Assistant { text: Some(place), .. } => place.clone_from(&text),
                _ => {}
            }
            match self.object(lab, row, &mut spoken) {
                None => {
                    *row = spoken;
                    return Ok(KEPT.to_owned());
                }
                Some((code, reason)) => {
                    outcome = code;
                    objections.push(Objection { reply: text, reason });
                }
            }
        }
        Ok(outcome)
    }

    /// What the filter says against the row that it did not say before: the reason code, and words for the model.
    fn object(&self, lab: &Lab, before: &Trajectory, spoken: &mut Trajectory) -> Option<(String, String)> {
        lab.filter.judge(spoken);
        for (turn, old) in spoken.turns.iter_mut().zip(&before.turns) {
            let new = turn.verdict.findings.iter().find(|finding| {
                let known = old.verdict.findings.iter().any(|known| known.reason == finding.reason);
                finding.action != Action::Keep && !known
            });
            if let Some(finding) = new {
                return Some((finding.reason.clone(), in_words(&finding.reason, &finding.evidence)));
            }
            // What counterfactual replay said of the turn holds for any words.
            turn.verdict.clone_from(&old.verdict);
        }
        None
    }

    fn stop(&self, error: &ModelError) {
        let mut stopped = self.stopped.lock().unwrap_or_else(PoisonError::into_inner);
        stopped.get_or_insert_with(|| error.to_string());
    }
}

/// The outcome of a text that took the embedded one's place.
const KEPT: &str = "kept";

/// A finding as an objection.
fn in_words(reason: &str, evidence: &str) -> String {
    let what = match reason {
        "grounding.not_said" | "grounding.off_by_one" | "grounding.said_by_result" => "it does not say what is needed",
        "grounding.choice_not_said" => "it does not name the thing that is meant",
        "request.names_tool" => "it names a tool or a parameter",
        "request.knows_result" => "it says something that the user cannot know",
        "request.nobody_uses" => "it says something that was not in the message",
        "answer.fact_not_stated" => "it leaves out a fact",
        "answer.claim_not_in_results" => "it states something that was not in the message",
        "answer.claims_undone_deed" => "it claims a deed that was not done",
        "execution.unhandled_error" => "it does not say what went wrong",
        _ => "it is not written as it should be",
    };
    format!("{what} ({evidence})")
}
