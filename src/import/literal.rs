//! Reads Python's literals into JSON: strings with their escapes, numbers, True, False, None, lists, tuples and dicts.

use serde_json::{Map, Number, Value};

/// Deeper nesting than any argument has; it keeps hostile text from the end of the stack.
const DEEPEST: usize = 64;

/// No literal stands here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken {
    /// It may well be Python, but of the kind that has to be run.
    pub is_code: bool,
}

const SYNTAX: Broken = Broken { is_code: false };
const CODE: Broken = Broken { is_code: true };

/// A place in a text, in characters.
pub struct Cursor<'t> {
    rest: &'t str,
    position: usize,
    depth: usize,
}

pub fn is_name_start(character: char) -> bool {
    character.is_alphabetic() || character == '_'
}

impl<'t> Cursor<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { rest: text, position: 0, depth: 0 }
    }

    pub fn position(&self) -> usize {
        self.position
    }

    pub fn at_end(&mut self) -> bool {
        self.peek().is_none()
    }

    /// The next character that is no space.
    pub fn peek(&mut self) -> Option<char> {
        while self.peek_exactly().is_some_and(char::is_whitespace) {
            self.next();
        }
        self.peek_exactly()
    }

    pub fn peek_exactly(&self) -> Option<char> {
        self.rest.chars().next()
    }

    pub fn take(&mut self, character: char) -> bool {
        let found = self.peek() == Some(character);
        if found {
            self.next();
        }
        found
    }

    /// A name, with dots inside.
    pub fn name(&mut self) -> Option<String> {
        if !self.peek().is_some_and(is_name_start) {
            return None;
        }
        let name = self.while_true(|character| character.is_alphanumeric() || matches!(character, '_' | '.'));
        Some(name.to_owned())
    }

    /// A literal.
    pub fn value(&mut self) -> Result<Value, Broken> {
        match self.peek().ok_or(SYNTAX)? {
            '\'' | '"' => self.strings(),
            '[' => self.nested(|cursor| cursor.list(']').map(|(items, _)| Value::Array(items))),
            '(' => self.nested(Self::tuple),
            '{' => self.nested(Self::dict),
            '-' | '+' | '.' | '0'..='9' => self.number(),
            character if is_name_start(character) => self.word(),
            _ => Err(SYNTAX),
        }
    }

    fn next(&mut self) -> Option<char> {
        let character = self.peek_exactly()?;
        self.rest = &self.rest[character.len_utf8()..];
        self.position += 1;
        Some(character)
    }

    fn while_true(&mut self, wanted: impl Fn(char) -> bool) -> &'t str {
        let length = self.rest.find(|character| !wanted(character)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        self.position += taken.chars().count();
        taken
    }

    fn nested(&mut self, read: impl FnOnce(&mut Self) -> Result<Value, Broken>) -> Result<Value, Broken> {
        if self.depth == DEEPEST {
            return Err(CODE);
        }
        self.depth += 1;
        self.next();
        let value = read(self)?;
        self.depth -= 1;
        Ok(value)
    }

    /// Values up to the closing bracket, and whether there was a comma.
    fn list(&mut self, close: char) -> Result<(Vec<Value>, bool), Broken> {
        let (mut items, mut comma) = (Vec::new(), false);
        while self.peek() != Some(close) {
            items.push(self.value()?);
            if !self.take(',') {
                break;
            }
            comma = true;
        }
        if self.take(close) { Ok((items, comma)) } else { Err(self.not_closed()) }
    }

    fn tuple(&mut self) -> Result<Value, Broken> {
        let (mut items, comma) = self.list(')')?;
        let grouped = items.len() == 1 && !comma;
        Ok(if grouped { items.remove(0) } else { Value::Array(items) })
    }

    fn dict(&mut self) -> Result<Value, Broken> {
        let mut map = Map::new();
        while self.peek() != Some('}') {
            let key = match self.value()? {
                Value::String(key) => key,
                // JSON writes other keys as texts, and so does Python's json.
                key @ (Value::Number(_) | Value::Bool(_) | Value::Null) => key.to_string(),
                _ => return Err(CODE),
            };
            // Without a colon it is a set.
            if !self.take(':') {
                return Err(self.not_closed());
            }
            map.insert(key, self.value()?);
            if !self.take(',') {
                break;
            }
        }
        if self.take('}') { Ok(Value::Object(map)) } else { Err(self.not_closed()) }
    }

    /// What follows a value where a comma or a bracket should: the end of a cut text, or an operator.
    fn not_closed(&mut self) -> Broken {
        if self.at_end() { SYNTAX } else { CODE }
    }

    fn word(&mut self) -> Result<Value, Broken> {
        if let Some(raw) = self.prefix() {
            return self.string(raw).map(Value::String);
        }
        match self.name().as_deref() {
            Some("True") => Ok(Value::Bool(true)),
            Some("False") => Ok(Value::Bool(false)),
            Some("None") => Ok(Value::Null),
            _ => Err(CODE),
        }
    }

    /// Takes the `r` or `u` before a string, and tells whether it is raw.
    fn prefix(&mut self) -> Option<bool> {
        let mut characters = self.rest.chars();
        let raw = match characters.next()? {
            'r' | 'R' => true,
            'u' | 'U' => false,
            _ => return None,
        };
        let quoted = matches!(characters.next(), Some('\'' | '"'));
        quoted.then(|| self.next()).map(|_| raw)
    }

    /// Strings in a row are one.
    fn strings(&mut self) -> Result<Value, Broken> {
        let mut text = self.string(false)?;
        while matches!(self.peek(), Some('\'' | '"')) {
            text.push_str(&self.string(false)?);
        }
        Ok(Value::String(text))
    }

    fn string(&mut self, raw: bool) -> Result<String, Broken> {
        let quote = self.next().ok_or(SYNTAX)?;
        let long: String = [quote; 3].iter().collect();
        let close = if self.rest.starts_with(&long[1..]) {
            self.next();
            self.next();
            long
        } else {
            quote.to_string()
        };
        self.characters(&close, raw)
    }

    fn characters(&mut self, close: &str, raw: bool) -> Result<String, Broken> {
        let mut text = String::new();
        loop {
            if self.rest.starts_with(close) {
                for _ in close.chars() {
                    self.next();
                }
                return Ok(text);
            }
            match self.next().ok_or(SYNTAX)? {
                '\\' if raw => {
                    text.push('\\');
                    text.extend(self.next());
                }
                '\\' => self.escape(&mut text)?,
                '\n' if close.len() == 1 => return Err(SYNTAX),
                character => text.push(character),
            }
        }
    }

    fn escape(&mut self, text: &mut String) -> Result<(), Broken> {
        let character = self.next().ok_or(SYNTAX)?;
        match character {
            '\n' => {}
            '\\' | '\'' | '"' => text.push(character),
            'n' => text.push('\n'),
            't' => text.push('\t'),
            'r' => text.push('\r'),
            'a' => text.push('\u{7}'),
            'b' => text.push('\u{8}'),
            'f' => text.push('\u{c}'),
            'v' => text.push('\u{b}'),
            'x' => text.push(self.scalar(2)?),
            'u' => text.push(self.scalar(4)?),
            'U' => text.push(self.scalar(8)?),
            'N' => return Err(CODE),
            '0'..='7' => {
                let mut code = character.to_digit(8).unwrap_or_default();
                for _ in 0..2 {
                    let Some(digit) = self.peek_exactly().and_then(|digit| digit.to_digit(8)) else { break };
                    self.next();
                    code = code * 8 + digit;
                }
                text.push(char::from_u32(code).ok_or(SYNTAX)?);
            }
            // Python keeps the backslash of an escape that it does not know.
            other => text.extend(['\\', other]),
        }
        Ok(())
    }

    fn scalar(&mut self, digits: usize) -> Result<char, Broken> {
        let mut code = 0;
        for _ in 0..digits {
            code = code * 16 + self.next().and_then(|digit| digit.to_digit(16)).ok_or(SYNTAX)?;
        }
        char::from_u32(code).ok_or(SYNTAX)
    }

    fn number(&mut self) -> Result<Value, Broken> {
        let negative = match self.peek_exactly() {
            Some('-') => self.next().is_some(),
            Some('+') => self.next().is_none(),
            _ => false,
        };
        let mut digits = self
            .while_true(|character| character.is_ascii_alphanumeric() || matches!(character, '_' | '.'))
            .replace('_', "");
        if digits.to_ascii_lowercase().ends_with('e') && matches!(self.peek_exactly(), Some('-' | '+')) {
            digits.extend(self.next());
            digits.push_str(self.while_true(|character| character.is_ascii_digit()));
        }
        let sign = if negative { "-" } else { "" };
        number(&digits, sign).map(Value::Number).ok_or(CODE)
    }
}

/// A number in decimal digits or in another base. One beyond 64 bits is rounded to a double.
fn number(digits: &str, sign: &str) -> Option<Number> {
    for (prefix, base) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(digits) = digits.to_ascii_lowercase().strip_prefix(prefix) {
            return i64::from_str_radix(&format!("{sign}{digits}"), base).ok().map(Number::from);
        }
    }
    let text = format!("{sign}{digits}");
    if !digits.starts_with(|digit: char| digit.is_ascii_digit() || digit == '.') {
        return None;
    }
    if let Ok(whole) = text.parse::<i64>() {
        return Some(Number::from(whole));
    }
    if let Ok(whole) = text.parse::<u64>() {
        return Some(Number::from(whole));
    }
    Number::from_f64(text.parse().ok()?)
}
