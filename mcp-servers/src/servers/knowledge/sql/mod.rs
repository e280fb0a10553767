//! A small relational database of the owner's company, with a SQL of its own: a parser, an executor and transactions.

mod aggregate;
mod ast;
mod changes;
mod data;
mod eval;
mod executing;
mod lexer;
mod parser;
mod querying;
mod schema;
mod scope;
mod select;
mod statements;
mod transactions;
mod value;
mod view;

use serde::Serialize;

use crate::kit::resource::{self, Listed, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Noun, Table, ToolError, invalid};
use crate::world::World;
use eval::Row;
use lexer::Problem;
use schema::{TABLES, TableDef};
use transactions::{Pending, Transaction};

const TRANSACTION: Noun = Noun { name: "open transaction", finder: "begin_transaction" };

/// The whole database.
#[derive(Debug, Clone, Serialize)]
pub struct Sql {
    customers: Table<Row>,
    employees: Table<Row>,
    orders: Table<Row>,
    /// What open transactions have changed, by transaction, table and key.
    pending: Table<Pending>,
    projects: Table<Row>,
    time_entries: Table<Row>,
    transactions: Table<Transaction>,
}

impl Sql {
    /// The rows of a table by its place among all.
    fn table(&self, index: usize) -> &Table<Row> {
        match TABLES[index].name {
            "customers" => &self.customers,
            "employees" => &self.employees,
            "orders" => &self.orders,
            "projects" => &self.projects,
            _ => &self.time_entries,
        }
    }

    fn table_mut(&mut self, index: usize) -> &mut Table<Row> {
        match TABLES[index].name {
            "customers" => &mut self.customers,
            "employees" => &mut self.employees,
            "orders" => &mut self.orders,
            "projects" => &mut self.projects,
            _ => &mut self.time_entries,
        }
    }
}

/// A mistake in a statement as a refusal that names the line and the column.
fn refusal(sql: &str, problem: &Problem) -> ToolError {
    let before: String = sql.chars().take(problem.at).collect();
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|letter| *letter != '\n').count() + 1;
    let message = &problem.message;
    invalid(format!("Argument `sql`: line {line}, column {column}: {message}."))
}

impl Server for Sql {
    const NAME: &'static str = "sql";
    const TITLE: &'static str = "Company database";
    const DESCRIPTION: &'static str =
        "The company's relational database: customers, employees, projects, orders and time entries.";
    const INSTRUCTIONS: &'static str = "Read with run_query (SELECT with joins, grouping, sorting), change with execute_statement (INSERT, UPDATE, DELETE). \
        Tables are fixed; describe_table shows columns and constraints. begin_transaction groups changes that commit_transaction or rollback_transaction ends.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("list_tables", querying::list_tables),
            read("describe_table", querying::describe_table),
            read("run_query", querying::run_query),
            read("explain_query", querying::explain_query),
            write("execute_statement", executing::execute_statement).destructive(),
            write("begin_transaction", transactions::begin_transaction),
            write("commit_transaction", transactions::commit_transaction),
            write("rollback_transaction", transactions::rollback_transaction).destructive(),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        let listed = |_: &Self| {
            let one = |table: &TableDef| Listed {
                values: vec![table.name.to_owned()],
                title: format!("Table {}", table.name),
            };
            TABLES.iter().map(one).collect()
        };
        vec![resource::template(
            "sql://schema/{table_name}",
            "table_schema",
            "The definition of a table with its columns and constraints, as SQL.",
            "application/sql",
            listed,
            |_, _, vars| querying::definition(vars.get("table_name")).map(|(_, table)| table.sql()),
        )]
    }

    fn offers(&self, tool: &str) -> bool {
        !matches!(tool, "commit_transaction" | "rollback_transaction") || !self.transactions.is_empty()
    }
}
