//! The tools that look into the catalogue.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Library;
use super::reply::{Result, json_text, or_text};
use super::types::{Bib, Branch, Copy, CopyStatus};
use crate::kit::{Call, Int, Query};

/// search the catalogue (title, author, subject)
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// search terms
    q: Query,
    /// book, dvd, audiobook, game
    format: Option<String>,
    #[serde(rename = "availableOnly")]
    available_only: Option<bool>,
    limit: Option<Int<1, 50>>,
}

/// Get full record incl. copies
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// numeric!
    #[serde(rename = "bibId")]
    bib: Int<1, 99_999_999>,
}

/// List of branches with opening hours
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Branches {}

pub fn search(library: &Library, _: &Call, args: Search) -> Result<String> {
    let format = args.format.map(|format| format.to_lowercase());
    let free =
        |bib: &Bib| library.copies.values().filter(|copy| copy.bib == bib.id && copy.status == CopyStatus::In).count();
    let found = |bib: &&Bib| {
        args.q.matches([bib.title.as_str(), &bib.author, &bib.subject])
            && format.as_ref().is_none_or(|format| bib.format == *format)
            && !(args.available_only.unwrap_or(false) && free(bib) == 0)
    };
    let row = |bib: &Bib| json!({"bib_id": bib.id.to_string(), "title": bib.title, "by": bib.author, "available": free(bib).to_string()});
    let most = args.limit.map_or(20, |limit| limit.0 as usize);
    let rows: Vec<Value> = library.bibs.values().filter(found).take(most).map(row).collect();
    if rows.is_empty() {
        return Ok("No results found.".to_owned());
    }
    Ok(json_text(Value::Array(rows)))
}

pub fn record(library: &Library, _: &Call, args: Record) -> Result<String> {
    let show = |bib: &Bib| {
        let copies = library.copies.values().filter(|copy| copy.bib == bib.id);
        let copy = |copy: &Copy| {
            let due = library.loans.values().find(|loan| loan.barcode == copy.barcode).map(|loan| loan.due.to_string());
            json!({"barcode": copy.barcode, "branch": copy.branch, "status": copy.status, "dueDate": due})
        };
        let waiting = library.holds.values().filter(|hold| hold.bib == bib.id).count();
        json!({
            "bibId": bib.id,
            "title": bib.title,
            "author": bib.author,
            "year": bib.year.to_string(),
            "format": bib.format,
            "subject": bib.subject,
            "callNumber": bib.shelf,
            "holdCount": waiting,
            "copies": copies.map(copy).collect::<Vec<_>>(),
        })
    };
    Ok(or_text(library.bib(&args.bib.0.to_string()).map(show)))
}

pub fn branches(library: &Library, _: &Call, _: Branches) -> Result<String> {
    let row = |(code, one): (&String, &Branch)| json!({"code": code, "name": one.name, "address": one.address, "tel": one.phone, "hours": one.hours});
    Ok(json_text(library.branches.iter().map(row).collect()))
}
