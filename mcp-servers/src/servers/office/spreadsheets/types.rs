//! What workbooks consist of, and how cells are shown.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::Time;
use crate::world::cast::Member;

/// What the user may do with a workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    Owner,
    Editor,
    Viewer,
}

#[derive(Debug, Clone, Serialize)]
pub struct Workbook {
    pub id: String,
    pub title: String,
    pub owner: Member,
    pub access: Access,
    pub created_at: Time,
    pub modified_at: Time,
}

#[derive(Debug, Clone, Serialize)]
pub struct Sheet {
    pub id: String,
    pub workbook_id: String,
    pub name: String,
    /// Its place among the sheets of the workbook.
    pub position: i64,
    /// What was typed into the cells, row by row.
    pub rows: Vec<Vec<String>>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Protection {
    /// Id of the protection.
    pub id: String,
    /// Id of the sheet.
    pub sheet_id: String,
    /// The protected cells in A1 notation.
    pub range: String,
    /// Who protects them.
    pub protected_by: Member,
    /// Why they are protected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CellType {
    Empty,
    Number,
    Text,
    Boolean,
    Date,
    Error,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct RowView {
    /// Number of the row, from 1 on.
    pub row: i64,
    /// Computed values of the cells, as they are shown.
    pub values: Vec<String>,
    /// Type of each value.
    pub types: Vec<CellType>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct FormulaView {
    /// The cell in A1 notation.
    pub cell: String,
    /// The formula in it.
    pub formula: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct SheetSummary {
    /// Id of the sheet.
    pub id: String,
    /// Name of the sheet.
    pub name: String,
    /// How many rows are in use.
    pub row_count: usize,
    /// How many columns are in use.
    pub column_count: usize,
    /// Names of the columns, if the first row has them.
    pub header: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct WorkbookView {
    /// Id of the workbook.
    pub id: String,
    /// Title of the workbook.
    pub title: String,
    /// Who owns it.
    pub owner: Member,
    /// What the user may do with it.
    pub access: Access,
    /// Its sheets in their order.
    pub sheets: Vec<SheetSummary>,
    /// When it was last changed.
    pub modified_at: Time,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Written {
    /// Id of the sheet.
    pub sheet_id: String,
    /// The cells that were written, in A1 notation.
    pub range: String,
    /// How many rows of the sheet are in use now.
    pub row_count: usize,
    /// The cells with their computed values.
    pub rows: Vec<RowView>,
}
