//! The work on the company's services: who changed what, in which pull request, for which issue. Repositories, issues,
//! pipelines and deployments are views of it.

use super::World;
use super::cast::{Cast, Member, Person, Role};
use super::changes;
use super::defects::{self, Item, Sprints};
use super::delivery::{self, Deployment, Release, Run};
use super::software::{Service, services};
use super::topics::{TOPICS, Topic};
use crate::kit::Ordered;
use crate::kit::Time;
use crate::kit::rng::Rng;

/// How far a change has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Merged,
    /// Given up.
    Closed,
    /// Approved and green.
    Ready,
    /// Green, and waiting for a review.
    Waiting,
    ChangesRequested,
    /// A test fails.
    Failing,
    /// The main branch has changed the same files since.
    Conflicting,
    Draft,
}

/// Nobody of the cast's people means the user.
pub type Somebody = Option<usize>;

#[derive(Debug, Clone)]
pub struct Commit {
    pub sha: String,
    pub subject: String,
    pub at: Time,
}

/// One change of one rule of a service: a branch, a pull request and what became of it.
#[derive(Debug, Clone)]
pub struct Change {
    /// Index into the services.
    pub repo: usize,
    pub number: i64,
    /// Index into the topics.
    pub topic: usize,
    /// The rule's number before; nothing where the rule is new.
    pub from: Option<i64>,
    pub to: i64,
    pub author: Somebody,
    pub reviewers: [Somebody; 2],
    /// Index into the items.
    pub item: usize,
    pub branch: String,
    pub title: String,
    pub stage: Stage,
    pub opened_at: Time,
    /// When it was merged or given up.
    pub ended_at: Option<Time>,
    /// How many changes the main branch had when this one left it.
    pub base: usize,
    /// The commits on its branch.
    pub commits: Vec<Commit>,
    /// The commit on the main branch.
    pub merge_sha: Option<String>,
}

impl Change {
    pub fn topic(&self) -> &'static Topic {
        &TOPICS[self.topic]
    }

    pub fn is_open(&self) -> bool {
        !matches!(self.stage, Stage::Merged | Stage::Closed)
    }

    /// The last commit of its branch.
    pub fn head(&self) -> &Commit {
        &self.commits[self.commits.len() - 1]
    }

    /// Who has approved it.
    pub fn approvals(&self, needed: usize) -> &[Somebody] {
        match self.stage {
            Stage::Merged | Stage::Ready | Stage::Failing | Stage::Conflicting => &self.reviewers[..needed.min(2)],
            _ => &[],
        }
    }
}

/// How a repository begins.
#[derive(Debug, Clone)]
pub struct Root {
    pub commit: Commit,
    pub author: Somebody,
    /// The rules of the first commit: topic and number.
    pub rules: Vec<(usize, i64)>,
}

#[derive(Debug, Clone)]
pub struct Works {
    pub cast: Cast,
    pub services: Vec<Service>,
    /// One for each service.
    pub roots: Vec<Root>,
    /// By service, and by when they were opened.
    pub changes: Vec<Change>,
    pub items: Vec<Item>,
    pub sprints: Sprints,
    /// By service, oldest first.
    pub releases: Vec<Release>,
    /// Oldest first.
    pub runs: Vec<Run>,
    /// Oldest first.
    pub deployments: Vec<Deployment>,
}

impl Works {
    pub fn generate(world: &World) -> Self {
        let cast = Cast::generate(world);
        let services = services(world, &cast);
        let (mut roots, mut changes) = (Vec::new(), Vec::new());
        let turn = world.rng("stages", 0).index(changes::STAGES.len());
        for (repo, service) in services.iter().enumerate() {
            let mut repo = changes::Repo { world, cast: &cast, service, repo, rng: world.rng("work", repo), turn };
            let (root, own) = repo.generate();
            roots.push(root);
            changes.extend(own);
        }
        let sprints = Sprints::of(world);
        let items = defects::items(world, &cast, &services, &roots, &mut changes, &sprints);
        for change in &mut changes {
            changes::name(change, &items[change.item]);
        }
        let mut works = Self {
            cast,
            services,
            roots,
            changes,
            items,
            sprints,
            releases: Vec::new(),
            runs: Vec::new(),
            deployments: Vec::new(),
        };
        works.releases = delivery::releases(world, &works);
        works.runs = delivery::runs(world, &works);
        works.deployments = delivery::deployments(world, &works);
        works
    }

    pub fn person(&self, somebody: Somebody) -> &Person {
        somebody.map_or(&self.cast.owner, |index| &self.cast.people[index])
    }

    pub fn member(&self, somebody: Somebody) -> Member {
        self.person(somebody).member()
    }

    /// The user and the colleagues.
    pub fn team(&self) -> Vec<Somebody> {
        team(&self.cast)
    }

    /// The changes of a repository that are on the main branch, oldest first, with their indices.
    pub fn merged(&self, repo: usize) -> Vec<(usize, &Change)> {
        let merged = |(_, change): &(usize, &Change)| change.repo == repo && change.stage == Stage::Merged;
        let mut merged: Vec<(usize, &Change)> = self.changes.iter().enumerate().filter(merged).collect();
        merged.order_by_key(|(_, change)| change.ended_at);
        merged
    }

    /// How many approvals a change of a service needs.
    pub fn approvals_needed(&self, repo: usize) -> usize {
        if self.services[repo].tier == 1 { 2 } else { 1 }
    }
}

pub fn team(cast: &Cast) -> Vec<Somebody> {
    [None].into_iter().chain(cast.with_role(Role::Colleague).into_iter().map(Some)).collect()
}

/// 40 digits, as Git names its objects.
pub fn sha(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..40].to_owned()
}

/// A moment of a working day so many days ago.
pub fn work_time(world: &World, rng: &mut Rng, days_ago: i64) -> Time {
    let mut day = world.now.day().plus_days(-days_ago);
    while day.is_weekend() {
        day = day.plus_days(-1);
    }
    let time = world.now.at(day, rng.range(540, 1_050));
    if time < world.now { time } else { world.now.plus_minutes(-rng.range(20, 200)) }
}
