//! Which components are guests, and their machine code in the cache.

use std::fs;

use mcplab_sandbox::{Cache, Guest, Limits, LoadError, Origin};

use super::{FUNCTIONS, SERVER, altered, config, load};
use crate::counter::engine;

#[test]
fn the_second_load_compiles_nothing() {
    let parent = tempfile::TempDir::new().unwrap();
    let directory = parent.path().join("cache");
    let cache = Cache::at(&directory);
    for text in [SERVER, FUNCTIONS] {
        let wasm = wat::parse_str(text).unwrap();
        let first = Guest::load(engine(), &wasm, &cache).unwrap();
        assert!(matches!(first.origin(), Origin::Compiled));
        let second = Guest::load(engine(), &wasm, &cache).unwrap();
        assert!(matches!(second.origin(), Origin::Cached));
        assert_eq!(first.describe(), second.describe());
    }
    assert_eq!(fs::read_dir(&directory).unwrap().count(), 2);
}

#[test]
fn refused_components_leave_no_entry_and_damaged_entries_are_mended() {
    let parent = tempfile::TempDir::new().unwrap();
    let directory = parent.path().join("cache");
    let cache = Cache::at(&directory);
    let empty = wat::parse_str("(component)").unwrap();
    assert!(Guest::load(engine(), &empty, &cache).is_err());
    assert_eq!(fs::read_dir(&directory).unwrap().count(), 0);
    let wasm = wat::parse_str(SERVER).unwrap();
    Guest::load(engine(), &wasm, &cache).unwrap();
    let entry = fs::read_dir(&directory).unwrap().next().unwrap().unwrap().path();
    fs::write(&entry, "damaged").unwrap();
    let guest = Guest::load(engine(), &wasm, &cache).unwrap();
    assert!(matches!(guest.origin(), Origin::Compiled));
    let mut instance = guest.start(&config("counter"), Limits::default()).unwrap();
    assert!(instance.call("add", "{}").is_ok());
}

#[test]
fn components_without_a_tool_are_refused() {
    let said = load("(component)").unwrap_err().to_string();
    assert_eq!(said, "the component exports no function that can be a tool: it exports none at all");
    let text = r#"(component
        (core module $m (func (export "f") (param i32 i32 i32) (result i32) (i32.const 0)))
        (core instance $m (instantiate $m))
        (func (export "f") (param "of" (option (option u8))) (result u8) (canon lift (core func $m "f"))))"#;
    let LoadError::NoTools(reasons) = load(text).unwrap_err() else { panic!("it was loaded") };
    assert_eq!(reasons, ["f (it has an option of an option)"]);
}

#[test]
fn modules_cannot_be_imported() {
    let text = r#"(component (import "a" (core module)) (import "b" (func)) (import "c" (core module)))"#;
    let LoadError::ComponentImports(names) = load(text).unwrap_err() else { panic!("it was loaded") };
    assert_eq!(names, ["a", "c"]);
}

#[test]
fn a_first_memory_larger_than_the_engine_allows_is_refused() {
    let text = altered(SERVER, r#"(memory (export "memory") 2)"#, r#"(memory (export "memory") 2000)"#);
    assert!(matches!(load(&text), Err(LoadError::MemoryTooLarge { bytes: 131_072_000, limit: 67_108_864 })));
}

#[test]
fn composed_components_work() {
    // A text goes from one memory to another.
    let text = r#"(component
        (component $a
            (core module $m (memory (export "memory") 1)
                (func (export "f") (param i32 i32) (result i32) (i32.load8_u (local.get 0)))
                (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
            (core instance $i (instantiate $m))
            (func (export "f") (param "s" string) (result u32)
                (canon lift (core func $i "f") (memory (core memory $i "memory")) (realloc (core func $i "realloc")))))
        (component $b
            (import "f" (func $f (param "s" string) (result u32)))
            (core module $memory (memory (export "memory") 1) (data (i32.const 8) "hello"))
            (core instance $memory (instantiate $memory))
            (core func $f (canon lower (func $f) (memory (core memory $memory "memory"))))
            (core module $m (import "" "f" (func $f (param i32 i32) (result i32)))
                (func (export "g") (result i32) (call $f (i32.const 8) (i32.const 5))))
            (core instance $i (instantiate $m (with "" (instance (export "f" (func $f))))))
            (func (export "g") (result u32) (canon lift (core func $i "g"))))
        (instance $a (instantiate $a))
        (alias export $a "f" (func $f))
        (instance $b (instantiate $b (with "f" (func $f))))
        (alias export $b "g" (func $g))
        (export "g" (func $g)))"#;
    let mut instance = super::start(text, "component");
    assert_eq!(super::given(&mut instance, "g", &super::json("{}")), u32::from(b'h'));
    assert_eq!(instance.usage().memory_bytes, 2 << 16);
}

#[test]
fn damaged_components_never_panic() {
    let whole = wat::parse_str(FUNCTIONS).unwrap();
    for position in (8..whole.len()).step_by(67) {
        let mut damaged = whole.clone();
        damaged[position] ^= 0x55;
        if let Ok(guest) = Guest::load(engine(), &damaged, &Cache::off()) {
            let limits = Limits { fuel_per_call: 100_000, ..Limits::default() };
            let _ = guest.describe();
            if let Ok(mut instance) = guest.start(&config("math"), limits) {
                let _ = instance.call("calls", "{}");
                let _ = instance.call("example_math_ops_0_1_0_echo", r#"{"text":"x"}"#);
            }
        }
    }
}
