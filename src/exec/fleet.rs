//! Starts many servers at once; one that does not come leaves the others alone.

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::config::{Link, ServerSpec};
use super::real::RealServer;
use super::server::{Server, ServerError};
use super::twin::Twin;
use crate::model::Problem;

/// Starts the servers, at most `at_once` at the same time, and returns them in the order asked for.
pub async fn connect(specs: Vec<ServerSpec>, at_once: usize) -> (Vec<Box<dyn Server>>, Vec<Problem>) {
    let seats = Arc::new(Semaphore::new(at_once.max(1)));
    let mut starting = JoinSet::new();
    for (place, spec) in specs.into_iter().enumerate() {
        let seats = Arc::clone(&seats);
        starting.spawn(async move {
            // The semaphore is never closed, so that there always is a seat in the end.
            let _seat = seats.acquire().await;
            (place, start(spec).await)
        });
    }
    // A task that panicked is a bug of ours and must not pass for a missing server.
    let mut started = starting.join_all().await;
    started.sort_by_key(|(place, _)| *place);

    let mut servers: Vec<Box<dyn Server>> = Vec::new();
    let mut problems = Vec::new();
    for (_, result) in started {
        match result {
            Ok(server) => servers.push(server),
            Err(error) => problems.push(Problem::from(&error)),
        }
    }
    (servers, problems)
}

async fn start(spec: ServerSpec) -> Result<Box<dyn Server>, ServerError> {
    let Link::Cassette(file) = &spec.link else { return Ok(Box::new(RealServer::start(spec).await?)) };
    let live: Option<Box<dyn Server>> = match spec.with_link(file.live.as_deref()) {
        Some(live) => Some(Box::new(RealServer::start(live).await?)),
        None => None,
    };
    Ok(Box::new(Twin::open(&spec.name, file, live)?))
}
