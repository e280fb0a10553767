//! Reading, writing and counting one value.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Kv;
use super::types::*;
use crate::kit::{Call, Int, Text, Time, ToolError, conflict, invalid};

type Result<T> = std::result::Result<T, ToolError>;

/// Seconds of a time to live.
pub type Ttl = Int<1, 31_536_000>;

/// Returns the value of a key with its version. Fails if there is no such key or it has expired.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetKvValue {
    /// Name of the namespace.
    pub namespace: String,
    /// The key.
    pub key: Key,
}

/// Writes a value. Give expected_version to overwrite only what you have read (compare and set), or only_if_absent to
/// take a lock; both fail if somebody else was faster.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetKvValue {
    /// Name of the namespace.
    pub namespace: String,
    /// The key.
    pub key: Key,
    /// The value, as text; numbers and JSON are texts, too.
    pub value: Text<LONGEST>,
    /// Write only if the key has this version.
    pub expected_version: Option<Int<1, 1_000_000_000>>,
    /// Write only if there is no such key (default false).
    pub only_if_absent: Option<bool>,
    /// Seconds until the key vanishes (default: what the namespace says, or never).
    pub ttl_seconds: Option<Ttl>,
}

/// Adds to a counter, which begins at 0 if the key is new. Fails if the value is no whole number.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IncrementKvCounter {
    /// Name of the namespace.
    pub namespace: String,
    /// The key.
    pub key: Key,
    /// What to add; negative to take away (default 1).
    pub amount: Option<Int<-1_000_000, 1_000_000>>,
}

/// What is to be written.
pub struct Write {
    pub key: String,
    pub value: String,
    pub expected_version: Option<i64>,
    pub only_if_absent: bool,
    pub ttl_seconds: Option<i64>,
}

impl Kv {
    /// The entry as it would be after a write, if that is allowed.
    pub fn written(&self, namespace: &str, write: Write, now: Time) -> Result<Entry> {
        let rules = self.writable(namespace)?;
        let before = self.live(namespace, &write.key, now);
        match (before, write.expected_version) {
            (Some(entry), _) if write.only_if_absent => {
                return Err(conflict(format!("{} exists already, with version {}.", entry.key, entry.version)));
            }
            (Some(entry), Some(expected)) if entry.version != expected => {
                return Err(conflict(format!(
                    "{} has version {}, not {expected}. Read it again before you write.",
                    entry.key, entry.version
                )));
            }
            (None, Some(expected)) => {
                return Err(conflict(format!("{} does not exist, so it has no version {expected}.", write.key)));
            }
            (None, None) if self.count(namespace, now) >= rules.max_keys => {
                return Err(conflict(format!(
                    "{namespace} is full with {} keys. Delete one to make room.",
                    rules.max_keys
                )));
            }
            _ => {}
        }
        let ttl = write.ttl_seconds.or(rules.default_ttl_seconds);
        Ok(Entry {
            namespace: namespace.to_owned(),
            version: before.map_or(1, |entry| entry.version + 1),
            created_at: before.map_or(now, |entry| entry.created_at),
            key: write.key,
            value: write.value,
            updated_at: now,
            expires_at: ttl.map(|seconds| now.plus_seconds(seconds)),
        })
    }

    pub fn put(&mut self, entry: Entry) {
        self.entries.insert(Self::place(&entry.namespace, &entry.key), entry);
    }
}

pub fn get_kv_value(kv: &Kv, call: &Call, args: GetKvValue) -> Result<KvEntry> {
    kv.entry(&args.namespace, &args.key.0, call.now).map(Entry::view)
}

pub fn set_kv_value(kv: &mut Kv, call: &mut Call, args: SetKvValue) -> Result<KvEntry> {
    if args.expected_version.is_some() && args.only_if_absent == Some(true) {
        return Err(invalid("Give expected_version or only_if_absent: a key that is absent has no version."));
    }
    let write = Write {
        key: args.key.0,
        value: args.value.0,
        expected_version: args.expected_version.map(|version| version.0),
        only_if_absent: args.only_if_absent.unwrap_or(false),
        ttl_seconds: args.ttl_seconds.map(|seconds| seconds.0),
    };
    let entry = kv.written(&args.namespace, write, call.now)?;
    let view = entry.view();
    kv.put(entry);
    Ok(view)
}

pub fn increment_kv_counter(kv: &mut Kv, call: &mut Call, args: IncrementKvCounter) -> Result<KvEntry> {
    let (key, amount) = (args.key.0, args.amount.map_or(1, |amount| amount.0));
    let before = kv.live(&args.namespace, &key, call.now);
    let count = match before {
        Some(entry) => entry.value.parse::<i64>().map_err(|_| {
            conflict(format!("The value of {key} is no whole number, so nothing can be added. Use set_kv_value."))
        })?,
        None => 0,
    };
    let count = count.checked_add(amount).ok_or_else(|| conflict(format!("The counter {key} would be too large.")))?;
    // A counter keeps the time that it has left.
    let expires_at = before.map(|entry| entry.expires_at);
    let write =
        Write { key, value: count.to_string(), expected_version: None, only_if_absent: false, ttl_seconds: None };
    let mut entry = kv.written(&args.namespace, write, call.now)?;
    entry.expires_at = expires_at.unwrap_or(entry.expires_at);
    let view = entry.view();
    kv.put(entry);
    Ok(view)
}
