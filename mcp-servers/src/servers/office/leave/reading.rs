//! The tools that look: balance, policies, holidays, requests and who is away.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Leave;
use super::counting::{Balance, balance, is_working_day};
use super::types::*;
use crate::kit::{Call, Cursor, Day, Int, Limit, Ordered, Time, ToolError, counted, invalid, page};

type Result<T> = std::result::Result<T, ToolError>;

/// Returns the user's leave of one year by kind: allowance, taken, approved, pending and remaining days. Use it before requesting leave.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetLeaveBalance {
    /// Leave year (default: this year).
    pub year: Option<Int<2000, 2100>>,
    /// Only this kind of leave.
    pub kind: Option<LeaveKind>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct LeaveBalance {
    /// Name of the employee.
    pub employee_name: String,
    /// The leave year.
    pub year: i64,
    /// Balances by kind.
    pub balances: Vec<Balance>,
}

/// Returns the rules of each kind of leave and the blackout periods ahead. Use it to see notice, limits and half days.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListLeavePolicies {
    /// Only this kind of leave.
    pub kind: Option<LeaveKind>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct LeavePolicyList {
    /// The rules by kind.
    pub leave_policies: Vec<LeavePolicy>,
    /// Times ahead in which no annual leave is granted.
    pub blackout_periods: Vec<BlackoutPeriod>,
}

/// Lists the public holidays of the company's country in one year. They cost no leave.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListPublicHolidays {
    /// The year (default: this year); last year and next year are known too.
    pub year: Option<Int<1900, 2200>>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PublicHolidayList {
    /// Country of the company.
    pub country: String,
    /// The holidays, by day.
    pub public_holidays: Vec<PublicHoliday>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequestScope {
    Mine,
    DirectReports,
}

/// Lists leave requests of the user, or those of direct reports that the user decides on. Use it to get a request's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListLeaveRequests {
    /// Whose requests (default: mine).
    pub scope: Option<RequestScope>,
    /// Only requests with this status.
    pub status: Option<RequestStatus>,
    /// Only leave that ends on this day or later.
    pub from_date: Option<Day>,
    /// How many requests to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct LeaveRequestList {
    /// The requests, by first day.
    pub leave_requests: Vec<LeaveRequest>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Lists which colleagues are away between two days. Use it to see who is there, or whether a time off suits the team; reasons are private.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListTeamAbsences {
    /// First day (default: today).
    pub start_date: Option<Day>,
    /// Last day, included (default: two weeks later).
    pub end_date: Option<Day>,
    /// Whether to show only those who report to the user (default false).
    pub direct_reports_only: Option<bool>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TeamAbsence {
    /// Mail address of the colleague.
    #[schemars(extend("format" = "email"))]
    pub employee_email: String,
    /// Name of the colleague.
    pub employee_name: String,
    /// First day away.
    pub start_date: Day,
    /// Last day away.
    pub end_date: Day,
    /// Whether only half of the first or last day is meant.
    pub with_half_day: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TeamAbsenceList {
    /// The first day that was looked at.
    pub start_date: Day,
    /// The last day that was looked at.
    pub end_date: Day,
    /// Approved absences, by first day.
    pub absences: Vec<TeamAbsence>,
}

/// Plans a time off that suits balance, holidays and team.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanLeave {
    /// Month of the time off, such as 2026-07.
    pub month: String,
    /// How many working days it should take.
    pub working_days: Option<String>,
}

pub fn get_leave_balance(leave: &Leave, call: &Call, args: GetLeaveBalance) -> Result<LeaveBalance> {
    let today = call.now.day();
    let year = args.year.map_or(today.year(), |year| year.0 as i16);
    if (year - today.year()).abs() > 1 {
        return Err(invalid(format!(
            "Argument `year`: balances are kept for {} to {}.",
            today.year() - 1,
            today.year() + 1
        )));
    }
    let kinds = leave.leave_policies.values().filter(|policy| args.kind.is_none_or(|kind| policy.kind == kind));
    Ok(LeaveBalance {
        employee_name: leave.me().name.clone(),
        year: i64::from(year),
        balances: kinds.map(|policy| balance(leave, &leave.email, policy, year, today)).collect(),
    })
}

pub fn list_leave_policies(leave: &Leave, call: &Call, args: ListLeavePolicies) -> Result<LeavePolicyList> {
    let wanted = |policy: &&LeavePolicy| args.kind.is_none_or(|kind| policy.kind == kind);
    let ahead = |period: &&BlackoutPeriod| period.end_date >= call.now.day();
    let mut blackout_periods: Vec<BlackoutPeriod> = leave.blackout_periods.values().filter(ahead).cloned().collect();
    blackout_periods.order_by_key(|period| period.start_date);
    let leave_policies = leave.leave_policies.values().filter(wanted).cloned().collect();
    Ok(LeavePolicyList { leave_policies, blackout_periods })
}

pub fn list_public_holidays(leave: &Leave, call: &Call, args: ListPublicHolidays) -> Result<PublicHolidayList> {
    let year = args.year.map_or(call.now.day().year(), |year| year.0 as i16);
    let found = leave.public_holidays.values().filter(|holiday| holiday.date.year() == year);
    let public_holidays: Vec<PublicHoliday> = found.cloned().collect();
    if public_holidays.is_empty() {
        let this = call.now.day().year();
        return Err(invalid(format!("Argument `year`: holidays are known for {} to {}.", this - 1, this + 1)));
    }
    Ok(PublicHolidayList { country: leave.country.clone(), public_holidays })
}

pub fn list_leave_requests(leave: &Leave, _: &Call, args: ListLeaveRequests) -> Result<LeaveRequestList> {
    let scope = args.scope.unwrap_or(RequestScope::Mine);
    let wanted = |request: &&LeaveRequest| {
        let whose = match scope {
            RequestScope::Mine => request.employee_email == leave.email,
            RequestScope::DirectReports => leave.is_report(&request.employee_email),
        };
        whose
            && args.status.is_none_or(|status| request.status == status)
            && args.from_date.is_none_or(|date| request.end_date >= date)
    };
    let mut found: Vec<&LeaveRequest> = leave.leave_requests.values().filter(wanted).collect();
    found.order_by(|a, b| (a.start_date, &a.id).cmp(&(b.start_date, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 20);
    Ok(LeaveRequestList { leave_requests: found.into_iter().cloned().collect(), next_cursor })
}

pub fn list_team_absences(leave: &Leave, call: &Call, args: ListTeamAbsences) -> Result<TeamAbsenceList> {
    let start_date = args.start_date.unwrap_or(call.now.day());
    let end_date = args.end_date.unwrap_or(start_date.plus_days(14));
    if end_date < start_date {
        return Err(invalid(format!("Argument `end_date`: {end_date} lies before {start_date}.")));
    }
    if end_date.since(start_date) > 366 {
        return Err(invalid("Argument `end_date`: at most a year can be looked at."));
    }
    let only_reports = args.direct_reports_only.unwrap_or(false);
    let wanted = |email: &str| !only_reports || leave.is_report(email);
    let absences = absences(leave, start_date, end_date).into_iter().filter(|one| wanted(&one.employee_email));
    let absence = |request: &LeaveRequest| TeamAbsence {
        employee_email: request.employee_email.clone(),
        employee_name: request.employee_name.clone(),
        start_date: request.start_date,
        end_date: request.end_date,
        with_half_day: request.starts_at_noon || request.ends_at_noon,
    };
    Ok(TeamAbsenceList { start_date, end_date, absences: absences.map(absence).collect() })
}

/// Approved leave of others that touches a time, by first day.
pub fn absences(leave: &Leave, first: Day, last: Day) -> Vec<&LeaveRequest> {
    let meets = |request: &&LeaveRequest| {
        request.employee_email != leave.email
            && request.status == RequestStatus::Approved
            && request.start_date <= last
            && first <= request.end_date
    };
    let mut found: Vec<&LeaveRequest> = leave.leave_requests.values().filter(meets).collect();
    found.order_by(|a, b| (a.start_date, &a.id).cmp(&(b.start_date, &b.id)));
    found
}

pub fn team_calendar(leave: &Leave, today: Day) -> String {
    let mut text = format!("# Away from {}\n", today.spoken());
    for offset in 0..28 {
        let day = today.plus_days(offset);
        if let Some(holiday) = leave.public_holidays.get(&day.to_string()) {
            let _ = writeln!(text, "\n**{}**: {} (public holiday)", day.spoken(), holiday.name);
        } else if is_working_day(leave, day) {
            let away = absences(leave, day, day);
            let names: Vec<&str> = away.iter().map(|request| request.employee_name.as_str()).collect();
            if !names.is_empty() {
                let _ = writeln!(text, "\n**{}**: {}", day.spoken(), names.join(", "));
            }
        }
    }
    text
}

/// The months ahead that holidays are known for.
pub fn months(leave: &Leave) -> Vec<String> {
    let years: std::collections::BTreeSet<i16> =
        leave.public_holidays.values().map(|holiday| holiday.date.year()).collect();
    let month = |year: i16| (1..=12).map(move |month| format!("{year}-{month:02}"));
    years.into_iter().skip(1).flat_map(month).collect()
}

pub fn plan_leave(leave: &Leave, now: Time, args: &PlanLeave) -> Result<String> {
    if !months(leave).contains(&args.month) {
        return Err(invalid("Argument `month` is a month of this or the next year, such as 2026-07."));
    }
    let (year, today) = (now.day().year(), now.day());
    let left = leave.leave_policies.get(LeaveKind::Annual.key()).and_then(|policy| {
        let balance = balance(leave, &leave.email, policy, year, today);
        balance.remaining_days.map(|days| {
            let left = counted(days, "day");
            format!("What is left of the annual leave of {year}: {left}; notice is {} days", policy.notice_days)
        })
    });
    let holidays: Vec<String> = leave
        .public_holidays
        .values()
        .filter(|holiday| holiday.date.to_string().starts_with(&args.month))
        .map(|holiday| format!("{} ({})", holiday.name, holiday.date.spoken()))
        .collect();
    let length = args.working_days.as_deref().map_or("about a week".to_owned(), |days| format!("{days} working days"));
    Ok(format!(
        "Plan time off for {} in {}: {length}. {}. Public holidays of that month: {}. \
         Look at the blackout periods (list_leave_policies) and at who is away then (list_team_absences), propose two \
         options with the working days that each costs, and request the one that I choose with request_leave.",
        leave.me().name,
        args.month,
        left.unwrap_or_default(),
        if holidays.is_empty() { "none".to_owned() } else { holidays.join(", ") },
    ))
}
