//! The log store as the world has it: ordinary lines, and those of the incidents.

use super::messages::{SERVING, UPSTREAM, WORKING};
use super::types::*;
use super::{KEPT_DAYS, Logs};
use crate::kit::rng::Rng;
use crate::kit::{Ordered, Table, Time};
use crate::world::cast::Cast;
use crate::world::incidents::{Incident, Symptom, incidents};
use crate::world::software::{Service, services};
use crate::world::{World, fill};

const LINES_PER_SERVICE: usize = 26;
const NAMES: [&str; 9] = [
    "Errors since yesterday", "Slow requests", "Failed webhooks", "Rate limits", "Dead letters", "Starts and restarts",
    "Deprecated endpoints", "Failed calls", "Retries",
];
const QUERIES: [&str; 9] = [
    "failed", "slow request", "webhook failed", "rate limit", "dead letter", "instance started", "deprecated",
    "call failed", "attempt",
];

pub fn generate(world: &World) -> Logs {
    let cast = Cast::generate(world);
    let services = services(world, &cast);
    let mut writer = Writer { world, services: &services, lines: Vec::new() };
    for index in 0..services.len() {
        writer.ordinary(index);
    }
    for (index, incident) in incidents(world, &cast, &services).iter().enumerate() {
        if incident.started > world.now.plus_days(-KEPT_DAYS) {
            writer.incident(index, incident);
        }
    }
    writer.lines.order_by_key(|line| line.time);
    let lines: Vec<(String, LogLine)> =
        writer.lines.into_iter().enumerate().map(|(index, line)| (world.id("log", index), line)).collect();
    Logs {
        exports: exports(world, &services, &lines),
        lines: lines.into_iter().collect(),
        owner: cast.owner.name(),
        saved_searches: saved(world, &cast, &services),
        services: services.iter().enumerate().map(|(index, one)| (world.id("svc", index), one.name.clone())).collect(),
    }
}

struct Writer<'a> {
    world: &'a World,
    services: &'a [Service],
    lines: Vec<LogLine>,
}

impl Writer<'_> {
    fn ordinary(&mut self, service: usize) {
        let mut rng = self.world.rng("logs", service);
        let name = &self.services[service].name;
        let works = ["worker", "notifier", "billing", "reports"].iter().any(|part| name.ends_with(part));
        for _ in 0..LINES_PER_SERVICE {
            let (level, message) =
                if works { WORKING[rng.index(WORKING.len())] } else { SERVING[rng.index(SERVING.len())] };
            // What is serious is rare.
            if level >= LogLevel::Warning && rng.chance(30) {
                continue;
            }
            let hours = if rng.chance(60) { 24 } else { 24 * KEPT_DAYS - 12 };
            let time = self.world.now.plus_seconds(-rng.range(30, hours * 3_600));
            let trace = rng.chance(45).then(|| trace(&mut rng));
            self.write(&mut rng, service, time, level, message, trace.clone());
            let callee = self.services[service].calls.first().copied();
            if let (Some(callee), Some(trace)) = (callee, trace) {
                let message = "internal request of {other} answered in {ms} ms";
                let message = fill(message, &[("other", name)]);
                let later = time.plus_seconds(rng.range(0, 2));
                self.write(&mut rng, callee, later.min(self.world.now), LogLevel::Info, &message, Some(trace));
            }
        }
    }

    fn incident(&mut self, index: usize, incident: &Incident) {
        let mut rng = self.world.rng("incident logs", index);
        let end = incident.resolved.unwrap_or(self.world.now);
        let seconds = end.minutes_since(incident.started).max(1) * 60;
        let level = match incident.failure.symptom {
            Symptom::Errors => LogLevel::Error,
            Symptom::Latency | Symptom::Saturation => LogLevel::Warning,
        };
        for number in 0..12 {
            let time = incident.started.plus_seconds(rng.range(0, 240) + (seconds - 240).max(0) * number / 12);
            let message = incident.words(rng.pick(incident.failure.logs), self.services);
            let worse = if rng.chance(25) { LogLevel::Error } else { level };
            let trace = trace(&mut rng);
            self.write(&mut rng, incident.service, time.min(self.world.now), worse, &message, Some(trace.clone()));
            if !incident.callers.is_empty() && rng.chance(35) {
                let caller = incident.callers[rng.index(incident.callers.len())];
                let message = fill(rng.pick(&UPSTREAM), &[("other", &self.services[incident.service].name)]);
                let later = time.plus_seconds(rng.range(1, 5)).min(self.world.now);
                self.write(&mut rng, caller, later, LogLevel::Error, &message, Some(trace));
            }
        }
        if let Some(resolved) = incident.resolved {
            let time = resolved.plus_seconds(rng.range(5, 90));
            let version = "instance started, version {version}";
            self.write(&mut rng, incident.service, time, LogLevel::Info, version, None);
        }
    }

    fn write(
        &mut self,
        rng: &mut Rng,
        service: usize,
        time: Time,
        level: LogLevel,
        message: &str,
        trace_id: Option<String>,
    ) {
        let Service { name, version: (major, minor, patch), .. } = &self.services[service];
        let (ms, n) = (rng.range(3, 940).to_string(), rng.range(2, 98).to_string());
        let trace = trace_id.clone().unwrap_or_else(|| trace(rng));
        let version = format!("{major}.{minor}.{patch}");
        let slots = [("ms", ms.as_str()), ("n", &n), ("trace", &trace), ("version", &version)];
        self.lines.push(LogLine {
            time,
            service_id: self.world.id("svc", service),
            instance: format!("{name}-{}", rng.range(1, 4)),
            level,
            message: fill(message, &slots),
            trace_id,
        });
    }
}

/// Eight hexadecimal digits.
fn trace(rng: &mut Rng) -> String {
    format!("{:08x}", rng.range(0x1000_0000, 0xffff_ffff))
}

fn saved(world: &World, cast: &Cast, services: &[Service]) -> Table<SavedSearch> {
    let mut rng = world.rng("saved searches", 0);
    let all: Vec<usize> = (0..NAMES.len()).collect();
    let chosen = rng.some(&all, world.scaled(3));
    let one = |(index, which): (usize, usize)| {
        let service = rng.chance(50).then(|| rng.index(services.len()));
        let colleague = &cast.people[rng.index(cast.people.len())];
        let saved = SavedSearch {
            name: NAMES[which].to_owned(),
            owner: if rng.chance(60) || colleague.company != Some(0) { cast.owner.name() } else { colleague.name() },
            query: Some(QUERIES[which].to_owned()),
            service_id: service.map(|service| world.id("svc", service)),
            minimum_level: rng.chance(30).then_some(LogLevel::Warning),
            created_at: world.now.plus_days(-rng.range(3, 200)).plus_minutes(-rng.range(0, 400)),
        };
        (world.id("lsq", index), saved)
    };
    chosen.into_iter().enumerate().map(one).collect()
}

/// One that somebody made this morning.
fn exports(world: &World, services: &[Service], lines: &[(String, LogLine)]) -> Table<Export> {
    let mut rng = world.rng("log export", 0);
    let service = rng.index(services.len());
    let (service_id, name) = (world.id("svc", service), &services[service].name);
    let chosen = lines.iter().filter(|(_, line)| line.service_id == service_id).take(20);
    let line_ids: Vec<String> = chosen.map(|(id, _)| id.clone()).collect();
    let created_at = world.now.plus_minutes(-rng.range(30, 300));
    let export = Export {
        name: format!("{name} for the review"),
        format: ExportFormat::Csv,
        status: ExportStatus::Complete,
        wanted: line_ids.len(),
        line_ids,
        created_at,
        expires_at: created_at.plus_minutes(24 * 60),
    };
    [(world.id("lex", 0), export)].into_iter().collect()
}
