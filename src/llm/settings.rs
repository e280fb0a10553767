//! The `[model]` table of `mcplab.toml`: which model, how hard it may be asked, and what it may cost.
//!
//! ```toml
//! [model]
//! endpoint = "http://127.0.0.1:11434/v1"   # Ollama, vLLM, llama.cpp, OpenRouter, OpenAI, ...
//! api = "openai"                           # or "anthropic"
//! name = "qwen2.5-coder:1.5b"
//! key_env = "OPENROUTER_API_KEY"           # the NAME of a variable, never the key
//! temperature = 0.7
//! max_tokens = 1024
//! concurrency = 4
//! timeout_s = 120
//! retries = 6
//! budget_tokens = 2_000_000
//! budget_cost = 5.0                        # in the currency of the prices
//! price_input = 0.25                       # per million tokens
//! price_output = 1.0
//! record = "models"                        # every exchange, content-addressed
//! ```

use std::fmt;
use std::path::PathBuf;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use super::BaseAddress;
use super::key::is_variable;

/// How a model is reached and held in bounds. Only `endpoint` and `name` have no default.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The base address, up to and with `/v1`, which is added where there is no path at all.
    pub endpoint: BaseAddress,
    #[serde(default)]
    pub api: Api,
    /// The name of the model, as the endpoint knows it.
    pub name: String,
    /// The environment variable that holds the key. Local endpoints need none.
    #[serde(default)]
    pub key_env: Option<KeyVariable>,
    /// Taken so that a key put here by mistake is refused without being shown.
    #[serde(default, alias = "api_key")]
    pub key: Option<IgnoredAny>,
    /// As the endpoint likes, if open.
    #[serde(default)]
    pub temperature: Option<f64>,
    /// The longest answer, in tokens.
    #[serde(default = "default_max_tokens")]
    pub max_tokens: u32,
    /// The most calls at once; fewer run while the endpoint is overloaded.
    #[serde(default = "default_concurrency")]
    pub concurrency: usize,
    /// Seconds that one try may take.
    #[serde(default = "default_timeout_s")]
    pub timeout_s: f64,
    /// How often a call is tried again.
    #[serde(default = "default_retries")]
    pub retries: u32,
    /// Input and output tokens together.
    #[serde(default)]
    pub budget_tokens: Option<u64>,
    /// In the currency of the prices.
    #[serde(default)]
    pub budget_cost: Option<f64>,
    /// Of a million tokens.
    #[serde(default)]
    pub price_input: Option<f64>,
    /// Of a million tokens.
    #[serde(default)]
    pub price_output: Option<f64>,
    /// The folder in which exchanges are kept.
    #[serde(default)]
    pub record: Option<PathBuf>,
}

/// How an endpoint wants to be spoken to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Api {
    /// `POST /chat/completions`, which nearly every server speaks.
    #[default]
    #[serde(rename = "openai")]
    OpenAi,
    /// `POST /messages`.
    Anthropic,
    /// `POST /completions`, which tells what the tokens of a text cost: what asks for that takes it by itself.
    Completions,
}

/// The name of an environment variable, which is not shown until it is known to be no key.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct KeyVariable(pub String);

/// A setting that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    #[error("set up the model: {name} is {value}, and must be {rule}")]
    Invalid { name: &'static str, value: String, rule: &'static str },
    #[error("set up the model: budget_cost needs price_input and price_output, the prices of a million tokens")]
    NoPrices,
    #[error(
        "set up the model: settings hold no keys (hint: put the key into an environment variable and name it in key_env)"
    )]
    KeyInSettings,
    #[error(
        "set up the model: key_env is the name of an environment variable in capitals, such as OPENAI_API_KEY, never the key"
    )]
    KeyIsNoName,
    #[error("set up the model: the environment variable {0}, which key_env names, is not set")]
    NoKey(String),
    #[error("set up the model: the environment variable {0} holds characters that HTTP does not allow in a key")]
    BadKey(String),
    #[error("set up the model: endpoint {0}")]
    Endpoint(&'static str),
    #[error("set up the model: replaying only needs a record folder (hint: set record in [model])")]
    NothingToReplay,
    #[error("set up the model: the HTTP client does not start: {0}")]
    Client(String),
}

impl Settings {
    /// The defaults around the two settings that have none.
    pub fn new(endpoint: impl Into<BaseAddress>, name: impl Into<String>) -> Self {
        Self {
            endpoint: endpoint.into(),
            api: Api::default(),
            name: name.into(),
            key_env: None,
            key: None,
            temperature: None,
            max_tokens: default_max_tokens(),
            concurrency: default_concurrency(),
            timeout_s: default_timeout_s(),
            retries: default_retries(),
            budget_tokens: None,
            budget_cost: None,
            price_input: None,
            price_output: None,
            record: None,
        }
    }

    /// Whether every setting means something, before anything is connected.
    pub fn check(&self) -> Result<(), SettingsError> {
        if self.key.is_some() {
            return Err(SettingsError::KeyInSettings);
        }
        if self.key_env.as_ref().is_some_and(|variable| !is_variable(&variable.0)) {
            return Err(SettingsError::KeyIsNoName);
        }
        let amount = |number: Option<f64>| number.is_none_or(|number| number.is_finite() && number >= 0.0);
        let seconds = self.timeout_s.is_finite() && (0.001..=86_400.0).contains(&self.timeout_s);
        let number = |number: Option<f64>| number.unwrap_or_default().to_string();
        let rules = [
            (!self.name.trim().is_empty(), "name", "empty".to_owned(), "the name of a model"),
            (
                self.temperature.is_none_or(|t| (0.0..=2.0).contains(&t)),
                "temperature",
                number(self.temperature),
                "from 0 to 2",
            ),
            (self.max_tokens > 0, "max_tokens", self.max_tokens.to_string(), "at least 1"),
            ((1..=1024).contains(&self.concurrency), "concurrency", self.concurrency.to_string(), "from 1 to 1024"),
            (seconds, "timeout_s", self.timeout_s.to_string(), "seconds, at most a day"),
            (self.retries <= 100, "retries", self.retries.to_string(), "at most 100"),
            (amount(self.price_input), "price_input", number(self.price_input), "0 or more"),
            (amount(self.price_output), "price_output", number(self.price_output), "0 or more"),
            (amount(self.budget_cost), "budget_cost", number(self.budget_cost), "0 or more"),
        ];
        if let Some((_, name, value, rule)) = rules.into_iter().find(|(holds, ..)| !holds) {
            return Err(SettingsError::Invalid { name, value, rule });
        }
        if self.budget_cost.is_some() && (self.price_input.is_none() || self.price_output.is_none()) {
            return Err(SettingsError::NoPrices);
        }
        Ok(())
    }
}

impl fmt::Display for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OpenAi => "openai",
            Self::Anthropic => "anthropic",
            Self::Completions => "completions",
        })
    }
}

impl From<String> for KeyVariable {
    fn from(name: String) -> Self {
        Self(name)
    }
}

impl fmt::Debug for KeyVariable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if is_variable(&self.0) { &self.0 } else { "[no name of a variable]" })
    }
}

fn default_max_tokens() -> u32 {
    1024
}

fn default_concurrency() -> usize {
    4
}

fn default_timeout_s() -> f64 {
    120.0
}

fn default_retries() -> u32 {
    6
}
