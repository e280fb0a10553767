//! The dependency graph: which outputs feed which inputs, why, and what executions add.

use mcplab::graph::{Flow, Graph, Kind, Origin, Proof, Proofs, flows};
use mcplab::inventory::{Inventory, Listing, Shapes};
use mcplab::model::{Content, EdgeClass, Outcome, Parameter, ProofClass, Proven, ServerKind, Step, ToolRef};
use serde_json::{Value, json};

pub fn inventory(servers: &[(&str, Value)]) -> Inventory {
    let listing = |(server, tools): &(&str, Value)| {
        Listing::new(server, ServerKind::Sandboxed, tools.as_array().cloned().unwrap_or_default())
    };
    Inventory::normalise(servers.iter().map(listing).collect()).0
}

pub fn tool(name: &str, input: Value, output: Value) -> Value {
    let required: Vec<String> =
        input.as_object().unwrap().keys().filter(|name| !name.ends_with('?')).cloned().collect();
    let properties: serde_json::Map<String, Value> = input
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, schema)| (name.trim_end_matches('?').to_owned(), schema.clone()))
        .collect();
    json!({
        "name": name,
        "inputSchema": {"type": "object", "properties": properties, "required": required},
        "outputSchema": {"type": "object", "properties": output},
    })
}

/// A desk with a calendar, contacts and mail, without a single description.
pub fn desk() -> Inventory {
    let text = json!({"type": "string"});
    let event = json!({
        "id": text, "title": text, "start": {"type": "string", "format": "date-time"},
        "attendees": {"type": "array", "items": {"type": "object", "properties": {"email": {"type": "string", "format": "email"}}}},
    });
    let events = json!({
        "events": {"type": "array", "items": {"type": "object", "properties": event}}, "next_cursor": text, "total": {"type": "integer"},
    });
    let contact = json!({"id": text, "name": text, "email": {"type": "string", "format": "email"}, "company": text});
    let contacts = json!({"contacts": {"type": "array", "items": {"type": "object", "properties": contact}}});
    let page = json!({"limit?": {"type": "integer"}, "cursor?": text});
    inventory(&[
        (
            "calendar",
            json!([
                tool("list_events", page.clone(), events.clone()),
                tool("get_event", json!({"event_id": text}), event.clone()),
                tool(
                    "update_event",
                    json!({"event_id": text, "title?": text, "start?": text, "notify?": {"type": "boolean"}}),
                    event.clone()
                ),
                tool(
                    "create_event",
                    json!({"title": text, "start": text, "attendees?": {"type": "array", "items": {"type": "string", "format": "email"}}}),
                    event
                ),
            ]),
        ),
        (
            "contacts",
            json!([
                tool("search_contacts", json!({"query": text}), contacts),
                tool("get_contact", json!({"contact_id": text}), contact),
            ]),
        ),
        (
            "mail",
            json!([
                tool(
                    "send_message",
                    json!({"to": {"type": "array", "items": {"type": "string", "format": "email"}}, "subject": text, "body": text}),
                    json!({"message_id": text})
                ),
                tool(
                    "get_message",
                    json!({"message_id": text}),
                    json!({"subject": text, "body": text, "from": {"type": "string", "format": "email"}})
                ),
            ]),
        ),
    ])
}

pub fn desk_graph() -> Graph {
    Graph::build(&desk(), &Shapes::default()).0
}

/// `calendar.get_event.event_id`
pub fn input(text: &str) -> Parameter {
    let mut parts = text.splitn(3, '.');
    let tool = ToolRef::new(parts.next().unwrap(), parts.next().unwrap());
    Parameter::input(tool, parts.next().unwrap().parse().unwrap())
}

pub fn output(text: &str) -> Parameter {
    let Parameter { tool, path, .. } = input(text);
    Parameter::output(tool, path)
}

pub fn strong_producers(graph: &Graph, to: &str) -> Vec<String> {
    graph
        .producers(&input(to))
        .filter(|edge| edge.class == EdgeClass::Strong)
        .map(|edge| edge.from.to_string())
        .collect()
}

fn step(tool: &str, arguments: Value, result: Value) -> Step {
    let (server, tool) = tool.split_once('.').unwrap();
    let outcome = match result {
        Value::String(text) => Outcome { content: vec![Content::Text { text }], ..Outcome::default() },
        value => Outcome { structured: Some(value), ..Outcome::default() },
    };
    Step { tool: ToolRef::new(server, tool), arguments, bindings: Vec::new(), outcome, state: None, fault: None }
}

fn told(flows: &[Flow]) -> Vec<String> {
    flows.iter().map(|flow| format!("{} -> {} ({})", flow.from, flow.to, flow.example)).collect()
}

#[test]
fn ids_come_from_tools_that_list_or_make_the_entity() {
    let graph = desk_graph();
    let producers = strong_producers(&graph, "calendar.update_event.event_id");
    assert_eq!(producers[0], "calendar.list_events.output.events[].id");
    assert!(producers.contains(&"calendar.create_event.output.id".to_owned()), "{producers:?}");
    assert!(producers.iter().all(|producer| producer.starts_with("calendar.")), "{producers:?}");
    assert_eq!(
        strong_producers(&graph, "contacts.get_contact.contact_id"),
        ["contacts.search_contacts.output.contacts[].id"]
    );
}

#[test]
fn an_echo_ranks_behind_what_is_new() {
    let graph = desk_graph();
    let echo =
        graph.outputs(&ToolRef::new("calendar", "get_event")).iter().find(|output| output.leaf.name() == "id").unwrap();
    assert!(echo.echo && echo.origin == Origin::Declared && echo.kind == Kind::Id);
    let producers: Vec<String> =
        graph.producers(&input("calendar.update_event.event_id")).map(|edge| edge.from.tool.tool.clone()).collect();
    let place = |tool: &str| producers.iter().position(|other| other == tool).unwrap();
    assert!(place("list_events") < place("get_event") && place("create_event") < place("get_event"), "{producers:?}");
}

#[test]
fn mail_addresses_go_from_server_to_server_and_ids_do_not() {
    let graph = desk_graph();
    for to in ["mail.send_message.to[]", "calendar.create_event.attendees[]"] {
        let producers = strong_producers(&graph, to);
        assert!(
            producers.contains(&"contacts.search_contacts.output.contacts[].email".to_owned()),
            "{to}: {producers:?}"
        );
    }
    let foreign =
        |edge: &&mcplab::model::Edge| edge.from.tool.server != edge.to.tool.server && edge.class == EdgeClass::Strong;
    assert!(
        !graph.edges().iter().filter(foreign).any(|edge| edge
            .from
            .path
            .last_field()
            .is_some_and(|name| name.ends_with("id")))
    );
}

#[test]
fn flags_page_sizes_and_totals_feed_nothing() {
    let graph = desk_graph();
    assert_eq!(graph.producers(&input("calendar.list_events.limit")).count(), 0);
    assert_eq!(graph.producers(&input("calendar.update_event.notify")).count(), 0);
    let total = output("calendar.list_events.total");
    assert!(graph.edges().iter().filter(|edge| edge.from == total).all(|edge| edge.class == EdgeClass::Weak));
}

#[test]
fn only_a_cursor_feeds_its_own_tool() {
    let graph = desk_graph();
    let own: Vec<String> = graph
        .edges()
        .iter()
        .filter(|edge| edge.from.tool == edge.to.tool)
        .map(|edge| format!("{} -> {}", edge.from, edge.to))
        .collect();
    assert_eq!(own, ["calendar.list_events.output.next_cursor -> calendar.list_events.input.cursor"]);
}

#[test]
fn edges_say_why() {
    let graph = desk_graph();
    let edge = graph.edge(&output("calendar.list_events.events[].id"), &input("calendar.get_event.event_id")).unwrap();
    let declared = edge.evidence.declared.as_ref().unwrap();
    assert_eq!(declared.score, edge.confidence);
    assert!(declared.reasons.len() >= 3, "{declared:?}");
}

#[test]
fn questions_are_answered_best_first() {
    let graph = desk_graph();
    let descending = |confidences: Vec<f32>| confidences.is_sorted_by(|a, b| a >= b);
    assert!(descending(graph.producers(&input("mail.send_message.to[]")).map(|edge| edge.confidence).collect()));
    assert!(descending(
        graph.consumers(&ToolRef::new("calendar", "list_events")).map(|edge| edge.confidence).collect()
    ));
    assert!(descending(graph.strongest(5).iter().map(|edge| edge.confidence).collect()));
    assert_eq!(graph.inputs(&ToolRef::new("mail", "send_message")).len(), 3);
    assert_eq!(graph.inputs(&ToolRef::new("mail", "nothing")).len(), 0);
}

#[test]
fn a_flow_starts_where_the_value_appears_first() {
    let steps = [
        step(
            "calendar.list_events",
            json!({"from": "2026-03-05"}),
            json!({"events": [{"id": "evt_31", "status": "open"}, {"id": "evt_32"}]}),
        ),
        step(
            "calendar.get_event",
            json!({"event_id": "evt_32"}),
            json!({"id": "evt_32", "owner": "dana@example.org", "day": "2026-03-05"}),
        ),
        step(
            "mail.send_message",
            json!({"to": ["dana@example.org"], "body": "2026-03-05", "about": "evt_32", "kind": "open"}),
            json!({}),
        ),
    ];
    assert_eq!(
        told(&flows(&steps)),
        [
            "calendar.list_events.output.events[].id -> calendar.get_event.input.event_id (evt_32)",
            "calendar.get_event.output.owner -> mail.send_message.input.to[] (dana@example.org)",
            "calendar.list_events.output.events[].id -> mail.send_message.input.about (evt_32)",
        ]
    );
}

#[test]
fn failed_calls_and_values_that_turn_up_by_chance_prove_nothing() {
    let mut refused = step("a.use", json!({"id": "thing-77"}), json!({}));
    refused.outcome = Outcome::failed(mcplab::model::Boundary::Tool, mcplab::model::FailureKind::NotFound, "no");
    let steps = [
        step(
            "a.list",
            json!({}),
            json!({"id": "thing-77", "n": 3, "on": true, "x": "ab", "empty": "", "state": "pending", "price": 1250}),
        ),
        refused,
        step("a.set", json!({"n": 3, "on": true, "x": "ab", "empty": "", "state": "pending"}), json!({})),
        step("a.pay", json!({"amount": "1250"}), json!({})),
    ];
    assert_eq!(told(&flows(&steps)), ["a.list.output.price -> a.pay.input.amount (1250)"]);
}

#[test]
fn values_recovered_from_prose_flow_too() {
    let steps = [
        step("files.list_directory", json!({"path": "/work"}), json!("[FILE] budget.csv\n[DIR] notes")),
        step("files.read_text_file", json!({"path": "budget.csv"}), json!("a,b")),
    ];
    let found = told(&flows(&steps));
    assert_eq!(found, ["files.list_directory.output.tagged.file[] -> files.read_text_file.input.path (budget.csv)"]);
}

#[test]
fn observed_flows_raise_the_confidence_and_add_edges() {
    let mut graph = desk_graph();
    let known = Flow {
        from: output("calendar.list_events.events[].id"),
        to: input("calendar.get_event.event_id"),
        example: "e1".into(),
    };
    let new = Flow {
        from: output("calendar.list_events.events[].title"),
        to: input("mail.send_message.body"),
        example: "Budget".into(),
    };
    let alien = Flow { from: output("nowhere.tool.id"), ..known.clone() };
    let before = graph.edge(&known.from, &known.to).unwrap().confidence;
    graph.observe(&[known.clone(), new.clone(), new.clone(), alien]);
    let edge = graph.edge(&known.from, &known.to).unwrap();
    assert!(edge.confidence > before && edge.evidence.observed == 1);
    let added = graph.edge(&new.from, &new.to).unwrap();
    assert_eq!(
        (added.evidence.observed, added.evidence.example.as_deref(), added.class),
        (2, Some("Budget"), EdgeClass::Strong)
    );
    assert!(graph.consumers(&new.from.tool).any(|edge| edge.from == new.from && edge.to == new.to));
}

#[test]
fn reach_tells_sources_and_what_nobody_provides() {
    let reach = desk_graph().reach();
    let names = |tools: &[ToolRef]| tools.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert!(names(&reach.sources).contains(&"calendar.list_events".to_owned()));
    assert!(reach.unreachable_inputs.is_empty(), "{:?}", reach.unreachable_inputs);
    let alone = inventory(&[(
        "shop",
        json!([tool("get_invoice", json!({"invoice_id": {"type": "string"}}), json!({"total": {"type": "number"}}))]),
    )]);
    let reach = Graph::build(&alone, &Shapes::default()).0.reach();
    assert_eq!(reach.unreachable_inputs, [input("shop.get_invoice.invoice_id")]);
    assert_eq!(names(&reach.unreachable_tools), ["shop.get_invoice"]);
}

#[test]
fn what_people_say_outranks_everything_and_survives_rebuilding() {
    let said = r#"
        [[edge]]
        from = "calendar.list_events.output.events[].title"
        to = "mail.send_message.input.subject"
        is = "strong"
        note = "people write about their events"
        [[edge]]
        from = "calendar.list_events.events[].id"
        to = "calendar.get_event.event_id"
        is = "wrong"
        [[edge]]
        from = "calendar.list_events.events[].colour"
        to = "calendar.get_event.event_id"
        is = "weak"
    "#;
    let mut graph = desk_graph();
    let problems = graph.annotate(said).unwrap();
    assert_eq!(problems.len(), 1);
    assert!(
        problems[0].to_string().contains("annotation 3") && problems[0].to_string().contains("colour"),
        "{problems:?}"
    );
    let edge = graph.edge(&output("calendar.list_events.events[].title"), &input("mail.send_message.subject")).unwrap();
    assert!(edge.class == EdgeClass::Strong && edge.confidence == 1.0 && edge.trusted());
    let wrong = graph.edge(&output("calendar.list_events.events[].id"), &input("calendar.get_event.event_id")).unwrap();
    assert!(wrong.class == EdgeClass::Weak && wrong.confidence == 0.0 && !wrong.trusted());
    let (again, _, updated) = graph.update(&desk(), &Shapes::default());
    assert!(again == graph && updated.scored == 0, "{updated:?}");
    assert!(Graph::parse(&graph.to_text()).unwrap() == graph);
    assert!(graph.annotate("[[edge]]\nfrm = 1").unwrap_err().to_string().contains("hint"));
}

#[test]
fn proofs_decide_the_class() {
    let mut graph = desk_graph();
    let (from, to) = (output("calendar.list_events.events[].id"), input("calendar.get_event.event_id"));
    let before = graph.edge(&from, &to).unwrap().confidence;
    let proof = |class, accepted, tried, echo| Proof {
        from: from.clone(),
        to: to.clone(),
        proven: Proven { class, accepted, tried, perturbed: 3, echo, ..Proven::default() },
    };
    graph.prove(&[proof(ProofClass::Strong, 4, 4, false)]);
    let strong = graph.edge(&from, &to).unwrap();
    assert!(strong.class == EdgeClass::Strong && strong.confidence > before);
    graph.prove(&[proof(ProofClass::Strong, 4, 4, true)]);
    assert_eq!(graph.edge(&from, &to).unwrap().class, EdgeClass::Weak);
    graph.prove(&[proof(ProofClass::Refuted, 0, 4, false)]);
    let refuted = graph.edge(&from, &to).unwrap();
    assert!(refuted.confidence < before && !refuted.trusted());
}

#[test]
fn proofs_are_kept_as_text() {
    let digest = mcplab::model::Digest::of_bytes(b"calendar");
    let servers = std::collections::BTreeMap::from([("calendar".to_owned(), digest)]);
    let proven = Proven {
        class: ProofClass::Strong,
        tried: 4,
        accepted: 3,
        silent: 1,
        perturbed: 3,
        perturbed_accepted: 0,
        echo: true,
        example: Some("evt 31 of \"May\"".to_owned()),
    };
    let (from, to) = (output("calendar.list_events.events[].id"), input("calendar.get_event.event_id"));
    let proofs = Proofs { servers: servers.clone(), proofs: vec![Proof { from, to, proven }] };
    let read = Proofs::parse(&proofs.to_text()).unwrap();
    assert_eq!(read, proofs);
    assert_eq!(read.about(&servers).count(), 1);
    let other = std::collections::BTreeMap::from([("calendar".to_owned(), mcplab::model::Digest::of_bytes(b"other"))]);
    assert_eq!(read.about(&other).count(), 0, "a server that changed has to be tried again");
    let broken = Proofs::parse(&proofs.to_text().replace("strong echo", "sturdy")).unwrap_err().to_string();
    assert!(broken.contains("line 2") && broken.contains("hint"), "{broken}");
}
