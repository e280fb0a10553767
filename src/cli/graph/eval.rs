//! `mcplab graph eval`: how well edges are found, against gold edges or against what was proven.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use anyhow::Context;
use serde_json::json;

use super::super::ExitCode;
use super::super::args::graph::Eval;
use super::super::exit_code::UsageError;
use super::super::printer::Printer;
use super::super::settings::Settings;
use super::source::{Built, obtain};
use super::{read, source};
use crate::embedding;
use crate::graph::{Gold, Quality, Ranked, Study, evaluate};
use crate::inventory::{Inventory, Shapes};
use crate::model::{Edge, Parameter, ProofClass};
use crate::prove::Report;
use crate::report::clean;

/// Measures, and prints the figures.
pub fn eval(args: &Eval, settings: &Settings, printer: &Printer) -> anyhow::Result<ExitCode> {
    if let (Some(gold), Some(inventory)) = (&args.gold, &args.source.inventory) {
        return against_gold(&source::tools(inventory, printer)?, &Shapes::default(), gold, args, printer);
    }
    let Some(built) = obtain(&args.source, settings, printer)? else { return Ok(ExitCode::Incomplete) };
    let Built { inventory: Some(inventory), shapes, report, .. } = &built else {
        return Err(
            UsageError("eval needs tools (hint: give --inventory FILE and --gold FILE, or --prove)".into()).into()
        );
    };
    match (&args.gold, report) {
        (Some(gold), _) => against_gold(inventory, shapes, gold, args, printer),
        (None, Some(report)) => against_proof(&study(inventory, shapes, args)?, report, args.misses, printer),
        (None, None) => Err(UsageError("eval needs --gold FILE or --prove".to_owned()).into()),
    }
}

fn study(inventory: &Inventory, shapes: &Shapes, args: &Eval) -> anyhow::Result<Study> {
    let study = Study::of(inventory, shapes);
    Ok(match &args.source.embeddings {
        Some(folder) => study.embed(&*embedding::load(folder)?),
        None => study,
    })
}

/// Declared evidence against gold edges.
fn against_gold(
    inventory: &Inventory,
    shapes: &Shapes,
    gold: &Path,
    args: &Eval,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let edges = Gold::parse(&read(gold)?).with_context(|| format!("read {}", gold.display()))?;
    let (quality, ranked) = evaluate(&study(inventory, shapes, args)?, &edges);
    print(&quality, &ranked, args.misses, printer)
}

fn print(quality: &Quality, ranked: &[Ranked], misses: bool, printer: &Printer) -> anyhow::Result<ExitCode> {
    if printer.is_json() {
        let missed: Vec<&Ranked> = ranked.iter().filter(|one| misses && one.ranks.first() != Some(&1)).collect();
        printer.json(&json!({"quality": quality, "misses": missed}))?;
        return Ok(ExitCode::Ok);
    }
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{} consumer parameters\nhits@1 {:.3}  hits@5 {:.3}  MRR {:.3}  MAP {:.3}\nat confidence {}: precision {:.3}  recall {:.3}",
        quality.consumers,
        quality.hits_at_1,
        quality.hits_at_5,
        quality.mrr,
        quality.map,
        Edge::TRUST,
        quality.precision,
        quality.recall
    );
    for one in ranked.iter().filter(|one| misses && one.ranks.first() != Some(&1)) {
        let rank = one.ranks.first().map_or("never".to_owned(), ToString::to_string);
        let _ = writeln!(text, "\n{}: first gold at rank {rank}", clean(&one.to.to_string()));
        for (from, confidence) in &one.best {
            let mark = if one.gold.contains(from) { "gold" } else { "    " };
            let _ = writeln!(text, "  {confidence:.2} {mark} {}", clean(&from.to_string()));
        }
        for from in one.gold.iter().filter(|from| !one.best.iter().any(|(best, _)| best == *from)).take(5) {
            let _ = writeln!(text, "       gold {}", clean(&from.to_string()));
        }
    }
    printer.data(&text)?;
    Ok(ExitCode::Ok)
}

/// Declared evidence alone against what trials have shown.
fn against_proof(study: &Study, report: &Report, misses: bool, printer: &Printer) -> anyhow::Result<ExitCode> {
    let mut believed: BTreeMap<&Parameter, BTreeMap<Parameter, f32>> = BTreeMap::new();
    for proof in &report.proofs {
        believed
            .entry(&proof.to)
            .or_insert_with(|| study.pairs(&proof.to).into_iter().map(|pair| (pair.from, pair.confidence)).collect());
    }
    let confidence = |from: &Parameter, to: &Parameter| believed[to].get(from).copied().unwrap_or_default();
    // What only repeats its input is no source.
    let sources = report.proofs.iter().filter(|proof| proof.proven.class == ProofClass::Strong && !proof.proven.echo);
    let gold: Vec<Gold> = sources.map(|proof| Gold { from: proof.from.clone(), to: proof.to.clone() }).collect();
    let (quality, ranked) = evaluate(study, &gold);
    let mut trusted = BTreeMap::from([("strong", 0), ("weak", 0), ("refuted", 0), ("echo", 0)]);
    for proof in &report.proofs {
        let class = match proof.proven.class {
            ProofClass::Refuted => "refuted",
            _ if proof.proven.echo => "echo",
            ProofClass::Strong => "strong",
            ProofClass::Weak => "weak",
        };
        if confidence(&proof.from, &proof.to) >= Edge::TRUST {
            *trusted.entry(class).or_default() += 1;
        }
    }
    let right = trusted["strong"] + trusted["weak"] + trusted["echo"];
    let all: u32 = trusted.values().sum();
    let precision = f64::from(right) / f64::from(all).max(1.0);
    if printer.is_json() {
        printer.json(&json!({
            "pairs": report.pairs, "proofs": report.proofs.len(), "trusted": trusted, "precision": precision,
            "recall": quality.recall, "quality": quality,
        }))?;
        return Ok(ExitCode::Ok);
    }
    let text = format!(
        "declared evidence against {} trials that told something\n\
         trusted edges: {} needed, {} accepted, {} echoes, {} refuted: precision {precision:.3}\n\
         needed pairs that are trusted: recall {:.3} of {}\n\nranking of needed pairs: ",
        report.proofs.len(),
        trusted["strong"],
        trusted["weak"],
        trusted["echo"],
        trusted["refuted"],
        quality.recall,
        gold.len(),
    );
    printer.data(&text)?;
    print(&quality, &ranked, misses, printer)
}
