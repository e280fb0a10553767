//! `mcplab graph`: the dependency graph, why its edges are believed, and how well it is.

mod eval;
mod explain;
mod export;
mod show;
pub mod source;

use std::fs;
use std::path::Path;

use super::ExitCode;
use super::args;
use super::exit_code::UsageError;
use super::printer::Printer;
use super::settings::Settings;

/// Does what was asked of the graph.
pub fn graph(args: args::graph::Graph, settings: &Settings, printer: &Printer) -> anyhow::Result<ExitCode> {
    match args {
        args::graph::Graph::Build(args) => export::build(&args, settings, printer),
        args::graph::Graph::Show(args) => show::show(&args, settings, printer),
        args::graph::Graph::Explain(args) => explain::explain(&args, settings, printer),
        args::graph::Graph::Eval(args) => eval::eval(&args, settings, printer),
        args::graph::Graph::Export(args) => export::export(&args, settings, printer),
    }
}

fn read(path: &Path) -> Result<String, UsageError> {
    fs::read_to_string(path).map_err(|error| UsageError(format!("read {}: {error}", path.display())))
}

/// To a file, or else to stdout.
fn write(text: &str, out: Option<&Path>, printer: &Printer) -> anyhow::Result<()> {
    match out {
        None => printer.data(text)?,
        Some(path) => {
            fs::write(path, text).map_err(|error| UsageError(format!("write {}: {error}", path.display())))?;
            printer.note(&format!("written to {}", path.display()));
        }
    }
    Ok(())
}
