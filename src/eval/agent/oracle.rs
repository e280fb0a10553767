//! The agent that knows the reference.

use std::sync::Arc;

use super::{Agent, Spent};
use crate::eval::player::play;
use crate::eval::scene::Scene;
use crate::eval::world::Worlds;

/// Plays the reference of each task.
pub struct Oracle;

#[async_trait::async_trait]
impl Agent for Oracle {
    fn name(&self) -> &str {
        "oracle"
    }

    async fn attempt(&self, mut scene: Scene, worlds: &Arc<Worlds>, _: u32) -> (Scene, Spent) {
        let task = Arc::clone(scene.task());
        play(&mut scene, worlds, &task.reference, &task.told).await;
        (scene, Spent::default())
    }
}
