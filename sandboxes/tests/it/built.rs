//! Guests that are built from their sources, once for each process of tests.
//!
//! They need WebAssembly targets, and one of them a C compiler. Where these are missing, it is said once and the tests
//! in question pass without having tested anything; set `MCPLAB_REQUIRE_GUESTS` where that must not be.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use mcplab_sandbox::{Cache, Engine, EngineConfig, Forking, Grant, Guest};

/// Set it where no guest may be missing.
const REQUIRE: &str = "MCPLAB_REQUIRE_GUESTS";

const UNKNOWN: &str = "wasm32-unknown-unknown";
const WASI: &str = "wasm32-wasip1";

/// Why a guest was not built.
enum Failure {
    /// The machine lacks a tool for it, which the text names.
    Missing(String),
    Broken(String),
}

type Built = Result<Vec<u8>, Failure>;

/// The guest of `hostile/`.
pub fn hostile() -> Option<&'static [u8]> {
    static BUILT: OnceLock<Built> = OnceLock::new();
    found("the hostile guest", &BUILT, || crate_at("hostile", UNKNOWN, "mcplab_hostile_guest.wasm"))
}

/// The program of `tests/stdio-server/`.
pub fn stdio_server() -> Option<&'static [u8]> {
    static BUILT: OnceLock<Built> = OnceLock::new();
    found("the program on stdio", &BUILT, || crate_at("tests/stdio-server", WASI, "mcplab-stdio-server.wasm"))
}

/// The JavaScript engine of `quickjs/`.
pub fn quickjs() -> Option<&'static [u8]> {
    static BUILT: OnceLock<Built> = OnceLock::new();
    found("the JavaScript guest", &BUILT, javascript)
}

/// `wasm` on two engines that fork in the two ways there are; compiled once.
pub fn in_both_ways(wasm: &[u8]) -> [Guest; 2] {
    compiled_once(|cache| {
        [Forking::Mapped, Forking::Copied].map(|forking| Guest::load(&engine(forking), wasm, cache).unwrap())
    })
}

/// Guests of one module with different grants, compiled once.
pub fn granted<const N: usize>(wasm: &[u8], grants: [Grant; N]) -> [Guest; N] {
    let engine = engine(Forking::best());
    compiled_once(|cache| grants.map(|grant| Guest::load_granted(&engine, wasm, cache, &grant).unwrap()))
}

pub fn engine(forking: Forking) -> Engine {
    Engine::new(EngineConfig { instances: 400, forking, ..EngineConfig::default() }).unwrap()
}

/// Gives `body` a cache that nobody else sees.
fn compiled_once<T>(body: impl FnOnce(&Cache) -> T) -> T {
    let directory = tempfile::tempdir().unwrap();
    body(&Cache::at(directory.path().join("compiled")))
}

fn found(what: &str, slot: &'static OnceLock<Built>, build: fn() -> Built) -> Option<&'static [u8]> {
    let required = env::var_os(REQUIRE).is_some();
    let built = slot.get_or_init(|| {
        let built = build();
        if let (Err(Failure::Missing(tool)), false) = (&built, required) {
            // Not by a macro: the harness would keep it to itself.
            let _ = writeln!(io::stderr(), "tests that need {what} test nothing, because this is missing: {tool}");
        }
        built
    });
    match built {
        Ok(wasm) => Some(wasm),
        Err(Failure::Missing(tool)) if required => {
            panic!("{what} is required by {REQUIRE}, and cannot be built: {tool}")
        }
        Err(Failure::Missing(_)) => None,
        Err(Failure::Broken(said)) => panic!("{what} does not build:\n{said}"),
    }
}

/// Builds the crate in a folder of this one.
fn crate_at(folder: &str, target: &str, file: &str) -> Built {
    has_target(target)?;
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--locked", "--release", "--target", target, "--target-dir"]).arg(target_dir());
    cargo.arg("--manifest-path").arg(here().join(folder).join("Cargo.toml"));
    run(&mut cargo)?;
    taken(&target_dir().join(target).join("release").join(file))
}

fn javascript() -> Built {
    has_target(UNKNOWN)?;
    let mut script = Command::new("bash");
    script.arg(here().join("quickjs").join("build.sh")).env("CARGO_TARGET_DIR", target_dir());
    match run(&mut script) {
        // The script knows itself what it needs, and says so in lines of their own.
        Err(Failure::Broken(said)) if said.contains("these are missing:") => {
            let tools: Vec<_> = said.lines().filter_map(|line| line.strip_prefix("  ")).collect();
            Err(Failure::Missing(tools.join("; ")))
        }
        Err(failure) => Err(failure),
        Ok(_) => taken(&target_dir().join(UNKNOWN).join("release").join("mcplab_quickjs.wasm")),
    }
}

fn has_target(target: &str) -> Result<(), Failure> {
    let mut rustc = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    let output = run(rustc.args(["--print", "target-libdir", "--target", target]))?;
    match Path::new(String::from_utf8_lossy(&output.stdout).trim()).exists() {
        true => Ok(()),
        false => Err(Failure::Missing(format!("the Rust target {target}: run `rustup target add {target}`"))),
    }
}

fn run(command: &mut Command) -> Result<Output, Failure> {
    // Flags of the build that these tests belong to mean nothing to guests.
    for variable in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "RUSTC_WORKSPACE_WRAPPER", "CARGO_BUILD_TARGET"] {
        command.env_remove(variable);
    }
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| Failure::Missing(format!("{program} ({error})")))?;
    match output.status.success() {
        true => Ok(output),
        false => Err(Failure::Broken(String::from_utf8_lossy(&output.stderr).into_owned())),
    }
}

fn taken(file: &Path) -> Built {
    fs::read(file).map_err(|error| Failure::Broken(format!("{}: {error}", file.display())))
}

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Beside what the workspace builds, so that one `cargo clean` takes all.
fn target_dir() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("guests")
}
