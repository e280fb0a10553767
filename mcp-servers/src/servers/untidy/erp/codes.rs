//! The codes that stand for statuses, reasons and yes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How far a purchase order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum PoStatus {
    #[serde(rename = "10")]
    Draft,
    #[serde(rename = "20")]
    InApproval,
    #[serde(rename = "30")]
    Released,
    #[serde(rename = "40")]
    PartlyReceived,
    #[serde(rename = "50")]
    Received,
    #[serde(rename = "90")]
    Cancelled,
    #[serde(rename = "95")]
    Rejected,
}

/// How far a sales order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum SoStatus {
    #[serde(rename = "N")]
    New,
    #[serde(rename = "R")]
    Released,
    #[serde(rename = "S")]
    Shipped,
    #[serde(rename = "X")]
    Cancelled,
}

/// Whether a supplier may be ordered from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum SupplierStatus {
    #[serde(rename = "A")]
    Active,
    #[serde(rename = "H")]
    OnHold,
    #[serde(rename = "X")]
    Blocked,
}

/// How far a quote is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum QuoteStatus {
    #[serde(rename = "O")]
    Open,
    #[serde(rename = "W")]
    Won,
    #[serde(rename = "E")]
    Expired,
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ApprovalStatus {
    #[serde(rename = "P")]
    Pending,
    #[serde(rename = "A")]
    Approved,
    #[serde(rename = "R")]
    Rejected,
}

/// CNT count difference, DMG damaged, SCR scrapped, FND found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum AdjustReason {
    Cnt,
    Dmg,
    Scr,
    Fnd,
}

/// 01 customer request, 02 credit, 03 not deliverable, 99 other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum CancelReason {
    #[serde(rename = "01")]
    CustomerRequest,
    #[serde(rename = "02")]
    Credit,
    #[serde(rename = "03")]
    NotDeliverable,
    #[serde(rename = "99")]
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Flag {
    Y,
    N,
}

impl Flag {
    pub fn of(yes: bool) -> Self {
        if yes { Self::Y } else { Self::N }
    }
}
