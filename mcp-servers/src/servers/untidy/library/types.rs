//! What the library holds.

use serde::Serialize;

use super::Library;
use super::reply::{Result, missing};
use crate::kit::Day;

/// A book, film or game in the catalogue.
#[derive(Debug, Clone, Serialize)]
pub struct Bib {
    pub id: i64,
    pub title: String,
    pub author: String,
    pub year: i64,
    pub format: String,
    pub subject: String,
    pub shelf: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Branch {
    pub name: String,
    pub address: String,
    pub phone: String,
    pub hours: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CopyStatus {
    In,
    Out,
    Held,
    Reference,
    Missing,
}

/// One book on a shelf.
#[derive(Debug, Clone, Serialize)]
pub struct Copy {
    pub barcode: String,
    pub bib: i64,
    pub branch: String,
    pub status: CopyStatus,
}

#[derive(Debug, Clone, Serialize)]
pub struct Loan {
    pub barcode: String,
    #[serde(rename = "cardNumber")]
    pub card: String,
    pub from: Day,
    pub due: Day,
    pub renewals: i64,
}

#[derive(Debug, Clone, Serialize)]
pub struct Hold {
    pub id: i64,
    pub bib: i64,
    #[serde(rename = "cardNumber")]
    pub card: String,
    pub branch: String,
    pub placed: Day,
    /// Barcode of the copy that waits on the shelf.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ready: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Patron {
    pub card_no: String,
    pub name: String,
    pub expires: Day,
    /// In the smallest unit of the currency, without those of books that are still out.
    pub fines: i64,
    /// Whether it is a card of the user's family.
    pub ours: bool,
}

impl Library {
    pub fn bib(&self, id: &str) -> Result<&Bib> {
        self.bibs.get(id.trim()).ok_or_else(|| missing("Title", id, "library_search"))
    }

    pub fn copy(&self, barcode: &str) -> Result<&Copy> {
        self.copies.get(barcode.trim()).ok_or_else(|| missing("Barcode", barcode, "getBibRecord"))
    }

    /// A card of the user's family.
    pub fn patron(&self, card: &str) -> Result<&Patron> {
        let card = card.trim();
        let patron = self.patrons.get(card).filter(|patron| patron.ours);
        patron.ok_or_else(|| missing("Card", card, "get_my_library_cards"))
    }

    pub fn title_of(&self, bib: i64) -> &str {
        self.bibs.get(&bib.to_string()).map_or("(unknown)", |bib| bib.title.as_str())
    }

    /// What a late book costs so far.
    pub fn fine(&self, loan: &Loan, today: Day) -> i64 {
        let days = today.since(loan.due).max(0);
        (days * self.money().price(20)).min(self.money().price(1_000))
    }
}
