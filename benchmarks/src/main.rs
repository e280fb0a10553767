//! Performance benchmarks: `cargo run --release -p mcplab-benchmarks [-- --quick | forks [HEAP_MIB] | starts | graphs | coverage ROWS [memory] |
//! datasets REQUESTS ROWS | episodes ROUNDS OPEN | drift CALLS]`.
//!
//! Prints a table and writes the raw figures with machine and commit to `benchmarks/results/`; a quick run only shows
//! that everything can be measured. Machines are shared and noisy, so read the ratios of one run.

mod builtin_stdio;
mod calls;
mod coverage;
mod datasets;
mod drift;
mod end_to_end;
mod episodes;
mod forks;
mod graphs;
mod machine;
mod pairs;
mod starts;

use std::path::Path;

use mcplab::chain::Sampler;
use serde_json::json;

/// That of the program that is measured.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => all(false),
        ["--quick"] => all(true),
        ["forks", size] => say(&forks::one(size.parse()?)?),
        ["forks"] => say(&forks::table(&forks::measure(false)?)),
        ["graphs"] => {
            let (machine, graphs) = (machine::Machine::this(), graphs::measure(false)?);
            say(&graphs::table(&graphs))?;
            record(&machine, "-graphs", &json!({"machine": machine, "graphs": graphs}))
        }
        ["coverage", rows, only @ ..] => {
            let samplers = match only {
                [] => &[Sampler::Coverage, Sampler::Walk][..],
                ["memory"] => &[Sampler::Coverage],
                _ => anyhow::bail!("after the number of rows there can be `memory`: the sampler with a memory alone"),
            };
            let (machine, curves) = (machine::Machine::this(), coverage::measure(rows.parse()?, samplers)?);
            say(&coverage::table(&curves))?;
            record(&machine, "-coverage", &json!({"machine": machine, "coverage": curves}))
        }
        ["datasets", requests, rows] => {
            let machine = machine::Machine::this();
            let works = datasets::measure(requests.parse()?, rows.parse()?)?;
            say(&datasets::table(&works))?;
            record(&machine, "-datasets", &json!({"machine": machine, "datasets": works}))
        }
        ["episodes", rounds, open] => {
            let machine = machine::Machine::this();
            let episodes = episodes::measure(rounds.parse()?, open.parse()?)?;
            say(&episodes::table(&episodes))?;
            record(&machine, "-episodes", &json!({"machine": machine, "episodes": episodes}))
        }
        ["drift", calls] => {
            let (machine, added) = (machine::Machine::this(), drift::measure(calls.parse()?)?);
            say(&drift::table(&added))?;
            record(&machine, "-drift", &json!({"machine": machine, "drift": added}))
        }
        ["graph", catalog, size] => say(&graphs::one(catalog, size.parse()?)?),
        ["pairs", proofs, out] => pairs::write(proofs.as_ref(), out.as_ref(), None),
        ["pairs", proofs, out, model] => pairs::write(proofs.as_ref(), out.as_ref(), Some(model.as_ref())),
        ["starts"] => say(&starts::table(&starts::measure(false)?)),
        ["builtin-stdio", server, seed, now] => builtin_stdio::serve(server, seed, now),
        ["end-to-end", count, jobs] => end_to_end::one(count.parse()?, jobs.parse()?),
        _ => {
            anyhow::bail!(
                "usage: mcplab-benchmarks [--quick | forks [HEAP_MIB] | starts | graphs | coverage ROWS [memory] | datasets REQUESTS ROWS | episodes ROUNDS OPEN | drift CALLS | pairs PROOFS DIR [MODEL]]"
            )
        }
    }
}

fn say(text: &str) -> anyhow::Result<()> {
    println!("{text}");
    Ok(())
}

fn all(quick: bool) -> anyhow::Result<()> {
    let machine = machine::Machine::this();
    println!("{machine}\n");
    let calls = calls::measure(quick)?;
    println!("{}", calls::table(&calls));
    let forks = forks::measure(quick)?;
    println!("{}", forks::table(&forks));
    let starts = starts::measure(quick)?;
    println!("{}", starts::table(&starts));
    let graphs = graphs::measure(quick)?;
    println!("{}", graphs::table(&graphs));
    let runs = end_to_end::measure(quick)?;
    println!("{}", end_to_end::table(&runs));
    if quick {
        return Ok(());
    }
    let results = json!({"machine": machine, "calls": calls, "forks": forks, "starts": starts, "graphs": graphs, "end_to_end": runs});
    record(&machine, "", &results)
}

/// Writes raw figures to `benchmarks/results/`.
fn record(machine: &machine::Machine, what: &str, results: &serde_json::Value) -> anyhow::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("results");
    let file = folder.join(format!("{}-{}{what}.json", machine.date, machine.commit));
    std::fs::create_dir_all(&folder)?;
    std::fs::write(&file, serde_json::to_string_pretty(results)? + "\n")?;
    say(&format!("raw figures: benchmarks/results/{}", file.file_name().unwrap_or_default().to_string_lossy()))
}
