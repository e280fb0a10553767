//! What can be typed after `mcplab drift`.

use std::path::PathBuf;

use clap::{Args as Group, Subcommand};

use super::Model;
use super::eval::Tasks;

#[derive(Debug, Subcommand)]
pub enum Drift {
    /// Write an inventory that has drifted, and the map between the calls of both
    Apply(Apply),
    /// Show old and new side by side
    Explain(Changes),
    /// Say what lies between two inventories; exit code 3 if it breaks clients
    Detect(Detect),
    /// Let agents attempt tasks while tools drift, as a plan says, and report what the drift costs them
    Run(Run),
    /// Report an experiment that was run
    Show(Show),
    /// Write the rows of a run once more as they are under drift, with the calls that are right then, executed again
    Augment(Augment),
    /// Show that drifted tasks keep a solution: exit code 3 if one does not although its operator promises it
    Prove(Prove),
}

#[derive(Debug, Group)]
pub struct Run {
    /// The plan, a TOML file: suite, tasks, agents, operators, severities, seeds, k, when.
    #[arg(value_name = "PLAN")]
    pub plan: PathBuf,

    /// The folder of the experiment; it must be empty or not there yet [default: drifts/PLAN].
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// Go on with the experiment in --out.
    #[arg(long)]
    pub resume: bool,

    /// Episodes that are open at the same time [default: two a core, or as many as the model may be asked at once].
    #[arg(long, value_name = "N")]
    pub at_once: Option<usize>,

    /// An mcp.json with servers of tasks that are not built in.
    #[arg(long, value_name = "FILE", env = "MCPLAB_SERVERS")]
    pub servers: Option<PathBuf>,

    /// Run tasks although no audit has found them sound.
    #[arg(long)]
    pub unaudited: bool,

    #[command(flatten)]
    pub model: Model,
}

#[derive(Debug, Group)]
pub struct Show {
    /// The folder of the experiment.
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
}

#[derive(Debug, Group)]
pub struct Augment {
    /// A run of `mcplab generate`.
    #[arg(value_name = "RUN")]
    pub run: PathBuf,

    /// The run to write; its folder must be empty or not there yet.
    #[arg(long, short, value_name = "RUN")]
    pub out: PathBuf,

    /// Operators by name, in turn from row to row [default: all that leave a right call].
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub operators: Vec<String>,

    /// The share of its places at which an operator is applied, above 0 and up to 1.
    #[arg(long, value_name = "SHARE", default_value_t = 1.0)]
    pub severity: f64,

    /// Drifted versions of each row.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub versions: u32,

    /// Keep each row as it was beside its drifted versions.
    #[arg(long)]
    pub with_originals: bool,

    /// The number that settles what operators leave open.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
}

#[derive(Debug, Group)]
pub struct Prove {
    #[command(flatten)]
    pub tasks: Tasks,

    /// Operators by name [default: all].
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub operators: Vec<String>,

    /// The share of its places at which an operator is applied, above 0 and up to 1.
    #[arg(long, value_name = "SHARE", default_value_t = 1.0)]
    pub severity: f64,

    /// The number that settles what operators leave open.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
}

#[derive(Debug, Group)]
pub struct Changes {
    /// What happens, one after the other: a name such as `rename_tool`, or a JSON object with parameters.
    #[arg(value_name = "OPERATOR", required = true)]
    pub operators: Vec<String>,

    /// The tools that drift: a snapshot of `mcplab inventory --save`, or one tool a line [default: those of the built-in servers].
    #[arg(long, value_name = "FILE")]
    pub inventory: Option<PathBuf>,

    /// The number that settles what the operators leave open.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
}

#[derive(Debug, Group)]
pub struct Apply {
    #[command(flatten)]
    pub changes: Changes,

    /// The folder that gets `inventory.jsonl` and `drift.json`.
    #[arg(long, short, value_name = "DIR")]
    pub out: PathBuf,
}

#[derive(Debug, Group)]
pub struct Detect {
    /// The inventory before: a snapshot, or one tool a line.
    #[arg(value_name = "OLD")]
    pub old: PathBuf,

    /// The inventory after.
    #[arg(value_name = "NEW")]
    pub new: PathBuf,

    /// Say which rows of a run break, and whether the map mends them.
    #[arg(long, value_name = "RUN")]
    pub rows: Option<PathBuf>,

    /// Say which tasks of a suite break, and whether the map mends them: `core`, or a file of tasks.
    #[arg(long, value_name = "SUITE")]
    pub suite: Option<String>,

    /// Write the proposed map.
    #[arg(long, value_name = "FILE")]
    pub map: Option<PathBuf>,
}
