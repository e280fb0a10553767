//! Spreadsheets: workbooks with sheets of typed cells, formulas, protected ranges and CSV.

mod a1;
mod changing;
mod csv;
mod data;
mod formula;
mod grid;
mod importing;
mod protecting;
mod reading;
mod sorting;
mod tables;
mod types;

use serde::Serialize;

use crate::kit::resource::{self, Listed, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Noun, Table};
use crate::world::World;
use crate::world::cast::Member;
use types::{Protection, Sheet, Workbook};

const WORKBOOK: Noun = Noun { name: "workbook", finder: "list_workbooks" };
const SHEET: Noun = Noun { name: "sheet", finder: "list_workbooks" };
const PROTECTION: Noun = Noun { name: "protection", finder: "read_sheet_range" };

/// All workbooks that the user can open.
#[derive(Debug, Clone, Serialize)]
pub struct Spreadsheets {
    owner: Member,
    protections: Table<Protection>,
    sheets: Table<Sheet>,
    workbooks: Table<Workbook>,
}

impl Server for Spreadsheets {
    const NAME: &'static str = "spreadsheets";
    const TITLE: &'static str = "Spreadsheets";
    const DESCRIPTION: &'static str =
        "Workbooks with sheets: reading and writing ranges, formulas, sorting, sums, protected cells and CSV import.";
    const INSTRUCTIONS: &'static str = "Cells are named in A1 notation within a sheet. Input is typed: numbers such as 12.50, dates such as 2026-03-05, \
        TRUE and FALSE, formulas such as =SUM(B2:B9); anything else is text, and a leading apostrophe forces text. \
        Formulas know SUM, AVERAGE, MIN, MAX, COUNT and + - * / within the same sheet.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("list_workbooks", reading::list_workbooks),
            read("read_sheet_range", reading::read_sheet_range),
            read("find_sheet_rows", tables::find_sheet_rows),
            read("aggregate_sheet_column", tables::aggregate_sheet_column),
            write("write_sheet_range", changing::write_sheet_range).destructive().idempotent(),
            write("append_sheet_rows", changing::append_sheet_rows),
            write("create_workbook", changing::create_workbook),
            write("add_sheet", changing::add_sheet),
            write("sort_sheet_range", sorting::sort_sheet_range).destructive().idempotent(),
            write("protect_sheet_range", protecting::protect_sheet_range),
            write("unprotect_sheet_range", protecting::unprotect_sheet_range).destructive(),
            write("import_csv_rows", importing::import_csv_rows),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        vec![resource::template(
            "spreadsheets://sheets/{sheet_id}",
            "sheet_csv",
            "The computed values of a sheet as comma-separated text.",
            "text/csv",
            |all: &Self| {
                let one = |sheet: &Sheet| {
                    let title = all.workbooks.get(&sheet.workbook_id).map_or("", |book| book.title.as_str());
                    Listed { values: vec![sheet.id.clone()], title: format!("{title}: {}", sheet.name) }
                };
                all.sheets.values().map(one).collect()
            },
            |all, _, vars| Ok(csv::write(SHEET.get(&all.sheets, vars.get("sheet_id"))?)),
        )]
    }
}
