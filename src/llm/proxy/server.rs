//! The port at which agents find the proxy, and what all of their exchanges share.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::serve::ListenerExt;
use jiff::Timestamp;
use reqwest::{Client, Url};
use tokio::net::TcpListener;

use super::Exchange;
use super::forward::forward;
use crate::llm::wire::{client, root_cause, warn_of_plain_text};
use crate::llm::{BaseAddress, Key};

/// Takes every exchange once it is over, on the thread that carried it: it should be quick.
pub type Record = Arc<dyn Fn(Exchange) + Send + Sync>;

/// The time, in RFC 3339.
pub type Clock = Arc<dyn Fn() -> String + Send + Sync>;

/// An open port that leads to an endpoint.
pub struct Proxy {
    listener: std::net::TcpListener,
    address: SocketAddr,
    shared: Shared,
}

/// What every exchange needs.
pub(super) struct Shared {
    pub client: Client,
    pub base: Url,
    pub key: Option<Key>,
    pub record: Record,
    pub clock: Clock,
}

impl Proxy {
    /// Opens the port; port 0 is any free one. With a key, agents need none: it takes the place of whatever they send.
    ///
    /// # Errors
    /// When the port cannot be opened, or `upstream` is no address.
    pub fn bind(address: SocketAddr, upstream: BaseAddress, record: Record, key: Option<Key>) -> io::Result<Self> {
        let base = upstream.join("").map_err(|error| io::Error::new(ErrorKind::InvalidInput, error))?;
        let client = client(&base).build().map_err(|error| io::Error::other(root_cause(&error)))?;
        warn_of_plain_text(&base, key.as_ref());
        let listener = std::net::TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        if key.is_some() && !address.ip().is_loopback() {
            tracing::warn!("whoever reaches {address} can spend the key of the model");
        }
        let clock: Clock = Arc::new(|| Timestamp::now().to_string());
        Ok(Self { listener, address, shared: Shared { client, base, key, record, clock } })
    }

    /// With another clock for `started`.
    pub fn with_clock(mut self, clock: Clock) -> Self {
        self.shared.clock = clock;
        self
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Lets agents in until `stop` comes, and then waits for the exchanges that are under way. An agent that is to be
    /// given up should be ended first.
    ///
    /// # Errors
    /// When the port fails.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
        // Events are small, and each should go out when it comes.
        let listener = TcpListener::from_std(self.listener)?.tap_io(|connection| {
            if let Err(error) = connection.set_nodelay(true) {
                tracing::debug!("small pieces may wait for each other: {error}");
            }
        });
        let router = Router::new().fallback(forward).with_state(Arc::new(self.shared));
        axum::serve(listener, router).with_graceful_shutdown(stop).await
    }
}
