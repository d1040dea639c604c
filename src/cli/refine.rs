//! `exosonde refine`.

use std::{path::PathBuf, process::ExitCode};

use super::{
    convergence::exit_code, generate::remark_warning, observation_args::ObservationArgs,
    output::remark, progress::Bar,
};
use crate::generate::Parts;
use crate::retrieve::Start;
use crate::session::{Session, Target};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    observation: ObservationArgs,
    /// Where the posterior lies: a posterior.h5, of networks or of the sampler [default: that of the run].
    #[arg(long, value_name = "FILE")]
    posterior: Option<PathBuf>,
    /// Rounds at most.
    #[arg(long, value_name = "N", default_value_t = 3)]
    rounds: usize,
    /// What samples of a round's networks must be worth for it to be the last, as a share of their number.
    #[arg(long, value_name = "SHARE", default_value_t = 0.05)]
    until: f64,
}

impl Args {
    pub(super) fn run(&self) -> anyhow::Result<ExitCode> {
        anyhow::ensure!(self.rounds > 0, "--rounds is 0, expected at least 1");
        anyhow::ensure!(
            self.until > 0.0 && self.until <= 1.0,
            "--until is {}, expected a share of the samples, above 0 and up to 1",
            self.until
        );
        let (session, target) = self.observation.open()?;
        let name = target.name.as_deref();
        let own = || session.folder().posterior(name);
        let mut posterior = self.posterior.clone().unwrap_or_else(own);
        for round in 1..=self.rounds {
            let narrow = session.narrowed_to(&posterior, round)?;
            let efficiency = learn(&narrow, &target)?;
            posterior = narrow.folder().posterior(name);
            remark(format_args!(
                "Round {round}: samples of the networks are worth {:.1} %, if weighed: {}",
                100.0 * efficiency,
                posterior.display()
            ));
            if efficiency >= self.until {
                break;
            }
        }
        let refined = Target {
            name: Some(named_refined(name)),
            ..target
        };
        let bar = Bar::interruptible("retrieve");
        let summary = session.retrieve_from(Start::Posterior(posterior), &refined, &bar)?;
        self.observation
            .network
            .study
            .print(&summary, &summary.report)?;
        Ok(exit_code(&summary))
    }
}

/// Simulates where the posterior is, trains on it and asks the networks; returns what their samples are worth.
fn learn(narrow: &Session, target: &Target) -> anyhow::Result<f64> {
    let made = narrow.generate(Parts::Missing, &Bar::new("generate"))?;
    remark_warning(&made);
    remark(made);
    narrow.keep_study()?;
    remark(narrow.train(&Bar::new("train"))?);
    let bar = Bar::new("retrieve");
    narrow.retrieve(target, &bar)?;
    Ok(narrow.worth_of_networks(target, &bar)?.efficiency)
}

/// What the posterior is called that the rounds lead to.
fn named_refined(name: Option<&str>) -> String {
    match name {
        Some(name) => format!("{name}-refined"),
        None => "refined".to_owned(),
    }
}
