//! The module of approvals: nobody approves what he asked for himself.

use serde_json::json;

use super::codes::{ApprovalStatus, PoStatus};
use super::reply::{Reply, Style, act, arguments, look};
use super::types::{Approval, ApprovalKind};
use super::{APPROVAL, CUSTOMER, Erp};
use crate::kit::tool::Tool;
use crate::kit::{Call, Text, ToolError, conflict, not_allowed};

arguments! {
    /// Lists pending approvals of the current user
    Pending {
        /// true = show the approvals of all users
        "all_users" all: Option<bool>,
    }
    /// Approve a request. You can't approve your own requests or requests assigned to somebody else.
    Approve {
        "approvalId" approval: String,
        "comment" comment: Option<Text<200>>,
    }
    /// Reject a request, a reason is mandatory
    Reject {
        "approval_id" approval: String,
        "reason" reason: Text<200>,
    }
}

pub fn tools() -> Vec<Tool<Erp>> {
    vec![
        look("approvals_pending", Style::Bare, pending),
        act("approveRequest", Style::Record, approve),
        act("reject_request", Style::Wrapped, reject),
    ]
}

fn pending(erp: &Erp, _: &Call, args: Pending) -> Reply {
    let all = args.all.unwrap_or(false);
    let wanted = |(_, one): &(&String, &Approval)| one.is_pending() && (all || one.approver == erp.user);
    let row = |(id, one): (&String, &Approval)| {
        json!({"approvalId": id, "type": one.kind, "document": one.doc, "amount": erp.amount(one.amount),
            "requestedBy": one.requested_by, "approver": one.approver, "cost_center": one.cost_center, "since": one.created.to_string()})
    };
    Ok(erp.approvals.iter().filter(wanted).map(row).collect())
}

fn approve(erp: &mut Erp, _: &mut Call, args: Approve) -> Reply {
    let one = erp.decidable(&args.approval)?.clone();
    match one.kind {
        ApprovalKind::Purchase => erp.release_po(&one.doc)?,
        ApprovalKind::Credit => CUSTOMER.get_mut(&mut erp.customers, &one.doc)?.credit_limit = one.amount,
    }
    let comment = args.comment.map_or_else(String::new, |comment| comment.0);
    erp.close_approval(&args.approval, ApprovalStatus::Approved, &comment);
    Ok(json!({"approvalId": args.approval, "result": "APPROVED", "document": one.doc}))
}

fn reject(erp: &mut Erp, _: &mut Call, args: Reject) -> Reply {
    let one = erp.decidable(&args.approval)?.clone();
    if let Some(po) = erp.purchase_orders.get_mut(&one.doc) {
        po.status = PoStatus::Rejected;
    }
    erp.close_approval(&args.approval, ApprovalStatus::Rejected, &args.reason.0);
    Ok(json!({"approval_id": args.approval, "document": one.doc, "rejected": true}))
}

/// Makes a request and returns its id.
pub fn request(erp: &mut Erp, call: &mut Call, kind: ApprovalKind, doc: &str, amount: i64, approver: String) -> String {
    let id = format!("APR{}", call.ids.number("erp approval"));
    let approval = Approval {
        kind,
        doc: doc.to_owned(),
        amount,
        requested_by: erp.user.clone(),
        approver,
        status: ApprovalStatus::Pending,
        created: call.now.day(),
        cost_center: erp.purchase_orders.get(doc).map(|po| po.cost_centre.clone()),
        comment: None,
    };
    erp.approvals.insert(id.clone(), approval);
    id
}

impl Approval {
    pub fn is_pending(&self) -> bool {
        self.status == ApprovalStatus::Pending
    }
}

impl Erp {
    /// An approval that the user may decide on.
    fn decidable(&self, id: &str) -> Result<&Approval, ToolError> {
        let one = APPROVAL.get(&self.approvals, id)?;
        if !one.is_pending() {
            return Err(conflict(format!("Approval {id} is closed.")));
        }
        if one.requested_by == self.user {
            return Err(not_allowed("You cannot decide on your own request (four-eyes principle)."));
        }
        if one.approver != self.user {
            return Err(not_allowed(format!("Approval {id} is assigned to {}.", one.approver)));
        }
        Ok(one)
    }

    pub(super) fn close_approval(&mut self, id: &str, status: ApprovalStatus, comment: &str) {
        if let Some(one) = self.approvals.get_mut(id).filter(|one| one.is_pending()) {
            one.status = status;
            one.comment = (!comment.is_empty()).then(|| comment.to_owned());
        }
    }
}
