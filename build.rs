//! Builds the guest: the simulated servers of `mcp-servers` as one WebAssembly module.
//!
//! It is a cargo run of its own with its own target directory, because the guest is compiled for
//! another target and with another profile than the lab that embeds it. All builds of a checkout share that directory:
//! the guest is the same for all of them, and takes minutes.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const TARGET: &str = "wasm32-unknown-unknown";

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    // The profile of the guest stands in the Cargo.toml of the workspace.
    for place in ["mcp-servers/src", "mcp-servers/Cargo.toml", "Cargo.toml", "sandboxes/wit", "build.rs"] {
        println!("cargo::rerun-if-changed={}", root.join(place).display());
    }
    if let Err(reason) = build(&root) {
        for line in reason.lines() {
            println!("cargo::error={line}");
        }
    }
}

fn build(root: &Path) -> Result<(), String> {
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    // Cargo marks the top of its target directory so, unless somebody made the directory before; the usual way down is
    // `TARGET/PROFILE/build/PACKAGE/out`.
    let top = out.ancestors().find(|folder| folder.join("CACHEDIR.TAG").exists()).or_else(|| out.ancestors().nth(4));
    let target_dir = top.unwrap_or(&out).join("guest");
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .current_dir(root)
        .args(["rustc", "--package", "mcplab-servers", "--lib", "--crate-type", "cdylib"])
        .args(["--profile", "guest", "--target", TARGET, "--target-dir"])
        .arg(&target_dir)
        // The flags of the lab's own build mean nothing to the guest.
        .env_remove("RUSTFLAGS")
        .env_remove("RUSTC_WORKSPACE_WRAPPER")
        // The same sources give the same bytes wherever they lie.
        .env("CARGO_ENCODED_RUSTFLAGS", remappings(root).join("\x1f"));
    let output = cargo.output().map_err(|error| format!("cannot run cargo for the guest: {error}"))?;
    if !output.status.success() {
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        let missing = stderr.contains("can't find crate for") || stderr.contains("may not be installed");
        return Err(match missing {
            true => format!("the guests need the target {TARGET}: run `rustup target add {TARGET}` and try again"),
            false => format!("the guest in mcp-servers does not compile:\n{stderr}"),
        });
    }
    let built = target_dir.join(TARGET).join("guest").join("mcplab_servers.wasm");
    fs::copy(&built, out.join("builtin.wasm"))
        .map(|_| ())
        .map_err(|error| format!("cannot take the built guest from {}: {error}", built.display()))
}

/// Names for the folders of this machine that would reach the guest's bytes through texts of panics.
fn remappings(root: &Path) -> Vec<String> {
    let home = |name: &str| env::var_os(name).map(PathBuf::from);
    let cargo = home("CARGO_HOME").or_else(|| Some(home("HOME")?.join(".cargo")));
    let sources =
        cargo.into_iter().flat_map(|cargo| fs::read_dir(cargo.join("registry").join("src")).into_iter().flatten());
    // Crates lie in one folder per registry, whose name differs, too.
    let crates = sources.flatten().map(|folder| (folder.path(), "/crates"));
    let of = |(folder, name): (PathBuf, &str)| format!("--remap-path-prefix={}={name}", folder.display());
    crates.chain([(root.to_owned(), "/mcplab")]).map(of).collect()
}
