//! Gold calls, and what the calls of a whole file tell of each other: whose a tool is, and how its first argument is called.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::{Map, Value};

use crate::eval::import::milestones::Known;
use crate::import::{Fault, python_calls, python_literal};

/// A call of the gold solution.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    pub tool: String,
    pub named: Map<String, Value>,
    pub nameless: Vec<Value>,
    /// Its result is known.
    pub executed: bool,
    pub failed: bool,
}

impl Call {
    /// Reads a call as Python, e.g. `sort('a.txt')` or `mv(source='a', destination='b')`.
    pub fn read(text: &str) -> Result<Self, String> {
        let new = |tool: String, named, nameless| Self { tool, named, nameless, executed: false, failed: false };
        match python_calls(text) {
            Ok(mut calls) if calls.len() == 1 => {
                let call = calls.remove(0);
                Ok(new(call.name, call.arguments, Vec::new()))
            }
            Ok(calls) => Err(format!("{text:?} is {} calls where one should be", calls.len())),
            Err(Fault::Nameless { call }) => match nameless(text) {
                Some((values, named)) => Ok(new(call, named, values)),
                None => Err(format!("{text:?} cannot be told as a call: not every argument is a literal")),
            },
            Err(fault) => Err(format!("{text:?} cannot be told as a call: {fault}")),
        }
    }
}

/// Takes the arguments apart where those without names end: at the comma that leaves literals before and names behind.
fn nameless(text: &str) -> Option<(Vec<Value>, Map<String, Value>)> {
    let (tool, arguments) = text.trim().split_once('(')?;
    let arguments = arguments.strip_suffix(')')?;
    let commas = arguments.match_indices(',').map(|(at, _)| (&arguments[..at], &arguments[at + 1..]));
    commas.chain([(arguments, "")]).find_map(|(values, named)| {
        let Value::Array(values) = python_literal(&format!("[{values}]"))? else { return None };
        let call = python_calls(&format!("{tool}({named})")).ok()?.pop()?;
        Some((values, call.arguments))
    })
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nameless = self.nameless.iter().map(ToString::to_string);
        let named = self.named.iter().map(|(name, value)| format!("{name}={value}"));
        write!(f, "{}({})", self.tool, nameless.chain(named).collect::<Vec<_>>().join(", "))
    }
}

/// What all calls of a file tell.
#[derive(Debug, Default)]
pub struct Lookup {
    /// Classes that a path names for a tool.
    told: BTreeMap<String, BTreeSet<String>>,
    /// Classes that were there whenever a tool was called.
    possible: BTreeMap<String, BTreeSet<String>>,
    /// Names of arguments that every call has that names all of its own.
    always: BTreeMap<String, BTreeSet<String>>,
}

impl Lookup {
    pub fn told(&mut self, class: &str, tool: &str) {
        self.told.entry(tool.to_owned()).or_default().insert(class.to_owned());
    }

    pub fn seen(&mut self, call: &Call, classes: &[String]) {
        let there: BTreeSet<String> = classes.iter().cloned().collect();
        let possible = self.possible.entry(call.tool.clone()).or_insert_with(|| there.clone());
        possible.retain(|class| there.contains(class));
        if call.nameless.is_empty() {
            let names: BTreeSet<String> = call.named.keys().cloned().collect();
            let always = self.always.entry(call.tool.clone()).or_insert_with(|| names.clone());
            always.retain(|name| names.contains(name));
        }
    }

    /// The class of a tool among those that are there, if there is no doubt.
    pub fn owner<'l>(&'l self, tool: &str, classes: &'l [String]) -> Option<&'l str> {
        if let [class] = classes {
            return Some(class);
        }
        let there = |class: &&String| classes.contains(class);
        let only = |known: &'l BTreeMap<String, BTreeSet<String>>| {
            let mut found = known.get(tool)?.iter().filter(there);
            found.next().filter(|_| found.next().is_none()).map(String::as_str)
        };
        only(&self.told).or_else(|| only(&self.possible))
    }

    /// The arguments by name, if all names are known. A single value without a name stands for the first parameter, so for
    /// the one that every call has, if there is only one.
    pub fn named(&self, call: &Call) -> Option<Map<String, Value>> {
        let value = match call.nameless.as_slice() {
            [] => return Some(call.named.clone()),
            [value] => value,
            _ => return None,
        };
        let mut names = self.always.get(&call.tool)?.iter().filter(|name| !call.named.contains_key(*name));
        let name = names.next().filter(|_| names.next().is_none())?;
        let mut named = call.named.clone();
        named.insert(name.clone(), value.clone());
        Some(named)
    }

    pub fn known(&self, call: &Call, classes: &[String]) -> Known {
        let named = self.named(call);
        let nameless = match (&named, call.nameless.as_slice()) {
            (None, [value]) => Some(value.clone()),
            _ => None,
        };
        Known {
            server: self.owner(&call.tool, classes).map(str::to_owned),
            tool: call.tool.clone(),
            arguments: named.unwrap_or_else(|| call.named.clone()).into_iter().collect(),
            nameless,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn call(text: &str) -> Call {
        Call::read(text).unwrap()
    }

    #[test]
    fn arguments_without_names_are_taken_apart_from_those_with() {
        let post = call("post('a, b', tags=['#x'], mentions=['@y'])");
        assert_eq!(
            (post.nameless, Value::from(post.named)),
            (vec![json!("a, b")], json!({"tags": ["#x"], "mentions": ["@y"]}))
        );
        assert_eq!(call("diff('a', 'b')").nameless, [json!("a"), json!("b")]);
        assert_eq!(call("mean([3, 16])").nameless, [json!([3, 16])]);
        assert!(call("ls()").nameless.is_empty());
        assert!(Call::read("open(path)").is_err() && Call::read("I would rather not.").is_err());
    }

    #[test]
    fn other_calls_tell_the_name_of_an_argument_and_whose_a_tool_is() {
        let classes = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let (both, more) = (classes(&["Files", "Posts"]), classes(&["Files", "Maths"]));
        let mut lookup = Lookup::default();
        lookup.seen(&call("post(content='a')"), &both);
        lookup.seen(&call("post(content='a', tags=[])"), &both);
        lookup.seen(&call("log(value=1, base=2)"), &both);
        lookup.seen(&call("sort(file='a')"), &both);
        lookup.seen(&call("sort('b')"), &more);
        assert_eq!(
            lookup.named(&call("post('b', tags=['x'])")).map(Value::from),
            Some(json!({"tags": ["x"], "content": "b"}))
        );
        assert_eq!(lookup.named(&call("log(1)")), None);
        assert_eq!(lookup.owner("sort", &both), Some("Files"));
        assert_eq!(lookup.owner("post", &both), None);
        lookup.told("Posts", "post");
        assert_eq!(lookup.owner("post", &both), Some("Posts"));
        let known = lookup.known(&call("log(1)"), &both);
        assert_eq!((known.server, known.nameless), (None, Some(json!(1))));
    }
}
