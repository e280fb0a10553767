//! How well edges are found, how fast, and that an update equals a rebuild.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use mcplab::graph::{Gold, Graph, Study, evaluate};
use mcplab::inventory::{Inventory, Listing, Shapes, listings};
use mcplab::model::ServerKind;
use serde_json::{Value, json};

use crate::graph::{desk, input, output};

#[test]
fn quality_is_measured_over_all_outputs_and_ties_count_against_us() {
    let study = Study::of(&desk(), &Shapes::default());
    let gold = |from: &str, to: &str| Gold { from: output(from), to: input(to) };
    let (quality, _) = evaluate(&study, &[gold("calendar.list_events.events[].id", "calendar.get_event.event_id")]);
    assert_eq!((quality.consumers, quality.hits_at_1, quality.map), (1, 1.0, 1.0));
    let (quality, ranked) = evaluate(&study, &[gold("mail.get_message.body", "calendar.get_event.event_id")]);
    assert_eq!(quality.hits_at_1, 0.0);
    assert!(ranked[0].ranks[0] > 1 && ranked[0].best.len() == 5, "{ranked:?}");
    let (quality, ranked) = evaluate(&study, &[gold("calendar.list_events.total", "calendar.get_event.event_id")]);
    assert!(quality.mrr < 0.5 && ranked[0].gold.len() == 1, "{ranked:?}");
    let lines = r#"{"from": {"server": "a", "tool": "b", "path": "c[].d"}, "to": {"server": "e", "tool": "f", "path": "g"}, "support": 2}"#;
    let edges = Gold::parse(&format!("{lines}\n\n{lines}\n")).unwrap();
    assert_eq!((edges.len(), edges[0].from.to_string()), (2, "a.b.output.c[].d".to_owned()));
    let error = Gold::parse("{}").unwrap_err().to_string();
    assert!(error.contains("line 1") && error.contains("hint"), "{error}");
}

#[test]
fn one_changed_tool_is_scored_anew_and_the_result_is_that_of_a_rebuild() {
    let Some(tools) = data("mcp_harvest/inventory.jsonl.gz") else { return };
    let all: Vec<Value> = tools.lines().take(1_200).map(|line| serde_json::from_str(line).unwrap()).collect();
    let build = |tools: &[Value]| {
        let lines: Vec<String> = tools.iter().map(Value::to_string).collect();
        listed(&lines.join("\n"))
    };
    let old = Graph::build(&build(&all), &Shapes::default()).0;
    let mut changed = all.clone();
    changed[700]["description"] = json!("Looks up the shipping invoices of a zebra keeper.");
    let mut renamed = all.clone();
    renamed[1_100]["inputSchema"] =
        json!({"type": "object", "properties": {"issue_id": {"type": "string"}}, "required": ["issue_id"]});
    let removed = [&all[..900], &all[901..]].concat();
    let mut added = all.clone();
    let mut new = all[90].clone();
    new["name"] = json!("list_deployment_windows");
    new["outputSchema"] = json!({"type": "object", "properties": {"windows": {"type": "array", "items": {"type": "object", "properties": {"window_id": {"type": "string"}, "project_id": {"type": "string"}}}}}});
    added.insert(91, new);
    for (what, tools) in [("text", changed), ("input", renamed), ("removed", removed), ("added", added)] {
        let inventory = build(&tools);
        let (updated, _, done) = old.update(&inventory, &Shapes::default());
        let rebuilt = Graph::build(&inventory, &Shapes::default()).0;
        if updated != rebuilt {
            let lost = rebuilt.edges().iter().filter(|edge| !updated.edges().contains(edge)).take(3);
            let wrong = updated.edges().iter().filter(|edge| !rebuilt.edges().contains(edge)).take(3);
            panic!("{what}: {done:?}\nlost: {:#?}\nwrong: {:#?}", lost.collect::<Vec<_>>(), wrong.collect::<Vec<_>>());
        }
        assert_eq!(done.tools, 1, "{what}");
        // A word that becomes more common by a whole step touches all that have it.
        assert!(done.scored * 4 < done.inputs * 3, "{what}: {done:?}");
    }
}

#[test]
fn a_hostile_schema_costs_bounded_time() {
    let wide: serde_json::Map<String, Value> =
        (0..10_000).map(|i| (format!("field_{i}"), json!({"type": "string"}))).collect();
    let long: Vec<String> = (0..60_000).map(|i| format!("value-number-{i}")).collect();
    let mut definitions = serde_json::Map::new();
    for i in 0..200 {
        let next = |step: usize| json!({"$ref": format!("#/$defs/d{}", (i + step) % 200)});
        definitions.insert(format!("d{i}"), json!({"type": "object", "properties": {"a": next(1), "b": next(7), "c": next(13), "id": {"type": "string"}}}));
    }
    let hostile = json!([
        {"name": "wide", "inputSchema": {"type": "object", "properties": wide}},
        {"name": "long", "inputSchema": {"type": "object", "properties": {"kind": {"type": "string", "enum": long}}}},
        {"name": "deep", "inputSchema": {"type": "object", "$defs": definitions, "properties": {"root": {"$ref": "#/$defs/d0"}}},
         "outputSchema": {"type": "object", "$defs": definitions, "properties": {"root": {"$ref": "#/$defs/d0"}}}},
    ]);
    let listing = |tools: &Value| vec![Listing::new("hostile", ServerKind::Real, tools.as_array().cloned().unwrap())];
    let time = |tools: &Value| {
        let start = Instant::now();
        let (inventory, problems) = Inventory::normalise(listing(tools));
        let graph = Graph::build(&inventory, &Shapes::default()).0;
        (start.elapsed(), graph, problems)
    };
    // Beside it as many harmless parameters: three hundred tools of ten.
    let harmless = |i: usize| {
        let fields: serde_json::Map<String, Value> =
            (0..10).map(|j| (format!("field_{j}_{i}"), json!({"type": "string"}))).collect();
        json!({"name": format!("tool_{i}"), "inputSchema": {"type": "object", "properties": fields}, "outputSchema": {"type": "object", "properties": fields}})
    };
    let (usual, ..) = time(&(0..300).map(harmless).collect());
    let (took, graph, problems) = time(&hostile);
    assert!(took < usual * 20 + Duration::from_secs(2), "{took:?} beside {usual:?}");
    assert_eq!(graph.nodes().len(), 3);
    assert!(graph.nodes().iter().all(|node| node.inputs.len() <= 1_000 && node.outputs.len() <= 1_000));
    assert!(problems.len() >= 2, "{problems:?}");
}

/// The development data beside the repository; they are no part of it.
fn data(file: &str) -> Option<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(file);
    if !path.exists() {
        eprintln!("skipped: the development data {file} are not here");
        return None;
    }
    if file.ends_with(".gz") {
        let unpacked =
            Command::new("gzip").arg("-dc").arg(&path).output().ok().filter(|output| output.status.success());
        return unpacked.and_then(|output| String::from_utf8(output.stdout).ok());
    }
    std::fs::read_to_string(path).ok()
}

/// Tools one a line, gathered by server.
fn listed(text: &str) -> Inventory {
    Inventory::normalise(listings(text).0).0
}

/// Builds the graph of a development set and asks for at least these hits at 1 and 5.
fn check_quality(set: &str, at_1: f64, at_5: f64) {
    let (Some(tools), Some(edges)) = (data(&format!("{set}/inventory.jsonl")), data(&format!("{set}/edges.jsonl")))
    else {
        return;
    };
    let (quality, _) = evaluate(&Study::of(&listed(&tools), &Shapes::default()), &Gold::parse(&edges).unwrap());
    eprintln!("{set}: {quality:?}");
    assert!(quality.hits_at_1 >= at_1 && quality.hits_at_5 >= at_5, "{set}: {quality:?}");
}

#[test]
fn the_graph_beats_a_lexical_baseline_on_nestful() {
    check_quality("nestful", 0.60, 0.85);
}

#[test]
fn the_graph_beats_a_lexical_baseline_on_bfcl() {
    check_quality("bfcl_multi_turn", 0.65, 0.87);
}

#[test]
fn hundreds_of_real_servers_are_read_in_bounded_time() {
    let Some(tools) = data("mcp_harvest/inventory.jsonl.gz") else { return };
    let start = Instant::now();
    let inventory = listed(&tools);
    let (graph, _) = Graph::build(&inventory, &Shapes::default());
    assert!(inventory.tools().count() > 6_800 && graph.edges().len() > 10_000);
    assert!(start.elapsed() < Duration::from_secs(120), "took {:?}", start.elapsed());
}
