//! The gallery of the built-in servers, `mcp-servers/GALLERY.md`, is what the servers say of themselves.
//!
//! `MCPLAB_UPDATE=1 cargo test --test it gallery` writes it anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use mcplab::graph::Graph;
use mcplab::inventory::{Inventory, Listing, Shapes};
use mcplab::model::{EdgeClass, ServerKind};
use mcplab_servers::servers::FAMILIES;
use mcplab_servers::{Host, kit::server::Entry};
use serde_json::{Value, json};

const NOW: &str = "2026-03-05T14:30:00+01:00";

#[test]
fn the_gallery_shows_the_servers_as_they_are() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("mcp-servers/GALLERY.md");
    let page = page();
    if std::env::var_os("MCPLAB_UPDATE").is_some() {
        fs::write(&file, &page).unwrap();
    }
    let written = fs::read_to_string(&file).unwrap_or_default();
    assert!(written == page, "{} is out of date: run this test with MCPLAB_UPDATE=1", file.display());
}

#[test]
fn there_are_as_many_servers_and_tools_as_promised() {
    let domains = FAMILIES.iter().filter(|(family, _)| *family != "showcase").flat_map(|(_, servers)| *servers);
    let listings: Vec<Value> = domains.map(Entry::listing).collect();
    let tools: usize = listings.iter().map(|listing| listing["tools"].as_array().map_or(0, Vec::len)).sum();
    assert!(listings.len() >= 36 && tools >= 260, "{} servers with {tools} tools", listings.len());
}

fn page() -> String {
    let listings: Vec<(&str, Value)> = FAMILIES
        .iter()
        .flat_map(|(family, servers)| servers.iter().map(move |entry| (*family, entry.listing())))
        .collect();
    let edges = edges(&listings);
    let tools = |listing: &Value| listing["tools"].as_array().map_or(0, Vec::len);
    let domains = || listings.iter().filter(|(family, _)| *family != "showcase");
    let total: usize = domains().map(|(_, listing)| tools(listing)).sum();
    let mut page = String::new();
    let _ = write!(
        page,
        "# The built-in servers\n\n{} simulated servers with {total} tools in {} families, over one generated world. They are stateful, \
         deterministic and forkable: the state of each is a function of a seed, a moment and the calls made.\n\nThis page is made from \
         the servers (`MCPLAB_UPDATE=1 cargo test --test it gallery`). *State* is the JSON of the small world of seed 1; *feeds* names \
         the servers that strong edges of the dependency graph lead to, with their number. `mcplab serve --builtin NAME` serves one \
         to any MCP client.\n",
        domains().count(),
        FAMILIES.len() - 1,
    );
    for (family, servers) in FAMILIES {
        let _ = write!(page, "\n## {}\n\n", capital(family));
        page.push_str("| server | tools | state | beside tools | feeds |\n|---|---:|---:|---|---|\n");
        for entry in servers {
            let listing = entry.listing();
            let _ = writeln!(
                page,
                "| **{}** {} | {} | {} | {} | {} |",
                entry.name,
                words(&listing["description"]),
                tools(&listing),
                state(entry.name),
                beside(&listing),
                edges.get(entry.name).map_or_else(String::new, |fed| fed.join(", ")),
            );
        }
        for entry in servers {
            let listing = entry.listing();
            let names: Vec<String> = listing["tools"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|tool| format!("`{}`", words(&tool["name"])))
                .collect();
            let _ = write!(page, "\n{}: {}\n", entry.name, names.join(", "));
        }
    }
    page
}

/// For each server the others that its outputs feed, with the number of strong edges, most first.
fn edges(listings: &[(&str, Value)]) -> BTreeMap<String, Vec<String>> {
    let listed = listings.iter().filter(|(family, _)| *family != "showcase").map(|(_, listing)| {
        let tools = listing["tools"].as_array().cloned().unwrap_or_default();
        Listing::new(words(&listing["name"]), ServerKind::Sandboxed, tools)
    });
    let (inventory, problems) = Inventory::normalise(listed.collect());
    assert!(problems.is_empty(), "{problems:?}");
    let (graph, _) = Graph::build(&inventory, &Shapes::default());
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for edge in graph.edges().iter().filter(|edge| edge.class == EdgeClass::Strong) {
        let (from, to) = (&edge.from.tool.server, &edge.to.tool.server);
        if from != to {
            *counts.entry((from.clone(), to.clone())).or_default() += 1;
        }
    }
    let mut fed: BTreeMap<String, BTreeSet<(std::cmp::Reverse<usize>, String)>> = BTreeMap::new();
    for ((from, to), count) in counts {
        fed.entry(from).or_default().insert((std::cmp::Reverse(count), to));
    }
    let shown = |fed: BTreeSet<(std::cmp::Reverse<usize>, String)>| {
        let more = fed.len().saturating_sub(6);
        let mut names: Vec<String> = fed.into_iter().take(6).map(|(count, to)| format!("{to} {}", count.0)).collect();
        if more > 0 {
            names.push(format!("and {more} more"));
        }
        names
    };
    fed.into_iter().map(|(from, fed)| (from, shown(fed))).collect()
}

fn state(server: &str) -> String {
    let config = json!({"server": server, "seed": "1", "now": NOW});
    let bytes = Host::start(&config.to_string()).unwrap().state().len();
    format!("{:.1} KB", bytes as f64 / 1_000.0)
}

fn beside(listing: &Value) -> String {
    let count = |key: &str| listing[key].as_array().map_or(0, Vec::len);
    let kinds = [("resource", "resources"), ("template", "resourceTemplates"), ("prompt", "prompts")];
    let said = kinds.into_iter().filter(|(_, key)| count(key) > 0);
    let said: Vec<String> =
        said.map(|(word, key)| format!("{} {word}{}", count(key), if count(key) == 1 { "" } else { "s" })).collect();
    said.join(", ")
}

fn words(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
