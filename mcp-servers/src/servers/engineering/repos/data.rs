//! The code host as the world has it.

use std::collections::{BTreeMap, BTreeSet};

use super::git::{Tree, key};
use super::types::*;
use super::{Repos, diff};
use crate::kit::Table;
use crate::world::works::{self, Change, Somebody, Stage, Works, sha};
use crate::world::{World, code, defects, scaffold};

pub fn generate(world: &World) -> Repos {
    let works = Works::generate(world);
    let mut repos = Repos {
        blobs: Table::new(),
        branches: Table::new(),
        commits: Table::new(),
        pull_requests: Table::new(),
        repositories: Table::new(),
        tags: Table::new(),
        team: works.team().into_iter().map(|one| (works.person(one).email.clone(), works.member(one))).collect(),
        user: works.member(None),
    };
    let prefixes = defects::prefixes(&works.cast);
    let red = works.runs.iter().filter(|run| run.failed_topic.is_some()).filter_map(|run| run.change).collect();
    for (repo, service) in works.services.iter().enumerate() {
        let project = &works.cast.projects[service.project].name;
        let repository = Repository {
            name: service.name.clone(),
            service_id: world.id("svc", repo),
            description: format!("{} service of {project}, tier {}", service.language, service.tier),
            language: service.language.to_owned(),
            owner: works.member(service.owner),
            default_branch: "main".to_owned(),
            required_approvals: works.approvals_needed(repo),
            issue_prefix: prefixes[service.project].clone(),
        };
        repos.repositories.insert(service.name.clone(), repository);
        Line { repos: &mut repos, works: &works, repo, red: &red, main: Vec::new() }.write();
    }
    for (index, change) in works.changes.iter().enumerate() {
        let request = pull_request(world, &works, index, change);
        repos.pull_requests.insert(request.id.clone(), request);
    }
    for release in &works.releases {
        let repository = &works.services[release.repo].name;
        let tag = Tag {
            repository: repository.clone(),
            tag: release.tag(),
            commit_sha: release.sha.clone(),
            released_at: release.at,
        };
        repos.tags.insert(key(repository, &tag.tag), tag);
    }
    repos
}

/// Writes the history of one repository.
struct Line<'a> {
    repos: &'a mut Repos,
    works: &'a Works,
    repo: usize,
    /// Indices of the changes whose test fails.
    red: &'a BTreeSet<usize>,
    /// Commits of the main branch.
    main: Vec<String>,
}

impl Line<'_> {
    fn write(mut self) {
        let (works, repo) = (self.works, self.repo);
        let service = &works.services[repo];
        let root = &works.roots[repo];
        let mut files: BTreeMap<String, String> =
            scaffold::scaffold(service, &works.services, &works.cast).into_iter().collect();
        for (topic, value) in &root.rules {
            let topic = &crate::world::topics::TOPICS[*topic];
            files.insert(code::source_path(service, topic), code::source(service, topic, *value));
            files.insert(code::test_path(service, topic), code::test(service, topic, *value));
        }
        let mut tree = Tree::new();
        self.commit(&mut tree, files, None, "main", root.author, &root.commit);
        self.main.push(root.commit.sha.clone());
        for (index, change) in works.merged(repo) {
            let (Some(sha), Some(at)) = (&change.merge_sha, change.ended_at) else { continue };
            let message = format!("{} (#{})", change.title, change.number);
            let parent = self.main[self.main.len() - 1].clone();
            let commit = works::Commit { sha: sha.clone(), subject: message, at };
            let texts = self.texts(index, change, true, true);
            self.commit(&mut tree, texts, Some(parent), "main", change.author, &commit);
            self.main.push(sha.clone());
        }
        self.branch("main", self.main[self.main.len() - 1].clone(), true);
        let sides = works.changes.iter().enumerate().filter(|(_, one)| one.repo == repo && one.stage != Stage::Merged);
        for (index, change) in sides {
            self.side(index, change);
        }
        for run in works.runs.iter().filter(|run| run.repo == repo && run.change.is_some()) {
            let Some(topic) = run.failed_topic.map(|topic| &crate::world::topics::TOPICS[topic]) else { continue };
            let failing = Failing {
                test_name: code::test_name(service.language, topic),
                paths: vec![code::source_path(service, topic), code::test_path(service, topic)],
            };
            if let Some(commit) = self.repos.commits.get_mut(&run.sha) {
                commit.checks.failing = Some(failing);
            }
        }
    }

    /// A branch that has not been merged.
    fn side(&mut self, index: usize, change: &Change) {
        let mut tree = self.repos.tree(&self.main[change.base]);
        let mut parent = self.main[change.base].clone();
        let whole = change.commits.len() == 1 && (change.stage != Stage::Draft || self.red.contains(&index));
        for (part, commit) in change.commits.iter().enumerate() {
            let texts = match part {
                0 => self.texts(index, change, true, whole),
                _ => self.texts(index, change, false, true),
            };
            self.commit(&mut tree, texts, Some(parent), &change.branch, change.author, commit);
            parent = commit.sha.clone();
        }
        self.branch(&change.branch, parent, false);
    }

    /// The files that a change writes: the rule and its test, which wants another number where it fails.
    fn texts(&self, index: usize, change: &Change, source: bool, test: bool) -> BTreeMap<String, String> {
        let (service, topic) = (&self.works.services[change.repo], change.topic());
        let other = topic.values.into_iter().find(|value| *value != change.to).unwrap_or(change.to);
        let wanted = if self.red.contains(&index) { change.from.unwrap_or(other) } else { change.to };
        let mut texts = BTreeMap::new();
        if source {
            texts.insert(code::source_path(service, topic), code::source(service, topic, change.to));
        }
        if test {
            texts.insert(code::test_path(service, topic), code::test(service, topic, wanted));
        }
        texts
    }

    fn branch(&mut self, name: &str, head_sha: String, protected: bool) {
        let repository = self.works.services[self.repo].name.clone();
        let branch = Branch { repository: repository.clone(), name: name.to_owned(), head_sha, protected };
        self.repos.branches.insert(key(&repository, name), branch);
    }

    /// Commits texts on top of a tree, which has them then.
    fn commit(
        &mut self,
        tree: &mut Tree,
        texts: BTreeMap<String, String>,
        parent_sha: Option<String>,
        branch: &str,
        author: Somebody,
        made: &works::Commit,
    ) {
        let mut files = Vec::new();
        for (path, content) in texts {
            let old = tree.get(&path);
            let file_sha = sha(&format!("blob {content}"));
            let (additions, deletions) = diff::counts(self.repos.content(old), &content);
            let status = if old.is_some() { FileStatus::Modified } else { FileStatus::Added };
            self.repos.blobs.insert(file_sha.clone(), Blob { content });
            tree.insert(path.clone(), file_sha.clone());
            files.push(FileChange { path, status, additions, deletions, file_sha: Some(file_sha) });
        }
        let commit = Commit {
            sha: made.sha.clone(),
            repository: self.works.services[self.repo].name.clone(),
            branch: branch.to_owned(),
            parent_sha,
            author_email: self.works.person(author).email.clone(),
            message: made.subject.clone(),
            committed_at: made.at,
            files,
            checks: Checks { done_at: None, failing: None },
        };
        self.repos.commits.insert(commit.sha.clone(), commit);
    }
}

fn pull_request(world: &World, works: &Works, index: usize, change: &Change) -> PullRequest {
    let email = |somebody: Somebody| works.person(somebody).email.clone();
    let item = &works.items[change.item];
    let status = match change.stage {
        Stage::Merged => PullRequestStatus::Merged,
        Stage::Closed => PullRequestStatus::Closed,
        _ => PullRequestStatus::Open,
    };
    let mut rng = world.rng("reviews", index);
    let head = change.head();
    let late = change.ended_at.unwrap_or(world.now);
    let reviewed_at =
        |rng: &mut crate::kit::rng::Rng| head.at.plus_minutes(rng.range(15, 200)).min(late.plus_minutes(-3));
    let mut reviews: Vec<Review> = Vec::new();
    for reviewer in change.approvals(works.approvals_needed(change.repo)) {
        let comment = rng.chance(40).then(|| rng.pick(&PRAISE).to_owned());
        let submitted_at = reviewed_at(&mut rng);
        reviews.push(Review {
            reviewer_email: email(*reviewer),
            verdict: Verdict::Approve,
            comment,
            commit_sha: head.sha.clone(),
            submitted_at,
        });
    }
    if matches!(change.stage, Stage::ChangesRequested | Stage::Closed) {
        let comment =
            rng.pick(&DOUBTS).replace("{test}", &code::test_name(works.services[change.repo].language, change.topic()));
        let submitted_at = reviewed_at(&mut rng);
        reviews.push(Review {
            reviewer_email: email(change.reviewers[0]),
            verdict: Verdict::RequestChanges,
            comment: Some(comment),
            commit_sha: head.sha.clone(),
            submitted_at,
        });
    }
    let requested = change.reviewers.iter().map(|one| email(*one));
    let why = match change.from {
        Some(from) => format!("{} went from {from} to {}.", change.topic().constant(), change.to),
        None => change.topic().doc.to_owned(),
    };
    PullRequest {
        id: world.id("pul", index),
        repository: works.services[change.repo].name.clone(),
        number: change.number,
        title: change.title.clone(),
        description: format!("Resolves {}: {}.\n\n{why}", item.key, item.title()),
        author_email: email(change.author),
        source_branch: change.branch.clone(),
        target_branch: "main".to_owned(),
        status,
        is_draft: change.stage == Stage::Draft,
        requested_reviewer_emails: requested
            .filter(|one| reviews.iter().all(|review| review.reviewer_email != *one))
            .collect(),
        updated_at: reviews
            .last()
            .map_or(head.at, |review| review.submitted_at)
            .max(change.ended_at.unwrap_or(head.at)),
        reviews,
        issue_key: Some(item.key.clone()),
        created_at: change.opened_at,
        merge_commit_sha: change.merge_sha.clone(),
        merged_at: change.ended_at.filter(|_| change.stage == Stage::Merged),
    }
}

const PRAISE: [&str; 6] = [
    "Looks good, thanks.", "Nice and small.", "Tried it locally, works.", "The test makes it clear.", "Ship it.",
    "Fine for me; the number matches what we measured.",
];
const DOUBTS: [&str; 5] = [
    "Please add a case for zero to {test}.", "Why this number? We measured another one last month.",
    "I would rather make this a setting in config/default.toml.", "{test} only covers the happy path.",
    "Can we agree on the name of the constant first?",
];
