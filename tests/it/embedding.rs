//! Models of meaning: what they add to the graph, and reading one from a folder.

use mcplab::embedding;
use mcplab::graph::{Embedder, Gold, Graph, Study, evaluate};
use mcplab::inventory::{Inventory, Listing, Shapes};
use mcplab::model::{Edge, ServerKind};
use serde_json::{Value, json};

/// Knows that a parcel and a shipment are the same, and nothing else.
struct Post;

impl Embedder for Post {
    fn embed(&self, text: &str) -> Vec<f32> {
        let knows = ["parcel", "shipment"].iter().any(|word| text.to_lowercase().contains(word));
        vec![f32::from(u8::from(knows))]
    }
}

fn post() -> Inventory {
    let tool = |name: &str, says: &str, input: &str, output: &str| {
        json!({
            "name": name, "description": says,
            "inputSchema": {"type": "object", "properties": {input: {"type": "string"}}, "required": [input]},
            "outputSchema": {"type": "object", "properties": {output: {"type": "string"}}},
        })
    };
    let tools = vec![
        tool("send_parcel", "Sends a parcel", "address", "parcel_ref"),
        tool("measure_field", "Measures a field", "place", "field_ref"),
        tool("trace", "Says where a shipment is", "shipment_ref", "position"),
    ];
    Inventory::normalise(vec![Listing::new("post", ServerKind::Sandboxed, tools)]).0
}

fn edge<'g>(graph: &'g Graph, from: &str) -> &'g Edge {
    let to = "post.trace.input.shipment_ref";
    let found = graph.edges().iter().find(|edge| edge.from.to_string() == from && edge.to.to_string() == to);
    found.unwrap_or_else(|| panic!("an edge from {from}"))
}

#[test]
fn a_model_of_meaning_weighs_edges_anew_and_says_so() {
    let (plain, _) = Graph::build(&post(), &Shapes::default());
    let mut graph = plain.clone();
    graph.embed(&Post);
    let (known, strange) = ("post.send_parcel.output.parcel_ref", "post.measure_field.output.field_ref");
    let gain = |from: &str| edge(&graph, from).confidence - edge(&plain, from).confidence;
    assert!(gain(known) > gain(strange), "{} {}", gain(known), gain(strange));
    assert!(edge(&graph, known).evidence.embedded > edge(&graph, strange).evidence.embedded);
    assert_eq!(Graph::parse(&graph.to_text()).unwrap(), graph);

    // Saying it twice is saying it once, and an update forgets what the next one says again.
    let mut again = graph.clone();
    again.embed(&Post);
    assert_eq!(again, graph);
    let (updated, ..) = graph.update(&post(), &Shapes::default());
    assert_eq!(updated, plain);

    let line = json!({
        "from": {"server": "post", "tool": "send_parcel", "path": "parcel_ref"},
        "to": {"server": "post", "tool": "trace", "path": "shipment_ref"},
    });
    let believed = |study: &Study| {
        let (_, ranked) = evaluate(study, &Gold::parse(&line.to_string()).unwrap());
        ranked[0].best.iter().find(|(from, _)| from.to_string() == known).unwrap().1
    };
    let study = || Study::of(&post(), &Shapes::default());
    let same = |study: f32, graph: &Graph| (study - edge(graph, known).confidence).abs() < 1e-6;
    assert!(same(believed(&study()), &plain) && same(believed(&study().embed(&Post)), &graph));
}

/// A model2vec folder of four words and two dimensions.
fn folder(rows: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let tokenizer = json!({
        "version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null, "decoder": null,
        "model": {"type": "WordLevel", "unk_token": "[UNK]", "vocab": {"[UNK]": 0, "parcel": 1, "shipment": 2, "field": 3}},
    });
    let table: Vec<u8> =
        [0.0_f32, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0].iter().flat_map(|number| number.to_le_bytes()).collect();
    let table = &table[..8 * rows];
    let head =
        json!({"embeddings": {"dtype": "F32", "shape": [rows, 2], "data_offsets": [0, table.len()]}}).to_string();
    let tensors = [&(head.len() as u64).to_le_bytes()[..], head.as_bytes(), table].concat();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    write("tokenizer.json", tokenizer.to_string().as_bytes());
    write("config.json", Value::to_string(&json!({"normalize": true})).as_bytes());
    write("model.safetensors", &tensors);
    folder
}

#[test]
fn a_model2vec_folder_is_read_or_refused_with_what_is_wrong() {
    if !cfg!(feature = "embeddings") {
        let error = embedding::load(folder(4).path()).err().unwrap().to_string();
        assert!(error.contains("--features embeddings"), "{error}");
        return;
    }
    let whole = folder(4);
    let model = embedding::load(whole.path()).unwrap();
    let close = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    let [parcel, shipment, field] = ["a parcel", "Shipment", "field"].map(|text| model.embed(text));
    assert!(close(&parcel, &shipment) > 0.99 && close(&parcel, &field).abs() < 0.01);
    assert!(model.embed("").iter().all(|number| *number == 0.0));

    let refused = |path: &std::path::Path| embedding::load(path).err().unwrap().to_string();
    assert!(refused(&whole.path().join("none")).contains("there is no folder"));
    assert!(refused(folder(3).path()).contains("knows 4 words, and the table has 3 rows"));
    std::fs::write(whole.path().join("tokenizer.json"), "{").unwrap();
    assert!(refused(whole.path()).contains("tokenizer.json"));
    std::fs::remove_file(whole.path().join("tokenizer.json")).unwrap();
    assert!(refused(whole.path()).contains("tokenizer.json"));
}
