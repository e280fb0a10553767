//! The tools that find, begin and edit deals.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{COMPANY, CONTACT, Crm, DEAL};
use crate::kit::{
    Call, Cursor, Day, Decimal, Int, Limit, Ordered, Query, Text, ToolError, conflict, invalid, not_allowed, page,
};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct DealList {
    /// The deals found, those that close first come first.
    pub deals: Vec<Deal>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Finds deals by words, stage, company, close date or overdue next step. Use it to get a deal's id and version.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchDeals {
    /// Words of deal, company or owner; all of them must match.
    pub query: Option<Query>,
    /// Only deals of this stage.
    pub stage: Option<Stage>,
    /// Only deals of this company.
    pub company_id: Option<String>,
    /// Only deals that are neither won nor lost (default false).
    pub open_only: Option<bool>,
    /// Only deals expected to close on this day or earlier.
    pub closing_until: Option<Day>,
    /// Only open deals whose next step is overdue or missing (default false).
    pub neglected_only: Option<bool>,
    /// How many deals to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Begins a deal with a company in the stage qualification. Fails if the company has an open deal of the same name.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateDeal {
    /// Id of the company.
    pub company_id: String,
    /// Name of the deal.
    pub name: Text<120>,
    /// Id of the contact who decides.
    pub contact_id: Option<String>,
    /// What it is worth, in the currency of the user's company.
    pub amount: Option<Decimal>,
    /// Day on which it is expected to be signed; not in the past.
    pub close_date: Option<Day>,
    /// What is to be done next.
    pub next_step: Option<Text<200>>,
}

/// Changes amount, close date, contact, name or next step of an open deal. Use move_deal for its stage.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateDeal {
    /// Id of the deal.
    pub deal_id: String,
    /// Version that you have seen; the change is refused if somebody has changed the deal since.
    pub expected_version: Option<Int<1, 1_000_000>>,
    /// New name.
    pub name: Option<Text<120>>,
    /// New amount, in the currency of the user's company.
    pub amount: Option<Decimal>,
    /// New day on which it is expected to be signed; not in the past.
    pub close_date: Option<Day>,
    /// Id of the contact who decides.
    pub contact_id: Option<String>,
    /// What is to be done next.
    pub next_step: Option<Text<200>>,
    /// Day by which the next step is to be done.
    pub next_step_due: Option<Day>,
}

pub fn search_deals(crm: &Crm, call: &Call, args: SearchDeals) -> Result<DealList> {
    if let Some(id) = &args.company_id {
        COMPANY.get(&crm.companies, id)?;
    }
    let today = call.now.day();
    let neglected = |one: &Deal| one.next_step.is_none() || one.next_step_due.is_some_and(|due| due < today);
    let found = |one: &&Deal| {
        let texts = [one.name.as_str(), &one.company_name, &one.owner];
        args.query.as_ref().is_none_or(|query| query.matches(texts))
            && args.stage.is_none_or(|stage| one.stage == stage)
            && args.company_id.as_ref().is_none_or(|id| one.company_id == *id)
            && (one.stage.is_open() || !args.open_only.unwrap_or(false))
            && args.closing_until.is_none_or(|day| one.close_date.is_some_and(|close| close <= day))
            && (!args.neglected_only.unwrap_or(false) || (one.stage.is_open() && neglected(one)))
    };
    let mut found: Vec<&Deal> = crm.deals.values().filter(found).collect();
    let key = |one: &Deal| (!one.stage.is_open(), one.close_date.is_none(), one.close_date, one.id.clone());
    found.order_by_key(|one| key(one));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    Ok(DealList { deals: found.into_iter().cloned().collect(), next_cursor })
}

pub fn create_deal(crm: &mut Crm, call: &mut Call, args: CreateDeal) -> Result<Deal> {
    let company = COMPANY.get(&crm.companies, &args.company_id)?;
    check_contact(crm, args.contact_id.as_deref(), company)?;
    check_close_date(args.close_date, call.now.day())?;
    let amount = args.amount.map(|amount| amount.minor(crm.currency(), "amount")).transpose()?;
    let twin = crm.deals.values().find(|deal| {
        deal.company_id == company.id && deal.stage.is_open() && deal.name.eq_ignore_ascii_case(&args.name.0)
    });
    if let Some(twin) = twin {
        return Err(conflict(format!(
            "{} has an open deal of this name ({}). Use update_deal to change it.",
            company.name, twin.id
        )));
    }
    let deal = Deal {
        id: call.ids.mint("dea"),
        name: args.name.0,
        company_id: company.id.clone(),
        company_name: company.name.clone(),
        contact_id: args.contact_id,
        stage: Stage::Qualification,
        amount: amount.map(|amount| crm.currency().money(amount)),
        close_date: args.close_date,
        next_step: args.next_step.map(|step| step.0),
        next_step_due: None,
        owner: crm.me.clone(),
        lost_reason: None,
        version: 1,
        created_at: call.now,
        stage_since: call.now,
    };
    crm.deals.insert(deal.id.clone(), deal.clone());
    Ok(deal)
}

pub fn update_deal(crm: &mut Crm, call: &mut Call, args: UpdateDeal) -> Result<Deal> {
    let deal = DEAL.get(&crm.deals, &args.deal_id)?;
    check_version(deal, args.expected_version)?;
    if !deal.stage.is_open() {
        return Err(not_allowed(format!(
            "The deal {} is {} and no longer changes. Use create_deal for new business.",
            deal.name,
            deal.stage.word()
        )));
    }
    let given = args.name.is_some() || args.amount.is_some() || args.close_date.is_some() || args.contact_id.is_some();
    if !given && args.next_step.is_none() && args.next_step_due.is_none() {
        return Err(invalid(
            "Nothing to change: give at least one of name, amount, close_date, contact_id, next_step or next_step_due.",
        ));
    }
    let company = COMPANY.get(&crm.companies, &deal.company_id)?;
    check_contact(crm, args.contact_id.as_deref(), company)?;
    check_close_date(args.close_date, call.now.day())?;
    let amount = args.amount.map(|amount| amount.minor(crm.currency(), "amount")).transpose()?;
    let money = amount.map(|amount| crm.currency().money(amount));
    let deal = DEAL.get_mut(&mut crm.deals, &args.deal_id)?;
    deal.name = args.name.map_or_else(|| deal.name.clone(), |name| name.0);
    deal.amount = money.or_else(|| deal.amount.clone());
    deal.close_date = args.close_date.or(deal.close_date);
    deal.contact_id = args.contact_id.or_else(|| deal.contact_id.clone());
    deal.next_step = args.next_step.map(|step| step.0).or_else(|| deal.next_step.clone());
    deal.next_step_due = args.next_step_due.or(deal.next_step_due);
    deal.version += 1;
    Ok(deal.clone())
}

/// Refuses a version that is no longer the deal's.
pub fn check_version(deal: &Deal, expected: Option<Int<1, 1_000_000>>) -> Result<()> {
    match expected {
        Some(Int(version)) if version != deal.version => Err(conflict(format!(
            "The deal {} is at version {} and not {version}. Read it again with search_deals.",
            deal.name, deal.version
        ))),
        _ => Ok(()),
    }
}

fn check_contact(crm: &Crm, contact_id: Option<&str>, company: &Company) -> Result<()> {
    let Some(id) = contact_id else { return Ok(()) };
    let contact = CONTACT.get(&crm.contacts, id)?;
    if contact.company_id != company.id {
        return Err(conflict(format!(
            "{} does not work at {}. Use get_crm_company to see who does.",
            contact.name, company.name
        )));
    }
    Ok(())
}

pub fn check_close_date(day: Option<Day>, today: Day) -> Result<()> {
    match day {
        Some(day) if day < today => Err(invalid(format!("Argument `close_date`: {day} lies in the past."))),
        _ => Ok(()),
    }
}
