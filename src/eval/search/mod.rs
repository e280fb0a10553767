//! The search for other ways to the outcome of a task's reference, over forks of its world.
//!
//! Best-first search over decisions: a node is a world after some calls, its children are forks of it after one call more.
//! What is tried comes from the dependency graph of the tools in view: an argument is what the reference says itself, or
//! what a result so far tells of an item that the user's words point to. The outcome is judged without the checks of the
//! task, by what has changed in the servers and by the values that the answer is to tell, so that it can judge them.
//!
//! | module | subject |
//! |---|---|
//! | `goal` | the outcome: changes and values |
//! | `known` | values that a call may be given, and where they are from |
//! | `candidate` | the calls that can be made in a world |
//! | `node` | a world after some calls |
//! | `explored` | what was found, held against the checks |
//! | `way` | a node that has reached the goal, as an alternative |

mod candidate;
mod explored;
mod goal;
mod known;
mod node;
mod way;

use std::collections::{BTreeSet, BinaryHeap};
use std::sync::Arc;

use super::audit::Outcome;
use super::world::{WorldError, Worlds};
use crate::chain::Atlas;
use crate::graph::Graph;
use crate::inventory::Shapes;
use crate::score::{Alternative, Task};
use candidate::candidates;
use goal::Goal;
use node::Node;

pub use explored::{Explored, Tested, explore};
pub use goal::Contradiction;

/// Calls of one search, and more for each call of the reference.
const TRIES: usize = 60;
const TRIES_A_CALL: usize = 40;
/// Ways that are kept.
const MOST: usize = 3;

/// Ways to another end that are kept.
const MOST_WRONG: usize = 12;

/// What a search came to.
#[derive(Clone, Debug, Default)]
pub struct Searched {
    /// Shorter ones first.
    pub ways: Vec<Alternative>,
    /// Ways that end otherwise, each with whether it has changed the same places and said the same.
    pub wrong: Vec<(bool, Alternative)>,
    /// Tools that tell otherwise what the answer is to tell.
    pub contradictions: Vec<Contradiction>,
    /// Calls that were tried.
    pub tried: usize,
}

/// Searches for other ways than the reference, which was `played` once. Servers that cannot be forked have none.
pub async fn search(worlds: &Worlds, task: &Arc<Task>, played: &Outcome) -> Result<Searched, WorldError> {
    let stage = worlds.stage(task).await?;
    let Some(start) = Node::begin(worlds, task, &stage).await? else { return Ok(Searched::default()) };
    let inventory = stage.inventory(task);
    let (graph, _) = Graph::build(&inventory, &Shapes::default());
    let atlas = Atlas::new(inventory.tools(), &graph);
    let goal = Goal::of(task, played, &atlas);
    let mut searched = Searched::default();
    let longest = task.reference.len() + 1;
    let budget = TRIES + TRIES_A_CALL * task.reference.len();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut kinds: BTreeSet<Vec<String>> = BTreeSet::new();
    let mut wrong: BTreeSet<Vec<String>> = BTreeSet::new();
    let mut open = BinaryHeap::from([start]);
    while let Some(mut node) = open.pop() {
        if searched.tried >= budget || searched.ways.len() >= MOST {
            break;
        }
        if node.made.len() >= longest {
            continue;
        }
        for call in candidates(&atlas, &goal, &node) {
            if searched.tried >= budget {
                break;
            }
            if !seen.insert(node.key_with(&call)) {
                continue;
            }
            searched.tried += 1;
            let Some(next) = node.after(task, call, &goal, searched.tried).await else { continue };
            goal.contradictions(&next, &mut searched.contradictions);
            if next.lacks > 0 {
                if next.is_wrong(&goal) && searched.wrong.len() < MOST_WRONG {
                    let way = way::way(&next, &goal).filter(|way| wrong.insert(way::lines(&way.calls)));
                    searched.wrong.extend(way.map(|way| (next.near && goal.says_all(&way.calls), way)));
                }
                if !next.astray {
                    open.push(next);
                }
                continue;
            }
            let Some(way) = way::way(&next, &goal) else { continue };
            if kinds.insert(way::kind(&way.calls)) && searched.ways.len() < MOST {
                searched.ways.push(way);
            }
        }
    }
    searched.ways.sort_by_key(|way| way.calls.len());
    Ok(searched)
}
