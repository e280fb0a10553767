//! What happened to whole servers: prefixes, cases, servers that are gone, and tools that moved from one to another.

use super::{Search, likeness};
use crate::drift::case::Case;
use crate::drift::operator::Operator;
use crate::drift::operators::names::{CaseStyle, NamespacePrefix};
use crate::drift::operators::presence::{self, MoveToServer, ServerDown};
use crate::drift::schema;
use crate::drift::target::{find, server_names};
use crate::model::{Tool, ToolRef};

/// How like each other two tools of different servers are at least that are one under two names.
const MOVED: f64 = 0.7;

/// The share of the changed tools that a change of the whole server has to explain.
const MOST: f64 = 0.6;

pub(super) fn search(search: &mut Search<'_>) {
    for tool in search.missing() {
        let _ = moved(search, &tool) || moved_and_changed(search, &tool);
    }
    let alive = server_names(search.new);
    for server in server_names(&search.now).into_iter().filter(|server| !alive.contains(server)) {
        search.found(Operator::ServerDown(ServerDown { server: Some(server) }));
    }
    for server in server_names(&search.now) {
        prefixed(search, &server);
        let open = Case::ALL
            .into_iter()
            .map(|style| Operator::CaseStyle(CaseStyle { server: Some(server.clone()), style: Some(style) }));
        let best = open.map(|operator| (explained(search, &server, &operator), operator));
        let best = best.filter(|(share, _)| *share >= MOST).max_by(|(one, _), (other, _)| one.total_cmp(other));
        if let Some((_, operator)) = best {
            search.found(operator);
        }
    }
    // Some have the names now that they moved under.
    for tool in search.missing() {
        moved(search, &tool);
    }
}

/// A tool with this name came up at another server.
fn moved(search: &mut Search<'_>, tool: &Tool) -> bool {
    let added = search.added();
    let same = added.iter().filter(|other| other.server != tool.server && other.name == tool.name);
    let best = same.max_by(|one, other| likeness::of_tools(tool, one).total_cmp(&likeness::of_tools(tool, other)));
    let Some(best) = best.filter(|best| likeness::of_tools(tool, best) >= 0.5) else { return false };
    let server = Some(best.server.clone());
    search.found(Operator::MoveToServer(MoveToServer { tool: Some(tool.reference()), server }))
}

/// A tool that is much like this one, or says that it replaces it, came up at another server, and none at its own.
fn moved_and_changed(search: &mut Search<'_>, tool: &Tool) -> bool {
    let said = presence::replaces(&tool.name);
    let like = |new: &Tool| {
        let here = Tool { server: tool.server.clone(), ..new.clone() };
        if new.description.starts_with(&said) { 1.0 } else { likeness::of_tools(tool, &here) }
    };
    let added = search.added();
    // A prefix or another case of the whole server changes nothing of this.
    let best = added.iter().max_by(|one, other| like(one).total_cmp(&like(other)));
    let Some(best) = best.filter(|best| best.server != tool.server && like(best) >= MOVED) else { return false };
    let server = Some(best.server.clone());
    search.found(Operator::MoveToServer(MoveToServer { tool: Some(tool.reference()), server }))
}

/// Tries the prefix that the most new names of a server have before an old one.
fn prefixed(search: &mut Search<'_>, server: &str) {
    let of = |tools: Vec<Tool>| tools.into_iter().filter(|tool| tool.server == server).collect::<Vec<_>>();
    let (missing, added) = (of(search.missing()), of(search.added()));
    let mut prefixes: Vec<&str> = Vec::new();
    for new in &added {
        let cut = missing.iter().filter_map(|old| new.name.strip_suffix(&old.name));
        prefixes.extend(cut.filter(|prefix| prefix.ends_with(['_', '-', '.', '/', ':'])));
    }
    let times = |prefix: &&str| prefixes.iter().filter(|other| *other == prefix).count();
    let Some(prefix) = prefixes.iter().max_by_key(|prefix| (times(prefix), std::cmp::Reverse(prefix.len()))) else {
        return;
    };
    let prefix = Some((*prefix).to_owned());
    let operator = Operator::NamespacePrefix(NamespacePrefix { server: Some(server.to_owned()), prefix });
    if explained(search, server, &operator) >= MOST {
        search.found(operator);
    }
}

/// The share of the tools that an operator changes which are then as the new inventory has them; 0 where it changes
/// tools that were right.
fn explained(search: &Search<'_>, server: &str, operator: &Operator) -> f64 {
    let before: Vec<Tool> = search.now.iter().filter(|tool| tool.server == server).cloned().collect();
    let right = |tool: &Tool| {
        let same = |new: &Tool| same_names(tool, new);
        find(search.new, &ToolRef::new(server, &tool.name)).is_some_and(same)
    };
    if before.iter().all(&right) {
        return 0.0;
    }
    let mut after = before.clone();
    if operator.change(&mut after).is_err() {
        return 0.0;
    }
    let changed = || before.iter().zip(&after).filter(|(old, new)| old != new);
    let spoilt = changed().filter(|(old, new)| right(old) && !right(new)).count();
    let mended = changed().filter(|(old, new)| !right(old) && right(new)).count();
    mended.saturating_sub(spoilt) as f64 / changed().count().max(1) as f64
}

/// Whether the parameters have equal names, whatever their order; one in four may differ for other reasons.
fn same_names(one: &Tool, other: &Tool) -> bool {
    let (a, b) = (schema::names(&one.input_schema), schema::names(&other.input_schema));
    let common = a.iter().filter(|name| b.contains(name)).count();
    4 * common >= 3 * a.len().max(b.len())
}
