//! What expressions are worth: for one row, or for a group of rows.

use std::cmp::Ordering;

use super::aggregate::aggregate;
use super::ast::{Expr, Function, Operator};
use super::lexer::{Problem, problem};
use super::value::{SCALE, Value};

type Result<T> = std::result::Result<T, Problem>;

pub type Row = Vec<Value>;

/// The value of an expression whose columns have been found. Aggregates need the rows of a group.
pub fn eval(expr: &Expr, row: &[Value], group: &[Row]) -> Result<Value> {
    let value = |expr: &Expr| eval(expr, row, group);
    Ok(match expr {
        Expr::Literal(value) => value.clone(),
        Expr::Slot(slot) => row.get(*slot).cloned().unwrap_or(Value::Null),
        Expr::Column { name, at, .. } => return Err(problem(*at, format!("no column is called {name}"))),
        Expr::Not(inner) => truth(value(inner)?.truth().map(|truth| !truth)),
        Expr::Negative(inner, at) => match value(inner)? {
            Value::Null => Value::Null,
            Value::Integer(number) => Value::Integer(number.checked_neg().ok_or_else(|| too_large(*at))?),
            Value::Decimal(number) => Value::Decimal(number.checked_neg().ok_or_else(|| too_large(*at))?),
            other => return Err(problem(*at, format!("`-` needs a number, not {}", other.kind()))),
        },
        Expr::IsNull { value: inner, negated } => Value::Boolean((value(inner)? == Value::Null) != *negated),
        Expr::Binary(operator, left, right, at) => binary(*operator, &value(left)?, || value(right), *at)?,
        Expr::Between { value: inner, low, high, negated, at } => {
            let inner = value(inner)?;
            let (low, high) = (compare(&inner, &value(low)?, *at)?, compare(&inner, &value(high)?, *at)?);
            let inside = match (low, high) {
                (Some(Ordering::Less), _) | (_, Some(Ordering::Greater)) => Some(false),
                (Some(_), Some(_)) => Some(true),
                _ => None,
            };
            truth(inside.map(|inside| inside != *negated))
        }
        Expr::In { value: inner, list, negated, at } => {
            let inner = value(inner)?;
            let mut found = Some(false);
            for one in list {
                match compare(&inner, &value(one)?, *at)? {
                    Some(Ordering::Equal) => found = Some(true),
                    // Unknown, unless another one is equal.
                    None if found == Some(false) => found = None,
                    _ => {}
                }
            }
            truth(found.map(|found| found != *negated))
        }
        Expr::Like { value: inner, pattern, negated, any_case, at } => match (value(inner)?, value(pattern)?) {
            (Value::Null, _) | (_, Value::Null) => Value::Null,
            (Value::Text(text), Value::Text(pattern)) => {
                let case = |text: String| if *any_case { text.to_lowercase() } else { text };
                Value::Boolean(like(&case(text), &case(pattern)) != *negated)
            }
            (Value::Text(_), other) | (other, _) => {
                return Err(problem(*at, format!("LIKE compares TEXT with TEXT, not with {}", other.kind())));
            }
        },
        Expr::Call { function, arguments, distinct, at } if function.aggregates() => {
            aggregate(*function, arguments.first(), *distinct, group, *at)?
        }
        Expr::Call { function, arguments, at, .. } => {
            let arguments: Result<Vec<Value>> = arguments.iter().map(value).collect();
            call(*function, &arguments?, *at)?
        }
    })
}

pub fn too_large(at: usize) -> Problem {
    problem(at, "the result is too large")
}

fn truth(truth: Option<bool>) -> Value {
    truth.map_or(Value::Null, Value::Boolean)
}

/// The order of two values; nothing where one is unknown.
fn compare(one: &Value, other: &Value, at: usize) -> Result<Option<Ordering>> {
    if *one == Value::Null || *other == Value::Null {
        return Ok(None);
    }
    let order = one.compare(other);
    order.map(Some).ok_or_else(|| problem(at, format!("{} cannot be compared with {}", one.kind(), other.kind())))
}

fn binary(operator: Operator, left: &Value, right: impl FnOnce() -> Result<Value>, at: usize) -> Result<Value> {
    let right = right()?;
    if matches!(operator, Operator::And | Operator::Or) {
        for side in [left, &right] {
            if !matches!(side, Value::Boolean(_) | Value::Null) {
                return Err(problem(at, format!("AND and OR join conditions, not {}", side.kind())));
            }
        }
        let decides = operator == Operator::Or;
        return Ok(match (left.truth(), right.truth()) {
            (Some(one), _) | (_, Some(one)) if one == decides => Value::Boolean(decides),
            (Some(_), Some(_)) => Value::Boolean(!decides),
            _ => Value::Null,
        });
    }
    let wanted: fn(Ordering) -> bool = match operator {
        Operator::Equal => Ordering::is_eq,
        Operator::NotEqual => Ordering::is_ne,
        Operator::Less => Ordering::is_lt,
        Operator::LessEqual => Ordering::is_le,
        Operator::Greater => Ordering::is_gt,
        Operator::GreaterEqual => Ordering::is_ge,
        _ if *left == Value::Null || right == Value::Null => return Ok(Value::Null),
        Operator::Concat => return Ok(Value::Text(format!("{left}{right}"))),
        _ => return arithmetic(operator, left, &right, at),
    };
    Ok(truth(compare(left, &right, at)?.map(wanted)))
}

fn arithmetic(operator: Operator, left: &Value, right: &Value, at: usize) -> Result<Value> {
    let zero = || problem(at, "division by zero");
    if let (Value::Integer(one), Value::Integer(other)) = (left, right) {
        let result = match operator {
            Operator::Plus => one.checked_add(*other),
            Operator::Minus => one.checked_sub(*other),
            Operator::Times => one.checked_mul(*other),
            _ if *other == 0 => return Err(zero()),
            Operator::Divide => one.checked_div(*other),
            _ => one.checked_rem(*other),
        };
        return result.map(Value::Integer).ok_or_else(|| too_large(at));
    }
    let number = |value: &Value| {
        let number = value.number().map(i128::from);
        number.ok_or_else(|| problem(at, format!("arithmetic needs numbers, not {}", value.kind())))
    };
    let (one, other, scale) = (number(left)?, number(right)?, i128::from(SCALE));
    let result = match operator {
        Operator::Plus => one + other,
        Operator::Minus => one - other,
        Operator::Times => one * other / scale,
        _ if other == 0 => return Err(zero()),
        Operator::Divide => one * scale / other,
        _ => one % other,
    };
    i64::try_from(result).map(Value::Decimal).map_err(|_| too_large(at))
}

fn call(function: Function, arguments: &[Value], at: usize) -> Result<Value> {
    let first = arguments.first().cloned().unwrap_or(Value::Null);
    if function == Function::Coalesce {
        return Ok(arguments.iter().find(|value| **value != Value::Null).cloned().unwrap_or(Value::Null));
    }
    let whole = |place: usize| match arguments.get(place) {
        None => Ok(None),
        Some(Value::Integer(number)) => Ok(Some(*number)),
        Some(other) => Err(problem(at, format!("a whole number is needed here, not {}", other.kind()))),
    };
    Ok(match (function, first) {
        (_, Value::Null) => Value::Null,
        (Function::Lower, Value::Text(text)) => Value::Text(text.to_lowercase()),
        (Function::Upper, Value::Text(text)) => Value::Text(text.to_uppercase()),
        (Function::Length, Value::Text(text)) => Value::Integer(text.chars().count() as i64),
        (Function::Substr, Value::Text(text)) => {
            let start = whole(1)?.unwrap_or(1).saturating_sub(1).max(0) as usize;
            let count = whole(2)?.map_or(usize::MAX, |count| count.max(0) as usize);
            Value::Text(text.chars().skip(start).take(count).collect())
        }
        (Function::Abs, Value::Integer(number)) => Value::Integer(number.checked_abs().ok_or_else(|| too_large(at))?),
        (Function::Abs, Value::Decimal(number)) => Value::Decimal(number.checked_abs().ok_or_else(|| too_large(at))?),
        (Function::Round, Value::Integer(number)) => Value::Integer(number),
        (Function::Round, Value::Decimal(number)) => {
            let step = 10_i64.pow(4 - whole(1)?.unwrap_or(0).clamp(0, 4) as u32);
            let half = if number < 0 { -step / 2 } else { step / 2 };
            Value::Decimal(number.checked_add(half).ok_or_else(|| too_large(at))? / step * step)
        }
        (_, other) => return Err(problem(at, format!("this function does not take {}", other.kind()))),
    })
}

/// Whether a text fits a pattern in which `%` stands for anything and `_` for one letter.
fn like(text: &str, pattern: &str) -> bool {
    let (text, pattern): (Vec<char>, Vec<char>) = (text.chars().collect(), pattern.chars().collect());
    let (mut at, mut place, mut back) = (0, 0, None);
    while at < text.len() {
        match pattern.get(place) {
            Some('%') => {
                back = Some((at, place));
                place += 1;
            }
            Some(letter) if *letter == '_' || *letter == text[at] => {
                at += 1;
                place += 1;
            }
            _ => match back {
                // The last `%` takes one letter more.
                Some((start, percent)) => {
                    back = Some((start + 1, percent));
                    at = start + 1;
                    place = percent + 1;
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(place).all(|letter| *letter == '%')
}
