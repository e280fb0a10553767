//! The tools for commits and branches.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::browsing::missing_file;
use super::git::{Tree, key};
use super::types::*;
use super::{REPOSITORY, Repos, diff};
use crate::kit::{Call, Cursor, Day, Email, Limit, Text, Time, ToolError, conflict, invalid, not_allowed, page};
use crate::world::cast::Member;
use crate::world::works::sha;

type Result<T> = std::result::Result<T, ToolError>;

/// No file grows beyond this.
const MOST_BYTES: usize = 100_000;

#[derive(Debug, Serialize, JsonSchema)]
pub struct CommitSummary {
    /// Sha of the commit.
    pub commit_sha: String,
    /// What was done.
    pub message: String,
    /// Who did it.
    pub author: Member,
    /// When it was done.
    pub committed_at: Time,
    /// What the pipeline says of it.
    pub check_status: CheckStatus,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct CommitList {
    /// The commits, newest first.
    pub commits: Vec<CommitSummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Lists the commits of a branch, tag or commit, newest first; filter by author, file or day to find when something changed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListCommits {
    /// Name of the repository.
    pub repository: String,
    /// Branch, tag or commit sha to begin at (default: the default branch).
    #[schemars(example = &"main")]
    pub revision: Option<Text<120>>,
    /// Only commits of this author.
    pub author_email: Option<Email>,
    /// Only commits that changed this file.
    pub path: Option<Text<200>>,
    /// Only commits of this day or later.
    pub since_date: Option<Day>,
    /// How many commits to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct CommitDetails {
    /// Sha of the commit.
    pub commit_sha: String,
    /// Sha of the commit before; missing for the first one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_sha: Option<String>,
    /// Name of the repository.
    pub repository: String,
    /// Branch that it was made on.
    pub branch: String,
    /// What was done.
    pub message: String,
    /// Who did it.
    pub author: Member,
    /// When it was done.
    pub committed_at: Time,
    /// What the pipeline says of it.
    pub check_status: CheckStatus,
    /// Test that fails, if one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failing_test: Option<String>,
    /// The files that it changed.
    pub files: Vec<FileChange>,
    /// How many lines are new.
    pub additions: usize,
    /// How many lines are gone.
    pub deletions: usize,
}

/// Returns one commit with the files that it changed, the numbers of lines, and what the pipeline says of it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetCommit {
    /// Name of the repository.
    pub repository: String,
    /// Sha of the commit, or at least its first seven digits.
    pub commit_sha: Text<40>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct FileDiff {
    /// Path of the file.
    pub path: String,
    /// What happened to the file.
    pub status: FileStatus,
    /// The changed lines with their surroundings.
    pub patch: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Comparison {
    /// Sha of the last commit that both have.
    pub merge_base_sha: String,
    /// How many commits head has and base has not.
    pub ahead_by: usize,
    /// How many commits base has and head has not.
    pub behind_by: usize,
    /// What head has changed since both parted.
    pub files: Vec<FileDiff>,
    /// Files that both have changed in different ways; they stand in the way of a merge.
    pub conflicting_paths: Vec<String>,
}

/// Compares two branches, tags or commits: commits ahead and behind, the diff since they parted, and conflicting files.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompareRevisions {
    /// Name of the repository.
    pub repository: String,
    /// Branch, tag or commit sha to compare with.
    #[schemars(example = &"main")]
    pub base_revision: Text<120>,
    /// Branch, tag or commit sha that has the changes.
    #[schemars(example = &"main")]
    pub head_revision: Text<120>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct NewBranch {
    /// Name of the repository.
    pub repository: String,
    /// Name of the branch.
    pub branch: String,
    /// Sha of the commit that it begins at.
    pub head_sha: String,
}

/// Makes a branch at a revision, to commit changes to. Fails if the name is taken or no good branch name.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateBranch {
    /// Name of the repository.
    pub repository: String,
    /// Name of the new branch, such as fix/ATL-142-retry-delay.
    #[schemars(example = &"fix/retry-delay")]
    #[schemars(example = &"docs/readme")]
    pub branch: Text<100>,
    /// Branch, tag or commit sha to begin at (default: the default branch).
    #[schemars(example = &"main")]
    pub from_revision: Option<Text<120>>,
}

/// Commits the new text of one file to a branch that is not protected. An existing file is replaced only if expected_sha
/// is the sha it has there; leave expected_sha out for a new file.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommitFileChange {
    /// Name of the repository.
    pub repository: String,
    /// Branch to commit to; not the protected default branch.
    pub branch: String,
    /// Path of the file.
    #[schemars(example = &"docs/notes.md")]
    pub path: Text<200>,
    /// The whole new text; leave it out to delete the file.
    pub content: Option<String>,
    /// Sha of the text that is replaced or deleted, as read_repository_file returns it.
    pub expected_sha: Option<Text<40>>,
    /// What the commit does, in a sentence.
    pub message: Text<300>,
}

pub fn list_commits(repos: &Repos, call: &Call, args: ListCommits) -> Result<CommitList> {
    let head = repos.resolve(&args.repository, args.revision.as_ref().map(|text| text.0.as_str()))?;
    let found = |commit: &&Commit| {
        args.author_email.as_ref().is_none_or(|email| commit.author_email == email.0)
            && args.path.as_ref().is_none_or(|path| commit.files.iter().any(|file| file.path == path.0))
            && args.since_date.is_none_or(|day| commit.committed_at.day() >= day)
    };
    let summary = |commit: &Commit| CommitSummary {
        commit_sha: commit.sha.clone(),
        message: commit.message.clone(),
        author: repos.person(&commit.author_email),
        committed_at: commit.committed_at,
        check_status: commit.checks.status(call.now),
    };
    let found = repos.line(&head.sha).filter(found).map(summary).collect();
    let (commits, next_cursor) = page(found, args.cursor, args.limit, 20);
    Ok(CommitList { commits, next_cursor })
}

pub fn get_commit(repos: &Repos, call: &Call, args: GetCommit) -> Result<CommitDetails> {
    Ok(details(repos, repos.resolve(&args.repository, Some(&args.commit_sha.0))?, call.now))
}

fn details(repos: &Repos, commit: &Commit, now: Time) -> CommitDetails {
    let check_status = commit.checks.status(now);
    let failing = commit.checks.failing.as_ref().filter(|_| check_status == CheckStatus::Failing);
    CommitDetails {
        commit_sha: commit.sha.clone(),
        parent_sha: commit.parent_sha.clone(),
        repository: commit.repository.clone(),
        branch: commit.branch.clone(),
        message: commit.message.clone(),
        author: repos.person(&commit.author_email),
        committed_at: commit.committed_at,
        check_status,
        failing_test: failing.map(|failing| failing.test_name.clone()),
        files: commit.files.clone(),
        additions: commit.files.iter().map(|file| file.additions).sum(),
        deletions: commit.files.iter().map(|file| file.deletions).sum(),
    }
}

pub fn compare_revisions(repos: &Repos, _: &Call, args: CompareRevisions) -> Result<Comparison> {
    let base = repos.resolve(&args.repository, Some(&args.base_revision.0))?;
    let head = repos.resolve(&args.repository, Some(&args.head_revision.0))?;
    let merge_base_sha = repos
        .merge_base(&base.sha, &head.sha)
        .ok_or_else(|| conflict("The two revisions have no commit in common, so there is nothing to compare."))?;
    let ahead = |sha: &str| repos.line(sha).take_while(|commit| commit.sha != merge_base_sha).count();
    Ok(Comparison {
        ahead_by: ahead(&head.sha),
        behind_by: ahead(&base.sha),
        files: repos.diffs(&repos.tree(&merge_base_sha), &repos.tree(&head.sha)),
        conflicting_paths: repos.conflicts(&base.sha, &head.sha),
        merge_base_sha,
    })
}

impl Repos {
    pub(super) fn diffs(&self, from: &Tree, to: &Tree) -> Vec<FileDiff> {
        let patch = |file: FileChange| FileDiff {
            patch: diff::patch(self.content(from.get(&file.path)), self.content(to.get(&file.path))),
            status: file.status,
            path: file.path,
        };
        self.changes(from, to).into_iter().map(patch).collect()
    }
}

pub fn create_branch(repos: &mut Repos, _: &mut Call, args: CreateBranch) -> Result<NewBranch> {
    REPOSITORY.get(&repos.repositories, &args.repository)?;
    let name = args.branch.0;
    let good = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    if !name.chars().all(good)
        || name.starts_with(['/', '-', '.'])
        || name.ends_with(['/', '.'])
        || name.contains("..")
        || name.contains("//")
    {
        return Err(invalid(
            "Argument `branch`: a branch name has letters, digits, dashes, dots and single slashes, such as fix/retry-delay.",
        ));
    }
    let key = key(&args.repository, &name);
    if repos.branches.contains_key(&key) || repos.tags.contains_key(&key) {
        return Err(conflict(format!("{} already has a branch or tag {name}. Choose another name.", args.repository)));
    }
    let from = repos.resolve(&args.repository, args.from_revision.as_ref().map(|text| text.0.as_str()))?;
    let head_sha = from.sha.clone();
    let branch = Branch { repository: args.repository, name, head_sha: head_sha.clone(), protected: false };
    repos.branches.insert(key, branch.clone());
    Ok(NewBranch { repository: branch.repository, branch: branch.name, head_sha })
}

pub fn commit_file_change(repos: &mut Repos, call: &mut Call, args: CommitFileChange) -> Result<CommitDetails> {
    REPOSITORY.get(&repos.repositories, &args.repository)?;
    let branch = repos.branch(&args.repository, &args.branch)?;
    if branch.protected {
        return Err(not_allowed(format!(
            "{} of {} is protected. Use create_branch and commit there.",
            branch.name, args.repository
        )));
    }
    let path = args.path.0;
    let bad = |part: &str| part.is_empty() || part == "." || part == ".." || part.chars().any(char::is_control);
    if path.split('/').any(bad) || path.contains('\\') {
        return Err(invalid("Argument `path`: a path names a file in the repository, such as docs/notes.md."));
    }
    if args.content.as_ref().is_some_and(|content| content.len() > MOST_BYTES) {
        return Err(invalid(format!("Argument `content`: a file has at most {MOST_BYTES} bytes.")));
    }
    let tree = repos.tree(&branch.head_sha);
    let inside = format!("{path}/");
    let above = |other: &String| other.starts_with(&inside) || path.starts_with(&format!("{other}/"));
    if tree.keys().any(above) {
        return Err(conflict(format!("The path {path} is a folder, or lies below a file, on {}.", args.branch)));
    }
    let old = tree.get(&path);
    match (old, &args.expected_sha) {
        (Some(old), Some(expected)) if *old != expected.0 => {
            return Err(conflict(format!(
                "{path} has changed: its sha on {} is {old} now. Use read_repository_file and try again.",
                args.branch
            )));
        }
        (Some(_), None) => {
            return Err(conflict(format!(
                "{path} exists on {}. Give its expected_sha, which read_repository_file returns, to replace it.",
                args.branch
            )));
        }
        (None, Some(_)) => return Err(missing_file(&args.repository, &path)),
        _ => {}
    }
    let mut after = tree.clone();
    let content = args.content;
    match &content {
        None if old.is_none() => return Err(missing_file(&args.repository, &path)),
        None => {
            after.remove(&path);
        }
        Some(content) => {
            after.insert(path.clone(), sha(&format!("blob {content}")));
        }
    }
    if after == tree {
        return Err(conflict(format!("{path} already has this text on {}; there is nothing to commit.", args.branch)));
    }
    if let Some(content) = content {
        repos.keep(content);
    }
    let files = repos.changes(&tree, &after);
    let commit = repos.commit(&args.repository, &args.branch, args.message.0, files, call.now);
    repos.moved(&args.repository, &args.branch, call.now);
    Ok(details(repos, &commit, call.now))
}
