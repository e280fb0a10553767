//! What can be typed: types and their help, no behaviour.

pub mod dataset;
pub mod drift;
pub mod eval;
pub mod graph;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args as Group, Parser, Subcommand, ValueEnum};

use crate::export::{Storage, profiles};

/// An MCP-native tool-use trajectory lab: servers in, verified tool-use rows out.
///
/// Without any configuration every verb works on the built-in simulated servers.
#[derive(Debug, Parser)]
#[command(name = "mcplab", version, max_term_width = 100, after_help = AFTER_HELP)]
pub struct Args {
    #[command(subcommand)]
    pub verb: Verb,

    /// How results are written to stdout.
    #[arg(long, global = true, value_enum, default_value_t = Format::Human, env = "MCPLAB_FORMAT")]
    pub format: Format,

    /// The settings file [default: mcplab.toml, where there is one].
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// No progress and no notes on stderr; errors stay.
    #[arg(long, short, global = true)]
    pub quiet: bool,

    /// More log on stderr; twice for everything.
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

const AFTER_HELP: &str = "Exit codes: 0 done, 1 internal error, 2 wrong usage or input, 3 a check failed, \
4 nothing to work on, 5 interrupted and resumable.";

#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Show what servers offer and what is broken, tool by tool
    Inventory(Inventory),
    /// Build the dependency graph, prove its edges, show and explain them, measure and export it
    #[command(subcommand)]
    Graph(graph::Graph),
    /// Make verified tool-use rows
    Generate(Generate),
    /// Write the rows of a run in the format of a trainer
    Export(Export),
    /// Make a data set of trajectories that others made
    Import(Import),
    /// Count, clean, choose and split the rows of a data set
    #[command(subcommand)]
    Dataset(dataset::Dataset),
    /// Let agents attempt tasks, and score what comes of it
    Eval(eval::Eval),
    /// Make tasks of executed chains, and audit them
    #[command(subcommand)]
    Task(eval::Task),
    /// Change an inventory on purpose, or find out what changed between two
    #[command(subcommand)]
    Drift(drift::Drift),
    /// Judge the rows of a run anew, and see which seeded defects the filter finds
    Filter(Filter),
    /// Execute the rows of a run again and compare every result and state
    Replay(Replay),
    /// Serve servers of the lab to any MCP client
    Serve(Serve),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Text for people.
    Human,
    /// One JSON document.
    Json,
}

/// Which servers take part.
#[derive(Clone, Debug, Default, Group)]
pub struct Servers {
    /// An mcp.json as Claude Desktop, Cursor and VS Code use it: its servers take part.
    #[arg(long, value_name = "FILE", env = "MCPLAB_SERVERS")]
    pub servers: Option<PathBuf>,

    /// Built-in servers that take part, by name, or `all` [default: all, unless --servers is given].
    #[arg(long, value_name = "NAMES", value_delimiter = ',', env = "MCPLAB_BUILTIN")]
    pub builtin: Option<Vec<String>>,

    /// Offer resources and prompts as tools: list_resources, read_resource, get_prompt_NAME.
    #[arg(long, env = "MCPLAB_RESOURCES")]
    pub resources: bool,

    /// Keep every answer of the servers of --servers in this folder, a cassette for each server; `inventory` asks what
    /// it can without changing anything.
    #[arg(long, value_name = "DIR", requires = "servers")]
    pub record: Option<PathBuf>,
}

#[derive(Debug, Group)]
pub struct Inventory {
    #[command(flatten)]
    pub servers: Servers,

    /// Write the inventory to a snapshot file.
    #[arg(long, value_name = "FILE")]
    pub save: Option<PathBuf>,

    /// Compare with an older snapshot; two files are compared with each other and no server is asked.
    #[arg(long, value_name = "FILE", num_args = 1..=2, value_names = ["OLD", "NEW"])]
    pub diff: Option<Vec<PathBuf>>,
}

#[derive(Debug, Group)]
pub struct Generate {
    #[command(flatten)]
    pub servers: Servers,

    /// Rows to make [default: 1000].
    #[arg(long, short = 'n', value_name = "N", env = "MCPLAB_COUNT")]
    pub count: Option<u64>,

    /// The number that every random choice descends from [default: 1].
    #[arg(long, value_name = "N", env = "MCPLAB_SEED")]
    pub seed: Option<u64>,

    /// The run's directory; it must be empty or not there yet [default: runs/seed-N].
    #[arg(long, short, value_name = "DIR", env = "MCPLAB_OUT")]
    pub out: Option<PathBuf>,

    /// Worker threads; they change no byte of the result; 32 at most [default: one a core].
    #[arg(long, short, value_name = "N", env = "MCPLAB_JOBS")]
    pub jobs: Option<usize>,

    /// Rows of one Parquet file [default: 10000].
    #[arg(long, value_name = "N")]
    pub rows_per_shard: Option<u32>,

    /// Real servers are only asked, never changed: no tool of theirs that may change anything is called.
    #[arg(long)]
    pub read_only: bool,

    /// Weights of kinds of rows, e.g. `multi_turn=30,no_tool=0`; the others keep theirs. Kinds: single, sequence,
    /// parallel, fan_out, fan_in, diamond, long, multi_turn, missing_parameter, no_tool, policy, elicitation, resources,
    /// recovery.
    #[arg(long, value_name = "KIND=WEIGHT", value_delimiter = ',')]
    pub mix: Vec<String>,

    /// How chains are sampled.
    #[arg(long, value_enum, default_value_t = Sampler::Coverage)]
    pub sampler: Sampler,

    /// Let the rows share so many worlds: users, each at her moment, who take turns [default: new ones for every 8 rows].
    #[arg(long, value_name = "N")]
    pub worlds: Option<u64>,

    /// Write each request in other words as well, under the label `fuzzy`, for tasks.
    #[arg(long)]
    pub fuzzy: bool,

    /// How many of 100 requests have a slip of the fingers [default: 0].
    #[arg(long, value_name = "N")]
    pub typos: Option<u8>,

    /// How people speak of your servers' tools: phrasebooks as those in src/synth/phrases.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub phrases: Vec<PathBuf>,

    #[command(flatten)]
    pub model: Model,

    /// Go on with the interrupted run in --out.
    #[arg(long)]
    pub resume: bool,
}

/// A model that says the texts in its own words; `[model]` of mcplab.toml says more.
#[derive(Clone, Debug, Default, Group)]
pub struct Model {
    /// The model's name at its endpoint. Its texts pass the same gates as the embedded writer's, whose text stays where
    /// they do not.
    #[arg(long, value_name = "NAME", env = "MCPLAB_MODEL")]
    pub model: Option<String>,

    /// The base address of an OpenAI-compatible endpoint (Ollama, vLLM, llama.cpp, OpenRouter, OpenAI) or of Anthropic's.
    #[arg(long, value_name = "URL", env = "MCPLAB_MODEL_URL")]
    pub model_url: Option<String>,

    /// How the endpoint wants to be spoken to.
    #[arg(long, value_enum, value_name = "API")]
    pub model_api: Option<ModelApi>,

    /// The NAME of the environment variable that holds the key.
    #[arg(long, value_name = "NAME")]
    pub model_key_env: Option<String>,

    /// The folder in which every exchange is kept; a rerun is answered from it and costs nothing [default: models].
    #[arg(long, value_name = "DIR")]
    pub model_record: Option<PathBuf>,

    /// Ask no endpoint: what is not recorded is an error.
    #[arg(long)]
    pub model_replay: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ModelApi {
    Openai,
    Anthropic,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Sampler {
    /// Toward what the rows so far lack, and what works.
    #[default]
    Coverage,
    /// At random along the edges, without memory: what the other is measured against.
    Walk,
}

impl From<Sampler> for crate::chain::Sampler {
    fn from(sampler: Sampler) -> Self {
        match sampler {
            Sampler::Coverage => Self::Coverage,
            Sampler::Walk => Self::Walk,
        }
    }
}

#[derive(Debug, Group)]
pub struct Export {
    /// The run's directory.
    #[arg(value_name = "RUN", required_unless_present = "targets")]
    pub run: Option<PathBuf>,

    /// The target format.
    #[arg(long, value_name = "PROFILE", default_value = "openai", value_parser = profile_names())]
    pub to: String,

    /// The file to write, or a folder for shards [default: stdout].
    #[arg(long, short, value_name = "PATH")]
    pub out: Option<PathBuf>,

    /// How rows are stored [default: as --out ends, or JSON lines].
    #[arg(long = "as", value_enum, value_name = "STORAGE")]
    pub storage: Option<RowStorage>,

    /// Write files of so many rows into the folder --out [default for folders: 10000].
    #[arg(long, value_name = "ROWS", requires = "out")]
    pub shard_rows: Option<u64>,

    /// Render every row through a chat template (a .jinja file or a tokenizer_config.json) as its trainer would: rows that
    /// the template harms are reported and not written.
    #[arg(long, value_name = "FILE")]
    pub check_template: Option<PathBuf>,

    /// Show a row, by its index, as the template renders it, with what would be trained between ⟦ and ⟧.
    #[arg(long, value_name = "INDEX", requires = "check_template")]
    pub show: Option<u64>,

    /// Count tokens as well, and show where they end: a model's tokenizer.json.
    #[arg(long, value_name = "FILE", requires = "check_template")]
    pub tokenizer: Option<PathBuf>,

    /// Print the table of all targets: what each keeps and loses.
    #[arg(long)]
    pub targets: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RowStorage {
    /// One JSON object a line.
    Jsonl,
    /// Columns, compressed with zstd; JSON columns bear the `arrow.json` extension type.
    Parquet,
}

impl Export {
    /// What was asked for, or what the name of --out ends with.
    pub fn storage(&self) -> Storage {
        match (self.storage, &self.out) {
            (Some(RowStorage::Jsonl), _) | (None, None) => Storage::Jsonl,
            (Some(RowStorage::Parquet), _) => Storage::Parquet,
            (None, Some(path)) => Storage::of(path),
        }
    }
}

fn profile_names() -> PossibleValuesParser {
    PossibleValuesParser::new(
        profiles().iter().map(|profile| PossibleValue::new(profile.name()).help(profile.description())),
    )
}

#[derive(Debug, Group)]
pub struct Import {
    /// The files: JSON lines, JSON, Parquet with columns of text, logs; also gzipped.
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,

    /// The format [default: what the file looks like].
    #[arg(long, value_name = "FORMAT", value_parser = format_names())]
    pub from: Option<String>,

    /// The directory of the new data set [default: runs/import].
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// Tools for sources that do not name theirs, one a line: `{"server", "name", "description", "inputSchema"}`.
    #[arg(long, value_name = "FILE")]
    pub tools: Option<PathBuf>,
}

fn format_names() -> PossibleValuesParser {
    let all = crate::import::Format::all().into_iter();
    PossibleValuesParser::new(all.map(|(name, about)| PossibleValue::new(name).help(about)))
}

#[derive(Debug, Group)]
pub struct Filter {
    /// The run's directory.
    #[arg(value_name = "RUN")]
    pub run: PathBuf,

    /// Plant a defect of every kind into every row, and count which of them are found.
    #[arg(long)]
    pub audit: bool,

    /// Ask a model: its opinion on so many rows, half of them with a planted defect, gives its kappa; only from 0.61 on it is asked
    /// about the others and may drop them.
    #[arg(long, value_name = "N")]
    pub judge: Option<u64>,

    #[command(flatten)]
    pub model: Model,

    /// Leave every turn out, replace its values, swap it with its neighbour in forks of the sandboxed servers, and say what each
    /// turn adds.
    #[arg(long)]
    pub counterfactual: bool,

    /// The mcp.json of the run, where guests of the sandbox in it took part.
    #[arg(long, value_name = "FILE", env = "MCPLAB_SERVERS")]
    pub servers: Option<PathBuf>,

    /// Write a data set of the rows that are kept, with the new verdicts, into this directory.
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// How many examples of every reason are shown.
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub examples: usize,

    /// Judge no more rows than this.
    #[arg(long, short = 'n', value_name = "N")]
    pub count: Option<u64>,

    /// The number that the choice of defects descends from.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
}

#[derive(Debug, Group)]
pub struct Replay {
    /// The run's directory.
    #[arg(value_name = "RUN")]
    pub run: PathBuf,

    /// The mcp.json of the run, where guests of the sandbox in it took part.
    #[arg(long, value_name = "FILE", env = "MCPLAB_SERVERS")]
    pub servers: Option<PathBuf>,

    /// Worker threads [default: one a core].
    #[arg(long, short, value_name = "N", env = "MCPLAB_JOBS")]
    pub jobs: Option<usize>,
}

#[derive(Debug, Group)]
pub struct Serve {
    #[command(flatten)]
    pub servers: Servers,

    /// Serve an episode of this task instead: on standard input and output, scored when the client hangs up; with
    /// --http, as `mcplab eval serve` does.
    #[arg(long, value_name = "ID", conflicts_with_all = ["wasm", "drift", "large"])]
    pub task: Option<String>,

    /// The suite of --task: `core`, `starter`, or a file.
    #[arg(long, value_name = "SUITE", default_value = "core", env = "MCPLAB_SUITE")]
    pub suite: String,

    /// Serve a task although no audit has found it sound.
    #[arg(long, requires = "task")]
    pub unaudited: bool,

    /// Where the agent's answer stands when the client hangs up.
    #[arg(long, value_name = "FILE", requires = "task", conflicts_with = "http")]
    pub answer: Option<PathBuf>,

    /// Keep the episode of --task in this folder.
    #[arg(long, short, value_name = "DIR", requires = "task")]
    pub out: Option<PathBuf>,

    /// A guest of the sandbox to serve: a module, component or WASI program.
    #[arg(long, value_name = "FILE")]
    pub wasm: Option<PathBuf>,

    /// The program of an interpreter given with --wasm.
    #[arg(long, value_name = "FILE", requires = "wasm")]
    pub program: Option<PathBuf>,

    /// What the guest given with --wasm may use: a profile's name or file [default: nothing; a WASI program: `stdio`].
    #[arg(long, value_name = "PROFILE", requires = "wasm")]
    pub profile: Option<String>,

    /// Serve over streamable HTTP at this address; port 0 takes a free one [default: standard input and output for one
    /// server, 127.0.0.1:8321 for several].
    #[arg(long, value_name = "ADDRESS")]
    pub http: Option<SocketAddr>,

    /// The bearer token that requests over HTTP must bear.
    #[arg(long, value_name = "TOKEN", env = "MCPLAB_TOKEN", hide_env_values = true)]
    pub token: Option<String>,

    /// Serve the tools as they have drifted: a folder of `mcplab drift apply`. Calls are brought over to the servers as they are.
    #[arg(long, value_name = "FOLDER")]
    pub drift: Option<PathBuf>,

    /// The number that the world descends from.
    #[arg(long, value_name = "N", env = "MCPLAB_SEED", default_value_t = 1)]
    pub seed: u64,

    /// The moment in which the episode begins: RFC 3339 with offset.
    #[arg(long, value_name = "TIME", default_value = "2026-03-05T14:30:00+01:00")]
    pub now: String,

    /// A world ten times as large.
    #[arg(long)]
    pub large: bool,

    /// Milliseconds between two notes of progress of a long call.
    #[arg(long, value_name = "MS", default_value_t = 50)]
    pub pace: u64,
}
