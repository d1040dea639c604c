//! The command `exosonde`.

use std::process::ExitCode;

use clap::Parser;
use exosonde::cli::{self, Cli};

fn main() -> ExitCode {
    match Cli::parse().run() {
        Ok(code) => code,
        Err(error) => cli::report(&error),
    }
}
