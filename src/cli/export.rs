//! `mcplab export`: the rows of a run for a trainer.

use std::io::{BufWriter, Write};
use std::path::Path;

use super::ExitCode;
use super::args;
use super::exit_code::UsageError;
use super::printer::Printer;
use crate::export::{self, Counts, Profile, Sink, Storage, Talk, Target, Template, check_template, profile, targets};
use crate::report::{clean, counted, grouped};
use crate::store;
use crate::tokens::Tokenizer;

/// Rows of one shard, unless it is said otherwise.
const SHARD_ROWS: u64 = 10_000;

/// Writes a run's rows in a target format.
pub fn export(args: &args::Export, printer: &Printer) -> anyhow::Result<ExitCode> {
    if args.targets {
        printer.data(&targets())?;
        return Ok(ExitCode::Ok);
    }
    let known = || UsageError(format!("export to `{}`: there is no such format", args.to));
    let profile = profile(&args.to).ok_or_else(known)?;
    let dir =
        args.run.as_deref().ok_or_else(|| UsageError("export which run? (hint: give its directory)".to_owned()))?;
    let run = store::open(dir)?;
    if !run.is_finished()? {
        printer.note("warning: the run is not finished; its rows so far are exported");
    }
    let mut preflight = args.check_template.as_deref().map(|file| Preflight::open(file, args, profile)).transpose()?;
    let mut nowhere = std::io::sink();
    let mut stdout = BufWriter::with_capacity(1 << 16, stdout());
    let target = match (&args.out, &preflight) {
        (Some(path), _) => placed(path, args)?,
        // The report is the data then.
        (None, Some(_)) => Target::Stream(&mut nowhere),
        (None, None) => Target::Stream(&mut stdout),
    };
    let storage = args.storage();
    if storage == Storage::Parquet && matches!(target, Target::Stream(_)) {
        return Err(UsageError("Parquet does not go to stdout (hint: give --out FILE or DIR)".to_owned()).into());
    }
    if storage == Storage::Jsonl && profile.wants_parquet() {
        printer
            .note("note: Hugging Face datasets misread some decimals in arguments of JSON lines (hint: --as parquet)");
    }
    let mut sink = Sink::open(target, storage, profile.columns())?;
    let jobs = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut check = |talk: &Talk<'_>| preflight.as_mut().map_or(Ok(()), |preflight| preflight.check(talk));
    let counts = export::export(&run, profile, &mut sink, jobs, &mut check)?;
    let card =
        args.out.as_ref().filter(|path| is_folder(path, args)).map(|_| export::export_card(profile, storage, &counts));
    if let Some(card) = card.filter(|_| counts.written > 0) {
        sink.place("README.md", &card)?;
    }
    sink.finish()?;
    let harmed = preflight.as_ref().is_some_and(|preflight| preflight.report.unharmed < preflight.report.rows);
    if let Some(preflight) = &preflight {
        preflight.print(printer)?;
    }
    let code = report(&counts, args, printer)?;
    Ok(if harmed { ExitCode::Failed } else { code })
}

fn stdout() -> impl Write {
    std::io::stdout().lock()
}

fn placed<'w>(path: &Path, args: &args::Export) -> anyhow::Result<Target<'w>> {
    if args.to == "sts" {
        return Ok(Target::Files(path.to_owned()));
    }
    if is_folder(path, args) {
        return Ok(Target::Shards { dir: path.to_owned(), rows: args.shard_rows.unwrap_or(SHARD_ROWS).max(1) });
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    if let Some(parent) = parent.filter(|parent| !parent.is_dir()) {
        return Err(UsageError(format!("write {}: there is no folder {}", path.display(), parent.display())).into());
    }
    Ok(Target::File(path.to_owned()))
}

/// A name without an ending is a folder's, and so is one that shards go to.
fn is_folder(path: &Path, args: &args::Export) -> bool {
    args.shard_rows.is_some() || path.is_dir() || path.extension().is_none() || args.to == "sts"
}

/// Says what was not written, or not as it was; the rows themselves may be on stdout, so this is for stderr.
fn report(counts: &Counts, args: &args::Export, printer: &Printer) -> anyhow::Result<ExitCode> {
    let place = args.out.as_ref().map_or_else(String::new, |file| format!(" to {}", file.display()));
    if printer.is_json() && args.out.is_some() && args.check_template.is_none() {
        printer.json(counts)?;
    } else if args.out.is_some() || args.check_template.is_none() {
        let of = match counts.trajectories == counts.written {
            true => String::new(),
            false => {
                format!(" of {}", counted(counts.trajectories, "trajectory").replace("trajectorys", "trajectories"))
            }
        };
        printer.note(&format!("{} rows{of} written{place}", counts.written));
    }
    for (reason, count) in &counts.rewritten {
        printer.note(&format!("note: {count} rewritten: {reason}"));
    }
    for (reason, count) in &counts.refused {
        let first = counts.refused_first.get(reason).map_or("", String::as_str);
        printer.note(&format!("warning: {count} rows refused: {reason}, first {first}"));
    }
    printer.problems(&counts.untrusted);
    Ok(match (counts.untrusted.is_empty(), counts.written) {
        (false, _) => ExitCode::Failed,
        (true, 0) => ExitCode::Nothing,
        (true, _) => ExitCode::Ok,
    })
}

/// Rows looked at through a chat template before they go to a trainer.
struct Preflight<'a> {
    template: Template,
    tokenizer: Option<Tokenizer>,
    profile: &'a dyn Profile,
    report: export::Report,
    /// The row that is shown, with marks.
    show: Option<u64>,
    shown: Option<String>,
}

impl<'a> Preflight<'a> {
    fn open(file: &Path, args: &args::Export, profile: &'a dyn Profile) -> anyhow::Result<Self> {
        let template = Template::read(file).map_err(|error| UsageError(chain(&error)))?;
        let tokenizer =
            args.tokenizer.as_deref().map(Tokenizer::read).transpose().map_err(|error| UsageError(chain(&error)))?;
        Ok(Self { template, tokenizer, profile, report: Default::default(), show: args.show, shown: None })
    }

    /// Refuses rows that the template harms.
    fn check(&mut self, talk: &Talk<'_>) -> Result<(), String> {
        let seen = check_template(&self.template, talk, self.profile.arguments());
        self.report.add(talk, &seen);
        if let (Some(tokenizer), Some(rendered)) = (&self.tokenizer, &seen.rendered) {
            let (all, trained) = rendered.tokens(talk, |text| tokenizer.ends(text));
            *self.report.tokens.get_or_insert_default() += all;
            *self.report.trained_tokens.get_or_insert_default() += trained;
        }
        let wanted = self.show.is_some_and(|row| row == talk.trajectory.index);
        if let Some(rendered) = seen.rendered.as_ref().filter(|_| wanted) {
            self.shown = Some(match &self.tokenizer {
                Some(tokenizer) => rendered.with_tokens(talk, |text| tokenizer.ends(text)),
                None => rendered.with_marks(talk),
            });
        }
        match seen.harms.into_keys().next() {
            Some(code) => Err(code.to_owned()),
            None => Ok(()),
        }
    }

    fn print(&self, printer: &Printer) -> anyhow::Result<()> {
        if printer.is_json() {
            return printer.json(&self.report);
        }
        let report = &self.report;
        let mut text = self
            .shown
            .as_deref()
            .map(|shown| shown.lines().map(clean).collect::<Vec<_>>().join("\n") + "\n\n")
            .unwrap_or_default();
        text.push_str(&format!(
            "{}: {} unharmed by the template\n",
            counted(report.rows, "row"),
            grouped(report.unharmed)
        ));
        for (code, harm) in &report.harmed {
            text.push_str(&format!(
                "  {code}: {}, first row {}: {}\n",
                counted(harm.rows, "row"),
                harm.first,
                clean(&harm.evidence)
            ));
        }
        if report.rewrites_history > 0 {
            text.push_str(&format!(
                "  {} rendered otherwise once later messages are there\n",
                counted(report.rewrites_history, "row")
            ));
        }
        let share = |trained: u64, all: u64| 100.0 * trained as f64 / all.max(1) as f64;
        let (trained, all) = (report.trained_signs, report.signs);
        text.push_str(&format!(
            "trained: {} of {} signs ({:.1} %)\n",
            grouped(trained),
            grouped(all),
            share(trained, all)
        ));
        if let (Some(trained), Some(all)) = (report.trained_tokens, report.tokens) {
            text.push_str(&format!(
                "trained: {} of {} tokens ({:.1} %)\n",
                grouped(trained),
                grouped(all),
                share(trained, all)
            ));
        }
        Ok(printer.data(&text)?)
    }
}

/// An error with its causes on one line.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text
}
