//! The agent that knows the reference.

use std::sync::Arc;

use super::{Agent, Spent};
use crate::eval::player::{Knows, play};
use crate::eval::scene::Scene;
use crate::eval::world::Worlds;

/// Plays the reference of each task.
pub struct Oracle {
    /// Whether it knows how the tools have drifted.
    knows: Knows,
}

impl Oracle {
    /// Plays references as they stand.
    pub fn new() -> Self {
        Self { knows: Knows::Nothing }
    }

    /// Plays them through the migration map where tools have drifted.
    pub fn with_map() -> Self {
        Self { knows: Knows::Map }
    }
}

impl Default for Oracle {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait::async_trait]
impl Agent for Oracle {
    fn name(&self) -> &str {
        match self.knows {
            Knows::Nothing => "oracle",
            Knows::Map => "oracle-with-map",
        }
    }

    async fn attempt(&self, mut scene: Scene, worlds: &Arc<Worlds>, _: u32) -> (Scene, Spent) {
        let task = Arc::clone(scene.task());
        play(&mut scene, worlds, &task.reference, &task.told, self.knows).await;
        (scene, Spent::default())
    }
}
