//! The gateway: episodes for agents that are programs of their own, behind one port.
//!
//! | request | what it does |
//! |---|---|
//! | `GET /v1/tasks` | the tasks of the suite |
//! | `POST /v1/episodes` `{task, trial?, fuzzy?}` | begins an episode: prompt, limits, and an `mcp.json` with its own endpoint |
//! | `POST /v1/episodes/ID/say` `{text}` | the agent speaks to the user; her reply, or null |
//! | `POST /v1/episodes/ID/finish` `{answer, usage?}` | ends and scores it |
//! | `DELETE /v1/episodes/ID` | ends it without a score, where the agent's side broke: as if it had never begun |
//! | `/e/ID/mcp` | the tools, resources and prompts of the episode (MCP, streamable HTTP) |
//!
//! Every request bears the token. Each episode that is scored is handed on, to be kept. An episode outlasts its MCP
//! sessions, of which it may have any number. One that nobody finishes is ended and scored as it stands, as out of time,
//! when its time has been up for a while.

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::header::HOST;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::time::{Instant, interval};
use uuid::Uuid;

use super::agent::Spent;
use super::finished::{finished, verdict};
use super::live::{Live, SERVER, Stage};
use super::run::Attempted;
use super::scene::system;
use super::world::{WorldError, Worlds};
use crate::exec::{Hub, Rooms, Secret, protected, serve_until};
use crate::model::{Episode, Seed};
use crate::score::{Ended, Task};

/// The lab is at fault.
const INTERNAL: StatusCode = StatusCode::INTERNAL_SERVER_ERROR;
/// How often it is looked for episodes that nobody finishes.
const ROUND: Duration = Duration::from_millis(500);

/// Whoever keeps finished episodes; or why it cannot.
pub type Keep = Box<dyn Fn(Attempted) -> Result<(), String> + Send + Sync>;

/// Open episodes behind a port.
pub struct Gateway {
    suite: String,
    tasks: BTreeMap<String, Arc<Task>>,
    worlds: Arc<Worlds>,
    rooms: Arc<Rooms>,
    open: Mutex<HashMap<String, Open>>,
    token: Secret,
    address: Mutex<Option<SocketAddr>>,
    grace: Duration,
    keep: Keep,
}

/// An episode that an agent has begun.
#[derive(Clone)]
struct Open {
    live: Live,
    trial: u32,
    /// When it is ended, if nobody finishes it before.
    until: Instant,
}

impl Gateway {
    /// An episode whose time is up is open for `grace` longer, to be finished.
    pub fn new(
        suite: &str,
        tasks: Vec<Arc<Task>>,
        worlds: Arc<Worlds>,
        token: Secret,
        grace: Duration,
        keep: Keep,
    ) -> Arc<Self> {
        Arc::new(Self {
            suite: suite.to_owned(),
            tasks: tasks.into_iter().map(|task| (task.id.clone(), task)).collect(),
            worlds,
            rooms: Arc::default(),
            open: Mutex::default(),
            token,
            address: Mutex::default(),
            grace,
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
            .route("/v1/episodes/{id}", delete(abandon))
            .route("/v1/episodes/{id}/say", post(say))
            .route("/v1/episodes/{id}/finish", post(finish))
            .with_state(Arc::clone(&self));
        let router = protected(router, &self.token).merge(rooms);
        let closing = Arc::clone(&self.rooms);
        tokio::select! {
            served = serve_until(listener, router, stop, move || closing.close_all()) => served,
            never = self.look_after() => match never {},
        }
    }

    /// Ends episodes that nobody finishes.
    async fn look_after(self: &Arc<Self>) -> std::convert::Infallible {
        let mut rounds = interval(ROUND);
        loop {
            let now = rounds.tick().await;
            let late = |(id, open): (&String, &Open)| (open.until <= now).then(|| id.clone());
            let late: Vec<String> = lock(&self.open).iter().filter_map(late).collect();
            for (id, open) in late.into_iter().filter_map(|id| Some((id.clone(), self.shut(&id).ok()?))) {
                let gateway = Arc::clone(self);
                // A call that hangs must not hold up others.
                tokio::spawn(async move {
                    let why = "nobody finished it in its time, nor for long after".to_owned();
                    if let Err(Refused(_, reason)) = gateway.end(&id, open, None, Spent::default(), Some(why)).await {
                        tracing::warn!(episode = id, reason, "an episode that nobody finished is lost");
                    }
                });
            }
        }
    }

    /// Gives a scene an endpoint of its own: its id, and the `mcp.json` to reach it by a name of this machine.
    pub(super) async fn admit(&self, live: &Live, host: Option<&str>) -> Result<(String, Value), String> {
        let id = Uuid::new_v4().to_string();
        let stage = Box::new(Stage::before(live).await);
        let episode = Episode { seed: Seed(0), now: String::new() };
        let hub = Hub::open(stage, &episode, Duration::ZERO).await.map_err(|error| error.to_string())?;
        self.rooms.open(&id, &Arc::new(hub));
        let address = lock(&self.address).ok_or("the gateway has no port yet")?.to_string();
        let url = format!("http://{}/e/{id}/mcp", host.unwrap_or(&address));
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

    fn find(&self, id: &str) -> Result<Open, Refused> {
        lock(&self.open).get(id).cloned().ok_or_else(|| not_open(id))
    }

    /// Takes an episode from those that are open; only one taker gets it.
    fn shut(&self, id: &str) -> Result<Open, Refused> {
        let open = lock(&self.open).remove(id).ok_or_else(|| not_open(id))?;
        self.dismiss(id);
        Ok(open)
    }

    /// Ends, scores and keeps an episode; the verdict.
    async fn end(
        &self,
        id: &str,
        open: Open,
        answer: Option<String>,
        spent: Spent,
        late: Option<String>,
    ) -> Result<Value, Refused> {
        let mut scene = open.live.take().await.ok_or_else(|| not_open(id))?;
        if let Some(answer) = answer {
            scene.say(answer);
        }
        if late.is_some() {
            scene.end(Ended::OutOfTime, late);
        }
        let attempted = finished(scene, open.trial, spent).await;
        let body = verdict(&attempted);
        (self.keep)(attempted).map_err(|reason| Refused(INTERNAL, reason))?;
        Ok(body)
    }
}

fn not_open(id: &str) -> Refused {
    let why = "it was never begun, or was finished, given up, or ended after its time";
    Refused(StatusCode::NOT_FOUND, format!("no episode {id} is open: {why}"))
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

async fn begin(
    State(gateway): State<Arc<Gateway>>,
    headers: HeaderMap,
    Json(wanted): Json<Begin>,
) -> Result<Response, Refused> {
    let known = gateway.tasks.get(&wanted.task);
    let task = known.ok_or_else(|| Refused(StatusCode::NOT_FOUND, format!("there is no task {}", wanted.task)))?;
    let task = if wanted.fuzzy { fuzzed(task) } else { Arc::clone(task) };
    let scene = gateway.worlds.enter(&task).await?;
    let until = Instant::now() + scene.time_left() + gateway.grace;
    let live = Live::new(scene, &gateway.worlds);
    // Where the agent has found the gateway it finds its tools, too.
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let (id, mcp) = gateway.admit(&live, host).await.map_err(|reason| Refused(INTERNAL, reason))?;
    lock(&gateway.open).insert(id.clone(), Open { live, trial: wanted.trial, until });
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
    let live = gateway.find(&id)?.live;
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
    let open = gateway.shut(&id)?;
    gateway.end(&id, open, last.answer, last.usage, None).await.map(Json)
}

async fn abandon(State(gateway): State<Arc<Gateway>>, Path(id): Path<String>) -> Result<StatusCode, Refused> {
    let open = gateway.shut(&id)?;
    if let Some(scene) = open.live.take().await {
        // Ends the servers.
        scene.finish().await;
    }
    Ok(StatusCode::NO_CONTENT)
}
