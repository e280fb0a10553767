//! `mcplab drift`: an inventory drifted on purpose, shown side by side, and the drift between two inventories found.

mod augment;
mod experiment;
mod prove;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};

use super::ExitCode;
use super::args::drift::{Apply, Changes, Detect, Drift};
use super::exit_code::UsageError;
use super::graph::source::tools;
use super::printer::Printer;
use super::settings::Settings;
use crate::drift::{
    Behaviour, Breaking, Call, Detected, DriftLayer, Drifted, MigrationMap, Operator, Solvable, detect, explain,
};
use crate::exec;
use crate::inventory::Inventory;
use crate::model::{Seed, Tool};
use crate::report::{clean, counted};
use crate::store::{self, StoreError};

/// Rows that are named one by one.
const TOLD: usize = 10;

/// Signs of a finding that are shown.
const LONGEST: usize = 140;

/// Does what was asked for.
pub fn drift(args: Drift, settings: &Settings, printer: &Printer) -> anyhow::Result<ExitCode> {
    match args {
        Drift::Apply(args) => apply(&args, printer),
        Drift::Explain(args) => show(&args, printer),
        Drift::Detect(args) => find(&args, printer),
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

/// What lies between two inventories, and what it does to a data set.
#[derive(Serialize)]
struct Found<'d> {
    #[serde(flatten)]
    detected: &'d Detected,
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<Rows>,
}

#[derive(Default, Serialize)]
struct Rows {
    rows: u64,
    /// Rows whose calls mean something else or nothing now.
    broken: u64,
    /// Of these, rows whose calls the map brings over.
    mended: u64,
    first: Vec<String>,
}

fn find(args: &Detect, printer: &Printer) -> anyhow::Result<ExitCode> {
    let read = |file: &Path| -> anyhow::Result<Vec<Tool>> { Ok(tools(file, printer)?.tools().cloned().collect()) };
    let (old, new) = (read(&args.old)?, read(&args.new)?);
    let detected = detect(&old, &new);
    let rows = args.rows.as_deref().map(|run| rows(run, &detected)).transpose()?;
    if let Some(file) = &args.map {
        place(file, &(serde_json::to_string_pretty(&detected.map)? + "\n"))?;
    }
    if printer.is_json() {
        printer.json(&Found { detected: &detected, rows })?;
    } else {
        printer.data(&text(&detected, rows.as_ref(), old.len(), new.len()))?;
    }
    Ok(if detected.breaking.is_empty() { ExitCode::Ok } else { ExitCode::Failed })
}

fn text(detected: &Detected, rows: Option<&Rows>, old: usize, new: usize) -> String {
    let mut text = format!("{} before, {} after\n", counted(old as u64, "tool"), counted(new as u64, "tool"));
    if !detected.operators.is_empty() {
        let verb = if detected.operators.len() == 1 { "explains" } else { "explain" };
        text.push_str(&format!("{} {verb} the difference:\n", counted(detected.operators.len() as u64, "operator")));
    }
    for operator in &detected.operators {
        let mut value = serde_json::to_value(operator).unwrap_or_default();
        if let Some(fields) = value.as_object_mut() {
            fields.shift_remove("operator");
        }
        text.push_str(&format!("  {} {}\n", operator.name(), cut(&value.to_string())));
    }
    let mut left: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for unexplained in &detected.unexplained {
        left.entry(&unexplained.what).or_default().push(unexplained.tool.to_string());
    }
    if !left.is_empty() {
        text.push_str("no operator explains:\n");
    }
    for (what, tools) in left {
        let of = if tools.len() == 1 { tools[0].clone() } else { format!("{} tools, first {}", tools.len(), tools[0]) };
        text.push_str(&format!("  {}: {}\n", clean(&of), cut(what)));
    }
    match detected.breaking.as_slice() {
        [] => text.push_str("nothing breaks clients\n"),
        breaking => {
            let verb = if breaking.len() == 1 { "breaks" } else { "break" };
            text.push_str(&format!("{} {verb} clients:\n", counted(breaking.len() as u64, "difference")));
            for Breaking { tool, why } in breaking {
                text.push_str(&format!("  {}: {}\n", clean(&tool.to_string()), clean(why)));
            }
        }
    }
    if let Some(rows) = rows {
        text.push_str(&format!(
            "{}: {} break, of which the map mends {}\n",
            counted(rows.rows, "row"),
            rows.broken,
            rows.mended
        ));
        rows.first.iter().for_each(|row| text.push_str(&format!("  {}\n", clean(row))));
    }
    text
}

/// A text of servers on one line that is not too long.
fn cut(text: &str) -> String {
    let text = clean(text);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}..", &text[..end]),
        None => text,
    }
}

/// Which rows of a run call what is no longer called so.
fn rows(run: &Path, detected: &Detected) -> anyhow::Result<Rows> {
    let mut found = Rows::default();
    for row in store::open(run)?.trajectories()? {
        let row = match row {
            Ok(row) => row,
            Err(StoreError::Row(_)) => continue,
            Err(error) => return Err(error.into()),
        };
        found.rows += 1;
        let mut first: Option<String> = None;
        let mut mended = true;
        for step in &row.steps {
            let call = Call::new(step.tool.clone(), step.arguments.clone());
            match detected.map.call_to_new(&call) {
                Ok(calls) if calls.as_slice() == [call] => {}
                Ok(calls) => {
                    let now: Vec<String> = calls.iter().map(|call| call.tool.to_string()).collect();
                    first.get_or_insert(format!("{} is called {} now, or otherwise", step.tool, now.join(", ")));
                }
                Err(unmappable) => {
                    mended = false;
                    first.get_or_insert(unmappable.to_string());
                }
            }
        }
        if let Some(why) = first {
            found.broken += 1;
            found.mended += u64::from(mended);
            if found.first.len() < TOLD {
                found.first.push(format!("row {}: {why}", row.index));
            }
        }
    }
    Ok(found)
}
