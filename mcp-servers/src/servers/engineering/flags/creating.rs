//! The beginning and the end of a flag.

use schemars::JsonSchema;
use serde::Deserialize;

use super::types::*;
use super::{FLAG, Flags};
use crate::kit::{Call, Int, Text, ToolError, conflict, invalid, not_allowed};
use crate::world::delivery::Environment;

type Result<T> = std::result::Result<T, ToolError>;

/// Makes a flag that is off everywhere, with the user as its owner. Fails if the key is taken, by an archived flag too.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateFeatureFlag {
    /// Key of the flag: lower case words with dashes, such as atlas-api-new-search.
    #[schemars(example = &"new-search")]
    #[schemars(example = &"faster-export")]
    pub key: Text<80>,
    /// What it switches.
    pub description: Text<300>,
    /// Whether it hides a feature until its release, tries one on some users, or is for emergencies.
    pub kind: FlagKind,
    /// Service whose code asks for it.
    pub service_name: String,
    /// Key of the issue that it is made for.
    #[schemars(example = &"ATL-142")]
    pub issue_key: Option<Text<20>>,
    /// Key of a flag that must be on before this one can be.
    pub prerequisite_flag_key: Option<String>,
}

/// Takes a flag out of use for good, once no code asks for it. Refused for kill switches, while it serves anybody in
/// production, and while another flag needs it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArchiveFeatureFlag {
    /// Key of the flag.
    pub flag_key: String,
    /// Version of the flag that you have seen, as get_feature_flag returns it.
    pub expected_version: Int<1, 1_000_000>,
    /// Why, for the audit log.
    pub reason: Option<Text<300>>,
}

pub fn create_feature_flag(state: &mut Flags, call: &mut Call, args: CreateFeatureFlag) -> Result<Flag> {
    let key = args.key.0;
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !key.chars().all(good) || key.starts_with('-') || key.ends_with('-') {
        return Err(invalid(
            "Argument `key`: a key has lower case letters, digits and dashes, such as atlas-api-new-search.",
        ));
    }
    if let Some(other) = state.flags.get(&key) {
        let archived = if other.is_archived { " (archived)" } else { "" };
        return Err(conflict(format!("There is already a flag {key}{archived}. Choose another key.")));
    }
    if !state.services.contains_key(&args.service_name) {
        let name = crate::kit::shorten(&args.service_name);
        return Err(ToolError::NotFound(format!(
            "There is no service {name}. Use search_feature_flags to see the services that have flags."
        )));
    }
    if let Some(needed) = &args.prerequisite_flag_key
        && FLAG.get(&state.flags, needed)?.is_archived
    {
        return Err(conflict(format!("{needed} is archived, so no flag can need it.")));
    }
    let rule = |environment| Rule {
        environment,
        is_on: false,
        rollout_percent: 0,
        target_segment_ids: Vec::new(),
        target_user_emails: Vec::new(),
        changed_at: call.now,
    };
    let flag = Flag {
        key,
        description: args.description.0,
        kind: args.kind,
        service_name: args.service_name,
        owner: state.user.clone(),
        issue_key: args.issue_key.map(|key| key.0),
        prerequisite_key: args.prerequisite_flag_key,
        version: 1,
        is_archived: false,
        rules: Environment::ALL.into_iter().map(rule).collect(),
        created_at: call.now,
        updated_at: call.now,
    };
    state.flags.insert(flag.key.clone(), flag.clone());
    state.note(call, &flag, None, "Made the flag.".to_owned(), None);
    Ok(flag)
}

pub fn archive_feature_flag(state: &mut Flags, call: &mut Call, args: ArchiveFeatureFlag) -> Result<Flag> {
    let flag = state.current(&args.flag_key, args.expected_version.0)?;
    if flag.kind == FlagKind::KillSwitch {
        return Err(not_allowed(format!("{} is a kill switch and stays for good.", flag.key)));
    }
    if let Some(other) = state.dependents(&flag.key).next() {
        return Err(conflict(format!("{} needs {}. Archive that first.", other.key, flag.key)));
    }
    if flag.rule(Environment::Production).is_some_and(Rule::serves) {
        return Err(not_allowed(format!(
            "{} is in use in production. Once no code asks for it, switch it off there with toggle_feature_flag and archive it then.",
            flag.key
        )));
    }
    let flag = FLAG.get_mut(&mut state.flags, &args.flag_key)?;
    flag.is_archived = true;
    flag.version += 1;
    flag.updated_at = call.now;
    let flag = flag.clone();
    state.note(call, &flag, None, "Archived the flag.".to_owned(), args.reason.map(|text| text.0));
    Ok(flag)
}
