//! Lengths in tokens: a `tokenizer.json` of Hugging Face behind one type, so that nothing else names that library.

use std::path::{Path, PathBuf};

/// A tokenizer that was read from a file.
pub struct Tokenizer(tokenizers::Tokenizer);

/// A file that is no tokenizer.
#[derive(Debug, thiserror::Error)]
#[error("read the tokenizer {}: {reason} (hint: it is the tokenizer.json of a model)", path.display())]
pub struct TokenizerError {
    path: PathBuf,
    reason: String,
}

impl Tokenizer {
    /// Reads a `tokenizer.json`.
    pub fn read(path: &Path) -> Result<Self, TokenizerError> {
        let read = tokenizers::Tokenizer::from_file(path);
        read.map(Self).map_err(|error| TokenizerError { path: path.to_owned(), reason: error.to_string() })
    }

    /// How many tokens a text has, without those that begin and end one.
    pub fn count(&self, text: &str) -> usize {
        self.0.encode_fast(text, false).map_or(0, |encoding| encoding.len())
    }

    /// Where in a text each token ends, in bytes.
    pub fn ends(&self, text: &str) -> Vec<usize> {
        let ends = |encoding: tokenizers::Encoding| encoding.get_offsets().iter().map(|(_, end)| *end).collect();
        self.0.encode(text, false).map_or_else(|_| Vec::new(), ends)
    }
}
