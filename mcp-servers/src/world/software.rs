//! The software of the owner's company: services, each with a repository, an owner and those that it calls.

use super::World;
use super::cast::{Cast, Role};
use crate::kit::rng::Rng;
use crate::kit::search::fold;

/// A service that the owner's company runs. Its name is the name of its repository, its dashboards and its deployments.
#[derive(Debug, Clone)]
pub struct Service {
    /// `atlas-api`
    pub name: String,
    /// Index into the cast's projects.
    pub project: usize,
    /// Index into the cast's people (colleagues); nobody means the user of the lab's servers.
    pub owner: Option<usize>,
    pub language: &'static str,
    /// Indices of the services that it calls.
    pub calls: Vec<usize>,
    /// 1 for what must never be down, to 3.
    pub tier: i64,
    /// The release that runs in production.
    pub version: (i64, i64, i64),
}

const PARTS: [(&str, &str); 10] = [
    ("api", "Rust"),
    ("web", "TypeScript"),
    ("worker", "Go"),
    ("auth", "Java"),
    ("search", "Rust"),
    ("billing", "Kotlin"),
    ("notifier", "Python"),
    ("gateway", "Go"),
    ("reports", "Python"),
    ("mobile", "Swift"),
];

/// The services of a world: five in the small one, fifty in the large one.
pub fn services(world: &World, cast: &Cast) -> Vec<Service> {
    let mut rng = world.rng("services", 0);
    let colleagues = cast.with_role(Role::Colleague);
    let count = world.scaled(5);
    let mut services: Vec<Service> = Vec::new();
    for index in 0..count {
        let project = index % cast.projects.len().max(1);
        let part = PARTS[(index / cast.projects.len().max(1) + project) % PARTS.len()];
        let name = format!("{}-{}", slug(&cast.projects[project].name), part.0);
        if services.iter().any(|service| service.name == name) {
            continue;
        }
        let owner = rng.chance(80).then(|| colleagues[rng.index(colleagues.len())]);
        services.push(Service {
            name,
            project,
            owner,
            language: part.1,
            calls: callees(&mut rng, services.len()),
            tier: rng.range(1, 3),
            version: (rng.range(0, 6), rng.range(0, 24), rng.range(0, 9)),
        });
    }
    services
}

/// The first word of a project's name, as a repository is named.
pub fn slug(name: &str) -> String {
    let first = name.split(' ').next().unwrap_or(name);
    first.chars().map(fold).filter(|letter| letter.is_ascii_alphanumeric()).collect()
}

fn callees(rng: &mut Rng, known: usize) -> Vec<usize> {
    let all: Vec<usize> = (0..known).collect();
    let count = rng.index(3);
    let mut callees = rng.some(&all, count);
    callees.sort_unstable();
    callees
}
