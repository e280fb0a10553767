//! The module of sales orders. Its dates are American.

use serde_json::{Value, json};

use super::codes::{CancelReason, SoStatus};
use super::formats::{DayText, american};
use super::reply::{Reply, Style, act, arguments, look};
use super::stock::check_warehouse;
use super::types::{SalesLine, SalesOrder, total};
use super::{CUSTOMER, Erp, ORDER};
use crate::kit::tool::Tool;
use crate::kit::{Call, ToolError, conflict};

arguments! {
    /// Reads a sales order
    Get {
        "OrderNo" order: String,
    }
    /// List sales orders. Dates MM/DD/YYYY. Status N/R/S/X
    List {
        "status" status: Option<SoStatus>,
        "customerNo" customer: Option<String>,
        "dateFrom" from: Option<DayText<'/'>>,
        "dateTo" to: Option<DayText<'/'>>,
    }
    /// Release order for delivery. Reserves the stock in ONE warehouse; if no warehouse is given the first one that has everything
    /// available is taken.
    Release {
        "OrderNo" order: String,
        "WarehouseCode" warehouse: Option<String>,
    }
    /// Post goods issue / ship a released order completely
    Ship {
        "OrderNo" order: String,
    }
    /// Cancel a sales order (new or released). reason_code: 01 customer request, 02 credit, 03 not deliverable, 99 other
    Cancel {
        "order_no" order: String,
        "reason_code" reason: CancelReason,
    }
}

pub fn tools() -> Vec<Tool<Erp>> {
    vec![
        look("SalesOrder_get", Style::Record, get),
        look("sales_orders_list", Style::Wrapped, list),
        act("SalesOrder_release", Style::Record, release),
        act("SalesOrder_ship", Style::Coded, ship),
        act("sales_order_cancel", Style::Bare, cancel).destructive(),
    ]
}

fn get(erp: &Erp, _: &Call, args: Get) -> Reply {
    let order = ORDER.get(&erp.sales_orders, &args.order)?;
    let line = |line: &SalesLine| json!({"sku": line.sku, "qty": line.qty, "price": erp.amount(line.unit_price)});
    Ok(json!({
        "OrderNo": order.number,
        "CustomerNo": order.customer_no,
        "Status": order.status,
        "OrderDate": american(order.created),
        "ShipDate": order.shipped.map(american),
        "Warehouse": order.warehouse,
        "CancelReason": order.cancelled_for,
        "Lines": order.lines.iter().map(line).collect::<Vec<_>>(),
        "Total": erp.amount(total(&order.lines)),
    }))
}

fn list(erp: &Erp, _: &Call, args: List) -> Reply {
    if let Some(number) = &args.customer {
        CUSTOMER.get(&erp.customers, number)?;
    }
    let wanted = |order: &&SalesOrder| {
        args.status.is_none_or(|status| order.status == status)
            && args.customer.as_ref().is_none_or(|number| order.customer_no == *number)
            && args.from.is_none_or(|day| order.created >= day.0)
            && args.to.is_none_or(|day| order.created <= day.0)
    };
    let row = |order: &SalesOrder| {
        json!({"orderNo": order.number, "customerNo": order.customer_no, "status": order.status,
            "date": american(order.created), "total": erp.amount(total(&order.lines))})
    };
    Ok(erp.sales_orders.values().filter(wanted).map(row).collect())
}

fn release(erp: &mut Erp, _: &mut Call, args: Release) -> Reply {
    let order = ORDER.get(&erp.sales_orders, &args.order)?;
    if order.status != SoStatus::New {
        return Err(conflict(format!("Order {} is not in status N.", order.number)));
    }
    let needs = erp.needs(order)?;
    let codes: Vec<String> = match args.warehouse {
        Some(code) => {
            check_warehouse(erp, &code)?;
            vec![code]
        }
        None => erp.warehouses.keys().cloned().collect(),
    };
    let short = |code: &String| needs.iter().find(|(item, qty)| erp.stock_of(code, *item).available() < *qty);
    let Some(code) = codes.iter().find(|code| short(code).is_none()).cloned() else {
        let (item, qty) = codes.first().and_then(short).copied().unwrap_or_default();
        return Err(conflict(format!(
            "No warehouse can deliver order {} completely, e.g. {qty} of item {item}. Use get_stock_level.",
            order.number
        )));
    };
    for (item, qty) in &needs {
        erp.change_stock(&code, *item, 0, *qty);
    }
    let order = ORDER.get_mut(&mut erp.sales_orders, &args.order)?;
    order.status = SoStatus::Released;
    order.warehouse = Some(code.clone());
    Ok(json!({"OrderNo": args.order, "Status": SoStatus::Released, "WarehouseCode": code}))
}

fn ship(erp: &mut Erp, call: &mut Call, args: Ship) -> Reply {
    let order = ORDER.get(&erp.sales_orders, &args.order)?;
    let Some(code) = order.warehouse.clone().filter(|_| order.status == SoStatus::Released) else {
        return Err(conflict(format!("Order {} is not released. Use SalesOrder_release.", order.number)));
    };
    for (item, qty) in erp.needs(order)? {
        erp.change_stock(&code, item, -qty, -qty);
    }
    let today = call.now.day();
    let order = ORDER.get_mut(&mut erp.sales_orders, &args.order)?;
    order.status = SoStatus::Shipped;
    order.shipped = Some(today);
    let note = format!("80{}", call.ids.number("erp delivery"));
    Ok(json!({"DELIVERY_NOTE": note, "SHIPDATE": american(today), "WHCode": code}))
}

fn cancel(erp: &mut Erp, _: &mut Call, args: Cancel) -> Reply {
    let order = ORDER.get(&erp.sales_orders, &args.order)?;
    if !matches!(order.status, SoStatus::New | SoStatus::Released) {
        return Err(conflict(format!("Order {} is shipped or cancelled.", order.number)));
    }
    if let Some(code) = order.warehouse.clone() {
        for (item, qty) in erp.needs(order)? {
            erp.change_stock(&code, item, 0, -qty);
        }
    }
    let order = ORDER.get_mut(&mut erp.sales_orders, &args.order)?;
    order.status = SoStatus::Cancelled;
    order.warehouse = None;
    order.cancelled_for = Some(args.reason);
    Ok(Value::String(format!("Order {} cancelled.", args.order)))
}

impl Erp {
    /// How much of each item an order takes.
    fn needs(&self, order: &SalesOrder) -> Result<Vec<(i64, i64)>, ToolError> {
        let mut needs: Vec<(i64, i64)> = Vec::new();
        for line in &order.lines {
            let item = self.item(&line.sku)?.id;
            match needs.iter_mut().find(|(known, _)| *known == item) {
                Some((_, qty)) => *qty += line.qty,
                None => needs.push((item, line.qty)),
            }
        }
        Ok(needs)
    }
}
