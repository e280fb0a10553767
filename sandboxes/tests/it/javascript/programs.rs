//! Programs that do not load: the error says where, and nothing is left that could be started.

use mcplab_sandbox::{Config, Fault, LimitHit, Limits, StartError};

use super::{CONFIG, NOTES, TODO, engines, limits, start};
use crate::counter;

/// What is said of a program that is refused.
fn refusal(program: &str) -> Option<String> {
    match engines()?[0].with_program(program, limits()) {
        Err(StartError::Program { message }) => Some(message),
        other => panic!("{program}: {other:?}"),
    }
}

#[test]
fn a_mistake_is_told_with_line_and_column() {
    for (program, said) in [
        ("let x = ;", "line 1, column 9: SyntaxError: unexpected token"),
        ("\n\n  later();", "line 3, column 3: ReferenceError: later is not defined"),
        ("\nserver(3)", "line 2, column 1: server() takes one object, not 3"),
        ("import fs from 'fs'", "line 1, column "),
        ("const f = () => f() + 1; f()", "line 1, column "),
    ] {
        let Some(message) = refusal(program) else { return };
        assert!(message.starts_with(said), "{program}: {message}");
    }
    // The place is one of the program, however long it is.
    let Some(message) = refusal(&NOTES.replace("return { notes };", "return { notes ];")) else { return };
    let line = NOTES.lines().position(|line| line.contains("return { notes };")).unwrap() + 1;
    assert!(message.starts_with(&format!("line {line}, column ")), "{message}");
}

#[test]
fn a_program_that_is_no_server_says_so() {
    let Some(message) = refusal("// nothing") else { return };
    assert!(message.starts_with("the program never calls server("), "{message}");
    let twice = [TODO, TODO].concat();
    let Some(message) = refusal(&twice) else { return };
    assert!(message.ends_with(r#"server "todo" is there already: give the second one another name"#), "{message}");
    assert!(refusal("").is_some() && refusal("\0").is_some());
}

#[test]
fn a_program_that_never_loads_runs_out_of_fuel() {
    let Some([engine, _]) = engines() else { return };
    let error = engine.with_program("for (;;) {}", limits()).unwrap_err();
    assert_eq!(error, StartError::Fault(LimitHit::Fuel { limit: 50_000_000 }.into()));
    let small = Limits { memory_bytes: 8 << 20, ..Limits::default() };
    let error = engine.with_program("const a = []; for (;;) a.push(new Array(10000).fill(1))", small).unwrap_err();
    assert!(matches!(error, StartError::Fault(Fault::Limit(LimitHit::Memory { limit: 8_388_608, .. }))), "{error}");
}

#[test]
fn brackets_without_end_are_an_error_and_no_more() {
    for engine in engines().into_iter().flatten() {
        for bracket in ["[", "(", "{", "`${"] {
            let program = bracket.repeat(20_000);
            match engine.with_program(&program, limits()) {
                Err(StartError::Program { .. } | StartError::Fault(Fault::Limit(LimitHit::Stack { .. }))) => {}
                other => panic!("{bracket}: {other:?}"),
            }
        }
        // The engine is as good as before.
        assert!(engine.with_program(TODO, limits()).is_ok());
    }
}

#[test]
fn two_programs_of_one_engine_know_nothing_of_each_other() {
    for engine in engines().into_iter().flatten() {
        let [notes, todo] = [NOTES, TODO].map(|program| engine.with_program(program, limits()).unwrap());
        let mut one = start(&notes);
        let mut other = todo.start(&Config { server: "todo", ..CONFIG }, limits()).unwrap();
        assert!(one.call("list_items", "{}").is_err() && other.call("list_notes", "{}").is_err());
        assert!(one.call("list_notes", "{}").is_ok() && other.call("list_items", "{}").is_ok());
        // A state of the one is none of the other, though the module is the same.
        let memory = other.memory_digest().unwrap();
        assert_eq!(other.restore(&one.snapshot().unwrap()), Err(StartError::ForeignSnapshot));
        assert_eq!(other.memory_digest().unwrap(), memory);
    }
}

#[test]
fn a_module_that_interprets_nothing_takes_no_program() {
    let error = counter::guest().with_program(TODO, limits()).unwrap_err();
    let message = r#"the module takes no programs: it does not export "load""#.to_owned();
    assert_eq!(error, StartError::Program { message });
}

#[test]
fn a_program_with_more_memory_than_an_instance_may_have_hits_the_limit() {
    let Some([guest, _]) = super::notes() else { return };
    let bytes = start(&guest).usage().memory_bytes;
    let limits = Limits { memory_bytes: bytes - 1, ..limits() };
    let error = guest.start(&CONFIG, limits).unwrap_err();
    assert_eq!(error, StartError::Fault(LimitHit::Memory { asked: bytes, limit: bytes - 1 }.into()));
}
