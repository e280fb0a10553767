//! Calls written as Python, as models without an interface for tools are told to write them: `[cd(folder='x'), ls()]`.
//!
//! Only literals are values; whatever would have to be run is a fault. Text that is no list of calls is told apart from
//! calls that cannot be read, for the former is an answer.

use serde_json::{Map, Value};
use thiserror::Error;

use crate::import::literal::{Cursor, is_name_start};

/// Why a text is no list of calls.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Fault {
    /// Something else altogether, most often prose.
    #[error("it is no list of calls")]
    NoCalls,
    #[error("an argument of {call} has no name")]
    Nameless { call: String },
    #[error("{argument} of {call} is no literal at character {at}")]
    NoLiteral { call: String, argument: String, at: usize },
}

/// A call with named arguments.
#[derive(Clone, Debug, PartialEq)]
pub struct PythonCall {
    pub name: String,
    pub arguments: Map<String, Value>,
}

/// The calls of a text: a list, one call alone, or several behind commas, with or without a fence around them.
pub fn calls(text: &str) -> Result<Vec<PythonCall>, Fault> {
    let text = text.trim_matches(['`', '\n', ' ']);
    let mut cursor = Cursor::new(text);
    let bracketed = cursor.take('[');
    let mut calls = Vec::new();
    while cursor.peek().is_some_and(|next| !bracketed || next != ']') {
        calls.push(call(&mut cursor)?);
        if !cursor.take(',') {
            break;
        }
    }
    let closed = !bracketed || cursor.take(']');
    if closed && cursor.at_end() && (bracketed || !calls.is_empty()) { Ok(calls) } else { Err(Fault::NoCalls) }
}

/// A text that is one literal, e.g. a dict that was printed instead of written as JSON.
pub fn literal(text: &str) -> Option<Value> {
    let mut cursor = Cursor::new(text);
    let value = cursor.value().ok()?;
    cursor.at_end().then_some(value)
}

fn call(cursor: &mut Cursor<'_>) -> Result<PythonCall, Fault> {
    let name = cursor.name().filter(|_| cursor.peek_exactly() == Some('(')).ok_or(Fault::NoCalls)?;
    cursor.take('(');
    let mut arguments = Map::new();
    while cursor.peek() != Some(')') {
        let (argument, value) = argument(cursor, &name)?;
        arguments.insert(argument, value);
        if !cursor.take(',') {
            break;
        }
    }
    if cursor.take(')') { Ok(PythonCall { name, arguments }) } else { Err(Fault::NoCalls) }
}

fn argument(cursor: &mut Cursor<'_>, call: &str) -> Result<(String, Value), Fault> {
    let nameless = Fault::Nameless { call: call.to_owned() };
    if !cursor.peek().is_some_and(is_name_start) {
        // A broken text is no call at all; a whole value in this place is one that has no name.
        return Err(if cursor.value().is_ok() { nameless } else { Fault::NoCalls });
    }
    let argument = cursor.name().ok_or(Fault::NoCalls)?;
    if !cursor.take('=') {
        return Err(if matches!(cursor.peek(), Some(',' | ')')) { nameless } else { Fault::NoCalls });
    }
    let at = cursor.position();
    match cursor.value() {
        Ok(value) if matches!(cursor.peek(), Some(',' | ')')) => Ok((argument, value)),
        // An operator behind the value, or a name in its place.
        Ok(_) => Err(Fault::NoLiteral { call: call.to_owned(), argument, at }),
        Err(broken) if broken.is_code => Err(Fault::NoLiteral { call: call.to_owned(), argument, at }),
        Err(_) => Err(Fault::NoCalls),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &Value) {
        let calls = calls(text).unwrap();
        let told: Vec<Value> = calls.into_iter().map(|call| json!([call.name, call.arguments])).collect();
        assert_eq!(&Value::Array(told), expected, "{text}");
    }

    #[test]
    fn lists_single_calls_and_fences_are_read() {
        check("[cd(folder='x'), ls()]", &json!([["cd", {"folder": "x"}], ["ls", {}]]));
        check("```\n ls(a=True) \n```", &json!([["ls", {"a": true}]]));
        check("a.b(n=1), c()", &json!([["a.b", {"n": 1}], ["c", {}]]));
        check("[]", &json!([]));
    }

    #[test]
    fn every_literal_becomes_json() {
        check(
            r#"f(a="it's", b='say \"hi\"\n', c=-2.5, d=[1, (2, 3),], e={'k': None, 7: False},
               g=1_000, h=0x1F, i='a' 'b')"#,
            &json!([["f", {
                "a": "it's", "b": "say \"hi\"\n", "c": -2.5, "d": [1, [2, 3]], "e": {"k": null, "7": false},
                "g": 1000, "h": 31, "i": "ab",
            }]]),
        );
        check(
            r"f(a='gr\u00fcn 日本 \x41', b=r'\d+', c='\q', d='''x
y''')",
            &json!([["f", {"a": "grün 日本 A", "b": "\\d+", "c": "\\q", "d": "x\ny"}]]),
        );
        check("f(a=1e3, b=.5, c=1., d=(1), e=())", &json!([["f", {"a": 1000.0, "b": 0.5, "c": 1.0, "d": 1, "e": []}]]));
    }

    #[test]
    fn prose_is_no_list_of_calls() {
        for text in
            ["No tool fits.", "[No tool fits.]", "[cat file='x']", "f(a='x') is done", "f(a=", "", "I ran f(x)."]
        {
            assert_eq!(calls(text), Err(Fault::NoCalls), "{text}");
        }
    }

    #[test]
    fn calls_that_would_have_to_be_run_say_which_argument() {
        let faults = ["[diff('a', 'b')]", "f(a=10 * g(2))", "f(amount=total)", "f(x=g())", "f(x=f'{a}')"];
        let told: Vec<String> = faults.iter().map(|text| calls(text).unwrap_err().to_string()).collect();
        assert_eq!(
            told,
            [
                "an argument of diff has no name", "a of f is no literal at character 4",
                "amount of f is no literal at character 9", "x of f is no literal at character 4",
                "x of f is no literal at character 4",
            ]
        );
    }

    #[test]
    fn deep_nesting_is_no_literal_and_no_crash() {
        let deep = format!("f(x={}1{})", "[".repeat(5000), "]".repeat(5000));
        assert!(matches!(calls(&deep), Err(Fault::NoLiteral { .. })));
    }

    #[test]
    fn a_printed_dict_is_a_literal() {
        assert_eq!(
            literal("{'name': 'f', 'arguments': '{\"a\": null}'}"),
            Some(json!({"name": "f", "arguments": "{\"a\": null}"}))
        );
        assert_eq!(literal("{'name': f}"), None);
    }
}
