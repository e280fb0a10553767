//! The module of purchase orders, with dates as they are written in Walldorf.

use serde_json::{Value, json};

use super::approvals::request;
use super::codes::{PoStatus, SupplierStatus};
use super::formats::{DayText, dotted};
use super::reply::{Reply, Style, act, arguments, look};
use super::types::{ApprovalKind, PoLine, PurchaseOrder};
use super::{CENTRE, Erp, PURCHASE, SUPPLIER};
use crate::kit::tool::Tool;
use crate::kit::{Call, Int, Text, ToolError, conflict, invalid, not_allowed};

/// Orders above so many euro cents need a second pair of eyes.
const FREE_LIMIT: i64 = 100_000;

arguments! {
    PoItem {
        "ItemNo" item: String,
        "Qty" qty: Int<1, 10_000>,
    }
    /// Creates a PO as DRAFT (status 10). All items must be sourced from the supplier. It is not sent anywhere until it has been
    /// released, see submit_po_for_approval.
    CreatePo {
        "SupplierId" supplier: String,
        "CostCentre" cost_centre: String,
        /// DD.MM.YYYY
        "RequestedDate" wanted: Option<DayText<'.'>>,
        #[schemars(length(min = 1, max = 20))]
        "Items" items: Vec<PoItem>,
    }
    /// Read a PO
    GetPo {
        "poNumber" po: String,
    }
    /// List POs. Filter by status code (10, 20, 30, 40, 50, 90, 95) and/or supplier.
    ListPos {
        "status" status: Option<PoStatus>,
        "supplierId" supplier: Option<String>,
        "maxRows" most: Option<Int<1, 100>>,
    }
    /// Cancels a PO. Not possible once goods have been received!!
    CancelPo {
        "poNumber" po: String,
        "Reason" reason: Text<200>,
    }
    /// Submits a draft purchase order for approval. Orders below the free limit are released at once when the cost centre has
    /// budget left; everything else goes to the manager of the cost centre.
    SubmitPo {
        "po_number" po: String,
    }
}

pub fn tools() -> Vec<Tool<Erp>> {
    vec![
        act("PurchaseOrder_create", Style::Record, create),
        look("PurchaseOrder_get", Style::Record, get),
        look("PurchaseOrder_list", Style::Record, list),
        act("PurchaseOrder_cancel", Style::Record, cancel).destructive(),
        act("submit_po_for_approval", Style::Wrapped, submit),
    ]
}

fn create(erp: &mut Erp, call: &mut Call, args: CreatePo) -> Reply {
    let supplier = SUPPLIER.get(&erp.suppliers, &args.supplier)?;
    if supplier.status != SupplierStatus::Active {
        return Err(not_allowed(format!("Supplier {} is not active. Use supplier_update_status.", supplier.name)));
    }
    CENTRE.get(&erp.cost_centres, &args.cost_centre)?;
    let today = call.now.day();
    let wanted = args.wanted.map_or(today.plus_days(supplier.lead_days), |day| day.0);
    if wanted < today {
        return Err(invalid(format!("Argument `RequestedDate`: {} is in the past.", dotted(wanted))));
    }
    if args.items.is_empty() || args.items.len() > 20 {
        return Err(invalid("Argument `Items`: 1 to 20 items."));
    }
    let line = |one: &PoItem| {
        let item = erp.item(&one.item)?;
        if item.supplier_id != args.supplier {
            return Err(conflict(format!("Item {} is sourced from supplier {}.", item.id, item.supplier_id)));
        }
        Ok(PoLine { item_no: item.id.to_string(), qty: one.qty.0, received: 0, price: item.cost })
    };
    let lines = args.items.iter().map(line).collect::<Result<Vec<_>, ToolError>>()?;
    let number = format!("45{}", call.ids.number("erp po"));
    let po = PurchaseOrder {
        number: number.clone(),
        supplier_id: args.supplier,
        cost_centre: args.cost_centre,
        status: PoStatus::Draft,
        lines,
        created_by: erp.user.clone(),
        created: today,
        wanted,
        cancelled_for: None,
    };
    let shown = erp.po_json(&po);
    erp.purchase_orders.insert(number, po);
    Ok(shown)
}

fn get(erp: &Erp, _: &Call, args: GetPo) -> Reply {
    Ok(erp.po_json(PURCHASE.get(&erp.purchase_orders, &args.po)?))
}

fn list(erp: &Erp, _: &Call, args: ListPos) -> Reply {
    let wanted = |po: &&PurchaseOrder| {
        args.status.is_none_or(|status| po.status == status)
            && args.supplier.as_ref().is_none_or(|id| po.supplier_id == *id)
    };
    let row = |po: &PurchaseOrder| json!({"poNumber": po.number, "supplierId": po.supplier_id, "status": po.status, "total": erp.amount(po.total())});
    let most = args.most.map_or(25, |most| most.0 as usize);
    let rows: Vec<Value> = erp.purchase_orders.values().filter(wanted).take(most).map(row).collect();
    Ok(json!({"count": rows.len(), "PurchaseOrders": rows}))
}

fn cancel(erp: &mut Erp, _: &mut Call, args: CancelPo) -> Reply {
    let po = PURCHASE.get(&erp.purchase_orders, &args.po)?;
    match po.status {
        PoStatus::Draft | PoStatus::InApproval | PoStatus::Released => {}
        PoStatus::PartlyReceived | PoStatus::Received => {
            return Err(not_allowed(format!("PO {} has goods receipts and cannot be cancelled.", po.number)));
        }
        PoStatus::Cancelled | PoStatus::Rejected => {
            return Err(conflict(format!("PO {} is closed already.", po.number)));
        }
    }
    let (number, centre, value) = (po.number.clone(), po.cost_centre.clone(), po.total());
    if po.status == PoStatus::Released
        && let Some(centre) = erp.cost_centres.get_mut(&centre)
    {
        centre.committed -= value;
    }
    let pending = |(_, one): &(&String, &super::types::Approval)| one.doc == number;
    if let Some(id) = erp.approvals.iter().find(pending).map(|(id, _)| id.clone()) {
        erp.close_approval(&id, super::codes::ApprovalStatus::Rejected, "PO cancelled");
    }
    let po = PURCHASE.get_mut(&mut erp.purchase_orders, &number)?;
    po.status = PoStatus::Cancelled;
    po.cancelled_for = Some(args.reason.0);
    Ok(json!({"poNumber": number, "status": PoStatus::Cancelled, "Reason": po.cancelled_for}))
}

fn submit(erp: &mut Erp, call: &mut Call, args: SubmitPo) -> Reply {
    let po = PURCHASE.get(&erp.purchase_orders, &args.po)?;
    if po.status != PoStatus::Draft {
        return Err(conflict(format!("PO {} is not a draft.", po.number)));
    }
    let (number, total, centre) = (po.number.clone(), po.total(), po.cost_centre.clone());
    if total <= erp.money().price(FREE_LIMIT) {
        erp.release_po(&number)?;
        return Ok(json!({"po_number": number, "status": PoStatus::Released, "released": true}));
    }
    let manager = CENTRE.get(&erp.cost_centres, &centre)?.manager.clone();
    let approval = request(erp, call, ApprovalKind::Purchase, &number, total, manager);
    let po = PURCHASE.get_mut(&mut erp.purchase_orders, &number)?;
    po.status = PoStatus::InApproval;
    Ok(json!({"po_number": number, "status": PoStatus::InApproval, "released": false, "approval_id": approval}))
}

impl Erp {
    fn po_json(&self, po: &PurchaseOrder) -> Value {
        let line = |(index, line): (usize, &PoLine)| {
            json!({"Pos": (index + 1) * 10, "ItemNo": line.item_no, "Qty": line.qty, "QtyReceived": line.received,
                "NetPrice": self.amount(line.price)})
        };
        json!({
            "poNumber": po.number,
            "SupplierId": po.supplier_id,
            "CostCentre": po.cost_centre,
            "Status": po.status,
            "CreatedBy": po.created_by,
            "CreatedOn": dotted(po.created),
            "RequestedDate": dotted(po.wanted),
            "TotalNet": self.amount(po.total()),
            "Currency": self.currency,
            "CancelReason": po.cancelled_for,
            "Items": po.lines.iter().enumerate().map(line).collect::<Vec<_>>(),
        })
    }

    /// Releases an order if its cost centre can bear it.
    pub(super) fn release_po(&mut self, number: &str) -> Result<(), ToolError> {
        let po = PURCHASE.get(&self.purchase_orders, number)?;
        let (total, centre) = (po.total(), po.cost_centre.clone());
        let left = CENTRE.get(&self.cost_centres, &centre)?.left();
        if total > left {
            let left = self.amount(left);
            return Err(conflict(format!(
                "Cost centre {centre} has {left} left, PO {number} needs {}.",
                self.amount(total)
            )));
        }
        CENTRE.get_mut(&mut self.cost_centres, &centre)?.committed += total;
        PURCHASE.get_mut(&mut self.purchase_orders, number)?.status = PoStatus::Released;
        Ok(())
    }
}
