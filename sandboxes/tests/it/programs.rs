//! A program of nobody's making for the sandbox: plain Rust for WASI that speaks MCP on standard input and output.

mod faults;
mod files;
mod forks;

use std::sync::OnceLock;

use mcplab_sandbox::{Cache, CallError, Config, Forking, Forks, Grant, Guest, Instance, Limits, LoadError, StartError};
use serde_json::{Value, json};

use crate::built;

const CONFIG: Config<'static> = Config { server: "keeper", seed: 7, now: "2026-03-02T09:00:00+01:00", size: None };

/// The same time, in seconds since 1970.
const NOW: u64 = 1_772_438_400;

// ALL OF THESE FAIL as of now, a defect in src/guest.rs: `compile_only` has `prepare` take the data segments out of
// programs as well, which only `CoreModule` writes back, so that a program begins with a memory of zeros.

/// The program with nothing but its streams, and with a folder, if it can be built.
fn guests() -> Option<&'static [Guest; 2]> {
    static GUESTS: OnceLock<Option<[Guest; 2]>> = OnceLock::new();
    let grants = || ["stdio", "scratch"].map(|name| Grant::builtin(name).unwrap());
    GUESTS.get_or_init(|| Some(built::granted(built::stdio_server()?, grants()))).as_ref()
}

fn start(guest: &Guest) -> Instance {
    guest.start(&CONFIG, limits()).unwrap()
}

fn limits() -> Limits {
    Limits { fuel_per_call: 20_000_000, ..Limits::default() }
}

/// The result of a call that the program answered.
fn ask(instance: &mut Instance, tool: &str, arguments: &Value) -> Value {
    serde_json::from_str(&instance.call(tool, &arguments.to_string()).unwrap()).unwrap()
}

/// The text of a result, after an exclamation mark if it is an error.
fn said(instance: &mut Instance, tool: &str, arguments: &Value) -> String {
    let result = ask(instance, tool, arguments);
    let text = result["content"][0]["text"].as_str().unwrap();
    if result["isError"] == true { format!("!{text}") } else { text.to_owned() }
}

fn remember(instance: &mut Instance, key: &str, value: &str) -> String {
    said(instance, "remember", &json!({"key": key, "value": value}))
}

fn recall(instance: &mut Instance, key: &str) -> String {
    said(instance, "recall", &json!({"key": key}))
}

/// What the program says of time and dice.
fn roll(instance: &mut Instance) -> Value {
    ask(instance, "roll", &json!({}))["structuredContent"].take()
}

#[test]
fn it_is_described_by_what_it_says_of_itself() {
    let Some([guest, _]) = guests() else { return };
    let mut servers: Vec<Value> = serde_json::from_str(&guest.describe().unwrap()).unwrap();
    let server = servers.pop().unwrap();
    assert!(servers.is_empty());
    let told = |name: &str| server[name].as_str().unwrap();
    assert_eq!([told("name"), told("title"), told("version")], ["keeper", "Keeper", "0.1.0"]);
    assert_eq!(told("instructions"), "Keeps what it is told.");
    let tools = server["tools"].as_array().unwrap();
    assert_eq!((tools.len(), &tools[0]["name"]), (12, &json!("remember")));
    assert_eq!(tools[0]["inputSchema"]["required"], json!(["key", "value"]));
    assert_eq!(guest.forks(), Forks::ByReplay);
}

#[test]
fn calls_are_answered_and_change_it() {
    let Some([guest, _]) = guests() else { return };
    let mut keeper = start(guest);
    assert_eq!(remember(&mut keeper, "colour", "grün"), "1 kept.");
    assert_eq!(remember(&mut keeper, "line\nbreak", "\"quoted\"\n"), "2 kept.");
    assert_eq!(recall(&mut keeper, "colour"), "grün");
    assert_eq!(recall(&mut keeper, "line\nbreak"), "\"quoted\"\n");
    assert_eq!(ask(&mut keeper, "list", &json!({})), json!({"structuredContent": {"keys": ["colour", "line\nbreak"]}}));
    let long = "x".repeat(300_000);
    remember(&mut keeper, "long", &long);
    assert!(recall(&mut keeper, "long") == long);
    assert_eq!((keeper.usage().calls, keeper.revision().unwrap()), (7, 7));
    assert!(keeper.usage().memory_bytes > 1 << 20 && keeper.usage().fuel > 0);
}

#[test]
fn what_it_refuses_is_no_fault() {
    let Some([guest, _]) = guests() else { return };
    let mut keeper = start(guest);
    let refused = |text: &str| Err(CallError::Guest(text.to_owned()));
    assert_eq!(keeper.call("fly", "{}"), refused("Unknown tool: fly"));
    for arguments in ["[]", "7", "{", ""] {
        assert_eq!(keeper.call("list", arguments), refused("the arguments are no JSON object"));
    }
    assert_eq!(said(&mut keeper, "remember", &json!({"key": "a"})), "!Argument `value` must be a text.");
    assert_eq!(recall(&mut keeper, "a"), "!Nothing is kept there.");
    assert_eq!(keeper.fault(), None);
}

#[test]
fn only_its_own_name_starts_it() {
    let Some([guest, _]) = guests() else { return };
    let refusal = |config: Config<'_>| match guest.start(&config, limits()) {
        Err(StartError::Guest { message, .. }) => message,
        other => panic!("{other:?}"),
    };
    let message = refusal(Config { server: "mail", ..CONFIG });
    assert_eq!(message, r#"no such server: the program is "keeper""#);
    assert!(refusal(Config { now: "today", ..CONFIG }).starts_with("`now` is no RFC 3339 time with offset"));
}

#[test]
fn without_a_grant_it_is_refused_with_what_it_imports() {
    let Some(wasm) = built::stdio_server() else { return };
    let engine = built::engine(Forking::best());
    let LoadError::Imports(names) = Guest::load(&engine, wasm, &Cache::off()).unwrap_err() else {
        panic!("it imports nothing");
    };
    for name in ["fd_read", "fd_write", "clock_time_get", "random_get", "path_open", "proc_exit"] {
        assert!(names.contains(&format!("wasi_snapshot_preview1.{name}")), "{name}: {names:?}");
    }
    let message = LoadError::Imports(names).to_string();
    assert!(message.ends_with(", and a sandboxed server can import nothing"), "{message}");
}

#[test]
fn the_clock_is_the_configured_one_and_moves_a_second_with_each_request() {
    let Some([guest, _]) = guests() else { return };
    let mut keeper = start(guest);
    for request in 1..5 {
        // It introduced itself before, which was a request as well.
        let told = roll(&mut keeper);
        assert_eq!((&told["time"], &told["nanoseconds"]), (&json!(NOW + 1 + request), &json!(0)));
        assert_eq!(told["up"], json!(request));
    }
    let later = Config { now: "2030-01-01T00:00:00.25Z", ..CONFIG };
    let told = roll(&mut guest.start(&later, limits()).unwrap());
    assert_eq!((&told["time"], &told["nanoseconds"]), (&json!(1_893_456_002), &json!(250_000_000)));
}

#[test]
fn sleep_passes_at_once_and_on_its_own_clock() {
    let Some([guest, _]) = guests() else { return };
    let mut keeper = start(guest);
    let day = 86_400_000;
    let slept = ask(&mut keeper, "nap", &json!({"milliseconds": day.to_string()}));
    assert_eq!(slept["structuredContent"]["milliseconds"], json!(day));
    assert_eq!(roll(&mut keeper)["time"], json!(NOW + 3 + 86_400));
}

#[test]
fn the_seed_rolls_the_dice() {
    let Some([guest, _]) = guests() else { return };
    let dice = |seed| {
        let mut keeper = guest.start(&Config { seed, ..CONFIG }, limits()).unwrap();
        [roll(&mut keeper)["dice"].take(), roll(&mut keeper)["dice"].take()]
    };
    let first = dice(7);
    assert_eq!(dice(7), first);
    assert_ne!(first[0], first[1]);
    assert_ne!(dice(8), first);
}
