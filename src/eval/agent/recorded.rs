//! Conversations that were held elsewhere, held again: their calls are made in the worlds of the tasks, and so get a score.
//!
//! A conversation belongs to the task whose request it begins with, in its usual or its other words. The results that it was
//! given elsewhere play no part; calls that drew on them find whether they fit this world.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Agent, Spent};
use crate::eval::scene::{Scene, Wanted};
use crate::eval::world::Worlds;
use crate::score::Ended;

/// What an assistant did at one moment.
#[derive(Clone, Debug, PartialEq)]
pub enum Move {
    Calls { text: Option<String>, calls: Vec<Wanted> },
    Say(String),
}

/// Conversations by their first request.
pub struct Recorded {
    name: String,
    by_prompt: HashMap<String, Vec<Vec<Move>>>,
}

impl Recorded {
    pub fn new(name: impl Into<String>, conversations: impl IntoIterator<Item = (String, Vec<Move>)>) -> Self {
        let mut by_prompt: HashMap<String, Vec<Vec<Move>>> = HashMap::new();
        for (prompt, moves) in conversations {
            by_prompt.entry(folded(&prompt)).or_default().push(moves);
        }
        Self { name: name.into(), by_prompt }
    }
}

#[async_trait::async_trait]
impl Agent for Recorded {
    fn name(&self) -> &str {
        &self.name
    }

    async fn attempt(&self, mut scene: Scene, worlds: &Arc<Worlds>, trial: u32) -> (Scene, Spent) {
        let task = Arc::clone(scene.task());
        let texts = std::iter::once(&task.prompt).chain(&task.fuzzy);
        let held = texts.filter_map(|text| self.by_prompt.get(&folded(text))).flatten().nth(trial as usize);
        let Some(held) = held else {
            scene.end(Ended::Infrastructure, Some(format!("no conversation begins with the request of {}", task.id)));
            return (scene, Spent::default());
        };
        for step in held {
            match step {
                Move::Calls { text, calls } => drop(scene.act(worlds, text.clone(), calls.clone()).await),
                Move::Say(text) => drop(scene.say(text.clone())),
            }
        }
        (scene, Spent::default())
    }
}

/// Spacing tells no requests apart.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
