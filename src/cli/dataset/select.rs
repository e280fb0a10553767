//! `mcplab dataset select`: the rows that are worth most, by one of several methods of the field.

use std::collections::{BTreeMap, HashMap};

use anyhow::Context;
use serde_json::json;

use super::asked::Asked;
use super::losses::{self, Opinion};
use super::{derived, each, now};
use crate::cli::ExitCode;
use crate::cli::args::dataset::{Method, Select as Args};
use crate::cli::exit_code::UsageError;
use crate::cli::printer::Printer;
use crate::cli::settings::Settings;
use crate::dataset::band::{AnswerLosses, IfdBand, Place, rated};
use crate::dataset::curriculum::{interleaved, stages};
use crate::dataset::deita;
use crate::dataset::k_center::{cover_again, k_center};
use crate::dataset::{Features, jaccard_distance};
use crate::model::{Action, Finding, Trajectory};
use crate::report::{counted, grouped};
use crate::store;

/// Which rows are taken, and why the others are not.
struct Choice {
    /// Positions in the run, in the order in which they were taken.
    taken: Vec<usize>,
    /// By position.
    left: HashMap<usize, &'static str>,
}

pub fn select(args: &Args, settings: &Settings, printer: &Printer) -> anyhow::Result<ExitCode> {
    let run = store::open(&args.run)?;
    let mut opinions = args.losses.as_deref().map(losses::read).transpose()?.unwrap_or_default();
    let model = Asked::of(args, settings)?;
    if args.method.needs_opinions() && args.losses.is_none() && model.is_none() {
        let name = format!("{:?}", args.method).to_lowercase();
        let hint = "hint: --losses FILE, or --model and --model-url";
        return Err(UsageError(format!("select by {name}: it needs what a model says of the rows ({hint})")).into());
    }
    let (mut features, mut ids) = (Vec::new(), Vec::new());
    let code = each(&run, printer, |row| {
        features.push(Features::of(&row));
        ids.push(row.id.to_string());
        if let Some(model) = &model {
            let opinion = model.opinion(&row)?;
            opinions.insert(opinion.id.clone(), opinion);
        }
        Ok(())
    })?;
    if let Some(model) = &model {
        model.account(printer);
    }
    let choice = chosen(args, &features, &ids, &opinions)?;
    let mut order = choice.taken.clone();
    if let Some(count) = args.stages {
        let difficulties: Vec<_> = order.iter().map(|row| features[*row].difficulty).collect();
        let staged = if args.interleave { interleaved(&difficulties, count) } else { stages(&difficulties, count) };
        order = staged.concat().into_iter().map(|at| order[at]).collect();
    }
    let method = format!("{:?}", args.method).to_lowercase();
    let settings = json!({"method": method, "count": args.count, "apart": args.apart, "stages": args.stages, "interleave": args.interleave});
    let mut set = derived(&args.out, &run, "dataset select", settings)?;
    match args.stages {
        // Rows in the order of training: they get new indices, and keep their ids.
        Some(_) => {
            let mut rows: HashMap<u64, Trajectory> = HashMap::new();
            let wanted: BTreeMap<u64, usize> =
                order.iter().enumerate().map(|(at, row)| (features[*row].index, at)).collect();
            each(&run, printer, |row| {
                if let Some(at) = wanted.get(&row.index) {
                    rows.insert(*at as u64, row);
                }
                Ok(())
            })?;
            for at in 0..order.len() as u64 {
                let mut row = rows.remove(&at).context("a row is gone")?;
                row.labels.insert("row".to_owned(), row.index.to_string());
                row.index = at;
                set.keep(&masked(row, args, &opinions))?;
            }
        }
        None => {
            let taken: std::collections::HashSet<usize> = order.iter().copied().collect();
            let mut at = 0;
            each(&run, printer, |row| {
                match taken.contains(&at) {
                    true => set.keep(&masked(row, args, &opinions))?,
                    false => set.drop(row.index, choice.left.get(&at).copied().unwrap_or("select.not_taken"))?,
                }
                at += 1;
                Ok(())
            })?;
        }
    }
    let kept = set.finish(&now())?.rows;
    let mut reasons: BTreeMap<&str, u64> = BTreeMap::new();
    choice.left.values().for_each(|reason| *reasons.entry(reason).or_default() += 1);
    if printer.is_json() {
        printer.json(&json!({"rows": features.len(), "kept": kept, "left": reasons}))?;
    } else {
        let mut text = format!("{}: {} taken\n", counted(features.len() as u64, "row"), grouped(kept));
        reasons.iter().for_each(|(reason, count)| text.push_str(&format!("  {reason}: {}\n", grouped(*count))));
        printer.data(&format!("{text}{}\n", args.out.display()))?;
    }
    Ok(if kept == 0 { ExitCode::Nothing } else { code })
}

fn chosen(
    args: &Args,
    features: &[Features],
    ids: &[String],
    opinions: &HashMap<String, Opinion>,
) -> anyhow::Result<Choice> {
    let count = args.count.unwrap_or(features.len());
    let skeletons = || features.iter().map(Features::shingles).collect::<Vec<_>>();
    let mut left = HashMap::new();
    let opinion = |row: usize| opinions.get(&ids[row]);
    let taken: Vec<usize> = match args.method {
        Method::Deita => {
            let worths: Vec<_> = (0..features.len())
                .map(|row| {
                    let own = features[row].worth;
                    let said = opinion(row);
                    deita::Worth {
                        complexity: said.and_then(|said| said.complexity).unwrap_or(own.complexity),
                        quality: said.and_then(|said| said.quality).unwrap_or(own.quality),
                    }
                })
                .collect();
            let shingles = skeletons();
            let distance = |one: usize, other: usize| jaccard_distance(&shingles[one], &shingles[other]);
            deita::select(&worths, count, args.apart, distance).map_err(|error| UsageError(error.to_string()))?.taken
        }
        Method::KCenter => k_center(&skeletons(), count, 0),
        Method::Cover => {
            let mut numbers: HashMap<&str, u32> = HashMap::new();
            let mut items = Vec::new();
            for row in features {
                let steps = row.tools.iter().chain(&row.skeleton);
                let item = steps.map(|step| {
                    let next = numbers.len() as u32;
                    *numbers.entry(step).or_insert(next)
                });
                items.push(item.collect());
            }
            cover_again(&items, count)
        }
        Method::Ifd => {
            let band = IfdBand::new(args.least, args.most).map_err(|error| UsageError(error.to_string()))?;
            let place = |row: usize| -> Result<Option<Place>, UsageError> {
                let Some((with_instruction, without)) =
                    opinion(row).and_then(|said| said.with_instruction.zip(said.without))
                else {
                    return Ok(None);
                };
                let place = band.place(AnswerLosses { with_instruction, without });
                place.map(Some).map_err(|error| UsageError(format!("row {}: {error}", ids[row])))
            };
            let mut taken = Vec::new();
            for row in 0..features.len() {
                let reason = match place(row)? {
                    Some(Place::Inside) => {
                        taken.push(row);
                        continue;
                    }
                    Some(Place::Below) => "select.too_easy",
                    Some(Place::Above) => "select.too_hard",
                    Some(Place::Misaligned) => "select.request_does_not_help",
                    None => "select.no_loss",
                };
                left.insert(row, reason);
            }
            taken
        }
        Method::Rating => {
            let mut taken = Vec::new();
            for row in 0..features.len() {
                match opinion(row).and_then(|said| said.rating) {
                    Some(rating)
                        if rated(rating, args.least_rating).map_err(|error| UsageError(error.to_string()))? =>
                    {
                        taken.push(row)
                    }
                    Some(_) => _ = left.insert(row, "select.rated_low"),
                    None => _ = left.insert(row, "select.no_rating"),
                }
            }
            taken
        }
        Method::Toolformer => {
            let known =
                |row: &usize| opinion(*row).is_some_and(|said| said.calls.len() == features[*row].skeleton.len());
            let (taken, unknown): (Vec<usize>, Vec<usize>) = (0..features.len()).partition(known);
            left.extend(unknown.into_iter().map(|row| (row, "select.no_loss")));
            taken
        }
        Method::All => (0..features.len()).collect(),
    };
    Ok(Choice { taken: taken.into_iter().take(count).collect(), left })
}

/// With Toolformer's losses: turns whose calls all make the rest no likelier have no loss.
fn masked(mut row: Trajectory, args: &Args, opinions: &HashMap<String, Opinion>) -> Trajectory {
    let Some(said) = opinions.get(&row.id.to_string()).filter(|_| args.method == Method::Toolformer) else {
        return row;
    };
    for turn in row.turns.iter_mut().filter(|turn| !turn.steps.is_empty()) {
        let helps = |step: &usize| said.calls.get(*step).is_some_and(|losses| losses.helps(args.tau).unwrap_or(false));
        if !turn.steps.iter().any(helps) {
            let gains: Vec<f64> = turn.steps.iter().filter_map(|step| said.calls.get(*step)?.gain().ok()).collect();
            turn.verdict.add(Finding {
                reason: "select.call_does_not_help".to_owned(),
                action: Action::Mask,
                evidence: format!("the rest becomes likelier by {gains:?} nats a token"),
            });
        }
    }
    row
}
