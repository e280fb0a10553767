//! What servers offer besides tools: every resource can be read, every prompt got, every completion is true.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::lab::{SERVERS, domains, host};

/// A request that must be answered.
fn ask(host: &mut mcplab_servers::Host, method: &str, params: &Value) -> Value {
    let text = host.request(method, &params.to_string()).unwrap_or_else(|error| panic!("{method} {params}: {error}"));
    serde_json::from_str(&text).expect("JSON")
}

/// All pages of a list.
fn all(host: &mut mcplab_servers::Host, method: &str, key: &str) -> Vec<Value> {
    let (mut items, mut cursor) = (Vec::new(), None);
    loop {
        let mut page = ask(host, method, &cursor.map_or_else(|| json!({}), |cursor: Value| json!({"cursor": cursor})));
        items.extend(page[key].as_array().expect("a page").iter().cloned());
        match page.get_mut("nextCursor").map(Value::take) {
            Some(next) => cursor = Some(next),
            None => return items,
        }
    }
}

fn describes(thing: &Value) {
    let text = |key: &str| thing[key].as_str().unwrap_or_default().to_owned();
    assert!(!text("name").is_empty() && !text("title").is_empty(), "{thing}");
    assert!(text("description").len() > 15 && text("description").ends_with('.'), "{thing}");
}

#[test]
fn resources_are_listed_read_and_watched() {
    for server in SERVERS.iter() {
        let mut host = host(server, 3, "small");
        let listed = all(&mut host, "resources/list", "resources");
        let addresses: BTreeSet<&str> = listed.iter().filter_map(|one| one["uri"].as_str()).collect();
        assert_eq!(addresses.len(), listed.len(), "{server}: two resources at one address");
        for resource in &listed {
            describes(resource);
            let contents = ask(&mut host, "resources/read", &json!({"uri": resource["uri"]}));
            let content = &contents["contents"][0];
            assert_eq!(content["uri"], resource["uri"]);
            assert_eq!(content["mimeType"], resource["mimeType"]);
            let text = content["text"].as_str().or(content["blob"].as_str()).expect("contents");
            if resource["mimeType"] == "application/json" {
                serde_json::from_str::<Value>(text).unwrap_or_else(|error| panic!("{resource}: {error}"));
            }
            ask(&mut host, "resources/subscribe", &json!({"uri": resource["uri"]}));
        }
        let missing = host.request("resources/read", r#"{"uri": "nowhere://at/all"}"#).expect_err("an error");
        assert!(missing.contains("-32602"), "{missing}");
        assert_eq!(host.events(), "[]");
    }
}

#[test]
fn templates_complete_to_addresses_that_can_be_read() {
    for server in SERVERS.iter() {
        let mut host = host(server, 5, "small");
        let listed = all(&mut host, "resources/list", "resources");
        for template in all(&mut host, "resources/templates/list", "resourceTemplates") {
            describes(&template);
            let uri = template["uriTemplate"].as_str().expect("a template");
            assert!(listed.iter().any(|one| one["name"] == template["name"]), "{server}: nothing behind {uri}");
            let variables = uri.split('{').skip(1).filter_map(|rest| rest.split('}').next());
            for variable in variables.map(|name| name.trim_start_matches('+')) {
                let params =
                    json!({"ref": {"type": "ref/resource", "uri": uri}, "argument": {"name": variable, "value": ""}});
                let values = ask(&mut host, "completion/complete", &params)["completion"]["values"].take();
                assert!(values.as_array().is_some_and(|values| !values.is_empty()), "{server} {uri} {variable}");
            }
        }
    }
}

#[test]
fn prompts_can_be_got_with_what_completion_offers() {
    for server in domains() {
        let mut host = host(server, 7, "small");
        for prompt in all(&mut host, "prompts/list", "prompts") {
            describes(&prompt);
            let mut arguments = Map::new();
            for argument in prompt["arguments"].as_array().expect("arguments") {
                let name = argument["name"].as_str().expect("a name");
                assert!(argument["description"].as_str().is_some_and(|text| text.ends_with('.')), "{prompt}");
                let params = json!({"ref": {"type": "ref/prompt", "name": prompt["name"]}, "argument": {"name": name, "value": ""}});
                let offered = ask(&mut host, "completion/complete", &params)["completion"]["values"].take();
                let value = offered.get(0).cloned();
                assert!(
                    value.is_some() || argument["required"] == false,
                    "{server} {prompt}: nothing completes {name}"
                );
                if let Some(value) = value {
                    arguments.insert(name.to_owned(), value);
                }
            }
            let got = ask(&mut host, "prompts/get", &json!({"name": prompt["name"], "arguments": arguments}));
            let messages = got["messages"].as_array().expect("messages");
            let text = messages[0]["content"]["text"].as_str().expect("a text");
            assert!(text.len() > 40, "{server} {prompt}: {text}");
        }
        let error = host.request("prompts/get", r#"{"name": "no_such_prompt"}"#).expect_err("an error");
        assert!(error.contains("-32602"), "{error}");
    }
}
