//! From settings to a model: the layers, stacked.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::{
    Anthropic, Api, Budgeted, Completions, Key, Ledger, Model, ModelError, OpenAi, Patience, Prepared, RecordFolder,
    Recorded, Retried, Settings, SettingsError, Shaped, Throttled, Wire,
};

/// A model that is ready to be asked, and the ledger that it writes into.
pub struct Opened {
    pub model: Arc<dyn Model>,
    pub ledger: Arc<Ledger>,
}

/// Opens a model. Nothing is connected before the first request.
///
/// `record` is the folder of recordings; without one the settings name it or nothing is kept. With `replay_only` no
/// endpoint is asked at all, and no key is needed. `env` looks up environment variables.
pub fn open(
    settings: &Settings,
    record: Option<&Path>,
    replay_only: bool,
    env: impl Fn(&str) -> Option<String>,
) -> Result<Opened, ModelError> {
    settings.check()?;
    let ledger = Arc::new(Ledger::new(settings));
    let record = record.or(settings.record.as_deref());
    let folder = record.map(|folder| RecordFolder::new(folder, settings.api, &settings.name));
    let recorded: Arc<dyn Model> = match (folder, replay_only) {
        (None, true) => return Err(SettingsError::NothingToReplay.into()),
        (Some(folder), true) => {
            Arc::new(Recorded::<Arc<dyn Model>>::replay_only(&settings.name, folder, ledger.clone()))
        }
        (Some(folder), false) => Arc::new(Recorded::new(asked(settings, &ledger, env)?, folder, ledger.clone())),
        (None, false) => asked(settings, &ledger, env)?,
    };
    Ok(Opened { model: Arc::new(Prepared::new(recorded, settings)), ledger })
}

/// The endpoint with the layers that make asking it safe.
fn asked(
    settings: &Settings,
    ledger: &Arc<Ledger>,
    env: impl Fn(&str) -> Option<String>,
) -> Result<Arc<dyn Model>, SettingsError> {
    let patience = Patience { retries: settings.retries, ..Patience::default() };
    let budgeted = Budgeted::new(Shaped::new(endpoint(settings, env)?), ledger.clone());
    let throttled = Throttled::new(budgeted, settings.concurrency, patience.longest_wait);
    Ok(Arc::new(Retried::new(throttled, patience, ledger.clone())))
}

fn endpoint(settings: &Settings, env: impl Fn(&str) -> Option<String>) -> Result<Arc<dyn Model>, SettingsError> {
    let key = settings.key_env.as_ref().map(|variable| Key::read(&variable.0, env)).transpose()?;
    let timeout = Duration::from_secs_f64(settings.timeout_s);
    let wire = |path: &str| Wire::new(&settings.endpoint, path, key.clone(), timeout);
    Ok(match settings.api {
        Api::OpenAi => Arc::new(OpenAi::new(&settings.name, wire(OpenAi::PATH)?)?),
        Api::Anthropic => Arc::new(Anthropic::new(&settings.name, wire(Anthropic::PATH)?)?),
        Api::Completions => Arc::new(Completions::new(&settings.name, wire(Completions::PATH)?)?),
    })
}
