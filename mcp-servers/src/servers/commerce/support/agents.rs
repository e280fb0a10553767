//! The tools that list agents and macros.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Support;
use super::types::*;
use crate::kit::{Call, Ordered, Query, ToolError};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct AgentEntry {
    /// The agent.
    pub agent: Agent,
    /// How many unsolved tickets the agent has.
    pub unsolved_tickets: usize,
    /// Whether this is the user.
    pub is_me: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct AgentList {
    /// The agents, by name.
    pub agents: Vec<AgentEntry>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct MacroList {
    /// The macros, by name.
    pub macros: Vec<Macro>,
}

/// Lists the colleagues who answer tickets, with products, absences and load. Use it before assign_support_ticket.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListSupportAgents {
    /// Only agents at work today (default false).
    pub available_only: Option<bool>,
    /// Words of name or product; all of them must match.
    pub query: Option<Query>,
}

/// Lists canned answers with their texts and the status they set. Use it before reply_to_support_ticket.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListReplyMacros {
    /// Words of name or text; all of them must match.
    pub query: Option<Query>,
}

pub fn list_support_agents(support: &Support, call: &Call, args: ListSupportAgents) -> Result<AgentList> {
    let found = |one: &&Agent| {
        let away = one.away_until.is_some_and(|back| back > call.now.day());
        let texts = [&one.name].into_iter().chain(&one.products);
        !(args.available_only.unwrap_or(false) && away)
            && args.query.as_ref().is_none_or(|query| query.matches(texts.map(String::as_str)))
    };
    let entry = |one: &Agent| AgentEntry {
        agent: one.clone(),
        unsolved_tickets: support.unsolved(&one.id),
        is_me: one.id == support.my_agent_id,
    };
    let mut agents: Vec<AgentEntry> = support.agents.values().filter(found).map(entry).collect();
    agents.order_by(|a, b| (&a.agent.name, &a.agent.id).cmp(&(&b.agent.name, &b.agent.id)));
    Ok(AgentList { agents })
}

pub fn list_reply_macros(support: &Support, _: &Call, args: ListReplyMacros) -> Result<MacroList> {
    let found =
        |one: &&Macro| args.query.as_ref().is_none_or(|query| query.matches([one.name.as_str(), one.text.as_str()]));
    let mut macros: Vec<Macro> = support.macros.values().filter(found).cloned().collect();
    macros.order_by(|a, b| a.name.cmp(&b.name));
    Ok(MacroList { macros })
}
