//! Stories of whoever keeps the services running.

use serde_json::{Value, json};

use crate::lab::{Lab, text};

/// The first open incident of a world, as get_incident shows it.
fn open_incident(oncall: &mut Lab, status: &str) -> Value {
    let found = oncall.ok("list_incidents", json!({"status": status}));
    let id = text(&found, "/incidents/0/id");
    oncall.ok("get_incident", json!({"incident_id": id}))
}

#[test]
fn an_incident_shows_in_metrics_logs_and_on_call_alike() {
    for seed in 0..12 {
        let (mut oncall, mut metrics, mut logs) =
            (Lab::new("oncall", seed), Lab::new("metrics", seed), Lab::new("logs", seed));
        let incident = open_incident(&mut oncall, "triggered");
        let service = &incident["service_id"];
        let rules = metrics.ok("list_alert_rules", json!({"service_id": service, "status": "firing"}));
        let rules = rules["alert_rules"].as_array().expect("rules");
        let rule = rules.iter().find(|rule| rule["id"] == incident["alert_rule_id"]).expect("the alert fires");
        assert_eq!(rule["service_name"], incident["service_name"]);
        let compared =
            metrics.ok("compare_metric_windows", json!({"metric_id": rule["metric_id"], "duration_minutes": 15}));
        assert_eq!(compared["trend"], "higher", "{compared}");
        let found = logs.ok(
            "search_logs",
            json!({"service_id": service, "minimum_level": "warning", "start_time": "2026-03-05T13:40:00+01:00", "order": "oldest_first"}),
        );
        assert!(found["total"].as_u64() >= Some(4), "{found}");
        let trace = found["lines"].as_array().expect("lines").iter().find_map(|line| line["trace_id"].as_str());
        let traced = logs.ok("search_logs", json!({"trace_id": trace.expect("a trace")}));
        assert!(traced["total"].as_u64() >= Some(1));
    }
}

#[test]
fn metrics_are_the_same_whoever_asks_and_alerts_follow_them() {
    let mut lab = Lab::new("metrics", 3);
    let found = lab.ok("list_service_metrics", json!({"kind": "latency_p95"}));
    let id = text(&found, "/metrics/0/id");
    let window = json!({"metric_id": id, "start_time": "2026-03-01T10:00:00+01:00", "end_time": "2026-03-01T11:00:00+01:00", "step_minutes": 1});
    let fine = lab.ok("query_metric", window.clone());
    assert_eq!(fine, lab.ok("query_metric", window));
    let points = fine["points"].as_array().expect("points");
    assert_eq!(points.len(), 60);
    let highest = points.iter().filter_map(|point| point["value"].as_f64()).fold(0.0, f64::max);
    assert_eq!(Some(highest), fine["maximum"].as_f64());
    lab.no(
        "query_metric",
        json!({"metric_id": id, "start_time": "2026-02-04T10:00:00+01:00", "step_minutes": 5}),
        "invalid",
    );
    lab.no("query_metric", json!({"metric_id": id, "start_time": "2025-02-04T10:00:00+01:00"}), "invalid");

    let rule = json!({"metric_id": id, "name": "Any traffic at all", "comparison": "above", "threshold": 0.5, "severity": "critical"});
    let rule = lab.ok("create_alert_rule", rule.clone());
    assert_eq!(rule["status"], "firing");
    lab.no(
        "create_alert_rule",
        json!({"metric_id": id, "name": "Again", "comparison": "above", "threshold": 0.5}),
        "conflict",
    );
    let muted =
        lab.ok("mute_alert_rule", json!({"alert_rule_id": rule["id"], "duration_minutes": 60, "reason": "Load test"}));
    assert_eq!(muted["mute_reason"], "Load test");
    let listed = lab.ok("list_alert_rules", json!({"muted": true, "status": "firing"}));
    assert!(listed.to_string().contains("Load test"));
    lab.ok("mute_alert_rule", json!({"alert_rule_id": rule["id"], "duration_minutes": 0}));
    lab.no("mute_alert_rule", json!({"alert_rule_id": rule["id"], "duration_minutes": 0}), "conflict");
    let budget = lab.ok("get_error_budget", json!({"service_id": rule["service_id"]}));
    let (failed, total) = (budget["failed_requests"].as_i64(), budget["total_requests"].as_i64());
    assert!(failed > Some(0) && failed < total, "{budget}");
}

#[test]
fn logs_are_counted_saved_and_exported_in_steps() {
    let mut lab = Lab::new("logs", 5);
    let counts = lab.ok("count_logs", json!({"group_by": "level"}));
    let groups = counts["groups"].as_array().expect("groups");
    let sum: u64 = groups.iter().filter_map(|group| group["count"].as_u64()).sum();
    assert_eq!(Some(sum), counts["total"].as_u64());
    let saved = lab.ok("save_log_search", json!({"name": "Bad things", "minimum_level": "error"}));
    lab.no("save_log_search", json!({"name": "bad Things", "minimum_level": "error"}), "conflict");
    let found = lab.ok("search_logs", json!({"saved_search_id": saved["id"], "limit": 5}));
    assert!(found["lines"].as_array().expect("lines").iter().all(|line| line["level"] == "error"));
    let context = lab.ok("get_log_context", json!({"log_line_id": found["lines"][0]["id"], "before": 3, "after": 0}));
    assert!(text(&context, "/before/0/time") <= text(&context, "/line/time"));

    let arguments = json!({"name": "All of it", "format": "json_lines"});
    lab.host.events();
    let export = lab.ok("export_logs", arguments.clone());
    assert_eq!(export["line_count"], counts["total"]);
    assert!(lab.host.events().matches("notifications/progress").count() >= 4);
    let page = lab.ok("read_log_export", json!({"export_id": export["id"], "limit": 2}));
    let line: Value = serde_json::from_str(page["lines"][0].as_str().expect("a line")).expect("JSON");
    assert!(line["message"].is_string() && page["next_cursor"].is_string());
    lab.no("export_logs", json!({"name": "None", "query": "zebra crossing"}), "conflict");
}

#[test]
fn an_incident_is_taken_escalated_and_resolved() {
    let mut lab = Lab::new("oncall", 2);
    let incident = open_incident(&mut lab, "triggered");
    let id = json!({"incident_id": incident["id"]});
    let uri = json!({"uri": format!("oncall://incidents/{}/timeline", text(&incident, "/number"))}).to_string();
    lab.host.request("resources/subscribe", &uri).expect("a subscription");
    let resolved = json!({"incident_id": incident["id"], "resolution": "Rolled back."});
    let hint = lab.no("resolve_incident", resolved.clone(), "conflict");
    assert!(hint.contains("acknowledge_incident"), "{hint}");
    lab.ok("acknowledge_incident", id.clone());
    lab.no("acknowledge_incident", id.clone(), "conflict");
    assert!(lab.host.events().contains("notifications/resources/updated"));
    let escalate = json!({"incident_id": incident["id"], "reason": "Database knowledge needed"});
    assert_eq!(lab.ok("escalate_incident", escalate.clone())["escalation_level"], 2);
    assert_eq!(lab.ok("escalate_incident", escalate.clone())["status"], "triggered");
    lab.no("escalate_incident", escalate, "not_allowed");
    lab.ok("add_incident_note", json!({"incident_id": incident["id"], "text": "Back to normal since 14:40."}));
    lab.ok("acknowledge_incident", id);
    let over = lab.ok("resolve_incident", resolved.clone());
    assert_eq!((&over["status"], &over["resolution"]), (&json!("resolved"), &json!("Rolled back.")));
    lab.no("resolve_incident", resolved, "conflict");
    let page = lab.host.request("resources/read", &uri).expect("a page");
    assert!(page.contains("Back to normal since 14:40."), "{page}");
}

#[test]
fn the_worst_severity_is_confirmed_and_shifts_are_swapped() {
    let mut lab = Lab::new("oncall", 6);
    let schedules = lab.ok("list_oncall_schedules", json!({}));
    let service = &schedules["schedules"][0]["services"][0]["service_id"];
    let declared = json!({"service_id": service, "title": "Nobody can sign in", "severity": "sev1", "separate": true});
    let incident =
        lab.answered("declare_incident", &declared, json!({"action": "accept", "content": {"severity": "sev2"}}));
    assert_eq!(incident["severity"], "sev2");
    let refused = lab.answer("declare_incident", &declared, "severity", json!({"action": "decline"}));
    assert_eq!(refused["_meta"]["mcplab/error"], "not_allowed");
    let again = json!({"service_id": service, "title": "Again", "severity": "sev3"});
    lab.no("declare_incident", again, "conflict");

    let (schedule, at) = (&schedules["schedules"][0]["id"], "2026-03-25T12:00:00+01:00");
    let before = lab.ok("find_on_call", json!({"schedule_id": schedule, "at": at}));
    let members = schedules["schedules"][0]["members"].as_array().expect("members");
    let swap =
        members.iter().map(|member| text(member, "/email")).filter(|email| before["primary"]["email"] != **email);
    let shift = |email: &str| json!({"schedule_id": schedule, "email": email, "start_time": "2026-03-25T08:00:00+01:00", "end_time": "2026-03-25T20:00:00+01:00"});
    let taken =
        swap.into_iter().find(|email| lab.call("override_shift", &shift(email).to_string()).get("isError").is_none());
    let taken = taken.expect("somebody is free");
    let after = lab.ok("find_on_call", json!({"schedule_id": schedule, "at": at}));
    assert_eq!(after["primary"]["email"], taken);
    assert_eq!(after["secondary"], before["primary"]);
    lab.no("override_shift", shift(&text(&before, "/primary/email")), "conflict");
}

#[test]
fn nobody_is_woken_without_a_question() {
    let asked = (0..40).any(|seed| {
        let mut lab = Lab::new("oncall", seed);
        let incident = open_incident(&mut lab, "acknowledged");
        let schedules = lab.ok("list_oncall_schedules", json!({}));
        let members = schedules["schedules"]
            .as_array()
            .expect("schedules")
            .iter()
            .flat_map(|one| one["members"].as_array().expect("members"));
        let emails: Vec<String> = members.map(|member| text(member, "/email")).collect();
        let page =
            |email: &str| json!({"incident_id": incident["id"], "email": email, "message": "Please join the bridge."});
        let sleeper = emails
            .iter()
            .find(|email| lab.call("page_responder", &page(email).to_string())["resultType"] == "input_required");
        let Some(email) = sleeper else { return false };
        let refused = lab.answer(
            "page_responder",
            &page(email),
            "out_of_hours",
            json!({"action": "accept", "content": {"page_now": false}}),
        );
        assert_eq!(refused["_meta"]["mcplab/error"], "not_allowed");
        let paged =
            lab.answered("page_responder", &page(email), json!({"action": "accept", "content": {"page_now": true}}));
        assert_eq!(paged["email"], **email);
        lab.no("page_responder", page(email), "conflict");
        true
    });
    assert!(asked, "in forty worlds nobody sleeps");
}
