//! What the monitoring system holds and shows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::Time;

/// What a metric measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MetricKind {
    RequestRate,
    ErrorPercent,
    LatencyP50,
    LatencyP95,
    CpuPercent,
    MemoryPercent,
    QueueDepth,
}

impl MetricKind {
    pub fn name(self) -> &'static str {
        match self {
            Self::RequestRate => "http_requests_per_second",
            Self::ErrorPercent => "http_error_percent",
            Self::LatencyP50 => "http_latency_p50_ms",
            Self::LatencyP95 => "http_latency_p95_ms",
            Self::CpuPercent => "cpu_usage_percent",
            Self::MemoryPercent => "memory_usage_percent",
            Self::QueueDepth => "queue_depth_messages",
        }
    }

    pub fn unit(self) -> &'static str {
        match self {
            Self::RequestRate => "requests/s",
            Self::ErrorPercent | Self::CpuPercent | Self::MemoryPercent => "%",
            Self::LatencyP50 | Self::LatencyP95 => "ms",
            Self::QueueDepth => "messages",
        }
    }

    pub fn description(self) -> &'static str {
        match self {
            Self::RequestRate => "Requests answered per second, all instances together",
            Self::ErrorPercent => "Share of requests that failed with a status of 500 or above",
            Self::LatencyP50 => "Time in which half of the requests were answered",
            Self::LatencyP95 => "Time in which 95 of 100 requests were answered",
            Self::CpuPercent => "Processor time used, of what the instances may use",
            Self::MemoryPercent => "Memory used, of what the instances may use",
            Self::QueueDepth => "Messages that wait to be worked on",
        }
    }
}

/// A service that is watched.
#[derive(Debug, Clone, Serialize)]
pub struct MonitoredService {
    pub name: String,
    pub tier: i64,
    /// Share of requests that must succeed, in thousandths of a percent.
    pub objective: i64,
    /// Id of the metric of failed requests.
    pub error_metric_id: String,
    /// Id of the metric of requests.
    pub request_metric_id: String,
    pub troubles: Vec<Trouble>,
}

/// A stretch of time in which a service was unwell.
#[derive(Debug, Clone, Serialize)]
pub struct Trouble {
    pub incident_id: String,
    pub incident_number: String,
    pub title: String,
    pub symptom: Symptom,
    pub peak: i64,
    pub started_at: Time,
    pub resolved_at: Option<Time>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Symptom {
    Errors,
    Latency,
    Saturation,
}

#[derive(Debug, Clone, Serialize)]
pub struct Metric {
    pub service_id: String,
    pub kind: MetricKind,
    /// Thousandths of the unit on an ordinary weekday at noon.
    pub usual: i64,
    pub noise: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    Above,
    Below,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AlertSeverity {
    Critical,
    Warning,
}

#[derive(Debug, Clone, Serialize)]
pub struct AlertRule {
    pub name: String,
    pub metric_id: String,
    pub comparison: Comparison,
    /// In thousandths of the metric's unit.
    pub threshold: i64,
    pub for_minutes: i64,
    pub severity: AlertSeverity,
    pub muted_until: Option<Time>,
    pub mute_reason: Option<String>,
    pub created_at: Time,
}
