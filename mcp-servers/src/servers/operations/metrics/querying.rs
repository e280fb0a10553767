//! The tools that look at series.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::series::{Window, average, number, percentile, whole_minute};
use super::types::*;
use super::{Metrics, SERVICE};
use crate::kit::{Call, Cursor, Int, Limit, Ordered, Query, Time, ToolError, When, invalid, page};

type Result<T> = std::result::Result<T, ToolError>;

/// How many points a caller may ask for at once.
const MOST_POINTS: i64 = 300;

#[derive(Debug, Serialize, JsonSchema)]
pub struct MetricSummary {
    /// Id of the metric.
    pub id: String,
    /// Name of the metric.
    pub name: String,
    /// What it measures.
    pub kind: MetricKind,
    /// What it means.
    pub description: String,
    /// Unit of its values.
    pub unit: String,
    /// Id of the service that it belongs to.
    pub service_id: String,
    /// Name of the service.
    pub service_name: String,
    /// The value at this moment.
    pub current_value: f64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct MetricList {
    /// The metrics found, by service and name.
    pub metrics: Vec<MetricSummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Lists metrics with their current values, of one service or of all. Use it to get the ids of metrics and services.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListServiceMetrics {
    /// Only metrics of this service.
    pub service_id: Option<String>,
    /// Words of the service's or the metric's name; all of them must match.
    pub query: Option<Query>,
    /// Only metrics that measure this.
    pub kind: Option<MetricKind>,
    /// How many metrics to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// How the samples of a step become one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Aggregation {
    Average,
    Minimum,
    Maximum,
    P95,
    Last,
}

/// Reads a series over a window, one value per step. Use it to see when something changed; at most 300 points.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QueryMetric {
    /// Id of the metric.
    pub metric_id: String,
    /// Where the window begins (default: one hour before its end).
    pub start_time: Option<When>,
    /// Where the window ends (default: now).
    pub end_time: Option<When>,
    /// Minutes per point (default 5).
    pub step_minutes: Option<Int<1, 1440>>,
    /// How the samples of a step become one value (default average).
    pub aggregation: Option<Aggregation>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Point {
    /// Where the step begins.
    pub time: Time,
    /// The value of the step.
    pub value: f64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Series {
    /// Id of the metric.
    pub metric_id: String,
    /// Name of the metric.
    pub metric_name: String,
    /// Name of the service.
    pub service_name: String,
    /// Unit of the values.
    pub unit: String,
    /// How the samples of a step became one value.
    pub aggregation: Aggregation,
    /// Minutes between the samples that were read: 1, or 5 for windows of more than two days.
    pub resolution_minutes: i64,
    /// The values, oldest first.
    pub points: Vec<Point>,
    /// Average over the whole window.
    pub average: f64,
    /// Highest sample of the window.
    pub maximum: f64,
    /// When the highest sample was taken.
    pub maximum_at: Time,
    /// Lowest sample of the window.
    pub minimum: f64,
}

/// Compares a metric between two windows of equal length, such as this hour and the same hour last week. Use it to tell a
/// problem from what is usual.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompareMetricWindows {
    /// Id of the metric.
    pub metric_id: String,
    /// How long both windows are, in minutes (default 60).
    pub duration_minutes: Option<Int<5, 10080>>,
    /// Where the window in question begins (default: so that it ends now).
    pub start_time: Option<When>,
    /// Where the window to compare with begins (default: one week before the other).
    pub baseline_start_time: Option<When>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct WindowSummary {
    /// Where the window begins.
    pub start: Time,
    /// Where the window ends.
    pub end: Time,
    /// Average of its samples.
    pub average: f64,
    /// Value below which 95 of 100 samples lie.
    pub p95: f64,
    /// Highest sample.
    pub maximum: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    Higher,
    Similar,
    Lower,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct WindowComparison {
    /// Id of the metric.
    pub metric_id: String,
    /// Name of the metric.
    pub metric_name: String,
    /// Name of the service.
    pub service_name: String,
    /// Unit of the values.
    pub unit: String,
    /// The window in question.
    pub window: WindowSummary,
    /// The window it is compared with.
    pub baseline: WindowSummary,
    /// By how many percent the average differs from the baseline.
    pub change_percent: f64,
    /// Whether the average is more than a fifth above or below the baseline.
    pub trend: Trend,
}

pub fn list_service_metrics(metrics: &Metrics, call: &Call, args: ListServiceMetrics) -> Result<MetricList> {
    if let Some(id) = &args.service_id {
        SERVICE.get(&metrics.services, id)?;
    }
    let name = |metric: &Metric| metrics.services.get(&metric.service_id).map_or("", |service| service.name.as_str());
    let found = |(_, metric): &(&String, &Metric)| {
        args.service_id.as_ref().is_none_or(|id| metric.service_id == *id)
            && args.kind.is_none_or(|kind| metric.kind == kind)
            && args.query.as_ref().is_none_or(|query| query.matches([name(metric), metric.kind.name()]))
    };
    let mut found: Vec<(&String, &Metric)> = metrics.metrics.iter().filter(found).collect();
    found.order_by_key(|(_, metric)| (name(metric), metric.kind.name()));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 20);
    let summary = |(id, metric): (&String, &Metric)| MetricSummary {
        id: id.clone(),
        name: metric.kind.name().to_owned(),
        kind: metric.kind,
        description: metric.kind.description().to_owned(),
        unit: metric.kind.unit().to_owned(),
        service_id: metric.service_id.clone(),
        service_name: name(metric).to_owned(),
        current_value: number(metrics.sample(metric, call.now)),
    };
    Ok(MetricList { metrics: found.into_iter().map(summary).collect(), next_cursor })
}

pub fn query_metric(metrics: &Metrics, call: &Call, args: QueryMetric) -> Result<Series> {
    let (metric, service) = metrics.metric(&args.metric_id)?;
    let window = Window::of(args.start_time, args.end_time, call.now)?;
    let step = args.step_minutes.map_or(5, |step| step.0).max(window.resolution());
    if window.minutes() / step > MOST_POINTS {
        return Err(invalid(format!(
            "Argument `step_minutes`: a window of {} minutes in steps of {step} has more than {MOST_POINTS} points. \
             Use steps of at least {} minutes.",
            window.minutes(),
            (window.minutes() / MOST_POINTS + 1).min(1_440)
        )));
    }
    let samples = metrics.samples(metric, window);
    let aggregation = args.aggregation.unwrap_or(Aggregation::Average);
    let size = (step / window.resolution()).max(1) as usize;
    let point = |(index, chunk): (usize, &[i64])| Point {
        time: window.start.plus_minutes(index as i64 * size as i64 * window.resolution()),
        value: number(aggregation.of(chunk)),
    };
    let (highest_at, highest) =
        samples.iter().enumerate().max_by_key(|(index, value)| (**value, usize::MAX - index)).unwrap_or((0, &0));
    Ok(Series {
        metric_id: args.metric_id,
        metric_name: metric.kind.name().to_owned(),
        service_name: service.name.clone(),
        unit: metric.kind.unit().to_owned(),
        aggregation,
        resolution_minutes: window.resolution(),
        points: samples.chunks(size).enumerate().map(point).collect(),
        average: number(average(&samples)),
        maximum: number(*highest),
        maximum_at: window.start.plus_minutes(highest_at as i64 * window.resolution()),
        minimum: number(samples.iter().min().copied().unwrap_or(0)),
    })
}

pub fn compare_metric_windows(metrics: &Metrics, call: &Call, args: CompareMetricWindows) -> Result<WindowComparison> {
    let (metric, service) = metrics.metric(&args.metric_id)?;
    let minutes = args.duration_minutes.map_or(60, |minutes| minutes.0);
    let start = args.start_time.map_or_else(|| call.now.plus_minutes(-minutes), |start| call.now.resolve(start));
    let start = whole_minute(start);
    let before =
        args.baseline_start_time.map_or_else(|| start.plus_days(-7), |start| whole_minute(call.now.resolve(start)));
    let end = start.plus_minutes(minutes);
    if end > call.now {
        return Err(invalid(format!(
            "Argument `start_time`: the window would end at {end}, which is in the future; it is now {}.",
            call.now
        )));
    }
    if before.plus_minutes(minutes) > call.now {
        return Err(invalid("Argument `baseline_start_time`: that window would end in the future."));
    }
    let window = Window { start, end }.checked(call.now)?;
    let baseline = Window { start: before, end: before.plus_minutes(minutes) }.checked(call.now)?;
    let (now, then) = (metrics.samples(metric, window), metrics.samples(metric, baseline));
    let (high, low) = (average(&now), average(&then));
    let change = if low == 0 { 0 } else { (high - low).saturating_mul(1_000) / low };
    Ok(WindowComparison {
        metric_id: args.metric_id,
        metric_name: metric.kind.name().to_owned(),
        service_name: service.name.clone(),
        unit: metric.kind.unit().to_owned(),
        window: summary(window, &now),
        baseline: summary(baseline, &then),
        change_percent: change as f64 / 10.0,
        trend: match change {
            201.. => Trend::Higher,
            ..=-201 => Trend::Lower,
            _ => Trend::Similar,
        },
    })
}

fn summary(window: Window, samples: &[i64]) -> WindowSummary {
    WindowSummary {
        start: window.start,
        end: window.end,
        average: number(average(samples)),
        p95: number(percentile(samples, 95)),
        maximum: number(samples.iter().max().copied().unwrap_or(0)),
    }
}

impl Aggregation {
    fn of(self, samples: &[i64]) -> i64 {
        match self {
            Self::Average => average(samples),
            Self::Minimum => samples.iter().min().copied().unwrap_or(0),
            Self::Maximum => samples.iter().max().copied().unwrap_or(0),
            Self::P95 => percentile(samples, 95),
            Self::Last => samples.last().copied().unwrap_or(0),
        }
    }
}
