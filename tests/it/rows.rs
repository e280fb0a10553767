//! What is promised of every row, checked on a few hundred of them by means that the generator does not use.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use mcplab::exec;
use mcplab::generate::{Crew, Ended, Lab, Settings, Workshop, generate};
use mcplab::inventory::view;
use mcplab::model::{Action, Binding, Boundary, Choice, FailureKind, Kind, Message, Seed, Step, Trajectory};
use mcplab::store;
use mcplab::wording::{Clock, Mentions};
use serde_json::Value;

/// Rows of one run, made once for all tests.
pub fn rows() -> &'static [Trajectory] {
    static ROWS: OnceLock<Vec<Trajectory>> = OnceLock::new();
    ROWS.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        make(&dir.path().join("run"), 300);
        store::open(&dir.path().join("run")).unwrap().trajectories().unwrap().map(Result::unwrap).collect()
    })
}

fn make(dir: &Path, count: u64) {
    let module = exec::builtin().unwrap();
    let names = ["contacts", "calendar", "mail", "files", "shop"].map(str::to_owned);
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
        voice: None,
    };
    let settings = Settings { count, seed: Seed(21), jobs: 2, ..Settings::default() };
    let ended = generate(workshop, &settings, dir, false, "", &mut |_| {}).unwrap();
    assert!(matches!(ended, Ended::Finished(summary) if summary.rows == count));
}

/// Fails with the query of every row that a check finds fault with.
fn check(fault: impl Fn(&Trajectory) -> Option<String>) {
    let found: Vec<String> = rows()
        .iter()
        .filter_map(|row| fault(row).map(|fault| format!("row {}: {fault}\n    {}", row.index, row.query())))
        .collect();
    assert!(found.is_empty(), "{} of {} rows:\n{}", found.len(), rows().len(), found.join("\n"));
}

/// All that the user says.
fn said(row: &Trajectory) -> String {
    let texts = row.messages.iter().filter_map(|message| match message {
        Message::User { text } => Some(text.as_str()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join("\n")
}

fn bindings(row: &Trajectory) -> impl Iterator<Item = (&Step, &mcplab::model::Path, &Binding)> {
    row.steps.iter().flat_map(|step| step.bindings.iter().map(move |bound| (step, &bound.path, &bound.binding)))
}

#[test]
fn arguments_fit_the_schemas_of_the_tools_in_view() {
    check(|row| {
        row.steps.iter().find_map(|step| {
            let Some(view) = row.tools.iter().find(|view| view.tool.reference() == step.tool) else {
                return Some(format!("{} is not in view", step.tool));
            };
            let schema = jsonschema::draft202012::new(&view.tool.input_schema).unwrap();
            schema.validate(&step.arguments).err().map(|error| format!("{}: {error}", step.tool))
        })
    });
}

#[test]
fn results_fit_the_output_schemas() {
    check(|row| {
        row.steps.iter().filter(|step| step.outcome.is_ok() && step.fault.is_none()).find_map(|step| {
            let tool = &row.tools.iter().find(|view| view.tool.reference() == step.tool)?.tool;
            let schema = jsonschema::draft202012::new(tool.output_schema.as_ref()?).unwrap();
            let Some(result) = &step.outcome.structured else {
                return Some(format!("{} gave nothing structured", step.tool));
            };
            schema.validate(result).err().map(|error| format!("{}: {error}", step.tool))
        })
    });
}

#[test]
fn every_argument_comes_from_where_its_binding_says() {
    check(|row| {
        bindings(row).find_map(|(step, path, binding)| {
            let value = path.get(&step.arguments)?;
            let (from, wanted) = match binding {
                Binding::User { value } | Binding::Default { value } | Binding::Derived { value, .. } => {
                    ("said", value.clone())
                }
                Binding::Output { step, path, .. } => {
                    ("result", path.get(view(&row.steps[*step].outcome)?.as_ref()).cloned().unwrap_or_default())
                }
            };
            (*value != wanted).then(|| format!("{path} of {} is {value}, its {from} value {wanted}", step.tool))
        })
    });
}

#[test]
fn the_user_says_what_only_she_knows() {
    check(|row| {
        let mentions = Mentions::read(&said(row), &Clock::parse(&row.episode.now).unwrap());
        bindings(row).find_map(|(_, path, binding)| {
            let (name, value) = match binding {
                Binding::User { value } => (path.last_field().unwrap_or_default(), value),
                Binding::Output { choice: Choice::Where { field, value }, .. } => {
                    (field.last_field().unwrap_or_default(), value)
                }
                _ => return None,
            };
            (!mentions.has(value, name)).then(|| format!("{name} {value} is not said"))
        })
    });
}

#[test]
fn no_handle_and_no_name_of_an_interface_is_said() {
    check(|row| {
        let query = said(row);
        let ids = row.steps.iter().filter_map(|step| view(&step.outcome)).flat_map(|view| {
            let id = |text: &str| {
                let (head, tail) = text.split_once('_').unwrap_or_default();
                head.len() == 3 && tail.len() == 6 && tail.chars().any(|c| c.is_ascii_digit())
            };
            let leaves = mcplab::model::Path::leaves(view.as_ref());
            leaves
                .into_iter()
                .filter_map(|(_, value)| value.as_str())
                .filter(|text| id(text))
                .map(str::to_owned)
                .collect::<Vec<_>>()
        });
        if let Some(id) = ids.into_iter().find(|id| query.contains(id.as_str()) || row.answer().contains(id.as_str())) {
            return Some(format!("{id} is said"));
        }
        let technical = row.tools.iter().flat_map(|view| {
            let parameters =
                view.tool.input_schema["properties"].as_object().into_iter().flat_map(|map| map.keys().cloned());
            parameters.chain([view.tool.name.clone()]).filter(|name| name.contains('_')).collect::<Vec<_>>()
        });
        technical
            .into_iter()
            .find(|name| query.contains(name.as_str()) || row.answer().contains(name.as_str()))
            .map(|name| format!("{name} is said"))
    });
}

#[test]
fn every_fact_is_in_a_result() {
    check(|row| {
        row.facts.iter().find_map(|fact| {
            let view = view(&row.steps[fact.step].outcome)?;
            (fact.path.get(view.as_ref()) != Some(&fact.value))
                .then(|| format!("fact {} is not in the result", fact.path))
        })
    });
}

#[test]
fn only_refusals_that_are_worth_telling_are_kept_and_they_are_few() {
    check(|row| {
        // What a fault did on purpose is none of the tool's refusals.
        row.steps.iter().filter(|step| step.fault.is_none()).find_map(|step| {
            let failure = step.outcome.failure.as_ref()?;
            let told = failure.boundary == Boundary::Tool
                && matches!(failure.kind, FailureKind::Conflict | FailureKind::NotAllowed);
            (!told).then(|| format!("{}: {}", step.tool, failure.message))
        })
    });
    let refused = |step: &Step| !step.outcome.is_ok() && step.fault.is_none();
    let refused = rows().iter().filter(|row| row.steps.iter().any(refused)).count();
    assert!(refused > 0, "no row tells of a refusal");
    assert!(refused * 8 <= rows().len(), "{refused} of {} rows end in a refusal", rows().len());
}

#[test]
fn texts_are_whole_sentences() {
    check(|row| {
        for text in [row.query(), row.answer()] {
            let broken = [
                "  ", " .", " ,", "..", "{", "}", "\"\"", " ?", "?.", "!.", " the the ", " a a ", "the them",
                "the it ", "null", " to to ",
            ];
            // A document in an answer is written as it is, which may be in columns.
            let before_documents = text.split("\n\n").next().unwrap_or_default();
            let stands =
                |broken: &str| if broken == "  " { before_documents.contains(broken) } else { text.contains(broken) };
            if let Some(broken) = broken.into_iter().find(|broken| stands(broken)) {
                return Some(format!("{broken:?} in {text:?}"));
            }
            // An answer may end with the text of a document that was asked for.
            let listed = text.lines().last().is_some_and(|line| line.starts_with("- "));
            let ends = listed || text.contains("\n\n") || text.ends_with(['.', '?', '!', '"']);
            let begins = text.chars().next().is_some_and(|c| c.is_uppercase() || c == '"' || c.is_ascii_digit());
            if !ends || !begins {
                return Some(format!("no sentence: {text:?}"));
            }
        }
        None
    });
}

#[test]
fn the_corpus_is_broad() {
    let rows = rows();
    let tools: BTreeSet<String> =
        rows.iter().flat_map(|row| row.steps.iter().map(|step| step.tool.to_string())).collect();
    assert!(tools.len() >= 50, "only {} tools are called", tools.len());
    let mut shapes: BTreeMap<&str, usize> = BTreeMap::new();
    rows.iter().for_each(|row| *shapes.entry(row.shape.name()).or_default() += 1);
    for shape in ["single", "sequence", "parallel", "fan_in"] {
        assert!(shapes.get(shape).copied().unwrap_or(0) * 50 >= rows.len(), "{shapes:?}");
    }
    let lengths: BTreeSet<usize> = rows.iter().map(|row| row.steps.len()).collect();
    assert!((1..=7).all(|length| lengths.contains(&length)), "{lengths:?}");
    // The texts of a recovered row are its twin's.
    let rows: Vec<&Trajectory> = rows.iter().filter(|row| row.kind != Kind::Recovery).collect();
    let queries: BTreeSet<&str> = rows.iter().map(|row| row.query()).collect();
    assert!(queries.len() * 100 >= rows.len() * 92, "{} of {} requests differ", queries.len(), rows.len());
    let talks: BTreeSet<(&str, &str)> = rows.iter().map(|row| (row.query(), row.answer())).collect();
    assert!(talks.len() * 100 >= rows.len() * 96, "{} of {} rows differ", talks.len(), rows.len());
    let parallel = rows.iter().filter(|row: &&&Trajectory| {
        row.messages.iter().any(|message| matches!(message, Message::Assistant { calls, .. } if calls.len() > 1))
    });
    assert!(parallel.count() * 10 >= rows.len(), "too few rows have several calls in one turn");
}

#[test]
fn masked_turns_are_few_and_no_dropped_turn_is_kept() {
    let actions: Vec<Action> = rows().iter().flat_map(|row| row.turns.iter().map(|turn| turn.verdict.action)).collect();
    assert!(!actions.contains(&Action::Drop));
    let masked = actions.iter().filter(|action| **action == Action::Mask).count();
    assert!(masked * 10 <= actions.len(), "{masked} of {} turns are masked", actions.len());
}

#[test]
fn rows_look_like_this() {
    let shown = rows().iter().step_by(75).map(shown).collect::<Vec<_>>().join("\n\n");
    insta::assert_snapshot!(shown);
}

/// A row as a person reads it.
fn shown(row: &Trajectory) -> String {
    let message = |message: &Message| match message {
        Message::System { text } => format!("system     {text}"),
        Message::User { text } => format!("user       {text}"),
        Message::Assistant { text, calls } => {
            let calls = calls.iter().map(|call| format!("call       {} {}", call.name, call.arguments));
            text.iter().map(|text| format!("assistant  {text}")).chain(calls).collect::<Vec<_>>().join("\n")
        }
        Message::Tool { text, .. } => format!("result     {}", text.chars().take(160).collect::<String>()),
    };
    let verdicts: Vec<Value> =
        row.turns.iter().map(|turn| serde_json::to_value(turn.verdict.action).unwrap()).collect();
    let messages: Vec<String> = row.messages.iter().map(message).collect();
    format!("row {} ({}, {verdicts:?})\n{}", row.index, row.shape.name(), messages.join("\n"))
}
