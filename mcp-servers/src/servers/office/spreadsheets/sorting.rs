//! The tool that sorts rows.

use std::cmp::Ordering;

use schemars::JsonSchema;
use serde::Deserialize;

use super::Spreadsheets;
use super::a1::{self, Cell, Range};
use super::formula;
use super::grid::{Evaluator, Value};
use super::reading::parse_range;
use super::types::*;
use crate::kit::{Call, Ordered, Text, ToolError, conflict, invalid};

type Result<T> = std::result::Result<T, ToolError>;

/// Sorts the rows of a block by one of its columns; leave the header out of the range. Formulas move with their row if they refer to that row only.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SortSheetRange {
    /// Id of the sheet.
    pub sheet_id: String,
    /// The block in A1 notation, without header and totals.
    #[schemars(example = &"A2:D6", example = &"A2:F8", example = &"A3:C5")]
    pub range: Text<20>,
    /// Letter of the column to sort by.
    #[schemars(example = &"A", example = &"B")]
    pub by_column: Text<2>,
    /// Whether the largest comes first (default false).
    pub descending: Option<bool>,
}

pub fn sort_sheet_range(all: &mut Spreadsheets, call: &mut Call, args: SortSheetRange) -> Result<Written> {
    let sheet = all.editable_sheet(&args.sheet_id)?;
    let mut range = parse_range(&args.range.0, sheet)?;
    let by = a1::column(&args.by_column.0).filter(|column| (range.from.column..=range.to.column).contains(column));
    let by = by.ok_or_else(|| invalid(format!("Argument `by_column` is a letter of a column inside {range}.")))?;
    range.to.row = range.to.row.min(sheet.rows.len().max(1) - 1);
    if range.to.row <= range.from.row {
        return Err(invalid(format!("Argument `range`: {} has fewer than two rows in use.", args.range.0)));
    }
    all.check_protected(sheet, range)?;
    let mut evaluator = Evaluator::new(sheet);
    let key = |row: usize| (row, evaluator.value(Cell { row, column: by }));
    let mut keys: Vec<(usize, Value)> = (range.from.row..=range.to.row).map(key).collect();
    let descending = args.descending.unwrap_or(false);
    keys.order_by(|a, b| compare(&a.1, &b.1, descending));
    let mut changed = sheet.clone();
    for (place, (from, _)) in keys.into_iter().enumerate() {
        let to = range.from.row + place;
        for column in range.from.column..=range.to.column {
            let input = moved(sheet, Cell { row: from, column }, to)?;
            changed.put(Cell { row: to, column }, input);
        }
    }
    Ok(all.keep(changed, range, call.now))
}

/// Numbers, dates, texts, truths, errors; empty cells always last.
fn compare(a: &Value, b: &Value, descending: bool) -> Ordering {
    let rank = |value: &Value| match value {
        Value::Number(..) => 0,
        Value::Date(_) => 1,
        Value::Text(_) => 2,
        Value::Boolean(_) => 3,
        Value::Error(_) => 4,
        Value::Empty => 5,
    };
    if *a == Value::Empty || *b == Value::Empty {
        return rank(a).cmp(&rank(b));
    }
    let order = match (a, b) {
        (Value::Number(a, _), Value::Number(b, _)) => a.total_cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.to_lowercase().cmp(&b.to_lowercase()),
        (Value::Boolean(a), Value::Boolean(b)) => a.cmp(b),
        _ => rank(a).cmp(&rank(b)),
    };
    if descending { order.reverse() } else { order }
}

/// The input of a cell as it reads in another row.
fn moved(sheet: &Sheet, cell: Cell, to: usize) -> Result<String> {
    let input = sheet.input(cell);
    let Some(formula) = input.strip_prefix('=').filter(|_| cell.row != to) else { return Ok(input.to_owned()) };
    let mut change = |range: Range, _: bool| {
        let same = range.from.row == cell.row && range.to.row == cell.row;
        same.then_some(Range { from: Cell { row: to, ..range.from }, to: Cell { row: to, ..range.to } })
    };
    let written = formula::rewrite(formula, &mut change).ok_or_else(|| {
        conflict(format!("{cell} holds {input}, which refers to other rows; leave that row out of the range."))
    })?;
    Ok(format!("={written}"))
}
