//! Which modules are guests, and what is said of those that are not.

use mcplab_sandbox::{Cache, Grant, Guest, LoadError};

use crate::counter::{altered, engine, load};

fn refusal(text: &str) -> String {
    load(text).unwrap_err().to_string()
}

#[test]
fn imports_are_refused_by_name() {
    let text =
        altered("(memory (export", r#"(import "env" "clock" (func)) (import "wasi" "random" (func)) (memory (export"#);
    assert_eq!(refusal(&text), "the module imports env.clock, wasi.random, and a sandboxed server can import nothing");
}

#[test]
fn every_missing_export_is_named() {
    let LoadError::Exports(problems) = load("(module)").unwrap_err() else {
        panic!("an empty module is no guest");
    };
    assert_eq!(
        problems,
        [
            r#""memory" must be a memory, it is missing"#,
            r#""cabi_realloc" must be a function (i32, i32, i32, i32) -> i32, it is missing"#,
            r#""revision" must be a function () -> i64, it is missing"#,
            r#""describe" must be a function () -> i32, it is missing"#,
            r#""start" must be a function (i32, i32) -> i32, it is missing"#,
            r#""call-tool" must be a function (i32, i32, i32, i32) -> i32, it is missing"#,
            r#""state" must be a function () -> i32, it is missing"#,
        ]
    );
}

#[test]
fn exports_of_another_type_are_named() {
    let number = altered("(result i64) (i64.load (i32.const 2048))", "(result i32) (i32.load (i32.const 2048))");
    assert!(refusal(&number).contains(r#""revision" must be a function () -> i64, it is a function () -> i32"#));
    let post = altered("call-tool\") (param i32)", "call-tool\")");
    assert!(refusal(&post).contains(r#""cabi_post_call-tool" must be a function (i32) -> ()"#));
    let memory =
        altered(r#"(memory (export "memory") 2)"#, r#"(memory 2) (global (export "memory") i32 (i32.const 0))"#);
    assert!(refusal(&memory).contains(r#""memory" must be a memory, it is a global"#));
}

#[test]
fn state_that_a_fork_could_not_copy_is_refused() {
    for code in [
        "(drop (table.grow 0 (ref.null func) (i32.const 1)))", "(table.set 0 (i32.const 0) (ref.null func))",
        "(table.fill 0 (i32.const 0) (ref.null func) (i32.const 1))",
    ] {
        let said = refusal(&altered("(;CALL;)", code));
        assert!(said.contains("the module uses the instruction table."), "{said}");
    }
    let reference = altered("(global $heap", "(global (mut funcref) (ref.null func)) (global $heap");
    assert!(refusal(&reference).contains("a changeable global that holds a reference"));
}

#[test]
fn a_first_memory_larger_than_a_slot_is_refused() {
    let text = altered(r#"(memory (export "memory") 2)"#, r#"(memory (export "memory") 2000)"#);
    assert!(matches!(load(&text), Err(LoadError::MemoryTooLarge { bytes: 131_072_000, limit: 67_108_864 })));
}

#[test]
fn bytes_that_are_no_module_are_refused() {
    let load = |bytes: &[u8]| Guest::load(engine(), bytes, &Cache::off()).unwrap_err().to_string();
    for bytes in [&b""[..], b"\0asm", b"not wasm at all", b"\0asm\x01\0\0\0\x01\xff\xff\xff\xff\x0f"] {
        assert!(load(bytes).starts_with("not a WebAssembly module"), "{}", load(bytes));
    }
    assert!(load(b"\0asm\x0d\0\x01\0").contains("component"));
    let mut damaged = crate::counter::wasm();
    damaged.truncate(damaged.len() - 40);
    load(&damaged);
}

#[test]
fn damaged_modules_never_panic() {
    let whole = crate::counter::wasm();
    for position in (8..whole.len()).step_by(37) {
        let mut damaged = whole.clone();
        damaged[position] ^= 0x55;
        if let Ok(guest) = Guest::load(engine(), &damaged, &Cache::off()) {
            let limits = mcplab_sandbox::Limits { fuel_per_call: 100_000, ..Default::default() };
            if let Ok(mut instance) = guest.start(&crate::counter::CONFIG, limits) {
                let _ = instance.call("add", "{}");
                let _ = instance.digest();
            }
        }
    }
}

#[test]
fn a_program_has_one_memory() {
    let text = r#"(module
        (import "wasi_snapshot_preview1" "proc_exit" (func (param i32)))
        (memory (export "memory") 1) (memory 1) (func (export "_start")))"#;
    let wasm = wat::parse_str(text).unwrap();
    let load = |grant: &Grant| Guest::load_granted(engine(), &wasm, &Cache::off(), grant);
    let refused = load(&Grant::builtin("stdio").unwrap()).unwrap_err();
    assert!(matches!(refused, LoadError::Unforkable("more than one memory")), "{refused}");
    assert!(matches!(load(&Grant::sealed()).unwrap_err(), LoadError::Imports(_)));
}
