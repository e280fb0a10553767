//! The code host: repositories, files, commits, branches and pull requests.

mod browsing;
mod data;
mod diff;
mod git;
mod history;
mod opening;
mod prompts;
mod pulls;
mod reviewing;
mod types;

use serde::Serialize;

use crate::kit::prompt::{self, Prompt};
use crate::kit::resource::{self, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Noun, Table};
use crate::world::World;
use crate::world::cast::Member;
use types::{Blob, Branch, Commit, PullRequest, Repository, Tag};

const REPOSITORY: Noun = Noun { name: "repository", finder: "search_repositories" };
const PULL_REQUEST: Noun = Noun { name: "pull request", finder: "list_pull_requests" };

/// The whole code host.
#[derive(Debug, Clone, Serialize)]
pub struct Repos {
    /// Texts of files by their sha.
    blobs: Table<Blob>,
    /// By repository and name.
    branches: Table<Branch>,
    /// By sha.
    commits: Table<Commit>,
    pull_requests: Table<PullRequest>,
    /// By name.
    repositories: Table<Repository>,
    /// By repository and name.
    tags: Table<Tag>,
    /// Who may review, by address.
    team: Table<Member>,
    user: Member,
}

impl Server for Repos {
    const NAME: &'static str = "repos";
    const TITLE: &'static str = "Repositories";
    const DESCRIPTION: &'static str = "The company's code host: repositories with files, commits, branches and pull requests with reviews and merging.";
    const INSTRUCTIONS: &'static str = "Repositories are named by name, commits by sha, pull requests by id. The main branch is protected: make a branch, \
        commit file changes to it, and open a pull request. A pull request needs green checks, approvals of other people and no conflicts before it can be merged.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("search_repositories", browsing::search_repositories),
            read("get_repository", browsing::get_repository),
            read("list_repository_files", browsing::list_repository_files),
            read("read_repository_file", browsing::read_repository_file),
            read("search_code", browsing::search_code),
            read("list_commits", history::list_commits),
            read("get_commit", history::get_commit),
            read("compare_revisions", history::compare_revisions),
            write("create_branch", history::create_branch),
            write("commit_file_change", history::commit_file_change),
            read("list_pull_requests", pulls::list_pull_requests),
            read("get_pull_request", pulls::get_pull_request),
            write("create_pull_request", opening::create_pull_request),
            write("review_pull_request", reviewing::review_pull_request),
            write("merge_pull_request", reviewing::merge_pull_request).destructive(),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        vec![
            resource::fixed(
                "repos://pull-requests/mine",
                "my_pull_requests",
                "Open pull requests that wait for the user: own ones, and those to review.",
                "text/markdown",
                |repos: &Self, now| Ok(prompts::waiting(repos, now)),
            ),
            resource::template(
                "repo://{repository}/{+path}",
                "file",
                "A file of a repository as it is on the main branch.",
                "text/plain",
                browsing::listed,
                |repos, _, vars| repos.text_on_main(vars.get("repository"), vars.get("path")),
            ),
        ]
    }

    fn prompts() -> Vec<Prompt<Self>> {
        vec![
            prompt::new("review_changes", prompts::review_changes)
                .complete("pull_request", prompts::open_numbers)
                .complete("focus", |_| ["correctness", "tests", "naming", "performance"].map(str::to_owned).to_vec()),
        ]
    }
}
