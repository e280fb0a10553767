//! What a guest is given beside its own memory: nothing, or what a profile says.

use std::collections::BTreeMap;
use std::fmt;
use std::hash::Hash;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;

use crate::digest::{Digest, StableHasher};

use super::nodes::Inode;
use super::profile::ProfileError;
use super::tree::{Bounds, Tree};

/// What a guest is given. It never reaches the machine: clock, random bytes and folders are made up for the guest.
///
/// Equal grants give equal worlds, so that the hash of a grant says what a recorded run depends on, the contents of
/// its folders included. Clones share everything.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Grant(Arc<Terms>);

/// What a guest may use of what it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GrantLimits {
    /// Calls from the guest to the host during one call into the guest.
    pub host_calls_per_call: u64,
    /// Bytes of all files in all directories.
    pub directory_bytes: u64,
    /// Files and folders in all directories, the directories themselves included.
    pub directory_nodes: u64,
    /// Bytes on standard output that the host has not taken yet.
    pub output_bytes: usize,
}

#[derive(PartialEq, Eq, Hash)]
pub(super) struct Terms {
    pub description: String,
    pub clock: bool,
    pub random: bool,
    pub stdin_stdout: bool,
    pub stderr: bool,
    pub arguments: Vec<String>,
    pub environment: BTreeMap<String, String>,
    pub directories: Vec<Directory>,
    pub limits: GrantLimits,
    /// The directories as every guest finds them.
    pub tree: Tree,
}

/// A granted directory.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct Directory {
    /// The path by which the guest knows it.
    pub guest: String,
    pub writable: bool,
    pub root: Inode,
}

/// The profiles that are part of this crate.
const BUILTIN: [(&str, &str); 4] = [
    ("sealed", include_str!("../../profiles/sealed.toml")),
    ("reactor", include_str!("../../profiles/reactor.toml")),
    ("stdio", include_str!("../../profiles/stdio.toml")),
    ("scratch", include_str!("../../profiles/scratch.toml")),
];

impl Grant {
    /// Nothing at all.
    pub fn sealed() -> Self {
        let limits = GrantLimits::default();
        Self::new(Terms {
            description: "Nothing: no clock, no random bytes, no streams, no files.".to_owned(),
            clock: false,
            random: false,
            stdin_stdout: false,
            stderr: false,
            arguments: Vec::new(),
            environment: BTreeMap::new(),
            directories: Vec::new(),
            limits,
            tree: Tree::new(limits.bounds()),
        })
    }

    /// The grant of a profile that is part of this crate.
    ///
    /// # Errors
    /// When there is no profile of that name.
    pub fn builtin(name: &str) -> Result<Self, ProfileError> {
        let Some((_, text)) = BUILTIN.iter().find(|(known, _)| *known == name) else {
            return Err(ProfileError::unknown(name, Self::builtins()));
        };
        // They copy no folders, so that it does not matter where they would lie.
        Self::from_toml(&format!("built-in profile {name:?}"), text, Path::new("."))
    }

    /// The names of the profiles that are part of this crate.
    pub fn builtins() -> impl Iterator<Item = &'static str> {
        BUILTIN.iter().map(|(name, _)| *name)
    }

    /// What the profile says of itself.
    pub fn description(&self) -> &str {
        &self.0.description
    }

    /// The digest of all that it grants, contents of files included.
    pub fn digest(&self) -> Digest {
        let mut hasher = StableHasher::default();
        self.hash(&mut hasher);
        hasher.digest()
    }

    /// Whether any files are granted.
    pub(crate) fn has_directories(&self) -> bool {
        !self.0.directories.is_empty()
    }

    pub fn limits(&self) -> GrantLimits {
        self.0.limits
    }

    pub(super) fn new(terms: Terms) -> Self {
        Self(Arc::new(terms))
    }

    pub(super) fn terms(&self) -> &Terms {
        &self.0
    }
}

impl fmt::Debug for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Grant").field("description", &self.0.description).finish_non_exhaustive()
    }
}

impl GrantLimits {
    pub(super) fn bounds(&self) -> Bounds {
        Bounds { bytes: self.directory_bytes, nodes: self.directory_nodes }
    }
}

impl Default for GrantLimits {
    /// A million host calls, 64 MiB in 16,384 files and folders, 16 MiB of output.
    fn default() -> Self {
        Self {
            host_calls_per_call: 1_000_000,
            directory_bytes: 64 << 20,
            directory_nodes: 1 << 14,
            output_bytes: 16 << 20,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_of_the_crate_is_one() {
        for name in Grant::builtins() {
            let grant = Grant::builtin(name).unwrap();
            assert!(!grant.description().is_empty(), "{name}");
        }
        let sealed = Grant::builtin("sealed").unwrap();
        assert!(sealed == Grant::sealed(), "the file says the same as the code");
    }

    #[test]
    fn each_one_gives_what_its_name_says() {
        let given = |name| {
            let grant = Grant::builtin(name).unwrap();
            let terms = grant.terms();
            (terms.clock, terms.random, terms.stderr, terms.stdin_stdout, terms.directories.len())
        };
        assert_eq!(given("sealed"), (false, false, false, false, 0));
        assert_eq!(given("reactor"), (true, true, true, false, 0));
        assert_eq!(given("stdio"), (true, true, true, true, 0));
        assert_eq!(given("scratch"), (true, true, true, true, 1));
    }

    #[test]
    fn an_unknown_profile_is_answered_with_the_known_ones() {
        let error = Grant::builtin("stdoi").unwrap_err().to_string();
        assert_eq!(error, r#"no built-in profile "stdoi": use one of sealed, reactor, stdio, scratch"#);
    }
}
