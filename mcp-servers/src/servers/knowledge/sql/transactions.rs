//! Transactions: changes that become final together, or not at all.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::eval::Row;
use super::schema::TableDef;
use super::view::{Staged, View};
use super::{Sql, TRANSACTION};
use crate::kit::{Call, Time, ToolError, conflict};

type Result<T> = std::result::Result<T, ToolError>;

/// So many can be open at once.
const MOST_OPEN: usize = 3;
/// A transaction that nobody uses for so many minutes is over.
const IDLE_MINUTES: i64 = 30;

#[derive(Debug, Clone, Serialize)]
pub struct Transaction {
    pub begun_at: Time,
    pub last_used_at: Time,
    pub statement_count: usize,
}

/// A row that a transaction has changed, or taken out.
#[derive(Debug, Clone, Serialize)]
pub struct Pending {
    pub transaction_id: String,
    pub table: String,
    pub key: String,
    pub row: Option<Row>,
}

impl Pending {
    /// Where it lies among all that is pending.
    pub fn place(transaction_id: &str, table: &str, key: &str) -> String {
        format!("{transaction_id}/{table}/{key}")
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TransactionStatus {
    Open,
    Committed,
    RolledBack,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TransactionView {
    /// Id of the transaction, for run_query and execute_statement.
    pub id: String,
    /// Whether it is open, and how it ended otherwise.
    pub status: TransactionStatus,
    /// When it was begun.
    pub begun_at: Time,
    /// When it ends by itself if it is not used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Time>,
    /// How many statements were executed in it.
    pub statement_count: usize,
    /// How many rows it puts in, changes or takes out.
    pub changed_rows: usize,
}

/// Begins a transaction. Its changes are seen only by calls that name it, until it is committed; it ends by itself after
/// 30 minutes without use. At most three can be open.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginTransaction {}

/// Makes all changes of a transaction final. Fails, and leaves it open, if they no longer fit what others have changed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommitTransaction {
    /// Id of the transaction.
    pub transaction_id: String,
}

/// Drops all changes of a transaction.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RollbackTransaction {
    /// Id of the transaction.
    pub transaction_id: String,
}

impl Sql {
    pub fn is_alive(&self, id: &str, now: Time) -> bool {
        let transaction = self.transactions.get(id);
        transaction.is_some_and(|transaction| now.minutes_since(transaction.last_used_at) < IDLE_MINUTES)
    }

    /// A transaction that can still be used.
    pub fn alive(&self, id: &str, now: Time) -> Result<&Transaction> {
        let transaction = TRANSACTION.get(&self.transactions, id)?;
        if self.is_alive(id, now) {
            return Ok(transaction);
        }
        Err(conflict(format!(
            "The transaction {id} was not used for {IDLE_MINUTES} minutes and is over. Use rollback_transaction, then begin_transaction."
        )))
    }

    fn changes_of(&self, id: &str) -> Vec<(&String, &Pending)> {
        self.pending.iter().filter(|(_, pending)| pending.transaction_id == id).collect()
    }

    fn transaction_view(&self, id: &str, status: TransactionStatus) -> Result<TransactionView> {
        let transaction = TRANSACTION.get(&self.transactions, id)?;
        Ok(TransactionView {
            id: id.to_owned(),
            status,
            begun_at: transaction.begun_at,
            expires_at: (status == TransactionStatus::Open)
                .then(|| transaction.last_used_at.plus_minutes(IDLE_MINUTES)),
            statement_count: transaction.statement_count,
            changed_rows: self.changes_of(id).len(),
        })
    }

    /// Forgets a transaction and what it has changed.
    fn forget(&mut self, id: &str) {
        let keys: Vec<String> = self.changes_of(id).into_iter().map(|(key, _)| key.clone()).collect();
        for key in keys {
            self.pending.remove(&key);
        }
        self.transactions.remove(id);
    }
}

pub fn begin_transaction(database: &mut Sql, call: &mut Call, _: BeginTransaction) -> Result<TransactionView> {
    let over: Vec<String> =
        database.transactions.keys().filter(|id| !database.is_alive(id, call.now)).cloned().collect();
    if database.transactions.len() - over.len() >= MOST_OPEN {
        let open: Vec<&str> = database.transactions.keys().map(String::as_str).collect();
        return Err(conflict(format!(
            "{MOST_OPEN} transactions are open: {}. Commit one or roll it back first.",
            open.join(", ")
        )));
    }
    for id in over {
        database.forget(&id);
    }
    let id = call.ids.mint("txn");
    let transaction = Transaction { begun_at: call.now, last_used_at: call.now, statement_count: 0 };
    database.transactions.insert(id.clone(), transaction);
    database.transaction_view(&id, TransactionStatus::Open)
}

pub fn commit_transaction(database: &mut Sql, call: &mut Call, args: CommitTransaction) -> Result<TransactionView> {
    let id = &args.transaction_id;
    database.alive(id, call.now)?;
    let mut staged = Staged::new();
    for (_, pending) in database.changes_of(id) {
        if let Some((table, _)) = TableDef::find(&pending.table) {
            staged.insert((table, pending.key.clone()), pending.row.clone());
        }
    }
    let view = View { database, transaction_id: None, staged };
    view.check()?;
    let staged = view.staged;
    let shown = database.transaction_view(id, TransactionStatus::Committed)?;
    database.apply(staged);
    database.forget(id);
    Ok(shown)
}

pub fn rollback_transaction(database: &mut Sql, _: &mut Call, args: RollbackTransaction) -> Result<TransactionView> {
    let shown = database.transaction_view(&args.transaction_id, TransactionStatus::RolledBack)?;
    database.forget(&args.transaction_id);
    Ok(shown)
}
