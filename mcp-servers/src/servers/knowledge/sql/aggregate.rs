//! What a group of rows comes to.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::ast::{Expr, Function};
use super::eval::{Row, eval, too_large};
use super::lexer::{Problem, problem};
use super::value::{SCALE, Value};

pub fn aggregate(
    function: Function,
    argument: Option<&Expr>,
    distinct: bool,
    group: &[Row],
    at: usize,
) -> Result<Value, Problem> {
    let Some(argument) = argument else { return Ok(Value::Integer(group.len() as i64)) };
    let values: Result<Vec<Value>, Problem> = group.iter().map(|row| eval(argument, row, &[])).collect();
    let mut values = values?;
    values.retain(|value| *value != Value::Null);
    if distinct {
        values = values.into_iter().collect::<BTreeSet<Value>>().into_iter().collect();
    }
    let keep = |wanted: Ordering| {
        let better = |best: Value, value: Value| if value.order(&best) == wanted { value } else { best };
        values.iter().cloned().reduce(better).unwrap_or(Value::Null)
    };
    match function {
        Function::Count => Ok(Value::Integer(values.len() as i64)),
        Function::Min => Ok(keep(Ordering::Less)),
        Function::Max => Ok(keep(Ordering::Greater)),
        _ if values.is_empty() => Ok(Value::Null),
        _ => total(function, &values, at),
    }
}

fn total(function: Function, values: &[Value], at: usize) -> Result<Value, Problem> {
    let mut sum = 0_i128;
    for value in values {
        let number =
            value.number().ok_or_else(|| problem(at, format!("numbers can be added up, not {}", value.kind())))?;
        sum += i128::from(number);
    }
    let whole = values.iter().all(|value| matches!(value, Value::Integer(_)));
    let number = |number: i128| i64::try_from(number).map_err(|_| too_large(at));
    match function {
        Function::Avg => Ok(Value::Decimal(number(sum / values.len() as i128)?)),
        _ if whole => Ok(Value::Integer(number(sum / i128::from(SCALE))?)),
        _ => Ok(Value::Decimal(number(sum)?)),
    }
}
