//! The files that every repository has beside its rules: README, settings, pipeline, manifest and entry point.

use super::cast::Cast;
use super::code::{first_part, layout, place};
use super::software::Service;

/// The files of a service beside its rules: path and text.
pub fn scaffold(service: &Service, services: &[Service], cast: &Cast) -> Vec<(String, String)> {
    let layout = layout(service.language);
    let pack = first_part(&service.name);
    vec![
        ("README.md".to_owned(), readme(service, services, cast)),
        ("config/default.toml".to_owned(), config(service, services)),
        (".ci/pipeline.yml".to_owned(), pipeline(service.language)),
        (layout.manifest.to_owned(), manifest(service)),
        (place(layout.entry, &service.name, ""), entry(service.language, &service.name, pack)),
    ]
}

fn readme(service: &Service, services: &[Service], cast: &Cast) -> String {
    let owner = service.owner.map_or(&cast.owner, |person| &cast.people[person]);
    let project = &cast.projects[service.project].name;
    let calls: Vec<&str> = service.calls.iter().map(|index| services[*index].name.as_str()).collect();
    let calls = if calls.is_empty() { "no other service".to_owned() } else { calls.join(", ") };
    let (build, test) = commands(service.language);
    format!(
        "# {}\n\n{} service of {project} at {}. Owner: {} <{}>.\n\nIt is of tier {} and calls {calls}.\n\n## Development\n\n```sh\n{build}\n{test}\n```\n\nSettings are in `config/default.toml`. Changes go through a pull request with green checks; tier 1 services need two approvals.\n",
        service.name,
        service.language,
        cast.own_company(),
        owner.name(),
        owner.email,
        service.tier,
    )
}

fn config(service: &Service, services: &[Service]) -> String {
    let port = port(&service.name);
    let mut text = format!(
        "[server]\nport = {port}\nlog_level = \"info\"\n\n[limits]\nrequest_timeout_ms = {}\n",
        1500 * service.tier
    );
    for index in &service.calls {
        let name = &services[*index].name;
        text.push_str(&format!("\n[upstream.{name}]\nurl = \"http://{name}.internal\"\ntimeout_ms = 800\n"));
    }
    text
}

/// How a language is built and tested.
pub fn commands(language: &str) -> (&'static str, &'static str) {
    match language {
        "Rust" => ("cargo build --locked", "cargo test"),
        "TypeScript" => ("npm run build", "npx vitest run"),
        "Go" => ("go build ./...", "go test ./..."),
        "Java" | "Kotlin" => ("./gradlew assemble", "./gradlew test"),
        "Swift" => ("swift build", "swift test"),
        _ => ("pip install -e .", "pytest"),
    }
}

/// How a language is checked before it is built.
pub fn lint_command(language: &str) -> &'static str {
    match language {
        "Rust" => "cargo clippy -- -D warnings",
        "TypeScript" => "npx eslint src",
        "Go" => "go vet ./...",
        "Java" => "./gradlew checkstyleMain",
        "Kotlin" => "./gradlew ktlintCheck",
        "Swift" => "swiftlint",
        _ => "ruff check src",
    }
}

fn pipeline(language: &str) -> String {
    let (build, test) = commands(language);
    let lint = lint_command(language);
    format!(
        "on: [push, pull_request]\njobs:\n  lint:\n    run: {lint}\n  build:\n    run: {build}\n  test:\n    needs: build\n    run: {test}\n  package:\n    needs: [lint, test]\n    branch: main\n"
    )
}

fn manifest(service: &Service) -> String {
    let (name, (major, minor, patch)) = (&service.name, service.version);
    let version = format!("{major}.{minor}.{patch}");
    match service.language {
        "Rust" => format!(
            "[package]\nname = \"{name}\"\nversion = \"{version}\"\nedition = \"2024\"\n\n[dependencies]\naxum = \"0.8\"\ntokio = {{ version = \"1\", features = [\"full\"] }}\n"
        ),
        "TypeScript" => format!(
            "{{\n  \"name\": \"{name}\",\n  \"version\": \"{version}\",\n  \"scripts\": {{ \"build\": \"tsc\", \"test\": \"vitest run\" }},\n  \"dependencies\": {{ \"fastify\": \"^5.0.0\" }}\n}}\n"
        ),
        "Go" => format!("module example.com/{name}\n\ngo 1.24\n"),
        "Java" => format!("plugins {{ id 'application' }}\n\ngroup = 'com.example'\nversion = '{version}'\n"),
        "Kotlin" => format!("plugins {{ kotlin(\"jvm\") version \"2.1.0\" }}\n\nversion = \"{version}\"\n"),
        "Swift" => format!(
            "// swift-tools-version: 6.0\nimport PackageDescription\n\nlet package = Package(name: \"{name}\", targets: [.executableTarget(name: \"App\")])\n"
        ),
        _ => format!("[project]\nname = \"{name}\"\nversion = \"{version}\"\nrequires-python = \">=3.12\"\n"),
    }
}

fn port(name: &str) -> i64 {
    8000 + name.bytes().map(i64::from).sum::<i64>() % 900
}

fn entry(language: &str, name: &str, pack: &str) -> String {
    let port = port(name);
    match language {
        "Rust" => format!(
            "use axum::{{Router, routing::get}};\n\n#[tokio::main]\nasync fn main() -> std::io::Result<()> {{\n    let app = Router::new().route(\"/health\", get(|| async {{ \"ok\" }}));\n    let listener = tokio::net::TcpListener::bind((\"0.0.0.0\", {port})).await?;\n    println!(\"{name} listens on port {port}\");\n    axum::serve(listener, app).await\n}}\n"
        ),
        "TypeScript" => format!(
            "import Fastify from \"fastify\";\n\nconst app = Fastify({{ logger: true }});\n\napp.get(\"/health\", async () => \"ok\");\napp.listen({{ port: {port}, host: \"0.0.0.0\" }});\n"
        ),
        "Go" => format!(
            "package main\n\nimport (\n\t\"fmt\"\n\t\"log\"\n\t\"net/http\"\n)\n\nfunc main() {{\n\thttp.HandleFunc(\"/health\", func(w http.ResponseWriter, _ *http.Request) {{\n\t\tfmt.Fprintln(w, \"ok\")\n\t}})\n\tlog.Fatal(http.ListenAndServe(\":{port}\", nil))\n}}\n"
        ),
        "Java" => format!(
            "package com.{pack};\n\nimport com.sun.net.httpserver.HttpServer;\nimport java.net.InetSocketAddress;\n\npublic final class Application {{\n    public static void main(String[] args) throws Exception {{\n        HttpServer server = HttpServer.create(new InetSocketAddress({port}), 0);\n        server.start();\n    }}\n}}\n"
        ),
        "Kotlin" => format!(
            "package com.{pack}\n\nimport com.sun.net.httpserver.HttpServer\nimport java.net.InetSocketAddress\n\nfun main() = HttpServer.create(InetSocketAddress({port}), 0).start()\n"
        ),
        "Swift" => format!("import Foundation\n\nprint(\"{name} is ready\")\nRunLoop.main.run()\n"),
        _ => format!(
            "from http.server import HTTPServer, SimpleHTTPRequestHandler\n\n\ndef main() -> None:\n    HTTPServer((\"\", {port}), SimpleHTTPRequestHandler).serve_forever()\n\n\nif __name__ == \"__main__\":\n    main()\n"
        ),
    }
}
