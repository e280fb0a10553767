//! Guests of the user's in an `mcp.json`: found, chosen, named anew, and refused with what would help.

use std::path::{Path, PathBuf};

use mcplab::exec::{self, GuestError, GuestFile, Limits, Link, SandboxModule, Server, Surroundings, parse_config};
use mcplab::model::{Episode, Seed};
use tempfile::TempDir;

/// The built-in servers as a file of somebody's.
fn module(folder: &TempDir) -> PathBuf {
    let path = folder.path().join("office.wasm");
    std::fs::write(&path, exec::WASM).unwrap();
    path
}

fn file(module: &Path, server: Option<&str>) -> GuestFile {
    let module = module.display().to_string();
    GuestFile { module, server: server.map(str::to_owned), ..GuestFile::default() }
}

fn error(file: &GuestFile) -> GuestError {
    match SandboxModule::from_file("mine", file, Path::new("")) {
        Ok(_) => panic!("{file:?} was loaded"),
        Err(error) => error,
    }
}

#[tokio::test]
async fn a_guest_takes_part_under_the_name_of_its_entry() {
    let folder = TempDir::new().unwrap();
    let module = SandboxModule::from_file("papers", &file(&module(&folder), Some("files")), Path::new("")).unwrap();
    let names: Vec<_> = module.listings().map(|listing| listing.server.clone()).collect();
    assert_eq!(names, ["papers"]);

    let episode = Episode { seed: Seed(3), now: "2026-03-05T14:20:00+01:00".to_owned() };
    let mut mine = module.server("papers").unwrap();
    mine.reset(&episode).await.unwrap();
    let mut built_in = exec::builtin().unwrap().server("files").unwrap();
    built_in.reset(&episode).await.unwrap();
    assert_eq!(mine.state_digest(), built_in.state_digest());
    assert!(mine.call("list_folder", &serde_json::json!({})).await.is_ok());
}

#[test]
fn what_is_wrong_with_a_guest_is_said_with_its_mend() {
    let folder = TempDir::new().unwrap();
    let module = module(&folder);
    let several = error(&file(&module, None));
    assert!(several.to_string().contains("it has contacts, calendar, mail, "), "{several}");
    assert_eq!(several.mend(), "choose one of them with `server`");
    assert!(matches!(error(&file(&module, Some("filez"))), GuestError::NoServer { .. }));
    assert!(matches!(error(&file(&folder.path().join("none.wasm"), None)), GuestError::Read { .. }));

    let text = folder.path().join("text.wasm");
    std::fs::write(&text, "not wasm").unwrap();
    assert!(matches!(error(&file(&text, None)), GuestError::Load { .. }));

    let profile = GuestFile { profile: Some("no-such-profile".to_owned()), ..file(&module, Some("files")) };
    assert!(matches!(error(&profile), GuestError::NoProfile { .. }));

    let program = GuestFile { program: Some(text.display().to_string()), ..file(&module, Some("files")) };
    let refused = error(&program);
    assert!(refused.to_string().contains("takes no programs"), "{refused}");
}

#[test]
fn an_entry_names_its_guest_and_nothing_else() {
    let around = Surroundings {
        file: "mcp.json",
        workspace: "/w",
        variable: &|_| None,
        read: &|_| Err(std::io::ErrorKind::NotFound.into()),
        limits: Limits::default(),
    };
    let text = r#"{"mcpServers": {
        "notes": {"guest": "${workspaceFolder}/quickjs.wasm", "program": "notes.js", "profile": "sealed"},
        "both": {"guest": "a.wasm", "command": "a"},
        "none": {}
    }}"#;
    let (specs, problems) = parse_config(text, &around);
    let wanted = GuestFile {
        module: "/w/quickjs.wasm".to_owned(),
        program: Some("notes.js".to_owned()),
        profile: Some("sealed".to_owned()),
        server: None,
    };
    assert!(matches!(&specs[..], [spec] if matches!(&spec.link, Link::Guest(guest) if *guest == wanted)), "{specs:?}");
    let said: Vec<_> = problems.iter().map(ToString::to_string).collect();
    assert!(said[0].contains("both `guest` and `command` are there"), "{said:?}");
    assert!(said[1].contains("neither `command` nor `url` nor `guest` is there"), "{said:?}");
}
