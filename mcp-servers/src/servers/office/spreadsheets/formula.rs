//! Formulas: SUM, AVERAGE, MIN, MAX and COUNT over cells and ranges, and arithmetic with + - * / and parentheses.

use super::a1::{Cell, Range};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    Sum,
    Average,
    Min,
    Max,
    Count,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    Number(f64),
    Cell(Cell),
    Negative(Box<Self>),
    /// One of `+ - * /`.
    Pair(char, Box<Self>, Box<Self>),
    Call(Function, Vec<Argument>),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Argument {
    Range(Range),
    Expr(Expr),
}

/// What is wrong with a formula, for a person.
pub type Problem = String;

const DEEPEST: usize = 40;

/// Reads a formula without its equals sign.
pub fn parse(text: &str) -> Result<Expr, Problem> {
    let tokens = tokens(text)?;
    let mut reader = Reader { tokens: &tokens, place: 0, depth: 0 };
    let expr = reader.sum()?;
    match reader.peek() {
        None => Ok(expr),
        Some(token) => Err(format!("`{}` is not expected there", token.text())),
    }
}

/// Whether a formula calls a function, as totals do.
pub fn is_total(expr: &Expr) -> bool {
    match expr {
        Expr::Call(..) => true,
        Expr::Number(_) | Expr::Cell(_) => false,
        Expr::Negative(inner) => is_total(inner),
        Expr::Pair(_, left, right) => is_total(left) || is_total(right),
    }
}

/// Writes a formula's references anew: `change` is given each cell, or both corners of each range.
pub fn rewrite(text: &str, change: &mut dyn FnMut(Range, bool) -> Option<Range>) -> Option<String> {
    let tokens = tokens(text).ok()?;
    let mut written = String::with_capacity(text.len());
    let mut place = 0;
    while let Some(token) = tokens.get(place) {
        match (token, tokens.get(place + 1), tokens.get(place + 2)) {
            (Token::Cell(from), Some(Token::Sign(':')), Some(Token::Cell(to))) => {
                let range = change(Range::of(*from, *to), true)?;
                written.push_str(&format!("{}:{}", range.from, range.to));
                place += 3;
                continue;
            }
            (Token::Cell(cell), ..) => {
                written.push_str(&change(Range { from: *cell, to: *cell }, false)?.from.to_string());
            }
            (other, ..) => written.push_str(&other.text()),
        }
        place += 1;
    }
    Some(written)
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Number(String),
    Cell(Cell),
    Name(String),
    Sign(char),
}

impl Token {
    fn text(&self) -> String {
        match self {
            Self::Number(text) | Self::Name(text) => text.clone(),
            Self::Cell(cell) => cell.to_string(),
            Self::Sign(sign) => sign.to_string(),
        }
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, Problem> {
    let mut tokens = Vec::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter.is_whitespace() {
            continue;
        }
        if "+-*/(),:;".contains(letter) {
            tokens.push(Token::Sign(letter));
            continue;
        }
        if !letter.is_ascii_alphanumeric() && letter != '.' {
            return Err(format!("`{letter}` is not known in formulas"));
        }
        let mut word = letter.to_string();
        while let Some(next) = letters.next_if(|next| next.is_ascii_alphanumeric() || *next == '.') {
            word.push(next);
        }
        tokens.push(if letter.is_ascii_alphabetic() {
            Cell::parse(&word).map_or_else(|| Token::Name(word.to_ascii_uppercase()), Token::Cell)
        } else {
            Token::Number(word)
        });
    }
    Ok(tokens)
}

struct Reader<'a> {
    tokens: &'a [Token],
    place: usize,
    depth: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.place)
    }

    fn take_sign(&mut self, signs: &str) -> Option<char> {
        match self.peek() {
            Some(Token::Sign(sign)) if signs.contains(*sign) => {
                let sign = *sign;
                self.place += 1;
                Some(sign)
            }
            _ => None,
        }
    }

    fn sum(&mut self) -> Result<Expr, Problem> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("it is nested too deeply".to_owned());
        }
        let mut left = self.product()?;
        while let Some(sign) = self.take_sign("+-") {
            left = Expr::Pair(sign, Box::new(left), Box::new(self.product()?));
        }
        self.depth -= 1;
        Ok(left)
    }

    fn product(&mut self) -> Result<Expr, Problem> {
        let mut left = self.factor()?;
        while let Some(sign) = self.take_sign("*/") {
            left = Expr::Pair(sign, Box::new(left), Box::new(self.factor()?));
        }
        Ok(left)
    }

    fn factor(&mut self) -> Result<Expr, Problem> {
        let negative = self.take_sign("-").is_some();
        let expr = self.atom()?;
        Ok(if negative { Expr::Negative(Box::new(expr)) } else { expr })
    }

    fn atom(&mut self) -> Result<Expr, Problem> {
        if self.take_sign("(").is_some() {
            let inner = self.sum()?;
            return self.closed(inner);
        }
        let token = self.peek().cloned().ok_or("it ends too early")?;
        self.place += 1;
        match token {
            Token::Number(text) => {
                let number = text.parse().ok().filter(|number: &f64| number.is_finite());
                number.map(Expr::Number).ok_or_else(|| format!("`{text}` is no number"))
            }
            Token::Cell(cell) => Ok(Expr::Cell(cell)),
            Token::Name(name) => {
                let function = match name.as_str() {
                    "SUM" => Function::Sum,
                    "AVERAGE" => Function::Average,
                    "MIN" => Function::Min,
                    "MAX" => Function::Max,
                    "COUNT" => Function::Count,
                    _ => {
                        return Err(format!(
                            "{name} is not known; there are SUM, AVERAGE, MIN, MAX, COUNT and cells such as B2"
                        ));
                    }
                };
                if self.take_sign("(").is_none() {
                    return Err(format!("{name} needs parentheses"));
                }
                let mut arguments = vec![self.argument()?];
                while self.take_sign(",;").is_some() {
                    arguments.push(self.argument()?);
                }
                self.closed(Expr::Call(function, arguments))
            }
            Token::Sign(sign) => Err(format!("`{sign}` is not expected there")),
        }
    }

    fn argument(&mut self) -> Result<Argument, Problem> {
        let ahead = (self.peek(), self.tokens.get(self.place + 1), self.tokens.get(self.place + 2));
        if let (Some(Token::Cell(from)), Some(Token::Sign(':')), Some(Token::Cell(to))) = ahead {
            let range = Range::of(*from, *to);
            self.place += 3;
            return Ok(Argument::Range(range));
        }
        self.sum().map(Argument::Expr)
    }

    fn closed(&mut self, expr: Expr) -> Result<Expr, Problem> {
        match self.take_sign(")") {
            Some(_) => Ok(expr),
            None => Err("a closing parenthesis is missing".to_owned()),
        }
    }
}
