//! The graph as text: its own form, DOT, GraphML and the page.

use mcplab::graph::{Graph, dot, graphml, page};
use mcplab::inventory::Shapes;
use serde_json::{Value, json};

use crate::graph::{desk_graph, inventory, tool};

#[test]
fn the_same_tools_give_the_same_graph_and_text() {
    let graph = desk_graph();
    assert_eq!(graph.to_text(), desk_graph().to_text());
    let read = Graph::parse(&graph.to_text()).unwrap();
    assert!(read == graph && read.to_text() == graph.to_text());
    let refused = |text: &str| Graph::parse(text).unwrap_err().to_string();
    assert!(refused("{}").contains("unknown") && refused("[").contains("hint"));
    assert!(refused(&graph.to_text().replacen("\"version\":3", "\"version\":7", 1)).contains("version is 7"));
}

#[test]
fn dot_text_cannot_be_broken_out_of() {
    let text = json!({"type": "string"});
    let inventory = inventory(&[(
        "a\" ] evil",
        json!([
            tool(
                "list_\"things\"\n",
                json!({}),
                json!({"things": {"type": "array", "items": {"type": "object", "properties": {"thing_id": text}}}})
            ),
            tool("get_thing", json!({"thing_id": text}), json!({"name": text})),
        ]),
    )]);
    let text = dot(&Graph::build(&inventory, &Shapes::default()).0);
    let unescaped = |line: &str| line.replace("\\\\", "").replace("\\\"", "").matches('"').count();
    assert!(text.lines().all(|line| unescaped(line) % 2 == 0), "{text}");
    assert_eq!(text.matches('{').count(), text.matches('}').count());
}

#[test]
fn graphml_and_page_hold_hostile_names_as_data() {
    let text = json!({"type": "string"});
    let inventory = inventory(&[(
        "</script><img src=x>",
        json!([
            tool(
                "list_&<things>\u{1}",
                json!({}),
                json!({"things": {"type": "array", "items": {"type": "object", "properties": {"thing_id": text}}}})
            ),
            tool("get_thing", json!({"thing_id": text}), json!({"{{data}}/*{{vendor}}*/": text})),
        ]),
    )]);
    let graph = Graph::build(&inventory, &Shapes::default()).0;
    assert!(!graph.edges().is_empty());
    let xml = graphml(&graph).unwrap();
    assert!(!xml.contains("<img") && !xml.contains('\u{1}') && xml.contains("list_&amp;&lt;things"), "{xml}");
    assert_eq!(xml.matches("<edge ").count(), graph.edges().len());
    let page = page(&graph, "Tools </title>");
    assert!(!page.contains("<img") && page.matches("</script>").count() == 3, "the data cannot end its element");
    let start = page.find("id=\"data\">").unwrap() + "id=\"data\">".len();
    let data = &page[start..start + page[start..].find("</script>").unwrap()];
    let data: Value = serde_json::from_str(data).unwrap();
    assert_eq!(data["servers"], json!(["</script><img src=x>"]));
    assert_eq!(data["edges"].as_array().unwrap().len(), graph.edges().len());
}
