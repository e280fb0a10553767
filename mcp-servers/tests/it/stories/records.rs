//! Stories of those who keep facts: the database, the key-value store, the knowledge graph and the wiki.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::lab::{Lab, text};

fn query(lab: &mut Lab, sql: &str) -> Vec<Vec<String>> {
    let found = lab.ok("run_query", json!({"sql": sql}));
    let values = |row: &Value| {
        row["values"].as_array().expect("values").iter().map(|cell| cell.as_str().expect("a text").to_owned()).collect()
    };
    found["rows"].as_array().expect("rows").iter().map(values).collect()
}

#[test]
fn queries_join_group_and_sort_as_sql_does() {
    let mut lab = Lab::new("sql", 3);
    let all = query(&mut lab, "SELECT id, amount, status, customer_id FROM orders");
    let paid: f64 = all.iter().filter(|row| row[2] == "paid").map(|row| row[1].parse::<f64>().expect("a number")).sum();
    let sum = query(&mut lab, "SELECT SUM(amount) FROM orders WHERE status = 'paid'");
    assert!((sum[0][0].parse::<f64>().expect("a number") - paid).abs() < 0.001);
    let groups = query(&mut lab, "SELECT status, COUNT(*) AS n FROM orders GROUP BY status ORDER BY n DESC, status");
    let counts: Vec<usize> = groups.iter().map(|row| row[1].parse().expect("a count")).collect();
    assert!(counts.is_sorted_by(|a, b| a >= b) && counts.iter().sum::<usize>() == all.len());
    let names = query(
        &mut lab,
        "SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer_id ORDER BY o.id LIMIT 5 OFFSET 2",
    );
    assert_eq!((names.len(), &names[0][0]), (5, &all[2][0]));
    let without = query(
        &mut lab,
        "SELECT p.name FROM projects p LEFT JOIN time_entries t ON t.project_id = p.id WHERE t.id IS NULL",
    );
    let with = query(&mut lab, "SELECT DISTINCT project_id FROM time_entries");
    assert_eq!(without.len() + with.len(), 3);
    assert_eq!(
        query(&mut lab, "SELECT 7 / 2, 7 / 2.0, 1 - -2, 'a' || 1 FROM projects LIMIT 1"),
        [["3", "3.50", "3", "a1"]]
    );
    assert_eq!(query(&mut lab, "SELECT COUNT(*), MAX(hours) FROM time_entries WHERE hours > 100"), [["0", "NULL"]]);
    let like = query(&mut lab, "SELECT email FROM employees WHERE email LIKE '%@%.example' AND NOT email LIKE '_@%'");
    assert_eq!(like.len(), 6);
    // Unknown is neither true nor false.
    assert!(query(&mut lab, "SELECT id FROM employees WHERE NOT manager_id = 999 AND manager_id IS NULL").is_empty());
    let busy = query(
        &mut lab,
        "SELECT project_id, SUM(hours) AS h FROM time_entries GROUP BY project_id HAVING SUM(hours) BETWEEN 1 AND 9999",
    );
    assert!(!busy.is_empty());
}

#[test]
fn mistakes_in_sql_are_named_with_their_place() {
    let mut lab = Lab::new("sql", 1);
    for (sql, place, words) in [
        ("SELECT nmae FROM employees", "line 1, column 8", "no column is called nmae"),
        ("SELECT *\nFROM emplyees", "line 2, column 6", "no table is called emplyees"),
        ("SELECT name FROM employees WHERE", "column 33", "found the end"),
        ("SELECT id FROM employees e JOIN projects p ON p.lead_id = e.id", "column 8", "several tables"),
        ("SELECT name, COUNT(*) FROM employees", "", "must stand in GROUP BY"),
        ("SELECT id FROM employees WHERE name > 5", "column 37", "cannot be compared"),
        ("SELECT id FROM orders WHERE SUM(amount) > 5", "", "use HAVING"),
        ("SELECT 1 / 0 FROM projects", "column 10", "division by zero"),
        ("SELECT median(hours) FROM time_entries", "column 8", "there is no function `median`"),
        ("SELECT id FROM orders WHERE id IN (SELECT 1)", "column 36", "subqueries are not supported"),
        ("UPDATE orders SET id = 1", "column 1", "use execute_statement"),
        ("SELECT 'abc FROM orders", "column 8", "no end"),
    ] {
        let sentence = lab.no("run_query", json!({"sql": sql}), "invalid");
        assert!(sentence.contains(place) && sentence.contains(words), "{sql}: {sentence}");
    }
    let deep = format!("SELECT {}1{} FROM orders", "(".repeat(200), ")".repeat(200));
    lab.no("run_query", json!({"sql": deep}), "invalid");
    let long = format!("SELECT id FROM orders WHERE {}", vec!["id = 1"; 140].join(" OR "));
    assert_eq!(query(&mut lab, &long), [["1"]]);
    lab.no("run_query", json!({"sql": long.repeat(2)}), "invalid");
}

#[test]
fn constraints_hold_and_whole_tables_are_asked_for() {
    let mut lab = Lab::new("sql", 2);
    let statement = |sql: &str| json!({"sql": sql});
    let made = lab.ok("execute_statement", statement("INSERT INTO customers (name, city, country) VALUES ('Nordlicht Optics', 'Kiel', 'Germany'), ('O''Neil & Sons', 'Cork', 'Ireland')"));
    assert_eq!(made["affected_rows"], 2);
    lab.no(
        "execute_statement",
        statement("INSERT INTO customers (name, city, country) VALUES ('Nordlicht Optics', 'Kiel', 'Germany')"),
        "conflict",
    );
    lab.no("execute_statement", statement("INSERT INTO customers (name, city) VALUES ('X', 'Y')"), "invalid");
    lab.no(
        "execute_statement",
        statement("INSERT INTO time_entries (employee_id, project_id, hours) VALUES (1, 77, 2)"),
        "conflict",
    );
    lab.no("execute_statement", statement("DELETE FROM employees WHERE id = 2"), "conflict");
    lab.no("execute_statement", statement("UPDATE projects SET status = 'late' WHERE id = 1"), "invalid");
    lab.no("execute_statement", statement("UPDATE orders SET ordered_on = '2026-02-30' WHERE id = 1"), "invalid");
    let all = statement("DELETE FROM time_entries");
    let refused = lab.answer("execute_statement", &all, "whole_table", json!({"action": "decline"}));
    assert_eq!(refused["_meta"]["mcplab/error"], "not_allowed");
    let gone = lab.answered("execute_statement", &all, json!({"action": "accept", "content": {"all_rows": true}}));
    assert_eq!(gone["affected_rows"], 60);
    assert_eq!(query(&mut lab, "SELECT COUNT(*) FROM time_entries"), [["0"]]);
}

#[test]
fn transactions_hide_lock_and_end() {
    let mut lab = Lab::new("sql", 4);
    lab.host.request("tools/list", "{}").expect("a list");
    assert!(lab.host.call_tool("commit_transaction", "{}").is_err(), "nothing to commit, so it is not on offer");
    let id = text(&lab.ok("begin_transaction", json!({})), "/id");
    assert!(lab.host.events().contains("tools/list_changed"));
    lab.ok("execute_statement", json!({"sql": "UPDATE projects SET budget = 1 WHERE id = 1", "transaction_id": id}));
    lab.ok(
        "execute_statement",
        json!({"sql": "UPDATE projects SET budget = budget + 1 WHERE id = 1", "transaction_id": id}),
    );
    let look = "SELECT budget FROM projects WHERE id = 1";
    assert_ne!(query(&mut lab, look), [["2.00"]]);
    let inside = lab.ok("run_query", json!({"sql": look, "transaction_id": id}));
    assert_eq!(inside["rows"][0]["values"][0], "2.00");
    lab.no("execute_statement", json!({"sql": "UPDATE projects SET budget = 5 WHERE id = 1"}), "conflict");
    lab.ok("commit_transaction", json!({"transaction_id": id}));
    assert_eq!(query(&mut lab, look), [["2.00"]]);
    let other = text(&lab.ok("begin_transaction", json!({})), "/id");
    lab.no("run_query", json!({"sql": look, "transaction_id": id}), "not_found");
    lab.ok(
        "execute_statement",
        json!({"sql": "DELETE FROM time_entries WHERE project_id = 1", "transaction_id": other}),
    );
    assert_eq!(lab.ok("rollback_transaction", json!({"transaction_id": other}))["status"], "rolled_back");
    assert_ne!(query(&mut lab, "SELECT COUNT(*) FROM time_entries WHERE project_id = 1"), [["0"]]);
}

#[test]
fn the_database_knows_the_people_of_the_world() {
    for seed in 0..8 {
        let (mut lab, mut contacts) = (Lab::new("sql", seed), Lab::new("contacts", seed));
        let me = text(&contacts.ok("get_my_profile", json!({})), "/email");
        let known = contacts.ok("list_contacts", json!({"limit": 50})).to_string();
        let emails = query(&mut lab, "SELECT email FROM employees");
        assert!(emails.iter().all(|row| row[0] == me || known.contains(&row[0])), "{emails:?}");
    }
}

#[test]
fn values_are_compared_and_set_and_vanish() {
    let mut lab = Lab::new("kv", 5);
    let key = json!({"namespace": "locks", "key": "import:prices"});
    let take =
        json!({"namespace": "locks", "key": "import:prices", "value": "me", "only_if_absent": true, "ttl_seconds": 5});
    lab.ok("set_kv_value", take.clone());
    lab.no("set_kv_value", take.clone(), "conflict");
    let uri = json!({"uri": "kv://locks/import%3Aprices"}).to_string();
    lab.host.request("resources/subscribe", &uri).expect("a subscription");
    let stale = json!({"namespace": "locks", "key": "import:prices", "value": "you", "expected_version": 3});
    lab.no("set_kv_value", stale, "conflict");
    let renewed = json!({"namespace": "locks", "key": "import:prices", "value": "still me", "expected_version": 1});
    assert_eq!(lab.ok("set_kv_value", renewed)["version"], 2);
    assert!(lab.host.events().contains("resources/updated"));
    lab.ok("set_kv_expiry", json!({"namespace": "locks", "key": "import:prices", "ttl_seconds": 3}));
    lab.ok("get_kv_value", key.clone());
    lab.ok("list_kv_namespaces", json!({}));
    lab.no("get_kv_value", key, "not_found");
    assert_eq!(lab.ok("set_kv_value", take)["version"], 1);
    let count = json!({"namespace": "counters", "key": "visits:today", "amount": 5});
    assert_eq!(lab.ok("increment_kv_counter", count.clone())["value"], "5");
    assert_eq!(lab.ok("increment_kv_counter", count)["value"], "10");
    lab.no("increment_kv_counter", json!({"namespace": "locks", "key": "import:prices"}), "conflict");
    lab.no("delete_kv_key", json!({"namespace": "counters", "key": "visits:today", "expected_version": 1}), "conflict");
    lab.ok("delete_kv_key", json!({"namespace": "counters", "key": "visits:today", "expected_version": 2}));
    let production = lab.ok("list_kv_keys", json!({"namespace": "config-production", "limit": 1}));
    lab.no(
        "set_kv_value",
        json!({"namespace": "config-production", "key": production["keys"][0]["key"], "value": "1"}),
        "not_allowed",
    );
}

#[test]
fn batches_of_values_fail_item_by_item() {
    let mut lab = Lab::new("kv", 6);
    let items = json!([{"key": "a:1", "value": "x"}, {"key": "not a key", "value": "x"}, {"key": "a:2", "value": "", "ttl_seconds": 9}, {"key": "a:3", "value": "y", "expected_version": 2}]);
    let done = lab.ok("set_kv_values", json!({"namespace": "config-staging", "items": items}));
    let statuses: Vec<&str> =
        done["results"].as_array().expect("results").iter().filter_map(|one| one["status"].as_str()).collect();
    assert_eq!(statuses, ["written", "refused", "refused", "refused"]);
    let found = lab.ok("get_kv_values", json!({"namespace": "config-staging", "keys": ["a:1", "a:2"]}));
    assert_eq!((&found["entries"][0]["value"], &found["missing_keys"]), (&json!("x"), &json!(["a:2"])));
    // Sessions are few: the namespace fills up.
    let many: Vec<Value> = (0..8).map(|number| json!({"key": format!("session:{number}"), "value": "x"})).collect();
    let done = lab.ok("set_kv_values", json!({"namespace": "sessions", "items": many}));
    assert_eq!(done["written_count"], 5);
    assert!(text(&done, "/results/7/reason").contains("is full"), "{done}");
}

#[test]
fn somebody_who_is_known_twice_becomes_one() {
    let mut lab = Lab::new("knowledge_graph", 4);
    let people = lab.ok("search_entities", json!({"entity_type": "person", "limit": 50}));
    let people = people["entities"].as_array().expect("entities").clone();
    let twice = people.iter().find(|one| text(one, "/name").chars().nth(1) == Some('.')).expect("a duplicate");
    let family = text(twice, "/name").split_once(". ").expect("an initial").1.to_owned();
    let found = lab.ok("search_entities", json!({"query": family, "entity_type": "person"}));
    let duplicate = lab.ok("get_entity", json!({"entity_id": twice["id"]}));
    let same_mail = |one: &&Value| {
        let view = lab.ok("get_entity", json!({"entity_id": one["id"]}));
        view["id"] != twice["id"] && view["properties"][0] == duplicate["properties"][0]
    };
    let kept =
        found["entities"].as_array().expect("entities").iter().find(same_mail).expect("the other one")["id"].clone();
    let merged = lab.ok("merge_entities", json!({"kept_entity_id": kept, "duplicate_entity_id": twice["id"]}));
    assert!(merged["entity"]["other_names"].to_string().contains(&family));
    assert!(merged["dropped_relation_count"].as_i64() >= Some(1), "both work for the same company: {merged}");
    lab.no("get_entity", json!({"entity_id": twice["id"]}), "not_found");
    let other = people.iter().find(|one| one["id"] != kept && one["id"] != twice["id"]).expect("somebody else");
    lab.no("merge_entities", json!({"kept_entity_id": kept, "duplicate_entity_id": other["id"]}), "conflict");
}

#[test]
fn ways_between_entities_follow_relations() {
    let mut lab = Lab::new("knowledge_graph", 7);
    let new = |name: &str| json!({"name": name, "entity_type": "topic", "observations": ["New."]});
    let (one, two) = (lab.ok("create_entity", new("Beekeeping")), lab.ok("create_entity", new("Honey")));
    lab.no("create_entity", new("honey"), "conflict");
    let ends = json!({"source_entity_id": one["id"], "target_entity_id": two["id"]});
    lab.no("find_entity_path", ends.clone(), "conflict");
    let relation = json!({"source_entity_id": one["id"], "relation_type": "Leads to", "target_entity_id": two["id"]});
    assert_eq!(lab.ok("create_relation", relation.clone())["relation_type"], "leads_to");
    lab.no("create_relation", relation, "conflict");
    assert_eq!(lab.ok("find_entity_path", ends)["length"], 1);
    let person = lab.ok("search_entities", json!({"entity_type": "person", "limit": 1}));
    let link = json!({"source_entity_id": person["entities"][0]["id"], "relation_type": "knows_about", "target_entity_id": one["id"]});
    let link = lab.ok("create_relation", link);
    let near = lab.ok("list_neighbors", json!({"entity_id": two["id"], "depth": 2, "entity_type": "person"}));
    assert_eq!(
        (&near["neighbors"][0]["entity_id"], &near["neighbors"][0]["distance"]),
        (&person["entities"][0]["id"], &json!(2))
    );
    lab.ok("delete_relation", json!({"relation_id": link["id"]}));
    assert!(lab.no("delete_entity", json!({"entity_id": two["id"]}), "conflict").contains("has 1 relation."));
    assert_eq!(lab.ok("delete_entity", json!({"entity_id": two["id"], "detach": true}))["deleted_relation_count"], 1);
    lab.no("add_observations", json!({"entity_id": one["id"], "observations": ["new."]}), "conflict");
}

#[test]
fn pages_are_written_with_care_for_others() {
    let mut lab = Lab::new("wiki", 3);
    let found = lab.ok("search_wiki_pages", json!({"label": "runbook"}));
    let page = lab.ok("get_wiki_page", json!({"page_id": found["pages"][0]["id"]}));
    let (id, version) = (text(&page, "/id"), page["version"].as_i64().expect("a version"));
    let uri = json!({"uri": format!("wiki://pages/{id}")}).to_string();
    lab.host.request("resources/subscribe", &uri).expect("a subscription");
    let body = format!("{}\n- See [nothing](wiki://pages/wpg_zzzzzz).\n", text(&page, "/body"));
    let update = json!({"page_id": id, "expected_version": version, "body": body, "change_note": "One more link"});
    let changed = lab.ok("update_wiki_page", update.clone());
    assert_eq!((&changed["version"], &changed["broken_links"]), (&json!(version + 1), &json!(["wpg_zzzzzz"])));
    assert!(lab.host.events().contains("resources/updated"));
    lab.no("update_wiki_page", update, "conflict");
    let history = lab.ok("list_wiki_page_history", json!({"page_id": id}));
    assert_eq!(history["versions"][0]["change_note"], "One more link");
    let old = lab.ok("get_wiki_page", json!({"page_id": id, "version": version}));
    assert_eq!((&old["body"], &old["newest_version"]), (&page["body"], &json!(version + 1)));

    let parent = page["breadcrumbs"].as_array().expect("breadcrumbs").last().expect("a parent")["page_id"].clone();
    lab.no("move_wiki_page", json!({"page_id": parent, "target_parent_page_id": id}), "conflict");
    let moved = lab.ok("move_wiki_page", json!({"page_id": id, "target_space_id": page["space_id"]}));
    assert_eq!(moved["breadcrumbs"], json!([]));
    let policy = lab.ok("search_wiki_pages", json!({"label": "security"}))["pages"][0]["id"].clone();
    lab.no("update_wiki_page", json!({"page_id": policy, "expected_version": 1, "title": "Mine"}), "not_allowed");
    let comment = lab.ok("comment_on_wiki_page", json!({"page_id": policy, "text": "Should this not be shorter?"}));
    let reply = json!({"page_id": policy, "text": "It should.", "reply_to_comment_id": comment["id"]});
    lab.ok("comment_on_wiki_page", reply);
    lab.no(
        "comment_on_wiki_page",
        json!({"page_id": id, "text": "No.", "reply_to_comment_id": comment["id"]}),
        "not_found",
    );
}

#[test]
fn the_wiki_tells_of_the_same_incidents_and_its_links_hold() {
    for seed in 0..10 {
        let (mut wiki, mut oncall) = (Lab::new("wiki", seed), Lab::new("oncall", seed));
        let resolved = oncall.ok("list_incidents", json!({"status": "resolved", "limit": 50}));
        let numbers = resolved["incidents"].as_array().expect("incidents").iter().map(|one| text(one, "/number"));
        let pages = wiki.ok("search_wiki_pages", json!({"label": "postmortem", "limit": 50}));
        let titles: BTreeSet<String> =
            pages["pages"].as_array().expect("pages").iter().map(|one| text(one, "/title")).collect();
        for number in numbers {
            assert!(
                titles.iter().any(|title| title.starts_with(&format!("Postmortem {number}:"))),
                "seed {seed}: {number}"
            );
        }
        let all = wiki.ok("search_wiki_pages", json!({"limit": 50}));
        for page in all["pages"].as_array().expect("pages") {
            let page = wiki.ok("get_wiki_page", json!({"page_id": page["id"]}));
            assert!(page.get("broken_links").is_none(), "{page}");
            assert!(text(&page, "/created_at") <= text(&page, "/updated_at"), "{page}");
        }
    }
}
