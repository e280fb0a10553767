//! The one place that prints: data to stdout, notes and progress to stderr.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::Format;
use crate::model::Problem;
use crate::report::{Look, clean};

/// Prints, in the manner that the user asked for.
#[derive(Clone, Copy, Debug)]
pub struct Printer {
    pub format: Format,
    quiet: bool,
}

impl Printer {
    pub fn new(format: Format, quiet: bool) -> Self {
        Self { format, quiet }
    }

    pub fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// How summaries look on this stdout.
    pub fn look(&self) -> Look {
        if io::stdout().is_terminal() { Look::Rich } else { Look::Plain }
    }

    /// What was asked for, to stdout.
    pub fn data(&self, text: &str) -> io::Result<()> {
        let mut stdout = io::stdout().lock();
        stdout.write_all(text.as_bytes())?;
        stdout.flush()
    }

    /// A plain value as indented JSON, to stdout.
    pub fn json(&self, value: &impl serde::Serialize) -> anyhow::Result<()> {
        Ok(self.data(&(serde_json::to_string_pretty(value)? + "\n"))?)
    }

    /// Something the user may want to know.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.say(text);
        }
    }

    /// Problems that left the rest usable.
    pub fn problems(&self, problems: &[Problem]) {
        problems.iter().for_each(|problem| self.note(&format!("warning: {problem}")));
    }

    /// Why a verb ended: the whole chain of causes, with the hint on a line of its own.
    pub fn error(&self, error: &anyhow::Error) {
        let mut text = error.to_string();
        for cause in error.chain().skip(1).map(ToString::to_string) {
            // Transparent errors repeat their source.
            if !text.contains(&cause) {
                text = format!("{text}: {cause}");
            }
        }
        let (message, hint) = split_hint(&text);
        self.say(&format!("error: {message}"));
        if let Some(hint) = hint {
            self.say(&format!("\nhint: {hint}"));
        }
    }

    /// A bar on stderr that is there only for a person at a terminal.
    pub fn progress(&self, total: u64, unit: &str) -> ProgressBar {
        if self.quiet || !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(8));
        let template = format!("{{bar:32}} {{human_pos}}/{{human_len}} {unit}  {{per_sec}}  {{eta}} left  {{msg}}");
        if let Ok(style) = ProgressStyle::with_template(&template) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(250));
        bar
    }

    /// A stderr that is gone is nobody's to complain about.
    fn say(self, text: &str) {
        // Servers have a say in some of these texts, and must not steer the terminal.
        let _ = writeln!(io::stderr().lock(), "{}", text.lines().map(clean).collect::<Vec<_>>().join("\n"));
    }
}

/// Takes `(hint: ..)` out of a message.
fn split_hint(text: &str) -> (String, Option<&str>) {
    match text.split_once(" (hint: ").and_then(|(before, rest)| Some((before, rest.split_once(')')?))) {
        Some((before, (hint, after))) => (format!("{before}{after}"), Some(hint)),
        None => (text.to_owned(), None),
    }
}

/// Whether the reader of stdout went away, as `head` does.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use super::split_hint;

    #[test]
    fn a_hint_gets_a_line_of_its_own() {
        let (message, hint) = split_hint("open x: it is no run (hint: look at y)");
        assert_eq!((message.as_str(), hint), ("open x: it is no run", Some("look at y")));
        assert_eq!(split_hint("plain"), ("plain".to_owned(), None));
    }
}
