//! `exosonde retrieve`.

use std::{convert::Infallible, path::PathBuf, process::ExitCode};

use super::{
    convergence::exit_code, known_args::KnownArgs, observation_args::ObservationArgs, progress::Bar,
};
use crate::retrieve::Start;
use crate::session::Session;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    observation: ObservationArgs,
    #[command(flatten)]
    known: KnownArgs,
    /// Where the search for the exact posterior begins: at the trained `network`, at the `prior`, which needs no network, or at
    /// another posterior.h5.
    #[arg(long, value_name = "START", default_value = "network", value_parser = parse_start)]
    from: From,
    /// End with the networks' own posterior, without the likelihood: in under a second, once they are calibrated for errors or bins
    /// other than the study's [default: the exact posterior].
    #[arg(long, conflicts_with = "from")]
    network_only: bool,
}

/// Where the search begins, as typed.
#[derive(Debug, Clone, PartialEq)]
enum From {
    Network,
    Prior,
    Posterior(PathBuf),
}

fn parse_start(text: &str) -> Result<From, Infallible> {
    Ok(match text {
        "network" => From::Network,
        "prior" => From::Prior,
        path => From::Posterior(path.into()),
    })
}

impl Args {
    pub(super) fn run(&self) -> anyhow::Result<ExitCode> {
        let (session, target) = self.observation.open()?;
        let target = target.knowing(&self.known.known()?);
        let start = self.start(&session);
        let summary = session.retrieve_from(start, &target, &Bar::interruptible("retrieve"))?;
        self.observation
            .network
            .study
            .print(&summary, &summary.report)?;
        Ok(exit_code(&summary))
    }

    fn start(&self, session: &Session) -> Start {
        match &self.from {
            From::Network => session.networks(self.network_only),
            From::Prior => Start::Prior,
            From::Posterior(path) => Start::Posterior(path.clone()),
        }
    }
}
