//! Outputs that no schema tells: learned from results, and marked.

use mcplab::graph::{Graph, Origin};
use mcplab::inventory::{Seen, Shapes};
use mcplab::model::ToolRef;
use serde_json::{Value, json};

use crate::graph::{inventory, strong_producers};

#[test]
fn outputs_that_nobody_declares_are_learned_and_marked() {
    let notes = inventory(&[(
        "notes",
        json!([
            {"name": "add_note", "inputSchema": {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}},
            {"name": "read_note", "inputSchema": {"type": "object", "properties": {"note_id": {"type": "string"}}, "required": ["note_id"]}},
        ]),
    )]);
    let (graph, problems) = Graph::build(&notes, &Shapes::default());
    assert_eq!((graph.edges().len(), problems.len()), (0, 2));
    let mut shapes = Shapes::default();
    shapes.observe(&ToolRef::new("notes", "add_note"), &json!({"text": "Saved.", "fields": {"note_id": "n-12"}}));
    let (graph, _) = Graph::build(&notes, &shapes);
    assert_eq!(strong_producers(&graph, "notes.read_note.note_id"), ["notes.add_note.output.fields.note_id"]);
    assert!(
        graph
            .outputs(&ToolRef::new("notes", "add_note"))
            .iter()
            .all(|output| output.origin == Origin::Inferred(Seen { present: 1, results: 1 }))
    );
}

#[test]
fn what_a_schema_leaves_open_is_told_by_results_and_marked() {
    let declared = |output: Value| {
        let tool = json!({"name": "find", "inputSchema": {"type": "object"}, "outputSchema": {"type": "object", "properties": output}});
        inventory(&[("notes", json!([tool]))])
    };
    let seen = |result: Value| {
        let mut shapes = Shapes::default();
        shapes.observe(&ToolRef::new("notes", "find"), &result);
        shapes
    };
    let outputs = |output: Value, result: Value| {
        let graph = Graph::build(&declared(output), &seen(result)).0;
        let outputs = graph.outputs(&ToolRef::new("notes", "find")).iter();
        outputs.map(|output| format!("{} {}", output.leaf.path, output.origin == Origin::Declared)).collect::<Vec<_>>()
    };
    // An object without properties, a list of anything, a map, a text that turned out to be JSON.
    assert_eq!(
        outputs(
            json!({"result": {"type": "object"}, "total": {"type": "integer"}}),
            json!({"result": {"id": "n1"}, "total": 1})
        ),
        ["total true", "result.id false"]
    );
    assert_eq!(outputs(json!({"hits": {"type": "array"}}), json!({"hits": [{"id": "n1"}]})), ["hits[].id false"]);
    assert_eq!(
        outputs(
            json!({"by": {"type": "object", "additionalProperties": {"type": "string"}}}),
            json!({"by": {"a": "n1"}})
        ),
        ["by[*] true"]
    );
    assert_eq!(
        outputs(json!({"result": {"type": "string"}}), json!({"result": "{}", "json": {"id": "n1"}})),
        ["result true", "json.id false"]
    );
    assert_eq!(outputs(json!({"result": {"type": "object"}}), json!({"result": {}})), ["result true"]);
}
