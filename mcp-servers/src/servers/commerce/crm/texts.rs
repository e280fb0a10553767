//! The pipeline and a company as people read them, and the prompt before a meeting.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Crm;
use super::types::*;
use crate::kit::csv::cell;
use crate::kit::{Day, Message, Ordered, Time, ToolError, shorten};

/// Begins the preparation of a meeting with a client: what was agreed, which deals are open and what to ask.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PrepareClientMeeting {
    /// Name of the company.
    pub company: String,
    /// What the meeting is for, such as renewal.
    pub goal: Option<String>,
}

pub fn prepare_client_meeting(crm: &Crm, now: Time, args: PrepareClientMeeting) -> Result<Vec<Message>, ToolError> {
    let company = crm.companies.values().find(|company| company.name.eq_ignore_ascii_case(&args.company));
    let Some(company) = company else {
        let name = shorten(&args.company);
        return Err(ToolError::NotFound(format!(
            "No company is called {name}. Use search_crm_companies to find its name."
        )));
    };
    let goal = args.goal.map_or_else(String::new, |goal| format!(" Its goal: {}.", shorten(&goal)));
    Ok(vec![Message::User(format!(
        "I am {} of {} and meet {} soon; today is {}.{goal} Prepare me on one page: who will be there and what they care \
         about, where each open deal stands and which next step is overdue, what was promised in the latest activities, \
         three questions to ask and one thing to avoid. Use only these records, and after the meeting log it with \
         log_sales_activity (company id {}).\n\n{}",
        crm.me,
        crm.own_company,
        company.name,
        now.day().spoken(),
        company.id,
        brief(crm, company),
    ))])
}

/// One company, as markdown.
pub fn brief(crm: &Crm, company: &Company) -> String {
    let record = crm.record(company);
    let mut text = format!(
        "# {}\n\n{}, {}, {} employees, looked after by {}.\n\n## Contacts\n\n",
        company.name, company.industry, company.location, company.employees, company.account_owner
    );
    for person in &record.contacts {
        text.push_str(&format!("- {}, {} <{}>\n", person.name, person.job_title, person.email));
    }
    text.push_str("\n## Deals\n\n");
    for deal in &record.deals {
        let amount = deal.amount.as_ref().map_or_else(|| "no amount".to_owned(), ToString::to_string);
        let close = deal.close_date.map_or_else(|| "no date".to_owned(), Day::spoken);
        let step = deal.next_step.as_ref().map_or_else(String::new, |step| format!("; next: {step}"));
        let due = deal.next_step_due.map_or_else(String::new, |day| format!(" (by {})", day.spoken()));
        text.push_str(&format!("- {}: {}, {amount}, closes {close}{step}{due}\n", deal.name, deal.stage.word()));
    }
    text.push_str("\n## Latest activities\n\n");
    for activity in &record.activities {
        let day = activity.happened_at.day().spoken();
        text.push_str(&format!("- {day}, {:?} by {}: {}\n", activity.kind, activity.author, activity.summary));
    }
    text
}

/// All deals as CSV.
pub fn pipeline(crm: &Crm) -> String {
    let mut deals: Vec<&Deal> = crm.deals.values().collect();
    deals.order_by(|a, b| (a.stage, a.close_date, &a.id).cmp(&(b.stage, b.close_date, &b.id)));
    let mut text = "deal_id,deal,company,stage,amount,currency,close_date,owner,next_step\n".to_owned();
    for deal in deals {
        let amount = deal.amount.as_ref().map_or_else(String::new, |amount| amount.amount.to_string());
        let close = deal.close_date.map_or_else(String::new, |day| day.to_string());
        let cells = [
            &deal.id,
            &deal.name,
            &deal.company_name,
            deal.stage.word(),
            &amount,
            &crm.currency,
            &close,
            &deal.owner,
            deal.next_step.as_deref().unwrap_or(""),
        ];
        text.push_str(&cells.map(cell).join(","));
        text.push('\n');
    }
    text
}
