//! The tools that look at accounts and transactions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{ACCOUNT, Bank, TRANSACTION};
use crate::kit::{Call, Cursor, Day, Decimal, Limit, Money, Ordered, Query, ToolError, invalid, page};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct AccountView {
    /// Id of the account.
    pub id: String,
    /// Name of the account.
    pub name: String,
    /// Kind of account; savings accounts pay to the user's own accounts only.
    pub kind: AccountKind,
    /// Who holds it.
    pub holders: Vec<String>,
    /// IBAN, or the account's number in a country without IBANs.
    pub account_number: String,
    /// Code of the bank where there is no IBAN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank_code: Option<String>,
    /// Booked balance.
    pub balance: Money,
    /// What can be spent: the balance less pending card payments.
    pub available: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct AccountList {
    /// Name of the bank.
    pub bank_name: String,
    /// The user's accounts.
    pub accounts: Vec<AccountView>,
    /// What can be paid to others in a day.
    pub daily_payment_limit: Money,
    /// What can still be paid to others today.
    pub left_today: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TransactionSummary {
    /// Id of the transaction.
    pub id: String,
    /// Id of the account it is on.
    pub account_id: String,
    /// Day it was made.
    pub date: Day,
    /// The amount; below zero where money went out.
    pub amount: Money,
    /// Who paid or was paid.
    pub counterparty_name: String,
    /// Text of the transaction.
    pub reference: String,
    /// What it was for, as the bank sorts it.
    pub category: SpendingCategory,
    /// Whether it is booked.
    pub status: TransactionStatus,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TransactionList {
    /// The transactions found, newest first.
    pub transactions: Vec<TransactionSummary>,
    /// How many match, on all pages together.
    pub match_count: usize,
    /// Sum of what came in, of all that match.
    pub money_in: Money,
    /// Sum of what went out, of all that match, without a minus.
    pub money_out: Money,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    In,
    Out,
}

/// Lists the user's accounts with balances, what is available, and what can still be paid today. Use it to get an account's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListBankAccounts {}

/// Finds transactions by words, dates, amounts, category, payee or card, newest first, with the sums of all that match. Use it to see where money went or whether somebody has paid.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchBankTransactions {
    /// Words of the counterparty's name or the reference, such as an order number; all must match.
    pub query: Option<Query>,
    /// Only transactions of this account.
    pub account_id: Option<String>,
    /// Only transactions with this payee.
    pub payee_id: Option<String>,
    /// Only payments with this card.
    pub card_id: Option<String>,
    /// Only transactions of this category.
    pub category: Option<SpendingCategory>,
    /// Only money that came in, or only money that went out.
    pub direction: Option<Direction>,
    /// Only transactions with this status.
    pub status: Option<TransactionStatus>,
    /// Only transactions on or after this day.
    pub from_date: Option<Day>,
    /// Only transactions on or before this day.
    pub to_date: Option<Day>,
    /// Only amounts of at least this much, whichever way they went.
    pub min_amount: Option<Decimal>,
    /// Only amounts of at most this much, whichever way they went.
    pub max_amount: Option<Decimal>,
    /// How many transactions to return at most (default 15).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Returns one transaction with the other side's account, the card, the balance afterwards and any dispute.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetBankTransaction {
    /// Id of the transaction.
    pub transaction_id: String,
}

pub fn list_bank_accounts(bank: &Bank, call: &Call, _: ListBankAccounts) -> Result<AccountList> {
    Ok(AccountList {
        bank_name: bank.bank_name.clone(),
        accounts: bank.account_views(),
        daily_payment_limit: bank.daily_limit.clone(),
        left_today: bank.money(bank.left_on(call.now.day())),
    })
}

pub fn search_bank_transactions(bank: &Bank, _: &Call, args: SearchBankTransactions) -> Result<TransactionList> {
    if let Some(id) = &args.account_id {
        ACCOUNT.get(&bank.accounts, id)?;
    }
    if let (Some(from), Some(to)) = (args.from_date, args.to_date)
        && to < from
    {
        return Err(invalid(format!("Argument `to_date`: {to} lies before from_date ({from}).")));
    }
    let currency = bank.currency();
    let least = args.min_amount.map(|amount| amount.minor(currency, "min_amount")).transpose()?;
    let most = args.max_amount.map(|amount| amount.minor(currency, "max_amount")).transpose()?;
    let same = |wanted: &Option<String>, has: Option<&String>| wanted.as_ref().is_none_or(|wanted| has == Some(wanted));
    let found = |one: &&Transaction| {
        let (minor, day) = (one.amount.minor(), one.made_at.day());
        same(&args.account_id, Some(&one.account_id))
            && same(&args.payee_id, one.payee_id.as_ref())
            && same(&args.card_id, one.card_id.as_ref())
            && args.category.is_none_or(|category| one.category == category)
            && args.direction.is_none_or(|direction| (direction == Direction::In) == (minor > 0))
            && args.status.is_none_or(|status| one.status == status)
            && args.from_date.is_none_or(|from| day >= from)
            && args.to_date.is_none_or(|to| day <= to)
            && least.is_none_or(|least| minor.abs() >= least)
            && most.is_none_or(|most| minor.abs() <= most)
            && args.query.as_ref().is_none_or(|query| query.matches([one.counterparty_name.as_str(), &one.reference]))
    };
    let mut found: Vec<&Transaction> = bank.transactions.values().filter(found).collect();
    found.order_by(|a, b| (b.made_at, &a.id).cmp(&(a.made_at, &b.id)));
    let sum =
        |sign: i64| found.iter().map(|one| one.amount.minor()).filter(|minor| minor.signum() == sign).sum::<i64>();
    let (money_in, money_out, match_count) = (bank.money(sum(1)), bank.money(-sum(-1)), found.len());
    let (found, next_cursor) = page(found, args.cursor, args.limit, 15);
    let summary = |one: &Transaction| TransactionSummary {
        id: one.id.clone(),
        account_id: one.account_id.clone(),
        date: one.made_at.day(),
        amount: one.amount.clone(),
        counterparty_name: one.counterparty_name.clone(),
        reference: one.reference.clone(),
        category: one.category,
        status: one.status,
    };
    let transactions = found.into_iter().map(summary).collect();
    Ok(TransactionList { transactions, match_count, money_in, money_out, next_cursor })
}

pub fn get_bank_transaction(bank: &Bank, _: &Call, args: GetBankTransaction) -> Result<Transaction> {
    TRANSACTION.get(&bank.transactions, &args.transaction_id).cloned()
}

impl Bank {
    pub(super) fn account_views(&self) -> Vec<AccountView> {
        let view = |account: &Account| AccountView {
            id: account.id.clone(),
            name: account.name.clone(),
            kind: account.kind,
            holders: account.holders.clone(),
            account_number: account.account_number.clone(),
            bank_code: account.bank_code.clone(),
            balance: account.balance.clone(),
            available: self.money(self.available(account)),
        };
        let mut views: Vec<AccountView> = self.accounts.values().map(view).collect();
        views.order_by_key(|view| view.kind);
        views
    }

    /// The balance less what is pending.
    pub(super) fn available(&self, account: &Account) -> i64 {
        let pending = self.transactions.values().filter(|one| one.account_id == account.id && !one.is_booked());
        account.balance.minor() + pending.map(|one| one.amount.minor()).sum::<i64>()
    }

    /// What can still be paid to others on a day.
    pub(super) fn left_on(&self, day: Day) -> i64 {
        let counts = |one: &&Transaction| one.kind == TransactionKind::OutgoingTransfer && one.made_at.day() == day;
        let paid: i64 = self.transactions.values().filter(counts).map(|one| one.amount.minor()).sum();
        (self.daily_limit.minor() + paid).max(0)
    }
}
