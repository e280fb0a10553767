//! Data sets at the command line: imported, judged, cleaned, chosen, split, each a run that other verbs read.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use mcplab::model::{Action, Trajectory};
use mcplab::store;
use serde_json::Value;

use crate::llm_fake::{Answer, Asked, Fake};
use crate::program::{json, mcplab};

/// A run of sixty rows, made once.
static RUN: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let (code, _) = mcplab(folder.path(), &["generate", "-n", "60", "--seed", "11", "--out", "run"]);
    assert_eq!(code, Some(0));
    folder
});

fn rows(dir: &Path) -> Vec<Trajectory> {
    store::open(dir).unwrap().trajectories().unwrap().map(Result::unwrap).collect()
}

/// The run, and a folder of its own for what is made of it.
fn place() -> (String, tempfile::TempDir) {
    (RUN.path().join("run").display().to_string(), tempfile::tempdir().unwrap())
}

#[test]
fn near_duplicates_are_left_out_and_the_rest_keeps_its_bytes() {
    let (run, folder) = place();
    let told = json(folder.path(), &["dataset", "dedup", &run, "--out", "set", "--threshold", "0.6"]);
    let (all, kept) = (rows(Path::new(&run)), rows(&folder.path().join("set")));
    assert_eq!(told["rows"].as_u64().unwrap() as usize, all.len());
    assert_eq!(told["kept"].as_u64().unwrap() as usize, kept.len());
    assert!(told["repeated"].as_u64().unwrap() > 0, "a recovered row has the request of its twin");
    assert!(kept.iter().all(|row| all.contains(row)));
    // What is kept replays as before, and the funnel says what became of the others.
    let (code, said) = mcplab(folder.path(), &["replay", "set"]);
    assert_eq!(code, Some(0), "{said}");
    let stats = json(folder.path(), &["dataset", "stats", "set"]);
    assert_eq!(stats["funnel"]["dropped"]["dedup.near_duplicate"], told["repeated"]);
    assert_eq!(stats["rows"], told["kept"]);
}

#[test]
fn the_same_choice_is_made_every_time() {
    let (run, folder) = place();
    for method in ["deita", "k-center", "cover"] {
        let choose =
            |out: &str| json(folder.path(), &["dataset", "select", &run, "--out", out, "--method", method, "-n", "12"]);
        let (one, other) = (format!("{method}-1"), format!("{method}-2"));
        assert_eq!(choose(&one)["kept"], 12);
        choose(&other);
        assert_eq!(rows(&folder.path().join(&one)), rows(&folder.path().join(&other)), "{method}");
    }
    let tools = |dir: &str| -> BTreeSet<String> {
        rows(&folder.path().join(dir)).iter().flat_map(|row| &row.steps).map(|step| step.tool.to_string()).collect()
    };
    assert!(tools("cover-1").len() > tools("deita-1").len(), "covering covers more");
}

#[test]
fn a_curriculum_goes_from_easy_to_hard() {
    let (run, folder) = place();
    let (code, said) =
        mcplab(folder.path(), &["dataset", "select", &run, "--out", "set", "--method", "all", "--stages", "3"]);
    assert_eq!(code, Some(0), "{said}");
    let calls: Vec<usize> = rows(&folder.path().join("set")).iter().map(|row| row.steps.len()).collect();
    assert!(calls.is_sorted(), "{calls:?}");
    assert_eq!(calls.len(), rows(Path::new(&run)).len());
}

#[test]
fn what_a_model_says_of_rows_decides_over_them() {
    let (run, folder) = place();
    let all = rows(Path::new(&run));
    let said = |at: usize, row: &Trajectory| {
        let calls: Vec<Value> = row
            .steps
            .iter()
            .map(|_| serde_json::json!({"without_call": 2.0, "without_result": 2.0, "with_result": if at == 1 { 2.5 } else { 1.0 }}))
            .collect();
        let ratio = [0.5, 0.1, 1.2][at % 3];
        serde_json::json!({"id": row.id, "with_instruction": 2.0 * ratio, "without": 2.0, "calls": calls, "rating": 4.0 + (at % 2) as f64}).to_string()
    };
    let lines: Vec<String> = all.iter().enumerate().map(|(at, row)| said(at, row)).collect();
    std::fs::write(folder.path().join("losses.jsonl"), lines.join("\n")).unwrap();
    let select = |method: &str| {
        json(
            folder.path(),
            &["dataset", "select", &run, "--out", method, "--method", method, "--losses", "losses.jsonl"],
        )
    };
    let ifd = select("ifd");
    assert_eq!(ifd["kept"], 20);
    assert_eq!(
        (&ifd["left"]["select.too_easy"], &ifd["left"]["select.request_does_not_help"]),
        (&20.into(), &20.into())
    );
    assert_eq!(select("rating")["kept"], 30);
    select("toolformer");
    let masked = |row: &Trajectory| {
        row.turns
            .iter()
            .any(|turn| turn.verdict.findings.iter().any(|finding| finding.reason == "select.call_does_not_help"))
    };
    let kept = rows(&folder.path().join("toolformer"));
    let found: Vec<u64> = kept.iter().filter(|row| masked(row)).map(|row| row.index).collect();
    assert_eq!(found, if all[1].steps.is_empty() { vec![] } else { vec![all[1].index] });
    let (code, said) = mcplab(folder.path(), &["dataset", "select", &run, "--out", "none", "--method", "ifd"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("hint: --losses FILE, or --model and --model-url"), "{said}");
}

/// A model for which words that were there before cost 1 nat and others 3.
fn repeating(asked: &Asked) -> Answer {
    let prompt = asked.body["prompt"].as_str().unwrap();
    let (mut seen, mut place) = (BTreeSet::new(), 0);
    let (mut tokens, mut costs, mut places) = (Vec::new(), Vec::new(), Vec::new());
    for token in prompt.split_inclusive(|sign: char| !sign.is_alphanumeric()).chain(["!"]) {
        let known = !seen.insert(token.to_lowercase());
        costs.push(if place == 0 { Value::Null } else { serde_json::json!(if known { -1.0 } else { -3.0 }) });
        tokens.push(token);
        places.push(place);
        place += token.chars().count();
    }
    let log = serde_json::json!({"tokens": tokens, "token_logprobs": costs, "text_offset": places});
    let usage = serde_json::json!({"prompt_tokens": tokens.len(), "completion_tokens": 1});
    let choice = serde_json::json!({"text": format!("{prompt}!"), "logprobs": log});
    Answer::new(200, serde_json::json!({"choices": [choice], "usage": usage}))
}

#[test]
fn losses_are_asked_of_an_endpoint_that_tells_them_and_a_rerun_asks_nothing() {
    let (run, folder) = place();
    let fake = Fake::start(|_, asked| repeating(asked));
    let select = |out: &str, method: &str, more: &[&str]| {
        let mut arguments = vec!["dataset", "select", &run, "--out", out, "--method", method];
        arguments.extend(["--model", "small", "--model-url", &fake.endpoint]);
        json(folder.path(), &[&arguments[..], more].concat())
    };
    let ifd = select("ifd", "ifd", &["--least", "0", "--most", "1"]);
    assert!(fake.asked().iter().all(|asked| asked.path == "/v1/completions" && asked.body["echo"] == true));
    let all = rows(Path::new(&run));
    assert_eq!(fake.asked().len(), 2 * all.len());
    // Answers repeat words of their requests, so that requests make them likelier.
    assert!(ifd["kept"].as_u64().unwrap() as usize > all.len() / 2, "{ifd}");
    assert!(ifd["left"].get("select.no_loss").is_none(), "{ifd}");
    select("calls", "toolformer", &["--tau", "0.05"]);
    let masked = |row: &&Trajectory| row.turns.iter().any(|turn| turn.verdict.action == Action::Mask);
    let (before, after) = (all.iter().filter(masked).count(), rows(&folder.path().join("calls")));
    assert!(after.iter().filter(masked).count() > before, "not every call makes the rest likelier");
    assert!(after.iter().any(|row| !masked(&row) && !row.steps.is_empty()), "some do");
    let asked = fake.asked().len();
    let again = select("again", "ifd", &["--least", "0", "--most", "1", "--model-replay"]);
    assert_eq!((again["kept"].clone(), fake.asked().len()), (ifd["kept"].clone(), asked));
}

#[test]
fn an_endpoint_without_log_probabilities_is_named() {
    let (run, folder) = place();
    let fake =
        Fake::start(|_, _| Answer::new(200, serde_json::json!({"choices": [{"text": "yes", "logprobs": null}]})));
    let arguments = [
        "dataset", "select", &run, "--out", "set", "--method", "ifd", "--model", "small", "--model-url", &fake.endpoint,
    ];
    let (code, said) = mcplab(folder.path(), &arguments);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("does not give a text back with its log-probabilities") && said.contains("vLLM"), "{said}");
    let (code, said) = mcplab(folder.path(), &[&arguments[..], &["--model-api", "anthropic"]].concat());
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("Anthropic's interface gives no log-probabilities"), "{said}");
}

#[test]
fn no_tool_is_on_both_sides_of_a_split() {
    let (run, folder) = place();
    for (out, flags) in [("tools", ["--by", "tool"]), ("servers", ["--unseen", "server"])] {
        let mut arguments = vec!["dataset", "split", &run, "--out", out, "--test", "0.2"];
        arguments.extend(flags);
        let (code, said) = mcplab(folder.path(), &arguments);
        assert_eq!(code, Some(0), "{said}");
        let called = |part: &str| -> BTreeSet<String> {
            let all = rows(&folder.path().join(out).join(part));
            assert!(!all.is_empty(), "{out} {part}");
            let steps = all.iter().flat_map(|row| &row.steps);
            steps.map(|step| if out == "tools" { step.tool.to_string() } else { step.tool.server.clone() }).collect()
        };
        let shared: Vec<String> = called("train").intersection(&called("test")).cloned().collect();
        assert_eq!(shared, Vec::<String>::new(), "{out}");
    }
}

#[test]
fn rows_near_a_benchmark_are_left_out_and_told() {
    let (run, folder) = place();
    let all = rows(Path::new(&run));
    let request = all.iter().map(Trajectory::query).find(|query| query.split_whitespace().count() > 12).unwrap();
    let lines = [serde_json::json!({"question": request}).to_string(), "{\"id\": \"short\"}".to_owned()];
    std::fs::write(folder.path().join("bench.jsonl"), lines.join("\n")).unwrap();
    let told = json(folder.path(), &["dataset", "decontaminate", &run, "--out", "set", "--benchmark", "bench.jsonl"]);
    assert_eq!(told["benchmark_texts"], 1);
    let near = told["near"].as_array().unwrap();
    assert!(near.iter().any(|near| near["overlap"] == 1.0), "{told}");
    assert!(rows(&folder.path().join("set")).iter().all(|row| row.query() != request));
}

#[test]
fn exported_rows_are_imported_filtered_and_exported_again() {
    let (run, folder) = place();
    for (target, file) in [("openai", "o.jsonl"), ("toucan", "t.parquet"), ("mcplab", "m.parquet")] {
        let (code, said) = mcplab(folder.path(), &["export", &run, "--to", target, "--out", file]);
        assert_eq!(code, Some(0), "{said}");
        let told = json(folder.path(), &["import", file, "--out", target]);
        assert_eq!(told["unreadable"], 0, "{told}");
    }
    // Our own format comes back byte for byte, as do the rows that trainers read.
    let bytes = |dir: &Path, name: &str| std::fs::read(dir.join(name)).unwrap();
    for name in ["trajectories-00000.parquet", "sft.jsonl"] {
        assert!(bytes(Path::new(&run), name) == bytes(&folder.path().join("mcplab"), name), "{name}");
    }
    assert!(bytes(Path::new(&run), "sft.jsonl") == bytes(&folder.path().join("openai"), "sft.jsonl"));
    // The filter finds nothing that it did not find before: masked turns stay masked, good rows stay.
    let told = json(folder.path(), &["filter", "openai", "--out", "judged"]);
    assert_eq!(told["rows"], 60);
    let kept = rows(&folder.path().join("judged"));
    assert!(kept.len() >= 57, "{} of 60 rows are kept: {told}", kept.len());
    let masked = |rows: &[Trajectory]| {
        rows.iter().flat_map(|row| &row.turns).filter(|turn| turn.verdict.action == Action::Mask).count()
    };
    assert!(masked(&kept) > 0 && masked(&kept) <= masked(&rows(Path::new(&run))));
}

#[test]
fn a_file_of_unknown_form_and_a_broken_record_say_where_and_what() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("x.json"), "{\"hello\": 1}").unwrap();
    let (code, said) = mcplab(folder.path(), &["import", "x.json", "--out", "set"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("x.json") && said.contains("--from"), "{said}");
    let good = r#"{"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "ho"}]}"#;
    let broken = r#"{"messages": [{"role": "user", "content": 7}]}"#;
    std::fs::write(folder.path().join("y.jsonl"), format!("{good}\n{broken}\n{{torn\n{good}\n")).unwrap();
    let (code, said) = mcplab(folder.path(), &["import", "y.jsonl", "--out", "y"]);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("line 2: messages[0].content is 7") && said.contains("line 3"), "{said}");
    assert_eq!(rows(&folder.path().join("y")).len(), 2);
}

#[test]
fn statistics_and_card_tell_what_is_there() {
    let (run, folder) = place();
    let (code, text) = mcplab(folder.path(), &["dataset", "stats", &run]);
    assert_eq!(code, Some(0));
    assert!(text.starts_with("60 rows, ") && text.contains("distinct-2") && text.contains("balance"), "{text}");
    let (code, card) = mcplab(folder.path(), &["dataset", "card", &run, "--licence", "apache-2.0"]);
    assert_eq!(code, Some(0));
    assert!(
        card.starts_with("---\nlicense: apache-2.0\nconfigs:\n")
            && card.contains("## Funnel")
            && card.contains("## Texts"),
        "{card}"
    );
    let (code, said) = mcplab(folder.path(), &["dataset", "card", &run, "--licence", "a: b"]);
    assert_eq!((code, said.contains("identifiers")), (Some(2), true));
}
