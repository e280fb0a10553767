//! The tools that find practitioners and free times.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{Clinic, PRACTITIONER};
use crate::kit::{Call, Cursor, Day, Int, Limit, Ordered, Query, ToolError, conflict, invalid, page};

type Result<T> = std::result::Result<T, ToolError>;

/// How long a slot is held, in minutes.
pub const HOLD_MINUTES: i64 = 10;

/// Finds practitioners by words of name or clinic, by speciality or language. Use it to get a practitioner's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchPractitioners {
    /// Words of the name, speciality or clinic; all of them must match.
    pub query: Option<Query>,
    /// Only practitioners of this speciality.
    pub speciality: Option<Speciality>,
    /// Only practitioners who speak this language.
    pub language: Option<Query>,
    /// How many practitioners to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PractitionerList {
    /// The practitioners found, by name.
    pub practitioners: Vec<Practitioner>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Finds the next free slots of a practitioner or of a speciality and holds them for ten minutes. Book one with book_clinic_appointment before it expires.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindClinicSlots {
    /// Id of the practitioner; give this or a speciality.
    pub practitioner_id: Option<String>,
    /// Any practitioner of this speciality; give this or a practitioner.
    pub speciality: Option<Speciality>,
    /// First day to look at (default: today).
    pub from_date: Option<Day>,
    /// Last day to look at (default: no end).
    pub to_date: Option<Day>,
    /// How many slots to return at most (default 5).
    pub limit: Option<Int<1, 20>>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct SlotList {
    /// The free slots, the earliest first.
    pub slots: Vec<Slot>,
}

pub fn search_practitioners(clinic: &Clinic, _: &Call, args: SearchPractitioners) -> Result<PractitionerList> {
    let found = |one: &&Practitioner| {
        let texts = [one.name.as_str(), one.speciality.word(), &one.clinic_name];
        args.query.as_ref().is_none_or(|query| query.matches(texts))
            && args.speciality.is_none_or(|speciality| one.speciality == speciality)
            && args.language.as_ref().is_none_or(|query| query.matches(one.languages.iter().map(String::as_str)))
    };
    let mut found: Vec<&Practitioner> = clinic.practitioners.values().filter(found).collect();
    found.order_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    Ok(PractitionerList { practitioners: found.into_iter().cloned().collect(), next_cursor })
}

pub fn find_clinic_slots(clinic: &mut Clinic, call: &mut Call, args: FindClinicSlots) -> Result<SlotList> {
    let wanted: Vec<&Practitioner> = match (&args.practitioner_id, args.speciality) {
        (Some(id), None) => vec![PRACTITIONER.get(&clinic.practitioners, id)?],
        (None, Some(speciality)) => clinic.practitioners.values().filter(|one| one.speciality == speciality).collect(),
        _ => return Err(invalid("Give either practitioner_id or speciality.")),
    };
    let inside = |opening: &&Opening| {
        let day = opening.starts_at.day();
        wanted.iter().any(|one| one.id == opening.practitioner_id)
            && opening.starts_at.minutes_since(call.now) > 0
            && args.from_date.is_none_or(|from| day >= from)
            && args.to_date.is_none_or(|to| day <= to)
    };
    let mut free: Vec<Opening> = clinic.openings.values().filter(inside).cloned().collect();
    if free.is_empty() {
        return Err(conflict("Nothing is free in that time. Look at other days, or at another practitioner."));
    }
    free.order_by_key(|opening| (opening.starts_at.minutes_since(call.now), opening.practitioner_id.clone()));
    free.truncate(args.limit.map_or(5, |limit| limit.0 as usize));
    let mut slots = Vec::new();
    for opening in free {
        let Some(one) = clinic.practitioners.get(&opening.practitioner_id) else { continue };
        slots.push(Slot {
            id: call.ids.mint("slt"),
            practitioner_id: opening.practitioner_id,
            practitioner_name: one.name.clone(),
            starts_at: opening.starts_at,
            minutes: one.minutes,
            expires_at: call.now.plus_minutes(HOLD_MINUTES),
        });
    }
    // What was held before and has expired is let go.
    let expired: Vec<String> =
        clinic.slots.values().filter(|slot| slot.expires_at < call.now).map(|slot| slot.id.clone()).collect();
    for id in expired {
        clinic.slots.remove(&id);
    }
    for slot in &slots {
        clinic.slots.insert(slot.id.clone(), slot.clone());
    }
    Ok(SlotList { slots })
}

impl Opening {
    pub(super) fn key(&self) -> String {
        format!("{} {}", self.practitioner_id, self.starts_at)
    }
}
