//! Statements of a month: as a tool, as CSV to read, and as the start of a review.

use std::collections::BTreeMap;
use std::fmt::Write;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{ACCOUNT, Bank};
use crate::kit::csv::cell;
use crate::kit::resource::Listed;
use crate::kit::{Call, Day, Message, Money, Ordered, Time, ToolError, conflict, counted};
use crate::servers::money::month::Month;

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct CategorySum {
    /// The category.
    pub category: SpendingCategory,
    /// Sum of its transactions; below zero where more went out.
    pub amount: Money,
    /// How many transactions there were.
    pub transaction_count: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Statement {
    /// Id of the account.
    pub account_id: String,
    /// The month.
    pub month: String,
    /// First day of the statement.
    pub from_date: Day,
    /// Last day of the statement; today in the present month.
    pub to_date: Day,
    /// Balance before the first day.
    pub opening_balance: Money,
    /// Balance after the last day.
    pub closing_balance: Money,
    /// Sum of what came in.
    pub money_in: Money,
    /// Sum of what went out, without a minus.
    pub money_out: Money,
    /// Sums by category, largest spending first.
    pub categories: Vec<CategorySum>,
    /// Address of the resource with every transaction as CSV.
    pub statement_uri: String,
}

/// Returns the statement of an account for a month: opening and closing balance, sums, and spending by category. Fails for months before the account's history.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetBankStatement {
    /// Id of the account.
    pub account_id: String,
    /// The month, such as 2026-02.
    pub month: Month,
}

/// Starts a review of what the user spent in a month, compared with the month before.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewSpending {
    /// The month, such as 2026-02.
    pub month: Month,
}

pub fn get_bank_statement(bank: &Bank, call: &Call, args: GetBankStatement) -> Result<Statement> {
    let account = ACCOUNT.get(&bank.accounts, &args.account_id)?;
    let month = args.month;
    bank.check_month(month, call.now)?;
    let of_month = bank.booked(&account.id, month);
    let since: i64 = bank.all_booked(&account.id).filter(|one| one.made_at.day() >= month.first_day()).map(minor).sum();
    let opening = account.balance.minor() - since;
    let sum = |sign: i64| of_month.iter().map(|one| minor(one)).filter(|minor| minor.signum() == sign).sum::<i64>();
    Ok(Statement {
        account_id: account.id.clone(),
        month: month.to_string(),
        from_date: month.first_day(),
        to_date: month.last_day().min(call.now.day()),
        opening_balance: bank.money(opening),
        closing_balance: bank.money(opening + sum(1) + sum(-1)),
        money_in: bank.money(sum(1)),
        money_out: bank.money(-sum(-1)),
        categories: bank.categories(&of_month),
        statement_uri: format!("bank://statements/{}/{month}", account.id),
    })
}

/// What there is to read: every month of every account.
pub fn listed(bank: &Bank) -> Vec<Listed> {
    let months = bank.months();
    let of = |account: &Account, month: &String| Listed {
        values: vec![account.id.clone(), month.clone()],
        title: format!("{} {month}", account.name),
    };
    bank.accounts.values().flat_map(|account| months.iter().map(move |month| of(account, month))).collect()
}

pub fn csv(bank: &Bank, account_id: &str, month: &str) -> Result<String> {
    let account = ACCOUNT.get(&bank.accounts, account_id)?;
    let month = Month::parse(month).filter(|month| bank.months().contains(&month.to_string()));
    let month = month.ok_or_else(|| ToolError::NotFound("There is no statement of this month.".to_owned()))?;
    let mut text = "date,transaction_id,counterparty,reference,category,amount,balance,currency\n".to_owned();
    for one in bank.booked(&account.id, month) {
        let category = serde_json::to_value(one.category).unwrap_or_default();
        let balance = one.balance_after.as_ref().map(|balance| balance.amount.to_string()).unwrap_or_default();
        let _ = writeln!(
            text,
            "{},{},{},{},{},{},{balance},{}",
            one.made_at.day(),
            one.id,
            cell(&one.counterparty_name),
            cell(&one.reference),
            category.as_str().unwrap_or_default(),
            one.amount.amount,
            one.amount.currency,
        );
    }
    Ok(text)
}

pub fn review_spending(bank: &Bank, now: Time, args: ReviewSpending) -> Result<Vec<Message>> {
    bank.check_month(args.month, now)?;
    let mut all: Vec<&Transaction> = Vec::new();
    for account in bank.accounts.values() {
        all.extend(bank.booked(&account.id, args.month));
    }
    let mut lines = String::new();
    for one in bank.categories(&all).iter().filter(|one| one.amount.minor() < 0) {
        let name = serde_json::to_value(one.category).unwrap_or_default();
        let _ = writeln!(
            lines,
            "- {}: {} in {}",
            name.as_str().unwrap_or_default(),
            one.amount,
            counted(one.transaction_count, "transaction")
        );
    }
    Ok(vec![Message::User(format!(
        "Review my spending in {} for me. This is what the bank shows by category, all accounts together:\n\n{lines}\nCompare it with \
         the month before (get_bank_statement), name what rose most and the single transactions behind it \
         (search_bank_transactions), and list subscriptions and standing orders that I could do without. Change nothing \
         without asking me.",
        args.month.spoken()
    ))])
}

impl Bank {
    /// The months of the history, oldest first.
    pub(super) fn months(&self) -> Vec<String> {
        let days = self.transactions.values().map(|one| Month::of(one.made_at.day()));
        let (first, last) = (days.clone().min(), days.max());
        let (Some(first), Some(last)) = (first, last) else { return Vec::new() };
        std::iter::successors(Some(first), |month| Some(month.next()).filter(|next| *next <= last))
            .map(|month| month.to_string())
            .collect()
    }

    fn check_month(&self, month: Month, now: Time) -> Result<()> {
        let first = self.transactions.values().map(|one| Month::of(one.made_at.day())).min();
        if month > Month::of(now.day()) {
            return Err(conflict(format!("{} has not begun; today is {}.", month.spoken(), now.day())));
        }
        match first {
            Some(first) if month < first => Err(ToolError::NotFound(format!(
                "Statements reach back to {}, not to {}.",
                first.spoken(),
                month.spoken()
            ))),
            _ => Ok(()),
        }
    }

    fn all_booked<'a>(&'a self, account_id: &'a str) -> impl Iterator<Item = &'a Transaction> {
        self.transactions.values().filter(move |one| one.account_id == account_id && one.is_booked())
    }

    /// By time.
    fn booked<'a>(&'a self, account_id: &'a str, month: Month) -> Vec<&'a Transaction> {
        let mut all: Vec<_> = self.all_booked(account_id).filter(|one| month.contains(one.made_at.day())).collect();
        all.order_by(|a, b| (a.made_at, &a.id).cmp(&(b.made_at, &b.id)));
        all
    }

    fn categories(&self, all: &[&Transaction]) -> Vec<CategorySum> {
        let mut sums: BTreeMap<SpendingCategory, (i64, usize)> = BTreeMap::new();
        for one in all.iter().filter(|one| one.kind != TransactionKind::InternalTransfer) {
            let sum = sums.entry(one.category).or_default();
            *sum = (sum.0 + minor(one), sum.1 + 1);
        }
        let one =
            |(category, (minor, count))| CategorySum { category, amount: self.money(minor), transaction_count: count };
        let mut sums: Vec<CategorySum> = sums.into_iter().map(one).collect();
        sums.order_by_key(|sum| sum.amount.minor());
        sums
    }
}

fn minor(one: &Transaction) -> i64 {
    one.amount.minor()
}
