//! The on-call system as the world has it.

use super::Oncall;
use super::types::*;
use crate::kit::rng::Rng;
use crate::kit::{Table, Time};
use crate::world::World;
use crate::world::cast::{Cast, Person, Role};
use crate::world::incidents::{self, incidents};
use crate::world::rota::{Rota, rotas};
use crate::world::software::{Service, services};

const NOTES: [&str; 18] = [
    "Customers report it in the support channel.", "Looks like it began with the morning peak.",
    "Restarting one instance changed nothing.", "Traffic moved to the second zone.", "Status page updated.",
    "No release in the last 24 hours.", "The last release went out shortly before.",
    "Support has a text for customers.", "Dashboards confirm it; the other services look normal.",
    "Asked the platform team to look at the network.", "Numbers are getting better.",
    "Found something in the logs, checking.", "Scaled out by two instances to buy time.",
    "Reproduced it with one account.", "Disabled the feature flag as a precaution.", "Database looks fine.",
    "Waiting for the provider's answer.", "Bridge is open, join if you know this part.",
];
const REASONS: [&str; 8] = [
    "Doctor's appointment", "School event", "On a train", "Wedding", "Swapped for last week", "Moving house",
    "Training day", "Long weekend",
];

pub fn generate(world: &World) -> Oncall {
    let cast = Cast::generate(world);
    let services = services(world, &cast);
    let rotas = rotas(world, &cast, &services);
    let incidents = incidents(world, &cast, &services);
    let next_number = incidents.last().map_or(100, |incident| incident.number + 1);
    let desk = Desk { world, cast: &cast, services: &services, rotas: &rotas };
    Oncall {
        incidents: incidents
            .iter()
            .enumerate()
            .map(|(index, one)| (world.id("inc", index), desk.incident(index, one)))
            .collect(),
        next_number,
        overrides: desk.overrides(),
        owner_email: cast.owner.email.clone(),
        pages: Table::new(),
        responders: desk.responders(),
        schedules: rotas
            .iter()
            .enumerate()
            .map(|(index, rota)| (world.id("sch", index), desk.schedule(rota)))
            .collect(),
        services: (0..services.len()).map(|index| (world.id("svc", index), desk.service(index))).collect(),
    }
}

struct Desk<'a> {
    world: &'a World,
    cast: &'a Cast,
    services: &'a [Service],
    rotas: &'a [Rota],
}

impl Desk<'_> {
    fn person(&self, person: Option<usize>) -> &Person {
        person.map_or(&self.cast.owner, |person| &self.cast.people[person])
    }

    fn responders(&self) -> Table<Responder> {
        let colleagues = self.cast.with_role(Role::Colleague).into_iter().map(Some);
        let responder = |person: Option<usize>| {
            let person = self.person(person);
            let responder =
                Responder { name: person.name(), phone: person.phone.clone(), city: person.city.to_owned() };
            (person.email.clone(), responder)
        };
        colleagues.chain([None]).map(responder).collect()
    }

    fn schedule(&self, rota: &Rota) -> Schedule {
        Schedule {
            name: format!("{} on call", self.cast.projects[rota.project].name),
            members: rota.members.iter().map(|member| self.person(*member).email.clone()).collect(),
            anchor: rota.anchor,
        }
    }

    fn rota_of(&self, service: usize) -> usize {
        self.rotas.iter().position(|rota| rota.services.contains(&service)).unwrap_or(0)
    }

    fn service(&self, index: usize) -> WatchedService {
        let service = &self.services[index];
        WatchedService {
            name: service.name.clone(),
            tier: service.tier,
            schedule_id: self.world.id("sch", self.rota_of(index)),
            owner_email: self.person(service.owner).email.clone(),
        }
    }

    /// Some coming shifts that somebody else takes.
    fn overrides(&self) -> Table<Override> {
        let one = |index: usize| {
            let mut rng = self.world.rng("override", index);
            let rota = &self.rotas[index % self.rotas.len()];
            let day = self.world.now.day().plus_days(rng.range(2, 5) + 9 * (index / self.rotas.len()) as i64);
            let start = self.world.now.at(day, rng.range(8, 17) * 60);
            let taker = self.person(rota.members.iter().copied().find(|member| *member != rota.on_call(start))?);
            let id = self.world.id("ovr", index);
            Some(Override {
                schedule_id: self.world.id("sch", index % self.rotas.len()),
                email: taker.email.clone(),
                name: taker.name(),
                replaces: vec![self.person(rota.on_call(start)).name()],
                start,
                end: start.plus_minutes(rng.range(3, 16) * 60),
                reason: Some(rng.pick(&REASONS).to_owned()),
                id,
            })
        };
        (0..self.world.scaled(1)).filter_map(one).map(|one| (one.id.clone(), one)).collect()
    }

    fn incident(&self, index: usize, incident: &incidents::Incident) -> Incident {
        let mut rng = self.world.rng("timeline", index);
        let responder = self.person(incident.responder);
        let id = |service: usize| self.world.id("svc", service);
        let resolution = incident
            .resolved
            .map(|_| incident.words(&format!("{} {}", incident.failure.cause, incident.failure.fix), self.services));
        Incident {
            number: format!("INC-{}", incident.number),
            title: incident.title.clone(),
            service_id: id(incident.service),
            affected_service_ids: incident.callers.iter().map(|caller| id(*caller)).collect(),
            severity: match incident.severity {
                ..=1 => Severity::Sev1,
                2 => Severity::Sev2,
                3 => Severity::Sev3,
                _ => Severity::Sev4,
            },
            status: match (incident.acknowledged, incident.resolved) {
                (_, Some(_)) => IncidentStatus::Resolved,
                (Some(_), None) => IncidentStatus::Acknowledged,
                (None, None) => IncidentStatus::Triggered,
            },
            alert_rule_id: Some(
                self.world.id("alr", incidents::alert_index(incident.service, incident.failure.symptom)),
            ),
            assigned_email: responder.email.clone(),
            escalation_level: 1,
            triggered_at: incident.detected,
            acknowledged_at: incident.acknowledged,
            resolved_at: incident.resolved,
            timeline: self.timeline(&mut rng, incident, responder, resolution.as_deref()),
            resolution,
        }
    }

    fn timeline(
        &self,
        rng: &mut Rng,
        incident: &incidents::Incident,
        responder: &Person,
        resolution: Option<&str>,
    ) -> Vec<TimelineEntry> {
        let entry =
            |time: Time, kind, actor: &str, text: String| TimelineEntry { time, kind, actor: actor.to_owned(), text };
        let name = responder.name();
        let what = match incident.failure.symptom {
            incidents::Symptom::Errors => "failed requests above 1%",
            incidents::Symptom::Latency => "answers slower than twice the usual",
            incidents::Symptom::Saturation => "processor above 85%",
        };
        let service = &self.services[incident.service].name;
        let mut timeline = vec![
            entry(incident.detected, EntryKind::Triggered, "monitoring", format!("{service}: {what} for 5 minutes")),
            entry(incident.detected, EntryKind::Paged, "monitoring", format!("Paged {name}, who is on call")),
        ];
        let Some(acknowledged) = incident.acknowledged else { return timeline };
        timeline.push(entry(acknowledged, EntryKind::Acknowledged, &name, "Looking into it".to_owned()));
        let end = incident.resolved.unwrap_or(self.world.now);
        let minutes = end.minutes_since(acknowledged).max(1);
        let count = rng.range(1, 4);
        let notes = rng.some(&NOTES, count as usize);
        for (index, note) in notes.into_iter().enumerate() {
            let time = acknowledged.plus_minutes(minutes * (index as i64 + 1) / (count + 2));
            let colleague = self.cast.with_role(Role::Colleague);
            let other = self.person(Some(colleague[rng.index(colleague.len())])).name();
            timeline.push(entry(time, EntryKind::Note, if rng.chance(65) { &name } else { &other }, note.to_owned()));
        }
        if let (Some(resolved), Some(resolution)) = (incident.resolved, resolution) {
            timeline.push(entry(resolved, EntryKind::Resolved, &name, resolution.to_owned()));
        }
        timeline
    }
}
