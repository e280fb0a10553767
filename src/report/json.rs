//! A summary for programs.

use super::Summary;

/// The summary as indented JSON with a line's end.
pub fn json(summary: &Summary) -> String {
    let mut text = serde_json::to_string_pretty(summary).expect("a summary is plain JSON with text keys");
    text.push('\n');
    text
}
