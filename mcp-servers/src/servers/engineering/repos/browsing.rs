//! The tools that look at repositories and their files.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{REPOSITORY, Repos};
use crate::kit::{Call, Cursor, Limit, Listed, Ordered, Query, Text, Time, ToolError, counted, page, shorten};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct RepositoryList {
    /// The repositories found, by name.
    pub repositories: Vec<Repository>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Finds repositories by words of name, description, language or owner; without arguments it lists all of them.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchRepositories {
    /// Words to search for; all of them must match.
    pub query: Option<Query>,
    /// Only repositories of this programming language.
    pub language: Option<Text<20>>,
    /// How many repositories to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct BranchSummary {
    /// Name of the branch.
    pub branch: String,
    /// Sha of its last commit.
    pub head_sha: String,
    /// When its last commit was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_commit_at: Option<Time>,
    /// Whether it changes through pull requests only.
    pub is_protected: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TagSummary {
    /// Name of the release, such as v2.3.1.
    pub tag: String,
    /// Sha of the commit that was released.
    pub commit_sha: String,
    /// When it was released.
    pub released_at: Time,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct RepositoryDetails {
    /// The repository.
    pub repository: Repository,
    /// Its branches, the default branch first.
    pub branches: Vec<BranchSummary>,
    /// Its releases, newest first.
    pub releases: Vec<TagSummary>,
    /// How many pull requests are open.
    pub open_pull_request_count: usize,
}

/// Returns one repository with its branches, releases and rules for merging. Use it before making a branch.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetRepository {
    /// Name of the repository.
    pub repository: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct FileEntry {
    /// Path of the file in the repository.
    pub path: String,
    /// Sha of its text.
    pub file_sha: String,
    /// Size in bytes.
    pub size: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct FileTree {
    /// Sha of the commit that was looked at.
    pub commit_sha: String,
    /// The files, by path.
    pub files: Vec<FileEntry>,
}

/// Lists the files of a repository at a branch, tag or commit, with their sizes; folders are part of the paths.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListRepositoryFiles {
    /// Name of the repository.
    pub repository: String,
    /// Branch, tag or commit sha to look at (default: the default branch).
    #[schemars(example = &"main")]
    pub revision: Option<Text<120>>,
    /// Only files in this folder.
    #[schemars(example = &"config")]
    pub folder: Option<Text<200>>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct FileContent {
    /// Path of the file in the repository.
    pub path: String,
    /// Sha of its text; give it as expected_sha when you change the file.
    pub file_sha: String,
    /// Sha of the commit that was looked at.
    pub commit_sha: String,
    /// How many lines the file has.
    pub line_count: usize,
    /// The text, or the wanted lines of it.
    pub content: String,
}

/// Returns the text of a file at a branch, tag or commit, with the sha that commit_file_change wants.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadRepositoryFile {
    /// Name of the repository.
    pub repository: String,
    /// Path of the file, as list_repository_files returns it.
    #[schemars(example = &"README.md")]
    pub path: Text<200>,
    /// Branch, tag or commit sha to look at (default: the default branch).
    #[schemars(example = &"main")]
    pub revision: Option<Text<120>>,
    /// First line to return (default 1).
    pub first_line: Option<crate::kit::Int<1, 100_000>>,
    /// Last line to return (default: the end).
    pub last_line: Option<crate::kit::Int<1, 100_000>>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct CodeMatch {
    /// Name of the repository.
    pub repository: String,
    /// Path of the file.
    pub path: String,
    /// Number of the line, from 1.
    pub line: usize,
    /// The line.
    pub text: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct CodeMatchList {
    /// The lines found, by repository, path and line.
    pub matches: Vec<CodeMatch>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Finds lines that contain a text, on the default branches of one or all repositories; case does not matter.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchCode {
    /// Text to look for, as it stands in the code.
    #[schemars(example = &"timeout_ms")]
    pub text: Text<100>,
    /// Only this repository.
    pub repository: Option<String>,
    /// Only files whose path ends so, such as .toml.
    #[schemars(example = &".toml")]
    pub path_suffix: Option<Text<60>>,
    /// How many lines to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

pub fn search_repositories(repos: &Repos, _: &Call, args: SearchRepositories) -> Result<RepositoryList> {
    let found = |repository: &&Repository| {
        let texts = [&repository.name, &repository.description, &repository.language, &repository.owner.name];
        args.query.as_ref().is_none_or(|query| query.matches(texts.map(String::as_str)))
            && args.language.as_ref().is_none_or(|language| repository.language.eq_ignore_ascii_case(&language.0))
    };
    let found = repos.repositories.values().filter(found).cloned().collect();
    let (repositories, next_cursor) = page(found, args.cursor, args.limit, 20);
    Ok(RepositoryList { repositories, next_cursor })
}

pub fn get_repository(repos: &Repos, _: &Call, args: GetRepository) -> Result<RepositoryDetails> {
    let repository = REPOSITORY.get(&repos.repositories, &args.repository)?;
    let summary = |branch: &Branch| BranchSummary {
        branch: branch.name.clone(),
        head_sha: branch.head_sha.clone(),
        last_commit_at: repos.commits.get(&branch.head_sha).map(|commit| commit.committed_at),
        is_protected: branch.protected,
    };
    let own = repos.branches.values().filter(|branch| branch.repository == repository.name);
    let mut branches: Vec<BranchSummary> = own.map(summary).collect();
    branches.order_by(|a, b| {
        (a.branch != repository.default_branch, &a.branch).cmp(&(b.branch != repository.default_branch, &b.branch))
    });
    let tags = repos.tags.values().filter(|tag| tag.repository == repository.name);
    let mut releases: Vec<TagSummary> = tags
        .map(|tag| TagSummary {
            tag: tag.tag.clone(),
            commit_sha: tag.commit_sha.clone(),
            released_at: tag.released_at,
        })
        .collect();
    releases.order_by_key(|release| std::cmp::Reverse(release.released_at));
    let open =
        |request: &&PullRequest| request.repository == repository.name && request.status == PullRequestStatus::Open;
    Ok(RepositoryDetails {
        repository: repository.clone(),
        branches,
        releases,
        open_pull_request_count: repos.pull_requests.values().filter(open).count(),
    })
}

pub fn list_repository_files(repos: &Repos, _: &Call, args: ListRepositoryFiles) -> Result<FileTree> {
    let commit = repos.resolve(&args.repository, args.revision.as_ref().map(|text| text.0.as_str()))?;
    let folder = args.folder.as_ref().map(|folder| format!("{}/", folder.0.trim_matches('/')));
    let tree = repos.tree(&commit.sha);
    let inside =
        |(path, _): &(&String, &String)| folder.as_ref().is_none_or(|folder| path.starts_with(folder.as_str()));
    let entry = |(path, sha): (&String, &String)| FileEntry {
        path: path.clone(),
        file_sha: sha.clone(),
        size: repos.content(Some(sha)).len(),
    };
    let files: Vec<FileEntry> = tree.iter().filter(inside).map(entry).collect();
    if files.is_empty() {
        return Err(ToolError::NotFound(format!(
            "{} has no folder {} there. Leave folder out to see all files.",
            args.repository,
            shorten(folder.as_deref().unwrap_or("/"))
        )));
    }
    Ok(FileTree { commit_sha: commit.sha.clone(), files })
}

pub fn read_repository_file(repos: &Repos, _: &Call, args: ReadRepositoryFile) -> Result<FileContent> {
    let commit = repos.resolve(&args.repository, args.revision.as_ref().map(|text| text.0.as_str()))?;
    let tree = repos.tree(&commit.sha);
    let file_sha = tree.get(&args.path.0).ok_or_else(|| missing_file(&args.repository, &args.path.0))?;
    let content = repos.content(Some(file_sha));
    let line_count = content.lines().count();
    let first = args.first_line.map_or(1, |line| line.0 as usize);
    let last = args.last_line.map_or(line_count, |line| line.0 as usize);
    if first > last || first > line_count.max(1) {
        return Err(crate::kit::invalid(format!(
            "Argument `first_line`: the file has {}; {first} to {last} are none of them.",
            counted(line_count, "line")
        )));
    }
    let content = if first == 1 && last >= line_count {
        content.to_owned()
    } else {
        content.lines().skip(first - 1).take(last - first + 1).map(|line| format!("{line}\n")).collect()
    };
    Ok(FileContent {
        path: args.path.0,
        file_sha: file_sha.clone(),
        commit_sha: commit.sha.clone(),
        line_count,
        content,
    })
}

pub fn search_code(repos: &Repos, _: &Call, args: SearchCode) -> Result<CodeMatchList> {
    if let Some(name) = &args.repository {
        REPOSITORY.get(&repos.repositories, name)?;
    }
    let wanted = args.text.0.to_lowercase();
    let mut found = Vec::new();
    for repository in repos.repositories.values() {
        if args.repository.as_ref().is_some_and(|name| *name != repository.name) {
            continue;
        }
        let Ok(commit) = repos.resolve(&repository.name, None) else { continue };
        for (path, sha) in repos.tree(&commit.sha) {
            if args.path_suffix.as_ref().is_some_and(|suffix| !path.ends_with(&suffix.0)) {
                continue;
            }
            for (index, line) in repos.content(Some(&sha)).lines().enumerate() {
                if line.to_lowercase().contains(&wanted) {
                    let text = line.trim().chars().take(300).collect();
                    found.push(CodeMatch {
                        repository: repository.name.clone(),
                        path: path.clone(),
                        line: index + 1,
                        text,
                    });
                }
            }
        }
    }
    let (matches, next_cursor) = page(found, args.cursor, args.limit, 20);
    Ok(CodeMatchList { matches, next_cursor })
}

pub fn missing_file(repository: &str, path: &str) -> ToolError {
    let path = shorten(path);
    ToolError::NotFound(format!("{repository} has no file {path} there. Use list_repository_files to see the paths."))
}

/// All files on the main branches, for listings.
pub fn listed(repos: &Repos) -> Vec<Listed> {
    let mut listed = Vec::new();
    for repository in repos.repositories.values() {
        let Ok(commit) = repos.resolve(&repository.name, None) else { continue };
        for path in repos.tree(&commit.sha).into_keys() {
            let title = format!("{path} of {}", repository.name);
            listed.push(Listed { values: vec![repository.name.clone(), path], title });
        }
    }
    listed
}

impl Repos {
    pub(super) fn text_on_main(&self, repository: &str, path: &str) -> Result<String> {
        let commit = self.resolve(repository, None)?;
        let tree = self.tree(&commit.sha);
        let sha = tree.get(path).ok_or_else(|| missing_file(repository, path))?;
        Ok(self.content(Some(sha)).to_owned())
    }
}
