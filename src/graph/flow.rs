//! Observed evidence: along which edges did values really flow in executed steps?
//!
//! A successful call's argument that equals a value of an earlier successful result may have come from there. It counts
//! only for the step in whose result the value *first* appeared, only if no earlier argument had it (then the result is
//! an echo of what the user said), and only if the value is telling.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Graph, score};
use crate::inventory::view;
use crate::model::{Edge, Evidence, Parameter, Path, Step};

/// Shorter texts turn up by chance.
const SHORT_TEXT: usize = 3;
/// Longer lower-case words are no constants of an enum.
const LONG_CONSTANT: usize = 16;
/// Smaller numbers turn up by chance.
const SMALL_NUMBER: f64 = 1_000.0;
/// Longer texts are not kept as examples in full.
const MAX_EXAMPLE: usize = 80;
/// Values of larger results beyond this are not looked at.
const MAX_VALUES: usize = 5_000;

/// One value that went from an output to an input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    pub from: Parameter,
    pub to: Parameter,
    /// The value, for people.
    pub example: String,
}

/// The flows among the steps of one episode, in the order of the consumers.
pub fn flows(steps: &[Step]) -> Vec<Flow> {
    let mut origins: HashMap<String, Vec<Parameter>> = HashMap::new();
    let mut found = Vec::new();
    for step in steps {
        let arguments: Vec<(Path, &Value)> =
            Path::leaves(&step.arguments).into_iter().filter(|(_, value)| telling(value)).collect();
        if step.outcome.is_ok() {
            for (path, value) in &arguments {
                consume(step, path, value, &origins, &mut found);
            }
        }
        // What was said as an argument is known from then on; a result that has it later is an echo.
        for (_, value) in &arguments {
            origins.entry(written(value)).or_default();
        }
        produce(step, &mut origins);
    }
    found
}

impl Graph {
    /// Adds what executions have shown. Edges that only execution knows are added; flows between parameters of tools
    /// that the graph does not have are ignored.
    pub fn observe(&mut self, flows: &[Flow]) {
        if flows.is_empty() {
            return;
        }
        let flows: Vec<&Flow> = flows.iter().filter(|flow| self.has(&flow.from, &flow.to)).collect();
        self.revise(|graph, added| {
            for flow in flows {
                let edge = match graph.edge_mut(&flow.from, &flow.to) {
                    Some(edge) => edge,
                    None => entry(added, flow),
                };
                edge.evidence.observed += 1;
                edge.evidence.example.get_or_insert_with(|| flow.example.clone());
            }
        });
    }
}

/// The edge of a flow among edges that only execution knows.
fn entry<'e>(edges: &'e mut Vec<Edge>, flow: &Flow) -> &'e mut Edge {
    let at = edges.iter().position(|edge| edge.from == flow.from && edge.to == flow.to).unwrap_or_else(|| {
        edges.push(score::edge(flow.from.clone(), flow.to.clone(), Evidence::default()));
        edges.len() - 1
    });
    &mut edges[at]
}

fn consume(step: &Step, path: &Path, value: &Value, origins: &HashMap<String, Vec<Parameter>>, found: &mut Vec<Flow>) {
    let to = Parameter::input(step.tool.clone(), path.generalised());
    for from in origins.get(&written(value)).into_iter().flatten() {
        let flow = Flow { from: from.clone(), to: to.clone(), example: example(value) };
        if !found.contains(&flow) {
            found.push(flow);
        }
    }
}

/// Notes the values that appear in this step's result for the first time.
fn produce(step: &Step, origins: &mut HashMap<String, Vec<Parameter>>) {
    let Some(result) = view(&step.outcome) else { return };
    let mut new: HashMap<String, Vec<Parameter>> = HashMap::new();
    for (path, value) in Path::leaves(&result).into_iter().take(MAX_VALUES).filter(|(_, value)| telling(value)) {
        let key = written(value);
        if origins.contains_key(&key) {
            continue;
        }
        let parameter = Parameter::output(step.tool.clone(), path.generalised());
        let places = new.entry(key).or_default();
        if !places.contains(&parameter) {
            places.push(parameter);
        }
    }
    origins.extend(new);
}

/// Booleans, short texts, small numbers and empty values are equal by chance.
fn telling(value: &Value) -> bool {
    match value {
        Value::String(text) => {
            text.chars().count() > SHORT_TEXT && !is_constant(text) && text.parse::<f64>().map_or(true, large)
        }
        Value::Number(number) => number.as_f64().is_some_and(large),
        _ => false,
    }
}

/// `pending`, `premium_economy`: words of an enum are in many results without having come from there.
fn is_constant(text: &str) -> bool {
    text.len() <= LONG_CONSTANT && text.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

fn large(number: f64) -> bool {
    number.abs() >= SMALL_NUMBER || (number.fract() != 0.0 && number.to_string().len() > SHORT_TEXT + 1)
}

/// A number and its text are one value: tools hand `4711` on as `"4711"`.
fn written(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.as_f64().map_or_else(|| number.to_string(), |number| number.to_string()),
        other => other.to_string(),
    }
}

fn example(value: &Value) -> String {
    let text = written(value);
    match text.char_indices().nth(MAX_EXAMPLE) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}
