//! The module of goods receipts.

use serde_json::json;

use super::codes::PoStatus;
use super::formats::{DayText, compact};
use super::reply::{Reply, Style, act, arguments, look};
use super::stock::check_warehouse;
use super::types::Receipt;
use super::{Erp, PURCHASE};
use crate::kit::tool::Tool;
use crate::kit::{Call, Int, Ordered, ToolError, conflict};

arguments! {
    /// Post goods receipt for one PO item. PO has to be released (30) or partly received (40). Over-delivery is rejected.
    Post {
        "poNumber" po: String,
        "ItemNo" item: String,
        "warehouse" warehouse: String,
        "quantity" qty: Int<1, 10_000>,
    }
    /// list goods receipts, newest first
    List {
        "po_number" po: Option<String>,
        /// YYYYMMDD
        "from_date" from: Option<DayText<'8'>>,
    }
}

pub fn tools() -> Vec<Tool<Erp>> {
    vec![act("GoodsReceipt_post", Style::Coded, post), look("goods_receipts_list", Style::Bare, list)]
}

fn post(erp: &mut Erp, call: &mut Call, args: Post) -> Reply {
    check_warehouse(erp, &args.warehouse)?;
    let item = erp.item(&args.item)?.id;
    let item_no = item.to_string();
    let po = PURCHASE.get(&erp.purchase_orders, &args.po)?;
    if !matches!(po.status, PoStatus::Released | PoStatus::PartlyReceived) {
        return Err(conflict(format!("PO {} is not open for receipt.", po.number)));
    }
    let place = po.lines.iter().position(|line| line.item_no == item_no);
    let Some(place) = place else {
        return Err(ToolError::NotFound(format!("PO {} has no item {item}. Use PurchaseOrder_get.", po.number)));
    };
    let (line, centre) = (&po.lines[place], po.cost_centre.clone());
    let open = line.qty - line.received;
    if args.qty.0 > open {
        return Err(conflict(format!("Only {open} of item {item} are still to come, over-delivery is not posted.")));
    }
    let value = args.qty.0.saturating_mul(line.price);
    let po = PURCHASE.get_mut(&mut erp.purchase_orders, &args.po)?;
    if let Some(line) = po.lines.get_mut(place) {
        line.received += args.qty.0;
    }
    po.status = if po.has_come() { PoStatus::Received } else { PoStatus::PartlyReceived };
    let status = po.status;
    if let Some(centre) = erp.cost_centres.get_mut(&centre) {
        centre.committed -= value;
        centre.spent += value;
    }
    erp.change_stock(&args.warehouse, item, args.qty.0, 0);
    let number = format!("50{}", call.ids.number("erp receipt"));
    let receipt =
        Receipt { po_number: args.po, item_no, warehouse: args.warehouse, qty: args.qty.0, posted: call.now.day() };
    erp.goods_receipts.insert(number.clone(), receipt);
    Ok(json!({"MATDOC": number, "PO_STATUS": status, "OPEN_QTY": (open - args.qty.0).to_string()}))
}

fn list(erp: &Erp, _: &Call, args: List) -> Reply {
    if let Some(po) = &args.po {
        PURCHASE.get(&erp.purchase_orders, po)?;
    }
    let wanted = |(_, one): &(&String, &Receipt)| {
        args.po.as_ref().is_none_or(|po| one.po_number == *po) && args.from.is_none_or(|day| one.posted >= day.0)
    };
    let mut found: Vec<(&String, &Receipt)> = erp.goods_receipts.iter().filter(wanted).collect();
    found.order_by(|a, b| (b.1.posted, a.0).cmp(&(a.1.posted, b.0)));
    let row = |(id, one): (&String, &Receipt)| {
        json!({"matdoc": id, "po_number": one.po_number, "item": one.item_no, "wh": one.warehouse, "qty": one.qty.to_string(),
            "posted": compact(one.posted)})
    };
    Ok(found.into_iter().map(row).collect())
}
