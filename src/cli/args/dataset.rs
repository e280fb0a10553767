//! What can be typed after `mcplab dataset`.

use std::path::PathBuf;

use clap::{Args as Group, Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
pub enum Dataset {
    /// A data set in numbers: funnel, coverage, lengths, diversity, balance
    Stats(Stats),
    /// Leave out rows that nearly repeat an earlier one
    Dedup(Dedup),
    /// Take the rows that are worth most
    Select(Select),
    /// Make a part to train on and a part to test on that share no tool, server, entity or frame
    Split(Split),
    /// Leave out rows that are near a benchmark
    Decontaminate(Decontaminate),
    /// Make the data card anew, with statistics and a licence
    Card(Card),
}

#[derive(Debug, Group)]
pub struct Stats {
    /// The run's directory.
    #[arg(value_name = "RUN")]
    pub run: PathBuf,

    /// Lengths in tokens as well: a model's tokenizer.json.
    #[arg(long, value_name = "FILE")]
    pub tokenizer: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum By {
    /// The request.
    Query,
    /// The calls, with the names of their arguments.
    Skeleton,
    /// Request and calls together.
    Both,
}

#[derive(Debug, Group)]
pub struct Dedup {
    /// The run's directory.
    #[arg(value_name = "RUN")]
    pub run: PathBuf,

    /// The directory of the new data set.
    #[arg(long, short, value_name = "DIR")]
    pub out: PathBuf,

    /// What is compared.
    #[arg(long, value_enum, default_value_t = By::Query)]
    pub by: By,

    /// The Jaccard similarity from which on two rows are the same, above 0 and up to 1.
    #[arg(long, value_name = "X", default_value_t = 0.8)]
    pub threshold: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Method {
    /// Complex and good rows first, unless near one that is taken (Liu et al. 2024); without scores in --losses, both are
    /// told from calls, dependencies, tools in view and verdicts.
    Deita,
    /// Rows whose call skeletons stand for all others (greedy k-center).
    KCenter,
    /// As few rows as cover all tools and calls.
    Cover,
    /// Rows whose answer the request makes likelier, but not too easily (Li et al. 2024): by --losses, or by a model
    /// that gives log-probabilities.
    Ifd,
    /// All rows; calls that make the rest no likelier are masked (Schick et al. 2023): by --losses, or by a
    /// model that gives log-probabilities.
    Toolformer,
    /// Rows rated high enough (AlpaGasus, Chen et al. 2024): by the ratings of --losses, or by a model.
    Rating,
    /// All rows, e.g. to put them in order.
    All,
}

impl Method {
    /// Whether it needs what a model says of the rows.
    pub fn needs_opinions(self) -> bool {
        matches!(self, Self::Ifd | Self::Toolformer | Self::Rating)
    }
}

#[derive(Debug, Group)]
pub struct Select {
    /// The run's directory.
    #[arg(value_name = "RUN")]
    pub run: PathBuf,

    /// The directory of the new data set.
    #[arg(long, short, value_name = "DIR")]
    pub out: PathBuf,

    /// How rows are chosen.
    #[arg(long, value_enum, default_value_t = Method::Deita)]
    pub method: Method,

    /// How many rows at most, e.g. 1000 as in LIMA (Zhou et al. 2023).
    #[arg(long, short = 'n', value_name = "ROWS")]
    pub count: Option<usize>,

    /// DEITA: how far apart the skeletons of two rows must be, 0 to 1.
    #[arg(long, value_name = "X", default_value_t = 0.1)]
    pub apart: f64,

    /// What a model says of the rows, one JSON object a line: `{"id", "with_instruction", "without", "calls":
    /// [{"without_call", "without_result", "with_result"}], "complexity", "quality", "rating"}`.
    #[arg(long, value_name = "FILE")]
    pub losses: Option<PathBuf>,

    /// IFD: the least loss ratio that is kept.
    #[arg(long, value_name = "X", default_value_t = 0.3)]
    pub least: f64,

    /// IFD: the greatest loss ratio that is kept.
    #[arg(long, value_name = "X", default_value_t = 0.95)]
    pub most: f64,

    /// Toolformer: by how many nats a token a call must make the rest likelier.
    #[arg(long, value_name = "X", default_value_t = 0.1)]
    pub tau: f64,

    /// Rating: the least that is kept.
    #[arg(long, value_name = "X", default_value_t = 4.5)]
    pub least_rating: f64,

    #[command(flatten)]
    pub model: super::Model,

    /// How rows are put to a model that gives log-probabilities: its chat template (.jinja, or tokenizer_config.json)
    /// [default: ChatML].
    #[arg(long, value_name = "FILE")]
    pub chat_template: Option<PathBuf>,

    /// Put the rows in the order of a curriculum, from easy to hard, in so many stages.
    #[arg(long, value_name = "K")]
    pub stages: Option<usize>,

    /// Every stage goes from easy to hard.
    #[arg(long, requires = "stages")]
    pub interleave: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Apart {
    Tool,
    Server,
    /// A name or address that the user says.
    Entity,
    /// The request without its names, figures and days.
    Frame,
}

#[derive(Debug, Group)]
pub struct Split {
    /// The run's directory.
    #[arg(value_name = "RUN")]
    pub run: PathBuf,

    /// The directory that gets `train` and `test`.
    #[arg(long, short, value_name = "DIR")]
    pub out: PathBuf,

    /// The share of rows to test on, between 0 and 1.
    #[arg(long, value_name = "X", default_value_t = 0.1)]
    pub test: f64,

    /// What must not be on both sides.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "tool,frame")]
    pub by: Vec<Apart>,

    /// Hold tools or servers out in any case, so that the test has nothing but what training never called.
    #[arg(long, value_enum, conflicts_with = "by")]
    pub unseen: Option<Apart>,

    /// The number that free choices descend from.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
}

#[derive(Debug, Group)]
pub struct Decontaminate {
    /// The run's directory.
    #[arg(value_name = "RUN")]
    pub run: PathBuf,

    /// The directory of the new data set.
    #[arg(long, short, value_name = "DIR")]
    pub out: PathBuf,

    /// Files of benchmarks: JSON, JSON lines or plain text; every text in them counts.
    #[arg(long, value_name = "FILE", required = true)]
    pub benchmark: Vec<PathBuf>,

    /// Words in a row that a row and a benchmark must not share.
    #[arg(long, value_name = "N", default_value_t = 8)]
    pub words: usize,

    /// The similarity from which on a row is near without such a run of words.
    #[arg(long, value_name = "X", default_value_t = 0.8)]
    pub threshold: f64,
}

#[derive(Debug, Group)]
pub struct Card {
    /// The run's directory.
    #[arg(value_name = "RUN")]
    pub run: PathBuf,

    /// The licence, as the Hub names it, e.g. apache-2.0.
    #[arg(long, value_name = "ID")]
    pub licence: Option<String>,

    /// Replace the run's README.md instead of printing.
    #[arg(long)]
    pub write: bool,
}
