//! The guest of `quickjs/`: servers that are JavaScript, in a module that knows nothing of them.

mod programs;

use std::sync::OnceLock;

use mcplab_sandbox::{CallError, Config, Fault, Forks, Guest, Instance, LimitHit, Limits, StartError};
use serde_json::{Value, json};

use crate::built;

const NOTES: &str = include_str!("../../quickjs/examples/notes.js");
const TODO: &str = include_str!("../../quickjs/examples/todo.js");

const CONFIG: Config<'static> = Config { server: "notes", seed: 7, now: "2026-03-05T14:30:00+01:00", size: None };

/// The engine without a program, in both ways of forking, if it can be built.
fn engines() -> Option<&'static [Guest; 2]> {
    static ENGINES: OnceLock<Option<[Guest; 2]>> = OnceLock::new();
    ENGINES.get_or_init(|| built::quickjs().map(built::in_both_ways)).as_ref()
}

/// The notebook in both ways of forking.
fn notes() -> Option<[Guest; 2]> {
    Some(engines()?.each_ref().map(|engine| engine.with_program(NOTES, limits()).unwrap()))
}

fn limits() -> Limits {
    Limits { fuel_per_call: 50_000_000, ..Limits::default() }
}

fn start(guest: &Guest) -> Instance {
    guest.start(&CONFIG, limits()).unwrap()
}

/// The whole result of a call that was answered.
fn ask(instance: &mut Instance, tool: &str, arguments: &Value) -> Value {
    serde_json::from_str(&instance.call(tool, &arguments.to_string()).unwrap()).unwrap()
}

/// The content of a result that is no error.
fn given(instance: &mut Instance, tool: &str, arguments: &Value) -> Value {
    let mut result = ask(instance, tool, arguments);
    assert!(result.get("isError").is_none(), "{tool}: {result}");
    result["structuredContent"].take()
}

fn total(instance: &mut Instance) -> u64 {
    given(instance, "list_notes", &json!({}))["total"].as_u64().unwrap()
}

/// A started server whose tool `t` has this body, and whose tool `get` gives the state.
fn one(engine: &Guest, limits: Limits, run: &str) -> Instance {
    let program = format!(
        "const count = (state) => ({{ n: state.n }});
         server({{ name: 's', title: 'S', description: 'A server.', start: () => ({{ n: 0 }}), tools: [
           {{ name: 't', description: 'A tool.', inputSchema: {{ type: 'object' }},
              run(state, args, context) {{ state.n += 1; {run} }} }},
           {{ name: 'get', description: 'Reads.', inputSchema: {{ type: 'object' }},
              annotations: {{ readOnlyHint: true }}, run: count }} ] }});"
    );
    let guest = engine.with_program(&program, limits).unwrap();
    guest.start(&Config { server: "s", ..CONFIG }, limits).unwrap()
}

#[test]
fn servers_are_described_as_their_programs_wrote_them() {
    let Some([engine, _]) = engines() else { return };
    let names = |program: &str| {
        let guest = engine.with_program(program, limits()).unwrap();
        assert_eq!(guest.forks(), Forks::ByCopy);
        let servers: Vec<Value> = serde_json::from_str(&guest.describe().unwrap()).unwrap();
        let name = |value: &Value| value["name"].as_str().unwrap().to_owned();
        let all = servers.iter().map(|server| (name(server), server["tools"].as_array().unwrap().len()));
        all.collect::<Vec<_>>()
    };
    let (notes, todo) = (("notes".to_owned(), 7), ("todo".to_owned(), 3));
    assert_eq!(names(&[NOTES, TODO].concat()), [notes.clone(), todo.clone()]);
    assert_eq!((names(NOTES), names(TODO)), (vec![notes], vec![todo]));
    assert_eq!(engine.describe().unwrap(), "[]");
}

#[test]
fn a_notebook_is_kept() {
    for guest in notes().into_iter().flatten() {
        let mut notes = start(&guest);
        assert_eq!(total(&mut notes), 8);
        let note = given(&mut notes, "create_note", &json!({"title": "Piano tuner", "body": "Comes on Monday."}));
        let note = &note["note"];
        assert_eq!((&note["version"], &note["created"]), (&json!(1), &json!("2026-03-05T14:30:02+01:00")));
        let found = given(&mut notes, "search_notes", &json!({"query": "PIANO monday"}));
        assert_eq!(found["notes"][0]["id"], note["id"]);
        assert_eq!(notes.revision().unwrap(), 1);
        let large = Config { size: Some(mcplab_sandbox::Size::Large), ..CONFIG };
        assert_eq!(total(&mut guest.start(&large, limits()).unwrap()), 80);
    }
}

#[test]
fn refusals_have_a_kind_and_change_nothing() {
    let Some([guest, _]) = notes() else { return };
    let mut notes = start(&guest);
    given(&mut notes, "create_note", &json!({"title": "One"}));
    let digest = notes.digest().unwrap();
    for (tool, arguments, kind) in [
        ("create_note", json!({"title": "one"}), "conflict"),
        ("read_note", json!({"id": "note_000000"}), "not_found"),
        ("create_note", json!({"title": 7}), "invalid"),
        ("create_note", json!({"title": "x", "colour": 1}), "invalid"),
        ("search_notes", json!({"query": " "}), "invalid"),
    ] {
        let result = ask(&mut notes, tool, &arguments);
        assert_eq!((&result["isError"], &result["_meta"]["mcplab/error"]), (&json!(true), &json!(kind)), "{result}");
    }
    let refused = |text: &str| Err(CallError::Guest(text.to_owned()));
    assert_eq!(notes.call("drop_notes", "{}"), refused("unknown tool: drop_notes"));
    assert_eq!(notes.call("list_notes", "[]"), refused("the arguments are no JSON object: []"));
    assert_eq!((notes.digest().unwrap(), notes.fault()), (digest, None));
}

#[test]
fn forks_go_their_own_ways() {
    for guest in notes().into_iter().flatten() {
        let mut parent = start(&guest);
        given(&mut parent, "create_note", &json!({"title": "Before"}));
        let mut child = parent.fork().unwrap();
        assert_eq!(child.memory_digest().unwrap(), parent.memory_digest().unwrap());
        // Both draw the same handle for what they do next.
        let after = json!({"title": "After"});
        assert_eq!(given(&mut child, "create_note", &after), given(&mut parent, "create_note", &after));
        assert_eq!(child.memory_digest().unwrap(), parent.memory_digest().unwrap());
        given(&mut child, "create_note", &json!({"title": "Only here"}));
        assert_eq!((total(&mut parent), total(&mut child)), (10, 11));
        let mut grandchild = child.fork().unwrap();
        child.rollback().unwrap();
        assert_eq!((total(&mut child), total(&mut grandchild)), (8, 11));
    }
}

#[test]
fn a_world_is_made_once_and_forked_often() {
    for guest in notes().into_iter().flatten() {
        let world = guest.world(&CONFIG, limits()).unwrap();
        let digest = start(&guest).digest().unwrap();
        let mut forks: Vec<_> = (0..20).map(|_| world.fork().unwrap()).collect();
        for (at, fork) in forks.iter_mut().enumerate() {
            assert_eq!(fork.digest().unwrap(), digest);
            given(fork, "create_note", &json!({"title": format!("Note {at}")}));
        }
        for (at, fork) in forks.iter_mut().enumerate() {
            let found = given(fork, "search_notes", &json!({"query": "note"}));
            assert_eq!((&found["total"], &found["notes"][0]["title"]), (&json!(1), &json!(format!("Note {at}"))));
        }
    }
}

#[test]
fn equal_histories_are_equal_in_instances_engines_and_threads() {
    let Some(guests) = notes() else { return };
    let calls = [
        ("list_notes", "{}"),
        ("create_note", r#"{"title":"One","tags":["b","a"]}"#),
        ("create_note", r#"{"title":"One"}"#),
        ("create_note", r#"{"title":7}"#),
        ("search_notes", r#"{"query":"one"}"#),
        ("fly", "{}"),
        ("create_note", r#"{"title":"Two"}"#),
    ];
    let run = |guest: &Guest, seed| {
        let mut notes = guest.start(&Config { seed, ..CONFIG }, limits()).unwrap();
        let answers = calls.map(|(tool, arguments)| notes.call(tool, arguments));
        let state = notes.state().unwrap();
        (answers, state, notes.digest().unwrap(), notes.memory_digest().unwrap(), notes.usage())
    };
    let first = run(&guests[0], 7);
    for guest in &guests {
        assert_eq!(run(guest, 7), first);
        let other = std::thread::scope(|scope| scope.spawn(|| run(guest, 7)).join().unwrap());
        assert_eq!(other, first);
        let another = run(guest, 8);
        assert_ne!((another.1, another.2), (first.1.clone(), first.2));
    }
    // The same program once more is another guest with the same bytes.
    assert_eq!(run(&notes().unwrap()[1], 7), first);
}

#[test]
fn an_endless_loop_runs_out_of_fuel_and_takes_nobody_with_it() {
    for engine in engines().into_iter().flatten() {
        let mut sibling = one(engine, limits(), "if (args.hang) { for (;;) {} } return state.n");
        let mut instance = sibling.fork().unwrap();
        instance.call("t", "{}").unwrap();
        let untouched = sibling.memory_digest().unwrap();
        instance.snapshot().unwrap();
        let fault = Fault::Limit(LimitHit::Fuel { limit: 50_000_000 });
        assert_eq!(instance.call("t", r#"{"hang":true}"#), Err(CallError::Fault(fault.clone())));
        assert_eq!(instance.fault(), Some(&fault));
        assert!(matches!(instance.call("get", "{}"), Err(CallError::Fault(Fault::Discarded(_)))));
        assert_eq!(sibling.memory_digest().unwrap(), untouched);
        instance.rollback().unwrap();
        assert_eq!(given(&mut instance, "get", &json!({})), json!({"n": 1}));
        assert_eq!(given(&mut sibling, "get", &json!({})), json!({"n": 0}));
    }
}

#[test]
fn memory_without_bound_hits_the_limit() {
    let limits = Limits { memory_bytes: 8 << 20, fuel_per_call: 2_000_000_000, ..limits() };
    for engine in engines().into_iter().flatten() {
        let mut instance = one(engine, limits, "const all = []; for (;;) all.push(new Array(10000).fill(1))");
        let mut sibling = instance.fork().unwrap();
        let Err(CallError::Fault(fault)) = instance.call("t", "{}") else { panic!("it came to an end") };
        assert!(matches!(fault, Fault::Limit(LimitHit::Memory { limit: 8_388_608, .. })), "{fault}");
        assert_eq!(given(&mut sibling, "get", &json!({})), json!({"n": 0}));
    }
}

#[test]
fn recursion_without_end_is_an_error_of_the_program() {
    for engine in engines().into_iter().flatten() {
        let mut instance = one(engine, limits(), "const deep = (n) => deep(n + 1) + 1; return deep(0)");
        let result = ask(&mut instance, "t", &json!({}));
        let said = result["content"][0]["text"].as_str().unwrap();
        assert!(said.starts_with("RangeError: Maximum call stack size exceeded"), "{said}");
        assert_eq!(given(&mut instance, "get", &json!({})), json!({"n": 0}), "what the call did is undone");
    }
}

#[test]
fn starts_that_make_no_sense_are_refused_in_words() {
    let Some([guest, _]) = notes() else { return };
    let refusal = |config: Config<'_>| match guest.start(&config, limits()) {
        Err(StartError::Guest { server, message }) => (server, message),
        other => panic!("{other:?}"),
    };
    let (server, message) = refusal(Config { server: "mail", ..CONFIG });
    assert_eq!((server.as_str(), message.as_str()), ("mail", r#"no such server: "mail" (there are notes)"#));
    let (_, message) = refusal(Config { now: "2026-03-05T14:30:00", ..CONFIG });
    assert!(message.starts_with("now is no RFC 3339 time with offset"), "{message}");
    let Some([engine, _]) = engines() else { return };
    let message = "no program is loaded".to_owned();
    let error = engine.start(&CONFIG, limits()).unwrap_err();
    assert_eq!(error, StartError::Guest { server: "notes".to_owned(), message });
}
