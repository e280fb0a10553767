//! The tool that takes rows in from comma-separated text, a chunk at a time.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::a1::{Cell, MOST_COLUMNS, MOST_ROWS, Range};
use super::changing::fill;
use super::types::*;
use super::{SHEET, Spreadsheets, csv};
use crate::kit::{Call, Text, ToolError, conflict, counted, invalid, shorten};

type Result<T> = std::result::Result<T, ToolError>;

/// Rows of one step; after each the caller may cancel.
const CHUNK: usize = 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Delimiter {
    Comma,
    Semicolon,
    Tab,
}

/// Adds the rows of CSV text below the last row, twenty at a time with progress. With a header, columns are matched by name. What was added before a cancellation stays.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportCsvRows {
    /// Id of the sheet.
    pub sheet_id: String,
    /// The text, one row a line; quotes are understood.
    #[schemars(example = &"Printer paper,14,2026-03-02\n\"Pens, blue\",40,2026-03-03")]
    pub csv: Text<60000>,
    /// Whether the first line names the columns (default false: rows are taken from the first column on).
    pub has_header: Option<bool>,
    /// What separates the cells (default comma).
    pub delimiter: Option<Delimiter>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ImportedRows {
    /// Id of the sheet.
    pub sheet_id: String,
    /// How many rows were added.
    pub imported_count: usize,
    /// The cells that they fill, in A1 notation.
    pub range: String,
    /// How many rows of the sheet are in use now.
    pub row_count: usize,
}

pub fn import_csv_rows(all: &mut Spreadsheets, call: &mut Call, args: ImportCsvRows) -> Result<ImportedRows> {
    let sheet = all.editable_sheet(&args.sheet_id)?;
    let delimiter = match args.delimiter.unwrap_or(Delimiter::Comma) {
        Delimiter::Comma => ',',
        Delimiter::Semicolon => ';',
        Delimiter::Tab => '\t',
    };
    let mut rows =
        csv::read(&args.csv.0, delimiter).map_err(|problem| invalid(format!("Argument `csv`: {problem}.")))?;
    if args.has_header.unwrap_or(false) {
        rows = by_name(sheet, rows)?;
    }
    rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    if rows.is_empty() {
        return Err(invalid("Argument `csv`: there are no rows in it."));
    }
    if columns > MOST_COLUMNS {
        return Err(invalid(format!("Argument `csv`: a sheet has at most {MOST_COLUMNS} columns.")));
    }
    let start = Cell { row: sheet.rows.len(), column: 0 };
    if start.row + rows.len() > MOST_ROWS {
        return Err(conflict(format!("A sheet has at most {MOST_ROWS} rows; {} has {}.", sheet.name, start.row)));
    }
    let range = Range { from: start, to: Cell { row: start.row + rows.len() - 1, column: columns - 1 } };
    all.check_protected(sheet, range)?;
    // All of it is looked at before any of it is added.
    fill(&mut sheet.clone(), start, rows.clone())?;
    let total = rows.len();
    let mut done = 0;
    for chunk in rows.chunks(CHUNK) {
        let sheet = SHEET.get_mut(&mut all.sheets, &args.sheet_id)?;
        fill(sheet, Cell { row: start.row + done, column: 0 }, chunk.to_vec())?;
        if let Some(workbook) = all.workbooks.get_mut(&sheet.workbook_id) {
            workbook.modified_at = call.now;
        }
        done += chunk.len();
        call.progress(done as u64, total as u64, &format!("{done} of {} added", counted(total, "row")))?;
    }
    let row_count = SHEET.get(&all.sheets, &args.sheet_id)?.rows.len();
    Ok(ImportedRows { sheet_id: args.sheet_id, imported_count: total, range: range.to_string(), row_count })
}

/// Rows in the order of the sheet's columns; an empty sheet takes the header over.
fn by_name(sheet: &Sheet, mut rows: Vec<Vec<String>>) -> Result<Vec<Vec<String>>> {
    if sheet.rows.is_empty() {
        return Ok(rows);
    }
    if !sheet.has_header() {
        return Err(conflict(format!(
            "The first row of {} does not name its columns; import with has_header false.",
            sheet.name
        )));
    }
    let names = sheet.rows.first().cloned().unwrap_or_default();
    let header = rows.remove(0);
    let place = |name: &String| {
        let found = names.iter().position(|known| known.to_lowercase() == name.to_lowercase());
        found.ok_or_else(|| {
            invalid(format!(
                "Argument `csv`: {} has no column {:?}; it has {}.",
                sheet.name,
                shorten(name),
                shorten(&names.join(", "))
            ))
        })
    };
    let places = header.iter().map(place).collect::<Result<Vec<usize>>>()?;
    let ordered = |row: Vec<String>| {
        let mut cells = vec![String::new(); names.len()];
        for (cell, place) in row.into_iter().zip(&places) {
            if let Some(slot) = cells.get_mut(*place) {
                *slot = cell;
            }
        }
        cells
    };
    Ok(rows.into_iter().map(ordered).collect())
}
