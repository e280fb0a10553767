//! `mcplab graph build` and `mcplab graph export`: the graph as a file.

use anyhow::Context;

use super::super::ExitCode;
use super::super::args::graph::{Build, Export, Form};
use super::super::printer::Printer;
use super::super::settings::Settings;
use super::source::{self, obtain};
use super::write;
use crate::graph::{dot, graphml, page};

/// What the page is called.
const TITLE: &str = "Tool dependency graph";

/// Builds the graph and writes all that is known.
pub fn build(args: &Build, settings: &Settings, printer: &Printer) -> anyhow::Result<ExitCode> {
    let older = args.from.as_deref().map(source::of_file).transpose()?.map(|built| built.graph);
    let Some(built) = source::obtain_from(&args.source, older.as_ref(), settings, printer)? else {
        return Ok(ExitCode::Incomplete);
    };
    if built.graph.nodes().is_empty() {
        printer.note("no tools, so no graph");
        return Ok(ExitCode::Nothing);
    }
    write(&built.graph.to_text(), args.out.as_deref(), printer)?;
    Ok(ExitCode::Ok)
}

/// Writes the graph in a format.
pub fn export(args: &Export, settings: &Settings, printer: &Printer) -> anyhow::Result<ExitCode> {
    let Some(built) = obtain(&args.source, settings, printer)? else { return Ok(ExitCode::Incomplete) };
    let graph = built.graph.at_least(args.at_least);
    let text = match args.to {
        Form::Json => graph.to_text(),
        Form::Dot => dot(&graph),
        Form::Graphml => graphml(&graph).context("write the graph as GraphML")?,
        Form::Html => page(&graph, TITLE),
    };
    write(&text, args.out.as_deref(), printer)?;
    Ok(if graph.nodes().is_empty() { ExitCode::Nothing } else { ExitCode::Ok })
}
