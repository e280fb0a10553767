//! The SDKs of OpenAI and Anthropic before the model proxy, pinned.
//!
//! `tests/install.sh` puts them into a cache outside the repository. Where python is missing the test says so and does
//! nothing, unless `MCPLAB_REQUIRE_REAL_SERVERS` is set, as `.ci/run` does.

use std::path::PathBuf;
use std::process::Command;

use crate::pinned;

/// The example program `model_proxy`, built if only this test was asked for.
fn program() -> PathBuf {
    let mut path = std::env::current_exe().expect("a running test has a path");
    path.pop();
    path.pop();
    path.push(format!("examples/model_proxy{}", std::env::consts::EXE_SUFFIX));
    if !path.exists() {
        let built = Command::new(env!("CARGO")).args(["build", "--quiet", "--example", "model_proxy"]).status();
        assert!(built.expect("cargo runs").success());
    }
    path
}

#[test]
fn the_sdks_notice_nothing_and_all_that_they_say_is_recorded() {
    let Some(folder) = pinned::install("model-proxy", &["python3", "bash"]) else { return };
    let script = pinned::scripts("model-proxy").join("sdks.py");
    let output = Command::new(folder.join("python/bin/python")).arg(script).arg(program()).output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.contains("all fine with openai"), "{said}");
}
