//! The model that a user wants for the texts: what was typed over `[model]` of the settings file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args;
use super::exit_code::UsageError;
use super::printer::Printer;
use crate::generate::Voice;
use crate::llm::{self, Accounts, Api, KeyVariable};

/// Where exchanges are kept if nothing else is said.
const RECORD: &str = "models";

/// Settings of the model, if one is wanted.
pub fn wanted(typed: &args::Model, file: Option<&llm::Settings>) -> Result<Option<llm::Settings>, UsageError> {
    let settings = match (&typed.model, &typed.model_url, file) {
        (None, None, None) => return Ok(None),
        (name, url, Some(file)) => {
            let mut settings = file.clone();
            if let Some(name) = name {
                settings.name.clone_from(name);
            }
            if let Some(url) = url {
                settings.endpoint = url.clone().into();
            }
            settings
        }
        (Some(name), Some(url), None) => llm::Settings::new(url.clone(), name.clone()),
        (Some(_), None, None) => {
            return Err(UsageError("use --model: it is not said where it is (hint: --model-url)".to_owned()));
        }
        (None, Some(_), None) => {
            return Err(UsageError("use --model-url: it is not said which model (hint: --model)".to_owned()));
        }
    };
    let api = typed.model_api.map(|api| match api {
        args::ModelApi::Openai => Api::OpenAi,
        args::ModelApi::Anthropic => Api::Anthropic,
    });
    Ok(Some(llm::Settings {
        api: api.unwrap_or(settings.api),
        key_env: typed.model_key_env.clone().map(KeyVariable).or(settings.key_env),
        record: typed.model_record.clone().or(settings.record).or_else(|| Some(PathBuf::from(RECORD))),
        ..settings
    }))
}

/// Opens the model; nothing is asked yet.
pub fn open(settings: &llm::Settings, replay: bool) -> Result<Arc<Voice>, UsageError> {
    let env = |name: &str| std::env::var(name).ok();
    let opened = llm::open(settings, None::<&Path>, replay, env).map_err(|error| UsageError(error.to_string()))?;
    Ok(Arc::new(Voice::new(opened.model, opened.ledger)))
}

/// Says what asking the model came to.
pub fn account(voice: &Voice, printer: &Printer) {
    told(voice.name(), &voice.accounts(), printer);
    if let Some(reason) = voice.stopped() {
        printer.note(&format!("stopped: failed to {reason}"));
    }
}

/// Says what a model's accounts are.
pub fn told(name: &str, accounts: &Accounts, printer: &Printer) {
    let Accounts { calls, replayed, retried, input_tokens, output_tokens, cost, failures, .. } = accounts;
    let mut text = format!(
        "model {name}: {calls} calls, {replayed} answered from the record, {retried} retried; {input_tokens} tokens in, \
         {output_tokens} out"
    );
    if *cost > 0.0 {
        text.push_str(&format!(", cost {cost:.4}"));
    }
    for (kind, count) in failures {
        text.push_str(&format!("; {count} {}", kind.replace('_', " ")));
    }
    printer.note(&text);
}
