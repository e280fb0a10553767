//! The servers that take part in a verb: built-in ones by name, real ones from an `mcp.json`.

use std::fs;
use std::path::Path;

use anyhow::Context;
use tokio::runtime::Runtime;

use super::args::Servers;
use super::exit_code::UsageError;
use super::interrupt::Interrupt;
use super::printer::Printer;
use crate::chain::Place;
use crate::exec::{self, Limits, SandboxModule, Server, ServerSpec, Surroundings, parse_config};
use crate::inventory::Listing;
use crate::model::Problem;
use crate::report::counted;

/// Real servers that are started at the same time.
const AT_ONCE: usize = 4;

/// Servers ready to be used, with what they listed.
pub struct Lineup {
    pub module: Option<SandboxModule>,
    /// Names of the built-in servers that take part.
    pub builtin: Vec<String>,
    pub real: Vec<Box<dyn Server>>,
    /// In the order: built-in, then real.
    pub listings: Vec<Listing>,
    /// Places that the user named when she set real servers up: folders in their arguments.
    pub places: Vec<Place>,
    pub problems: Vec<Problem>,
}

impl Lineup {
    /// Starts and lists the servers; `None` if the user stopped it meanwhile.
    pub fn gather(
        servers: &Servers,
        runtime: &Runtime,
        interrupt: &Interrupt,
        printer: &Printer,
    ) -> anyhow::Result<Option<Self>> {
        let mut lineup = Self::built_in(servers)?;
        let Some(file) = &servers.servers else { return Ok(Some(lineup)) };
        let specs = lineup.read_config(file)?;
        let place = |server: &ServerSpec, path| Place { server: server.name.clone(), path };
        lineup.places = specs.iter().flat_map(|spec| spec.places().into_iter().map(|path| place(spec, path))).collect();
        if !specs.is_empty() {
            printer.note(&format!("starting {} from {}", counted(specs.len() as u64, "server"), file.display()));
        }
        let starting = interrupt.unless_stopped(lineup.start(specs));
        Ok(runtime.block_on(starting).map(|()| lineup))
    }

    /// Whether no server takes part, or none has a tool.
    pub fn is_empty(&self) -> bool {
        self.listings.iter().all(|listing| listing.tools.is_empty())
    }

    /// Ends the real servers.
    pub async fn close(&mut self) {
        for server in &mut self.real {
            server.close().await;
        }
    }

    fn built_in(servers: &Servers) -> anyhow::Result<Self> {
        let mut lineup = Self {
            module: None,
            builtin: Vec::new(),
            real: Vec::new(),
            listings: Vec::new(),
            places: Vec::new(),
            problems: Vec::new(),
        };
        let wanted = match (&servers.builtin, &servers.servers) {
            (Some(names), _) => names.clone(),
            (None, Some(_)) => return Ok(lineup),
            (None, None) => vec!["all".to_owned()],
        };
        let module = exec::builtin()?;
        tracing::debug!(origin = ?module.origin(), "built-in servers");
        let all: Vec<String> = module.listings().map(|listing| listing.server.clone()).collect();
        lineup.builtin = choose(&wanted, &all)?;
        let chosen = |listing: &&Listing| lineup.builtin.contains(&listing.server);
        lineup.listings = module.listings().filter(chosen).cloned().collect();
        lineup.module = Some(module);
        Ok(lineup)
    }

    fn read_config(&mut self, file: &Path) -> anyhow::Result<Vec<ServerSpec>> {
        let shown = file.display().to_string();
        let text = fs::read_to_string(file).map_err(|error| {
            UsageError(format!("read {shown}: {error} (hint: --servers takes the path of an mcp.json)"))
        })?;
        let workspace = std::env::current_dir().context("find the working directory")?.display().to_string();
        let around = Surroundings {
            file: &shown,
            workspace: &workspace,
            variable: &|name| std::env::var(name).ok(),
            read: &|path| fs::read_to_string(path),
            limits: Limits::default(),
        };
        let (mut specs, problems) = parse_config(&text, &around);
        self.problems.extend(problems);
        specs.retain(|spec| {
            let free = !self.builtin.contains(&spec.name);
            if !free {
                let problem =
                    Problem::new(&shown, format!("server `{}` has the name of a built-in one, left out", spec.name));
                self.problems.push(problem.mend("give it another name"));
            }
            free
        });
        Ok(specs)
    }

    async fn start(&mut self, specs: Vec<ServerSpec>) {
        let (servers, problems) = exec::connect(specs, AT_ONCE).await;
        self.problems.extend(problems);
        for mut server in servers {
            match server.list().await {
                Ok(listing) => {
                    if listing.tools.is_empty() {
                        self.problems.push(Problem::new(server.name(), "it offers no tools"));
                    }
                    self.listings.push(listing);
                    self.real.push(server);
                }
                Err(error) => {
                    self.problems.push(Problem::from(&error));
                    server.close().await;
                }
            }
        }
    }
}

/// The built-in servers of these names, each once and in their own order.
fn choose(wanted: &[String], all: &[String]) -> Result<Vec<String>, UsageError> {
    if wanted.iter().any(|name| name == "all") {
        return Ok(all.to_vec());
    }
    if let Some(unknown) = wanted.iter().find(|name| !all.contains(name)) {
        let known = all.join(", ");
        return Err(UsageError(format!(
            "use built-in server `{unknown}`: there is none of this name (hint: there are {known})"
        )));
    }
    Ok(all.iter().filter(|name| wanted.contains(name)).cloned().collect())
}
