//! What a server hands to a client for its next try and must get back unchanged: the answers of earlier rounds.
//!
//! It is sealed with a hash that is keyed by the world's seed, so that a client that changes it is found out. Whoever
//! knows the seed can forge it: it guards against mistakes, and shows clients what real servers do.

use serde_json::{Map, Value};

/// The seal of one server's world.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seal {
    key: [u8; 32],
}

impl Seal {
    pub fn of(seed: u64, server: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"mcplab request state");
        hasher.update(&seed.to_le_bytes());
        hasher.update(server.as_bytes());
        Self { key: *hasher.finalize().as_bytes() }
    }

    /// The answers as an opaque text.
    pub fn close(&self, answers: &Map<String, Value>) -> String {
        let text = Value::Object(answers.clone()).to_string();
        format!("{}.{text}", blake3::keyed_hash(&self.key, text.as_bytes()).to_hex())
    }

    /// The answers in a text, unless it was changed.
    pub fn open(&self, sealed: &str) -> Option<Map<String, Value>> {
        let (hash, text) = sealed.split_once('.')?;
        let hash = blake3::Hash::from_hex(hash).ok()?;
        if hash != blake3::keyed_hash(&self.key, text.as_bytes()) {
            return None;
        }
        serde_json::from_str(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_changed_is_not_opened() {
        let seal = Seal::of(7, "bank");
        let answers = Map::from_iter([("confirm".to_owned(), Value::Bool(true))]);
        let sealed = seal.close(&answers);
        assert_eq!(seal.open(&sealed), Some(answers));
        assert_eq!(seal.open(&sealed.replace("true", "false")), None);
        assert_eq!(Seal::of(8, "bank").open(&sealed), None);
        assert_eq!(seal.open("x"), None);
    }
}
