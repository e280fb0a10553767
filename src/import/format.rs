//! The list of foreign formats, and how a file tells which one it is of.

use serde_json::Value;

use crate::import::conversation::Conversation;
use crate::import::records::records;
use crate::import::unreadable::Unreadable;
use crate::import::{atif, bfcl, inspect, mcp_log, openai, tau2, toucan};

/// How many lines of a log may come before its first message.
const LONGEST_PREAMBLE: usize = 200;

/// A format that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ForeignFormat {
    OpenAi,
    Toucan,
    Bfcl,
    Tau2,
    Atif,
    Inspect,
    McpLog,
}

impl ForeignFormat {
    pub const ALL: [Self; 7] =
        [Self::OpenAi, Self::Toucan, Self::Bfcl, Self::Tau2, Self::Atif, Self::Inspect, Self::McpLog];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::OpenAi => "openai",
            Self::Toucan => "toucan",
            Self::Bfcl => "bfcl",
            Self::Tau2 => "tau2",
            Self::Atif => "atif",
            Self::Inspect => "inspect",
            Self::McpLog => "mcp-log",
        }
    }

    /// What it is, as one line.
    pub fn description(self) -> &'static str {
        match self {
            Self::OpenAi => "OpenAI messages: fine-tuning rows, and logs of requests with responses",
            Self::Toucan => "rows of Toucan-1.5M, as JSON lines",
            Self::Bfcl => "BFCL multi-turn: result files and executed gold conversations",
            Self::Tau2 => "results of tau2-bench",
            Self::Atif => "trajectories of Harbor in ATIF, the Agent Trajectory Interchange Format",
            Self::Inspect => "eval logs of Inspect AI in their JSON form",
            Self::McpLog => "JSON-RPC messages that a client of MCP logged",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The format of a file by its first record. OpenAI's messages are asked for last: others look like them too.
    pub fn guess(first_record: &Value) -> Option<Self> {
        let has = |key: &str| first_record.get(key).is_some_and(|value| !value.is_null());
        let any = |keys: &[&str]| keys.iter().any(|key| has(key));
        if mcp_log::holds_message(first_record) {
            return Some(Self::McpLog);
        }
        let version = first_record.get("schema_version").and_then(Value::as_str);
        if version.is_some_and(|version| version.starts_with(atif::VERSIONS)) {
            return Some(Self::Atif);
        }
        if first_record.pointer("/eval/task").is_some() && any(&["status", "samples", "plan"]) {
            return Some(Self::Inspect);
        }
        if has("simulations") || (has("task_id") && has("messages") && any(&["reward_info", "termination_reason"])) {
            return Some(Self::Tau2);
        }
        if has("calls") && has("questions") || has("id") && has("result") && !has("messages") {
            return Some(Self::Bfcl);
        }
        if has("messages") && any(&["subset_name", "available_tools", "question_quality_assessment"]) {
            return Some(Self::Toucan);
        }
        let asks = first_record
            .get("request")
            .is_some_and(|request| request.pointer("/body/messages").is_some() || request.get("messages").is_some());
        (has("messages") || asks).then_some(Self::OpenAi)
    }

    /// The format of a whole file. A log may begin with lines that are no messages.
    pub fn guess_file(file: &str) -> Option<Self> {
        let first = file.lines().find(|line| !line.trim().is_empty())?;
        let record = serde_json::from_str(first).or_else(|_| serde_json::from_str(file)).ok();
        let record = record.map(|record: Value| match record {
            Value::Array(mut items) if !items.is_empty() && !mcp_log::holds_message(&items[0]) => items.swap_remove(0),
            record => record,
        });
        record.as_ref().and_then(Self::guess).or_else(|| {
            let mut lines = file.lines().take(LONGEST_PREAMBLE);
            lines.any(mcp_log::line_holds_message).then_some(Self::McpLog)
        })
    }

    /// Reads one record.
    pub fn read(self, record: &Value) -> Vec<Result<Conversation, Unreadable>> {
        match self {
            Self::OpenAi => vec![openai::read(record)],
            Self::Toucan => vec![toucan::read(record)],
            Self::Bfcl => vec![bfcl::read(record)],
            Self::Tau2 => tau2::read_all(record),
            Self::Atif => atif::read_all(record),
            Self::Inspect => inspect::read_all(record),
            // Its records are not conversations: a log is read as a whole.
            Self::McpLog => Vec::new(),
        }
    }

    /// Reads a whole file. An error names the record in the file as well as the place in the record.
    pub fn read_all(self, file: &str) -> Vec<Result<Conversation, Unreadable>> {
        if self == Self::McpLog {
            return mcp_log::read_all(file);
        }
        let mut conversations = Vec::new();
        for record in records(file) {
            let found = record.value.map_or_else(|fault| vec![Err(fault)], |value| self.read(&value));
            conversations.extend(found.into_iter().map(|found| found.map_err(|fault| fault.within(&record.place))));
        }
        conversations
    }
}

#[cfg(test)]
mod tests;
