//! The tables: the same in every world, only their rows differ.

use std::fmt::Write as _;

use super::value::Kind::{self, Boolean, Date, Decimal, Integer, Text};

#[derive(Debug)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
    pub required: bool,
    pub unique: bool,
    /// The table whose id it holds.
    pub references: Option<&'static str>,
    /// What it may be, where only few values are allowed.
    pub one_of: &'static [&'static str],
    /// What it is if nobody says.
    pub default: Option<&'static str>,
    pub description: &'static str,
}

#[derive(Debug)]
pub struct TableDef {
    pub name: &'static str,
    pub description: &'static str,
    /// The first one is always the primary key.
    pub columns: &'static [Column],
}

const fn plain(name: &'static str, kind: Kind, description: &'static str) -> Column {
    Column { name, kind, required: false, unique: false, references: None, one_of: &[], default: None, description }
}

const fn needed(name: &'static str, kind: Kind, description: &'static str) -> Column {
    Column { required: true, ..plain(name, kind, description) }
}

const fn unique(name: &'static str, description: &'static str) -> Column {
    Column { unique: true, ..needed(name, Text, description) }
}

const fn of(name: &'static str, table: &'static str, required: bool, description: &'static str) -> Column {
    Column { references: Some(table), required, ..plain(name, Integer, description) }
}

const fn status(one_of: &'static [&'static str], default: &'static str, description: &'static str) -> Column {
    Column { one_of, default: Some(default), ..needed("status", Text, description) }
}

const fn defaulted(name: &'static str, kind: Kind, default: &'static str, description: &'static str) -> Column {
    Column { default: Some(default), ..needed(name, kind, description) }
}

const ID: Column = needed("id", Integer, "Primary key; given by the database if an insert leaves it out");

pub static TABLES: [TableDef; 5] = [
    TableDef {
        name: "customers",
        description: "Companies that the company works for",
        columns: &[
            ID,
            unique("name", "Name of the company"),
            plain("domain", Text, "Its domain on the web"),
            needed("city", Text, "Where it sits"),
            needed("country", Text, "Country of the city"),
            plain("contact_name", Text, "Whom to talk to"),
            plain("contact_email", Text, "Mail address of the contact"),
            defaulted("customer_since", Date, "today", "Day of the first contract"),
        ],
    },
    TableDef {
        name: "employees",
        description: "People who work for the company",
        columns: &[
            ID,
            needed("name", Text, "Name"),
            unique("email", "Mail address"),
            plain("job", Text, "Job title"),
            plain("city", Text, "Where the person works"),
            defaulted("hired_on", Date, "today", "First day at work"),
            of("manager_id", "employees", false, "Who leads the person; empty at the top"),
            needed("hourly_rate", Decimal, "What an hour costs customers, in the company's currency"),
        ],
    },
    TableDef {
        name: "projects",
        description: "Projects, for customers or internal ones",
        columns: &[
            ID,
            unique("name", "Name of the project"),
            of("customer_id", "customers", false, "For whom; empty for internal projects"),
            of("lead_id", "employees", true, "Who leads it"),
            defaulted("starts_on", Date, "today", "First day"),
            plain("ends_on", Date, "Last day, once it is known"),
            plain("budget", Decimal, "Budget in the company's currency"),
            status(&["planned", "active", "on_hold", "done"], "planned", "How far it is"),
        ],
    },
    TableDef {
        name: "orders",
        description: "What customers have ordered",
        columns: &[
            ID,
            unique("order_number", "Number that stands on the papers"),
            of("customer_id", "customers", true, "Who ordered"),
            of("project_id", "projects", false, "The project that it belongs to"),
            defaulted("ordered_on", Date, "today", "Day of the order"),
            needed("amount", Decimal, "Net amount"),
            needed("currency", Text, "Three letters such as EUR"),
            status(&["open", "invoiced", "paid", "cancelled"], "open", "How far it is"),
        ],
    },
    TableDef {
        name: "time_entries",
        description: "Hours that people worked on projects",
        columns: &[
            ID,
            of("employee_id", "employees", true, "Who worked"),
            of("project_id", "projects", true, "On what"),
            defaulted("worked_on", Date, "today", "On which day"),
            needed("hours", Decimal, "How long, in hours"),
            plain("note", Text, "What was done"),
            defaulted("billable", Boolean, "true", "Whether the customer pays for it"),
        ],
    },
];

impl TableDef {
    pub fn find(name: &str) -> Option<(usize, &'static Self)> {
        TABLES.iter().enumerate().find(|(_, table)| table.name == name)
    }

    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    pub fn names() -> String {
        TABLES.iter().map(|table| table.name).collect::<Vec<_>>().join(", ")
    }

    pub fn column_names(&self) -> String {
        self.columns.iter().map(|column| column.name).collect::<Vec<_>>().join(", ")
    }

    /// The table as SQL.
    pub fn sql(&self) -> String {
        let mut text = format!("-- {}.\nCREATE TABLE {} (\n", self.description, self.name);
        for (index, column) in self.columns.iter().enumerate() {
            let _ = write!(text, "  {} {}", column.name, column.kind.name());
            if index == 0 {
                text.push_str(" PRIMARY KEY");
            } else if column.required {
                text.push_str(" NOT NULL");
            }
            if column.unique {
                text.push_str(" UNIQUE");
            }
            match column.default {
                Some("today") => text.push_str(" DEFAULT CURRENT_DATE"),
                Some("true") => text.push_str(" DEFAULT true"),
                Some(default) => {
                    let _ = write!(text, " DEFAULT '{default}'");
                }
                None => {}
            }
            if let Some(table) = column.references {
                let _ = write!(text, " REFERENCES {table} (id)");
            }
            if !column.one_of.is_empty() {
                let _ = write!(text, " CHECK ({} IN ('{}'))", column.name, column.one_of.join("', '"));
            }
            let comma = if index + 1 < self.columns.len() { "," } else { "" };
            let _ = writeln!(text, "{comma} -- {}", column.description);
        }
        text.push_str(");\n");
        text
    }
}
