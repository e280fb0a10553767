//! The only input from the machine: profiles, and the folders that a profile has copied, read when it is loaded.

use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use super::grant::Grant;
use super::profile::{Complaint, ProfileError};
use super::tree::Bounds;

/// How deep folders may lie in one another. It ends the following of symbolic links in a circle.
const DEPTH: usize = 64;

/// A file or folder that was read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Copied {
    /// The names that lead to it from the folder that was read.
    pub path: Vec<String>,
    /// None for a folder.
    pub bytes: Option<Vec<u8>>,
}

impl Grant {
    /// The grant of the profile in `file`. Folders that it copies lie beside that file.
    ///
    /// # Errors
    /// When the file cannot be read or is no profile, or a folder cannot be copied.
    pub fn from_file(file: &Path) -> Result<Self, ProfileError> {
        let profile = file.display().to_string();
        let text = fs::read_to_string(file)
            .map_err(|error| ProfileError::Unreadable { profile: profile.clone(), reason: error.to_string() })?;
        Self::from_toml(&profile, &text, file.parent().unwrap_or(Path::new("")))
    }
}

/// Everything in the folder `name` of `base`, by name, folders before what is in them.
pub(super) fn read_folder(base: &Path, name: &str, bounds: Bounds) -> Result<Vec<Copied>, Complaint> {
    // The folder of a profile `x.toml` without further path is the current one.
    let base = if base.as_os_str().is_empty() { Path::new(".") } else { base };
    let folder = base.join(name);
    let outside = || refused(&folder, "does not lie in the profile's folder", "put a copy of it beside the profile");
    if Path::new(name).components().any(|part| !matches!(part, Component::Normal(_) | Component::CurDir)) {
        return Err(outside());
    }
    let root = folder.canonicalize().map_err(|error| unreadable(&folder, &error))?;
    let base = base.canonicalize().map_err(|error| unreadable(base, &error))?;
    if !root.starts_with(base) {
        return Err(outside());
    }
    let mut reader = Reader { root: root.clone(), room: bounds, copied: Vec::new() };
    reader.folder(&root, &[])?;
    Ok(reader.copied)
}

struct Reader {
    /// Where the folder really lies.
    root: PathBuf,
    /// What may still be read.
    room: Bounds,
    copied: Vec<Copied>,
}

impl Reader {
    fn folder(&mut self, folder: &Path, path: &[String]) -> Result<(), Complaint> {
        if path.len() > DEPTH {
            let problem = "lies in more folders than can be copied";
            return Err(refused(folder, problem, "look for a symbolic link that leads back, and remove it"));
        }
        let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let entries = entries.map_err(|error| unreadable(folder, &error))?;
        let mut names = Vec::new();
        for entry in entries {
            let name = entry.file_name().into_string();
            names.push(name.map_err(|_| refused(&entry.path(), "has a name that is not UTF-8", "rename it"))?);
        }
        // Folders give their entries in an order of their own, which is another one on every machine.
        names.sort_unstable();
        names.into_iter().try_for_each(|name| {
            let at = folder.join(&name);
            self.entry(&at, [path, &[name]].concat())
        })
    }

    fn entry(&mut self, at: &Path, path: Vec<String>) -> Result<(), Complaint> {
        let real = at.canonicalize().map_err(|error| unreadable(at, &error))?;
        if !real.starts_with(&self.root) {
            let problem = "is a symbolic link that leaves the folder";
            return Err(refused(at, problem, "put a copy of what it leads to in its place"));
        }
        self.room.nodes = self.room.nodes.checked_sub(1).ok_or_else(|| {
            refused(at, "is one too many for limits.directory_nodes", "raise this limit, or copy less")
        })?;
        let facts = fs::metadata(&real).map_err(|error| unreadable(at, &error))?;
        if facts.is_dir() {
            self.copied.push(Copied { path: path.clone(), bytes: None });
            self.folder(&real, &path)
        } else if facts.is_file() {
            let bytes = self.file(&real)?;
            self.copied.push(Copied { path, bytes: Some(bytes) });
            Ok(())
        } else {
            Err(refused(at, "is neither a file nor a folder", "remove it"))
        }
    }

    fn file(&mut self, at: &Path) -> Result<Vec<u8>, Complaint> {
        let mut bytes = Vec::new();
        // One byte more than fits shows that the file is too large, however large it is.
        let most = self.room.bytes.saturating_add(1);
        let read = fs::File::open(at).and_then(|file| file.take(most).read_to_end(&mut bytes));
        read.map_err(|error| unreadable(at, &error))?;
        self.room.bytes =
            self.room.bytes.checked_sub(bytes.len() as u64).ok_or_else(|| {
                refused(at, "does not fit into limits.directory_bytes", "raise this limit, or copy less")
            })?;
        Ok(bytes)
    }
}

fn refused(at: &Path, problem: &str, mend: &'static str) -> Complaint {
    Complaint { problem: format!("{} {problem}", at.display()), mend }
}

fn unreadable(at: &Path, error: &io::Error) -> Complaint {
    refused(at, &format!("cannot be read: {error}"), "see that it is there and may be read")
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds { bytes: 100, nodes: 10 };

    /// A folder with `seed/a`, `seed/b/c` and `seed/b/d`, beside a file `outside`.
    fn folder() -> tempfile::TempDir {
        let base = tempfile::tempdir().unwrap();
        fs::create_dir_all(base.path().join("seed/b")).unwrap();
        for (name, text) in [("seed/b/d", "ddd"), ("seed/a", "a"), ("seed/b/c", "cc"), ("outside", "secret")] {
            fs::write(base.path().join(name), text).unwrap();
        }
        base
    }

    fn copied(base: &Path) -> Result<Vec<(String, Option<String>)>, String> {
        let all = read_folder(base, "seed", BOUNDS).map_err(|complaint| complaint.problem)?;
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ok(all.into_iter().map(|entry| (entry.path.join("/"), entry.bytes.map(text))).collect())
    }

    #[test]
    fn all_is_read_by_name() {
        let all = copied(folder().path()).unwrap();
        let names: Vec<_> = all.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(names, ["a", "b", "b/c", "b/d"]);
        assert_eq!((all[1].1.as_deref(), all[3].1.as_deref()), (None, Some("ddd")));
    }

    #[test]
    fn only_the_profile_s_folder_is_read() {
        let base = folder();
        for name in ["..", "seed/../..", "/etc", "seed/../seed"] {
            let complaint = read_folder(base.path(), name, BOUNDS).unwrap_err();
            assert!(complaint.problem.ends_with("does not lie in the profile's folder"), "{name}");
        }
        let complaint = read_folder(base.path(), "missing", BOUNDS).unwrap_err();
        assert!(complaint.problem.contains("missing cannot be read: "));
        let complaint = read_folder(base.path(), "outside", BOUNDS).unwrap_err();
        assert!(complaint.problem.contains("outside cannot be read: "));
    }

    #[test]
    fn too_much_is_not_read() {
        let base = folder();
        let read = |bytes, nodes| read_folder(base.path(), "seed", Bounds { bytes, nodes });
        assert!(read(6, 4).is_ok());
        let problem = |bytes, nodes| read(bytes, nodes).unwrap_err().problem;
        assert!(problem(5, 4).ends_with("does not fit into limits.directory_bytes"));
        assert!(problem(6, 3).ends_with("is one too many for limits.directory_nodes"));
    }

    #[test]
    fn a_profile_copies_what_lies_beside_it() {
        let base = folder();
        let file = base.path().join("p.toml");
        assert!(matches!(Grant::from_file(&file), Err(ProfileError::Unreadable { .. })));
        fs::write(&file, "description = \"x\"\n[[directory]]\nguest = \"/d\"\ncopy_of = \"seed\"").unwrap();
        let grant = Grant::from_file(&file).unwrap();
        assert_eq!(grant.terms().tree.room().nodes, (1 << 14) - 5);
        fs::write(&file, "description = 1").unwrap();
        let error = Grant::from_file(&file).unwrap_err().to_string();
        assert!(error.starts_with(&format!("{}: TOML parse error at line 1", file.display())), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_within_the_folder_only() {
        use std::os::unix::fs::symlink;

        let base = folder();
        let link = base.path().join("seed/link");
        symlink("b/c", &link).unwrap();
        assert_eq!(copied(base.path()).unwrap().last(), Some(&("link".to_owned(), Some("cc".to_owned()))));
        for target in ["../outside", "/etc/hostname", "..", "b/../../outside"] {
            fs::remove_file(&link).unwrap();
            symlink(target, &link).unwrap();
            assert!(copied(base.path()).unwrap_err().ends_with("link is a symbolic link that leaves the folder"));
        }
        fs::remove_file(&link).unwrap();
        symlink("nowhere", &link).unwrap();
        assert!(copied(base.path()).unwrap_err().contains("link cannot be read: "));
        fs::remove_file(&link).unwrap();
        // In a circle until one of the bounds ends it.
        symlink(".", &link).unwrap();
        assert!(copied(base.path()).is_err());
        let complaint = read_folder(base.path(), "seed", Bounds { bytes: 1 << 20, nodes: 1 << 20 }).unwrap_err();
        assert!(complaint.mend.contains("symbolic link"), "{complaint:?}");
        // The folder itself may be one as well.
        symlink("seed", base.path().join("inside")).unwrap();
        fs::remove_file(&link).unwrap();
        assert!(read_folder(base.path(), "inside", BOUNDS).is_ok());
        symlink("/", base.path().join("elsewhere")).unwrap();
        assert!(read_folder(base.path(), "elsewhere", BOUNDS).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_refused() {
        let base = folder();
        let _socket = std::os::unix::net::UnixListener::bind(base.path().join("seed/socket")).unwrap();
        assert!(copied(base.path()).unwrap_err().ends_with("socket is neither a file nor a folder"));
    }
}
