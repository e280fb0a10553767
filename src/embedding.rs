//! A model of meaning that the user names: static embeddings of a model2vec folder (<https://github.com/MinishLab/model2vec>),
//! read by a build with the feature `embeddings`.

use std::io;
use std::path::PathBuf;

/// Why there is no model.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddingError {
    #[error(
        "read embeddings: this mcplab was built without them (hint: `cargo install --path . --features embeddings`)"
    )]
    NotBuilt,
    #[error("read embeddings: there is no folder {0}")]
    NoFolder(PathBuf),
    #[error("read {file}: {error} (hint: a model2vec folder has config.json, tokenizer.json and model.safetensors)")]
    File { file: PathBuf, error: io::Error },
    #[error("read embeddings of {folder}: {reason}")]
    Model { folder: PathBuf, reason: String },
    #[error(
        "read embeddings of {folder}: the tokenizer knows {words} words, and the table has {rows} rows (hint: the files are of two models)"
    )]
    TwoModels { folder: PathBuf, words: u64, rows: u64 },
}

#[cfg(feature = "embeddings")]
pub use folder::load;

/// Reads the model of a folder; never goes to the network.
#[cfg(not(feature = "embeddings"))]
pub fn load(_: &std::path::Path) -> Result<Box<dyn crate::graph::Embedder>, EmbeddingError> {
    Err(EmbeddingError::NotBuilt)
}

#[cfg(feature = "embeddings")]
mod folder {
    use std::fs::File;
    use std::io::{self, Read};
    use std::path::Path;

    use model2vec_rs::model::StaticModel;
    use serde_json::Value;

    use super::EmbeddingError;
    use crate::graph::Embedder;

    struct Static(StaticModel);

    impl Embedder for Static {
        /// Of a long text the first 512 tokens, on the caller's thread and summed in the order of the words: the same bits in
        /// every run.
        fn embed(&self, text: &str) -> Vec<f32> {
            self.0.encode_single(text)
        }
    }

    /// Reads the model of a folder: `config.json`, `tokenizer.json` and `model.safetensors`. Never goes to the network.
    pub fn load(folder: &Path) -> Result<Box<dyn Embedder>, EmbeddingError> {
        // The library takes a name without a folder for a model of a hub.
        if !folder.is_dir() {
            return Err(EmbeddingError::NoFolder(folder.to_owned()));
        }
        check(folder)?;
        let model = StaticModel::from_pretrained(folder, None, Some(true), None)
            .map_err(|error| EmbeddingError::Model { folder: folder.to_owned(), reason: format!("{error:#}") })?;
        Ok(Box::new(Static(model)))
    }

    /// Sees that the tokenizer belongs to the table: at the first word without a row the library panics.
    fn check(folder: &Path) -> Result<(), EmbeddingError> {
        let words = words(&json(folder, "tokenizer.json", false)?);
        let head = json(folder, "model.safetensors", true)?;
        // With a mapping several words share a row.
        let table = ["mapping", "embeddings", "0", "embedding.weight"].iter().find_map(|name| head.get(name));
        match table.and_then(|table| table["shape"][0].as_u64()) {
            Some(rows) if words <= rows => Ok(()),
            Some(rows) => Err(EmbeddingError::TwoModels { folder: folder.to_owned(), words, rows }),
            None => {
                let reason = "model.safetensors has no table".to_owned();
                Err(EmbeddingError::Model { folder: folder.to_owned(), reason })
            }
        }
    }

    /// One more than the highest number of a word.
    fn words(tokenizer: &Value) -> u64 {
        let vocabulary = &tokenizer["model"]["vocab"];
        let words = match vocabulary.as_object() {
            Some(ids) => ids.values().filter_map(Value::as_u64).max().map_or(0, |id| id + 1),
            None => vocabulary.as_array().map_or(0, |words| words.len() as u64),
        };
        let added = tokenizer["added_tokens"].as_array().into_iter().flatten();
        added.filter_map(|token| token["id"].as_u64()).map(|id| id + 1).fold(words, u64::max)
    }

    /// The JSON of a file, or that at its head, which says what tensors follow.
    fn json(folder: &Path, name: &str, head: bool) -> Result<Value, EmbeddingError> {
        let path = folder.join(name);
        let read = || {
            let mut file = File::open(&path)?;
            let mut length = u64::MAX.to_le_bytes();
            if head {
                file.read_exact(&mut length)?;
            }
            let mut text = Vec::new();
            file.take(u64::from_le_bytes(length)).read_to_end(&mut text)?;
            Ok(serde_json::from_slice(&text)?)
        };
        read().map_err(|error: io::Error| EmbeddingError::File { file: path.clone(), error })
    }
}
