//! Data sets: near-duplicates among many requests and rows for a trainer, beside the same work in Python (`datasketch`, and
//! Hugging Face `datasets`), which `MCPLAB_PYTHON` names an interpreter for.

use std::collections::HashSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::Context;
use mcplab::dataset::minhash::{Index, PERMUTATIONS, Permutations, Signature};
use mcplab::dataset::shingles;
use mcplab::export::{self, Sink, Storage, Target, profile};
use mcplab::store;
use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::end_to_end;
use super::machine::cpu_seconds;

/// Words of a request, the places of its slots, and different frames.
const WORDS: usize = 25;
const SLOTS: [usize; 4] = [3, 9, 15, 21];
const FRAMES: usize = 5_000;
/// The similarity from which on two requests are the same.
const SAME: f64 = 0.8;
/// Requests that Python is given at most: it needs a hundred times as long.
const MOST_FOR_PYTHON: usize = 100_000;

/// One piece of work, done by us or by Python.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Work {
    pub what: String,
    pub rows: usize,
    pub by: String,
    pub wall_s: f64,
    pub cpu_s: f64,
    /// Near-duplicates found, or bytes written.
    pub result: u64,
}

/// Dedups so many requests, and exports a run of so many rows.
pub fn measure(requests: usize, rows: u64) -> anyhow::Result<Vec<Work>> {
    let folder = tempfile::tempdir()?;
    let mut works = Vec::new();
    for count in HashSet::from([requests, requests.min(MOST_FOR_PYTHON)]) {
        let texts = draw(count);
        works.push(dedup(&texts)?);
        let file = folder.path().join("texts.txt");
        fs::write(&file, texts.join("\n"))?;
        if count <= MOST_FOR_PYTHON {
            works.extend(python("dedup", &[&file], count, "found")?);
        }
    }
    let run = folder.path().join("run");
    end_to_end::make(rows, 2, &run)?;
    for jobs in [1, 2] {
        works.push(exported(&run, &folder.path().join("ours.jsonl"), jobs)?);
    }
    let shards = fs::read_dir(&run)?.filter_map(|file| Some(file.ok()?.path()));
    let mut shards: Vec<_> = shards.filter(|file| file.extension().is_some_and(|end| end == "parquet")).collect();
    shards.sort();
    works.extend(python("export", &[&shards[0], &folder.path().join("theirs.jsonl")], rows as usize, "bytes")?);
    works.sort_by(|a, b| (&a.what, a.rows, &a.by).cmp(&(&b.what, b.rows, &b.by)));
    Ok(works)
}

fn dedup(texts: &[String]) -> anyhow::Result<Work> {
    let (cpu, clock) = (cpu_seconds("self"), Instant::now());
    let permutations = Permutations::new(PERMUTATIONS, 0);
    let mut index = Index::new(SAME)?;
    let mut found = 0;
    for (row, text) in (0..).zip(texts) {
        found += u64::from(index.insert_or_find(row, &Signature::of(shingles(text), &permutations)).is_some());
    }
    Ok(work("dedup", texts.len(), "mcplab, 1 thread", cpu, clock, found))
}

fn exported(run: &Path, out: &Path, jobs: usize) -> anyhow::Result<Work> {
    let (cpu, clock) = (cpu_seconds("self"), Instant::now());
    let openai = profile("openai").context("there is an openai target")?;
    let mut sink = Sink::open(Target::File(out.to_owned()), Storage::Jsonl, openai.columns())?;
    let counts = export::export(&store::open(run)?, openai, &mut sink, jobs, &mut |_| Ok(()))?;
    sink.finish()?;
    let bytes = fs::metadata(out)?.len();
    Ok(work("export", counts.written as usize, &format!("mcplab, {jobs} threads"), cpu, clock, bytes))
}

fn work(what: &str, rows: usize, by: &str, cpu: f64, clock: Instant, result: u64) -> Work {
    let (wall_s, cpu_s) = (clock.elapsed().as_secs_f64(), cpu_seconds("self") - cpu);
    Work { what: what.to_owned(), rows, by: by.to_owned(), wall_s, cpu_s, result }
}

/// The same in Python; nothing where there is no interpreter for it.
fn python(script: &str, arguments: &[&Path], rows: usize, result: &str) -> anyhow::Result<Option<Work>> {
    let Some(python) = std::env::var_os("MCPLAB_PYTHON") else {
        println!("MCPLAB_PYTHON names no interpreter with datasets and datasketch: {script} is not compared");
        return Ok(None);
    };
    let script_file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("datasets/{script}.py"));
    let output = Command::new(python).arg(script_file).args(arguments).output()?;
    anyhow::ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told: Value = serde_json::from_slice(&output.stdout).context("read the figures of Python")?;
    let number = |name: &str| told[name].as_f64().with_context(|| format!("{script}.py tells no {name}"));
    Ok(Some(Work {
        what: script.to_owned(),
        rows,
        by: if script == "dedup" { "datasketch" } else { "datasets" }.to_owned(),
        wall_s: number("seconds")?,
        cpu_s: number("cpu_seconds")?,
        result: number(result)? as u64,
    }))
}

pub fn table(works: &[Work]) -> String {
    let mut text =
        format!("{:<8} {:>10} {:<18} {:>9} {:>9} {:>12}\n", "work", "rows", "by", "wall s", "CPU s", "result");
    for Work { what, rows, by, wall_s, cpu_s, result } in works {
        let _ = writeln!(text, "{what:<8} {rows:>10} {by:<18} {wall_s:>9.2} {cpu_s:>9.2} {result:>12}");
    }
    text
}

/// Requests of some frames with other words in their slots; one in ten nearly repeats an earlier one.
fn draw(rows: usize) -> Vec<String> {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let vocabulary: Vec<String> = (0..20_000).map(|_| word(&mut rng)).collect();
    let any = |rng: &mut ChaCha8Rng| vocabulary.choose(rng).map_or("", String::as_str);
    let frames: Vec<Vec<&str>> = (0..FRAMES).map(|_| (0..WORDS).map(|_| any(&mut rng)).collect()).collect();
    let mut requests: Vec<String> = Vec::with_capacity(rows);
    for row in 0..rows {
        let request = if row % 10 == 9 {
            let earlier = &requests[rng.random_range(0..row)];
            format!("{earlier} {}", any(&mut rng))
        } else {
            let mut words = frames[rng.random_range(0..FRAMES)].clone();
            for slot in SLOTS {
                words[slot + rng.random_range(0..3)] = any(&mut rng);
            }
            words.join(" ")
        };
        requests.push(request);
    }
    requests
}

fn word(rng: &mut ChaCha8Rng) -> String {
    (0..rng.random_range(3..9)).map(|_| char::from(b'a' + rng.random_range(0..26))).collect()
}
