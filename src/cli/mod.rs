//! The command line: one file per command, each of which reads its arguments, loads what they name,
//! calls one stage, and prints one summary.

mod evaluate;
mod generate;
mod opacity;
mod output;
mod plot;
mod progress;
mod retrieve;
mod run;
mod simulate;
mod study_args;
mod train;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::session::SessionError;
use groundwork::file_error::is_disk_fault;
use study_args::NetworkArgs;

/// Sounds exoplanet atmospheres: simulates spectra, learns the inverse map, and retrieves in seconds.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Do all of it: generate, train, evaluate, retrieve and draw; what is done already is kept.
    Run(NetworkArgs),
    /// Simulate one spectrum, with what each source contributes, and draw it.
    Simulate(simulate::Args),
    /// Make the training set of a study: all parts that are missing, or a share of them.
    Generate(generate::Args),
    /// Train the networks of a study on its training set.
    Train(NetworkArgs),
    /// Measure R² and coverage on simulations that the training never saw.
    Evaluate(NetworkArgs),
    /// Turn an observed spectrum into a posterior.
    Retrieve(retrieve::Args),
    /// Draw a figure from a file of a run.
    Plot(plot::Args),
    /// Opacity tables: list, inspect, import, compute.
    Opacity(opacity::Args),
}

impl Cli {
    /// Does what the arguments say.
    ///
    /// # Errors
    /// The first error of the command; its text is one paragraph for the user.
    pub fn run(self) -> anyhow::Result<()> {
        match self.command {
            Command::Run(args) => run::run(&args),
            Command::Simulate(args) => args.run(),
            Command::Generate(args) => args.run(),
            Command::Train(args) => train::run(&args),
            Command::Evaluate(args) => evaluate::run(&args),
            Command::Retrieve(args) => args.run(),
            Command::Plot(args) => args.run(),
            Command::Opacity(args) => args.run(),
        }
    }
}

/// Says what went wrong and returns the exit code: 2 where the input is wrong, which the user can mend; 1 where a stage
/// failed on good input, as on a full disk; 0 where nobody reads the output any more.
pub fn report(error: &anyhow::Error) -> ExitCode {
    if output::is_closed(error) {
        return ExitCode::SUCCESS;
    }
    output::remark(format_args!("error: {error}"));
    let stage_failed = match error.downcast_ref::<SessionError>() {
        Some(error) => error.is_stage_failure(),
        None => is_disk_fault(error.as_ref()),
    };
    ExitCode::from(if stage_failed { 1 } else { 2 })
}
