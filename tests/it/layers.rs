//! The house rules that a compiler does not know: which module may use which, who may print, what files look like.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What every module of `src/` may use, in reading order: each row names only modules above it, so there is no cycle.
const LAYERS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("inventory", &["model"]),
    ("graph", &["model", "inventory"]),
    ("embedding", &["graph"]),
    ("chain", &["model", "inventory", "graph"]),
    ("wording", &["model"]),
    ("llm", &["model"]),
    ("tokens", &[]),
    ("store", &["model"]),
    ("exec", &["model", "inventory", "store"]),
    ("prove", &["model", "inventory", "graph", "chain", "exec"]),
    ("synth", &["model", "wording", "llm"]),
    ("filter", &["model", "wording", "llm"]),
    ("score", &["model"]),
    ("export", &["model", "store"]),
    ("import", &["model", "inventory", "store"]),
    ("report", &["model", "store"]),
    ("dataset", &["model", "wording", "store", "export", "report"]),
    ("drift", &["model", "inventory", "exec", "score", "report"]),
    ("eval", &["model", "inventory", "graph", "chain", "wording", "llm", "exec", "score", "report", "import", "drift"]),
    (
        "generate",
        &[
            "model", "inventory", "graph", "chain", "wording", "llm", "store", "exec", "prove", "synth", "filter",
            "export", "report", "dataset",
        ],
    ),
    (
        "cli",
        &[
            "model", "inventory", "graph", "embedding", "chain", "wording", "llm", "store", "exec", "prove", "synth",
            "filter", "export", "report", "generate", "tokens", "import", "dataset", "score", "eval", "drift",
        ],
    ),
];

/// Modules without async, clock, files and ambient randomness.
const PURE: &[&str] = &["model", "inventory", "graph", "chain", "wording", "synth", "filter", "score"];

/// Words that only some modules may use in code.
const RESERVED: &[(&str, &[&str])] = &[
    ("rmcp::", &["exec"]),
    ("axum::", &["exec", "eval", "llm"]),
    ("reqwest::", &["exec", "llm"]),
    ("mcplab_sandbox::", &["exec"]),
    ("parquet::", &["store", "export"]),
    ("model2vec_rs::", &["embedding"]),
    ("minijinja::", &["export"]),
    ("tokenizers::", &["tokens"]),
    ("println!", &[]),
    ("print!", &[]),
    ("dbg!", &[]),
    ("todo!", &[]),
    ("unimplemented!", &[]),
    ("stdout()", &["cli"]),
    ("stderr()", &["cli"]),
    ("#[allow", &[]),
    ("#[ignore", &[]),
    ("#[serde(untagged", &[]),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The code of a file: without comments, texts and inline tests.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let before_tests = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
    before_tests.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The module of `src/` that a file belongs to.
fn module(path: &Path) -> String {
    let inside = path.strip_prefix(root().join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

fn sources() -> Vec<(String, PathBuf)> {
    files(&root().join("src"))
        .into_iter()
        .map(|path| (module(&path), path))
        .filter(|(name, _)| name != "lib" && name != "main")
        .collect()
}

/// The modules named after `crate::`, also inside `use crate::{..}`.
fn used(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let name =
            |text: &str| text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut start = true;
            for (i, c) in group.char_indices() {
                if depth == 0 && start && (c.is_alphanumeric() || c == '_') {
                    found.insert(name(&group[i..]));
                    start = false;
                }
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => start = true,
                    _ => {}
                }
            }
        } else {
            found.insert(name(rest));
        }
    }
    found
}

#[test]
fn modules_use_only_the_layers_below_them() {
    let layers: BTreeMap<&str, &[&str]> = LAYERS.iter().copied().collect();
    let mut wrong = Vec::new();
    for (name, path) in sources() {
        let Some(allowed) = layers.get(name.as_str()) else {
            wrong.push(format!("{}: module {name} has no layer", path.display()));
            continue;
        };
        for other in used(&code(&path)) {
            if other != name && layers.contains_key(other.as_str()) && !allowed.contains(&other.as_str()) {
                wrong.push(format!("{}: {name} must not use {other}", path.display()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_layers_have_no_cycle() {
    for (at, (name, allowed)) in LAYERS.iter().enumerate() {
        for other in *allowed {
            let place = LAYERS.iter().position(|(layer, _)| layer == other);
            assert!(
                place.is_some_and(|place| place < at),
                "{name} may use {other}, which is not above it in the table"
            );
        }
    }
}

#[test]
fn the_use_lines_are_read_right() {
    let code =
        "use crate::model::{Tool, x};\nuse crate::{generate, store::{self, Run}, export};\nlet a = crate::exec::go();";
    let found: Vec<String> = used(code).into_iter().collect();
    assert_eq!(found, ["exec", "export", "generate", "model", "store"]);
}

#[test]
fn every_module_stands_on_the_architecture_page() {
    let page = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let docs: String = page.lines().filter(|line| line.starts_with("//!")).collect::<Vec<_>>().join("\n");
    let modules: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let layers: Vec<&str> = LAYERS.iter().map(|(name, _)| *name).collect();
    assert_eq!(modules, layers, "lib.rs lists the modules in the order of the layers");
    for module in modules {
        assert!(docs.contains(&format!("| [`{module}`] |")), "{module} is missing in the table of lib.rs");
    }
}

#[test]
fn stages_before_execution_are_pure() {
    let ambient = [
        "async ", ".await", "std::fs", "std::env", "std::net", "std::process", "tokio", "SystemTime", "Instant::now",
        "thread_rng", "rand::rng()", "Timestamp::now", "Zoned::now",
    ];
    for (name, path) in sources().into_iter().filter(|(name, _)| PURE.contains(&name.as_str())) {
        let code = code(&path);
        for word in ambient {
            assert!(!code.contains(word), "{}: {name} must not use `{word}`", path.display());
        }
    }
}

#[test]
fn reserved_words_stay_in_their_modules() {
    for (name, path) in sources() {
        let code = code(&path);
        for (word, allowed) in RESERVED {
            assert!(
                allowed.contains(&name.as_str()) || !code.contains(word),
                "{}: {name} must not use `{word}`",
                path.display()
            );
        }
    }
}

#[test]
fn only_the_sandbox_crate_names_wasmtime() {
    let outside = [root().join("src"), root().join("mcp-servers"), root().join("benchmarks")];
    for path in outside.iter().flat_map(|folder| files(folder)) {
        assert!(!code(&path).contains("wasmtime::"), "{} names wasmtime", path.display());
    }
}

#[test]
fn every_file_says_why_it_exists_and_has_one_subject() {
    let folders = ["src", "sandboxes/src", "mcp-servers/src", "benchmarks", "tests"];
    for path in folders.iter().flat_map(|folder| files(&root().join(folder))) {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("//!"), "{} does not open with why it exists", path.display());
        let lines = text.split("#[cfg(test)]").next().unwrap_or_default().lines().count();
        assert!(lines <= 500, "{} has {lines} lines: split it by subject", path.display());
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(
            !["utils", "helpers", "common", "misc"].contains(&stem.as_str()),
            "{} is no noun of the domain",
            path.display()
        );
    }
}
