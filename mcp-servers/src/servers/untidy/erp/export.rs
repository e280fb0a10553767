//! The one long job: a report as separated values.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Erp;
use super::formats::{DayText, american, compact, dotted};
use super::reply::{Reply, Style, act, arguments};
use super::types::{Export, total};
use crate::kit::tool::Tool;
use crate::kit::{Call, Day, conflict, invalid};

/// How many rows are written between two notes of progress.
const STEP: usize = 10;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Report {
    StockValuation,
    PurchaseOrders,
    SalesOrders,
    GoodsReceipts,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    Csv,
    Tsv,
}

arguments! {
    /// **Exports a report.**
    ///
    /// Available reports: `STOCK_VALUATION`, `PURCHASE_ORDERS`, `SALES_ORDERS`, `GOODS_RECEIPTS`. The job runs synchronously and can
    /// take very long, please be patient and do NOT call it again while it is running. Reports are logged in the export
    /// table.
    ///
    /// Date filters (`YYYYMMDD`) are ignored for STOCK_VALUATION. Default format is csv (semicolon separated, because of the German
    /// Excel).
    Run {
        "report" report: Report,
        "from" from: Option<DayText<'8'>>,
        "to" to: Option<DayText<'8'>>,
        "format" format: Option<Format>,
    }
}

pub fn tools() -> Vec<Tool<Erp>> {
    vec![act("erp-export-report", Style::Wrapped, run)]
}

fn run(erp: &mut Erp, call: &mut Call, args: Run) -> Reply {
    let (from, to) = (args.from.map(|day| day.0), args.to.map(|day| day.0));
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        return Err(invalid("Argument `to`: it lies before `from`."));
    }
    let inside = |day: Day| from.is_none_or(|from| day >= from) && to.is_none_or(|to| day <= to);
    let (header, rows) = erp.rows(args.report, &inside);
    if rows.is_empty() {
        return Err(conflict("The report has no rows for this period."));
    }
    let separator = if args.format == Some(Format::Tsv) { "\t" } else { ";" };
    let mut text = header.replace(';', separator);
    for (index, row) in rows.iter().enumerate() {
        text.push('\n');
        text.push_str(&row.join(separator));
        if (index + 1).is_multiple_of(STEP) || index + 1 == rows.len() {
            call.progress((index + 1) as u64, rows.len() as u64, "Writing rows")?;
        }
    }
    let report = code(args.report);
    let id = format!("EXP{}", call.ids.number("erp export"));
    erp.exports.insert(id.clone(), Export { report, rows: rows.len(), created: call.now.day() });
    Ok(json!({"exportId": id, "rowCount": rows.len().to_string(), "content": text}))
}

/// The code that stands for a status.
fn code(status: impl Serialize) -> String {
    json!(status).as_str().unwrap_or_default().to_owned()
}

impl Erp {
    fn rows(&self, report: Report, inside: &dyn Fn(Day) -> bool) -> (&'static str, Vec<Vec<String>>) {
        match report {
            Report::StockValuation => {
                let row = |stock: &super::types::Stock| {
                    let item = self.items.get(&stock.item.to_string())?;
                    let value = self.amount(stock.on_hand.saturating_mul(item.cost));
                    Some(vec![
                        stock.wh.clone(),
                        stock.item.to_string(),
                        item.sku.clone(),
                        stock.on_hand.to_string(),
                        value,
                    ])
                };
                ("WH;ITEM;SKU;QTY;VALUE", self.stock.values().filter_map(row).collect())
            }
            Report::PurchaseOrders => {
                let found = self.purchase_orders.values().filter(|po| inside(po.created));
                let row = |po: &super::types::PurchaseOrder| {
                    let (number, supplier) = (po.number.clone(), po.supplier_id.clone());
                    vec![number, supplier, code(po.status), dotted(po.created), self.amount(po.total())]
                };
                ("PO;SUPPLIER;STATUS;CREATED;TOTAL", found.map(row).collect())
            }
            Report::SalesOrders => {
                let found = self.sales_orders.values().filter(|order| inside(order.created));
                let row = |order: &super::types::SalesOrder| {
                    let (number, customer) = (order.number.clone(), order.customer_no.clone());
                    vec![
                        number,
                        customer,
                        code(order.status),
                        american(order.created),
                        self.amount(total(&order.lines)),
                    ]
                };
                ("ORDER;CUSTOMER;STATUS;DATE;TOTAL", found.map(row).collect())
            }
            Report::GoodsReceipts => {
                let found = self.goods_receipts.iter().filter(|(_, receipt)| inside(receipt.posted));
                let row = |(id, one): (&String, &super::types::Receipt)| {
                    let quantity = one.qty.to_string();
                    vec![id.clone(), one.po_number.clone(), one.item_no.clone(), quantity, compact(one.posted)]
                };
                ("MATDOC;PO;ITEM;QTY;POSTED", found.map(row).collect())
            }
        }
    }
}
