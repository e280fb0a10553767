//! The tools that change what a flag serves.

use schemars::JsonSchema;
use serde::Deserialize;

use super::types::*;
use super::{FLAG, Flags, SEGMENT};
use crate::kit::{Answer, Call, Email, Int, Text, ToolError, conflict, counted, invalid, not_allowed};
use crate::world::delivery::Environment;

type Result<T> = std::result::Result<T, ToolError>;

/// Switches a flag on or off in an environment. Fails if the flag has changed since expected_version, if a flag that it needs
/// is off, or if another flag in use needs it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ToggleFeatureFlag {
    /// Key of the flag.
    pub flag_key: String,
    /// Where to switch it.
    pub environment: Environment,
    /// Whether it shall be on.
    pub is_on: bool,
    /// Version of the flag that you have seen, as get_feature_flag returns it.
    pub expected_version: Int<1, 1_000_000>,
    /// Why, for the audit log.
    pub reason: Option<Text<300>>,
}

/// Sets the share of users that a flag serves in an environment. In production the share grows by at most 50 points at a time
/// unless the user confirms; lowering it is always allowed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetFlagRollout {
    /// Key of the flag.
    pub flag_key: String,
    /// Where to set it.
    pub environment: Environment,
    /// Share of the users that it serves beside its targets, in percent.
    pub rollout_percent: Int<0, 100>,
    /// Version of the flag that you have seen, as get_feature_flag returns it.
    pub expected_version: Int<1, 1_000_000>,
    /// Why, for the audit log.
    pub reason: Option<Text<300>>,
}

/// Sets whom a flag always serves in an environment: segments and single users, in place of those it had. Leave one out to
/// keep it as it is.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetFlagTargets {
    /// Key of the flag.
    pub flag_key: String,
    /// Where to set them.
    pub environment: Environment,
    /// Ids of the segments, as list_flag_segments returns them.
    pub target_segment_ids: Option<Vec<String>>,
    /// Mail addresses of the users.
    pub target_user_emails: Option<Vec<Email>>,
    /// Version of the flag that you have seen, as get_feature_flag returns it.
    pub expected_version: Int<1, 1_000_000>,
    /// Why, for the audit log.
    pub reason: Option<Text<300>>,
}

/// What the user is asked before a large step.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LargeStep {
    /// Whether to take the whole step at once.
    pub confirm: bool,
}

pub fn toggle_feature_flag(state: &mut Flags, call: &mut Call, args: ToggleFeatureFlag) -> Result<Flag> {
    let (flag, rule) = state.editable(&args.flag_key, args.environment, args.expected_version.0)?;
    let place = args.environment.word();
    if rule.is_on == args.is_on {
        let word = if args.is_on { "on" } else { "off" };
        return Err(conflict(format!("{} is already {word} in {place}.", flag.key)));
    }
    let is_on = |flag: &Flag| flag.rule(args.environment).is_some_and(|rule| rule.is_on);
    let needed = flag.prerequisite_key.as_ref().and_then(|key| state.flags.get(key));
    if args.is_on
        && let Some(needed) = needed.filter(|needed| !is_on(needed))
    {
        return Err(conflict(format!(
            "{} needs {}, which is off in {place}. Switch that on first.",
            flag.key, needed.key
        )));
    }
    if !args.is_on
        && let Some(other) = state.dependents(&flag.key).find(|other| is_on(other))
    {
        return Err(conflict(format!("{} needs {} and is on in {place}. Switch that off first.", other.key, flag.key)));
    }
    let mut rule = rule.clone();
    rule.is_on = args.is_on;
    let change = format!("Switched {}.", if args.is_on { "on" } else { "off" });
    state.put(call, &args.flag_key, rule, change, args.reason)
}

pub fn set_flag_rollout(state: &mut Flags, call: &mut Call, args: SetFlagRollout) -> Result<Flag> {
    const STEP: i64 = 50;
    let (flag, rule) = state.editable(&args.flag_key, args.environment, args.expected_version.0)?;
    let (before, after) = (rule.rollout_percent, args.rollout_percent.0);
    if before == after {
        return Err(conflict(format!("{} already serves {after} percent in {}.", flag.key, args.environment.word())));
    }
    if args.environment == Environment::Production && rule.is_on && after - before > STEP {
        let question =
            format!("Raise {} in production from {before} to {after} percent of the users at once?", flag.key);
        match call.ask::<LargeStep>("confirm", question)? {
            Answer::Given(LargeStep { confirm: true }) => {}
            _ => {
                return Err(not_allowed(format!(
                    "The step to {after} percent was not confirmed. Raise it by at most {STEP} points at a time."
                )));
            }
        }
    }
    let mut rule = rule.clone();
    rule.rollout_percent = after;
    state.put(call, &args.flag_key, rule, format!("Rollout from {before} to {after} percent."), args.reason)
}

pub fn set_flag_targets(state: &mut Flags, call: &mut Call, args: SetFlagTargets) -> Result<Flag> {
    let (_, rule) = state.editable(&args.flag_key, args.environment, args.expected_version.0)?;
    let mut rule = rule.clone();
    if args.target_segment_ids.is_none() && args.target_user_emails.is_none() {
        return Err(invalid("Nothing to change: give target_segment_ids or target_user_emails."));
    }
    if let Some(mut ids) = args.target_segment_ids {
        for id in &ids {
            SEGMENT.get(&state.segments, id)?;
        }
        ids.sort();
        ids.dedup();
        rule.target_segment_ids = ids;
    }
    if let Some(emails) = args.target_user_emails {
        if emails.len() > 50 {
            return Err(invalid("Argument `target_user_emails`: at most 50 users; use a segment for more."));
        }
        let mut emails: Vec<String> = emails.into_iter().map(|email| email.0).collect();
        emails.sort();
        emails.dedup();
        rule.target_user_emails = emails;
    }
    let segments = counted(rule.target_segment_ids.len(), "segment");
    let users = counted(rule.target_user_emails.len(), "user");
    let change = format!("Targets are {segments} and {users} now.");
    state.put(call, &args.flag_key, rule, change, args.reason)
}

impl Flags {
    /// A flag in use that is still as the caller has seen it, and its rule.
    fn editable(&self, key: &str, environment: Environment, expected: i64) -> Result<(&Flag, &Rule)> {
        let flag = self.current(key, expected)?;
        let rule = flag.rule(environment).ok_or_else(|| conflict(format!("{} has no rule there.", flag.key)))?;
        Ok((flag, rule))
    }

    pub(super) fn current(&self, key: &str, expected: i64) -> Result<&Flag> {
        let flag = FLAG.get(&self.flags, key)?;
        if flag.is_archived {
            return Err(conflict(format!(
                "{} is archived and cannot be changed. Use create_feature_flag for a new one.",
                flag.key
            )));
        }
        if flag.version != expected {
            return Err(conflict(format!(
                "{} has version {} now, not {expected}. Look at it with get_feature_flag and try again.",
                flag.key, flag.version
            )));
        }
        Ok(flag)
    }

    /// Puts a changed rule into its flag and writes the audit log.
    fn put(
        &mut self,
        call: &mut Call,
        key: &str,
        rule: Rule,
        change: String,
        reason: Option<Text<300>>,
    ) -> Result<Flag> {
        let environment = rule.environment;
        let flag = FLAG.get_mut(&mut self.flags, key)?;
        if let Some(place) = flag.rules.iter_mut().find(|one| one.environment == environment) {
            *place = Rule { changed_at: call.now, ..rule };
        }
        flag.version += 1;
        flag.updated_at = call.now;
        let flag = flag.clone();
        self.note(call, &flag, Some(environment), change, reason.map(|text| text.0));
        Ok(flag)
    }

    pub(super) fn note(
        &mut self,
        call: &mut Call,
        flag: &Flag,
        environment: Option<Environment>,
        change: String,
        reason: Option<String>,
    ) {
        let entry = AuditEntry {
            id: call.ids.mint("aud"),
            flag_key: flag.key.clone(),
            environment,
            change,
            reason,
            changed_by: self.user.clone(),
            version: flag.version,
            changed_at: call.now,
        };
        self.audit.insert(entry.id.clone(), entry);
    }
}
