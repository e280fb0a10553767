//! Arguments by chance: mostly fitting their schema and the state, sometimes wrong, missing, huge or odd.

use mcplab_servers::kit::rng::Rng;
use serde_json::{Map, Value, json};

/// Strings of the state by the kind of field, so that some arguments mean something.
pub fn known(state: &str) -> Vec<String> {
    fn collect(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::String(text) if text.len() < 60 => found.push(text.clone()),
            Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
            Value::Object(map) => map.values().for_each(|item| collect(item, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    collect(&serde_json::from_str(state).expect("JSON"), &mut found);
    found
}

pub fn arguments(rng: &mut Rng, schema: &Value, known: &[String]) -> Map<String, Value> {
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    let mut object = Map::new();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let needed = required.iter().any(|required| required == name);
        if (needed && rng.chance(95)) || (!needed && rng.chance(30)) {
            let value = if rng.chance(75) { fitting(rng, name, property, known) } else { odd(rng, 0) };
            object.insert(name.clone(), value);
        }
    }
    if rng.chance(5) {
        object.insert(odd_text(rng), odd(rng, 0));
    }
    object
}

fn fitting(rng: &mut Rng, name: &str, schema: &Value, known: &[String]) -> Value {
    let ids: Vec<&String> = known.iter().filter(|text| is_handle(text) && likely(name, text)).collect();
    match (schema["type"].as_str(), schema["format"].as_str(), schema["enum"].as_array()) {
        (_, _, Some(values)) => values[rng.index(values.len())].clone(),
        (Some("boolean"), ..) => json!(rng.chance(50)),
        (Some("integer"), ..) => json!(rng.range(-2, 40)),
        (Some("number"), ..) => json!(rng.range(-5, 90_000) as f64 / 100.0),
        (Some("array"), ..) => (0..rng.range(0, 3)).map(|_| fitting(rng, name, &schema["items"], known)).collect(),
        (_, Some("email"), _) => {
            let emails: Vec<&String> = known.iter().filter(|text| text.contains('@')).collect();
            if emails.is_empty() { json!("a@b.example") } else { json!(emails[rng.index(emails.len())]) }
        }
        (_, Some("date"), _) => json!(format!("2026-03-{:02}", rng.range(0, 32))),
        (_, Some("date-time"), _) => {
            json!(format!("2026-0{}-{:02}T{:02}:30:00+01:00", rng.range(3, 5), rng.range(1, 31), rng.range(0, 24)))
        }
        _ if !ids.is_empty() => json!(ids[rng.index(ids.len())]),
        _ => json!(known[rng.index(known.len())]),
    }
}

fn is_handle(text: &str) -> bool {
    text.len() == 10 && text.as_bytes()[3] == b'_'
}

/// Whether a handle's prefix could belong to an argument.
fn likely(name: &str, handle: &str) -> bool {
    let prefixes: &[&str] = match name {
        "contact_id" => &["con_"],
        "event_id" => &["evt_"],
        "message_id" | "draft_id" => &["msg_"],
        "folder_id" | "parent_folder_id" => &["mbx_", "fld_"],
        "group_id" => &["grp_"],
        "file_id" => &["fil_"],
        "product_id" => &["prd_"],
        "order_id" => &["ord_"],
        "item_id" => &["itm_"],
        "address_id" => &["adr_"],
        "payment_method_id" => &["pay_"],
        "return_id" => &["ret_"],
        _ => return false,
    };
    prefixes.iter().any(|prefix| handle.starts_with(prefix))
}

fn odd(rng: &mut Rng, depth: u32) -> Value {
    match rng.range(0, if depth > 2 { 7 } else { 10 }) {
        0 => Value::Null,
        1 => json!(rng.chance(50)),
        2 => json!([i64::MIN, -1, 0, 1_000_000_000_000, i64::MAX][rng.index(5)]),
        3 => json!(u64::MAX),
        4 => json!([1e308, -0.5, 30.0, f64::MIN_POSITIVE, 1e18][rng.index(5)]),
        5..=7 => json!(odd_text(rng)),
        8 => (0..rng.range(0, 40)).map(|_| odd(rng, depth + 1)).collect(),
        _ => Value::Object((0..3).map(|_| (odd_text(rng), odd(rng, depth + 1))).collect()),
    }
}

fn odd_text(rng: &mut Rng) -> String {
    const TEXTS: [&str; 26] = [
        "", " ", "\u{0}", "\u{feff}x", "🦀🦀🦀", "n\u{0303}o", "\u{202e}abc", "ß", "İ", "../../etc", "/", "//", ".",
        "a@b", "@", "a@b..c", "2026-02-30", "9999-12-31", "-009999-01-01", "2026-03-05T25:00:00Z",
        "2026-03-05T10:00:00+99:99", "2026-12-31T23:59:60Z", "cur_-1", "cur_99999999999999999999", "evt_000000",
        "2026-03-05T10:00[Europe/Paris]",
    ];
    let text = TEXTS[rng.index(TEXTS.len())];
    if rng.chance(4) { text.repeat(3_000) } else { text.to_owned() }
}
