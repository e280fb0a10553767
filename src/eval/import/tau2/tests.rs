//! Tasks in tau2-bench's layout, made for the tests.

use serde_json::json;

use super::*;
use crate::score::{Check, Claim, Episode, score};

fn bakery(criteria: &Value) -> Value {
    json!({
        "id": "7", "description": {"purpose": "Sells no stale bread."},
        "user_scenario": {"persona": "Kind.", "instructions": {"domain": "bakery", "reason_for_call": "You want a loaf.",
            "known_info": "You are Ida.", "unknown_info": null, "task_instructions": "Insist on rye."}},
        "initial_state": {"initialization_data": {"agent_data": {"loaves": 3}, "user_data": null},
            "initialization_actions": [{"env_type": "user"}], "message_history": null},
        "evaluation_criteria": criteria,
    })
}

fn only(task: Value) -> ImportedTask {
    let mut read = read(&[task]).unwrap();
    assert_eq!(read.len(), 1);
    read.remove(0).unwrap()
}

fn lost(task: &ImportedTask) -> Vec<String> {
    task.lost.iter().map(ToString::to_string).collect()
}

fn sell(loaf: &str, requestor: Option<&str>) -> Value {
    json!({"action_id": "a", "requestor": requestor, "name": "sell", "arguments": {"loaf": loaf, "note": null},
        "compare_args": ["loaf"]})
}

#[test]
fn what_must_be_communicated_decides_where_the_reward_is_based_on_it() {
    let read = only(bakery(&json!({
        "actions": [sell("rye", None), sell("spelt", Some("user"))], "communicate_info": ["23553", "Maple Drive", "23553"],
        "nl_assertions": ["Agent is polite."], "env_assertions": [{"func_name": "x"}, {"func_name": "y"}],
        "reward_basis": ["DB", "COMMUNICATE", "NL_ASSERTION"],
    })));
    let task = &read.task;
    assert_eq!((task.id.as_str(), task.basis), ("tau2-bakery-7", Basis::Output));
    let names: Vec<&str> = task.checks.iter().map(Check::name).collect();
    assert_eq!(names, ["actions", "says 23553", "says \"Maple Drive\"", "assertion 1", "outcome"]);
    let Check::Trajectory(actions) = &task.checks[0] else { panic!("calls come first") };
    assert!(!actions.decides && actions.milestones.len() == 1);
    assert_eq!(task.reference[0].arguments, json!({"loaf": "rye", "note": null}));
    let User::Simulated { facts, .. } = &task.user else { panic!("a user answers") };
    assert_eq!(facts["known_info"], "You are Ida.");
    assert_eq!(
        lost(&read),
        [
            "clock", "policy", "user_prompt (2)", "initial_state (2)", "user_actions", "state_check",
            "env_assertions (2)", "second_basis",
        ]
    );
    let answered = |answer: &str| {
        let episode = Episode { answer: answer.to_owned(), now: task.now.clone(), ..Episode::default() };
        score(task, &episode).passed
    };
    assert_eq!(answered("You save $23,553, sent to Maple Drive."), Some(true));
    assert_eq!(answered("You save $23,552, sent to Maple Drive."), Some(false));
}

#[test]
fn without_words_to_say_a_judge_decides() {
    let read = only(bakery(&json!({"actions": [], "communicate_info": [], "reward_basis": ["DB", "COMMUNICATE"]})));
    assert_eq!(read.task.basis, Basis::Judge);
    let Check::Judge(judge) = &read.task.checks[0] else { panic!("a judge is asked") };
    assert!(judge.question.contains("You want a loaf.") && judge.question.contains("Nothing is changed."));
    assert!(lost(&read).contains(&"criterion".to_owned()));
    let read = only(bakery(&json!({"actions": [sell("rye", Some("user"))], "reward_basis": ["DB"]})));
    assert!(read.task.reference.is_empty());
    let [Check::Judge(judge)] = read.task.checks.as_slice() else { panic!("only a judge is asked") };
    assert!(judge.question.contains("the user: sell") && !judge.question.contains("Nothing is changed."));
}

#[test]
fn actions_decide_only_where_the_reward_is_based_on_them() {
    let read = only(bakery(&json!({"actions": [sell("rye", None)], "reward_basis": ["ACTION", "DB"]})));
    let Check::Trajectory(actions) = &read.task.checks[0] else { panic!("calls come first") };
    let arguments: Vec<String> = actions.milestones[0].call.arguments.keys().map(ToString::to_string).collect();
    assert_eq!((actions.decides, arguments), (true, vec!["loaf".to_owned()]));
    assert_eq!(actions.milestones[0].call.tool, "bakery.sell");
}

#[test]
fn tickets_texts_and_broken_tasks() {
    let mut ticket = bakery(&json!({"reward_basis": ["DB"]}));
    ticket["ticket"] = "Ida wants a loaf.".into();
    assert_eq!(only(ticket).task.prompt, "Ida wants a loaf.");
    let mut text = bakery(&json!({"communicate_info": ["02139"]}));
    text["user_scenario"] = json!({"instructions": "Ask for the zip code."});
    let read = only(text);
    assert!(read.task.prompt.ends_with("Ask for the zip code.") && read.task.servers[0].name == "tau2");
    assert!(matches!(&read.task.checks[0], Check::Output(check) if matches!(check.claim, Claim::Text { .. })));
    let whole = json!({"tasks": [{"id": "1"}, bakery(&json!({"reward_basis": ["ACTION"]}))]});
    let told: Vec<String> =
        super::read(&[whole]).unwrap().into_iter().map(|task| task.unwrap_err().to_string()).collect();
    assert_eq!(
        told,
        [
            "task 0: missing field `user_scenario`",
            "task tau2-bakery-7 cannot be judged: no check decides on the basis Judge: add one, or change the basis",
        ]
    );
}
