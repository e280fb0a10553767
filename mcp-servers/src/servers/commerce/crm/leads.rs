//! The tools for leads: people who may become contacts with a deal.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{COMPANY, Crm, LEAD};
use crate::kit::{Call, Cursor, Decimal, Limit, Ordered, Query, Text, ToolError, conflict, invalid, page};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct LeadList {
    /// The leads found, newest first.
    pub leads: Vec<Lead>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ConvertedLead {
    /// The lead, now converted.
    pub lead: Lead,
    /// Company of the new contact.
    pub company: Company,
    /// Whether that company was created now.
    pub company_created: bool,
    /// The contact: a new one, or the one that had the mail address.
    pub contact: Person,
    /// The new deal, if one was wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deal: Option<Deal>,
}

/// Lists leads, newest first, by status or words. Use it to find people who wait for an answer.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListLeads {
    /// Only leads with this status.
    pub status: Option<LeadStatus>,
    /// Words of name, company or interest; all of them must match.
    pub query: Option<Query>,
    /// How many leads to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Converts a lead into a contact with a company and, if named, a deal. A company with the same mail domain or name is used instead of a new one.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConvertLead {
    /// Id of the lead.
    pub lead_id: String,
    /// Id of the company that the contact belongs to (default: found by mail domain or name, or a new one).
    pub company_id: Option<String>,
    /// Name of the deal to create; without it none is created.
    pub deal_name: Option<Text<120>>,
    /// What that deal is worth.
    pub deal_amount: Option<Decimal>,
}

pub fn list_leads(crm: &Crm, _: &Call, args: ListLeads) -> Result<LeadList> {
    let found = |one: &&Lead| {
        let texts = [one.name.as_str(), &one.company_name, &one.interest, &one.email];
        args.status.is_none_or(|status| one.status == status)
            && args.query.as_ref().is_none_or(|query| query.matches(texts))
    };
    let mut found: Vec<&Lead> = crm.leads.values().filter(found).collect();
    found.order_by(|a, b| (b.created_at, &a.id).cmp(&(a.created_at, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    Ok(LeadList { leads: found.into_iter().cloned().collect(), next_cursor })
}

pub fn convert_lead(crm: &mut Crm, call: &mut Call, args: ConvertLead) -> Result<ConvertedLead> {
    let lead = LEAD.get(&crm.leads, &args.lead_id)?.clone();
    match lead.status {
        LeadStatus::New | LeadStatus::Contacted => {}
        LeadStatus::Converted => return Err(conflict(format!("{} has been converted already.", lead.name))),
        LeadStatus::Disqualified => {
            return Err(conflict(format!("{} was disqualified; use list_leads to find open leads.", lead.name)));
        }
    }
    if args.deal_amount.is_some() && args.deal_name.is_none() {
        return Err(invalid("Argument `deal_amount`: name the deal with deal_name, or leave the amount away."));
    }
    let amount = args.deal_amount.map(|amount| amount.minor(crm.currency(), "deal_amount")).transpose()?;
    let domain = lead.email.split_once('@').map_or("", |(_, domain)| domain).to_owned();
    let known = match &args.company_id {
        Some(id) => Some(COMPANY.get(&crm.companies, id)?),
        None => {
            crm.companies.values().find(|one| one.domain == domain || one.name.eq_ignore_ascii_case(&lead.company_name))
        }
    };
    let company_created = known.is_none();
    let company = known.cloned().unwrap_or_else(|| Company {
        id: call.ids.mint("cmp"),
        name: lead.company_name.clone(),
        domain,
        industry: lead.company_name.rsplit(' ').next().unwrap_or_default().to_owned(),
        location: "unknown".to_owned(),
        employees: 0,
        lifecycle: Lifecycle::Prospect,
        account_owner: crm.me.clone(),
    });
    let same = crm.contacts.values().find(|person| person.email == lead.email);
    let contact = same.cloned().unwrap_or_else(|| Person {
        id: call.ids.mint("con"),
        company_id: company.id.clone(),
        name: lead.name.clone(),
        email: lead.email.clone(),
        phone: None,
        job_title: lead.job_title.clone(),
    });
    let deal = args.deal_name.map(|name| Deal {
        id: call.ids.mint("dea"),
        name: name.0,
        company_id: company.id.clone(),
        company_name: company.name.clone(),
        contact_id: Some(contact.id.clone()),
        stage: Stage::Qualification,
        amount: amount.map(|amount| crm.currency().money(amount)),
        close_date: None,
        next_step: Some(format!("Call {} about: {}", lead.name, lead.interest)),
        next_step_due: Some(call.now.day().plus_days(3)),
        owner: crm.me.clone(),
        lost_reason: None,
        version: 1,
        created_at: call.now,
        stage_since: call.now,
    });
    let lead = Lead { status: LeadStatus::Converted, ..lead };
    crm.leads.insert(lead.id.clone(), lead.clone());
    crm.companies.insert(company.id.clone(), company.clone());
    crm.contacts.insert(contact.id.clone(), contact.clone());
    if let Some(deal) = &deal {
        crm.deals.insert(deal.id.clone(), deal.clone());
    }
    Ok(ConvertedLead { lead, company, company_created, contact, deal })
}
