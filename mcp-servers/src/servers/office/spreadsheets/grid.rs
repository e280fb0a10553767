//! What cells are worth: typed input, and formulas computed over the sheet.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};

use super::a1::{Cell, Range};
use super::formula::{self, Argument, Expr, Function};
use super::types::{CellType, Sheet};
use crate::kit::Day;

/// The value of a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Empty,
    /// A number and how it is shown.
    Number(f64, String),
    Text(String),
    Boolean(bool),
    Date(Day),
    Error(&'static str),
}

impl Value {
    pub fn kind(&self) -> CellType {
        match self {
            Self::Empty => CellType::Empty,
            Self::Number(..) => CellType::Number,
            Self::Text(_) => CellType::Text,
            Self::Boolean(_) => CellType::Boolean,
            Self::Date(_) => CellType::Date,
            Self::Error(_) => CellType::Error,
        }
    }

    pub fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Number(_, text) | Self::Text(text) => text.clone(),
            Self::Boolean(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
            Self::Date(day) => day.to_string(),
            Self::Error(error) => (*error).to_owned(),
        }
    }
}

/// A computed number with at most six decimals, and with so many at least.
pub fn number(value: f64, least: usize) -> String {
    let rounded = (value * 1e6).round() / 1e6;
    let text = if rounded == 0.0 { "0".to_owned() } else { format!("{rounded}") };
    if decimals(&text) >= least { text } else { format!("{rounded:.least$}") }
}

/// Digits behind the point.
fn decimals(text: &str) -> usize {
    text.split_once('.').map_or(0, |(_, part)| part.len())
}

/// What somebody typed, if it is no formula.
pub fn typed(input: &str) -> Value {
    if input.is_empty() {
        return Value::Empty;
    }
    if let Some(text) = input.strip_prefix('\'') {
        return Value::Text(text.to_owned());
    }
    if input.eq_ignore_ascii_case("true") || input.eq_ignore_ascii_case("false") {
        return Value::Boolean(input.eq_ignore_ascii_case("true"));
    }
    let deserializer: StrDeserializer<Error> = input.into_deserializer();
    if let Ok(day) = Day::deserialize(deserializer) {
        return Value::Date(day);
    }
    plain_number(input).map_or_else(|| Value::Text(input.to_owned()), |value| Value::Number(value, input.to_owned()))
}

/// `-12.50`; neither phone numbers nor numbers with leading zeros.
fn plain_number(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let plain = all_digits(whole) && all_digits(part) && whole.len() + part.len() <= 15;
    (plain && (whole == "0" || !whole.starts_with('0'))).then(|| text.parse().ok()).flatten()
}

/// Computes cells of one sheet, each at most once.
pub struct Evaluator<'a> {
    sheet: &'a Sheet,
    done: BTreeMap<Cell, Value>,
    path: Vec<Cell>,
}

/// So many formulas may depend on each other in a row.
const DEEPEST: usize = 200;
const LARGEST: f64 = 1e15;

impl<'a> Evaluator<'a> {
    pub fn new(sheet: &'a Sheet) -> Self {
        Self { sheet, done: BTreeMap::new(), path: Vec::new() }
    }

    pub fn value(&mut self, cell: Cell) -> Value {
        let input = self.sheet.input(cell);
        let Some(formula) = input.strip_prefix('=') else { return typed(input) };
        if let Some(value) = self.done.get(&cell) {
            return value.clone();
        }
        if self.path.contains(&cell) {
            return Value::Error("#CYCLE!");
        }
        if self.path.len() >= DEEPEST {
            return Value::Error("#DEPTH!");
        }
        self.path.push(cell);
        let value = match formula::parse(formula) {
            Err(_) => Value::Error("#NAME?"),
            Ok(expr) => self
                .number(&expr)
                .map_or_else(Value::Error, |(value, least)| Value::Number(value, number(value, least))),
        };
        self.path.pop();
        // Within a circle, the value depends on where one began.
        if self.path.is_empty() || !matches!(value, Value::Error("#CYCLE!" | "#DEPTH!")) {
            self.done.insert(cell, value.clone());
        }
        value
    }

    /// The number, and how many decimals its parts are shown with.
    fn number(&mut self, expr: &Expr) -> Result<(f64, usize), &'static str> {
        let (value, least) = match expr {
            Expr::Number(value) => (*value, 0),
            Expr::Negative(inner) => {
                let (value, least) = self.number(inner)?;
                (-value, least)
            }
            Expr::Cell(cell) => match self.value(*cell) {
                Value::Empty => (0.0, 0),
                Value::Number(value, text) => (value, decimals(&text)),
                Value::Error(error) => return Err(error),
                Value::Text(_) | Value::Boolean(_) | Value::Date(_) => return Err("#VALUE!"),
            },
            Expr::Pair(sign, left, right) => {
                let ((left, a), (right, b)) = (self.number(left)?, self.number(right)?);
                let value = match sign {
                    '+' => left + right,
                    '-' => left - right,
                    '*' => left * right,
                    _ if right == 0.0 => return Err("#DIV/0!"),
                    _ => left / right,
                };
                (value, a.max(b))
            }
            Expr::Call(function, arguments) => {
                let mut numbers = Vec::new();
                for argument in arguments {
                    match argument {
                        Argument::Expr(expr) => numbers.push(self.number(expr)?),
                        Argument::Range(range) => self.collect(*range, &mut numbers)?,
                    }
                }
                let values: Vec<f64> = numbers.iter().map(|(value, _)| *value).collect();
                let least = numbers.iter().map(|(_, least)| *least).max().unwrap_or(0);
                let least = if *function == Function::Count { 0 } else { least };
                (aggregate(*function, &values).ok_or("#DIV/0!")?, least)
            }
        };
        if value.is_finite() && value.abs() < LARGEST { Ok((value, least.min(6))) } else { Err("#NUM!") }
    }

    /// The numbers of a range; texts, dates and empty cells are passed over.
    fn collect(&mut self, range: Range, numbers: &mut Vec<(f64, usize)>) -> Result<(), &'static str> {
        let last = self.sheet.rows.len().max(1) - 1;
        for cell in range.cells().take_while(|cell| cell.row <= last) {
            match self.value(cell) {
                Value::Number(value, text) => numbers.push((value, decimals(&text))),
                Value::Error(error) => return Err(error),
                Value::Empty | Value::Text(_) | Value::Boolean(_) | Value::Date(_) => {}
            }
        }
        Ok(())
    }
}

/// The result of a function; the average of nothing is none.
pub fn aggregate(function: Function, values: &[f64]) -> Option<f64> {
    let sum: f64 = values.iter().sum();
    Some(match function {
        Function::Sum => sum,
        Function::Average if values.is_empty() => return None,
        Function::Average => sum / values.len() as f64,
        Function::Min => values.iter().copied().reduce(f64::min).unwrap_or(0.0),
        Function::Max => values.iter().copied().reduce(f64::max).unwrap_or(0.0),
        Function::Count => values.len() as f64,
    })
}

impl Sheet {
    /// What was typed into a cell.
    pub fn input(&self, cell: Cell) -> &str {
        self.rows.get(cell.row).and_then(|row| row.get(cell.column)).map_or("", String::as_str)
    }

    pub fn columns(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// All cells that are in use.
    pub fn used(&self) -> Range {
        let to = Cell { row: self.rows.len().max(1) - 1, column: self.columns().max(1) - 1 };
        Range { from: Cell { row: 0, column: 0 }, to }
    }

    /// Types something into a cell; empty text clears it.
    pub fn put(&mut self, cell: Cell, input: String) {
        while self.rows.len() <= cell.row {
            self.rows.push(Vec::new());
        }
        let row = &mut self.rows[cell.row];
        while row.len() <= cell.column {
            row.push(String::new());
        }
        row[cell.column] = input;
        self.trim();
    }

    /// Drops empty cells and rows at the ends.
    pub fn trim(&mut self) {
        for row in &mut self.rows {
            while row.last().is_some_and(String::is_empty) {
                row.pop();
            }
        }
        while self.rows.last().is_some_and(Vec::is_empty) {
            self.rows.pop();
        }
    }

    /// Whether the first row holds names of columns.
    pub fn has_header(&self) -> bool {
        let text = |input: &String| matches!(typed(input), Value::Text(_)) && !input.starts_with('=');
        self.rows.first().is_some_and(|row| !row.is_empty() && row.iter().all(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &[&[&str]]) -> Sheet {
        let rows = rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
        Sheet { id: String::new(), workbook_id: String::new(), name: String::new(), position: 0, rows }
    }

    fn check(sheet: &Sheet, cell: &str, expect: &str) {
        let value = Evaluator::new(sheet).value(Cell::parse(cell).expect("a cell"));
        assert_eq!(value.shown(), expect, "{cell}");
    }

    #[test]
    fn formulas_compute_what_they_say() {
        let sheet = sheet(&[
            &["Item", "10", "=B1*2+1", "=SUM(B1:C1, 4)"],
            &["x", "2.50", "=B2/B3", "=AVERAGE(B1:B2)"],
            &["", "0", "=A1+1", "=COUNT(A1:B3)"],
            &["=A4", "=-(B1-12)", "=MAX(B1:B3)-MIN(B1:B2)", "=0.1+0.2"],
        ]);
        for (cell, expect) in [
            ("C1", "21"),
            ("D1", "35"),
            ("C2", "#DIV/0!"),
            ("D2", "6.25"),
            ("C3", "#VALUE!"),
            ("D3", "3"),
            ("A4", "#CYCLE!"),
            ("B4", "2"),
            ("C4", "7.50"),
            ("D4", "0.3"),
            ("B2", "2.50"),
        ] {
            check(&sheet, cell, expect);
        }
    }

    #[test]
    fn wrong_formulas_are_named() {
        for wrong in ["", "1+", "FOO(1)", "SUM", "SUM(", "(1", "1)", "A1:B2", "1..2", "A1 B1", "\"x\"", "Tab!A1"] {
            assert!(formula::parse(wrong).is_err(), "{wrong}");
        }
        assert!(formula::parse(&"(".repeat(500)).is_err());
    }

    #[test]
    fn input_has_a_type() {
        for (input, kind) in [
            ("12", CellType::Number),
            ("-0.5", CellType::Number),
            ("007", CellType::Text),
            ("'12", CellType::Text),
            ("+49 30", CellType::Text),
            ("2026-03-05", CellType::Date),
            ("true", CellType::Boolean),
            ("", CellType::Empty),
        ] {
            assert_eq!(typed(input).kind(), kind, "{input}");
        }
    }
}
