//! A key-value store with namespaces, versions and keys that expire.

mod batches;
mod data;
mod keys;
mod types;
mod values;

use serde::Serialize;

use crate::kit::resource::{self, Listed, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Table, Time, ToolError, shorten};
use crate::world::World;
use types::{Entry, Namespace};

/// The whole store.
#[derive(Debug, Clone, Serialize)]
pub struct Kv {
    /// By namespace and key, with a slash between.
    entries: Table<Entry>,
    namespaces: Table<Namespace>,
}

impl Kv {
    fn place(namespace: &str, key: &str) -> String {
        format!("{namespace}/{key}")
    }

    fn namespace(&self, name: &str) -> Result<&Namespace, ToolError> {
        self.namespaces.get(name).ok_or_else(|| {
            let name = shorten(name);
            ToolError::NotFound(format!("No namespace is called {name}. Use list_kv_namespaces to find namespaces."))
        })
    }

    /// An entry that has not expired.
    fn live(&self, namespace: &str, key: &str, now: Time) -> Option<&Entry> {
        self.entries.get(&Self::place(namespace, key)).filter(|entry| entry.lives(now))
    }

    fn entry(&self, namespace: &str, key: &str, now: Time) -> Result<&Entry, ToolError> {
        self.namespace(namespace)?;
        self.live(namespace, key, now).ok_or_else(|| {
            let key = shorten(key);
            ToolError::NotFound(format!(
                "{namespace} has no key {key}, or it has expired. Use list_kv_keys to find keys."
            ))
        })
    }
}

impl Server for Kv {
    const NAME: &'static str = "kv";
    const TITLE: &'static str = "Key-value store";
    const DESCRIPTION: &'static str =
        "The team's key-value store: feature flags, configuration, counters, sessions and locks.";
    const INSTRUCTIONS: &'static str = "Keys live in namespaces. Each write raises the key's version; give expected_version to write only what you have read. \
        Keys with a time to live vanish by themselves. Subscribe to kv://{namespace}/{key} to hear of changes.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("list_kv_namespaces", keys::list_kv_namespaces),
            read("list_kv_keys", keys::list_kv_keys),
            read("get_kv_value", values::get_kv_value),
            read("get_kv_values", batches::get_kv_values),
            write("set_kv_value", values::set_kv_value).destructive(),
            write("set_kv_values", batches::set_kv_values).destructive(),
            write("increment_kv_counter", values::increment_kv_counter),
            write("set_kv_expiry", keys::set_kv_expiry),
            write("delete_kv_key", keys::delete_kv_key).destructive(),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        let listed = |kv: &Self| {
            let one = |entry: &Entry| Listed {
                values: vec![entry.namespace.clone(), entry.key.clone()],
                title: entry.key.clone(),
            };
            kv.entries.values().map(one).collect()
        };
        vec![resource::template(
            "kv://{namespace}/{+key}",
            "kv_value",
            "The value of a key as it is now.",
            "text/plain",
            listed,
            |kv, now, vars| Ok(kv.entry(vars.get("namespace"), vars.get("key"), now)?.value.clone()),
        )]
    }
}
