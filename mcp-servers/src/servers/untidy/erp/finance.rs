//! The module of cost centres.

use serde_json::json;

use super::reply::{Reply, Style, arguments, look};
use super::types::CostCentre;
use super::{CENTRE, Erp};
use crate::kit::Call;
use crate::kit::tool::Tool;

arguments! {
    /// cost centres
    List {}
    /// Get the budget situation of a cost center (US spelling in this API!)
    Budget {
        "cost_center" centre: String,
    }
}

pub fn tools() -> Vec<Tool<Erp>> {
    vec![look("cost-centres.list", Style::Bare, list), look("get_cost_center_budget", Style::Wrapped, budget)]
}

fn list(erp: &Erp, _: &Call, _: List) -> Reply {
    let row =
        |(code, one): (&String, &CostCentre)| json!({"costCentre": code, "name": one.name, "manager": one.manager});
    Ok(erp.cost_centres.iter().map(row).collect())
}

fn budget(erp: &Erp, _: &Call, args: Budget) -> Reply {
    let one = CENTRE.get(&erp.cost_centres, &args.centre)?;
    Ok(json!({
        "cost_center": args.centre,
        "name": one.name,
        "budget": erp.amount(one.budget),
        "committed": erp.amount(one.committed),
        "spent": erp.amount(one.spent),
        "left": erp.amount(one.left()),
        "currency": erp.currency,
    }))
}

impl CostCentre {
    /// What can still be ordered.
    pub fn left(&self) -> i64 {
        self.budget - self.committed - self.spent
    }
}
