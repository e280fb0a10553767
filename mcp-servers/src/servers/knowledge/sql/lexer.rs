//! From text to words, numbers, texts and signs, each with its place.

use super::value::SCALE;
use super::value::Value;

/// A mistake in a statement, and where it is: the number of the letter from the start.
#[derive(Debug)]
pub struct Problem {
    pub at: usize,
    pub message: String,
}

pub fn problem(at: usize, message: impl Into<String>) -> Problem {
    Problem { at, message: message.into() }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// A name or a keyword; the lower-case form of it.
    Name(String),
    /// A name in double quotes, never a keyword.
    Quoted(String),
    Literal(Value),
    Sign(&'static str),
    End,
}

#[derive(Debug, Clone)]
pub struct Token {
    pub word: Word,
    pub at: usize,
}

const SIGNS: [&str; 20] =
    ["<>", "!=", "<=", ">=", "||", "(", ")", ",", ".", "*", "=", "<", ">", "+", "-", "/", "%", ";", "?", ":"];
/// More would be no query that a person writes, and deep trees need deep stacks.
const MOST_TOKENS: usize = 600;

pub fn tokens(text: &str) -> Result<Vec<Token>, Problem> {
    let letters: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        let start = at;
        if letter.is_whitespace() {
            at += 1;
            continue;
        }
        if letter == '-' && letters.get(at + 1) == Some(&'-') {
            at += letters.iter().skip(at).take_while(|letter| **letter != '\n').count();
            continue;
        }
        let word = if letter.is_alphabetic() || letter == '_' {
            Word::Name(take(&letters, &mut at, |letter| letter.is_alphanumeric() || letter == '_').to_lowercase())
        } else if letter.is_ascii_digit() {
            Word::Literal(number(&letters, &mut at)?)
        } else if letter == '\'' || letter == '"' {
            let inside = quoted(&letters, &mut at, letter)?;
            if letter == '\'' { Word::Literal(Value::Text(inside)) } else { Word::Quoted(inside.to_lowercase()) }
        } else {
            let rest: String = letters.iter().skip(at).take(2).collect();
            let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
            let sign = sign.ok_or_else(|| problem(start, format!("{letter:?} means nothing in SQL")))?;
            at += sign.len();
            Word::Sign(sign)
        };
        tokens.push(Token { word, at: start });
        if tokens.len() > MOST_TOKENS {
            return Err(problem(start, format!("the statement has more than {MOST_TOKENS} words and signs")));
        }
    }
    tokens.push(Token { word: Word::End, at: letters.len() });
    Ok(tokens)
}

fn take(letters: &[char], at: &mut usize, wanted: impl Fn(char) -> bool) -> String {
    let taken: String = letters.iter().skip(*at).take_while(|letter| wanted(**letter)).collect();
    *at += taken.chars().count();
    taken
}

fn quoted(letters: &[char], at: &mut usize, quote: char) -> Result<String, Problem> {
    let start = *at;
    let mut inside = String::new();
    *at += 1;
    loop {
        match letters.get(*at) {
            Some(letter) if *letter == quote && letters.get(*at + 1) == Some(&quote) => {
                inside.push(quote);
                *at += 2;
            }
            Some(letter) if *letter == quote => {
                *at += 1;
                return Ok(inside);
            }
            Some(letter) => {
                inside.push(*letter);
                *at += 1;
            }
            None => return Err(problem(start, "the quotation has no end")),
        }
    }
}

fn number(letters: &[char], at: &mut usize) -> Result<Value, Problem> {
    let start = *at;
    let whole = take(letters, at, |letter| letter.is_ascii_digit());
    let has_part = letters.get(*at) == Some(&'.') && letters.get(*at + 1).is_some_and(char::is_ascii_digit);
    let too_large = || problem(start, "the number is too large");
    let whole: i64 = whole.parse().map_err(|_| too_large())?;
    if !has_part {
        return Ok(Value::Integer(whole));
    }
    *at += 1;
    let part = take(letters, at, |letter| letter.is_ascii_digit());
    if part.len() > 4 {
        return Err(problem(start, "a decimal has at most four digits behind the point"));
    }
    let part: i64 = format!("{part:0<4}").parse().map_err(|_| too_large())?;
    let number = whole.checked_mul(SCALE).and_then(|whole| whole.checked_add(part));
    number.map(Value::Decimal).ok_or_else(too_large)
}
