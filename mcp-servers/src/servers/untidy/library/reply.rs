//! How the library answers: JSON as text, and a failure that is a success with a flag.

use serde_json::{Value, json};

use crate::kit::{ToolError, conflict, shorten};

pub type Result<T> = std::result::Result<T, ToolError>;

/// A text that holds JSON, with members in a fixed order.
pub fn json_text(mut value: Value) -> String {
    value.sort_all_objects();
    value.to_string()
}

/// `{"success": true, ..}`, or `{"success": false, "error": ".."}` where it failed.
pub fn flagged(result: Result<Value>) -> Value {
    let mut value = match result {
        Ok(mut value) => {
            value["success"] = json!(true);
            value
        }
        Err(error) => json!({"success": false, "error": error.to_string()}),
    };
    value.sort_all_objects();
    value
}

/// The result, or a text that says what went wrong.
pub fn or_text(result: Result<Value>) -> String {
    match result {
        Ok(value) => json_text(value),
        Err(error) => format!("Error: {error}"),
    }
}

pub fn missing(what: &str, id: &str, finder: &str) -> ToolError {
    ToolError::NotFound(format!("{what} {} not found. See {finder}.", shorten(id)))
}

pub fn refuse<T>(why: impl Into<String>) -> Result<T> {
    Err(conflict(why))
}
