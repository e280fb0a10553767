//! Opening a pull request, and what a new commit means for it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::pulls::PullRequestDetails;
use super::types::*;
use super::{REPOSITORY, Repos};
use crate::kit::{Call, Email, Text, Time, ToolError, conflict, invalid};

/// Opens a pull request from a branch to the default branch and asks people for a review. Fails if the branch has no
/// commits of its own or already has an open pull request.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatePullRequest {
    /// Name of the repository.
    pub repository: String,
    /// Branch with the changes.
    pub source_branch: String,
    /// Title of the pull request.
    pub title: Text<150>,
    /// What it changes and why.
    pub description: Option<Text<4000>>,
    /// Key of the issue that it is for, such as ATL-142.
    #[schemars(example = &"ATL-142")]
    pub issue_key: Option<Text<20>>,
    /// Mail addresses of colleagues who should review it.
    pub reviewer_emails: Option<Vec<Email>>,
    /// Whether it is not ready for review yet (default false).
    pub is_draft: Option<bool>,
}

pub fn create_pull_request(
    repos: &mut Repos,
    call: &mut Call,
    args: CreatePullRequest,
) -> Result<PullRequestDetails, ToolError> {
    let repository = REPOSITORY.get(&repos.repositories, &args.repository)?;
    let source = repos.branch(&args.repository, &args.source_branch)?;
    let target = repos.branch(&args.repository, &repository.default_branch)?;
    if source.name == target.name {
        return Err(invalid(
            "Argument `source_branch`: the default branch cannot be merged into itself. Use create_branch.",
        ));
    }
    let same = |request: &&PullRequest| {
        request.repository == args.repository
            && request.source_branch == source.name
            && request.status == PullRequestStatus::Open
    };
    if let Some(other) = repos.pull_requests.values().find(same) {
        return Err(conflict(format!(
            "{} ({}) is already open for {}. Use get_pull_request to see it.",
            other.reference(),
            other.id,
            source.name
        )));
    }
    let base = repos.merge_base(&target.head_sha, &source.head_sha);
    if base.as_ref() == Some(&source.head_sha) {
        return Err(conflict(format!(
            "{} has no commits that {} lacks. Use commit_file_change first.",
            source.name, target.name
        )));
    }
    if let Some(key) = &args.issue_key
        && !key.0.starts_with(&format!("{}-", repository.issue_prefix))
    {
        return Err(invalid(format!(
            "Argument `issue_key`: issues of {} have keys such as {}-1.",
            repository.name, repository.issue_prefix
        )));
    }
    let requested_reviewer_emails = reviewers(repos, args.reviewer_emails.unwrap_or_default())?;
    let target_branch = target.name.clone();
    let numbers = repos.pull_requests.values().filter(|request| request.repository == args.repository);
    let number = numbers.map(|request| request.number).max().unwrap_or(0) + 1;
    let request = PullRequest {
        id: call.ids.mint("pul"),
        repository: args.repository,
        number,
        title: args.title.0,
        description: args.description.map(|text| text.0).unwrap_or_default(),
        author_email: repos.user.email.clone(),
        source_branch: args.source_branch,
        target_branch,
        status: PullRequestStatus::Open,
        is_draft: args.is_draft.unwrap_or(false),
        reviews: Vec::new(),
        requested_reviewer_emails,
        issue_key: args.issue_key.map(|key| key.0),
        created_at: call.now,
        updated_at: call.now,
        merge_commit_sha: None,
        merged_at: None,
    };
    repos.pull_requests.insert(request.id.clone(), request.clone());
    Ok(repos.details(&request, call.now))
}

fn reviewers(repos: &Repos, emails: Vec<Email>) -> Result<Vec<String>, ToolError> {
    if emails.len() > 10 {
        return Err(invalid("Argument `reviewer_emails`: at most 10 people can be asked."));
    }
    let mut people: Vec<String> = Vec::new();
    for Email(email) in emails {
        if email == repos.user.email {
            return Err(invalid("Argument `reviewer_emails`: the author cannot review the own pull request."));
        }
        let person = repos.team.get(&email).ok_or_else(|| {
            ToolError::NotFound(format!(
                "Nobody of the team has the address {email}. Use list_commits to see who works here."
            ))
        })?;
        if !people.contains(&person.email) {
            people.push(person.email.clone());
        }
    }
    Ok(people)
}

impl Repos {
    /// A branch has a new commit: who has approved its pull request is asked again.
    pub(super) fn moved(&mut self, repository: &str, branch: &str, now: Time) {
        let open = |request: &&PullRequest| {
            request.repository == repository
                && request.source_branch == branch
                && request.status == PullRequestStatus::Open
        };
        let ids: Vec<String> = self.pull_requests.values().filter(open).map(|request| request.id.clone()).collect();
        for id in ids {
            let Some(request) = self.pull_requests.get_mut(&id) else { continue };
            request.updated_at = now;
            for review in &request.reviews {
                if review.verdict == Verdict::Approve
                    && !request.requested_reviewer_emails.contains(&review.reviewer_email)
                {
                    request.requested_reviewer_emails.push(review.reviewer_email.clone());
                }
            }
        }
    }
}
