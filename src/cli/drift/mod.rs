//! `mcplab drift`: an inventory drifted on purpose, shown side by side, and the drift between two inventories found.

mod augment;
mod detect;
mod experiment;
mod prove;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::ExitCode;
use super::args::drift::{Apply, Changes, Drift};
use super::exit_code::UsageError;
use super::graph::source::tools;
use super::printer::Printer;
use super::settings::Settings;
use crate::drift::{Behaviour, DriftLayer, Drifted, MigrationMap, Operator, Solvable, explain};
use crate::exec;
use crate::inventory::Inventory;
use crate::model::{Seed, Tool};
use crate::report::{clean, counted};

/// Does what was asked for.
pub fn drift(args: Drift, settings: &Settings, printer: &Printer) -> anyhow::Result<ExitCode> {
    match args {
        Drift::Apply(args) => apply(&args, printer),
        Drift::Explain(args) => show(&args, printer),
        Drift::Detect(args) => detect::detect(&args, printer),
        Drift::Run(args) => experiment::run(&args, settings, printer),
        Drift::Show(args) => experiment::show(&args.dir, printer),
        Drift::Augment(args) => augment::augment(&args, printer),
        Drift::Prove(args) => prove::prove(&args, settings, printer),
    }
}

/// The drifted inventories, one operator after the other.
fn drifted(changes: &Changes, printer: &Printer) -> anyhow::Result<(Vec<Tool>, Vec<Drifted>)> {
    let inventory = match &changes.inventory {
        Some(file) => tools(file, printer)?,
        None => builtin()?,
    };
    let original: Vec<Tool> = inventory.tools().cloned().collect();
    let mut now = original.clone();
    let mut drifts = Vec::new();
    for (at, text) in changes.operators.iter().enumerate() {
        let operator = operator(text)?;
        // Two operators of one kind are to come to different places.
        let seed = Seed(changes.seed).derive("drift", at as u64);
        let next = operator.apply(&now, seed).map_err(|error| UsageError(error.to_string()))?;
        now.clone_from(&next.inventory);
        drifts.push(next);
    }
    Ok((original, drifts))
}

/// An operator by name, or with parameters as a JSON object.
fn operator(text: &str) -> Result<Operator, UsageError> {
    let all: Vec<String> = Operator::all().iter().map(|operator| operator.name().to_owned()).collect();
    if let Some(operator) = Operator::all().into_iter().find(|operator| operator.name() == text) {
        return Ok(operator);
    }
    let unknown = |error: serde_json::Error| {
        UsageError(format!(
            "drift by {text}: {error} (hint: a name or a JSON object with `operator`; names are {})",
            all.join(", ")
        ))
    };
    serde_json::from_str(text).map_err(unknown)
}

/// Operators by name; all where none is named.
fn named(names: &[String]) -> Result<Vec<Operator>, UsageError> {
    let all = Operator::all();
    let find = |name: &String| {
        let known = || all.iter().map(Operator::name).collect::<Vec<_>>().join(", ");
        let found = all.iter().find(|operator| operator.name() == name).cloned();
        found.ok_or_else(|| UsageError(format!("drift by {name}: no operator is called so; take some of {}", known())))
    };
    if names.is_empty() { Ok(all.clone()) } else { names.iter().map(find).collect() }
}

/// Refuses what is no share of places.
fn checked_share(share: f64) -> Result<(), UsageError> {
    match share > 0.0 && share <= 1.0 {
        true => Ok(()),
        false => Err(UsageError(format!("use --severity {share}: it is a share above 0 and up to 1"))),
    }
}

fn builtin() -> anyhow::Result<Inventory> {
    let module = exec::builtin()?;
    let listings = module.listings().filter(|listing| listing.style.is_none()).cloned().collect();
    Ok(Inventory::normalise(listings).0)
}

fn apply(args: &Apply, printer: &Printer) -> anyhow::Result<ExitCode> {
    let (_, drifts) = drifted(&args.changes, printer)?;
    let Some(last) = drifts.last() else { return Ok(ExitCode::Nothing) };
    fs::create_dir_all(&args.out).map_err(|error| UsageError(format!("write {}: {error}", args.out.display())))?;
    let mut lines = String::new();
    for tool in &last.inventory {
        let mut line = json!({
            "server": tool.server, "name": tool.name, "description": tool.description, "inputSchema": tool.input_schema,
        });
        if let Some(schema) = &tool.output_schema {
            line["outputSchema"] = schema.clone();
        }
        lines.push_str(&format!("{line}\n"));
    }
    let map = drifts.iter().fold(MigrationMap::default(), |map, drift| map.then(drift.map.clone()));
    let unsolvable: Vec<&str> = drifts
        .iter()
        .filter_map(|drift| if let Solvable::No(why) = &drift.solvable { Some(why.as_str()) } else { None })
        .collect();
    let told = json!({
        "operators": drifts.iter().map(|drift| &drift.operator).collect::<Vec<_>>(),
        "seed": args.changes.seed,
        "severity": drifts.iter().map(|drift| drift.operator.severity()).fold(0.0, f64::max),
        "solvable": unsolvable.is_empty(),
        "unsolvable": unsolvable,
        "behaviours": drifts.iter().flat_map(|drift| &drift.behaviours).collect::<Vec<_>>(),
        "map": map,
    });
    place(&args.out.join("inventory.jsonl"), &lines)?;
    place(&args.out.join("drift.json"), &(serde_json::to_string_pretty(&told)? + "\n"))?;
    if printer.is_json() {
        printer.json(&told)?;
    } else {
        let names: Vec<&str> = drifts.iter().map(|drift| drift.operator.name()).collect();
        let solvable = if unsolvable.is_empty() {
            "solvable".to_owned()
        } else {
            format!("not solvable: {}", unsolvable.join("; "))
        };
        printer.data(&format!(
            "{}: {}, {solvable}\n{}\n",
            names.join(", "),
            counted(drifts.iter().map(|drift| drift.changes.len() as u64).sum(), "changed tool"),
            args.out.display()
        ))?;
    }
    Ok(ExitCode::Ok)
}

fn place(path: &Path, text: &str) -> Result<(), UsageError> {
    fs::write(path, text).map_err(|error| UsageError(format!("write {}: {error}", path.display())))
}

fn show(changes: &Changes, printer: &Printer) -> anyhow::Result<ExitCode> {
    let (_, drifts) = drifted(changes, printer)?;
    if printer.is_json() {
        let told: Vec<Value> = drifts
            .iter()
            .map(|drift| json!({"operator": drift.operator, "solvable": drift.solvable, "changes": drift.changes, "behaviours": drift.behaviours}))
            .collect();
        printer.json(&told)?;
    } else {
        let text: Vec<String> = drifts.iter().map(explain).collect();
        let lines: Vec<String> = text.join("\n").lines().map(clean).collect();
        printer.data(&(lines.join("\n") + "\n"))?;
    }
    Ok(ExitCode::Ok)
}

/// The servers as a folder of [`apply`] has them drifted. Tools of servers that do not take part are left out.
pub fn layers(
    servers: Vec<Box<dyn exec::Server>>,
    folder: &Path,
    printer: &Printer,
) -> anyhow::Result<Vec<Box<dyn exec::Server>>> {
    let file = folder.join("drift.json");
    let said =
        |error: String| UsageError(format!("read {}: {error} (hint: `mcplab drift apply` writes it)", file.display()));
    let text = fs::read_to_string(&file).map_err(|error| said(error.to_string()))?;
    let mut told: Value = serde_json::from_str(&text).map_err(|error| said(error.to_string()))?;
    let map: MigrationMap = serde_json::from_value(told["map"].take()).map_err(|error| said(error.to_string()))?;
    let behaviours: Vec<Behaviour> =
        serde_json::from_value(told["behaviours"].take()).map_err(|error| said(error.to_string()))?;
    let originals: BTreeMap<String, Box<dyn exec::Server>> =
        servers.into_iter().map(|server| (server.name().to_owned(), server)).collect();
    let back = map.inverse();
    let takes_part = |tool: &&Tool| {
        let before = back.tools_to_new(&tool.reference());
        before.iter().any(|old| originals.contains_key(&old.server))
            || before.is_empty() && originals.contains_key(&tool.server)
    };
    let inventory = tools(&folder.join("inventory.jsonl"), printer)?;
    let inventory: Vec<Tool> = inventory.tools().filter(takes_part).cloned().collect();
    let layers = DriftLayer::over(originals, &inventory, &map, &behaviours);
    Ok(layers.into_iter().map(|layer| Box::new(layer) as Box<dyn exec::Server>).collect())
}
