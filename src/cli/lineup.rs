//! The servers that take part in a verb: built-in ones by name, real ones and guests of the sandbox from an `mcp.json`.

use std::fs;
use std::io::BufWriter;
use std::path::Path;

use anyhow::Context;
use serde_json::Value;
use tokio::runtime::Runtime;

use super::args::Servers;
use super::exit_code::UsageError;
use super::interrupt::Interrupt;
use super::printer::Printer;
use crate::chain::Place;
use crate::eval;
use crate::exec::{
    self, Bridge, GuestError, GuestFile, Limits, Link, Record, Redactor, SandboxModule, Server, ServerSpec,
    Surroundings, parse_config,
};
use crate::inventory::{Listing, Style};
use crate::model::{Digest, Problem};
use crate::report::counted;
use crate::synth::Phrasebook;

/// Real servers that are started at the same time.
const AT_ONCE: usize = 4;

/// Servers ready to be used, with what they listed.
pub struct Lineup {
    pub module: Option<SandboxModule>,
    /// Names of the sandboxed servers that take part: built-in ones, then guests of the user's.
    pub sandboxed: Vec<String>,
    pub real: Vec<Box<dyn Server>>,
    /// In the order: sandboxed, then real.
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
        let Some(file) = &servers.servers else { return Ok(Some(lineup.offering(servers))) };
        let specs = lineup.read_config(file)?;
        let mut specs = lineup.add_guests(specs, file);
        let base = file.parent().unwrap_or(Path::new(""));
        for spec in &mut specs {
            if let Link::Cassette(cassette) = &mut spec.link {
                cassette.path = base.join(&cassette.path).display().to_string();
            }
        }
        let place = |server: &ServerSpec, path| Place { server: server.name.clone(), path };
        lineup.places = specs.iter().flat_map(|spec| spec.places().into_iter().map(|path| place(spec, path))).collect();
        if !specs.is_empty() {
            printer.note(&format!("starting {} from {}", counted(specs.len() as u64, "server"), file.display()));
        }
        let starting = interrupt.unless_stopped(lineup.start(specs));
        if runtime.block_on(starting).is_none() {
            return Ok(None);
        }
        if let Some(folder) = &servers.record {
            lineup.record(folder)?;
        }
        Ok(Some(lineup.offering(servers)))
    }

    /// Keeps what the servers that are not sandboxed answer from now on, in a cassette each.
    fn record(&mut self, folder: &Path) -> anyhow::Result<()> {
        let unwritten =
            |path: &Path, error: &std::io::Error| UsageError(format!("record to {}: {error}", path.display()));
        fs::create_dir_all(folder).map_err(|error| unwritten(folder, &error))?;
        let mut recorded: Vec<Box<dyn Server>> = Vec::new();
        for server in self.real.drain(..) {
            let path = folder.join(format!("{}.jsonl", file_name(server.name())));
            let file = fs::File::create(&path).map_err(|error| unwritten(&path, &error))?;
            let listing = self.listings.iter().find(|listing| listing.server == server.name());
            // What a server answers is free of its secrets already.
            let record = Record::new(server, Redactor::default(), BufWriter::new(file), listing);
            recorded.push(Box::new(record.map_err(|error| unwritten(&path, &error))?));
        }
        self.real = recorded;
        Ok(())
    }

    /// Offers resources and prompts as tools, if that is wanted.
    fn offering(mut self, servers: &Servers) -> Self {
        if !servers.resources {
            return self;
        }
        self.module = self.module.map(|module| module.bridged());
        let listed =
            |server: &dyn Server| self.listings.iter().find(|listing| listing.server == server.name()).cloned();
        let bridge = |server: Box<dyn Server>| match listed(server.as_ref()) {
            Some(listing) => Box::new(Bridge::over(server, &listing)),
            None => server,
        };
        self.real = std::mem::take(&mut self.real).into_iter().map(bridge).collect();
        self.listings = self.listings.iter().map(exec::bridged).collect();
        self
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

    /// The built-in servers for all of whose tools the embedded writer has phrases, and how many there are in all.
    pub fn spoken() -> anyhow::Result<(Vec<String>, usize)> {
        let phrasebook = Phrasebook::embedded()?;
        let module = exec::builtin()?;
        let listings: Vec<&Listing> = module.listings().filter(|listing| listing.style.is_none()).collect();
        let known =
            |tool: &Value| tool.get("name").and_then(Value::as_str).is_some_and(|name| phrasebook.get(name).is_some());
        let spoken = listings.iter().filter(|listing| listing.tools.iter().all(known));
        Ok((spoken.map(|listing| listing.server.clone()).collect(), listings.len()))
    }

    fn built_in(servers: &Servers) -> anyhow::Result<Self> {
        let mut lineup = Self::empty();
        let wanted = match (&servers.builtin, &servers.servers) {
            (Some(names), _) => names.clone(),
            (None, Some(_)) => return Ok(lineup),
            (None, None) => vec!["all".to_owned()],
        };
        let module = exec::builtin()?;
        let all: Vec<String> = module.listings().map(|listing| listing.server.clone()).collect();
        let usual = module.listings().filter(|listing| listing.style != Some(Style::Showcase));
        let usual: Vec<String> = usual.map(|listing| listing.server.clone()).collect();
        lineup.sandboxed = choose(&wanted, &all, &usual)?;
        let chosen = |listing: &&Listing| lineup.sandboxed.contains(&listing.server);
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
            let free = !self.sandboxed.contains(&spec.name);
            if !free {
                let problem =
                    Problem::new(&shown, format!("server `{}` has the name of a built-in one, left out", spec.name));
                self.problems.push(problem.mend("give it another name"));
            }
            free
        });
        Ok(specs)
    }

    /// Takes the guests of the sandbox out of `specs` and adds them to the sandboxed servers. Their paths are relative to
    /// the configuration.
    fn add_guests(&mut self, specs: Vec<ServerSpec>, config: &Path) -> Vec<ServerSpec> {
        let base = config.parent().unwrap_or(Path::new(""));
        let (guests, specs): (Vec<_>, Vec<_>) = specs.into_iter().partition(|spec| matches!(spec.link, Link::Guest(_)));
        for spec in guests {
            let Link::Guest(file) = &spec.link else { continue };
            if let Err(error) = self.add_guest(&spec.name, file, base) {
                self.problems.push(error.problem(&spec.name));
            }
        }
        specs
    }

    /// Adds a guest of the sandbox to the sandboxed servers.
    pub fn add_guest(&mut self, name: &str, file: &GuestFile, base: &Path) -> Result<(), GuestError> {
        let module = SandboxModule::from_file(name, file, base)?;
        self.listings.extend(module.listings().cloned());
        self.sandboxed.push(name.to_owned());
        self.module = Some(self.module.as_ref().map_or_else(|| module.clone(), |all| all.with(&module)));
        Ok(())
    }

    /// The built-in servers, and the guests of a configuration. Beside them the digests of the combinations that a run
    /// may have been made with.
    pub fn all_sandboxed(file: Option<&Path>) -> anyhow::Result<(SandboxModule, Vec<Digest>, Vec<Problem>)> {
        let built_in = Self::built_in(&Servers::default())?;
        let built_in = built_in.module.context("the built-in servers are missing")?;
        let mut guests = Self::empty();
        if let Some(file) = file {
            let specs = guests.read_config(file)?;
            guests.add_guests(specs, file);
        }
        Ok(match guests.module {
            None => (built_in.clone(), vec![built_in.digest()], guests.problems),
            Some(module) => {
                let digests = vec![built_in.digest(), module.digest(), built_in.with(&module).digest()];
                // A guest may bear the name of a built-in server that took no part, so it is looked for first.
                (module.with(&built_in), digests, guests.problems)
            }
        })
    }

    /// Where episodes of tasks get their servers from: the built-in ones, and the guests and real servers of a
    /// configuration. None of them is started.
    pub fn source(file: Option<&Path>) -> anyhow::Result<(eval::Servers, Vec<Problem>)> {
        let mut lineup = Self::built_in(&Servers::default())?;
        let specs = match file {
            Some(file) => {
                let specs = lineup.read_config(file)?;
                lineup.add_guests(specs, file)
            }
            None => Vec::new(),
        };
        let module = lineup.module.context("the built-in servers are missing")?;
        Ok((eval::Servers::new(&module, specs), lineup.problems))
    }

    fn empty() -> Self {
        Self {
            module: None,
            sandboxed: Vec::new(),
            real: Vec::new(),
            listings: Vec::new(),
            places: Vec::new(),
            problems: Vec::new(),
        }
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

/// Real servers live now, and so do their appointments: the moment as an episode has it.
pub fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
}

/// A server's name as a file can have it.
fn file_name(server: &str) -> String {
    let plain = |letter: char| if letter.is_alphanumeric() || "-_".contains(letter) { letter } else { '_' };
    server.chars().map(plain).collect()
}

/// The built-in servers of these names, each once and in their own order.
fn choose(wanted: &[String], all: &[String], usual: &[String]) -> Result<Vec<String>, UsageError> {
    if wanted.iter().any(|name| name == "all") {
        return Ok(usual.to_vec());
    }
    if let Some(unknown) = wanted.iter().find(|name| !all.contains(name)) {
        return Err(UsageError(format!(
            "use built-in server `{unknown}`: there is none of this name (hint: `mcplab inventory` shows them all)"
        )));
    }
    Ok(all.iter().filter(|name| wanted.contains(name)).cloned().collect())
}
