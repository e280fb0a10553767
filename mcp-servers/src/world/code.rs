//! The source text of services: files as people of each language lay them out, with the rules of `topics` in them.

use super::software::Service;
use super::topics::{Shape, Topic};

/// How the files of a language are named and where they lie.
pub(super) struct Layout {
    source: &'static str,
    test: &'static str,
    pub manifest: &'static str,
    pub entry: &'static str,
}

/// `{m}` stands for the module's name, `{r}` for the first word of the repository's.
pub(super) fn layout(language: &str) -> Layout {
    let (source, test, manifest, entry) = match language {
        "Rust" => ("src/{m}.rs", "tests/{m}.rs", "Cargo.toml", "src/main.rs"),
        "TypeScript" => ("src/{m}.ts", "test/{m}.test.ts", "package.json", "src/index.ts"),
        "Go" => ("internal/rules/{m}.go", "internal/rules/{m}_test.go", "go.mod", "cmd/server/main.go"),
        "Java" => (
            "src/main/java/com/{r}/{m}.java", "src/test/java/com/{r}/{m}Test.java", "build.gradle",
            "src/main/java/com/{r}/Application.java",
        ),
        "Kotlin" => (
            "src/main/kotlin/com/{r}/{m}.kt", "src/test/kotlin/com/{r}/{m}Test.kt", "build.gradle.kts",
            "src/main/kotlin/com/{r}/Application.kt",
        ),
        "Swift" => {
            ("Sources/App/{m}.swift", "Tests/AppTests/{m}Tests.swift", "Package.swift", "Sources/App/main.swift")
        }
        _ => ("src/{r}/{m}.py", "tests/test_{m}.py", "pyproject.toml", "src/{r}/main.py"),
    };
    Layout { source, test, manifest, entry }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', '-'])
}

pub fn snake(text: &str) -> String {
    words(text).collect::<Vec<_>>().join("_")
}

pub fn kebab(text: &str) -> String {
    words(text).collect::<Vec<_>>().join("-")
}

fn pascal(text: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
    };
    words(text).map(capital).collect()
}

fn camel(text: &str) -> String {
    let pascal = pascal(text);
    let mut letters = pascal.chars();
    letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect()
}

pub(super) fn first_part(repository: &str) -> &str {
    repository.split('-').next().unwrap_or(repository)
}

fn module_name(language: &str, topic: &Topic) -> String {
    match language {
        "TypeScript" => kebab(topic.name),
        "Java" | "Kotlin" | "Swift" => pascal(topic.name),
        _ => snake(topic.name),
    }
}

pub(super) fn place(pattern: &str, repository: &str, module: &str) -> String {
    pattern.replace("{r}", first_part(repository)).replace("{m}", module)
}

/// Where the module of a rule lies.
pub fn source_path(service: &Service, topic: &Topic) -> String {
    place(layout(service.language).source, &service.name, &module_name(service.language, topic))
}

/// Where the test of a rule lies.
pub fn test_path(service: &Service, topic: &Topic) -> String {
    place(layout(service.language).test, &service.name, &module_name(service.language, topic))
}

/// The name of the test of a rule, as a test run reports it.
pub fn test_name(language: &str, topic: &Topic) -> String {
    let test = topic.test();
    match language {
        "TypeScript" => test,
        "Go" => format!("Test{}", pascal(&test)),
        "Java" | "Kotlin" => format!("{}Test.{}", pascal(topic.name), camel(&test)),
        "Swift" => format!("{}Tests.test{}", pascal(topic.name), pascal(&test)),
        "Python" => format!("test_{}", snake(&test)),
        _ => snake(&test),
    }
}

/// The module of a rule with its number.
pub fn source(service: &Service, topic: &Topic, value: i64) -> String {
    let constant = topic.constant();
    let (upper, function) = (snake(&constant).to_uppercase(), topic.function());
    let (low, up) = (camel(&constant), pascal(&constant));
    let (doc, fun) = (topic.doc, camel(&function));
    let pack = first_part(&service.name);
    match service.language {
        "Rust" => {
            let (signature, body) = match topic.shape {
                Shape::Cap => ("requested: i64) -> i64", format!("requested.clamp(1, {upper})")),
                Shape::Backoff => ("attempt: u32) -> u64", format!("{upper} << attempt.min(6)")),
                Shape::Expiry => ("issued_at: i64, now: i64) -> bool", format!("now - issued_at >= {upper}")),
            };
            let kind = if topic.shape == Shape::Backoff { "u64" } else { "i64" };
            let name = snake(&function);
            format!("pub const {upper}: {kind} = {value};\n\n/// {doc}\npub fn {name}({signature} {{\n    {body}\n}}\n")
        }
        "TypeScript" => {
            let (signature, body) = match topic.shape {
                Shape::Cap => ("requested: number): number", format!("Math.min(Math.max(requested, 1), {upper})")),
                Shape::Backoff => ("attempt: number): number", format!("{upper} * 2 ** Math.min(attempt, 6)")),
                Shape::Expiry => ("issuedAt: number, now: number): boolean", format!("now - issuedAt >= {upper}")),
            };
            format!(
                "export const {upper} = {value};\n\n/** {doc} */\nexport function {fun}({signature} {{\n  return {body};\n}}\n"
            )
        }
        "Go" => {
            let (signature, body) = match topic.shape {
                Shape::Cap => ("requested int) int", format!("max(1, min(requested, {up}))")),
                Shape::Backoff => ("attempt int) int", format!("{up} << min(attempt, 6)")),
                Shape::Expiry => ("issuedAt, now int64) bool", format!("now-issuedAt >= {up}")),
            };
            let name = pascal(&function);
            format!(
                "package rules\n\nconst {up} = {value}\n\n// {name}: {doc}\nfunc {name}({signature} {{\n\treturn {body}\n}}\n"
            )
        }
        "Java" => {
            let (kind, parameters, body) = match topic.shape {
                Shape::Cap => ("int", "int requested", format!("Math.max(1, Math.min(requested, {upper}))")),
                Shape::Backoff => ("int", "int attempt", format!("{upper} << Math.min(attempt, 6)")),
                Shape::Expiry => ("boolean", "long issuedAt, long now", format!("now - issuedAt >= {upper}")),
            };
            let class = pascal(topic.name);
            format!(
                "package com.{pack};\n\npublic final class {class} {{\n    public static final int {upper} = {value};\n\n    /** {doc} */\n    public static {kind} {fun}({parameters}) {{\n        return {body};\n    }}\n}}\n"
            )
        }
        "Kotlin" => {
            let (signature, body) = match topic.shape {
                Shape::Cap => ("requested: Int): Int", format!("requested.coerceIn(1, {upper})")),
                Shape::Backoff => ("attempt: Int): Int", format!("{upper} shl minOf(attempt, 6)")),
                Shape::Expiry => ("issuedAt: Long, now: Long): Boolean", format!("now - issuedAt >= {upper}")),
            };
            format!(
                "package com.{pack}\n\nconst val {upper} = {value}\n\n/** {doc} */\nfun {fun}({signature} = {body}\n"
            )
        }
        "Swift" => {
            let (signature, body) = match topic.shape {
                Shape::Cap => ("_ requested: Int) -> Int", format!("min(max(requested, 1), {low})")),
                Shape::Backoff => ("attempt: Int) -> Int", format!("{low} << min(attempt, 6)")),
                Shape::Expiry => ("issuedAt: Int, now: Int) -> Bool", format!("now - issuedAt >= {low}")),
            };
            format!("public let {low} = {value}\n\n/// {doc}\npublic func {fun}({signature} {{\n    {body}\n}}\n")
        }
        _ => {
            let (signature, body) = match topic.shape {
                Shape::Cap => ("requested: int) -> int", format!("max(1, min(requested, {upper}))")),
                Shape::Backoff => ("attempt: int) -> int", format!("{upper} * 2 ** min(attempt, 6)")),
                Shape::Expiry => ("issued_at: int, now: int) -> bool", format!("now - issued_at >= {upper}")),
            };
            let name = snake(&function);
            format!("{upper} = {value}\n\n\ndef {name}({signature}:\n    \"\"\"{doc}\"\"\"\n    return {body}\n")
        }
    }
}

/// The test of a rule with its number.
pub fn test(service: &Service, topic: &Topic, value: i64) -> String {
    let (language, function) = (service.language, topic.function());
    let call = |name: &str| match topic.shape {
        Shape::Cap => (format!("{name}({})", value * 10), value.to_string()),
        Shape::Backoff => (format!("{name}(3)"), (value * 8).to_string()),
        Shape::Expiry => (format!("{name}(0, {value})"), "true".to_owned()),
    };
    let pack = first_part(&service.name);
    let short = test_name(language, topic);
    let short = short.rsplit('.').next().unwrap_or(&short);
    match language {
        "Rust" => {
            let (name, module) = (snake(&function), snake(topic.name));
            let (call, want) = call(&name);
            format!(
                "#[path = \"../src/{module}.rs\"]\nmod {module};\n\nuse {module}::{name};\n\n#[test]\nfn {short}() {{\n    assert_eq!({call}, {want});\n}}\n"
            )
        }
        "TypeScript" => {
            let (name, module) = (camel(&function), kebab(topic.name));
            let (call, want) = call(&name);
            format!(
                "import {{ expect, test }} from \"vitest\";\nimport {{ {name} }} from \"../src/{module}\";\n\ntest(\"{short}\", () => {{\n  expect({call}).toBe({want});\n}});\n"
            )
        }
        "Go" => {
            let (call, want) = call(&pascal(&function));
            format!(
                "package rules\n\nimport \"testing\"\n\nfunc {short}(t *testing.T) {{\n\tif got := {call}; got != {want} {{\n\t\tt.Errorf(\"got %v, want {want}\", got)\n\t}}\n}}\n"
            )
        }
        "Java" => {
            let class = pascal(topic.name);
            let (call, want) = call(&format!("{class}.{}", camel(&function)));
            format!(
                "package com.{pack};\n\nimport static org.junit.jupiter.api.Assertions.assertEquals;\nimport org.junit.jupiter.api.Test;\n\nclass {class}Test {{\n    @Test\n    void {short}() {{\n        assertEquals({want}, {call});\n    }}\n}}\n"
            )
        }
        "Kotlin" => {
            let class = pascal(topic.name);
            let (call, want) = call(&camel(&function));
            format!(
                "package com.{pack}\n\nimport kotlin.test.Test\nimport kotlin.test.assertEquals\n\nclass {class}Test {{\n    @Test\n    fun {short}() = assertEquals({want}, {call})\n}}\n"
            )
        }
        "Swift" => {
            let (class, name) = (pascal(topic.name), camel(&function));
            let call = match topic.shape {
                Shape::Cap => format!("{name}({})", value * 10),
                Shape::Backoff => format!("{name}(attempt: 3)"),
                Shape::Expiry => format!("{name}(issuedAt: 0, now: {value})"),
            };
            let want = match topic.shape {
                Shape::Cap => value.to_string(),
                Shape::Backoff => (value * 8).to_string(),
                Shape::Expiry => "true".to_owned(),
            };
            format!(
                "import XCTest\n@testable import App\n\nfinal class {class}Tests: XCTestCase {{\n    func {short}() {{\n        XCTAssertEqual({call}, {want})\n    }}\n}}\n"
            )
        }
        _ => {
            let (name, module) = (snake(&function), snake(topic.name));
            let (call, want) = call(&name);
            let want = if want == "true" { "True".to_owned() } else { want };
            format!("from {pack}.{module} import {name}\n\n\ndef {short}():\n    assert {call} == {want}\n")
        }
    }
}
