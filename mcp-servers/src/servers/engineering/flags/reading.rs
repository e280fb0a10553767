//! The tools that look at flags and segments.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{FLAG, Flags};
use crate::kit::{Call, Cursor, Limit, Ordered, Query, Text, Time, ToolError, page};
use crate::world::delivery::Environment;

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct FlagSummary {
    /// Key of the flag.
    pub key: String,
    /// What it switches.
    pub description: String,
    /// Whether it hides a feature until its release, tries one on some users, or is for emergencies.
    pub kind: FlagKind,
    /// Service whose code asks for it.
    pub service_name: String,
    /// Mail address of whoever is responsible.
    pub owner_email: String,
    /// Whether it is on in production.
    pub is_on_in_production: bool,
    /// Share of the users that it serves in production, in percent.
    pub production_percent: i64,
    /// Whether it is out of use.
    pub is_archived: bool,
    /// Version of the flag.
    pub version: i64,
    /// When it last changed.
    pub updated_at: Time,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct FlagList {
    /// The flags found, by key.
    pub flags: Vec<FlagSummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Finds flags by words, service, kind and whether they are on in an environment; without arguments it lists all in use.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchFeatureFlags {
    /// Words of key, description or owner; all of them must match.
    pub query: Option<Query>,
    /// Only flags of this service.
    pub service_name: Option<Text<80>>,
    /// Only flags of this kind.
    pub kind: Option<FlagKind>,
    /// Only flags that serve somebody in this environment.
    pub serving_in: Option<Environment>,
    /// Whether to list those out of use, too (default false).
    pub include_archived: Option<bool>,
    /// How many flags to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct FlagDetails {
    /// The flag with its rules.
    pub flag: Flag,
    /// Keys of the flags that need this one to be on.
    pub dependent_keys: Vec<String>,
}

/// Returns one flag with its rules in each environment and the version that a change needs.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetFeatureFlag {
    /// Key of the flag.
    pub flag_key: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct SegmentList {
    /// The segments, by name.
    pub segments: Vec<Segment>,
}

/// Lists the groups of users that flags can target. Use it to get a segment's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListFlagSegments {
    /// Only segments that this user belongs to.
    pub user_email: Option<crate::kit::Email>,
}

pub fn search_feature_flags(state: &Flags, _: &Call, args: SearchFeatureFlags) -> Result<FlagList> {
    let archived = args.include_archived.unwrap_or(false);
    let found = |flag: &&Flag| {
        let texts = [flag.key.as_str(), &flag.description, &flag.owner.name];
        (archived || !flag.is_archived)
            && args.query.as_ref().is_none_or(|query| query.matches(texts))
            && args.service_name.as_ref().is_none_or(|name| flag.service_name == name.0)
            && args.kind.is_none_or(|kind| flag.kind == kind)
            && args.serving_in.is_none_or(|place| flag.rule(place).is_some_and(Rule::serves))
    };
    let found: Vec<&Flag> = state.flags.values().filter(found).collect();
    let (found, next_cursor) = page(found, args.cursor, args.limit, 20);
    let summary = |flag: &Flag| {
        let rule = flag.rule(Environment::Production);
        FlagSummary {
            key: flag.key.clone(),
            description: flag.description.clone(),
            kind: flag.kind,
            service_name: flag.service_name.clone(),
            owner_email: flag.owner.email.clone(),
            is_on_in_production: rule.is_some_and(|rule| rule.is_on),
            production_percent: rule.map_or(0, |rule| if rule.is_on { rule.rollout_percent } else { 0 }),
            is_archived: flag.is_archived,
            version: flag.version,
            updated_at: flag.updated_at,
        }
    };
    Ok(FlagList { flags: found.into_iter().map(summary).collect(), next_cursor })
}

pub fn get_feature_flag(state: &Flags, _: &Call, args: GetFeatureFlag) -> Result<FlagDetails> {
    let flag = FLAG.get(&state.flags, &args.flag_key)?.clone();
    let dependent_keys = state.dependents(&flag.key).map(|other| other.key.clone()).collect();
    Ok(FlagDetails { dependent_keys, flag })
}

pub fn list_flag_segments(state: &Flags, _: &Call, args: ListFlagSegments) -> Result<SegmentList> {
    let mut segments: Vec<Segment> = state.segments.values().cloned().collect();
    segments.retain(|segment| args.user_email.as_ref().is_none_or(|email| segment.holds(&email.0)));
    segments.order_by(|a, b| a.name.cmp(&b.name));
    Ok(SegmentList { segments })
}

impl Flags {
    /// The flags in use that need another one.
    pub(super) fn dependents<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a Flag> {
        self.flags.values().filter(move |flag| flag.prerequisite_key.as_deref() == Some(key) && !flag.is_archived)
    }
}
