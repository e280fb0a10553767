//! Drift at the command line: applied, shown, and found again; and the effect of a change on the rows of a data set.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use mcplab::drift::{Call, DriftLayer, MigrationMap, Operator, Solvable, Unmappable};
use mcplab::exec::Server;
use mcplab::model::Seed;
use serde_json::Value;

use crate::program::{json, mcplab};

/// The tools of the built-in servers as a catalog: what an operator that changes nothing of them leaves.
fn catalog(folder: &Path) {
    let (code, said) = mcplab(folder, &["drift", "apply", r#"{"operator":"reorder"}"#, "--out", "plain"]);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn an_applied_drift_is_found_again_and_breaks_the_rows_that_it_touches() {
    let folder = tempfile::tempdir().unwrap();
    catalog(folder.path());
    let rename =
        r#"{"operator":"rename_tool","tool":{"server":"contacts","tool":"search_contacts"},"to":"look_up_people"}"#;
    let arguments = ["drift", "apply", rename, "--inventory", "plain/inventory.jsonl", "--out", "new"];
    let (code, said) = mcplab(folder.path(), &arguments);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.starts_with("rename_tool: 1 changed tool, solvable"), "{said}");
    // A row that searches contacts.
    let (code, said) =
        mcplab(folder.path(), &["generate", "-n", "30", "--builtin", "contacts", "--seed", "4", "--out", "run"]);
    assert_eq!(code, Some(0), "{said}");
    let detect =
        ["drift", "detect", "plain/inventory.jsonl", "new/inventory.jsonl", "--rows", "run", "--map", "map.json"];
    let (code, text) = mcplab(folder.path(), &detect);
    assert_eq!(code, Some(3), "a renamed tool breaks clients: {text}");
    assert!(text.contains("contacts.search_contacts: it is called contacts.look_up_people now"), "{text}");
    let found = json(folder.path(), &detect);
    assert_eq!(found["operators"][0]["operator"], "rename_tool");
    assert_eq!(found["operators"].as_array().unwrap().len(), 1);
    assert_eq!(found["unexplained"].as_array().unwrap().len(), 0);
    let rows = &found["rows"];
    assert_eq!(rows["rows"], 30);
    assert!(rows["broken"].as_u64().unwrap() > 0);
    assert_eq!(rows["broken"], rows["mended"], "a rename is mended by the map");
    assert!(folder.path().join("map.json").exists());
}

/// Which tasks of the built-in suite a change breaks, and which of them the map mends.
#[test]
fn a_change_tells_which_tasks_of_a_suite_it_breaks() {
    let folder = tempfile::tempdir().unwrap();
    catalog(folder.path());
    let apply = |operator: &str, out: &str| {
        let arguments = ["drift", "apply", operator, "--inventory", "plain/inventory.jsonl", "--out", out];
        let (code, said) = mcplab(folder.path(), &arguments);
        assert_eq!(code, Some(0), "{said}");
    };
    let detect = |out: &str| {
        let new = format!("{out}/inventory.jsonl");
        json(folder.path(), &["drift", "detect", "plain/inventory.jsonl", &new, "--suite", "core"])["tasks"].clone()
    };
    apply(r#"{"operator":"server_down","server":"mail"}"#, "down");
    let down = detect("down");
    assert!(down["broken"].as_u64().unwrap() > 10 && down["mended"] == 0, "{down}");
    let suite = mcplab::eval::Suite::read("core").unwrap();
    let calls = |id: &str, tool: &str| {
        let task = suite.tasks.iter().find(|task| task.id == id).unwrap();
        task.reference.iter().any(|call| call.server == "mail" && (tool.is_empty() || call.tool == tool))
    };
    let tasks = down["all"].as_object().unwrap();
    assert!(tasks.keys().all(|id| calls(id, "")), "{down}");
    assert_eq!(down["tasks"], suite.tasks.len());

    apply(r#"{"operator":"rename_tool","tool":{"server":"mail","tool":"create_draft"},"to":"prepare_draft"}"#, "named");
    let named = detect("named");
    let tasks = named["all"].as_object().unwrap();
    assert!(!tasks.is_empty() && tasks.values().all(|mended| mended == true), "{named}");
    assert!(tasks.keys().all(|id| calls(id, "create_draft")), "{named}");
    assert_eq!(named["broken"], named["mended"]);
    let arguments = ["drift", "detect", "plain/inventory.jsonl", "named/inventory.jsonl", "--suite", "core"];
    let (code, text) = mcplab(folder.path(), &arguments);
    assert_eq!(code, Some(3), "{text}");
    assert!(text.contains("mail.create_draft is called mail.prepare_draft now (mended)"), "{text}");
    assert!(
        text.contains(&format!("{1} tasks: {0} break, of which the map mends {0}\n", tasks.len(), suite.tasks.len())),
        "{text}"
    );
}

#[test]
fn the_same_seed_drifts_the_same_way_and_nothing_is_found_where_nothing_changed() {
    let folder = tempfile::tempdir().unwrap();
    catalog(folder.path());
    for out in ["a", "b"] {
        let (code, said) = mcplab(
            folder.path(),
            &["drift", "apply", "rename_parameter", "required_to_optional", "remove", "--seed", "7", "--out", out],
        );
        assert_eq!(code, Some(0), "{said}");
    }
    for file in ["inventory.jsonl", "drift.json"] {
        let read = |dir: &str| std::fs::read(folder.path().join(dir).join(file)).unwrap();
        assert!(read("a") == read("b"), "{file}");
    }
    let (code, text) = mcplab(folder.path(), &["drift", "detect", "a/inventory.jsonl", "b/inventory.jsonl"]);
    assert_eq!(code, Some(0));
    assert!(text.ends_with("nothing breaks clients\n"), "{text}");
}

#[test]
fn every_operator_has_a_place_among_the_built_in_servers_or_says_what_it_needs() {
    let folder = tempfile::tempdir().unwrap();
    let (code, said) = mcplab(folder.path(), &["drift", "explain", "no_such_operator"]);
    assert_eq!(code, Some(2));
    let names = said.split("names are ").nth(1).unwrap().trim().trim_end_matches(')');
    let names: Vec<&str> = names.split(", ").collect();
    assert!(names.len() > 25, "{names:?}");
    for name in names {
        let (code, said) = mcplab(folder.path(), &["drift", "explain", name, "--seed", "3"]);
        assert!(code == Some(0) && said.contains("severity") || said.contains("apply "), "{name}: {said}");
    }
}

/// A drifted server is served like any other, and what could be done can still be done: the calls of a row, brought over by the
/// map, give the row's results, brought back, and leave the servers in the row's states.
#[tokio::test]
async fn a_migrated_reference_comes_to_the_same_outcome_under_every_operator() {
    let folder = tempfile::tempdir().unwrap();
    let (code, said) =
        mcplab(folder.path(), &["generate", "-n", "24", "--seed", "9", "--mix", "recovery=0", "--out", "run"]);
    assert_eq!(code, Some(0), "{said}");
    let module = mcplab::exec::builtin().unwrap();
    let inventory = |names: &[String]| {
        let listings = module.listings().filter(|listing| names.contains(&listing.server)).cloned().collect();
        let (inventory, _) = mcplab::inventory::Inventory::normalise(listings);
        inventory.tools().cloned().collect::<Vec<_>>()
    };
    let rows = mcplab::store::open(&folder.path().join("run")).unwrap().trajectories().unwrap();
    let (mut played, mut unsolvable, mut touched) = (BTreeMap::<String, u32>::new(), 0, 0);
    for row in rows.map(Result::unwrap).filter(|row| row.steps.iter().all(|step| step.outcome.is_ok())) {
        let used: BTreeSet<&str> = row.steps.iter().map(|step| step.tool.server.as_str()).collect();
        let names: Vec<String> = used.into_iter().map(str::to_owned).collect();
        if names.is_empty() {
            continue;
        }
        let tools = inventory(&names);
        // What tools do otherwise behind their schemas no map brings over.
        for operator in Operator::all().into_iter().filter(|operator| !matches!(operator, Operator::Behaves(_))) {
            let Ok(drifted) = operator.apply(&tools, Seed(row.index).derive(operator.name(), 0)) else { continue };
            let place = format!("row {} under {}: {:?}", row.index, operator.name(), drifted.operator);
            let originals = names.iter().map(|name| (name.clone(), module.open(name).unwrap())).collect();
            let mut layers = DriftLayer::over(originals, &drifted.inventory, &drifted.map, &drifted.behaviours);
            for layer in &mut layers {
                layer.reset(&row.episode).await.unwrap();
            }
            let mut done = true;
            for step in &row.steps {
                let call = Call::new(step.tool.clone(), step.arguments.clone());
                let Ok(calls) = drifted.map.call_to_new(&call) else {
                    assert!(
                        drifted.solvable != Solvable::Yes || !unmapped_by_value(&drifted.map, &call),
                        "{place}: {call:?}"
                    );
                    done = false;
                    break;
                };
                touched += u32::from(calls.as_slice() != [call.clone()]);
                let value = answer(&mut layers, &drifted.map, &calls[0], &place).await;
                let Some(value) = value else {
                    assert_ne!(drifted.solvable, Solvable::Yes, "{place}: {call:?}");
                    done = false;
                    break;
                };
                let told = step.outcome.value().map(std::borrow::Cow::into_owned).unwrap_or_default();
                // What was taken out of a result is not brought back.
                let whole = !matches!(drifted.operator, Operator::OutputRemoveField(_));
                if drifted.solvable == Solvable::Yes && whole {
                    assert_eq!(value, told, "{place}: {call:?}");
                }
            }
            if !done {
                unsolvable += 1;
                continue;
            }
            for server in row.servers.iter().filter(|server| names.contains(&server.name)) {
                let layer = layers.iter_mut().find(|layer| layer.name() == server.name);
                if let Some(state) = layer.and_then(|layer| layer.state_digest()).filter(|_| names.len() == 1) {
                    assert_eq!(Some(state), server.end_state, "{place}");
                }
            }
            *played.entry(operator.name().to_owned()).or_default() += 1;
        }
    }
    println!("{played:?}, {unsolvable} cannot be done, {touched} calls are made otherwise");
    assert!(played.len() >= 26 && touched > 50, "{played:?}, {touched} calls");
}

/// Whether a call is refused for a value that the new form cannot say, and not because something is gone.
fn unmapped_by_value(map: &MigrationMap, call: &Call) -> bool {
    !matches!(map.call_to_new(call), Err(Unmappable::Value { .. } | Unmappable::Missing { .. }))
}

/// The answer of the drifted side in the form of the original: all pages, brought back.
async fn answer(layers: &mut [DriftLayer], map: &MigrationMap, call: &Call, place: &str) -> Option<Value> {
    let mut pages = Vec::new();
    let mut next = Some(call.clone());
    while let Some(call) = next {
        let layer = layers.iter_mut().find(|layer| layer.name() == call.tool.server)?;
        let outcome = layer.call(&call.tool.tool, &call.arguments).await;
        assert!(outcome.is_ok(), "{place}: {:?}", outcome.failure);
        let value = outcome.value().map(std::borrow::Cow::into_owned).unwrap_or_default();
        next = map.next_page(&call, &value);
        pages.push(value);
    }
    Some(if pages.len() == 1 { map.result_to_old(&call.tool, &pages[0]) } else { map.fold_pages(&call.tool, &pages) })
}

/// Any client of MCP sees the drifted tools, and what it calls reaches the original.
#[test]
fn a_drifted_server_is_served_to_any_client() {
    let folder = tempfile::tempdir().unwrap();
    let rename =
        r#"{"operator":"rename_tool","tool":{"server":"contacts","tool":"list_contact_groups"},"to":"show_circles"}"#;
    let (code, said) = mcplab(folder.path(), &["drift", "apply", rename, "--out", "new"]);
    assert_eq!(code, Some(0), "{said}");
    let mut server = Command::new(env!("CARGO_BIN_EXE_mcplab"))
        .args(["serve", "--builtin", "contacts", "--drift", "new"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut requests = server.stdin.take().unwrap();
    let mut answers = BufReader::new(server.stdout.take().unwrap()).lines();
    let mut ask = |id: u64, method: &str, params: Value| -> Value {
        writeln!(requests, "{}", serde_json::json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}))
            .unwrap();
        loop {
            let answer: Value = serde_json::from_str(&answers.next().unwrap().unwrap()).unwrap();
            if answer["id"] == id {
                return answer;
            }
        }
    };
    let client = serde_json::json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}});
    ask(1, "initialize", client);
    let listed = ask(2, "tools/list", serde_json::json!({}));
    let names: Vec<&str> =
        listed["result"]["tools"].as_array().unwrap().iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"show_circles") && !names.contains(&"list_contact_groups"), "{names:?}");
    let called = ask(3, "tools/call", serde_json::json!({"name": "show_circles", "arguments": {}}));
    assert!(called["result"]["structuredContent"]["groups"].is_array(), "{called}");
    let gone = ask(4, "tools/call", serde_json::json!({"name": "list_contact_groups", "arguments": {}}));
    assert!(gone["error"].is_object() || gone["result"]["isError"] == true, "{gone}");
    let _ = server.kill();
    let _ = server.wait();
}

/// The lines of a file of JSON lines.
fn lines(file: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(file).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn an_experiment_tells_what_drift_costs_and_goes_on_where_it_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let plan = |when: &str| {
        format!(
            "suite = \"core\"\ntasks = 5\nagents = [\"oracle\", \"oracle-with-map\", \"planner\"]\noperators = [\"rename_tool\", \
             \"nest\", \"new_error\", \"eventually_consistent\", \"remove\"]\nseverities = [1.0]\nseeds = [1]\nk = 1\nwhen = {when}\n"
        )
    };
    std::fs::write(folder.path().join("plan.toml"), plan("\"before\"")).unwrap();
    let run = |out: &str, more: &[&str]| {
        let arguments = [&["drift", "run", "plan.toml", "--out", out], more].concat();
        mcplab(folder.path(), &arguments)
    };
    let (code, said) = run("d", &[]);
    assert_eq!(code, Some(0), "{said}");
    let trials = folder.path().join("d/trials.jsonl");
    let all = lines(&trials);
    // Three agents, five operators and the base, five tasks.
    assert_eq!(all.len(), 3 * 6 * 5, "{said}");
    let told = |agent: &str, operator: Option<&str>| -> Vec<Value> {
        let of = |line: &&Value| line["told"]["agent"] == agent && line["told"]["operator"].as_str() == operator;
        all.iter().filter(of).map(|line| line["told"].clone()).collect()
    };
    let passed = |trials: &[Value]| trials.iter().filter(|trial| trial["passed"] == true).count();
    assert_eq!(passed(&told("oracle", None)), 5);
    for operator in ["rename_tool", "nest", "new_error", "eventually_consistent"] {
        let with_map = told("oracle-with-map", Some(operator));
        assert_eq!(passed(&with_map), with_map.len(), "{operator}: {with_map:?}");
        assert!(with_map.iter().all(|trial| trial["solvable"] == true), "{operator}");
    }
    let renamed = told("oracle", Some("rename_tool"));
    assert_eq!(passed(&renamed), 0);
    assert!(renamed.iter().all(|trial| trial["stale_calls"].as_u64() > Some(0)), "{renamed:?}");
    assert!(told("oracle-with-map", Some("remove")).iter().all(|trial| trial["solvable"] == false));
    for file in ["report.html", "curves.svg", "operators.svg", "figures.csv", "outcome.json"] {
        assert!(folder.path().join("d").join(file).is_file(), "{file}");
    }

    // Torn in the middle of a line, it goes on to the same trials.
    let text = std::fs::read_to_string(&trials).unwrap();
    std::fs::write(&trials, &text[..text.len() / 2]).unwrap();
    let (code, said) = run("d", &["--resume"]);
    assert_eq!(code, Some(0), "{said}");
    let key = |line: &Value| line.to_string();
    let sorted = |mut lines: Vec<String>| {
        lines.sort();
        lines
    };
    assert_eq!(
        sorted(lines(&trials).iter().map(key).collect()),
        sorted(all.iter().map(key).collect()),
        "the same trials, whenever they are made"
    );
    let (code, said) = run("d", &[]);
    assert!(code == Some(2) && said.contains("--resume"), "{said}");

    // In the middle of things: the calls before it are in order.
    std::fs::write(folder.path().join("plan.toml"), plan("{ turn = 1 }")).unwrap();
    let (code, said) = run("m", &[]);
    assert_eq!(code, Some(0), "{said}");
    let middle = lines(&folder.path().join("m/trials.jsonl"));
    assert!(middle.iter().any(|line| line["told"]["recovered"] == true), "{said}");
    assert!(middle.iter().any(|line| line["told"]["calls_to_adapt"].as_u64() > Some(0)), "{said}");
}

#[test]
fn a_client_that_keeps_its_list_calls_by_names_that_are_gone() {
    let folder = tempfile::tempdir().unwrap();
    let stale = |kept: u32| {
        let plan = format!(
            "suite = \"core\"\ntasks = 8\nagents = [\"planner\", \"oracle-with-map\"]\noperators = [\"rename_tool\"]\n\
             severities = [1.0]\nseeds = [1]\nk = 1\nwhen = \"before\"\nlist_kept = {kept}\n"
        );
        std::fs::write(folder.path().join("plan.toml"), plan).unwrap();
        let (code, said) = mcplab(folder.path(), &["drift", "run", "plan.toml", "--out", &format!("kept-{kept}")]);
        assert_eq!(code, Some(0), "{said}");
        let trials = lines(&folder.path().join(format!("kept-{kept}/trials.jsonl")));
        let of = |agent: &str| {
            let drifted = |line: &&Value| line["told"]["agent"] == agent && line["told"]["operator"] == "rename_tool";
            trials.iter().filter(drifted).map(|line| line["told"].clone()).collect::<Vec<_>>()
        };
        // Who knows the map needs no list.
        assert!(of("oracle-with-map").iter().all(|trial| trial["passed"] == true), "{said}");
        of("planner").iter().map(|trial| trial["stale_calls"].as_u64().unwrap()).sum::<u64>()
    };
    // The planner calls what it finds in its list, and tries the next tool when a name is gone.
    let (told, kept) = (stale(0), stale(2));
    assert!(kept >= told + 8, "{told} stale calls of who is told at once, {kept} of who keeps the list");
}

#[test]
fn every_operator_leaves_tasks_a_solution_or_says_that_it_may_not() {
    let folder = tempfile::tempdir().unwrap();
    let told = json(folder.path(), &["drift", "prove", "--sample", "6"]);
    assert_eq!(told["broken"], serde_json::json!([]), "{told}");
    let solved = |operator: &str| told["operators"][operator]["solved"].as_u64().unwrap();
    assert_eq!((solved("rename_tool"), solved("slower"), solved("new_error")), (6, 6, 6), "{told}");
    assert_eq!(told["operators"]["remove"]["unsolvable"], 6, "{told}");
    let (code, said) = mcplab(folder.path(), &["drift", "prove", "--operators", "rename_everything"]);
    assert!(code == Some(2) && said.contains("rename_tool"), "{said}");
}

#[test]
fn rows_under_drift_call_what_is_there_now_and_replay() {
    let folder = tempfile::tempdir().unwrap();
    let (code, said) = mcplab(folder.path(), &["generate", "-n", "16", "--seed", "4", "--out", "run"]);
    assert_eq!(code, Some(0), "{said}");
    let (code, said) =
        mcplab(folder.path(), &["drift", "augment", "run", "--out", "new", "--versions", "2", "--with-originals"]);
    assert_eq!(code, Some(0), "{said}");
    let rows = |name: &str| {
        let run = mcplab::store::open(&folder.path().join(name)).unwrap();
        run.trajectories().unwrap().map(Result::unwrap).collect::<Vec<_>>()
    };
    let new = rows("new");
    let drifted: Vec<_> = new.iter().filter(|row| row.labels.contains_key("drift")).collect();
    assert!(new.len() > 32 && drifted.len() == new.len() - 16, "{said}");
    for row in &drifted {
        let shown: BTreeSet<&str> = row.tools.iter().map(|tool| tool.exposed.as_str()).collect();
        for message in &row.messages {
            if let mcplab::model::Message::Assistant { calls, .. } = message {
                assert!(calls.iter().all(|call| shown.contains(call.name.as_str())), "row {}", row.index);
            }
        }
    }
    let (code, said) = mcplab(folder.path(), &["replay", "new"]);
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = mcplab(folder.path(), &["filter", "new"]);
    assert!(code == Some(0) && !said.contains("schema."), "{said}");
}
