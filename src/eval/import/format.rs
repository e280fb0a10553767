//! The list of benchmarks whose tasks can be read, and how a file tells which one it is of.

use serde_json::Value;

/// A benchmark's form of tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskFormat {
    Tau2,
    Bfcl,
    McpBench,
    LiveMcpBench,
}

impl TaskFormat {
    pub const ALL: [Self; 4] = [Self::Tau2, Self::Bfcl, Self::McpBench, Self::LiveMcpBench];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tau2 => "tau2",
            Self::Bfcl => "bfcl",
            Self::McpBench => "mcp-bench",
            Self::LiveMcpBench => "live-mcp-bench",
        }
    }

    /// What it is, as one line.
    pub fn description(self) -> &'static str {
        match self {
            Self::Tau2 => "tasks.json of a domain of tau2-bench",
            Self::Bfcl => {
                "BFCL multi-turn: questions and possible answers one behind the other, or executed gold conversations"
            }
            Self::McpBench => "tasks of MCP-Bench, in the form of its runner",
            Self::LiveMcpBench => "annotated queries of LiveMCPBench",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The format of a file by its first record: of a list its first item.
    pub fn guess(first_record: &Value) -> Option<Self> {
        let record = first_record.get(0).unwrap_or(first_record);
        let has = |key: &str| record.get(key).is_some_and(|value| !value.is_null());
        if has("user_scenario") || record.pointer("/tasks/0/user_scenario").is_some() {
            return Some(Self::Tau2);
        }
        if has("involved_classes") || has("ground_truth") {
            return Some(Self::Bfcl);
        }
        if has("Question") && has("task_id") {
            return Some(Self::LiveMcpBench);
        }
        let runs = ["server_tasks", "combinations", "task_description"].iter().any(|key| has(key));
        let nested = ["/task/task_description", "/tasks/0/task/task_description", "/tasks/0/task_description"];
        (runs || nested.iter().any(|place| record.pointer(place).is_some())).then_some(Self::McpBench)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_first_record_tells_its_benchmark() {
        let cases = [
            (json!([{"id": "0", "user_scenario": {}}]), Some(TaskFormat::Tau2)),
            (json!({"tasks": [{"id": "0", "user_scenario": {}}]}), Some(TaskFormat::Tau2)),
            (json!({"id": "multi_turn_base_0", "question": [], "involved_classes": []}), Some(TaskFormat::Bfcl)),
            (json!({"id": "multi_turn_base_0", "ground_truth": []}), Some(TaskFormat::Bfcl)),
            (json!({"server_tasks": []}), Some(TaskFormat::McpBench)),
            (json!([{"server_name": "A", "task": {"task_description": "x"}}]), Some(TaskFormat::McpBench)),
            (json!([{"task_id": "a", "Question": "What?"}]), Some(TaskFormat::LiveMcpBench)),
            (json!({"messages": []}), None),
            (json!([]), None),
        ];
        for (record, expected) in cases {
            assert_eq!(TaskFormat::guess(&record), expected, "{record}");
        }
        assert!(TaskFormat::ALL.into_iter().all(|format| TaskFormat::named(format.name()) == Some(format)));
    }
}
