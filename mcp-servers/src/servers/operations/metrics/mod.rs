//! Metrics: series of the company's services, alert rules over them, and how much of the error budget is left.

mod alerts;
mod budget;
mod dashboards;
mod data;
mod querying;
mod series;
mod types;

use serde::Serialize;

use crate::kit::prompt::{self, Prompt};
use crate::kit::resource::{self, Listed, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Noun, Table, Time};
use crate::world::World;
use types::{AlertRule, Metric, MonitoredService};

const METRIC: Noun = Noun { name: "metric", finder: "list_service_metrics" };
const SERVICE: Noun = Noun { name: "service", finder: "list_service_metrics" };
const RULE: Noun = Noun { name: "alert rule", finder: "list_alert_rules" };

/// How many days the samples are kept.
const KEPT_DAYS: i64 = 30;

/// The whole monitoring system.
#[derive(Debug, Clone, Serialize)]
pub struct Metrics {
    alert_rules: Table<AlertRule>,
    /// From here minutes are counted, so that a sample is the same whoever asks.
    epoch: Time,
    metrics: Table<Metric>,
    services: Table<MonitoredService>,
}

impl Server for Metrics {
    const NAME: &'static str = "metrics";
    const TITLE: &'static str = "Metrics";
    const DESCRIPTION: &'static str =
        "Monitoring of the company's services: series, alert rules, dashboards and error budgets.";
    const INSTRUCTIONS: &'static str = "Find a metric with list_service_metrics, then read it with query_metric. Samples are kept for 30 days, one a minute. \
        Times without an offset are taken as the user's local time.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("list_service_metrics", querying::list_service_metrics),
            read("query_metric", querying::query_metric),
            read("compare_metric_windows", querying::compare_metric_windows),
            read("get_error_budget", budget::get_error_budget),
            read("list_alert_rules", alerts::list_alert_rules),
            write("create_alert_rule", alerts::create_alert_rule),
            write("mute_alert_rule", alerts::mute_alert_rule).idempotent(),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        let listed = |metrics: &Self| {
            let one = |service: &MonitoredService| Listed {
                values: vec![service.name.clone()],
                title: format!("Dashboard of {}", service.name),
            };
            metrics.services.values().map(one).collect()
        };
        vec![resource::template(
            "metrics://dashboards/{service_name}",
            "dashboard",
            "What a service's metrics and alert rules show at this moment, as a page.",
            "text/markdown",
            listed,
            |metrics, now, vars| dashboards::page(metrics, now, vars.get("service_name")),
        )]
    }

    fn prompts() -> Vec<Prompt<Self>> {
        let names = |metrics: &Self| metrics.services.values().map(|service| service.name.clone()).collect();
        vec![prompt::new("investigate_service", dashboards::investigate).complete("service_name", names)]
    }
}
