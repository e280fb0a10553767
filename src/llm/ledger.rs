//! What was asked and what it cost: one ledger that all layers of a model write into.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;

use super::{ModelError, Settings, Usage};

/// Tokens in a million, the unit of prices.
const MILLION: f64 = 1_000_000.0;

/// The accounts at one moment.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Accounts {
    /// Calls of the endpoint, every try of them. A refusal that only taught how to ask is part of its call.
    pub calls: u64,
    /// Replies that cost nothing: from a recording, or shared with an equal request at the same time.
    pub replayed: u64,
    /// Tries after the first.
    pub retried: u64,
    pub input_tokens: u64,
    pub output_tokens: u64,
    /// Calls whose tokens are guessed from the length of the texts, because the endpoint does not say.
    pub guessed: u64,
    /// In the currency of the prices; 0 without prices.
    pub cost: f64,
    /// Tries that failed, by kind, and what was refused before it went out.
    pub failures: BTreeMap<&'static str, u64>,
}

/// The open accounts with the prices and the budget. Cost follows from the tokens alone, so it does not depend on the
/// order in which calls end.
#[derive(Debug, Default)]
pub struct Ledger {
    accounts: Mutex<Accounts>,
    price_input: f64,
    price_output: f64,
    budget_tokens: Option<u64>,
    budget_cost: Option<f64>,
}

impl Ledger {
    pub fn new(settings: &Settings) -> Self {
        Self {
            accounts: Mutex::default(),
            price_input: settings.price_input.unwrap_or_default(),
            price_output: settings.price_output.unwrap_or_default(),
            budget_tokens: settings.budget_tokens,
            budget_cost: settings.budget_cost,
        }
    }

    pub fn accounts(&self) -> Accounts {
        self.lock().clone()
    }

    /// Enters a call that is about to go out, or says which budget is spent.
    pub(super) fn begin(&self) -> Result<(), ModelError> {
        let mut accounts = self.lock();
        let tokens = accounts.input_tokens.saturating_add(accounts.output_tokens);
        if let Some(budget) = self.budget_tokens.filter(|budget| tokens >= *budget) {
            return Err(ModelError::BudgetSpent(format!("the budget of {budget} tokens is spent ({tokens} used)")));
        }
        if let Some(budget) = self.budget_cost.filter(|budget| accounts.cost >= *budget) {
            let cost = accounts.cost;
            return Err(ModelError::BudgetSpent(format!("the budget of {budget} is spent (cost so far {cost:.4})")));
        }
        accounts.calls += 1;
        Ok(())
    }

    pub(super) fn used(&self, usage: Usage, guessed: bool) {
        let mut accounts = self.lock();
        // The numbers come from outside and may be anything.
        accounts.input_tokens = accounts.input_tokens.saturating_add(usage.input_tokens);
        accounts.output_tokens = accounts.output_tokens.saturating_add(usage.output_tokens);
        accounts.guessed += u64::from(guessed);
        let (input, output) = (accounts.input_tokens as f64, accounts.output_tokens as f64);
        accounts.cost = (input * self.price_input + output * self.price_output) / MILLION;
    }

    pub(super) fn failed(&self, error: &ModelError) {
        *self.lock().failures.entry(error.kind()).or_default() += 1;
    }

    pub(super) fn retried(&self) {
        self.lock().retried += 1;
    }

    pub(super) fn replayed(&self) {
        self.lock().replayed += 1;
    }

    fn lock(&self) -> MutexGuard<'_, Accounts> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
