//! Names under which tools are shown to a model: unique in the set, and fit for function-calling interfaces.

use std::collections::{HashMap, HashSet};

use crate::model::{Digest, Tool};

/// The longest name that function-calling interfaces take.
const MAX: usize = 64;

/// One name a tool, in order: the tool's own name where it is fit and unique in the set, else `server_tool`.
///
/// Names match `[A-Za-z0-9_-]{1,64}`, never collide, and depend on the set alone, not on its order.
pub fn exposed_names(tools: &[&Tool]) -> Vec<String> {
    let mut plain: HashMap<String, usize> = HashMap::new();
    for tool in tools {
        *plain.entry(clean(&tool.name)).or_default() += 1;
    }
    let first = |tool: &Tool| {
        let name = clean(&tool.name);
        let alone = plain[&name] == 1 && name.len() <= MAX;
        if alone { name } else { shortened(&format!("{}_{name}", clean(&tool.server)), tool) }
    };
    let mut uses: HashMap<String, usize> = HashMap::new();
    let names: Vec<String> = tools.iter().map(|tool| first(tool)).collect();
    names.iter().for_each(|name| *uses.entry(name.clone()).or_default() += 1);
    // Cleaning can make two names one; then all of them carry the hash of the tool's address.
    let named = tools.iter().zip(names).map(|(tool, name)| if uses[&name] == 1 { name } else { hashed(&name, tool) });
    let mut taken = HashSet::new();
    named.zip(tools).map(|(name, tool)| distinct(name, tool, &mut taken)).collect()
}

/// The same tool twice in one set gets numbers.
fn distinct(name: String, tool: &Tool, taken: &mut HashSet<String>) -> String {
    let mut candidate = name;
    let mut number = 2;
    while !taken.insert(candidate.clone()) {
        candidate = hashed(&format!("{}_{number}", clean(&tool.name)), tool);
        number += 1;
    }
    candidate
}

fn clean(name: &str) -> String {
    let fit = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '_' | '-') { c } else { '_' };
    let name: String = name.chars().map(fit).collect();
    if name.is_empty() { "tool".to_owned() } else { name }
}

fn shortened(name: &str, tool: &Tool) -> String {
    if name.len() <= MAX { name.to_owned() } else { hashed(name, tool) }
}

/// The name cut so that eight characters of a hash fit behind it.
fn hashed(name: &str, tool: &Tool) -> String {
    let address = format!("{}\n{}", tool.server, tool.name);
    let hash = Digest::of_bytes(address.as_bytes()).short(8);
    format!("{}_{hash}", &name[..name.len().min(MAX - 9)])
}
