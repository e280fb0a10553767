//! The tool that moves a deal through the pipeline.

use schemars::JsonSchema;
use serde::Deserialize;

use super::deals::check_version;
use super::types::*;
use super::{Crm, DEAL};
use crate::kit::{Call, Day, Decimal, Int, ToolError, conflict, invalid, not_allowed};

type Result<T> = std::result::Result<T, ToolError>;

/// Moves a deal one stage forward, back to an earlier stage, to won (only from negotiation, with amount) or to lost (with a reason). Won and lost deals stay so.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveDeal {
    /// Id of the deal.
    pub deal_id: String,
    /// Stage to move to.
    pub stage: Stage,
    /// Version that you have seen; the move is refused if somebody has changed the deal since.
    pub expected_version: Option<Int<1, 1_000_000>>,
    /// Amount, if it is not known yet or has changed; needed from proposal on.
    pub amount: Option<Decimal>,
    /// Day on which it is expected to be signed, or was; needed from proposal on.
    pub close_date: Option<Day>,
    /// Why the deal was lost; needed for lost and only there.
    pub lost_reason: Option<LostReason>,
}

pub fn move_deal(crm: &mut Crm, call: &mut Call, args: MoveDeal) -> Result<Deal> {
    let mut deal = DEAL.get(&crm.deals, &args.deal_id)?.clone();
    check_version(&deal, args.expected_version)?;
    check_order(&deal, args.stage)?;
    match (args.stage, args.lost_reason) {
        (Stage::Lost, None) => return Err(invalid("Argument `lost_reason`: say why the deal was lost.")),
        (Stage::Lost, _) | (_, None) => {}
        _ => return Err(invalid("Argument `lost_reason`: it belongs to lost deals only.")),
    }
    let amount = args.amount.map(|amount| amount.minor(crm.currency(), "amount")).transpose()?;
    deal.amount = amount.map(|amount| crm.currency().money(amount)).or(deal.amount);
    deal.close_date = args.close_date.or(deal.close_date);
    let late = matches!(args.stage, Stage::Proposal | Stage::Negotiation | Stage::Won);
    if late && deal.amount.is_none() {
        return Err(invalid(format!("Argument `amount`: a deal in {} needs an amount.", args.stage.word())));
    }
    if late && deal.close_date.is_none() {
        return Err(invalid(format!("Argument `close_date`: a deal in {} needs a close date.", args.stage.word())));
    }
    let today = call.now.day();
    if !args.stage.is_open() {
        if args.close_date.is_some_and(|day| day > today) {
            return Err(invalid("Argument `close_date`: a deal that is decided has not closed in the future."));
        }
        deal.close_date = args.close_date.or(Some(today));
        deal.next_step = None;
        deal.next_step_due = None;
    }
    deal.stage = args.stage;
    deal.lost_reason = args.lost_reason;
    deal.stage_since = call.now;
    deal.version += 1;
    if deal.stage == Stage::Won
        && let Some(company) = crm.companies.get_mut(&deal.company_id)
    {
        company.lifecycle = Lifecycle::Customer;
    }
    crm.deals.insert(deal.id.clone(), deal.clone());
    Ok(deal)
}

/// One stage forward at a time, back as far as one likes, lost from everywhere.
fn check_order(deal: &Deal, to: Stage) -> Result<()> {
    if !deal.stage.is_open() {
        return Err(not_allowed(format!(
            "The deal {} is {} and stays so. Use create_deal for new business.",
            deal.name,
            deal.stage.word()
        )));
    }
    if deal.stage == to {
        return Err(conflict(format!("The deal {} is in {} already.", deal.name, to.word())));
    }
    let place = |stage: Stage| Stage::ALL.iter().position(|one| *one == stage).unwrap_or(0);
    let next = Stage::ALL.get(place(deal.stage) + 1).copied().unwrap_or(Stage::Won);
    if to != Stage::Lost && place(to) > place(next) {
        return Err(not_allowed(format!(
            "The deal {} is in {}; stages cannot be skipped. Move it to {} first.",
            deal.name,
            deal.stage.word(),
            next.word()
        )));
    }
    Ok(())
}
