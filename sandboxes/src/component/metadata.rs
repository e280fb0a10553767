//! What a component says of itself beside its code: a name, and texts for its functions.
//!
//! Both are in custom sections that many components do not have, and nothing of them is believed: what cannot be read
//! is not there.

use serde_json::Value;
use wasmparser::BinaryReader;

/// Where toolchains write names.
const NAMES: &str = "component-name";

/// Where `wit-docs-inject` writes the comments of the WIT files, which the code does not have.
const DOCS: &str = "package-docs";

/// Longer names are no good as names.
const LONGEST_NAME: usize = 64;

#[derive(Default)]
pub(super) struct Metadata {
    /// The name of the component.
    pub name: Option<String>,
    /// `{"docs"?, "worlds": {W: {"docs"?, "func_exports": {F: {"docs"}}}}, "interfaces": {I: {"funcs": {F: {"docs"}}}}}`
    docs: Value,
}

impl Metadata {
    /// Reads the custom sections of a component, but not of the modules and components in it.
    pub(super) fn of(wasm: &[u8]) -> Self {
        let mut found = Self::default();
        let mut reader = BinaryReader::new(wasm.get(8..).unwrap_or_default(), 8);
        // What comes after damage is lost, but then the compiler will have refused the whole.
        while !reader.eof() && found.read_section(&mut reader).is_some() {}
        found
    }

    /// The text of a function: of one in `interface` (`example:math/ops@0.1.0`), or of one beside all interfaces.
    pub(super) fn of_function(&self, interface: Option<&str>, function: &str) -> Option<&str> {
        let text = match interface {
            None => {
                let worlds = self.docs.get("worlds")?.as_object()?.values();
                worlds.filter_map(|world| world.get("func_exports")?.get(function)?.get("docs")?.as_str()).next()
            }
            Some(interface) => {
                let interface = interface.rsplit_once('/').map_or(interface, |(_, name)| name);
                let interface = interface.split_once('@').map_or(interface, |(name, _)| name);
                self.docs.get("interfaces")?.get(interface)?.get("funcs")?.get(function)?.get("docs")?.as_str()
            }
        };
        text.map(str::trim).filter(|text| !text.is_empty())
    }

    /// The text of the whole.
    pub(super) fn of_component(&self) -> Option<&str> {
        let world = || self.docs.get("worlds")?.as_object()?.values().find_map(|world| world.get("docs")?.as_str());
        let text = world().or_else(|| self.docs.get("docs")?.as_str());
        text.map(str::trim).filter(|text| !text.is_empty())
    }

    fn read_section(&mut self, reader: &mut BinaryReader<'_>) -> Option<()> {
        let id = reader.read_u8().ok()?;
        let length = reader.read_var_u32().ok()?;
        let mut section = BinaryReader::new(reader.read_bytes(length as usize).ok()?, 0);
        if id == 0 {
            match section.read_string().ok()? {
                NAMES => self.name = name_in(&mut section).filter(|name| is_name(name)),
                DOCS => self.docs = docs_in(&mut section).unwrap_or_default(),
                _ => {}
            }
        }
        Some(())
    }
}

/// The component's own name, which is the first part of the section when it is there.
fn name_in(section: &mut BinaryReader<'_>) -> Option<String> {
    let (part, _length) = (section.read_u8().ok()?, section.read_var_u32().ok()?);
    if part == 0 { section.read_string().ok().map(str::to_owned) } else { None }
}

fn docs_in(section: &mut BinaryReader<'_>) -> Option<Value> {
    let _version = section.read_u8().ok()?;
    serde_json::from_slice(section.read_bytes(section.bytes_remaining()).ok()?).ok()
}

/// Whether a text can name a server.
pub(super) fn is_name(text: &str) -> bool {
    let good = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    (1..=LONGEST_NAME).contains(&text.len()) && text.bytes().all(good)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A component of custom sections.
    fn component(sections: &[(&str, &[u8])]) -> Vec<u8> {
        let mut wasm = b"\0asm\x0d\0\x01\0".to_vec();
        for (name, contents) in sections {
            let length = 1 + name.len() + contents.len();
            assert!(name.len() < 128 && length < 1 << 14);
            wasm.extend([0, (length & 127) as u8 | 128, (length >> 7) as u8, name.len() as u8]);
            wasm.extend(name.as_bytes());
            wasm.extend(*contents);
        }
        wasm
    }

    #[test]
    fn names_and_docs_are_found() {
        let docs = json!({
            "worlds": {"w": {"docs": "All.", "func_exports": {"calls": {"docs": "Counts.\n"}}}},
            "interfaces": {"ops": {"funcs": {"add": {"docs": "Adds."}, "nothing": {"docs": " "}}}},
        });
        let mut section = vec![1];
        section.extend(docs.to_string().bytes());
        let wasm = component(&[("x", b"y"), (NAMES, b"\0\x06\x05maths"), (DOCS, &section)]);
        let metadata = Metadata::of(&wasm);
        assert_eq!(metadata.name.as_deref(), Some("maths"));
        assert_eq!(metadata.of_component(), Some("All."));
        assert_eq!(metadata.of_function(None, "calls"), Some("Counts."));
        assert_eq!(metadata.of_function(Some("example:math/ops@0.1.0"), "add"), Some("Adds."));
        assert_eq!(metadata.of_function(Some("ops"), "nothing"), None);
        assert_eq!(metadata.of_function(None, "add"), None);
    }

    #[test]
    fn what_cannot_be_read_is_not_there() {
        for sections in
            [&[(NAMES, &b"\0\x02\x09m"[..])][..], &[(NAMES, b"\0\x04\x03a b"), (DOCS, b"\x01{")], &[(DOCS, b"")]]
        {
            let wasm = component(sections);
            for length in 0..=wasm.len() {
                let metadata = Metadata::of(&wasm[..length]);
                assert_eq!((metadata.name.as_deref(), metadata.of_component()), (None, None));
            }
        }
    }
}
