//! The tools that look at pull requests, and what stands between one and its merge.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::history::FileDiff;
use super::types::*;
use super::{PULL_REQUEST, REPOSITORY, Repos};
use crate::kit::{Call, Cursor, Email, Limit, Ordered, Time, ToolError, page};
use crate::world::cast::Member;

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct PullRequestSummary {
    /// Id of the pull request.
    pub id: String,
    /// Name of the repository.
    pub repository: String,
    /// Number of the pull request in its repository.
    pub number: i64,
    /// Title of the pull request.
    pub title: String,
    /// Who opened it.
    pub author: Member,
    /// Whether it is open, merged or closed.
    pub status: PullRequestStatus,
    /// Whether its author is still at work.
    pub is_draft: bool,
    /// Key of the issue that it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issue_key: Option<String>,
    /// When something last happened to it.
    pub updated_at: Time,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PullRequestList {
    /// The pull requests found, the last updated first.
    pub pull_requests: Vec<PullRequestSummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Lists pull requests of one or all repositories by status, author or reviewer, the last updated first.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListPullRequests {
    /// Only pull requests of this repository.
    pub repository: Option<String>,
    /// Only pull requests with this status (default open).
    pub status: Option<PullRequestStatus>,
    /// Only pull requests that this person opened.
    pub author_email: Option<Email>,
    /// Only pull requests that wait for a review of this person.
    pub reviewer_email: Option<Email>,
    /// How many pull requests to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ReviewDetails {
    /// Who reviewed.
    pub reviewer: Member,
    /// What the reviewer concluded.
    pub verdict: Verdict,
    /// What the reviewer wrote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Commit that was reviewed; an approval of an older commit no longer counts.
    pub commit_sha: String,
    /// When the review was given.
    pub submitted_at: Time,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PullRequestDetails {
    /// Id of the pull request.
    pub id: String,
    /// Name of the repository.
    pub repository: String,
    /// Number of the pull request in its repository.
    pub number: i64,
    /// Title of the pull request.
    pub title: String,
    /// What it is about.
    pub description: String,
    /// Who opened it.
    pub author: Member,
    /// Branch with the changes.
    pub source_branch: String,
    /// Branch that the changes go to.
    pub target_branch: String,
    /// Whether it is open, merged or closed.
    pub status: PullRequestStatus,
    /// Whether its author is still at work.
    pub is_draft: bool,
    /// Key of the issue that it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issue_key: Option<String>,
    /// Sha of the last commit of the source branch, while there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_sha: Option<String>,
    /// What the pipeline says of the last commit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check_status: Option<CheckStatus>,
    /// Test that fails, if one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failing_test: Option<String>,
    /// Whether merge_pull_request would do its work now.
    pub can_merge: bool,
    /// What has to happen before it can be merged.
    pub blockers: Vec<String>,
    /// The reviews, oldest first.
    pub reviews: Vec<ReviewDetails>,
    /// Who has been asked and has not reviewed yet.
    pub requested_reviewers: Vec<Member>,
    /// The changes, while it is open.
    pub files: Vec<FileDiff>,
    /// When it was opened.
    pub created_at: Time,
    /// When something last happened to it.
    pub updated_at: Time,
    /// Sha of the commit on the target branch, once merged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merge_commit_sha: Option<String>,
    /// When it was merged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merged_at: Option<Time>,
}

/// Returns one pull request with its diff, reviews, checks, and what still stands in the way of merging it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetPullRequest {
    /// Id of the pull request, as list_pull_requests returns it.
    pub pull_request_id: String,
}

pub fn list_pull_requests(repos: &Repos, _: &Call, args: ListPullRequests) -> Result<PullRequestList> {
    if let Some(name) = &args.repository {
        REPOSITORY.get(&repos.repositories, name)?;
    }
    let status = args.status.unwrap_or(PullRequestStatus::Open);
    let found = |request: &&PullRequest| {
        request.status == status
            && args.repository.as_ref().is_none_or(|name| request.repository == *name)
            && args.author_email.as_ref().is_none_or(|email| request.author_email == email.0)
            && args.reviewer_email.as_ref().is_none_or(|email| request.requested_reviewer_emails.contains(&email.0))
    };
    let mut found: Vec<&PullRequest> = repos.pull_requests.values().filter(found).collect();
    found.order_by(|a, b| (b.updated_at, &a.id).cmp(&(a.updated_at, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 20);
    let summary = |request: &PullRequest| PullRequestSummary {
        id: request.id.clone(),
        repository: request.repository.clone(),
        number: request.number,
        title: request.title.clone(),
        author: repos.person(&request.author_email),
        status: request.status,
        is_draft: request.is_draft,
        issue_key: request.issue_key.clone(),
        updated_at: request.updated_at,
    };
    Ok(PullRequestList { pull_requests: found.into_iter().map(summary).collect(), next_cursor })
}

pub fn get_pull_request(repos: &Repos, call: &Call, args: GetPullRequest) -> Result<PullRequestDetails> {
    Ok(repos.details(PULL_REQUEST.get(&repos.pull_requests, &args.pull_request_id)?, call.now))
}

impl Repos {
    /// The last commits of source and target, while both branches are there.
    pub(super) fn ends(&self, request: &PullRequest) -> Option<(&Commit, &Commit)> {
        let source = self.branch(&request.repository, &request.source_branch).ok()?;
        let target = self.branch(&request.repository, &request.target_branch).ok()?;
        Some((self.commits.get(&source.head_sha)?, self.commits.get(&target.head_sha)?))
    }

    /// What must happen before a merge.
    pub(super) fn blockers(&self, request: &PullRequest, now: Time) -> Vec<String> {
        let mut blockers = Vec::new();
        if request.status != PullRequestStatus::Open {
            return blockers;
        }
        let Some((source, target)) = self.ends(request) else {
            return vec![format!("The branch {} is gone.", request.source_branch)];
        };
        if request.is_draft {
            blockers.push("It is a draft; its author has to finish it.".to_owned());
        }
        let needed = self.repositories.get(&request.repository).map_or(1, |one| one.required_approvals);
        let approvals = approvals(request, &source.sha);
        if approvals < needed {
            blockers.push(format!("It has {approvals} of {needed} approvals of its last commit."));
        }
        if let Some(review) = objection(request) {
            blockers.push(format!("{} has requested changes.", self.person(&review.reviewer_email).name));
        }
        match (source.checks.status(now), &source.checks.failing) {
            (CheckStatus::Pending, _) => blockers.push("Its checks are still running.".to_owned()),
            (_, Some(failing)) => blockers.push(format!("The test {} fails.", failing.test_name)),
            _ => {}
        }
        let conflicts = self.conflicts(&target.sha, &source.sha);
        if !conflicts.is_empty() {
            blockers.push(format!("It conflicts with {} in {}.", request.target_branch, conflicts.join(", ")));
        }
        blockers
    }

    pub(super) fn details(&self, request: &PullRequest, now: Time) -> PullRequestDetails {
        let open = request.status == PullRequestStatus::Open;
        let ends = self.ends(request).filter(|_| open);
        let base = ends.and_then(|(source, target)| self.merge_base(&target.sha, &source.sha));
        let files = match (ends, &base) {
            (Some((source, _)), Some(base)) => self.diffs(&self.tree(base), &self.tree(&source.sha)),
            _ => Vec::new(),
        };
        let blockers = self.blockers(request, now);
        let check_status = ends.map(|(source, _)| source.checks.status(now));
        let failing = ends.and_then(|(source, _)| source.checks.failing.as_ref());
        let review = |review: &Review| ReviewDetails {
            reviewer: self.person(&review.reviewer_email),
            verdict: review.verdict,
            comment: review.comment.clone(),
            commit_sha: review.commit_sha.clone(),
            submitted_at: review.submitted_at,
        };
        PullRequestDetails {
            id: request.id.clone(),
            repository: request.repository.clone(),
            number: request.number,
            title: request.title.clone(),
            description: request.description.clone(),
            author: self.person(&request.author_email),
            source_branch: request.source_branch.clone(),
            target_branch: request.target_branch.clone(),
            status: request.status,
            is_draft: request.is_draft,
            issue_key: request.issue_key.clone(),
            head_sha: ends.map(|(source, _)| source.sha.clone()),
            check_status,
            failing_test: failing
                .filter(|_| check_status == Some(CheckStatus::Failing))
                .map(|failing| failing.test_name.clone()),
            can_merge: open && blockers.is_empty(),
            blockers,
            reviews: request.reviews.iter().map(review).collect(),
            requested_reviewers: request.requested_reviewer_emails.iter().map(|email| self.person(email)).collect(),
            files,
            created_at: request.created_at,
            updated_at: request.updated_at,
            merge_commit_sha: request.merge_commit_sha.clone(),
            merged_at: request.merged_at,
        }
    }
}

/// The last review of each person that says yes or no.
fn standing(request: &PullRequest) -> impl Iterator<Item = &Review> {
    let says = |review: &&Review| review.verdict != Verdict::Comment;
    request
        .reviews
        .iter()
        .enumerate()
        .filter(move |(index, review)| {
            let later = request.reviews.iter().skip(index + 1).filter(says);
            says(review) && later.clone().all(|other| other.reviewer_email != review.reviewer_email)
        })
        .map(|(_, review)| review)
}

fn approvals(request: &PullRequest, head_sha: &str) -> usize {
    standing(request).filter(|review| review.verdict == Verdict::Approve && review.commit_sha == head_sha).count()
}

fn objection(request: &PullRequest) -> Option<&Review> {
    standing(request).find(|review| review.verdict == Verdict::RequestChanges)
}
