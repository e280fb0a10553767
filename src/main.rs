//! The `mcplab` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    mcplab::cli::main()
}
