//! A model in the embedded writer's place: its texts pass the same gates, the others stay, and a spent budget loses nothing.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use mcplab::exec;
use mcplab::generate::{Crew, Ended, Lab, Settings, Voice, Workshop, generate};
use mcplab::llm::{self, Finish, Ledger, Message, Model, ModelError, Reply, Request};
use mcplab::model::{Kind, Seed, Trajectory};
use mcplab::report::Summary;
use mcplab::store;
use serde_json::json;

/// What the scripted model does with the text that it is given.
enum Manner {
    /// Says it in another frame.
    Polite,
    /// Adds something that nobody said.
    Liar,
    /// Leaves out what it was to keep.
    Forgetful,
}

/// A model without an endpoint.
struct Scripted {
    manner: Manner,
    /// Answers before the budget is spent.
    left: AtomicU64,
}

#[async_trait::async_trait]
impl Model for Scripted {
    fn name(&self) -> &str {
        "scripted"
    }

    async fn complete(&self, request: &Request) -> Result<Reply, ModelError> {
        if self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_err() {
            return Err(ModelError::BudgetSpent("the budget of the test is spent".to_owned()));
        }
        let asked = request.messages.iter().find_map(|message| match message {
            Message::User { content } => content.split_once("MESSAGE:\n").map(|(_, text)| text),
            _ => None,
        });
        let asked = asked.expect("a text is asked for");
        let text = match self.manner {
            Manner::Polite => format!("If I may: {asked}"),
            Manner::Liar => format!("{asked} The code is 918273."),
            Manner::Forgetful => "Please do what I said.".to_owned(),
        };
        Ok(Reply { text: json!({"text": text}).to_string(), tool_calls: Vec::new(), usage: None, finish: Finish::Stop })
    }
}

fn voice(manner: Manner, left: u64) -> Arc<Voice> {
    let settings = llm::Settings::new("http://127.0.0.1:9/v1".to_owned(), "scripted");
    let model = Scripted { manner, left: AtomicU64::new(left) };
    Arc::new(Voice::new(Arc::new(model), Arc::new(Ledger::new(&settings))))
}

fn run(dir: &Path, voice: Option<Arc<Voice>>, resume: bool) -> Ended {
    run_of(60, dir, voice, resume)
}

fn run_of(count: u64, dir: &Path, voice: Option<Arc<Voice>>, resume: bool) -> Ended {
    let module = exec::builtin().unwrap();
    let names = ["contacts", "calendar", "mail"].map(str::to_owned);
    let listings = module.listings().filter(|listing| names.contains(&listing.server));
    let (lab, problems) = Lab::new(listings.cloned().collect(), &Default::default()).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let workshop = Workshop {
        lab: Arc::new(lab),
        crews: (0..2).map(|_| Crew::sandboxed(&module, &names)).collect(),
        runtime: runtime.handle(),
        stop: Arc::default(),
        problems: problems.all(),
        shapes: Default::default(),
        voice,
    };
    let settings = Settings { count, seed: Seed(8), jobs: 2, ..Settings::default() };
    generate(workshop, &settings, dir, resume, "", &mut |_| {}).unwrap()
}

fn finished(ended: Ended) -> Summary {
    match ended {
        Ended::Finished(summary) => *summary,
        Ended::Interrupted(progress) => panic!("interrupted at {progress:?}"),
    }
}

fn rows(dir: &Path) -> Vec<Trajectory> {
    store::open(dir).unwrap().trajectories().unwrap().map(Result::unwrap).collect()
}

fn sft(dir: &Path) -> String {
    std::fs::read_to_string(dir.join("sft.jsonl")).unwrap()
}

#[test]
fn texts_that_pass_the_gates_take_the_embedded_ones_place() {
    let dir = tempfile::tempdir().unwrap();
    let summary = finished(run(&dir.path().join("run"), Some(voice(Manner::Polite, u64::MAX)), false));
    assert_eq!(summary.voice.keys().collect::<Vec<_>>(), ["kept"]);
    for row in rows(&dir.path().join("run")) {
        assert!(row.query().starts_with("If I may: "), "row {}: {}", row.index, row.query());
        assert!(row.answer().starts_with("If I may: "), "row {}: {}", row.index, row.answer());
        assert_eq!(row.writer, "grammar+scripted");
        // The twin's words, and not those words once more.
        assert!(row.kind != Kind::Recovery || !row.query().contains("If I may: If I may"));
    }
}

#[test]
fn texts_that_do_not_leave_the_embedded_ones_and_are_counted() {
    let dir = tempfile::tempdir().unwrap();
    finished(run(&dir.path().join("none"), None, false));
    for (name, manner, reasons) in [
        ("liar", Manner::Liar, &["answer.claim_not_in_results", "request.nobody_uses"][..]),
        ("forgetful", Manner::Forgetful, &["voice.lost_something"][..]),
    ] {
        let summary = finished(run(&dir.path().join(name), Some(voice(manner, u64::MAX)), false));
        for reason in reasons {
            assert!(summary.voice.get(*reason).is_some_and(|count| *count > 10), "{reason}: {:?}", summary.voice);
        }
        let spoken = rows(&dir.path().join(name));
        let untouched = spoken.iter().filter(|row| row.writer == "grammar").count();
        assert!(untouched * 10 >= spoken.len() * 7, "{name}: only {untouched} rows are the embedded writer's");
    }
}

#[test]
fn a_spent_budget_stops_the_run_and_it_resumes_to_the_same_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let (whole, cut) = (dir.path().join("whole"), dir.path().join("cut"));
    finished(run(&whole, Some(voice(Manner::Polite, u64::MAX)), false));
    let poor = voice(Manner::Polite, 30);
    assert!(matches!(run(&cut, Some(Arc::clone(&poor)), false), Ended::Interrupted(_)));
    assert!(poor.stopped().unwrap().contains("budget"));
    finished(run(&cut, Some(voice(Manner::Polite, u64::MAX)), true));
    assert_eq!(sft(&whole), sft(&cut));
}

/// A real model behind a real endpoint, where `MCPLAB_MODEL_ENDPOINT` names one: whatever it writes, the run comes out whole, and a
/// rerun is answered from the record.
#[test]
fn a_real_model_is_asked_once() {
    let Ok(endpoint) = std::env::var("MCPLAB_MODEL_ENDPOINT") else {
        println!("skipped: MCPLAB_MODEL_ENDPOINT names no model server (see tests/model/serve.py)");
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let record = dir.path().join("models");
    let settings = llm::Settings {
        max_tokens: 120,
        concurrency: 2,
        temperature: Some(0.7),
        ..llm::Settings::new(endpoint, "local")
    };
    let spoken = |name: &str, replay_only: bool| {
        let opened = llm::open(&settings, Some(&record), replay_only, |_| None).unwrap();
        let voice = Arc::new(Voice::new(opened.model, opened.ledger));
        let path = dir.path().join(name);
        let summary = finished(run_of(4, &path, Some(Arc::clone(&voice)), false));
        (sft(&path), summary, voice.accounts())
    };
    let (first, summary, accounts) = spoken("first", false);
    assert!(accounts.calls > 0 && accounts.input_tokens > 0 && accounts.output_tokens > 0, "{accounts:?}");
    println!("texts: {:?}; {accounts:?}", summary.voice);
    let (again, _, replayed) = spoken("again", true);
    assert_eq!(first, again);
    assert_eq!((replayed.calls, replayed.input_tokens), (0, 0));
    assert!(replayed.replayed >= accounts.calls - accounts.retried);
}
