//! Many keys at once: each by itself, so that one that fails does not stop the others.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Kv;
use super::types::*;
use super::values::{Ttl, Write};
use crate::kit::{Call, Int, ToolError, invalid};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct KvValues {
    /// The keys that were found.
    pub entries: Vec<KvEntry>,
    /// The keys that do not exist or have expired.
    pub missing_keys: Vec<String>,
}

/// Returns the values of up to 50 keys of one namespace; keys that do not exist are named, not refused.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetKvValues {
    /// Name of the namespace.
    pub namespace: String,
    /// The keys.
    #[schemars(length(min = 1, max = 50))]
    pub keys: Vec<Key>,
}

/// One write of many.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KvItem {
    /// The key.
    pub key: String,
    /// The value, as text.
    pub value: String,
    /// Write only if the key has this version.
    pub expected_version: Option<Int<1, 1_000_000_000>>,
    /// Seconds until the key vanishes.
    pub ttl_seconds: Option<Ttl>,
}

/// Writes up to 50 values of one namespace and reports for each whether it was written. Items that fail leave the others
/// alone; the call itself fails only for an unknown or read-only namespace.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetKvValues {
    /// Name of the namespace.
    pub namespace: String,
    /// What to write.
    #[schemars(length(min = 1, max = 50))]
    pub items: Vec<KvItem>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WriteStatus {
    Written,
    Refused,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct WriteResult {
    /// The key.
    pub key: String,
    /// Whether it was written.
    pub status: WriteStatus,
    /// The new version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// Why it was not written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct WriteResults {
    /// Name of the namespace.
    pub namespace: String,
    /// How many items were written.
    pub written_count: usize,
    /// What became of each item, in their order.
    pub results: Vec<WriteResult>,
}

fn check_count(count: usize, argument: &str) -> Result<()> {
    match (1..=50).contains(&count) {
        true => Ok(()),
        false => Err(invalid(format!("Argument `{argument}`: 1 to 50 are allowed, not {count}."))),
    }
}

pub fn get_kv_values(kv: &Kv, call: &Call, args: GetKvValues) -> Result<KvValues> {
    kv.namespace(&args.namespace)?;
    check_count(args.keys.len(), "keys")?;
    let keys: BTreeSet<Key> = args.keys.into_iter().collect();
    let mut values = KvValues { entries: Vec::new(), missing_keys: Vec::new() };
    for Key(key) in keys {
        match kv.live(&args.namespace, &key, call.now) {
            Some(entry) => values.entries.push(entry.view()),
            None => values.missing_keys.push(key),
        }
    }
    Ok(values)
}

pub fn set_kv_values(kv: &mut Kv, call: &mut Call, args: SetKvValues) -> Result<WriteResults> {
    kv.writable(&args.namespace)?;
    check_count(args.items.len(), "items")?;
    let names: BTreeSet<&String> = args.items.iter().map(|item| &item.key).collect();
    if names.len() < args.items.len() {
        return Err(invalid("Argument `items`: a key is named twice, so it is not clear which value counts."));
    }
    let mut results = Vec::new();
    for item in args.items {
        let key = item.key.clone();
        let (version, reason) = match kv.item(&args.namespace, item, call.now) {
            Ok(entry) => {
                let version = entry.version;
                kv.put(entry);
                (Some(version), None)
            }
            Err(error) => (None, Some(error.to_string())),
        };
        let status = if reason.is_none() { WriteStatus::Written } else { WriteStatus::Refused };
        results.push(WriteResult { key: crate::kit::shorten(&key), status, version, reason });
    }
    let written_count = results.iter().filter(|result| result.status == WriteStatus::Written).count();
    Ok(WriteResults { namespace: args.namespace, written_count, results })
}

impl Kv {
    fn item(&self, namespace: &str, item: KvItem, now: crate::kit::Time) -> Result<Entry> {
        Key::check(&item.key).map_err(|problem| invalid(format!("{problem}.")))?;
        let length = item.value.chars().count();
        if length == 0 || length > LONGEST {
            return Err(invalid(format!("The value has {length} letters; 1 to {LONGEST} are allowed.")));
        }
        let write = Write {
            key: item.key,
            value: item.value,
            expected_version: item.expected_version.map(|version| version.0),
            only_if_absent: false,
            ttl_seconds: item.ttl_seconds.map(|seconds| seconds.0),
        };
        self.written(namespace, write, now)
    }
}
