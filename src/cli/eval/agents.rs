//! The agent that was asked for.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::super::args::eval::Run;
use super::super::exit_code::UsageError;
use super::super::settings::Settings;
use super::super::voice;
use super::held::held;
use crate::eval::{
    Agent, Gateway, GraphPlanner, Native, Null, Oracle, Program, Random, React, Structured, Suite, Traffic, Worlds,
};
use crate::exec::{Redactor, Secret};
use crate::llm::{self, Key, Ledger};
use crate::model::Seed;
use crate::score::Task;

/// What a command is marked by.
const COMMAND: &str = "command:";

/// What a file of conversations is marked by.
const MESSAGES: &str = "messages:";

/// An agent, ready to be asked.
pub struct Chosen {
    pub agent: Arc<dyn Agent>,
    /// What its model has cost.
    pub model: Option<Arc<Ledger>>,
    /// As many episodes at the same time as suit it.
    pub at_once: Option<usize>,
    /// What its program says to a model.
    pub traffic: Option<Arc<Traffic>>,
}

impl Chosen {
    fn plain(agent: impl Agent + 'static) -> Self {
        Self { agent: Arc::new(agent), model: None, at_once: None, traffic: None }
    }
}

pub async fn choose(
    args: &Run,
    settings: &Settings,
    suite: &Suite,
    tasks: &[Arc<Task>],
    worlds: &Arc<Worlds>,
) -> anyhow::Result<Chosen> {
    match args.agent.as_str() {
        "oracle" => Ok(Chosen::plain(Oracle::new())),
        "oracle-with-map" => Ok(Chosen::plain(Oracle::with_map())),
        "null" => Ok(Chosen::plain(Null)),
        "random" => Ok(Chosen::plain(Random { seed: Seed(args.seed) })),
        "planner" => Ok(Chosen::plain(GraphPlanner::default())),
        kind @ ("native" | "structured" | "react") => {
            let wanted = voice::wanted(&args.model, settings.model.as_ref())?.ok_or_else(|| {
                UsageError(format!(
                    "use --agent {kind}: it is not said which model (hint: --model and --model-url, or [model] in mcplab.toml)"
                ))
            })?;
            let env = |name: &str| std::env::var(name).ok();
            let opened = llm::open(&wanted, None::<&Path>, args.model.model_replay, env)
                .map_err(|error| UsageError(error.to_string()))?;
            let model = opened.model;
            let agent: Arc<dyn Agent> = match kind {
                "native" => Arc::new(Native::new(model)),
                "structured" => Arc::new(Structured::new(model)),
                _ => Arc::new(React::new(model)),
            };
            let at_once = Some(wanted.concurrency);
            Ok(Chosen { agent, model: Some(opened.ledger), at_once, traffic: None })
        }
        other => match (other.strip_prefix(COMMAND), other.strip_prefix(MESSAGES)) {
            (Some(command), _) => program(command, args, suite, tasks, worlds).await,
            (None, Some(file)) => Ok(Chosen::plain(held(file)?)),
            (None, None) => Err(UsageError(format!(
                "use --agent {other}: there is none of this name (hint: oracle, null, random, planner, native, structured, react, \
                 messages:FILE, or command:PROGRAM ARGUMENTS)"
            ))
            .into()),
        },
    }
}

/// What a program finds in its environment and must not say: the token, and whatever is called a secret there.
fn secrets(token: &Secret) -> Redactor {
    const MARKS: [&str; 4] = ["KEY", "TOKEN", "SECRET", "PASSWORD"];
    // Shorter values may be words of an answer.
    const SHORTEST: usize = 12;
    let marked = |name: &str| MARKS.iter().any(|mark| name.to_uppercase().contains(mark));
    let found =
        std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let found = found.filter(|(name, value)| marked(name) && value.len() >= SHORTEST);
    let found: Vec<(String, Secret)> = found.map(|(name, value)| (name, Secret::new(value))).collect();
    Redactor::new(found.iter().map(|(name, value)| (name.as_str(), value)).chain([("token", token)]))
}

/// Whether there is a program of this name, as the system looks for it.
fn is_there(program: &str) -> bool {
    if program.contains(std::path::MAIN_SEPARATOR) {
        return Path::new(program).exists();
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    cfg!(windows) || std::env::split_paths(&folders).any(|folder| folder.join(program).is_file())
}

/// A program with a gateway of its own.
async fn program(
    command: &str,
    args: &Run,
    suite: &Suite,
    tasks: &[Arc<Task>],
    worlds: &Arc<Worlds>,
) -> anyhow::Result<Chosen> {
    let words = shlex::split(command)
        .ok_or_else(|| UsageError(format!("use --agent {COMMAND}{command}: a quote is not closed")))?;
    if let Some(program) = words.first().filter(|program| !program.is_empty() && !is_there(program)) {
        return Err(UsageError(format!(
            "use --agent {COMMAND}{command}: there is no program {program} (hint: give its whole path, or mend PATH)"
        ))
        .into());
    }
    let token = Secret::new(uuid::Uuid::new_v4().to_string());
    let secrets = secrets(&token);
    let gateway =
        Gateway::new(&suite.name, tasks.to_vec(), Arc::clone(worlds), token, Duration::ZERO, Box::new(|_| Ok(())));
    let (_, listener) = gateway.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
    let name = words.first().map_or("command", |word| word.rsplit('/').next().unwrap_or(word)).to_owned();
    let traffic = match &args.proxy {
        Some(upstream) => {
            let key = match &args.model.model_key_env {
                Some(name) => {
                    let key = Key::read(name, |name| std::env::var(name).ok());
                    Some(key.map_err(|error| UsageError(error.to_string()))?)
                }
                None => None,
            };
            Some(Arc::new(Traffic::before(upstream.clone().into(), key).await?))
        }
        None => None,
    };
    let agent = Program::new(&name, words, Arc::clone(&gateway), traffic.clone(), secrets)
        .map_err(|error| UsageError(error.to_string()))?;
    tokio::spawn(gateway.serve(listener, std::future::pending()));
    Ok(Chosen { traffic, ..Chosen::plain(agent) })
}
