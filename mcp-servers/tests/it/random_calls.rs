//! Arguments by chance: mostly fitting their schema and the state, sometimes wrong, missing, huge or odd.

use std::collections::BTreeMap;

use mcplab_servers::kit::rng::Rng;
use serde_json::{Map, Value, json};

/// Values of a state and of results by the kind of field, so that some arguments mean something.
#[derive(Clone, Debug, Default)]
pub struct Known {
    by_name: BTreeMap<String, Vec<Value>>,
    texts: Vec<String>,
}

/// What a state tells.
pub fn known(state: &str) -> Known {
    let mut known = Known::default();
    known.learn(&serde_json::from_str(state).expect("JSON"));
    known
}

impl Known {
    /// Adds what a state or a result tells.
    pub fn learn(&mut self, value: &Value) {
        if self.texts.len() < 5_000 {
            self.collect("", "", value);
        }
    }

    /// Adds what the result of a tool tells: what `request_return` returns is a return.
    pub fn learn_result(&mut self, tool: &str, value: &Value) {
        let thing = tool.split_once('_').map_or(tool, |(_, thing)| thing);
        self.collect(&singular(thing), "", value);
    }

    /// `thing` is what the things of the nearest list or table are called, `name` the field.
    fn collect(&mut self, thing: &str, name: &str, value: &Value) {
        match value {
            Value::String(text) if text.chars().count() < 80 => {
                self.texts.push(text.clone());
                self.note(thing, name, value);
            }
            Value::Number(_) => self.note(thing, name, value),
            Value::Array(items) => items.iter().for_each(|item| self.collect(&singular(name), &singular(name), item)),
            Value::Object(map) => {
                // The rows of a table are called by the table's name.
                let rows = map.len() > 1 && map.values().all(Value::is_object);
                for (key, item) in map {
                    if rows {
                        self.note(&singular(name), "id", &Value::String(key.clone()));
                        self.collect(&singular(name), &singular(name), item);
                    } else {
                        self.collect(if item.is_object() { key } else { thing }, key, item);
                    }
                }
            }
            _ => {}
        }
    }

    fn note(&mut self, thing: &str, name: &str, value: &Value) {
        let mut add = |name: String| {
            let values = self.by_name.entry(name).or_default();
            if values.len() < 400 && !values.contains(value) {
                values.push(value.clone());
            }
        };
        add(name.to_lowercase().replace('_', ""));
        if !thing.is_empty() {
            add(format!("{thing}{name}").to_lowercase().replace('_', ""));
        }
    }

    /// A value that stood under such a name, or under the end of it: `source_account_id` takes an `account_id`.
    fn named(&self, rng: &mut Rng, name: &str, fits: impl Fn(&Value) -> bool) -> Option<Value> {
        let words: Vec<&str> = name.split('_').collect();
        let tails = (0..words.len()).map(|first| words[first..].concat().to_lowercase());
        tails.filter(|tail| tail != "id").find_map(|tail| {
            let values: Vec<&Value> = self.by_name.get(&tail)?.iter().filter(|value| fits(value)).collect();
            (!values.is_empty()).then(|| values[rng.index(values.len())].clone())
        })
    }
}

fn singular(name: &str) -> String {
    match name {
        _ if name.ends_with("ies") => format!("{}y", &name[..name.len() - 3]),
        _ if ["sses", "shes", "ches", "xes"].iter().any(|end| name.ends_with(end)) => name[..name.len() - 2].to_owned(),
        _ if name.ends_with('s') && !name.ends_with("ss") => name[..name.len() - 1].to_owned(),
        _ => name.to_owned(),
    }
}

/// Mostly fitting, sometimes wrong, missing, huge or odd.
pub fn arguments(rng: &mut Rng, schema: &Value, known: &Known) -> Map<String, Value> {
    let mut object = Map::new();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        if (needed(schema, name) && rng.chance(95)) || (!needed(schema, name) && rng.chance(30)) {
            let value = if rng.chance(75) { fitting(rng, name, property, known) } else { odd(rng, 0) };
            object.insert(name.clone(), value);
        }
    }
    if rng.chance(5) {
        object.insert(odd_text(rng), odd(rng, 0));
    }
    object
}

/// Always fitting the schema, whatever the state thinks of it.
pub fn fitting_arguments(rng: &mut Rng, schema: &Value, known: &Known) -> Map<String, Value> {
    let optional = [0, 20, 50][rng.index(3)];
    let mut object = Map::new();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        if needed(schema, name) || rng.chance(optional) {
            object.insert(name.clone(), fitting(rng, name, property, known));
        }
    }
    object
}

fn needed(schema: &Value, name: &str) -> bool {
    schema["required"].as_array().is_some_and(|required| required.iter().any(|one| one == name))
}

fn fitting(rng: &mut Rng, name: &str, schema: &Value, known: &Known) -> Value {
    let examples = schema["examples"].as_array().filter(|examples| !examples.is_empty());
    if let Some(examples) = examples.filter(|_| rng.chance(70)) {
        return examples[rng.index(examples.len())].clone();
    }
    let bound = |key: &str, usual: i64| schema[key].as_i64().unwrap_or(usual);
    match (schema["type"].as_str(), schema["format"].as_str(), schema["enum"].as_array()) {
        (_, _, Some(values)) => values[rng.index(values.len())].clone(),
        (Some("boolean"), ..) => json!(rng.chance(50)),
        (Some("integer"), ..) => {
            let found = known.named(rng, name, Value::is_i64).filter(|_| rng.chance(60));
            let (low, high) = (bound("minimum", -2), bound("maximum", 40));
            let near = high.min(low.saturating_add(40));
            found.unwrap_or_else(|| json!(if rng.chance(80) { rng.range(low, near) } else { rng.range(low, high) }))
        }
        (Some("number"), ..) => {
            let found = known.named(rng, name, Value::is_number).filter(|_| rng.chance(60));
            found.unwrap_or_else(|| json!(rng.range(0, 90_000) as f64 / 100.0))
        }
        (Some("array"), ..) => {
            let count = rng.range(bound("minItems", 0), bound("minItems", 0).max(3));
            (0..count).map(|_| fitting(rng, &singular(name), &schema["items"], known)).collect()
        }
        (Some("object"), ..) => Value::Object(fitting_arguments(rng, schema, known)),
        (_, Some("email"), _) => {
            let emails: Vec<&String> = known.texts.iter().filter(|text| text.contains('@')).collect();
            if emails.is_empty() { json!("a@b.example") } else { json!(emails[rng.index(emails.len())]) }
        }
        (_, Some("date"), _) => {
            let found = known.named(rng, name, Value::is_string).filter(|_| rng.chance(30));
            found.unwrap_or_else(|| json!(format!("2026-{:02}-{:02}", rng.range(2, 5), rng.range(1, 28))))
        }
        (_, Some("date-time"), _) => {
            let found = known.named(rng, name, Value::is_string).filter(|_| rng.chance(30));
            let (month, day, hour) = (rng.range(3, 4), rng.range(1, 28), rng.range(0, 23));
            let half = rng.index(2) * 30;
            found.unwrap_or_else(|| json!(format!("2026-{month:02}-{day:02}T{hour:02}:{half:02}:00+01:00")))
        }
        _ => {
            if schema["pattern"].as_str().is_some_and(|pattern| pattern.starts_with(r"^\d{1,12}")) {
                return json!(format!("{}.00", rng.range(1, 300)));
            }
            let found = known.named(rng, name, Value::is_string).filter(|_| rng.chance(90));
            found.unwrap_or_else(|| match known.texts.len() {
                0 => json!("anything"),
                len => json!(known.texts[rng.index(len)]),
            })
        }
    }
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
