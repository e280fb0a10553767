//! The tools that look: tables, queries and plans.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::schema::{TABLES, TableDef};
use super::select::{Found, select};
use super::statements;
use super::view::{Staged, View};
use super::{Sql, refusal};
use crate::kit::{Call, Cursor, Limit, Text, Time, ToolError, page, shorten};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct TableSummary {
    /// Name of the table.
    pub name: String,
    /// What is in it.
    pub description: String,
    /// How many rows it has.
    pub row_count: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TableList {
    /// The tables.
    pub tables: Vec<TableSummary>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ColumnDescription {
    /// Name of the column.
    pub name: String,
    /// Type of its values in SQL.
    pub data_type: String,
    /// Whether it may be NULL.
    pub nullable: bool,
    /// Whether no two rows may have the same value.
    pub unique: bool,
    /// The table and column that it refers to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub references: Option<String>,
    /// The only values that are allowed, if they are few.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed_values: Vec<String>,
    /// What it is if an insert leaves it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_value: Option<String>,
    /// What it means.
    pub description: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TableDescription {
    /// Name of the table.
    pub name: String,
    /// What is in it.
    pub description: String,
    /// Name of the primary key.
    pub primary_key: String,
    /// How many rows it has.
    pub row_count: usize,
    /// The columns, in their order.
    pub columns: Vec<ColumnDescription>,
}

/// One row of a result.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ResultRow {
    /// One text per column; NULL where there is no value.
    pub values: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct QueryResult {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// The rows of this page.
    pub rows: Vec<ResultRow>,
    /// How many rows the query has on all pages.
    pub row_count: usize,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PlanStep {
    /// Number of the step, from 1.
    pub step: usize,
    /// What is done.
    pub operation: String,
    /// The table that is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// How it is done.
    pub detail: String,
    /// How many rows come out.
    pub row_count: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct QueryPlan {
    /// The steps, in their order.
    pub steps: Vec<PlanStep>,
    /// How many rows are read from tables altogether.
    pub rows_read: usize,
}

/// Lists the tables of the database with their number of rows. Use it first to see what there is.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListTables {}

/// Describes a table: columns, types, constraints and defaults. Use it before writing a query or an insert.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DescribeTable {
    /// Name of the table.
    #[schemars(example = &"projects", example = &"time_entries")]
    pub table_name: Text<80>,
}

/// Runs one SELECT and returns its rows page by page. Joins (inner, left), WHERE, GROUP BY with count, sum, avg, min and
/// max, HAVING, ORDER BY, LIMIT, OFFSET and DISTINCT are understood; subqueries and unions are not.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RunQuery {
    /// The SELECT statement.
    #[schemars(
        example = "SELECT name, city FROM customers ORDER BY name",
        example = "SELECT e.name, SUM(t.hours) AS hours FROM time_entries t JOIN employees e ON t.employee_id = e.id GROUP BY e.name ORDER BY hours DESC",
        example = "SELECT status, COUNT(*) AS orders, SUM(amount) AS amount FROM orders GROUP BY status",
        example = "SELECT p.name, c.name AS customer FROM projects p LEFT JOIN customers c ON p.customer_id = c.id WHERE p.status IN ('active', 'planned')"
    )]
    pub sql: Text<4000>,
    /// A transaction whose changes the query should see.
    pub transaction_id: Option<String>,
    /// How many rows to return at most (default 50).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Shows how a SELECT is carried out, step by step, with the rows that come out of each. Use it when a query is wrong or
/// reads too much.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplainQuery {
    /// The SELECT statement.
    #[schemars(
        example = "SELECT * FROM orders WHERE amount > 5000 ORDER BY amount DESC LIMIT 5",
        example = "SELECT c.name, COUNT(*) FROM orders o JOIN customers c ON o.customer_id = c.id GROUP BY c.name"
    )]
    pub sql: Text<4000>,
}

pub fn definition(name: &str) -> Result<(usize, &'static TableDef)> {
    TableDef::find(&name.to_lowercase()).ok_or_else(|| {
        let name = shorten(name);
        ToolError::NotFound(format!("No table is called {name}. Use list_tables to find tables."))
    })
}

pub fn list_tables(database: &Sql, _: &Call, _: ListTables) -> Result<TableList> {
    let summary = |(index, table): (usize, &TableDef)| TableSummary {
        name: table.name.to_owned(),
        description: table.description.to_owned(),
        row_count: database.table(index).len(),
    };
    Ok(TableList { tables: TABLES.iter().enumerate().map(summary).collect() })
}

pub fn describe_table(database: &Sql, _: &Call, args: DescribeTable) -> Result<TableDescription> {
    let (index, table) = definition(&args.table_name.0)?;
    let column = |column: &super::schema::Column| ColumnDescription {
        name: column.name.to_owned(),
        data_type: column.kind.name().to_owned(),
        nullable: !column.required,
        unique: column.unique || column.name == "id",
        references: column.references.map(|table| format!("{table}.id")),
        allowed_values: column.one_of.iter().map(|value| (*value).to_owned()).collect(),
        default_value: column.default.map(|value| if value == "today" { "CURRENT_DATE" } else { value }.to_owned()),
        description: column.description.to_owned(),
    };
    Ok(TableDescription {
        name: table.name.to_owned(),
        description: table.description.to_owned(),
        primary_key: "id".to_owned(),
        row_count: database.table(index).len(),
        columns: table.columns.iter().map(column).collect(),
    })
}

fn find(database: &Sql, sql: &str, transaction_id: Option<&str>, now: Time) -> Result<Found> {
    let view = View { database, transaction_id, staged: Staged::new() };
    let found = statements::query(sql, &now.day().to_string()).and_then(|query| select(&view, &query));
    found.map_err(|problem| refusal(sql, &problem))
}

pub fn run_query(database: &Sql, call: &Call, args: RunQuery) -> Result<QueryResult> {
    if let Some(id) = &args.transaction_id {
        database.alive(id, call.now)?;
    }
    let found = find(database, &args.sql.0, args.transaction_id.as_deref(), call.now)?;
    let row_count = found.rows.len();
    let (rows, next_cursor) = page(found.rows, args.cursor, args.limit, 50);
    let row = |row: Vec<super::value::Value>| ResultRow { values: row.iter().map(ToString::to_string).collect() };
    Ok(QueryResult { columns: found.columns, rows: rows.into_iter().map(row).collect(), row_count, next_cursor })
}

pub fn explain_query(database: &Sql, call: &Call, args: ExplainQuery) -> Result<QueryPlan> {
    let found = find(database, &args.sql.0, None, call.now)?;
    let tables = found.steps.iter().filter_map(|step| definition(step.table?).ok());
    let rows_read = tables.map(|(index, _)| database.table(index).len()).sum();
    let step = |(index, step): (usize, super::select::Step)| PlanStep {
        step: index + 1,
        operation: step.operation.to_owned(),
        table: step.table.map(str::to_owned),
        detail: step.detail,
        row_count: step.rows,
    };
    Ok(QueryPlan { steps: found.steps.into_iter().enumerate().map(step).collect(), rows_read })
}
