//! Opening run directories that cannot be used, and what the refusals say.

use std::fs;
use std::path::Path;

use mcplab::model::{Digest, Seed};
use mcplab::store::{Entry, Event, Run, StoreError, open};
use serde_json::json;

use super::{append_to, finished, manifest};

const AT: &str = "2026-03-05T14:30:00Z";

fn message<T>(result: Result<T, StoreError>, dir: &Path) -> String {
    let error = result.err().expect("an error");
    let source = std::error::Error::source(&error).map(|source| format!(": {source}")).unwrap_or_default();
    format!("failed to {error}{source}").replace(&dir.display().to_string(), "DIR")
}

#[test]
fn a_directory_with_files_is_refused_with_both_mends() {
    let dir = tempfile::tempdir().unwrap();
    finished(&dir.path().join("run"), 1, 10);
    let again = Run::create(&dir.path().join("run"), &manifest(10), AT);
    insta::assert_snapshot!(message(again, dir.path()), @"failed to use DIR/run as a new run directory: it is not empty (hint: continue it with --resume, or choose another --out)");
}

#[test]
fn a_directory_that_cannot_be_made_is_named() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("file"), "").unwrap();
    let below = Run::create(&dir.path().join("file/run"), &manifest(10), AT);
    insta::assert_snapshot!(message(below, dir.path()), @"failed to use as the run directory DIR/file/run: Not a directory (os error 20)");
    let nothing = Run::resume(&dir.path().join("nothing"), &manifest(10), AT);
    insta::assert_snapshot!(message(nothing, dir.path()), @"failed to open DIR/nothing: it holds no manifest.json, so it is not a run directory");
}

#[test]
fn a_run_is_written_by_one_process_at_a_time() {
    let dir = tempfile::tempdir().unwrap();
    let run = Run::create(&dir.path().join("run"), &manifest(10), AT).unwrap();
    let second = Run::resume(run.dir(), &manifest(10), AT);
    insta::assert_snapshot!(message(second, dir.path()), @"failed to write DIR/run: another process is writing this run (hint: wait for it, or choose another --out)");
}

#[test]
fn resuming_with_other_inputs_names_each_difference() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("run");
    drop(Run::create(&path, &manifest(10), AT).unwrap());
    let mut other = manifest(10);
    other.seed = Seed(8);
    other.settings = json!({ "count": 26, "jobs": 2, "writer": "grammar" });
    other.inputs.insert("inventory".to_owned(), Digest::of_bytes(b"another"));
    let resumed = Run::resume(&path, &other, AT);
    insta::assert_snapshot!(message(resumed, dir.path()), @"failed to resume DIR/run: the run was started with other inputs: input inventory was 76bd073a7787 and is now cee450a24062, seed was 7 and is now 8, setting count was 25 and is now 26, setting jobs was absent and is now 2 (hint: use the same settings, or choose another --out)");
}

#[test]
fn a_finished_run_says_so() {
    let dir = tempfile::tempdir().unwrap();
    finished(&dir.path().join("run"), 3, 2);
    let resumed = Run::resume(&dir.path().join("run"), &manifest(2), AT);
    insta::assert_snapshot!(message(resumed, dir.path()), @"failed to resume DIR/run: the run is finished");
}

#[test]
fn a_newer_manifest_is_refused_whatever_it_holds() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("manifest.json"), r#"{"format": 3, "anything": []}"#).unwrap();
    insta::assert_snapshot!(message(open(dir.path()), dir.path()), @"failed to read DIR/manifest.json: it has format 3, and this mcplab knows formats up to 2 (hint: use a newer mcplab)");
}

#[test]
fn indices_come_in_order() {
    let dir = tempfile::tempdir().unwrap();
    let mut run = Run::create(&dir.path().join("run"), &manifest(10), AT).unwrap();
    let skipped = run.append(Entry::new(1, Vec::new()), None);
    insta::assert_snapshot!(message(skipped, dir.path()), @"failed to append index 1: the run expects index 0 next");
}

#[test]
fn a_finished_run_holds_what_it_says() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("run");
    let finished = finished(&path, 25, 8);
    assert_eq!((finished.rows, finished.shards.len()), (20, 3));
    let stored = open(&path).unwrap();
    assert!(stored.is_finished().unwrap());
    assert_eq!(stored.manifest, manifest(8));
    assert_eq!(stored.trajectories().unwrap().map(Result::unwrap).count(), 20);
    assert_eq!(fs::read_to_string(&finished.sft).unwrap().lines().count(), 17);
    let shards = stored.events().unwrap().filter(|event| matches!(event, Ok(Event::Shard { .. })));
    assert_eq!(shards.count(), 3);
    let mut names: Vec<_> = fs::read_dir(&path).unwrap().map(|file| file.unwrap().file_name()).collect();
    names.sort();
    insta::assert_debug_snapshot!(names, @r#"
    [
        "journal.jsonl",
        "manifest.json",
        "sft.jsonl",
        "trajectories-00000.parquet",
        "trajectories-00001.parquet",
        "trajectories-00002.parquet",
    ]
    "#);
}

#[test]
fn an_empty_run_can_be_finished() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("run");
    let mut run = Run::create(&path, &manifest(8), AT).unwrap();
    append_to(&mut run, 0);
    assert_eq!(run.finish(AT).unwrap().rows, 0);
    assert_eq!(open(&path).unwrap().trajectories().unwrap().count(), 0);
}
