//! Dashboards: what a service shows at this moment, as a page, and the conversation that begins with it.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Deserialize;

use super::Metrics;
use super::alerts::AlertStatus;
use super::series::{Window, average, number};
use super::types::*;
use crate::kit::{Message, Time, ToolError, shorten};

type Result<T> = std::result::Result<T, ToolError>;

/// Begins the search for what is wrong with a service, from what its dashboard shows now.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Investigate {
    /// Name of the service.
    pub service_name: String,
}

impl Metrics {
    fn named(&self, name: &str) -> Result<(&String, &MonitoredService)> {
        self.services.iter().find(|(_, service)| service.name == name).ok_or_else(|| {
            let name = shorten(name);
            ToolError::NotFound(format!("No service is called {name}. Use list_service_metrics to find services."))
        })
    }
}

pub fn page(metrics: &Metrics, now: Time, name: &str) -> Result<String> {
    let (service_id, service) = metrics.named(name)?;
    let mut text = format!("# {name}\n\nTier {}, {}\n\n", service.tier, now.spoken());
    text.push_str("| metric | now | last hour | a day ago | unit |\n|---|---:|---:|---:|---|\n");
    let hour = Window { start: now.plus_minutes(-60), end: now };
    let before = Window { start: hour.start.plus_days(-1), end: now.plus_days(-1) };
    for metric in metrics.metrics.values().filter(|metric| metric.service_id == *service_id) {
        let mean = |window| number(average(&metrics.samples(metric, window)));
        let (current, kind) = (number(metrics.sample(metric, now)), metric.kind);
        let _ = writeln!(text, "| {} | {current} | {} | {} | {} |", kind.name(), mean(hour), mean(before), kind.unit());
    }
    text.push_str("\n## Alert rules\n\n");
    for (id, rule) in metrics.alert_rules.iter() {
        let view = metrics.rule_view(id, rule, now)?;
        if view.service_id != *service_id {
            continue;
        }
        let state = match (view.status, view.firing_since) {
            (AlertStatus::Firing, Some(since)) => format!("**firing** since {}", since.clock()),
            _ => "ok".to_owned(),
        };
        let muted = if view.muted_until.is_some() { ", muted" } else { "" };
        let _ = writeln!(text, "- {} ({id}): {state}{muted}", view.name);
    }
    Ok(text)
}

pub fn investigate(metrics: &Metrics, now: Time, args: Investigate) -> Result<Vec<Message>> {
    let page = page(metrics, now, &args.service_name)?;
    Ok(vec![Message::User(format!(
        "Find out what is wrong with the service {}, if anything is. Start from its dashboard below, look at the metrics \
         that left their usual range with query_metric, compare them with last week, and say since when it lasts, whom it \
         concerns and what to look at next. Do not mute or create alert rules without asking me.\n\n{page}",
        args.service_name
    ))])
}
