//! What happened to the declared result of a tool that is on both sides.

use serde_json::Value;

use super::{Search, likeness};
use crate::drift::operator::Operator;
use crate::drift::operators::outputs::{OutputRemoveField, OutputRenameField, OutputReshape, Paginate};
use crate::drift::operators::presence::{DEPRECATED, Deprecate};
use crate::drift::rewrite::cursor;
use crate::drift::schema::{all, at, default, is_open, kind, names, text};
use crate::model::{Path, ToolRef};

/// Fields that are less like each other are not one under two names.
const LIKE: f64 = 0.35;

pub(super) fn search(search: &mut Search<'_>, tool: &ToolRef) {
    deprecated(search, tool);
    reshaped(search, tool);
    paged(search, tool);
    renamed(search, tool);
    for path in gone(search, tool) {
        if gone(search, tool).contains(&path) {
            search
                .found(Operator::OutputRemoveField(OutputRemoveField { tool: Some(tool.clone()), field: Some(path) }));
        }
    }
}

/// The declared results on both sides, if they differ.
fn pair(search: &Search<'_>, tool: &ToolRef) -> Option<(Value, Value)> {
    let (old, new) = search.pair(tool)?;
    Some((old.output_schema?, new.output_schema?)).filter(|(old, new)| old != new)
}

/// A deprecation says so, in the description first.
fn deprecated(search: &mut Search<'_>, tool: &ToolRef) {
    let Some((old, new)) = search.pair(tool) else { return };
    let Some(rest) = new.description.strip_prefix(DEPRECATED) else { return };
    if !old.description.starts_with(DEPRECATED) {
        let warning = rest.split_once('\n').map_or(rest, |(warning, _)| warning).to_owned();
        search.found(Operator::Deprecate(Deprecate { tool: Some(tool.clone()), warning: Some(warning) }));
    }
}

/// All of the old result is inside of the only field.
fn reshaped(search: &mut Search<'_>, tool: &ToolRef) {
    let Some((old, new)) = pair(search, tool) else { return };
    let [into] = names(&new).try_into().unwrap_or_default();
    let into: String = into;
    if into.is_empty() || names(&old).contains(&into) {
        return;
    }
    let content = &new["properties"][into.as_str()];
    let inner = names(content);
    let kept = names(&old).iter().filter(|name| inner.contains(name)).count();
    if 2 * kept >= names(&old).len().max(1) || *content == old {
        search.found(Operator::OutputReshape(OutputReshape { tool: Some(tool.clone()), into: Some(into) }));
    }
}

/// A list has a cursor beside it, and the call takes pages.
fn paged(search: &mut Search<'_>, tool: &ToolRef) {
    let Some((old, new)) = pair(search, tool) else { return };
    let Some((_, after)) = search.pair(tool) else { return };
    let size = at(&after.input_schema, &Path::root().field("page_size")).and_then(default).and_then(Value::as_u64);
    let told =
        |path: &Path| at(&new, &cursor(path)).is_some_and(|next| text(next, "description") == Paginate::told(path));
    let fresh = |path: &&Path| at(&old, &cursor(path)).is_none() && at(&new, &cursor(path)).is_some();
    let lists: Vec<Path> =
        all(&old).into_iter().filter(|path| at(&old, path).is_some_and(|list| kind(list) == "array")).collect();
    let lists: Vec<&Path> = lists.iter().filter(fresh).collect();
    let list = lists.iter().find(|path| told(path)).or(lists.first()).map(|path| (*path).clone());
    if let (Some(list), Some(size)) = (list, size) {
        let paginate = Paginate { tool: Some(tool.clone()), list: Some(list), page_size: Some(size) };
        search.found(Operator::Paginate(paginate));
    }
}

/// The fields that the new result lacks, without those inside of one that it lacks.
fn gone(search: &Search<'_>, tool: &ToolRef) -> Vec<Path> {
    let Some((old, new)) = pair(search, tool) else { return Vec::new() };
    let lacks =
        |path: &Path| at(&new, path).is_none() && at(&new, &path.parent()).is_some_and(|around| !is_open(around));
    all(&old).into_iter().filter(lacks).collect()
}

fn renamed(search: &mut Search<'_>, tool: &ToolRef) {
    for path in gone(search, tool) {
        let Some((old, new)) = pair(search, tool) else { return };
        let property = at(&old, &path).cloned().unwrap_or_default();
        let name = path.last_field().unwrap_or_default();
        let around = |schema: &Value| at(schema, &path.parent()).map(names).unwrap_or_default();
        let before = around(&old);
        let fresh = around(&new).into_iter().filter(|name| !before.contains(name));
        let like = |other: &String| {
            let other_property = at(&new, &path.parent().field(other.as_str())).cloned().unwrap_or_default();
            likeness::of_parameters((name, &property), (other, &other_property))
        };
        let best = fresh.max_by(|one, other| like(one).total_cmp(&like(other)));
        if let Some(to) = best.filter(|to| like(to) >= LIKE) {
            let rename = OutputRenameField { tool: Some(tool.clone()), field: Some(path.clone()), to: Some(to) };
            search.found(Operator::OutputRenameField(rename));
        }
    }
}
