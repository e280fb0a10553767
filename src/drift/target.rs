//! Where operators apply: servers, tools and properties, and the ways to find and change them.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::drift::Inventory;
use crate::drift::case::words;
use crate::drift::operator::DriftError;
use crate::drift::rewrite::Side;
use crate::drift::schema;
use crate::model::{Path, Tool, ToolRef};

/// A place of an inventory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    pub server: String,
    /// Nothing where it is the whole server.
    pub tool: Option<String>,
    /// Nothing where it is the whole tool.
    pub path: Option<Path>,
}

impl Target {
    pub fn reference(&self) -> ToolRef {
        ToolRef::new(&self.server, self.tool.as_deref().unwrap_or_default())
    }

    pub(crate) fn of(tool: &Tool, path: Option<Path>) -> Self {
        Self { server: tool.server.clone(), tool: Some(tool.name.clone()), path }
    }

    /// The name of the parameter of the root.
    pub(crate) fn name(&self) -> String {
        self.path.as_ref().and_then(Path::last_field).unwrap_or_default().to_owned()
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.server)?;
        self.tool.iter().try_for_each(|tool| write!(f, ".{tool}"))?;
        self.path.iter().try_for_each(|path| write!(f, " `{path}`"))
    }
}

/// The tools that fit; only the given one, if one is.
pub(crate) fn tools(inventory: &[Tool], given: Option<&ToolRef>, fits: impl Fn(&Tool) -> bool) -> Vec<Target> {
    let tools = inventory.iter().filter(|tool| given.is_none_or(|given| *given == tool.reference()));
    tools.filter(|tool| fits(tool)).map(|tool| Target::of(tool, None)).collect()
}

/// The parameters of the root that fit; only the given one, if one is.
pub(crate) fn parameters(
    inventory: &[Tool],
    tool: Option<&ToolRef>,
    parameter: Option<&String>,
    fits: impl Fn(&Tool, &Path, &Value) -> bool,
) -> Vec<Target> {
    let given = |path: &Path| parameter.is_none_or(|name| path.last_field() == Some(name));
    let mut found = Vec::new();
    for of in inventory.iter().filter(|of| tool.is_none_or(|given| *given == of.reference())) {
        for path in schema::top(&of.input_schema).into_iter().filter(given) {
            if schema::at(&of.input_schema, &path).is_some_and(|property| fits(of, &path, property)) {
                found.push(Target::of(of, Some(path)));
            }
        }
    }
    found
}

/// The fields of results that fit, at any depth.
pub(crate) fn fields(
    inventory: &[Tool],
    tool: Option<&ToolRef>,
    field: Option<&Path>,
    fits: impl Fn(&Value, &Path) -> bool,
) -> Vec<Target> {
    let mut found = Vec::new();
    for of in inventory.iter().filter(|of| tool.is_none_or(|given| *given == of.reference())) {
        let Some(output) = &of.output_schema else { continue };
        let paths = schema::all(output).into_iter().filter(|path| field.is_none_or(|given| given == path));
        found.extend(paths.filter(|path| fits(output, path)).map(|path| Target::of(of, Some(path))));
    }
    found
}

/// The names of the servers in their order.
pub(crate) fn server_names(inventory: &[Tool]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for tool in inventory {
        if !names.contains(&tool.server) {
            names.push(tool.server.clone());
        }
    }
    names
}

pub(crate) fn servers(inventory: &[Tool], given: Option<&String>, fits: impl Fn(&[&Tool]) -> bool) -> Vec<Target> {
    let named = server_names(inventory).into_iter().filter(|name| given.is_none_or(|given| given == name));
    let fit = named.filter(|name| fits(&inventory.iter().filter(|tool| tool.server == *name).collect::<Vec<_>>()));
    fit.map(|server| Target { server, tool: None, path: None }).collect()
}

pub(crate) fn find<'i>(inventory: &'i [Tool], tool: &ToolRef) -> Option<&'i Tool> {
    inventory.iter().find(|other| other.server == tool.server && other.name == tool.tool)
}

pub(crate) fn find_mut<'i>(inventory: &'i mut Inventory, tool: &ToolRef) -> Result<&'i mut Tool, DriftError> {
    let found = inventory.iter_mut().find(|other| other.server == tool.server && other.name == tool.tool);
    found.ok_or_else(|| DriftError::Tool { tool: tool.clone() })
}

/// The schema of a side; results may have none.
pub(crate) fn side_mut(tool: &mut Tool, side: Side) -> Option<&mut Value> {
    match side {
        Side::Input => Some(&mut tool.input_schema),
        Side::Output => tool.output_schema.as_mut(),
    }
}

/// Whether a tool says that it changes nothing, or is called so where it says neither.
pub(crate) fn reads(tool: &Tool) -> bool {
    const VERBS: [&str; 8] = ["check", "fetch", "find", "get", "list", "read", "search", "show"];
    let verb = words(&tool.name).into_iter().next().unwrap_or_default();
    tool.annotations.read_only.unwrap_or_else(|| VERBS.contains(&verb.as_str()))
}

/// Refuses a path that a schema does not have.
pub(crate) fn known(tool: &mut Tool, side: Side, path: &Path) -> Result<(), DriftError> {
    let missing = DriftError::Property { tool: tool.reference(), path: path.clone() };
    let schema = side_mut(tool, side);
    if schema.is_some_and(|schema| schema::at(schema, path).is_some()) { Ok(()) } else { Err(missing) }
}

/// Refuses a name that the server has already.
pub(crate) fn free(inventory: &[Tool], tool: &ToolRef) -> Result<(), DriftError> {
    match find(inventory, tool) {
        Some(_) => Err(DriftError::Taken { place: tool.server.clone(), name: tool.tool.clone() }),
        None => Ok(()),
    }
}

/// Refuses a parameter that the tool has already.
pub(crate) fn free_parameter(tool: &Tool, name: &str) -> Result<(), DriftError> {
    if schema::names(&tool.input_schema).iter().any(|other| other == name) {
        return Err(DriftError::Taken { place: tool.reference().to_string(), name: name.to_owned() });
    }
    Ok(())
}
