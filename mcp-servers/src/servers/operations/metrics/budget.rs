//! The error budget: how many requests may fail, and how many did.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::series::{Window, number};
use super::types::*;
use super::{Metrics, SERVICE};
use crate::kit::{Call, Int, Time, ToolError};

/// The share of the budget that one incident used up.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BudgetIncident {
    /// Id of the incident.
    pub incident_id: String,
    /// Number of the incident.
    pub incident_number: String,
    /// What happened.
    pub title: String,
    /// When it began.
    pub started_at: Time,
    /// Requests that failed while it lasted.
    pub failed_requests: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ErrorBudget {
    /// Id of the service.
    pub service_id: String,
    /// Name of the service.
    pub service_name: String,
    /// 1 for what must never be down, to 3.
    pub tier: i64,
    /// Share of requests that must succeed, in percent.
    pub objective_percent: f64,
    /// Share of requests that succeeded, in percent.
    pub achieved_percent: f64,
    /// Where the window begins.
    pub window_start: Time,
    /// Where the window ends.
    pub window_end: Time,
    /// Requests of the window.
    pub total_requests: i64,
    /// Requests of the window that failed.
    pub failed_requests: i64,
    /// Requests that may fail in the window.
    pub allowed_failures: i64,
    /// Share of the budget that is left, in percent; below zero where it is overspent.
    pub remaining_percent: f64,
    /// How fast the last hour used the budget up; 1 is the pace that lasts exactly the window.
    pub burn_rate: f64,
    /// Incidents with failed requests in the window, oldest first.
    pub incidents: Vec<BudgetIncident>,
}

/// Reports how much of a service's error budget is left and which incidents used it up. Use it before risky releases.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetErrorBudget {
    /// Id of the service.
    pub service_id: String,
    /// Over how many days up to now (default 28).
    pub window_days: Option<Int<1, 28>>,
}

pub fn get_error_budget(metrics: &Metrics, call: &Call, args: GetErrorBudget) -> Result<ErrorBudget, ToolError> {
    let service = SERVICE.get(&metrics.services, &args.service_id)?;
    let days = args.window_days.map_or(28, |days| days.0);
    let window = Window { start: call.now.plus_days(-days), end: call.now };
    let (total, failed) = metrics.traffic(service, window)?;
    let (hour_total, hour_failed) = metrics.traffic(service, Window { start: call.now.plus_minutes(-60), ..window })?;
    let allowance = 100_000 - service.objective;
    let allowed = total / 100_000 * allowance + total % 100_000 * allowance / 100_000;
    let burn = hour_failed.saturating_mul(100_000_000) / (hour_total.max(1) * allowance.max(1));
    Ok(ErrorBudget {
        service_id: args.service_id,
        service_name: service.name.clone(),
        tier: service.tier,
        objective_percent: number(service.objective),
        achieved_percent: number(100_000 - failed.saturating_mul(100_000) / total.max(1)),
        window_start: window.start,
        window_end: window.end,
        total_requests: total,
        failed_requests: failed,
        allowed_failures: allowed,
        remaining_percent: ((allowed - failed).saturating_mul(1_000) / allowed.max(1)) as f64 / 10.0,
        burn_rate: (burn / 10) as f64 / 100.0,
        incidents: metrics.spenders(service, window)?,
    })
}

impl Metrics {
    /// Requests of a window and those that failed.
    fn traffic(&self, service: &MonitoredService, window: Window) -> Result<(i64, i64), ToolError> {
        let (requests, _) = self.metric(&service.request_metric_id)?;
        let (errors, _) = self.metric(&service.error_metric_id)?;
        let seconds = window.resolution() * 60;
        let (requests, errors) = (self.samples(requests, window), self.samples(errors, window));
        // Requests are in thousandths, failures in thousandths of a percent of them.
        let failed: i64 = requests.iter().zip(&errors).map(|(rate, percent)| rate * percent / 1_000 * seconds).sum();
        Ok((requests.iter().map(|rate| rate * seconds).sum::<i64>() / 1_000, failed / 100_000))
    }

    fn spenders(&self, service: &MonitoredService, window: Window) -> Result<Vec<BudgetIncident>, ToolError> {
        let mut incidents = Vec::new();
        for trouble in service.troubles.iter().filter(|trouble| trouble.symptom == Symptom::Errors) {
            let start = trouble.started_at.max(window.start);
            let end = trouble.resolved_at.map_or(window.end, |end| end.plus_minutes(6)).min(window.end);
            if start < end {
                let (_, failed_requests) = self.traffic(service, Window { start, end })?;
                incidents.push(BudgetIncident {
                    incident_id: trouble.incident_id.clone(),
                    incident_number: trouble.incident_number.clone(),
                    title: trouble.title.clone(),
                    started_at: trouble.started_at,
                    failed_requests,
                });
            }
        }
        Ok(incidents)
    }
}
