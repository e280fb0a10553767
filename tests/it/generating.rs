//! The main job as a library: equal bytes on any number of threads and after any interruption, and rows that a replay
//! confirms.

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use mcplab::cli::replay_run;
use mcplab::exec::{self, SandboxModule};
use mcplab::generate::{Crew, Ended, GRAPH, Lab, OBSERVED, Progress, Settings, Workshop, generate};
use mcplab::graph::Graph;
use mcplab::model::{Replayed, Seed};
use mcplab::report::{ReplayReport, Summary};
use mcplab::store;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

const AT: &str = "2026-11-25T12:00:00Z";

fn workshop<'r>(
    module: &SandboxModule,
    names: &[&str],
    jobs: usize,
    runtime: &'r tokio::runtime::Runtime,
) -> Workshop<'r> {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let listings = module.listings().filter(|listing| names.is_empty() || names.contains(&listing.server));
    let listings: Vec<_> = listings.cloned().collect();
    let names: Vec<String> = listings.iter().map(|listing| listing.server.clone()).collect();
    let (mut lab, problems) = Lab::new(listings, &Default::default()).unwrap();
    lab.guests = Some(module.digest());
    Workshop {
        lab: Arc::new(lab),
        crews: (0..jobs).map(|_| Crew::sandboxed(module, &names)).collect(),
        runtime: runtime.handle(),
        stop: Arc::default(),
        problems: problems.all(),
        shapes: Default::default(),
        voice: None,
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

fn settings(count: u64) -> Settings {
    Settings { count, seed: Seed(11), rows_per_shard: 60, ..Settings::default() }
}

/// Servers whose graph is made quickly.
const SOME: [&str; 6] = ["contacts", "calendar", "mail", "bank", "repos", "clinic"];

/// A run of all servers.
fn make(module: &SandboxModule, dir: &Path, count: u64, jobs: usize) -> Summary {
    make_of(module, &[], dir, count, jobs)
}

fn make_of(module: &SandboxModule, names: &[&str], dir: &Path, count: u64, jobs: usize) -> Summary {
    let runtime = runtime();
    match generate(workshop(module, names, jobs, &runtime), &settings(count), dir, false, AT, &mut |_| {}).unwrap() {
        Ended::Finished(summary) => *summary,
        Ended::Interrupted(_) => panic!("nobody stopped it"),
    }
}

/// Every file of a run but the journal, which knows the wall clock.
fn files(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found: Vec<(String, Vec<u8>)> = fs::read_dir(dir)
        .unwrap()
        .map(|file| file.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap()))
        .filter(|(name, _)| name != store::JOURNAL)
        .collect();
    found.sort();
    found
}

fn names(files: &[(String, Vec<u8>)]) -> Vec<&str> {
    files.iter().map(|(name, _)| name.as_str()).collect()
}

fn replayed(module: &SandboxModule, dir: &Path, jobs: usize) -> ReplayReport {
    replay_run(&store::open(dir).unwrap(), module, jobs, &|| {}).unwrap()
}

#[test]
fn threads_change_no_byte_and_a_replay_confirms_every_row() {
    let module = exec::builtin().unwrap();
    let dir = tempfile::tempdir().unwrap();
    let (one, two) = (dir.path().join("one"), dir.path().join("two"));
    let summary = make(&module, &one, 150, 1);
    make(&module, &two, 150, 3);
    assert_eq!(summary.rows, 150);
    let (one_files, two_files) = (files(&one), files(&two));
    assert_eq!(names(&one_files), names(&two_files));
    assert_eq!(names(&one_files).iter().filter(|name| name.ends_with(".parquet")).count(), 3);
    for ((name, one), (_, two)) in one_files.iter().zip(&two_files) {
        assert!(one == two, "{name} differs between one and three threads");
    }

    let funnel = &summary.funnel;
    assert_eq!(funnel.sampled, funnel.kept + funnel.dropped + funnel.failed);
    assert_eq!(summary.lengths.values().sum::<u64>(), summary.rows);
    assert_eq!(summary.shapes.values().sum::<u64>(), summary.rows);

    let report = replayed(&module, &one, 2);
    assert!(report.passed(), "{report:?}");
    assert_eq!((report.same, report.rows), (150, 150));
    assert_eq!(report.calls, summary.lengths.iter().map(|(calls, rows)| u64::from(*calls) * rows).sum::<u64>());

    let graph = |name: &str| Graph::parse(&fs::read_to_string(one.join(name)).unwrap()).unwrap();
    let observed = |graph: &Graph| graph.edges().iter().filter(|edge| edge.evidence.observed > 0).count();
    assert_eq!(observed(&graph(GRAPH)), 0);
    assert!(observed(&graph(OBSERVED)) >= 20, "only {} edges were observed", observed(&graph(OBSERVED)));
}

#[test]
fn an_interrupted_run_resumes_to_the_same_bytes() {
    let module = exec::builtin().unwrap();
    let dir = tempfile::tempdir().unwrap();
    let (whole, cut) = (dir.path().join("whole"), dir.path().join("cut"));
    make_of(&module, &SOME, &whole, 170, 2);
    // Stops inside the first batch, on a batch's edge, and behind a full shard.
    for (round, stop_at) in [3, 64, 131].into_iter().enumerate() {
        let runtime = runtime();
        let workshop = workshop(&module, &SOME, 2, &runtime);
        let stop: Arc<AtomicBool> = Arc::clone(&workshop.stop);
        let mut on_progress = |progress: Progress| {
            if progress.done >= stop_at {
                stop.store(true, Ordering::Relaxed);
            }
        };
        let ended = generate(workshop, &settings(170), &cut, round > 0, AT, &mut on_progress).unwrap();
        assert!(matches!(ended, Ended::Interrupted(progress) if progress.done >= stop_at), "{ended:?}");
    }
    let runtime = runtime();
    generate(workshop(&module, &SOME, 1, &runtime), &settings(170), &cut, true, AT, &mut |_| {}).unwrap();
    let (whole, cut) = (files(&whole), files(&cut));
    assert_eq!(names(&whole), names(&cut));
    for ((name, whole), (_, cut)) in whole.iter().zip(&cut) {
        assert!(whole == cut, "{name} differs after interruptions");
    }
}

#[test]
fn a_resume_with_other_settings_is_refused() {
    let module = exec::builtin().unwrap();
    let dir = tempfile::tempdir().unwrap();
    let run = dir.path().join("run");
    make(&module, &run, 5, 1);
    let runtime = runtime();
    let error =
        generate(workshop(&module, &["mail"], 1, &runtime), &settings(6), &run, true, AT, &mut |_| {}).unwrap_err();
    let text = error.to_string();
    for part in ["setting count was 5 and is now 6", "input inventory was", "choose another --out"] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn a_replay_reports_an_edited_result() {
    let module = exec::builtin().unwrap();
    let dir = tempfile::tempdir().unwrap();
    let run = dir.path().join("run");
    make(&module, &run, 12, 1);
    edit_column(&run.join("trajectories-00000.parquet"), "steps", 4, |steps| {
        let (before, result) = steps.split_once("\"structured\":").unwrap();
        format!("{before}\"structured\":{}", result.replacen(":\"", ":\"x", 1))
    });
    let report = replayed(&module, &run, 2);
    assert_eq!((report.same, report.failed.len()), (11, 1));
    let failed = &report.failed[0];
    assert_eq!(failed.index, 4);
    assert!(failed.problem.as_deref().unwrap().contains("its bytes were changed after the run"));
    assert!(
        matches!(&failed.replayed, Some(Replayed::Differs { differences }) if !differences.is_empty()),
        "{failed:?}"
    );
    let shown = mcplab::report::replay(&report);
    assert!(shown.contains("row 4 failed") && shown.contains("11 of 12 rows"), "{shown}");
}

/// Rewrites one text column of one row, as somebody with a data frame would.
fn edit_column(path: &Path, column: &str, row: usize, change: impl Fn(&str) -> String) {
    use arrow_array::cast::AsArray;
    use arrow_array::{ArrayRef, RecordBatch, StringArray};
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    let schema = builder.schema().clone();
    let batches: Vec<RecordBatch> = builder.with_batch_size(100_000).build().unwrap().map(Result::unwrap).collect();
    let batch = &batches[0];
    let at = schema.index_of(column).unwrap();
    let texts = batch.column(at).as_string::<i32>();
    let edited: StringArray = texts
        .iter()
        .enumerate()
        .map(|(i, text)| text.map(|text| if i == row { change(text) } else { text.to_owned() }))
        .collect();
    let mut columns: Vec<ArrayRef> = batch.columns().to_vec();
    columns[at] = Arc::new(edited);
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), schema.clone(), None).unwrap();
    writer.write(&RecordBatch::try_new(schema, columns).unwrap()).unwrap();
    writer.close().unwrap();
}
