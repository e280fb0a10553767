//! Who changed what, and which flags have had their day.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{FLAG, Flags};
use crate::kit::{Call, Cursor, Day, Email, Limit, Message, Ordered, Time, ToolError, counted, page};
use crate::world::delivery::Environment;

#[derive(Debug, Serialize, JsonSchema)]
pub struct AuditLog {
    /// The changes, newest first.
    pub entries: Vec<AuditEntry>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Lists who changed which flag in what way, newest first. Use it to see what changed before something broke.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetFlagAuditLog {
    /// Only changes of this flag.
    pub flag_key: Option<String>,
    /// Only changes in this environment.
    pub environment: Option<Environment>,
    /// Only changes by this person.
    pub changed_by_email: Option<Email>,
    /// Only changes of this day or later.
    pub since_date: Option<Day>,
    /// How many changes to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

pub fn get_flag_audit_log(state: &Flags, _: &Call, args: GetFlagAuditLog) -> Result<AuditLog, ToolError> {
    if let Some(key) = &args.flag_key {
        FLAG.get(&state.flags, key)?;
    }
    let found = |entry: &&AuditEntry| {
        args.flag_key.as_ref().is_none_or(|key| entry.flag_key == *key)
            && args.environment.is_none_or(|environment| entry.environment == Some(environment))
            && args.changed_by_email.as_ref().is_none_or(|email| entry.changed_by.email == email.0)
            && args.since_date.is_none_or(|day| entry.changed_at.day() >= day)
    };
    let mut found: Vec<&AuditEntry> = state.audit.values().filter(found).collect();
    found.order_by(|a, b| (b.changed_at, b.version, &a.id).cmp(&(a.changed_at, a.version, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 20);
    Ok(AuditLog { entries: found.into_iter().cloned().collect(), next_cursor })
}

/// Finds flags of a service that are no longer needed and plans how to remove them from the code and here.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CleanUpFlags {
    /// Name of the service.
    pub service: String,
}

pub fn clean_up_flags(state: &Flags, now: Time, args: CleanUpFlags) -> Result<Vec<Message>, ToolError> {
    let own = |flag: &&Flag| flag.service_name == args.service && !flag.is_archived;
    let flags: Vec<&Flag> = state.flags.values().filter(own).collect();
    if flags.is_empty() {
        let name = crate::kit::shorten(&args.service);
        return Err(ToolError::NotFound(format!(
            "No flag in use belongs to a service {name}. Use search_feature_flags."
        )));
    }
    let mut text =
        format!("Find the flags of {} that are no longer needed. Today is {}.\n\n", args.service, now.day().spoken());
    for flag in flags {
        let Some(rule) = flag.rule(Environment::Production) else { continue };
        let days = counted(now.day().since(rule.changed_at.day()), "day");
        let state = if rule.is_on { format!("on for {} percent", rule.rollout_percent) } else { "off".to_owned() };
        text.push_str(&format!("- {}: {state} in production for {days}, owner {}\n", flag.key, flag.owner.name));
    }
    text.push_str(
        "\nA release flag that has served everybody for three weeks can go; so can one that has been off for two months. Kill switches stay. \
         List the candidates with their owners and issues, say what must be removed from the code first, and archive nothing before I agree.",
    );
    Ok(vec![Message::User(text)])
}
