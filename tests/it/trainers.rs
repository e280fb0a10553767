//! The trainers' own code on our exports, where `MCPLAB_TRAINERS` says that their packages may be installed.

use std::process::Command;

#[test]
fn exports_reach_their_trainers_unharmed() {
    if std::env::var_os("MCPLAB_TRAINERS").is_none() {
        println!("skipped: MCPLAB_TRAINERS is not set, and the trainers' packages are about a gigabyte");
        return;
    }
    let proof = Command::new("tests/trainers/prove")
        .env("MCPLAB_BIN", env!("CARGO_BIN_EXE_mcplab"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&proof.stdout);
    assert!(proof.status.success(), "{said}\n{}", String::from_utf8_lossy(&proof.stderr));
    assert!(said.contains("every export reached its trainer unharmed"), "{said}");
}
