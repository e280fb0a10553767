//! Values of every kind, there and back.

use serde_json::{Value, json};

use super::{VALUES, complaint, described, given, load, start};

#[test]
fn values_come_back_as_they_went() {
    let mut values = start(VALUES, "values");
    for (kind, good) in [
        ("bool", json!([true, false])),
        ("s8", json!([-128, 127])),
        ("u8", json!([0, 255])),
        ("s16", json!([-32_768, 32_767])),
        ("u16", json!([0, 65_535])),
        ("s32", json!([i32::MIN, i32::MAX])),
        ("u32", json!([0, u32::MAX])),
        ("s64", json!([i64::MIN, i64::MAX])),
        ("u64", json!([0, u64::MAX])),
        ("f32", json!([0.1, -0.0, 1e30, "NaN", "Infinity", "-Infinity"])),
        ("f64", json!([0.1, -0.0, 1e300, 5e-324, "NaN", "Infinity", "-Infinity"])),
        ("char", json!(["a", "\u{10ffff}", "\""])),
        ("pair", json!([[-7, "ß"]])),
    ] {
        for value in good.as_array().unwrap() {
            assert_eq!(given(&mut values, &format!("same-{kind}"), &json!({"of": value})), *value, "{kind}");
        }
    }
    assert_eq!(given(&mut values, "same-f64", &json!({"of": 3})), json!(3.0));
    assert_eq!(given(&mut values, "same-u8", &json!({"of": 3.0})), json!(3));
    for value in [json!({"ok": 3}), json!({"err": null})] {
        assert_eq!(given(&mut values, "same-result", &json!({"of": value})), json!([value]));
    }
}

#[test]
fn values_of_another_kind_are_refused() {
    let mut values = start(VALUES, "values");
    for (kind, wanted, bad) in [
        ("bool", "true or false", json!([0, "true", null])),
        ("s8", "an integer from -128 to 127", json!([-129, 128, "1", null])),
        ("u8", "an integer from 0 to 255", json!([-1, 256, 0.5, 1e300])),
        ("s16", "an integer from -32768 to 32767", json!([-32_769, 32_768])),
        ("u16", "an integer from 0 to 65535", json!([-1, 65_536])),
        ("s32", "an integer from -2147483648 to 2147483647", json!([-2_147_483_649_i64, 2_147_483_648_i64])),
        ("u32", "an integer from 0 to 4294967295", json!([-1, 4_294_967_296_i64])),
        ("s64", "an integer from -9223372036854775808 to 9223372036854775807", json!([u64::MAX, 1e19])),
        ("u64", "an integer from 0 to 18446744073709551615", json!([-1, 1e20])),
        ("f32", "a number", json!(["1", 1e39, null, "inf"])),
        ("f64", "a number", json!(["nan", true])),
        ("char", "a text of one character", json!(["", "ab", 1])),
        ("pair", "an array of 2 items", json!([[1], [1, "a", 2], "ab"])),
        ("result", "an object with either \"ok\" or \"err\"", json!([{}, {"ok": 1, "err": null}, 1])),
    ] {
        for value in bad.as_array().unwrap() {
            let said = complaint(&mut values, &format!("same-{kind}"), &json!({"of": value}));
            assert!(said.starts_with(&format!("parameter \"of\" must be {wanted}, not ")), "{said}");
        }
    }
    let inner = complaint(&mut values, "same-pair", &json!({"of": [1, "ab"]}));
    assert_eq!(inner, "parameter \"of[1]\" must be a text of one character, not \"ab\"");
    let inner = complaint(&mut values, "same-result", &json!({"of": {"ok": 256}}));
    assert_eq!(inner, "parameter \"of.ok\" must be an integer from 0 to 255, not 256");
}

#[test]
fn every_kind_has_a_schema() {
    let server = described(&load(VALUES).unwrap());
    let schema = |name: &str| -> Value {
        let tools = server["tools"].as_array().unwrap();
        let tool = tools.iter().find(|tool| tool["name"] == format!("same-{name}")).unwrap();
        tool["inputSchema"]["properties"]["of"].clone()
    };
    assert_eq!(schema("bool"), json!({"type": "boolean"}));
    assert_eq!(schema("s8"), json!({"type": "integer", "minimum": -128, "maximum": 127}));
    assert_eq!(schema("u64"), json!({"type": "integer", "minimum": 0, "maximum": u64::MAX}));
    assert_eq!(schema("s64"), json!({"type": "integer", "minimum": i64::MIN, "maximum": i64::MAX}));
    assert_eq!(schema("f32"), json!({"type": "number"}));
    assert_eq!(schema("char"), json!({"type": "string", "minLength": 1, "maxLength": 1}));
    let items = [schema("s8"), schema("char")];
    assert_eq!(schema("pair"), json!({"type": "array", "prefixItems": items, "minItems": 2, "maxItems": 2}));
    let side = |name: &str, schema: Value| json!({"type": "object", "properties": {name: schema}, "required": [name], "additionalProperties": false});
    assert_eq!(schema("result"), json!({"oneOf": [side("ok", schema("u8")), side("err", json!({"type": "null"}))]}));
}
