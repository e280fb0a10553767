//! The tools for payments that a customer's bank disputes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{DISPUTE, Payments};
use crate::kit::{Call, Cursor, Limit, Ordered, Text, ToolError, conflict, invalid, not_allowed, page};

type Result<T> = std::result::Result<T, ToolError>;

/// How many pieces of evidence a dispute takes.
const MOST_EVIDENCE: usize = 12;

#[derive(Debug, Serialize, JsonSchema)]
pub struct DisputeList {
    /// The disputes found, the most urgent first.
    pub disputes: Vec<Dispute>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Lists disputes with amount, reason and the deadline for evidence, the most urgent first.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListDisputes {
    /// Only disputes with this status.
    pub status: Option<DisputeStatus>,
    /// How many disputes to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Adds evidence to a dispute and, with submit, hands everything to the bank, which ends the chance to add more. Fails after the deadline.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmitDisputeEvidence {
    /// Id of the dispute.
    pub dispute_id: String,
    /// What was sold and how it was delivered.
    pub service_description: Option<Text<1000>>,
    /// What was written to and by the customer about it.
    pub customer_communication: Option<Text<2000>>,
    /// What the customer agreed to, such as the refund policy.
    pub refund_policy: Option<Text<1000>>,
    /// Whether to hand the evidence to the bank now (default false: it is kept as a draft).
    pub submit: Option<bool>,
}

pub fn list_disputes(payments: &Payments, _: &Call, args: ListDisputes) -> Result<DisputeList> {
    let found = |one: &&Dispute| args.status.is_none_or(|status| one.status == status);
    let mut found: Vec<&Dispute> = payments.disputes.values().filter(found).collect();
    let open = |one: &Dispute| one.status == DisputeStatus::NeedsResponse;
    found.order_by(|a, b| (!open(a), a.evidence_due, &a.id).cmp(&(!open(b), b.evidence_due, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    Ok(DisputeList { disputes: found.into_iter().cloned().collect(), next_cursor })
}

pub fn submit_dispute_evidence(
    payments: &mut Payments,
    call: &mut Call,
    args: SubmitDisputeEvidence,
) -> Result<Dispute> {
    let dispute = DISPUTE.get(&payments.disputes, &args.dispute_id)?;
    match dispute.status {
        DisputeStatus::NeedsResponse => {}
        DisputeStatus::UnderReview => {
            return Err(conflict("The evidence is with the bank already, and nothing can be added."));
        }
        DisputeStatus::Won | DisputeStatus::Lost => {
            return Err(conflict("The bank has decided this dispute; its decision is final."));
        }
    }
    if call.now > dispute.evidence_due {
        return Err(not_allowed(format!("Evidence was due by {}.", dispute.evidence_due.spoken())));
    }
    let pieces = [
        ("service description", args.service_description.map(|text| text.0)),
        ("customer communication", args.customer_communication.map(|text| text.0)),
        ("refund policy", args.refund_policy.map(|text| text.0)),
    ];
    let new: Vec<String> = pieces.into_iter().filter_map(|(kind, text)| Some(format!("{kind}: {}", text?))).collect();
    let submit = args.submit.unwrap_or(false);
    if new.is_empty() && (!submit || dispute.evidence.is_empty()) {
        return Err(invalid(
            "There is no evidence: give at least one of service_description, customer_communication or refund_policy.",
        ));
    }
    if dispute.evidence.len() + new.len() > MOST_EVIDENCE {
        return Err(not_allowed(format!("A dispute takes at most {MOST_EVIDENCE} pieces of evidence. Submit them.")));
    }
    let dispute = DISPUTE.get_mut(&mut payments.disputes, &args.dispute_id)?;
    dispute.evidence.extend(new);
    if submit {
        dispute.status = DisputeStatus::UnderReview;
    }
    Ok(dispute.clone())
}
