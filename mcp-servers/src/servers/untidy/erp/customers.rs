//! The module of customers and their credit.

use serde_json::json;

use super::approvals::request;
use super::codes::{Flag, SoStatus};
use super::reply::{Reply, Style, act, arguments, look};
use super::types::{ApprovalKind, Customer, SalesOrder, sum, total};
use super::{CUSTOMER, Erp};
use crate::kit::tool::Tool;
use crate::kit::{Call, Day, Decimal, Query, conflict, invalid};

arguments! {
    /// Search customers by name, city or contact person
    Search {
        "name" query: Query,
    }
    /// Customer master data
    Get {
        "customer_no" customer: String,
    }
    /// Checks whether an additional amount fits the credit limit. result is Y or N
    CreditCheck {
        "CustomerNo" customer: String,
        /// Amount as string, e.g. "1500.00"
        "Amount" amount: Decimal,
    }
    /// Change credit limit. Raises of more than 20% are not applied immediately but sent for approval (pending=true).
    SetLimit {
        "customerNo" customer: String,
        "newLimit" limit: f64,
    }
}

pub fn tools() -> Vec<Tool<Erp>> {
    vec![
        look("searchCustomers", Style::Bare, search),
        look("get_customer", Style::Wrapped, get),
        look("customer_credit_check", Style::Coded, credit_check),
        act("updateCustomerCreditLimit", Style::Record, set_limit),
    ]
}

fn search(erp: &Erp, _: &Call, args: Search) -> Reply {
    let found = |one: &&Customer| args.query.matches([one.name.as_str(), &one.city, &one.contact]);
    let row = |one: &Customer| json!({"customerNo": one.number, "name": one.name, "city": one.city});
    Ok(erp.customers.values().filter(found).map(row).collect())
}

fn get(erp: &Erp, call: &Call, args: Get) -> Reply {
    let one = CUSTOMER.get(&erp.customers, &args.customer)?;
    Ok(json!({
        "customer_no": one.number,
        "name1": one.name,
        "city": one.city,
        "contact_person": one.contact,
        "email": one.email,
        "price_grp": one.price_group.to_string(),
        "credit_limit": erp.amount(one.credit_limit),
        "open_amount": erp.amount(erp.exposure(&one.number, call.now.day())),
    }))
}

fn credit_check(erp: &Erp, call: &Call, args: CreditCheck) -> Reply {
    let one = CUSTOMER.get(&erp.customers, &args.customer)?;
    let wanted = args.amount.minor(erp.money(), "Amount")?;
    let free = one.credit_limit.saturating_sub(erp.exposure(&one.number, call.now.day()));
    Ok(json!({"RESULT": Flag::of(wanted <= free), "FREE": erp.amount(free), "LIMIT": erp.amount(one.credit_limit)}))
}

fn set_limit(erp: &mut Erp, call: &mut Call, args: SetLimit) -> Reply {
    let one = CUSTOMER.get(&erp.customers, &args.customer)?;
    if !args.limit.is_finite() || !(0.0..=1e10).contains(&args.limit) {
        return Err(invalid("Argument `newLimit`: it must be a number from 0 to 10000000000."));
    }
    let limit = (args.limit * erp.money().amount(0).scale() as f64).round() as i64;
    let (number, old) = (one.number.clone(), one.credit_limit);
    if limit == old {
        return Err(conflict(format!("The credit limit of {number} is that already.")));
    }
    if limit <= old / 5 * 6 {
        CUSTOMER.get_mut(&mut erp.customers, &number)?.credit_limit = limit;
        return Ok(json!({"customerNo": number, "pending": false, "creditLimit": erp.amount(limit)}));
    }
    if erp.approvals.values().any(|one| one.doc == number && one.is_pending()) {
        return Err(conflict(format!("An approval for {number} is pending. Use approvals_pending.")));
    }
    let approver = erp.manager();
    let id = request(erp, call, ApprovalKind::Credit, &number, limit, approver);
    Ok(json!({"customerNo": number, "pending": true, "approvalId": id, "creditLimit": erp.amount(old)}))
}

impl Erp {
    /// What a customer has ordered and not paid: shipped orders are taken as paid after 30 days.
    pub(super) fn exposure(&self, customer: &str, today: Day) -> i64 {
        let owed = |order: &&SalesOrder| {
            let paid = order.shipped.is_some_and(|day| day.plus_days(30) < today);
            order.customer_no == customer && order.status != SoStatus::Cancelled && !paid
        };
        sum(self.sales_orders.values().filter(owed).map(|order| total(&order.lines)))
    }

    /// Who decides where no cost centre says who: the manager of the first one that is not the user's.
    fn manager(&self) -> String {
        let managers = self.cost_centres.values().map(|centre| &centre.manager);
        managers.into_iter().find(|manager| **manager != self.user).unwrap_or(&self.user).clone()
    }
}
