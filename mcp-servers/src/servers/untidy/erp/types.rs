//! What the back office holds. Amounts are in the smallest unit of its currency.

use serde::Serialize;

use super::codes::*;
use crate::kit::Day;

#[derive(Debug, Clone, Serialize)]
pub struct Item {
    /// The item number.
    pub id: i64,
    pub sku: String,
    pub description: String,
    pub category: String,
    pub uom: String,
    pub cost: i64,
    pub price: i64,
    pub supplier_id: String,
    pub reorder_point: i64,
}

#[derive(Debug, Clone, Serialize)]
pub struct Warehouse {
    pub code: String,
    pub name: String,
    pub city: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Stock {
    pub wh: String,
    pub item: i64,
    pub on_hand: i64,
    pub reserved: i64,
}

#[derive(Debug, Clone, Serialize)]
pub struct Supplier {
    pub name: String,
    pub city: String,
    pub email: String,
    pub status: SupplierStatus,
    pub lead_days: i64,
    pub terms: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct PoLine {
    #[serde(rename = "ItemNo")]
    pub item_no: String,
    pub qty: i64,
    pub received: i64,
    pub price: i64,
}

#[derive(Debug, Clone, Serialize)]
pub struct PurchaseOrder {
    #[serde(rename = "poNumber")]
    pub number: String,
    pub supplier_id: String,
    #[serde(rename = "costCentre")]
    pub cost_centre: String,
    pub status: PoStatus,
    pub lines: Vec<PoLine>,
    pub created_by: String,
    pub created: Day,
    pub wanted: Day,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancelled_for: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Receipt {
    #[serde(rename = "poNumber")]
    pub po_number: String,
    #[serde(rename = "ItemNo")]
    pub item_no: String,
    pub warehouse: String,
    pub qty: i64,
    pub posted: Day,
}

#[derive(Debug, Clone, Serialize)]
pub struct Customer {
    #[serde(rename = "customerNo")]
    pub number: String,
    pub name: String,
    pub city: String,
    pub contact: String,
    pub email: String,
    /// `A`, `B` or `C`: what the customer gets off the list price.
    pub price_group: char,
    pub credit_limit: i64,
}

#[derive(Debug, Clone, Serialize)]
pub struct SalesLine {
    pub sku: String,
    pub qty: i64,
    pub unit_price: i64,
}

#[derive(Debug, Clone, Serialize)]
pub struct Quote {
    #[serde(rename = "customerNo")]
    pub customer_no: String,
    pub lines: Vec<SalesLine>,
    pub created: Day,
    pub valid_until: Day,
    /// Number of the order that it became.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_no: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct SalesOrder {
    #[serde(rename = "orderNo")]
    pub number: String,
    #[serde(rename = "customerNo")]
    pub customer_no: String,
    pub status: SoStatus,
    pub lines: Vec<SalesLine>,
    pub created: Day,
    /// Where its goods are reserved or were shipped from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warehouse: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shipped: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancelled_for: Option<CancelReason>,
}

#[derive(Debug, Clone, Serialize)]
pub struct CostCentre {
    pub name: String,
    pub manager: String,
    pub budget: i64,
    /// Ordered and not yet received.
    pub committed: i64,
    pub spent: i64,
}

/// What an approval is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum ApprovalKind {
    #[serde(rename = "PO")]
    Purchase,
    #[serde(rename = "CREDIT")]
    Credit,
}

#[derive(Debug, Clone, Serialize)]
pub struct Approval {
    pub kind: ApprovalKind,
    /// Number of the purchase order or of the customer.
    pub doc: String,
    /// Total of the order, or the new limit.
    pub amount: i64,
    pub requested_by: String,
    pub approver: String,
    pub status: ApprovalStatus,
    pub created: Day,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_center: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Export {
    pub report: String,
    pub rows: usize,
    pub created: Day,
}

impl PurchaseOrder {
    pub fn total(&self) -> i64 {
        sum(self.lines.iter().map(|line| line.qty.saturating_mul(line.price)))
    }

    /// Value of what has not come yet.
    pub fn open_value(&self) -> i64 {
        sum(self.lines.iter().map(|line| (line.qty - line.received).saturating_mul(line.price)))
    }

    pub fn has_come(&self) -> bool {
        self.lines.iter().all(|line| line.received >= line.qty)
    }
}

pub fn total(lines: &[SalesLine]) -> i64 {
    sum(lines.iter().map(|line| line.qty.saturating_mul(line.unit_price)))
}

/// Callers choose prices, so sums stop at what a number can hold.
pub fn sum(values: impl Iterator<Item = i64>) -> i64 {
    values.fold(0, i64::saturating_add)
}

impl Quote {
    pub fn status(&self, today: Day) -> QuoteStatus {
        match self.order_no {
            Some(_) => QuoteStatus::Won,
            None if self.valid_until < today => QuoteStatus::Expired,
            None => QuoteStatus::Open,
        }
    }
}
