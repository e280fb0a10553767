//! Counterfactual replay: the variants that the filter asks for, played in forks of the servers.

use std::collections::BTreeMap;

use crate::exec::{Server, repeat};
use crate::filter::{Filter, Played, Variant};
use crate::model::{ServerKind, Trajectory};

/// Variants with what came out of them, and how many calls were made for all that.
#[derive(Debug, Default)]
pub struct Replays {
    pub played: Vec<(Variant, Played)>,
    /// Calls of the variants.
    pub calls: usize,
    /// Calls that brought the episode to where the variants begin.
    pub leading: usize,
}

/// Opens the servers of a stored trajectory, plays what the filter wants to see, and notes what each turn adds. Gives nothing where
/// a server is not of the sandbox or not here.
pub async fn replay_otherwise(
    filter: &Filter,
    trajectory: &mut Trajectory,
    lookup: &mut (dyn FnMut(&str) -> Option<Box<dyn Server>> + Send),
) -> Option<Replays> {
    let mut servers = BTreeMap::new();
    for used in &trajectory.servers {
        let mut server = lookup(&used.name).filter(|_| used.kind == ServerKind::Sandboxed)?;
        server.reset(&trajectory.episode).await.ok()?;
        servers.insert(used.name.clone(), server);
    }
    let variants = filter.variants(trajectory);
    let replays = play(&mut servers, trajectory, variants).await;
    filter.rule(trajectory, &replays.played);
    Some(replays)
}

/// Plays variants of a trajectory on its servers, which stand as its episode begins. A variant whose servers cannot be
/// forked is left out.
pub async fn play(
    servers: &mut BTreeMap<String, Box<dyn Server>>,
    trajectory: &Trajectory,
    mut variants: Vec<Variant>,
) -> Replays {
    let mut replays = Replays::default();
    variants.sort_by_key(|variant| std::cmp::Reverse(variant.from));
    for (at, step) in trajectory.steps.iter().enumerate() {
        while let Some(variant) = variants.pop_if(|variant| variant.from == at) {
            if let Some(played) = fork_and_play(servers, trajectory, &variant).await {
                replays.calls += played.0.len();
                replays.played.push((variant, played));
            }
        }
        if variants.is_empty() {
            break;
        }
        if let Some(server) = servers.get_mut(&step.tool.server) {
            repeat(server.as_mut(), step).await;
            replays.leading += 1;
        }
    }
    replays
}

async fn fork_and_play(
    servers: &mut BTreeMap<String, Box<dyn Server>>,
    trajectory: &Trajectory,
    variant: &Variant,
) -> Option<Played> {
    let mut forks: BTreeMap<&str, Box<dyn Server>> = BTreeMap::new();
    let mut played = Vec::new();
    for (step, arguments) in &variant.calls {
        let mut step = trajectory.steps.get(*step)?.clone();
        if let Some(arguments) = arguments {
            step.arguments = arguments.clone();
        }
        let name = trajectory.servers.iter().find(|used| used.name == step.tool.server)?.name.as_str();
        if !forks.contains_key(name) {
            forks.insert(name, servers.get_mut(name)?.fork().await.ok()?);
        }
        let fork = forks.get_mut(name)?;
        let outcome = repeat(fork.as_mut(), &step).await;
        played.push((outcome, fork.state_digest()));
    }
    Some(Played(played))
}
