//! What can be typed after `mcplab graph`.

use std::path::PathBuf;

use clap::{Args as Group, Subcommand, ValueEnum};

use super::Servers;

#[derive(Debug, Subcommand)]
pub enum Graph {
    /// Build the graph and write it as versioned JSON
    Build(Build),
    /// Show the most believed edges with their evidence, and what the graph lacks
    Show(Show),
    /// Say in words why there is an edge, or why there is none
    Explain(Explain),
    /// Measure how well edges are found, against gold edges
    Eval(Eval),
    /// Write the graph as JSON, DOT, GraphML or an interactive page
    Export(Export),
}

/// Where the graph comes from.
#[derive(Clone, Debug, Default, Group)]
pub struct Source {
    #[command(flatten)]
    pub servers: Servers,

    /// Take a graph that `mcplab graph build` wrote, and ask no server.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["servers", "builtin", "inventory", "prove", "prove_real"])]
    pub graph: Option<PathBuf>,

    /// Take the tools from a file instead of servers: a snapshot of `mcplab inventory --save`, or one tool a line
    /// (`{"server", "name", "description", "inputSchema", "outputSchema"?}`), which may be gzipped.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["servers", "builtin", "prove", "prove_real"])]
    pub inventory: Option<PathBuf>,

    /// Take observed evidence from the trajectories of a run.
    #[arg(long, value_name = "RUN")]
    pub observe: Vec<PathBuf>,

    /// Prove edges on sandboxed servers: call the consumer in forks with what the producer gave and with perturbed values.
    #[arg(long, value_name = "PAIRS", num_args = 0..=1, default_missing_value = "edges")]
    pub prove: Option<Pairs>,

    /// Prove edges on real servers too, with the tools alone that declare themselves read-only.
    #[arg(long, requires = "prove")]
    pub prove_real: bool,

    /// Write what was tried to a file, one pair a line.
    #[arg(long, value_name = "FILE", requires = "prove")]
    pub proofs: Option<PathBuf>,

    /// Let a model of meaning have a say: a model2vec folder with config.json, tokenizer.json and model.safetensors; needs
    /// a build with the feature `embeddings`.
    #[arg(long, value_name = "FOLDER")]
    pub embeddings: Option<PathBuf>,

    /// The number that the world descends from in which edges are proven.
    #[arg(long, value_name = "N", env = "MCPLAB_SEED", default_value_t = 1)]
    pub seed: u64,

    /// People's corrections: a file, or all *.toml of a folder [default: tool-graphs, where it is there].
    #[arg(long, value_name = "PATH")]
    pub annotations: Option<PathBuf>,
}

/// Which pairs are tried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Pairs {
    /// The edges of the graph.
    Edges,
    /// Every pair of parameters of a server whose types fit.
    Every,
}

#[derive(Debug, Group)]
pub struct Build {
    #[command(flatten)]
    pub source: Source,

    /// The older graph: only what a changed tool touches is scored anew.
    #[arg(long, value_name = "FILE", conflicts_with = "graph")]
    pub from: Option<PathBuf>,

    /// The file to write [default: stdout].
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Group)]
pub struct Show {
    #[command(flatten)]
    pub source: Source,

    /// How many edges to show.
    #[arg(long, value_name = "N", default_value_t = 30)]
    pub top: usize,

    /// Only edges believed at least this much, 0 to 1.
    #[arg(long, value_name = "X", default_value_t = 0.0)]
    pub at_least: f32,

    /// Only edges into or out of a tool, or of all tools of a server: NAME or SERVER.TOOL.
    #[arg(long, value_name = "NAME")]
    pub of: Option<String>,
}

#[derive(Debug, Group)]
pub struct Explain {
    /// The producer: SERVER.TOOL, or an output SERVER.TOOL.output.PATH.
    #[arg(value_name = "A")]
    pub from: String,

    /// The consumer: SERVER.TOOL, or an input SERVER.TOOL.input.PATH.
    #[arg(value_name = "B")]
    pub to: String,

    #[command(flatten)]
    pub source: Source,
}

#[derive(Debug, Group)]
pub struct Eval {
    #[command(flatten)]
    pub source: Source,

    /// Gold edges, one a line: `{"from": {"server", "tool", "path"}, "to": {..}}`.
    #[arg(long, value_name = "FILE", conflicts_with = "prove")]
    pub gold: Option<PathBuf>,

    /// Say for every consumer parameter that was not hit at first rank what stood above.
    #[arg(long)]
    pub misses: bool,
}

#[derive(Debug, Group)]
pub struct Export {
    #[command(flatten)]
    pub source: Source,

    /// The format.
    #[arg(long, value_enum, default_value_t = Form::Json)]
    pub to: Form,

    /// Leave out edges believed less than this, 0 to 1.
    #[arg(long, value_name = "X", default_value_t = 0.0)]
    pub at_least: f32,

    /// The file to write [default: stdout].
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// All that is known, versioned.
    Json,
    /// For Graphviz.
    Dot,
    /// For Gephi, yEd, networkx and other tools.
    Graphml,
    /// One page to look around in, which needs no network.
    Html,
}
