//! The command line: what was typed becomes calls of the library, and what came out is printed.
//!
//! [`args`] holds what can be typed, as types alone. Every verb is one file with one function that returns an
//! [`ExitCode`]; the [`Printer`] is the only thing in the program that prints: data to stdout, everything else to
//! stderr. What a verb needs to be told and was not typed comes from [`settings`]: flags stand over environment
//! variables, those over `mcplab.toml`, and that over defaults.

mod args;
mod dataset;
mod drift;
mod eval;
mod exit_code;
mod export;
mod filter;
mod generate;
mod graph;
mod import;
mod interrupt;
mod judge;
mod inventory;
mod lineup;
mod printer;
mod replay;
mod serve;
mod settings;
mod task;
mod voice;

use clap::Parser;

use args::{Args, Verb};
pub use exit_code::ExitCode;
use printer::Printer;
pub use replay::replay_run;
use settings::Settings;

/// Runs the program with the arguments of the process.
pub fn main() -> std::process::ExitCode {
    let args = Args::parse();
    let printer = Printer::new(args.format, args.quiet);
    start_log(args.verbose);
    let code = match run(args, &printer) {
        Ok(code) => code,
        Err(error) if printer::is_broken_pipe(&error) => ExitCode::Ok,
        Err(error) => {
            printer.error(&error);
            ExitCode::of(&error)
        }
    };
    code.into()
}

fn run(args: Args, printer: &Printer) -> anyhow::Result<ExitCode> {
    let settings = Settings::read(args.config.as_deref())?;
    match args.verb {
        Verb::Inventory(args) => inventory::inventory(args, &settings, printer),
        Verb::Graph(args) => graph::graph(args, &settings, printer),
        Verb::Generate(args) => generate::generate(args, &settings, printer),
        Verb::Export(args) => export::export(&args, printer),
        Verb::Import(args) => import::import(&args, printer),
        Verb::Dataset(args) => dataset::dataset(args, &settings, printer),
        Verb::Drift(args) => drift::drift(args, &settings, printer),
        Verb::Eval(args) => eval::eval(args, &settings, printer),
        Verb::Task(args) => task::task(args, &settings, printer),
        Verb::Filter(args) => filter::filter(&args, &settings, printer),
        Verb::Replay(args) => replay::replay(&args, printer),
        Verb::Serve(args) => serve::serve(args, &settings, printer),
    }
}

/// Logs go to stderr: warnings, or more with `--verbose` or `RUST_LOG`.
fn start_log(verbose: u8) {
    let level = match verbose {
        0 => "mcplab=warn",
        1 => "mcplab=info,mcplab_sandbox=info",
        _ => "mcplab=debug,mcplab_sandbox=debug",
    };
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| level.into());
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    // Fails only where a log was started before, as tests do.
    let _ = log.compact().try_init();
}
