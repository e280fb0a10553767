//! The tools that reserve titles. Their results have structure, but nobody says which.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Library;
use super::reply::{Result, flagged, missing, refuse};
use super::types::{CopyStatus, Hold};
use crate::kit::{Call, Int};

/// How many titles one card can wait for.
const MOST_HOLDS: usize = 5;

/// Place a hold (reservation) on a title. If a copy is in at any branch it is put aside at once ("ready": true), otherwise you
/// are put in the queue. Maximum 5 holds per card.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// as string
    bib_id: String,
    #[serde(rename = "cardNumber")]
    card: String,
    /// branch code
    pickup_branch: String,
}

/// cancel a hold by its id (number)
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    #[serde(rename = "holdId")]
    hold: Int<1, 99_999_999>,
}

pub fn place(library: &mut Library, call: &mut Call, args: Place) -> Result<Value> {
    Ok(flagged(library.place_hold(call, &args)))
}

pub fn cancel(library: &mut Library, _: &mut Call, args: Cancel) -> Result<Value> {
    Ok(flagged(library.cancel_hold(&args.hold.0.to_string())))
}

impl Library {
    fn place_hold(&mut self, call: &mut Call, args: &Place) -> Result<Value> {
        let patron = self.patron(&args.card)?;
        let (card, bib) = (patron.card_no.clone(), self.bib(&args.bib_id)?.id);
        if !self.branches.contains_key(&args.pickup_branch) {
            return Err(missing("Branch", &args.pickup_branch, "libraryBranches"));
        }
        if patron.expires < call.now.day() {
            return refuse("Card is expired.");
        }
        let mine: Vec<&Hold> = self.holds.values().filter(|hold| hold.card == card).collect();
        if mine.iter().any(|hold| hold.bib == bib) {
            return refuse("You already have a hold on this title.");
        }
        if mine.len() >= MOST_HOLDS {
            return refuse(format!("Maximum number of holds ({MOST_HOLDS}) reached."));
        }
        let copies: Vec<_> = self.copies.values().filter(|copy| copy.bib == bib).collect();
        let lent = |barcode: &str| self.loans.values().any(|loan| loan.barcode == barcode && loan.card == card);
        if copies.iter().any(|copy| lent(&copy.barcode)) {
            return refuse("You have this title on loan.");
        }
        if copies.iter().all(|copy| matches!(copy.status, CopyStatus::Reference | CopyStatus::Missing)) {
            return refuse("No copies of this title can be borrowed.");
        }
        let free = copies.iter().find(|copy| copy.status == CopyStatus::In).map(|copy| copy.barcode.clone());
        let number = call.ids.number("library hold");
        let hold = Hold {
            id: i64::try_from(number).unwrap_or_default(),
            bib,
            card,
            branch: args.pickup_branch.clone(),
            placed: call.now.day(),
            ready: free.clone(),
        };
        let queue = self.holds.values().filter(|hold| hold.bib == bib && hold.ready.is_none()).count();
        self.holds.insert(number.to_string(), hold);
        if let Some(barcode) = &free {
            self.set_status(barcode, CopyStatus::Held);
        }
        let place = if free.is_some() { 0 } else { queue + 1 };
        Ok(json!({"holdId": number, "ready": free.is_some(), "queue_position": place.to_string()}))
    }

    fn cancel_hold(&mut self, id: &str) -> Result<Value> {
        let hold = self.holds.get(id).ok_or_else(|| missing("Hold", id, "patron_account"))?;
        if self.patron(&hold.card).is_err() {
            return refuse("This hold belongs to somebody else.");
        }
        let ready = hold.ready.clone();
        self.holds.remove(id);
        let passed_on = ready.is_some_and(|barcode| self.shelve(&barcode));
        Ok(json!({"hold_id": id, "message": "Hold cancelled", "passed_on": passed_on}))
    }
}
