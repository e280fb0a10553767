//! From words to expressions.

use super::ast::{Expr, Function, Operator};
use super::lexer::{Problem, Token, Word, problem, tokens};
use super::value::Value;
use crate::kit::counted;

type Result<T> = std::result::Result<T, Problem>;

/// How deep expressions may be nested.
const DEEPEST: usize = 40;
/// Names that end an expression and so cannot be an alias without AS.
const RESERVED: [&str; 34] = [
    "select", "distinct", "from", "where", "group", "having", "order", "limit", "offset", "join", "inner", "left",
    "outer", "on", "and", "or", "not", "in", "like", "ilike", "between", "is", "null", "as", "by", "asc", "desc",
    "set", "values", "into", "union", "case", "true", "false",
];

pub struct Parser<'a> {
    tokens: Vec<Token>,
    place: usize,
    depth: usize,
    /// What CURRENT_DATE means.
    today: &'a str,
}

impl<'a> Parser<'a> {
    pub fn new(text: &str, today: &'a str) -> Result<Self> {
        Ok(Self { tokens: tokens(text)?, place: 0, depth: 0, today })
    }

    fn token(&self) -> &Token {
        // There is an end, and the place never goes beyond it.
        &self.tokens[self.place.min(self.tokens.len() - 1)]
    }

    pub fn at(&self) -> usize {
        self.token().at
    }

    fn advance(&mut self) {
        self.place = (self.place + 1).min(self.tokens.len() - 1);
    }

    /// What stands here, for messages.
    fn seen(&self) -> String {
        match &self.token().word {
            Word::Name(name) | Word::Quoted(name) => format!("`{name}`"),
            Word::Literal(value) => format!("{value}"),
            Word::Sign(sign) => format!("`{sign}`"),
            Word::End => "the end".to_owned(),
        }
    }

    pub fn expected<T>(&self, what: &str) -> Result<T> {
        Err(problem(self.at(), format!("expected {what}, found {}", self.seen())))
    }

    pub fn is_keyword(&self, keyword: &str) -> bool {
        matches!(&self.token().word, Word::Name(name) if name == keyword)
    }

    /// Takes a keyword if it stands here.
    pub fn keyword(&mut self, keyword: &str) -> bool {
        let found = self.is_keyword(keyword);
        if found {
            self.advance();
        }
        found
    }

    pub fn need_keyword(&mut self, keyword: &str) -> Result<()> {
        if self.keyword(keyword) { Ok(()) } else { self.expected(&keyword.to_uppercase()) }
    }

    pub fn sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.token().word, Word::Sign(found) if found == sign);
        if found {
            self.advance();
        }
        found
    }

    pub fn need_sign(&mut self, sign: &str) -> Result<()> {
        if self.sign(sign) { Ok(()) } else { self.expected(&format!("`{sign}`")) }
    }

    /// A name that is no keyword.
    pub fn name(&mut self, what: &str) -> Result<(String, usize)> {
        let at = self.at();
        match self.token().word.clone() {
            Word::Name(name) if !RESERVED.contains(&name.as_str()) => {
                self.advance();
                Ok((name, at))
            }
            Word::Quoted(name) => {
                self.advance();
                Ok((name, at))
            }
            _ => self.expected(what),
        }
    }

    /// `AS alias`, or an alias alone.
    pub fn alias(&mut self) -> Result<Option<String>> {
        if self.keyword("as") {
            return self.name("a name").map(|(name, _)| Some(name));
        }
        let alias = match &self.token().word {
            Word::Name(name) if !RESERVED.contains(&name.as_str()) => Some(name.clone()),
            Word::Quoted(name) => Some(name.clone()),
            _ => None,
        };
        if alias.is_some() {
            self.advance();
        }
        Ok(alias)
    }

    /// Takes `table.*` if it stands here.
    pub fn all_of_table(&mut self) -> Option<String> {
        let ahead = |offset: usize| self.tokens.get(self.place + offset).map(|token| &token.word);
        match (ahead(0), ahead(1), ahead(2)) {
            (Some(Word::Name(table) | Word::Quoted(table)), Some(Word::Sign(".")), Some(Word::Sign("*"))) => {
                let table = table.clone();
                self.place += 3;
                Some(table)
            }
            _ => None,
        }
    }

    /// A whole number, for LIMIT and OFFSET.
    pub fn count(&mut self) -> Result<usize> {
        match self.token().word {
            Word::Literal(Value::Integer(number)) => {
                self.advance();
                Ok(usize::try_from(number).unwrap_or(usize::MAX))
            }
            _ => self.expected("a whole number"),
        }
    }

    pub fn end(&mut self) -> Result<()> {
        self.sign(";");
        if self.token().word == Word::End { Ok(()) } else { self.expected("the end of the statement") }
    }

    pub fn list<T>(&mut self, one: impl Fn(&mut Self) -> Result<T>) -> Result<Vec<T>> {
        let mut list = vec![one(self)?];
        while self.sign(",") {
            list.push(one(self)?);
        }
        Ok(list)
    }

    pub fn expression(&mut self) -> Result<Expr> {
        self.deeper(|parser| parser.binary(0))
    }

    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(problem(self.at(), format!("the expression is nested more than {DEEPEST} times")));
        }
        let result = inner(self);
        self.depth -= 1;
        result
    }

    /// Levels from OR, which binds least, to products.
    fn binary(&mut self, level: usize) -> Result<Expr> {
        match level {
            2 if self.keyword("not") => return self.deeper(|parser| Ok(Expr::Not(Box::new(parser.binary(2)?)))),
            3 => return self.comparison(),
            6 => return self.unary(),
            _ => {}
        }
        let mut left = self.binary(level + 1)?;
        loop {
            let at = self.at();
            let operator = match level {
                0 if self.keyword("or") => Operator::Or,
                1 if self.keyword("and") => Operator::And,
                4 if self.sign("+") => Operator::Plus,
                4 if self.sign("-") => Operator::Minus,
                4 if self.sign("||") => Operator::Concat,
                5 if self.sign("*") => Operator::Times,
                5 if self.sign("/") => Operator::Divide,
                5 if self.sign("%") => Operator::Modulo,
                _ => return Ok(left),
            };
            let right = self.binary(level + 1)?;
            left = Expr::Binary(operator, Box::new(left), Box::new(right), at);
        }
    }

    fn comparison(&mut self) -> Result<Expr> {
        let value = self.binary(4)?;
        let at = self.at();
        let signs = [
            ("=", Operator::Equal),
            ("<>", Operator::NotEqual),
            ("!=", Operator::NotEqual),
            ("<=", Operator::LessEqual),
            (">=", Operator::GreaterEqual),
            ("<", Operator::Less),
            (">", Operator::Greater),
        ];
        if let Some((_, operator)) = signs.into_iter().find(|(sign, _)| self.sign(sign)) {
            let right = self.binary(4)?;
            return Ok(Expr::Binary(operator, Box::new(value), Box::new(right), at));
        }
        let value = Box::new(value);
        if self.keyword("is") {
            let negated = self.keyword("not");
            self.need_keyword("null")?;
            return Ok(Expr::IsNull { value, negated });
        }
        let negated = self.keyword("not");
        if self.keyword("between") {
            let low = Box::new(self.binary(4)?);
            self.need_keyword("and")?;
            let high = Box::new(self.binary(4)?);
            return Ok(Expr::Between { value, low, high, negated, at });
        }
        if self.keyword("in") {
            self.need_sign("(")?;
            self.no_subquery()?;
            let list = self.list(Self::expression)?;
            self.need_sign(")")?;
            return Ok(Expr::In { value, list, negated, at });
        }
        let any_case = self.is_keyword("ilike");
        if self.keyword("like") || self.keyword("ilike") {
            let pattern = Box::new(self.binary(4)?);
            return Ok(Expr::Like { value, pattern, negated, any_case, at });
        }
        if negated { self.expected("BETWEEN, IN or LIKE") } else { Ok(*value) }
    }

    fn no_subquery(&self) -> Result<()> {
        match self.is_keyword("select") {
            true => Err(problem(self.at(), "subqueries are not supported; use a join")),
            false => Ok(()),
        }
    }

    fn unary(&mut self) -> Result<Expr> {
        let at = self.at();
        if self.sign("-") {
            return self.deeper(|parser| Ok(Expr::Negative(Box::new(parser.unary()?), at)));
        }
        if self.sign("(") {
            self.no_subquery()?;
            let inner = self.expression()?;
            self.need_sign(")")?;
            return Ok(inner);
        }
        if let Word::Literal(value) = self.token().word.clone() {
            self.advance();
            return Ok(Expr::Literal(value));
        }
        for (keyword, value) in [
            ("null", Value::Null),
            ("true", Value::Boolean(true)),
            ("false", Value::Boolean(false)),
            ("current_date", Value::text(self.today)),
        ] {
            if self.keyword(keyword) {
                return Ok(Expr::Literal(value));
            }
        }
        if self.is_keyword("case") {
            return Err(problem(at, "CASE is not supported"));
        }
        let (name, at) = self.name("a value or a column")?;
        if self.sign("(") {
            return self.call(&name, at);
        }
        if self.sign(".") {
            let (column, _) = self.name("a column")?;
            return Ok(Expr::Column { table: Some(name), name: column, at });
        }
        Ok(Expr::Column { table: None, name, at })
    }

    fn call(&mut self, name: &str, at: usize) -> Result<Expr> {
        let found = Function::ALL.iter().find(|(known, _)| *known == name);
        let Some((_, function)) = found else {
            let known: Vec<&str> = Function::ALL.iter().map(|(known, _)| *known).collect();
            return Err(problem(at, format!("there is no function `{name}`; there are {}", known.join(", "))));
        };
        let distinct = self.keyword("distinct");
        let arguments =
            if *function == Function::Count && self.sign("*") { Vec::new() } else { self.list(Self::expression)? };
        self.need_sign(")")?;
        let (fewest, most) = match function {
            Function::Count => (0, 1),
            Function::Round => (1, 2),
            Function::Coalesce => (1, 8),
            Function::Substr => (2, 3),
            _ => (1, 1),
        };
        if !(fewest..=most).contains(&arguments.len()) {
            let wanted = if fewest == most { String::new() } else { format!("{fewest} to ") };
            let most = counted(most, "argument");
            return Err(problem(at, format!("`{name}` takes {wanted}{most}, not {}", arguments.len())));
        }
        Ok(Expr::Call { function: *function, arguments, distinct, at })
    }
}
