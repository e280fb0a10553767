//! The tools about other people and about money.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{TRIP, Trips};
use crate::kit::{Call, Currency, Email, Money, Ordered, ToolError, conflict, invalid};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct BudgetLine {
    /// What kind of thing the money went to.
    pub kind: ItemKind,
    /// How many items.
    pub item_count: usize,
    /// What they cost together, in the user's currency.
    pub total: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TripBudget {
    /// Id of the trip.
    pub trip_id: String,
    /// What it may cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<Money>,
    /// What it costs as far as is known.
    pub spent: Money,
    /// What is left; negative if too much was spent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remaining: Option<Money>,
    /// Spending by kind, the most first.
    pub lines: Vec<BudgetLine>,
    /// Ids of items without a cost.
    pub unpriced_trip_item_ids: Vec<String>,
}

/// Shares a trip with a contact, or changes what a contact may do.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShareTrip {
    /// Id of the trip.
    pub trip_id: String,
    /// Mail address of the contact.
    pub contact_email: Email,
    /// What the contact may do (default viewer).
    pub permission: Option<SharePermission>,
}

/// Adds up what a trip costs, by kind and in the user's currency, and compares it with the budget.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetTripBudget {
    /// Id of the trip.
    pub trip_id: String,
}

pub fn share_trip(state: &mut Trips, _: &mut Call, args: ShareTrip) -> Result<Trip> {
    let trip = TRIP.get(&state.trips, &args.trip_id)?;
    let email = args.contact_email.0;
    if email == state.owner_email {
        return Err(invalid("Argument `contact_email`: the trip is your own."));
    }
    let name = state.contacts.get(&email).cloned().ok_or_else(|| {
        ToolError::NotFound(format!(
            "None of your contacts has the address {email}. Trips are shared with contacts only."
        ))
    })?;
    let permission = args.permission.unwrap_or(SharePermission::Viewer);
    if trip.shared_with.iter().any(|share| share.email == email && share.permission == permission) {
        return Err(conflict(format!("{name} has that access already.")));
    }
    let trip = TRIP.get_mut(&mut state.trips, &args.trip_id)?;
    trip.shared_with.retain(|share| share.email != email);
    trip.shared_with.push(Share { email, name, permission });
    trip.version += 1;
    Ok(trip.clone())
}

pub fn get_trip_budget(state: &Trips, _: &Call, args: GetTripBudget) -> Result<TripBudget> {
    let trip = TRIP.get(&state.trips, &args.trip_id)?;
    let items = state.items_of(&trip.id);
    let mut kinds: BTreeMap<ItemKind, (usize, i64)> = BTreeMap::new();
    for item in items.iter().filter(|item| item.cost.is_some()) {
        let line = kinds.entry(item.kind).or_default();
        line.0 += 1;
        line.1 = line.1.saturating_add(state.own(item));
    }
    let currency = state.currency();
    let line = |(kind, (item_count, total))| BudgetLine { kind, item_count, total: currency.money(total) };
    let mut lines: Vec<BudgetLine> = kinds.into_iter().map(line).collect();
    lines.order_by_key(|line| std::cmp::Reverse(line.total.minor()));
    let spent = state.spent(&items);
    Ok(TripBudget {
        trip_id: args.trip_id,
        remaining: trip.budget.as_ref().map(|budget| budget.with(budget.minor().saturating_sub(spent.minor()))),
        budget: trip.budget.clone(),
        spent,
        lines,
        unpriced_trip_item_ids: items.iter().filter(|item| item.cost.is_none()).map(|item| item.id.clone()).collect(),
    })
}

impl Trips {
    /// The cost of an item in the user's currency.
    fn own(&self, item: &Item) -> i64 {
        item.cost.as_ref().map_or(0, |cost| Currency::of(&cost.currency).convert(cost.minor(), self.currency()))
    }

    pub(super) fn spent(&self, items: &[&Item]) -> Money {
        let sum = items.iter().fold(0_i64, |sum, item| sum.saturating_add(self.own(item)));
        self.currency().money(sum)
    }
}
