//! The work on the company's services: who changed what, in which pull request, for which issue. Repositories, issues,
//! pipelines and deployments are views of it.

use super::World;
use super::cast::{Cast, Person, Role};
use super::code::{kebab, snake};
use super::defects::{self, Item, Sprints};
use super::delivery::{self, Deployment, Release, Run};
use super::software::{Service, services};
use super::topics::{Shape, TOPICS, Topic};
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
        let turn = world.rng("stages", 0).index(STAGES.len());
        for (repo, service) in services.iter().enumerate() {
            let mut repo = Repo { world, cast: &cast, service, repo, rng: world.rng("work", repo), turn };
            let (root, own) = repo.generate();
            roots.push(root);
            changes.extend(own);
        }
        let sprints = Sprints::of(world);
        let items = defects::items(world, &cast, &services, &roots, &mut changes, &sprints);
        for change in &mut changes {
            name(change, &items[change.item]);
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

    /// The user and the colleagues.
    pub fn team(&self) -> Vec<Somebody> {
        team(&self.cast)
    }

    /// The changes of a repository that are on the main branch, oldest first, with their indices.
    pub fn merged(&self, repo: usize) -> Vec<(usize, &Change)> {
        let merged = |(_, change): &(usize, &Change)| change.repo == repo && change.stage == Stage::Merged;
        let mut merged: Vec<(usize, &Change)> = self.changes.iter().enumerate().filter(merged).collect();
        merged.sort_by_key(|(_, change)| change.ended_at);
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

const STAGES: [Stage; 8] = [
    Stage::Ready,
    Stage::ChangesRequested,
    Stage::Failing,
    Stage::Waiting,
    Stage::Conflicting,
    Stage::Draft,
    Stage::Ready,
    Stage::Waiting,
];

/// A moment of a working day so many days ago.
pub fn work_time(world: &World, rng: &mut Rng, days_ago: i64) -> Time {
    let mut day = world.now.day().plus_days(-days_ago);
    while day.is_weekend() {
        day = day.plus_days(-1);
    }
    let time = world.now.at(day, rng.range(540, 1_050));
    if time < world.now { time } else { world.now.plus_minutes(-rng.range(20, 200)) }
}

struct Repo<'a> {
    world: &'a World,
    cast: &'a Cast,
    service: &'a Service,
    repo: usize,
    rng: Rng,
    turn: usize,
}

impl Repo<'_> {
    fn generate(&mut self) -> (Root, Vec<Change>) {
        let all: Vec<usize> = (0..TOPICS.len()).collect();
        let mut fresh = self.rng.some(&all, 14);
        let mut rules = Vec::new();
        for topic in fresh.drain(..3) {
            rules.push((topic, TOPICS[topic].values[self.rng.index(3)]));
        }
        let merges = self.rng.index(2) + 4;
        let mut days = vec![self.rng.range(2, 4)];
        for merge in 0..merges {
            days.push(days[merge] + self.rng.range(7, 11));
        }
        let started = work_time(self.world, &mut self.rng, days[merges]);
        let root = Root {
            commit: Commit {
                sha: self.sha("root"),
                subject: "Move the service to its own repository".to_owned(),
                at: started,
            },
            author: self.service.owner,
            rules: rules.clone(),
        };
        let mut changes = Vec::new();
        for merge in 0..merges {
            let ago = days[merges - 1 - merge];
            // The last one changes a rule, so that an open one can be in its way.
            let new = merge + 1 < merges && self.rng.chance(50);
            let change = self.change(&mut rules, &mut fresh, new, None);
            let opened_at = {
                let days = ago + self.rng.range(1, 3);
                work_time(self.world, &mut self.rng, days)
            };
            let merged_at = work_time(self.world, &mut self.rng, ago).max(opened_at.plus_minutes(95));
            changes.push(Change { stage: Stage::Merged, opened_at, ended_at: Some(merged_at), base: merge, ..change });
        }
        let last = changes[merges - 1].clone();
        let mut before = rules.clone();
        for rule in &mut before {
            if rule.0 == last.topic {
                rule.1 = last.from.unwrap_or(rule.1);
            }
        }
        before.retain(|rule| rule.0 == last.topic);
        let mut calm: Vec<(usize, i64)> = rules.iter().copied().filter(|rule| rule.0 != last.topic).collect();
        for open in 0..2 + self.rng.index(2) {
            let stage = STAGES[(self.turn + self.repo * 2 + open) % STAGES.len()];
            let change = if stage == Stage::Conflicting {
                let merged = last.ended_at.unwrap_or(self.world.now);
                let opened_at = last.opened_at.max(merged.at(merged.day(), 0).plus_minutes(-480));
                let opened_at = opened_at.plus_minutes(self.rng.range(5, 45)).min(merged.plus_minutes(-30));
                let change = self.change(&mut before, &mut fresh, false, Some(last.to));
                Change { stage, opened_at, base: merges - 1, ..change }
            } else {
                let new = self.rng.chance(60);
                let change = self.change(&mut calm, &mut fresh, new, None);
                calm.retain(|rule| rule.0 != change.topic);
                let days = self.rng.range(0, 6);
                let opened_at = work_time(self.world, &mut self.rng, days);
                let base = changes.iter().filter(|one: &&Change| one.ended_at.is_some_and(|at| at < opened_at)).count();
                Change { stage, opened_at, base: base.max(merges - 1), ..change }
            };
            changes.push(change);
        }
        if self.repo.is_multiple_of(3) {
            let (opened_at, ended_at) =
                (work_time(self.world, &mut self.rng, 30), work_time(self.world, &mut self.rng, 24));
            let change = self.change(&mut calm, &mut fresh, true, None);
            let base = changes.iter().filter(|one| one.ended_at.is_some_and(|at| at < opened_at)).count();
            changes.push(Change { stage: Stage::Closed, opened_at, ended_at: Some(ended_at), base, ..change });
        }
        changes.sort_by_key(|change| change.opened_at);
        let mut number = self.rng.range(12, 240);
        for (index, change) in changes.iter_mut().enumerate() {
            number += self.rng.range(1, 3);
            change.number = number;
            self.people(change);
            let second = change.stage != Stage::Draft && self.rng.chance(60);
            for part in 0..1 + usize::from(second) {
                let at = change
                    .opened_at
                    .plus_minutes(if part == 0 { -25 } else { 90 })
                    .min(self.world.now.plus_minutes(-8));
                change.commits.push(Commit { sha: self.sha(&format!("{index}.{part}")), subject: String::new(), at });
            }
            if change.stage == Stage::Merged {
                change.merge_sha = Some(self.sha(&format!("merge {index}")));
            }
        }
        (root, changes)
    }

    fn sha(&self, label: &str) -> String {
        sha(&format!("{} {} {label}", self.world.seed, self.service.name))
    }

    /// A new rule, or another number for one of those that there are.
    fn change(&mut self, rules: &mut Vec<(usize, i64)>, fresh: &mut Vec<usize>, new: bool, not: Option<i64>) -> Change {
        let added = if new || rules.is_empty() { fresh.pop() } else { None };
        let (topic, from, to) = match added {
            Some(topic) => {
                let value = TOPICS[topic].values[self.rng.index(3)];
                rules.push((topic, value));
                (topic, None, value)
            }
            None => {
                let index = self.rng.index(rules.len());
                let (topic, from) = rules[index];
                let others: Vec<i64> =
                    TOPICS[topic].values.into_iter().filter(|value| *value != from && Some(*value) != not).collect();
                let to = others[self.rng.index(others.len())];
                rules[index].1 = to;
                (topic, Some(from), to)
            }
        };
        Change {
            repo: self.repo,
            number: 0,
            topic,
            from,
            to,
            author: None,
            reviewers: [None; 2],
            item: 0,
            branch: String::new(),
            title: String::new(),
            stage: Stage::Waiting,
            opened_at: self.world.now,
            ended_at: None,
            base: 0,
            commits: Vec::new(),
            merge_sha: None,
        }
    }

    /// Who wrote it and who looks at it: the user waits for some and is waited for by others.
    fn people(&mut self, change: &mut Change) {
        let team = team(self.cast);
        change.author = match change.stage {
            Stage::Ready | Stage::Conflicting if self.rng.chance(70) => None,
            Stage::Waiting | Stage::ChangesRequested => self.service.owner.or(team[team.len() - 1]),
            _ if self.rng.chance(40) => self.service.owner,
            _ => team[self.rng.index(team.len())],
        };
        let others: Vec<Somebody> = team.into_iter().filter(|one| *one != change.author).collect();
        let mut reviewers = self.rng.some(&others, 2);
        if change.stage == Stage::Waiting && !reviewers.contains(&None) {
            reviewers[0] = None;
        }
        change.reviewers = [reviewers[0], reviewers[1 % reviewers.len()]];
    }
}

/// The words of a change, once its issue has a key.
fn name(change: &mut Change, item: &Item) {
    let topic = &TOPICS[change.topic];
    let (scope, constant) = (kebab(topic.name), topic.constant());
    let (kind, title) = match change.from {
        None => ("feat", format!("feat({scope}): {}", lower_first(topic.feature))),
        Some(from) => {
            let verb = if change.to > from { "raise" } else { "lower" };
            ("fix", format!("fix({scope}): {verb} {constant} from {from} to {}", change.to))
        }
    };
    change.branch = format!("{kind}/{}-{scope}", item.key);
    let first = match (change.from, topic.shape) {
        (None, Shape::Cap) => format!("Add {} with a limit of {}", snake(&topic.function()), change.to),
        (None, _) => format!("Add {}", snake(&topic.function())),
        (Some(from), _) => format!("Change {constant} from {from} to {}", change.to),
    };
    for (part, commit) in change.commits.iter_mut().enumerate() {
        commit.subject = if part == 0 { first.clone() } else { format!("Test that {}", topic.test()) };
    }
    change.title = title;
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect()
}
