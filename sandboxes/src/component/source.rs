//! A loaded component: its shape, its server's name, and what starts it.

use serde_json::Value;
use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, ComponentExportIndex, InstancePre, types};

use super::contract::Contract;
use super::functions::Functions;
use super::home::Home;
use super::host::{self, World};
use super::live::Live;
use super::metadata::{Metadata, is_name};
use super::wasmcp::Wasmcp;
use crate::beginning::Beginning;
use crate::engine::Engine;
use crate::fault::StartError;
use crate::guest::LoadError;
use crate::limits::Limits;
use crate::memory::WASM_PAGE;
use crate::replay::{Program, Source};

/// The name of a server whose component gives it none.
const NAMELESS: &str = "component";

pub(super) struct ComponentSource {
    engine: Engine,
    pre: InstancePre<Home>,
    shape: Shape,
    about: About,
}

/// How a component is called.
enum Shape {
    Contract(Contract),
    Wasmcp(Wasmcp),
    Functions(Functions),
}

/// What is said of a server whose component does not describe it.
pub(super) struct About {
    pub name: String,
    pub description: String,
    pub version: String,
}

/// An exported function.
pub(super) struct Export {
    /// The exported interface that it is in, if it is in one.
    pub interface: Option<String>,
    pub name: String,
    pub index: ComponentExportIndex,
    pub ty: types::ComponentFunc,
}

impl ComponentSource {
    /// `wasm` is what `component` was compiled from.
    pub(super) fn new(engine: &Engine, wasm: &[u8], component: &Component) -> Result<Self, LoadError> {
        check_memories(engine, component)?;
        let linker = host::linker(component)?;
        let pre = linker.instantiate_pre(component).map_err(|error| LoadError::Wasm(format!("{error:#}")))?;
        let exports = exports(component);
        let metadata = Metadata::of(wasm);
        let about = About::of(&metadata, &exports);
        let shape = if Contract::is_in(&exports) {
            Shape::Contract(Contract::of(&exports).map_err(LoadError::Exports)?)
        } else if let Some(wasmcp) = Wasmcp::of(&exports) {
            Shape::Wasmcp(wasmcp?)
        } else {
            Shape::Functions(Functions::of(exports, &metadata)?)
        };
        Ok(Self { engine: engine.clone(), pre, shape, about })
    }

    fn live(&self, limits: &Limits, world: World) -> Result<Live, StartError> {
        Ok(Live::new(&self.engine, &self.pre, limits, world)?)
    }
}

impl Source for ComponentSource {
    fn describe(&self, limits: &Limits) -> Result<String, StartError> {
        let live = || self.live(limits, World::new(0, 0));
        match &self.shape {
            Shape::Contract(contract) => Ok(contract.describe(&mut live()?)?),
            Shape::Wasmcp(wasmcp) => {
                let refused = |message| StartError::Guest { server: self.about.name.clone(), message };
                let tools = wasmcp.list(&mut live()?)?.map_err(refused)?;
                Ok(self.about.description(tools, None))
            }
            Shape::Functions(functions) => Ok(self.about.description(functions.list(), functions.left_out())),
        }
    }

    fn start(&self, config: &str, limits: &Limits) -> Result<Box<dyn Program>, StartError> {
        let refused = |server: &str, message| StartError::Guest { server: server.to_owned(), message };
        let beginning = Beginning::of(config).map_err(|message| refused(&self.about.name, message))?;
        let Beginning { server, seed, nanoseconds } = beginning;
        let is_known = matches!(self.shape, Shape::Contract(_)) || server == self.about.name;
        if !is_known {
            let message = format!("no such server, the component's only one is {:?}", self.about.name);
            return Err(refused(&server, message));
        }
        let mut live = self.live(limits, World::new(seed, nanoseconds))?;
        match &self.shape {
            Shape::Contract(contract) => {
                contract.start(&mut live, config)?.map_err(|message| refused(&server, message))?;
                Ok(Box::new(contract.program(live)))
            }
            Shape::Wasmcp(wasmcp) => Ok(Box::new(wasmcp.program(live))),
            Shape::Functions(functions) => Ok(Box::new(functions.program(live))),
        }
    }
}

impl About {
    fn of(metadata: &Metadata, exports: &[Export]) -> Self {
        let packages = exports.iter().filter_map(|export| package(export.interface.as_deref()?));
        let (package, version) = packages.clone().next().unwrap_or_default();
        let name = metadata.name.as_deref().unwrap_or(package);
        let name = if is_name(name) { name } else { NAMELESS };
        let description = metadata.of_component().unwrap_or("The functions of a component.");
        let version = if version.is_empty() { "0.0.0" } else { version };
        Self { name: name.to_owned(), description: description.to_owned(), version: version.to_owned() }
    }

    /// The list of servers of the contract, with this one.
    fn description(&self, tools: Vec<Value>, instructions: Option<String>) -> String {
        let mut server = serde_json::json!({
            "name": self.name,
            "title": self.name,
            "description": self.description,
            "version": self.version,
            "tools": tools,
        });
        if let Some(instructions) = instructions {
            server["instructions"] = instructions.into();
        }
        Value::Array(vec![server]).to_string()
    }
}

/// The name and version of the package of an interface, if it is one of the component's own and not of a protocol.
fn package(interface: &str) -> Option<(&str, &str)> {
    let (package, rest) = interface.split_once('/')?;
    let (namespace, name) = package.split_once(':')?;
    let version = rest.split_once('@').map_or("", |(_, version)| version);
    (!matches!(namespace, "wasi" | "wasmcp")).then_some((name, version))
}

/// All exported functions, those in interfaces included, in the component's order.
fn exports(component: &Component) -> Vec<Export> {
    let (engine, ty) = (component.engine(), component.component_type());
    let mut found = Vec::new();
    for (name, item) in ty.exports(engine) {
        match item.ty {
            ComponentItem::ComponentFunc(ty) => {
                let index = component.get_export_index(None, name);
                found.extend(index.map(|index| Export { interface: None, name: name.to_owned(), index, ty }));
            }
            ComponentItem::ComponentInstance(instance) => {
                let Some(outer) = component.get_export_index(None, name) else { continue };
                for (inner, item) in instance.exports(engine) {
                    if let ComponentItem::ComponentFunc(ty) = item.ty
                        && let Some(index) = component.get_export_index(Some(&outer), inner)
                    {
                        let (interface, name) = (Some(name.to_owned()), inner.to_owned());
                        found.push(Export { interface, name, index, ty });
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// Refuses a component that could never be instantiated, where that is known from its modules.
fn check_memories(engine: &Engine, component: &Component) -> Result<(), LoadError> {
    let limit = engine.config().memory_bytes;
    let pages = component.resources_required().and_then(|resources| resources.max_initial_memory_size);
    let bytes = pages.unwrap_or_default().saturating_mul(WASM_PAGE as u64);
    if bytes > limit as u64 { Err(LoadError::MemoryTooLarge { bytes, limit }) } else { Ok(()) }
}
