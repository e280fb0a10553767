//! The tools that read lines.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{KEPT_DAYS, LINE, Logs, SAVED, SERVICE};
use crate::kit::{Call, Cursor, Int, Limit, Ordered, Query, Text, Time, ToolError, When, invalid, page};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct LogLineView {
    /// Id of the line.
    pub id: String,
    /// When it was written.
    pub time: Time,
    /// Id of the service that wrote it.
    pub service_id: String,
    /// Name of the service that wrote it.
    pub service_name: String,
    /// Instance of the service.
    pub instance: String,
    /// How serious it is.
    pub level: LogLevel,
    /// What it says.
    pub message: String,
    /// What all lines of one request have in common, on every service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct LogLineList {
    /// How many lines were found on all pages.
    pub total: usize,
    /// The lines of this page, in the wanted order.
    pub lines: Vec<LogLineView>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LogOrder {
    NewestFirst,
    OldestFirst,
}

/// Finds log lines by service, level, words, trace and time, newest first. Use it to read what a service reported; give
/// a trace_id to follow one request through all services.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchLogs {
    /// Words of the message; all of them must match.
    pub query: Option<Query>,
    /// Only lines of this service.
    pub service_id: Option<String>,
    /// Only lines of this level or above.
    pub minimum_level: Option<LogLevel>,
    /// Only lines of this trace.
    pub trace_id: Option<Text<40>>,
    /// Only lines from this time on (default: all that are kept).
    pub start_time: Option<When>,
    /// Only lines before this time (default: now).
    pub end_time: Option<When>,
    /// Id of a saved search; its query, service and level hold where they are not given here.
    pub saved_search_id: Option<String>,
    /// In which order (default newest_first).
    pub order: Option<LogOrder>,
    /// How many lines to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Returns the lines that the same service wrote before and after a line. Use it to see what led to an error.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetLogContext {
    /// Id of the line.
    pub log_line_id: String,
    /// How many lines before it (default 5).
    pub before: Option<Int<0, 50>>,
    /// How many lines after it (default 5).
    pub after: Option<Int<0, 50>>,
    /// Whether to show the lines of other services, too (default false).
    pub all_services: Option<bool>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct LogContext {
    /// Lines before it, oldest first.
    pub before: Vec<LogLineView>,
    /// The line in question.
    pub line: LogLineView,
    /// Lines after it, oldest first.
    pub after: Vec<LogLineView>,
}

/// Which lines are wanted.
#[derive(Default)]
pub struct Filter {
    pub query: Option<Query>,
    pub service_id: Option<String>,
    pub minimum_level: Option<LogLevel>,
    pub trace_id: Option<String>,
    pub start: Option<When>,
    pub end: Option<When>,
}

impl Logs {
    /// The lines of a filter, oldest first.
    pub fn find(&self, filter: &Filter, now: Time) -> Result<Vec<(&String, &LogLine)>> {
        if let Some(id) = &filter.service_id {
            SERVICE.get(&self.services, id)?;
        }
        let oldest = now.plus_days(-KEPT_DAYS);
        let start = filter.start.map_or(oldest, |start| now.resolve(start));
        let end = filter.end.map_or(now, |end| now.resolve(end));
        if start >= end {
            return Err(invalid(format!("Argument `start_time`: {start} does not lie before the end {end}.")));
        }
        if end < oldest {
            return Err(invalid(format!(
                "Argument `end_time`: lines are kept for {KEPT_DAYS} days; none is older than {oldest}."
            )));
        }
        let wanted = |(_, line): &(&String, &LogLine)| {
            (start..=end).contains(&line.time)
                && filter.service_id.as_ref().is_none_or(|id| line.service_id == *id)
                && filter.minimum_level.is_none_or(|level| line.level >= level)
                && filter.trace_id.as_ref().is_none_or(|trace| line.trace_id.as_ref() == Some(trace))
                && filter.query.as_ref().is_none_or(|query| query.matches([line.message.as_str()]))
        };
        let mut found: Vec<(&String, &LogLine)> = self.lines.iter().filter(wanted).collect();
        found.order_by_key(|(id, line)| (line.time, *id));
        Ok(found)
    }

    pub fn view(&self, id: &str, line: &LogLine) -> LogLineView {
        LogLineView {
            id: id.to_owned(),
            time: line.time,
            service_id: line.service_id.clone(),
            service_name: self.services.get(&line.service_id).cloned().unwrap_or_default(),
            instance: line.instance.clone(),
            level: line.level,
            message: line.message.clone(),
            trace_id: line.trace_id.clone(),
        }
    }
}

/// A text as a search.
pub fn query_of(text: &str) -> Result<Query> {
    serde_json::from_value(serde_json::Value::from(text))
        .map_err(|error| invalid(format!("Argument `query`: {error}.")))
}

pub fn search_logs(logs: &Logs, call: &Call, args: SearchLogs) -> Result<LogLineList> {
    let mut filter = Filter {
        query: args.query,
        service_id: args.service_id,
        minimum_level: args.minimum_level,
        trace_id: args.trace_id.map(|trace| trace.0),
        start: args.start_time,
        end: args.end_time,
    };
    if let Some(id) = &args.saved_search_id {
        let saved = SAVED.get(&logs.saved_searches, id)?;
        if let (None, Some(text)) = (&filter.query, &saved.query) {
            filter.query = Some(query_of(text)?);
        }
        filter.service_id = filter.service_id.or_else(|| saved.service_id.clone());
        filter.minimum_level = filter.minimum_level.or(saved.minimum_level);
    }
    let mut found = logs.find(&filter, call.now)?;
    if args.order != Some(LogOrder::OldestFirst) {
        found.reverse();
    }
    let total = found.len();
    let (found, next_cursor) = page(found, args.cursor, args.limit, 20);
    Ok(LogLineList { total, lines: found.into_iter().map(|(id, line)| logs.view(id, line)).collect(), next_cursor })
}

pub fn get_log_context(logs: &Logs, call: &Call, args: GetLogContext) -> Result<LogContext> {
    let line = LINE.get(&logs.lines, &args.log_line_id)?;
    let service_id = (!args.all_services.unwrap_or(false)).then(|| line.service_id.clone());
    let around = logs.find(&Filter { service_id, ..Filter::default() }, call.now)?;
    let place = around.iter().position(|(id, _)| **id == args.log_line_id).unwrap_or(0);
    let (before, after) = (args.before.map_or(5, |count| count.0), args.after.map_or(5, |count| count.0));
    let view = |(id, line): &(&String, &LogLine)| logs.view(id, line);
    let first = place.saturating_sub(before as usize);
    Ok(LogContext {
        before: around.iter().take(place).skip(first).map(view).collect(),
        line: logs.view(&args.log_line_id, line),
        after: around.iter().skip(place + 1).take(after as usize).map(view).collect(),
    })
}
