//! The module of suppliers.

use serde_json::json;

use super::codes::{PoStatus, SupplierStatus};
use super::reply::{Reply, Style, act, arguments, look};
use super::types::{PurchaseOrder, Supplier, sum};
use super::{Erp, SUPPLIER};
use crate::kit::tool::Tool;
use crate::kit::{Call, Text, conflict};

arguments! {
    /// Returns a list of all suppliers (vendors).
    ListSuppliers {
        /// only active ones
        "active_only" active_only: Option<bool>,
    }
    /// Supplier details
    GetSupplier {
        "supplierId" supplier: String,
    }
    /// Set supplier status: A=active, H=on hold, X=blocked. A supplier with released or partly received purchase orders
    /// cannot be blocked.
    SetStatus {
        "supplier_id" supplier: String,
        "status" status: SupplierStatus,
        "remark" remark: Option<Text<200>>,
    }
    /// Delivery KPIs for a supplier, computed from goods receipts
    Performance {
        /// Supplier number
        "SupplierNo" supplier: String,
    }
}

pub fn tools() -> Vec<Tool<Erp>> {
    vec![
        look("list_suppliers", Style::Bare, list_suppliers),
        look("getSupplier", Style::Record, get_supplier),
        act("supplier_update_status", Style::Wrapped, set_status).idempotent(),
        look("get_supplier_performance", Style::Coded, performance),
    ]
}

fn list_suppliers(erp: &Erp, _: &Call, args: ListSuppliers) -> Reply {
    let active = args.active_only.unwrap_or(false);
    let wanted = |(_, one): &(&String, &Supplier)| !active || one.status == SupplierStatus::Active;
    let row = |(id, one): (&String, &Supplier)| json!({"supplier_id": id, "name": one.name, "status": one.status});
    Ok(erp.suppliers.iter().filter(wanted).map(row).collect())
}

fn get_supplier(erp: &Erp, _: &Call, args: GetSupplier) -> Reply {
    let one = SUPPLIER.get(&erp.suppliers, &args.supplier)?;
    let items: Vec<i64> =
        erp.items.values().filter(|item| item.supplier_id == args.supplier).map(|item| item.id).collect();
    Ok(json!({
        "supplierId": args.supplier,
        "supplierName": one.name,
        "city": one.city,
        "eMail": one.email,
        "status": one.status,
        "leadTimeDays": one.lead_days.to_string(),
        "paymentTerms": one.terms,
        "itemIds": items,
        "remark": one.remark,
    }))
}

fn set_status(erp: &mut Erp, _: &mut Call, args: SetStatus) -> Reply {
    SUPPLIER.get(&erp.suppliers, &args.supplier)?;
    let open = |po: &&PurchaseOrder| {
        po.supplier_id == args.supplier && matches!(po.status, PoStatus::Released | PoStatus::PartlyReceived)
    };
    if args.status == SupplierStatus::Blocked
        && let Some(po) = erp.purchase_orders.values().find(open)
    {
        return Err(conflict(format!("Supplier has open purchase order {}.", po.number)));
    }
    let supplier = SUPPLIER.get_mut(&mut erp.suppliers, &args.supplier)?;
    let old = std::mem::replace(&mut supplier.status, args.status);
    supplier.remark = args.remark.map(|remark| remark.0);
    let remark = supplier.remark.clone();
    Ok(json!({"supplier_id": args.supplier, "old_status": old, "new_status": args.status, "remark": remark}))
}

fn performance(erp: &Erp, _: &Call, args: Performance) -> Reply {
    let one = SUPPLIER.get(&erp.suppliers, &args.supplier)?;
    let mine: Vec<&PurchaseOrder> = erp.purchase_orders.values().filter(|po| po.supplier_id == args.supplier).collect();
    let posted = |po: &&PurchaseOrder| {
        let receipts = erp.goods_receipts.values().filter(|receipt| receipt.po_number == po.number);
        receipts.map(|receipt| receipt.posted).max().map(|last| (po.wanted, last))
    };
    let delivered: Vec<_> = mine.iter().filter_map(posted).collect();
    let in_time = delivered.iter().filter(|(wanted, last)| last <= wanted).count();
    let rate = (in_time * 100).checked_div(delivered.len()).map_or("n/a".to_owned(), |rate| format!("{rate}%"));
    let spend = sum(mine.iter().map(|po| po.total() - po.open_value()));
    Ok(json!({
        "SUPPLIER": one.name,
        "PO_COUNT": mine.len().to_string(),
        "PO_DELIVERED": delivered.len().to_string(),
        "ON_TIME": rate,
        "SPEND": erp.amount(spend),
    }))
}
