//! Programs of others, pinned by lock files in a folder of `tests`, installed into a cache outside the repository.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of `tests` with the lock files and scripts of a set of programs.
pub fn scripts(set: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(set)
}

/// Whether the programs have to be there, as in `.ci/run`.
fn required() -> bool {
    std::env::var_os("MCPLAB_REQUIRE_REAL_SERVERS").is_some()
}

/// Says why something cannot be tested here, which is a failure where it is required.
pub fn skipped(why: &str) -> Option<PathBuf> {
    assert!(!required(), "{why}, and MCPLAB_REQUIRE_REAL_SERVERS is set");
    eprintln!("skipped: {why}");
    None
}

/// Where a set of programs is installed; `None` where it cannot be had for want of the programs it needs, or of a network.
/// Must not be called twice at a time for the same set.
pub fn install(set: &str, needs: &[&str]) -> Option<PathBuf> {
    let there = |program: &str| Command::new(program).arg("--version").output().is_ok_and(|run| run.status.success());
    if let Some(missing) = needs.iter().find(|program| !there(program)) {
        return skipped(&format!("{missing} is missing, so {set} cannot be used"));
    }
    let output = Command::new("bash").arg(scripts("install.sh")).arg(set).output().unwrap();
    if !output.status.success() {
        return skipped(&format!("{set} cannot be installed:\n{}", String::from_utf8_lossy(&output.stderr)));
    }
    String::from_utf8_lossy(&output.stdout).lines().last().map(PathBuf::from)
}
