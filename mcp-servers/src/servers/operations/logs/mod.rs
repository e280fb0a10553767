//! Logs: what the company's services write down, to search, count and export.

mod counting;
mod data;
mod exporting;
mod messages;
mod saved;
mod searching;
mod types;

use serde::Serialize;

use crate::kit::resource::{self, Listed, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Noun, Table};
use crate::world::World;
use types::{Export, LogLine, SavedSearch};

const LINE: Noun = Noun { name: "log line", finder: "search_logs" };
const SERVICE: Noun = Noun { name: "service", finder: "count_logs" };
const SAVED: Noun = Noun { name: "saved search", finder: "list_saved_log_searches" };
const EXPORT: Noun = Noun { name: "export", finder: "export_logs" };

/// How many days lines are kept.
const KEPT_DAYS: i64 = 14;

/// The whole log store.
#[derive(Debug, Clone, Serialize)]
pub struct Logs {
    exports: Table<Export>,
    lines: Table<LogLine>,
    /// Name of the user.
    owner: String,
    saved_searches: Table<SavedSearch>,
    /// Names of the services.
    services: Table<String>,
}

impl Server for Logs {
    const NAME: &'static str = "logs";
    const TITLE: &'static str = "Logs";
    const DESCRIPTION: &'static str =
        "Log lines of the company's services: search, context, counts, saved searches and exports.";
    const INSTRUCTIONS: &'static str = "Count with count_logs to see where errors are, then read lines with search_logs and what is around one with get_log_context. \
        Lines are kept for 14 days. Times without an offset are taken as the user's local time.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("search_logs", searching::search_logs),
            read("get_log_context", searching::get_log_context),
            read("count_logs", counting::count_logs),
            read("list_saved_log_searches", saved::list_saved_log_searches),
            write("save_log_search", saved::save_log_search),
            write("export_logs", exporting::export_logs),
            read("read_log_export", exporting::read_log_export),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        let listed = |logs: &Self| {
            let one =
                |(id, export): (&String, &Export)| Listed { values: vec![id.clone()], title: export.name.clone() };
            logs.exports.iter().map(one).collect()
        };
        vec![resource::template(
            "logs://exports/{export_id}",
            "log_export",
            "All lines of an export, in the format that was asked for.",
            "text/plain",
            listed,
            |logs, now, vars| exporting::whole(logs, now, vars.get("export_id")),
        )]
    }
}
