//! Profiles: grants as TOML files, which people write, so that errors say where and how to mend them.
//!
//! Only the description must be there, and what is not said is not granted:
//!
//! ```toml
//! description = "Notes in memory."
//! clock = true                 # a virtual one
//! random = true                # random bytes, which the seed decides
//! stdin_stdout = true
//! stderr = true                # its end is kept for error messages
//! arguments = ["server"]
//!
//! [environment]
//! TZ = "UTC"
//!
//! [[directory]]
//! guest = "/notes"             # the path by which the guest knows it
//! copy_of = "seed-notes"       # a folder beside the profile, read once; without it the directory is empty
//! writable = true
//!
//! [limits]                     # each has a default
//! host_calls_per_call = 1_000_000
//! directory_bytes = 67_108_864
//! directory_nodes = 16_384
//! output_bytes = 16_777_216
//! ```

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use thiserror::Error;

use super::answer::Errno;
use super::grant::{Directory, Grant, GrantLimits, Terms};
use super::load::{self, Copied};
use super::nodes::{Inode, Times};
use super::tree::Tree;

/// Why a profile gives no grant.
#[derive(Debug, Error)]
pub enum ProfileError {
    #[error("no built-in profile {name:?}: use one of {known}")]
    Unknown { name: String, known: String },
    #[error("{profile} cannot be read: {reason}")]
    Unreadable { profile: String, reason: String },
    /// It is no TOML, or has a field that profiles do not have. The reason names line and column.
    #[error("{profile}: {reason}")]
    Syntax { profile: String, reason: String },
    /// A value that is no good, and what to do about it.
    #[error("{profile}: {place}: {problem}; {mend}")]
    Value { profile: String, place: String, problem: String, mend: String },
}

/// What is wrong with a value, and what mends it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Complaint {
    pub problem: String,
    pub mend: &'static str,
}

/// A profile as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Profile {
    description: String,
    #[serde(default)]
    clock: bool,
    #[serde(default)]
    random: bool,
    #[serde(default)]
    stdin_stdout: bool,
    #[serde(default)]
    stderr: bool,
    #[serde(default)]
    arguments: Vec<String>,
    #[serde(default)]
    environment: BTreeMap<String, String>,
    #[serde(default)]
    directory: Vec<Written>,
    #[serde(default)]
    limits: GrantLimits,
}

/// A directory as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    guest: String,
    copy_of: Option<String>,
    #[serde(default)]
    writable: bool,
}

/// The highest limits that a profile can set: what one guest may take must leave the machine standing.
const HIGHEST_BYTES: u64 = 4 << 30;
const HIGHEST_NODES: u64 = 1 << 20;
const HIGHEST_OUTPUT: u64 = 1 << 30;

/// A complaint with the place in the profile that it is about.
type Placed = (String, Complaint);

impl ProfileError {
    pub(super) fn unknown(name: &str, known: impl Iterator<Item = &'static str>) -> Self {
        Self::Unknown { name: name.to_owned(), known: known.collect::<Vec<_>>().join(", ") }
    }
}

impl Grant {
    /// The grant of the profile `text`, which errors call `profile`. Folders that it copies lie in `base`, and are
    /// read now and never again.
    ///
    /// # Errors
    /// When the text is no profile, or a folder cannot be copied.
    pub fn from_toml(profile: &str, text: &str, base: &Path) -> Result<Self, ProfileError> {
        let read = toml::from_str::<Profile>(text).map_err(|error| ProfileError::Syntax {
            profile: profile.to_owned(),
            reason: error.to_string().trim_end().to_owned(),
        })?;
        read.granted(base).map_err(|(place, Complaint { problem, mend })| ProfileError::Value {
            profile: profile.to_owned(),
            place,
            problem,
            mend: mend.to_owned(),
        })
    }
}

impl Profile {
    fn granted(self, base: &Path) -> Result<Grant, Placed> {
        for (number, argument) in self.arguments.iter().enumerate() {
            let place = || format!("arguments[{number}]");
            without_nul(argument).map_err(|complaint| (place(), complaint))?;
        }
        for (name, value) in &self.environment {
            variable(name, value).map_err(|complaint| (format!("environment.{name}"), complaint))?;
        }
        within_reason(&self.limits)?;
        let mut tree = Tree::new(self.limits.bounds());
        let mut directories: Vec<Directory> = Vec::new();
        for (number, written) in self.directory.into_iter().enumerate() {
            let placed = |field| move |complaint| (format!("directory[{number}].{field}"), complaint);
            let taken = directories.iter().any(|directory| directory.guest == written.guest);
            guest_path(&written.guest, taken).map_err(placed("guest"))?;
            let root = planted(&mut tree, &written, base).map_err(placed("copy_of"))?;
            directories.push(Directory { guest: written.guest, writable: written.writable, root });
        }
        Ok(Grant::new(Terms {
            description: self.description,
            clock: self.clock,
            random: self.random,
            stdin_stdout: self.stdin_stdout,
            stderr: self.stderr,
            arguments: self.arguments,
            environment: self.environment,
            directories,
            limits: self.limits,
            tree,
        }))
    }
}

/// A new root in `tree`, with what the directory holds from the start.
fn planted(tree: &mut Tree, written: &Written, base: &Path) -> Result<Inode, Complaint> {
    let root = tree.root().map_err(full)?;
    let copied = match &written.copy_of {
        Some(folder) => load::read_folder(base, folder, tree.room())?,
        None if written.writable => Vec::new(),
        None => {
            let problem = "the directory is empty and cannot be written to".to_owned();
            return Err(Complaint { problem, mend: "say which folder it is a copy_of, or set writable = true" });
        }
    };
    for entry in &copied {
        plant(tree, root, entry).map_err(full)?;
    }
    Ok(root)
}

fn plant(tree: &mut Tree, root: Inode, entry: &Copied) -> Result<(), Errno> {
    let Some((name, folders)) = entry.path.split_last() else { return Ok(()) };
    // Folders come before what is in them.
    let within = |folder, name: &String| tree.child(folder, name).ok_or(Errno::Noent);
    let folder = folders.iter().try_fold(root, within)?;
    match &entry.bytes {
        None => tree.create_folder(folder, name, Times::default()).map(drop),
        Some(bytes) => {
            let file = tree.create_file(folder, name, Times::default())?;
            tree.plant(file, bytes)
        }
    }
}

/// The only reason for which a tree does not take what was read.
fn full(_: Errno) -> Complaint {
    let problem = "the directories hold more than limits.directory_bytes or limits.directory_nodes".to_owned();
    Complaint { problem, mend: "raise these limits, or copy less" }
}

fn within_reason(limits: &GrantLimits) -> Result<(), Placed> {
    for (name, limit, highest) in [
        ("directory_bytes", limits.directory_bytes, HIGHEST_BYTES),
        ("directory_nodes", limits.directory_nodes, HIGHEST_NODES),
        ("output_bytes", limits.output_bytes as u64, HIGHEST_OUTPUT),
    ] {
        if limit > highest {
            let problem = format!("{limit} is more than {highest}");
            return Err((format!("limits.{name}"), Complaint { problem, mend: "lower it" }));
        }
    }
    Ok(())
}

fn guest_path(path: &str, taken: bool) -> Result<(), Complaint> {
    let problem = |text: &str| Err(Complaint { problem: format!("{path:?} {text}"), mend: "write it like \"/data\"" });
    let parts = || path.split('/').skip(1);
    if !path.starts_with('/') {
        return problem("is not a path from the root");
    }
    if path != "/" && parts().any(|part| part.is_empty() || part == "." || part == "..") {
        return problem("has a part that is empty, \".\" or \"..\"");
    }
    if taken {
        let problem = format!("there is already a directory {path:?}");
        return Err(Complaint { problem, mend: "give each one a path of its own" });
    }
    without_nul(path)
}

fn variable(name: &str, value: &str) -> Result<(), Complaint> {
    if name.is_empty() || name.contains('=') {
        let problem = "a variable's name is empty or has a \"=\" in it".to_owned();
        return Err(Complaint { problem, mend: "write NAME = \"value\"" });
    }
    without_nul(name)?;
    without_nul(value)
}

fn without_nul(text: &str) -> Result<(), Complaint> {
    if text.contains('\0') {
        let problem = format!("{text:?} has a NUL character in it");
        return Err(Complaint { problem, mend: "leave it out, because to the guest it would be the text's end" });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn error(text: &str) -> String {
        Grant::from_toml("p.toml", text, Path::new(".")).unwrap_err().to_string()
    }

    #[test]
    fn all_that_is_written_is_granted() {
        let base = tempfile::tempdir().unwrap();
        fs::create_dir(base.path().join("seed")).unwrap();
        fs::write(base.path().join("seed/f"), "12345").unwrap();
        let text = r#"
            description = "All."
            clock = true
            random = true
            stdin_stdout = true
            stderr = true
            arguments = ["a", "b"]
            [environment]
            X = "1=2"
            [[directory]]
            guest = "/"
            copy_of = "seed"
            writable = true
            [limits]
            host_calls_per_call = 1
            directory_bytes = 8
            directory_nodes = 3
            output_bytes = 4
        "#;
        let grant = Grant::from_toml("p.toml", text, base.path()).unwrap();
        let terms = grant.terms();
        assert!(terms.clock && terms.random && terms.stdin_stdout && terms.stderr);
        assert_eq!((grant.description(), &terms.arguments[..]), ("All.", &["a".to_owned(), "b".to_owned()][..]));
        assert_eq!(terms.environment["X"], "1=2");
        let directory = &terms.directories[0];
        assert_eq!((&*directory.guest, directory.writable), ("/", true));
        let room = terms.tree.room();
        assert_eq!((room.bytes, room.nodes, grant.limits().output_bytes), (3, 1, 4));
        let mut bytes = [0; 9];
        let file = terms.tree.child(directory.root, "f").unwrap();
        assert_eq!((terms.tree.read(file, 0, &mut bytes), &bytes[..5]), (Ok(5), &b"12345"[..]));
        // What the guest will find is part of what a grant is.
        assert!(grant == Grant::from_toml("other name", text, base.path()).unwrap());
        fs::write(base.path().join("seed/f"), "12346").unwrap();
        assert!(grant != Grant::from_toml("p.toml", text, base.path()).unwrap());
    }

    #[test]
    fn what_is_no_profile_is_shown_with_its_place() {
        let unknown = error("description = \"x\"\nclok = true");
        assert!(unknown.starts_with("p.toml: TOML parse error at line 2, column 1"), "{unknown}");
        assert!(unknown.contains("unknown field `clok`, expected one of `description`, `clock`"), "{unknown}");
        assert!(error("").contains("missing field `description`"));
        assert!(error("description = \"x\"\n[limits]\nbytes = 1").contains("line 3"));
        assert!(error("description = \"x\"\n[[directory]]\nguest = \"/\"\ncopy = 1").contains("line 4"));
        assert!(error("description = \"x\"\n[limits]\ndirectory_bytes = -1").contains("line 3"));
    }

    #[test]
    fn wrong_values_are_named_with_their_mend() {
        for (text, expected) in [
            (
                "[[directory]]\nguest = \"work\"\nwritable = true",
                r#"directory[0].guest: "work" is not a path from the root; write it like "/data""#,
            ),
            (
                "[[directory]]\nguest = \"/work/../x\"\nwritable = true",
                r#"directory[0].guest: "/work/../x" has a part that is empty, "." or ".."; write it like "/data""#,
            ),
            (
                "[[directory]]\nguest = \"/work/\"\nwritable = true",
                r#"directory[0].guest: "/work/" has a part that is empty, "." or ".."; write it like "/data""#,
            ),
            (
                "[[directory]]\nguest = \"/w\"\nwritable = true\n[[directory]]\nguest = \"/w\"",
                r#"directory[1].guest: there is already a directory "/w"; give each one a path of its own"#,
            ),
            (
                "[[directory]]\nguest = \"/w\"",
                "directory[0].copy_of: the directory is empty and cannot be written to; \
                 say which folder it is a copy_of, or set writable = true",
            ),
            (
                "[[directory]]\nguest = \"/w\"\nwritable = true\n[limits]\ndirectory_nodes = 0",
                "directory[0].copy_of: the directories hold more than limits.directory_bytes or \
                 limits.directory_nodes; raise these limits, or copy less",
            ),
            (
                "limits.directory_bytes = 5_000_000_000",
                "limits.directory_bytes: 5000000000 is more than 4294967296; lower it",
            ),
            (
                "arguments = [\"a\", \"b\\u0000\"]",
                "arguments[1]: \"b\\0\" has a NUL character in it; \
                 leave it out, because to the guest it would be the text's end",
            ),
            (
                "[environment]\n\"A=B\" = \"\"",
                "environment.A=B: a variable's name is empty or has a \"=\" in it; write NAME = \"value\"",
            ),
        ] {
            assert_eq!(error(&format!("description = \"x\"\n{text}")), format!("p.toml: {expected}"));
        }
    }
}
