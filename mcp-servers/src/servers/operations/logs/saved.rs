//! Saved searches.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::searching::query_of;
use super::types::*;
use super::{Logs, SERVICE};
use crate::kit::{Call, Cursor, Limit, Ordered, Text, Time, ToolError, conflict, invalid, page};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct SavedLogSearch {
    /// Id of the saved search.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Who saved it.
    pub owner_name: String,
    /// Words of the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// Id of the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_id: Option<String>,
    /// Lowest level.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_level: Option<LogLevel>,
    /// When it was saved.
    pub created_at: Time,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct SavedLogSearchList {
    /// The saved searches, by name.
    pub saved_searches: Vec<SavedLogSearch>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Lists the searches that the team has saved. Use it to get the saved_search_id for search_logs.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListSavedLogSearches {
    /// How many searches to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Saves a search under a name of its own, for the whole team. Fails if the name is taken.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveLogSearch {
    /// What to call it.
    pub name: Text<80>,
    /// Words of the message.
    #[schemars(example = "call failed", example = "slow request")]
    pub query: Option<Text<200>>,
    /// Only lines of this service.
    pub service_id: Option<String>,
    /// Only lines of this level or above.
    pub minimum_level: Option<LogLevel>,
}

pub fn list_saved_log_searches(logs: &Logs, _: &Call, args: ListSavedLogSearches) -> Result<SavedLogSearchList> {
    let mut found: Vec<SavedLogSearch> = logs.saved_searches.iter().map(|(id, saved)| view(id, saved)).collect();
    found.order_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    let (saved_searches, next_cursor) = page(found, args.cursor, args.limit, 20);
    Ok(SavedLogSearchList { saved_searches, next_cursor })
}

pub fn save_log_search(logs: &mut Logs, call: &mut Call, args: SaveLogSearch) -> Result<SavedLogSearch> {
    if let Some(query) = &args.query {
        query_of(&query.0)?;
    }
    if let Some(id) = &args.service_id {
        SERVICE.get(&logs.services, id)?;
    }
    if args.query.is_none() && args.service_id.is_none() && args.minimum_level.is_none() {
        return Err(invalid("Give at least one of query, service_id or minimum_level."));
    }
    let same = logs.saved_searches.iter().find(|(_, saved)| saved.name.to_lowercase() == args.name.0.to_lowercase());
    if let Some((id, saved)) = same {
        return Err(conflict(format!("A search called {} exists already ({id}). Choose another name.", saved.name)));
    }
    let saved = SavedSearch {
        name: args.name.0,
        owner: logs.owner.clone(),
        query: args.query.map(|query| query.0),
        service_id: args.service_id,
        minimum_level: args.minimum_level,
        created_at: call.now,
    };
    let id = call.ids.mint("lsq");
    let shown = view(&id, &saved);
    logs.saved_searches.insert(id, saved);
    Ok(shown)
}

fn view(id: &str, saved: &SavedSearch) -> SavedLogSearch {
    SavedLogSearch {
        id: id.to_owned(),
        name: saved.name.clone(),
        owner_name: saved.owner.clone(),
        query: saved.query.clone(),
        service_id: saved.service_id.clone(),
        minimum_level: saved.minimum_level,
        created_at: saved.created_at,
    }
}
