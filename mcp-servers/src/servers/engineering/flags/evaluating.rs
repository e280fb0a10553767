//! What a flag means for one user, and the rules as services read them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{FLAG, Flags};
use crate::kit::ids::fnv;
use crate::kit::{Call, Email, ToolError, resource};
use crate::world::delivery::Environment;

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    Archived,
    Off,
    PrerequisiteOff,
    TargetedUser,
    TargetedSegment,
    InRollout,
    OutsideRollout,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Evaluation {
    /// Key of the flag.
    pub flag_key: String,
    /// Environment that was looked at.
    pub environment: Environment,
    /// Mail address of the user.
    pub user_email: String,
    /// Whether the user gets the feature.
    pub is_served: bool,
    /// Why the user gets it or not.
    pub reason: Reason,
    /// Segment that decided, if one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment_id: Option<String>,
    /// The user's place for this flag, from 0 to 99; places below the rollout are served.
    pub bucket: i64,
}

/// Tells whether a flag serves a user in an environment, and why. Use it when somebody does or does not see a feature.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EvaluateFeatureFlag {
    /// Key of the flag.
    pub flag_key: String,
    /// Environment to look at.
    pub environment: Environment,
    /// Mail address of the user.
    pub user_email: Email,
}

pub fn evaluate_feature_flag(state: &Flags, _: &Call, args: EvaluateFeatureFlag) -> Result<Evaluation> {
    let flag = FLAG.get(&state.flags, &args.flag_key)?;
    let email = args.user_email.0;
    let (reason, segment_id) = state.decide(flag, args.environment, &email);
    Ok(Evaluation {
        flag_key: flag.key.clone(),
        environment: args.environment,
        is_served: matches!(reason, Reason::TargetedUser | Reason::TargetedSegment | Reason::InRollout),
        reason,
        segment_id,
        bucket: bucket(&flag.key, &email),
        user_email: email,
    })
}

/// Always the same for a flag and a user, and independent from other flags.
fn bucket(key: &str, email: &str) -> i64 {
    let hash = fnv(&format!("{key} {email}"));
    ((hash ^ (hash >> 32)) % 100) as i64
}

impl Flags {
    fn decide(&self, flag: &Flag, environment: Environment, email: &str) -> (Reason, Option<String>) {
        if flag.is_archived {
            return (Reason::Archived, None);
        }
        let Some(rule) = flag.rule(environment).filter(|rule| rule.is_on) else { return (Reason::Off, None) };
        let needed = flag.prerequisite_key.as_ref().and_then(|key| self.flags.get(key));
        if needed.is_some_and(|needed| !needed.rule(environment).is_some_and(|rule| rule.is_on)) {
            return (Reason::PrerequisiteOff, None);
        }
        if rule.target_user_emails.iter().any(|one| one == email) {
            return (Reason::TargetedUser, None);
        }
        let holds = |id: &&String| self.segments.get(id.as_str()).is_some_and(|segment| segment.holds(email));
        if let Some(id) = rule.target_segment_ids.iter().find(holds) {
            return (Reason::TargetedSegment, Some(id.clone()));
        }
        let inside = bucket(&flag.key, email) < rule.rollout_percent;
        (if inside { Reason::InRollout } else { Reason::OutsideRollout }, None)
    }
}

#[derive(Serialize)]
struct EnvironmentRules<'a> {
    environment: &'a str,
    flags: Vec<FlagRule<'a>>,
}

#[derive(Serialize)]
struct FlagRule<'a> {
    key: &'a str,
    version: i64,
    prerequisite_key: Option<&'a str>,
    rule: &'a Rule,
}

/// The rules of an environment as JSON.
pub fn rules_of(state: &Flags, environment: &str) -> Result<String> {
    let place = Environment::ALL.into_iter().find(|one| one.word() == environment).ok_or_else(|| {
        let name = crate::kit::shorten(environment);
        ToolError::NotFound(format!("There is no environment {name}; there are dev, staging and production."))
    })?;
    let flags = state.flags.values().filter(|flag| !flag.is_archived).filter_map(|flag| {
        Some(FlagRule {
            key: &flag.key,
            version: flag.version,
            prerequisite_key: flag.prerequisite_key.as_deref(),
            rule: flag.rule(place)?,
        })
    });
    resource::json_text(&EnvironmentRules { environment, flags: flags.collect() })
}
