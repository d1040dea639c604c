//! The command line: one file per command, each of which reads its arguments, loads what they name,
//! calls one stage, and prints one summary.

mod compare;
mod convergence;
mod evaluate;
mod generate;
mod interruption;
mod known_args;
mod likelihood;
mod observation_args;
mod opacity;
mod output;
mod plot;
mod progress;
mod refine;
mod retrieve;
mod run;
mod simulate;
mod study_args;
mod train;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::session::SessionError;
use crate::simulator::set_cache_folder;
use groundwork::file_error::is_disk_fault;
use study_args::NetworkArgs;

/// What scripts can rely on.
const EXIT_CODES: &str = "Exit codes: 0 done; 1 a stage failed, as on a full disk; 2 the input is wrong; 3 `retrieve`, `refine` or `run` is done, but the \
    exact posterior that it was asked for did not converge (`is_exact` of report.json is false); 130 interrupted.";

/// Sounds exoplanet atmospheres: simulates spectra, learns the inverse map, and retrieves in seconds.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true, after_help = EXIT_CODES)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Folder for what need not be computed twice [default: exosonde in $XDG_CACHE_HOME or ~/.cache].
    #[arg(long, global = true, value_name = "DIR")]
    cache: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Do all of it: generate, train, evaluate, retrieve and draw; what is done already is kept.
    #[command(after_help = "Example: exosonde run configs/wasp-39b.toml --threads 2")]
    Run(run::Args),
    /// Simulate one spectrum, with what each source contributes, and draw it.
    #[command(
        after_help = "Example: exosonde simulate configs/wasp-39b.toml --set temperature_k=900 --set log_H2O=-3"
    )]
    Simulate(simulate::Args),
    /// Log-likelihoods of rows of parameters given the observed spectrum, for samplers of any kind; a row outside of the prior has
    /// -inf.
    #[command(
        after_help = "Example: exosonde likelihood configs/wasp-39b.toml --input rows.csv --output weighed.csv"
    )]
    Likelihood(likelihood::Args),
    /// Make the training set of a study: all parts that are missing, or a share of them.
    #[command(after_help = "Example: exosonde generate configs/wasp-39b.toml --part 0/8")]
    Generate(generate::Args),
    /// Train the networks of a study on its training set.
    #[command(after_help = "Example: exosonde train configs/wasp-39b.toml")]
    Train(NetworkArgs),
    /// Measure R² and coverage on simulations that the training never saw.
    #[command(after_help = "Example: exosonde evaluate configs/wasp-39b.toml --json")]
    Evaluate(observation_args::ObservationArgs),
    /// Turn an observed spectrum into a posterior.
    #[command(after_help = "Example: exosonde retrieve configs/wasp-39b.toml --from prior")]
    Retrieve(retrieve::Args),
    /// Train networks for one spectrum, where its posterior lies, round after round until their samples are worth enough; then the exact
    /// posterior from there.
    #[command(after_help = "Example: exosonde refine configs/hd-209458b.toml --rounds 2")]
    Refine(refine::Args),
    /// Set models of the same data beside each other: evidence, odds, criteria, cross-validation.
    #[command(after_help = "Example: exosonde compare runs/wasp-39b runs/wasp-39b-without-H2O")]
    Compare(compare::Args),
    /// Draw a figure from a file of a run.
    #[command(after_help = "Example: exosonde plot corner runs/wasp-39b/posterior.h5")]
    Plot(plot::Args),
    /// Opacity tables: list, inspect, import, compute.
    #[command(after_help = "Example: exosonde opacity list")]
    Opacity(opacity::Args),
}

impl Cli {
    /// Does what the arguments say, and returns the exit code: 0, or 3 of a search for an exact posterior that did not converge.
    ///
    /// # Errors
    /// The first error of the command; its text is one paragraph for the user.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        if let Some(folder) = self.cache {
            let made = std::fs::create_dir_all(&folder);
            let path = folder.display();
            anyhow::ensure!(
                made.is_ok(),
                "--cache is {path}, expected a folder, or a place where one can be made"
            );
            set_cache_folder(folder);
        }
        match self.command {
            Command::Run(args) => return args.run(),
            Command::Retrieve(args) => return args.run(),
            Command::Refine(args) => return args.run(),
            Command::Simulate(args) => args.run(),
            Command::Likelihood(args) => args.run(),
            Command::Generate(args) => args.run(),
            Command::Train(args) => train::run(&args),
            Command::Evaluate(args) => evaluate::run(&args),
            Command::Compare(args) => args.run(),
            Command::Plot(args) => args.run(),
            Command::Opacity(args) => args.run(),
        }?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Says what went wrong and returns the exit code: 2 where the input is wrong, which the user can mend; 1 where a stage
/// failed on good input, as on a full disk; 130 where it was interrupted; 0 where nobody reads the output any more.
pub fn report(error: &anyhow::Error) -> ExitCode {
    if output::is_closed(error) {
        return ExitCode::SUCCESS;
    }
    output::remark(format_args!("error: {error}"));
    if interruption::is_cause_of(error) {
        return ExitCode::from(interruption::EXIT_CODE);
    }
    let stage_failed = match error.downcast_ref::<SessionError>() {
        Some(error) => error.is_stage_failure(),
        None => is_disk_fault(error.as_ref()),
    };
    ExitCode::from(if stage_failed { 1 } else { 2 })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    /// The command and all below it, but for clap's own `help`.
    fn tree(command: clap::Command) -> Vec<clap::Command> {
        let is_ours = |command: &&clap::Command| command.get_name() != "help";
        let below = command.get_subcommands().filter(is_ours).cloned();
        let below: Vec<clap::Command> = below.flat_map(tree).collect();
        [vec![command], below].concat()
    }

    fn commands() -> Vec<clap::Command> {
        let mut cli = Cli::command();
        cli.build();
        tree(cli).split_off(1)
    }

    #[test]
    fn every_command_has_an_example_that_the_program_understands() {
        for command in commands() {
            let help = command.get_after_help().map(ToString::to_string);
            let help = help.unwrap_or_else(|| panic!("`{}` has no example", command.get_name()));
            let example = help.strip_prefix("Example: ").unwrap();
            assert!(example.contains(command.get_name()), "{example}");
            let parsed = Cli::try_parse_from(example.split_whitespace());
            assert!(parsed.is_ok(), "{}", parsed.unwrap_err());
        }
    }

    #[test]
    fn every_option_says_its_default() {
        for command in commands() {
            let name = command.get_name();
            for option in command
                .get_opts()
                .filter(|option| !option.is_required_set())
            {
                let help = option
                    .get_help()
                    .map(ToString::to_string)
                    .unwrap_or_default();
                // An option that some other one replaces has no default: clap asks for one of the two.
                let is_said = help.contains("[default: ")
                    || help.starts_with("For the set ")
                    || !option.get_default_values().is_empty();
                assert!(is_said, "{name} --{}: {help}", option.get_id());
            }
        }
    }
}
