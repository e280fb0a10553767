//! The agent that tries anything: tools drawn at random, arguments that their schemas allow, and what came back as answer.

use std::sync::Arc;

use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use serde_json::{Map, Value, json};

use super::{Agent, Spent};
use crate::eval::scene::{Scene, Wanted};
use crate::eval::world::Worlds;
use crate::model::{Digest, Seed};

/// Calls of an attempt, at most.
const CALLS: usize = 6;

/// Draws from a seed, the task and the trial.
pub struct Random {
    pub seed: Seed,
}

#[async_trait::async_trait]
impl Agent for Random {
    fn name(&self) -> &str {
        "random"
    }

    async fn attempt(&self, mut scene: Scene, worlds: &Arc<Worlds>, trial: u32) -> (Scene, Spent) {
        let view = Arc::clone(scene.view());
        let mut number = [0; 8];
        number.copy_from_slice(&Digest::of_bytes(scene.task().id.as_bytes()).bytes()[..8]);
        let seed = self.seed.derive("random agent", u64::from_le_bytes(number)).derive("trial", u64::from(trial));
        let mut rng = seed.rng();
        loop {
            let mut results = Vec::new();
            for _ in 0..rng.random_range(1..=CALLS) {
                let Some(tool) = view.tools.choose(&mut rng) else { break };
                let arguments = drawn(&tool.tool.input_schema, &mut rng);
                results.extend(scene.act(worlds, None, vec![Wanted::new(&tool.exposed, arguments)]).await);
            }
            if scene.say(results.join("\n")).is_none() || scene.ended().is_some() {
                return (scene, Spent::default());
            }
        }
    }
}

/// A value that a schema allows, as far as its plain keywords go.
fn drawn(schema: &Value, rng: &mut ChaCha8Rng) -> Value {
    if let Some(value) = schema.get("const") {
        return value.clone();
    }
    if let Some(value) = schema.get("enum").and_then(Value::as_array).and_then(|values| values.choose(rng)) {
        return value.clone();
    }
    let typed = schema.get("type");
    let typed = typed.and_then(|typed| typed.as_array().and_then(|types| types.first()).or(Some(typed)));
    match typed.and_then(Value::as_str) {
        Some("object") | None => {
            let required: Vec<&str> = schema
                .get("required")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            let properties = schema.get("properties").and_then(Value::as_object);
            let wanted = properties
                .into_iter()
                .flatten()
                .filter(|(name, _)| required.contains(&name.as_str()) || rng.random_bool(0.2));
            let chosen: Vec<(&String, &Value)> = wanted.collect();
            Value::Object(
                chosen.into_iter().map(|(name, inner)| (name.clone(), drawn(inner, rng))).collect::<Map<_, _>>(),
            )
        }
        Some("array") => {
            let items = schema.get("items").cloned().unwrap_or_else(|| json!({"type": "string"}));
            (0..rng.random_range(1..=2)).map(|_| drawn(&items, rng)).collect()
        }
        Some("integer") => {
            let bound = |key: &str| schema.get(key).and_then(Value::as_i64);
            let low = bound("minimum").unwrap_or(1);
            json!(rng.random_range(low..=bound("maximum").unwrap_or(low.saturating_add(20)).max(low)))
        }
        Some("number") => json!(f64::from(rng.random_range(1..2000_u32)) / 10.0),
        Some("boolean") => json!(rng.random_bool(0.5)),
        _ => {
            const WORDS: [&str; 8] = ["report", "Anna", "2026-04-01", "blue", "1", "lunch", "a", "Berlin"];
            json!(WORDS.choose(rng))
        }
    }
}
