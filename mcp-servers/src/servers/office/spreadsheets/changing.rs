//! The tools that write cells and make sheets.

use schemars::JsonSchema;
use serde::Deserialize;

use super::a1::{Cell, MOST_COLUMNS, MOST_ROWS, Range};
use super::formula;
use super::grid::{Evaluator, Value};
use super::reading::{protected, rows};
use super::types::*;
use super::{PROTECTION, Spreadsheets, WORKBOOK};
use crate::kit::{Call, Int, Text, Time, ToolError, conflict, invalid, shorten};

type Result<T> = std::result::Result<T, ToolError>;

const LONGEST_INPUT: usize = 300;
const MOST_SHEETS: usize = 30;

fn a_row() -> [[&'static str; 3]; 1] {
    [["Venue", "1200.00", "2026-04-01"]]
}

fn a_column() -> [[&'static str; 1]; 2] {
    [["12.50"], ["=SUM(B2:B4)"]]
}

fn a_header() -> [&'static str; 3] {
    ["Name", "Amount", "Date"]
}

/// Writes values or formulas into a block of cells, row by row from start_cell on; an empty string clears a cell. Protected cells and circular formulas are refused.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteSheetRange {
    /// Id of the sheet.
    pub sheet_id: String,
    /// First cell of the block, in A1 notation.
    #[schemars(example = &"B2", example = &"F3", example = &"G12")]
    pub start_cell: Text<8>,
    /// Rows of input, such as 12.50, 2026-03-05, TRUE, text or =B2*C2.
    #[schemars(
        length(min = 1, max = 100),
        example = a_row(),
        example = a_column(),
    )]
    pub rows: Vec<Vec<String>>,
}

/// Adds rows below the last one, or before a given row, such as a total: sums that end directly above it grow. Protected cells are refused.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AppendSheetRows {
    /// Id of the sheet.
    pub sheet_id: String,
    /// Rows of input, from the first column on.
    #[schemars(
        length(min = 1, max = 100),
        example = a_row()
    )]
    pub rows: Vec<Vec<String>>,
    /// Number of the row to insert them before (default: below the last one).
    pub before_row: Option<Int<1, 2000>>,
}

/// Creates a workbook of the user with one empty sheet.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateWorkbook {
    /// Title of the workbook.
    pub title: Text<120>,
    /// Name of its sheet (default: Sheet 1).
    pub sheet_name: Option<Text<60>>,
}

/// Adds a sheet to a workbook, with names of columns if wanted. Fails if the workbook has a sheet with that name.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddSheet {
    /// Id of the workbook.
    pub workbook_id: String,
    /// Name of the sheet.
    pub name: Text<60>,
    /// Names of the columns, for the first row.
    #[schemars(length(max = 52), example = a_header())]
    pub header: Option<Vec<Text<80>>>,
}

pub fn write_sheet_range(all: &mut Spreadsheets, call: &mut Call, args: WriteSheetRange) -> Result<Written> {
    let sheet = all.editable_sheet(&args.sheet_id)?;
    let start = Cell::parse(args.start_cell.0.as_str()).ok_or_else(|| {
        let text = shorten(&args.start_cell.0);
        invalid(format!("Argument `start_cell`: {text:?} is no cell in A1 notation such as B2, within AZ2000."))
    })?;
    let range = block(start, &args.rows)?;
    all.check_protected(sheet, range)?;
    let mut changed = sheet.clone();
    fill(&mut changed, start, args.rows)?;
    check_circles(&changed, range)?;
    Ok(all.keep(changed, range, call.now))
}

pub fn append_sheet_rows(all: &mut Spreadsheets, call: &mut Call, args: AppendSheetRows) -> Result<Written> {
    let sheet = all.editable_sheet(&args.sheet_id)?;
    let end = sheet.rows.len();
    let row = args.before_row.map_or(end, |row| row.0 as usize - 1);
    if row > end {
        return Err(invalid(format!("Argument `before_row`: the sheet ends at row {end}.")));
    }
    let start = Cell { row, column: 0 };
    let range = block(start, &args.rows)?;
    if end + range.rows() > MOST_ROWS {
        return Err(conflict(format!("A sheet has at most {MOST_ROWS} rows; {} has {end}.", sheet.name)));
    }
    if row == end {
        all.check_protected(sheet, range)?;
    }
    let mut changed = sheet.clone();
    let moved = if row < end { insert(&mut changed, row, range.rows()) } else { 0 };
    fill(&mut changed, start, args.rows)?;
    check_circles(&changed, range)?;
    if moved > 0 {
        all.shift_protections(sheet.clone(), row, moved);
    }
    Ok(all.keep(changed, range, call.now))
}

pub fn create_workbook(all: &mut Spreadsheets, call: &mut Call, args: CreateWorkbook) -> Result<WorkbookView> {
    let workbook = Workbook {
        id: call.ids.mint("wbk"),
        title: args.title.0,
        owner: all.owner.clone(),
        access: Access::Owner,
        created_at: call.now,
        modified_at: call.now,
    };
    let sheet = Sheet {
        id: call.ids.mint("sht"),
        workbook_id: workbook.id.clone(),
        name: args.sheet_name.map_or_else(|| "Sheet 1".to_owned(), |name| name.0),
        position: 0,
        rows: Vec::new(),
    };
    all.sheets.insert(sheet.id.clone(), sheet);
    all.workbooks.insert(workbook.id.clone(), workbook.clone());
    Ok(all.view(&workbook))
}

pub fn add_sheet(all: &mut Spreadsheets, call: &mut Call, args: AddSheet) -> Result<WorkbookView> {
    let workbook = all.editable(&args.workbook_id)?;
    let siblings: Vec<&Sheet> = all.sheets.values().filter(|sheet| sheet.workbook_id == workbook.id).collect();
    if siblings.iter().any(|sheet| sheet.name.eq_ignore_ascii_case(&args.name.0)) {
        return Err(conflict(format!("{} already has a sheet named {}.", workbook.title, args.name.0)));
    }
    if siblings.len() >= MOST_SHEETS {
        return Err(conflict(format!("{} has {MOST_SHEETS} sheets, which is the limit.", workbook.title)));
    }
    let header: Vec<String> = args.header.unwrap_or_default().into_iter().map(|name| name.0).collect();
    if header.len() > MOST_COLUMNS {
        return Err(invalid(format!("Argument `header`: a sheet has at most {MOST_COLUMNS} columns.")));
    }
    let sheet = Sheet {
        id: call.ids.mint("sht"),
        workbook_id: workbook.id.clone(),
        name: args.name.0,
        position: siblings.iter().map(|sheet| sheet.position + 1).max().unwrap_or(0),
        rows: if header.is_empty() { Vec::new() } else { vec![header] },
    };
    all.sheets.insert(sheet.id.clone(), sheet);
    let workbook = WORKBOOK.get_mut(&mut all.workbooks, &args.workbook_id)?;
    workbook.modified_at = call.now;
    let workbook = workbook.clone();
    Ok(all.view(&workbook))
}

/// The cells that rows of input fill.
pub fn block(start: Cell, rows: &[Vec<String>]) -> Result<Range> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    if rows.is_empty() || columns == 0 {
        return Err(invalid("Argument `rows`: there is nothing in it."));
    }
    if rows.len() > 100 {
        return Err(invalid("Argument `rows`: at most 100 rows at once. Use import_csv_rows for more."));
    }
    let to = Cell { row: start.row + rows.len() - 1, column: start.column + columns - 1 };
    if to.column >= MOST_COLUMNS || to.row >= MOST_ROWS {
        return Err(invalid("Argument `rows`: they reach beyond AZ2000, the last cell of a sheet."));
    }
    Ok(Range { from: start, to })
}

/// Types rows into a sheet, after a look at each input.
pub fn fill(sheet: &mut Sheet, start: Cell, rows: Vec<Vec<String>>) -> Result<()> {
    for (down, row) in rows.into_iter().enumerate() {
        for (right, input) in row.into_iter().enumerate() {
            let cell = Cell { row: start.row + down, column: start.column + right };
            let input = input.trim().to_owned();
            if input.chars().count() > LONGEST_INPUT {
                return Err(invalid(format!(
                    "Argument `rows`: a cell holds at most {LONGEST_INPUT} letters ({cell})."
                )));
            }
            if let Some(formula) = input.strip_prefix('=') {
                formula::parse(formula).map_err(|problem| {
                    invalid(format!("Argument `rows`: the formula {} for {cell} is wrong: {problem}.", shorten(&input)))
                })?;
            }
            sheet.put(cell, input);
        }
    }
    Ok(())
}

/// No cell may depend on itself.
fn check_circles(sheet: &Sheet, range: Range) -> Result<()> {
    let mut evaluator = Evaluator::new(sheet);
    let circle = range.cells().find(|cell| evaluator.value(*cell) == Value::Error("#CYCLE!"));
    match circle {
        Some(cell) => Err(conflict(format!("The formula {} in {cell} would depend on itself.", sheet.input(cell)))),
        None => Ok(()),
    }
}

/// Makes room for rows and lets all formulas follow; how many rows have moved down.
fn insert(sheet: &mut Sheet, at: usize, count: usize) -> usize {
    let down = |row: usize| if row >= at { row + count } else { row };
    for row in &mut sheet.rows {
        for input in row.iter_mut().filter(|input| input.starts_with('=')) {
            let mut change = |range: Range, is_range: bool| {
                // A range that ends directly above takes the new rows in.
                let grows = is_range && range.to.row + 1 == at && range.from.row < range.to.row;
                let last = if grows { range.to.row + count } else { down(range.to.row) };
                Some(Range {
                    from: Cell { row: down(range.from.row), ..range.from },
                    to: Cell { row: last, ..range.to },
                })
            };
            let formula = input.strip_prefix('=').unwrap_or_default();
            if let Some(written) = formula::rewrite(formula, &mut change) {
                *input = format!("={written}");
            }
        }
    }
    for _ in 0..count {
        sheet.rows.insert(at, Vec::new());
    }
    count
}

impl Spreadsheets {
    /// Protected cells below a place move with their rows.
    fn shift_protections(&mut self, before: Sheet, at: usize, count: usize) {
        let of_sheet = self.protections.values().filter(|one| one.sheet_id == before.id && !is_columns(&one.range));
        let moved: Vec<(String, Range)> = of_sheet
            .filter_map(|one| Some((one.id.clone(), protected(one, &before)?)))
            .filter(|(_, range)| range.to.row >= at)
            .collect();
        let down = |cell: Cell| if cell.row >= at { Cell { row: cell.row + count, ..cell } } else { cell };
        for (id, range) in moved {
            if let Ok(protection) = PROTECTION.get_mut(&mut self.protections, &id) {
                protection.range = Range { from: down(range.from), to: down(range.to) }.to_string();
            }
        }
    }

    /// Keeps a changed sheet and shows what was written.
    pub fn keep(&mut self, sheet: Sheet, range: Range, now: Time) -> Written {
        if let Some(workbook) = self.workbooks.get_mut(&sheet.workbook_id) {
            workbook.modified_at = now;
        }
        let written = Written {
            sheet_id: sheet.id.clone(),
            range: range.to_string(),
            row_count: sheet.rows.len(),
            rows: rows(&sheet, range),
        };
        self.sheets.insert(sheet.id.clone(), sheet);
        written
    }
}

/// Whole columns such as `B:C` stay where they are.
fn is_columns(range: &str) -> bool {
    !range.contains(|letter: char| letter.is_ascii_digit())
}
