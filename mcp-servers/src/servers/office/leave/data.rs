//! The leave desk as the world has it.

use super::Leave;
use super::counting::{Span, days, working_halves};
use super::types::*;
use crate::kit::Table;
use crate::kit::rng::Rng;
use crate::world::cast::{Cast, Person};
use crate::world::holidays::{Holiday, holidays};
use crate::world::staff::{Absence, AbsenceKind, Decision, Staff, office_hour};
use crate::world::{World, fill};

const REASONS: [&str; 12] = [
    "{project} goes live", "quarter close", "stocktaking", "audit of the annual accounts", "trade fair week",
    "{project} acceptance tests", "move to the new office", "peak season in support", "migration of the mail system",
    "visit of the {company} board", "{project} pilot with {company}", "budget round",
];
const DECLINED: [&str; 5] = [
    "Too many of us are away that week.", "We need you for the launch, please choose another week.",
    "Please take it after the quarter close.", "The client visit falls into that week.",
    "Let us find another date together.",
];

pub fn generate(world: &World) -> Leave {
    let cast = Cast::generate(world);
    let staff = Staff::of(world, &cast);
    let mut rng = world.rng("leave", 0);
    let mut leave = Leave {
        blackout_periods: blackouts(world, &cast, &mut rng),
        country: cast.locale.country.to_owned(),
        email: cast.owner.email.clone(),
        employees: employees(&cast, &staff, &mut rng),
        leave_policies: policies(&mut rng),
        leave_requests: Table::new(),
        public_holidays: closed(world, &cast),
    };
    for (index, absence) in staff.absences(world, &cast).iter().enumerate() {
        let request = request(world, &cast, &staff, &leave, index, absence);
        leave.leave_requests.insert(request.id.clone(), request);
    }
    leave
}

fn closed(world: &World, cast: &Cast) -> Table<PublicHoliday> {
    let year = world.now.day().year();
    let all = (year - 1..=year + 1).flat_map(|year| holidays(cast.locale.country, year));
    let one = |Holiday { day, name }: Holiday| {
        let weekday = day.weekday_name().to_owned();
        (day.to_string(), PublicHoliday { date: day, name: name.to_owned(), weekday })
    };
    all.map(one).collect()
}

fn employees(cast: &Cast, staff: &Staff, rng: &mut Rng) -> Table<Employee> {
    let manager = &cast.people[staff.manager].email;
    let mut employee = |person: &Person, manager: Option<&String>| {
        let employee = Employee {
            name: person.name(),
            job_title: person.job.unwrap_or("Employee").to_owned(),
            manager_email: manager.cloned(),
            carried_half_days: rng.range(0, 10),
        };
        (person.email.clone(), employee)
    };
    let mut all = vec![employee(&cast.owner, Some(manager))];
    for index in &staff.everybody {
        let above = if staff.reports.contains(index) {
            Some(&cast.owner.email)
        } else {
            Some(manager).filter(|_| *index != staff.manager)
        };
        all.push(employee(&cast.people[*index], above));
    }
    all.into_iter().collect()
}

fn policies(rng: &mut Rng) -> Table<LeavePolicy> {
    let annual = rng.range(20, 30);
    let policy = |kind: LeaveKind, title: &str, days, notice, longest, rules: &str| LeavePolicy {
        kind,
        title: title.to_owned(),
        days_per_year: days,
        notice_days: notice,
        longest_request_days: longest,
        half_days: kind != LeaveKind::Sick,
        needs_approval: kind != LeaveKind::Sick,
        overdraft_days: if kind == LeaveKind::Annual { 5 } else { 0 },
        rules: rules.to_owned(),
    };
    let all = [
        policy(
            LeaveKind::Annual,
            "Annual leave",
            Some(annual),
            rng.range(5, 14),
            15,
            "Days left at the end of the year are carried over, five at most. Shorter notice needs a good reason.",
        ),
        policy(
            LeaveKind::Sick,
            "Sick leave",
            None,
            0,
            10,
            "Report it on the first day. From the fourth day on a certificate is needed.",
        ),
        policy(
            LeaveKind::Volunteering,
            "Volunteering leave",
            Some(rng.range(2, 4)),
            10,
            2,
            "For work with a charity. Name the charity in the note.",
        ),
        policy(
            LeaveKind::Unpaid,
            "Unpaid leave",
            Some(20),
            30,
            20,
            "Only once annual leave is used up, or after a talk.",
        ),
    ];
    all.into_iter().map(|policy| (policy.kind.key().to_owned(), policy)).collect()
}

/// Periods ahead in which nobody of the owner's team can be spared.
fn blackouts(world: &World, cast: &Cast, rng: &mut Rng) -> Table<BlackoutPeriod> {
    let reasons = rng.some(&REASONS, 2);
    let windows = [(12, 16), (115, 160)];
    let period = |(index, (reason, (low, high))): (usize, (&str, (i64, i64)))| {
        let day = world.now.day().plus_days(rng.range(low, high));
        let monday = day.plus_days(-(day.weekday() as i64));
        let project = &cast.projects[rng.index(cast.projects.len())].name;
        let company = &cast.companies[1 + rng.index(cast.companies.len() - 1)].name;
        let id = world.id("blk", index);
        let period = BlackoutPeriod {
            id: id.clone(),
            start_date: monday,
            end_date: monday.plus_days(if rng.chance(40) { 11 } else { 4 }),
            reason: fill(reason, &[("project", project), ("company", company)]),
        };
        (id, period)
    };
    reasons.into_iter().zip(windows).enumerate().map(period).collect()
}

fn request(world: &World, cast: &Cast, staff: &Staff, leave: &Leave, index: usize, absence: &Absence) -> LeaveRequest {
    let mut rng = world.rng("leave request", index);
    let person = absence.person.map_or(&cast.owner, |person| &cast.people[person]);
    let span =
        Span { first: absence.first, last: absence.last, from_noon: absence.from_noon, until_noon: absence.until_noon };
    let reports = absence.person.is_some_and(|person| staff.reports.contains(&person));
    let boss = if reports { &cast.owner } else { &cast.people[staff.manager] };
    let settled =
        matches!(absence.decision, Decision::Approved | Decision::Declined) && absence.kind != AbsenceKind::Sick;
    let decided = absence.requested.plus_minutes(rng.range(40, 5_000)).min(world.now.plus_minutes(-rng.range(5, 300)));
    let decided = office_hour(world, decided).max(absence.requested.plus_minutes(rng.range(25, 90)));
    LeaveRequest {
        id: world.id("lvr", index),
        employee_email: person.email.clone(),
        employee_name: person.name(),
        kind: kind(absence.kind),
        start_date: absence.first,
        end_date: absence.last,
        starts_at_noon: absence.from_noon,
        ends_at_noon: absence.until_noon,
        working_days: days(working_halves(leave, span)),
        status: status(absence.decision),
        note: absence.note.map(str::to_owned),
        requested_at: absence.requested,
        decided_by: settled.then(|| boss.name()),
        decided_at: settled.then_some(decided),
        decision_comment: (absence.decision == Decision::Declined).then(|| rng.pick(&DECLINED).to_owned()),
    }
}

fn kind(kind: AbsenceKind) -> LeaveKind {
    match kind {
        AbsenceKind::Annual => LeaveKind::Annual,
        AbsenceKind::Sick => LeaveKind::Sick,
        AbsenceKind::Volunteering => LeaveKind::Volunteering,
        AbsenceKind::Unpaid => LeaveKind::Unpaid,
    }
}

fn status(decision: Decision) -> RequestStatus {
    match decision {
        Decision::Pending => RequestStatus::Pending,
        Decision::Approved => RequestStatus::Approved,
        Decision::Declined => RequestStatus::Declined,
        Decision::Cancelled => RequestStatus::Cancelled,
    }
}

impl Leave {
    /// The user.
    pub(super) fn me(&self) -> Employee {
        self.employees.get(&self.email).cloned().unwrap_or(Employee {
            name: self.email.clone(),
            job_title: String::new(),
            manager_email: None,
            carried_half_days: 0,
        })
    }

    /// Whether somebody reports to the user.
    pub(super) fn is_report(&self, email: &str) -> bool {
        self.employees.get(email).is_some_and(|one| one.manager_email.as_ref() == Some(&self.email))
    }
}
