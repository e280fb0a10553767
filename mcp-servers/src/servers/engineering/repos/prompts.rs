//! Conversations and the list of what waits for the user.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Repos;
use super::types::*;
use crate::kit::{Message, Ordered, Time, ToolError};

/// Reviews an open pull request: reads the diff, looks for mistakes and gives a verdict.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewChanges {
    /// The pull request as repository and number, such as atlas-api#42.
    pub pull_request: String,
    /// What to look at most.
    pub focus: Option<String>,
}

pub fn review_changes(repos: &Repos, now: Time, args: ReviewChanges) -> Result<Vec<Message>, ToolError> {
    let request = repos.pull_requests.values().find(|request| request.reference() == args.pull_request);
    let request = request.ok_or_else(|| {
        ToolError::NotFound(format!(
            "There is no pull request {}. Use list_pull_requests to find one.",
            crate::kit::shorten(&args.pull_request)
        ))
    })?;
    let details = repos.details(request, now);
    let mut text = format!(
        "Review the pull request {} ({}): {}\nAuthor: {}\n\n{}\n\nThe changes:\n",
        request.reference(),
        request.id,
        request.title,
        details.author.name,
        request.description
    );
    for file in &details.files {
        text.push_str(&format!("\n{}\n{}", file.path, file.patch));
    }
    for blocker in &details.blockers {
        text.push_str(&format!("\nBefore it can be merged: {blocker}"));
    }
    if let Some(focus) = args.focus {
        text.push_str(&format!("\nLook at {focus} most of all."));
    }
    text.push_str(
        "\nRead the surrounding code where you need it (read_repository_file). Tell me what you found, propose a verdict, and give it with review_pull_request once I agree.",
    );
    Ok(vec![Message::User(text)])
}

pub fn open_numbers(repos: &Repos) -> Vec<String> {
    let open = repos.pull_requests.values().filter(|request| request.status == PullRequestStatus::Open);
    open.map(PullRequest::reference).collect()
}

/// What waits for the user, as a list in Markdown.
pub fn waiting(repos: &Repos, now: Time) -> String {
    let mut text = "# Pull requests of mine\n".to_owned();
    let mut part = |heading: &str, wanted: &dyn Fn(&PullRequest) -> bool| {
        text.push_str(&format!("\n## {heading}\n\n"));
        let open = |request: &&PullRequest| request.status == PullRequestStatus::Open && wanted(request);
        let mut found: Vec<&PullRequest> = repos.pull_requests.values().filter(open).collect();
        found.order_by_key(|request| request.created_at);
        for request in &found {
            let state = match repos.blockers(request, now).as_slice() {
                [] => "ready to merge".to_owned(),
                blockers => blockers.join(" "),
            };
            text.push_str(&format!(
                "- {} {} by {}: {state}\n",
                request.reference(),
                request.title,
                repos.person(&request.author_email).name
            ));
        }
        if found.is_empty() {
            text.push_str("Nothing.\n");
        }
    };
    part("To review", &|request| request.requested_reviewer_emails.contains(&repos.user.email));
    part("Opened by me", &|request| request.author_email == repos.user.email);
    text
}
