//! The monitoring system as the world has it.

use super::Metrics;
use super::types::*;
use crate::kit::{Day, Table, Time};
use crate::world::World;
use crate::world::cast::Cast;
use crate::world::incidents::{self, Incident, incidents};
use crate::world::software::{Service, services};

/// Metrics per service, for handles.
const SLOTS: usize = 8;

pub fn generate(world: &World) -> Metrics {
    let cast = Cast::generate(world);
    let services = services(world, &cast);
    let incidents = incidents(world, &cast, &services);
    let mut metrics = Metrics {
        alert_rules: Table::new(),
        epoch: world.now.at(Day::new(2020, 1, 1), 0),
        metrics: Table::new(),
        services: Table::new(),
    };
    for (index, service) in services.iter().enumerate() {
        add_service(world, &mut metrics, index, service, &incidents);
    }
    metrics
}

fn add_service(world: &World, metrics: &mut Metrics, index: usize, service: &Service, incidents: &[Incident]) {
    let service_id = world.id("svc", index);
    let mut rng = world.rng("metrics", index);
    let latency = rng.range(35, 160) * 1_000;
    let mut kinds = vec![
        (MetricKind::RequestRate, rng.range(6, 240) * 1_000),
        (MetricKind::ErrorPercent, rng.range(4, 22)),
        (MetricKind::LatencyP50, latency),
        (MetricKind::LatencyP95, latency * rng.range(24, 42) / 10),
        (MetricKind::CpuPercent, rng.range(18, 48) * 1_000),
        (MetricKind::MemoryPercent, rng.range(34, 62) * 1_000),
    ];
    if ["worker", "notifier", "billing", "reports"].iter().any(|part| service.name.ends_with(part)) {
        kinds.push((MetricKind::QueueDepth, rng.range(12, 180) * 1_000));
    }
    for (slot, (kind, usual)) in kinds.iter().enumerate() {
        let noise = u64::from(rng.range(0, i64::from(u32::MAX)).unsigned_abs() as u32);
        let metric = Metric { service_id: service_id.clone(), kind: *kind, usual: *usual, noise };
        metrics.metrics.insert(world.id("mtr", index * SLOTS + slot), metric);
    }
    let id = |slot: usize| world.id("mtr", index * SLOTS + slot);
    let created_at = world.now.plus_days(-rng.range(60, 400)).plus_minutes(-rng.range(0, 600));
    let rules = [
        (incidents::Symptom::Errors, 1, 1_000, "fails too often", AlertSeverity::Critical),
        (incidents::Symptom::Latency, 3, (kinds[3].1 * 2 / 10_000 + 1) * 10_000, "is slow", AlertSeverity::Warning),
        (incidents::Symptom::Saturation, 4, 85_000, "is at its limit", AlertSeverity::Warning),
    ];
    for (symptom, slot, threshold, what, severity) in rules {
        let muted = symptom == incidents::Symptom::Saturation && rng.chance(25);
        let rule = AlertRule {
            name: format!("{} {what}", service.name),
            metric_id: id(slot),
            comparison: Comparison::Above,
            threshold,
            for_minutes: 5,
            severity,
            muted_until: muted.then(|| world.now.plus_minutes(rng.range(2, 40) * 30)),
            mute_reason: muted
                .then(|| rng.pick(&["Load test this week", "Known, ticket filed", "Migration of nodes"]).to_owned()),
            created_at,
        };
        metrics.alert_rules.insert(world.id("alr", incidents::alert_index(index, symptom)), rule);
    }
    let row = MonitoredService {
        name: service.name.clone(),
        tier: service.tier,
        objective: [99_950, 99_900, 99_500][(service.tier - 1).clamp(0, 2) as usize],
        error_metric_id: id(1),
        request_metric_id: id(0),
        troubles: incidents.iter().enumerate().filter_map(|(number, one)| trouble(world, number, one, index)).collect(),
    };
    metrics.services.insert(service_id, row);
}

fn trouble(world: &World, index: usize, incident: &Incident, service: usize) -> Option<Trouble> {
    let trouble = incident.trouble(service)?;
    Some(Trouble {
        incident_id: world.id("inc", index),
        incident_number: format!("INC-{}", incident.number),
        title: incident.title.clone(),
        symptom: match trouble.symptom {
            incidents::Symptom::Errors => Symptom::Errors,
            incidents::Symptom::Latency => Symptom::Latency,
            incidents::Symptom::Saturation => Symptom::Saturation,
        },
        peak: trouble.peak,
        started_at: trouble.started,
        resolved_at: trouble.resolved,
    })
}

impl Trouble {
    /// How bad it is at a time.
    pub fn level(&self, time: Time) -> i64 {
        incidents::level(self.started_at, self.resolved_at, self.peak, time)
    }
}
