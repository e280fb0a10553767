//! JSON as the values that a component takes, or what is wrong with it and where.

use std::fmt;

use serde_json::{Map, Value};
use wasmtime::component::{Type, Val, types};

use super::schema::{NO_NUMBERS, bounds};

/// The longest piece of a wrong value that is shown.
const SHOWN: usize = 60;

/// The highest integer below which each one is a double of its own.
const EXACT: f64 = 9_007_199_254_740_991.0;

/// The parameters of a function, by their names.
pub(super) fn params(ty: &types::ComponentFunc, given: &Map<String, Value>) -> Result<Vec<Val>, String> {
    let known = || ty.params().map(|(name, _)| name);
    if let Some(other) = given.keys().find(|name| !known().any(|known| known == name.as_str())) {
        return Err(format!("there is no parameter {other:?}, {}", there_is(known())));
    }
    let param = |(name, ty): (&str, Type)| match given.get(name) {
        None if !matches!(ty, Type::Option(_)) => {
            Err(format!("parameter {name:?} is missing: it must be {}", Wanted(&ty)))
        }
        found => value(&ty, found.unwrap_or(&Value::Null), &Place { outer: None, step: Step::Name(name) }),
    };
    ty.params().map(param).collect()
}

/// Where a value is: a parameter, or something in one.
struct Place<'a> {
    outer: Option<&'a Self>,
    step: Step<'a>,
}

enum Step<'a> {
    Name(&'a str),
    Number(usize),
}

impl<'a> Place<'a> {
    fn field(&'a self, name: &'a str) -> Self {
        Self { outer: Some(self), step: Step::Name(name) }
    }

    fn item(&'a self, number: usize) -> Self {
        Self { outer: Some(self), step: Step::Number(number) }
    }

    fn wrong(&self, ty: &Type, json: &Value) -> String {
        let text = json.to_string();
        let end = text.char_indices().map(|(at, _)| at).nth(SHOWN);
        let shown = end.and_then(|end| text.get(..end)).map_or_else(|| text.clone(), |start| format!("{start}..."));
        format!("parameter \"{self}\" must be {}, not {shown}", Wanted(ty))
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.outer, &self.step) {
            (None, Step::Name(name)) => f.write_str(name),
            (Some(outer), Step::Name(name)) => write!(f, "{outer}.{name}"),
            (Some(outer), Step::Number(number)) => write!(f, "{outer}[{number}]"),
            (None, Step::Number(number)) => write!(f, "[{number}]"),
        }
    }
}

fn value(ty: &Type, json: &Value, place: &Place<'_>) -> Result<Val, String> {
    let wrong = || place.wrong(ty, json);
    let object = || json.as_object().ok_or_else(wrong);
    let array = || json.as_array().ok_or_else(wrong);
    let text = || json.as_str().ok_or_else(wrong);
    Ok(match ty {
        Type::Bool => Val::Bool(json.as_bool().ok_or_else(wrong)?),
        Type::S8 => Val::S8(integer(json).ok_or_else(wrong)?),
        Type::U8 => Val::U8(integer(json).ok_or_else(wrong)?),
        Type::S16 => Val::S16(integer(json).ok_or_else(wrong)?),
        Type::U16 => Val::U16(integer(json).ok_or_else(wrong)?),
        Type::S32 => Val::S32(integer(json).ok_or_else(wrong)?),
        Type::U32 => Val::U32(integer(json).ok_or_else(wrong)?),
        Type::S64 => Val::S64(integer(json).ok_or_else(wrong)?),
        Type::U64 => Val::U64(integer(json).ok_or_else(wrong)?),
        Type::Float32 => Val::Float32(float32(json).ok_or_else(wrong)?),
        Type::Float64 => Val::Float64(float64(json).ok_or_else(wrong)?),
        Type::Char => {
            let mut letters = text()?.chars();
            match (letters.next(), letters.next()) {
                (Some(letter), None) => Val::Char(letter),
                _ => return Err(wrong()),
            }
        }
        Type::String => Val::String(text()?.to_owned()),
        Type::List(list) => Val::List(items(&list.ty(), array()?, place)?),
        Type::FixedLengthList(list) => {
            let found = array()?;
            if found.len() as u64 != u64::from(list.len()) {
                return Err(wrong());
            }
            Val::FixedLengthList(items(&list.ty(), found, place)?)
        }
        Type::Map(map) => {
            let (key, value_type) = (map.key(), map.value());
            let entry = |(number, entry): (usize, &Value)| {
                let place = place.item(number);
                let part = |name| entry.get(name).ok_or_else(wrong);
                let key = value(&key, part("key")?, &place.field("key"))?;
                Ok((key, value(&value_type, part("value")?, &place.field("value"))?))
            };
            Val::Map(array()?.iter().enumerate().map(entry).collect::<Result<_, String>>()?)
        }
        Type::Record(record) => Val::Record(fields(record, object()?, place)?),
        Type::Tuple(tuple) => {
            let found = array()?;
            if found.len() != tuple.types().len() {
                return Err(wrong());
            }
            let item = |(number, (ty, json)): (usize, (Type, &Value))| value(&ty, json, &place.item(number));
            Val::Tuple(tuple.types().zip(found).enumerate().map(item).collect::<Result<_, _>>()?)
        }
        Type::Variant(variant) => {
            let tag = object()?.get("tag").and_then(Value::as_str).ok_or_else(wrong)?;
            let case = variant.cases().find(|case| case.name == tag).ok_or_else(wrong)?;
            Val::Variant(tag.to_owned(), part(case.ty, json, "val", place).ok_or_else(wrong)??)
        }
        Type::Enum(names) => {
            let name = json.as_str().filter(|name| names.names().any(|known| known == *name));
            Val::Enum(name.ok_or_else(wrong)?.to_owned())
        }
        Type::Option(_) if json.is_null() => Val::Option(None),
        Type::Option(option) => Val::Option(Some(Box::new(value(&option.ty(), json, place)?))),
        Type::Result(result) => match (json.get("ok"), json.get("err")) {
            (Some(_), None) => Val::Result(Ok(part(result.ok(), json, "ok", place).ok_or_else(wrong)??)),
            (None, Some(_)) => Val::Result(Err(part(result.err(), json, "err", place).ok_or_else(wrong)??)),
            _ => return Err(wrong()),
        },
        Type::Flags(flags) => {
            let name = |json: &Value| {
                let name = json.as_str().filter(|name| flags.names().any(|known| known == *name));
                name.map(str::to_owned).ok_or_else(wrong)
            };
            Val::Flags(array()?.iter().map(name).collect::<Result<_, _>>()?)
        }
        // Functions with these are no tools.
        Type::Own(_) | Type::Borrow(_) | Type::Future(_) | Type::Stream(_) | Type::ErrorContext => return Err(wrong()),
    })
}

fn items(ty: &Type, found: &[Value], place: &Place<'_>) -> Result<Vec<Val>, String> {
    found.iter().enumerate().map(|(number, json)| value(ty, json, &place.item(number))).collect()
}

fn fields(ty: &types::Record, found: &Map<String, Value>, place: &Place<'_>) -> Result<Vec<(String, Val)>, String> {
    let known = || ty.fields().map(|field| field.name);
    if let Some(other) = found.keys().find(|name| !known().any(|known| known == name.as_str())) {
        return Err(format!("parameter \"{place}\" has no field {other:?}, {}", there_is(known())));
    }
    let field = |field: types::Field<'_>| {
        let place = place.field(field.name);
        match found.get(field.name) {
            None if !matches!(field.ty, Type::Option(_)) => {
                Err(format!("parameter \"{place}\" is missing: it must be {}", Wanted(&field.ty)))
            }
            json => Ok((field.name.to_owned(), value(&field.ty, json.unwrap_or(&Value::Null), &place)?)),
        }
    };
    ty.fields().map(field).collect()
}

/// What a case carries: nothing, or what is under `key`. None when that is missing.
fn part(ty: Option<Type>, json: &Value, key: &str, place: &Place<'_>) -> Option<Result<Option<Box<Val>>, String>> {
    let Some(ty) = ty else { return Some(Ok(None)) };
    let found = match json.get(key) {
        None if matches!(ty, Type::Option(_)) => &Value::Null,
        found => found?,
    };
    Some(value(&ty, found, &place.field(key)).map(|value| Some(Box::new(value))))
}

/// A whole number that fits, also when it is written with a point.
fn integer<T: TryFrom<i128>>(json: &Value) -> Option<T> {
    let whole = |number: f64| (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i128);
    let number = json.as_i64().map(i128::from).or_else(|| json.as_u64().map(i128::from));
    T::try_from(number.or_else(|| json.as_f64().and_then(whole))?).ok()
}

fn float64(json: &Value) -> Option<f64> {
    let named = |text: &str| NO_NUMBERS.contains(&text).then(|| text.parse().ok()).flatten();
    json.as_f64().or_else(|| json.as_str().and_then(named))
}

/// None for a number that 32 bits do not reach.
fn float32(json: &Value) -> Option<f32> {
    let number = float64(json)?;
    let narrow = number as f32;
    (narrow.is_finite() || !number.is_finite()).then_some(narrow)
}

fn there_is<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<_> = names.map(|name| format!("{name:?}")).collect();
    if names.is_empty() { "there is none".to_owned() } else { format!("there is {}", names.join(", ")) }
}

/// What a value of a type looks like in JSON, in words.
struct Wanted<'a>(&'a Type);

impl fmt::Display for Wanted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |names: Vec<&str>| names.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ");
        if let Some((lowest, highest)) = bounds(self.0) {
            return write!(f, "an integer from {lowest} to {highest}");
        }
        match self.0 {
            Type::Bool => f.write_str("true or false"),
            Type::Float32 | Type::Float64 => f.write_str("a number"),
            Type::Char => f.write_str("a text of one character"),
            Type::String => f.write_str("a text"),
            Type::List(_) => f.write_str("an array"),
            Type::FixedLengthList(list) => write!(f, "an array of {} items", list.len()),
            Type::Map(_) => f.write_str("an array of objects with \"key\" and \"value\""),
            Type::Record(record) => {
                write!(f, "an object with {}", names(record.fields().map(|field| field.name).collect()))
            }
            Type::Tuple(tuple) => write!(f, "an array of {} items", tuple.types().len()),
            Type::Variant(variant) => {
                let cases = names(variant.cases().map(|case| case.name).collect());
                write!(f, "an object with a \"tag\" of {cases} and, where that has one, its \"val\"")
            }
            Type::Enum(of) => write!(f, "one of {}", names(of.names().collect())),
            Type::Option(option) => write!(f, "{} or null", Wanted(&option.ty())),
            Type::Result(_) => f.write_str("an object with either \"ok\" or \"err\""),
            Type::Flags(flags) => write!(f, "an array of some of {}", names(flags.names().collect())),
            _ => f.write_str("something that JSON does not have"),
        }
    }
}
