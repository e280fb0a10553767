//! Compiled code on disk: found again, mended when damaged, not believed when others could have written it.

use std::fs;
use std::path::{Path, PathBuf};

use mcplab_sandbox::{Cache, CacheProblem, Guest, Limits, Origin};
use tempfile::TempDir;

use crate::counter::{CONFIG, altered, engine, wasm};

/// Loads the counter with the cache at `directory`; it works whatever the cache does.
fn load(directory: &Path) -> Guest {
    let guest = Guest::load(engine(), &wasm(), &Cache::at(directory)).unwrap();
    let mut instance = guest.start(&CONFIG, Limits::default()).unwrap();
    instance.call("add", "{}").unwrap();
    instance.fork().unwrap().call("hide", "{}").unwrap();
    guest
}

fn entries(directory: &Path) -> Vec<PathBuf> {
    fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect()
}

fn fresh() -> (TempDir, PathBuf) {
    let parent = TempDir::new().unwrap();
    let directory = parent.path().join("a").join("cache");
    (parent, directory)
}

#[test]
fn the_second_load_compiles_nothing() {
    let (_parent, directory) = fresh();
    assert!(matches!(load(&directory).origin(), Origin::Compiled));
    assert!(matches!(load(&directory).origin(), Origin::Cached));
    assert_eq!(entries(&directory).len(), 1);
}

#[test]
fn another_module_is_another_entry() {
    let (_parent, directory) = fresh();
    load(&directory);
    let other = wat::parse_str(altered("no such tool", "no such TOOL")).unwrap();
    let guest = Guest::load(engine(), &other, &Cache::at(&directory)).unwrap();
    assert!(matches!(guest.origin(), Origin::Compiled));
    assert_eq!(entries(&directory).len(), 2);
}

#[test]
fn refused_modules_leave_no_entry() {
    let (_parent, directory) = fresh();
    let empty = wat::parse_str("(module)").unwrap();
    for _ in 0..2 {
        assert!(Guest::load(engine(), &empty, &Cache::at(&directory)).is_err());
    }
    assert!(entries(&directory).is_empty());
}

#[test]
fn damaged_entries_are_compiled_again() {
    let (_parent, directory) = fresh();
    load(&directory);
    let entry = entries(&directory).remove(0);
    let whole = fs::read(&entry).unwrap();
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    let mut older = whole.clone();
    older[7] = 0;
    for damaged in [&b""[..], &whole[..20], &whole[..whole.len() - 1], &flipped, &older] {
        fs::write(&entry, damaged).unwrap();
        assert!(matches!(load(&directory).origin(), Origin::Compiled));
        assert_eq!(fs::read(&entry).unwrap(), whole);
        assert!(matches!(load(&directory).origin(), Origin::Cached));
    }
}

#[test]
fn a_whole_entry_for_another_engine_is_compiled_again() {
    let (_parent, directory) = fresh();
    load(&directory);
    let entry = entries(&directory).remove(0);
    // A valid checksum over something that wasmtime does not take.
    let mut strange = fs::read(&entry).unwrap()[..8].to_vec();
    strange.extend_from_slice(blake3::hash(b"strange").as_bytes());
    strange.extend_from_slice(b"strange");
    fs::write(&entry, strange).unwrap();
    assert!(matches!(load(&directory).origin(), Origin::Compiled));
    assert!(matches!(load(&directory).origin(), Origin::Cached));
}

#[test]
fn without_a_directory_nothing_is_kept() {
    let guest = Guest::load(engine(), &wasm(), &Cache::off()).unwrap();
    assert!(matches!(guest.origin(), Origin::CompiledNotKept(CacheProblem::Off)));
}

#[test]
fn a_file_in_the_directorys_place_is_reported() {
    let (parent, _) = fresh();
    let file = parent.path().join("file");
    fs::write(&file, "").unwrap();
    let origin = load(&file);
    assert!(matches!(origin.origin(), Origin::CompiledNotKept(CacheProblem::NotADirectory { .. })));
    let below = load(&file.join("cache"));
    assert!(matches!(below.origin(), Origin::CompiledNotKept(CacheProblem::Io { .. })));
}

#[test]
fn two_loads_at_once_agree() {
    let (_parent, directory) = fresh();
    std::thread::scope(|scope| {
        let loads: Vec<_> = (0..4).map(|_| scope.spawn(|| load(&directory))).collect();
        for load in loads {
            let guest = load.join().unwrap();
            assert!(matches!(guest.origin(), Origin::Cached | Origin::Compiled));
        }
    });
    assert_eq!(entries(&directory).len(), 1);
}

#[cfg(unix)]
mod permissions {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};

    use super::*;

    fn chmod(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn the_directory_is_made_for_its_user_only() {
        let (_parent, directory) = fresh();
        load(&directory);
        assert_eq!(fs::metadata(&directory).unwrap().mode() & 0o777, 0o700);
        assert_eq!(fs::metadata(&entries(&directory)[0]).unwrap().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_directory_open_to_other_writers_is_not_used() {
        let (_parent, directory) = fresh();
        load(&directory);
        for mode in [0o777, 0o720, 0o1777] {
            chmod(&directory, mode);
            let guest = load(&directory);
            let Origin::CompiledNotKept(problem) = guest.origin() else {
                panic!("mode {mode:o} was used");
            };
            assert!(problem.to_string().contains("can be written by others"), "{problem}");
        }
        chmod(&directory, 0o755);
        assert!(matches!(load(&directory).origin(), Origin::Cached));
    }

    #[test]
    fn an_entry_open_to_other_writers_is_not_believed() {
        let (_parent, directory) = fresh();
        load(&directory);
        chmod(&entries(&directory)[0], 0o666);
        let guest = load(&directory);
        let used = guest.origin();
        assert!(matches!(used, Origin::CompiledNotKept(CacheProblem::WritableByOthers { .. })));
    }

    #[test]
    fn a_directory_of_someone_else_is_not_used() {
        let (_parent, directory) = fresh();
        load(&directory);
        if chown(&directory, Some(12_345), None).is_err() {
            return; // Only a privileged user can give a directory away.
        }
        let guest = load(&directory);
        let used = guest.origin();
        assert!(matches!(used, Origin::CompiledNotKept(CacheProblem::ForeignOwner { owner: 12_345, .. })));
    }

    #[test]
    fn a_link_in_the_directorys_place_is_not_followed() {
        let (parent, directory) = fresh();
        load(&directory);
        let link = parent.path().join("link");
        symlink(&directory, &link).unwrap();
        let guest = load(&link);
        let used = guest.origin();
        assert!(matches!(used, Origin::CompiledNotKept(CacheProblem::NotADirectory { .. })));
    }
}
