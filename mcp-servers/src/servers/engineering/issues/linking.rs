//! Links between issues: what blocks, duplicates or belongs to what.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{ISSUE, Issues};
use crate::kit::{Call, ToolError, conflict, invalid};

/// Links two issues: the first blocks, is blocked by, duplicates or relates to the second. Both show the link; blocking in a
/// circle is refused.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkIssues {
    /// Key of the first issue.
    pub issue_key: String,
    /// How the first issue is related to the second.
    pub kind: LinkKind,
    /// Key of the second issue.
    pub other_issue_key: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct LinkedIssues {
    /// Key of the first issue.
    pub issue_key: String,
    /// All links of the first issue.
    pub links: Vec<IssueLink>,
    /// Key of the second issue.
    pub other_issue_key: String,
    /// All links of the second issue.
    pub other_links: Vec<IssueLink>,
}

pub fn link_issues(tracker: &mut Issues, call: &mut Call, args: LinkIssues) -> Result<LinkedIssues, ToolError> {
    let issue = ISSUE.get(&tracker.issues, &args.issue_key)?;
    let other = ISSUE.get(&tracker.issues, &args.other_issue_key)?;
    if issue.key == other.key {
        return Err(invalid("Argument `other_issue_key`: an issue cannot be linked to itself."));
    }
    let same =
        |link: &&IssueLink| link.issue_key == other.key && (link.kind == args.kind || link.kind == args.kind.inverse());
    if issue.links.iter().any(|link| same(&link)) {
        return Err(conflict(format!("{} and {} are already linked in that way.", issue.key, other.key)));
    }
    let circle = match args.kind {
        LinkKind::Blocks => tracker.waits_for(&issue.key, &other.key),
        LinkKind::BlockedBy => tracker.waits_for(&other.key, &issue.key),
        _ => false,
    };
    if circle {
        return Err(conflict(format!(
            "{} and {} would block each other in a circle. Look at their links with get_issue.",
            issue.key, other.key
        )));
    }
    let mut add = |from: &str, to: &str, kind: LinkKind| {
        let issue = ISSUE.get_mut(&mut tracker.issues, from)?;
        issue.links.push(IssueLink { kind, issue_key: to.to_owned() });
        issue.updated_at = call.now;
        Ok::<_, ToolError>(issue.links.clone())
    };
    let links = add(&args.issue_key, &args.other_issue_key, args.kind)?;
    let other_links = add(&args.other_issue_key, &args.issue_key, args.kind.inverse())?;
    Ok(LinkedIssues { issue_key: args.issue_key, links, other_issue_key: args.other_issue_key, other_links })
}

impl Issues {
    /// Whether an issue is blocked by another, at whatever distance.
    fn waits_for(&self, key: &str, other: &str) -> bool {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut open = vec![key];
        while let Some(key) = open.pop() {
            let Some((_, issue)) = self.issues.get_key_value(key) else { continue };
            if key == other {
                return true;
            }
            if seen.insert(key) {
                let blocking = issue.links.iter().filter(|link| link.kind == LinkKind::BlockedBy);
                open.extend(blocking.map(|link| link.issue_key.as_str()));
            }
        }
        false
    }
}
