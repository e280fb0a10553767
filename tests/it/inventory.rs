//! Inventories: what servers sent becomes tools, parameters, names, values and shapes; what is broken is reported.

use std::time::{Duration, Instant};

use mcplab::inventory::{
    Inventory, JsonType, Leaf, Listing, Seen, Shapes, Snapshot, diff, exposed_names, leaves, view,
};
use mcplab::model::{Content, Outcome, Problem, ServerKind, Tool, ToolRef};
use serde_json::{Value, json};

fn listing(server: &str, tools: Value) -> Listing {
    Listing::new(server, ServerKind::Real, tools.as_array().cloned().unwrap_or_default())
}

fn normalise(tools: Value) -> (Inventory, Vec<Problem>) {
    Inventory::normalise(vec![listing("desk", tools)])
}

/// The messages that one tool with this input schema causes, and its schema as kept.
fn check_schema(schema: Value) -> (Option<Value>, Vec<String>) {
    let (inventory, problems) = normalise(json!([{"name": "tool", "inputSchema": schema}]));
    let kept = inventory.tools().next().map(|tool| tool.input_schema.clone());
    (kept, problems.into_iter().map(|problem| problem.to_string()).collect())
}

fn text(text: &str) -> Outcome {
    Outcome { content: vec![Content::Text { text: text.to_owned() }], ..Outcome::default() }
}

fn seen(outcome: &Outcome) -> Value {
    view(outcome).expect("a value").into_owned()
}

fn words(leaves: &[Leaf]) -> Vec<String> {
    let word = |leaf: &Leaf| format!("{}: {}{}", leaf.path, leaf.types, if leaf.required { "!" } else { "" });
    leaves.iter().map(word).collect()
}

#[test]
fn one_bad_tool_never_loses_a_server() {
    let (inventory, problems) = normalise(json!([
        "not a tool",
        {"description": "nameless"},
        {"name": "fine", "inputSchema": {"type": "object", "properties": {"a": {"type": "string"}}}},
        {"name": "fine", "inputSchema": {"type": "object"}},
        {"name": "no schema"},
        {"name": "array", "inputSchema": {"type": "array", "items": {"type": "string"}}},
        {"name": "wordy", "description": "x".repeat(5_000), "inputSchema": {"type": "object"}},
        {"name": "hidden", "description": "safe\u{1b}[8m secret", "inputSchema": {"type": "object"}},
    ]));
    let names: Vec<&str> = inventory.tools().map(|tool| tool.name.as_str()).collect();
    assert_eq!(names, ["fine", "no schema", "wordy", "hidden"]);
    let problems: Vec<String> =
        problems.iter().map(|problem| format!("{}: {}", problem.place, problem.message)).collect();
    assert_eq!(
        problems,
        [
            "desk, tool 1: not an object; left out",
            "desk, tool 2: has no name; left out",
            "desk.fine: a second tool of this name; the first is kept",
            "desk.no schema: the name contains ' '",
            "desk.no schema: has no inputSchema; it is taken to have no parameters",
            "desk.array: the inputSchema is of type \"array\", not object; the tool is left out",
            "desk.wordy: the description has 5000 characters",
            "desk.hidden: the description contains control characters; they are removed",
        ]
    );
}

#[test]
fn common_mistakes_in_schemas_are_mended() {
    let (kept, problems) = check_schema(json!({
        "type": "object",
        "properties": {
            "name": {"type": "String", "required": true},
            "count": {"type": "integer", "minimum": 0, "exclusiveMinimum": true},
            "lost": {"$ref": "#/$defs/nowhere"},
            "pair": {"type": "array", "items": [{"type": "string"}, {"type": "number"}]},
        },
    }));
    assert_eq!(problems.len(), 5, "{problems:#?}");
    let kept = kept.unwrap();
    assert_eq!(kept["required"], json!(["name"]));
    assert_eq!(kept["properties"]["name"], json!({"type": "string"}));
    assert_eq!(kept["properties"]["count"], json!({"type": "integer", "exclusiveMinimum": 0}));
    assert_eq!(kept["properties"]["lost"], json!({}));
    assert!(jsonschema::validator_for(&kept).is_ok());
}

#[test]
fn an_invalid_parameter_is_loosened_and_the_tool_stays_callable() {
    let (kept, problems) = check_schema(json!({
        "type": "object",
        "properties": {"bad": {"type": "string", "minLength": "three", "description": "Which."}, "good": {"type": "string"}},
    }));
    let kept = kept.unwrap();
    assert!(problems[0].contains("not valid JSON Schema"), "{problems:?}");
    assert_eq!(kept["properties"], json!({"bad": {"description": "Which."}, "good": {"type": "string"}}));
    assert!(jsonschema::validator_for(&kept).is_ok());
}

#[test]
fn references_that_only_lead_back_to_themselves_are_cut() {
    let (kept, problems) = check_schema(json!({
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/a"}},
        "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"allOf": [{"$ref": "#/$defs/a"}]}},
    }));
    assert!(problems.iter().any(|problem| problem.contains("leads back to itself")), "{problems:#?}");
    let validator = jsonschema::validator_for(&kept.unwrap()).unwrap();
    assert!(validator.is_valid(&json!({"a": 1})));
}

#[test]
fn hostile_schemas_cost_bounded_time() {
    let many: serde_json::Map<String, Value> =
        (0..10_000).map(|i| (format!("p{i}"), json!({"type": "string"}))).collect();
    let values: Vec<String> = (0..60_000).map(|i| format!("value number {i}")).collect();
    let branch = json!({"type": "object", "properties": {"l": {"$ref": "#/$defs/n"}, "r": {"$ref": "#/$defs/n"}, "m": {"$ref": "#/$defs/o"}}});
    let chain: serde_json::Map<String, Value> =
        (0..3_000).map(|i| (format!("d{i}"), json!({"$ref": format!("#/$defs/d{}", i + 1)}))).collect();
    let start = Instant::now();
    for schema in [
        json!({"type": "object", "properties": many}),
        json!({"type": "object", "properties": {"choice": {"type": "string", "enum": values}}}),
        json!({"type": "object", "properties": {"tree": {"$ref": "#/$defs/n"}}, "$defs": {"n": branch, "o": branch}}),
        json!({"type": "object", "properties": {"deep": {"$ref": "#/$defs/d0"}}, "$defs": chain}),
    ] {
        let (kept, problems) = check_schema(schema);
        assert!(leaves(&kept.expect("kept")).len() <= 1_000);
        assert!(problems.len() < 12 && !problems.is_empty(), "{problems:?}");
    }
    assert!(start.elapsed() < Duration::from_secs(20), "took {:?}", start.elapsed());
}

#[test]
fn the_digest_does_not_depend_on_the_order_of_keys_or_tools() {
    let one = r#"[{"name": "a", "inputSchema": {"type": "object", "properties": {"x": {"type": "string"}}}}, {"name": "b", "inputSchema": {"type": "object"}}]"#;
    let two = r#"[{"inputSchema": {"type": "object"}, "name": "b"}, {"inputSchema": {"properties": {"x": {"type": "string"}}, "type": "object"}, "name": "a"}]"#;
    let digest = |text: &str| normalise(serde_json::from_str(text).unwrap()).0.digest();
    assert_eq!(digest(one), digest(two));
    assert_ne!(digest(one), digest(&one.replace("string", "number")));
}

#[test]
fn leaves_walk_objects_lists_maps_references_and_alternatives() {
    let schema = json!({
        "type": "object",
        "required": ["title", "place", "people"],
        "properties": {
            "title": {"type": "string", "minLength": 1},
            "place": {"$ref": "#/$defs/place"},
            "people": {"type": "array", "minItems": 1, "items": {"type": "object", "required": ["email"], "properties": {
                "email": {"type": "string", "format": "email"}, "role": {"enum": ["host", "guest"]},
            }}},
            "tags": {"type": "array", "description": "Labels.", "items": {"type": "string"}},
            "labels": {"type": "object", "additionalProperties": {"type": "string"}},
            "when": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
            "colour": {"oneOf": [{"const": "red"}, {"const": "blue"}]},
            "target": {"oneOf": [
                {"type": "object", "required": ["id", "kind"], "properties": {"id": {"type": "string"}, "kind": {"const": "user"}}},
                {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "team": {"type": "string"}}},
            ]},
            "any": {"type": "array"},
        },
        "$defs": {"place": {"allOf": [
            {"type": "object", "required": ["city"], "properties": {"city": {"type": "string"}}},
            {"properties": {"inside": {"$ref": "#/$defs/place"}}},
        ]}},
    });
    let found = leaves(&schema);
    assert_eq!(
        words(&found),
        [
            "title: string!", "place.city: string!", "place.inside: object", "people[].email: string!",
            "people[].role: string", "tags[]: string", "labels[*]: string", "when: string", "colour: string",
            "target.id: string", "target.kind: string", "target.team: string", "any[]: any",
        ]
    );
    let leaf = |path: &str| found.iter().find(|leaf| leaf.path.to_string() == path).unwrap();
    assert_eq!(leaf("people[].role").enum_values, [json!("host"), json!("guest")]);
    assert_eq!(leaf("people[].email").min_items, Some(1));
    assert_eq!(leaf("tags[]").description.as_deref(), Some("Labels."));
    assert!(leaf("when").nullable);
    assert_eq!(leaf("colour").enum_values, [json!("red"), json!("blue")]);
    assert!(leaf("target.id").required_here && !leaf("target.id").required);
    assert!(!leaf("target.kind").required_here);
}

#[test]
fn a_tool_without_parameters_has_no_leaves_and_a_scalar_result_has_one() {
    assert!(leaves(&json!({"type": "object", "properties": {}})).is_empty());
    assert_eq!(words(&leaves(&json!({"type": "string"}))), ["$: string!"]);
}

#[test]
fn a_plain_alternative_makes_the_structure_optional() {
    let found = leaves(&json!({"type": "object", "required": ["to"], "properties": {
        "to": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
    }}));
    assert_eq!(words(&found), ["to[]: string", "to: string!"]);
}

#[test]
fn exposed_names_are_fit_unique_and_do_not_depend_on_order() {
    let tool = |server: &str, name: &str| {
        let (inventory, _) =
            Inventory::normalise(vec![listing(server, json!([{"name": name, "inputSchema": {"type": "object"}}]))]);
        inventory.tools().next().cloned().unwrap()
    };
    let long = "a_very_long_tool_name_that_goes_on_and_on_until_nobody_can_read_it_any_more";
    let tools: Vec<Tool> = vec![
        tool("mail", "send"),
        tool("chat", "send"),
        tool("my files", "read.file"),
        tool("a", "x y"),
        tool("a", "x.y"),
        tool("b", long),
        tool("c", "search"),
    ];
    let names = exposed_names(&tools.iter().collect::<Vec<_>>());
    assert_eq!(names[..3], ["mail_send", "chat_send", "read_file"]);
    assert_eq!(names[6], "search");
    let fit = |name: &String| {
        (1..=64).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
    };
    assert!(names.iter().all(fit), "{names:?}");
    assert_eq!(names.iter().collect::<std::collections::HashSet<_>>().len(), names.len());
    let mut reversed = exposed_names(&tools.iter().rev().collect::<Vec<_>>());
    reversed.reverse();
    assert_eq!(names, reversed);
}

#[test]
fn a_view_is_the_structured_content_or_the_json_of_the_text() {
    let structured = Outcome { structured: Some(json!({"id": 7, "name": "x"})), ..text("ignored") };
    assert_eq!(seen(&structured), json!({"id": 7, "name": "x"}));
    assert_eq!(seen(&text("{\"id\": 7}")), json!({"id": 7}));
    assert_eq!(seen(&text("```json\n[1, 2]\n```")), json!([1, 2]));
    let several = Outcome {
        content: ["{\"a\": 1}", "{\"a\": 2}"].map(|text| Content::Text { text: text.to_owned() }).to_vec(),
        ..Outcome::default()
    };
    assert_eq!(seen(&several), json!([{"a": 1}, {"a": 2}]));
    let failed = Outcome {
        failure: Outcome::failed(mcplab::model::Boundary::Tool, mcplab::model::FailureKind::Other, "no").failure,
        ..text("{}")
    };
    assert!(view(&failed).is_none());
}

#[test]
fn a_wrapper_keeps_its_text_and_gains_what_is_inside() {
    let wrapped = |text: &str| Outcome { structured: Some(json!({"content": text})), ..Outcome::default() };
    assert_eq!(
        seen(&wrapped("[FILE] a.txt\n[DIR] src\n[FILE] b.txt")),
        json!({
            "content": "[FILE] a.txt\n[DIR] src\n[FILE] b.txt",
            "lines": ["[FILE] a.txt", "[DIR] src", "[FILE] b.txt"],
            "tagged": {"file": ["a.txt", "b.txt"], "dir": ["src"]},
        })
    );
    assert_eq!(seen(&wrapped("{\"id\": 1}")), json!({"content": "{\"id\": 1}", "json": {"id": 1}}));
}

#[test]
fn fields_are_recovered_from_prose() {
    assert_eq!(
        seen(&text("size: 120\ncreated: Thu Mar 05 2026\nisDirectory: false\npermissions: 644"))["fields"],
        json!({"size": 120, "created": "Thu Mar 05 2026", "isdirectory": false, "permissions": 644})
    );
    assert_eq!(seen(&text("Tasks:\n- write report\n- call Dana"))["items"], json!(["write report", "call Dana"]));
    assert_eq!(seen(&text("Saved as note-12.md")), json!({"text": "Saved as note-12.md"}));
    assert_eq!(
        seen(&text("| Id | Name |\n|---|---|\n| 4 | Ada |\n| 7 | Bo |"))["records"],
        json!([{"id": 4, "name": "Ada"}, {"id": 7, "name": "Bo"}])
    );
}

#[test]
fn repeated_blocks_become_records() {
    let log = "Commit history:\nCommit: 'a1b2'\nAuthor: Ada\nDate: 2026-03-01 10:00\nMessage: 'first'\n\n\
               Commit: 'c3d4'\nAuthor: Bo\nDate: 2026-03-02 11:00\nMessage: 'fix: the bug'\n";
    assert_eq!(
        seen(&text(log))["records"],
        json!([
            {"commit": "a1b2", "author": "Ada", "date": "2026-03-01 10:00", "message": "first"},
            {"commit": "c3d4", "author": "Bo", "date": "2026-03-02 11:00", "message": "fix: the bug"},
        ])
    );
}

#[test]
fn shapes_learn_types_presence_and_examples() {
    let tool = ToolRef::new("files", "list");
    let mut shapes = Shapes::default();
    shapes.observe(&tool, &json!({"files": [{"id": "f1", "size": 10}, {"id": "f2", "size": null}], "next": "c9"}));
    shapes.observe(&tool, &json!({"files": [{"id": "f3", "size": 2.5}]}));
    let (leaves, seen): (Vec<Leaf>, Vec<Seen>) = shapes.leaves(&tool).into_iter().unzip();
    assert_eq!((seen[0], seen[2].present), (Seen { present: 2, results: 2 }, 1));
    assert_eq!(words(&leaves), ["files[].id: string!", "files[].size: integer or number!", "next: string"]);
    assert!(leaves[1].nullable && leaves[1].types.has(JsonType::Number));
    assert_eq!(leaves[0].examples, [json!("f1"), json!("f2"), json!("f3")]);
    assert_eq!(shapes.results(&tool), 2);
    let text = serde_json::to_string(&shapes).unwrap();
    assert_eq!(serde_json::from_str::<Shapes>(&text).unwrap(), shapes);
}

#[test]
fn a_snapshot_survives_writing_and_refuses_what_it_cannot_read() {
    let (inventory, _) = normalise(json!([{"name": "a", "inputSchema": {"type": "object"}}]));
    let written = Snapshot::of(&inventory).to_text();
    assert_eq!(Snapshot::parse(&written).unwrap().inventory, inventory);
    let refused = |text: &str| Snapshot::parse(text).unwrap_err().to_string();
    assert!(refused("{").contains("hint"));
    assert!(refused("{}").contains("unknown"));
    assert!(refused(&written.replace("\"version\": 1", "\"version\": 9")).contains("version is 9"));
    assert!(refused(&written.replace("\"name\": \"a\"", "\"name\": \"b\"")).contains("edited"));
}

#[test]
fn a_diff_says_in_words_what_changed() {
    let (old, _) = normalise(json!([
        {"name": "keep", "inputSchema": {"type": "object", "properties": {"n": {"type": "integer"}, "old": {"type": "string"}}}},
        {"name": "gone", "inputSchema": {"type": "object", "properties": {"id": {"type": "string"}}}},
    ]));
    let (new, _) = normalise(json!([
        {"name": "keep", "inputSchema": {"type": "object", "required": ["n"], "properties": {
            "n": {"type": "string"}, "mode": {"enum": ["a", "b"]},
        }}},
        {"name": "came", "inputSchema": {"type": "object", "properties": {"id": {"type": "string"}}}},
    ]));
    assert!(diff(&old, &old).is_empty());
    assert_eq!(
        diff(&old, &new).to_string(),
        "+ desk.came\n- desk.gone\n? desk.came is probably desk.gone under a new name\n~ desk.keep\n    \
         input `n` is string and was integer\n    input `n` is required now\n    input `old` was removed\n    \
         input `mode` was added (string)\n"
    );
}
