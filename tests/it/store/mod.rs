//! Run directories: what is written, what is read back, and what survives a crash.

mod crash;
pub mod fixture;
mod rows;
mod runs;

use std::path::{Path, PathBuf};

use mcplab::export::OpenAi;
use mcplab::model::{Digest, Seed};
use mcplab::store::{Attempt, EncodedRow, Entry, Finished, Manifest, Run, encode};
use serde_json::json;

/// A manifest with small shards.
pub fn manifest(rows_per_shard: u32) -> Manifest {
    let mut manifest = Manifest::new("generate", "0.1.0", Seed(7));
    manifest.rows_per_shard = rows_per_shard;
    manifest.settings = json!({ "count": 25, "writer": "grammar" });
    manifest.inputs.insert("inventory".to_owned(), Digest::of_bytes(b"inventory"));
    manifest
}

/// What a generator hands in for an index: every fifth index stays empty, every seventh row has
/// no line in the fine-tuning file.
pub fn made(index: u64) -> (Entry, Option<EncodedRow>) {
    if index % 5 == 4 {
        return (Entry::new(index, vec![Attempt::failed(false, "sample.no_tool")]), None);
    }
    let trajectory = fixture::numbered(index);
    let entry = Entry::new(index, vec![Attempt::failed(true, "synth.leak"), Attempt::of(&trajectory)]);
    let row = encode(&trajectory);
    let row = if index % 7 == 6 { row } else { row.sft(OpenAi::line(&trajectory).unwrap()) };
    (entry.note(json!({ "covered": index })), Some(row))
}

/// Appends indices up to an end.
pub fn append_to(run: &mut Run, end: u64) {
    for index in run.next_index()..end {
        let (entry, row) = made(index);
        run.append(entry, row).unwrap();
    }
}

/// A finished run with so many indices.
pub fn finished(dir: &Path, indices: u64, rows_per_shard: u32) -> Finished {
    let mut run = Run::create(dir, &manifest(rows_per_shard), "2026-03-05T14:20:00Z").unwrap();
    append_to(&mut run, indices);
    run.finish("2026-03-05T14:21:00Z").unwrap()
}

/// Every file of a directory but the journal, which knows the wall clock, by name.
pub fn files(dir: &Path) -> Vec<(String, Digest)> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(dir).unwrap().map(|file| file.unwrap().path()).collect();
    paths.sort();
    let named = paths.iter().map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), path));
    named
        .filter(|(name, _)| name != "journal.jsonl")
        .map(|(name, path)| (name, Digest::of_bytes(&std::fs::read(path).unwrap())))
        .collect()
}
