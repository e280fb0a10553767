//! The tools that lend, renew and take back.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Library;
use super::reply::{Result, flagged, json_text, missing, or_text, refuse};
use super::types::{CopyStatus, Loan};
use crate::kit::Call;

/// How many things one card can have.
const MOST_LOANS: usize = 10;
const LOAN_DAYS: i64 = 28;
const MOST_RENEWALS: i64 = 2;

/// checks out a copy. Fails when max loans (10) is reached, fines are over the limit, the card is expired or the copy is not
/// available
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckOut {
    barcode: String,
    card_no: String,
}

/// Renews a loan by 28 days from today (max 2x, not possible if somebody else waits for it)
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Renew {
    /// e.g. L10000001
    #[serde(rename = "loanId")]
    loan: String,
}

/// return
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveBack {
    barcode: String,
}

pub fn check_out(library: &mut Library, call: &mut Call, args: CheckOut) -> Result<String> {
    Ok(or_text(library.lend(call, &args)))
}

pub fn renew(library: &mut Library, call: &mut Call, args: Renew) -> Result<String> {
    Ok(json_text(flagged(library.renew(call, args.loan.trim()))))
}

pub fn give_back(library: &mut Library, call: &mut Call, args: GiveBack) -> Result<String> {
    Ok(json_text(flagged(library.give_back(call, args.barcode.trim()))))
}

impl Library {
    fn lend(&mut self, call: &mut Call, args: &CheckOut) -> Result<Value> {
        let today = call.now.day();
        let patron = self.patron(&args.card_no)?;
        let (card, copy) = (patron.card_no.clone(), self.copy(&args.barcode)?);
        if patron.expires < today {
            return refuse(format!("card {card} expired on {}.", patron.expires));
        }
        if patron.fines > self.money().price(1_000) {
            return refuse(format!(
                "card is blocked, fines of {} are due. See pay_library_fines.",
                self.money().money(patron.fines)
            ));
        }
        if self.loans.values().filter(|loan| loan.card == card).count() >= MOST_LOANS {
            return refuse(format!("max. number of loans ({MOST_LOANS}) reached."));
        }
        let mine = |hold: &&super::types::Hold| hold.card == card && hold.bib == copy.bib;
        let hold = self.holds.values().find(mine).map(|hold| (hold.id.to_string(), hold.ready.clone()));
        match copy.status {
            CopyStatus::In => {}
            CopyStatus::Held if hold.as_ref().is_some_and(|(_, ready)| ready.as_ref() == Some(&copy.barcode)) => {}
            CopyStatus::Held => return refuse("this copy is waiting for another reader."),
            CopyStatus::Reference => return refuse("reference only, cannot be borrowed."),
            CopyStatus::Out | CopyStatus::Missing => {
                return refuse(format!("copy {} is not available. Use placeHold.", copy.barcode));
            }
        }
        let (barcode, bib, due) = (copy.barcode.clone(), copy.bib, today.plus_days(LOAN_DAYS));
        let id = format!("L{}", call.ids.number("library loan"));
        let loan = Loan { barcode: barcode.clone(), card: card.clone(), from: today, due, renewals: 0 };
        self.loans.insert(id.clone(), loan);
        // Whoever takes another copy than the one that waits sets that one free.
        if let Some((hold, ready)) = hold {
            self.holds.remove(&hold);
            if let Some(ready) = ready.filter(|ready| *ready != barcode) {
                self.shelve(&ready);
            }
        }
        self.set_status(&barcode, CopyStatus::Out);
        Ok(json!({"loanId": id, "title": self.title_of(bib), "due": due.to_string(), "cardNumber": card}))
    }

    fn renew(&mut self, call: &Call, id: &str) -> Result<Value> {
        let today = call.now.day();
        let loan = self.loans.get(id).ok_or_else(|| missing("Loan", id, "patron_account"))?;
        if self.patron(&loan.card).is_err() {
            return refuse("This loan belongs to another reader.");
        }
        let bib = self.copy(&loan.barcode)?.bib;
        if loan.renewals >= MOST_RENEWALS {
            return refuse(format!("Loan {id} was renewed {MOST_RENEWALS} times already."));
        }
        if self.holds.values().any(|hold| hold.bib == bib && hold.ready.is_none() && hold.card != loan.card) {
            return refuse("Another reader is waiting for this title.");
        }
        let due = today.plus_days(LOAN_DAYS);
        if due <= loan.due {
            return refuse("Nothing to renew yet, the due date would not change.");
        }
        let (fine, card) = (self.fine(loan, today), loan.card.clone());
        if let Some(loan) = self.loans.get_mut(id) {
            loan.due = due;
            loan.renewals += 1;
        }
        self.charge(&card, fine);
        Ok(json!({"loan_id": id, "newDueDate": due.to_string(), "fine_added": self.money().amount(fine).to_string()}))
    }

    fn give_back(&mut self, call: &Call, barcode: &str) -> Result<Value> {
        self.copy(barcode)?;
        let found = self.loans.iter().find(|(_, loan)| loan.barcode == barcode);
        let Some((id, loan)) = found.map(|(id, loan)| (id.clone(), loan.clone())) else {
            return refuse("This copy is not checked out.");
        };
        if self.patron(&loan.card).is_err() {
            return refuse("This loan belongs to another reader.");
        }
        let fine = self.fine(&loan, call.now.day());
        self.loans.remove(&id);
        self.charge(&loan.card, fine);
        let waiting = self.shelve(barcode);
        Ok(json!({"loan_id": id, "fine": self.money().amount(fine).to_string(), "for_hold": waiting}))
    }

    fn charge(&mut self, card: &str, fine: i64) {
        if fine > 0
            && let Some(patron) = self.patrons.get_mut(card)
        {
            patron.fines += fine;
        }
    }

    pub(super) fn set_status(&mut self, barcode: &str, status: CopyStatus) {
        if let Some(copy) = self.copies.get_mut(barcode) {
            copy.status = status;
        }
    }

    /// Puts a copy back: to the first who waits for its title, or on the shelf. Whether somebody waits.
    pub(super) fn shelve(&mut self, barcode: &str) -> bool {
        let Some(bib) = self.copies.get(barcode).map(|copy| copy.bib) else { return false };
        let waiting = self.holds.values().filter(|hold| hold.bib == bib && hold.ready.is_none());
        let first = waiting.min_by_key(|hold| (hold.placed, hold.id)).map(|hold| hold.id.to_string());
        let hold = first.and_then(|id| self.holds.get_mut(&id));
        let waits = hold.is_some();
        if let Some(hold) = hold {
            hold.ready = Some(barcode.to_owned());
        }
        self.set_status(barcode, if waits { CopyStatus::Held } else { CopyStatus::In });
        waits
    }
}
