//! The canonical row: nothing is lost on the way to Parquet and back.

use mcplab::model::{Digest, Trajectory};
use mcplab::store::{Row, RowProblem, ShardReader, ShardWriter, StoreError, StoredRow, encode, open};

use super::fixture::{golden, numbered};
use super::{files, finished};

#[test]
fn a_row_decodes_to_the_trajectory_it_was_made_of() {
    let row = encode(&golden()).row().clone();
    assert_eq!(row.decode("test").unwrap(), golden());
    assert_eq!((row.calls, row.train), (3, 2));
    assert_eq!(row.answer, "Done: m-7 went to Zoë.");
}

#[test]
fn parquet_keeps_every_byte_of_a_row() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("one.parquet");
    let rows: Vec<Row> = (0..250).map(|index| encode(&numbered(index)).row().clone()).collect();
    write(&path, &rows);
    let read: Vec<StoredRow> = ShardReader::open(&path).unwrap().map(Result::unwrap).collect();
    assert_eq!(read.iter().map(|stored| stored.row.clone()).collect::<Vec<_>>(), rows);
    assert!(read.iter().all(|stored| stored.digest == stored.row.digest().to_string()));
}

#[test]
fn the_digest_is_that_of_the_rows_canonical_json() {
    let encoded = encode(&golden());
    let value = serde_json::to_value(encoded.row()).unwrap();
    let mut sorted: Vec<_> = value.as_object().unwrap().iter().collect();
    sorted.sort_by_key(|(name, _)| *name);
    let fields: Vec<String> = sorted.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
    assert_eq!(encoded.digest(), Digest::of_bytes(format!("{{{}}}", fields.join(",")).as_bytes()));
}

#[test]
fn equal_runs_have_equal_bytes() {
    let dir = tempfile::tempdir().unwrap();
    finished(&dir.path().join("a"), 25, 7);
    finished(&dir.path().join("b"), 25, 7);
    assert_eq!(files(&dir.path().join("a")), files(&dir.path().join("b")));
}

#[test]
fn an_edited_row_is_reported_and_the_others_are_read() {
    let dir = tempfile::tempdir().unwrap();
    let run = dir.path().join("run");
    let shard = finished(&run, 12, 100).shards[0].clone();
    edit(&shard, |rows| rows[3].steps = rows[3].steps.replace("\"sent\"", "\"lost\""));

    let read: Vec<_> = open(&run).unwrap().trajectories().unwrap().collect();
    assert_eq!(read.iter().filter(|row| row.is_ok()).count(), read.len() - 1);
    let Err(StoreError::Row(RowProblem::Edited { index, trajectory, place, .. })) = &read[3] else {
        panic!("{:?}", read[3]);
    };
    assert_eq!((*index, place.as_str()), (3, "trajectories-00000.parquet"));
    assert_ne!(**trajectory, numbered(3));
}

#[test]
fn removed_and_foreign_rows_are_reported() {
    let dir = tempfile::tempdir().unwrap();
    let run = dir.path().join("run");
    let shard = finished(&run, 6, 100).shards[0].clone();
    edit(&shard, |rows| {
        rows.remove(1);
        let mut foreign = rows[1].clone();
        foreign.index = 0;
        rows.insert(1, foreign);
    });
    let read: Vec<_> = open(&run).unwrap().trajectories().unwrap().collect();
    let seen: Vec<String> = read.iter().map(seen).collect();
    insta::assert_snapshot!(seen.join("\n"), @"
    row 0
    failed to trust row 0 in trajectories-00000.parquet: the journal does not have it
    failed to find row 1: the journal has it, the shards do not
    row 2
    row 3
    row 5
    ");
}

#[test]
fn a_row_of_a_newer_format_is_refused_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let run = dir.path().join("run");
    let shard = finished(&run, 1, 100).shards[0].clone();
    edit(&shard, |rows| rows[0].format = mcplab::store::Format(9));
    let read: Vec<_> = open(&run).unwrap().trajectories().unwrap().collect();
    insta::assert_snapshot!(seen(&read[0]), @"failed to read row 0 in trajectories-00000.parquet: it has format 9, and this mcplab knows formats up to 2");
}

fn seen(read: &Result<Trajectory, StoreError>) -> String {
    match read {
        Ok(trajectory) => format!("row {}", trajectory.index),
        Err(error) => format!("failed to {error}"),
    }
}

/// Changes rows behind the store's back, with digests that fit.
fn edit(shard: &std::path::Path, change: impl FnOnce(&mut Vec<Row>)) {
    let mut rows: Vec<Row> = ShardReader::open(shard).unwrap().map(|stored| stored.unwrap().row).collect();
    change(&mut rows);
    write(shard, &rows);
}

fn write(path: &std::path::Path, rows: &[Row]) {
    let mut writer = ShardWriter::create(path).unwrap();
    for row in rows {
        let digest = row.digest().to_string();
        writer.push(StoredRow { row: row.clone(), digest }).unwrap();
    }
    writer.finish().unwrap();
}
