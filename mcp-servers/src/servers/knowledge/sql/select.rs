//! Queries: join, filter, group, sort, cut.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::ast::{Expr, Item, Operator, Select};
use super::eval::{Row, eval};
use super::lexer::{Problem, problem};
use super::scope::{Scope, table_of};
use super::value::Value;
use super::view::View;
use crate::kit::{Ordered, counted};

type Result<T> = std::result::Result<T, Problem>;

/// Joins that would make more rows are refused.
const MOST_ROWS: usize = 20_000;
/// Joins that would try more pairs of rows are refused.
const MOST_PAIRS: usize = 300_000;

pub struct Found {
    pub columns: Vec<String>,
    pub rows: Vec<Row>,
    /// What was done, step by step.
    pub steps: Vec<Step>,
}

/// One step of the plan.
pub struct Step {
    pub operation: &'static str,
    pub table: Option<&'static str>,
    pub detail: String,
    pub rows: usize,
}

/// One row of the result with what it is sorted by.
type Sortable = (Row, Row);

pub fn select(view: &View, select: &Select) -> Result<Found> {
    let mut query = Query { view, select, scope: Scope::default(), steps: Vec::new() };
    let rows = query.source()?;
    let (columns, mut rows) = query.project(rows)?;
    if select.distinct {
        let mut seen = BTreeSet::new();
        rows.retain(|(row, _)| seen.insert(row.clone()));
        query.step("distinct", None, "drops rows that are there already".to_owned(), rows.len());
    }
    if !select.order_by.is_empty() {
        rows.order_by(|(_, one), (_, other)| order(one, other, &select.order_by));
        query.step("sort", None, by_keys(select.order_by.len()), rows.len());
    }
    let rows: Vec<Row> =
        rows.into_iter().map(|(row, _)| row).skip(select.offset).take(select.limit.unwrap_or(usize::MAX)).collect();
    if select.limit.is_some() || select.offset > 0 {
        query.step("limit", None, format!("skips {}", counted(select.offset, "row")), rows.len());
    }
    Ok(Found { columns, rows, steps: query.steps })
}

fn order(one: &Row, other: &Row, keys: &[(Expr, bool)]) -> Ordering {
    let pairs = one.iter().zip(other).zip(keys);
    let orders = pairs.map(|((one, other), (_, down))| if *down { other.order(one) } else { one.order(other) });
    orders.fold(Ordering::Equal, Ordering::then)
}

fn by_keys(count: usize) -> String {
    if count == 1 { "by one key".to_owned() } else { format!("by {count} keys") }
}

struct Query<'a> {
    view: &'a View<'a>,
    select: &'a Select,
    scope: Scope,
    steps: Vec<Step>,
}

impl Query<'_> {
    fn step(&mut self, operation: &'static str, table: Option<&'static str>, detail: String, rows: usize) {
        self.steps.push(Step { operation, table, detail, rows });
    }

    /// The joined rows that pass the filter.
    fn source(&mut self) -> Result<Vec<Row>> {
        let select = self.select;
        let (index, table) = table_of(&select.from)?;
        self.scope.add(&select.from, table)?;
        let mut rows: Vec<Row> = self.view.rows(index).into_values().collect();
        self.step("scan", Some(table.name), "reads all rows in order of the primary key".to_owned(), rows.len());
        for join in &select.joins {
            let (index, table) = table_of(&join.source)?;
            let first = self.scope.width;
            self.scope.add(&join.source, table)?;
            let on = self.scope.condition(&join.on, "ON")?;
            let right: Vec<Row> = self.view.rows(index).into_values().collect();
            let keys = equal_slots(&on, first);
            rows = joined(rows, &right, &on, keys, join.left, table.columns.len())?;
            let kind = if join.left { "left" } else { "inner" };
            let (operation, detail) = match keys {
                Some((left, right)) => (
                    "hash_join",
                    format!("{kind} join where {} = {}", self.scope.name(left), self.scope.name(first + right)),
                ),
                None => ("nested_loop_join", format!("{kind} join that tries each pair of rows")),
            };
            self.step(operation, Some(table.name), detail, rows.len());
        }
        if let Some(filter) = &select.filter {
            let filter = self.scope.condition(filter, "WHERE")?;
            rows = keep(rows, |row| is_true(&eval(&filter, row, &[])?, select.filter.as_ref()))?;
            self.step("filter", None, "keeps rows for which WHERE is true".to_owned(), rows.len());
        }
        Ok(rows)
    }

    /// The columns that are asked for, each with its name.
    fn outputs(&self) -> Result<Vec<(Expr, String)>> {
        let mut outputs = Vec::new();
        for item in &self.select.items {
            match item {
                Item::One { value, name } => outputs.push((self.scope.bind(value)?, name.clone())),
                Item::All(wanted, at) => {
                    let before = outputs.len();
                    for (alias, table, first) in &self.scope.tables {
                        if wanted.as_ref().is_none_or(|wanted| wanted == alias) {
                            let columns = table.columns.iter().enumerate();
                            outputs.extend(
                                columns.map(|(slot, column)| (Expr::Slot(first + slot), column.name.to_owned())),
                            );
                        }
                    }
                    if outputs.len() == before {
                        return Err(problem(*at, "no table of this query is called so"));
                    }
                }
            }
        }
        Ok(outputs)
    }

    /// What to sort by: a number of a column, a name of one, or an expression.
    fn keys(&self, outputs: &[(Expr, String)]) -> Result<Vec<Expr>> {
        let key = |(expr, _): &(Expr, bool)| match expr {
            Expr::Literal(Value::Integer(number)) => {
                let place = usize::try_from(*number).ok().and_then(|number| number.checked_sub(1));
                let output = place.and_then(|place| outputs.get(place)).map(|(expr, _)| expr.clone());
                output.ok_or_else(|| {
                    problem(0, format!("ORDER BY {number}: the result has {}", counted(outputs.len(), "column")))
                })
            }
            Expr::Column { table: None, name, .. } => match outputs.iter().find(|(_, output)| output == name) {
                Some((expr, _)) => Ok(expr.clone()),
                None => self.scope.bind(expr),
            },
            _ => self.scope.bind(expr),
        };
        self.select.order_by.iter().map(key).collect()
    }

    fn project(&mut self, rows: Vec<Row>) -> Result<(Vec<String>, Vec<Sortable>)> {
        let outputs = self.outputs()?;
        let keys = self.keys(&outputs)?;
        let having = self.select.having.as_ref().map(|having| self.scope.bind(having)).transpose()?;
        let names = outputs.iter().map(|(_, name)| name.clone()).collect();
        let all = || outputs.iter().map(|(expr, _)| expr).chain(&keys).chain(&having);
        let grouped = !self.select.group_by.is_empty() || all().any(Expr::aggregates) || having.is_some();
        let values = |row: &[Value], group: &[Row]| -> Result<Sortable> {
            let output: Result<Row> = outputs.iter().map(|(expr, _)| eval(expr, row, group)).collect();
            let key: Result<Row> = keys.iter().map(|expr| eval(expr, row, group)).collect();
            Ok((output?, key?))
        };
        if !grouped {
            let rows: Result<Vec<Sortable>> = rows.iter().map(|row| values(row, &[])).collect();
            return Ok((names, rows?));
        }
        let by = self.group_keys(&outputs)?;
        for expr in all() {
            self.check_grouped(expr, &by)?;
        }
        let mut groups: BTreeMap<Row, Vec<Row>> = BTreeMap::new();
        for row in rows {
            let key: Result<Row> = by.iter().map(|expr| eval(expr, &row, &[])).collect();
            groups.entry(key?).or_default().push(row);
        }
        if by.is_empty() && groups.is_empty() {
            groups.insert(Vec::new(), Vec::new());
        }
        let detail = if by.is_empty() { "all rows are one group".to_owned() } else { by_keys(by.len()) };
        self.step("group", None, detail, groups.len());
        let mut found = Vec::new();
        for group in groups.values() {
            let first = group.first().map_or(&[][..], Vec::as_slice);
            let passes = match &having {
                Some(having) => is_true(&eval(having, first, group)?, self.select.having.as_ref())?,
                None => true,
            };
            if passes {
                found.push(values(first, group)?);
            }
        }
        if having.is_some() {
            self.step("filter_groups", None, "keeps groups for which HAVING is true".to_owned(), found.len());
        }
        Ok((names, found))
    }

    /// What to group by: a name of a column of the result, or an expression.
    fn group_keys(&self, outputs: &[(Expr, String)]) -> Result<Vec<Expr>> {
        let key = |expr: &Expr| match (self.scope.condition(expr, "GROUP BY"), expr) {
            (Err(error), Expr::Column { table: None, name, .. }) => {
                let output = outputs.iter().find(|(expr, output)| output == name && !expr.aggregates());
                output.map(|(expr, _)| expr.clone()).ok_or(error)
            }
            (bound, _) => bound,
        };
        self.select.group_by.iter().map(key).collect()
    }

    /// Outside of aggregates only what the groups have in common can be asked for.
    fn check_grouped(&self, expr: &Expr, by: &[Expr]) -> Result<()> {
        if by.iter().any(|key| key.same(expr)) {
            return Ok(());
        }
        match expr {
            Expr::Slot(slot) => Err(problem(
                0,
                format!("column {} must stand in GROUP BY or inside of an aggregate", self.scope.name(*slot)),
            )),
            Expr::Call { function, .. } if function.aggregates() => Ok(()),
            _ => expr.children().into_iter().try_for_each(|child| self.check_grouped(child, by)),
        }
    }
}

fn keep(rows: Vec<Row>, wanted: impl Fn(&Row) -> Result<bool>) -> Result<Vec<Row>> {
    let mut kept = Vec::new();
    for row in rows {
        if wanted(&row)? {
            kept.push(row);
        }
    }
    Ok(kept)
}

pub fn is_true(value: &Value, condition: Option<&Expr>) -> Result<bool> {
    match value {
        Value::Boolean(truth) => Ok(*truth),
        Value::Null => Ok(false),
        other => {
            let at = condition.and_then(Expr::place).unwrap_or(0);
            Err(problem(at, format!("a condition is needed here, not {}", other.kind())))
        }
    }
}

/// The column on the left and the column of the new table that must be equal, if that is all.
fn equal_slots(on: &Expr, first: usize) -> Option<(usize, usize)> {
    let Expr::Binary(Operator::Equal, one, other, _) = on else { return None };
    match (&**one, &**other) {
        (Expr::Slot(left), Expr::Slot(right)) if *left < first && *right >= first => Some((*left, right - first)),
        (Expr::Slot(right), Expr::Slot(left)) if *left < first && *right >= first => Some((*left, right - first)),
        _ => None,
    }
}

fn joined(
    left: Vec<Row>,
    right: &[Row],
    on: &Expr,
    keys: Option<(usize, usize)>,
    outer: bool,
    width: usize,
) -> Result<Vec<Row>> {
    let mut index: BTreeMap<&Value, Vec<&Row>> = BTreeMap::new();
    if let Some((_, key)) = keys {
        for row in right {
            index.entry(row.get(key).unwrap_or(&Value::Null)).or_default().push(row);
        }
    }
    let all: Vec<&Row> = right.iter().collect();
    let mut rows = Vec::new();
    let mut pairs = 0;
    for one in left {
        let candidates = match keys {
            Some((key, _)) => one.get(key).and_then(|value| index.get(value)).map_or(&[][..], Vec::as_slice),
            None => &all,
        };
        let before = rows.len();
        pairs += candidates.len();
        if pairs > MOST_PAIRS {
            return Err(problem(
                0,
                format!("the join tries more than {MOST_PAIRS} pairs of rows; join on equal columns"),
            ));
        }
        for other in candidates {
            let pair: Row = one.iter().chain(*other).cloned().collect();
            if is_true(&eval(on, &pair, &[])?, Some(on))? {
                rows.push(pair);
            }
            if rows.len() > MOST_ROWS {
                return Err(problem(0, format!("the join makes more than {MOST_ROWS} rows; narrow it down")));
            }
        }
        if outer && rows.len() == before {
            rows.push(one.into_iter().chain(std::iter::repeat_n(Value::Null, width)).collect());
        }
    }
    Ok(rows)
}
