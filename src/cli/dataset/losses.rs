//! What a model thinks of rows, as a file: losses for IFD and Toolformer, scores for DEITA, ratings for AlpaGasus.
//!
//! One JSON object a line, by the row's id: `{"id", "with_instruction", "without", "calls": [{"without_call",
//! "without_result", "with_result"}], "complexity", "quality", "rating"}`. Every field but the id may be missing. Any program
//! that has a model's log-probabilities can write it; losses are mean negative log-likelihoods a token.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde::Deserialize;

use crate::cli::exit_code::UsageError;
use crate::dataset::band::CallLosses;

/// What is known of one row.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opinion {
    pub id: String,
    pub with_instruction: Option<f64>,
    pub without: Option<f64>,
    /// By call, in the order of the row's steps.
    #[serde(default)]
    pub calls: Vec<CallLosses>,
    pub complexity: Option<f64>,
    pub quality: Option<f64>,
    pub rating: Option<f64>,
}

/// Reads such a file.
pub fn read(path: &Path) -> Result<HashMap<String, Opinion>, UsageError> {
    let said = |reason: String| UsageError(format!("read {}: {reason}", path.display()));
    let file = File::open(path).map_err(|error| said(error.to_string()))?;
    let mut opinions = HashMap::new();
    for (at, line) in BufReader::new(file).lines().enumerate() {
        let line = line.map_err(|error| said(error.to_string()))?;
        if line.trim().is_empty() {
            continue;
        }
        let opinion: Opinion =
            serde_json::from_str(&line).map_err(|error| said(format!("line {}: {error}", at + 1)))?;
        opinions.insert(opinion.id.clone(), opinion);
    }
    Ok(opinions)
}
