//! The tools for companies and what happens with them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{COMPANY, CONTACT, Crm, DEAL};
use crate::kit::{Call, Cursor, Day, Limit, Ordered, Query, Text, ToolError, When, conflict, invalid, page};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct CompanySummary {
    /// Id of the company.
    pub id: String,
    /// Name of the company.
    pub name: String,
    /// What it does.
    pub industry: String,
    /// City and country of its seat.
    pub location: String,
    /// Whether it has bought before.
    pub lifecycle: Lifecycle,
    /// How many deals are open.
    pub open_deals: usize,
    /// Day of the latest activity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_activity: Option<Day>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct CompanyList {
    /// The companies found, by name.
    pub companies: Vec<CompanySummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct CompanyRecord {
    /// The company itself.
    pub company: Company,
    /// People who work there.
    pub contacts: Vec<Person>,
    /// Its deals, open ones first.
    pub deals: Vec<Deal>,
    /// The latest activities, newest first, at most 10.
    pub activities: Vec<Activity>,
}

/// Finds companies by words of name, industry or place, and by the name of somebody who works there.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchCrmCompanies {
    /// Words to search for; all of them must match. Without it all companies are listed.
    pub query: Option<Query>,
    /// Only companies of this kind.
    pub lifecycle: Option<Lifecycle>,
    /// Only companies without any activity for this many days.
    pub quiet_for_days: Option<crate::kit::Int<1, 1000>>,
    /// How many companies to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Returns one company with its contacts, deals and latest activities. Use it before a meeting or a call.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetCrmCompany {
    /// Id of the company.
    pub company_id: String,
}

/// Logs a call, mail, meeting or note with a company, and sets the next step of its deal if one is given.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogSalesActivity {
    /// Kind of activity.
    pub kind: ActivityKind,
    /// Id of the company.
    pub company_id: String,
    /// What happened.
    pub summary: Text<1000>,
    /// Id of the deal it was about.
    pub deal_id: Option<String>,
    /// Id of the contact it was with.
    pub contact_id: Option<String>,
    /// When it happened (default now).
    pub happened_at: Option<When>,
    /// What is to be done next for the deal; needs deal_id.
    pub next_step: Option<Text<200>>,
    /// Day by which the next step is to be done.
    pub next_step_due: Option<Day>,
}

pub fn search_crm_companies(crm: &Crm, call: &Call, args: SearchCrmCompanies) -> Result<CompanyList> {
    let found = |one: &&Company| {
        let people = crm.contacts.values().filter(|person| person.company_id == one.id).map(|person| &person.name);
        let texts = [&one.name, &one.industry, &one.location, &one.domain].into_iter().chain(people);
        let quiet = args
            .quiet_for_days
            .is_none_or(|days| crm.last_activity(&one.id).is_none_or(|last| call.now.day().since(last) >= days.0));
        quiet
            && args.lifecycle.is_none_or(|lifecycle| one.lifecycle == lifecycle)
            && args.query.as_ref().is_none_or(|query| query.matches(texts.map(String::as_str)))
    };
    let mut found: Vec<&Company> = crm.companies.values().filter(found).collect();
    found.order_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    let summary = |one: &Company| CompanySummary {
        id: one.id.clone(),
        name: one.name.clone(),
        industry: one.industry.clone(),
        location: one.location.clone(),
        lifecycle: one.lifecycle,
        open_deals: crm.deals.values().filter(|deal| deal.company_id == one.id && deal.stage.is_open()).count(),
        last_activity: crm.last_activity(&one.id),
    };
    Ok(CompanyList { companies: found.into_iter().map(summary).collect(), next_cursor })
}

pub fn get_crm_company(crm: &Crm, _: &Call, args: GetCrmCompany) -> Result<CompanyRecord> {
    let company = COMPANY.get(&crm.companies, &args.company_id)?;
    Ok(crm.record(company))
}

pub fn log_sales_activity(crm: &mut Crm, call: &mut Call, args: LogSalesActivity) -> Result<Activity> {
    let company = COMPANY.get(&crm.companies, &args.company_id)?;
    if let Some(id) = &args.contact_id {
        let contact = CONTACT.get(&crm.contacts, id)?;
        if contact.company_id != company.id {
            return Err(conflict(format!("{} does not work at {}.", contact.name, company.name)));
        }
    }
    let deal = args.deal_id.as_deref().map(|id| DEAL.get(&crm.deals, id)).transpose()?;
    if let Some(deal) = deal.filter(|deal| deal.company_id != company.id) {
        return Err(conflict(format!(
            "The deal {} is with {}, not with {}.",
            deal.name, deal.company_name, company.name
        )));
    }
    if args.next_step_due.is_some() && args.next_step.is_none() {
        return Err(invalid("Argument `next_step_due`: give next_step too."));
    }
    if args.next_step.is_some() && !deal.is_some_and(|deal| deal.stage.is_open()) {
        return Err(invalid("Argument `next_step`: it belongs to an open deal; give its deal_id."));
    }
    let happened_at = args.happened_at.map_or(call.now, |when| call.now.resolve(when));
    if happened_at > call.now {
        return Err(invalid("Argument `happened_at`: it lies in the future. Plan meetings in the calendar."));
    }
    let activity = Activity {
        id: call.ids.mint("act"),
        kind: args.kind,
        company_id: args.company_id,
        deal_id: args.deal_id,
        contact_id: args.contact_id,
        summary: args.summary.0,
        author: crm.me.clone(),
        happened_at,
    };
    if let Some(step) = args.next_step
        && let Some(deal) = activity.deal_id.as_deref().and_then(|id| crm.deals.get_mut(id))
    {
        deal.next_step = Some(step.0);
        deal.next_step_due = args.next_step_due;
        deal.version += 1;
    }
    crm.activities.insert(activity.id.clone(), activity.clone());
    Ok(activity)
}

impl Crm {
    fn last_activity(&self, company_id: &str) -> Option<Day> {
        let of = self.activities.values().filter(|activity| activity.company_id == company_id);
        of.map(|activity| activity.happened_at.day()).max()
    }

    pub fn record(&self, company: &Company) -> CompanyRecord {
        let contacts = self.contacts.values().filter(|person| person.company_id == company.id);
        let mut contacts: Vec<Person> = contacts.cloned().collect();
        contacts.order_by(|a, b| a.name.cmp(&b.name));
        let deals = self.deals.values().filter(|deal| deal.company_id == company.id);
        let mut deals: Vec<Deal> = deals.cloned().collect();
        deals
            .order_by(|a, b| (!a.stage.is_open(), a.close_date, &a.id).cmp(&(!b.stage.is_open(), b.close_date, &b.id)));
        let activities = self.activities.values().filter(|activity| activity.company_id == company.id);
        let mut activities: Vec<Activity> = activities.cloned().collect();
        activities.order_by(|a, b| (b.happened_at, &a.id).cmp(&(a.happened_at, &b.id)));
        activities.truncate(10);
        CompanyRecord { company: company.clone(), contacts, deals, activities }
    }
}
