//! The module of warehouses and what lies in them.

use serde_json::json;

use super::codes::AdjustReason;
use super::reply::{Reply, Style, act, arguments, look};
use super::types::Stock;
use super::{Erp, WAREHOUSE};
use crate::kit::tool::Tool;
use crate::kit::{Call, Int, ToolError, conflict, invalid};

arguments! {
    /// list warehouses
    ListWarehouses {}
    /// Stock level per warehouse for a SKU
    StockLevel {
        "sku" sku: String,
        /// optional, 4-character warehouse code
        "warehouse_code" warehouse: Option<String>,
    }
    /// Posts an inventory adjustment (+/-). ReasonCode: CNT count difference, DMG damaged, SCR scrapped, FND found. Stock may
    /// not fall below the reserved quantity.
    Adjust {
        "ItemNo" item: String,
        "WarehouseCode" warehouse: String,
        "QtyDelta" delta: Int<-100_000, 100_000>,
        "ReasonCode" reason: AdjustReason,
    }
    /// Transfer stock between two warehouses
    Transfer {
        "sku" sku: String,
        "from_wh" from: String,
        "to_wh" to: String,
        "qty" qty: Int<1, 100_000>,
    }
    /// Items where available quantity (on hand - reserved, all warehouses) is below reorder point
    LowStock {
        /// restrict to one supplier
        "supplierId" supplier: Option<String>,
    }
}

pub fn tools() -> Vec<Tool<Erp>> {
    vec![
        look("list_warehouses", Style::Bare, list_warehouses),
        look("get_stock_level", Style::Bare, stock_level),
        act("InventoryAdjust", Style::Coded, adjust),
        act("stock.transfer", Style::Wrapped, transfer),
        look("get-low-stock-items", Style::Wrapped, low_stock),
    ]
}

fn list_warehouses(erp: &Erp, _: &Call, _: ListWarehouses) -> Reply {
    let row =
        |(code, one): (&String, &super::types::Warehouse)| json!({"WHCode": code, "name": one.name, "city": one.city});
    Ok(erp.warehouses.iter().map(row).collect())
}

fn stock_level(erp: &Erp, _: &Call, args: StockLevel) -> Reply {
    let item = erp.item(&args.sku)?;
    if let Some(code) = &args.warehouse {
        WAREHOUSE.get(&erp.warehouses, code)?;
    }
    let wanted = |one: &&Stock| one.item == item.id && args.warehouse.as_ref().is_none_or(|code| one.wh == *code);
    let row = |one: &Stock| {
        json!({"warehouse_code": one.wh, "sku": item.sku, "onHand": one.on_hand, "reserved": one.reserved,
            "available": one.on_hand - one.reserved})
    };
    Ok(erp.stock.values().filter(wanted).map(row).collect())
}

fn adjust(erp: &mut Erp, _: &mut Call, args: Adjust) -> Reply {
    let item = erp.item(&args.item)?.id;
    WAREHOUSE.get(&erp.warehouses, &args.warehouse)?;
    let delta = args.delta.0;
    let gains = matches!(args.reason, AdjustReason::Fnd | AdjustReason::Cnt);
    if delta == 0 || (delta > 0 && !gains) {
        return Err(invalid("QtyDelta does not fit ReasonCode: DMG and SCR are negative, and zero is no adjustment."));
    }
    let stock = erp.stock_of(&args.warehouse, item);
    if stock.on_hand + delta < stock.reserved {
        return Err(conflict(format!(
            "Stock of {item} in {} is {} with {} reserved, cannot adjust by {delta}.",
            args.warehouse, stock.on_hand, stock.reserved
        )));
    }
    let on_hand = erp.change_stock(&args.warehouse, item, delta, 0);
    Ok(json!({"ItemNo": item.to_string(), "WHCode": args.warehouse, "NEWQTY": on_hand.to_string()}))
}

fn transfer(erp: &mut Erp, _: &mut Call, args: Transfer) -> Reply {
    let item = erp.item(&args.sku)?.id;
    WAREHOUSE.get(&erp.warehouses, &args.from)?;
    WAREHOUSE.get(&erp.warehouses, &args.to)?;
    if args.from == args.to {
        return Err(invalid("from_wh and to_wh are the same."));
    }
    let available = erp.stock_of(&args.from, item).available();
    if available < args.qty.0 {
        return Err(conflict(format!("Only {available} of item {item} are available in {}.", args.from)));
    }
    erp.change_stock(&args.from, item, -args.qty.0, 0);
    erp.change_stock(&args.to, item, args.qty.0, 0);
    Ok(json!({"moved": args.qty.0, "from": args.from, "to": args.to}))
}

fn low_stock(erp: &Erp, _: &Call, args: LowStock) -> Reply {
    if let Some(id) = &args.supplier {
        super::SUPPLIER.get(&erp.suppliers, id)?;
    }
    let rows = erp.items.values().filter(|item| args.supplier.as_ref().is_none_or(|id| item.supplier_id == *id));
    let rows = rows.filter_map(|item| {
        let available = erp.available(item.id);
        (available < item.reorder_point).then(|| {
            json!({"itemId": item.id, "sku": item.sku, "available": available, "reorder_point": item.reorder_point,
                "supplierId": item.supplier_id})
        })
    });
    Ok(rows.collect())
}

impl Stock {
    pub fn key(warehouse: &str, item: i64) -> String {
        format!("{warehouse}|{item}")
    }

    pub fn available(&self) -> i64 {
        self.on_hand - self.reserved
    }
}

impl Erp {
    /// What lies in a warehouse; nothing where nothing is known.
    pub(super) fn stock_of(&self, warehouse: &str, item: i64) -> Stock {
        let known = self.stock.get(&Stock::key(warehouse, item)).cloned();
        known.unwrap_or_else(|| Stock { wh: warehouse.to_owned(), item, on_hand: 0, reserved: 0 })
    }

    /// Over all warehouses.
    pub(super) fn available(&self, item: i64) -> i64 {
        self.stock.values().filter(|one| one.item == item).map(Stock::available).sum()
    }

    /// Adds to what is on hand and to what is reserved; the new quantity on hand.
    pub(super) fn change_stock(&mut self, warehouse: &str, item: i64, on_hand: i64, reserved: i64) -> i64 {
        let mut stock = self.stock_of(warehouse, item);
        stock.on_hand += on_hand;
        stock.reserved += reserved;
        let left = stock.on_hand;
        self.stock.insert(Stock::key(warehouse, item), stock);
        left
    }
}

/// Refuses a warehouse that does not exist.
pub fn check_warehouse(erp: &Erp, code: &str) -> Result<(), ToolError> {
    WAREHOUSE.get(&erp.warehouses, code).map(|_| ())
}
