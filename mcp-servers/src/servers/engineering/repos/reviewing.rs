//! Reviewing and merging pull requests.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::git::key;
use super::pulls::PullRequestDetails;
use super::types::*;
use super::{PULL_REQUEST, Repos};
use crate::kit::{Call, Text, Time, ToolError, conflict, invalid, not_allowed};

/// Gives the user's review of an open pull request: approve, request changes or comment. Nobody approves an own one.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewPullRequest {
    /// Id of the pull request.
    pub pull_request_id: String,
    /// What the review concludes.
    pub verdict: Verdict,
    /// What to tell the author; needed unless the verdict is approve.
    pub comment: Option<Text<4000>>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Merged {
    /// Id of the pull request.
    pub pull_request_id: String,
    /// Name of the repository.
    pub repository: String,
    /// Number of the pull request in its repository.
    pub number: i64,
    /// Sha of the new commit on the target branch.
    pub merge_commit_sha: String,
    /// Whether the source branch is gone.
    pub branch_deleted: bool,
    /// When it was merged.
    pub merged_at: Time,
}

/// Merges a pull request as one commit. Fails while checks are not green, approvals are missing, changes are requested or
/// files conflict; get_pull_request names the blockers.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MergePullRequest {
    /// Id of the pull request.
    pub pull_request_id: String,
    /// Sha that the source branch must still end with.
    pub expected_head_sha: Option<Text<40>>,
    /// Message of the commit (default: title and number).
    pub commit_message: Option<Text<300>>,
    /// Whether to delete the source branch (default true).
    pub delete_branch: Option<bool>,
}

pub fn review_pull_request(
    repos: &mut Repos,
    call: &mut Call,
    args: ReviewPullRequest,
) -> Result<PullRequestDetails, ToolError> {
    let request = open(repos, &args.pull_request_id)?;
    if request.author_email == repos.user.email && args.verdict != Verdict::Comment {
        return Err(not_allowed(format!(
            "You have opened {} yourself and can only comment on it. Ask somebody else for a review.",
            request.reference()
        )));
    }
    if args.verdict != Verdict::Approve && args.comment.is_none() {
        return Err(invalid("Argument `comment`: say what should change, or what the comment is."));
    }
    if request.is_draft && args.verdict == Verdict::Approve {
        return Err(conflict(format!("{} is a draft and cannot be approved yet.", request.reference())));
    }
    let Some((source, _)) = repos.ends(request) else {
        return Err(conflict(format!("The branch {} is gone, so there is nothing to review.", request.source_branch)));
    };
    let review = Review {
        reviewer_email: repos.user.email.clone(),
        verdict: args.verdict,
        comment: args.comment.map(|text| text.0),
        commit_sha: source.sha.clone(),
        submitted_at: call.now,
    };
    let request = PULL_REQUEST.get_mut(&mut repos.pull_requests, &args.pull_request_id)?;
    if args.verdict != Verdict::Comment {
        request.requested_reviewer_emails.retain(|email| *email != review.reviewer_email);
    }
    request.reviews.push(review);
    request.updated_at = call.now;
    let request = request.clone();
    Ok(repos.details(&request, call.now))
}

pub fn merge_pull_request(repos: &mut Repos, call: &mut Call, args: MergePullRequest) -> Result<Merged, ToolError> {
    let request = open(repos, &args.pull_request_id)?.clone();
    let blockers = repos.blockers(&request, call.now);
    if !blockers.is_empty() {
        return Err(conflict(format!("{} cannot be merged. {}", request.reference(), blockers.join(" "))));
    }
    let Some((source, target)) = repos.ends(&request) else {
        return Err(conflict(format!("The branch {} is gone.", request.source_branch)));
    };
    if let Some(expected) = &args.expected_head_sha
        && expected.0 != source.sha
    {
        return Err(conflict(format!(
            "{} ends with {} now. Look at the new commits with get_pull_request.",
            request.source_branch, source.sha
        )));
    }
    let base = repos.merge_base(&target.sha, &source.sha).unwrap_or_default();
    let files = repos.changes(&repos.tree(&base), &repos.tree(&source.sha));
    let message = args.commit_message.map_or_else(|| format!("{} (#{})", request.title, request.number), |text| text.0);
    let commit = repos.commit(&request.repository, &request.target_branch, message, files, call.now);
    let branch_deleted = args.delete_branch.unwrap_or(true);
    if branch_deleted {
        repos.branches.remove(&key(&request.repository, &request.source_branch));
    }
    let merged = PULL_REQUEST.get_mut(&mut repos.pull_requests, &request.id)?;
    merged.status = PullRequestStatus::Merged;
    merged.requested_reviewer_emails.clear();
    merged.merge_commit_sha = Some(commit.sha.clone());
    merged.merged_at = Some(call.now);
    merged.updated_at = call.now;
    Ok(Merged {
        pull_request_id: request.id,
        repository: request.repository,
        number: request.number,
        merge_commit_sha: commit.sha,
        branch_deleted,
        merged_at: call.now,
    })
}

fn open<'a>(repos: &'a Repos, id: &str) -> Result<&'a PullRequest, ToolError> {
    let request = PULL_REQUEST.get(&repos.pull_requests, id)?;
    match request.status {
        PullRequestStatus::Open => Ok(request),
        PullRequestStatus::Merged => Err(conflict(format!("{} has been merged.", request.reference()))),
        PullRequestStatus::Closed => Err(conflict(format!(
            "{} is closed. Use create_pull_request to open another one for its branch.",
            request.reference()
        ))),
    }
}
