//! Types as JSON schemas.

use serde_json::{Map, Value, json};
use wasmtime::component::{Type, types};

/// Types in one type: what people wrote has far fewer, and a machine can write more than a host has memory for.
const MOST_TYPES: usize = 5_000;

/// Whether a value goes into a function or comes out of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    In,
    Out,
}

/// The texts for numbers that JSON does not have.
pub(super) const NO_NUMBERS: [&str; 3] = ["NaN", "Infinity", "-Infinity"];

/// The schema of a type, or why it has none.
pub(super) fn of(ty: &Type, side: Side) -> Result<Value, String> {
    Walk { side, types: 0 }.of(ty)
}

/// The schema of a function's parameters, which are one object.
pub(super) fn of_params(ty: &types::ComponentFunc) -> Result<Value, String> {
    Walk { side: Side::In, types: 0 }.object(ty.params())
}

/// The lowest and highest number of an integer type.
pub(super) fn bounds(ty: &Type) -> Option<(i128, i128)> {
    Some(match ty {
        Type::S8 => (i8::MIN.into(), i8::MAX.into()),
        Type::U8 => (0, u8::MAX.into()),
        Type::S16 => (i16::MIN.into(), i16::MAX.into()),
        Type::U16 => (0, u16::MAX.into()),
        Type::S32 => (i32::MIN.into(), i32::MAX.into()),
        Type::U32 => (0, u32::MAX.into()),
        Type::S64 => (i64::MIN.into(), i64::MAX.into()),
        Type::U64 => (0, u64::MAX.into()),
        _ => return None,
    })
}

struct Walk {
    side: Side,
    types: usize,
}

impl Walk {
    fn of(&mut self, ty: &Type) -> Result<Value, String> {
        self.types += 1;
        if self.types > MOST_TYPES {
            return Err("its types are too large".to_owned());
        }
        Ok(match ty {
            Type::Bool => json!({"type": "boolean"}),
            Type::S8 | Type::S16 | Type::S32 | Type::S64 | Type::U8 | Type::U16 | Type::U32 | Type::U64 => {
                let (lowest, highest) = bounds(ty).unwrap_or_default();
                json!({"type": "integer", "minimum": number(lowest), "maximum": number(highest)})
            }
            Type::Float32 | Type::Float64 if self.side == Side::In => json!({"type": "number"}),
            Type::Float32 | Type::Float64 => json!({"anyOf": [{"type": "number"}, {"enum": NO_NUMBERS}]}),
            Type::Char => json!({"type": "string", "minLength": 1, "maxLength": 1}),
            Type::String => json!({"type": "string"}),
            Type::List(list) => json!({"type": "array", "items": self.of(&list.ty())?}),
            Type::FixedLengthList(list) => {
                let length = list.len();
                json!({"type": "array", "items": self.of(&list.ty())?, "minItems": length, "maxItems": length})
            }
            Type::Map(map) => {
                let (key, value) = (self.of(&map.key())?, self.of(&map.value())?);
                json!({"type": "array", "items": object(&[("key", key), ("value", value)])})
            }
            Type::Record(record) => self.object(record.fields().map(|field| (field.name, field.ty)))?,
            Type::Tuple(tuple) => {
                let items = tuple.types().map(|ty| self.of(&ty)).collect::<Result<Vec<_>, _>>()?;
                let length = items.len();
                json!({"type": "array", "prefixItems": items, "minItems": length, "maxItems": length})
            }
            Type::Variant(variant) => {
                let case = |case: types::Case<'_>| {
                    let tag = ("tag", json!({"const": case.name}));
                    Ok(match case.ty {
                        Some(ty) => object(&[tag, ("val", self.of(&ty)?)]),
                        None => object(&[tag]),
                    })
                };
                json!({"oneOf": variant.cases().map(case).collect::<Result<Vec<_>, String>>()?})
            }
            Type::Enum(names) => json!({"type": "string", "enum": names.names().collect::<Vec<_>>()}),
            Type::Flags(flags) => {
                let names: Vec<_> = flags.names().collect();
                json!({"type": "array", "items": {"type": "string", "enum": names}, "uniqueItems": true})
            }
            Type::Option(option) => match option.ty() {
                // Null would be none or a none in some, and nobody could say which.
                Type::Option(_) => return Err("it has an option of an option".to_owned()),
                ty => json!({"anyOf": [self.of(&ty)?, {"type": "null"}]}),
            },
            Type::Result(result) => {
                let mut side = |ty: Option<Type>| ty.map_or_else(|| Ok(json!({"type": "null"})), |ty| self.of(&ty));
                let (ok, err) = (side(result.ok())?, side(result.err())?);
                json!({"oneOf": [object(&[("ok", ok)]), object(&[("err", err)])]})
            }
            Type::Own(_) | Type::Borrow(_) => return Err("it takes or gives resources".to_owned()),
            Type::Future(_) | Type::Stream(_) | Type::ErrorContext => {
                return Err("it takes or gives futures or streams".to_owned());
            }
        })
    }

    /// An object whose options can be left out where it goes in.
    fn object<'a>(&mut self, fields: impl Iterator<Item = (&'a str, Type)>) -> Result<Value, String> {
        let (mut properties, mut required) = (Map::new(), Vec::new());
        for (name, ty) in fields {
            if self.side == Side::Out || !matches!(ty, Type::Option(_)) {
                required.push(name);
            }
            properties.insert(name.to_owned(), self.of(&ty)?);
        }
        Ok(json!({
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        }))
    }
}

/// An object with exactly these properties.
fn object(properties: &[(&str, Value)]) -> Value {
    let names: Vec<_> = properties.iter().map(|(name, _)| *name).collect();
    let properties: Map<_, _> = properties.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    json!({"type": "object", "properties": properties, "required": names, "additionalProperties": false})
}

/// A bound: one of a signed or of an unsigned number of 64 bits.
fn number(bound: i128) -> Value {
    i64::try_from(bound).map_or_else(|_| json!(u64::try_from(bound).unwrap_or(u64::MAX)), |bound| json!(bound))
}
