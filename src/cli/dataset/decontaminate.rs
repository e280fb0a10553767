//! `mcplab dataset decontaminate`: rows that repeat a benchmark are left out.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::{derived, each, now};
use crate::cli::ExitCode;
use crate::cli::args::dataset::Decontaminate as Args;
use crate::cli::exit_code::UsageError;
use crate::cli::printer::Printer;
use crate::dataset::contamination::{Benchmark, Nearness};
use crate::model::Message;
use crate::report::{clean, counted, grouped};
use crate::store;

/// Near rows that are told one by one.
const TOLD: usize = 10;
/// Shorter texts of a benchmark file are names and settings.
const LEAST_WORDS: usize = 4;

pub fn decontaminate(args: &Args, printer: &Printer) -> anyhow::Result<ExitCode> {
    let run = store::open(&args.run)?;
    let mut texts = Vec::new();
    for file in &args.benchmark {
        texts.extend(read(file)?);
    }
    if texts.is_empty() {
        return Err(UsageError(
            "hold rows against a benchmark: its files have no text of four words or more".to_owned(),
        )
        .into());
    }
    let nearness = Nearness { words: args.words, similarity: args.threshold };
    let benchmark =
        Benchmark::with(nearness, texts.iter().map(String::as_str)).map_err(|error| UsageError(error.to_string()))?;
    let settings = json!({"words": args.words, "threshold": args.threshold, "benchmark_texts": texts.len()});
    let mut set = derived(&args.out, &run, "dataset decontaminate", settings)?;
    let (mut rows, mut near) = (0u64, Vec::new());
    let code = each(&run, printer, |row| {
        rows += 1;
        let said: Vec<&str> = row
            .messages
            .iter()
            .filter_map(|message| if let Message::User { text } = message { Some(text.as_str()) } else { None })
            .collect();
        match said.iter().find_map(|text| benchmark.near(text)) {
            None => set.keep(&row)?,
            Some(found) => {
                set.drop(row.index, "decontaminate.near_benchmark")?;
                let shared = found.ngram.unwrap_or_else(|| texts[found.which].clone());
                near.push(json!({"row": row.index, "benchmark_text": found.which, "overlap": found.overlap, "shared": shared}));
            }
        }
        Ok(())
    })?;
    let kept = set.finish(&now())?.rows;
    if printer.is_json() {
        printer.json(&json!({"rows": rows, "kept": kept, "benchmark_texts": texts.len(), "near": near}))?;
    } else {
        let found = near.len() as u64;
        let mut text = format!(
            "{}: {} kept, {} near one of {}\n",
            counted(rows, "row"),
            grouped(kept),
            grouped(found),
            counted(texts.len() as u64, "benchmark text")
        );
        for near in near.iter().take(TOLD) {
            text.push_str(&format!(
                "  row {}, {:.0} %: {}\n",
                near["row"],
                100.0 * near["overlap"].as_f64().unwrap_or_default(),
                clean(near["shared"].as_str().unwrap_or_default())
            ));
        }
        printer.data(&format!("{text}{}\n", args.out.display()))?;
    }
    Ok(code)
}

/// The texts of a benchmark file: every string of JSON or JSON lines, or every line of plain text.
fn read(path: &Path) -> Result<Vec<String>, UsageError> {
    let text = fs::read_to_string(path).map_err(|error| UsageError(format!("read {}: {error}", path.display())))?;
    let mut texts = Vec::new();
    match serde_json::from_str::<Value>(&text) {
        Ok(value) => strings(&value, &mut texts),
        Err(_) => {
            for line in text.lines() {
                match serde_json::from_str::<Value>(line) {
                    Ok(value) => strings(&value, &mut texts),
                    Err(_) => texts.push(line.to_owned()),
                }
            }
        }
    }
    texts.retain(|text| text.split_whitespace().count() >= LEAST_WORDS);
    Ok(texts)
}

fn strings(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| strings(item, texts)),
        Value::Object(fields) => fields.values().for_each(|field| strings(field, texts)),
        _ => {}
    }
}
