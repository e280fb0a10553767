//! What can be typed for `mcplab eval` and `mcplab task`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args as Group, Subcommand};

use super::Model;

#[derive(Debug, Group)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Eval {
    #[command(subcommand)]
    pub what: Option<What>,

    #[command(flatten)]
    pub run: Run,
}

#[derive(Debug, Subcommand)]
pub enum What {
    /// Show what an evaluation came to
    Show(Show),
    /// Score the episodes of an evaluation again, without any agent
    Regrade(Regrade),
    /// Compare two evaluations at the tasks of both
    Compare(Compare),
    /// Serve episodes to agents outside: prompt, tools over MCP, and score
    Serve(Serve),
    /// Write the trajectories of an evaluation as a run, for export, filter and dataset
    Rows(Rows),
}

/// Seconds after its time in which an episode can still be finished, if nothing else is said.
pub const GRACE: u64 = 600;

/// Which tasks are meant.
#[derive(Clone, Debug, Group)]
pub struct Tasks {
    /// The suite: `core`, `starter` for small models, or a file of tasks (.jsonl, .json, .toml).
    #[arg(long, value_name = "SUITE", default_value = "core", env = "MCPLAB_SUITE")]
    pub suite: String,

    /// Tasks by their ids, or by what the ids begin with.
    #[arg(long, value_name = "IDS", value_delimiter = ',')]
    pub tasks: Vec<String>,

    /// So many tasks, spread evenly over the suite.
    #[arg(long, value_name = "N")]
    pub sample: Option<usize>,

    /// An mcp.json with servers of tasks that are not built in.
    #[arg(long, value_name = "FILE", env = "MCPLAB_SERVERS")]
    pub servers: Option<PathBuf>,

    /// Run tasks although no audit has found them sound.
    #[arg(long)]
    pub unaudited: bool,
}

#[derive(Debug, Group)]
pub struct Run {
    #[command(flatten)]
    pub tasks: Tasks,

    /// Who attempts the tasks: oracle, null, random, planner, native, structured, react, `messages:FILE` for conversations
    /// that were held elsewhere, or `command:PROGRAM ARGUMENTS` for a program that speaks MCP ({prompt}, {system},
    /// {mcp_config}, {folder} and {episode} are filled in).
    #[arg(long, value_name = "AGENT", default_value = "planner", env = "MCPLAB_AGENT")]
    pub agent: String,

    /// Attempts at each task.
    #[arg(long, value_name = "K", default_value_t = 1)]
    pub k: u32,

    /// Put requests in other words, where tasks have them.
    #[arg(long)]
    pub fuzzy: bool,

    /// The folder of the evaluation; it must be empty or not there yet [default: evals/SUITE-AGENT].
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// Go on with the evaluation in --out.
    #[arg(long)]
    pub resume: bool,

    /// Episodes that are open at the same time [default: two a core, or as many as the model may be asked at once].
    #[arg(long, value_name = "N")]
    pub at_once: Option<usize>,

    /// Seconds that an attempt may take, instead of what its task says: for models that are slow here.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub seconds: Option<u32>,

    /// The number that every random choice descends from.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,

    /// Record what an agent program says to its model: the endpoint behind the proxy. The program finds the proxy's
    /// addresses in OPENAI_BASE_URL and ANTHROPIC_BASE_URL.
    #[arg(long, value_name = "URL")]
    pub proxy: Option<String>,

    #[command(flatten)]
    pub model: Model,
}

#[derive(Debug, Group)]
pub struct Show {
    /// The folder of the evaluation.
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,

    /// Show the episodes of one task, call by call.
    #[arg(long, value_name = "ID")]
    pub task: Option<String>,

    #[arg(long, value_name = "SUITE", default_value = "core")]
    pub suite: String,
}

#[derive(Debug, Group)]
pub struct Regrade {
    /// The folder of the evaluation.
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,

    /// The suite with the checks: `core`, `starter`, or a file.
    #[arg(long, value_name = "SUITE", default_value = "core")]
    pub suite: String,
}

#[derive(Debug, Group)]
pub struct Compare {
    /// Folders of two evaluations.
    #[arg(value_name = "DIR", num_args = 2)]
    pub dirs: Vec<PathBuf>,
}

#[derive(Debug, Group)]
pub struct Serve {
    #[command(flatten)]
    pub tasks: Tasks,

    /// Where the gateway listens.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8322")]
    pub http: SocketAddr,

    /// What requests must bear [default: a new one, which is shown].
    #[arg(long, value_name = "TOKEN", env = "MCPLAB_TOKEN", hide_env_values = true)]
    pub token: Option<String>,

    /// Keep the episodes in this folder.
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// Go on with the evaluation in --out.
    #[arg(long, requires = "out")]
    pub resume: bool,

    /// Seconds that an attempt may take, instead of what its task says.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub seconds: Option<u32>,

    /// Seconds after its time in which an episode can still be finished; then it is ended and scored as it stands.
    #[arg(long, value_name = "N", default_value_t = GRACE)]
    pub grace: u64,
}

#[derive(Debug, Group)]
pub struct Rows {
    /// The folder of the evaluation.
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,

    /// The run to write; its folder must be empty or not there yet.
    #[arg(long, short, value_name = "RUN")]
    pub out: PathBuf,

    /// Leave out attempts that did not pass.
    #[arg(long)]
    pub passed: bool,
}

#[derive(Debug, Subcommand)]
pub enum Task {
    /// Make tasks of the rows of a run, audit them and keep the sound ones
    Make(Make),
    /// Play references, broken references and agents that do nothing: can the tasks be trusted?
    Audit(Audit),
    /// Show tasks as people read them
    Show(ShowTask),
    /// Make tasks of other benchmarks' files: tau2-bench, BFCL multi-turn, MCP-Bench, LiveMCPBench
    Import(Import),
}

#[derive(Debug, Group)]
pub struct Make {
    /// Runs of `mcplab generate`.
    #[arg(value_name = "RUN", required = true)]
    pub runs: Vec<PathBuf>,

    /// The suite to write; its lock is written beside it.
    #[arg(long, short, value_name = "FILE")]
    pub out: PathBuf,

    /// Tasks of each cell of the grid.
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub grid: usize,

    /// Tasks of each kind beyond the grid: stateful, multi-turn, error recovery, resources.
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub beyond: usize,

    /// Tasks that one server may have in one cell.
    #[arg(long, value_name = "N", default_value_t = 6)]
    pub per_server: usize,

    /// The number that every random choice descends from.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
}

#[derive(Debug, Group)]
pub struct Audit {
    #[command(flatten)]
    pub tasks: Tasks,

    /// Write what was found to the lock of the suite.
    #[arg(long)]
    pub lock: bool,

    /// Search forks of the servers for other ways to the outcome of each task, and see whether its checks take them.
    #[arg(long, conflicts_with = "lock")]
    pub search: bool,
}

#[derive(Debug, Group)]
pub struct ShowTask {
    #[command(flatten)]
    pub tasks: Tasks,
}

#[derive(Debug, Group)]
pub struct Import {
    /// Files of tasks; questions and answers of BFCL belong together and are given together.
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,

    /// The suite to write.
    #[arg(long, short, value_name = "FILE")]
    pub out: PathBuf,
}
