//! The people whom the owner books for, and their documents.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Flights;
use super::types::*;
use crate::kit::{Call, Cursor, Day, Email, Limit, Ordered, Query, Text, ToolError, invalid, page};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct TravellerList {
    /// The travellers found, by name.
    pub travellers: Vec<Traveller>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Lists the people whom the user can book for, with what is known of their passports. Use it to get mail addresses for book_flight.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListTravellers {
    /// Words of the name or the address; all must match.
    pub query: Option<Query>,
    /// How many travellers to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Stores a traveller's passport and day of birth, which flights over guarded borders need. Replaces what was stored before.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateTravelDocument {
    /// Mail address of the traveller.
    pub passenger_email: Email,
    /// Number of the passport: 6 to 12 letters and digits.
    #[schemars(example = &"C01X00T47")]
    pub passport_number: Text<12>,
    /// Last day on which the passport is valid.
    pub passport_expires: Day,
    /// Day of birth; may be left out if it is known.
    pub date_of_birth: Option<Day>,
}

pub fn list_travellers(state: &Flights, _: &Call, args: ListTravellers) -> Result<TravellerList> {
    let found = |one: &&Traveller| {
        args.query.as_ref().is_none_or(|query| query.matches([one.name.as_str(), one.email.as_str()]))
    };
    let mut found: Vec<&Traveller> = state.travellers.values().filter(found).collect();
    found.order_by(|a, b| (&a.name, &a.email).cmp(&(&b.name, &b.email)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 20);
    Ok(TravellerList { travellers: found.into_iter().cloned().collect(), next_cursor })
}

pub fn update_travel_document(state: &mut Flights, call: &mut Call, args: UpdateTravelDocument) -> Result<Traveller> {
    let known = state.traveller("passenger_email", &args.passenger_email)?;
    let passport_number = passport("Argument `passport_number`", &args.passport_number.0)?;
    state.check_owner("Argument `passport_number`", &passport_number, &known.email)?;
    if args.passport_expires <= call.now.day() {
        return Err(invalid(format!(
            "Argument `passport_expires`: the passport was valid until {} only.",
            args.passport_expires
        )));
    }
    let date_of_birth = args.date_of_birth.or(known.date_of_birth);
    let Some(born) = date_of_birth else {
        return Err(invalid(format!("The day of birth of {} is not known. Give date_of_birth as well.", known.name)));
    };
    check_birth("Argument `date_of_birth`", born, call)?;
    let row = state.travellers.get_mut(&args.passenger_email.0);
    let traveller = row.ok_or_else(|| ToolError::NotFound("The traveller is gone.".to_owned()))?;
    traveller.passport_number = Some(passport_number);
    traveller.passport_expires = Some(args.passport_expires);
    traveller.date_of_birth = date_of_birth;
    Ok(traveller.clone())
}

/// A passport number in capital letters.
pub fn passport(place: &str, text: &str) -> Result<String> {
    let number: String = text.chars().filter(|letter| *letter != ' ').collect();
    if (6..=12).contains(&number.len()) && number.chars().all(|letter| letter.is_ascii_alphanumeric()) {
        Ok(number.to_ascii_uppercase())
    } else {
        Err(invalid(format!("{place}: a passport number has 6 to 12 letters and digits.")))
    }
}

pub fn check_birth(place: &str, born: Day, call: &Call) -> Result<()> {
    if born >= call.now.day() || born.year() < 1905 {
        return Err(invalid(format!("{place}: {born} cannot be a day of birth of a passenger.")));
    }
    Ok(())
}

impl Flights {
    /// Nobody has the passport of somebody else.
    pub(super) fn check_owner(&self, place: &str, number: &str, email: &str) -> Result<()> {
        let has = |one: &&Traveller| one.passport_number.as_deref() == Some(number) && one.email != email;
        match self.travellers.values().find(has) {
            Some(other) => Err(invalid(format!("{place}: {number} is the passport of {}.", other.name))),
            None => Ok(()),
        }
    }

    pub(super) fn traveller(&self, argument: &str, email: &Email) -> Result<&Traveller> {
        self.travellers.get(&email.0).ok_or_else(|| {
            ToolError::NotFound(format!(
                "Argument `{argument}`: no traveller has the address {}. Use list_travellers to find addresses.",
                email.0
            ))
        })
    }
}
