//! The tool that sums the pipeline up.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Crm;
use super::types::*;
use crate::kit::{Call, Day, Money, Text, ToolError, invalid};

#[derive(Debug, Serialize, JsonSchema)]
pub struct StageSum {
    /// The stage.
    pub stage: Stage,
    /// How many deals are in it.
    pub deals: usize,
    /// Sum of their amounts; deals without an amount count nothing.
    pub amount: Money,
    /// How likely a deal of this stage is won, in percent.
    pub probability_percent: i64,
    /// The sum times that probability.
    pub weighted: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Forecast {
    /// First day of the period.
    pub from_date: Day,
    /// Last day of the period.
    pub to_date: Day,
    /// The stages in their order, lost deals left out.
    pub stages: Vec<StageSum>,
    /// What is won already in the period.
    pub won: Money,
    /// What is won and what the open deals promise, weighted.
    pub expected: Money,
    /// How many open deals lack an amount or a close date and are not in the sums.
    pub incomplete_deals: usize,
}

/// Adds up deals by stage for a period of close dates, in full and weighted by probability. Use it to see what sales to expect.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetSalesForecast {
    /// First close date of the period (default: first day of this month).
    pub from_date: Option<Day>,
    /// Last close date of the period (default: 90 days after the first).
    pub to_date: Option<Day>,
    /// Only deals of this colleague, by full name.
    pub owner: Option<Text<80>>,
}

pub fn get_sales_forecast(crm: &Crm, call: &Call, args: GetSalesForecast) -> Result<Forecast, ToolError> {
    let today = call.now.day();
    let from_date = args.from_date.unwrap_or_else(|| Day::new(today.year(), today.month(), 1));
    let to_date = args.to_date.unwrap_or_else(|| from_date.plus_days(90));
    if to_date < from_date {
        return Err(invalid(format!("Argument `to_date`: {to_date} lies before {from_date}.")));
    }
    if let Some(owner) = &args.owner
        && !crm.deals.values().any(|deal| deal.owner.eq_ignore_ascii_case(&owner.0))
    {
        return Err(ToolError::NotFound(
            "Nobody of that name has deals. Use search_deals to see the owners.".to_owned(),
        ));
    }
    let mine = |deal: &&Deal| args.owner.as_ref().is_none_or(|owner| deal.owner.eq_ignore_ascii_case(&owner.0));
    let deals: Vec<&Deal> = crm.deals.values().filter(mine).collect();
    let inside = |deal: &&&Deal| deal.close_date.is_some_and(|day| (from_date..=to_date).contains(&day));
    let currency = crm.currency();
    let (mut expected, mut won) = (0_i64, 0_i64);
    let mut stages = Vec::new();
    for stage in Stage::ALL.into_iter().filter(|stage| *stage != Stage::Lost) {
        let of = || deals.iter().filter(inside).filter(|deal| deal.stage == stage);
        let amounts = of().filter_map(|deal| deal.amount.as_ref());
        let sum = amounts.fold(0_i64, |sum, amount| sum.saturating_add(amount.minor()));
        let weighted = (i128::from(sum) * i128::from(stage.probability()) / 100) as i64;
        expected = expected.saturating_add(weighted);
        if stage == Stage::Won {
            won = sum;
        }
        stages.push(StageSum {
            stage,
            deals: of().count(),
            amount: currency.money(sum),
            probability_percent: stage.probability(),
            weighted: currency.money(weighted),
        });
    }
    let incomplete = |deal: &&&Deal| deal.stage.is_open() && (deal.amount.is_none() || deal.close_date.is_none());
    Ok(Forecast {
        from_date,
        to_date,
        stages,
        won: currency.money(won),
        expected: currency.money(expected),
        incomplete_deals: deals.iter().filter(incomplete).count(),
    })
}
