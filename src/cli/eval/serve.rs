//! Serving episodes to agents outside.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use serde_json::json;

use super::super::ExitCode;
use super::super::args::eval::Serve;
use super::super::exit_code::UsageError;
use super::super::generate::runtime;
use super::super::interrupt::Interrupt;
use super::super::printer::Printer;
use super::super::settings::Settings;
use crate::eval::{About, Attempted, Gateway, Journal, OUTSIDE};
use crate::exec::Secret;

pub fn serve(args: &Serve, settings: &Settings, printer: &Printer) -> anyhow::Result<ExitCode> {
    let (suite, tasks) = super::chosen(&args.tasks)?;
    let runtime = runtime()?;
    let interrupt = Interrupt::watch(&runtime);
    let worlds = super::worlds(&args.tasks, settings, printer)?;
    let token = args.token.clone().unwrap_or_else(|| uuid::Uuid::new_v4().to_string());
    if args.token.is_none() && !args.http.ip().is_loopback() {
        let hint = "hint: set MCPLAB_TOKEN, or serve on 127.0.0.1";
        return Err(UsageError(format!("serve on {}: other machines could call it ({hint})", args.http)).into());
    }
    let journal = match &args.out {
        Some(dir) => {
            let about = About { seconds: args.seconds, ..About::new(&args.tasks.suite, suite.digest(), OUTSIDE) };
            let journal = match args.resume {
                true => Journal::resume(dir, &about)?.0,
                false => Journal::create(dir, &about)?,
            };
            Some(Arc::new(Mutex::new(journal)))
        }
        None => None,
    };
    let keep = move |attempted: Attempted| {
        let Some(journal) = &journal else { return Ok(()) };
        let mut journal = journal.lock().unwrap_or_else(PoisonError::into_inner);
        journal.add(attempted).map_err(|error| error.to_string())
    };
    let tasks = super::lasting(tasks, args.seconds);
    let (token_of_all, grace) = (Secret::new(token.clone()), Duration::from_secs(args.grace));
    let gateway = Gateway::new(&suite.name, tasks, worlds, token_of_all, grace, Box::new(keep));
    runtime.block_on(async {
        let (address, listener) = gateway
            .bind(args.http)
            .await
            .map_err(|error| UsageError(format!("serve on {}: {error} (hint: port 0 for a free one)", args.http)))?;
        let url = format!("http://{address}");
        match (printer.is_json(), args.token.is_some()) {
            (true, true) => printer.json(&json!({"url": url}))?,
            (true, false) => printer.json(&json!({"url": url, "token": token}))?,
            (false, true) => printer.data(&format!("{url}\n"))?,
            (false, false) => printer.data(&format!("{url}\ntoken {token}\n"))?,
        }
        Arc::clone(&gateway).serve(listener, interrupt.clone().stopped()).await.context("serve episodes")
    })?;
    Ok(ExitCode::Ok)
}
