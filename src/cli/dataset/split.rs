//! `mcplab dataset split`: a part to train on and a part to test on that share nothing.

use std::collections::HashMap;

use serde_json::json;

use super::{derived, each, now};
use crate::cli::ExitCode;
use crate::cli::args::dataset::{Apart, Split as Args};
use crate::cli::exit_code::UsageError;
use crate::cli::printer::Printer;
use crate::dataset::Features;
use crate::dataset::split::{Kind, Row, Share, split as apart, unseen};
use crate::report::{counted, grouped};
use crate::store;

/// Keys that are told of a part.
const TOLD: usize = 8;

/// What was found for one part.
struct Part {
    name: String,
    rows: Vec<usize>,
    held: Vec<String>,
}

pub fn split(args: &Args, printer: &Printer) -> anyhow::Result<ExitCode> {
    let run = store::open(&args.run)?;
    for part in ["train", "test"] {
        store::check_free(&args.out.join(part))?;
    }
    let (mut keys, mut indices) = (Vec::<Row>::new(), Vec::new());
    let code = each(&run, printer, |row| {
        keys.push(Features::of(&row).keys());
        indices.push(row.index);
        Ok(())
    })?;
    if keys.is_empty() {
        return Ok(code);
    }
    let (parts, left_out, note) = parts(args, &keys)?;
    let place: HashMap<u64, usize> = parts
        .iter()
        .enumerate()
        .flat_map(|(part, found)| found.rows.iter().map(move |row| (part, *row)))
        .map(|(part, row)| (indices[row], part))
        .collect();
    let names: Vec<String> = args.by.iter().map(|kind| kind_of(*kind).name().to_owned()).collect();
    let settings = json!({"by": names, "unseen": args.unseen.map(|kind| kind_of(kind).name()), "test": args.test, "split_seed": args.seed});
    let mut sets = Vec::new();
    for part in &parts {
        let mut settings = settings.clone();
        settings["part"] = json!(part.name);
        sets.push(derived(&args.out.join(&part.name), &run, "dataset split", settings)?);
    }
    each(&run, printer, |row| {
        let own = place.get(&row.index);
        for (part, set) in sets.iter_mut().enumerate() {
            match own {
                Some(own) if *own == part => set.keep(&row)?,
                Some(_) => set.drop(row.index, "split.other_part")?,
                None => set.drop(row.index, "split.mixes_parts")?,
            }
        }
        Ok(())
    })?;
    for set in sets {
        set.finish(&now())?;
    }
    report(&parts, left_out, note, args, printer)?;
    Ok(code)
}

fn parts(args: &Args, keys: &[Row]) -> anyhow::Result<(Vec<Part>, usize, Option<String>)> {
    let usage = |error: crate::dataset::split::SplitError| UsageError(error.to_string());
    if let Some(kind) = args.unseen {
        let found = unseen(keys, kind_of(kind), args.test, args.seed).map_err(usage)?;
        let held = found.held.iter().map(ToString::to_string).collect();
        let train = Part { name: "train".to_owned(), rows: found.train, held: Vec::new() };
        return Ok((vec![train, Part { name: "test".to_owned(), rows: found.test, held }], found.left_out.len(), None));
    }
    let kinds: Vec<Kind> = args.by.iter().map(|kind| kind_of(*kind)).collect();
    let share = |name: &str, fraction: f64| Share { name: name.to_owned(), fraction };
    let wants = [share("train", 1.0 - args.test), share("test", args.test)];
    let found = apart(keys, &wants, args.seed, &kinds).map_err(usage)?;
    let note = found.tie.map(|tie| {
        format!(
            "{} ties rows together (it is in {} of {} rows that hang together), so keys were held out",
            tie.key, tie.rows, tie.component
        )
    });
    let part = |part: crate::dataset::split::Part| Part {
        name: part.name,
        rows: part.rows,
        held: part.held.iter().map(ToString::to_string).collect(),
    };
    Ok((found.parts.into_iter().map(part).collect(), found.left_out.len(), note))
}

fn kind_of(kind: Apart) -> Kind {
    match kind {
        Apart::Tool => Kind::Tool,
        Apart::Server => Kind::Server,
        Apart::Entity => Kind::Entity,
        Apart::Frame => Kind::Frame,
    }
}

fn report(parts: &[Part], left_out: usize, note: Option<String>, args: &Args, printer: &Printer) -> anyhow::Result<()> {
    if printer.is_json() {
        let parts: Vec<_> = parts
            .iter()
            .map(|part| json!({"name": part.name, "rows": part.rows.len(), "held_out": part.held}))
            .collect();
        return printer.json(&json!({"parts": parts, "left_out": left_out, "note": note}));
    }
    let mut text = String::new();
    for part in parts {
        let dir = args.out.join(&part.name);
        text.push_str(&format!("{}: {} in {}\n", part.name, counted(part.rows.len() as u64, "row"), dir.display()));
        if !part.held.is_empty() {
            let more = part.held.len().saturating_sub(TOLD);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let told: Vec<&str> = part.held.iter().take(TOLD).map(String::as_str).collect();
            text.push_str(&format!("  held out: {}{more}\n", told.join(", ")));
        }
    }
    if left_out > 0 {
        text.push_str(&format!("{} mix what is on both sides and are left out\n", grouped(left_out as u64)));
    }
    if let Some(note) = note {
        text.push_str(&format!("{note}\n"));
    }
    Ok(printer.data(&text)?)
}
