//! Statements that change data: what they would put in and take out.

use super::ast::{Change, Expr, Source};
use super::eval::{Row, eval};
use super::lexer::{Problem, problem};
use super::schema::{Column, TableDef};
use super::scope::{Scope, table_of};
use super::select::is_true;
use super::value::{SCALE, Value};
use super::view::{View, key_of};
use crate::kit::counted;

type Result<T> = std::result::Result<T, Problem>;

/// Ids have at most six digits.
const LARGEST_ID: i64 = 999_999;

/// What a statement did.
pub struct Done {
    pub kind: &'static str,
    pub table: &'static str,
    pub affected: usize,
    pub inserted_ids: Vec<i64>,
}

/// Puts the rows of a statement into the view's stage.
pub fn stage(view: &mut View, change: &Change, today: &str) -> Result<Done> {
    match change {
        Change::Insert { table, columns, rows } => insert(view, table, columns, rows, today),
        Change::Update { table, set, filter } => update(view, table, set, filter.as_ref()),
        Change::Delete { table, filter } => {
            let (index, definition) = table_of(table)?;
            let (_, found) = matching(view, table, filter.as_ref())?;
            let affected = found.len();
            for (key, _) in found {
                view.staged.insert((index, key), None);
            }
            Ok(Done { kind: "delete", table: definition.name, affected, inserted_ids: Vec::new() })
        }
    }
}

fn matching(view: &View, source: &Source, filter: Option<&Expr>) -> Result<(Scope, Vec<(String, Row)>)> {
    let (index, table) = table_of(source)?;
    let mut scope = Scope::default();
    scope.add(source, table)?;
    let filter = filter.map(|filter| scope.condition(filter, "WHERE")).transpose()?;
    let mut found = Vec::new();
    for (key, row) in view.rows(index) {
        let wanted = match &filter {
            Some(bound) => is_true(&eval(bound, &row, &[])?, Some(bound))?,
            None => true,
        };
        if wanted {
            found.push((key, row));
        }
    }
    Ok((scope, found))
}

fn column_of(table: &TableDef, name: &str, at: usize) -> Result<usize> {
    let short = crate::kit::shorten(name);
    let known = || format!("{} has no column {short}; it has {}", table.name, table.column_names());
    table.column(name).ok_or_else(|| problem(at, known()))
}

/// A value as the column keeps it, or what is wrong with it.
fn kept(table: &TableDef, column: &Column, value: Value, at: usize) -> Result<Value> {
    let name = format!("{}.{}", table.name, column.name);
    let (kind, shown) = (value.kind(), crate::kit::shorten(&value.to_string()));
    let value = column.kind.keep(value).ok_or_else(|| {
        let wanted = column.kind.name();
        problem(at, format!("{name} holds {wanted}, and {shown} is {kind} that does not fit"))
    })?;
    match &value {
        Value::Null if column.required => Err(problem(at, format!("NOT NULL: {name} needs a value"))),
        Value::Text(text) if !column.one_of.is_empty() && !column.one_of.contains(&text.as_str()) => {
            Err(problem(at, format!("CHECK: {name} must be one of {}", column.one_of.join(", "))))
        }
        Value::Text(text) if text.chars().count() > 500 => {
            Err(problem(at, format!("{name} holds at most 500 letters")))
        }
        Value::Decimal(hours) if column.name == "hours" && !(1..=24 * SCALE).contains(hours) => {
            Err(problem(at, format!("CHECK: {name} must lie above 0 and be at most 24")))
        }
        Value::Decimal(amount) if *amount < 0 => Err(problem(at, format!("CHECK: {name} must not be negative"))),
        _ => Ok(value),
    }
}

fn default(column: &Column, today: &str) -> Value {
    match column.default {
        Some("today") => Value::text(today),
        Some("true") => Value::Boolean(true),
        Some(default) => Value::text(default),
        None => Value::Null,
    }
}

fn insert(
    view: &mut View,
    source: &Source,
    columns: &[(String, usize)],
    rows: &[Vec<Expr>],
    today: &str,
) -> Result<Done> {
    let (index, table) = table_of(source)?;
    let mut slots = Vec::new();
    for (name, at) in columns {
        let slot = column_of(table, name, *at)?;
        if slots.contains(&slot) {
            return Err(problem(*at, format!("column {name} is named twice")));
        }
        slots.push(slot);
    }
    if columns.is_empty() {
        slots = (0..table.columns.len()).collect();
    }
    let nothing = Scope::default();
    let mut inserted_ids = Vec::new();
    for values in rows {
        if values.len() != slots.len() {
            return Err(problem(
                source.at,
                format!("{} named, but a row has {}", counted(slots.len(), "column"), counted(values.len(), "value")),
            ));
        }
        let mut row: Row = table.columns.iter().map(|column| default(column, today)).collect();
        for (slot, expr) in slots.iter().zip(values) {
            row[*slot] = eval(&nothing.condition(expr, "VALUES")?, &[], &[])?;
        }
        if row[0] == Value::Null {
            row[0] = Value::Integer(view.next_id(index));
        }
        for (column, value) in table.columns.iter().zip(&mut row) {
            *value = kept(table, column, value.clone(), source.at)?;
        }
        let Value::Integer(id @ 1..=LARGEST_ID) = row[0] else {
            return Err(problem(source.at, format!("an id lies between 1 and {LARGEST_ID}")));
        };
        let key = key_of(id);
        if view.has(index, &key) {
            return Err(problem(source.at, format!("PRIMARY KEY: {} has a row with the id {id} already", table.name)));
        }
        view.staged.insert((index, key), Some(row));
        inserted_ids.push(id);
    }
    Ok(Done { kind: "insert", table: table.name, affected: inserted_ids.len(), inserted_ids })
}

fn update(view: &mut View, source: &Source, set: &[(String, usize, Expr)], filter: Option<&Expr>) -> Result<Done> {
    let (index, table) = table_of(source)?;
    let (scope, found) = matching(view, source, filter)?;
    let mut assignments = Vec::new();
    for (name, at, expr) in set {
        let slot = column_of(table, name, *at)?;
        if slot == 0 {
            return Err(problem(*at, "a primary key cannot be changed"));
        }
        assignments.push((slot, *at, scope.condition(expr, "SET")?));
    }
    let affected = found.len();
    for (key, row) in found {
        let mut changed = row.clone();
        for (slot, at, expr) in &assignments {
            changed[*slot] = kept(table, &table.columns[*slot], eval(expr, &row, &[])?, *at)?;
        }
        view.staged.insert((index, key), Some(changed));
    }
    Ok(Done { kind: "update", table: table.name, affected, inserted_ids: Vec::new() })
}
