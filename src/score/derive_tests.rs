//! Checks made of changes, judged against ends that are right and wrong.

use serde_json::json;

use super::*;
use crate::score::Episode;

fn judged(check: &StateCheck, start: &Value, end: &Value) -> Option<bool> {
    let states = |state: &Value| [("shop".to_owned(), state.clone().into())].into();
    check.judge(&Episode { start: states(start), end: states(end), ..Episode::default() }).passed
}

fn start() -> Value {
    json!({
        "orders": [{"id": 1, "state": "open", "lines": []}, {"id": 2, "state": "open", "lines": []}],
        "tags": ["a"], "log": [{"text": "begun", "by": "x"}], "owner": {"name": "Bo", "phone": "1"}, "seen": 3,
    })
}

#[test]
fn what_was_done_passes_and_anything_less_more_or_other_does_not() {
    let mut end = start();
    end["orders"][1]["state"] = json!("sent");
    end["orders"].as_array_mut().unwrap().push(json!({"id": 3, "state": "open", "note": "for Bo", "lines": []}));
    end["tags"] = json!(["a", "b", "b"]);
    end["owner"]["phone"] = json!(null);
    end["log"].as_array_mut().unwrap().push(json!({"text": "order made", "by": "me"}));
    end["seen"] = json!(5);
    let volatile = unstable(&end, &{
        let mut other = end.clone();
        other["seen"] = json!(9);
        other
    });
    assert_eq!(volatile, ["seen".parse::<Path>().unwrap()]);
    let check = state_check("shop", &start(), &end, volatile, &BTreeSet::new()).unwrap();
    assert_eq!(judged(&check, &start(), &end), Some(true), "{check:?}");
    assert_eq!(judged(&check, &start(), &start()), Some(false));
    let other = |edit: &dyn Fn(&mut Value)| {
        let mut end = end.clone();
        edit(&mut end);
        judged(&check, &start(), &end)
    };
    // Another id of its own, another spelling of words, and what changes by itself are no difference.
    assert_eq!(other(&|end| end["orders"][2]["id"] = json!(4)), Some(true));
    assert_eq!(other(&|end| end["orders"][2]["note"] = json!("For  bo")), Some(true));
    assert_eq!(other(&|end| end["seen"] = json!(77)), Some(true));
    assert_eq!(other(&|end| end["orders"][0]["state"] = json!("sent")), Some(false));
    assert_eq!(other(&|end| end["orders"][2]["note"] = json!("for Cy")), Some(false));
    assert_eq!(other(&|end| end["orders"][2]["gift"] = json!(true)), Some(false));
    assert_eq!(other(&|end| end["tags"] = json!(["a", "b"])), Some(false));
    assert_eq!(other(&|end| end["owner"]["phone"] = json!("1")), Some(false));
    assert_eq!(other(&|end| end["log"] = json!([])), Some(false));
}

#[test]
fn entries_of_maps_are_items_and_the_counters_of_a_server_are_nobodys_affair() {
    let start = json!({"minted": 0, "state": {"lists": {"lst_1": {"id": "lst_1", "name": "a", "at": 1}}}});
    let made = |key: &str, name: &str, at: u32, minted: u32| {
        let mut end = start.clone();
        end["state"]["lists"][key] = json!({"id": key, "name": name, "at": at});
        end["minted"] = json!(minted);
        end
    };
    let end = made("lst_2", "b", 5, 1);
    let volatile = unstable(&end, &made("lst_2", "b", 6, 1));
    assert_eq!(volatile, ["state.lists[*].at".parse::<Path>().unwrap()]);
    let check = state_check("shop", &start, &end, volatile, &BTreeSet::new()).unwrap();
    assert_eq!(judged(&check, &start, &made("lst_9", "b", 77, 3)), Some(true), "{check:?}");
    assert_eq!(judged(&check, &start, &made("lst_2", "c", 5, 1)), Some(false));
    let mut both = made("lst_2", "b", 5, 1);
    both["state"]["lists"]["lst_3"] = json!({"id": "lst_3", "name": "b", "at": 5});
    assert_eq!(judged(&check, &start, &both), Some(false));
}

#[test]
fn what_is_taken_away_must_be_gone_and_nothing_else() {
    let mut end = start();
    end["orders"].as_array_mut().unwrap().remove(0);
    end["log"] = json!([]);
    let check = state_check("shop", &start(), &end, Vec::new(), &BTreeSet::new()).unwrap();
    assert_eq!(judged(&check, &start(), &end), Some(true), "{check:?}");
    let mut more = end.clone();
    more["orders"] = json!([]);
    assert_eq!(judged(&check, &start(), &more), Some(false));
}

#[test]
fn clocks_and_names_that_a_server_makes_up_are_demanded_nowhere() {
    let start = json!({
        "minted": 0,
        "state": {"books": {"bok_a1b2c3": {"id": "bok_a1b2c3", "refund": null}}, "sheets": {}, "logs": [
            {"by": "x", "seen": "09:00", "state": "open"}, {"by": "y", "seen": "09:00", "state": "open"},
        ]},
    });
    let made = |key: &str, sheet: &str, time: &str, minted: u32| {
        let mut end = start.clone();
        end["minted"] = json!(minted);
        end["state"]["books"][key] = json!({
            "id": key, "title": "Plan", "timeline": [{"time": time, "text": "made"}], "maker": {"name": "Bo", "at": time},
        });
        end["state"]["sheets"][sheet] = json!({"id": sheet, "book_id": key, "uri": format!("book://{key}/1")});
        end["state"]["books"]["bok_a1b2c3"]["refund"] = json!({"amount": 3, "at": time});
        end["state"]["books"]["bok_a1b2c3"]["latest"] = json!(key);
        end["state"]["logs"][0] = json!({"by": "x", "seen": time, "state": "done"});
        end
    };
    let end = made("bok_bthgep", "sht_cccccc", "09:01", 2);
    let volatile = unstable(&end, &made("bok_bthgep", "sht_cccccc", "09:02", 2));
    let check = state_check("shop", &start, &end, volatile, &BTreeSet::new()).unwrap();
    assert_eq!(judged(&check, &start, &end), Some(true), "{check:?}");
    let other = made("bok_dddddd", "sht_eeeeee", "10:30", 4);
    assert_eq!(judged(&check, &start, &other), Some(true), "{check:?}");
    let wrong = |pointer: &str, value: Value| {
        let mut end = other.clone();
        *end.pointer_mut(pointer).unwrap() = value;
        judged(&check, &start, &end)
    };
    assert_eq!(wrong("/state/books/bok_dddddd/timeline/0/text", json!("gone")), Some(false));
    assert_eq!(wrong("/state/books/bok_dddddd/maker/name", json!("Cy")), Some(false));
    assert_eq!(wrong("/state/books/bok_a1b2c3/refund/amount", json!(4)), Some(false));
    assert_eq!(wrong("/state/books/bok_a1b2c3/latest", json!(null)), Some(false));
    assert_eq!(wrong("/state/sheets/sht_eeeeee/book_id", json!(null)), Some(false));
    assert_eq!(wrong("/state/logs/0/state", json!("open")), Some(false));
}

#[test]
fn a_name_that_the_user_gave_is_demanded() {
    let start = json!({"flags": {"dark_mode1": {"key": "dark_mode1", "on": true}}});
    let made = |key: &str| {
        let mut end = start.clone();
        end["flags"][key] = json!({"key": key, "on": false});
        end
    };
    let end = made("new_home2");
    let check = state_check("shop", &start, &end, Vec::new(), &["new_home2".to_owned()].into()).unwrap();
    assert_eq!(judged(&check, &start, &end), Some(true));
    assert_eq!(judged(&check, &start, &made("new_house3")), Some(false));
}

#[test]
fn what_is_added_to_a_list_inside_of_an_entry_is_added_to_no_other_entry() {
    let start = json!({"state": {"issues": {
        "MAP-1": {"key": "MAP-1", "comments": [], "version": 3}, "MAP-2": {"key": "MAP-2", "comments": [], "version": 3},
    }}});
    let commented = |key: &str, version: u32| {
        let mut end = start.clone();
        end["state"]["issues"][key]["comments"] = json!([{"text": "Looks good."}]);
        end["state"]["issues"][key]["version"] = json!(version);
        end
    };
    let end = commented("MAP-1", 4);
    let check = state_check("shop", &start, &end, Vec::new(), &BTreeSet::new()).unwrap();
    assert_eq!(judged(&check, &start, &end), Some(true), "{check:?}");
    assert_eq!(judged(&check, &start, &commented("MAP-2", 4)), Some(false), "{check:?}");
    // Whoever needs two changes for it makes another version.
    assert_eq!(judged(&check, &start, &commented("MAP-1", 5)), Some(true), "{check:?}");
    assert_eq!(judged(&check, &start, &commented("MAP-1", 3)), Some(false), "{check:?}");
}
