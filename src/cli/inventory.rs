//! `mcplab inventory`: what is there, what is broken, and what changed.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::Context;
use serde_json::json;

use super::ExitCode;
use super::args;
use super::exit_code::UsageError;
use super::generate::runtime;
use super::interrupt::Interrupt;
use super::lineup::{self, Lineup};
use super::printer::Printer;
use super::settings::Settings;
use tokio::runtime::Runtime;

use crate::generate::{self, Crew, Lab};
use crate::inventory::leaves;
use crate::inventory::{self as inv, Inventory, Snapshot};
use crate::model::{Episode, Problem, Seed, ServerKind, Tool};
use crate::report::{clean, counted};

/// Lists servers, saves what they offer, or compares it.
pub fn inventory(args: args::Inventory, settings: &Settings, printer: &Printer) -> anyhow::Result<ExitCode> {
    if let Some([old, new]) = args.diff.as_deref() {
        return compare(&read(old)?, &read(new)?, printer);
    }
    let old = args.diff.iter().flatten().next().map(|file| read(file)).transpose()?;
    let runtime = runtime()?;
    let interrupt = Interrupt::watch(&runtime);
    let servers = settings.servers(&args.servers);
    let Some(mut lineup) = Lineup::gather(&servers, &runtime, &interrupt, printer)? else {
        return Ok(ExitCode::Incomplete);
    };
    if let Some(folder) = &servers.record {
        let recording = record(&mut lineup, &runtime, &interrupt)?;
        if recording.is_none() {
            return Ok(ExitCode::Incomplete);
        }
        printer.note(&format!("recorded to {}", folder.display()));
    }
    runtime.block_on(lineup.close());
    let (inventory, problems) = Inventory::normalise(lineup.listings);
    let problems = [lineup.problems, problems].concat();
    if let Some(file) = &args.save {
        fs::write(file, Snapshot::of(&inventory).to_text())
            .map_err(|error| UsageError(format!("write {}: {error}", file.display())))?;
        printer.note(&format!("saved to {}", file.display()));
    }
    match old {
        Some(old) => {
            printer.problems(&problems);
            compare(&old, &inventory, printer)
        }
        None => show(&inventory, &problems, printer),
    }
}

/// Asks the servers that are not sandboxed what they can be asked without changing anything, so that it is recorded.
fn record(lineup: &mut Lineup, runtime: &Runtime, interrupt: &Interrupt) -> anyhow::Result<Option<()>> {
    let (mut lab, _) = Lab::new(lineup.listings.clone(), &inv::Shapes::default())?;
    lab.places.clone_from(&lineup.places);
    let mut crew = Crew::default();
    lineup.real.drain(..).for_each(|server| crew.add(server));
    let episode = Episode { seed: Seed(1), now: lineup::now() };
    let asked = runtime.block_on(interrupt.unless_stopped(generate::survey_at(&lab, &mut crew, &episode)));
    lineup.real.extend(crew.into_servers());
    Ok(asked.map(drop))
}

fn show(inventory: &Inventory, problems: &[Problem], printer: &Printer) -> anyhow::Result<ExitCode> {
    if printer.is_json() {
        let digest = inventory.digest();
        printer.json(&json!({"digest": digest, "servers": inventory.servers(), "problems": problems}))?;
    } else {
        printer.data(&listed(inventory, problems))?;
    }
    let nothing = inventory.tools().next().is_none();
    Ok(if nothing { ExitCode::Nothing } else { ExitCode::Ok })
}

fn compare(old: &Inventory, new: &Inventory, printer: &Printer) -> anyhow::Result<ExitCode> {
    let diff = inv::diff(old, new);
    if printer.is_json() {
        printer.json(&diff)?;
    } else if diff.is_empty() {
        printer.data("no differences\n")?;
    } else {
        let lines: Vec<String> = diff.to_string().lines().map(clean).collect();
        printer.data(&(lines.join("\n") + "\n"))?;
    }
    Ok(ExitCode::Ok)
}

fn read(file: &Path) -> anyhow::Result<Inventory> {
    let text = fs::read_to_string(file).map_err(|error| UsageError(format!("read {}: {error}", file.display())))?;
    Ok(Snapshot::parse(&text).with_context(|| file.display().to_string())?.inventory)
}

/// The inventory as text: a line a tool, then what is wrong.
fn listed(inventory: &Inventory, problems: &[Problem]) -> String {
    let mut text = String::new();
    for server in inventory.servers() {
        let about = [&server.title, &server.version, &server.protocol].into_iter().flatten().map(|part| clean(part));
        let about: Vec<String> = about.collect();
        let kind = match server.kind {
            ServerKind::Real => "real",
            ServerKind::Sandboxed => "sandboxed",
            ServerKind::Recorded => "recorded",
        };
        let _ = writeln!(
            text,
            "{} ({kind}{}{}), {}, digest {:.12}",
            clean(&server.name),
            if about.is_empty() { "" } else { ", " },
            about.join(" "),
            counted(server.tools.len() as u64, "tool"),
            server.digest()
        );
        for tool in &server.tools {
            let _ = writeln!(text, "  {:<28} {:<9} {}", clean(&tool.name), manner(tool), signature(tool));
        }
        text.push('\n');
    }
    let total = counted(inventory.tools().count() as u64, "tool");
    let servers = counted(inventory.servers().len() as u64, "server");
    let _ = writeln!(text, "{servers}, {total}, digest {:.12}", inventory.digest());
    match problems.len() as u64 {
        0 => text.push_str("no problems\n"),
        count => {
            let _ = writeln!(text, "\n{}", counted(count, "problem"));
            problems.iter().for_each(|problem| {
                let _ = writeln!(text, "  {}", clean(&problem.to_string()));
            });
        }
    }
    text
}

/// What the server's annotations say of a tool.
fn manner(tool: &Tool) -> &'static str {
    let hints = &tool.annotations;
    match (hints.read_only, hints.destructive) {
        (Some(true), _) => "reads",
        (_, Some(true)) => "destroys",
        (Some(false), _) => "changes",
        (None, _) => "-",
    }
}

/// `(message_id, folder_id?) -> 12`: the parameters, and how many output parameters are declared.
fn signature(tool: &Tool) -> String {
    let inputs: Vec<String> = leaves(&tool.input_schema)
        .iter()
        .map(|leaf| format!("{}{}", clean(&leaf.path.to_string()), if leaf.required { "" } else { "?" }))
        .collect();
    let shown = match inputs.len() {
        0..=8 => inputs.join(", "),
        count => format!("{}, and {} more", inputs[..8].join(", "), count - 8),
    };
    let outputs = match &tool.output_schema {
        Some(schema) => format!("{} declared", leaves(schema).len()),
        None => "nothing declared".to_owned(),
    };
    format!("({shown}) -> {outputs}")
}
