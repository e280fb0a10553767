//! What every listing owes its readers: names, descriptions and schemas.

use mcplab_servers::Host;
use serde_json::Value;

use crate::lab::{SERVERS, TOOLS, UNTIDY, host};

#[test]
fn tool_names_and_descriptions_are_well_formed() {
    assert!(TOOLS.len() >= 48, "{} tools", TOOLS.len());
    for (name, (owner, tool)) in TOOLS.iter() {
        // SEP-986: 1 to 128 of these characters, case-sensitive.
        let allowed = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
        assert!(name.chars().all(allowed) && (1..=128).contains(&name.len()), "{name}");
        if UNTIDY.contains(owner) {
            continue;
        }
        assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '_') && name.contains('_'), "{name}");
        let description = tool["description"].as_str().unwrap_or_default();
        assert!((20..400).contains(&description.len()) && description.ends_with('.'), "{name}: {description}");
        assert!(tool["title"].as_str().is_some_and(|title| !title.contains('_')), "{name}");
        assert_eq!(tool["annotations"]["openWorldHint"], false);
    }
}

#[test]
fn schemas_are_valid_and_say_what_each_field_is() {
    for (name, (owner, tool)) in TOOLS.iter() {
        for side in ["inputSchema", "outputSchema"] {
            let Some(schema) = tool.get(side) else {
                assert!(side == "outputSchema" && UNTIDY.contains(owner), "{name} has no {side}");
                continue;
            };
            jsonschema::draft202012::meta::validate(schema).unwrap_or_else(|error| panic!("{name} {side}: {error}"));
            assert_eq!(schema["type"], "object", "{name} {side}");
            if UNTIDY.contains(owner) {
                continue;
            }
            check_schema(schema, &format!("{name} {side}"));
        }
        if !UNTIDY.contains(owner) {
            assert_eq!(tool["inputSchema"]["additionalProperties"], false, "{name}");
        }
    }
}

/// No noise and no nulls, and words for every property.
fn check_schema(schema: &Value, place: &str) {
    for noise in ["$schema", "$defs", "$ref", "title", "anyOf", "oneOf"] {
        assert!(schema.get(noise).is_none(), "{place} has {noise}: {schema}");
    }
    assert!(schema["type"].is_string(), "{place}: {schema}");
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let place = format!("{place}.{name}");
        assert!(
            property["description"].as_str().is_some_and(|text| text.ends_with('.')),
            "{place} lacks a description"
        );
        check_schema(property, &place);
    }
    if let Some(items) = schema.get("items") {
        check_schema(items, &format!("{place}[]"));
    }
}

#[test]
fn bad_configurations_say_what_is_wrong() {
    let check = |config: &str, expect: &str| {
        let error = Host::start(config).err().expect("an error");
        assert!(error.contains(expect), "{error}");
    };
    check("{}", "missing field `server`");
    check(r#"{"server":"x","seed":"1","now":"2026-03-05T14:30:00+01:00"}"#, "no such server");
    check(r#"{"server":"mail","seed":"-1","now":"2026-03-05T14:30:00+01:00"}"#, "seed");
    check(r#"{"server":"mail","seed":"1","now":"2026-03-05T14:30:00"}"#, "offset");
    check(r#"{"server":"mail","seed":"1","now":"2026-03-05T14:30:00+01:00","size":"huge"}"#, "huge");
}

#[test]
fn protocol_errors_are_no_tool_results() {
    for server in SERVERS.iter() {
        let mut host = host(server, 1, "small");
        assert!(host.call_tool("no_such_tool", "{}").is_err());
        for arguments in ["", "[]", "null", "{", "5"] {
            assert!(host.call_tool("get_my_profile", arguments).is_err());
        }
    }
}
