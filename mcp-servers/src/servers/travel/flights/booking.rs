//! The tools that book and show bookings.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::passengers::{check_birth, passport};
use super::types::*;
use super::{BOOKING, Flights};
use crate::kit::{
    Answer, Call, Cursor, Day, Email, Limit, Money, Ordered, Text, Time, ToolError, conflict, counted, invalid,
    not_allowed, page,
};
use crate::servers::travel::{is_listed, overlap};
use crate::world::journeys::plain_reference;

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct BookingSummary {
    /// Id of the booking.
    pub id: String,
    /// Six letters and digits by which the airline knows it.
    pub booking_reference: String,
    /// Where the booking stands.
    pub status: BookingStatus,
    /// City where the journey begins.
    pub origin_city: String,
    /// City where it ends.
    pub destination_city: String,
    /// When the first flight leaves, in local time.
    pub departure: Time,
    /// When the last flight lands, in local time.
    pub arrival: Time,
    /// The fare.
    pub fare_class: FareClass,
    /// Names of the passengers.
    pub passenger_names: Vec<String>,
    /// What was paid.
    pub total_price: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct BookingList {
    /// The bookings found, by departure.
    pub bookings: Vec<BookingSummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// What is missing of a passenger's documents.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Documents {
    /// Number of the passport: 6 to 12 letters and digits.
    #[schemars(example = &"C01X00T47")]
    pub passport_number: Text<12>,
    /// Day of birth.
    #[schemars(example = &"1988-04-17")]
    pub date_of_birth: Day,
}

/// Books an offer for passengers and pays with the stored card. Flights over guarded borders need passports: the user is asked for a missing one. Fails if the offer has expired.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BookFlight {
    /// Id of the offer, as search_flights returns it.
    pub offer_id: String,
    /// Mail addresses of those who fly: as many as the offer is for.
    #[schemars(length(min = 1, max = 9))]
    pub passenger_emails: Vec<Email>,
}

/// Lists the user's flight bookings by departure, coming ones unless asked otherwise. Use it to get a booking's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListFlightBookings {
    /// Only bookings with this status (default: confirmed and checked_in ones).
    pub status: Option<BookingStatus>,
    /// Only the booking with this reference, whatever its status.
    pub booking_reference: Option<Text<12>>,
    /// Only bookings that leave on this day or later.
    pub from_date: Option<Day>,
    /// How many bookings to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Returns one booking with flights, passengers, seats, price and status.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetFlightBooking {
    /// Id of the booking.
    pub flight_booking_id: String,
}

pub fn book_flight(state: &mut Flights, call: &mut Call, args: BookFlight) -> Result<Booking> {
    let terms = state.open_offer(&args.offer_id, call.now)?;
    let mut emails: Vec<&Email> = Vec::new();
    for email in &args.passenger_emails {
        state.traveller("passenger_emails", email)?;
        if emails.contains(&email) {
            return Err(invalid(format!("Argument `passenger_emails`: {} is named twice.", email.0)));
        }
        emails.push(email);
    }
    if emails.len() as i64 != terms.passengers {
        return Err(invalid(format!(
            "The offer is for {}, not for {}. Search again with the right passenger_count.",
            counted(terms.passengers, "passenger"),
            emails.len()
        )));
    }
    let (Some(first), Some(last)) = (terms.flights.first(), terms.flights.last()) else {
        return Err(conflict("The offer has no flights. Use search_flights for another one."));
    };
    if first.departure().minutes_since(call.now) < 60 {
        return Err(not_allowed("Flights can be booked until 60 minutes before departure. Choose a later one."));
    }
    if let Some(other) = state.clash(&emails, first.departure(), last.arrival()) {
        return Err(conflict(format!(
            "A passenger already flies at that time with booking {} ({}). Cancel it first or choose another time.",
            other.booking_reference,
            other.route()
        )));
    }
    let mut documents = None;
    if terms.needs_passport() {
        documents = state.ask_for_documents(call, &emails, last.arrival().day())?;
    }
    let offer = state.offer(args.offer_id.clone(), &terms);
    let (id, reference) = (call.ids.mint("fbk"), plain_reference(&call.ids.mint("pnr")));
    if let Some((email, passport_number, born)) = documents
        && let Some(traveller) = state.travellers.get_mut(&email)
    {
        traveller.passport_number = Some(passport_number);
        traveller.date_of_birth = Some(born);
    }
    let mut passengers = Vec::new();
    for email in emails {
        let ticket_number = format!("220-{}", call.ids.number("ticket"));
        let name = state.travellers.get(&email.0).map_or_else(String::new, |one| one.name.clone());
        passengers.push(Passenger {
            name,
            email: email.0.clone(),
            ticket_number,
            seats: Vec::new(),
            checked_in: false,
        });
    }
    let booking = Booking {
        id,
        booking_reference: reference,
        status: BookingStatus::Confirmed,
        fare_class: offer.fare_class,
        segments: offer.segments,
        passengers,
        total_price: offer.total_price,
        booked_at: call.now,
        offer_id: Some(args.offer_id),
        cancelled_at: None,
        refund: None,
    };
    state.bookings.insert(booking.id.clone(), booking.clone());
    Ok(booking)
}

pub fn list_flight_bookings(state: &Flights, call: &Call, args: ListFlightBookings) -> Result<BookingList> {
    let found = |booking: &&Booking| {
        let (usual, by_number) =
            ([BookingStatus::Confirmed, BookingStatus::CheckedIn], args.booking_reference.is_some());
        is_listed(by_number, args.status, booking.status_at(call.now), &usual)
            && args
                .booking_reference
                .as_ref()
                .is_none_or(|text| booking.booking_reference.eq_ignore_ascii_case(&text.0))
            && args.from_date.is_none_or(|day| booking.first().is_some_and(|first| first.departure_date >= day))
    };
    let mut found: Vec<&Booking> = state.bookings.values().filter(found).collect();
    found.order_by_key(|booking| (booking.departs(), booking.id.clone()));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    let summary = |booking: &Booking| {
        let (first, last) = (booking.first()?, booking.last()?);
        Some(BookingSummary {
            id: booking.id.clone(),
            booking_reference: booking.booking_reference.clone(),
            status: booking.status_at(call.now),
            origin_city: first.origin_city.clone(),
            destination_city: last.destination_city.clone(),
            departure: first.departure,
            arrival: last.arrival,
            fare_class: booking.fare_class,
            passenger_names: booking.passengers.iter().map(|passenger| passenger.name.clone()).collect(),
            total_price: booking.total_price.clone(),
        })
    };
    Ok(BookingList { bookings: found.into_iter().filter_map(summary).collect(), next_cursor })
}

pub fn get_flight_booking(state: &Flights, call: &Call, args: GetFlightBooking) -> Result<Booking> {
    let booking = BOOKING.get(&state.bookings, &args.flight_booking_id)?;
    Ok(Booking { status: booking.status_at(call.now), ..booking.clone() })
}

impl Flights {
    /// A booking with one of the passengers in the air at that time.
    fn clash(&self, emails: &[&Email], departure: Time, arrival: Time) -> Option<&Booking> {
        let overlaps = |booking: &&Booking| {
            let (Some(first), Some(last)) = (booking.first(), booking.last()) else { return false };
            booking.status != BookingStatus::Cancelled
                && overlap((first.departure, last.arrival), (departure, arrival))
                && booking.passengers.iter().any(|one| emails.iter().any(|email| email.0 == one.email))
        };
        self.bookings.values().find(overlaps)
    }

    /// Asks for the documents of the one passenger who lacks them: address, passport and day of birth.
    fn ask_for_documents(&self, call: &Call, emails: &[&Email], until: Day) -> Result<Option<(String, String, Day)>> {
        let travellers: Vec<&Traveller> = emails.iter().filter_map(|email| self.travellers.get(&email.0)).collect();
        let expired = |one: &&&Traveller| one.passport_expires.is_some_and(|expires| expires < until);
        if let Some(one) = travellers.iter().find(expired) {
            return Err(not_allowed(format!(
                "The passport of {} expires before {until}. Use update_travel_document to store a new one.",
                one.name
            )));
        }
        let missing: Vec<&&Traveller> = travellers.iter().filter(|one| !one.has_documents()).collect();
        let [one] = missing.as_slice() else {
            if missing.is_empty() {
                return Ok(None);
            }
            let names: Vec<&str> = missing.iter().take(4).map(|one| one.name.as_str()).collect();
            return Err(not_allowed(format!(
                "This flight needs passports, and those of {} are not known. Use update_travel_document first.",
                names.join(" and ")
            )));
        };
        let message = format!("This flight crosses a border. Please give the passport data of {}.", one.name);
        match call.ask::<Documents>("documents", message)? {
            Answer::Given(form) => {
                let number = passport("The passport number", &form.passport_number.0)?;
                self.check_owner("The passport number", &number, &one.email)?;
                check_birth("The date of birth", form.date_of_birth, call)?;
                Ok(Some((one.email.clone(), number, form.date_of_birth)))
            }
            Answer::Declined | Answer::Dismissed => Err(not_allowed(format!(
                "Without the passport of {} this flight cannot be booked. Use update_travel_document once it is known.",
                one.name
            ))),
        }
    }
}
