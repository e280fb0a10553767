//! A parser of arithmetic: numbers, + - * / ^, percent, parentheses and a few functions. Mistakes say where they are.

use crate::kit::counted;

/// What was wrong, and at which character (counted from 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    pub at: usize,
    pub what: String,
}

/// How deep parentheses and signs may nest.
const DEEPEST: usize = 60;

const FUNCTIONS: [&str; 9] = ["sqrt", "abs", "round", "floor", "ceil", "ln", "log", "min", "max"];

/// The value of an expression.
pub fn evaluate(text: &str) -> Result<f64, Mistake> {
    let mut parser = Parser { letters: text.chars().collect(), at: 0, depth: 0 };
    let value = parser.sum()?;
    parser.skip();
    match parser.letters.get(parser.at) {
        None => parser.checked(value),
        Some(letter) => Err(parser.mistake(format!("an operator was expected, not {letter:?}"))),
    }
}

struct Parser {
    letters: Vec<char>,
    at: usize,
    depth: usize,
}

type Value = Result<f64, Mistake>;

impl Parser {
    fn mistake(&self, what: impl Into<String>) -> Mistake {
        Mistake { at: self.at + 1, what: what.into() }
    }

    fn skip(&mut self) {
        while self.letters.get(self.at).is_some_and(|letter| letter.is_whitespace()) {
            self.at += 1;
        }
    }

    /// Takes one of these signs if it comes next.
    fn take(&mut self, signs: &str) -> Option<char> {
        self.skip();
        let letter = *self.letters.get(self.at)?;
        signs.contains(letter).then(|| {
            self.at += 1;
            letter
        })
    }

    fn checked(&self, value: f64) -> Value {
        if value.is_finite() { Ok(value) } else { Err(self.mistake("the result is too large or not a number")) }
    }

    fn sum(&mut self) -> Value {
        let mut value = self.product()?;
        while let Some(sign) = self.take("+-−") {
            let start = self.at;
            let next = self.product()?;
            // As pocket calculators do it: 200 + 10% is 220.
            let next = if self.was_percent(start) { value * next } else { next };
            value = if sign == '+' { value + next } else { value - next };
        }
        self.checked(value)
    }

    /// Whether the operand from `start` on was a plain number with a percent sign.
    fn was_percent(&self, start: usize) -> bool {
        let operand = self.letters.get(start..self.at).unwrap_or_default();
        let mut letters = operand.iter().filter(|letter| !letter.is_whitespace()).rev();
        letters.next() == Some(&'%') && letters.all(|letter| letter.is_ascii_digit() || *letter == '.')
    }

    fn product(&mut self) -> Value {
        let mut value = self.signed()?;
        while let Some(sign) = self.take("*/×÷·") {
            let place = self.at;
            let next = self.signed()?;
            if matches!(sign, '/' | '÷') {
                if next == 0.0 {
                    return Err(Mistake { at: place, what: "division by zero".to_owned() });
                }
                value /= next;
            } else {
                value *= next;
            }
        }
        self.checked(value)
    }

    fn signed(&mut self) -> Value {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.mistake("the expression is nested too deeply"));
        }
        let value = match self.take("+-−") {
            Some('+') => self.signed()?,
            Some(_) => -self.signed()?,
            None => self.power()?,
        };
        self.depth -= 1;
        Ok(value)
    }

    fn power(&mut self) -> Value {
        let base = self.percent()?;
        if self.take("^").is_none() {
            return Ok(base);
        }
        // The sign of an exponent belongs to it, and powers group from the right: 2^3^2 is 2^9.
        let exponent = self.signed()?;
        self.checked(base.powf(exponent))
    }

    fn percent(&mut self) -> Value {
        let mut value = self.atom()?;
        while self.take("%").is_some() {
            value /= 100.0;
        }
        Ok(value)
    }

    fn atom(&mut self) -> Value {
        self.skip();
        match self.letters.get(self.at) {
            None => Err(self.mistake("the expression ends where a number was expected")),
            Some('(') => {
                let open = self.at + 1;
                self.at += 1;
                let value = self.sum()?;
                match self.take(")") {
                    Some(_) => Ok(value),
                    None => Err(Mistake { at: open, what: "the parenthesis is not closed".to_owned() }),
                }
            }
            Some(letter) if letter.is_ascii_digit() || *letter == '.' => self.number(),
            Some(letter) if letter.is_alphabetic() => self.word(),
            Some(letter) => Err(self.mistake(format!("a number was expected, not {letter:?}"))),
        }
    }

    fn number(&mut self) -> Value {
        let start = self.at;
        let mut text = String::new();
        while let Some(letter) = self.letters.get(self.at) {
            let exponent = matches!(letter, 'e' | 'E')
                && self.letters.get(self.at + 1).is_some_and(|next| next.is_ascii_digit() || "+-".contains(*next));
            let sign = "+-".contains(*letter) && text.ends_with(['e', 'E']);
            match letter {
                letter if letter.is_ascii_digit() || *letter == '.' || exponent || sign => text.push(*letter),
                '_' => {}
                _ => break,
            }
            self.at += 1;
        }
        let wrong = Mistake { at: start + 1, what: format!("{:?} is not a number", crate::kit::shorten(&text)) };
        text.parse::<f64>().ok().filter(|value| value.is_finite()).ok_or(wrong)
    }

    fn word(&mut self) -> Value {
        let start = self.at;
        while self.letters.get(self.at).is_some_and(|letter| letter.is_alphanumeric()) {
            self.at += 1;
        }
        let word: String = self.letters.get(start..self.at).unwrap_or_default().iter().collect();
        let wrong = |what: String| Mistake { at: start + 1, what };
        match word.as_str() {
            "pi" | "π" => return Ok(std::f64::consts::PI),
            "e" => return Ok(std::f64::consts::E),
            name if FUNCTIONS.contains(&name) => {}
            name => {
                let name = crate::kit::shorten(name);
                return Err(wrong(format!("{name:?} is unknown; known are pi, e, {}", FUNCTIONS.join(", "))));
            }
        }
        if self.take("(").is_none() {
            return Err(self.mistake(format!("an opening parenthesis was expected after {word}")));
        }
        let mut values = vec![self.sum()?];
        while self.take(",;").is_some() {
            values.push(self.sum()?);
        }
        if self.take(")").is_none() {
            return Err(wrong(format!("the parenthesis of {word} is not closed")));
        }
        let value = match (word.as_str(), values.as_slice()) {
            ("min", values) => values.iter().copied().fold(f64::INFINITY, f64::min),
            ("max", values) => values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            ("round", [value, digits]) if digits.abs() <= 12.0 => {
                let scale = 10_f64.powi(*digits as i32);
                (value * scale).round() / scale
            }
            ("sqrt", [value]) if *value < 0.0 => return Err(wrong("the root of a negative number".to_owned())),
            ("ln" | "log", [value]) if *value <= 0.0 => {
                return Err(wrong("the logarithm of a number that is not positive".to_owned()));
            }
            ("sqrt", [value]) => value.sqrt(),
            ("abs", [value]) => value.abs(),
            ("round", [value]) => value.round(),
            ("floor", [value]) => value.floor(),
            ("ceil", [value]) => value.ceil(),
            ("ln", [value]) => value.ln(),
            ("log", [value]) => value.log10(),
            (name, values) => return Err(wrong(format!("{name} does not take {}", counted(values.len(), "value")))),
        };
        self.checked(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_follows_the_usual_rules() {
        let cases = [
            ("1 + 2 * 3", 7.0),
            ("(1 + 2) * 3", 9.0),
            ("2^3^2", 512.0),
            ("-2^2", -4.0),
            ("2^-1", 0.5),
            ("200 + 10%", 220.0),
            ("200 - 10 %", 180.0),
            ("50% * 80", 40.0),
            ("10 / 4 / 5", 0.5),
            ("1.5e3 - 1e-1", 1499.9),
            ("max(3, min(9, 7)) + round(2.345, 2)", 9.35),
            ("sqrt(16) + abs(-2)", 6.0),
        ];
        for (text, expect) in cases {
            let value = evaluate(text).unwrap_or_else(|mistake| panic!("{text}: {mistake:?}"));
            assert!((value - expect).abs() < 1e-9, "{text} = {value}");
        }
    }

    #[test]
    fn mistakes_say_where_they_are() {
        let check = |text: &str, at: usize, what: &str| {
            let mistake = evaluate(text).expect_err("a mistake");
            assert!(mistake.at == at && mistake.what.contains(what), "{text}: {mistake:?}");
        };
        check("1 +", 4, "ends");
        check("(1 + 2", 1, "not closed");
        check("1 2", 3, "operator");
        check("4 / (2 - 2)", 3, "zero");
        check("2 * foo", 5, "unknown");
        check("1.2.3", 1, "not a number");
        check(&"(".repeat(500), 61, "deep");
        check("9^9^9^9", 8, "too large");
    }
}
