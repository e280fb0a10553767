//! The gateway: episodes for agents that are programs of their own, behind one port.
//!
//! | request | what it does |
//! |---|---|
//! | `GET /v1/tasks` | the tasks of the suite |
//! | `POST /v1/episodes` `{task, trial?, fuzzy?}` | begins an episode: prompt, limits, and an `mcp.json` with its own endpoint |
//! | `POST /v1/episodes/ID/say` `{text}` | the agent speaks to the user; her reply, or null |
//! | `POST /v1/episodes/ID/finish` `{answer, usage?}` | ends and scores it |
//! | `/e/ID/mcp` | the tools of the episode (MCP, streamable HTTP) |
//!
//! Every request bears the token. Each episode that ends is handed on, to be kept.

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use uuid::Uuid;

use super::agent::Spent;
use super::live::{Live, SERVER, Stage};
use super::run::label;
use super::scene::system;
use super::view::View;
use super::world::{WorldError, Worlds};
use crate::exec::{Hub, Rooms, Secret, protected};
use crate::model::{Episode, Seed};
use crate::score::{self, Score, Task, score};

/// The lab is at fault.
const INTERNAL: StatusCode = StatusCode::INTERNAL_SERVER_ERROR;

/// What becomes of an episode that has ended.
pub struct Finished {
    pub task: Arc<Task>,
    pub trial: u32,
    pub episode: score::Episode,
    pub view: Arc<View>,
    pub score: Score,
    pub spent: Spent,
    pub milliseconds: u64,
}

/// Whoever keeps finished episodes; or why it cannot.
pub type Keep = Box<dyn Fn(Finished) -> Result<(), String> + Send + Sync>;

/// Open episodes behind a port.
pub struct Gateway {
    suite: String,
    tasks: BTreeMap<String, Arc<Task>>,
    worlds: Arc<Worlds>,
    rooms: Arc<Rooms>,
    open: Mutex<HashMap<String, (Live, u32)>>,
    token: Secret,
    address: Mutex<Option<SocketAddr>>,
    keep: Keep,
}

impl Gateway {
    pub fn new(suite: &str, tasks: Vec<Arc<Task>>, worlds: Arc<Worlds>, token: Secret, keep: Keep) -> Arc<Self> {
        Arc::new(Self {
            suite: suite.to_owned(),
            tasks: tasks.into_iter().map(|task| (task.id.clone(), task)).collect(),
            worlds,
            rooms: Arc::default(),
            open: Mutex::default(),
            token,
            address: Mutex::default(),
            keep,
        })
    }

    /// Opens the port; the address is known from now on.
    ///
    /// # Errors
    /// When the port cannot be opened.
    pub async fn bind(self: &Arc<Self>, address: SocketAddr) -> std::io::Result<(SocketAddr, TcpListener)> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        *lock(&self.address) = Some(address);
        Ok((address, listener))
    }

    /// Serves until `stop` comes.
    ///
    /// # Errors
    /// When the port fails.
    pub async fn serve(
        self: Arc<Self>,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> std::io::Result<()> {
        let rooms = self.rooms.router(&self.token);
        let router = Router::new()
            .route("/v1/tasks", get(tasks))
            .route("/v1/episodes", post(begin))
            .route("/v1/episodes/{id}/say", post(say))
            .route("/v1/episodes/{id}/finish", post(finish))
            .with_state(Arc::clone(&self));
        let router = protected(router, &self.token).merge(rooms);
        axum::serve(listener, router).with_graceful_shutdown(stop).await
    }

    /// Gives a scene an endpoint of its own: its id, and the `mcp.json` to reach it.
    pub(super) async fn admit(&self, live: &Live) -> Result<(String, Value), String> {
        let id = Uuid::new_v4().to_string();
        let stage = Box::new(Stage::before(live).await);
        let episode = Episode { seed: Seed(0), now: String::new() };
        let hub = Hub::open(stage, &episode, Duration::ZERO).await.map_err(|error| error.to_string())?;
        self.rooms.open(&id, &Arc::new(hub));
        let address = lock(&self.address).ok_or("the gateway has no port yet")?;
        let url = format!("http://{address}/e/{id}/mcp");
        // Gemini CLI, Qwen Code and their kin take `url` for the older transport, and `httpUrl` for this one.
        let config = json!({"mcpServers": {SERVER: {
            "type": "http",
            "url": url,
            "httpUrl": url,
            "headers": {"Authorization": format!("Bearer {}", self.token.reveal())},
        }}});
        Ok((id, config))
    }

    /// Takes the endpoint away.
    pub(super) fn dismiss(&self, id: &str) {
        self.rooms.close(id);
    }

    fn find(&self, id: &str) -> Result<(Live, u32), Refused> {
        let found = lock(&self.open).get(id).cloned();
        found.ok_or_else(|| Refused(StatusCode::NOT_FOUND, format!("no episode {id} is open")))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A request that cannot be served, with the reason.
struct Refused(StatusCode, String);

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"error": self.1}))).into_response()
    }
}

impl From<WorldError> for Refused {
    fn from(error: WorldError) -> Self {
        Self(INTERNAL, error.to_string())
    }
}

async fn tasks(State(gateway): State<Arc<Gateway>>) -> Json<Value> {
    let tasks = gateway.tasks.values().map(|task| {
        let servers: Vec<&str> = task.servers.iter().map(|server| server.name.as_str()).collect();
        let (id, category, prompt, fuzzy) = (&task.id, task.category.name(), &task.prompt, &task.fuzzy);
        json!({"id": id, "category": category, "prompt": prompt, "fuzzy": fuzzy, "servers": servers})
    });
    Json(json!({"suite": gateway.suite, "tasks": tasks.collect::<Vec<_>>()}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Begin {
    task: String,
    #[serde(default)]
    trial: u32,
    #[serde(default)]
    fuzzy: bool,
}

async fn begin(State(gateway): State<Arc<Gateway>>, Json(wanted): Json<Begin>) -> Result<Response, Refused> {
    let known = gateway.tasks.get(&wanted.task);
    let task = known.ok_or_else(|| Refused(StatusCode::NOT_FOUND, format!("there is no task {}", wanted.task)))?;
    let task = if wanted.fuzzy { fuzzed(task) } else { Arc::clone(task) };
    let live = Live::new(gateway.worlds.enter(&task).await?, &gateway.worlds);
    let (id, mcp) = gateway.admit(&live).await.map_err(|reason| Refused(INTERNAL, reason))?;
    lock(&gateway.open).insert(id.clone(), (live, wanted.trial));
    let body = json!({
        "episode": id, "task": task.id, "system": system(&task), "prompt": task.prompt, "now": task.now,
        "limits": task.limits, "mcp": mcp,
    });
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

/// The task with its request in other words, where it has them.
pub(super) fn fuzzed(task: &Arc<Task>) -> Arc<Task> {
    match &task.fuzzy {
        Some(fuzzy) => Arc::new(Task { prompt: fuzzy.clone(), ..Task::clone(task) }),
        None => Arc::clone(task),
    }
}

#[derive(Deserialize)]
struct Said {
    text: String,
}

async fn say(
    State(gateway): State<Arc<Gateway>>,
    Path(id): Path<String>,
    Json(said): Json<Said>,
) -> Result<Json<Value>, Refused> {
    let (live, _) = gateway.find(&id)?;
    let reply = live.scene().await.as_mut().and_then(|scene| scene.say(said.text));
    Ok(Json(json!({"reply": reply})))
}

#[derive(Deserialize)]
struct Answer {
    /// None where all was said before.
    #[serde(default)]
    answer: Option<String>,
    #[serde(default)]
    usage: Spent,
}

async fn finish(
    State(gateway): State<Arc<Gateway>>,
    Path(id): Path<String>,
    Json(last): Json<Answer>,
) -> Result<Json<Value>, Refused> {
    let (live, trial) = gateway.find(&id)?;
    let mut scene =
        live.take().await.ok_or_else(|| Refused(StatusCode::CONFLICT, format!("episode {id} has ended")))?;
    lock(&gateway.open).remove(&id);
    gateway.dismiss(&id);
    if let Some(answer) = last.answer {
        scene.say(answer);
    }
    let (task, view) = (Arc::clone(scene.task()), Arc::clone(scene.view()));
    let milliseconds = u64::try_from(scene.age().as_millis()).unwrap_or(u64::MAX);
    let mut episode = scene.finish().await;
    label(&mut episode.trajectory, &task, "outside", trial);
    let score = score(&task, &episode);
    let checks = score
        .checks
        .iter()
        .map(|(name, judged)| json!({"name": name, "passed": judged.passed, "evidence": judged.evidence}));
    let body = json!({
        "passed": score.passed, "failure": score.failure, "checks": checks.collect::<Vec<_>>(),
        "calls": episode.trajectory.steps.len(),
    });
    let finished = Finished { task, trial, episode, view, score, spent: last.usage, milliseconds };
    (gateway.keep)(finished).map_err(|reason| Refused(INTERNAL, reason))?;
    Ok(Json(body))
}
