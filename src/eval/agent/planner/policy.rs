//! What the system message forbids.

use super::words::{Deed, akin, deed_of, of_name, words};
use crate::chain::ToolNode;

/// The rules of a system message that forbid something.
#[derive(Clone, Debug, Default)]
pub(super) struct Policy {
    /// The stems of every sentence with a prohibition.
    rules: Vec<Vec<String>>,
}

impl Policy {
    pub fn read(text: &str) -> Self {
        let mut policy = Self::default();
        for sentence in text.split_inclusive(['.', ';', '\n']) {
            let words = words(sentence);
            let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.text.as_str()));
            let forbids = has(&[
                "never", "not", "no", "nothing", "refuse", "forbidden", "prohibited", "read-only", "don't", "cannot",
            ]) || has(&["only"]) && has(&["read", "look", "access"])
                || has(&["person", "human"]) && has(&["need", "needs", "require"]);
            if forbids {
                policy.rules.push(words.into_iter().map(|word| word.stem).collect());
            }
        }
        policy
    }

    /// Whether a rule speaks of what a tool does.
    pub fn forbids(&self, node: &ToolNode) -> bool {
        if node.read_only {
            return false;
        }
        let name = of_name(&node.tool.name);
        let verbs: Vec<&String> = name.iter().filter(|stem| deed_of(stem) != Deed::None).take(1).collect();
        self.rules.iter().any(|rule| {
            let general = rule.iter().any(|stem| matches!(stem.as_str(), "change" | "chang" | "read-only" | "modify"));
            general
                || verbs.iter().any(|verb| rule.iter().any(|stem| stem == *verb || removes(stem) && akin(stem, verb)))
        })
    }
}

/// Whether a stem is of those whose likes a rule means too.
fn removes(stem: &str) -> bool {
    matches!(deed_of(stem), Deed::Remove | Deed::Change)
}
