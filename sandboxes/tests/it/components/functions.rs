//! A component of plain functions: how they are listed, called, and refused.

use mcplab_sandbox::{CallError, Fault, Forks, Instance, Limits, StartError};
use serde_json::{Value, json};

use super::{FUNCTIONS, VALUES, altered, complaint, config, described, fault, given, load, start};

const ADD: &str = "example_math_ops_0_1_0_add";

fn maths() -> Instance {
    start(FUNCTIONS, "math")
}

/// Calls a function of the interface.
fn call(instance: &mut Instance, function: &str, arguments: Value) -> Value {
    given(instance, &format!("example_math_ops_0_1_0_{function}"), &arguments)
}

fn complain(instance: &mut Instance, function: &str, arguments: Value) -> String {
    complaint(instance, &format!("example_math_ops_0_1_0_{function}"), &arguments)
}

#[test]
fn functions_are_listed_as_tools() {
    let server = described(&load(FUNCTIONS).unwrap());
    assert_eq!((&server["name"], &server["version"]), (&json!("math"), &json!("0.1.0")));
    assert!(server.get("instructions").is_none());
    let tools = server["tools"].as_array().unwrap();
    let name = |tool: &Value| tool["name"].as_str().unwrap().replace("example_math_ops_0_1_0_", "");
    let names: Vec<_> = tools.iter().map(name).collect();
    assert_eq!(names, ["add", "divide", "mean", "range", "echo", "shift", "area", "turn", "others", "calls"]);
    let s32 = json!({"type": "integer", "minimum": i32::MIN, "maximum": i32::MAX});
    assert_eq!(
        tools[1],
        json!({
            "name": "example_math_ops_0_1_0_divide",
            "description": "The function \"example:math/ops@0.1.0.divide\".",
            "inputSchema": {
                "type": "object",
                "properties": {"a": s32, "b": s32},
                "required": ["a", "b"],
                "additionalProperties": false,
            },
            "outputSchema": {"type": "object", "properties": {"result": s32}, "required": ["result"]},
        })
    );
    let point = json!({
        "type": "object",
        "properties": {"x": s32, "y": s32},
        "required": ["x", "y"],
        "additionalProperties": false,
    });
    assert_eq!(
        tools[5]["inputSchema"],
        json!({
            "type": "object",
            "properties": {"from": point, "by": {"anyOf": [point, {"type": "null"}]}},
            "required": ["from"],
            "additionalProperties": false,
        })
    );
    let float = json!({"anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}]});
    assert_eq!(tools[2]["inputSchema"]["properties"]["values"], json!({"type": "array", "items": {"type": "number"}}));
    assert_eq!(tools[2]["outputSchema"]["properties"]["result"], json!({"anyOf": [float, {"type": "null"}]}));
    let cases = &tools[6]["inputSchema"]["properties"]["of"]["oneOf"];
    assert_eq!(cases[0]["properties"], json!({"tag": {"const": "dot"}}));
    assert_eq!(cases[1]["properties"], json!({"tag": {"const": "circle"}, "val": {"type": "number"}}));
    let flags = json!({
        "type": "array",
        "items": {"type": "string", "enum": ["top", "right", "bottom", "left"]},
        "uniqueItems": true,
    });
    assert_eq!(tools[8]["outputSchema"]["properties"]["result"], flags);
}

#[test]
fn functions_are_called_with_json() {
    let mut maths = maths();
    assert_eq!(call(&mut maths, "add", json!({"a": 2, "b": -5})), json!(-3));
    assert_eq!(call(&mut maths, "divide", json!({"a": 7, "b": 2.0})), json!(3));
    assert_eq!(call(&mut maths, "mean", json!({"values": [1, 2.5]})), json!(1.75));
    assert_eq!(call(&mut maths, "mean", json!({"values": []})), Value::Null);
    assert_eq!(call(&mut maths, "mean", json!({"values": ["NaN"]})), json!("NaN"));
    assert_eq!(call(&mut maths, "mean", json!({"values": ["-Infinity", 1]})), json!("-Infinity"));
    assert_eq!(call(&mut maths, "range", json!({"length": 4})), json!([0, 1, 2, 3]));
    assert_eq!(call(&mut maths, "echo", json!({"text": "äöü \"x\""})), json!("äöü \"x\""));
    let from = json!({"x": 1, "y": -2});
    assert_eq!(call(&mut maths, "shift", json!({"from": from})), json!({"x": 2, "y": -1}));
    assert_eq!(call(&mut maths, "shift", json!({"from": from, "by": null})), json!({"x": 2, "y": -1}));
    assert_eq!(call(&mut maths, "shift", json!({"from": from, "by": {"x": 4, "y": 4}})), json!({"x": 5, "y": 2}));
    assert_eq!(call(&mut maths, "area", json!({"of": {"tag": "dot"}})), json!(0.0));
    assert_eq!(call(&mut maths, "area", json!({"of": {"tag": "box", "val": {"x": 3, "y": 5}}})), json!(15.0));
    assert_eq!(call(&mut maths, "turn", json!({"from": "west"})), json!("north"));
    assert_eq!(call(&mut maths, "others", json!({"than": ["left", "top"]})), json!(["right", "bottom"]));
    // What it keeps between the calls.
    assert_eq!(given(&mut maths, "calls", &json!({})), json!(15));
}

#[test]
fn results_have_a_text_beside_the_value() {
    let mut maths = maths();
    let text = |result: String| super::json(&result)["content"].clone();
    let echo = maths.call("example_math_ops_0_1_0_echo", r#"{"text":"hi"}"#).unwrap();
    assert_eq!(text(echo), json!([{"type": "text", "text": "hi"}]));
    let range = maths.call("example_math_ops_0_1_0_range", r#"{"length":2}"#).unwrap();
    assert_eq!(text(range), json!([{"type": "text", "text": "[0,1]"}]));
}

#[test]
fn an_error_of_the_function_is_one_of_the_tool() {
    let mut maths = maths();
    assert_eq!(complain(&mut maths, "divide", json!({"a": 1, "b": 0})), "division by zero");
    let mut values = start(VALUES, "values");
    assert_eq!(complaint(&mut values, "fails", &json!({})), "The function failed and does not say why.");
    assert_eq!(given(&mut values, "nothing", &json!({"of": true})), Value::Null);
}

#[test]
fn wrong_arguments_are_named() {
    let mut maths = maths();
    for (function, arguments, expected) in [
        ("add", json!({"a": 1}), "parameter \"b\" is missing: it must be an integer from -2147483648 to 2147483647"),
        ("add", json!({"a": 1, "b": 2, "c": 3}), "there is no parameter \"c\", there is \"a\", \"b\""),
        (
            "add",
            json!({"a": 2_147_483_648_u32, "b": 2}),
            "parameter \"a\" must be an integer from -2147483648 to 2147483647, not 2147483648",
        ),
        (
            "add",
            json!({"a": 1.5, "b": 2}),
            "parameter \"a\" must be an integer from -2147483648 to 2147483647, not 1.5",
        ),
        ("mean", json!({"values": [1, "x"]}), "parameter \"values[1]\" must be a number, not \"x\""),
        ("mean", json!({"values": {"x": 1}}), "parameter \"values\" must be an array, not {\"x\":1}"),
        ("echo", json!({"text": 1}), "parameter \"text\" must be a text, not 1"),
        (
            "shift",
            json!({"from": {"x": 1}}),
            "parameter \"from.y\" is missing: it must be an integer from -2147483648 to 2147483647",
        ),
        (
            "shift",
            json!({"from": {"x": 1, "y": 1, "z": 1}}),
            "parameter \"from\" has no field \"z\", there is \"x\", \"y\"",
        ),
        ("shift", json!({"from": null}), "parameter \"from\" must be an object with \"x\", \"y\", not null"),
        (
            "shift",
            json!({"from": {"x": 1, "y": 1}, "by": {"x": 1, "y": true}}),
            "parameter \"by.y\" must be an integer from -2147483648 to 2147483647, not true",
        ),
        (
            "area",
            json!({"of": {"tag": "box", "val": {"x": 1, "y": []}}}),
            "parameter \"of.val.y\" must be an integer from -2147483648 to 2147483647, not []",
        ),
        (
            "turn",
            json!({"from": "up"}),
            "parameter \"from\" must be one of \"north\", \"east\", \"south\", \"west\", not \"up\"",
        ),
    ] {
        assert_eq!(complain(&mut maths, function, arguments), expected);
    }
    for wrong in [json!({"tag": "line"}), json!({"tag": "circle"}), json!({"val": 1}), json!("dot")] {
        let said = complain(&mut maths, "area", json!({"of": wrong}));
        let expected =
            "parameter \"of\" must be an object with a \"tag\" of \"dot\", \"circle\", \"box\" and, where that";
        assert!(said.starts_with(expected), "{said}");
    }
    for wrong in [json!(["up"]), json!("left"), json!([1])] {
        let said = complain(&mut maths, "others", json!({"than": wrong}));
        assert!(said.starts_with("parameter \"than\" must be an array of some of \"top\", "), "{said}");
    }
    let long = complain(&mut maths, "mean", json!({"values": "ä".repeat(1_000)}));
    assert!(long.ends_with("ää...") && long.len() < 200, "{long}");
    // None of these reached the component.
    assert_eq!(given(&mut maths, "calls", &json!({})), json!(0));
}

#[test]
fn protocol_errors_are_refusals() {
    let mut maths = maths();
    assert_eq!(maths.call("subtract", "{}"), Err(CallError::Guest("no such tool: subtract".to_owned())));
    for arguments in ["", "[]", "null", "{"] {
        let Err(CallError::Guest(said)) = maths.call(ADD, arguments) else { panic!("{arguments} was taken") };
        assert!(said.starts_with("the arguments are no JSON object: "), "{said}");
    }
    let refused = load(FUNCTIONS).unwrap().start(&config("maths"), Limits::default()).unwrap_err();
    let message = "no such server, the component's only one is \"math\"".to_owned();
    assert_eq!(refused, StartError::Guest { server: "maths".to_owned(), message });
    let later = mcplab_sandbox::Config { now: "today", ..config("math") };
    let refused = load(FUNCTIONS).unwrap().start(&later, Limits::default()).unwrap_err();
    let message = "`now` is no RFC 3339 time with offset: \"today\"".to_owned();
    assert_eq!(refused, StartError::Guest { server: "math".to_owned(), message });
}

#[test]
fn forks_repeat_the_calls() {
    assert_eq!(load(FUNCTIONS).unwrap().forks(), Forks::ByReplay);
    let mut parent = maths();
    let fresh = parent.digest().unwrap();
    call(&mut parent, "add", json!({"a": 1, "b": 2}));
    let mut child = parent.fork().unwrap();
    assert_eq!((child.digest().unwrap(), child.revision()), (parent.digest().unwrap(), Ok(1)));
    assert_ne!(child.digest().unwrap(), fresh);
    call(&mut child, "echo", json!({"text": "x"}));
    let mut grandchild = child.fork().unwrap();
    let calls = |instance: &mut Instance| given(instance, "calls", &json!({})).as_i64().unwrap();
    assert_eq!((calls(&mut parent), calls(&mut child), calls(&mut grandchild)), (1, 2, 2));
    assert_ne!(parent.digest().unwrap(), child.digest().unwrap());
    assert_eq!(child.digest().unwrap(), grandchild.digest().unwrap());
    parent.rollback().unwrap();
    assert_eq!((calls(&mut parent), parent.revision()), (0, Ok(1)));
}

#[test]
fn a_trap_discards_and_a_rollback_revives() {
    let mut maths = maths();
    call(&mut maths, "add", json!({"a": 1, "b": 2}));
    maths.snapshot().unwrap();
    for (function, arguments, expected) in [
        ("divide", json!({"a": i32::MIN, "b": -1}), "integer overflow"),
        ("range", json!({"length": 2_147_483_648_u32}), "out of bounds memory access"),
    ] {
        let fault = fault(&mut maths, &format!("example_math_ops_0_1_0_{function}"), &arguments);
        let Fault::Trap { export: "call-tool", trap } = &fault else { panic!("{fault}") };
        assert!(trap.contains(expected), "{trap}");
        maths.rollback().unwrap();
        assert_eq!(given(&mut maths, "calls", &json!({})), json!(1));
        maths.rollback().unwrap();
    }
}

#[test]
fn what_the_component_says_is_checked() {
    let text = altered(
        FUNCTIONS, "(i32.store (i32.const 1032) (i32.const 16))))", "(i32.store (i32.const 1032) (i32.const -1))))",
    );
    let mut instance = start(&text, "math");
    let fault = fault(&mut instance, "example_math_ops_0_1_0_divide", &json!({"a": 1, "b": 0}));
    let Fault::Trap { export: "call-tool", trap } = &fault else { panic!("{fault}") };
    assert!(trap.contains("out of bounds"), "{trap}");
    let text = altered(FUNCTIONS, "\"division by zero\"", "\"division \\ff zero\"");
    let mut instance = start(&text, "math");
    let fault = super::fault(&mut instance, "example_math_ops_0_1_0_divide", &json!({"a": 1, "b": 0}));
    assert!(fault.to_string().contains("utf-8"), "{fault}");
}

#[test]
fn functions_that_are_no_tools_are_named() {
    let server = described(&load(VALUES).unwrap());
    assert_eq!((&server["name"], &server["version"]), (&json!("values"), &json!("0.0.0")));
    let instructions = server["instructions"].as_str().unwrap();
    for expected in [
        "twice (it has an option of an option)",
        "[constructor]thing (it belongs to a resource)",
        "make (it takes or gives resources)",
        "wasi:cli/run@0.2.6.run (it is for a host of WASI)",
        "exports.init (it is how componentize-py sets a component up)",
    ] {
        assert!(instructions.contains(expected), "{instructions}");
    }
    let names = server["tools"].as_array().unwrap().iter().map(|tool| tool["name"].as_str().unwrap());
    assert!(names.clone().all(|name| name.starts_with("same-") || ["nothing", "fails"].contains(&name)));
    assert_eq!(names.count(), 16);
}
