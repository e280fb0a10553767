//! `mcplab.toml`: what a user does not want to type every time.
//!
//! ```toml
//! [servers]
//! file = "mcp.json"
//! builtin = ["calendar", "mail"]
//! resources = true
//!
//! [generate]
//! count = 1000
//! seed = 7
//! out = "runs/mail"
//! jobs = 2
//! rows_per_shard = 10000
//! read_only = true
//! phrases = ["phrases.toml"]
//! typos = 5
//!
//! [model]
//! endpoint = "http://127.0.0.1:11434/v1"
//! name = "qwen2.5:7b"
//!
//! [mix]
//! multi_turn = 30
//! no_tool = 0
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Deserialize;

use super::args::Servers;
use super::exit_code::UsageError;
use crate::llm;

/// The file that is read where none is named.
const FILE: &str = "mcplab.toml";

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    pub servers: ServerSettings,
    pub generate: GenerateSettings,
    /// Weights of the kinds of rows.
    pub mix: BTreeMap<String, f64>,
    /// A model that says the texts in its own words.
    pub model: Option<llm::Settings>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServerSettings {
    pub file: Option<PathBuf>,
    pub builtin: Option<Vec<String>>,
    pub resources: Option<bool>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GenerateSettings {
    pub count: Option<u64>,
    pub seed: Option<u64>,
    pub out: Option<PathBuf>,
    pub jobs: Option<usize>,
    pub rows_per_shard: Option<u32>,
    pub read_only: Option<bool>,
    pub phrases: Option<Vec<PathBuf>>,
    pub typos: Option<u8>,
}

impl Settings {
    /// Reads the named file, or `mcplab.toml` of the working directory if it is there.
    pub fn read(named: Option<&Path>) -> anyhow::Result<Self> {
        let path = named.unwrap_or(Path::new(FILE));
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if named.is_none() && error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => {
                return Err(UsageError(format!("read settings {}: {error}", path.display())).into());
            }
        };
        toml::from_str(&text)
            .map_err(|error| UsageError(error.to_string().trim_end().to_owned()))
            .with_context(|| format!("read settings {}", path.display()))
    }

    /// The servers that were typed, or else those of the file.
    pub fn servers(&self, typed: &Servers) -> Servers {
        let resources = typed.resources || self.servers.resources.unwrap_or(false);
        if typed.servers.is_some() || typed.builtin.is_some() {
            return Servers { resources, ..typed.clone() };
        }
        Servers {
            servers: self.servers.file.clone(),
            builtin: self.servers.builtin.clone(),
            resources,
            record: typed.record.clone(),
        }
    }
}
