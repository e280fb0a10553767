//! The tool with which the user decides on the leave of direct reports.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::reading::absences;
use super::types::*;
use super::{Leave, REQUEST};
use crate::kit::{Call, Text, ToolError, conflict, invalid, not_allowed};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LeaveDecision {
    Approve,
    Decline,
}

/// Approves or declines a pending request of somebody who reports to the user. Declining needs a comment.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideLeaveRequest {
    /// Id of the request.
    pub leave_request_id: String,
    /// The decision.
    pub decision: LeaveDecision,
    /// What the employee should read with it; needed to decline.
    pub comment: Option<Text<300>>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct DecidedRequest {
    /// The request after the decision.
    pub leave_request: LeaveRequest,
    /// Names of colleagues who are away in the same time.
    pub also_away: Vec<String>,
}

pub fn decide_leave_request(leave: &mut Leave, call: &mut Call, args: DecideLeaveRequest) -> Result<DecidedRequest> {
    let request = REQUEST.get(&leave.leave_requests, &args.leave_request_id)?;
    if request.employee_email == leave.email {
        return Err(not_allowed(match leave.me().manager_email.and_then(|email| leave.employees.get(&email)) {
            Some(manager) => format!("This is your own request; {} decides on it.", manager.name),
            None => "This is your own request; somebody else must decide on it.".to_owned(),
        }));
    }
    if !leave.is_report(&request.employee_email) {
        return Err(not_allowed(format!(
            "{} does not report to you. Use list_leave_requests with scope direct_reports.",
            request.employee_name
        )));
    }
    if request.status != RequestStatus::Pending {
        return Err(conflict(format!(
            "The request of {} is already {}.",
            request.employee_name,
            match request.status {
                RequestStatus::Approved => "approved",
                RequestStatus::Declined => "declined",
                _ => "cancelled",
            }
        )));
    }
    if args.decision == LeaveDecision::Decline && args.comment.is_none() {
        return Err(invalid("Argument `comment` is needed to decline: say why."));
    }
    let mut also_away: Vec<String> = absences(leave, request.start_date, request.end_date)
        .into_iter()
        .filter(|other| other.employee_email != request.employee_email)
        .map(|other| other.employee_name.clone())
        .collect();
    also_away.dedup();
    let decider = leave.me().name.clone();
    let request = REQUEST.get_mut(&mut leave.leave_requests, &args.leave_request_id)?;
    request.status = match args.decision {
        LeaveDecision::Approve => RequestStatus::Approved,
        LeaveDecision::Decline => RequestStatus::Declined,
    };
    request.decided_by = Some(decider);
    request.decided_at = Some(call.now);
    request.decision_comment = args.comment.map(|text| text.0);
    Ok(DecidedRequest { leave_request: request.clone(), also_away })
}
