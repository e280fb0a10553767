//! `kill -9` at any byte: an interrupted and resumed run ends like one that was not.

use std::fs::{self, OpenOptions};
use std::path::Path;

use mcplab::store::{Run, StoreError, Tally, open};
use proptest::prelude::*;

use super::{append_to, files, finished, made, manifest};

const AT: &str = "2026-03-05T14:30:00Z";

#[derive(Clone, Copy, Debug)]
enum Cut {
    /// All buffers reached the files, and the kill came before anything else.
    None,
    /// One file ends at this share of its length.
    At { file: usize, share: f64 },
}

/// Writes up to `stop`, cuts, resumes up to `end`, finishes.
fn interrupted(dir: &Path, stop: u64, cuts: &[Cut], end: u64, rows_per_shard: u32) -> Tally {
    let mut run = Run::create(dir, &manifest(rows_per_shard), AT).unwrap();
    append_to(&mut run, stop);
    run.sync().unwrap();
    drop(run);
    cuts.iter().for_each(|cut| cut_file(dir, *cut));

    let (mut run, entries) = Run::resume(dir, &manifest(rows_per_shard), AT).unwrap();
    let mut tally = Tally::default();
    entries.for_each(|entry| tally.add(&entry.unwrap()));
    assert_eq!(tally.indices, run.next_index());
    for index in run.next_index()..end {
        let (entry, row) = made(index);
        tally.add(&entry);
        run.append(entry, row).unwrap();
    }
    run.finish(AT).unwrap();
    tally
}

fn cut_file(dir: &Path, cut: Cut) {
    let Cut::At { file, share } = cut else { return };
    let mut paths: Vec<_> = fs::read_dir(dir).unwrap().map(|file| file.unwrap().path()).collect();
    paths.retain(|path| !path.ends_with("manifest.json"));
    paths.sort();
    let path = &paths[file % paths.len()];
    let length = fs::metadata(path).unwrap().len();
    let file = OpenOptions::new().write(true).open(path).unwrap();
    file.set_len((length as f64 * share) as u64).unwrap();
}

fn cut() -> impl Strategy<Value = Cut> {
    prop_oneof![
        1 => Just(Cut::None),
        6 => (0..8usize, 0.0..=1.0f64).prop_map(|(file, share)| Cut::At { file, share }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_cut_run_ends_like_a_whole_one(
        stop in 0..24u64,
        cuts in prop::collection::vec(cut(), 1..4),
        rows_per_shard in prop_oneof![Just(3u32), Just(8), Just(100)],
    ) {
        let dir = tempfile::tempdir().unwrap();
        let (whole, resumed) = (dir.path().join("whole"), dir.path().join("resumed"));
        finished(&whole, 24, rows_per_shard);
        let tally = interrupted(&resumed, stop, &cuts, 24, rows_per_shard);
        prop_assert_eq!(files(&whole), files(&resumed));
        let mut expected = Tally::default();
        open(&whole).unwrap().entries().unwrap().for_each(|entry| expected.add(&entry.unwrap()));
        prop_assert_eq!(tally, expected);
        prop_assert_eq!(open(&resumed).unwrap().trajectories().unwrap().filter(Result::is_ok).count(), 20);
    }
}

#[test]
fn every_byte_of_the_journals_end_can_be_the_last() {
    let dir = tempfile::tempdir().unwrap();
    let whole = dir.path().join("whole");
    finished(&whole, 4, 2);
    let first = dir.path().join("first");
    let mut run = Run::create(&first, &manifest(2), AT).unwrap();
    append_to(&mut run, 3);
    run.sync().unwrap();
    drop(run);
    let length = fs::metadata(first.join("journal.jsonl")).unwrap().len();
    for kept in 0..length {
        let copy = dir.path().join(format!("cut-{kept}"));
        fs::create_dir(&copy).unwrap();
        for file in fs::read_dir(&first).unwrap().map(Result::unwrap) {
            fs::copy(file.path(), copy.join(file.file_name())).unwrap();
        }
        OpenOptions::new().write(true).open(copy.join("journal.jsonl")).unwrap().set_len(kept).unwrap();
        let (mut run, _) = Run::resume(&copy, &manifest(2), AT).unwrap();
        append_to(&mut run, 4);
        run.finish(AT).unwrap();
        assert_eq!(files(&whole), files(&copy), "journal cut at byte {kept}");
        fs::remove_dir_all(copy).unwrap();
    }
}

#[test]
fn a_run_can_be_killed_again_and_again() {
    let dir = tempfile::tempdir().unwrap();
    let (whole, killed) = (dir.path().join("whole"), dir.path().join("killed"));
    finished(&whole, 24, 5);
    let mut run = Run::create(&killed, &manifest(5), AT).unwrap();
    for end in 1..=24 {
        append_to(&mut run, end);
        drop(run);
        cut_file(&killed, Cut::At { file: end as usize, share: 0.999 });
        run = Run::resume(&killed, &manifest(5), AT).unwrap().0;
    }
    append_to(&mut run, 24);
    run.finish(AT).unwrap();
    assert_eq!(files(&whole), files(&killed));
}

#[test]
fn an_unfinished_run_can_be_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("run");
    let mut run = Run::create(&path, &manifest(3), AT).unwrap();
    append_to(&mut run, 6);
    run.sync().unwrap();
    let stored = open(&path).unwrap();
    assert!(!stored.is_finished().unwrap());
    let indices: Vec<u64> = stored.trajectories().unwrap().map(|row| row.unwrap().index).collect();
    assert_eq!(indices, [0, 1, 2, 3, 5]);
}

#[test]
fn a_broken_line_in_the_middle_is_an_error_that_names_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("run");
    let mut run = Run::create(&path, &manifest(3), AT).unwrap();
    append_to(&mut run, 3);
    drop(run);
    let journal = path.join("journal.jsonl");
    let text = fs::read_to_string(&journal).unwrap().replacen("\"index\":1", "\"index\":?", 1);
    fs::write(&journal, text).unwrap();
    let Err(StoreError::Corrupt { path, line, .. }) = Run::resume(&path, &manifest(3), AT) else { panic!() };
    assert_eq!((path, line), (journal, 3));
}
