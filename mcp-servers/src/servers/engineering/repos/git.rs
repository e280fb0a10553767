//! Revisions, trees and merges: what the history says a branch holds.

use std::collections::{BTreeMap, BTreeSet};

use super::diff;
use super::types::*;
use super::{REPOSITORY, Repos};
use crate::kit::{Time, ToolError, shorten};
use crate::world::cast::Member;
use crate::world::works::sha;

/// The files of a commit: path and sha of the text.
pub type Tree = BTreeMap<String, String>;

pub fn key(repository: &str, name: &str) -> String {
    format!("{repository}:{name}")
}

impl Repos {
    pub(super) fn branch(&self, repository: &str, name: &str) -> Result<&Branch, ToolError> {
        self.branches.get(&key(repository, name)).ok_or_else(|| {
            let name = shorten(name);
            ToolError::NotFound(format!("{repository} has no branch {name}. Use get_repository to see its branches."))
        })
    }

    /// The commit that a branch, a tag or the beginning of a sha names; the default branch where nothing is named.
    pub(super) fn resolve(&self, repository: &str, revision: Option<&str>) -> Result<&Commit, ToolError> {
        let known = REPOSITORY.get(&self.repositories, repository)?;
        let revision = revision.unwrap_or(&known.default_branch);
        let branch = self.branches.get(&key(repository, revision)).map(|branch| &branch.head_sha);
        let tag = || self.tags.get(&key(repository, revision)).map(|tag| &tag.commit_sha);
        let short = || {
            let whole = revision.len() >= 7 && revision.bytes().all(|byte| byte.is_ascii_hexdigit());
            let lower = revision.to_ascii_lowercase();
            let mut found = self.commits.range(lower.clone()..).take_while(|(sha, _)| sha.starts_with(&lower));
            let first = found.find(|(_, commit)| commit.repository == repository);
            first.filter(|_| whole).map(|(sha, _)| sha)
        };
        branch.or_else(tag).or_else(short).and_then(|sha| self.commits.get(sha)).ok_or_else(|| {
            let revision = shorten(revision);
            ToolError::NotFound(format!(
                "{repository} has no branch, tag or commit {revision}. Use get_repository or list_commits."
            ))
        })
    }

    /// A commit and those before it, newest first.
    pub(super) fn line<'a>(&'a self, sha: &str) -> impl Iterator<Item = &'a Commit> {
        let parent = |commit: &&'a Commit| self.commits.get(commit.parent_sha.as_deref()?);
        std::iter::successors(self.commits.get(sha), parent)
    }

    pub(super) fn tree(&self, sha: &str) -> Tree {
        let mut seen: BTreeMap<&str, Option<&String>> = BTreeMap::new();
        for commit in self.line(sha) {
            for file in &commit.files {
                seen.entry(&file.path).or_insert(file.file_sha.as_ref());
            }
        }
        seen.into_iter().filter_map(|(path, sha)| Some((path.to_owned(), sha?.clone()))).collect()
    }

    pub(super) fn content(&self, file_sha: Option<&String>) -> &str {
        file_sha.and_then(|sha| self.blobs.get(sha)).map_or("", |blob| &blob.content)
    }

    /// The last commit that two lines share.
    pub(super) fn merge_base(&self, one: &str, other: &str) -> Option<String> {
        let line: BTreeSet<&str> = self.line(one).map(|commit| commit.sha.as_str()).collect();
        self.line(other).find(|commit| line.contains(commit.sha.as_str())).map(|commit| commit.sha.clone())
    }

    /// What has to be done to one tree to get another.
    pub(super) fn changes(&self, from: &Tree, to: &Tree) -> Vec<FileChange> {
        let paths: BTreeSet<&String> = from.keys().chain(to.keys()).collect();
        let change = |path: &String| {
            let (old, new) = (from.get(path), to.get(path));
            let status = match (old, new) {
                (None, Some(_)) => FileStatus::Added,
                (Some(_), None) => FileStatus::Deleted,
                _ if old != new => FileStatus::Modified,
                _ => return None,
            };
            let (additions, deletions) = diff::counts(self.content(old), self.content(new));
            Some(FileChange { path: path.clone(), status, additions, deletions, file_sha: new.cloned() })
        };
        paths.into_iter().filter_map(change).collect()
    }

    /// Who has an address, as the code host knows people.
    pub(super) fn person(&self, email: &str) -> Member {
        let unknown = || Member { name: email.to_owned(), email: email.to_owned() };
        self.team.get(email).cloned().unwrap_or_else(unknown)
    }

    /// Files that both branches have changed in different ways since they parted.
    pub(super) fn conflicts(&self, target: &str, source: &str) -> Vec<String> {
        let Some(base) = self.merge_base(target, source) else { return Vec::new() };
        if base == target {
            return Vec::new();
        }
        let (base, target, source) = (self.tree(&base), self.tree(target), self.tree(source));
        let paths: BTreeSet<&String> = base.keys().chain(target.keys()).chain(source.keys()).collect();
        let clash = |path: &&String| {
            let (old, ours, theirs) = (base.get(*path), target.get(*path), source.get(*path));
            ours != old && theirs != old && ours != theirs
        };
        paths.into_iter().filter(clash).cloned().collect()
    }

    /// Keeps a text and returns its sha.
    pub(super) fn keep(&mut self, content: String) -> String {
        let sha = sha(&format!("blob {content}"));
        if !self.blobs.contains_key(&sha) {
            self.blobs.insert(sha.clone(), Blob { content });
        }
        sha
    }

    /// Puts a commit on top of a branch. The pipeline looks at it at once; a failing test goes on failing unless the
    /// commit touches what it is about.
    pub(super) fn commit(
        &mut self,
        repository: &str,
        branch: &str,
        message: String,
        files: Vec<FileChange>,
        at: Time,
    ) -> Commit {
        let parent_sha = self.branches.get(&key(repository, branch)).map(|branch| branch.head_sha.clone());
        let parent = parent_sha.as_ref().and_then(|sha| self.commits.get(sha));
        let failing = parent.and_then(|parent| parent.checks.failing.clone());
        let touched = |failing: &Failing| files.iter().any(|file| failing.paths.contains(&file.path));
        let failing = failing.filter(|failing| !touched(failing));
        let commit = Commit {
            sha: sha(&format!("commit {repository} {branch} {parent_sha:?} {message} {at}")),
            repository: repository.to_owned(),
            branch: branch.to_owned(),
            parent_sha,
            author_email: self.user.email.clone(),
            message,
            committed_at: at,
            files,
            checks: Checks { done_at: Some(at.plus_seconds(6)), failing },
        };
        self.commits.insert(commit.sha.clone(), commit.clone());
        if let Some(branch) = self.branches.get_mut(&key(repository, branch)) {
            branch.head_sha.clone_from(&commit.sha);
        }
        commit
    }
}

impl Checks {
    pub fn status(&self, now: Time) -> CheckStatus {
        match &self.failing {
            _ if self.done_at.is_some_and(|done| now < done) => CheckStatus::Pending,
            Some(_) => CheckStatus::Failing,
            None => CheckStatus::Passing,
        }
    }
}
