//! The page of a graph in a real browser.

use std::fs;
use std::process::Command;

use mcplab::graph::{Graph, page};
use mcplab::inventory::{Inventory, Listing, Shapes};
use mcplab::model::ServerKind;
use mcplab_servers::servers::FAMILIES;
use serde_json::json;

use crate::pinned;

/// The servers of the page, and one whose texts would like to be markup.
fn inventory() -> Inventory {
    let named = ["calendar", "contacts", "documents", "mail", "tasks"];
    let servers = FAMILIES.iter().flat_map(|(_, servers)| *servers).filter(|entry| named.contains(&entry.name));
    let builtin = servers.map(|entry| {
        let tools = entry.listing()["tools"].as_array().cloned().unwrap_or_default();
        Listing::new(entry.name, ServerKind::Sandboxed, tools)
    });
    let hostile = "</script><img src=x onerror=alert(1)>";
    let tool = json!({
        "name": "show", "description": hostile,
        "inputSchema": {"type": "object", "properties": {"event_id": {"type": "string", "description": hostile}}},
        "outputSchema": {"type": "object", "properties": {hostile: {"type": "string"}}},
    });
    let listings = builtin.chain([Listing::new(hostile, ServerKind::Sandboxed, vec![tool])]).collect();
    Inventory::normalise(listings).0
}

#[test]
fn the_page_can_be_looked_around_in() {
    let places = std::env::var_os("PATH").unwrap_or_default();
    let programs =
        std::env::split_paths(&places).flat_map(|place| ["chromium", "chromium-browser"].map(|name| place.join(name)));
    let chromium = { programs }.find(|program| program.is_file());
    let Some(chromium) = chromium else {
        pinned::skipped("chromium is missing, so the page cannot be looked at");
        return;
    };
    let Some(installed) = pinned::install("page", &["node", "npm", "python3", "bash"]) else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("graph.html");
    let (graph, _) = Graph::build(&inventory(), &Shapes::default());
    fs::write(&file, page(&graph, "Five servers and a hostile one")).unwrap();
    let mut node = Command::new("node");
    node.arg(pinned::scripts("page").join("page.mjs")).arg(&file).arg(&installed);
    // Browsers keep things in the home.
    let run = node.env("CHROMIUM", chromium).env("HOME", folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{said}{}", String::from_utf8_lossy(&run.stderr));
    assert!(said.lines().count() > 15, "{said}");
}
