//! A back office as one server of forty tools: grown over the years, each corner with names and formats of its own.

mod approvals;
mod codes;
mod customers;
mod data;
mod export;
mod finance;
mod formats;
mod items;
mod orders;
mod purchasing;
mod quotes;
mod receiving;
mod reply;
mod stock;
mod suppliers;
mod types;
mod words;

use serde::Serialize;

use crate::kit::server::Server;
use crate::kit::tool::Tool;
use crate::kit::{Currency, Noun, Table};
use crate::world::World;
use types::*;

const APPROVAL: Noun = Noun { name: "approval", finder: "approvals_pending" };
const CENTRE: Noun = Noun { name: "cost centre", finder: "cost-centres.list" };
const CUSTOMER: Noun = Noun { name: "customer", finder: "searchCustomers" };
const ORDER: Noun = Noun { name: "sales order", finder: "sales_orders_list" };
const PURCHASE: Noun = Noun { name: "purchase order", finder: "PurchaseOrder_list" };
const QUOTE: Noun = Noun { name: "quote", finder: "listQuotes" };
const SUPPLIER: Noun = Noun { name: "supplier", finder: "list_suppliers" };
const WAREHOUSE: Noun = Noun { name: "warehouse", finder: "list_warehouses" };

/// The whole back office.
#[derive(Debug, Clone, Serialize)]
pub struct Erp {
    approvals: Table<Approval>,
    company: String,
    cost_centres: Table<CostCentre>,
    currency: String,
    customers: Table<Customer>,
    exports: Table<Export>,
    goods_receipts: Table<Receipt>,
    items: Table<Item>,
    purchase_orders: Table<PurchaseOrder>,
    quotes: Table<Quote>,
    sales_orders: Table<SalesOrder>,
    /// By warehouse and item.
    stock: Table<Stock>,
    suppliers: Table<Supplier>,
    /// Sign of whoever is logged on.
    user: String,
    warehouses: Table<Warehouse>,
}

impl Server for Erp {
    const NAME: &'static str = "erp";
    const TITLE: &'static str = "ERP Connector";
    const DESCRIPTION: &'static str =
        "Enterprise back office: items, stock, suppliers, purchasing, customers, quotes, sales orders, approvals.";
    const INSTRUCTIONS: &'static str = "Legacy connector v4. Status codes: PO 10 draft, 20 in approval, 30 released, 40 partly \
        received, 50 received, 90 cancelled, 95 rejected. SO N new, R released, S shipped, X cancelled. Items can be addressed by \
        item number or SKU in all modules.";
    const UNTIDY: bool = true;

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        let modules = [
            items::tools(),
            stock::tools(),
            suppliers::tools(),
            purchasing::tools(),
            receiving::tools(),
            customers::tools(),
            quotes::tools(),
            orders::tools(),
            finance::tools(),
            approvals::tools(),
            export::tools(),
        ];
        modules.into_iter().flatten().collect()
    }
}

impl Erp {
    fn money(&self) -> &'static Currency {
        Currency::of(&self.currency)
    }

    /// An amount as this system shows it: decimal text without a currency.
    fn amount(&self, minor: i64) -> String {
        self.money().amount(minor).to_string()
    }
}
