//! The tools of the readers' accounts.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Library;
use super::reply::{Result, flagged, json_text, or_text, refuse};
use super::types::{Hold, Loan};
use crate::kit::{Call, Decimal};

/// library cards of the user and the family
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cards {}

/// Get account: loans, holds, fines. NOTE dueDate is ISO here. Overdue loans have overdue="true" (string)
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Account {
    #[serde(rename = "cardNumber")]
    card: String,
}

/// pay fines. You can't pay more than what is owed
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pay {
    #[serde(rename = "patron_card_no")]
    card_no: String,
    /// e.g. "2.40"; leave out to pay everything
    amount: Option<Decimal>,
}

pub fn cards(library: &Library, call: &Call, _: Cards) -> Result<String> {
    let ours = library.patrons.values().filter(|patron| patron.ours);
    let row = |patron: &super::types::Patron| json!({"card_no": patron.card_no, "holder": patron.name, "valid": patron.expires >= call.now.day()});
    Ok(json_text(ours.map(row).collect()))
}

pub fn account(library: &Library, call: &Call, args: Account) -> Result<String> {
    Ok(or_text(library.account_of(call, &args.card)))
}

pub fn pay(library: &mut Library, _: &mut Call, args: Pay) -> Result<String> {
    Ok(json_text(flagged(library.pay(&args))))
}

impl Library {
    fn account_of(&self, call: &Call, card: &str) -> Result<Value> {
        let patron = self.patron(card)?;
        let today = call.now.day();
        let loan = |(id, loan): (&String, &Loan)| {
            let bib = self.copies.get(&loan.barcode).map_or(0, |copy| copy.bib);
            json!({"loan_id": id, "barcode": loan.barcode, "title": self.title_of(bib), "dueDate": loan.due.to_string(),
                "renewals": loan.renewals.to_string(), "overdue": (loan.due < today).to_string()})
        };
        let hold = |hold: &Hold| {
            json!({"holdId": hold.id, "bib_id": hold.bib.to_string(), "title": self.title_of(hold.bib), "pickup": hold.branch,
                "ready": hold.ready.is_some()})
        };
        let mine = |owner: &str| owner == patron.card_no;
        let loans = self.loans.iter().filter(|(_, loan)| mine(&loan.card));
        let running: i64 = loans.clone().map(|(_, loan)| self.fine(loan, today)).sum();
        Ok(json!({
            "card": patron.card_no,
            "name": patron.name,
            "expires": patron.expires.to_string(),
            "fines": self.money().amount(patron.fines).to_string(),
            "running_fines": self.money().amount(running).to_string(),
            "currency": self.currency,
            "loans": loans.map(loan).collect::<Vec<_>>(),
            "holds": self.holds.values().filter(|hold| mine(&hold.card)).map(hold).collect::<Vec<_>>(),
        }))
    }

    fn pay(&mut self, args: &Pay) -> Result<Value> {
        let patron = self.patron(&args.card_no)?;
        let (card, owed) = (patron.card_no.clone(), patron.fines);
        if owed == 0 {
            return refuse("Nothing to pay.");
        }
        let sum = args.amount.map_or(Ok(owed), |amount| amount.minor(self.money(), "amount"))?;
        if sum > owed {
            return refuse(format!("Amount is too high, only {} are owed.", self.money().money(owed)));
        }
        if let Some(patron) = self.patrons.get_mut(&card) {
            patron.fines -= sum;
        }
        Ok(
            json!({"paid": self.money().amount(sum).to_string(), "remaining": self.money().amount(owed - sum).to_string()}),
        )
    }
}
