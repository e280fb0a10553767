//! Which columns there are in a query, and where.

use super::ast::{Expr, Source};
use super::lexer::{Problem, problem};
use super::schema::TableDef;

type Result<T> = std::result::Result<T, Problem>;

/// The tables of a query by their alias, each with the place of its first column in the joined row.
#[derive(Default)]
pub struct Scope {
    pub tables: Vec<(String, &'static TableDef, usize)>,
    pub width: usize,
}

/// The table that is named.
pub fn table_of(source: &Source) -> Result<(usize, &'static TableDef)> {
    TableDef::find(&source.table).ok_or_else(|| {
        let name = crate::kit::shorten(&source.table);
        problem(source.at, format!("no table is called {name}; there are {}", TableDef::names()))
    })
}

impl Scope {
    pub fn add(&mut self, source: &Source, table: &'static TableDef) -> Result<()> {
        if self.tables.iter().any(|(alias, ..)| *alias == source.alias) {
            return Err(problem(source.at, format!("two tables are called {}; give one an alias", source.alias)));
        }
        self.tables.push((source.alias.clone(), table, self.width));
        self.width += table.columns.len();
        Ok(())
    }

    pub fn slot(&self, table: Option<&str>, name: &str, at: usize) -> Result<usize> {
        let short = crate::kit::shorten(name);
        if let Some(table) = table.filter(|table| !self.tables.iter().any(|(alias, ..)| alias == table)) {
            let known: Vec<&str> = self.tables.iter().map(|(alias, ..)| alias.as_str()).collect();
            let table = crate::kit::shorten(table);
            return Err(problem(
                at,
                format!("no table is called {table} in this query; there are {}", known.join(", ")),
            ));
        }
        let inside = self.tables.iter().filter(|(alias, ..)| table.is_none_or(|table| table == alias));
        let found: Vec<usize> =
            inside.clone().filter_map(|(_, table, first)| table.column(name).map(|column| first + column)).collect();
        match found[..] {
            [slot] => Ok(slot),
            [] => {
                let known: Vec<String> = inside.map(|(_, table, _)| table.column_names()).collect();
                Err(problem(at, format!("no column is called {short}; there are {}", known.join(", "))))
            }
            _ => Err(problem(at, format!("several tables have a column {short}; put the table's name before it"))),
        }
    }

    /// What a slot is called.
    pub fn name(&self, slot: usize) -> &'static str {
        let table = self.tables.iter().rev().find(|(.., first)| *first <= slot);
        table.and_then(|(_, table, first)| table.columns.get(slot - first)).map_or("?", |column| column.name)
    }

    /// The expression with all columns found.
    pub fn bind(&self, expr: &Expr) -> Result<Expr> {
        let boxed = |expr: &Expr| self.bind(expr).map(Box::new);
        let all = |list: &[Expr]| list.iter().map(|expr| self.bind(expr)).collect::<Result<Vec<Expr>>>();
        Ok(match expr {
            Expr::Column { table, name, at } => Expr::Slot(self.slot(table.as_deref(), name, *at)?),
            Expr::Slot(_) | Expr::Literal(_) => expr.clone(),
            Expr::Not(inner) => Expr::Not(boxed(inner)?),
            Expr::Negative(inner, at) => Expr::Negative(boxed(inner)?, *at),
            Expr::Binary(operator, left, right, at) => Expr::Binary(*operator, boxed(left)?, boxed(right)?, *at),
            Expr::Like { value, pattern, negated, any_case, at } => Expr::Like {
                value: boxed(value)?,
                pattern: boxed(pattern)?,
                negated: *negated,
                any_case: *any_case,
                at: *at,
            },
            Expr::In { value, list, negated, at } => {
                Expr::In { value: boxed(value)?, list: all(list)?, negated: *negated, at: *at }
            }
            Expr::Between { value, low, high, negated, at } => {
                Expr::Between { value: boxed(value)?, low: boxed(low)?, high: boxed(high)?, negated: *negated, at: *at }
            }
            Expr::IsNull { value, negated } => Expr::IsNull { value: boxed(value)?, negated: *negated },
            Expr::Call { function, arguments, distinct, at } => {
                if let Some(inner) = arguments.iter().find(|inner| function.aggregates() && inner.aggregates()) {
                    return Err(problem(inner.place().unwrap_or(*at), "aggregates cannot stand inside of aggregates"));
                }
                Expr::Call { function: *function, arguments: all(arguments)?, distinct: *distinct, at: *at }
            }
        })
    }

    /// A condition: bound, and without aggregates.
    pub fn condition(&self, expr: &Expr, clause: &str) -> Result<Expr> {
        if expr.aggregates() {
            let at = expr.place().unwrap_or(0);
            return Err(problem(at, format!("aggregates cannot stand in {clause}; use HAVING")));
        }
        self.bind(expr)
    }
}

impl Expr {
    /// Where it is, if it knows.
    pub fn place(&self) -> Option<usize> {
        match self {
            Self::Column { at, .. }
            | Self::Negative(_, at)
            | Self::Binary(.., at)
            | Self::Like { at, .. }
            | Self::In { at, .. }
            | Self::Between { at, .. }
            | Self::Call { at, .. } => Some(*at),
            Self::Slot(_) | Self::Literal(_) | Self::Not(_) | Self::IsNull { .. } => None,
        }
    }
}
