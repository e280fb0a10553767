//! Forms: what the user fills in when a tool asks her something in the middle of a call.

use rand::RngExt;
use rand::seq::IndexedRandom;
use serde_json::{Map, Value, json};

use super::atlas::{Input, ToolNode};
use super::bind::Binder;
use crate::inventory::{JsonType, leaves};

/// How often the user goes along with what she is asked.
const AGREES: f64 = 0.9;

impl Binder<'_> {
    /// The user's answer to a form, as MCP's `ElicitResult`: she mostly agrees and fills in what is needed.
    pub fn fill_in(&mut self, node: &ToolNode, form: &Value) -> Value {
        if !self.rng.random_bool(AGREES) {
            return json!({"action": "decline"});
        }
        let mut content = Map::new();
        for leaf in leaves(form) {
            let Some(name) = leaf.path.last_field().map(str::to_owned) else { continue };
            if leaf.path.segments().len() != 1 || !(leaf.required || self.rng.random_bool(0.5)) {
                continue;
            }
            let required = leaf.required;
            let input = Input::of(&leaf);
            match self.entry(node, &input, &name) {
                Some(value) => _ = content.insert(name, value),
                None if required => return json!({"action": "cancel"}),
                None => {}
            }
        }
        json!({"action": "accept", "content": content})
    }

    fn entry(&mut self, node: &ToolNode, input: &Input, name: &str) -> Option<Value> {
        let leaf = &input.leaf;
        if let Some(value) = leaf.constant.clone().or_else(|| leaf.default.clone()) {
            return Some(value);
        }
        if let Some(value) = leaf.enum_values.choose(&mut self.rng) {
            return Some(value.clone());
        }
        if leaf.types.has(JsonType::Boolean) {
            return Some(json!(true));
        }
        if let Some(example) = leaf.examples.choose(&mut self.rng) {
            return Some(example.clone());
        }
        let wished = super::literal::wished(self, node, input, name, true).filter(|value| input.accepts(value));
        wished.or_else(|| super::literal::shaped(self, input))
    }
}
