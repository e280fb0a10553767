//! Proving edges: what text only suggests is tried out in forks.
//!
//! The way: [`explore`](explore::explore) finds a successful call of as many tools as it can, each with the calls that it
//! rests upon (a [`witness`](witness::Witness)), and remembers where values came from. [`trial`] then repeats the witness
//! of a consumer in a fork, once for every value that the producer gave, and once for every *perturbed* value of the same
//! shape, and [`Proven`] keeps how often each was taken. Nothing that is tried here touches the server as the episode
//! began: every call is made in a fork of it, and a server that cannot be forked is only asked with tools that declare
//! themselves read-only, if the user wants that at all.

mod ask;
mod explore;
mod perturb;
mod propose;
mod response;
mod shared;
mod trial;
mod witness;
mod world;

use std::collections::BTreeMap;

use crate::exec::Server;
use crate::graph::{Graph, Proof};
use crate::inventory::{Inventory, Shapes};
use crate::model::{Episode, ServerKind, ToolRef};
use shared::Shared;
use world::World;

pub use perturb::perturbed;

/// Which pairs are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pairs {
    /// The edges that the graph has.
    Edges,
    /// Every output beside every input that it could be by type, within a server: the truth that edges are measured by.
    Every,
}

/// When and where edges are tried.
#[derive(Clone, Debug)]
pub struct Scene {
    /// The servers are as they are when this begins.
    pub episode: Episode,
    /// Paths that real servers may be asked about: folders that the user named when she set them up.
    pub paths: Vec<String>,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// In the order of the consumers.
    pub proofs: Vec<Proof>,
    /// Tools of which no successful call was found, so that nothing about them is proven.
    pub unreached: Vec<ToolRef>,
    /// Calls made in all.
    pub calls: u64,
    /// Pairs tried, with or without a result.
    pub pairs: u64,
}

/// Tries the edges of a graph on servers as they are when the scene begins.
///
/// Of a server that cannot be forked only those tools are called that declare themselves read-only.
pub async fn prove(
    graph: &Graph,
    inventory: &Inventory,
    servers: Vec<Box<dyn Server>>,
    scene: &Scene,
    pairs: Pairs,
) -> Report {
    let mut world = World::new(graph, inventory, scene);
    let mut stages = explored(&mut world, servers).await;
    let mut report = Report { unreached: world.unreached(), ..Report::default() };
    for tool in &report.unreached {
        tracing::info!(%tool, "no call of it went well, so nothing of it is proven");
    }
    for server in stages.values_mut() {
        trial::try_consumers(&mut world, server, pairs, &mut report).await;
    }
    report.calls = world.calls;
    report
}

/// What results look like of the tools that declare nothing, as far as they can be called.
///
/// Gives the servers back, for there is more to do with them once the graph knows these outputs.
pub async fn look(
    graph: &Graph,
    inventory: &Inventory,
    servers: Vec<Box<dyn Server>>,
    scene: &Scene,
) -> (Shapes, Vec<Box<dyn Server>>) {
    let mut world = World::new(graph, inventory, scene);
    let stages = explored(&mut world, servers).await;
    let mut shapes = Shapes::default();
    for (tool, view) in &world.views {
        shapes.observe(&world.subjects[*tool].reference, view);
    }
    (shapes, stages.into_values().collect())
}

/// The servers at the beginning of the episode, and in the world what can be found out about their tools.
async fn explored(world: &mut World<'_>, servers: Vec<Box<dyn Server>>) -> BTreeMap<String, Box<dyn Server>> {
    let mut stages = BTreeMap::new();
    for mut server in servers {
        if server.reset(&world.scene.episode).await.is_err() {
            continue;
        }
        if server.kind() != ServerKind::Sandboxed {
            world.spare(server.name());
        }
        if server.fork().await.is_err() {
            world.spare(server.name());
            server = Box::new(Shared::of(server));
        }
        stages.insert(server.name().to_owned(), server);
    }
    for _ in 0..explore::ROUNDS {
        for server in stages.values_mut() {
            explore::explore(world, server).await;
        }
    }
    stages
}
