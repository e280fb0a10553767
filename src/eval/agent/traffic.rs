//! What agent programs say to their models: recorded by the model proxy, counted by episode, kept in a file.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Spent;
use crate::llm::{BaseAddress, Exchange, Key, Proxy, Record};

/// The file of a folder that exchanges are kept in.
pub const EXCHANGES: &str = "exchanges.jsonl";

/// The exchanges of all episodes.
pub struct Traffic {
    address: SocketAddr,
    books: Arc<Mutex<Books>>,
}

#[derive(Default)]
struct Books {
    spent: HashMap<String, Spent>,
    /// Episodes whose last exchange the endpoint refused or could not answer.
    refused: HashSet<String>,
    file: Option<File>,
    /// Exchanges that could not be kept.
    lost: u64,
}

impl Traffic {
    /// Opens the proxy before an endpoint, on a free port of this machine. It serves as long as the runtime does.
    ///
    /// # Errors
    /// When no port can be opened.
    pub async fn before(upstream: BaseAddress, key: Option<Key>) -> std::io::Result<Self> {
        let books: Arc<Mutex<Books>> = Arc::default();
        let record: Record = {
            let books = Arc::clone(&books);
            Arc::new(move |exchange: Exchange| lock(&books).note(&exchange))
        };
        let any = SocketAddr::from((std::net::Ipv4Addr::LOCALHOST, 0));
        let proxy = Proxy::bind(any, upstream, record, key)?;
        let address = proxy.address();
        tokio::spawn(proxy.run(std::future::pending()));
        Ok(Self { address, books })
    }

    /// Keeps exchanges in a file from now on.
    pub fn keep_in(&self, file: File) {
        lock(&self.books).file = Some(file);
    }

    /// Where an agent's program finds its model in an episode.
    pub fn environment(&self, episode: &str) -> [(&'static str, String); 2] {
        let base = format!("http://{}/e/{episode}", self.address);
        [("OPENAI_BASE_URL", format!("{base}/v1")), ("ANTHROPIC_BASE_URL", base)]
    }

    /// What an episode has cost so far.
    pub fn spent(&self, episode: &str) -> Spent {
        lock(&self.books).spent.get(episode).copied().unwrap_or_default()
    }

    /// Whether the model was not to be had when an episode asked last: a wrong key, a spent budget, an endpoint that is down.
    pub fn is_refused(&self, episode: &str) -> bool {
        lock(&self.books).refused.contains(episode)
    }

    /// Exchanges that could not be written.
    pub fn lost(&self) -> u64 {
        lock(&self.books).lost
    }
}

impl Books {
    fn note(&mut self, exchange: &Exchange) {
        if let Some(episode) = &exchange.episode {
            self.spent.entry(episode.clone()).or_default().add(exchange.usage);
            match exchange.status {
                Some(401..=403 | 408 | 429 | 500..) => self.refused.insert(episode.clone()),
                _ => self.refused.remove(episode),
            };
        }
        let Some(file) = &mut self.file else { return };
        let line = serde_json::to_string(exchange).map_err(std::io::Error::other);
        if line.and_then(|line| file.write_all((line + "\n").as_bytes())).is_err() {
            self.lost += 1;
        }
    }
}

fn lock(books: &Mutex<Books>) -> MutexGuard<'_, Books> {
    books.lock().unwrap_or_else(PoisonError::into_inner)
}
