//! Samples: one a minute, worked out from the metric, the hour and what was wrong at that time. Whole numbers only, so
//! that they are the same on every machine.

use super::types::*;
use super::{KEPT_DAYS, METRIC, Metrics};
use crate::kit::rng::mix;
use crate::kit::{Time, ToolError, When, invalid};

/// Thousandths of the load at noon, by hour.
const HOURS: [i64; 25] = [
    220, 180, 150, 140, 150, 190, 300, 480, 700, 880, 960, 1_000, 990, 960, 980, 990, 950, 870, 760, 680, 600, 500,
    390, 290, 220,
];
/// Longer windows are read from samples of five minutes.
const FINE_MINUTES: i64 = 48 * 60;

/// A stretch of time within what is kept.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    pub start: Time,
    pub end: Time,
}

impl Window {
    /// From arguments: the last hour where nothing else is said. What lies in the future is cut off.
    pub fn of(start: Option<When>, end: Option<When>, now: Time) -> Result<Self, ToolError> {
        let end = whole_minute(end.map_or(now, |end| now.resolve(end)).min(now));
        let start = start.map_or_else(|| end.plus_minutes(-60), |start| whole_minute(now.resolve(start)));
        Self { start, end }.checked(now)
    }

    pub fn checked(self, now: Time) -> Result<Self, ToolError> {
        let Self { start, end } = self;
        if start >= end {
            return Err(invalid(format!(
                "Argument `start_time`: {start} does not lie before the end {end}; there are no samples after now."
            )));
        }
        if start < now.plus_days(-KEPT_DAYS) {
            return Err(invalid(format!(
                "Argument `start_time`: samples are kept for {KEPT_DAYS} days, from {} on.",
                now.plus_days(-KEPT_DAYS)
            )));
        }
        Ok(self)
    }

    pub fn minutes(self) -> i64 {
        self.end.minutes_since(self.start).max(1)
    }

    /// Minutes between samples.
    pub fn resolution(self) -> i64 {
        if self.minutes() > FINE_MINUTES { 5 } else { 1 }
    }
}

impl Metrics {
    /// A sample in thousandths of the metric's unit.
    pub fn sample(&self, metric: &Metric, time: Time) -> i64 {
        self.sample_at(metric, time.minutes_since(self.epoch))
    }

    /// The sample of a minute since the epoch.
    fn sample_at(&self, metric: &Metric, minute: i64) -> i64 {
        let wobble = |bucket: i64, spread: i64| {
            let bits = mix(metric.noise ^ mix(bucket.unsigned_abs()));
            (bits % (2 * spread.unsigned_abs() + 1)) as i64 - spread
        };
        let noise = 1_000 + wobble(minute, 60) + wobble(minute / 15 + 7_000_000, 50);
        let troubles = self.services.get(&metric.service_id).map_or(&[][..], |service| &service.troubles);
        let level = |symptom| {
            let troubles = troubles.iter().filter(|trouble| trouble.symptom == symptom);
            troubles.map(|trouble| trouble.level(self.epoch.plus_minutes(minute))).sum::<i64>()
        };
        let (load, usual) = (load(self.epoch, minute), metric.usual);
        match metric.kind {
            MetricKind::RequestRate => usual * load / 1_000 * noise / 1_000,
            MetricKind::ErrorPercent => {
                let ordinary = usual * (noise * 4 - 3_000).max(0) / 1_000;
                (ordinary + level(Symptom::Errors) * 100 * noise / 1_000).min(100_000)
            }
            MetricKind::LatencyP50 | MetricKind::LatencyP95 => {
                let slow = level(Symptom::Latency) + level(Symptom::Saturation) / 4;
                let slow = if metric.kind == MetricKind::LatencyP50 { slow / 3 } else { slow };
                usual * (850 + load * 15 / 100) / 1_000 * noise / 1_000 * (1_000 + slow) / 1_000
            }
            MetricKind::CpuPercent => {
                full(usual * (300 + load * 7 / 10) / 1_000 * noise / 1_000, level(Symptom::Saturation))
            }
            MetricKind::MemoryPercent => full(usual * (2_000 + noise) / 3_000, level(Symptom::Saturation) * 7 / 10),
            MetricKind::QueueDepth => {
                (usual * load / 1_000 * noise / 1_000 * (1_000 + level(Symptom::Saturation) * 30) / 1_000) / 1_000
                    * 1_000
            }
        }
    }

    /// The samples of a window, oldest first.
    pub fn samples(&self, metric: &Metric, window: Window) -> Vec<i64> {
        let step = window.resolution();
        let count = (window.minutes() + step - 1) / step;
        let first = window.start.minutes_since(self.epoch);
        (0..count).map(|index| self.sample_at(metric, first + index * step)).collect()
    }

    pub fn metric(&self, id: &str) -> Result<(&Metric, &MonitoredService), ToolError> {
        let metric = METRIC.get(&self.metrics, id)?;
        Ok((metric, super::SERVICE.get(&self.services, &metric.service_id)?))
    }
}

/// Samples are taken at whole minutes.
pub fn whole_minute(time: Time) -> Time {
    time.at(time.day(), time.minute())
}

/// How much there is to do so many minutes after a time, by the clock of its place.
fn load(epoch: Time, minutes: i64) -> i64 {
    let minute = epoch.minute() + minutes;
    let day = epoch.day().weekday() as i64 + minute.div_euclid(24 * 60);
    let minute = minute.rem_euclid(24 * 60);
    let hour = (minute / 60) as usize;
    let (from, to) = (HOURS[hour.min(23)], HOURS[hour.min(23) + 1]);
    let weekday = from + (to - from) * (minute % 60) / 60;
    if day.rem_euclid(7) >= 5 { weekday * 6 / 10 } else { weekday }
}

/// A share that trouble drives towards 98 percent.
fn full(usual: i64, level: i64) -> i64 {
    usual + (98_000 - usual).max(0) * level.min(1_000) / 1_000
}

/// The sample below which `percent` of them lie.
pub fn percentile(samples: &[i64], percent: usize) -> i64 {
    let mut sorted = samples.to_vec();
    sorted.sort_unstable();
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or(0)
}

pub fn average(samples: &[i64]) -> i64 {
    samples.iter().sum::<i64>() / samples.len().max(1) as i64
}

/// Thousandths as a number.
pub fn number(thousandths: i64) -> f64 {
    thousandths as f64 / 1_000.0
}
