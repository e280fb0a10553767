//! What can be typed after `mcplab drift`.

use std::path::PathBuf;

use clap::{Args as Group, Subcommand};

#[derive(Debug, Subcommand)]
pub enum Drift {
    /// Write an inventory that has drifted, and the map between the calls of both
    Apply(Apply),
    /// Show old and new side by side
    Explain(Changes),
    /// Say what lies between two inventories; exit code 3 if it breaks clients
    Detect(Detect),
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

    /// Write the proposed map.
    #[arg(long, value_name = "FILE")]
    pub map: Option<PathBuf>,
}
