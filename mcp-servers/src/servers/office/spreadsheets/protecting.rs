//! The tools that protect cells from changes.

use schemars::JsonSchema;
use serde::Deserialize;

use super::reading::{parse_range, protected};
use super::types::*;
use super::{PROTECTION, SHEET, Spreadsheets};
use crate::kit::{Call, Text, ToolError, conflict, not_allowed};

type Result<T> = std::result::Result<T, ToolError>;

/// Protects cells of a sheet from changes until unprotect_sheet_range. Fails where they overlap with protected ones.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProtectSheetRange {
    /// Id of the sheet.
    pub sheet_id: String,
    /// The cells in A1 notation, or whole columns.
    #[schemars(example = &"A1:D1", example = &"B:B", example = &"C4:C6")]
    pub range: Text<20>,
    /// Why they are protected.
    pub note: Option<Text<200>>,
}

/// Lifts a protection that the user has set, or any in a workbook that the user owns.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnprotectSheetRange {
    /// Id of the protection, as read_sheet_range shows it.
    pub protection_id: String,
}

pub fn protect_sheet_range(all: &mut Spreadsheets, call: &mut Call, args: ProtectSheetRange) -> Result<Protection> {
    let sheet = all.editable_sheet(&args.sheet_id)?;
    let range = parse_range(&args.range.0, sheet)?;
    let meets =
        |one: &&Protection| one.sheet_id == sheet.id && protected(one, sheet).is_some_and(|cells| cells.meets(&range));
    if let Some(other) = all.protections.values().find(meets) {
        return Err(conflict(format!(
            "{} is already protected by {} ({}).",
            other.range, other.protected_by.name, other.id
        )));
    }
    let columns = !args.range.0.contains(|letter: char| letter.is_ascii_digit());
    let protection = Protection {
        id: call.ids.mint("prt"),
        sheet_id: sheet.id.clone(),
        range: if columns { args.range.0.to_ascii_uppercase() } else { range.to_string() },
        protected_by: all.owner.clone(),
        note: args.note.map(|text| text.0),
    };
    all.protections.insert(protection.id.clone(), protection.clone());
    Ok(protection)
}

pub fn unprotect_sheet_range(all: &mut Spreadsheets, _: &mut Call, args: UnprotectSheetRange) -> Result<Protection> {
    let protection = PROTECTION.get(&all.protections, &args.protection_id)?;
    let sheet = SHEET.get(&all.sheets, &protection.sheet_id)?;
    let workbook = all.editable(&sheet.workbook_id)?;
    if protection.protected_by != all.owner && workbook.access != Access::Owner {
        let Protection { range, protected_by, .. } = protection;
        let (who, owner) = (&protected_by.name, &workbook.owner.name);
        let others = if protected_by == &workbook.owner { String::new() } else { format!(" or {owner}, the owner,") };
        return Err(not_allowed(format!(
            "{who} has protected {range} of {}; only {who}{others} can lift it.",
            sheet.name
        )));
    }
    all.protections.remove(&args.protection_id).ok_or_else(|| PROTECTION.missing(&args.protection_id))
}
