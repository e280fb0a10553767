//! What went wrong in production: the same incidents in the metrics, in the logs and with whoever is on call.

use super::cast::Cast;
use super::failures::{FAILURES, Failure};
use super::rota::rotas;
use super::software::Service;
use super::{World, fill};
use crate::kit::Ordered;
use crate::kit::Time;

/// Which metrics show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symptom {
    Errors,
    Latency,
    Saturation,
}

#[derive(Debug, Clone)]
pub struct Incident {
    /// What people call it: `INC-412`.
    pub number: i64,
    pub title: String,
    pub failure: &'static Failure,
    /// Index of the service in which it began.
    pub service: usize,
    /// Indices of the services that call it and suffered, too.
    pub callers: Vec<usize>,
    /// 1 for the worst, to 4.
    pub severity: i64,
    pub started: Time,
    /// When the alert fired.
    pub detected: Time,
    pub acknowledged: Option<Time>,
    pub resolved: Option<Time>,
    /// Index of the colleague who was on call; nobody means the owner.
    pub responder: Option<usize>,
    /// How bad it became at its worst: thousandths of failed requests, or of the usual latency or load on top.
    pub peak: i64,
}

/// Minutes from the beginning of an incident to its worst, and from the fix to normal.
const RAMP: i64 = 6;

/// A stretch of time in which a service was unwell.
#[derive(Debug, Clone, Copy)]
pub struct Trouble {
    pub started: Time,
    pub resolved: Option<Time>,
    pub symptom: Symptom,
    pub peak: i64,
}

/// How bad trouble is at a time: thousandths, up to the peak.
pub fn level(started: Time, resolved: Option<Time>, peak: i64, time: Time) -> i64 {
    // Minutes are cut towards zero, so the order is asked first.
    if time < started {
        return 0;
    }
    let rising = peak * (time.minutes_since(started) + 1).min(RAMP) / RAMP;
    match resolved.filter(|resolved| time >= *resolved).map(|resolved| time.minutes_since(resolved)) {
        Some(after) if after >= RAMP => 0,
        Some(after) => rising * (RAMP - after) / RAMP,
        None => rising,
    }
}

impl Incident {
    /// What it did to a service; callers feel a third of it.
    pub fn trouble(&self, service: usize) -> Option<Trouble> {
        let peak = match service == self.service {
            true => self.peak,
            false if self.callers.contains(&service) => self.peak / 3,
            false => return None,
        };
        Some(Trouble { started: self.started, resolved: self.resolved, symptom: self.failure.symptom, peak })
    }

    /// A text about it with the names of its services.
    pub fn words(&self, template: &str, services: &[Service]) -> String {
        words(template, services, self.service)
    }
}

/// A text about a service's failure with the names in it.
fn words(template: &str, services: &[Service], service: usize) -> String {
    let other = services[service].calls.first().map_or("the load balancer", |other| services[*other].name.as_str());
    fill(template, &[("service", &services[service].name), ("other", other)])
}

/// Index of the alert rule that watches for a symptom of a service, for the handle `alr`.
pub fn alert_index(service: usize, symptom: Symptom) -> usize {
    service * 3
        + match symptom {
            Symptom::Errors => 0,
            Symptom::Latency => 1,
            Symptom::Saturation => 2,
        }
}

/// The incidents of a world, oldest first: six in the small one, of which two are open.
pub fn incidents(world: &World, cast: &Cast, services: &[Service]) -> Vec<Incident> {
    let count = world.scaled(6);
    let mut rng = world.rng("incidents", 0);
    let mut failures: Vec<&'static Failure> = FAILURES.iter().collect();
    rng.shuffle(&mut failures);
    let rotas = rotas(world, cast, services);
    let first = rng.range(120, 900);
    let mut hours = 0;
    let mut found: Vec<Incident> = (0..count)
        .map(|index| {
            let mut rng = world.rng("incident", index);
            let failure = failures[index % failures.len()];
            let service = rng.index(services.len());
            let open = index < 2;
            // The newest come first; the past ones lie within the days that metrics are kept.
            let started = match index {
                0 => world.now.plus_minutes(-rng.range(14, 40)),
                1 => world.now.plus_minutes(-rng.range(60, 150)),
                _ => {
                    hours += rng.range(72 / count as i64, 960 / count as i64);
                    world.now.plus_minutes(-hours * 60 - rng.range(0, 59))
                }
            };
            let detected = started.plus_minutes(rng.range(4, 9));
            let acknowledged = (index > 0).then(|| detected.plus_minutes(rng.range(1, 14)));
            let resolved = (!open).then(|| detected.plus_minutes(rng.range(18, 190)));
            let severity = rng.range(1, 3).max(services[service].tier - 1);
            let callers = (0..services.len()).filter(|caller| services[*caller].calls.contains(&service)).collect();
            let rota = rotas.iter().find(|rota| rota.services.contains(&service));
            Incident {
                number: 0,
                title: words(failure.title, services, service),
                failure,
                service,
                callers,
                severity,
                started,
                detected,
                acknowledged,
                resolved,
                responder: rota.and_then(|rota| rota.on_call(detected)),
                peak: match failure.symptom {
                    Symptom::Errors => rng.range(60, 420) / severity,
                    Symptom::Latency => rng.range(2_400, 9_000),
                    Symptom::Saturation => rng.range(1_200, 2_600),
                },
            }
        })
        .collect();
    found.order_by_key(|incident| incident.started);
    for (index, incident) in found.iter_mut().enumerate() {
        incident.number = first + index as i64;
    }
    found
}
