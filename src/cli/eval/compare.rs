//! Two evaluations beside each other.

use super::super::ExitCode;
use super::super::args::eval::Compare;
use super::super::exit_code::UsageError;
use super::super::printer::Printer;
use crate::eval::{Stored, compared, shown};

pub fn compare(args: &Compare, printer: &Printer) -> anyhow::Result<ExitCode> {
    let [a, b] = args.dirs.as_slice() else {
        return Err(UsageError("compare takes the folders of two evaluations".to_owned()).into());
    };
    let (a, b) = (Stored::read(a)?, Stored::read(b)?);
    if a.about.suite_digest != b.about.suite_digest {
        printer.note("the suites differ; tasks are compared by their ids");
    }
    let found = compared(&a.entries, &b.entries, a.about.seed);
    match printer.is_json() {
        true => printer.json(&found)?,
        false => printer.data(&shown::comparison(&a.about.agent, &b.about.agent, &found))?,
    }
    Ok(ExitCode::Ok)
}
