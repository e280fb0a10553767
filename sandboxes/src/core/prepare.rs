//! Makes sure that a module's whole state can be copied, before it is compiled.
//!
//! A fork copies the linear memory and every global that can change. So nothing else may change: modules that
//! write to tables or drop segments are refused, and globals that are not exported (`__stack_pointer` is the usual
//! one) are exported under names of ours. What is left is exactly the state.
//!
//! And an instance must not begin by writing to its memory, because a fork begins with another one's: the contents
//! that a module gives its memory are taken out of it (`segments`), and its start function waits to be called.

use wasm_encoder::{DataSection, ExportKind, ExportSection, Module, RawSection};
use wasmparser::{
    Data, DataKind, DataSectionReader, Encoding, Export, ExportSectionReader, ExternalKind, FunctionBody,
    GlobalSectionReader, MemorySectionReader, Operator, Parser, Payload, TypeRef, ValType,
};

use super::contract::CALL_TOOL;
use crate::guest::LoadError;
use crate::program;
use crate::wasi::link::PREVIEW_1;

/// Goes up whenever a module is prepared or checked in another way, so that no older code is taken from a cache.
pub(crate) const PREPARATION: u32 = 3;

/// Starts the names under which this crate exports globals.
const GLOBAL_PREFIX: &str = "mcplab:global:";

/// The name under which this crate exports a module's start function.
pub(crate) const START_FUNCTION: &str = "mcplab:start";

/// What a module that [`prepare`] accepts writes to its memory before anything runs: addresses and bytes, in order.
pub(crate) fn segments(wasm: &[u8]) -> Result<Vec<(usize, Vec<u8>)>, LoadError> {
    let mut found = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::DataSection(segments) = payload? {
            for segment in segments {
                let segment = segment?;
                if let Some(address) = address(&segment)? {
                    found.push((address as usize, segment.data.to_vec()));
                }
            }
        }
    }
    Ok(found)
}

/// Where an active segment goes; none for one that only instructions copy.
fn address(segment: &Data<'_>) -> Result<Option<u32>, LoadError> {
    let DataKind::Active { offset_expr, .. } = &segment.kind else { return Ok(None) };
    let mut operators = offset_expr.get_operators_reader();
    match (operators.read()?, operators.read()?) {
        (Operator::I32Const { value }, Operator::End) => Ok(Some(value.cast_unsigned())),
        _ => Err(LoadError::Unforkable("a data segment at a computed address")),
    }
}

/// The module as it is compiled: with its changeable globals exported, and neither [`segments`] nor start function.
///
/// `memory_limit` is in bytes. Of the module's validity nothing is promised: the compiler checks that.
pub(crate) fn prepare(wasm: &[u8], memory_limit: usize) -> Result<Vec<u8>, LoadError> {
    let mut added = Added { globals: Vec::new(), start: start_function(wasm)? };
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        match &payload {
            Payload::Version { encoding: Encoding::Component, .. } => {
                return Err(LoadError::Wasm("it is a component, not a core module".to_owned()));
            }
            Payload::MemorySection(memories) => check_memories(memories, memory_limit)?,
            Payload::GlobalSection(section) => added.globals = changeable(section)?,
            Payload::CodeSectionEntry(body) => check_body(body)?,
            _ => {}
        }
        if let Payload::ExportSection(exports) = &payload {
            module.section(&added.to(exports)?);
        } else if let Payload::DataSection(segments) = &payload {
            module.section(&passive_only(segments)?);
        } else if matches!(payload, Payload::StartSection { .. }) {
            // It was exported instead.
        } else if let Some((id, range)) = payload.as_section() {
            module.section(&RawSection { id, data: wasm.get(range).unwrap_or_default() });
        }
    }
    Ok(module.finish())
}

/// Whether a module is a program that begins with `_start`, rather than a guest of the contract.
pub(crate) fn is_program(wasm: &[u8]) -> Result<bool, LoadError> {
    let (mut starts, mut is_guest) = (false, false);
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ExportSection(exports) => {
                for export in exports {
                    let name = export?.name;
                    starts |= name == program::START;
                    is_guest |= name == CALL_TOOL;
                }
            }
            Payload::CodeSectionStart { .. } => break,
            _ => {}
        }
    }
    Ok(starts && !is_guest)
}

/// Checks of a program's memories what [`prepare`] checks of a guest's.
pub(crate) fn check_program(wasm: &[u8], memory_limit: usize) -> Result<(), LoadError> {
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::MemorySection(memories) = payload? {
            check_memories(&memories, memory_limit)?;
        }
    }
    Ok(())
}

/// What a module imports, beside the functions of WASI preview 1 where it is granted them.
pub(crate) fn ungranted_imports(wasm: &[u8], granted: bool) -> Result<Vec<String>, LoadError> {
    let mut names = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let import = import?;
                    let function = matches!(import.ty, TypeRef::Func(_));
                    if !(granted && function && import.module == PREVIEW_1) {
                        names.push(format!("{}.{}", import.module, import.name));
                    }
                }
            }
            Payload::CodeSectionStart { .. } => break,
            _ => {}
        }
    }
    Ok(names)
}

fn check_memories(memories: &MemorySectionReader<'_>, limit: usize) -> Result<(), LoadError> {
    if memories.count() > 1 {
        return Err(LoadError::Unforkable("more than one memory"));
    }
    for memory in memories.clone() {
        let bytes = memory?.initial.saturating_mul(64 << 10);
        if bytes > limit as u64 {
            return Err(LoadError::MemoryTooLarge { bytes, limit });
        }
    }
    Ok(())
}

/// The indices of the globals that can change. As no global is imported, these count all globals.
fn changeable(globals: &GlobalSectionReader<'_>) -> Result<Vec<u32>, LoadError> {
    let mut indices = Vec::new();
    for (index, global) in (0u32..).zip(globals.clone()) {
        let ty = global?.ty;
        if ty.mutable && matches!(ty.content_type, ValType::Ref(_)) {
            return Err(LoadError::Unforkable("a changeable global that holds a reference"));
        }
        if ty.mutable {
            indices.push(index);
        }
    }
    Ok(indices)
}

fn check_body(body: &FunctionBody<'_>) -> Result<(), LoadError> {
    let mut operators = body.get_operators_reader()?;
    while !operators.eof() {
        if let Some(name) = uncopied_effect(&operators.read()?) {
            return Err(LoadError::Unforkable(name));
        }
    }
    Ok(())
}

/// The name of an instruction whose effect is neither in the memory nor in a global.
fn uncopied_effect(operator: &Operator<'_>) -> Option<&'static str> {
    match operator {
        Operator::TableSet { .. } => Some("the instruction table.set"),
        Operator::TableGrow { .. } => Some("the instruction table.grow"),
        Operator::TableFill { .. } => Some("the instruction table.fill"),
        Operator::TableCopy { .. } => Some("the instruction table.copy"),
        Operator::TableInit { .. } => Some("the instruction table.init"),
        Operator::ElemDrop { .. } => Some("the instruction elem.drop"),
        Operator::DataDrop { .. } => Some("the instruction data.drop"),
        _ => None,
    }
}

/// What is exported beside the module's own exports.
struct Added {
    globals: Vec<u32>,
    start: Option<u32>,
}

impl Added {
    fn to(&self, exports: &ExportSectionReader<'_>) -> Result<ExportSection, LoadError> {
        let mut section = ExportSection::new();
        for export in exports.clone() {
            let Export { name, kind, index } = export?;
            if let Some(kind) = export_kind(kind) {
                section.export(name, kind, index);
            }
        }
        for global in &self.globals {
            section.export(&format!("{GLOBAL_PREFIX}{global}"), ExportKind::Global, *global);
        }
        if let Some(start) = self.start {
            section.export(START_FUNCTION, ExportKind::Func, start);
        }
        Ok(section)
    }
}

/// The start section stands behind the exports, so it is looked for first.
fn start_function(wasm: &[u8]) -> Result<Option<u32>, LoadError> {
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::StartSection { func, .. } => return Ok(Some(func)),
            Payload::CodeSectionStart { .. } => break,
            _ => {}
        }
    }
    Ok(None)
}

/// The segments under their old numbers, where those that [`segments`] has are empty, as they are once written.
fn passive_only(segments: &DataSectionReader<'_>) -> Result<DataSection, LoadError> {
    let mut section = DataSection::new();
    for segment in segments.clone() {
        let segment = segment?;
        let data = if address(&segment)?.is_some() { &[] } else { segment.data };
        section.passive(data.iter().copied());
    }
    Ok(section)
}

/// What the contract has no use for is not exported.
fn export_kind(kind: ExternalKind) -> Option<ExportKind> {
    match kind {
        ExternalKind::Func | ExternalKind::FuncExact => Some(ExportKind::Func),
        ExternalKind::Memory => Some(ExportKind::Memory),
        ExternalKind::Global => Some(ExportKind::Global),
        ExternalKind::Table | ExternalKind::Tag => None,
    }
}
