//! Offers: what a search hands out, sealed into a handle that lasts 20 minutes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Flights;
use super::types::*;
use crate::kit::{Call, Day, Money, Ordered, Time, ToolError, conflict, shorten};
use crate::world::airways::{self, Flight, itineraries};
use crate::world::atlas::CITIES;
use crate::world::fleet::{FARES, Fare};
use crate::world::seal::Seal;

type Result<T> = std::result::Result<T, ToolError>;

/// Origin, destination, day, which of the day's ways, fare, passengers, minute of the search.
const SEAL: Seal<7> = Seal { kind: "ofr", bits: [8, 8, 11, 4, 2, 4, 20] };
/// How long an offer can be booked, in minutes.
pub const VALID_MINUTES: i64 = 20;

/// What an offer stands for.
pub struct Terms {
    pub flights: Vec<Flight>,
    pub fare: Fare,
    pub passengers: i64,
    pub searched: Time,
}

impl Terms {
    pub fn needs_passport(&self) -> bool {
        self.flights.iter().any(|flight| airways::needs_passport(flight.from, flight.to))
    }
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FlightOffer {
    /// Id of the offer, to book it with.
    pub id: String,
    /// The fare.
    pub fare_class: FareClass,
    /// The flights, in order.
    pub segments: Vec<Segment>,
    /// How many times one changes planes.
    pub stops: usize,
    /// From the first departure to the last arrival, in minutes.
    pub total_duration_minutes: i64,
    /// How many people it is for.
    pub passenger_count: i64,
    /// Price for one passenger.
    pub price_per_passenger: Money,
    /// Price for all passengers.
    pub total_price: Money,
    /// Until when it can be booked at this price.
    pub expires_at: Time,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct FareRules {
    /// Whether the date can be changed.
    pub changeable: bool,
    /// What a change costs each passenger, besides the difference of the fares.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_fee: Option<Money>,
    /// How much of the price comes back on cancellation, in percent.
    pub refund_percent: i64,
    /// Pieces of checked baggage that are included.
    pub checked_bags: i64,
    /// What choosing a usual seat costs.
    pub seat_fee: Money,
    /// Whether passengers need a passport.
    pub passport_required: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct OfferDetails {
    /// The offer.
    pub offer: FlightOffer,
    /// What the fare allows and includes.
    pub rules: FareRules,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct SavedOfferSummary {
    /// Id of the offer.
    pub offer_id: String,
    /// What the user noted.
    pub note: String,
    /// Where it goes from and to.
    pub route: String,
    /// Day of the departure.
    pub departure_date: Day,
    /// When it was put aside.
    pub saved_at: Time,
    /// When it expires or did.
    pub expires_at: Time,
    /// Whether it has expired, so that a new search is needed.
    pub expired: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct SavedOfferList {
    /// The offers that were put aside, newest first.
    pub offers: Vec<SavedOfferSummary>,
}

/// Returns one offer with its price and the rules of its fare. Use it to check an offer before booking; fails once the offer has expired.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetFlightOffer {
    /// Id of the offer, as search_flights returns it.
    pub offer_id: String,
}

/// Lists flight offers that the user has put aside on the web site, with whether they can still be booked.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListSavedFlightOffers {}

pub fn get_flight_offer(state: &Flights, call: &Call, args: GetFlightOffer) -> Result<OfferDetails> {
    let terms = state.open_offer(&args.offer_id, call.now)?;
    let fee = terms.fare.change_fee();
    let rules = FareRules {
        changeable: fee.is_some(),
        change_fee: fee.map(|cents| state.money(cents)),
        refund_percent: terms.fare.refund_percent(),
        checked_bags: terms.fare.checked_bags(),
        seat_fee: state.money(terms.fare.seat_fee()),
        passport_required: terms.needs_passport(),
    };
    Ok(OfferDetails { offer: state.offer(args.offer_id, &terms), rules })
}

pub fn list_saved_flight_offers(state: &Flights, call: &Call, _: ListSavedFlightOffers) -> Result<SavedOfferList> {
    let summary = |saved: &SavedOffer| {
        let terms = state.terms(&saved.offer_id)?;
        let (first, last) = (terms.flights.first()?, terms.flights.last()?);
        let expires_at = terms.searched.plus_minutes(VALID_MINUTES);
        Some(SavedOfferSummary {
            offer_id: saved.offer_id.clone(),
            note: saved.note.clone(),
            route: format!("{} to {}", first.from.name, last.to.name),
            departure_date: first.day,
            saved_at: saved.saved_at,
            expires_at,
            expired: expires_at < call.now,
        })
    };
    let mut offers: Vec<SavedOfferSummary> = state.saved_offers.values().filter_map(summary).collect();
    offers.order_by_key(|offer| std::cmp::Reverse(offer.saved_at));
    Ok(SavedOfferList { offers })
}

impl Flights {
    /// The handle of an offer made at a moment; `place` says which of the day's ways it is.
    pub(super) fn seal_offer(&self, place: usize, terms: &Terms) -> String {
        let (from, to, day) = match (terms.flights.first(), terms.flights.last()) {
            (Some(first), Some(last)) => (first.from.index(), last.to.index(), first.day),
            _ => (0, 0, terms.searched.day()),
        };
        let fare = FARES.iter().position(|fare| *fare == terms.fare).unwrap_or(0);
        let fields = [
            from as u64,
            to as u64,
            self.anchor.day_field(day),
            place as u64,
            fare as u64,
            terms.passengers as u64,
            self.anchor.minute(terms.searched),
        ];
        SEAL.seal(self.anchor.seed, fields)
    }

    /// What a handle stands for, expired or not.
    pub(super) fn terms(&self, offer_id: &str) -> Option<Terms> {
        let [from, to, day, place, fare, passengers, searched] = SEAL.open(self.anchor.seed, offer_id)?;
        let (from, to) = (CITIES.get(from as usize)?, CITIES.get(to as usize)?);
        let flights = itineraries(from, to, self.anchor.day(day)).into_iter().nth(place as usize)?;
        let fare = *FARES.get(fare as usize)?;
        Some(Terms { flights, fare, passengers: passengers as i64, searched: self.anchor.time(searched) })
    }

    /// What a handle stands for, if it can still be booked.
    pub(super) fn open_offer(&self, offer_id: &str, now: Time) -> Result<Terms> {
        let terms = self.terms(offer_id).ok_or_else(|| {
            let id = shorten(offer_id);
            ToolError::NotFound(format!("No offer has the id {id}. Use search_flights to find offers."))
        })?;
        let expired = terms.searched.plus_minutes(VALID_MINUTES);
        if expired < now {
            return Err(conflict(format!(
                "The offer expired on {}. Search again with search_flights; the price may differ.",
                expired.spoken()
            )));
        }
        if let Some(booking) = self.bookings.values().find(|booking| booking.offer_id.as_deref() == Some(offer_id)) {
            return Err(conflict(format!(
                "The offer has been booked already, as {}. Use get_flight_booking with {}.",
                booking.booking_reference, booking.id
            )));
        }
        Ok(terms)
    }

    pub(super) fn offer(&self, id: String, terms: &Terms) -> FlightOffer {
        let cents = airways::price_cents(self.anchor.seed, &terms.flights, terms.fare, terms.searched.day());
        let each = self.money(cents);
        FlightOffer {
            id,
            fare_class: FareClass::of(terms.fare),
            segments: terms.flights.iter().map(segment).collect(),
            stops: terms.flights.len().saturating_sub(1),
            total_duration_minutes: airways::total_minutes(&terms.flights),
            passenger_count: terms.passengers,
            total_price: each.with(each.minor() * terms.passengers),
            price_per_passenger: each,
            expires_at: terms.searched.plus_minutes(VALID_MINUTES),
        }
    }
}

pub fn segment(flight: &Flight) -> Segment {
    Segment {
        flight_number: flight.number(),
        airline: flight.airline().name.to_owned(),
        origin_airport: flight.from.airport.to_owned(),
        origin_city: flight.from.name.to_owned(),
        destination_airport: flight.to.airport.to_owned(),
        destination_city: flight.to.name.to_owned(),
        departure_date: flight.day,
        departure: flight.departure(),
        arrival: flight.arrival(),
        duration_minutes: flight.minutes(),
        aircraft: flight.aircraft().name().to_owned(),
    }
}
