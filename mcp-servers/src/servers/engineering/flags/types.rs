//! What is known of flags.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::Time;
use crate::world::cast::Member;
use crate::world::delivery::Environment;

/// A release flag hides a feature until it is ready, an experiment tries something on some users, and a kill switch stays for
/// emergencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FlagKind {
    Release,
    Experiment,
    KillSwitch,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Rule {
    /// Environment that the rule is for.
    pub environment: Environment,
    /// Whether the flag is on there at all.
    pub is_on: bool,
    /// Share of the users that it serves beside its targets, in percent.
    pub rollout_percent: i64,
    /// Ids of the segments that it always serves.
    pub target_segment_ids: Vec<String>,
    /// Mail addresses of the users that it always serves.
    pub target_user_emails: Vec<String>,
    /// When the rule last changed.
    pub changed_at: Time,
}

impl Rule {
    /// Whether it serves anybody.
    pub fn serves(&self) -> bool {
        self.is_on
            && (self.rollout_percent > 0 || !self.target_segment_ids.is_empty() || !self.target_user_emails.is_empty())
    }
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Flag {
    /// Key of the flag, as the code names it.
    pub key: String,
    /// What it switches.
    pub description: String,
    /// Whether it hides a feature until its release, tries one on some users, or is for emergencies.
    pub kind: FlagKind,
    /// Service whose code asks for it.
    pub service_name: String,
    /// Who is responsible for it.
    pub owner: Member,
    /// Key of the issue that it was made for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issue_key: Option<String>,
    /// Key of the flag that must be on before this one can be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prerequisite_key: Option<String>,
    /// Version of the flag; each change raises it.
    pub version: i64,
    /// Whether it is out of use.
    pub is_archived: bool,
    /// Its rules, one for each environment.
    pub rules: Vec<Rule>,
    /// When it was made.
    pub created_at: Time,
    /// When it last changed.
    pub updated_at: Time,
}

impl Flag {
    pub fn rule(&self, environment: Environment) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.environment == environment)
    }
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Segment {
    /// Id of the segment.
    pub id: String,
    /// Name of the segment.
    pub name: String,
    /// Who belongs to it.
    pub description: String,
    /// Mail domains whose users belong to it.
    pub email_domains: Vec<String>,
    /// Mail addresses of single users that belong to it.
    pub user_emails: Vec<String>,
}

impl Segment {
    pub fn holds(&self, email: &str) -> bool {
        let domain = email.rsplit('@').next().unwrap_or_default();
        self.email_domains.iter().any(|one| one == domain) || self.user_emails.iter().any(|one| one == email)
    }
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AuditEntry {
    /// Id of the entry.
    pub id: String,
    /// Key of the flag.
    pub flag_key: String,
    /// Environment that was changed, if it was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<Environment>,
    /// What was changed.
    pub change: String,
    /// Why, if somebody said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who changed it.
    pub changed_by: Member,
    /// Version of the flag afterwards.
    pub version: i64,
    /// When it was changed.
    pub changed_at: Time,
}
