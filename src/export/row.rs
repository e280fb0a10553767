//! A row of an export: named cells with a form, so that the same row can become a JSON line or a line of Parquet columns.

use std::fmt::Write;

/// What a column holds, and how it is stored in Parquet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A string.
    Text,
    /// Any JSON. In Parquet it is text of the `arrow.json` extension type, so that no reader unites the keys of rows and fills
    /// nulls in.
    Json,
    /// Any JSON, as text also in JSON lines: readers that guess types of objects make time stamps of times and decimals of seeds.
    JsonText,
    /// A whole number.
    Number,
    Flag,
    /// A list of strings.
    Texts,
    Flags,
    /// A list of objects of two strings, mostly `role` and `content`, for readers that go through pandas or know no JSON columns.
    Chat([&'static str; 2]),
    /// An object of cells.
    Object(&'static [Column]),
}

/// A column of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: &'static str,
    pub form: Form,
}

/// The value of one column in one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Text(String),
    /// JSON text, written as it is.
    Json(String),
    Number(i64),
    Flag(bool),
    Texts(Vec<String>),
    Flags(Vec<bool>),
    Chat(Vec<(&'static str, String)>),
    Object(Vec<Cell>),
}

/// The cells of a row, in the order of its target's columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row(pub Vec<Cell>);

/// How most readers call the two strings of a message.
pub(super) const ROLE_CONTENT: [&str; 2] = ["role", "content"];

/// A column by name and form.
pub(super) const fn column(name: &'static str, form: Form) -> Column {
    Column { name, form }
}

impl Row {
    /// The row as one JSON object without a line's end.
    pub fn line(&self, columns: &[Column]) -> String {
        let mut line = String::new();
        object(&mut line, columns, &self.0);
        line
    }
}

fn object(line: &mut String, columns: &[Column], cells: &[Cell]) {
    line.push('{');
    for (at, (column, cell)) in columns.iter().zip(cells).enumerate() {
        if at > 0 {
            line.push(',');
        }
        quoted(line, column.name);
        line.push(':');
        value(line, column, cell);
    }
    line.push('}');
}

fn value(line: &mut String, column: &Column, cell: &Cell) {
    match cell {
        Cell::Text(text) => quoted(line, text),
        Cell::Json(json) if column.form == Form::JsonText => quoted(line, json),
        Cell::Json(json) => line.push_str(json),
        Cell::Number(number) => _ = write!(line, "{number}"),
        Cell::Flag(flag) => _ = write!(line, "{flag}"),
        Cell::Texts(texts) => list(line, texts, |line, text| quoted(line, text)),
        Cell::Flags(flags) => list(line, flags, |line, flag| _ = write!(line, "{flag}")),
        Cell::Chat(messages) => {
            let [first, second] = names(column.form);
            list(line, messages, |line, (role, content)| {
                line.push('{');
                quoted(line, first);
                line.push(':');
                quoted(line, role);
                line.push(',');
                quoted(line, second);
                line.push(':');
                quoted(line, content);
                line.push('}');
            });
        }
        Cell::Object(cells) => match column.form {
            Form::Object(columns) => object(line, columns, cells),
            _ => line.push_str("null"),
        },
    }
}

/// What the two strings of a message are called.
pub(super) fn names(form: Form) -> [&'static str; 2] {
    if let Form::Chat(names) = form { names } else { ROLE_CONTENT }
}

fn list<T>(line: &mut String, items: &[T], write: impl Fn(&mut String, &T)) {
    line.push('[');
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            line.push(',');
        }
        write(line, item);
    }
    line.push(']');
}

fn quoted(line: &mut String, text: &str) {
    line.push_str(&serde_json::Value::from(text).to_string());
}
