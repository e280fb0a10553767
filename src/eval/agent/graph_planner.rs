//! The planner as an agent: one for every set of tools, asked again after every result.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::planner::{Act, Planner, Situation};
use super::{Agent, Spent};
use crate::eval::scene::{Scene, Wanted};
use crate::eval::view::View;
use crate::eval::world::Worlds;

/// Rounds of thinking in one episode; limits of tasks come before.
const MOST_ACTS: usize = 60;

/// Views that are remembered; where tools drift there are ever new ones.
const MOST_VIEWS: usize = 256;

/// Planners by the place of their view in memory.
type Known = HashMap<usize, (Arc<View>, Arc<Planner>)>;

/// No model: the dependency graph of the tools in view, and the words of the request.
#[derive(Default)]
pub struct GraphPlanner {
    /// With the views, so that their places stay theirs.
    known: Mutex<Known>,
}

impl GraphPlanner {
    fn planner(&self, view: &Arc<View>) -> Arc<Planner> {
        let place = Arc::as_ptr(view) as usize;
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, planner)) = known().get(&place) {
            return Arc::clone(planner);
        }
        let planner = Arc::new(Planner::new(&view.tools));
        let mut known = known();
        if known.len() >= MOST_VIEWS {
            known.clear();
        }
        known.insert(place, (Arc::clone(view), Arc::clone(&planner)));
        planner
    }
}

#[async_trait::async_trait]
impl Agent for GraphPlanner {
    fn name(&self) -> &str {
        "planner"
    }

    async fn attempt(&self, mut scene: Scene, worlds: &Arc<Worlds>, _: u32) -> (Scene, Spent) {
        let now = scene.task().now.clone();
        for _ in 0..MOST_ACTS {
            if scene.ended().is_some() {
                break;
            }
            // The tools may be others than a moment ago.
            let planner = self.planner(scene.view());
            let situation = Situation { now: &now, messages: scene.messages(), steps: scene.steps() };
            match planner.next(&situation) {
                Act::Calls(calls) => {
                    let wanted = calls.into_iter().map(|(name, arguments)| Wanted::new(name, arguments)).collect();
                    scene.act(worlds, None, wanted).await;
                }
                Act::Say(text) => {
                    if scene.say(text).is_none() {
                        break;
                    }
                }
            }
        }
        (scene, Spent::default())
    }
}
