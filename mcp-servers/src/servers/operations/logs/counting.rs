//! Counting lines: by level, service or time.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Logs;
use super::searching::Filter;
use super::types::*;
use crate::kit::{Call, Ordered, Query, Time, ToolError, When};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LogGrouping {
    Level,
    Service,
    Hour,
    Day,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct LogCount {
    /// The level, the service's name, or the hour or day.
    pub group: String,
    /// Id of the service, where lines are grouped by service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_id: Option<String>,
    /// How many lines there are.
    pub count: usize,
    /// How many of them are errors.
    pub error_count: usize,
    /// When the first of them was written.
    pub first_at: Time,
    /// When the last of them was written.
    pub last_at: Time,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct LogCounts {
    /// How many lines were found.
    pub total: usize,
    /// By what they are grouped.
    pub group_by: LogGrouping,
    /// The groups: times in their order, others from the largest.
    pub groups: Vec<LogCount>,
}

/// Counts log lines by level, service, hour or day. Use it to see where and when errors pile up before reading lines, or
/// to get the ids of services.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CountLogs {
    /// By what to group.
    pub group_by: LogGrouping,
    /// Words of the message; all of them must match.
    pub query: Option<Query>,
    /// Only lines of this service.
    pub service_id: Option<String>,
    /// Only lines of this level or above.
    pub minimum_level: Option<LogLevel>,
    /// Only lines from this time on (default: all that are kept).
    pub start_time: Option<When>,
    /// Only lines before this time (default: now).
    pub end_time: Option<When>,
}

pub fn count_logs(logs: &Logs, call: &Call, args: CountLogs) -> Result<LogCounts, ToolError> {
    let filter = Filter {
        query: args.query,
        service_id: args.service_id,
        minimum_level: args.minimum_level,
        trace_id: None,
        start: args.start_time,
        end: args.end_time,
    };
    let found = logs.find(&filter, call.now)?;
    let mut groups: BTreeMap<String, LogCount> = BTreeMap::new();
    for (_, line) in &found {
        let service = || logs.services.get(&line.service_id).cloned().unwrap_or_default();
        let group = match args.group_by {
            LogGrouping::Level => line.level.name().to_owned(),
            LogGrouping::Service => service(),
            LogGrouping::Hour => line.time.at(line.time.day(), line.time.minute() / 60 * 60).to_string(),
            LogGrouping::Day => line.time.day().to_string(),
        };
        let count = groups.entry(group.clone()).or_insert_with(|| LogCount {
            group,
            service_id: (args.group_by == LogGrouping::Service).then(|| line.service_id.clone()),
            count: 0,
            error_count: 0,
            first_at: line.time,
            last_at: line.time,
        });
        count.count += 1;
        count.error_count += usize::from(line.level == LogLevel::Error);
        count.last_at = line.time;
    }
    let mut groups: Vec<LogCount> = groups.into_values().collect();
    if matches!(args.group_by, LogGrouping::Level | LogGrouping::Service) {
        groups.order_by_key(|group| std::cmp::Reverse(group.count));
    }
    Ok(LogCounts { total: found.len(), group_by: args.group_by, groups })
}
