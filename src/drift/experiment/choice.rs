//! What a plan may say in two ways: tasks as a number or by id, operators by name or all.
//!
//! Written by hand, for what serde derives for either-or says nothing of what was expected.

use std::fmt;

use serde::de::value::SeqAccessDeserializer;
use serde::de::{Error, SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Which tasks of a suite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tasks {
    /// So many, the first of the suite.
    First(usize),
    Ids(Vec<String>),
}

/// Which operators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operators {
    All,
    Named(Vec<String>),
}

impl Serialize for Tasks {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::First(count) => count.serialize(serializer),
            Self::Ids(ids) => ids.serialize(serializer),
        }
    }
}

impl Serialize for Operators {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::All => serializer.serialize_str("all"),
            Self::Named(names) => names.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Tasks {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TasksVisitor)
    }
}

impl<'de> Deserialize<'de> for Operators {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OperatorsVisitor)
    }
}

struct TasksVisitor;

impl<'de> Visitor<'de> for TasksVisitor {
    type Value = Tasks;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a number of tasks, or a list of ids such as [\"a\", \"b\"]")
    }

    fn visit_u64<E: Error>(self, count: u64) -> Result<Tasks, E> {
        usize::try_from(count).map(Tasks::First).map_err(|_| E::invalid_value(Unexpected::Unsigned(count), &self))
    }

    fn visit_i64<E: Error>(self, count: i64) -> Result<Tasks, E> {
        usize::try_from(count).map(Tasks::First).map_err(|_| E::invalid_value(Unexpected::Signed(count), &self))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, ids: A) -> Result<Tasks, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(ids)).map(Tasks::Ids)
    }
}

struct OperatorsVisitor;

impl<'de> Visitor<'de> for OperatorsVisitor {
    type Value = Operators;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("\"all\", or a list of names such as [\"rename_tool\"]")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Operators, E> {
        match text {
            "all" => Ok(Operators::All),
            _ => Err(E::invalid_value(Unexpected::Str(text), &self)),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, names: A) -> Result<Operators, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(names)).map(Operators::Named)
    }
}
