//! What a component may call: the parts of WASI 0.2 that can be made up, the same in every run.
//!
//! A component imports what its toolchain put there, and most of that it never calls. So everything that it imports is
//! defined, under the very name that it imports: what is not in the tables of `shim` ends the component that calls it,
//! and says what that was. Nothing in here reaches the machine.

mod cli;
mod clocks;
mod io;
mod random;
mod world;

use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, Linker, LinkerInstance, Resource, ResourceType, Val};
use wasmtime::{AsContextMut, StoreContextMut};

pub(super) use world::World;

use super::home::{Ended, Home};
use crate::guest::LoadError;

/// What all handles of the host are to wasmtime; which of them a function takes, the component's own types decide.
struct Handle;

/// A call from a component.
struct Asked<'a> {
    params: &'a [Val],
    /// The handles among the parameters, in order, as the numbers that the host gave them.
    handles: Vec<u32>,
}

/// What a call gives.
enum Answer {
    Nothing,
    Value(Val),
    /// A new handle of the host's.
    Handle(u32),
}

/// A function of the host's.
type Shim = fn(&mut World, &Asked<'_>) -> Result<Answer, Ended>;

/// The function of `interface`, which is without version here, if the sandbox gives it.
fn shim(interface: &str, function: &str) -> Option<Shim> {
    let (package, interface) = interface.split_once('/')?;
    match package {
        "wasi:cli" => cli::shim(interface, function),
        "wasi:clocks" => clocks::shim(interface, function),
        "wasi:filesystem" => cli::filesystem_shim(interface, function),
        "wasi:io" => io::shim(interface, function),
        "wasi:random" => random::shim(interface, function),
        _ => None,
    }
}

/// Defines everything that `component` imports.
pub(super) fn linker(component: &Component) -> Result<Linker<Home>, LoadError> {
    let mut linker = Linker::new(component.engine());
    let ty = component.component_type();
    let mut beyond = Vec::new();
    for (name, import) in ty.imports(component.engine()) {
        let place = Place { component, outer: None };
        let defined = define(&mut linker.root(), &place, name, &import.ty, &mut beyond);
        defined.map_err(|error| LoadError::Wasm(format!("{error:#}")))?;
    }
    if beyond.is_empty() { Ok(linker) } else { Err(LoadError::ComponentImports(beyond)) }
}

/// Where an import stands.
struct Place<'a> {
    component: &'a Component,
    /// The interface that it is in.
    outer: Option<&'a str>,
}

fn define(
    linker: &mut LinkerInstance<'_, Home>,
    place: &Place<'_>,
    name: &str,
    item: &ComponentItem,
    beyond: &mut Vec<String>,
) -> wasmtime::Result<()> {
    match item {
        ComponentItem::ComponentFunc(_) => define_function(linker, place.outer, name),
        ComponentItem::Resource(_) => {
            let is_pollable = name == io::POLLABLE;
            linker.resource(name, ResourceType::host::<Handle>(), move |mut store, handle| {
                if is_pollable {
                    store.data_mut().world.forget(handle);
                }
                Ok(())
            })
        }
        ComponentItem::ComponentInstance(instance) => {
            let mut inner = linker.instance(name)?;
            let place = Place { component: place.component, outer: Some(name) };
            for (name, export) in instance.exports(place.component.engine()) {
                define(&mut inner, &place, name, &export.ty, beyond)?;
            }
            Ok(())
        }
        ComponentItem::Type(_) => Ok(()),
        ComponentItem::Module(_) | ComponentItem::Component(_) | ComponentItem::CoreFunc(_) => {
            beyond.push(name.to_owned());
            Ok(())
        }
    }
}

fn define_function(linker: &mut LinkerInstance<'_, Home>, interface: Option<&str>, name: &str) -> wasmtime::Result<()> {
    let (plain, version) = interface.unwrap_or_default().split_once('@').unwrap_or_default();
    let shim = if version.starts_with("0.2.") { shim(plain, name) } else { None };
    let method = name.split_once(']').map_or(name, |(_, method)| method);
    let called = match interface {
        Some(interface) => format!("{}.{method}", interface.split_once('@').map_or(interface, |(plain, _)| plain)),
        None => method.to_owned(),
    };
    linker.func_new(name, move |mut store, _, params, results| {
        store.data_mut().host_call()?;
        let shim = shim.ok_or_else(|| Ended::NotGiven(called.clone()))?;
        // Handles are lent for a call and must all be given back before it ends, whether they are of use or not.
        let mut handles = Vec::new();
        take_handles(&mut store, params, &mut handles)?;
        let answer = match shim(&mut store.data_mut().world, &Asked { params, handles })? {
            Answer::Nothing => None,
            Answer::Value(value) => Some(value),
            Answer::Handle(handle) => {
                Some(Val::Resource(Resource::<Handle>::new_own(handle).try_into_resource_any(&mut store)?))
            }
        };
        match (results, answer) {
            ([], None) => Ok(()),
            ([result], Some(answer)) => {
                *result = answer;
                Ok(())
            }
            _ => Err(Ended::OtherTypes(called.clone()).into()),
        }
    })
}

/// Takes the handles out of parameters; those of our tables have them beside other values or in one list.
fn take_handles(store: &mut StoreContextMut<'_, Home>, params: &[Val], handles: &mut Vec<u32>) -> wasmtime::Result<()> {
    for param in params {
        match param {
            Val::Resource(handle) => {
                handles.push(handle.try_into_resource::<Handle>(store.as_context_mut())?.rep());
            }
            Val::List(items) if matches!(items.first(), Some(Val::Resource(_))) => take_handles(store, items, handles)?,
            _ => {}
        }
    }
    Ok(())
}

impl Asked<'_> {
    /// The first handle; methods have one.
    fn this(&self) -> u32 {
        self.handles.first().copied().unwrap_or_default()
    }

    /// The number that is the parameter at `place`.
    fn number(&self, place: usize) -> u64 {
        match self.params.get(place) {
            Some(Val::U64(number)) => *number,
            _ => 0,
        }
    }

    /// The bytes that are the parameter at `place`.
    fn bytes(&self, place: usize) -> Vec<u8> {
        let byte = |value: &Val| if let Val::U8(byte) = value { *byte } else { 0 };
        match self.params.get(place) {
            Some(Val::List(bytes)) => bytes.iter().map(byte).collect(),
            _ => Vec::new(),
        }
    }
}
