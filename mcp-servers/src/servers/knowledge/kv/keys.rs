//! Namespaces and keys: what there is, how long it lives, and taking it away.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Kv;
use super::types::*;
use crate::kit::{Call, Cursor, Int, Limit, Text, Time, ToolError, conflict, not_allowed, page};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct NamespaceView {
    /// Name of the namespace.
    pub namespace: String,
    /// What it is for.
    pub description: String,
    /// Whether its keys can only be read.
    pub read_only: bool,
    /// How many keys live in it now.
    pub key_count: usize,
    /// How many keys may live in it.
    pub max_keys: usize,
    /// Time to live of keys that are set without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_ttl_seconds: Option<i64>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct NamespaceList {
    /// The namespaces, by name.
    pub namespaces: Vec<NamespaceView>,
}

/// Lists the namespaces with what they are for and how full they are. Use it first to see where keys live.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListKvNamespaces {}

#[derive(Debug, Serialize, JsonSchema)]
pub struct KeySummary {
    /// The key.
    pub key: String,
    /// How often it was written.
    pub version: i64,
    /// Length of the value in letters.
    pub length: usize,
    /// When it was last written.
    pub updated_at: Time,
    /// When it vanishes, if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Time>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct KeyList {
    /// Name of the namespace.
    pub namespace: String,
    /// The keys, in their order.
    pub keys: Vec<KeySummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Lists the keys of a namespace that begin with a prefix. Use it to find keys before reading them.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListKvKeys {
    /// Name of the namespace.
    pub namespace: String,
    /// How the keys begin (default: all keys).
    #[schemars(example = &"a", example = &"session:")]
    pub prefix: Option<Text<120>>,
    /// How many keys to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Makes a key vanish after some time, or never again. Use it to prolong a lock or a session.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetKvExpiry {
    /// Name of the namespace.
    pub namespace: String,
    /// The key.
    pub key: Key,
    /// Seconds from now until it vanishes (default: it stays).
    pub ttl_seconds: Option<Int<1, 31_536_000>>,
}

/// Deletes a key. Fails if its version is another than expected.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteKvKey {
    /// Name of the namespace.
    pub namespace: String,
    /// The key.
    pub key: Key,
    /// Delete only if the key has this version.
    pub expected_version: Option<Int<1, 1_000_000_000>>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct DeletedKey {
    /// Name of the namespace.
    pub namespace: String,
    /// The key that is gone.
    pub key: String,
    /// The version that it had.
    pub deleted_version: i64,
}

impl Kv {
    /// How many keys live in a namespace.
    pub fn count(&self, namespace: &str, now: Time) -> usize {
        self.entries.values().filter(|entry| entry.namespace == namespace && entry.lives(now)).count()
    }

    /// A namespace that can be written to.
    pub fn writable(&self, namespace: &str) -> Result<&Namespace> {
        let found = self.namespace(namespace)?;
        match found.read_only {
            true => Err(not_allowed(format!(
                "{namespace} is read-only: {}. Use list_kv_namespaces to find one that is not.",
                found.description
            ))),
            false => Ok(found),
        }
    }
}

pub fn list_kv_namespaces(kv: &Kv, call: &Call, _: ListKvNamespaces) -> Result<NamespaceList> {
    let view = |(name, namespace): (&String, &Namespace)| NamespaceView {
        namespace: name.clone(),
        description: namespace.description.clone(),
        read_only: namespace.read_only,
        key_count: kv.count(name, call.now),
        max_keys: namespace.max_keys,
        default_ttl_seconds: namespace.default_ttl_seconds,
    };
    Ok(NamespaceList { namespaces: kv.namespaces.iter().map(view).collect() })
}

pub fn list_kv_keys(kv: &Kv, call: &Call, args: ListKvKeys) -> Result<KeyList> {
    kv.namespace(&args.namespace)?;
    let wanted = |entry: &&Entry| {
        entry.namespace == args.namespace
            && entry.lives(call.now)
            && args.prefix.as_ref().is_none_or(|prefix| entry.key.starts_with(&prefix.0))
    };
    let found = kv.entries.values().filter(wanted).collect();
    let (found, next_cursor) = page(found, args.cursor, args.limit, 20);
    let summary = |entry: &Entry| KeySummary {
        key: entry.key.clone(),
        version: entry.version,
        length: entry.value.chars().count(),
        updated_at: entry.updated_at,
        expires_at: entry.expires_at,
    };
    Ok(KeyList { keys: found.into_iter().map(summary).collect(), namespace: args.namespace, next_cursor })
}

pub fn set_kv_expiry(kv: &mut Kv, call: &mut Call, args: SetKvExpiry) -> Result<KvEntry> {
    kv.writable(&args.namespace)?;
    let mut entry = kv.entry(&args.namespace, &args.key.0, call.now)?.clone();
    entry.expires_at = args.ttl_seconds.map(|seconds| call.now.plus_seconds(seconds.0));
    let view = entry.view();
    kv.entries.insert(Kv::place(&args.namespace, &args.key.0), entry);
    Ok(view)
}

pub fn delete_kv_key(kv: &mut Kv, call: &mut Call, args: DeleteKvKey) -> Result<DeletedKey> {
    kv.writable(&args.namespace)?;
    let entry = kv.entry(&args.namespace, &args.key.0, call.now)?;
    let version = entry.version;
    if let Some(expected) = args.expected_version.filter(|expected| expected.0 != version) {
        return Err(conflict(format!(
            "{} has version {version}, not {}. Use get_kv_value to see it.",
            entry.key, expected.0
        )));
    }
    kv.entries.remove(&Kv::place(&args.namespace, &args.key.0));
    Ok(DeletedKey { namespace: args.namespace, key: args.key.0, deleted_version: version })
}
