//! Files of a program: they live in memory, fork with it, and are nowhere else.

use std::fs;
use std::path::Path;

use mcplab_sandbox::{Grant, Instance};
use serde_json::json;

use super::{guests, said, start};
use crate::built;

fn note(instance: &mut Instance, line: &str) -> String {
    said(instance, "note", &json!({"line": line}))
}

#[test]
fn files_fork_with_the_program() {
    let Some([_, guest]) = guests() else { return };
    let mut parent = start(guest);
    assert_eq!(note(&mut parent, "one"), "one\n");
    assert_eq!(note(&mut parent, "two"), "one\ntwo\n");
    parent.snapshot().unwrap();
    let mut child = parent.fork().unwrap();
    assert_eq!(note(&mut parent, "parent"), "one\ntwo\nparent\n");
    assert_eq!(note(&mut child, "child"), "one\ntwo\nchild\n");
    child.rollback().unwrap();
    assert_eq!(note(&mut child, "again"), "one\ntwo\nagain\n");
    assert_eq!(note(&mut start(guest), "fresh"), "fresh\n");
}

#[test]
fn without_a_folder_the_program_hears_an_error() {
    let Some([guest, _]) = guests() else { return };
    let mut keeper = start(guest);
    let answer = note(&mut keeper, "one");
    assert!(answer.starts_with('!'), "{answer}");
    assert_eq!(keeper.fault(), None);
}

#[test]
fn nothing_appears_on_the_disk() {
    let Some(wasm) = built::stdio_server() else { return };
    // The guest's folder has the path of a real one, and another is copied from a real one.
    let base = tempfile::tempdir().unwrap();
    let (home, seed) = (base.path().join("home"), base.path().join("seed"));
    for folder in [&home, &seed] {
        fs::create_dir(folder).unwrap();
    }
    fs::write(seed.join("notes.txt"), "from the disk\n").unwrap();
    let profile = |copy_of: &str| {
        let path = home.to_str().unwrap();
        let text = format!(
            "description = 'For a test.'\nstdin_stdout = true\nclock = true\nenvironment = {{ HOME = '{path}' }}\n\
             [[directory]]\nguest = '{path}'\nwritable = true\n{copy_of}"
        );
        Grant::from_toml("test", &text, base.path()).unwrap()
    };
    let [empty, copied] = built::granted(wasm, [profile(""), profile("copy_of = 'seed'")]);
    assert_eq!(note(&mut start(&empty), "one"), "one\n");
    let mut keeper = start(&copied);
    assert_eq!(note(&mut keeper, "one"), "from the disk\none\n");
    assert_eq!(note(&mut keeper.fork().unwrap(), "two"), "from the disk\none\ntwo\n");
    // Read once, when the profile was.
    fs::write(seed.join("notes.txt"), "changed\n").unwrap();
    assert_eq!(note(&mut start(&copied), "two"), "from the disk\ntwo\n");

    assert_eq!(fs::read_dir(&home).unwrap().count(), 0);
    assert_eq!(fs::read_to_string(seed.join("notes.txt")).unwrap(), "changed\n");
    assert_eq!(fs::read_dir(base.path()).unwrap().count(), 2);
}

#[test]
fn nothing_of_the_disk_can_be_read() {
    let Some(wasm) = built::stdio_server() else { return };
    let base = tempfile::tempdir().unwrap();
    fs::write(base.path().join("notes.txt"), "secret\n").unwrap();
    let outside = base.path().to_str().unwrap();
    // Home is a real folder with real notes in it, and another one is granted, from which a path leads out.
    for home in [outside.to_owned(), format!("/work/../{outside}"), format!("/work/..{outside}"), "/".to_owned()] {
        let text = format!(
            "description = 'For a test.'\nstdin_stdout = true\nclock = true\nenvironment = {{ HOME = '{home}' }}\n\
             [[directory]]\nguest = '/work'\nwritable = true"
        );
        let grant = Grant::from_toml("test", &text, Path::new(".")).unwrap();
        let [guest] = built::granted(wasm, [grant]);
        let answer = note(&mut start(&guest), "one");
        assert!(answer.starts_with('!') && !answer.contains("secret"), "{home}: {answer}");
    }
    assert_eq!(fs::read_to_string(base.path().join("notes.txt")).unwrap(), "secret\n");
}
