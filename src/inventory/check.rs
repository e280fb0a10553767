//! Is this a JSON Schema, and can it be made one? Common mistakes are mended and reported; a schema that stays invalid
//! keeps its parameters and loses what is wrong with them, so that the tool can still be called.

use jsonschema::{draft4, draft6, draft7, draft201909, draft202012};
use serde_json::{Map, Value};

use super::mend::Mender;
use super::walk::walk;
use crate::model::Problem;

/// Larger schemas are not validated against their meta-schema.
const LARGE: usize = 512 * 1024;
/// No more problems than this are reported of one schema.
const MAX_PROBLEMS: usize = 8;

/// A schema after mending, with what was wrong; the places are paths inside the schema.
pub(super) struct Schema {
    pub value: Value,
    pub problems: Vec<Problem>,
}

pub(super) fn schema(raw: &Value) -> Schema {
    let mut schema = Schema { value: raw.clone(), problems: Vec::new() };
    let size = raw.to_string().len();
    if size > LARGE {
        schema.report("", format!("{size} bytes long; it is not validated"), "tell large sets of values in words");
    }
    schema.dialect();
    schema.mend();
    if size <= LARGE {
        schema.validate();
    }
    let walked = walk(&schema.value);
    if walked.truncated {
        schema.report("", "too large or too deep; only its first parameters are used", "make it smaller");
    }
    if walked.cyclic {
        let message = "refers to itself; parameters are followed once around the cycle";
        schema.problems.push(Problem::new("", message));
    }
    schema.limit();
    schema
}

impl Schema {
    fn report(&mut self, place: impl Into<String>, message: impl Into<String>, mend: impl Into<String>) {
        self.problems.push(Problem::new(place, message).mend(mend));
    }

    /// A `$schema` that nobody knows would make every validator refuse the schema.
    fn dialect(&mut self) {
        let Some(name) = self.value.get("$schema") else { return };
        if name.as_str().is_some_and(|name| Dialect::named(name).is_some()) {
            return;
        }
        let message = format!("the $schema {name} is not known; 2020-12 is taken");
        self.report("", message, "leave `$schema` out or name a published draft");
        if let Some(object) = self.value.as_object_mut() {
            object.remove("$schema");
        }
    }

    fn mend(&mut self) {
        let root = self.value.clone();
        let tuples = Dialect::of(&root) == Dialect::Draft202012;
        let old = Dialect::of(&root) == Dialect::Draft4;
        self.problems.extend(Mender::new(&root, tuples, old).mend(&mut self.value));
    }

    fn validate(&mut self) {
        let Some(error) = invalid(&self.value) else { return };
        self.report("", format!("not valid JSON Schema: {error}"), "check it against its meta-schema");
        let dialect = self.value.get("$schema").cloned();
        strip_invalid(&mut self.value, dialect.as_ref());
        if invalid(&self.value).is_some() {
            self.value = bare(&self.value);
        }
    }

    fn limit(&mut self) {
        let more = self.problems.len().saturating_sub(MAX_PROBLEMS);
        if more > 0 {
            self.problems.truncate(MAX_PROBLEMS);
            self.problems.push(Problem::new("", format!("{more} more problems of this schema are not listed")));
        }
    }
}

/// The drafts that validators know.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dialect {
    Draft4,
    Draft6,
    Draft7,
    Draft201909,
    Draft202012,
}

impl Dialect {
    fn of(schema: &Value) -> Self {
        schema.get("$schema").and_then(Value::as_str).and_then(Self::named).unwrap_or(Self::Draft202012)
    }

    fn named(name: &str) -> Option<Self> {
        let name = name.trim_end_matches('#').split_once("//json-schema.org/")?.1;
        Some(match name {
            "draft-04/schema" => Self::Draft4,
            "draft-06/schema" => Self::Draft6,
            "draft-07/schema" => Self::Draft7,
            "draft/2019-09/schema" => Self::Draft201909,
            "draft/2020-12/schema" => Self::Draft202012,
            _ => return None,
        })
    }
}

/// The first violation of the meta-schema, in words.
fn invalid(schema: &Value) -> Option<String> {
    let result = match Dialect::of(schema) {
        Dialect::Draft4 => draft4::meta::validate(schema),
        Dialect::Draft6 => draft6::meta::validate(schema),
        Dialect::Draft7 => draft7::meta::validate(schema),
        Dialect::Draft201909 => draft201909::meta::validate(schema),
        Dialect::Draft202012 => draft202012::meta::validate(schema),
    };
    result.err().map(|error| {
        let text: String = error.to_string().chars().take(160).collect();
        format!("{text} at {}", error.instance_path())
    })
}

/// Replaces properties and definitions that are invalid by schemas that allow anything.
fn strip_invalid(schema: &mut Value, dialect: Option<&Value>) {
    for group in ["properties", "$defs", "definitions"] {
        let Some(members) = schema.get_mut(group).and_then(Value::as_object_mut) else { continue };
        for member in members.values_mut() {
            let mut alone = member.clone();
            if let (Some(object), Some(dialect)) = (alone.as_object_mut(), dialect) {
                object.insert("$schema".into(), dialect.clone());
            }
            if invalid(&alone).is_some() {
                *member = anything(member);
            }
        }
    }
}

/// What is left when nothing else helps: the names of the parameters.
fn bare(schema: &Value) -> Value {
    let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    let properties: Map<String, Value> = properties.map(|(name, member)| (name.clone(), anything(member))).collect();
    serde_json::json!({"type": "object", "properties": properties})
}

/// A schema without constraints that keeps the description.
fn anything(schema: &Value) -> Value {
    let text = schema.get("description").filter(|text| text.is_string());
    Value::Object(text.map(|text| ("description".to_owned(), text.clone())).into_iter().collect())
}
