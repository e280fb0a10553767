//! A user's own server in the sandbox: a module or component on disk, with a program and a profile where it wants them.

use std::path::Path;
use std::{fs, io};

use mcplab_sandbox::{Cache, Engine, EngineConfig, Grant, Guest, Limits, LoadError, ProfileError, StartError};

use super::config::GuestFile;
use super::sandboxed::{Entry, SandboxError, SandboxModule};
use crate::model::{Digest, Problem};

/// Why a guest of the user's takes no part.
#[derive(Debug, thiserror::Error)]
pub enum GuestError {
    #[error("read {path}: {source}")]
    Read { path: String, source: io::Error },
    #[error("load the guest {path}: {source}")]
    Load { path: String, source: LoadError },
    #[error("load the program {path}: {source}")]
    Program { path: String, source: StartError },
    #[error(transparent)]
    Profile(#[from] ProfileError),
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    #[error("the guest {path} has no server `{wanted}`, it has {}", .there.join(", "))]
    NoServer { path: String, wanted: String, there: Vec<String> },
    #[error("the guest {path} has several servers: {}", .there.join(", "))]
    Several { path: String, there: Vec<String> },
}

impl GuestError {
    /// What the user can do about it.
    pub fn mend(&self) -> &'static str {
        match self {
            Self::Read { .. } => "correct the path",
            Self::Load { source: LoadError::Imports(_), .. } => "grant it functions of WASI with `profile`",
            Self::Load { .. } => "build it again: sandboxes/wit/server.wit says what a guest exports",
            Self::Program { .. } => "correct the program at the place that is named",
            Self::Profile(_) => "correct the profile",
            Self::Sandbox(_) => "look at the guest's answer to `describe`",
            Self::NoServer { .. } | Self::Several { .. } => "choose one of them with `server`",
        }
    }

    /// The problem of server `name`.
    pub fn problem(&self, name: &str) -> Problem {
        Problem::new(name, format!("failed to {self}")).mend(self.mend())
    }
}

impl SandboxModule {
    /// The server of a guest file, under the name `name`.
    pub fn from_file(name: &str, file: &GuestFile) -> Result<Self, GuestError> {
        let wasm = read(&file.module)?;
        let grant = match &file.profile {
            None => Grant::sealed(),
            Some(profile) if Grant::builtins().any(|builtin| builtin == profile) => Grant::builtin(profile)?,
            Some(profile) => Grant::from_file(Path::new(profile))?,
        };
        let engine = Engine::new(EngineConfig::default()).map_err(SandboxError::from)?;
        let load = |source| GuestError::Load { path: file.module.clone(), source };
        let mut guest = Guest::load_granted(&engine, &wasm, &Cache::user(), &grant).map_err(load)?;
        let mut digests = vec![Digest::of_bytes(&wasm), Digest::from_raw(grant.digest().to_bytes())];
        if let Some(path) = &file.program {
            let program = read(path)?;
            digests.push(Digest::of_bytes(&program));
            let refused = |source| GuestError::Program { path: path.clone(), source };
            guest = guest.with_program(&String::from_utf8_lossy(&program), Limits::default()).map_err(refused)?;
        }
        let digest: Vec<String> = digests.iter().map(Digest::to_string).collect();
        let digest = Digest::of_bytes(digest.join(" ").as_bytes());
        let all = Self::of(&guest, digest)?;
        let mut entry = choose(all.entries(), file)?.clone();
        name.clone_into(&mut std::sync::Arc::make_mut(&mut entry.listing).server);
        Ok(Self::of_entry(entry, digest))
    }
}

fn read(path: &str) -> Result<Vec<u8>, GuestError> {
    fs::read(path).map_err(|source| GuestError::Read { path: path.to_owned(), source })
}

fn choose<'a>(entries: &'a [Entry], file: &GuestFile) -> Result<&'a Entry, GuestError> {
    let (path, there) = (file.module.clone(), entries.iter().map(|entry| entry.own_name.to_string()).collect());
    match (&file.server, entries) {
        (None, [only]) => Ok(only),
        (None, _) => Err(GuestError::Several { path, there }),
        (Some(wanted), _) => {
            let found = entries.iter().find(|entry| *entry.own_name == **wanted);
            found.ok_or_else(|| GuestError::NoServer { path, wanted: wanted.clone(), there })
        }
    }
}
