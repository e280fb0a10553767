//! Leave: how much is left, who is away, asking for time off, and deciding for those who report to the user.

mod counting;
mod data;
mod deciding;
mod reading;
mod requesting;
mod types;

use serde::Serialize;

use crate::kit::prompt::{self, Message, Prompt};
use crate::kit::resource::{self, Listed, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Noun, Table};
use crate::world::World;
use types::{BlackoutPeriod, Employee, LeavePolicy, LeaveRequest, PublicHoliday};

const REQUEST: Noun = Noun { name: "leave request", finder: "list_leave_requests" };

/// The leave of the user and of the colleagues.
#[derive(Debug, Clone, Serialize)]
pub struct Leave {
    blackout_periods: Table<BlackoutPeriod>,
    country: String,
    /// Mail address of the user.
    email: String,
    /// The user and the colleagues, by mail address.
    employees: Table<Employee>,
    leave_policies: Table<LeavePolicy>,
    leave_requests: Table<LeaveRequest>,
    public_holidays: Table<PublicHoliday>,
}

impl Server for Leave {
    const NAME: &'static str = "leave";
    const TITLE: &'static str = "Leave";
    const DESCRIPTION: &'static str =
        "HR leave of the user's company: balance, policies, requests, absences of the team, public holidays.";
    const INSTRUCTIONS: &'static str = "Leave is counted in working days; weekends and public holidays are free, half days are possible. \
        Check balance, blackout periods and team absences before requesting leave. The user decides on requests of direct reports only.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("get_leave_balance", reading::get_leave_balance),
            read("list_leave_policies", reading::list_leave_policies),
            read("list_public_holidays", reading::list_public_holidays),
            read("list_leave_requests", reading::list_leave_requests),
            read("list_team_absences", reading::list_team_absences),
            write("request_leave", requesting::request_leave),
            write("decide_leave_request", deciding::decide_leave_request),
            write("cancel_leave_request", requesting::cancel_leave_request).destructive(),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        vec![
            resource::fixed(
                "leave://team-calendar",
                "team_calendar",
                "Who of the company is away in the next four weeks.",
                "text/markdown",
                |leave: &Self, now| Ok(reading::team_calendar(leave, now.day())),
            ),
            resource::template(
                "leave://policies/{kind}",
                "leave_policy",
                "The rules of one kind of leave.",
                "application/json",
                |leave: &Self| {
                    let one = |(kind, policy): (&String, &LeavePolicy)| Listed {
                        values: vec![kind.clone()],
                        title: policy.title.clone(),
                    };
                    leave.leave_policies.iter().map(one).collect()
                },
                |leave, _, vars| {
                    let policy = Noun { name: "leave policy", finder: "list_leave_policies" };
                    resource::json_text(policy.get(&leave.leave_policies, vars.get("kind"))?)
                },
            ),
        ]
    }

    fn prompts() -> Vec<Prompt<Self>> {
        vec![
            prompt::new("plan_leave", |leave, now, args: reading::PlanLeave| {
                Ok(vec![Message::User(reading::plan_leave(leave, now, &args)?)])
            })
            .complete("month", reading::months),
        ]
    }
}
