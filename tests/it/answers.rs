//! A model that knows the answers of the built-in suite, behind an endpoint of its own. It takes python.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::pinned;

/// The model, which ends with its value.
pub struct Answers {
    process: Child,
    pub address: String,
}

impl Answers {
    pub fn start() -> Self {
        let suite = Path::new(env!("CARGO_MANIFEST_DIR")).join("benchmarks/suites/core.jsonl");
        let mut command = Command::new("python3");
        command.arg(pinned::scripts("agent-program").join("model.py")).arg(suite);
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("ready ").unwrap_or_else(|| panic!("{line}")).to_owned();
        Self { process, address }
    }
}

impl Drop for Answers {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
