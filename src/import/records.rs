//! The records of a file: one JSON value a line, a list of values, or one value.

use serde_json::Value;

use crate::import::unreadable::Unreadable;

/// A record and the place of it in the file, for complaints.
pub struct Record {
    pub place: String,
    pub value: Result<Value, Unreadable>,
}

/// Takes a file apart. A line that is no JSON is a record that cannot be read, and the lines after it are.
pub fn records(file: &str) -> Vec<Record> {
    // A file of lines fails here at its second line, so nothing is read twice.
    match serde_json::from_str(file) {
        Ok(Value::Array(items)) => {
            let record = |(at, item)| Record { place: format!("record {}", at + 1), value: Ok(item) };
            items.into_iter().enumerate().map(record).collect()
        }
        Ok(value) => vec![Record { place: String::new(), value: Ok(value) }],
        Err(_) => lines(file),
    }
}

fn lines(file: &str) -> Vec<Record> {
    let written = file.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let record = |(at, line): (usize, &str)| {
        let fault = |error: serde_json::Error| Unreadable::NotJson {
            place: "the record".to_owned(),
            fault: error.to_string(),
            wanted: "one JSON value a line",
        };
        Record { place: format!("line {}", at + 1), value: serde_json::from_str(line).map_err(fault) }
    };
    written.map(record).collect()
}
