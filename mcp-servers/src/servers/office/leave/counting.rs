//! Counting: working days of a time, and what is left of a year's leave. All inside is in half days.

use schemars::JsonSchema;
use serde::Serialize;

use super::Leave;
use super::types::*;
use crate::kit::Day;

/// A time away, with its halves.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    pub first: Day,
    pub last: Day,
    pub from_noon: bool,
    pub until_noon: bool,
}

impl Span {
    pub fn of(request: &LeaveRequest) -> Self {
        Self {
            first: request.start_date,
            last: request.end_date,
            from_noon: request.starts_at_noon,
            until_noon: request.ends_at_noon,
        }
    }
}

/// What an employee has of one kind of leave in a year.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Balance {
    /// Kind of leave.
    pub kind: LeaveKind,
    /// Working days of the year's allowance; left out where there is no fixed number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowance_days: Option<f64>,
    /// Days taken over from last year.
    pub carried_over_days: f64,
    /// Days of approved leave that have passed or begun.
    pub taken_days: f64,
    /// Days of approved leave that is still ahead.
    pub approved_days: f64,
    /// Days of requests that are not decided.
    pub pending_days: f64,
    /// What is left when all of it is granted; left out where there is no fixed number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remaining_days: Option<f64>,
}

pub fn days(halves: i64) -> f64 {
    halves as f64 / 2.0
}

pub fn is_working_day(leave: &Leave, day: Day) -> bool {
    !day.is_weekend() && !leave.public_holidays.contains_key(&day.to_string())
}

/// Half days of work within a time.
pub fn working_halves(leave: &Leave, span: Span) -> i64 {
    let length = span.last.since(span.first);
    let days = (0..=length).map(|offset| span.first.plus_days(offset)).filter(|day| is_working_day(leave, *day));
    let halves =
        |day: Day| 2 - i64::from(span.from_noon && day == span.first) - i64::from(span.until_noon && day == span.last);
    days.map(halves).sum()
}

/// The balance of an employee for the leave year of a day.
pub fn balance(leave: &Leave, email: &str, policy: &LeavePolicy, year: i16, today: Day) -> Balance {
    let (mut taken, mut approved, mut pending) = (0, 0, 0);
    let mine = leave.leave_requests.values().filter(|request| {
        request.employee_email == email && request.kind == policy.kind && request.start_date.year() == year
    });
    for request in mine {
        let halves = working_halves(leave, Span::of(request));
        match request.status {
            RequestStatus::Approved if request.start_date <= today => taken += halves,
            RequestStatus::Approved => approved += halves,
            RequestStatus::Pending => pending += halves,
            RequestStatus::Declined | RequestStatus::Cancelled => {}
        }
    }
    let carries = policy.kind == LeaveKind::Annual && year == today.year();
    let carried = leave.employees.get(email).filter(|_| carries).map_or(0, |employee| employee.carried_half_days);
    let allowance = policy.days_per_year.map(|days| days * 2);
    Balance {
        kind: policy.kind,
        allowance_days: allowance.map(days),
        carried_over_days: days(carried),
        taken_days: days(taken),
        approved_days: days(approved),
        pending_days: days(pending),
        remaining_days: allowance.map(|allowance| days(allowance + carried - taken - approved - pending)),
    }
}
