//! How the changes of one repository come about: rules are added and their numbers changed, by whom, when, and how far.

use super::World;
use super::cast::Cast;
use super::code::{kebab, snake};
use super::defects::Item;
use super::software::Service;
use super::topics::{Shape, TOPICS};
use super::works::{Change, Commit, Root, Somebody, Stage, sha, team, work_time};
use crate::kit::Ordered;
use crate::kit::rng::Rng;

pub(super) const STAGES: [Stage; 8] = [
    Stage::Ready,
    Stage::ChangesRequested,
    Stage::Failing,
    Stage::Waiting,
    Stage::Conflicting,
    Stage::Draft,
    Stage::Ready,
    Stage::Waiting,
];

/// Makes the changes of one repository.
pub(super) struct Repo<'a> {
    pub world: &'a World,
    pub cast: &'a Cast,
    pub service: &'a Service,
    pub repo: usize,
    pub rng: Rng,
    pub turn: usize,
}

impl Repo<'_> {
    pub fn generate(&mut self) -> (Root, Vec<Change>) {
        let fits = |topic: &usize| TOPICS[*topic].fits(self.service.language);
        let all: Vec<usize> = (0..TOPICS.len()).filter(fits).collect();
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
        changes.order_by_key(|change| change.opened_at);
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
pub(super) fn name(change: &mut Change, item: &Item) {
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
