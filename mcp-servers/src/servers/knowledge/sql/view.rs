//! What a statement sees: the rows of the database, what its transaction has changed, and what it is about to change.

use std::collections::BTreeMap;

use super::Sql;
use super::eval::Row;
use super::schema::TABLES;
use super::value::Value;
use crate::kit::{Time, ToolError, conflict};

/// Rows that are put in (or taken out, where there is none), by table and key.
pub type Staged = BTreeMap<(usize, String), Option<Row>>;

pub struct View<'a> {
    pub database: &'a Sql,
    pub transaction_id: Option<&'a str>,
    pub staged: Staged,
}

/// The key of a row: sorts as the id does.
pub fn key_of(id: i64) -> String {
    format!("{id:06}")
}

impl View<'_> {
    /// All rows of a table by key.
    pub fn rows(&self, table: usize) -> BTreeMap<String, Row> {
        let mut rows: BTreeMap<String, Row> =
            self.database.table(table).iter().map(|(key, row)| (key.clone(), row.clone())).collect();
        let pending = self.database.pending.values().filter(|pending| {
            Some(pending.transaction_id.as_str()) == self.transaction_id && pending.table == TABLES[table].name
        });
        let pending = pending.map(|pending| (&pending.key, &pending.row));
        let staged = self.staged.iter().filter(|((one, _), _)| *one == table).map(|((_, key), row)| (key, row));
        for (key, row) in pending.chain(staged) {
            match row {
                Some(row) => rows.insert(key.clone(), row.clone()),
                None => rows.remove(key),
            };
        }
        rows
    }

    /// Whether a table has a row.
    pub fn has(&self, table: usize, key: &str) -> bool {
        if let Some(row) = self.staged.get(&(table, key.to_owned())) {
            return row.is_some();
        }
        let pending = self.transaction_id.and_then(|id| {
            self.database.pending.get(&super::transactions::Pending::place(id, TABLES[table].name, key))
        });
        match pending {
            Some(pending) => pending.row.is_some(),
            None => self.database.table(table).contains_key(key),
        }
    }

    /// The first id that nobody has, whatever other transactions have put in.
    pub fn next_id(&self, table: usize) -> i64 {
        let keys = self.database.table(table).keys();
        let pending = self.database.pending.values().filter(|pending| pending.table == TABLES[table].name);
        let staged = self.staged.keys().filter(|(one, _)| *one == table).map(|(_, key)| key);
        let keys = keys.chain(pending.map(|pending| &pending.key)).chain(staged);
        keys.filter_map(|key| key.parse::<i64>().ok()).max().unwrap_or(0) + 1
    }

    /// Whether the staged rows may stand: unique where they must be, and referring to rows that are there.
    pub fn check(&self) -> Result<(), ToolError> {
        for (index, table) in TABLES.iter().enumerate() {
            let touched: Vec<(&String, &Option<Row>)> =
                self.staged.iter().filter(|((one, _), _)| *one == index).map(|((_, key), row)| (key, row)).collect();
            let removed: Vec<&String> = touched.iter().filter(|(_, row)| row.is_none()).map(|(key, _)| *key).collect();
            if !removed.is_empty() {
                self.check_removed(table.name, &removed)?;
            }
            if touched.len() == removed.len() {
                continue;
            }
            let rows = self.rows(index);
            for (slot, column) in table.columns.iter().enumerate().filter(|(_, column)| column.unique) {
                let mut seen: BTreeMap<&Value, &String> = BTreeMap::new();
                for (key, row) in &rows {
                    let Some(value) = row.get(slot).filter(|value| **value != Value::Null) else { continue };
                    if let Some(other) = seen.insert(value, key) {
                        return Err(conflict(format!(
                            "UNIQUE {}.{}: the rows {} and {} would both have {value}.",
                            table.name,
                            column.name,
                            other.trim_start_matches('0'),
                            key.trim_start_matches('0')
                        )));
                    }
                }
            }
            for (slot, column) in table.columns.iter().enumerate() {
                let Some((target, _)) = column.references.and_then(super::schema::TableDef::find) else { continue };
                for row in touched.iter().filter_map(|(_, row)| row.as_ref()) {
                    let Some(Value::Integer(id)) = row.get(slot) else { continue };
                    if !self.has(target, &key_of(*id)) {
                        return Err(conflict(format!(
                            "FOREIGN KEY {}.{}: {} has no row with the id {id}.",
                            table.name, column.name, TABLES[target].name
                        )));
                    }
                }
            }
        }
        Ok(())
    }

    /// Nothing may refer to what is taken out.
    fn check_removed(&self, table: &str, removed: &[&String]) -> Result<(), ToolError> {
        for (index, other) in TABLES.iter().enumerate() {
            let slots: Vec<usize> =
                (0..other.columns.len()).filter(|slot| other.columns[*slot].references == Some(table)).collect();
            if slots.is_empty() {
                continue;
            }
            for row in self.rows(index).values() {
                for slot in &slots {
                    let Some(Value::Integer(id)) = row.get(*slot) else { continue };
                    if removed.iter().any(|key| **key == key_of(*id)) {
                        let own = row.first().map_or_else(String::new, Value::to_string);
                        return Err(conflict(format!(
                            "FOREIGN KEY {}.{}: row {own} refers to {table} {id}, which would be gone. Delete or change it first.",
                            other.name, other.columns[*slot].name
                        )));
                    }
                }
            }
        }
        Ok(())
    }

    /// Rows that another open transaction has changed cannot be changed now.
    pub fn check_locks(&self, now: Time) -> Result<(), ToolError> {
        for (table, key) in self.staged.keys() {
            let holder = self.database.pending.values().find(|pending| {
                pending.table == TABLES[*table].name
                    && pending.key == *key
                    && Some(pending.transaction_id.as_str()) != self.transaction_id
                    && self.database.is_alive(&pending.transaction_id, now)
            });
            if let Some(holder) = holder {
                return Err(conflict(format!(
                    "Row {} of {} is locked by the transaction {}. Commit it or roll it back first.",
                    key.trim_start_matches('0'),
                    TABLES[*table].name,
                    holder.transaction_id
                )));
            }
        }
        Ok(())
    }
}
