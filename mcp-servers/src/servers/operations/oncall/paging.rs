//! Paging a person by name.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Oncall;
use super::types::*;
use crate::kit::{Answer, Call, Email, Text, Time, ToolError, conflict, invalid, not_allowed, shorten};
use crate::world::places::City;

/// From and until when people may be called without asking, in minutes after midnight of where they are.
const WAKING: std::ops::Range<i64> = 8 * 60..21 * 60;
/// A person is not paged again within so many minutes.
const PAUSE: i64 = 15;

/// Calls a colleague to an open incident, at any hour. The user is asked to confirm if it is night or weekend there and the
/// colleague is not on call. Fails within 15 minutes of the last page to the same person.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PageResponder {
    /// Id of the incident.
    pub incident_id: String,
    /// Mail address of the colleague.
    pub email: Email,
    /// What to say.
    pub message: Text<300>,
}

/// Whether to disturb somebody.
#[derive(Deserialize, JsonSchema)]
struct Disturb {
    /// Whether to page now all the same.
    page_now: bool,
}

pub fn page_responder(oncall: &mut Oncall, call: &mut Call, args: PageResponder) -> Result<Page, ToolError> {
    let incident = oncall.open(&args.incident_id)?;
    let email = args.email.0;
    let person = oncall.responders.get(&email).ok_or_else(|| {
        let email = shorten(&email);
        ToolError::NotFound(format!(
            "Nobody of the company has the address {email}. Use list_oncall_schedules to find people."
        ))
    })?;
    if email == oncall.owner_email {
        return Err(invalid("Argument `email`: that is you. Use acknowledge_incident to take the incident."));
    }
    let recent = |page: &&Page| page.email == email && call.now.minutes_since(page.sent_at) < PAUSE;
    if let Some(page) = oncall.pages.values().find(recent) {
        return Err(conflict(format!(
            "{} was paged at {}. Wait {PAUSE} minutes, or use escalate_incident.",
            page.name,
            page.sent_at.clock()
        )));
    }
    let local = City::find(&person.city).map_or(call.now, |city| city.zone.show(call.now));
    if disturbs(local) && !oncall.is_on_call(&email, call.now) {
        let message = format!(
            "{} is in {}, where it is {}, and is not on call. Page for {} ({}) all the same?",
            person.name,
            person.city,
            local.spoken(),
            incident.number,
            incident.severity.name()
        );
        match call.ask::<Disturb>("out_of_hours", message)? {
            Answer::Given(Disturb { page_now: true }) => {}
            Answer::Given(_) | Answer::Declined | Answer::Dismissed => {
                return Err(not_allowed(format!(
                    "{} was not paged, because it was not confirmed for this hour. Use escalate_incident to reach whoever is next.",
                    person.name
                )));
            }
        }
    }
    let page = Page {
        id: call.ids.mint("pge"),
        incident_id: args.incident_id,
        name: person.name.clone(),
        phone: person.phone.clone(),
        email,
        message: args.message.0,
        sent_at: call.now,
        local_time: local,
    };
    let text = format!("Paged {}: {}", page.name, page.message);
    oncall.write(&page.incident_id, call.now, EntryKind::Paged, text)?;
    oncall.pages.insert(page.id.clone(), page.clone());
    Ok(page)
}

fn disturbs(local: Time) -> bool {
    !WAKING.contains(&local.minute()) || local.day().is_weekend()
}

impl Oncall {
    fn is_on_call(&self, email: &str, now: Time) -> bool {
        self.schedules.iter().any(|(id, schedule)| self.shift(id, schedule, now).email == email)
    }
}
