//! Who hears of changes, and of which.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use rmcp::model::ResourceUpdatedNotificationParam;
use rmcp::service::{Peer, RoleServer, SubscriptionSendError, SubscriptionSink};
use serde_json::Value;

/// The clients that are connected.
#[derive(Default)]
pub struct Listeners(Mutex<Vec<Listener>>);

/// The addresses that one client of the older protocol watches.
pub type Watched = Arc<Mutex<BTreeSet<String>>>;

#[derive(Clone)]
enum Listener {
    /// A session that hears of every list, and of the resources that it subscribed to.
    Session { peer: Peer<RoleServer>, watched: Watched },
    /// A `subscriptions/listen` of 2026-07-28, which filters by itself.
    Sink(SubscriptionSink),
}

impl Listeners {
    pub fn add_session(&self, peer: Peer<RoleServer>, watched: Watched) {
        self.lock().push(Listener::Session { peer, watched });
    }

    pub fn add_sink(&self, sink: SubscriptionSink) {
        self.lock().push(Listener::Sink(sink));
    }

    /// Whether anybody still watches an address.
    pub fn watch(&self, uri: &str) -> bool {
        self.lock().iter().any(|listener| match listener {
            Listener::Session { watched, .. } => watched.lock().unwrap_or_else(PoisonError::into_inner).contains(uri),
            Listener::Sink(sink) => {
                sink.accepted().resource_subscriptions.iter().flatten().any(|watched| watched == uri)
            }
        })
    }

    /// Tells everybody what concerns them; who is gone is forgotten.
    pub async fn tell(&self, events: &[Value]) {
        if events.is_empty() {
            return;
        }
        let listeners = self.lock().clone();
        let mut gone = Vec::new();
        for (place, listener) in listeners.iter().enumerate() {
            for event in events {
                if !listener.tell(event).await {
                    gone.push(place);
                    break;
                }
            }
        }
        if !gone.is_empty() {
            let mut place = 0;
            // New ones are only ever added at the end.
            self.lock().retain(|_| {
                place += 1;
                !gone.contains(&(place - 1))
            });
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Listener>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Listener {
    /// False when nobody is at the other end any more.
    async fn tell(&self, event: &Value) -> bool {
        let uri = event.pointer("/params/uri").and_then(Value::as_str).unwrap_or_default();
        match (self, event.get("method").and_then(Value::as_str).unwrap_or_default()) {
            (Self::Session { peer, watched }, "notifications/resources/updated") => {
                let wanted = watched.lock().unwrap_or_else(PoisonError::into_inner).contains(uri);
                !wanted || peer.notify_resource_updated(ResourceUpdatedNotificationParam::new(uri)).await.is_ok()
            }
            (Self::Session { peer, .. }, "notifications/resources/list_changed") => {
                peer.notify_resource_list_changed().await.is_ok()
            }
            (Self::Session { peer, .. }, "notifications/tools/list_changed") => {
                peer.notify_tool_list_changed().await.is_ok()
            }
            (Self::Session { peer, .. }, "notifications/prompts/list_changed") => {
                peer.notify_prompt_list_changed().await.is_ok()
            }
            // A notification that the client did not ask for is refused by the sink and no sign of its end.
            (Self::Sink(sink), "notifications/resources/updated") => alive(sink.notify_resource_updated(uri).await),
            (Self::Sink(sink), "notifications/resources/list_changed") => {
                alive(sink.notify_resource_list_changed().await)
            }
            (Self::Sink(sink), "notifications/tools/list_changed") => alive(sink.notify_tool_list_changed().await),
            (Self::Sink(sink), "notifications/prompts/list_changed") => alive(sink.notify_prompt_list_changed().await),
            _ => true,
        }
    }
}

fn alive(sent: Result<(), SubscriptionSendError>) -> bool {
    !matches!(sent, Err(SubscriptionSendError::SubscriptionClosed | SubscriptionSendError::Service(_)))
}
