//! Looking around: what a server shows before the episode starts, so that the user can know it.
//!
//! A sandboxed server is looked at in an instance that no attempt plays on, which leaves no trace. A real one is only asked with
//! tools that change nothing, a little deeper, and what was seen is kept for the next episodes.

use jiff::Span;
use serde_json::{Map, Value, json};

use super::crew::{Known, Member};
use crate::chain::{Atlas, Input, Knowledge, Place, Role, ToolNode};
use crate::exec::Server;
use crate::inventory::view;
use crate::model::{Episode, Path, Segment};

/// Calls of one look at most.
const MAX_CALLS: usize = 48;
/// Values tried for one input of a tool that needs one.
const MAX_VALUES: usize = 3;
/// A real server is looked at again after so many changes.
const MAX_CHANGES: u32 = 6;

/// Calls of the second round on a sandboxed server.
const MAX_INSIDE: usize = 6;

/// Looks around a server with the tools that need nothing, then into what these list, and adds what it shows to the
/// user's knowledge.
pub(super) async fn look(server: &mut dyn Server, atlas: &Atlas, episode: &Episode, knowledge: &mut Knowledge) {
    let name = server.name().to_owned();
    for (tool, arguments) in first_calls(atlas, &name, episode) {
        ask(server, atlas, tool, &arguments, knowledge).await;
    }
    for (tool, arguments) in inner_calls(atlas, &name, knowledge) {
        ask(server, atlas, tool, &arguments, knowledge).await;
    }
}

async fn ask(server: &mut dyn Server, atlas: &Atlas, tool: usize, arguments: &Value, knowledge: &mut Knowledge) {
    let outcome = server.call(&atlas.tools[tool].tool.name, arguments).await;
    if let Some(view) = outcome.is_ok().then(|| view(&outcome)).flatten() {
        knowledge.add(atlas, tool, &view);
    }
}

/// Listing tools asked about the things that they listed: the files of each folder.
fn inner_calls(atlas: &Atlas, server: &str, knowledge: &Knowledge) -> Vec<(usize, Value)> {
    let mut calls = Vec::new();
    for (tool, node) in
        atlas.tools.iter().enumerate().filter(|(_, node)| node.tool.server == server && node.is_source())
    {
        let handles = node.inputs.iter().filter(|input| input.role == Role::Handle && !node.searches);
        for (name, input) in handles.filter_map(|input| Some((input.leaf.path.last_field()?, input))) {
            let entity = name.strip_suffix("_id").unwrap_or(name);
            let within = node.entity.iter().any(|word| word == entity);
            for id in knowledge.ids(server, entity).into_iter().filter(|_| within).take(MAX_INSIDE) {
                let mut arguments = json!({});
                input.leaf.path.set(&mut arguments, id.clone());
                calls.push((tool, arguments));
            }
        }
    }
    calls
}

/// Looks at a server that cannot be forked, unless little has happened since the last time; says whether it did.
pub(super) async fn look_again(member: &mut Member, atlas: &Atlas, episode: &Episode, places: &[Place]) -> bool {
    let due = member.known.as_ref().is_none_or(|known| known.changes >= MAX_CHANGES);
    if due {
        look_deeper(member, atlas, episode, places).await;
    }
    due
}

/// Looks at a server that cannot be forked: first with tools that need nothing, then with those that
/// need something seen before.
pub(super) async fn look_deeper(member: &mut Member, atlas: &Atlas, episode: &Episode, places: &[Place]) {
    let name = member.server.name().to_owned();
    let mut own = Knowledge::of_places(places);
    let mut seen = Vec::new();
    let mut places_seen = Vec::new();
    let mut asked: Vec<(usize, Value)> = Vec::new();
    for round in 0..3 {
        let calls = match round {
            0 => first_calls(atlas, &name, episode),
            _ => further_calls(atlas, &name, episode, &own),
        };
        for call in calls {
            if asked.len() >= MAX_CALLS || asked.contains(&call) {
                continue;
            }
            let outcome = member.server.call(&atlas.tools[call.0].tool.name, &call.1).await;
            if let Some(view) = outcome.is_ok().then(|| view(&outcome)).flatten() {
                own.add(atlas, call.0, &view);
                for path in listed(&atlas.tools[call.0], &call.1, &view) {
                    let place = Place { server: name.clone(), path };
                    own.add_place(&place);
                    places_seen.push(place);
                }
                seen.push((call.0, view.into_owned()));
            }
            asked.push(call);
        }
    }
    member.known = Some(Known { seen, places: places_seen, changes: 0 });
}

/// Most names of one folder that are remembered.
const MAX_LISTED: usize = 12;

/// Paths of what a folder's listing names: most servers list bare names.
fn listed(node: &ToolNode, arguments: &Value, view: &Value) -> Vec<String> {
    let path = |input: &&Input| input.role == Role::Path && input.leaf.required;
    let mut inputs = node.inputs.iter().filter(path).filter_map(|input| input.leaf.path.get(arguments)?.as_str());
    let Some(folder) = inputs.rfind(|folder| folder.starts_with('/')) else { return Vec::new() };
    let named = Path::leaves(view).into_iter().filter_map(|(path, value)| {
        let tagged = path.fields().next() == Some("tagged") || path.last_field() == Some("name");
        value.as_str().filter(|name| tagged && !name.contains(['/', '\n']) && !name.contains("  "))
    });
    named.take(MAX_LISTED).map(|name| format!("{}/{name}", folder.trim_end_matches('/'))).collect()
}

/// Reading tools that can be called with nothing but a span of time.
fn first_calls(atlas: &Atlas, server: &str, episode: &Episode) -> Vec<(usize, Value)> {
    let of_server = atlas.tools.iter().enumerate().filter(|(_, node)| node.tool.server == server && node.read_only);
    of_server
        .filter_map(|(tool, node)| {
            let mut arguments = json!({});
            for input in &node.inputs {
                let value = moment(input, episode).filter(|_| input.leaf.required || input.is_end());
                match value {
                    Some(value) => input.leaf.path.set(&mut arguments, value),
                    None if input.leaf.required => return None,
                    None => {}
                }
            }
            Some((tool, arguments))
        })
        .collect()
}

/// Reading tools that can be called with what is known by now.
fn further_calls(atlas: &Atlas, server: &str, episode: &Episode, known: &Knowledge) -> Vec<(usize, Value)> {
    let mut calls = Vec::new();
    for (tool, node) in atlas.tools.iter().enumerate() {
        if node.tool.server != server || !node.read_only || node.is_source() {
            continue;
        }
        for choice in 0..MAX_VALUES {
            calls.extend(arguments(atlas, node, episode, known, choice).map(|arguments| (tool, arguments)));
        }
    }
    calls
}

fn arguments(atlas: &Atlas, node: &ToolNode, episode: &Episode, known: &Knowledge, choice: usize) -> Option<Value> {
    let mut arguments = Value::Object(Map::new());
    for input in node.inputs.iter().filter(|input| input.leaf.required) {
        let flat = input.leaf.path.segments().iter().all(|segment| matches!(segment, Segment::Field(_)));
        let value = moment(input, episode).or_else(|| seen(atlas, node, input, known, choice)).filter(|_| flat)?;
        input.leaf.path.set(&mut arguments, value);
    }
    Some(arguments)
}

/// A value for an input that was seen at a parameter that feeds it.
fn seen(atlas: &Atlas, node: &ToolNode, input: &Input, known: &Knowledge, choice: usize) -> Option<Value> {
    if let Some(value) = input.leaf.enum_values.first() {
        return Some(value.clone());
    }
    let mut supplied = input.supplies.iter().flat_map(|supply| known.values(supply.tool, &supply.path));
    let paths = known.paths(atlas, &node.tool.server);
    match input.role {
        Role::Path => paths.get(choice).map(|path| json!(path)),
        Role::Handle | Role::Word | Role::Email | Role::Person => supplied.nth(choice).cloned(),
        Role::Query => Some(json!(["a", "e", "the"].get(choice)?)),
        _ => None,
    }
}

/// The span of time that a user has in mind: from yesterday to in three weeks.
fn moment(input: &Input, episode: &Episode) -> Option<Value> {
    let now: jiff::civil::DateTime = episode.now.get(..19)?.parse().ok()?;
    let days = if input.is_end() { 21 } else { -1 };
    let day = now.checked_add(Span::new().days(days)).ok()?;
    match input.role {
        Role::Date => Some(json!(day.date().to_string())),
        Role::DateTime => Some(json!(format!("{day}{}", episode.now.get(19..)?))),
        _ => None,
    }
}
