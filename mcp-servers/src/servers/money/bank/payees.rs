//! The tools for people and companies that the user pays.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Bank;
use super::types::*;
use crate::kit::{Call, Cursor, Limit, Ordered, Query, Text, ToolError, conflict, invalid, page};
use crate::world::accounts::{check_domestic, check_iban, has_iban};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct PayeeList {
    /// The payees found, by name.
    pub payees: Vec<Payee>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Lists the people and companies that the user can pay, by name. Use it to get a payee's id before send_bank_payment.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListPayees {
    /// Words of the payee's name or bank.
    pub query: Option<Query>,
    /// Only the payee who is this contact of the address book.
    pub contact_id: Option<String>,
    /// How many payees to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Adds somebody whom the user can pay. Fails if the check digits of the account number are wrong or the account is already there.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddPayee {
    /// Name of the account's holder.
    pub name: Text<70>,
    /// IBAN, with or without spaces; in countries without IBANs the number of a domestic account.
    #[schemars(example = &"DE89370400440532013000", example = &"GB82 WEST 1234 5698 7654 32")]
    pub account_number: Text<50>,
    /// Code of the bank, such as a routing number; only for domestic accounts without IBAN.
    pub bank_code: Option<Text<20>>,
    /// Id of the contact in the address book, if it is one.
    pub contact_id: Option<String>,
}

pub fn list_payees(bank: &Bank, _: &Call, args: ListPayees) -> Result<PayeeList> {
    let found = |payee: &&Payee| {
        let texts = [Some(payee.name.as_str()), payee.bank_name.as_deref()].into_iter().flatten();
        args.query.as_ref().is_none_or(|query| query.matches(texts))
            && args.contact_id.as_ref().is_none_or(|id| payee.contact_id.as_ref() == Some(id))
    };
    let mut found: Vec<&Payee> = bank.payees.values().filter(found).collect();
    found.order_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 20);
    Ok(PayeeList { payees: found.into_iter().cloned().collect(), next_cursor })
}

pub fn add_payee(bank: &mut Bank, call: &mut Call, args: AddPayee) -> Result<Payee> {
    let plain =
        |text: &str| text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect::<String>().to_uppercase();
    let account_number = plain(&args.account_number.0);
    let bank_code = args.bank_code.map(|code| plain(&code.0));
    let is_iban = account_number.chars().take(2).all(char::is_alphabetic);
    let country = if is_iban || has_iban(&bank.country) {
        let format = check_iban(&account_number)
            .map_err(|why| invalid(format!("Argument `account_number`: this is no valid IBAN, {why}.")))?;
        if bank_code.is_some() {
            return Err(invalid("Argument `bank_code`: an IBAN needs none; leave it away."));
        }
        format.country.to_owned()
    } else {
        let Some(code) = &bank_code else {
            return Err(invalid(format!("Argument `bank_code`: needed for accounts in {}.", bank.country)));
        };
        check_domestic(&bank.country, code, &account_number)
            .map_err(|why| invalid(format!("The account is not valid: {why}.")))?;
        bank.country.clone()
    };
    if bank.accounts.values().any(|account| account.account_number == account_number) {
        return Err(invalid("This is your own account. Use transfer_between_accounts to move money there."));
    }
    if let Some(known) = bank.payees.values().find(|payee| payee.account_number == account_number) {
        return Err(conflict(format!("This account already belongs to the payee {} ({}).", known.name, known.id)));
    }
    let payee = Payee {
        id: call.ids.mint("pye"),
        name: args.name.0,
        account_number,
        bank_code,
        bank_name: None,
        country,
        contact_id: args.contact_id,
        added_on: call.now.day(),
        last_paid_on: None,
    };
    bank.payees.insert(payee.id.clone(), payee.clone());
    Ok(payee)
}
