//! Trajectories that hold every awkward thing at once: parallel calls, nulls, nesting, unicode.

use std::collections::BTreeMap;

use mcplab::model::{
    Action, Annotations, Binding, Bound, Branch, Choice, Content, Digest, Episode, Fact, Finding, Kind, Message,
    Outcome, Seed, ServerKind, ServerUse, Shape, Step, Tool, ToolCall, ToolInView, ToolRef, Trajectory, Turn, Verdict,
};
use serde_json::{Value, json};
use uuid::Uuid;

/// Two calls at once with text beside them, a masked turn, then the answer.
pub fn golden() -> Trajectory {
    let search = json!({
        "query": "Zoë \"Ω\" \u{1f600}\nnext line",
        "after": null,
        "filter": { "tags": ["a", null, 3], "nested": { "empty": {}, "none": null } },
        "limit": 10, "ratio": 0.30000000000000004, "big": 18446744073709551615u64, "small": -1.5e-9
    });
    let read = json!({ "path": "/Büro/plan.md", "range": null });
    let send = json!({ "to": ["zoe@example.com"], "body": "小さな予定" });
    Trajectory {
        id: Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001),
        index: 0,
        episode: Episode { seed: Seed(u64::MAX), now: "2026-03-05T14:20:00+01:00".to_owned() },
        servers: vec![
            server("mail", ServerKind::Sandboxed, Some(Digest::of_bytes(b"mail start"))),
            server("files", ServerKind::Real, None),
        ],
        tools: vec![tool("mail", "search"), tool("files", "read"), tool("mail", "send")],
        messages: vec![
            Message::System { text: "Today is Thursday.".to_owned() },
            Message::User { text: "Find Zoë's note & tell her – <b>please</b>".to_owned() },
            Message::Assistant {
                text: Some("I look in both places.".to_owned()),
                calls: vec![call("call_1", "mail_search", &search, 0), call("call_2", "files_read", &read, 1)],
            },
            Message::Tool { call_id: "call_1".to_owned(), text: "{\"id\":\"m-7\"}".to_owned() },
            Message::Tool { call_id: "call_2".to_owned(), text: "not found: /Büro/plan.md".to_owned() },
            Message::Assistant { text: None, calls: vec![call("call_3", "mail_send", &send, 2)] },
            Message::Tool { call_id: "call_3".to_owned(), text: "sent".to_owned() },
            Message::Assistant { text: Some("Done: m-7 went to Zoë.".to_owned()), calls: Vec::new() },
        ],
        steps: vec![
            step("mail", "search", &search, found()),
            step("files", "read", &read, missing()),
            step(
                "mail",
                "send",
                &send,
                Outcome { content: vec![Content::Text { text: "sent".to_owned() }], ..found() },
            ),
        ],
        turns: vec![turn(2, &[0, 1], None), turn(5, &[2], Some("redundancy.repeated_call")), turn(7, &[], None)],
        branches: vec![Branch {
            turn: 1,
            calls: vec![call("call_4", "mail_search", &search, 0)],
            steps: vec![step("mail", "search", &search, missing())],
            reason: "branch.fails".to_owned(),
        }],
        facts: vec![Fact { step: 0, path: "id".parse().unwrap(), value: json!("m-7"), asked: true }],
        shape: Shape::Parallel,
        kind: Kind::Parallel,
        writer: "grammar".to_owned(),
        labels: BTreeMap::from([("style".to_owned(), "terse".to_owned())]),
    }
}

/// A trajectory of a run: like the golden one, and different at every index.
pub fn numbered(index: u64) -> Trajectory {
    let mut trajectory = golden();
    trajectory.index = index;
    trajectory.id = Uuid::from_u128(u128::from(index) + 1);
    trajectory.episode.seed = Seed(7).derive("row", index);
    if let Message::User { text } = &mut trajectory.messages[1] {
        *text = format!("Request {index}: {}", "x".repeat((index % 13) as usize));
    }
    trajectory
}

fn server(name: &str, kind: ServerKind, state: Option<Digest>) -> ServerUse {
    let inventory = Digest::of_bytes(name.as_bytes());
    ServerUse { name: name.to_owned(), kind, inventory, start_state: state, end_state: state }
}

fn tool(server: &str, name: &str) -> ToolInView {
    let input_schema = json!({
        "type": "object",
        "properties": {
            "query": { "type": ["string", "null"], "default": null, "enum": ["a", null] },
            "limit": { "type": "integer", "minimum": 1 }
        },
        "required": ["query"],
        "additionalProperties": false
    });
    let tool = Tool {
        server: server.to_owned(),
        name: name.to_owned(),
        title: None,
        description: format!("{name} of {server} “quoted”"),
        input_schema,
        output_schema: None,
        annotations: Annotations { read_only: Some(true), ..Annotations::default() },
    };
    ToolInView { exposed: format!("{server}_{name}"), tool: tool.into() }
}

fn call(id: &str, name: &str, arguments: &Value, step: usize) -> ToolCall {
    ToolCall { id: id.to_owned(), name: name.to_owned(), arguments: arguments.clone(), step }
}

fn step(server: &str, tool: &str, arguments: &Value, outcome: Outcome) -> Step {
    let choice = Choice::Where { field: "title".parse().unwrap(), value: json!("Zoë") };
    let bindings = vec![
        Bound { path: "query".parse().unwrap(), binding: Binding::User { value: json!("Zoë") } },
        Bound {
            path: "filter.tags[2]".parse().unwrap(),
            binding: Binding::Output { step: 0, path: "items[0].id".parse().unwrap(), choice },
        },
    ];
    let state = Some(Digest::of_bytes(tool.as_bytes()));
    Step { tool: ToolRef::new(server, tool), arguments: arguments.clone(), bindings, outcome, state, fault: None }
}

fn found() -> Outcome {
    Outcome {
        content: vec![Content::Text { text: "{\"id\":\"m-7\"}".to_owned() }],
        structured: Some(json!({ "id": "m-7", "score": 0.1, "gone": null })),
        ..Outcome::default()
    }
}

fn missing() -> Outcome {
    use mcplab::model::{Boundary, FailureKind};
    Outcome::failed(Boundary::Tool, FailureKind::NotFound, "not found: /Büro/plan.md")
}

fn turn(message: usize, steps: &[usize], masked: Option<&str>) -> Turn {
    let mut verdict = Verdict::default();
    if let Some(reason) = masked {
        let evidence = "step 2 repeats step 0".to_owned();
        verdict.add(Finding { reason: reason.to_owned(), action: Action::Mask, evidence });
    }
    Turn { message, steps: steps.to_vec(), verdict, contribution: None }
}
