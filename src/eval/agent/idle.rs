//! The agent that does nothing: what passes with it was done before it began.

use std::sync::Arc;

use super::{Agent, Spent};
use crate::eval::scene::Scene;
use crate::eval::world::Worlds;

/// Calls nothing, says nothing.
pub struct Null;

#[async_trait::async_trait]
impl Agent for Null {
    fn name(&self) -> &str {
        "null"
    }

    async fn attempt(&self, mut scene: Scene, _: &Arc<Worlds>, _: u32) -> (Scene, Spent) {
        while scene.say("").is_some() {}
        (scene, Spent::default())
    }
}
