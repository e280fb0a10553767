//! A user's own server in the sandbox: a module or component on disk, with a program and a profile where it wants them.

use std::path::Path;
use std::{fs, io};

use mcplab_sandbox::{Cache, Config, Engine, EngineConfig, Grant, Guest, Limits, LoadError, ProfileError, StartError};

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
    #[error("read the profile: {0}")]
    Profile(#[from] ProfileError),
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    #[error("use server `{wanted}` of the guest {path}: there is none of this name, it has {}", .there.join(", "))]
    NoServer { path: String, wanted: String, there: Vec<String> },
    #[error("choose a server of the guest {path}: it has {}", .there.join(", "))]
    Several { path: String, there: Vec<String> },
    #[error("find a server in the guest {path}: it has none")]
    NoServers { path: String },
    #[error("start the server of the guest {path}: {source}")]
    Start { path: String, source: StartError },
    #[error("use profile `{name}`: it is neither a file nor one of {}", .builtin.join(", "))]
    NoProfile { name: String, builtin: Vec<&'static str> },
}

impl GuestError {
    /// What the user can do about it.
    pub fn mend(&self) -> &'static str {
        match self {
            Self::Read { .. } => "correct the path",
            Self::Load { source: LoadError::Imports(_), .. } => "grant it functions of WASI with `profile`",
            Self::Load { .. } => "build it again: sandboxes/wit/server.wit says what a guest exports",
            Self::Program { .. } => "correct the program at the place that is named",
            Self::NoServers { .. } => "an interpreter needs a `program` beside `guest`",
            Self::Start { .. } => "correct what it does when it starts",
            Self::NoProfile { .. } => "choose one of these, or write the path of a profile",
            Self::Profile(_) => "correct the profile",
            Self::Sandbox(_) => "look at the guest's answer to `describe`",
            Self::NoServer { .. } | Self::Several { .. } => "choose one of them with `server`",
        }
    }

    /// Whether it would load if it were granted functions of the host.
    pub fn lacks_imports(&self) -> bool {
        matches!(self, Self::Load { source: LoadError::Imports(_), .. })
    }

    /// The problem of server `name`.
    pub fn problem(&self, name: &str) -> Problem {
        Problem::new(name, format!("failed to {self}")).mend(self.mend())
    }
}

impl SandboxModule {
    /// The server of a guest file, under the name `name`.
    ///
    /// Relative paths are taken from the folder `base`. The server is started once, so that what keeps it from starting is
    /// known before anything depends on it.
    pub fn from_file(name: &str, file: &GuestFile, base: &Path) -> Result<Self, GuestError> {
        let file = &file.within(base);
        let wasm = read(&file.module)?;
        let grant = match &file.profile {
            None => Grant::sealed(),
            Some(profile) if Grant::builtins().any(|builtin| builtin == profile) => Grant::builtin(profile)?,
            Some(profile) if !Path::new(profile).exists() => {
                return Err(GuestError::NoProfile { name: profile.clone(), builtin: Grant::builtins().collect() });
            }
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
        let config = Config { server: &entry.own_name, seed: 1, now: "2026-03-05T14:20:00+01:00", size: None };
        let refused = |source| GuestError::Start { path: file.program.clone().unwrap_or(file.module.clone()), source };
        guest.start(&config, Limits::default()).map_err(refused)?;
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
        (_, []) => Err(GuestError::NoServers { path }),
        (None, [only]) => Ok(only),
        (None, _) => Err(GuestError::Several { path, there }),
        (Some(wanted), _) => {
            let found = entries.iter().find(|entry| *entry.own_name == **wanted);
            found.ok_or_else(|| GuestError::NoServer { path, wanted: wanted.clone(), there })
        }
    }
}
