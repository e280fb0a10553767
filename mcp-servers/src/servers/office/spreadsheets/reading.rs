//! The tools that look into workbooks, and what the user may do with them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::a1::{Range, letters};
use super::grid::Evaluator;
use super::types::*;
use super::{SHEET, Spreadsheets, WORKBOOK};
use crate::kit::{Call, Cursor, Limit, Ordered, Query, Text, ToolError, conflict, invalid, not_allowed, page, shorten};

type Result<T> = std::result::Result<T, ToolError>;

const MOST_CELLS: usize = 1_000;

/// Lists workbooks with their sheets and column names, the latest changed first. Use it to get ids of workbooks and sheets.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListWorkbooks {
    /// Words of title, sheet names or column names.
    pub query: Option<Query>,
    /// Only workbooks in which the user has this access.
    pub access: Option<Access>,
    /// How many workbooks to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct WorkbookList {
    /// The workbooks, the latest changed first.
    pub workbooks: Vec<WorkbookView>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Reads cells of a sheet: computed values with types, the formulas behind them, and protected ranges. At most 1000 cells at once.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadSheetRange {
    /// Id of the sheet.
    pub sheet_id: String,
    /// Cells in A1 notation (default: all that are in use).
    #[schemars(example = &"A1:D5", example = &"B2", example = &"B:C")]
    pub range: Option<Text<20>>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct SheetRange {
    /// Id of the sheet.
    pub sheet_id: String,
    /// Name of the sheet.
    pub sheet_name: String,
    /// The cells that were read, in A1 notation.
    pub range: String,
    /// Letters of the columns that were read.
    pub columns: Vec<String>,
    /// The rows that were read.
    pub rows: Vec<RowView>,
    /// Formulas among the cells.
    pub formulas: Vec<FormulaView>,
    /// Protected ranges of the sheet that touch the cells.
    pub protections: Vec<Protection>,
}

pub fn list_workbooks(all: &Spreadsheets, _: &Call, args: ListWorkbooks) -> Result<WorkbookList> {
    let mut found: Vec<WorkbookView> = all.workbooks.values().map(|workbook| all.view(workbook)).collect();
    found.retain(|workbook| {
        let names = workbook.sheets.iter().flat_map(|sheet| std::iter::once(&sheet.name).chain(&sheet.header));
        let texts = std::iter::once(workbook.title.as_str()).chain(names.map(String::as_str));
        args.access.is_none_or(|access| workbook.access == access)
            && args.query.as_ref().is_none_or(|query| query.matches(texts))
    });
    found.order_by(|a, b| (b.modified_at, &a.id).cmp(&(a.modified_at, &b.id)));
    let (workbooks, next_cursor) = page(found, args.cursor, args.limit, 10);
    Ok(WorkbookList { workbooks, next_cursor })
}

pub fn read_sheet_range(all: &Spreadsheets, _: &Call, args: ReadSheetRange) -> Result<SheetRange> {
    let sheet = SHEET.get(&all.sheets, &args.sheet_id)?;
    let range = match &args.range {
        Some(text) => parse_range(&text.0, sheet)?,
        None => sheet.used(),
    };
    if range.rows() * range.columns() > MOST_CELLS {
        return Err(invalid(format!(
            "Argument `range`: {range} has more than {MOST_CELLS} cells; read a part of it, or the CSV resource."
        )));
    }
    let formula = |cell: super::a1::Cell| {
        let input = sheet.input(cell);
        input.starts_with('=').then(|| FormulaView { cell: cell.to_string(), formula: input.to_owned() })
    };
    let touches =
        |one: &&Protection| one.sheet_id == sheet.id && protected(one, sheet).is_some_and(|cells| cells.meets(&range));
    Ok(SheetRange {
        sheet_id: sheet.id.clone(),
        sheet_name: sheet.name.clone(),
        range: range.to_string(),
        columns: (range.from.column..=range.to.column).map(letters).collect(),
        rows: rows(sheet, range),
        formulas: range.cells().filter_map(formula).collect(),
        protections: all.protections.values().filter(touches).cloned().collect(),
    })
}

/// The computed rows of a range.
pub fn rows(sheet: &Sheet, range: Range) -> Vec<RowView> {
    let mut evaluator = Evaluator::new(sheet);
    let mut row = |row: usize| {
        let columns = range.from.column..=range.to.column;
        let values: Vec<_> = columns.map(|column| evaluator.value(super::a1::Cell { row, column })).collect();
        RowView {
            row: row as i64 + 1,
            values: values.iter().map(|value| value.shown()).collect(),
            types: values.iter().map(|value| value.kind()).collect(),
        }
    };
    (range.from.row..=range.to.row).map(&mut row).collect()
}

pub fn parse_range(text: &str, sheet: &Sheet) -> Result<Range> {
    Range::parse(text, sheet.rows.len()).ok_or_else(|| {
        invalid(format!(
            "Argument `range`: {:?} is no range in A1 notation such as B2:D9 or B:B, within AZ2000.",
            shorten(text)
        ))
    })
}

pub fn protected(protection: &Protection, sheet: &Sheet) -> Option<Range> {
    Range::parse(&protection.range, sheet.rows.len())
}

impl Spreadsheets {
    pub fn view(&self, workbook: &Workbook) -> WorkbookView {
        let mut sheets: Vec<&Sheet> = self.sheets.values().filter(|sheet| sheet.workbook_id == workbook.id).collect();
        sheets.order_by(|a, b| (a.position, &a.id).cmp(&(b.position, &b.id)));
        let summary = |sheet: &Sheet| SheetSummary {
            id: sheet.id.clone(),
            name: sheet.name.clone(),
            row_count: sheet.rows.len(),
            column_count: sheet.columns(),
            header: sheet.rows.first().filter(|_| sheet.has_header()).cloned().unwrap_or_default(),
        };
        WorkbookView {
            id: workbook.id.clone(),
            title: workbook.title.clone(),
            owner: workbook.owner.clone(),
            access: workbook.access,
            sheets: sheets.into_iter().map(summary).collect(),
            modified_at: workbook.modified_at,
        }
    }

    /// A workbook that the user may change.
    pub fn editable(&self, workbook_id: &str) -> Result<&Workbook> {
        let workbook = WORKBOOK.get(&self.workbooks, workbook_id)?;
        if workbook.access == Access::Viewer {
            return Err(not_allowed(format!(
                "You may only view {}; ask {} for access.",
                workbook.title, workbook.owner.name
            )));
        }
        Ok(workbook)
    }

    /// A sheet that the user may change, as far as nothing in it is protected.
    pub fn editable_sheet(&self, sheet_id: &str) -> Result<&Sheet> {
        let sheet = SHEET.get(&self.sheets, sheet_id)?;
        self.editable(&sheet.workbook_id)?;
        Ok(sheet)
    }

    /// Refuses changes of protected cells.
    pub fn check_protected(&self, sheet: &Sheet, range: Range) -> Result<()> {
        let meets = |one: &&Protection| {
            one.sheet_id == sheet.id && protected(one, sheet).is_some_and(|cells| cells.meets(&range))
        };
        let Some(found) = self.protections.values().find(meets) else { return Ok(()) };
        let why = found.note.as_ref().map_or(String::new(), |note| format!(" ({note})"));
        if found.protected_by == self.owner {
            return Err(conflict(format!(
                "You have protected {} of {}{why}. Use unprotect_sheet_range with {} first.",
                found.range, sheet.name, found.id
            )));
        }
        Err(not_allowed(format!(
            "{} of {} is protected by {}{why}; only they can change it.",
            found.range, sheet.name, found.protected_by.name
        )))
    }
}
