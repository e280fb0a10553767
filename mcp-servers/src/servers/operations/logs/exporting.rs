//! Exports: made in steps that can be cancelled, read in pages.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::searching::Filter;
use super::types::*;
use super::{EXPORT, Logs};
use crate::kit::{Call, Cursor, Limit, Query, Text, Time, ToolError, When, conflict, counted, not_allowed, page};

type Result<T> = std::result::Result<T, ToolError>;

/// Lines per step.
const STEP: usize = 25;
/// The largest export.
const MOST: usize = 1_000;
/// Exports are kept for so many minutes.
const KEPT_MINUTES: i64 = 24 * 60;

#[derive(Debug, Serialize, JsonSchema)]
pub struct LogExport {
    /// Id of the export.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// How its lines are written.
    pub format: ExportFormat,
    /// Whether all lines are in it; partial where the export was cancelled.
    pub status: ExportStatus,
    /// How many lines are in it.
    pub line_count: usize,
    /// How many lines matched.
    pub matching_count: usize,
    /// Address at which all of it can be read as a resource.
    pub uri: String,
    /// When it was made.
    pub created_at: Time,
    /// Until when it can be read.
    pub expires_at: Time,
}

/// Writes all lines of a search into an export that can be read for 24 hours. Use it for more lines than pages are made
/// for; it reports its progress and can be cancelled, which keeps the lines written so far.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportLogs {
    /// What to call the export.
    pub name: Text<80>,
    /// How to write the lines (default json_lines).
    pub format: Option<ExportFormat>,
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

#[derive(Debug, Serialize, JsonSchema)]
pub struct LogExportPage {
    /// Id of the export.
    pub export_id: String,
    /// How the lines are written.
    pub format: ExportFormat,
    /// How many lines are in the whole export.
    pub line_count: usize,
    /// The lines of this page, oldest first.
    pub lines: Vec<String>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Reads an export page by page. Fails once it has expired, 24 hours after it was made.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadLogExport {
    /// Id of the export, as export_logs returned it.
    pub export_id: String,
    /// How many lines to return at most (default 50).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

pub fn export_logs(logs: &mut Logs, call: &mut Call, args: ExportLogs) -> Result<LogExport> {
    let filter = Filter {
        query: args.query,
        service_id: args.service_id,
        minimum_level: args.minimum_level,
        trace_id: None,
        start: args.start_time,
        end: args.end_time,
    };
    let found = logs.find(&filter, call.now)?;
    if found.is_empty() {
        return Err(conflict("No line matches, so there is nothing to export. Use count_logs to see what there is."));
    }
    if found.len() > MOST {
        return Err(not_allowed(format!(
            "{} lines match, an export holds at most {MOST}. Use start_time and end_time to take less.",
            found.len()
        )));
    }
    let lines: Vec<String> = found.into_iter().map(|(id, _)| id.clone()).collect();
    let id = call.ids.mint("lex");
    let export = Export {
        name: args.name.0,
        format: args.format.unwrap_or(ExportFormat::JsonLines),
        status: ExportStatus::Partial,
        line_ids: Vec::new(),
        wanted: lines.len(),
        created_at: call.now,
        expires_at: call.now.plus_minutes(KEPT_MINUTES),
    };
    logs.exports.insert(id.clone(), export);
    for chunk in lines.chunks(STEP) {
        let export = EXPORT.get_mut(&mut logs.exports, &id)?;
        export.line_ids.extend_from_slice(chunk);
        let done = export.line_ids.len();
        if done == lines.len() {
            export.status = ExportStatus::Complete;
        }
        call.progress(done as u64, lines.len() as u64, &format!("{} written to {id}", counted(done, "line")))?;
    }
    Ok(view(&id, EXPORT.get(&logs.exports, &id)?))
}

pub fn read_log_export(logs: &Logs, call: &Call, args: ReadLogExport) -> Result<LogExportPage> {
    let export = logs.readable(&args.export_id, call.now)?;
    let (ids, next_cursor) = page(export.line_ids.iter().collect(), args.cursor, args.limit, 50);
    Ok(LogExportPage {
        format: export.format,
        line_count: export.line_ids.len(),
        lines: ids.into_iter().filter_map(|id| logs.written(id, export.format)).collect(),
        export_id: args.export_id,
        next_cursor,
    })
}

/// The whole export as a text.
pub fn whole(logs: &Logs, now: Time, id: &str) -> Result<String> {
    let export = logs.readable(id, now)?;
    let heading = match export.format {
        ExportFormat::Csv => "time,service,instance,level,trace_id,message\n",
        ExportFormat::JsonLines => "",
    };
    let lines = export.line_ids.iter().filter_map(|id| logs.written(id, export.format));
    Ok(lines.fold(heading.to_owned(), |text, line| text + &line + "\n"))
}

impl Logs {
    fn readable(&self, id: &str, now: Time) -> Result<&Export> {
        let export = EXPORT.get(&self.exports, id)?;
        if export.expires_at < now {
            return Err(not_allowed(format!(
                "The export {id} expired on {}. Use export_logs to make a new one.",
                export.expires_at.spoken()
            )));
        }
        Ok(export)
    }

    fn written(&self, id: &str, format: ExportFormat) -> Option<String> {
        let line = self.lines.get(id)?;
        let view = self.view(id, line);
        Some(match format {
            ExportFormat::JsonLines => {
                let mut value = json!({
                    "time": line.time, "service": view.service_name, "instance": line.instance,
                    "level": line.level.name(), "trace_id": line.trace_id, "message": line.message,
                });
                value.sort_all_objects();
                value.to_string()
            }
            ExportFormat::Csv => format!(
                "{},{},{},{},{},\"{}\"",
                line.time,
                view.service_name,
                line.instance,
                line.level.name(),
                line.trace_id.as_deref().unwrap_or_default(),
                line.message.replace('"', "\"\"")
            ),
        })
    }
}

fn view(id: &str, export: &Export) -> LogExport {
    LogExport {
        id: id.to_owned(),
        name: export.name.clone(),
        format: export.format,
        status: export.status,
        line_count: export.line_ids.len(),
        matching_count: export.wanted,
        uri: format!("logs://exports/{id}"),
        created_at: export.created_at,
        expires_at: export.expires_at,
    }
}
