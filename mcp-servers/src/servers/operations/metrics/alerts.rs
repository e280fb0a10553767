//! The tools around alert rules.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::series::{number, whole_minute};
use super::types::*;
use super::{Metrics, RULE, SERVICE};
use crate::kit::{Call, Cursor, Int, Limit, Ordered, Text, Time, ToolError, conflict, invalid, not_allowed, page};

type Result<T> = std::result::Result<T, ToolError>;

/// The longest time for which a critical alert of a service of tier 1 may be silent, in minutes.
const MUTE_TIER_1: i64 = 240;
/// How far back the beginning of an alert is looked for, in minutes.
const LOOK_BACK: i64 = 720;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AlertStatus {
    Ok,
    Firing,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct AlertRuleView {
    /// Id of the alert rule.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Id of the metric that it watches.
    pub metric_id: String,
    /// Name of the metric.
    pub metric_name: String,
    /// Id of the service.
    pub service_id: String,
    /// Name of the service.
    pub service_name: String,
    /// On which side of the threshold it fires.
    pub comparison: Comparison,
    /// The threshold, in the metric's unit.
    pub threshold: f64,
    /// Unit of the threshold.
    pub unit: String,
    /// For how many minutes the threshold must be crossed.
    pub for_minutes: i64,
    /// How urgent it is.
    pub severity: AlertSeverity,
    /// Whether it fires at this moment.
    pub status: AlertStatus,
    /// Since when it fires.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub firing_since: Option<Time>,
    /// Until when nobody is told of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub muted_until: Option<Time>,
    /// Why it is muted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mute_reason: Option<String>,
    /// When the rule was made.
    pub created_at: Time,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct AlertRuleList {
    /// The alert rules found: firing ones first, then by name.
    pub alert_rules: Vec<AlertRuleView>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Lists alert rules and whether they fire now. Use it to see what is wrong at this moment and to get an alert rule's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListAlertRules {
    /// Only rules of this service.
    pub service_id: Option<String>,
    /// Only rules with this status.
    pub status: Option<AlertStatus>,
    /// Whether only muted rules (true) or only others (false) are wanted (default: both).
    pub muted: Option<bool>,
    /// How many rules to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Creates an alert rule that fires when a metric stays above or below a threshold. Fails if the metric has the same rule
/// already.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateAlertRule {
    /// Id of the metric to watch.
    pub metric_id: String,
    /// What to call the rule.
    pub name: Text<100>,
    /// On which side of the threshold it fires.
    pub comparison: Comparison,
    /// The threshold, in the metric's unit.
    #[schemars(range(min = 0.0, max = 1000000.0))]
    pub threshold: f64,
    /// For how many minutes the threshold must be crossed (default 5).
    pub for_minutes: Option<Int<1, 60>>,
    /// How urgent it is (default warning).
    pub severity: Option<AlertSeverity>,
}

/// Silences an alert rule for some time, during a maintenance for example; zero minutes end the silence. Critical rules
/// of tier 1 services can be muted for at most four hours.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MuteAlertRule {
    /// Id of the alert rule.
    pub alert_rule_id: String,
    /// For how many minutes from now; 0 ends the silence.
    pub duration_minutes: Int<0, 10080>,
    /// Why it is muted.
    pub reason: Option<Text<200>>,
}

pub fn list_alert_rules(metrics: &Metrics, call: &Call, args: ListAlertRules) -> Result<AlertRuleList> {
    if let Some(id) = &args.service_id {
        SERVICE.get(&metrics.services, id)?;
    }
    let views: Result<Vec<AlertRuleView>> =
        metrics.alert_rules.iter().map(|(id, rule)| metrics.rule_view(id, rule, call.now)).collect();
    let mut found = views?;
    found.retain(|rule| {
        args.service_id.as_ref().is_none_or(|id| rule.service_id == *id)
            && args.status.is_none_or(|status| rule.status == status)
            && args.muted.is_none_or(|muted| rule.muted_until.is_some() == muted)
    });
    found.order_by(|a, b| {
        let key = |rule: &AlertRuleView| (rule.status == AlertStatus::Ok, rule.name.clone(), rule.id.clone());
        key(a).cmp(&key(b))
    });
    let (alert_rules, next_cursor) = page(found, args.cursor, args.limit, 20);
    Ok(AlertRuleList { alert_rules, next_cursor })
}

pub fn create_alert_rule(metrics: &mut Metrics, call: &mut Call, args: CreateAlertRule) -> Result<AlertRuleView> {
    let (metric, _) = metrics.metric(&args.metric_id)?;
    if !(0.0..=1_000_000.0).contains(&args.threshold) {
        return Err(invalid("Argument `threshold`: it must lie between 0 and 1000000."));
    }
    if metric.kind.unit() == "%" && args.threshold > 100.0 {
        return Err(invalid(format!("Argument `threshold`: {} is a share and never above 100.", metric.kind.name())));
    }
    let threshold = (args.threshold * 1_000.0).round() as i64;
    let same = |(_, rule): &(&String, &AlertRule)| {
        rule.metric_id == args.metric_id && rule.comparison == args.comparison && rule.threshold == threshold
    };
    if let Some((id, rule)) = metrics.alert_rules.iter().find(same) {
        return Err(conflict(format!("The rule {} ({id}) watches for the same already.", rule.name)));
    }
    let rule = AlertRule {
        name: args.name.0,
        metric_id: args.metric_id,
        comparison: args.comparison,
        threshold,
        for_minutes: args.for_minutes.map_or(5, |minutes| minutes.0),
        severity: args.severity.unwrap_or(AlertSeverity::Warning),
        muted_until: None,
        mute_reason: None,
        created_at: call.now,
    };
    let id = call.ids.mint("alr");
    let view = metrics.rule_view(&id, &rule, call.now)?;
    metrics.alert_rules.insert(id, rule);
    Ok(view)
}

pub fn mute_alert_rule(metrics: &mut Metrics, call: &mut Call, args: MuteAlertRule) -> Result<AlertRuleView> {
    let rule = RULE.get(&metrics.alert_rules, &args.alert_rule_id)?;
    let (_, service) = metrics.metric(&rule.metric_id)?;
    let (minutes, muted) = (args.duration_minutes.0, rule.muted_until.is_some_and(|until| until > call.now));
    if minutes == 0 && !muted {
        return Err(conflict(format!("The rule {} is not muted.", rule.name)));
    }
    if rule.severity == AlertSeverity::Critical && service.tier == 1 && minutes > MUTE_TIER_1 {
        return Err(not_allowed(format!(
            "{} is a service of tier 1; its critical rules can be muted for at most {MUTE_TIER_1} minutes.",
            service.name
        )));
    }
    let mut rule = rule.clone();
    rule.muted_until = (minutes > 0).then(|| call.now.plus_minutes(minutes));
    rule.mute_reason = args.reason.filter(|_| minutes > 0).map(|reason| reason.0);
    let view = metrics.rule_view(&args.alert_rule_id, &rule, call.now)?;
    metrics.alert_rules.insert(args.alert_rule_id, rule);
    Ok(view)
}

impl Metrics {
    pub fn rule_view(&self, id: &str, rule: &AlertRule, now: Time) -> Result<AlertRuleView> {
        let (metric, service) = self.metric(&rule.metric_id)?;
        let latest = whole_minute(now);
        let crossed = |minutes_ago: i64| {
            let value = self.sample(metric, latest.plus_minutes(-minutes_ago));
            match rule.comparison {
                Comparison::Above => value > rule.threshold,
                Comparison::Below => value < rule.threshold,
            }
        };
        let held = (0..LOOK_BACK).take_while(|minutes| crossed(*minutes)).count() as i64;
        let firing = held >= rule.for_minutes;
        let muted = rule.muted_until.filter(|until| *until > now);
        Ok(AlertRuleView {
            id: id.to_owned(),
            name: rule.name.clone(),
            metric_id: rule.metric_id.clone(),
            metric_name: metric.kind.name().to_owned(),
            service_id: metric.service_id.clone(),
            service_name: service.name.clone(),
            comparison: rule.comparison,
            threshold: number(rule.threshold),
            unit: metric.kind.unit().to_owned(),
            for_minutes: rule.for_minutes,
            severity: rule.severity,
            status: if firing { AlertStatus::Firing } else { AlertStatus::Ok },
            firing_since: firing.then(|| latest.plus_minutes(rule.for_minutes - held)),
            muted_until: muted,
            mute_reason: rule.mute_reason.clone().filter(|_| muted.is_some()),
            created_at: rule.created_at,
        })
    }
}
