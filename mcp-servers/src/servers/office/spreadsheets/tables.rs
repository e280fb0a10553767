//! The tools that take a sheet as a table: finding rows, and sums over a column.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::a1::{self, Cell, letters};
use super::formula::{self, Function};
use super::grid::{Evaluator, Value, aggregate, number};
use super::reading::rows;
use super::types::*;
use super::{SHEET, Spreadsheets};
use crate::kit::{Call, Cursor, Limit, Query, Text, ToolError, conflict, invalid, page, shorten};

type Result<T> = std::result::Result<T, ToolError>;

/// Finds the rows of a sheet that have words in any column, or an exact value in one column. Use it to get row numbers before writing.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindSheetRows {
    /// Id of the sheet.
    pub sheet_id: String,
    /// Words that the row must have.
    pub query: Option<Query>,
    /// Letter or name of a column, for equals.
    #[schemars(example = &"A", example = &"B")]
    pub column: Option<Text<80>>,
    /// The value that this column must have, as it is shown.
    pub equals: Option<Text<200>>,
    /// How many rows to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct FoundRows {
    /// Id of the sheet.
    pub sheet_id: String,
    /// Names of the columns, if the first row has them.
    pub header: Vec<String>,
    /// The rows found, from the first column on.
    pub rows: Vec<RowView>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Aggregation {
    Sum,
    Average,
    Min,
    Max,
    Count,
}

/// Computes sum, average, smallest, largest or count of a column's numbers, in all or for each value of another column. Header and totals made by functions are left out.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AggregateSheetColumn {
    /// Id of the sheet.
    pub sheet_id: String,
    /// Letter or name of the column with the numbers.
    #[schemars(example = &"B", example = &"C", example = &"D")]
    pub column: Text<80>,
    /// What to compute.
    pub aggregation: Aggregation,
    /// Letter or name of a column; each of its values makes a group.
    #[schemars(example = &"A", example = &"B")]
    pub group_by: Option<Text<80>>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ColumnGroup {
    /// The value that the rows of the group share.
    pub key: String,
    /// The result for the group.
    pub value: f64,
    /// How many numbers went into it.
    pub number_count: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ColumnAggregate {
    /// Letter of the column.
    pub column: String,
    /// Name of the column, if the first row has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// What was computed.
    pub aggregation: Aggregation,
    /// The result.
    pub value: f64,
    /// How many numbers went into it.
    pub number_count: usize,
    /// Results by group, if group_by was given.
    pub groups: Vec<ColumnGroup>,
}

pub fn find_sheet_rows(all: &Spreadsheets, _: &Call, args: FindSheetRows) -> Result<FoundRows> {
    let sheet = SHEET.get(&all.sheets, &args.sheet_id)?;
    if args.query.is_none() && args.equals.is_none() {
        return Err(invalid("Give query, or column and equals. Use read_sheet_range to read all rows."));
    }
    let column = match (&args.column, &args.equals) {
        (Some(name), Some(_)) => Some(column(sheet, &name.0, "column")?),
        (None, Some(_)) => return Err(invalid("Argument `equals` needs a column.")),
        (Some(_), None) => return Err(invalid("Argument `column` needs equals.")),
        (None, None) => None,
    };
    let first = usize::from(sheet.has_header());
    let mut found = rows(sheet, sheet.used());
    found.retain(|row| {
        let same = |place: usize| {
            let shown = row.values.get(place).map_or("", String::as_str);
            args.equals.as_ref().is_some_and(|wanted| wanted.0.to_lowercase() == shown.to_lowercase())
        };
        row.row > first as i64
            && column.is_none_or(same)
            && args.query.as_ref().is_none_or(|query| query.matches(row.values.iter().map(String::as_str)))
    });
    let (rows, next_cursor) = page(found, args.cursor, args.limit, 20);
    let header = sheet.rows.first().filter(|_| first == 1).cloned().unwrap_or_default();
    Ok(FoundRows { sheet_id: sheet.id.clone(), header, rows, next_cursor })
}

pub fn aggregate_sheet_column(all: &Spreadsheets, _: &Call, args: AggregateSheetColumn) -> Result<ColumnAggregate> {
    let sheet = SHEET.get(&all.sheets, &args.sheet_id)?;
    let place = column(sheet, &args.column.0, "column")?;
    let group_by = args.group_by.as_ref().map(|name| column(sheet, &name.0, "group_by")).transpose()?;
    let function = match args.aggregation {
        Aggregation::Sum => Function::Sum,
        Aggregation::Average => Function::Average,
        Aggregation::Min => Function::Min,
        Aggregation::Max => Function::Max,
        Aggregation::Count => Function::Count,
    };
    let mut evaluator = Evaluator::new(sheet);
    let (mut numbers, mut groups) = (Vec::new(), BTreeMap::<String, Vec<f64>>::new());
    let header = sheet.has_header();
    for row in usize::from(header)..sheet.rows.len() {
        let cell = Cell { row, column: place };
        let total = sheet.input(cell).strip_prefix('=').and_then(|text| formula::parse(text).ok());
        if total.is_some_and(|expr| formula::is_total(&expr)) {
            continue;
        }
        match evaluator.value(cell) {
            Value::Number(value, _) => {
                numbers.push(value);
                if let Some(column) = group_by {
                    groups.entry(evaluator.value(Cell { row, column }).shown()).or_default().push(value);
                }
            }
            Value::Error(error) => {
                return Err(conflict(format!("{cell} of {} is {error}; mend it with write_sheet_range.", sheet.name)));
            }
            Value::Empty | Value::Text(_) | Value::Boolean(_) | Value::Date(_) => {}
        }
    }
    if numbers.is_empty() {
        return Err(conflict(format!("Column {} of {} has no numbers.", letters(place), sheet.name)));
    }
    // As shown: without the noise of binary fractions.
    let result = |values: &[f64]| number(aggregate(function, values).unwrap_or(0.0), 0).parse().unwrap_or(0.0);
    let group =
        |(key, values): (String, Vec<f64>)| ColumnGroup { key, value: result(&values), number_count: values.len() };
    Ok(ColumnAggregate {
        column: letters(place),
        header: header.then(|| sheet.input(Cell { row: 0, column: place }).to_owned()),
        aggregation: args.aggregation,
        value: result(&numbers),
        number_count: numbers.len(),
        groups: groups.into_iter().map(group).collect(),
    })
}

/// A column by its name in the first row, or else by its letters.
pub fn column(sheet: &Sheet, name: &str, argument: &str) -> Result<usize> {
    let header = sheet.rows.first().filter(|_| sheet.has_header());
    let named = header.and_then(|row| row.iter().position(|cell| cell.to_lowercase() == name.to_lowercase()));
    named.or_else(|| a1::column(name).filter(|place| *place < sheet.columns())).ok_or_else(|| {
        invalid(format!(
            "Argument `{argument}`: {:?} is neither a name nor a letter of a column of {}.",
            shorten(name),
            sheet.name
        ))
    })
}
