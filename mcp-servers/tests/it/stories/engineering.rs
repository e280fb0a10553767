//! Stories of the family `engineering`.

use serde_json::{Value, json};

use crate::lab::{Lab, text};

fn items(value: &Value, key: &str) -> Vec<Value> {
    value[key].as_array().unwrap_or_else(|| panic!("no list {key} in {value}")).clone()
}

/// The open pull requests with all that is known of them.
fn open_requests(lab: &mut Lab) -> Vec<Value> {
    let list = lab.ok("list_pull_requests", json!({"limit": 50}));
    let ids = items(&list, "pull_requests").iter().map(|one| text(one, "/id")).collect::<Vec<_>>();
    ids.into_iter().map(|id| lab.ok("get_pull_request", json!({"pull_request_id": id}))).collect()
}

#[test]
fn a_change_goes_from_a_branch_to_a_pull_request_and_its_review_is_asked_again() {
    let mut lab = Lab::new("repos", 3);
    let repository = text(&lab.ok("search_repositories", json!({})), "/repositories/0/name");
    lab.no("create_branch", json!({"repository": repository, "branch": "a..b"}), "invalid");
    let branch = json!({"repository": repository, "branch": "docs/readme"});
    lab.ok("create_branch", branch.clone());
    lab.no("create_branch", branch, "conflict");
    let request = json!({"repository": repository, "source_branch": "docs/readme", "title": "Say more"});
    lab.no("create_pull_request", request.clone(), "conflict");

    let readme = lab.ok("read_repository_file", json!({"repository": repository, "path": "README.md"}));
    let mut change = json!({"repository": repository, "branch": "main", "path": "README.md", "content": "# New\n", "message": "Say more"});
    lab.no("commit_file_change", change.clone(), "not_allowed");
    change["branch"] = json!("docs/readme");
    lab.no("commit_file_change", change.clone(), "conflict");
    change["expected_sha"] = readme["file_sha"].clone();
    let commit = lab.ok("commit_file_change", change.clone());
    assert_eq!((&commit["files"][0]["status"], &commit["check_status"]), (&json!("modified"), &json!("pending")));
    change["content"] = json!("# Newer\n");
    lab.no("commit_file_change", change, "conflict");

    let request = lab.ok("create_pull_request", request);
    assert!(text(&request, "/files/0/patch").contains("+# New"), "{request}");
    let id = text(&request, "/id");
    lab.no("review_pull_request", json!({"pull_request_id": id, "verdict": "approve"}), "not_allowed");
    let why = lab.no("merge_pull_request", json!({"pull_request_id": id}), "conflict");
    assert!(why.contains("0 of 1 approvals") || why.contains("0 of 2 approvals"), "{why}");
    let compared = json!({"repository": repository, "base_revision": "main", "head_revision": "docs/readme"});
    assert_eq!(lab.ok("compare_revisions", compared)["ahead_by"], 1);
}

#[test]
fn pull_requests_are_merged_once_nothing_stands_in_the_way() {
    let (mut merged, mut approved, mut conflicting) = (0, 0, 0);
    for seed in 0..4 {
        let mut lab = Lab::new("repos", seed);
        for request in open_requests(&mut lab) {
            let id = text(&request, "/id");
            let merge = json!({"pull_request_id": id});
            if request["can_merge"] == true {
                let repository = text(&request, "/repository");
                let done = lab.ok("merge_pull_request", merge.clone());
                let commits = lab.ok("list_commits", json!({"repository": repository}));
                assert_eq!(commits["commits"][0]["commit_sha"], done["merge_commit_sha"]);
                lab.no("merge_pull_request", merge, "conflict");
                merged += 1;
            } else {
                let why = lab.no("merge_pull_request", merge, "conflict");
                conflicting += usize::from(why.contains("conflicts with main"));
                let review = json!({"pull_request_id": id, "verdict": "approve"});
                let result = lab.call("review_pull_request", &review.to_string());
                approved += usize::from(result.get("isError").is_none());
            }
        }
    }
    assert!(merged > 3 && approved > 3 && conflicting > 1, "{merged} {approved} {conflicting}");
}

#[test]
fn issues_code_and_builds_tell_the_same_story() {
    for seed in 0..3 {
        let (mut repos, mut issues, mut ci) = (Lab::new("repos", seed), Lab::new("issues", seed), Lab::new("ci", seed));
        for request in open_requests(&mut repos) {
            let issue = issues.ok("get_issue", json!({"issue_key": request["issue_key"]}));
            assert_eq!(issue["issue"]["pull_request"]["pull_request_id"], request["id"]);
            assert_eq!(issue["issue"]["assignee"], request["author"]);
            let runs = ci.ok("list_pipeline_runs", json!({"commit_sha": request["head_sha"]}));
            let run = ci.ok("get_pipeline_run", json!({"run_id": text(&runs, "/runs/0/id")}));
            let failing = request["check_status"] == "failing";
            assert_eq!(run["run"]["status"], if failing { "failed" } else { "passed" }, "{request}");
            if failing {
                let log = ci.ok("get_job_log", json!({"run_id": run["run"]["id"], "job_name": "test"}));
                assert_eq!(log["failed_tests"][0], request["failing_test"]);
                let path = text(&request, "/files/0/path");
                assert!(path.contains('/'), "{path}");
            }
        }
    }
}

#[test]
fn an_issue_that_is_a_duplicate_has_none() {
    let mut duplicates = 0;
    for seed in 0..20 {
        let state: Value = serde_json::from_str(&Lab::new("issues", seed).host.state()).expect("JSON");
        for issue in state["state"]["issues"].as_object().expect("issues").values() {
            let links = items(issue, "links");
            let has = |kind: &str| links.iter().any(|link| link["kind"] == kind);
            assert!(!(has("duplicates") && has("duplicated_by")), "{issue}");
            duplicates += usize::from(has("duplicates"));
        }
    }
    assert!(duplicates > 5, "{duplicates} duplicates");
}

#[test]
fn releases_are_tags_and_run_as_the_builds_say() {
    let (mut repos, mut deployments, mut ci) = (Lab::new("repos", 5), Lab::new("deployments", 5), Lab::new("ci", 5));
    for release in items(&deployments.ok("list_releases", json!({"limit": 50})), "releases") {
        let at = json!({"repository": release["repository"], "revision": release["version"], "limit": 1});
        assert_eq!(repos.ok("list_commits", at)["commits"][0]["commit_sha"], release["commit_sha"]);
        let run = ci.ok("get_pipeline_run", json!({"run_id": release["run_id"]}));
        assert_eq!(
            (&run["run"]["commit_sha"], &run["run"]["status"]),
            (&release["commit_sha"], &release["run_result"])
        );
    }
}

#[test]
fn issues_go_through_the_workflow_one_by_one_and_many_at_once() {
    let mut lab = Lab::new("issues", 4);
    let project = text(&lab.ok("list_sprints", json!({})), "/projects/0/project_key");
    let new = json!({"project_key": project, "title": "Export is empty", "issue_type": "bug", "labels": ["Reporting"]});
    let issue = lab.ok("create_issue", new);
    let key = text(&issue, "/key");
    assert_eq!((&issue["status"], &issue["labels"][0]), (&json!("backlog"), &json!("reporting")));
    lab.no("transition_issue", json!({"issue_key": key, "status": "done"}), "conflict");
    let why = lab.no("transition_issue", json!({"issue_key": key, "status": "in_progress"}), "conflict");
    assert!(why.contains("assign_issue"), "{why}");
    lab.ok("assign_issue", json!({"issue_key": key, "assignee_email": issue["reporter"]["email"]}));

    let other =
        lab.ok("create_issue", json!({"project_key": project, "title": "Export service", "issue_type": "task"}));
    lab.ok("link_issues", json!({"issue_key": other["key"], "kind": "blocks", "other_issue_key": key}));
    lab.no("link_issues", json!({"issue_key": key, "kind": "blocks", "other_issue_key": other["key"]}), "conflict");
    lab.no("transition_issue", json!({"issue_key": key, "status": "in_progress"}), "conflict");
    lab.ok("transition_issue", json!({"issue_key": other["key"], "status": "cancelled", "comment": "Not needed."}));
    let both = json!({"issue_keys": [key, other["key"], "XYZ-1"], "status": "in_progress"});
    let moved = lab.ok("transition_issues", both.clone());
    assert_eq!((&moved["moved_count"], &moved["failed_count"]), (&json!(1), &json!(2)));
    lab.no("transition_issues", both, "conflict");

    let sprints = lab.ok("list_sprints", json!({}));
    lab.no("move_issue_to_sprint", json!({"issue_key": key, "sprint_id": sprints["sprints"][0]["id"]}), "conflict");
    let next = items(&sprints, "sprints").into_iter().find(|one| one["state"] == "planned").expect("a sprint");
    lab.no("move_issue_to_sprint", json!({"issue_key": key, "sprint_id": next["id"]}), "conflict");
    lab.ok("update_issue", json!({"issue_key": key, "estimate_points": 5}));
    lab.no("update_issue", json!({"issue_key": key, "estimate_points": 6}), "invalid");
    lab.ok("move_issue_to_sprint", json!({"issue_key": key, "sprint_id": next["id"]}));
}

#[test]
fn runs_report_progress_and_stop_when_nobody_waits() {
    let mut lab = Lab::new("ci", 6);
    let pipelines = items(&lab.ok("list_pipelines", json!({})), "pipelines");
    let running = lab.ok("list_pipeline_runs", json!({"status": "running"}));
    let busy = text(&running, "/runs/0/repository");
    lab.no("start_pipeline_run", json!({"repository": busy}), "conflict");
    lab.ok("cancel_pipeline_run", json!({"run_id": running["runs"][0]["id"]}));
    let free = pipelines.iter().find(|one| one["repository"] == busy.as_str()).expect("the pipeline");
    let start = json!({"name": "start_pipeline_run", "arguments": {"repository": free["repository"]}, "_meta": {"mcplab/cancelAfter": 2}});
    let result = lab.host.request("tools/call", &start.to_string()).expect("a result");
    assert!(result.contains("cancelled after 2 of 4"), "{result}");
    let mut lab = Lab::of(lab.host);
    let left = lab.ok("list_pipeline_runs", json!({"repository": busy, "limit": 1}));
    let run = lab.ok("get_pipeline_run", json!({"run_id": left["runs"][0]["id"]}));
    let states: Vec<&str> = items(&run, "jobs")
        .iter()
        .map(|job| job["status"].as_str().unwrap_or_default())
        .map(|state| match state {
            "passed" => "passed",
            _ => "skipped",
        })
        .collect();
    assert_eq!(
        (run["run"]["status"].as_str(), states),
        (Some("cancelled"), vec!["passed", "passed", "skipped", "skipped"])
    );
    let retried = lab.ok("retry_failed_jobs", json!({"run_id": run["run"]["id"]}));
    assert_ne!(retried["run"]["status"], "cancelled");
    assert!(lab.host.events().contains("notifications/progress"));
}

#[test]
fn production_is_confirmed_and_a_rollout_brings_its_tools() {
    let mut seen = (false, false);
    for seed in 0..12 {
        let mut lab = Lab::new("deployments", seed);
        lab.host.request("tools/list", "{}").expect("a list");
        let waiting = lab.ok("list_deployments", json!({"status": "rolling_out"}));
        for deployment in items(&waiting, "deployments") {
            let done = lab.ok("abort_rollout", json!({"deployment_id": deployment["id"], "reason": "Errors"}));
            assert_eq!((&done["status"], &done["traffic_percent"]), (&json!("aborted"), &json!(0)));
            assert!(lab.host.events().contains("tools/list_changed"));
            seen.0 = true;
        }
        assert!(lab.host.call_tool("resume_rollout", "{}").is_err(), "nothing is being rolled out");
        let staged = lab.ok("list_environments", json!({"environment": "staging", "limit": 50}));
        for place in items(&staged, "environments") {
            let promote = json!({"service_id": place["service_id"]});
            if lab.call("promote_to_production", &promote.to_string())["resultType"] != "input_required"
                || place["tier"] == 1
            {
                continue;
            }
            let refused = lab.answer("promote_to_production", &promote, "confirm", json!({"action": "decline"}));
            assert_eq!(refused["_meta"]["mcplab/error"], "not_allowed");
            let begun = lab.answered(
                "promote_to_production",
                &promote,
                json!({"action": "accept", "content": {"confirm": true}}),
            );
            assert_eq!((&begun["status"], &begun["traffic_percent"]), (&json!("rolling_out"), &json!(10)));
            lab.no(
                "roll_back_service",
                json!({"service_id": place["service_id"], "environment": "production", "reason": "x"}),
                "conflict",
            );
            let id = text(&begun, "/id");
            let shares: Vec<Value> = (0..3)
                .map(|_| lab.ok("resume_rollout", json!({"deployment_id": id}))["traffic_percent"].clone())
                .collect();
            assert_eq!(json!(shares), json!([25, 50, 100]));
            let back = json!({"service_id": place["service_id"], "environment": "production", "reason": "Slow"});
            let back =
                lab.answered("roll_back_service", &back, json!({"action": "accept", "content": {"confirm": true}}));
            assert_eq!(back["version"], begun["previous_version"]);
            seen.1 = true;
            break;
        }
    }
    assert_eq!(seen, (true, true));
}

#[test]
fn flags_change_only_as_they_were_seen_and_tell_who_is_served() {
    let mut lab = Lab::new("flags", 2);
    lab.host.request("resources/subscribe", r#"{"uri": "flags://environments/dev"}"#).expect("a subscription");
    let service = text(&lab.ok("search_feature_flags", json!({})), "/flags/0/service_name");
    let new =
        json!({"key": "new-search", "description": "Searches faster.", "kind": "release", "service_name": service});
    lab.ok("create_feature_flag", new.clone());
    lab.no("create_feature_flag", new, "conflict");
    let user = json!({"flag_key": "new-search", "environment": "dev", "user_email": "ada@boe.example"});
    assert_eq!(lab.ok("evaluate_feature_flag", user.clone())["reason"], "off");
    let on = json!({"flag_key": "new-search", "environment": "dev", "is_on": true, "expected_version": 1});
    assert_eq!(lab.ok("toggle_feature_flag", on.clone())["version"], 2);
    lab.no("toggle_feature_flag", on, "conflict");
    assert!(lab.host.events().contains("resources/updated"));
    let percent = |percent: i64, version: i64| json!({"flag_key": "new-search", "environment": "dev", "rollout_percent": percent, "expected_version": version});
    lab.ok("set_flag_rollout", percent(100, 2));
    assert_eq!(lab.ok("evaluate_feature_flag", user.clone())["reason"], "in_rollout");
    lab.ok("set_flag_rollout", percent(0, 3));
    assert_eq!(lab.ok("evaluate_feature_flag", user.clone())["is_served"], false);
    let targets = json!({"flag_key": "new-search", "environment": "dev", "target_user_emails": ["ada@boe.example"], "expected_version": 4});
    lab.ok("set_flag_targets", targets);
    assert_eq!(lab.ok("evaluate_feature_flag", user)["reason"], "targeted_user");
    let log = lab.ok("get_flag_audit_log", json!({"flag_key": "new-search"}));
    assert_eq!(items(&log, "entries").len(), 5);
    lab.ok("archive_feature_flag", json!({"flag_key": "new-search", "expected_version": 5}));
    lab.no("archive_feature_flag", json!({"flag_key": "new-search", "expected_version": 6}), "conflict");
    let used = lab.ok("search_feature_flags", json!({"serving_in": "production", "kind": "release"}));
    let used = json!({"flag_key": used["flags"][0]["key"], "expected_version": used["flags"][0]["version"]});
    let result = lab.call("archive_feature_flag", &used.to_string());
    assert!(
        ["not_allowed", "conflict"].contains(&result["_meta"]["mcplab/error"].as_str().unwrap_or_default()),
        "{result}"
    );
}
