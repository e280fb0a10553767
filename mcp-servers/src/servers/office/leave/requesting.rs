//! The tools with which the user asks for leave and takes it back.

use schemars::JsonSchema;
use serde::Deserialize;

use super::counting::{Span, balance, days, is_working_day, working_halves};
use super::types::*;
use super::{Leave, REQUEST};
use crate::kit::{Answer, Call, Day, Text, ToolError, conflict, counted, invalid, not_allowed};

type Result<T> = std::result::Result<T, ToolError>;

/// Sick leave can be reported so many days after it began.
const LATE_SICK_DAYS: i64 = 7;

/// Requests leave for the user. Asks for confirmation if the notice is short or the balance would go below zero; fails in blackout periods and where leave overlaps.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestLeave {
    /// Kind of leave.
    pub kind: LeaveKind,
    /// First day away.
    #[schemars(example = "2026-04-13", example = "2026-05-18", example = "2026-03-09")]
    pub start_date: Day,
    /// Last day away, included (default: the first day).
    #[schemars(example = "2026-04-15", example = "2026-05-20")]
    pub end_date: Option<Day>,
    /// Whether the leave begins at noon of the first day (default false).
    pub starts_at_noon: Option<bool>,
    /// Whether the leave ends at noon of the last day (default false).
    pub ends_at_noon: Option<bool>,
    /// What the manager should know.
    pub note: Option<Text<300>>,
}

/// Takes back a request of the user, or approved leave that has not begun.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelLeaveRequest {
    /// Id of the request.
    pub leave_request_id: String,
}

/// Whether the user wants the leave in spite of the rule.
#[derive(Deserialize, JsonSchema)]
struct Confirmation {
    /// Whether to send the request all the same.
    confirm: bool,
}

pub fn request_leave(leave: &mut Leave, call: &mut Call, args: RequestLeave) -> Result<LeaveRequest> {
    let today = call.now.day();
    let policy = leave.leave_policies.get(args.kind.key()).cloned();
    let policy = policy.ok_or_else(|| invalid("Argument `kind`: the company has no such leave."))?;
    let span = Span {
        first: args.start_date,
        last: args.end_date.unwrap_or(args.start_date),
        from_noon: args.starts_at_noon.unwrap_or(false),
        until_noon: args.ends_at_noon.unwrap_or(false),
    };
    let halves = check_span(leave, &policy, span, today)?;
    check_others(leave, &policy, span)?;
    confirm(leave, call, &policy, span, halves)?;
    let at_once = !policy.needs_approval;
    let request = LeaveRequest {
        id: call.ids.mint("lvr"),
        employee_email: leave.email.clone(),
        employee_name: leave.me().name.clone(),
        kind: args.kind,
        start_date: span.first,
        end_date: span.last,
        starts_at_noon: span.from_noon,
        ends_at_noon: span.until_noon,
        working_days: days(halves),
        status: if at_once { RequestStatus::Approved } else { RequestStatus::Pending },
        note: args.note.map(|text| text.0),
        requested_at: call.now,
        decided_by: None,
        decided_at: at_once.then_some(call.now),
        decision_comment: at_once.then(|| "Recorded; no approval is needed.".to_owned()),
    };
    leave.leave_requests.insert(request.id.clone(), request.clone());
    Ok(request)
}

pub fn cancel_leave_request(leave: &mut Leave, call: &mut Call, args: CancelLeaveRequest) -> Result<LeaveRequest> {
    let request = REQUEST.get(&leave.leave_requests, &args.leave_request_id)?;
    if request.employee_email != leave.email {
        return Err(not_allowed(format!(
            "The request belongs to {}. Use decide_leave_request to decline requests of direct reports.",
            request.employee_name
        )));
    }
    match request.status {
        RequestStatus::Cancelled => return Err(conflict("The request is already cancelled.")),
        RequestStatus::Declined => return Err(conflict("The request was declined; there is nothing to cancel.")),
        RequestStatus::Approved if request.start_date <= call.now.day() => {
            return Err(not_allowed(format!(
                "The leave began on {} and cannot be cancelled here; the manager has to correct it.",
                request.start_date.spoken()
            )));
        }
        RequestStatus::Approved | RequestStatus::Pending => {}
    }
    let request = REQUEST.get_mut(&mut leave.leave_requests, &args.leave_request_id)?;
    request.status = RequestStatus::Cancelled;
    Ok(request.clone())
}

/// What the time itself must fulfil; the half days of work in it.
fn check_span(leave: &Leave, policy: &LeavePolicy, span: Span, today: Day) -> Result<i64> {
    if span.last < span.first {
        return Err(invalid(format!("Argument `end_date`: {} lies before {}.", span.last, span.first)));
    }
    let earliest = if policy.kind == LeaveKind::Sick { today.plus_days(-LATE_SICK_DAYS) } else { today };
    if span.first < earliest {
        return Err(invalid(format!(
            "Argument `start_date`: {} leave can begin on {earliest} at the earliest.",
            policy.kind.key()
        )));
    }
    if span.first.year() != span.last.year() {
        return Err(not_allowed("A request lies within one leave year. Make one request for each year."));
    }
    if span.first.year() > today.year() + 1 {
        return Err(not_allowed(format!("Leave can be requested until the end of {}.", today.year() + 1)));
    }
    if (span.from_noon || span.until_noon) && !policy.half_days {
        return Err(not_allowed(format!("{} has no half days.", policy.title)));
    }
    if span.first == span.last && span.from_noon && span.until_noon {
        return Err(invalid("Leave of one day either starts at noon or ends at noon, not both."));
    }
    if let Some(day) = [span.first, span.last].into_iter().find(|day| !is_working_day(leave, *day)) {
        let why = leave.public_holidays.get(&day.to_string()).map_or("a weekend", |holiday| holiday.name.as_str());
        return Err(invalid(format!(
            "{} is no working day ({why}); begin and end on working days. Use list_public_holidays.",
            day.spoken()
        )));
    }
    let halves = working_halves(leave, span);
    if halves > policy.longest_request_days * 2 {
        return Err(not_allowed(format!(
            "The time has {} working days; {} covers at most {} in one request.",
            days(halves),
            policy.title,
            policy.longest_request_days
        )));
    }
    Ok(halves)
}

/// Blackout periods and leave that the user has already.
fn check_others(leave: &Leave, policy: &LeavePolicy, span: Span) -> Result<()> {
    let meets = |first: Day, last: Day| first <= span.last && span.first <= last;
    let blackout = leave.blackout_periods.values().find(|period| meets(period.start_date, period.end_date));
    if let Some(period) = blackout.filter(|_| policy.kind != LeaveKind::Sick) {
        return Err(not_allowed(format!(
            "No leave is granted from {} to {}: {}. Choose other days.",
            period.start_date.spoken(),
            period.end_date.spoken(),
            period.reason
        )));
    }
    let mine = |request: &&LeaveRequest| {
        request.employee_email == leave.email && request.counts() && meets(request.start_date, request.end_date)
    };
    match leave.leave_requests.values().find(mine) {
        Some(other) => Err(conflict(format!(
            "You already have leave from {} to {} ({}, {}). Use cancel_leave_request first.",
            other.start_date.spoken(),
            other.end_date.spoken(),
            other.kind.key(),
            other.id
        ))),
        None => Ok(()),
    }
}

/// Asks the user where the request goes against a rule that the manager may waive.
fn confirm(leave: &Leave, call: &Call, policy: &LeavePolicy, span: Span, halves: i64) -> Result<()> {
    let today = call.now.day();
    let mut doubts = Vec::new();
    let ahead = span.first.since(today);
    if ahead < policy.notice_days {
        doubts.push(format!(
            "the notice is {}, {} asks for {}",
            counted(ahead, "day"),
            policy.title,
            policy.notice_days
        ));
    }
    let left = balance(leave, &leave.email, policy, span.first.year(), today).remaining_days;
    if let Some(after) = left.map(|left| left - days(halves)).filter(|after| *after < 0.0) {
        if -after > policy.overdraft_days as f64 {
            return Err(not_allowed(format!(
                "The request takes {}, and the balance of {} is {}. Use get_leave_balance.",
                counted(days(halves), "day"),
                policy.title,
                counted(after + days(halves), "day")
            )));
        }
        doubts.push(format!("the balance would be overdrawn by {}", counted(-after, "day")));
    }
    if doubts.is_empty() {
        return Ok(());
    }
    let message = format!(
        "{} from {} to {} ({}): {}. Send the request all the same?",
        policy.title,
        span.first.spoken(),
        span.last.spoken(),
        counted(days(halves), "working day"),
        doubts.join(", and ")
    );
    match call.ask::<Confirmation>("confirm", message)? {
        Answer::Given(Confirmation { confirm: true }) => Ok(()),
        Answer::Given(_) | Answer::Declined | Answer::Dismissed => {
            Err(not_allowed(format!("It was not confirmed: {}. Nothing was requested.", doubts.join(", and "))))
        }
    }
}
