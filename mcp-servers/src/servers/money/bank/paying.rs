//! The tools that move money: between the user's accounts, and to payees.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{ACCOUNT, Bank, PAYEE};
use crate::kit::call::Answer;
use crate::kit::{Call, Currency, Decimal, Money, Text, Time, ToolError, conflict, invalid, not_allowed};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct TransferReceipt {
    /// Id of the transaction on the account that paid.
    pub source_transaction_id: String,
    /// Id of the transaction on the account that received.
    pub target_transaction_id: String,
    /// What was moved.
    pub amount: Money,
    /// Balance of the account that paid.
    pub source_balance: Money,
    /// Balance of the account that received.
    pub target_balance: Money,
    /// When it was booked.
    pub booked_at: Time,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PaymentReceipt {
    /// Id of the transaction.
    pub transaction_id: String,
    /// Id of the payee.
    pub payee_id: String,
    /// Name of the payee.
    pub payee_name: String,
    /// Account number that was paid to.
    pub account_number: String,
    /// What was paid.
    pub amount: Money,
    /// What the bank took for a payment abroad; zero at home.
    pub fee: Money,
    /// Balance of the account afterwards.
    pub balance: Money,
    /// What can still be paid to others today.
    pub left_today: Money,
    /// When it was sent.
    pub sent_at: Time,
}

/// The user's word on a payment.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// True to send the payment, false to stop it.
    pub confirm: bool,
}

/// Moves money between two of the user's own accounts at once. Use send_bank_payment to pay anybody else.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferBetweenAccounts {
    /// Id of the account that pays.
    pub source_account_id: String,
    /// Id of the account that receives.
    pub target_account_id: String,
    /// How much, in the accounts' currency, such as 120.00.
    pub amount: Decimal,
    /// Text of the transfer.
    pub reference: Option<Text<140>>,
}

/// Pays a payee from a current or joint account. The bank asks the user to confirm a first payment to a payee and large ones; fails above the daily limit or what is available.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendBankPayment {
    /// Id of the account that pays.
    pub source_account_id: String,
    /// Id of the payee.
    pub payee_id: String,
    /// How much, in the account's currency, such as 48.50.
    pub amount: Decimal,
    /// Text that the payee sees, such as an invoice number.
    pub reference: Text<140>,
}

pub fn transfer_between_accounts(
    bank: &mut Bank,
    call: &mut Call,
    args: TransferBetweenAccounts,
) -> Result<TransferReceipt> {
    let source = ACCOUNT.get(&bank.accounts, &args.source_account_id)?;
    let target = ACCOUNT.get(&bank.accounts, &args.target_account_id)?;
    if source.id == target.id {
        return Err(invalid("Argument `target_account_id`: the same account as source_account_id."));
    }
    let minor = args.amount.minor(bank.currency(), "amount")?;
    bank.check_funds(source, minor)?;
    let words = args.reference.map_or_else(|| format!("Transfer to {}", target.name), |text| text.0);
    let (to, from) = (target.account_number.clone(), source.account_number.clone());
    let leg = |minor, account| Leg {
        minor,
        kind: TransactionKind::InternalTransfer,
        category: SpendingCategory::Savings,
        name: bank.holder.clone(),
        account: Some(account),
        reference: words.clone(),
        payee_id: None,
    };
    let (out, back) = (leg(-minor, to), leg(minor, from));
    let source = bank.book(call, &args.source_account_id, out)?;
    let target = bank.book(call, &args.target_account_id, back)?;
    Ok(TransferReceipt {
        source_transaction_id: source.0,
        target_transaction_id: target.0,
        amount: bank.money(minor),
        source_balance: source.1,
        target_balance: target.1,
        booked_at: call.now,
    })
}

pub fn send_bank_payment(bank: &mut Bank, call: &mut Call, args: SendBankPayment) -> Result<PaymentReceipt> {
    let source = ACCOUNT.get(&bank.accounts, &args.source_account_id)?;
    let payee = PAYEE.get(&bank.payees, &args.payee_id)?.clone();
    if source.kind == AccountKind::Savings {
        return Err(not_allowed(format!(
            "{} pays to your own accounts only. Use transfer_between_accounts to move the money to a current account first.",
            source.name
        )));
    }
    let minor = args.amount.minor(bank.currency(), "amount")?;
    let left = bank.left_on(call.now.day());
    if minor > left {
        return Err(not_allowed(format!(
            "The daily limit of {} leaves {} for today, the payment is {}. Pay less now or the rest tomorrow.",
            bank.daily_limit,
            bank.money(left),
            bank.money(minor)
        )));
    }
    let fee = bank.fee(&payee, minor);
    bank.check_funds(source, minor + fee)?;
    bank.confirm(call, source, &payee, minor, fee)?;
    let leg = |minor: i64, kind, category, reference: String| Leg {
        minor,
        kind,
        category,
        name: payee.name.clone(),
        account: Some(payee.account_number.clone()),
        reference,
        payee_id: Some(payee.id.clone()),
    };
    let category = bank.usual_category(&payee);
    let paid = leg(-minor, TransactionKind::OutgoingTransfer, category, args.reference.0);
    let (transaction_id, mut balance) = bank.book(call, &args.source_account_id, paid)?;
    if fee > 0 {
        let words = format!("Fee for the payment to {}", payee.name);
        let fee = leg(-fee, TransactionKind::Fee, SpendingCategory::Fees, words);
        balance = bank.book(call, &args.source_account_id, fee)?.1;
    }
    PAYEE.get_mut(&mut bank.payees, &payee.id)?.last_paid_on = Some(call.now.day());
    Ok(PaymentReceipt {
        transaction_id,
        payee_id: payee.id,
        payee_name: payee.name,
        account_number: payee.account_number,
        amount: bank.money(minor),
        fee: bank.money(fee),
        balance,
        left_today: bank.money(bank.left_on(call.now.day())),
        sent_at: call.now,
    })
}

/// One side of a move of money.
struct Leg {
    minor: i64,
    kind: TransactionKind,
    category: SpendingCategory,
    name: String,
    account: Option<String>,
    reference: String,
    payee_id: Option<String>,
}

impl Bank {
    /// The category of the last payment to a payee.
    fn usual_category(&self, payee: &Payee) -> SpendingCategory {
        let paid = self.transactions.values().filter(|one| one.payee_id.as_ref() == Some(&payee.id));
        let paid = paid.filter(|one| one.kind != TransactionKind::Fee);
        match (paid.max_by_key(|one| (one.made_at, &one.id)), &payee.contact_id) {
            (Some(last), _) => last.category,
            (None, Some(_)) => SpendingCategory::FriendsAndFamily,
            (None, None) => SpendingCategory::Shopping,
        }
    }

    pub(super) fn check_funds(&self, account: &Account, minor: i64) -> Result<()> {
        let available = self.available(account);
        if minor > available {
            return Err(conflict(format!(
                "{} has {} available, {} are needed. Use transfer_between_accounts to fill it up.",
                account.name,
                self.money(available),
                self.money(minor)
            )));
        }
        Ok(())
    }

    /// Payments within the country and within the euro cost nothing, others half a percent.
    fn fee(&self, payee: &Payee, minor: i64) -> i64 {
        let euro = |country: &str| {
            [
                "Germany", "France", "Spain", "Italy", "Netherlands", "Greece", "Austria", "Belgium", "Finland",
                "Ireland", "Portugal",
            ]
            .contains(&country)
        };
        if payee.country == self.country || (euro(&payee.country) && euro(&self.country)) {
            return 0;
        }
        let currency: &Currency = self.currency();
        (minor / 200).clamp(currency.price(500), currency.price(4_000))
    }

    fn confirm(&self, call: &Call, source: &Account, payee: &Payee, minor: i64, fee: i64) -> Result<()> {
        let why = match payee.last_paid_on {
            None => format!("{} was never paid from here before", payee.name),
            Some(_) if minor > self.confirm_above.minor() => format!("it is more than {}", self.confirm_above),
            Some(_) => return Ok(()),
        };
        let fee = if fee > 0 { format!(" plus a fee of {}", self.money(fee)) } else { String::new() };
        let question = format!(
            "{} asks to confirm a payment, because {why}: {}{fee} from {} to {}, account {}.",
            self.bank_name,
            self.money(minor),
            source.name,
            payee.name,
            payee.account_number
        );
        match call.ask::<Confirmation>("confirm_payment", question)? {
            Answer::Given(Confirmation { confirm: true }) => Ok(()),
            Answer::Given(_) | Answer::Declined => {
                Err(not_allowed("You did not confirm the payment, so nothing was sent."))
            }
            Answer::Dismissed => Err(not_allowed("You did not answer, so nothing was sent.")),
        }
    }

    /// Books one side; the id of the transaction and the balance.
    fn book(&mut self, call: &mut Call, account_id: &str, leg: Leg) -> Result<(String, Money)> {
        let account = ACCOUNT.get_mut(&mut self.accounts, account_id)?;
        account.balance = account.balance.with(account.balance.minor() + leg.minor);
        let balance = account.balance.clone();
        let transaction = Transaction {
            id: call.ids.mint("btx"),
            account_id: account_id.to_owned(),
            made_at: call.now,
            status: TransactionStatus::Booked,
            kind: leg.kind,
            category: leg.category,
            amount: balance.with(leg.minor),
            counterparty_name: leg.name,
            counterparty_account: leg.account,
            reference: leg.reference,
            payee_id: leg.payee_id,
            card_id: None,
            balance_after: Some(balance.clone()),
            dispute_id: None,
        };
        let id = transaction.id.clone();
        self.transactions.insert(id.clone(), transaction);
        Ok((id, balance))
    }
}
