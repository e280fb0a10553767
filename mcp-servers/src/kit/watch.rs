//! What a client watches, and the notifications that have gathered for it. Not part of the state: two clients of equal
//! states may watch different things.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::ids::fnv;
use super::offer::Offer;
use super::server::Server;
use super::time::Time;

#[derive(Debug, Clone, Default)]
pub(super) struct Watch {
    /// Addresses with a hash of what they held when the client last heard of them.
    subscribed: BTreeMap<String, u64>,
    /// The addresses and tools there were, once the client has asked for lists.
    listed: Option<(u64, Vec<&'static str>)>,
    events: Vec<Value>,
}

impl Watch {
    pub fn subscribe<S: Server>(&mut self, offer: &Offer<S>, state: &S, now: Time, uri: &str) {
        let hash = hash(offer, state, now, uri);
        self.subscribed.insert(uri.to_owned(), hash);
    }

    pub fn unsubscribe(&mut self, uri: &str) {
        self.subscribed.remove(uri);
    }

    /// Notes what the client has seen, so that it can be told when that changes.
    pub fn saw_lists<S: Server>(&mut self, offer: &Offer<S>, state: &S) {
        if self.listed.is_none() {
            self.listed = Some((addresses(offer, state), offer.names(state)));
        }
    }

    pub fn progress(&mut self, notes: Vec<Value>) {
        let event = |note| json!({"method": "notifications/progress", "params": note});
        self.events.extend(notes.into_iter().map(event));
    }

    pub fn after_change<S: Server>(&mut self, offer: &Offer<S>, state: &S, now: Time) {
        for (uri, before) in &mut self.subscribed {
            let hash = hash(offer, state, now, uri);
            if hash != *before {
                *before = hash;
                self.events.push(json!({"method": "notifications/resources/updated", "params": {"uri": uri}}));
            }
        }
        if let Some((before, names)) = &mut self.listed {
            let (addresses, offered) = (addresses(offer, state), offer.names(state));
            if addresses != *before {
                *before = addresses;
                self.events.push(json!({"method": "notifications/resources/list_changed"}));
            }
            if offered != *names {
                *names = offered;
                self.events.push(json!({"method": "notifications/tools/list_changed"}));
            }
        }
    }

    pub fn take(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.events)
    }
}

/// Contents that are gone or were never there have a hash, too.
fn hash<S: Server>(offer: &Offer<S>, state: &S, now: Time, uri: &str) -> u64 {
    match offer.read(state, now, uri) {
        Some((Ok(text), _)) => fnv(&text),
        Some((Err(error), _)) => !fnv(&error.to_string()),
        None => 0,
    }
}

fn addresses<S: Server>(offer: &Offer<S>, state: &S) -> u64 {
    let all = offer.resources.iter().flat_map(|resource| resource.listed(state));
    all.fold(0, |hash, one| hash.rotate_left(7) ^ fnv(&one["uri"].to_string()))
}
