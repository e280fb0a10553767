//! `mcplab serve`: servers of the lab for any other MCP client.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use serde_json::json;

use super::ExitCode;
use super::args;
use super::exit_code::UsageError;
use super::generate::runtime;
use super::interrupt::Interrupt;
use super::lineup::Lineup;
use super::printer::Printer;
use super::settings::Settings;
use crate::exec::{GuestError, GuestFile, Hub, Secret, Server, serve_http, serve_stdio};
use crate::model::{Episode, Seed};

/// Where several servers are served that were not given an address.
const USUAL_ADDRESS: &str = "127.0.0.1:8321";
/// What WASI programs that speak MCP on stdio need.
const PROGRAM_PROFILE: &str = "stdio";

/// Serves one server on stdio, or any number over HTTP.
pub fn serve(args: args::Serve, settings: &Settings, printer: &Printer) -> anyhow::Result<ExitCode> {
    if let Some(id) = &args.task {
        return episode(&args, id, settings, printer);
    }
    let runtime = runtime()?;
    let interrupt = Interrupt::watch(&runtime);
    let mut servers = settings.servers(&args.servers);
    if args.wasm.is_some() && args.servers.builtin.is_none() && args.servers.servers.is_none() {
        (servers.builtin, servers.servers) = (Some(Vec::new()), None);
    }
    let Some(mut lineup) = Lineup::gather(&servers, &runtime, &interrupt, printer)? else {
        return Ok(ExitCode::Incomplete);
    };
    if let Some(file) = &args.wasm {
        add_guest(&mut lineup, &args, file)?;
    }
    printer.problems(&lineup.problems);
    let episode = Episode { seed: Seed(args.seed), now: args.now.clone() };
    runtime.block_on(async {
        let mut hubs = Vec::new();
        let mut servers = servers_of(&mut lineup, args.large);
        if let Some(folder) = &args.drift {
            servers = super::drift::layers(servers, folder, printer)?;
        }
        for server in servers {
            let name = server.name().to_owned();
            let hub = Hub::open(server, &episode, Duration::from_millis(args.pace)).await;
            hubs.push(Arc::new(hub.with_context(|| format!("serve server `{name}`"))?));
        }
        match (hubs.as_slice(), args.http) {
            ([], _) => Ok(ExitCode::Nothing),
            ([hub], None) => {
                // Stdout is the client's; the note must not disturb it.
                printer.note(&format!("serving `{}` on standard input and output", hub.name()));
                interrupt.unless_stopped(serve_stdio(hub)).await.unwrap_or(Ok(()))?;
                Ok(ExitCode::Ok)
            }
            (hubs, address) => {
                let address = match address {
                    Some(address) => address,
                    None => USUAL_ADDRESS.parse::<SocketAddr>()?,
                };
                over_http(hubs, address, &args, &interrupt, printer).await
            }
        }
    })
}

/// Serves an episode of one task.
fn episode(args: &args::Serve, id: &str, settings: &Settings, printer: &Printer) -> anyhow::Result<ExitCode> {
    let tasks = args::eval::Tasks {
        suite: args.suite.clone(),
        tasks: vec![id.to_owned()],
        sample: None,
        servers: args.servers.servers.clone(),
        unaudited: args.unaudited,
    };
    match args.http {
        None => super::eval::stdio::serve(&tasks, args.answer.as_deref(), args.out.as_deref(), settings, printer),
        Some(http) => {
            let (token, out) = (args.token.clone(), args.out.clone());
            let grace = args::eval::GRACE;
            let serve = args::eval::Serve { tasks, http, token, out, resume: false, seconds: None, grace };
            super::eval::serve::serve(&serve, settings, printer)
        }
    }
}

async fn over_http(
    hubs: &[Arc<Hub>],
    address: SocketAddr,
    args: &args::Serve,
    interrupt: &Interrupt,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let token = args.token.as_ref().map(|token| Secret::new(token.clone()));
    if token.is_none() && !address.ip().is_loopback() {
        let hint = "hint: set MCPLAB_TOKEN, or serve on 127.0.0.1";
        return Err(
            UsageError(format!("serve on {address}: other machines could call it without a token ({hint})")).into()
        );
    }
    let door = serve_http(hubs, address, token).await.map_err(|error| {
        UsageError(format!(
            "serve on {address}: {error} (hint: give another address with --http, port 0 for a free one)"
        ))
    })?;
    let urls: Vec<String> = door.paths.iter().map(|path| format!("http://{}{path}", door.address)).collect();
    let servers = hubs.iter().zip(&urls);
    let config: serde_json::Map<String, serde_json::Value> =
        servers.map(|(hub, url)| (hub.name().to_owned(), json!({"url": url}))).collect();
    match printer.is_json() {
        true => printer.json(&json!({"mcpServers": config}))?,
        false => printer.data(&format!("{}\n", urls.join("\n")))?,
    }
    let stop = interrupt.clone().stopped();
    door.open(stop).await?;
    for hub in hubs {
        hub.close().await;
    }
    Ok(ExitCode::Ok)
}

/// The servers of a lineup, none of them started.
fn servers_of(lineup: &mut Lineup, large: bool) -> Vec<Box<dyn Server>> {
    let mut servers: Vec<Box<dyn Server>> = Vec::new();
    if let Some(module) = &lineup.module {
        for server in lineup.sandboxed.iter().filter_map(|name| module.server(name)) {
            servers.push(if large { Box::new(server.large()) } else { Box::new(server) });
        }
    }
    servers.append(&mut lineup.real);
    servers
}

/// Adds the guest of `--wasm`. A WASI program needs its functions of WASI, so it gets them unless told otherwise.
fn add_guest(lineup: &mut Lineup, args: &args::Serve, file: &Path) -> anyhow::Result<()> {
    let name = file.file_stem().map_or_else(|| "guest".to_owned(), |stem| stem.to_string_lossy().into_owned());
    let shown = |path: &PathBuf| path.display().to_string();
    let mut guest = GuestFile {
        module: file.display().to_string(),
        program: args.program.as_ref().map(shown),
        profile: args.profile.clone(),
        server: None,
    };
    let mut added = lineup.add_guest(&name, &guest, Path::new(""));
    if guest.profile.is_none() && added.as_ref().is_err_and(GuestError::lacks_imports) {
        guest.profile = Some(PROGRAM_PROFILE.to_owned());
        added = lineup.add_guest(&name, &guest, Path::new(""));
    }
    added.map_err(|error| UsageError(format!("{error} (hint: {})", error.mend())).into())
}
