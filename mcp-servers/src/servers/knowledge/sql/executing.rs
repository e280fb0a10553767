//! The tool that changes data.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ast::Change;
use super::changes::stage;
use super::schema::TABLES;
use super::statements;
use super::transactions::Pending;
use super::view::{Staged, View};
use super::{Sql, refusal};
use crate::kit::{Answer, Call, Text, ToolError, not_allowed};

type Result<T> = std::result::Result<T, ToolError>;

/// More rows than this are never changed at once.
const MOST_ROWS: usize = 1_000;

#[derive(Debug, Serialize, JsonSchema)]
pub struct StatementResult {
    /// What was done: insert, update or delete.
    pub statement: String,
    /// Name of the table.
    pub table_name: String,
    /// How many rows were put in, changed or taken out.
    pub affected_rows: usize,
    /// Ids of the rows that were put in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inserted_ids: Vec<i64>,
    /// The transaction that the change waits in; without one it is final.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction_id: Option<String>,
}

/// Executes one INSERT, UPDATE or DELETE, at once or inside of a transaction. The user confirms an UPDATE or DELETE without
/// WHERE. Fails as a whole if a constraint would be broken.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExecuteStatement {
    /// The statement.
    #[schemars(
        example = "INSERT INTO customers (name, city, country) VALUES ('Nordlicht Optics', 'Kiel', 'Germany')",
        example = "UPDATE projects SET status = 'on_hold' WHERE id = 1",
        example = "INSERT INTO time_entries (employee_id, project_id, hours, note) VALUES (1, 1, 2.5, 'Review of the plan')",
        example = "DELETE FROM time_entries WHERE id = 3",
        example = "DELETE FROM customers WHERE id = 1"
    )]
    pub sql: Text<4000>,
    /// The transaction to work in (default: none, the change is final at once).
    pub transaction_id: Option<String>,
}

/// Whether a whole table is meant.
#[derive(Deserialize, JsonSchema)]
struct WholeTable {
    /// Whether all rows of the table are meant.
    all_rows: bool,
}

pub fn execute_statement(database: &mut Sql, call: &mut Call, args: ExecuteStatement) -> Result<StatementResult> {
    let (sql, today) = (&args.sql.0, call.now.day().to_string());
    if let Some(id) = &args.transaction_id {
        database.alive(id, call.now)?;
    }
    let change = statements::change(sql, &today).map_err(|problem| refusal(sql, &problem))?;
    let mut view = View { database, transaction_id: args.transaction_id.as_deref(), staged: Staged::new() };
    let done = stage(&mut view, &change, &today).map_err(|problem| refusal(sql, &problem))?;
    if done.affected > MOST_ROWS {
        return Err(not_allowed(format!("{} rows would change; at most {MOST_ROWS} may at once.", done.affected)));
    }
    view.check_locks(call.now)?;
    view.check()?;
    let unbounded = matches!(change, Change::Update { filter: None, .. } | Change::Delete { filter: None, .. });
    if unbounded && done.affected > 1 {
        let message = format!("The {} has no WHERE: all {} rows of {} change.", done.kind, done.affected, done.table);
        match call.ask::<WholeTable>("whole_table", message)? {
            Answer::Given(WholeTable { all_rows: true }) => {}
            Answer::Given(_) | Answer::Declined | Answer::Dismissed => {
                return Err(not_allowed("You did not agree to change the whole table. Add a WHERE."));
            }
        }
    }
    let staged = view.staged;
    match &args.transaction_id {
        Some(id) => database.put_aside(id, staged, call.now)?,
        None => database.apply(staged),
    }
    Ok(StatementResult {
        statement: done.kind.to_owned(),
        table_name: done.table.to_owned(),
        affected_rows: done.affected,
        inserted_ids: done.inserted_ids,
        transaction_id: args.transaction_id,
    })
}

impl Sql {
    /// Makes changes final.
    pub fn apply(&mut self, staged: Staged) {
        for ((table, key), row) in staged {
            let table = self.table_mut(table);
            match row {
                Some(row) => table.insert(key, row),
                None => table.remove(&key),
            };
        }
    }

    /// Keeps changes for a transaction's end.
    fn put_aside(&mut self, id: &str, staged: Staged, now: crate::kit::Time) -> Result<()> {
        for ((table, key), row) in staged {
            let table = TABLES[table].name.to_owned();
            let pending = Pending { transaction_id: id.to_owned(), table, key, row };
            self.pending.insert(Pending::place(id, &pending.table, &pending.key), pending);
        }
        let transaction = super::TRANSACTION.get_mut(&mut self.transactions, id)?;
        transaction.statement_count += 1;
        transaction.last_used_at = now;
        Ok(())
    }
}
