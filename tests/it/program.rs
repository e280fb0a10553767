//! The program itself, as a user runs it in a folder.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Runs it; its exit code, and what it says on both channels.
pub fn mcplab(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_mcplab")).args(arguments).current_dir(folder).output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.code(), said)
}

/// The JSON document that it prints.
pub fn json(folder: &Path, arguments: &[&str]) -> Value {
    let all = [&["--format", "json"], arguments].concat();
    let output = Command::new(env!("CARGO_BIN_EXE_mcplab")).args(all).current_dir(folder).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}
